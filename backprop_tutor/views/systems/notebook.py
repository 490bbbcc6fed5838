"""Notebooks for Jupyter, in format 4.5: cells of text, and cells of plain Python to be run.

In a worked notebook each quantity is worked out from those before it, and asserted. In one that
asks, each question has a cell for the answer and one that checks it, which nbgrader knows as such.
A check holds no answer: it compares a number that is made from the figures of what was answered.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from backprop_tutor.blocks.notebook import (
    AskedCell,
    Cell,
    Notebook,
    NumbersCell,
    TextCell,
    WorkedCell,
)
from backprop_tutor.blocks.question_bank import BankQuestion, Foreseen
from backprop_tutor.views.systems.answer_marks import MARK, checked, mark
from backprop_tutor.views.systems.fragment import JUPYTER, fragment
from backprop_tutor.views.systems.python_code import definitions, identifiers, python_expression
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of
from backprop_tutor.wording import text, text_so_many

_MOST_TOLD = 20
"""Wrong answers that a check knows."""
_TAKEN = ("mark", "told")


@dataclass(frozen=True, slots=True)
class _Code:
    """The source of a cell, and what nbgrader has to know of it."""

    lines: tuple[str, ...]
    grading: Mapping[str, Any] | None = None


def jupyter_notebook(notebook: Notebook) -> str:
    """Return the notebook as JSON that ends in one line feed; the same for the same cells."""
    names = identifiers(_quantities(notebook), _TAKEN)
    sources = [source for cell in notebook.cells for source in _sources(cell, names)]
    # The heading comes before the code that everything needs.
    sources.insert(1, _first_code(notebook))
    whole = {
        "cells": [_cell(source, number) for number, source in enumerate(sources, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _quantities(notebook: Notebook) -> Iterable[str]:
    for cell in notebook.cells:
        match cell:
            case TextCell():
                pass
            case NumbersCell(numbers):
                yield from (name for name, _ in numbers)
            case WorkedCell(quantity):
                yield quantity
            case AskedCell(question):
                yield question.quantity
            case _:
                assert_never(cell)


def _first_code(notebook: Notebook) -> _Code:
    """Return what all cells need: ``math``, functions that Python lacks, a check of answers."""
    worked = [cell.formula for cell in notebook.cells if isinstance(cell, WorkedCell)]
    asks = any(isinstance(cell, AskedCell) for cell in notebook.cells)
    return _Code(("import math", *definitions(worked), *(("", "", MARK) if asks else ())))


def _cell(source: str | _Code, number: int) -> dict[str, Any]:
    cell: dict[str, Any] = {"id": f"cell-{number:04}"}
    if isinstance(source, str):
        return {"cell_type": "markdown", **cell, "metadata": {}, "source": _lines(source)}
    return {
        "cell_type": "code",
        "execution_count": None,
        **cell,
        "metadata": {} if source.grading is None else {"nbgrader": source.grading},
        "outputs": [],
        "source": _lines("\n".join(source.lines)),
    }


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)


def _markdown(cell: TextCell) -> str:
    """Return blocks as elements of HTML, parted by empty lines, so that Markdown leaves them be."""
    return "\n\n".join(fragment((block,), JUPYTER) for block in cell.blocks)


def _sources(cell: Cell, names: Mapping[str, str]) -> list[str | _Code]:
    match cell:
        case TextCell():
            return [_markdown(cell)]
        case NumbersCell(numbers):
            return [_Code(tuple(f"{names[name]} = {value!r}" for name, value in numbers))]
        case WorkedCell():
            return [_worked(cell, names)]
        case AskedCell(question, solved):
            return [_answer(question, names, solved=solved), _check(question, names)]
        case _:
            assert_never(cell)


def _worked(cell: WorkedCell, names: Mapping[str, str]) -> _Code:
    name = names[cell.quantity]
    near = f"rel_tol={cell.apart:.0e}" if cell.value else "abs_tol=1e-12"
    return _Code(
        (
            f"{name} = {python_expression(cell.formula, names)}",
            f"assert math.isclose({name}, {cell.value!r}, {near})",
            name,
        )
    )


def _grading(question: BankQuestion, **told: Any) -> dict[str, Any]:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", question.id)
    test = "-check" if told["grade"] else ""
    return {"grade_id": f"{plain}{test}", "schema_version": 3, "task": False, **told}


def _answer(question: BankQuestion, names: Mapping[str, str], *, solved: bool) -> _Code:
    name = names[question.quantity]
    lines = (
        ("### BEGIN SOLUTION", f"{name} = {question.typed}", "### END SOLUTION")
        if solved
        else (f"# {_wanted(question)}", f"{name} = ...")
    )
    return _Code(lines, _grading(question, grade=False, locked=False, solution=True))


def _wanted(question: BankQuestion) -> str:
    if question.decimals is not None:
        return text_so_many(
            "Your answer, to {n} decimal.", "Your answer, to {n} decimals.", question.decimals
        )
    return text_so_many(
        "Your answer, to {n} significant figure.",
        "Your answer, to {n} significant figures.",
        question.figures,
    )


def _check(question: BankQuestion, names: Mapping[str, str]) -> _Code:
    figures, decimals = _asked(question)
    right = {mark(number, figures, decimals) for number in _right(question)}
    told: dict[int, str] = {}
    for one in question.foreseen:
        if one.typed and len(told) < _MOST_TOLD:
            told.setdefault(mark(float(one.typed), figures, decimals), _sentences(one))
    name = names[question.quantity]
    lines = checked(name, figures, decimals, right, told, text("Not yet."))
    return _Code(lines, _grading(question, grade=True, locked=True, solution=False, points=1))


def _right(question: BankQuestion) -> Iterable[float]:
    """Yield the numbers in the figures asked for that are right: the value's, and one beside it."""
    centre = float(question.typed)
    places = question.typed.partition("e")[0].partition("E")[0].partition(".")[2]
    _, _, exponent = question.typed.upper().partition("E")
    unit = 10.0 ** (int(exponent or 0) - len(places))
    for number in (centre - unit, centre, centre + unit):
        if number == centre or number in question.right:
            yield number


def _asked(question: BankQuestion) -> tuple[int | None, int | None]:
    """Return the figures that are asked for, or the decimals."""
    return (question.figures if question.decimals is None else None), question.decimals


def _sentences(one: Foreseen) -> str:
    return " ".join(line for block in one.feedback for line in lines_of(block, UNICODE))
