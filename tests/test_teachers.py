"""Every kind of line that is worked out has a teacher, and every teacher something to say."""

import math
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from graphs import drawn
from networks import network
from test_answers import subject as answered
from tried import TRIED

from backprop_tutor.blocks.blocks import Block, Equation, Prose
from backprop_tutor.formula.expression import (
    Call,
    Name,
    Negative,
    Power,
    Product,
    Sum,
    difference,
    names_in,
    number,
)
from backprop_tutor.loader import load
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import ACTIVATIONS, FUNCTIONS
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import GIVEN, SPLIT, Role
from backprop_tutor.maths.update_rules import UPDATE_RULES
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Gate, Neuron, Softmax
from backprop_tutor.scenario.scenario import Direction, Method, Part, RateSteps, Scenario
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.openings import opening_of, sample_begins
from backprop_tutor.teaching.lesson.teachers import TEACHERS, Words
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.subject.taught_functions import (
    TAUGHT_ACTIVATIONS,
    TAUGHT_FUNCTIONS,
    hold_against,
)

NETWORKS = [
    *(load(name) for name in TRIED),
    network([2, 3, 2], ["relu", "linear"], loss="squared_error"),
    network([2, 2, 3], ["tanh", "softmax"], loss="cross_entropy"),
    replace(network([2, 2, 2], "sigmoid"), optimizer="momentum"),
]

FALLING = RateSteps(Decimal("0.9"), 10)
RULES = [
    replace(
        network([2, 1, 1], "sigmoid"),
        optimizer=rule,
        weight_decay=Decimal("0.01"),
        rate_steps=FALLING if rule == "adamw" else None,
        direction=Direction.ASCENT if rule == "nesterov" else Direction.DESCENT,
    )
    for rule in UPDATE_RULES
]
"""Each update rule, with weights that decay; with one of them the rate falls."""

OF_OTHER_RULES = {
    *(Role.SECOND_MOMENT_UPDATE, Role.CORRECTED_MOMENT, Role.DECAYED_GRADIENT),
    *(Role.RATE_NOW, Role.COUNT_UPDATE),
}
OF_SAMPLES = {Role.BATCH_TOTAL, Role.BATCH_GRADIENT}
OF_GRAPHS = {Role.NODE, Role.NODE_SLOPE, Role.ERROR_SLOPE, Role.ADJOINT}
"""Roles that a layered network with one sample has none of."""

_X, _Y = Name("x"), Name("y")


def _graph(*nodes: Gate | Neuron | Softmax, **more: Any) -> Scenario:
    return Scenario(
        name="graph",
        title=in_every_language("A graph"),
        inputs={"x": Decimal("0.5"), "y": Decimal("-1.25")},
        nodes=nodes,
        parameters={"w": Decimal("0.75"), "v": Decimal("-0.5"), "u": Decimal(2)},
        **{"targets": {}, **more},
    )


def _net(weight: str, what: str) -> Product:
    return Product((Name(weight), Name(what)))


GRAPHS = {
    "gates": _graph(
        Gate("q", Sum((_X, _net("w", "y")))),
        Gate("r", Call("max", (Name("q"), _Y))),
        Gate("f", Product((Name("q"), Name("r"), Name("v")))),
        differentiate="f",
    ),
    "hinge": _graph(
        *(Gate(name, _net(weight, "x")) for name, weight in zip("abc", "wvu", strict=True)),
        targets={"a": Decimal(0), "b": Decimal(1), "c": Decimal(0)},
        loss="hinge",
    ),
    "hinge of two": _graph(
        *(Neuron(name, _net(weight, "x"), "tanh") for name, weight in zip("ab", "wv", strict=True)),
        targets={"a": Decimal(1), "b": Decimal(0)},
        loss="hinge",
    ),
    "a loss of its own": _graph(
        Neuron("h", Sum((_net("w", "x"), Negative(Name("v")))), "softplus"),
        targets={"h": Decimal(1)},
        own_loss={
            "h": Sum(
                (
                    Power(difference(Name("target_h"), Name("out_h")), number(2)),
                    Product((number("0.1"), Power(Name("u"), number(2)))),
                )
            )
        },
        direction=Direction.ASCENT,
        learning_rate=Decimal("0.1"),
    ),
    "softmax of gates": _graph(
        Gate("a", _net("w", "x")),
        Gate("b", _net("v", "y")),
        Softmax(("p", "q"), (Name("a"), Name("b"))),
        targets={"p": Decimal(1), "q": Decimal(0)},
        loss="cross_entropy",
    ),
    **{
        activation: _graph(
            Neuron("h", _net("w", "x"), activation),
            Neuron("o", _net("v", "out_h"), activation),
            differentiate="o",
        )
        for activation in ACTIVATIONS
        if activation != "softmax"
    },
    **{
        loss: _graph(
            Neuron("h", _net("w", "x"), "sigmoid"),
            Neuron("o", Sum((_net("v", "y"), _net("u", "out_h"))), "sigmoid"),
            targets=dict.fromkeys(("h", "o"), Decimal("0.25")),
            loss=loss,
        )
        for loss in LOSSES
        if loss != "hinge"
    },
}


