"""Questions about a reason as a walk and a quiz ask them: what is heard, counted and recorded."""

from functools import cache

import pytest
from learners import DIGEST, Record
from networks import mazur
from students import BEGAN, always_right, always_wrong, lessons_of
from test_walk import words
from walks import right_letter

from backprop_tutor.blocks.blocks import Prose
from backprop_tutor.formula.expression import Name
from backprop_tutor.loader import load
from backprop_tutor.progress.rows import Event, Heard
from backprop_tutor.session.loop import hear_again
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.learner.mastery import masteries
from backprop_tutor.teaching.learner.misconceptions_met import ideas_met
from backprop_tutor.teaching.learner.skills import Skill, skill_in_words
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz.deck import Rules
from backprop_tutor.teaching.quiz.pages import score
from backprop_tutor.teaching.quiz.quiz import Quiz
from backprop_tutor.teaching.reasons.placement import Placement
from backprop_tutor.teaching.reasons.question import CHOICE_LETTERS, Kind, ReasonQuestion
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
    walk, asked = before_the_update()
    skipped = walk.hear("skip")
    assert skipped.heard is not None
    assert skipped.heard.event is Event.SKIPPED
    told = words(skipped.blocks)
    assert told.startswith("Skipped.")
    assert f"{CHOICE_LETTERS[asked.right]}) Down: " in told
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


def test_a_choice_may_be_guessed_so_it_says_less_than_a_number() -> None:
    number, choice = Record(), Record()
    number.all(Event.RIGHT, quantity="w5_new", skill=Skill.UPDATE)
    choice.all(Event.RIGHT, quantity=DIRECTION, skill=Skill.UPDATE)
    known, guessed = (masteries(one.rows)[Skill.UPDATE] for one in (number, choice))
    assert known.probability > guessed.probability > 0.25
    assert (known.networks, guessed.networks) == ({(DIGEST, None)}, frozenset())
    assert guessed.right_first == 1
    for record, quantity in ((number, "w6_new"), (choice, "why direction w6_new")):
        record.all(Event.WRONG, Event.RIGHT, quantity=quantity, skill=Skill.UPDATE)
    put_right, by_elimination = (masteries(one.rows)[Skill.UPDATE] for one in (number, choice))
    assert put_right.probability > known.probability
    assert by_elimination.probability < guessed.probability


def test_an_idea_that_was_chosen_is_overcome_by_numbers_not_by_choices() -> None:
    for quantity, overcome in (("w{}_new", True), ("why direction w{}_new", False)):
        record = Record()
        record.add(Event.WRONG, DIRECTION, Skill.UPDATE, ideas=("uphill",))
        for seed in (1, 2, 3):
            record.add(Event.RIGHT, quantity.format(5), Skill.UPDATE, seed=seed)
        (met,) = ideas_met(record.rows, record.now)
        assert (met.id, met.overcome) == ("uphill", overcome)


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


# In a quiz


def asked_for_a_reason(*, exam: bool = False, seed: int = 1) -> Quiz:
    """A quiz of mazur that is at its first reason."""
    talk = Quiz(lessons_of(load("mazur")), Rules(seed=seed, exam=exam), BEGAN)
    while talk.now.reason is None:
        talk.hear(always_right(talk))
    return talk


def test_about_one_question_in_six_asks_for_a_reason_of_a_kind_that_was_not_there() -> None:
    talk = Quiz(lessons_of(load("mazur")), Rules(seed=3, questions=20), BEGAN)
    while not talk.finished:
        talk.hear(always_right(talk))
    found = [(place, one.reason.kind) for place, one in enumerate(talk.asked, 1) if one.reason]
    assert [place for place, _ in found] == [3, 9, 16]
    assert len({kind for _, kind in found}) == 3
    assert all(row.heard.event in (Event.RIGHT, Event.OTHER) for row in talk.rows)


def test_a_wrong_reason_in_a_quiz_is_told_and_stands_on_the_page_of_the_score() -> None:
    talk = asked_for_a_reason()
    reason = talk.now.reason
    assert reason is not None
    assert f"Question 3 of 10 · {skill_in_words(reason.skill)}" in words(talk.presented())
    assert "Please type the letter" in words(talk.hear("0.5").blocks)
    wrong = always_wrong(talk)
    assert "Not yet." in words(talk.hear(wrong).blocks)
    assert words(talk.hear("hint").blocks).strip() == words((Prose(reason.hint),)).strip()
    assert "This question is the why." in words(talk.hear("why").blocks)
    kept = [row.heard for row in talk.rows[-4:]]
    assert {one.quantity for one in kept} == {reason.called}
    assert {one.skill for one in kept} == {reason.skill.value}
    right = talk.hear(always_right(talk))
    assert right.moved
    while not talk.finished:
        talk.hear(always_right(talk))
    page = words(score(talk, saved=True))
    assert "1. A question without a calculator: " in page
    assert f"You typed {wrong}. " in page
    assert words((Prose(reason.stem),)).strip() in page
    assert words(reason.explained()).strip() in page


def test_the_first_letter_in_an_exam_is_the_last_and_says_nothing() -> None:
    for student in (always_right, always_wrong):
        talk = asked_for_a_reason(exam=True)
        asked = len(talk.asked)
        assert not talk.hear("what").moved
        assert not talk.hear("0.5").moved
        assert words(talk.hear("hint").blocks).startswith("The word hint does nothing in an exam.")
        reply = talk.hear(student(talk))
        assert (words(reply.blocks), reply.moved) == ("Noted.", True)
        assert len(talk.asked) == asked + 1
        wanted = Event.RIGHT if student is always_right else Event.WRONG
        assert talk.rows[-1].heard.event is wanted


def test_a_quiz_that_is_heard_again_is_at_the_same_reason() -> None:
    talk = asked_for_a_reason()
    again = Quiz(lessons_of(load("mazur")), Rules(seed=1), BEGAN)
    hear_again(again, talk.rows)
    assert again.presented() == talk.presented()


def test_a_quiz_on_one_idea_or_topic_asks_for_no_other_reason() -> None:
    mend = Quiz(lessons_of(load("mazur")), Rules(mend="uphill", questions=6), BEGAN)
    topic = Quiz(lessons_of(load("mazur")), Rules(topic="update", questions=6), BEGAN)
    for talk in (mend, topic):
        while not talk.finished:
            talk.hear(always_right(talk))
    assert not [one for one in mend.asked if one.reason]
    reasons = [one.reason for one in topic.asked if one.reason]
    assert {one.kind for one in reasons} == {Kind.DIRECTION}
