"""The tape, and the traps of the design that concern the mathematics: a test for each."""

import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from networks import NONE, OWN, SHARED, mazur, network

from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    names_in,
    number,
    transform,
)
from backprop_tutor.formula.spelling import TYPED, Style, spell, typed
from backprop_tutor.loader import load_text
from backprop_tutor.maths.compiled import composed, function_of
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.saturation import CAREFUL
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import GIVEN, SPLIT, Line, Role, Tape
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Gate, Neuron, Softmax
from backprop_tutor.scenario.scenario import Part, Sample, Scenario, Update
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.notation import plain

SEVERAL = [
    pytest.param(mazur(), id="mazur"),
    pytest.param(mazur(frozen=frozenset()), id="mazur, all learning"),
    pytest.param(network((2, 1), "sigmoid"), id="one neuron"),
    pytest.param(network((1, 1, 1, 1), "tanh", biases=NONE), id="a thread"),
    pytest.param(network((3, 4, 3), ("relu", "softmax"), loss="cross_entropy"), id="softmax"),
    pytest.param(network((2, 3, 3, 2), "linear", biases=SHARED), id="linear"),
    pytest.param(network((4, 6, 5, 3), ("tanh", "relu", "softmax")), id="4-6-5-3"),
]


def line(name: str, formula: Expr, role: Role = Role.NET) -> Line:
    return Line(name, role, Part.FORWARD, name, "", lambda: formula)


# Trap 1: one derivative under two names, one name for two things.


def test_trap_1_a_name_defined_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^x is defined twice$"):
        Tape([line("x", number(1)), line("y", number(2)), line("x", number(1))])


@pytest.mark.parametrize("scenario", SEVERAL)
def test_trap_1_no_derivative_has_two_names(scenario: Scenario) -> None:
    derivatives = {
        name: each for name, each in tape_of(scenario).items() if each.part is Part.BACKWARD
    }
    assert derivatives
    assert all(name == f"d{each.of}/d{each.by}" for name, each in derivatives.items())
    for name, each in derivatives.items():
        # Nothing is another name for a derivative: dE_o1/dout_o1 = dE_total/dout_o1, say.
        assert not (isinstance(each.formula, Name) and each.formula.id in derivatives), name
        if each.role is Role.SHARE:  # A share is never the whole.
            shares = [other for other in derivatives.values() if other.role is Role.SHARE]
            assert sum(other.by == each.by for other in shares) > 1, name
    # What is worked out is worked out once. (∂net/∂w is i1 for w1 and for w3: nothing to work out.)
    worked = [
        each.formula for each in derivatives.values() if not isinstance(each.formula, Name | Number)
    ]
    assert len(worked) == len(set(worked))


# Trap 3: sympy reorders sums and products; lessons keep teaching order.

