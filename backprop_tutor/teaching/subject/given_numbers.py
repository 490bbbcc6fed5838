"""The numbers that a scenario's file states, and what it says of no other numbers."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from backprop_tutor.formula import names
from backprop_tutor.maths.tape.forward import learning_numbers
from backprop_tutor.scenario.scenario import Sample, Scenario

_DECIMAL = re.compile(r"\d[.,]\d")


def stated(scenario: Scenario) -> Mapping[str, Decimal]:
    """Return the numbers in the order of a lesson, exact as written; given ones last."""
    numbers: dict[str, Decimal] = {}
    if not scenario.samples:
        numbers |= scenario.inputs
    numbers |= scenario.parameters
    if not scenario.samples:
        numbers |= {names.target(node): value for node, value in scenario.targets.items()}
    for index, sample in enumerate(scenario.samples, start=1):
        numbers |= _of(sample, index)
    numbers |= {name: value for name, (_, _, value) in learning_numbers(scenario).items()}
    return {**numbers, **scenario.given}


def given_values(scenario: Scenario) -> Mapping[str, float]:
    """Return the values that a scenario gives in place of those of its first pass."""
    return {name: float(value) for name, value in scenario.given.items()}


def at_other_numbers(scenario: Scenario) -> Scenario:
    """Return a scenario without what is true of its own numbers only.

    A remark with a decimal in it is about them, and so is what the source prints.
    """
    notes = {
        name: note
        for name, note in scenario.notes.items()
        if not any(map(_DECIMAL.search, note.texts.values()))
    }
    return replace(scenario, notes=notes, published={}, errata=())


def _of(sample: Sample, index: int) -> Mapping[str, Decimal]:
    named = {**sample.inputs}
    named |= {names.target(node): value for node, value in sample.targets.items()}
    return {names.at_sample(name, index): value for name, value in named.items()}
