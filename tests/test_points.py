"""Formulas are compared at random passes: zeros and kinks must hide no difference."""

from dataclasses import replace

import pytest
from networks import mazur, network

from backprop_tutor.scenario import Scenario
from backprop_tutor.teaching.grading import Judge
from backprop_tutor.teaching.lesson import Lesson
from backprop_tutor.teaching.points import LEAST, Points, Same, Undecided, agree
from backprop_tutor.teaching.subject import subject_of
from backprop_tutor.teaching.verdict import Kind


def _verdict(scenario: Scenario, asked: str, typed: str) -> Kind:
    subject = subject_of(scenario)
    return Judge(Lesson(subject).question(asked), subject).judge(typed).kind


FOOLING = [
    # asked, and what is the same only where a neuron is open, or a number positive
    ("dE_total/dw7", "abs(dE_total/dnet_o1)*out_h1"),
    ("dE_total/dw1", "dE_total/dnet_h1*sqrt(i1^2)"),
    ("dE_total/dw1", "dE_total/dout_h1*i1"),
    ("dE_total/dnet_h1", "dE_total/dout_h1"),
    ("dE_total/dout_o1", "abs(out_o1-target_o1)"),
    ("dE_total/dout_h1", "abs(dE_total/dnet_o1*w7 + dE_total/dnet_o2*w10)"),
    ("w1_new", "w1"),
    ("w1_new", "w1 + eta*dE_total/dw1"),
    ("out_h1", "net_h1"),
    ("out_h1", "0"),
    ("dout_h1/dnet_h1", "1"),
]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("asked", "typed"), FOOLING)
def test_a_closed_relu_hides_no_mistake(asked: str, typed: str, seed: int) -> None:
    scenario = replace(network([2, 3, 2], ["relu", "sigmoid"], seed=seed), name=f"relu-{seed}")
    if typed in "01":
        typed = f"{typed} + 0*i1"  # A bare number would be judged as a number.
    assert _verdict(scenario, asked, typed) is not Kind.RIGHT


RIGHT = [
    ("out_h1", "max(0, net_h1)"),
    ("out_h1", "net_h1*step(net_h1)"),
    ("out_h1", "(net_h1 + abs(net_h1))/2"),
    ("dE_total/dw1", "dE_total/dout_h1*step(net_h1)*i1"),
    ("dE_total/dout_o1", "-(target_o1 - out_o1)"),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("asked", "typed"), RIGHT)
def test_what_is_the_same_on_both_sides_is_right(asked: str, typed: str, seed: int) -> None:
    scenario = replace(network([2, 3, 2], ["relu", "sigmoid"], seed=seed), name=f"relu-{seed}")
    assert _verdict(scenario, asked, typed) is Kind.RIGHT


def test_targets_have_both_signs_where_an_output_can() -> None:
    """With tanh at the end a target may be negative; then |t| is not t."""
    scenario = network([2, 2, 1], ["tanh", "tanh"], seed=3)
    assert _verdict(scenario, "dE_total/dout_o1", "out_o1 - abs(target_o1)") is Kind.WRONG


def test_a_gradient_that_is_always_zero_is_known_as_zero() -> None:
    """Σ(y − t) over a softmax is 0: a bias that the whole layer shares never learns."""
    scenario = network(
        [2, 3], ["softmax"], loss="cross_entropy", biases="shared", targets=("0", "1", "0")
    )
    subject = subject_of(scenario)
    assert subject.values["dE_total/db1"] == 0.0
    assert _verdict(scenario, "dE_total/db1", "0") is Kind.RIGHT
    assert _verdict(scenario, "b1_new", "b1") is Kind.RIGHT


def test_points_are_the_same_on_every_run_and_differ_between_questions() -> None:
    def first(asked: str) -> float:
        return next(iter(Points(asked, subject_of(mazur()))))["w1"]

    assert first("dE_total/dw5") == first("dE_total/dw5")
    assert first("dE_total/dw5") != first("dE_total/dw6")


def test_comparing_says_same_differs_or_undecided() -> None:
    points = Points("dE_total/dw5", subject_of(mazur()))
    assert points.compare(points.right) == Same()
    assert points.compare(lambda _: float("nan")) == Undecided()
    assert points.compare(lambda point: points.right(point) * (1 + 1e-12)) == Same()
    different = points.compare(lambda point: points.right(point) * 1.0005)
    assert not isinstance(different, Same | Undecided)
    assert LEAST >= 7
    assert agree(0.1 + 0.2, 0.3)