MAZUR = """
net_h1 = w1*i1 + w2*i2 + b1
out_h1 = sigmoid(net_h1)
net_h2 = w3*i1 + w4*i2 + b1
out_h2 = sigmoid(net_h2)
net_o1 = w5*out_h1 + w6*out_h2 + b2
out_o1 = sigmoid(net_o1)
net_o2 = w7*out_h1 + w8*out_h2 + b2
out_o2 = sigmoid(net_o2)
E_o1 = 0.5*(target_o1 - out_o1)^2
E_o2 = 0.5*(target_o2 - out_o2)^2
E_total = E_o1 + E_o2
dE_total/dout_o1 = out_o1 - target_o1
dE_total/dout_o2 = out_o2 - target_o2
dout_o1/dnet_o1 = out_o1*(1 - out_o1)
dE_total/dnet_o1 = dE_total/dout_o1 * dout_o1/dnet_o1
dout_o2/dnet_o2 = out_o2*(1 - out_o2)
dE_total/dnet_o2 = dE_total/dout_o2 * dout_o2/dnet_o2
dnet_o1/dw5 = out_h1
dE_total/dw5 = dE_total/dnet_o1 * dnet_o1/dw5
dnet_o1/dw6 = out_h2
dE_total/dw6 = dE_total/dnet_o1 * dnet_o1/dw6
dnet_o2/dw7 = out_h1
dE_total/dw7 = dE_total/dnet_o2 * dnet_o2/dw7
dnet_o2/dw8 = out_h2
dE_total/dw8 = dE_total/dnet_o2 * dnet_o2/dw8
dnet_o1/db2 = 1
dnet_o2/db2 = 1
dE_total/db2 = dE_total/dnet_o1 * dnet_o1/db2 + dE_total/dnet_o2 * dnet_o2/db2
dnet_o1/dout_h1 = w5
dnet_o2/dout_h1 = w7
dE_o1/dout_h1 = dE_total/dnet_o1 * dnet_o1/dout_h1
dE_o2/dout_h1 = dE_total/dnet_o2 * dnet_o2/dout_h1
dE_total/dout_h1 = dE_o1/dout_h1 + dE_o2/dout_h1
dnet_o1/dout_h2 = w6
dnet_o2/dout_h2 = w8
dE_o1/dout_h2 = dE_total/dnet_o1 * dnet_o1/dout_h2
dE_o2/dout_h2 = dE_total/dnet_o2 * dnet_o2/dout_h2
dE_total/dout_h2 = dE_o1/dout_h2 + dE_o2/dout_h2
dout_h1/dnet_h1 = out_h1*(1 - out_h1)
dE_total/dnet_h1 = dE_total/dout_h1 * dout_h1/dnet_h1
dout_h2/dnet_h2 = out_h2*(1 - out_h2)
dE_total/dnet_h2 = dE_total/dout_h2 * dout_h2/dnet_h2
dnet_h1/dw1 = i1
dE_total/dw1 = dE_total/dnet_h1 * dnet_h1/dw1
dnet_h1/dw2 = i2
dE_total/dw2 = dE_total/dnet_h1 * dnet_h1/dw2
dnet_h2/dw3 = i1
dE_total/dw3 = dE_total/dnet_h2 * dnet_h2/dw3
dnet_h2/dw4 = i2
dE_total/dw4 = dE_total/dnet_h2 * dnet_h2/dw4
dnet_h1/db1 = 1
dnet_h2/db1 = 1
dE_total/db1 = dE_total/dnet_h1 * dnet_h1/db1 + dE_total/dnet_h2 * dnet_h2/db1
w1_new = w1 - eta * dE_total/dw1
w2_new = w2 - eta * dE_total/dw2
w3_new = w3 - eta * dE_total/dw3
w4_new = w4 - eta * dE_total/dw4
w5_new = w5 - eta * dE_total/dw5
w6_new = w6 - eta * dE_total/dw6
w7_new = w7 - eta * dE_total/dw7
w8_new = w8 - eta * dE_total/dw8
net_h1_new = w1_new*i1 + w2_new*i2 + b1
out_h1_new = sigmoid(net_h1_new)
net_h2_new = w3_new*i1 + w4_new*i2 + b1
out_h2_new = sigmoid(net_h2_new)
net_o1_new = w5_new*out_h1_new + w6_new*out_h2_new + b2
out_o1_new = sigmoid(net_o1_new)
net_o2_new = w7_new*out_h1_new + w8_new*out_h2_new + b2
out_o2_new = sigmoid(net_o2_new)
E_o1_new = 0.5*(target_o1 - out_o1_new)^2
E_o2_new = 0.5*(target_o2 - out_o2_new)^2
E_total_new = E_o1_new + E_o2_new
""".strip().splitlines()


def test_trap_3_teaching_order_is_kept() -> None:
    tape = tape_of(mazur())
    assert [
        f"{name} = {typed(each.formula)}" for name, each in tape.items() if each.role not in GIVEN
    ] == MAZUR


def _by_hand(activation: str = "sigmoid") -> Scenario:
    """Mazur's network as somebody writes it who knows no layers, but nodes only."""
    i1, i2 = Name("i1"), Name("i2")
    h1, h2 = Name("out_h1"), Name("out_h2")

    def neuron(name: str, *terms: Expr) -> Neuron:
        return Neuron(name, Sum(terms), activation)

    def times(weight: str, what: Expr) -> Product:
        return Product((Name(weight), what))

    nodes = (
        neuron("h1", times("w1", i1), times("w2", i2), Name("b1")),
        neuron("h2", times("w3", i1), times("w4", i2), Name("b1")),
        neuron("o1", times("w5", h1), times("w6", h2), Name("b2")),
        neuron("o2", times("w7", h1), times("w8", h2), Name("b2")),
    )
    return mazur(nodes=nodes)


def _told(tape: Tape) -> list[tuple[object, ...]]:
    return [
        (name, each.role, each.part, each.of, each.by, each.formula) for name, each in tape.items()
    ]


def test_a_network_written_as_nodes_is_the_layered_one() -> None:
    """The same lines: names, roles, formulas, order; and the same layers are found in it."""
    free, layered = _by_hand(), mazur()
    assert free.layers == layered.layers
    assert free.is_layered
    assert free.biases == layered.biases == {"b1", "b2"}
    assert _told(tape_of(free)) == _told(tape_of(layered))


def test_a_softmax_written_as_a_node_is_the_layered_one() -> None:
    layered = network((2, 3), "softmax", loss="cross_entropy")
    nets = tuple(
        Sum(
            (
                Product((Name(f"w{2 * place + 1}"), Name("i1"))),
                Product((Name(f"w{2 * place + 2}"), Name("i2"))),
                Name(f"b{place + 1}"),
            )
        )
        for place in range(3)
    )
    free = replace(layered, nodes=(Softmax(("o1", "o2", "o3"), nets),))
    assert free.layers == layered.layers
    assert _told(tape_of(free)) == _told(tape_of(layered))


