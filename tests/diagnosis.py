"""Asks every question of a scenario and answers it by every wrong idea: what does the judge say?

``python tests/diagnosis.py 50`` prints the counts for the bundled scenarios and for 50 random ones.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from math import isfinite

from free_graphs import circuit, skip
from networks import mazur, network

from backprop_tutor.formula.expression import names_in
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.scenario import Direction, Part, Sample, Scenario, Update
from backprop_tutor.teaching.judging.equivalence import Points, Same, agree
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.line_kinds import kind_of
from backprop_tutor.teaching.misconceptions import Consequence, candidates
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of

FIGURES = (4, 6)


def diagnosed(scenario: Scenario, of_a_kind: int | None = None) -> tuple[Counter[str], list[str]]:
    """Return how often what was said, and each answer that should not have been judged so.

    So many questions of a kind are asked, or all of them.
    """
    subject = subject_of(scenario)
    counts: Counter[str] = Counter()
    faults: list[str] = []
    kinds: Counter[object] = Counter()
    for question in _questions(subject):
        line = subject[question.quantity]
        kind = (bool(line.sample), *kind_of(line, subject))
        kinds[kind] += 1
        if of_a_kind is not None and kinds[kind] > of_a_kind:
            continue
        judge = Judge(question, subject)
        for kind, text in _right(judge):
            verdict = judge.judge(text)
            counts[f"{kind}: {verdict.kind.value}"] += 1
            if verdict.kind is not Correctness.RIGHT:
                faults.append(f"{question.quantity} {text}: {verdict.kind}")
        for wrong in _wrong(judge):
            for kind, text in _spelled(wrong, judge):
                verdict = judge.judge(text)
                said = verdict.kind.value
                if verdict.kind is Correctness.WRONG:
                    named = wrong.idea.id in verdict.misconceptions
                    said = "named" if named else "another named"
                counts[f"{kind}: {said}"] += 1
                if verdict.kind is Correctness.RIGHT:
                    faults.append(f"{question.quantity} {text}: {wrong.idea.id} passes")
    return counts, faults


def _questions(subject: Subject) -> Iterator[Question]:
    """Yield the questions of the whole lesson, and of the terms they step over.

    Of a free graph, and of several samples, every line is asked on its own.
    """
    scenario = subject.scenario
    if scenario.samples or not (scenario.is_layered and scenario.has_loss):
        for name in filter(subject.taught, subject.tape):
            yield Question(name, Form.EITHER, scenario.digits)
        return
    lesson = Lesson(subject, frozenset(Part))
    yield from map(lesson.question, lesson.quantities(len(lesson)))


def _right(judge: Judge) -> Iterator[tuple[str, str]]:
    """Yield the right answer as a number of the figures asked for, and as a formula."""
    name, subject = judge.question.quantity, judge.subject
    yield "right number", f"{figures.rounded(subject.values[name], judge.numbers.place):f}"
    if subject[name].uses:
        yield "right formula", typed(subject.typeable(name))


def _wrong(judge: Judge) -> Iterator[Consequence]:
    """Yield each idea at its likeliest, made in a line that the question works out.

    An idea that gives the very value is no mistake at these numbers, or at any: a bias that a whole
    softmax shares has the gradient 0. One that is not ``telling`` may give the right figures, and
    ``check`` says so.
    """
    name, subject = judge.question.quantity, judge.subject
    here = {name, *judge.question.terms}
    points = Points(name, subject)
    seen: set[str] = set()
    for candidate in candidates(name, subject):
        value = candidate.value(subject.values)
        if (
            candidate.idea.id not in seen
            and candidate.idea.telling
            and here.issuperset(candidate.changed)
            and isfinite(value)
            and not agree(value, subject.values[name])
            and not _is_always_right(candidate, points)
        ):
            seen.add(candidate.idea.id)
            yield candidate


def _is_always_right(candidate: Consequence, points: Points) -> bool:
    return isinstance(points.compare(candidate.value), Same)


def _spelled(wrong: Consequence, judge: Judge) -> Iterator[tuple[str, str]]:
    """Yield what somebody with a wrong idea types: its number in a few figures, its formula."""
    name, subject = judge.question.quantity, judge.subject
    line = subject[name]
    value = wrong.value(subject.values)
    # Of an updated weight, it is the change that has so many figures.
    updated = line.role is Role.UPDATE and abs(value) > abs(value - subject.values[line.of])
    judged = (value - subject.values[line.of] if updated else value) or value or 1.0
    for count in FIGURES:
        place = figures.place_of(judged, count)
        yield f"{count} figures", f"{figures.rounded(value, place):f}"
    formula = wrong.changed.get(name)
    if formula is not None and names_in(formula):
        yield "formula", typed(formula)


def random_scenarios(count: int) -> Iterator[Scenario]:
    """Yield networks of one to three layers with all activations, losses and kinds of bias."""
    chance = random.Random(20)
    for seed in range(count):
        layers = chance.randint(1, 3)
        sizes = [chance.randint(1, 3) for _ in range(layers + 1)]
        hidden = [chance.choice(("sigmoid", "tanh", "relu", "linear")) for _ in range(layers - 1)]
        loss = chance.choice(("half_squared_error", "squared_error", "cross_entropy"))
        last = "softmax" if loss == "cross_entropy" else chance.choice(("sigmoid", "linear"))
        if last == "softmax":
            sizes[-1] = chance.randint(2, 3)
        kinds = [chance.choice(("own", "shared", "none")) for _ in range(layers)]
        yield network(sizes, [*hidden, last], loss=loss, biases=kinds, seed=seed)


def new_kinds() -> Iterator[Scenario]:
    """Yield networks of the later kinds: samples, momentum, ascent, a circuit, a skip, a hinge."""
    samples = (_sample("0.05 0.10", "0.2 0.9"), _sample("0.7 -0.4", "0.6 0.3"))
    for update in Update:
        yield mazur(name=update.value, samples=samples, update=update, frozen=frozenset())
    yield mazur(name="momentum", optimizer="momentum")
    yield mazur(name="ascent", direction=Direction.ASCENT)
    sigmoids = network([2, 2, 1], "sigmoid", loss="binary_cross_entropy", targets=["0.8"], seed=3)
    yield replace(sigmoids, name="cross-entropy")
    yield circuit()
    yield skip()


def _sample(inputs: str, targets: str) -> Sample:
    return Sample(
        dict(zip(("i1", "i2"), map(Decimal, inputs.split()), strict=True)),
        dict(zip(("o1", "o2"), map(Decimal, targets.split()), strict=True)),
    )


def main() -> None:
    """Print the counts."""
    scenarios = [load(name) for name in bundled()]
    for scenario in scenarios:
        counts, faults = diagnosed(scenario)
        print(scenario.name, dict(sorted(counts.items())), *faults, sep="\n  ")
    for scenario in new_kinds():
        counts, faults = diagnosed(scenario)
        print(scenario.name, dict(sorted(counts.items())), *faults, sep="\n  ")
    whole: Counter[str] = Counter()
    several = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    for scenario in random_scenarios(several):
        counts, faults = diagnosed(scenario)
        whole += counts
        print(*(f"{scenario.name}: {fault}" for fault in faults), sep="\n", end="")
    print(several, "random", dict(sorted(whole.items())), sep="\n  ")


if __name__ == "__main__":
    main()
