"""The word ``nudge``: what the loss does when one number moves, worked out anew."""

import io
import math

import pytest

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.loader import load
from backprop_tutor.maths.tape.nudge import after_nudge
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.terminal import Terminal

MAZUR = Lesson(subject_of(load("mazur")))
FOUR = Lesson(subject_of(load("siraj-xor")))


def words(blocks: tuple[Block, ...]) -> str:
    file = io.StringIO()
    Terminal(plain=True, width=400, colour=False, file=file).show(*blocks)
    return file.getvalue()


def at(quantity: str, lesson: Lesson = MAZUR) -> Walk:
    found = lesson.find(quantity)
    assert found is not None
    return Walk(lesson, position=found)


def told(typed: str, quantity: str = "dE_total/dw5", lesson: Lesson = MAZUR) -> str:
    return words(at(quantity, lesson).hear(typed).blocks)


def loss_with(w5: float) -> float:
    """Mazur's loss by plain floats, for another w5."""

    def squash(x: float) -> float:
        return 1 / (1 + math.exp(-x))

    h1 = squash(0.15 * 0.05 + 0.20 * 0.10 + 0.35)
    h2 = squash(0.25 * 0.05 + 0.30 * 0.10 + 0.35)
    o1 = squash(w5 * h1 + 0.45 * h2 + 0.60)
    o2 = squash(0.50 * h1 + 0.55 * h2 + 0.60)
    return ((0.01 - o1) ** 2 + (0.99 - o2) ** 2) / 2


@pytest.mark.parametrize("size", (0.001, -0.25, 2.0))
def test_a_nudge_works_the_whole_pass_out_anew(size: float) -> None:
    came = after_nudge(MAZUR.subject.tape, {}, "w5", size, "E_total")
    assert came.change == pytest.approx(loss_with(0.40 + size) - loss_with(0.40))
    assert came.per_unit == pytest.approx(came.change / size)


@pytest.mark.parametrize("name", ("w1", "i2", "net_h2", "out_h1", "out_o1"))
def test_a_small_nudge_comes_near_the_slope_that_the_lesson_teaches(name: str) -> None:
    came = after_nudge(MAZUR.subject.tape, {}, name, 1e-6, "E_total")
    slope = MAZUR.subject.tape
    if f"dE_total/d{name}" in slope:
        taught = MAZUR.subject.values[f"dE_total/d{name}"]
        assert came.per_unit == pytest.approx(taught, rel=1e-4)
    else:
        assert name == "i2", "inputs do not learn here"


def test_it_is_told_in_numbers() -> None:
    said = told("nudge w5 0.001")
    assert "from 0.40 to 0.401" in said
    assert "E_total rises by 0.00008216, from 0.29837111 to 0.29845327" in said
    assert "nudge w5 0.001" not in said
    assert told("nudge w5") == told("nudge w5 by +0.001") == said
    assert "0.08216" in said


def test_the_loss_is_not_told_before_it_has_been_worked_out() -> None:
    said = told("nudge w5 0.001", "net_h1")
    assert "rises by 0.00008216." in said
    assert "0.298" not in said


@pytest.mark.parametrize("quantity", ("net_h1", "out_h1", "E_o1"))
def test_no_answer_is_told_by_nudging_it(quantity: str) -> None:
    value = MAZUR.subject.spelled(quantity)
    for size in ("0.001", "1e-9"):
        assert value not in told(f"nudge {quantity} {size}", quantity)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("nudge", "Type nudge, a name and how far"),
        ("nudge eta", "how far the weights move"),
        ("nudge E_total", "is what a nudge is looked at for"),
        ("nudge dE_total/dout_o1", "is a slope"),
        ("nudge w5 0", "a size that is a number other than 0"),
        ("nudge w5 1e-16", "is lost in rounding"),
        ("nudge w5*2 1", "Only one number at a time"),
        ("nudge w9 1", "Cannot be nudged"),
        ("nudge w5 foo", "The size of the nudge cannot be read"),
        ("nudge w5_new", "after the slopes"),
    ],
)
def test_what_cannot_be_nudged_is_said(typed: str, said: str) -> None:
    assert said in told(typed, "w6_new")


def test_a_number_of_one_sample_moves_the_loss_of_that_sample() -> None:
    said = told("nudge net_h1[1] 0.001", "w1_new", FOUR)
    assert "E_total[1]" in said
    assert "E_total " in told("nudge w5 0.001", "w1_new", FOUR)
    assert "−0.81432281" in told("nudge w5 0.001", "w1_new", FOUR)


def test_it_changes_nothing() -> None:
    walk = at("net_h1")
    before = dict(walk.subject.values)
    walk.hear("nudge w5 2")
    assert walk.step.name == "net_h1"
    assert dict(walk.subject.values) == before