def test_factors_the_other_way_round_are_weights_too() -> None:
    """``out_h1*w5``: the formula keeps its order, the network keeps its layers."""
    turned = tuple(
        replace(
            node,
            net=transform(
                node.net,
                lambda part: Product(part.factors[::-1]) if isinstance(part, Product) else part,
            ),
        )
        for node in _by_hand().nodes
        if isinstance(node, Neuron)
    )
    free = mazur(nodes=turned)
    assert free.layers == mazur().layers
    told, known = _told(tape_of(free)), _told(tape_of(mazur()))
    assert [each[:-1] for each in told] == [each[:-1] for each in known]
    assert typed(tape_of(free)["net_o1"].formula) == "out_h1*w5 + out_h2*w6 + b2"
    values, known_values = tape_of(free).at(), tape_of(mazur()).at()
    assert dict(values) == dict(known_values)


def test_a_weight_that_enters_at_two_depths_waits_for_both_deltas() -> None:
    """E = ½(t − g)², h = σ(w·x), g = σ(w·h): w is used before h and after it."""
    w, x, h = Name("w"), Name("x"), Name("out_h")
    scenario = Scenario(
        name="recurrent",
        title=in_every_language("One weight, twice"),
        inputs={"x": Decimal("0.5")},
        targets={"g": Decimal(1)},
        nodes=(
            Neuron("h", Product((w, x)), "sigmoid"),
            Neuron("g", Product((w, h)), "sigmoid"),
        ),
        parameters={"w": Decimal("0.3")},
        loss="half_squared_error",
    )
    tape = tape_of(scenario)
    assert list(tape)[-1] == "dE_total/dw"
    assert typed(tape["dE_total/dw"].formula) == (
        "dE_total/dnet_h * dnet_h/dw + dE_total/dnet_g * dnet_g/dw"
    )
    out_h = 1 / (1 + math.exp(-0.15))
    out_g = 1 / (1 + math.exp(-0.3 * out_h))
    delta_g = (out_g - 1) * out_g * (1 - out_g)
    delta_h = delta_g * 0.3 * out_h * (1 - out_h)
    assert math.isclose(tape.at()["dE_total/dw"], delta_h * 0.5 + delta_g * out_h)


def test_trap_3_a_softmax_has_its_own_net_first_and_then_its_layer_s() -> None:
    tape = tape_of(network((1, 3), "softmax", loss="cross_entropy"))
    assert [typed(tape[f"out_o{index}"].formula) for index in (1, 2, 3)] == [
        f"softmax(net_o{index}, net_o1, net_o2, net_o3)" for index in (1, 2, 3)
    ]
    assert typed(tape["dout_o3/dnet_o2"].formula) == "-out_o3*out_o2"
    assert typed(tape["dE_total/dnet_o2"].formula) == " + ".join(
        f"dE_total/dout_o{index} * dout_o{index}/dnet_o2" for index in (1, 2, 3)
    )


def test_trap_3_names_that_sympy_would_sort_keep_their_places() -> None:
    """Ten and more weights, and names that come late in the alphabet before early ones."""
    scenario = load_text(
        """\
version: 1
title: In another order
inputs: {z: 1, y: 2, x: 3}
targets: {o: 0}
layers:
  - neurons: [c, a]
    activation: tanh
    weights: [{w10: 1, w9: 1, q: 1}, {g: 1, w2: 1, w1: 1}]
    bias: {A: 1}
  - {neurons: [o], activation: linear, weights: [{v: 1, u: 1}]}
loss: half_squared_error
""",
        "mixed",
    )
    tape = tape_of(scenario)
    assert typed(tape["net_c"].formula) == "w10*z + w9*y + q*x + A"
    assert typed(tape["net_a"].formula) == "g*z + w2*y + w1*x + A"
    assert typed(tape["net_o"].formula) == "v*out_c + u*out_a"
    assert typed(tape["dE_total/dA"].formula) == (
        "dE_total/dnet_c * dnet_c/dA + dE_total/dnet_a * dnet_a/dA"
    )
    assert [name for name in tape if tape[name].role is Role.GRADIENT] == [
        f"dE_total/d{name}" for name in ["v", "u", "w10", "w9", "q", "g", "w2", "w1", "A"]
    ]


# Trap 4: with the numbers put in, it is the same expression.


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("net_h1", "0.15*0.05 + 0.20*0.10 + 0.35"),
        ("E_o1", "0.5*(0.01 - 0.751365)^2"),
        ("dE_total/dout_o2", "0.772928 - 0.99"),
        ("dout_o1/dnet_o1", "0.751365*(1 - 0.751365)"),
        ("dE_total/dw7", "(-0.0380982)*0.593270"),
        ("dE_total/dout_h1", "0.0553994 + (-0.0190491)"),
        ("w5_new", "0.40 - 0.5*0.0821670"),
    ],
)
def test_trap_4_numbers_are_put_into_the_same_tree(name: str, text: str) -> None:
    subject = subject_of(mazur())
    formula = subject[name].formula
    shown = subject.with_numbers(formula)
    assert shown.formula is formula
    style = Style(
        number=TYPED.number,
        name=shown.numbers.__getitem__,
        call=TYPED.call,
        times="*".join,
        power=TYPED.power,
    )
    assert spell(formula, style) == text
    assert plain(shown).replace(" * ", "*") == text


