"""Formulas are compared at random passes: zeros and kinks must hide no difference."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count, islice
from math import isfinite
from pathlib import Path

import pytest
from free_graphs import skip
from networks import mazur, network
from tried import slow_but

from backprop_tutor.formula.expression import ZERO, Call, Name, Product, Sum
from backprop_tutor.loader import load, load_text
from backprop_tutor.maths.tape.tape import Pass
from backprop_tutor.scenario.graph import Gate, Neuron, Softmax
from backprop_tutor.scenario.scenario import Sample, Scenario, Update
from backprop_tutor.teaching.judging.equivalence import LEAST, Points, Same, Undecided, agree
from backprop_tutor.teaching.judging.findings import Right, RightAs
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import subject_of


def _verdict(scenario: Scenario, asked: str, typed: str) -> Correctness:
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


@pytest.mark.parametrize("seed", slow_but([0], range(6)))
@pytest.mark.parametrize(("asked", "typed"), FOOLING)
def test_a_closed_relu_hides_no_mistake(asked: str, typed: str, seed: int) -> None:
    scenario = replace(network([2, 3, 2], ["relu", "sigmoid"], seed=seed), name=f"relu-{seed}")
    if typed in "01":
        typed = f"{typed} + 0*i1"  # A bare number would be judged as a number.
    assert _verdict(scenario, asked, typed) is not Correctness.RIGHT


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
    assert _verdict(scenario, asked, typed) is Correctness.RIGHT


def test_targets_have_both_signs_where_an_output_can() -> None:
    """With tanh at the end a target may be negative; then |t| is not t."""
    scenario = network([2, 2, 1], ["tanh", "tanh"], seed=3)
    assert _verdict(scenario, "dE_total/dout_o1", "out_o1 - abs(target_o1)") is Correctness.WRONG


def test_a_gradient_that_is_always_zero_is_known_as_zero() -> None:
    """Σ(y − t) over a softmax is 0: a bias that the whole layer shares never learns."""
    scenario = network(
        [2, 3], ["softmax"], loss="cross_entropy", biases="shared", targets=("0", "1", "0")
    )
    subject = subject_of(scenario)
    assert subject.values["dE_total/db1"] == 0.0
    assert _verdict(scenario, "dE_total/db1", "0") is Correctness.RIGHT
    assert _verdict(scenario, "b1_new", "b1") is Correctness.RIGHT


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


def test_points_are_found_where_a_dozen_numbers_have_to_be_positive() -> None:
    xs = [f"x{index}" for index in range(12)]
    gate = Gate("f", Sum(tuple(Call("log", (Name(x),)) for x in xs)))
    inputs = {x: Decimal("1.5") for x in xs}
    scenario = skip(
        inputs=inputs, nodes=(gate,), targets={}, parameters={}, loss="", differentiate="f"
    )
    points = Points("df/dx0", subject_of(scenario))
    assert all(isfinite(point["f"]) for point in islice(points, LEAST))


def test_a_softmax_inside_a_graph_has_no_targets() -> None:
    x, v = Name("x"), Name("v")
    softmax = Softmax(("p", "q"), (Product((Name("w1"), x)), Product((Name("w2"), v))))
    output = Gate("f", Product((Name("out_p"), x)))
    scenario = skip(
        nodes=(softmax, output),
        targets={"f": Decimal("0.2")},
        parameters={"w1": Decimal("0.3"), "w2": Decimal("-0.5")},
        loss="half_squared_error",
    )
    asked = "dE_total/dw1"
    points = Points(asked, subject_of(scenario))
    assert points.compare(points.right) == Same()


def test_points_have_values_where_a_graph_takes_logarithms() -> None:
    x, v, q = map(Name, "xvq")
    gates = (Gate("q", Call("log", (x,))), Gate("f", Call("sqrt", (Product((q, v)),))))
    inputs = {"x": Decimal("1.5"), "v": Decimal("0.4")}
    scenario = skip(nodes=gates, parameters={}, targets={}, loss="", learning_rate=None)
    subject = subject_of(replace(scenario, differentiate="f", inputs=inputs))
    drawn = list(islice(Points("df/dx", subject), 20))
    assert sum(isfinite(point["df/dx"]) for point in drawn) >= 15
    assert len({(point["x"], point["v"]) for point in drawn}) == 20


@pytest.mark.parametrize("update", Update)
def test_each_sample_has_inputs_and_targets_of_its_own(update: Update) -> None:
    one = {"x": Decimal("0.1"), "v": Decimal("0.2")}
    samples = (Sample(one, {"o": Decimal(1)}), Sample(one, {"o": Decimal(0)}))
    subject = subject_of(skip(samples=samples, update=update, optimizer="momentum"))
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
        ("house", "w16_new", "min(w16, 20) - eta*dE_total/dw16"),
        ("mazur", "dE_total/dw5", "delta_o1*h1*step(w5 + 40)"),
        ("mazur", "net_h1", "min(w1*i1 + w2*i2 + b1, 5000)"),
        ("softmax", "dE_total/dw4", "min(dE_total/dnet_h2, 1) * dnet_h2/dw4"),
    ],
)
def test_a_bend_of_what_is_typed_hides_no_mistake(scenario: str, asked: str, typed: str) -> None:
    """No random pass may lie on its other side: there passes are looked for."""
    known = load(_RELU if scenario == "relu" else scenario)
    assert _verdict(known, asked, typed) is Correctness.WRONG


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
    assert _verdict(known, asked, typed) is Correctness.RIGHT


@pytest.mark.parametrize(
    ("asked", "typed", "sense"),
    [
        ("dE_total/dnet_y2", "out_y2 - 1", RightAs.OF_TARGETS),
        ("dE_total/dnet_y1", "out_y1", RightAs.OF_TARGETS),
        ("dE_total/dnet_y1", "dE_total/dout_y2 * dout_y2/dnet_y1", RightAs.OF_TARGETS),
        ("E_total", "-target_y2*log(out_y2)", RightAs.OF_TARGETS),
        ("E_total", "E_y1 + E_y2", None),
        ("E_total", "E_y1*w2 + E_y2 + E_y3", None),
        ("E_y3", "-target_y3*log(out_y1)", None),
        ("E_y2", "-target_y2^2*log(out_y2)", None),
        ("dE_total/dout_y3", "-target_y3/out_y3^3", None),
        ("out_h1", "tanh(net_h1*target_y2)", None),
        ("dE_total/db5", "abs(dE_total/dnet_y3)", None),
        ("dE_total/db5", "out_y3", RightAs.OF_TARGETS),
        ("net_h1", "w1*x1 + w2*max(x2, -1) + b1", None),
        ("dE_total/dout_y1", "-target_y1*(1/0.536849)", RightAs.WITH_NUMBERS),
    ],
)
def test_a_target_of_0_or_1_hides_no_mistake(asked: str, typed: str, sense: RightAs | None) -> None:
    """A textbook leaves out what is 0 by a target; where it is named it has to be right."""
    subject = subject_of(load("softmax"))
    finding = Judge(Lesson(subject).question(asked), subject).judge(typed).finding
    assert (finding.sense if isinstance(finding, Right) else None) is sense


def test_a_bend_is_crossed_where_no_0_hides_it() -> None:
    gates = (Gate("q", Call("max", (ZERO, Name("x")))), Gate("f", Product((Name("q"), Name("v")))))
    scenario = skip(nodes=gates, targets={}, parameters={}, loss="", learning_rate=None)
    for name in "abcdef":
        closed = replace(scenario, name=name, differentiate="f")
        assert _verdict(closed, "f", "(v*step(v + 1.6))*q") is Correctness.WRONG


def test_a_slope_that_is_always_one_number_may_be_typed_as_it() -> None:
    text = "version: 1\ntitle: A third\ninputs: {x: 1.5}\nparameters: {w: 0.7}\n"
    text += 'nodes: ["q = -w/3", "f = q^2*x"]\ndifferentiate: f\n'
    subject = subject_of(load_text(text, "third.yaml"))
    judge = Judge(Question("df/dw", Form.EITHER, 4), subject)
    assert judge.judge("df/dq * (-0.333333)").finding == Right(RightAs.WITH_NUMBERS)
    assert judge.judge("df/dq * (-0.3443)").kind is Correctness.WRONG


def test_digits_that_are_lost_hide_no_mistake() -> None:
    """Behind a million million, a millionth is less than floats keep."""
    lost = "(out_o1 + 10^12) - (target_o1 + 0.000001 + 10^12)"
    assert _verdict(mazur(), "dE_total/dout_o1", lost) is Correctness.WRONG


GRAPH = """\
version: 1
title: Two formulas
inputs: {{x: 1.5, y: 0.7}}
nodes: ["q = {q}", "f = q*x"]
differentiate: f
"""
OWN_LOSS = """\
version: 1
title: A loss of its own
inputs: {{x: 0.5}}
targets: {{y: 0.7}}
layers:
  - {{neurons: [y], activation: sigmoid, weights: [[0.6]], biases: [0.1]}}
