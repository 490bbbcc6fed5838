"""The guards of the number judge that no bundled network needs, each on a network made for it."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from networks import mazur

from backprop_tutor.loader import load, load_text
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.typed_number import Nearby, Typed, typed_value
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of

ONE = """\
version: 1
title: One neuron
inputs: {{x: {x}}}
targets: {{y: 0.7}}
layers:
  - {{neurons: [y], activation: sigmoid, weights: [[{w}]], biases: [{b}]}}
loss: half_squared_error
learning_rate: {rate}
"""
TWO = """\
version: 1
title: A sum of two products
inputs: {x1: 0.25, x2: 0.2}
targets: {y: 0.7}
layers:
  - {neurons: [y], activation: sigmoid, weights: [[0.1, 0.37]], biases: [1.005]}
loss: half_squared_error
learning_rate: 0.5
"""


def _one(x: str = "0.5", w: str = "0.6", b: str = "0.1", rate: str = "0.5") -> Subject:
    return subject_of(load_text(ONE.format(x=x, w=w, b=b, rate=rate), "one.yaml"))


def _judged(
    subject: Subject, asked: str, typed: str, own: Mapping[str, float] | None = None
) -> Verdict:
    return Judge(Question(asked, Form.EITHER, 4), subject).judge(typed, own)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("0.0890", Correctness.WRONG),  # Too few figures to say that it follows.
        ("0.08899", Correctness.RIGHT),
        ("0.08217", Correctness.RIGHT),
        ("0.0713", Correctness.WRONG),
    ],
)
def test_what_follows_from_own_values_takes_figures_too(typed: str, kind: Correctness) -> None:
    """0.15 for the delta leads to 0.15 · 0.59327 = 0.0889905."""
    own = {"dE_total/dnet_o1": 0.15}
    assert _judged(subject_of(mazur()), "dE_total/dw5", typed, own).kind is kind


@pytest.mark.parametrize(
    ("typed", "kind", "ideas"),
    [
        ("0.91", Correctness.RIGHT, []),
        ("0.91000", Correctness.RIGHT, []),
        ("0.90999", Correctness.RIGHT, []),  # Cut off, as an ε under the root may be.
        ("0.89", Correctness.WRONG, ["uphill"]),
        ("0.9", Correctness.WRONG, ["no-update"]),
        ("0.909", Correctness.PRECISION, []),
    ],
)
def test_the_first_step_of_adam_is_the_rate_but_for_epsilon(
    typed: str, kind: Correctness, ideas: list[str]
) -> None:
    """0.90999998 is shown as 0.91, and that is nobody's forgotten ε."""
    subject = _one(w="0.9", rate="0.01\noptimizer: adam")
    assert 0 < abs(subject.values["w1_new"] - 0.91) < 1e-7
    verdict = _judged(subject, "w1_new", typed)
    assert (verdict.kind, [*verdict.misconceptions]) == (kind, ideas)


def test_of_a_weight_that_is_nearly_0_a_zero_says_nothing() -> None:
    """Its change has four figures, of which 0.0 shows one."""
    slope = _one(w="-0.6").values["dE_total/dw1"]
    rate = Decimal("-0.60001") / Decimal(slope)
    subject = _one(w="-0.6", rate=f"{rate:.12f}")
    assert subject.values["w1_new"] == pytest.approx(0.00001, rel=1e-6)
    assert _judged(subject, "w1_new", "0.0").kind is not Correctness.RIGHT
    assert _judged(subject, "w1_new", "0.0000").kind is Correctness.RIGHT


def test_arithmetic_with_four_figures_is_right_where_they_cancel() -> None:
    """o − t has two figures left of four."""
    subject = _one(x="1", w="0.5", b="0.35342")
    out, right = subject.values["out_y"], subject.values["dE_total/dout_y"]
    short = f"{out:.4f}"
    assert abs(float(short) - 0.7 - right) > 0.002 * right > 0
    assert _judged(subject, "dE_total/dout_y", f"{short} - 0.7").kind is Correctness.RIGHT
    for far in (-3, 3):
        other = f"{float(short) + far / 1e4:.4f}"
        assert _judged(subject, "dE_total/dout_y", f"{other} - 0.7").kind is not Correctness.RIGHT


def test_no_idea_is_named_that_cut_off_is_farther_away_than_the_value() -> None:
    """1.11 is 1.1175, the inputs swapped, cut off; but the value, 1.104, is nearer."""
    verdict = _judged(subject_of(load_text(TWO, "two.yaml")), "net_y", "1.11")
    assert verdict.kind is Correctness.WRONG
    assert "inputs-swapped" not in verdict.misconceptions