# Trap 5: kinks have a stated convention.


@pytest.mark.parametrize("weight", ["0", "0.5", "-0.5"])
def test_trap_5_relu_at_its_kink_is_flat(weight: str) -> None:
    numbers = {"i1": "1", "w1": weight, "b1": "0", "w2": "1", "b2": "0"}
    scenario = network((1, 1, 1), ("relu", "linear"), numbers=numbers, targets=["2"])
    tape = tape_of(scenario)
    values = tape.at()
    is_open = weight == "0.5"
    assert values["out_h1"] == (0.5 if is_open else 0.0)
    assert values["dout_h1/dnet_h1"] == (1.0 if is_open else 0.0)  # Not the ½ of Heaviside(0).
    assert values["dE_total/dw1"] == (-1.5 if is_open else 0.0)
    assert typed(tape["dout_h1/dnet_h1"].formula) == "where(net_h1 > 0, 1, 0)"


# Trap 7: numbers are exact from the file on.


def test_trap_7_numbers_are_exact() -> None:
    scenario = load_text(
        """\
version: 1
title: Exactly
inputs: {i1: 0.10, i2: 1e-3}
targets: {o1: 0.30000000000000000001}
layers:
  - {neurons: [o1], activation: linear, weights: [{w1: -0.1, w2: 45678.8765432100001}]}
loss: half_squared_error
learning_rate: 0.7
""",
        "exact",
    )
    formulas = {name: each.formula for name, each in tape_of(scenario).items()}
    assert {name: formulas[name] for name in ("i1", "i2", "target_o1", "w1", "w2", "eta")} == {
        "i1": Number(Fraction(1, 10)),
        "i2": Number(Fraction(1, 1000)),
        "target_o1": Number(Fraction(3, 10) + Fraction(1, 10**20)),
        "w1": Number(Fraction(-1, 10)),
        "w2": Number(Fraction(456788765432100001, 10**13)),
        "eta": Number(Fraction(7, 10)),
    }
    assert all(
        type(part.value) is Fraction for part in formulas.values() if isinstance(part, Number)
    )


# Trap 8: a lesson for one weight does not cost the whole network.


def _edges(*edges: tuple[str, str]) -> Tape:
    return Tape(
        line(name, Sum(tuple(map(Name, used.split()))) if used else number(1))
        for name, used in edges
    )


DIAMOND = (("a", ""), ("b", ""), ("c", "a b"), ("d", "a"), ("e", "d c"), ("f", "e e"), ("g", "b"))


@pytest.mark.parametrize(
    ("wanted", "known", "needed"),
    [
        ("a", "", "a"),
        ("d", "", "a d"),
        ("c", "", "a b c"),
        ("f", "", "a b c d e f"),
        ("g d", "", "a b d g"),
        ("f", "e", "f"),
        ("f", "a b", "c d e f"),
        ("f", "c", "a d e f"),
        ("f", "f", ""),
    ],
)
def test_trap_8_needed_for_is_a_backward_closure(wanted: str, known: str, needed: str) -> None:
    tape = _edges(*DIAMOND)
    assert tape.needed_for(*wanted.split(), known=known.split()) == tuple(needed.split())


@pytest.mark.parametrize("scenario", SEVERAL)
def test_trap_8_every_line_needs_only_earlier_ones(scenario: Scenario) -> None:
    tape = tape_of(scenario)
    used = {name: set(names_in(line.formula)) for name, line in tape.items()}
    for name in tape:
        needed = tape.needed_for(name)
        assert needed[-1] == name
        assert list(needed) == sorted(needed, key=tape.position)
        assert set(needed) == {name}.union(*(used[each] for each in needed))
        assert tape.behind(name) == set(needed)


def test_trap_8_a_long_thread_is_no_deep_recursion() -> None:
    names = [f"x{index}" for index in range(20_000)]
    formulas = [number(1), *(Name(name) for name in names)]
    tape = Tape(map(line, names, formulas))
    assert len(tape.needed_for(names[-1])) == len(names)
    assert tape.at()[names[-1]] == 1


