"""The quantities that a file may speak of, known once its network has been read."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from backprop_tutor.formula import names
from backprop_tutor.formula.names import (
    COUNT,
    RATE,
    TOTAL,
    before_update,
    blame,
    errors,
    fraction,
    miss,
    quantities,
    share,
    target,
)
from backprop_tutor.maths.update_rules import (
    counts_updates,
    memories_of,
    numbers_given,
    own_names,
    rate_given,
    rule_of,
)
from backprop_tutor.scenario.graph import Gate, Neuron, Node, names_of
from backprop_tutor.scenario.scenario import Method, Scenario

_OF_SAMPLE = re.compile(r"(?P<plain>.*)\[(?P<sample>[1-9][0-9]?)\]")


class Known(NamedTuple):
    """What quantities there are, and of how many samples."""

    forward: frozenset[str]
    """What a pass through the network computes, with its errors, and their shares."""
    numbers: frozenset[str]
    """What the file gives the numbers of."""
    names: frozenset[str]
    parameters: frozenset[str]
    samples: int

    def is_of_one_sample(self, text: str) -> bool:
        """Whether a name lacks the ``[k]`` that tells which of several samples it is of."""
        if not self.samples or text.endswith("]"):
            return False
        match fraction(text):
            case (of, by):
                return of != TOTAL or by not in self.parameters
            case None:
                # The numbers that no sample brings along are shared: parameters, rates.
                return before_update(text) in self.forward - {TOTAL}

    def lacks(self, text: str, names: Collection[str]) -> str | None:
        """Return what in a name is not among ``names``: the name, or a part of a derivative."""
        found = _OF_SAMPLE.fullmatch(text)
        if found is not None and int(found["sample"]) <= self.samples:
            text = found["plain"]
        return next((part for part in fraction(text) or (text,) if part not in names), None)


def known_of(scenario: Scenario) -> Known:
    """Return the quantities of a scenario that was read without a problem."""
    parameters = scenario.parameters
    computed = {name for node in scenario.nodes for name in spellings(node).values()}
    given = {*scenario.inputs, *parameters}
    given |= set(_given_to_updates(scenario))
    beside = set(_of_updates(scenario)) - given
    shares = set(_shares(scenario)) if scenario.method is Method.ERROR_SPLIT else set()
    return Known(
        frozenset(computed | errors(scenario.outputs) | shares),
        frozenset({*given, *map(target, scenario.outputs)}),
        frozenset({*quantities(computed, scenario.outputs, given), *shares, *beside}),
        frozenset(parameters),
        len(scenario.samples),
    )


def _given_to_updates(scenario: Scenario) -> Iterator[str]:
    """Yield the numbers that only the updates use."""
    if scenario.learning_rate is None:
        return
    yield rate_given(scenario)
    yield from numbers_given(scenario)
    if counts_updates(scenario):
        yield COUNT
    yield from (name for name, *_ in memories_of(scenario))


def _of_updates(scenario: Scenario) -> Iterator[str]:
    """Yield what an update works out besides the new value of what there is."""
    if scenario.learning_rate is None:
        return
    yield RATE
    for name in scenario.parameters:
        yield from own_names(rule_of(scenario), name, decays=name in scenario.decaying)


def _shares(scenario: Scenario) -> Iterator[str]:
    """Yield what is handed back where the error is shared out (``maths.tape.error_split``)."""
    for layer in scenario.layers:
        yield from (miss(unit.name) for unit in layer.neurons)
    for senders, receivers in pairwise(scenario.layers):
        for unit in receivers.neurons:
            yield from map(share, unit.weights)
            if len(receivers.neurons) > 1:
                yield from (blame(sender.name, unit.name) for sender in senders.neurons)


def spellings(node: Node) -> Mapping[str, str]:
    """Return how formulas may call what a node computes, with the quantity each means."""
    if isinstance(node, Gate):
        return {node.name: node.name}
    found: dict[str, str] = {}
    for name in names_of(node):
        found |= {name: names.out(name), names.out(name): names.out(name)}
        if isinstance(node, Neuron) or node.has_nets:
            found[names.net(name)] = names.net(name)
    return found
