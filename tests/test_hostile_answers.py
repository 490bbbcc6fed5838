"""The whole judge against answers that are a little wrong, hostile, or no answers at all."""

import json
import math
import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_answers import subject
from test_reading_properties import HOSTILE
from thorough import some

from backprop_tutor.cli.json_output.verdict import verdict_record
from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    names_in,
    number,
)
from backprop_tutor.formula.spelling import typed
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.teaching.judging.equivalence import Points
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict
from backprop_tutor.teaching.misconceptions import IDEAS
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.untrusted import visible

SECONDS = 1.0
"""A generous guard, of processor time; what judging takes is measured by a benchmark."""

QUESTIONS = {
    "a gradient": ("mazur", "dE_total/dw5", Form.EITHER, 4),
    "a deep gradient": ("mazur", "dE_total/dw1", Form.EITHER, 6),
    "a slope": ("mazur", "dout_o1/dnet_o1", Form.FORMULA, 4),
    "the first net input": ("mazur", "net_h1", Form.NUMBER, 4),
    "the loss after the update": ("mazur", "E_total_new", Form.NUMBER, 4),
    "an updated weight": ("defend-intelligence", "w8_new", Form.EITHER, 2),
    "a constant": ("mazur", "dnet_o1/db2", Form.EITHER, 4),
    "a softmax": ("soft", "out_y2", Form.EITHER, 4),
    "a logarithm": ("soft", "E_total", Form.FORMULA, 4),
    "a zero": ("relu", "dout_h2/dnet_h2", Form.EITHER, 4),
}

RIGHT = {
    "a gradient": (
        "0.08217",
        "8.217×10⁻²",
        "dE_total/dw5 = 0,08217",
        "0.138499*0.593270",
        "dE_total/dnet_o1 * dnet_o1/dw5",
        "-(target_o1 − out_o1)·out_o1(1−out_o1)·out_h1",
        r"$\frac{\partial E_{total}}{\partial w_5} = \delta_{o1} \cdot h_1$",
        "(1/(1+e^-net_o1) - t_o1)*e^-net_o1/(1+e^-net_o1)^2*h1",
    ),
    "a deep gradient": ("0.000438568", "(delta_o1*w5 + delta_o2*w7)*h1*(1-h1)*i1"),
    "a slope": ("out_o1*(1-out_o1)", "σ(net_o1)(1 − σ(net_o1))"),
    "the first net input": ("0.3775", "w1*i1 + w2*i2 + b1", "0.15*0.05+0.2*0.1+0.35"),
    "the loss after the update": ("0.291027774", "29.1028%"),
    "an updated weight": ("0.533", "w8 - eta*dE_total/dw8", "0.52+0.8*0.0164373"),
    "a constant": ("1", "b2/b2"),
    "a softmax": ("0.3499", "e^net_y2/(e^net_y1+e^net_y2+e^net_y3)"),
    "a logarithm": ("-(t_y1*ln(y1) + t_y2*ln(y2) + t_y3*ln(y3))",),
    "a zero": ("0", "0.0", "step(net_h2)"),
}
"""Right answers, or what comes close to one: what hypothesis spoils."""

KEYS = "0123456789.,+-*/^()eExX_=% ∂δση½²⁻¹×·−÷abdhinoutw{}\\$;'\"#!|<>@&~[]\u00a0\u202e\t\n"

MORE = [
    # Formulas that read well and have no value somewhere, or anywhere.
    "out_o1/(out_o1-out_o1)", "1/(net_o1-net_o1)", "0/(w5-w5)", "log(w5-w5)", "log(-out_o1)",
    "sqrt(-out_o1)", "(-w5)^0.5", "(-out_o1)^out_o1", "w5^(-64)", "(w5-w5)^(-1)", "(w5-w5)^0",
    "0^w5", "0^(w5-w5)", "exp(exp(exp(exp(w5))))", "exp(exp(exp(9*w5)))", "1e300*w5*1e300*w5",
    "(w5*1e200)^2", "((w5+9)^64)^64", "(w5^64)^64", "((w1+1e5)^64)^64", "e^(e^(e^(w5+9)))",
    "tanh(1e300*w5)", "sigmoid(-1e300)", "sigmoid(1e300*w5)", "1e-300*w5*1e-300", "-0", "0*w5",
    "w5-w5", "log(exp(1000*w5))", "sqrt(w5^2)", "abs(-w5)/w5", "(w5*1e155)^2/(w5*1e155)^2",
    "1/(w5*1e-200)^2", "relu(-w5)", "step(w5-w5)", "sign(w5-w5)", "e^w5^w5", "w5^w5", "w5^-w5",
    # Long, deep, and wide, but not refused for it.
    "+".join(["w5"] * 100), "*".join(["w5"] * 100), "(" * 39 + "w5" + ")" * 39, "w5" + "-w5" * 99,
    "sigmoid(" * 39 + "w5" + ")" * 39, "exp(" * 39 + "w5" + ")" * 39,
    "1/(1+" * 39 + "w5" + ")" * 39,
    "(w5+1)^64" + "*(w5+1)^64" * 25, "0." + "0" * 28 + "1", "9" * 30, "-" + "9" * 30, "1e307",
    "1e-307", "-1e307", "9" * 15 + "." + "9" * 15, "1e307/1e-307", "1/3" * 20, "½" * 3,
    # Every figure of something else.
    "0.29102792400000000000000000000", "0.08266763", "-0.08216704", "8216704e-8", "0.4", "0.40",
    "1.0000000000000000000000000001", "0.99999999999999999999999999999", "1e-12", "-1e-13", "0e5",
]  # fmt: skip