@pytest.mark.parametrize(
    ("parameter", "sizes", "count"),
    [
        # dE/dout, dout/dnet, dE/dnet of one output, dnet/dw, dE/dw.
        ("w_last", (2, 2, 2), 5),
        ("w_last", (9, 40, 7), 5),
        # Three for each of two outputs; two net/out, two shares and the sum; two of the neuron;
        # two of the weight.
        ("w1", (2, 2, 2), 15),
        ("w1", (2, 40, 2), 15),
        ("w1", (60, 40, 2), 15),
    ],
)
def test_trap_8_one_weight_alone(parameter: str, sizes: tuple[int, ...], count: int) -> None:
    scenario = network(sizes, "sigmoid", biases=SHARED)
    name = parameter
    if parameter == "w_last":
        name = [name for name in scenario.parameters if name.startswith("w")][-1]
    tape = tape_of(scenario, only=(name,))
    assert sum(each.part is Part.BACKWARD for each in tape.values()) == count
    assert [each.of for each in tape.values() if each.role is Role.UPDATE] == [name]
    assert not any(each.part is Part.AGAIN for each in tape.values())
    others = {each.by for each in tape.values() if each.role in (Role.GRADIENT, Role.NET_BY_WEIGHT)}
    assert others == {name}
    # Nothing that is derived is derived in vain.
    backward = {key for key, each in tape.items() if each.part is Part.BACKWARD}
    assert backward <= set(tape.needed_for(f"dE_total/d{name}"))


def test_trap_8_paths_do_not_explode_with_depth() -> None:
    """Of 3·3·3·3 paths from w1 to the loss none is written out: each layer adds the same number."""

    def derived(depth: int) -> int:
        scenario = network((3,) * depth, "tanh")
        tape = tape_of(scenario, only=("w1",))
        return sum(each.part is Part.BACKWARD for each in tape.values())

    assert derived(5) - derived(4) == 3 * (3 + 1 + 2)  # dnet/dout ×3, Σ, dout/dnet, delta.
    longest = max(
        len(names_in(each.formula)) for each in tape_of(network((3,) * 5, "tanh")).values()
    )
    assert longest <= 7  # w·x three times, and a bias.


# Laziness: sympy waits until a derivative is looked at.

LAZY = """
import sys
from backprop_tutor.loader import load
from backprop_tutor.maths.calculus import slopes
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import GIVEN
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of

def loaded(what):
    print(what, *(name for name in ("sympy", "mpmath") if name in sys.modules))

scenario = load("mazur")
tape = tape_of(scenario)
values = tape.at()
for name, line in tape.items():
    if line.role in GIVEN or line.part in (Part.FORWARD, Part.ERROR):
        values[name], line.formula
slopes.is_known = lambda *_: False  # As for formulas that sympy was never asked about.
loaded("forward")
lesson = Lesson(subject_of(scenario))
assert len(lesson) > 20
loaded("planned")
assert lesson[0].name == "net_h1"
loaded("asked")
assert abs(values["dE_total/dw5"] - 0.0821670) < 1e-6
loaded("derived")
"""


def test_the_forward_pass_and_the_plan_do_without_sympy() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LAZY],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == ["forward", "planned", "asked", "derived sympy mpmath"]


# Trap 13: a shared bias is one symbol with several users.


def test_trap_13_a_shared_bias_sums_over_its_users() -> None:
    tape = tape_of(network((2, 3, 2), "sigmoid", biases=SHARED))
    values = tape.at()
    assert typed(tape["dE_total/db1"].formula) == " + ".join(
        f"dE_total/dnet_h{index} * dnet_h{index}/db1" for index in (1, 2, 3)
    )
    deltas = [values[f"dE_total/dnet_h{index}"] for index in (1, 2, 3)]
    assert math.isclose(values["dE_total/db1"], math.fsum(deltas), rel_tol=1e-12)
    assert sum(name.startswith("dE_total/db") for name in tape) == 2
    own = tape_of(network((2, 3, 2), "sigmoid", biases=OWN))
    assert typed(own["dE_total/db3"].formula) == "dE_total/dnet_h3 * dnet_h3/db3"


def test_trap_13_frozen_parameters_have_a_gradient_and_no_update() -> None:
    learning, held = tape_of(mazur(frozen=frozenset())), tape_of(mazur())
    assert held.at()["dE_total/db1"] == learning.at()["dE_total/db1"] != 0
    assert {"b1_new", "b2_new"} <= set(learning)
    assert not {"b1_new", "b2_new"} & set(held)
    assert typed(held["net_h1_new"].formula) == "w1_new*i1 + w2_new*i2 + b1"
    assert typed(learning["net_h1_new"].formula) == "w1_new*i1 + w2_new*i2 + b1_new"
    assert typed(learning["b1_new"].formula) == "b1 - eta * dE_total/db1"


def test_trap_13_a_weight_may_be_frozen_and_biases_are_not_by_default() -> None:
    tape = tape_of(network((2, 2, 1), "sigmoid", frozen={"w1"}))
    updated = [each.of for each in tape.values() if each.role is Role.UPDATE]
    assert updated == ["w2", "w3", "w4", "b1", "b2", "w5", "w6", "b3"]
    assert "dE_total/dw1" in tape