HALF_UNITS = [
    ("0.5933", 0.00005),
    ("0.59", 0.005),
    ("0.590", 0.0005),  # A zero among the first four figures is a figure.
    ("0.59330", 0.00005),
    ("0.590000", 0.00005),
    ("0.59331", 0.000005),
    ("120", 0.5),
]


@pytest.mark.parametrize(("number", "half"), HALF_UNITS)
def test_half_a_unit_is_of_the_last_figure_that_says_something(number: str, half: float) -> None:
    assert Typed(Decimal(number)).half_unit == pytest.approx(half, rel=1e-12)


def test_arithmetic_is_worked_out_two_places_finer_and_looked_at_in_whole_units() -> None:
    third = typed_value(1 / 3, -4)
    assert third == Typed(Decimal("0.333333"), exact=True)
    assert third.half_unit == pytest.approx(0.000001, rel=1e-12)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_is_no_number_typed(value: float) -> None:
    for typed in (Typed(Decimal("0.5")), Typed(Decimal(0))):
        assert not typed.equals(value)
        assert not typed.is_cut_from(value)


def test_what_is_near_is_found_in_its_own_order() -> None:
    near = Nearby((("far", 3.0), ("second", 2.0), ("first", 1.0), ("below", -1.0)))
    assert near.within(0.6, Typed(Decimal("1.5"))) == [("second", 2.0), ("first", 1.0)]


def test_what_is_to_be_expected_is_as_large_as_the_value_or_a_wrong_one() -> None:
    numbers = Judge(Question("dE_total/dw1", Form.EITHER, 4), _one()).numbers
    sizes = sorted(abs(value) for one, value in numbers.wrong.by_ideas if one.idea.telling)
    least, most = sizes[0], sizes[-1]
    right = abs(_one().values["dE_total/dw1"])
    for size in (right, *sizes):
        for times in (1, -1, 29.9, -29.9, 1 / 29.9):
            assert numbers.wrong.expects(times * size)
    assert not numbers.wrong.expects(30.1 * max(most, right))
    assert not numbers.wrong.expects(-min(least, right) / 30.1)
    for nothing in (0, float("nan"), float("inf")):
        assert not numbers.wrong.expects(nothing)


@pytest.mark.parametrize(
    ("activation", "w", "may_be"),
    [
        ("sigmoid", "0.6", False),
        ("sigmoid", "90", True),
        ("tanh", "-90", True),
        ("linear", "2", False),  # An output of 1 plus a little is no limit.
    ],
)
def test_where_a_neuron_is_at_its_limit_numbers_do_not_tell_formulas_apart(
    activation: str, w: str, *, may_be: bool
) -> None:
    layers = f"""\
  - {{neurons: [h], activation: {activation}, weights: [[{w}]]}}
  - {{neurons: [y], activation: sigmoid, weights: [[0.3]]}}
"""
    subject = subject_of(load_text(_HEAD + layers + "learning_rate: 0.5\n", "two.yaml"))
    wrong = Judge(Question("dE_total/dout_y", Form.EITHER, 4), subject).numbers.wrong
    assert wrong.may_be_one(0.25, 0.5) is may_be
    assert wrong.may_be_one(0.25, 0.25)
    assert wrong.may_be_one(0.25, float("nan"))


_HEAD = """\
version: 1
title: Two neurons in a row
inputs: {x: 0.51}
targets: {y: 0.7}
loss: half_squared_error
layers:
"""


def test_nothing_is_as_large_as_a_value_that_is_zero() -> None:
    numbers = Judge(Question("dE_total/dw1", Form.EITHER, 4), _one(x="0")).numbers
    assert not numbers.wrong.expects(0)
    assert not numbers.wrong.expects(1e-300)


@pytest.mark.parametrize(
    ("quantity", "typed", "named"),
    [
        ("dE_total/dw1", "-0.004540", ("input-for-weight",)),  # All figures are the idea's.
        ("dE_total/dw1", "-0.004532", ()),  # Its figures with three decimals on the way.
    ],
)
def test_an_idea_far_back_is_not_named_for_coarse_rounding(
    quantity: str, typed: str, named: tuple[str, ...]
) -> None:
    """In a network with two hidden layers there are hundreds of them behind one gradient."""
    of = Judge(Question(quantity, Form.EITHER, 4), subject_of(load("house")))
    verdict = of.judge(typed)
    assert verdict.misconceptions == named


def test_what_floats_leave_of_an_ideas_zero_is_zero() -> None:
    """w1·x1 + w2 + b1 = 0.3 − 0.4 + 0.1 comes to −3e-17 in floats."""
    subject = subject_of(load("relu"))
    assert _judged(subject, "net_h1", "0").misconceptions == ("factor-left-out",)
    assert _judged(subject, "net_h1", "0.0001").misconceptions == ()
