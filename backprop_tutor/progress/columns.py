"""The records as columns of a table, and back; what is read is trusted in nothing.

The columns are the fields of the records: for a field of a new type, add a row to ``_BY_TYPE``.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, get_type_hints

from backprop_tutor.progress.rows import Event, Heard, Mode, Row, Sitting

LONGEST_KEPT = 400
"""Characters of a typed text that are kept: more than any answer has."""
_CUT = "…"
_GREATEST = 2**53
_YEARS = range(1970, 3000)
"""A clock may be wrong; a time beyond these cannot be calculated with."""
_WHOLE = ("after", "questions", "seed")
"""The options of a sitting that are whole numbers."""
_DIGITS = re.compile(r"[0-9]{1,4000}")

NUMBERED = f"typeof(number) = 'integer' AND number < {_GREATEST}"
"""The rows whose number makes sense, for SQLite."""

SqlValue = str | bytes | int | None
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Cell:
    """How the fields of one kind are written to a cell, and read from one.

    ``read`` raises ``ValueError`` for a cell that holds no such thing.
    """

    write: Callable[[Any], SqlValue]
    read: Callable[[object], Any]


def bounded(text: str) -> str:
    """Return a text of bounded length, with … where it was cut."""
    return text if len(text) <= LONGEST_KEPT else text[: LONGEST_KEPT - len(_CUT)] + _CUT


def for_sqlite(text: str) -> str | bytes:
    """Return a text as SQLite takes it: half a surrogate pair, from a broken pipe, as bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass")
    return text


def flat(record: Sitting | Row | Heard) -> dict[str, object]:
    """Return the fields of a record by name, those of a record in it in its place."""
    found: dict[str, object] = {}
    for name in _TYPES[type(record)]:
        value = getattr(record, name)
        found |= flat(value) if isinstance(value, Heard) else {name: value}
    return found


def cells_of(record: Sitting | Row) -> tuple[SqlValue, ...]:
    """Return what a record's columns hold, in their order."""
    cells = _CELLS[type(record)]
    return tuple(cells[name].write(value) for name, value in flat(record).items())


def record_of(kind: type[_T], cells: Sequence[object]) -> _T | None:
    """Return the sitting or row that the cells of its columns say; None if they say none."""
    try:
        said = zip(_CELLS[kind].items(), cells, strict=True)
        return _made(kind, {name: cell.read(value) for (name, cell), value in said})
    except (ValueError, RecursionError):  # Of JSON, of an enumeration, of UTF-8, of a time.
        return None


def _made(kind: type[_T], values: Mapping[str, Any]) -> _T:
    return kind(
        **{
            name: _made(within, values) if within in _TYPES else values[name]
            for name, within in _TYPES[kind].items()
        }
    )


def _in_range(number: int) -> int:
    # A clock that was set back must not cost the answer.
    return min(max(number, 0), _GREATEST)


def _text(value: object) -> str:
    if not isinstance(value, bytes):  # The connection hands every text out as bytes.
        raise ValueError(value)
    return value.decode(errors="surrogatepass")


def _time(text: str) -> str:
    """Return a time, which has to be one, and to say its zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or at.year not in _YEARS or at.astimezone(UTC).year not in _YEARS:
        raise ValueError(text)
    return text


def _whole(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= _GREATEST:
        raise ValueError(value)
    return value


def _options(cell: object) -> dict[str, str]:
    chosen = json.loads(_text(cell))
    if not isinstance(chosen, dict) or not all(isinstance(v, str) for v in chosen.values()):
        raise ValueError(chosen)
    if not all(_DIGITS.fullmatch(chosen.get(option, "0")) for option in _WHOLE):
        raise ValueError(chosen)
    return chosen


def _ideas(cell: object) -> tuple[str, ...]:
    ideas = json.loads(_text(cell))
    if not isinstance(ideas, list) or not all(isinstance(idea, str) for idea in ideas):
        raise ValueError(ideas)
    return tuple(ideas)


def _or_none(cell: _Cell) -> _Cell:
    return _Cell(
        lambda value: None if value is None else cell.write(value),
        lambda value: None if value is None else cell.read(value),
    )


def _one_of(words: type[StrEnum]) -> _Cell:
    return _Cell(str, lambda cell: words(_text(cell)))


_MOMENT = _Cell(for_sqlite, lambda cell: _time(_text(cell)))
_LONG = _Cell(lambda text: for_sqlite(bounded(text)), _text)
_BY_NAME: Mapping[str, _Cell] = {
    "at": _MOMENT,
    "began": _MOMENT,
    "typed": _LONG,
    "read_as": _or_none(_LONG),
}
"""The fields that are not written as any other of their type is."""
_BY_TYPE: Mapping[object, _Cell] = {
    str: _Cell(for_sqlite, _text),
    int: _Cell(_in_range, _whole),
    bool: _Cell(int, lambda cell: bool(_whole(cell))),
    # A seed may be larger than SQLite's integers.
    int | None: _or_none(_Cell(str, lambda cell: int(_text(cell)))),
    Event: _one_of(Event),
    Mode: _one_of(Mode),
    tuple[str, ...]: _Cell(json.dumps, _ideas),
    Mapping[str, str]: _Cell(
        lambda said: for_sqlite(json.dumps(dict(said), sort_keys=True)), _options
    ),
}


_TYPES: Mapping[object, Mapping[str, Any]] = {
    record: get_type_hints(record) for record in (Sitting, Row, Heard)
}
"""The fields of each record, in order, with their types."""


def _cells(record: type[Any]) -> dict[str, _Cell]:
    found: dict[str, _Cell] = {}
    for name, kind in _TYPES[record].items():
        found |= _cells(kind) if kind in _TYPES else {name: _BY_NAME.get(name) or _BY_TYPE[kind]}
    return found


_CELLS: Mapping[object, Mapping[str, _Cell]] = {record: _cells(record) for record in (Sitting, Row)}
SITTING, ROW = tuple(_CELLS[Sitting]), tuple(_CELLS[Row])
"""The names of the columns."""