def test_without_a_learning_rate_nothing_is_updated() -> None:
    tape = tape_of(mazur(learning_rate=None))
    assert "eta" not in tape
    assert not any(each.part in (Part.UPDATE, Part.AGAIN) for each in tape.values())
    assert "dE_total/dw1" in tape


def test_with_everything_frozen_there_is_no_second_pass() -> None:
    scenario = mazur()
    tape = tape_of(mazur(frozen=frozenset(scenario.parameters)))
    assert not any(each.part in (Part.UPDATE, Part.AGAIN) for each in tape.values())


# What a line and a tape are.


ELSEWHERE = {
    *("hyperparameter", "moment", "moment_update", "second_moment", "second_moment_update"),
    *("count", "count_update", "rate_now", "decayed_gradient", "corrected_moment"),
    *("batch_total", "batch_gradient"),
    *("node", "node_slope", "error_slope", "adjoint"),
}
"""Roles of lines that a layered network with one sample has none of."""


def _with_own_loss(first: Expr, second: Expr) -> Tape:
    """h = tanh(w·x) feeds a = tanh(v·h) and b = tanh(u·h), with the errors given."""
    return tape_of(
        Scenario(
            name="own",
            title=in_every_language("A loss of its own"),
            inputs={"x": Decimal(1)},
            targets={"a": Decimal(1), "b": Decimal(0)},
            nodes=(
                Neuron("h", Product((Name("w"), Name("x"))), "tanh"),
                Neuron("a", Product((Name("v"), Name("out_h"))), "tanh"),
                Neuron("b", Product((Name("u"), Name("out_h"))), "tanh"),
            ),
            parameters={"w": Decimal("0.5"), "v": Decimal("-0.75"), "u": Decimal("1.25")},
            own_loss={"a": first, "b": second},
        )
    )


def _slope_by_w(loss: Callable[[float, float], float]) -> float:
    def at(w: float) -> float:
        h = math.tanh(w)
        return loss(math.tanh(-0.75 * h), math.tanh(1.25 * h))

    return (at(0.5 + 1e-6) - at(0.5 - 1e-6)) / 2e-6


A, B = Name("out_a"), Name("out_b")


def test_two_ways_into_one_error_are_no_shares() -> None:
    """E_a holds both outputs: h reaches it twice, and dE_a/dout_h would have two meanings."""
    tape = _with_own_loss(Power(Product((A, B)), number(2)), number(3))
    assert not any(each.role is Role.SHARE for each in tape.values())
    expected = _slope_by_w(lambda a, b: (a * b) ** 2 + 3)
    assert math.isclose(tape.at()["dE_total/dw"], expected, rel_tol=1e-7)


def test_an_error_that_another_one_holds_has_a_slope_of_its_own() -> None:
    """E_b = b·E_a: the loss holds E_a as it is, and in E_b once more."""
    tape = _with_own_loss(Power(A, number(2)), Product((B, Name("E_a"))))
    assert typed(tape["dE_total/dE_a"].formula) == "dE_b/dE_a + 1"
    expected = _slope_by_w(lambda a, b: a**2 + b * a**2)
    assert math.isclose(tape.at()["dE_total/dw"], expected, rel_tol=1e-7)


def test_roles_of_momentum_and_samples() -> None:
    sample = Sample(mazur().inputs, mazur().targets)
    tape = tape_of(mazur(optimizer="momentum", samples=(sample, sample), update=Update.BATCH_MEAN))
    expected = {
        "mu": ("hyperparameter", "mu", "", 0),
        "v_w5": ("moment", "w5", "", 0),
        "i1[2]": ("input", "i1[2]", "", 2),
        "target_o1[1]": ("target", "o1", "", 1),
        "net_h1[2]": ("net", "h1", "", 2),
        "E_total[1]": ("total", "", "", 1),
        "dE_total/dnet_h1[2]": ("delta", "E_total[2]", "net_h1[2]", 2),
        "dE_total/dw5[1]": ("gradient", "E_total[1]", "w5", 1),
        "E_total": ("batch_total", "", "", 0),
        "dE_total/dw5": ("batch_gradient", "E_total", "w5", 0),
        "v_w5_new": ("moment_update", "w5", "", 0),
        "w5_new": ("update", "w5", "", 0),
        "out_o1_new[1]": ("out", "o1", "", 1),
        "E_total_new": ("batch_total", "", "", 0),
    }
    found = {
        name: (str(each.role), each.of, each.by, each.sample)
        for name, each in tape.items()
        if name in expected
    }
    assert found == expected
    assert typed(tape["v_w5_new"].formula) == "mu*v_w5 + dE_total/dw5"
    assert typed(tape["w5_new"].formula) == "w5 - eta*v_w5_new"
    assert typed(tape["E_total"].formula) == "(E_total[1] + E_total[2])/2"


