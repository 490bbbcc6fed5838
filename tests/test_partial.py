"""Partial truth: what is right in a wrong formula."""

import pytest

from backprop_tutor.loader import load, load_text
from backprop_tutor.reading import Read, read
from backprop_tutor.teaching.judging.equivalence import Points
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.judging.formula_judge import partial
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.partial_credit import Partial
from backprop_tutor.teaching.judging.vocabulary import everything
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of

MAZUR = subject_of(load("mazur"))

ROWS = [
    # asked, typed, right, wrong, missing
    ("dE_total/dw5", "delta_o1*w8", (0,), (1,), ("dnet_o1/dw5",)),
    ("dE_total/dw5", "dE_total/dout_o1*w1*out_h1", (0, 2), (1,), ("dout_o1/dnet_o1",)),
    ("dE_total/dw5", "(out_o1-target_o1)*out_o1*(1-out_o1)*w8", (0, 1, 2), (3,), ("dnet_o1/dw5",)),
    # A sign may stand anywhere, and two factors may make up one slope.
    ("dE_total/dw5", "-(target_o1-out_o1)*out_o1*(1-out_o1)*w8", (0, 1, 2), (3,), ("dnet_o1/dw5",)),
    # A minus that belongs to the wrong factor makes no other one right.
    ("dE_total/dw5", "(0-out_o1)*out_o1*(1-out_o1)*out_h1", (1, 2, 3), (0,), ("dE_total/dout_o1",)),
    # All there is right, and something is missing.
    ("dE_total/dw5", "(out_o1-target_o1)*out_h1", (0, 1), (), ("dout_o1/dnet_o1",)),
    # All that is needed is there, and something else.
    ("dE_total/dw5", "delta_o1*out_h1*w8", (0, 1), (2,), ()),
    # Sums: terms of the net input, paths back to a hidden neuron.
    ("net_h1", "w1*i1 + w3*i1 + b1", (0, 2), (1,), ("w2",)),
    ("dE_total/dout_h1", "dE_o1/dout_h1 + delta_o2*w1", (0,), (1,), ("dE_o2/dout_h1",)),
    ("dE_total/db2", "delta_o1 + delta_o2*w1", (0,), (1,), ("dE_total/dnet_o2",)),
]


def _partial(asked: str, typed: str) -> Partial | None:
    answer = read(typed, everything(MAZUR))
    assert isinstance(answer, Read)
    return partial(answer.expression, asked, MAZUR, Points(asked, MAZUR))


@pytest.mark.parametrize(("asked", "typed", "right", "wrong", "missing"), ROWS)
def test_what_is_right_in_it(
    asked: str,
    typed: str,
    right: tuple[int, ...],
    wrong: tuple[int, ...],
    missing: tuple[str, ...],
) -> None:
    found = _partial(asked, typed)
    assert found is not None
    assert (found.right, found.wrong, found.missing) == (right, wrong, missing)


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        ("dE_total/dw5", "w1*w2"),  # Nothing is right.
        ("dE_total/dw5", "out_h1"),  # One piece is no product.
        ("out_h1", "net_h1*(1 - net_h1)"),  # The right answer is no product.
        ("dE_total/dw5", "w1*w2*w3*w4*w5*w6*w7*w8*i1"),  # Too many pieces to try.
    ],
)
def test_nothing_to_say(asked: str, typed: str) -> None:
    assert _partial(asked, typed) is None


IN_A_SUM = """\
version: 1
title: A product in a sum
inputs: {x: 1.5, y: 0.7, z: -0.4}
nodes: ["q = x*y*z", "f = q^2 + q"]
differentiate: f
"""


def test_the_slope_of_one_line_is_one_factor() -> None:
    """Of ∂f/∂q · ∂q/∂x the second, y·z, is right as a whole or not at all."""
    subject = subject_of(load_text(IN_A_SUM, "sum.yaml"))
    answer = read("df/dq*y*x", everything(subject))
    assert isinstance(answer, Read)
    found = partial(answer.expression, "df/dx", subject, Points("df/dx", subject))
    assert found is not None
    assert (found.right, found.wrong, found.missing) == ((0,), (1, 2), ("dq/dx",))


PLAIN_SUM = """\
version: 1
title: A plain sum
inputs: {x: 1.5, y: 0.7, z: -0.4}
nodes: ["f = y*z + x + x^2"]
differentiate: f
"""


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("y*z + x", "What you have is right, but a term is missing."),
        ("x + x^2", "What you have is right, but a term is missing: the one with y."),
        ("y*z + x + 3*y", "The first and second terms are right; look at the third."),
    ],
)
def test_of_a_plain_sum_terms_are_missing_and_no_paths(typed: str, told: str) -> None:
    subject = subject_of(load_text(PLAIN_SUM, "sum.yaml"))
    question = Question("f", Form.FORMULA, 4, ())
    message = said(Judge(question, subject).judge(typed), question, subject)
    lines = [line for block in message for line in lines_of(block, UNICODE)]
    assert told in lines


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "0.7414*0.5933",
            "Not yet. 0.7414*0.5933 is ∂E_total/∂out_o1 · out_h1. "
            "The first factor is right; look at the second.",
        ),
        (
            "0.7414*out_h1",
            "Not yet. 0.7414*out_h1 is ∂E_total/∂out_o1 · out_h1. "
            "The first factor is right; look at the second.",
        ),
        ("0.7614*0.8", "I do not recognise where this number comes from."),
    ],
)
def test_numbers_that_are_quantities_are_named_by_their_factors(typed: str, told: str) -> None:
    question = Question("dE_total/dnet_o1", Form.EITHER, 4)
    message = said(Judge(question, MAZUR).judge(typed), question, MAZUR)
    assert told in " ".join(line for block in message for line in lines_of(block, UNICODE))
