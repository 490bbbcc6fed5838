"""All rows for other programs: a table (CSV), data (JSON), and statements of learning (xAPI).

The same rows give the same bytes. To add a format, add a function to ``FORMATS``.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from backprop_tutor.progress.columns import ROW, flat
from backprop_tutor.progress.rows import Row, Sitting
from backprop_tutor.progress.xapi import statement
from backprop_tutor.untrusted import as_cell

Sittings = Mapping[str, Sitting]


def as_csv(sittings: Sittings, rows: Sequence[Row]) -> str:
    """Return a table with a line for each row, safe to open in a spreadsheet."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow((*ROW, "mode"))
    for row in rows:
        data = _data(row)
        data["misconceptions"] = " ".join(row.heard.misconceptions)
        known = sittings.get(row.sitting)
        cells = (*(data[name] for name in ROW), known.mode.value if known else None)
        table.writerow([as_cell(value) for value in cells])
    return text.getvalue()


def as_json(sittings: Sittings, rows: Sequence[Row]) -> str:
    """Return every sitting and every row; characters beyond ASCII are spelled as escapes."""
    data = {
        "sittings": [{**asdict(each), "mode": each.mode.value} for each in sittings.values()],
        "answers": [_data(row) for row in rows],
    }
    return json.dumps(data, indent=1) + "\n"


def as_xapi(sittings: Sittings, rows: Sequence[Row]) -> str:
    """Return an array of xAPI 1.0.3 statements, one for each row, of a learner without a name."""
    told = [statement(row, sittings.get(row.sitting)) for row in rows]
    return json.dumps(told, indent=1) + "\n"


FORMATS: Mapping[str, Callable[[Sittings, Sequence[Row]], str]] = {
    "csv": as_csv,
    "json": as_json,
    "xapi": as_xapi,
}


def _data(row: Row) -> dict[str, object]:
    return {**flat(row), "event": row.heard.event.value}