def test_roles_of_a_free_graph() -> None:
    x, y, q = Name("x"), Name("y"), Name("q")
    scenario = Scenario(
        name="gates",
        title=in_every_language("Gates"),
        inputs={"x": Decimal(-2), "y": Decimal(5), "z": Decimal(-4)},
        targets={},
        nodes=(
            Gate("q", Sum((x, y))),
            Gate("r", Product((q, x))),
            Gate("f", Sum((Product((q, Name("z"))), Name("r")))),
        ),
        parameters={},
        differentiate="f",
    )
    tape = tape_of(scenario)
    assert [
        (name, str(each.role), typed(each.formula), tape.at()[name])
        for name, each in tape.items()
        if each.role not in GIVEN
    ] == [
        ("q", "node", "x + y", 3),
        ("r", "node", "q*x", -6),
        ("f", "node", "q*z + r", -18),
        # Its own slopes first, in the order of the network; then back, node by node.
        ("df/dz", "node_slope", "q", 3),
        ("df/dr", "node_slope", "1", 1),
        ("dr/dq", "node_slope", "x", -2),
        ("df/dq", "adjoint", "df/dr * dr/dq + z", -6),
        ("dq/dx", "node_slope", "1", 1),
        ("dr/dx", "node_slope", "q", 3),
        ("df/dx", "gradient", "df/dq * dq/dx + df/dr * dr/dx", -3),
        ("dq/dy", "node_slope", "1", 1),
        ("df/dy", "gradient", "df/dq * dq/dy", -6),
    ]


def test_roles_and_parts_of_mazurs_lines() -> None:
    found = {name: (str(each.role), each.of, each.by) for name, each in tape_of(mazur()).items()}
    expected = {
        "i1": ("input", "i1", ""),
        "w5": ("weight", "w5", ""),
        "b1": ("bias", "b1", ""),
        "target_o1": ("target", "o1", ""),
        "eta": ("rate", "eta", ""),
        "net_h1": ("net", "h1", ""),
        "out_h1": ("out", "h1", ""),
        "E_o1": ("error", "o1", ""),
        "E_total": ("total", "", ""),
        "dE_total/dout_o1": ("loss_slope", "E_total", "out_o1"),
        "dout_o1/dnet_o1": ("activation_slope", "out_o1", "net_o1"),
        "dE_total/dnet_o1": ("delta", "E_total", "net_o1"),
        "dnet_o1/dw5": ("net_by_weight", "net_o1", "w5"),
        "dnet_o1/db2": ("net_by_bias", "net_o1", "b2"),
        "dnet_o1/dout_h1": ("net_by_out", "net_o1", "out_h1"),
        "dE_o1/dout_h1": ("share", "E_o1", "out_h1"),
        "dE_total/dout_h1": ("paths", "E_total", "out_h1"),
        "dE_total/dw5": ("gradient", "E_total", "w5"),
        "w5_new": ("update", "w5", ""),
    }
    assert {name: found[name] for name in expected} == expected
    assert {role for role, _, _ in expected.values()} == {*map(str, Role)} - ELSEWHERE - {
        *map(str, SPLIT)
    }
    parts = [each.part for each in tape_of(mazur()).values()]
    order = [None, *Part]
    assert parts == sorted(parts, key=order.index)  # Part by part, in the order of a lesson.


def test_a_line_is_derived_once_and_only_when_looked_at() -> None:
    asked: list[str] = []

    def derive(name: str) -> Callable[[], Expr]:
        return lambda: asked.append(name) or Name("x")  # type: ignore[func-returns-value]

    tape = Tape(
        [
            line("x", number(1)),
            Line("y", Role.NET, Part.FORWARD, "y", "", derive("y")),
            Line("z", Role.NET, Part.FORWARD, "z", "", derive("z")),
        ],
    )
    assert list(tape) == ["x", "y", "z"]
    assert (len(tape), "y" in tape, "q" in tape, tape.position("z")) == (3, True, False, 2)
    values = tape.at()
    assert asked == []
    assert values["y"] == 1
    assert values["y"] == 1
    assert tape["y"].formula == Name("x")
    assert asked == ["y"]


def test_a_pass_calculates_what_is_asked_for_and_nothing_else() -> None:
    def fail() -> Expr:
        raise AssertionError("this line is not needed")

    tape = Tape(
        [
            line("a", number(2), Role.INPUT),
            line("b", Sum((Name("a"), number(1)))),
            Line("never", Role.NET, Part.FORWARD, "never", "", fail),
            line("c", Sum((Name("b"), Name("a")))),
        ],
    )
    values = tape.at()
    assert values["c"] == 5
    assert len(values) == 4
    assert list(values) == ["a", "b", "never", "c"]
    with pytest.raises(AssertionError, match="not needed"):
        values["never"]
    with pytest.raises(KeyError):
        values["nothing"]