def test_every_role_that_is_worked_out_has_a_teacher() -> None:
    assert set(TEACHERS) == set(Role) - GIVEN


@pytest.mark.slow
@pytest.mark.parametrize("scenario", NETWORKS, ids=lambda one: f"{one.name}, {one.loss}")
def test_every_step_is_whole(scenario: Scenario) -> None:
    lesson = Lesson(subject_of(scenario), frozenset(Part))
    taught = set()
    for index, step in enumerate(lesson):
        for one in (*(lesson.term(name, index) for name in step.question.terms), step):
            _is_whole(one)
            taught.add(lesson.subject[one.name].role)
    if not scenario.is_layered or scenario.samples or not scenario.has_loss:
        return
    missing = {*OF_GRAPHS, *OF_SAMPLES} | ({Role.SHARE} if _has_no_shares(scenario) else set())
    missing |= set() if scenario.optimizer == "momentum" else {Role.MOMENT_UPDATE}
    missing |= OF_OTHER_RULES
    if scenario.method is Method.ERROR_SPLIT:
        assert taught - {Role.NET, Role.OUT} == SPLIT
    else:
        worked_out = set(TEACHERS) - missing - SPLIT
        # What does not learn is not asked for.
        assert taught <= worked_out if scenario.frozen else taught == worked_out


def _words(scenario: Scenario) -> dict[str, Words]:
    """Return what is said about every line that is worked out."""
    subject = subject_of(scenario)
    return {
        name: TEACHERS[line.role](line, subject)
        for name, line in subject.tape.items()
        if line.role not in GIVEN
    }


def _texts(words: Words) -> str:
    """Return all that is said, with names as they are spelled and formulas left out."""
    inline = [*words.sentence, *words.principle]
    for block in (*words.before, *words.why, *words.after):
        if isinstance(block, Prose):
            inline += [" ", *block.parts]
    return "".join(
        part if isinstance(part, str) else part.id if isinstance(part, Name) else "…"
        for part in inline
    )


def _check(words: Words, name: str) -> None:
    assert words.sentence[0] == Name(name)
    assert words.principle
    assert words.why
    assert "  " not in _texts(words)


@pytest.mark.parametrize("name", GRAPHS)
def test_every_line_of_a_graph_is_taught(name: str) -> None:
    for quantity, words in _words(GRAPHS[name]).items():
        _check(words, quantity)


@pytest.mark.parametrize("scenario", [*NETWORKS, *GRAPHS.values()], ids=lambda one: one.name)
def test_nothing_is_said_of_what_a_graph_does_not_have(scenario: Scenario) -> None:
    absent = set() if scenario.has_loss else {"loss"}
    if not any(isinstance(node, Neuron | Softmax) for node in scenario.nodes):
        absent |= {"neuron", "delta", "arrow"}
    for quantity, words in _words(scenario).items():
        assert not absent & set(re.findall("[a-z]+", _texts(words))), quantity


@pytest.mark.parametrize(
    ("scenario", "quantity", "hint", "why"),
    [
        (load("mazur"), "dE_total/dw1", "the delta of the neuron it enters",
         "w1 moves the loss only through net_h1. The delta of h1"),
        (load("course-w5"), "dE_total/db2", "used in several places. Take the delta of each neuron",
         "A nudge of b2"),
        (load("circuit"), "df/dx", "x is used in one place", "x moves f only through q. Slopes"),
        (load("micrograd"), "dg/da", "a is used in 5 places", "A nudge of a"),
        (GRAPHS["a loss of its own"], "dE_total/du", "u stands in the formula of E_total itself",
         "Power rule"),
        (GRAPHS["gates"], "df/du", "Is there a path from u to f", "No path leads from u to f"),
    ],
)  # fmt: skip
def test_a_gradient_is_told_by_where_its_number_is_used(
    scenario: Scenario, quantity: str, hint: str, why: str
) -> None:
    told = _texts(_words(scenario)[quantity])
    assert hint in told
    assert why in told


def _opening(blocks: Sequence[Block]) -> str:
    return "".join(
        part
        for block in blocks
        if isinstance(block, Prose)
        for part in block.parts
        if isinstance(part, str)
    )


