"""Formulas are compared at random passes: zeros and kinks must hide no difference."""

from dataclasses import replace
from decimal import Decimal
from itertools import islice
from math import isfinite
from pathlib import Path

import pytest
from free_graphs import skip
from networks import mazur, network

from backprop_tutor.formula.expression import Call, Name, Product, Sum
from backprop_tutor.loader import load
from backprop_tutor.scenario.graph import Gate, Neuron
from backprop_tutor.scenario.scenario import Sample, Scenario, Update
from backprop_tutor.teaching.judging.equivalence import LEAST, Points, Same, Undecided, agree
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Kind
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of


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


def test_a_weight_shared_by_neurons_of_two_depths_has_a_gradient() -> None:
    """It adds up the deltas of both, so it comes after the one that is farther from the loss."""
    h = Neuron("h", Product((Name("w"), Name("x"))), "sigmoid")
    y = Neuron("y", Sum((Product((Name("w"), Name("v"))), Name("out_h"))), "sigmoid")
    z = Neuron("z", Product((Name("w"), Name("x"))), "sigmoid")
    numbers = {"parameters": {"w": Decimal("0.5")}, "loss": "half_squared_error"}
    targets = {"y": Decimal("0.2"), "z": Decimal("0.3")}
    subject = subject_of(skip(nodes=(h, y, z), targets=targets, **numbers))
    at = subject.values

    def delta(output: str, target: float) -> float:
        return (at[output] - target) * at[output] * (1 - at[output])

    own = delta("out_y", 0.2) * at["v"] + delta("out_z", 0.3) * at["x"]
    back = delta("out_y", 0.2) * at["out_h"] * (1 - at["out_h"]) * at["x"]
    assert agree(at["dE_total/dw"], own + back)
    points = Points("w_new", subject)
    assert points.compare(points.right) == Same()


def test_points_have_values_where_a_graph_takes_logarithms() -> None:
    x, v, q = map(Name, "xvq")
    gates = (Gate("q", Call("log", (x,))), Gate("f", Call("sqrt", (Product((q, v)),))))
    inputs = {"x": Decimal("1.5"), "v": Decimal("0.4")}
    scenario = skip(nodes=gates, parameters={}, targets={}, loss="", learning_rate=None)
    subject = subject_of(replace(scenario, differentiate="f", inputs=inputs))
    drawn = list(islice(Points("df/dx", subject), 20))
    assert sum(isfinite(point["df/dx"]) for point in drawn) >= 15
    assert len({point["x"] for point in drawn}) == 20


@pytest.mark.parametrize("update", Update)
def test_each_sample_has_inputs_and_targets_of_its_own(update: Update) -> None:
    one = {"x": Decimal("0.1"), "v": Decimal("0.2")}
    samples = (Sample(one, {"o": Decimal(1)}), Sample(one, {"o": Decimal(0)}))
    subject = subject_of(skip(samples=samples, update=update, momentum=Decimal("0.9")))
    point = next(iter(Points("w5_new", subject)))
    for name in ("x", "v", "target_o"):
        assert point[f"{name}[1]"] != point[f"{name}[2]"]
    assert all(0 < point[f"target_o[{sample}]"] < 1 for sample in (1, 2))
    assert point["v_w5"] != 0


def test_comparing_says_same_differs_or_undecided() -> None:
    points = Points("dE_total/dw5", subject_of(mazur()))
    assert points.compare(points.right) == Same()
    assert points.compare(lambda _: float("nan")) == Undecided()
    assert points.compare(lambda point: points.right(point) * (1 + 1e-12)) == Same()
    different = points.compare(lambda point: points.right(point) * 1.0005)
    assert not isinstance(different, Same | Undecided)
    assert LEAST >= 7
    assert agree(0.1 + 0.2, 0.3)


_RELU = str(Path(__file__).parent / "data" / "breaking" / "relu.yaml")


@pytest.mark.parametrize(
    ("scenario", "asked", "typed"),
    [
        ("house", "w16_new", "min(w16, 1) - eta*dE_total/dw16"),
        ("relu", "dout_k2/dnet_k2", "0.01 + 0.99*step(w10*out_h1 + w11*out_h2 + b5)"),
        ("relu", "out_h1", "min(max(net_h1, 0), 5)"),
        ("mazur", "out_h1", "min(sigmoid(net_h1), 0.99)"),
        ("mazur", "dE_total/dw5", "dE_total/dnet_o1*max(out_h1, 0.01)"),
        ("mazur", "net_h1", "w1*i1 + w2*i2 + relu(b1)"),
    ],
)
def test_a_bend_of_what_is_typed_hides_no_mistake(scenario: str, asked: str, typed: str) -> None:
    """No random pass may lie on its other side: there passes are looked for."""
    known = load(_RELU if scenario == "relu" else scenario)
    assert _verdict(known, asked, typed) is Kind.WRONG


@pytest.mark.parametrize(
    ("scenario", "asked", "typed"),
    [
        ("relu", "dout_k2/dnet_k2", "0.01 + 0.99*step(w10*out_h1 + w11*out_h2 + w12*out_h3 + b5)"),
        ("relu", "dout_k2/dnet_k2", "max(0.01, sign(net_k2))"),
        ("relu", "out_h1", "(net_h1 + sqrt(net_h1^2))/2"),
        ("micrograd", "dg/de", "((dg/df + df/de)^2 - (dg/df - df/de)^2)/4"),
        ("mazur", "dE_total/dout_o1", "(out_o1 + 1000000) - (target_o1 + 1000000)"),
        ("mazur", "dE_total/dout_o1", "(out_o1^2 - target_o1^2)/(out_o1 + target_o1)"),
    ],
)
def test_neither_bends_nor_lost_digits_make_a_right_formula_wrong(
    scenario: str, asked: str, typed: str
) -> None:
    """Where the rounding of floats may decide, many digits do."""
    known = load(_RELU if scenario == "relu" else scenario)
    assert _verdict(known, asked, typed) is Kind.RIGHT


def test_digits_that_are_lost_hide_no_mistake() -> None:
    """Behind a million million, a millionth is less than floats keep."""
    lost = "(out_o1 + 10^12) - (target_o1 + 0.000001 + 10^12)"
    assert _verdict(mazur(), "dE_total/dout_o1", lost) is Kind.WRONG