loss: {{E_y: "{loss}"}}
learning_rate: 0.1
"""


def _graph(q: str) -> Scenario:
    return load_text(GRAPH.format(q=q), "graph.yaml")


KINKS: list[tuple[str, Callable[[], Scenario], str, bool]] = [
    ("none", lambda: network([2, 2, 1], ["tanh", "sigmoid"]), "out_o1", False),
    ("one hidden layer", lambda: network([2, 2, 1], ["relu", "sigmoid"]), "out_o1", True),
    ("the loss", lambda: network([2, 2, 1], "sigmoid", loss="absolute_error"), "out_o1", True),
    ("no formula", lambda: _graph("x*y"), "f", False),
    ("one formula of two", lambda: _graph("max(x, y)"), "f", True),
    (
        "no formula of a loss",
        lambda: load_text(OWN_LOSS.format(loss="(target_y - out_y)^2"), "own.yaml"),
        "out_y",
        False,
    ),
    (
        "a formula of a loss",
        lambda: load_text(OWN_LOSS.format(loss="abs(target_y - out_y)"), "own.yaml"),
        "out_y",
        True,
    ),
]


@pytest.mark.parametrize(
    ("scenario", "asked", "kinked"), [row[1:] for row in KINKS], ids=[row[0] for row in KINKS]
)
def test_where_something_bends_more_points_are_tried(
    scenario: Callable[[], Scenario], asked: str, kinked: bool
) -> None:
    """Seven points may all lie on one side of a kink."""
    points = Points(asked, subject_of(scenario()))

    calls = count()

    def counted(point: Pass) -> float:
        next(calls)
        return points.right(point)

    assert points.compare(counted) == Same()
    tried = next(calls)
    assert tried >= 20 if kinked else tried == LEAST


@pytest.mark.parametrize(
    "typed",
    [
        "max({right}, {bound})",
        # The same without a function that bends.
        "({right} + {bound})/2 + (({right} - {bound})^2)^0.5/2",
    ],
)
def test_a_formula_that_bends_where_the_network_does_not_is_no_answer(typed: str) -> None:
    """It is right at the first seven points, and bends beyond them."""
    scenario = mazur()
    outputs = [point["out_h1"] for point in islice(Points("out_h1", subject_of(scenario)), 20)]
    first, later = min(outputs[:LEAST]), min(outputs[LEAST:])
    assert later < first
    bound = f"{(first + later) / 2:.4f}"
    assert later < float(bound) < first
    right = "1/(1 + exp(-net_h1))"
    assert _verdict(scenario, "out_h1", typed.format(right=right, bound=bound)) is Correctness.WRONG


def test_a_formula_without_a_value_is_asked_again() -> None:
    assert _verdict(mazur(), "dE_total/dw5", "ln(-out_h1)") is Correctness.INVALID


def test_so_many_points_with_a_value_suffice_and_no_fewer() -> None:
    """The bias that a softmax shares has no gradient, so that no point tells more than another."""
    shared = network(
        [2, 3], ["softmax"], loss="cross_entropy", biases="shared", targets=("0", "1", "0")
    )
    points = Points("b1_new", subject_of(shared))
    drawn = list(points)

    def with_values(many: int) -> Callable[[Pass], float]:
        known = {id(point) for point in drawn[:many]}
        return lambda point: points.right(point) if id(point) in known else float("nan")

    assert points.compare(with_values(LEAST)) == Same()
    assert points.compare(with_values(LEAST - 1)) == Undecided()


def test_no_point_is_so_far_out_that_rounding_hides_what_differs() -> None:
    """Nets of a sigmoid stay where it has a slope, and powers of powers stay small."""
    deep = subject_of(network([3, 4, 4, 2], ["linear", "linear", "sigmoid"]))
    nets = [name for name in deep.tape if name.startswith("net_") and not name.endswith("_new")]
    assert all(abs(point[net]) < 4 for point in Points("dE_total/dw1", deep) for net in nets)
    steep = subject_of(_graph("exp(2*exp(3*x))"))
    assert all(abs(point["q"]) < 1e6 for point in Points("q", steep))


@pytest.mark.parametrize(
    ("activation", "loss", "negative"),
    [
        ("tanh", "half_squared_error", True),
        ("linear", "half_squared_error", True),
        ("sigmoid", "half_squared_error", False),
    ],
)
def test_a_target_that_no_output_reaches_is_none(
    activation: str, loss: str, negative: bool
) -> None:
    subject = subject_of(network([2, 2, 1], ["tanh", activation], loss=loss))
    targets = [point["target_o1"] for point in Points("dE_total/dw1", subject)]
    assert any(target < 0 for target in targets) is negative
    assert all(-1 < target < 1 for target in targets)


def test_targets_of_a_softmax_add_up_to_1_in_each_sample() -> None:
    inputs = {"i1": Decimal("0.1"), "i2": Decimal("0.2")}
    samples = tuple(
        Sample(inputs, {name: Decimal(name == right) for name in ("o1", "o2", "o3")})
        for right in ("o1", "o3")
    )
    one = network([2, 3], ["softmax"], loss="cross_entropy", targets=("0", "1", "0"))
    subject = subject_of(replace(one, samples=samples))
    for point in Points("w1_new", subject):
        for sample in (1, 2):
            targets = [point[f"target_{name}[{sample}]"] for name in ("o1", "o2", "o3")]
            assert agree(sum(targets), 1)
            assert all(0 < target < 1 for target in targets)


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        (1.0, 1 + 1e-10, True),
        (1.0, 1 + 1e-8, False),
        (1e6, 1e6 + 1e-4, True),
        (1e-9, 1.001e-9, False),
        # What is left of terms that cancel.
        (0.0, 2.8e-17, True),
        (0.0, 1e-11, False),
    ],
)
def test_two_values_are_one_but_for_the_rounding_of_floats(
    left: float, right: float, alike: bool
) -> None:
    assert agree(left, right) is alike
    assert agree(-left, -right) is alike
