"""On any graph every wrong idea can be tried: nothing raises, and none leads to what is right."""

import math
import random
from collections.abc import Iterator
from itertools import islice

import pytest
from free_graphs import random_graph
from thorough import some

from backprop_tutor.formula.expression import Name, Sum, names_in
from backprop_tutor.loader import load_text
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import Line, Pass, Role
from backprop_tutor.scenario.scenario import Update
from backprop_tutor.teaching.judging.equivalence import Points, Same, agree
from backprop_tutor.teaching.misconceptions import Consequence, candidates
from backprop_tutor.teaching.subject.limits import OutOfRange
from backprop_tutor.teaching.subject.subject import Subject, subject_of

GRAPHS = some(160)
_QUESTIONS = 24
_POINTS = 24
_LEAST_FINITE = 12


def _questions(about: Subject, seed: int) -> list[str]:
    """Return some questions of each kind that the graph has."""
    kinds: dict[tuple[object, ...], list[str]] = {}
    for name in filter(about.taught, about.tape):
        line = about[name]
        kinds.setdefault((line.role, line.part, bool(line.sample)), []).append(name)
    chance = random.Random(seed)
    return [chance.choice(names) for names in kinds.values()][:_QUESTIONS]


def _alike_by_nature(one: Consequence, line: Line, points: list[Pass]) -> bool:
    """Whether a wrong formula of a line may agree with the right one wherever it was tried.

    relu(z) is z where z is a formula that is never negative; a step moves at its kink only; and
    a weight that moves nothing is not updated. A term that is 0 everywhere has no sign.
    """
    if one.idea.id == "sign-of-a-term":
        (wrong,) = one.changed.values()
        assert isinstance(wrong, Sum) and isinstance(line.formula, Sum)
        (turned,) = (
            pair for pair in zip(wrong.terms, line.formula.terms, strict=True) if pair[0] != pair[1]
        )
        return all(float_value(turned[0], point.__getitem__) == 0 for point in points)
    read = {name for wrong in one.changed.values() for name in names_in(wrong) if "/d" in name}
    if one.idea.id == "velocity-convention":  # Nothing comes back to a weight that moves nothing.
        return all(point[name] == 0 for name in read for point in points)
    if one.idea.id == "updated-inside-batch":
        kinked = "step" in repr(line.formula) or "sign" in repr(line.formula)
        return kinked or all(point[name] == 0 for name in read for point in points)
    return one.idea.id in ("output-for-net", "net-for-output")


def _says_nothing(asked: str, points: list[Pass], about: Subject) -> bool:
    """Whether a quantity is one number everywhere, or a step that moves nothing.

    A closed ReLU, or a sum that cancels, hides all that is behind it.
    """
    line = about[asked]
    before = line.of if line.role is Role.UPDATE and line.of in about.tape else None
    values = [point[asked] - (point[before] if before else 0) for point in points]
    return all(agree(value, values[0]) for value in values)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(0, GRAPHS, 2))
def test_every_idea_can_be_tried_and_none_is_right(seed: int) -> None:
    try:
        about = subject_of(random_graph(seed))
    except OutOfRange:
        pytest.skip("the numbers drawn have no forward pass")
    for asked in _questions(about, seed):
        drawn = list(islice(Points(asked, about), _POINTS))
        points = [point for point in drawn if math.isfinite(point[asked])]
        assert len(points) >= _LEAST_FINITE, asked
        silent = _says_nothing(asked, points, about)
        for one in candidates(asked, about):
            used = {name for wrong in one.changed.values() for name in names_in(wrong)}
            assert used | set(one.changed) <= set(about.tape)
            one.value(about.values)
            if (
                silent
                or list(one.changed) != [asked]
                or _alike_by_nature(one, about[asked], points)
            ):
                continue
            wrong = (one.value(point) for point in points)
            pairs = zip(wrong, (point[asked] for point in points), strict=True)
            told = [agree(*pair) for pair in pairs if math.isfinite(pair[0])]
            assert not told or not all(told), (asked, one.idea.id, one.changed)


@pytest.mark.slow
def test_a_right_formula_is_known_as_right_on_any_graph() -> None:
    for about, asked in _asked():
        points = Points(asked, about)
        assert points.compare(points.right) == Same(), (about.scenario.name, asked)


def _asked() -> Iterator[tuple[Subject, str]]:
    for seed in range(0, GRAPHS, 4):
        try:
            about = subject_of(random_graph(seed))
        except OutOfRange:
            continue
        for asked in _questions(about, seed):
            yield about, asked


def test_the_graphs_are_of_every_kind() -> None:
    scenarios = [random_graph(seed) for seed in range(GRAPHS)]
    assert {one.loss or bool(one.own_loss) for one in scenarios} == {
        *("half_squared_error", "squared_error", "mean_squared_error", "absolute_error"),
        *("binary_cross_entropy", "cross_entropy", "hinge", True, False),
    }
    assert {one.update for one in scenarios if one.samples} == set(Update)
    assert any(one.differentiate for one in scenarios)
    assert any(one.optimizer != "sgd" for one in scenarios)
    tapes = [tape_of(one) for one in scenarios[:40]]
    roles = {line.role for tape in tapes for line in tape.values()}
    assert roles >= {Role.NODE_SLOPE, Role.ADJOINT, Role.BATCH_GRADIENT, Role.MOMENT_UPDATE}


def test_a_neighbour_that_is_the_same_node_is_no_neighbour() -> None:
    """Of w1*x + w2*x both weights are multiplied by x: nothing that is right is called wrong."""
    about = subject_of(load_text(_TWICE, "twice.yaml"))
    wrong = {
        asked: [
            tuple(one.changed.items())
            for one in candidates(asked, about)
            if one.idea.id in ("neighbour", "inputs-swapped")
        ]
        for asked in ("net_a", "dnet_a/dw1", "df/dw1", "du/dw1")
    }
    assert wrong == {
        "net_a": [],
        "dnet_a/dw1": [],
        "df/dw1": [(("du/dw1", Name("out_a")),)],
        "du/dw1": [(("du/dw1", Name("out_a")),)],
    }


_TWICE = """\
version: 1
title: The same input twice
inputs: {x: 0.7}
parameters: {w1: 0.5, w2: 0.2, w3: 0.3}
nodes:
  - a = sigmoid(w1*x + w2*x)
  - u = w1*x + w2*x + w3*a
  - f = u*a
differentiate: f
"""
