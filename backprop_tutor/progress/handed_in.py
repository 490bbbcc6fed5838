"""A learner's record as it is handed in: a copy of the file, or an export of it (JSON, CSV).

It was in other hands, and is trusted in nothing: what makes no sense is left out and counted. The
file itself is never written to.
"""

import csv
import io
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backprop_tutor.progress import columns
from backprop_tutor.progress.failures import RecordError
from backprop_tutor.progress.rows import Mode, Row, Sitting
from backprop_tutor.progress.store import open_record
from backprop_tutor.untrusted import from_cell
from backprop_tutor.wording import grouped, text

MOST_IN_A_RECORD = 200_000_000
"""Bytes: more than a learner types in a lifetime."""
_SQLITE = b"SQLite format 3\x00"
_STRANGE = "SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index')"
_PATIENCE = 1.0
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What one learner has done."""

    student: str
    """Who it is, as the export says; empty where it does not."""
    sittings: tuple[Sitting, ...]
    rows: tuple[Row, ...]
    finished: frozenset[str] = frozenset()
    """The sittings that are marked as finished."""
    senseless: int = 0
    """So many records made no sense, and are left out."""


def taken_together(parts: Sequence[HandedIn]) -> HandedIn:
    """Return what one learner has done, of whom there are several records: each answer once.

    A later export has all of an earlier one; two computers have nothing in common.
    """
    rows = {(row.sitting, row.number, row.at): row for one in parts for row in one.rows}
    sittings = {sitting.id: sitting for one in parts for sitting in one.sittings}
    return HandedIn(
        parts[0].student,
        tuple(sorted(sittings.values(), key=lambda one: one.began)),
        tuple(sorted(rows.values(), key=lambda row: (row.at, row.sitting, row.number))),
        frozenset().union(*(one.finished for one in parts)),
        sum(one.senseless for one in parts),
    )


def handed_in(contents: bytes) -> tuple[HandedIn, ...] | str:
    """Return what is in a file, a learner each, or why nothing can be read of it."""
    if len(contents) > MOST_IN_A_RECORD:
        return text("it is larger than {most} bytes", most=grouped(MOST_IN_A_RECORD))
    if contents.startswith(_SQLITE):
        return _of_file(contents)
    try:
        said = contents.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _neither()
    if said.lstrip()[:1] in ("{", "["):
        return _of_json(said)
    return _of_table(said)


def _neither() -> str:
    return text("it is no progress file, and no export of one (--export json or csv)")


def _of_file(contents: bytes) -> tuple[HandedIn, ...] | str:
    """Read a copy: to open a record may bring it up to date, or set it aside."""
    with tempfile.TemporaryDirectory(prefix="backprop-tutor-") as folder:
        copy = Path(folder) / "progress.sqlite"
        copy.write_bytes(contents)
        try:
            # A view could have whoever looks at it wait for ever.
            with sqlite3.connect(copy) as database:
                if database.execute(_STRANGE).fetchone()[0]:
                    return _neither()
            database.close()
            with open_record(copy, _PATIENCE) as record:
                if record.was_damaged:
                    return text("it is damaged")
                sittings, rows = record.sittings(), record.rows()
                finished = frozenset(one.id for one in sittings if record.finished(one.id))
                return (HandedIn("", sittings[::-1], rows, finished, record.unreadable),)
        except sqlite3.Error:
            return text("it is damaged")
        except RecordError:
            return _neither()


def _of_json(said: str) -> tuple[HandedIn, ...] | str:
    """Read what ``--export json`` prints, or several of these in a list."""
    try:
        data = json.loads(said)
    except (ValueError, RecursionError):
        return text("it is not JSON that can be read")
    found = []
    for one in data if isinstance(data, list) else [data]:
        if not isinstance(one, Mapping) or not isinstance(one.get("answers"), list):
            return _neither()
        sittings = one.get("sittings")
        found.append(
            _sound(
                one.get("student"),
                _records(sittings if isinstance(sittings, list) else (), columns.SITTING),
                _records(one["answers"], columns.ROW),
            )
        )
    return tuple(found)


def _records(given: Iterable[Any], names: Sequence[str]) -> list[tuple[str, list[object] | None]]:
    """Return each record as the cells that SQLite would give, with whose it is."""
    return [
        (
            str(one.get("student") or ""),
            [_cell(one.get(name)) for name in names],
        )
        if isinstance(one, Mapping)
        else ("", None)
        for one in given
    ]


def _cell(value: object) -> object:
    """Return a value of JSON as SQLite keeps it."""
    match value:
        case str():
            return value.encode(errors="surrogatepass")
        case bool():
            return int(value)
        case list() | dict():
            return json.dumps(value).encode()
        case _:
            return value


def _sound(
    student: object,
    sittings: Iterable[tuple[str, list[object] | None]],
    rows: Iterable[tuple[str, list[object] | None]],
) -> HandedIn:
    read = [_made(Sitting, cells) for _, cells in sittings]
    typed = [_made(Row, _with_a_seed(cells)) for _, cells in rows]
    return HandedIn(
        str(student)[:_LONGEST_NAME] if isinstance(student, str) else "",
        tuple(one for one in read if isinstance(one, Sitting)),
        tuple(one for one in typed if isinstance(one, Row)),
        senseless=read.count(None) + typed.count(None),
    )


def _made(kind: type[Sitting] | type[Row], cells: list[object] | None) -> Sitting | Row | None:
    return None if cells is None else columns.record_of(kind, cells)


def _with_a_seed(cells: list[object] | None) -> list[object] | None:
    """Return the cells of a row with the seed as SQLite keeps it: as text."""
    if cells is None:
        return None
    place = columns.ROW.index("seed")
    seed = cells[place]
    seed = str(seed).encode() if isinstance(seed, int) else seed
    return [*cells[:place], seed, *cells[place + 1 :]]


_WHOLE = frozenset({"number", "milliseconds", "hints", "attempt"})


def _of_table(said: str) -> tuple[HandedIn, ...] | str:
    """Read what ``--export csv`` prints; the tables of several learners may be one."""
    try:
        table = csv.DictReader(io.StringIO(said, newline=""))
        if not {"quantity", "event", "sitting"} <= {*(table.fieldnames or ())}:
            return _neither()
        of: dict[str, list[dict[str, str]]] = {}
        for row in table:
            known = {name: value or "" for name, value in row.items() if isinstance(name, str)}
            student = from_cell(known.get("student", ""))
            of.setdefault(student[:_LONGEST_NAME], []).append(known)
    except csv.Error:
        return text("it is not a table (CSV) that can be read")
    return tuple(_learner(student, rows) for student, rows in of.items())


def _learner(student: str, rows: list[dict[str, str]]) -> HandedIn:
    cells = [("", [_from_table(name, row.get(name, "")) for name in columns.ROW]) for row in rows]
    read = _sound(student, (), cells)
    return replace(read, sittings=tuple(_sittings_of(read.rows, rows)))


def _from_table(name: str, value: str) -> object:
    """Return a cell of a table as SQLite keeps it."""
    value = from_cell(value)
    if name in _WHOLE:
        return int(value) if value.isdecimal() and len(value) < 18 else value
    if name == "faded":
        return int(value.lower() in ("true", "1"))
    if name == "misconceptions":
        return json.dumps(value.split()).encode()
    if name in ("seed", "read_as") and not value:
        return None
    return value.encode(errors="surrogatepass")


def _sittings_of(rows: Iterable[Row], table: list[dict[str, str]]) -> list[Sitting]:
    """Return the sittings that a table tells of: their kinds stand beside the answers."""
    kinds = {row.get("sitting", ""): row for row in table}
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.sitting, row)
    found = []
    for id_, row in first.items():
        said = kinds.get(id_, {})
        mode = Mode.QUIZ if said.get("mode") == Mode.QUIZ.value else Mode.WALK
        options = {"exam": "true"} if said.get("exam", "").lower() in ("true", "1") else {}
        heard = row.heard
        found.append(Sitting(id_, mode, heard.scenario, heard.digest, options, row.at))
    return found
