"""All rows for other programs: a table (CSV), data (JSON), and statements of learning (xAPI).

The same rows give the same bytes. To add a format, add a function to ``FORMATS``.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Protocol

from backprop_tutor.progress.columns import ROW, flat
from backprop_tutor.progress.rows import Row, Sitting
from backprop_tutor.progress.xapi import name_of_scenario, statement, was_exam
from backprop_tutor.untrusted import as_cell

Sittings = Mapping[str, Sitting]


def as_csv(sittings: Sittings, rows: Sequence[Row], student: str | None = None) -> str:
    """Return a table with a line for each row, safe to open in a spreadsheet."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    named = student is not None
    table.writerow((*(("student",) if named else ()), *ROW, "mode", *(("exam",) if named else ())))
    for row in rows:
        data = _data(row)
        data["misconceptions"] = " ".join(row.heard.misconceptions)
        known = sittings.get(row.sitting)
        cells = [*(data[name] for name in ROW), known.mode.value if known else None]
        if named:
            cells = [student, *cells, known is not None and was_exam(known)]
        table.writerow([as_cell(value) for value in cells])
    return text.getvalue()


def as_json(sittings: Sittings, rows: Sequence[Row], student: str | None = None) -> str:
    """Return every sitting and every row; characters beyond ASCII are spelled as escapes."""
    told = [{**asdict(each), "mode": each.mode.value} for each in sittings.values()]
    data: dict[str, object] = {"sittings": told, "answers": [_data(row) for row in rows]}
    if student is not None:
        exams = zip(told, map(was_exam, sittings.values()), strict=True)
        told = [{**each, "exam": exam} for each, exam in exams]
        data = {"student": student, **data, "sittings": told}
    return json.dumps(data, indent=1) + "\n"


def as_xapi(sittings: Sittings, rows: Sequence[Row], student: str | None = None) -> str:
    """Return an array of xAPI 1.0.3 statements, one for each row; without a name of nobody."""
    told = [statement(row, sittings.get(row.sitting), student) for row in rows]
    return json.dumps(told, indent=1) + "\n"


def without_paths(sittings: Sittings, rows: Sequence[Row]) -> tuple[Sittings, Sequence[Row]]:
    """Return a record in which scenarios have their names, whatever folders they lie in."""
    named = {
        id_: replace(one, scenario=name_of_scenario(one.scenario)) for id_, one in sittings.items()
    }
    heard = (replace(row.heard, scenario=name_of_scenario(row.heard.scenario)) for row in rows)
    return named, [replace(row, heard=one) for row, one in zip(rows, heard, strict=True)]


class Export(Protocol):
    """From a record, and the name of whose it is if that is to be told, to a text."""

    def __call__(self, sittings: Sittings, rows: Sequence[Row], student: str | None = None) -> str:
        """Return the text."""


FORMATS: Mapping[str, Export] = {
    "csv": as_csv,
    "json": as_json,
    "xapi": as_xapi,
}


def _data(row: Row) -> dict[str, object]:
    return {**flat(row), "event": row.heard.event.value}