IDS = {one.id for one in IDEAS} | {
    "sign",
    "decimal-point",
    "factor-2",
    "factor-half",
    "other-quantity",
    "only-equal-at-these-numbers",
    "value-for-formula",
}


@cache
def judge(question: str) -> Judge:
    """Return the judge of a question, which has judged once: the first answer pays for imports."""
    scenario, quantity, form, digits = QUESTIONS[question]
    made = Judge(Question(quantity, form, digits), subject(scenario))
    made.judge("0.5")
    made.judge("eta*eta")
    return made


def judged(question: str, text: str) -> Verdict:
    """Judge a text, and hold the verdict to what every verdict must be."""
    of = judge(question)
    began = time.thread_time()
    verdict = of.judge(text)
    assert time.thread_time() - began < SECONDS
    assert verdict.typed == text
    assert isinstance(verdict.kind, Correctness)
    counts = verdict.kind in (Correctness.RIGHT, Correctness.WRONG) and not verdict.asked_again
    assert verdict.counts_as_attempt == counts
    assert len(verdict.misconceptions) <= 2
    assert set(verdict.misconceptions) <= IDS
    assert not verdict.misconceptions or verdict.kind is Correctness.WRONG
    assert (verdict.figures is not None) == (verdict.kind is Correctness.PRECISION)
    if verdict.kind is not Correctness.INVALID:
        assert verdict.read_as is not None
        assert verdict.column is None
    elif verdict.column is not None:
        assert 1 <= verdict.column <= min(len(text), 400) + 1
    shown = verdict_record(verdict, of.question, of.subject)
    assert shown["message"]
    assert visible(shown["message"]) == shown["message"]
    json.dumps(shown).encode()
    return verdict


def test_there_are_hostile_texts_enough() -> None:
    assert len({*HOSTILE, *MORE}) >= 100
    assert len(set(MORE)) >= 60
    assert set(RIGHT) == set(QUESTIONS)


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS)
def test_hostile_answers_get_a_verdict(question: str) -> None:
    for text in (*HOSTILE, *MORE):
        judged(question, text)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_hypothesis_spoils_can_be_judged(question: str) -> None:
    kinds = {judged(question, text).kind for text in RIGHT[question]}
    assert Correctness.RIGHT in kinds


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a question, and an answer to it with some characters put in, left out or replaced."""
    question = draw(st.sampled_from(sorted(QUESTIONS)))
    text = draw(st.sampled_from(RIGHT[question]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 2)))
        text = text[:start] + draw(st.text(KEYS, max_size=2)) + text[end:]
    return question, text


@settings(max_examples=some(600))
@given(spoiled())
def test_spoiled_answers_get_a_verdict(case: tuple[str, str]) -> None:
    judged(*case)


@settings(max_examples=some(200))
@given(st.sampled_from(sorted(QUESTIONS)), st.text(max_size=40))
def test_any_text_gets_a_verdict(question: str, text: str) -> None:
    judged(question, text)


@settings(max_examples=some(400))
@given(spoiled())
def test_no_number_passes_that_is_a_unit_off(case: tuple[str, str]) -> None:
    question, text = case
    verdict = judged(question, text)
    if (
        verdict.kind is not Correctness.RIGHT
        or verdict.read_as is None
        or names_in(verdict.read_as)
    ):
        return
    _, quantity, _, digits = QUESTIONS[question]
    about = judge(question).subject
    right = about.values[quantity]
    size = right - (about.values["w8"] if quantity == "w8_new" else 0)
    unit = 10.0 ** (figures.magnitude(size) - digits + 1) if size else 1e-12
    assert math.isclose(_value(verdict), right, rel_tol=0, abs_tol=unit), text


def _value(verdict: Verdict) -> float:
    """Return the value of an answer without names, in floats."""
    from backprop_tutor.formula.expression import calculate
    from backprop_tutor.maths.functions import FUNCTIONS

    def nothing(name: str) -> float:
        raise AssertionError(name)

    assert verdict.read_as is not None
    return float(
        calculate(
            verdict.read_as,
            name=nothing,
            number=float,
            call=lambda function, values: FUNCTIONS[function].value(*values),
        )
    )


def _formulas(names: tuple[str, ...]) -> st.SearchStrategy[Expr]:
    """Formulas that can all be read: what is random text seldom is."""
    leaves = st.sampled_from(names).map(Name) | st.integers(0, 9).map(number)

    def larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        several = st.lists(parts, min_size=2, max_size=4).map(tuple)
        return (
            several.map(Sum)
            | several.map(Product)
            | parts.map(Negative)
            | st.builds(Quotient, parts, parts)
            | st.builds(Power, parts, st.integers(-3, 3).map(number))
            | st.builds(
                lambda function, part: Call(function, (part,)),
                st.sampled_from(("exp", "log", "sqrt", "abs", "sigmoid", "tanh", "relu", "step")),
                parts,
            )
        )

    return st.recursive(leaves, larger, max_leaves=12)


EARLIER = ("w5", "out_h1", "out_o1", "target_o1", "net_o1", "dE_total/dnet_o1", "dnet_o1/dw5")


@given(formula=_formulas(EARLIER))
def test_any_formula_gets_a_verdict(formula: Expr) -> None:
    asked = judge("a gradient")
    verdict = asked.judge(typed(formula))
    if (
        verdict.kind is Correctness.RIGHT
    ):  # By accident, or by algebra: it has to be so at other numbers.
        point = next(iter(Points("dE_total/dw1", asked.subject)))
        value = float_value(formula, point.__getitem__)
        assert math.isclose(value, point["dE_total/dw5"], rel_tol=1e-6, abs_tol=1e-9)
