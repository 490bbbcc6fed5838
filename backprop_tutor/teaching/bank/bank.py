"""A lesson as a bank of questions: each stands by itself, with the answers that are foreseen.

A prompt shows the network and what is given, and nothing that is worked out: the questions of a
bank are asked in any order, and none may answer another.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone
from backprop_tutor.blocks.question_bank import BankQuestion, QuestionBank
from backprop_tutor.blocks.renaming import in_notation
from backprop_tutor.errors import UsageError
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.notation import naming
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.bank.foreseen_answers import (
    foreseen_answers,
    in_figures,
    right_span,
    typed_as,
)
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.lesson import first_page, network_picture
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.authors_words import in_learners_language, name_shown
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import as_number, grouped, say, say_so_many, spoken, text, text_in

MOST_IN_A_BANK = 2_000
"""Questions: each repeats the network, so that a bank grows with the square of it."""
_LONGEST_ID = 90
"""Moodle keeps 100 characters, and a chain adds a few."""


def question_bank(lesson: Lesson) -> QuestionBank:
    """Return the questions of a lesson.

    Raises ``UsageError`` where they are too many for a bank, and ``ScenarioError`` where a value
    is not finite.
    """
    subject = lesson.subject
    if len(lesson) > MOST_IN_A_BANK:
        raise UsageError(
            text(
                "{scenario} has {count} questions, and a bank holds at most {most}; take what one "
                "parameter needs, with --only",
                scenario=name_shown(subject.scenario),
                count=grouped(len(lesson)),
                most=grouped(MOST_IN_A_BANK),
            )
        )
    scenario = subject.scenario
    called = _bank_id(subject)
    return QuestionBank(
        id=called,
        scenario=_without_seed(scenario),
        seed=scenario.variant,
        after=subject.after,
        language=spoken(),
        title=in_learners_language(scenario.title),
        network=_shown(network_and_given(lesson), scenario),
        questions=tuple(_question(lesson, index, called) for index in range(len(lesson))),
    )


def _without_seed(scenario: Scenario) -> str:
    """Return what a scenario is called, also as a variant."""
    return scenario.name.removesuffix(f", variant {scenario.variant}")


def _bank_id(subject: Subject) -> str:
    """Return what the ids of a bank begin with: the scenario, its numbers, and the language."""
    scenario = subject.scenario
    drawn = "" if scenario.variant is None else f"variant-{scenario.variant}"
    later = f"after-{subject.after}" if subject.after else ""
    name = _plain(_without_seed(scenario))[:40] or "network"
    return "-".join(filter(None, (name, drawn, later, spoken())))


def _question_id(bank: str, quantity: str) -> str:
    """Return an id that no other quantity has, though signs are left out of it."""
    check = sha256(f"{bank} {quantity}".encode()).hexdigest()[:8]
    return f"{bank}.{_plain(quantity)}"[: _LONGEST_ID - len(check) - 1] + f".{check}"


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")


def network_and_given(lesson: Lesson) -> Iterator[Block]:
    """Yield what a worksheet has before its questions."""
    subject, scenario = lesson.subject, lesson.subject.scenario
    yield from first_page.title(scenario)
    yield from first_page.note_on_updates(subject.after, scenario)
    yield from network_picture.picture_of(subject.pictured)
    yield Prose(say("What is given"), Tone.HEADING)
    yield Table(
        (text_in("a column of a table", "quantity"), text_in("a column of a table", "value")),
        (
            *((Name(name), as_number(subject.spelled(name))) for name in subject.stated),
            *((Name(name), subject.value(name)) for name in lesson.come_before()),
        ),
    )


def _question(lesson: Lesson, index: int, bank: str) -> BankQuestion:
    subject, step = lesson.subject, lesson[index]
    scenario, quantity = subject.scenario, step.question.quantity
    judge = Judge(step.question, subject)
    value = subject.values[quantity]
    return BankQuestion(
        id=_question_id(bank, quantity),
        number=index + 1,
        quantity=quantity,
        shown=naming(scenario)(quantity),
        parameter=lesson.parameter(index),
        prompt=_shown((*step.setting, *step.definitions, Prose(_asked(judge))), scenario),
        value=value,
        typed=in_figures(typed_as(value, judge)),
        figures=judge.numbers.digits,
        decimals=judge.numbers.decimals,
        right=right_span(judge),
        foreseen=tuple(
            replace(one, feedback=_shown(one.feedback, scenario)) for one in foreseen_answers(judge)
        ),
        solution=_shown(step.working, scenario),
    )


def _shown(blocks: Iterable[Block], scenario: Scenario) -> tuple[Block, ...]:
    return tuple(in_notation(blocks, scenario))


def _asked(judge: Judge) -> tuple[Inline, ...]:
    """Ask for the number, and say how many figures are wanted."""
    asked, numbers = Name(judge.question.quantity), judge.numbers
    if numbers.decimals is not None:
        return say_so_many(
            "How much is {quantity}? Give it to {n} decimal.",
            "How much is {quantity}? Give it to {n} decimals.",
            numbers.decimals,
            quantity=asked,
        )
    return say_so_many(
        "How much is {quantity}? Give it to {n} significant figure.",
        "How much is {quantity}? Give it to {n} significant figures.",
        numbers.digits,
        quantity=asked,
    )
