"""Passes on both sides of where a formula bends: so a difference beyond the bend is seen."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import pytest
from free_graphs import random_graph
from test_bends import graph

from backprop_tutor.formula.expression import Expr
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import load_text
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import GIVEN, Pass
from backprop_tutor.teaching.judging.bends import across, bends
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of


def subject(formula: str, **parameters: float) -> Subject:
    return subject_of(load_text(graph(f"f = {formula}", **parameters), "bends.yaml"))


@pytest.mark.parametrize(
    ("formula", "bent"),
    [
        ("b*relu(a*x + b)", ["a*x + b"]),
        ("abs(a)*b", ["a"]),
        ("max(a, b, x)", ["a - b", "a - x", "b - x"]),
        ("min(a, 2)", ["a - 2"]),
        ("(b - a)^0.5", ["b - a"]),
        ("((a - b)^2)^0.5", ["(a - b)^2", "a - b"]),
        ("abs(relu(a) - b)", ["relu(a) - b", "a"]),
        ("exp(a)^2 + a*b/x + a^3", []),
    ],
)
def test_a_formula_bends_where_something_in_it_is_nought(formula: str, bent: list[str]) -> None:
    of = subject(formula, a=1, b=2)
    found = bends(of.tape["f"].formula)
    assert sorted(typed(bend) for bend in found) == sorted(bent)


CROSSED = [
    # a formula, what of it bends, and which given number crosses that
    ("max(a, 0)", "a"),  # 0 itself is tried: it belongs to one of the sides.
    ("abs(-a)", "a"),
    ("b*relu(a*x + b)", "a"),
    ("b*relu(2.5 - a)", "a"),
    ("min(a, 15)", "a"),
    ("max(a, -15)", "a"),
    ("max(b, a)", "b"),
]


@pytest.mark.parametrize(("formula", "mover"), CROSSED)
def test_both_sides_of_a_bend_are_met_near_to_it_and_farther_away(formula: str, mover: str) -> None:
    of = subject(formula, a=0.3, b=0.7)
    (bend,) = bends(of.tape["f"].formula)
    apart = []
    found = across(bend, of.tape, of.values, others=())
    for one, other in batched(islice(found, 4)):
        assert (_value(bend, one) > 0) != (_value(bend, other) > 0)
        for point in (one, other):
            moved = given(of, point).items() - given(of, of.values).items()
            assert {name for name, _ in moved} == {mover}, "one number is moved at a time"
        apart.append(abs(one[mover] - other[mover]))
    far, near = apart
    assert near == pytest.approx(far / 64)


def given(of: Subject, point: Mapping[str, float]) -> dict[str, float]:
    """Return the given numbers of a pass."""
    return {name: point[name] for name, line in of.tape.items() if line.role in GIVEN}


def batched(passes: Iterable[Pass]) -> Iterator[tuple[Pass, Pass]]:
    """Return passes two by two."""
    each = iter(passes)
    return zip(each, each, strict=True)


def _value(bend: Expr, point: Pass) -> float:
    return float_value(bend, point.__getitem__)


def test_an_exponent_stands_for_no_quantity() -> None:
    """−1 in 1/q is how q is read, whatever else is −1: dE_o/dout_p is one that holds the answer."""
    about = subject_of(random_graph(18))
    judge = Judge(Question("dE_total/dout_y1", Form.EITHER, 4), about)
    assert judge.judge("step(1 + out_y1 - out_y2)").kind is Correctness.RIGHT
    assert judge.judge("step(1 + out_y1^(-1) - out_y2)").kind is Correctness.WRONG
