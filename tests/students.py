"""Students for the tests, who take the real quiz: always right, by one wrong idea, or guessing."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import isfinite

from backprop_tutor.formula.expression import names_in
from backprop_tutor.formula.spelling import typed
from backprop_tutor.maths import figures
from backprop_tutor.progress.rows import Row
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.misconceptions import IDEAS, consequences
from backprop_tutor.teaching.quiz.deck import Rules
from backprop_tutor.teaching.quiz.lessons import Lessons
from backprop_tutor.teaching.quiz.quiz import Quiz
from backprop_tutor.teaching.reasons.question import CHOICE_LETTERS
from backprop_tutor.teaching.subject.step import Form

BEGAN = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)

Student = Callable[[Quiz], str]

_LESSONS: list[Lessons] = []


def lessons_of(scenario: Scenario) -> Lessons:
    """Return the lessons of a scenario, the same for all quizzes: to make them takes longest."""
    for one in _LESSONS:
        if one.scenario == scenario:
            return one
    _LESSONS.append(Lessons(scenario))
    return _LESSONS[-1]


def precisely(value: float) -> str:
    """A number to nine figures, as one types it."""
    return figures.spelled_to(value, figures.place_of(value, 9)) if value else "0"


def always_right(quiz: Quiz) -> str:
    """Answer from the subject, name the line that is wrong, and choose the right reason."""
    if quiz.now.reason is not None:
        return CHOICE_LETTERS[quiz.now.reason.right]
    if isinstance(quiz.prompt(), str):
        assert quiz.now.mistake is not None
        return str(quiz.now.mistake.wrong)
    name = quiz.now.question.quantity
    if quiz.now.question.form is Form.FORMULA:
        return typed(quiz.subject.ways(name)[-1])
    return precisely(quiz.subject.values[name])


def always_wrong(quiz: Quiz) -> str:
    """Answer with what is right nowhere: the first line, another reason, a formula that fits none.

    The first line of a mistake to find may be the wrong one.
    """
    if (reason := quiz.now.reason) is not None:
        return CHOICE_LETTERS[reason.right - 1 if reason.right else 1]
    return "1" if isinstance(quiz.prompt(), str) else "77777.5*w1"


def holding(idea: str) -> Student:
    """Answer by one wrong idea wherever it leads to another number, or formula, of its own."""

    def answered(quiz: Quiz) -> str:
        name, subject = quiz.now.question.quantity, quiz.subject
        if quiz.now.reason is not None:
            ideas = [choice.idea for choice in quiz.now.reason.choices]
            held = ideas.index(idea) if idea in ideas else quiz.now.reason.right
            return CHOICE_LETTERS[held]
        if isinstance(quiz.prompt(), str):
            return always_right(quiz)
        line = subject[name]
        ways = [one for one in IDEAS if one.id == idea and line.role in one.roles]
        for way in ways:
            for wrong in consequences(way, name, subject):
                value = wrong.value(subject.values)
                if not isfinite(value) or precisely(value) == precisely(subject.values[name]):
                    continue
                if quiz.now.question.form is Form.NUMBER:
                    return precisely(value)
                # A number alone is no formula: it would be asked again, and not counted.
                if name in wrong.changed and names_in(wrong.changed[name]):
                    return typed(wrong.changed[name])
        return always_right(quiz)

    return answered


def guessing(seed: int) -> Student:
    """Answer with any number or name."""
    chance = random.Random(seed)

    def answered(quiz: Quiz) -> str:
        if quiz.now.reason is not None:
            return chance.choice(CHOICE_LETTERS[: len(quiz.now.reason.choices)])
        if isinstance(quiz.prompt(), str):
            return str(chance.randint(1, 4))
        if quiz.now.question.form is Form.FORMULA:
            return chance.choice(list(quiz.subject.tape))
        return f"{chance.uniform(-1, 1):.4f}"

    return answered


def taken(
    student: Student,
    scenario: Scenario,
    rules: Rules,
    earlier: Iterable[Row] = (),
    began: datetime = BEGAN,
    *,
    tries: int = 2,
) -> Quiz:
    """Take a quiz to its end; after so many wrong tries at a question, have it shown."""
    quiz = Quiz(lessons_of(scenario), rules, began, list(earlier))
    while not quiz.finished:
        number, attempts = len(quiz.asked), 0
        while not quiz.finished and len(quiz.asked) == number:
            quiz.hear(student(quiz) if attempts < tries else "show")
            attempts += 1
            assert attempts < 9
    return quiz


def walked(
    types: Callable[[Walk], str], scenario: Scenario, seed: int | None = None, day: int = 0
) -> list[Row]:
    """Walk through a lesson, at the numbers of a seed; return the rows, which are of one sitting.

    What is typed is heard at the step at hand until that is passed.
    """
    walk = Walk(lessons_of(scenario).of(seed), seed=seed)
    rows: list[Row] = []
    while not walk.finished:
        assert len(rows) < 999
        heard = walk.hear(types(walk)).heard
        assert heard is not None
        at = BEGAN + timedelta(days=day, seconds=len(rows))
        rows.append(Row(f"walk {seed} {day}", len(rows) + 1, at.isoformat(), 0, heard))
    return rows


def rightly(walk: Walk) -> str:
    """Answer a step of a walk."""
    return precisely(walk.subject.values[walk.step.name])


def quizzes(
    student: Student, scenario: Scenario, count: int, rules: Rules | None = None
) -> list[Row]:
    """Take several quizzes of ten, a day apart, and return the rows of all."""
    rows: list[Row] = []
    for day in range(count):
        began = BEGAN + timedelta(days=day)
        asked = replace(rules or Rules(), seed=day)
        quiz = taken(student, scenario, asked, rows, began)
        rows += [replace(row, sitting=f"{day}/{row.sitting}") for row in quiz.rows]
    return rows