def test_an_opening_says_what_no_bundled_scenario_has() -> None:
    """Who climbs goes along the gradient; who learns after each sample has moved before the end."""
    climbing = subject_of(GRAPHS["a loss of its own"])
    assert "one small step along its gradient" in _opening(opening_of(Part.UPDATE, climbing))
    assert "How far is what came out" in _opening(opening_of(Part.ERROR, climbing))
    one_by_one, together = answered("momentum"), answered("mean")
    assert "has moved the weights a little" in _opening(sample_begins(0, one_by_one))
    assert "There is one update for all" in _opening(sample_begins(0, together))


def test_the_graphs_have_every_role_of_graphs() -> None:
    roles = {line.role for one in GRAPHS.values() for line in tape_of(one).values()}
    assert roles >= OF_GRAPHS
    others = (*NETWORKS, *RULES)
    assert roles | {line.role for one in others for line in tape_of(one).values()} == set(Role)


@pytest.mark.parametrize("seed", range(60))
def test_every_line_of_a_random_graph_is_taught(seed: int) -> None:
    for quantity, words in _words(drawn(seed).scenario).items():
        _check(words, quantity)


def test_each_activation_and_each_loss_has_words_of_its_own() -> None:
    softmax = network([2, 2], "softmax", loss="cross_entropy")
    for line, name in (("out_o", "out_h"), ("dout_o/dnet_o", "dout_h/dnet_h")):
        said = [_words(GRAPHS[one])[line].principle for one in ACTIVATIONS if one != "softmax"]
        said.append(_words(softmax)[name.replace("h", "o1")].principle)
        plain = [repr(one).replace("net_o1", "net_o") for one in said]
        assert len(set(plain)) == len(ACTIVATIONS)
    reasons = {
        loss: _texts(_words(one)[next(n for n in tape_of(one) if n.startswith("E_"))])
        for loss, one in GRAPHS.items()
        if one.targets
    }
    assert len(set(reasons.values())) == len(reasons)


@pytest.mark.parametrize(
    ("graph", "quantity", "text"),
    [
        ("leaky_relu", "dout_o/dnet_o", "another straight piece, with the slope 0.01"),
        ("softplus", "dout_o/dnet_o", "that is the sigmoid"),
        ("bipolar_sigmoid", "dout_o/dnet_o", "is twice the exponential over it"),
        ("gates", "dr/dq", "max passes one of its arguments on, the largest"),
        ("hinge", "E_a", "the wrong output a adds to the loss: how much too close a comes to the "),
        ("hinge", "dE_total/db", "b is part of 2 errors"),
        ("hinge of two", "dE_total/dout_a", "falls by 1 when the right one grows by 1"),
        ("hinge of two", "dE_total/dout_a", "only E_b contains out_a"),
        ("a loss of its own", "E_total", "Training makes it larger"),
        ("a loss of its own", "dE_total/du", "u stands in the formula of E_total itself"),
        ("gates", "df/du", "No path leads from u to f"),
        ("gates", "df/dx", "is the gradient of the input x"),
        ("softmax of gates", "out_p", "Take e to the power of each value that goes in."),
        ("mean_squared_error", "E_h", "divide by their number"),
        ("absolute_error", "dE_total/dout_o", "The error is the distance to the target"),
    ],
)
def test_what_is_said(graph: str, quantity: str, text: str) -> None:
    assert text in _texts(_words(GRAPHS[graph])[quantity])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_is_taught_of_an_activation(name: str) -> None:
    """Each has its words, and is taken for others; linear, which does nothing, has fewer."""
    taught = TAUGHT_ACTIVATIONS[name]
    assert bool(taught.slope) == (name != "linear")
    assert taught.taken_for
    assert name not in taught.taken_for
    assert all(ACTIVATIONS[one].slope is not None for one in taught.taken_for)
    if name == "linear":
        return
    slope = ACTIVATIONS[name].slope or Product((Name("a"), difference(number("1"), Name("a"))))
    at = {"a": 0.3, "z": 0.7}.__getitem__
    for piece in taught.pieces:
        assert names_in(piece)
        assert set(names_in(piece)) <= {"a", "z"}
        assert float_value(piece, at) != pytest.approx(float_value(slope, at))
    for fragment in taught.fragments:
        assert names_in(fragment) == ("z",)
        at_net = {"z": -0.7}.__getitem__
        value = ACTIVATIONS[name].value(-0.7)
        assert float_value(fragment, at_net) != pytest.approx(value)


@pytest.mark.parametrize("name", [one.name for one in FUNCTIONS.values() if one.kinked])
def test_the_slope_chosen_at_a_kink_is_told_where_there_is_one_to_each_side(name: str) -> None:
    """At its kink, or where two arguments are equal, difference quotients stay bounded."""
    function, h = FUNCTIONS[name], 1e-9
    least, place = function.least, float(function.kinks[-1]) if function.kinks else 0.0
    try:
        others = (1.0, 0.0) if name == "where" else (0.0,) * (least - 1)
        ends = [function.value(place + z, *others) for z in (-h, 0.0, h)]
    except ValueError:  # A square root has no left side.
        ends = [math.nan] * 3
    sides = [(ends[1] - ends[0]) / h, (ends[2] - ends[1]) / h]
    assert all(abs(side) < 1e3 for side in sides) == (TAUGHT_FUNCTIONS[name].at_kink is not None)


