"""A lesson as a notebook: worked out line by line, or asked question by question."""

from collections.abc import Iterable
from math import isfinite

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.blocks.notebook import (
    AskedCell,
    Cell,
    Notebook,
    NumbersCell,
    TextCell,
    WorkedCell,
)
from backprop_tutor.blocks.question_bank import QuestionBank
from backprop_tutor.blocks.renaming import in_notation
from backprop_tutor.formula.expression import Name, names_in
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import GIVEN
from backprop_tutor.teaching.bank.bank import network_and_given
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import spoken

_AS_GOOD = 1e-9
"""Plain floats come as near to nearly every value."""


def worked_notebook(lesson: Lesson) -> Notebook:
    """Return the lesson with a cell for each line, which works it out and asserts its value.

    What the lesson does not teach and a line needs is worked out before it.
    """
    subject = lesson.subject
    cells: list[Cell] = [_text(network_and_given(lesson), subject)]
    worked: dict[str, float] = {}
    lines = [line for index in range(len(lesson)) for line in _lines(lesson, index)]
    needed = _needed(lines, subject)
    given = [name for name in needed if subject[name].role in GIVEN]
    worked.update((name, subject.values[name]) for name in given)
    cells.append(NumbersCell(tuple((name, subject.values[name]) for name in given)))
    for index in range(len(lesson)):
        step = lesson[index]
        told = (*step.opening, Prose((Name(step.name),), Tone.SUBHEADING), *step.setting)
        cells.append(_text((*told, *step.definitions, *step.working), subject))
        wanted = _needed(_lines(lesson, index), subject)
        cells += (_worked(name, subject, worked) for name in wanted if name not in worked)
    return Notebook(spoken(), tuple(cells))


def notebook_to_fill_in(bank: QuestionBank, *, solved: bool) -> Notebook:
    """Return the questions of a bank with a cell for each answer; a key has the answers in them."""
    cells: list[Cell] = [TextCell(bank.network)]
    for question in bank.questions:
        cells += (TextCell(question.prompt), AskedCell(question, solved))
    return Notebook(bank.language, tuple(cells))


def _lines(lesson: Lesson, index: int) -> tuple[str, ...]:
    return lesson.quantities(index + 1, index) if index else lesson.quantities(1)


def _needed(lines: Iterable[str], subject: Subject) -> list[str]:
    """Return lines and all that they are worked out from, in the order of the tape."""
    needed: set[str] = set()
    waiting = list(lines)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            if subject[name].role not in GIVEN:
                waiting += names_in(subject[name].formula)
    return sorted(needed, key=subject.tape.position)


def _worked(name: str, subject: Subject, worked: dict[str, float]) -> WorkedCell:
    """Return a line, once it is worked out in plain floats from those before it."""
    line, value = subject[name], subject.values[name]
    plain = float_value(line.formula, worked.__getitem__)
    worked[name] = plain
    apart = abs(plain - value) / abs(value) if value and isfinite(plain) else 0.0
    return WorkedCell(name, line.formula, value, max(_AS_GOOD, 10 * apart))


def _text(blocks: Iterable[Block], subject: Subject) -> TextCell:
    return TextCell(tuple(in_notation(blocks, subject.scenario)))
