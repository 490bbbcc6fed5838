"""Exams keep their answers to themselves: read by ``exam_leaks``, which takes more of them."""

import pytest
from exam_leaks import leaks, screens, taken_exam, tells, tells_formula
from students import BEGAN, always_right, always_wrong
from test_walk import words

from backprop_tutor.loader import load
from backprop_tutor.teaching.quiz.deck import Rules
from backprop_tutor.teaching.quiz.exam_paper import ExamPaper
from backprop_tutor.teaching.quiz.lessons import Lessons
from backprop_tutor.teaching.quiz.quiz import Quiz


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "seed"),
    [("mazur", 1), ("course-w5", 1), ("sigmoid-circuit", 1), ("micrograd", 1), ("coding-train", 0)],
)
def test_no_screen_of_an_exam_tells_an_answer(source: str, seed: int) -> None:
    assert leaks(source, seed, questions=7) == []


def test_what_an_exam_would_tell_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader of the screens reads: an exam that asks whatever it likes tells answers."""
    monkeypatch.setattr(ExamPaper, "admits", lambda *_: True)
    assert leaks("mazur", 2, questions=7)


@pytest.mark.parametrize(
    ("screen", "told"),
    [
        ("Known: net_o1 = 1.2, out_h1 = 0.593270, w5 = 0.40.", True),
        ("quantity: out_h1; value: 0.5933", True),
        ("quantity: out_h1_new; before: 0.593270; now: 0.59", True),
        ("out_h1 is about 0.593270", True),
        ("out_h1 = 0.593270 · 0.4", False),
        ("∂net_o1/∂out_h1 = 0.593270, out_h1_new = 0.593270", False),
        ("out_h1 = 0.61, w1 = 0.593270", False),
        ("slope of out_h1: 0.593270", False),
    ],
)
def test_the_reader_of_screens_knows_a_number_from_another(screen: str, told: bool) -> None:
    assert tells(screen, "out_h1", 0.59327) is told


def test_the_reader_of_screens_knows_a_formula_from_a_number() -> None:
    assert tells_formula("E_o1 = ½·(target_o1 − out_o1)², and so for each output.", "E_o1")
    assert not tells_formula("Known: E_o1 = 0.27, E_o2 = 0.02.", "E_o1")


def test_an_exam_without_other_numbers_asks_what_it_can_once_more() -> None:
    lessons = Lessons(load("course-w5"))
    lessons.__dict__["_variants"] = None
    talk = Quiz(lessons, Rules(questions=16, seed=1, exam=True), BEGAN)
    while not talk.finished:
        talk.hear(always_right(talk))
    assert {one.seed for one in talk.asked} == {None}
    assert len({one.question.quantity for one in talk.asked}) < len(talk.asked)


def test_the_calculator_of_an_exam_knows_the_numbers_of_its_question_alone() -> None:
    talk = taken_exam("mazur", 4, 3)
    assert talk.now.question.quantity == "E_o1"
    assert words(talk.hear("calc out_o1*2").blocks) == "out_o1·2 = 1.502730139"
    assert words(talk.hear("calc dE_total/dw5").blocks) == (
        "Cannot be worked out: dE_total/dw5 is none of the numbers of this question; type values "
        "for those"
    )


def test_an_exam_says_the_same_whatever_was_answered() -> None:
    seen = screens(taken_exam("mazur", 4, 4))
    talk = taken_exam("mazur", 4, 4)
    for shown in seen[1:]:
        assert words(talk.presented()) in shown
        number = len(talk.asked)
        while not talk.finished and len(talk.asked) == number:
            reply = words(talk.hear(always_wrong(talk)).blocks)
        assert reply == "Noted."
        assert reply in shown


def test_the_glossary_is_closed_in_an_exam() -> None:
    """It would answer a question: the slope of a sigmoid is its output times 1 minus that."""
    exam = Quiz(Lessons(load("mazur")), Rules(questions=2, seed=1, exam=True), BEGAN)
    said = " ".join(str(block) for block in exam.hear("what is sigmoid").blocks)
    assert "The word what does nothing in an exam" in said
    assert "slope" not in said