def test_no_function_without_a_kink_is_told_to_have_one() -> None:
    told = {name for name, one in TAUGHT_FUNCTIONS.items() if one.at_kink is not None}
    assert told < {name for name, one in FUNCTIONS.items() if one.kinked}


_ADDED = {
    "a function": (
        "from backprop_tutor.maths.functions import FUNCTIONS, Function\n"
        "FUNCTIONS['cube'] = Function('cube', lambda z: z**3)\n",
        "the function cube is not taught",
    ),
    "an activation": (
        "from backprop_tutor.maths.functions import ACTIVATIONS, FUNCTIONS\n"
        "ACTIVATIONS['exp'] = FUNCTIONS['exp']\n",
        "the activation exp is not taught",
    ),
    "a loss": (
        "from backprop_tutor.maths.losses import LOSSES, Loss\n"
        "LOSSES['worst'] = Loss('worst', LOSSES['squared_error'].term)\n",
        "the loss worst is not taught",
    ),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("what", _ADDED)
def test_what_is_added_without_words_fails_loudly(what: str) -> None:
    """No lesson is made with another entry's sentences: it cannot even be imported."""
    added, fault = _ADDED[what]
    code = f"{added}import backprop_tutor.teaching.lesson.teachers"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == (1 if fault else 0)
    assert fault in done.stderr.rstrip().rpartition("\n")[2]


def test_words_for_what_there_is_not_are_refused() -> None:
    hold_against(["a", "b"], ["b", "a"], "function")
    with pytest.raises(LookupError, match="there is no function c to be taught"):
        hold_against(["a", "b"], ["a", "b", "c"], "function")


def test_after_an_update_an_error_is_told_of_the_new_outputs() -> None:
    """Two names of outputs stand in a term of the hinge, and both are new ones."""
    words = _words(replace(GRAPHS["hinge"], learning_rate=Decimal("0.1")))
    said = "adds to the loss: how much too close a_new comes to the right output b_new."
    assert said in _texts(words["E_a_new"])
    squares = _words(network([2, 2, 2], "sigmoid"))
    assert "how far out_o1_new is from its target target_o1." in _texts(squares["E_o1_new"])


def test_the_short_form_of_softmax_is_said_only_where_it_holds() -> None:
    """dE/dnet = o − t where the softmax is what the loss judges, and the targets add up to 1."""
    last = network([2, 2, 2], ["tanh", "softmax"], loss="cross_entropy", targets=["1", "0"])
    assert _words(last)["dE_total/dnet_o1"].after
    hidden = network([2, 2, 2], ["softmax", "sigmoid"], loss="cross_entropy", targets=["1", "0"])
    assert not _words(hidden)["dE_total/dnet_h1"].after
    uneven = replace(last, targets={"o1": Decimal(1), "o2": Decimal("0.5")})
    assert not _words(uneven)["dE_total/dnet_o1"].after
    gates = GRAPHS["softmax of gates"]
    assert _words(gates)["dE_total/da"].after
    first, _, shares = gates.nodes
    also = Gate("b", Sum((_net("v", "y"), Name("a"))))  # a goes another way too.
    assert not _words(replace(gates, nodes=(first, also, shares)))["dE_total/da"].after


def _has_no_shares(scenario: Scenario) -> bool:
    """With softmax every net input reaches every error."""
    return scenario.layers[-1].activation == "softmax"


def _is_whole(step: Step) -> None:
    assert 2 <= len(step.hints) <= 3
    assert all(step.hints), "a hint says something"
    assert any(isinstance(block, Prose) for block in step.setting)
    assert step.why
    assert isinstance(step.working[-1], Equation | Prose)
    assert step.known


def test_one_outputs_loss_is_told_of_the_new_output_after_an_update() -> None:
    words = _words(network([2, 2, 1], "sigmoid"))
    assert "for how far out_o1 is from target_o1." in _texts(words["E_total"])
    assert "for how far out_o1_new is from target_o1." in _texts(words["E_total_new"])


def test_a_part_of_the_loss_that_its_target_weighs_is_no_distance() -> None:
    """Of a cross-entropy an output whose target is 0 costs nothing, however far off it is."""
    words = _words(network([2, 2, 2], ["tanh", "softmax"], loss="cross_entropy", targets="10"))
    told = "it grows as out_o2 falls, in proportion to the target target_o2."
    assert told in _texts(words["E_o2"])
    assert "how far" not in _texts(words["E_o2"])
