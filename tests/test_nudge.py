"""The word ``nudge``: what the loss does when one number moves, worked out anew."""

import io
import math

import pytest

from backprop_tutor.blocks.blocks import Block, Figure
from backprop_tutor.blocks.curves import Curves
from backprop_tutor.formula.expression import Name
from backprop_tutor.loader import load
from backprop_tutor.maths.tape.nudge import after_nudge
from backprop_tutor.progress.rows import Event, Row
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.session.loop import hear_again
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.terminal import Terminal

MAZUR = Lesson(subject_of(load("mazur")))
CIRCUIT = Lesson(subject_of(load("circuit")))
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
        ("nudge", "Type nudge, a name and how far: nudge w1 0.001"),
        ("nudge eta", "η says how far the weights move"),
        ("variation w5 de 0,001", "goes up by 0.001"),
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


@pytest.mark.parametrize(
    ("quantity", "number"),
    [("dE_total/dout_o1", "out_o1"), ("net_h1", "net_h1"), ("dnet_o1/dw5", "w5")],
)
def test_the_number_is_offered_that_the_step_is_about(quantity: str, number: str) -> None:
    assert told("nudge", quantity).strip().endswith(f"nudge {number} 0.001")


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


# The one that is asked before the first slope


def before_the_first_slope(source: str = "mazur") -> Walk:
    """A walk whose forward pass was skipped, at its nudge."""
    lesson = Lesson(subject_of(load(source)))
    walk = Walk(lesson)
    while isinstance(walk.prompt(), Name):
        walk.hear("skip")
    return walk


def test_it_is_asked_and_not_told() -> None:
    walk = before_the_first_slope()
    asked = words(walk.presented())
    assert walk.prompt() == "change per unit = "
    assert "w5" in asked
    assert "0.29837111 and is 0.29845327 now" in asked
    assert "0.0821" not in asked
    reply = walk.hear("(0.29845327-0.29837111)/0.001")
    assert reply.moved
    assert "0.08216" in words(reply.blocks)
    assert reply.heard is not None
    assert (reply.heard.quantity, reply.heard.event) == ("nudge w5", Event.RIGHT)
    assert walk.prompt() == Name("dE_total/dout_o1")
    assert "The backward pass" in words(walk.presented())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0.00008216", "That is the change itself"),
        ("-0.08216", "E_total has risen"),
        ("12.17", "the other way round"),
        ("3", "Take what E_total is now"),
        ("hint", "minus before, divided by the nudge"),
        ("why", "Type hint, or skip"),
        ("(((", "Cannot be read"),
        ("0.08 per", "Type hint for a hint, or show for the answer."),
    ],
)
def test_what_is_not_right_stays_there(typed: str, said: str) -> None:
    walk = before_the_first_slope()
    reply = walk.hear(typed)
    assert said in words(reply.blocks)
    assert not reply.moved
    assert walk.prompt() == "change per unit = "


@pytest.mark.parametrize("typed", ("skip", "show"))
def test_it_is_skipped_as_easily(typed: str) -> None:
    walk = before_the_first_slope()
    assert walk.hear(typed).moved
    assert walk.prompt() == Name("dE_total/dout_o1")


def test_the_first_slope_itself_is_heard_there() -> None:
    walk = before_the_first_slope()
    reply = walk.hear("0.7414")
    assert reply.heard is not None
    assert (reply.heard.quantity, reply.heard.event) == ("dE_total/dout_o1", Event.RIGHT)
    assert walk.prompt() != Name("dE_total/dout_o1")


def test_it_is_asked_once_and_again_after_back() -> None:
    walk = before_the_first_slope()
    walk.hear("back")
    assert walk.prompt() == Name("E_total")
    walk.hear("skip")
    assert walk.prompt() == "change per unit = "
    walk.hear("skip")
    while not walk.finished:
        assert walk.prompt() != "change per unit = "
        walk.hear("skip")


def test_a_second_wrong_answer_is_offered_help_and_no_sentence_twice() -> None:
    walk = before_the_first_slope()
    first, second, third = (words(walk.hear(typed).blocks) for typed in ("3", "4", "-0.08216"))
    assert "divide by the nudge" in first
    assert "divide by the nudge" not in second
    assert "Type hint for a hint" in second
    assert "the sign is not" in third


def test_what_was_typed_there_is_heard_again() -> None:
    walk, heard = before_the_first_slope(), []
    for text in ("3", "0.08216"):
        reply = walk.hear(text)
        assert reply.heard is not None
        heard.append(reply.heard)
    again = before_the_first_slope()
    hear_again(
        again, [Row("s", n, "2026-01-01T00:00:00.000Z", 1, one) for n, one in enumerate(heard)]
    )
    assert again.prompt() == walk.prompt() == Name("dE_total/dout_o1")


def test_behind_the_first_slope_there_is_none() -> None:
    talk = Walk(CIRCUIT, position=CIRCUIT.find("df/dq") or 0)
    talk.hear("-4")
    assert talk.prompt() == Name("dq/dx")


def test_where_the_loss_is_not_worked_out_there_is_none() -> None:
    lesson = Lesson(subject_of(load("coding-train")))
    walk = Walk(lesson)
    while not walk.finished:
        assert isinstance(walk.prompt(), Name)
        walk.hear("skip")


def test_the_answer_has_a_small_picture_of_the_loss_and_the_slope() -> None:
    walk = before_the_first_slope()
    blocks = walk.hear("show").blocks
    (picture,) = [one.picture for one in blocks if isinstance(one, Figure)]
    assert isinstance(picture, Curves)
    curve, straight = picture.curves
    for w5, loss in curve.points:
        assert loss == pytest.approx(loss_with(w5))
    (x, y), (last, end) = straight.points
    assert (end - y) / (last - x) == pytest.approx(0.08216, rel=1e-3)
    file = io.StringIO()
    Terminal(plain=False, width=80, colour=False, file=file).show(*blocks)
    assert len(file.getvalue().splitlines()) < 22, "it fits a window with the question before it"
    assert "straight line" in words(blocks)


def test_the_first_slope_that_is_heard_there_has_its_explanation() -> None:
    said = words(before_the_first_slope().hear("0.7414").blocks)
    assert "Such a slope is called a partial derivative" in said
    walk = before_the_first_slope()
    assert "E_total changes by 0.08216." in words(walk.hear("skip").blocks)
    walk.presented()
    assert "partial derivative" not in words(walk.hear("0.7414").blocks)


def test_on_a_straight_line_a_nudge_finds_the_slope_itself() -> None:
    told = words(before_the_first_slope("circuit").hear("show").blocks)
    assert "/ 0.001 = −4." in told
    assert "straight line here" in told
    assert "nearly a slope" not in told
    assert "That is nearly a slope" in words(before_the_first_slope().hear("show").blocks)


@pytest.mark.parametrize(("only", "part"), [("w5", None), (None, frozenset({Part.BACKWARD}))])
def test_a_walk_that_begins_with_the_slopes_begins_with_the_nudge(
    only: str | None, part: frozenset[Part] | None
) -> None:
    walk = Walk(Lesson(subject_of(load("mazur"), only), part, only))
    assert walk.prompt() == "change per unit = "
    asked = words(walk.presented())
    assert "0.29837111 and is 0.29845327 now" in asked
    assert "E_total is the loss" in asked, "no question before this one has said it"
    assert "E_total = E_o1 + E_o2" in asked
    assert "is the loss" not in words(before_the_first_slope().presented())
    assert walk.hear("0.08216").moved
    assert walk.prompt() == Name("dE_total/dout_o1")
    assert walk.step_of[0] == 1