def test_a_pass_takes_given_values_in_place_of_the_tape_s() -> None:
    tape = tape_of(mazur())
    assert tape.given()["w5"] == 0.4
    assert set(tape.given()) == {name for name, each in tape.items() if each.role in GIVEN}
    changed = tape.at({"w5": 0.9})
    assert changed["w5"] == 0.9
    assert changed["net_h1"] == tape.at()["net_h1"]
    assert changed["net_o1"] == pytest.approx(tape.at()["net_o1"] + 0.5 * changed["out_h1"])
    held = tape.at({"out_h1": 0.62})  # A line, too: from there on its value is used.
    assert held["net_o1"] == 0.4 * 0.62 + 0.45 * held["out_h2"] + 0.6
    assert tape.at()["w5"] == 0.4


UNDEFINED: list[tuple[Expr, float]] = [
    (Call("log", (Name("x"),)), 0.0),
    (Call("log", (Name("x"),)), -1.0),
    (Call("sqrt", (Name("x"),)), -1.0),
    (Call("exp", (Name("x"),)), 1e6),
]


@pytest.mark.parametrize(("formula", "at"), UNDEFINED)
@pytest.mark.parametrize("after", ["sum", "relu", "step", "sign", "sigmoid"])
def test_what_is_undefined_is_nan_and_so_is_all_that_comes_of_it(
    formula: Expr, at: float, after: str
) -> None:
    undefined = Name("u")
    then = difference(undefined, number(1)) if after == "sum" else Call(after, (undefined,))
    tape = Tape([line("x", number("1/2"), Role.INPUT), line("u", formula), line("v", then)])
    values = tape.at({"x": at})
    assert math.isnan(values["u"])
    assert math.isnan(values["v"])
    assert values["x"] == at
    assert math.isfinite(tape.at()["v"])  # At another number all is well.


@pytest.mark.parametrize(
    ("formula", "given"),
    [
        (Quotient(ONE, Name("x")), {"x": 0.0}),
        (Power(Name("x"), Name("y")), {"x": -2.0, "y": 0.5}),
        (Power(Name("x"), Name("y")), {"x": 1e200, "y": 2.0}),
        (Power(Name("x"), Name("y")), {"x": 0.0, "y": -1.0}),
    ],
)
def test_division_by_zero_complex_powers_and_overflow_are_nan(
    formula: Expr, given: dict[str, float]
) -> None:
    tape = Tape(
        [
            line("x", number(1), Role.INPUT),
            line("y", number(1), Role.INPUT),
            line("u", formula),
        ],
    )
    assert math.isnan(tape.at(given)["u"])


@pytest.mark.parametrize("scenario", SEVERAL)
def test_compiled_lines_hold_no_name_of_anybody_s(scenario: Scenario) -> None:
    """The generated code knows slots and our functions, nothing that was in a file."""
    tape = tape_of(scenario)
    allowed = {f"f_{name}" for name in (*FUNCTIONS, *CAREFUL)} | {"f_added"}
    for name in tape:
        made = tape.function(name)
        assert tape.function(name) is made
        code = getattr(made, "__code__", None)
        if code is None or code.co_filename != "<tape>":
            continue  # Put together by hand: a name, or a sum of products of two.
        assert set(code.co_names) <= allowed
        assert set(code.co_varnames) <= {"v", "z"}  # z is the condition of a choice.


@pytest.mark.parametrize("scenario", SEVERAL)
def test_a_composed_formula_has_the_very_value_that_it_has_in_floats(scenario: Scenario) -> None:
    tape = tape_of(scenario)
    at = tape.at()
    values, slots = [at[name] for name in tape], {name: tape.position(name) for name in tape}
    for line in tape.values():
        for formula in (line.formula, Negative(line.formula), Power(line.formula, number(3))):
            value = float_value(formula, at.__getitem__)
            assert math.isfinite(value)
            assert composed(formula, slots)(values) == value, line.name


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (Sum((Name("x"), Name("y"), Negative(Name("x")))), 0.1 + 0.3 - 0.1),
        (Product((number(2), Name("x"), Name("y"))), 2 * 0.1 * 0.3),
        (Quotient(Name("x"), Name("y")), 0.1 / 0.3),
        (Call("max", (Name("x"), Name("y"), number("0.2"))), 0.3),
    ],
)
def test_a_composed_formula_goes_from_left_to_right(formula: Expr, value: float) -> None:
    assert composed(formula, {"x": 0, "y": 1})([0.1, 0.3]) == value


def test_a_name_that_is_python_stays_a_slot() -> None:
    evil = "__import__('os').abort()"
    assert function_of(Sum((Name(evil), number("-1/2"))), {evil: 1})([0.0, 2.5]) == 2.0


def test_a_neuron_with_many_senders_is_compiled() -> None:
    scenario = network((512, 1), "sigmoid")
    assert math.isfinite(tape_of(scenario, only=("w1",)).at()["dE_total/dw1"])
