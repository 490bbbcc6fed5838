"""Looks for the numbers of ``scenarios/house.yaml``: a network where nothing collides.

Draws two-decimal numbers, and then one of them again and again, until at four figures every wrong
idea gives an answer of its own at every question: none looks right, and no two look alike unless
they are one formula. Prints the numbers of each network that is better than those before.
``python benchmarks/find_house.py [SEED]``.
"""

import random
import sys
from dataclasses import replace
from decimal import Decimal
from math import isfinite

from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Layer, Unit, nodes_of
from backprop_tutor.scenario.scenario import Part, Scenario
from backprop_tutor.teaching.authoring.collisions import collisions
from backprop_tutor.teaching.judging.equivalence import Points, Same, agree
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.misconceptions import Consequence, candidates
from backprop_tutor.teaching.subject.subject import Subject, subject_of

_LAYERS = ((("g1", "g2"), "tanh"), (("h1", "h2"), "sigmoid"), (("o1", "o2", "o3"), "sigmoid"))


def drawn(chance: random.Random) -> Scenario:
    """Return the network with fresh numbers: three inputs, one negative; its outputs miss high."""

    def number(low: float, high: float) -> Decimal:
        return Decimal(round(chance.uniform(low, high) * 100)) / 100

    def weight() -> Decimal:
        return number(0.15, 0.95) * chance.choice((1, 1, -1))

    inputs = {"x1": number(0.3, 1.5), "x2": -number(0.3, 1.5), "x3": number(0.3, 1.5)}
    parameters: dict[str, Decimal] = {}
    layers: list[Layer] = []
    senders = tuple(inputs)
    count = 0
    for names, activation in _LAYERS:
        neurons = []
        for _ in names:
            weights = [f"w{count + index + 1}" for index in range(len(senders))]
            count += len(senders)
            parameters |= {name: weight() for name in weights}
            neurons.append(weights)
        biases = [f"b_{name}" for name in names]
        parameters |= {name: number(0.05, 0.6) for name in biases}
        layers.append(
            Layer(
                tuple(
                    Unit(name, tuple(own), bias)
                    for name, own, bias in zip(names, neurons, biases, strict=True)
                ),
                senders,
                activation,
            )
        )
        senders = names
    targets = {name: number(0.05, 0.45) for name in senders}
    return Scenario(
        "house",
        in_every_language("A house without hidden rooms"),
        inputs,
        targets,
        nodes_of(layers),
        parameters,
        "half_squared_error",
        learning_rate=Decimal("0.3"),
    )


def faults(scenario: Scenario) -> int:
    """Return at how many answers, over all questions, two ideas meet or one meets the right value.

    Ideas are taken at their likeliest, anywhere on the way to a question, not only in the line
    asked. After the update nearly all of them meet: one step changes little.
    """
    subject = subject_of(scenario)
    asked = [line for line in subject.tape.values() if line.part not in (None, Part.AGAIN)]
    lesson = Lesson(subject, frozenset(Part))
    report = collisions(lesson)
    alike = sum(not one.always for one in report.collisions)
    return alike + len(report.closer) + sum(_meetings(line.name, subject) for line in asked)


def _meetings(name: str, subject: Subject) -> int:
    right = subject.values[name]
    line = subject[name]
    # What matters of an updated weight is how much it has changed.
    start = subject.values[line.of] if line.role is Role.UPDATE else 0.0
    first: dict[str, Consequence] = {}
    for candidate in candidates(name, subject):
        first.setdefault(candidate.idea.id, candidate)
    by_number: dict[float, list[Consequence]] = {}
    for candidate in first.values():
        value = candidate.value(subject.values)
        if isfinite(value) and not agree(value, right):
            shown = figures.rounded_to_figures(value - start, subject.scenario.digits)
            by_number.setdefault(shown, []).append(candidate)
    met = figures.rounded_to_figures(right - start, subject.scenario.digits) in by_number
    return met + sum(not _is_one_formula(group, name, subject) for group in by_number.values())


def _is_one_formula(group: list[Consequence], name: str, subject: Subject) -> bool:
    if len(group) == 1:
        return True
    points = Points(name, subject)
    return all(
        isinstance(
            points.compare(
                lambda point: group[0].value(point),
                lambda point, other=other: other.value(point),
            ),
            Same,
        )
        for other in group[1:]
    )


def changed(scenario: Scenario, chance: random.Random) -> Scenario:
    """Return the network with one of its numbers drawn again."""
    other = drawn(chance)
    kind = chance.choice(("inputs", "targets", "parameters", "parameters", "parameters"))
    numbers = dict(getattr(scenario, kind))
    name = chance.choice(list(numbers))
    numbers[name] = getattr(other, kind)[name]
    return replace(scenario, **{kind: numbers})


def main() -> None:
    """Search, one number at a time, and print each network that is better than those before."""
    chance = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    scenario = drawn(chance)
    best, draws = sys.maxsize, 0
    while best:
        other = changed(scenario, chance) if draws else scenario
        draws += 1
        found = faults(other)
        if found < best:
            print(f"after {draws} draws: {found} faults")
            for numbers in (other.inputs, other.targets, other.parameters):
                print("  ", ", ".join(f"{name}: {value}" for name, value in numbers.items()))
            sys.stdout.flush()
        if found <= best:
            best, scenario = found, other


if __name__ == "__main__":
    main()
