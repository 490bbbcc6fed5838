"""The marks of a class for other programs: a table with a row a student, and all as JSON."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from backprop_tutor.cli.grading.kept_marks import sheet_record
from backprop_tutor.teaching.grading.marking import AnswerMark
from backprop_tutor.teaching.grading.results import FULL, ClassResults, SheetResult
from backprop_tutor.untrusted import as_cell

_COLUMNS = (
    *("student", "file", "scenario", "seed", "questions", "full"),
    *(mark.value for mark in AnswerMark),
    *("misconceptions", "trouble", "superseded_by"),
)
"""The last one is the file of the sheet that counts instead, where a student sent one twice."""


def students_as_csv(results: ClassResults) -> str:
    """Return a row for each sheet, in the order in which they were given, safe to open anywhere."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    for at, sheet in enumerate(results.sheets):
        row = [*_row(sheet), _superseded_by(results, at)]
        table.writerow([as_cell(cell) for cell in row])
    return text.getvalue()


def _superseded_by(results: ClassResults, at: int) -> str:
    instead = results.superseded.get(at)
    return "" if instead is None else results.sheets[instead].file


def _row(sheet: SheetResult) -> list[object]:
    met = dict.fromkeys(one.misconceptions[0] for one in sheet.answers if one.misconceptions)
    return [
        *(sheet.student, sheet.file, sheet.scenario, sheet.seed),
        *(len(sheet.answers), sheet.count(*FULL)),
        *(sheet.count(mark) for mark in AnswerMark),
        *(" ".join(met), sheet.trouble),
    ]


def class_record(results: ClassResults) -> dict[str, Any]:
    """Return all marks, and what cost most, as plain data."""
    return {
        "sheets": [
            {**sheet_record(one), "superseded_by": _superseded_by(results, at) or None}
            for at, one in enumerate(results.sheets)
        ],
        "questions": list(_questions(results)),
        "misconceptions": [
            {"misconception": one.misconception, "answers": one.answers, "students": one.students}
            for one in results.ideas()
        ],
        "alike": [
            {
                "students": list(one.students),
                "wrong_numbers": one.numbers,
                "unexplained": one.unexplained,
            }
            for one in results.alike()
        ],
        "taken": [
            {
                "student": one.student,
                "wrong_numbers": one.numbers,
                "right_for": list(one.others),
            }
            for one in results.taken()
        ],
        "shared": [
            {"scenario": one.scenario, "seed": one.seed, "students": list(one.students)}
            for one in results.shared()
        ],
    }


def _questions(results: ClassResults) -> Iterator[dict[str, Any]]:
    for one in results.questions():
        yield {
            "scenario": one.scenario,
            "quantity": one.quantity,
            "students": one.asked,
            "not_right": one.lost,
            "blank": one.blank,
            "misconception": one.misconception,
        }
