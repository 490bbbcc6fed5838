"""Going on from the numbers on the screen gives what is asked, also where they cancel."""

import math
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from together import together

from backprop_tutor.formula.expression import names_in
from backprop_tutor.loader import bundled, load, load_text
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of

BREAKING = Path(__file__).parent / "data" / "breaking"
ODD = [path.name for path in sorted(BREAKING.glob("*.yaml"))]
PAST_FLOATS = {"bce34.yaml", "bce-after-update.yaml"}
"""Where an output is 1 to all digits of a float, so that no screen can show what 1 − o is."""
NEURON = """\
version: 1
title: One neuron
inputs: {x: 1}
targets: {y: 0}
layers:
  - {neurons: [y], activation: ACTIVATION, weights: [{w1: NET}]}
loss: half_squared_error
learning_rate: 0.5
"""
GRAPH = """\
version: 1
title: What all but cancels
inputs: {x: 0.3}
nodes: [a = exp(x), b = a - 1.34985, f = b*x]
differentiate: f
"""


@cache
def _subject(name: str) -> Subject:
    if name in ODD:
        return subject_of(load_text((BREAKING / name).read_text(encoding="utf-8"), name))
    return subject_of(load(name))


def _neuron(activation: str, net: str) -> Subject:
    text = NEURON.replace("ACTIVATION", activation).replace("NET", net)
    return subject_of(load_text(text, "neuron.yaml"))


def _short_of(about: Subject) -> list[str]:
    """Return the lines that come out wrong in the figures asked from the numbers shown."""
    wrong = []
    for name in filter(about.taught, about.tape):
        value, formula = about.values[name], about.typeable(name)
        if names_in(formula) and value and math.isfinite(value):
            unit = 10.0 ** about.change_place(name, about.scenario.digits)
            found = float_value(formula, lambda used: float(about.spelled(used)))
            if not abs(found - value) <= unit / 2:
                wrong.append(name)
    return wrong


@together("name", [*bundled(), *ODD])
def test_what_is_shown_suffices(name: str) -> None:
    assert _short_of(_subject(name)) == [] or name in PAST_FLOATS


@pytest.mark.parametrize(
    ("activation", "net", "output"),
    [
        ("sigmoid", "9", "0.99987661"),
        ("sigmoid", "17.25", "0.999999967758"),
        ("sigmoid", "-9", "0.000123395"),
        ("tanh", "8", "0.99999977493"),
        ("tanh", "-8", "-0.99999977493"),
        ("sigmoid", "1.3", "0.785835"),
        ("linear", "123.456", "123.456"),
    ],
)
def test_an_output_that_is_nearly_1_is_shown_in_more_figures(
    activation: str, net: str, output: str
) -> None:
    about = _neuron(activation, net)
    assert about.spelled("out_y") == output
    assert _short_of(about) == []
    assert about.value("out_y").exact == (activation == "linear")


def test_six_figures_would_not_do() -> None:
    about = _neuron("sigmoid", "9")
    six = float(figures.spelled(about.values["out_y"]))
    right = Decimal(about.values["dout_y/dnet_y"])
    assert abs(Decimal(six * (1 - six)) - right) > Decimal("1e-7") / 2


def test_a_difference_of_any_kind_is_seen() -> None:
    """a is read by b alone, of which it leaves six figures less; b needs no more than six."""
    about = subject_of(load_text(GRAPH, "graph.yaml"))
    assert about.spelled("a") == "1.3498588076"
    assert about.spelled("b") == "0.00000880758"
    assert _short_of(about) == []


@pytest.mark.parametrize("net", ["30", "36", "40", "700"])
@pytest.mark.parametrize("typed", ["0", "1*(1-1)"])
def test_where_floats_end_nothing_that_follows_from_the_screen_is_wrong(
    net: str, typed: str
) -> None:
    about = _neuron("sigmoid", net)
    assert about.spelled("out_y") == "1"
    question = Question("dout_y/dnet_y", Form.EITHER, 4)
    verdict = Judge(question, about).judge(typed)
    assert verdict.kind is Correctness.EARLY_ROUNDING
    assert "in a form in which nothing cancels" in str(said(verdict, question, about))


def test_a_small_product_is_not_0() -> None:
    about = _neuron("sigmoid", "-30")
    verdict = Judge(Question("dout_y/dnet_y", Form.EITHER, 4), about).judge("0")
    assert verdict.kind is Correctness.WRONG
