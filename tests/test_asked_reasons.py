"""Questions about a reason as a walk and a quiz ask them: what is heard, counted and recorded."""

from functools import cache

import pytest
from networks import mazur
from test_walk import words
from walks import right_letter

from backprop_tutor.formula.expression import Name
from backprop_tutor.loader import load
from backprop_tutor.progress.rows import Event, Heard
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.learner.skills import Skill
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.reasons.placement import Placement
from backprop_tutor.teaching.reasons.question import CHOICE_LETTERS, ReasonQuestion
from backprop_tutor.teaching.subject.subject import subject_of

WHY = "a question without a calculator"
DIRECTION = "why direction w5_new"


@cache
def lesson_of_w5() -> Lesson:
    return Lesson(subject_of(load("mazur"), "w5"), only="w5")


def right(walk: Walk) -> str:
    return right_letter(walk) or repr(walk.subject.values[walk.step.name])


def before_the_update() -> tuple[Walk, ReasonQuestion]:
    """A walk that asks which way w5 will move; what came before was answered rightly."""
    walk = Walk(lesson_of_w5())
    while not walk.takes(DIRECTION, None):
        walk.hear(right(walk))
    asked = Placement(walk.lesson).before(walk.position)
    assert asked is not None
    return walk, asked


def heard_at(walk: Walk, text: str) -> Heard:
    reply = walk.hear(text)
    assert reply.heard is not None
    return reply.heard


def test_the_right_letter_is_recorded_under_its_skill_and_leads_on() -> None:
    walk, asked = before_the_update()
    reply = walk.hear(right(walk))
    assert reply.moved
    assert words(reply.blocks).startswith("Right.")
    kept = reply.heard
    assert kept is not None
    assert (kept.quantity, kept.skill) == (DIRECTION, Skill.UPDATE)
    assert (kept.event, kept.attempt, kept.hints) == (Event.RIGHT, 1, 0)
    assert kept.read_as == CHOICE_LETTERS[asked.right]
    assert walk.prompt() == Name("w5_new")


def test_the_own_words_of_the_right_one_do_as_well() -> None:
    walk, asked = before_the_update()
    said = words(asked.explained()[:1]).strip()
    assert heard_at(walk, said[3:]).event is Event.RIGHT


def test_each_wrong_one_is_told_why_not_and_asked_again() -> None:
    for place in range(4):
        walk, asked = before_the_update()
        if place == asked.right:
            continue
        choice = asked.choices[place]
        reply = walk.hear(CHOICE_LETTERS[place])
        assert not reply.moved
        assert words(reply.blocks).startswith("Not yet. ")
        kept = reply.heard
        assert kept is not None
        assert (kept.event, kept.attempt) == (Event.WRONG, 1)
        assert kept.misconceptions == (() if choice.idea is None else (choice.idea,))
        assert heard_at(walk, right(walk)).attempt == 2


@pytest.mark.parametrize(
    "typed", ["down", "e", "77.7", "x", "0.4 - 0.08", "dE_total/dw5", "a or b"]
)
def test_what_names_no_choice_is_asked_again_and_not_counted(typed: str) -> None:
    walk, _ = before_the_update()
    reply = walk.hear(typed)
    assert not reply.moved
    assert words(reply.blocks).strip() == "Please type the letter of an answer, from a to d."
    assert reply.heard is not None
    assert (reply.heard.event, reply.heard.attempt) == (Event.INVALID, 0)
    assert heard_at(walk, right(walk)).attempt == 1


def test_d_is_a_letter_here_and_no_misspelt_word() -> None:
    walk, _ = before_the_update()
    kept = heard_at(walk, "d")
    assert kept.read_as == "d"


def test_it_is_skipped_as_easily_as_asked() -> None:
    walk, _ = before_the_update()
    assert heard_at(walk, "skip").event is Event.SKIPPED
    assert walk.prompt() == Name("w5_new")


def test_who_types_the_answer_to_the_step_behind_it_need_not_do_it() -> None:
    walk, _ = before_the_update()
    kept = heard_at(walk, "0.3589165")
    assert (kept.quantity, kept.event) == ("w5_new", Event.RIGHT)


def test_words_of_help() -> None:
    walk, asked = before_the_update()
    hint = walk.hear("hint")
    assert not hint.moved
    assert "Which way should E_total go?" in words(hint.blocks)
    for word in ("why", "apart", "do"):
        assert "This question is about a reason." in words(walk.hear(word).blocks)
    assert "quantity: w5; value: 0.40" in words(walk.hear("values").blocks)
    assert WHY in words(walk.hear("again").blocks)
    shown = walk.hear("show")
    assert shown.moved
    assert f"{CHOICE_LETTERS[asked.right]}) Down: " in words(shown.blocks)
    assert shown.heard is not None
    assert (shown.heard.event, shown.heard.hints) == (Event.SHOWN, 1)


def test_the_update_is_told_of_before_it_is_asked_about_and_not_once_more() -> None:
    walk, _ = before_the_update()
    page = words(walk.presented())
    assert page.index("Every weight takes one small step") < page.index(WHY)
    walk.hear("skip")
    assert "Every weight takes one small step" not in words(walk.presented())


def test_a_reason_for_what_is_behind_comes_before_the_next_part_begins() -> None:
    walk = Walk(Lesson(subject_of(load("mazur"))))
    while not walk.takes("why factor dE_total/dw1", None):
        walk.hear(right(walk))
    assert "The other gradients" not in words(walk.presented())
    walk.hear("skip")
    assert "The other gradients" in words(walk.presented())


def test_back_goes_to_the_step_before_and_it_is_asked_again() -> None:
    walk, _ = before_the_update()
    walk.hear("back")
    assert walk.prompt() == Name("dE_total/dw5")
    walk.hear("skip")
    assert walk.takes(DIRECTION, None)
    walk.hear("skip")
    walk.hear("back")
    walk.hear("skip")
    assert walk.prompt() == Name("w5_new")  # Once is enough.


def test_a_walk_that_is_heard_again_is_at_the_same_reason() -> None:
    walk, asked = before_the_update()
    wrong = CHOICE_LETTERS[asked.right - 1]
    typed = []
    first = Walk(lesson_of_w5())
    while not first.takes(DIRECTION, None):
        typed.append(right(first))
        first.hear(typed[-1])
    again = Walk(lesson_of_w5())
    for text in (*typed, wrong):
        again.hear(text)
    walk.hear(wrong)
    assert again.presented() == walk.presented()
    assert heard_at(again, right(again)) == heard_at(walk, right(walk))


def test_it_is_no_step() -> None:
    walk, _ = before_the_update()
    assert walk.step_of == (6, 6)
    said = words(walk.hear("quit").blocks)
    assert "You stopped at step 6 of 6." in said


def test_names_are_heard_as_the_notation_shows_them() -> None:
    from backprop_tutor.scenario.scenario import Notation

    walk = Walk(Lesson(subject_of(mazur(notation=Notation.Z_A))))
    while not walk.takes("why factor dE_total/dw1", None):
        walk.hear(right(walk))
    assert heard_at(walk, "When w1 moves, z_h1 moves i1 times as far").event is Event.RIGHT
