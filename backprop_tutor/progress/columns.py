"""The two records as columns of a table, and back; what is read is trusted in nothing."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from backprop_tutor.progress.rows import Event, Mode, Row, Sitting

LONGEST_KEPT = 400
"""Characters of a typed text that are kept: more than any answer has."""
_CUT = "…"
_GREATEST = 2**53
_YEARS = range(1970, 3000)
"""A clock may be wrong; a time beyond these cannot be calculated with."""
_WHOLE = ("after", "questions", "seed")
"""The options of a sitting that are whole numbers."""
_DIGITS = re.compile(r"[0-9]{1,4000}")

SITTING = ("id", "mode", "scenario", "digest", "options", "began")
ROW = (
    "sitting", "number", "at", "milliseconds", "quantity", "skill", "typed", "event", "read_as",
    "misconceptions", "hints", "attempt", "scenario", "digest", "seed",
)  # fmt: skip

NUMBERED = f"typeof(number) = 'integer' AND number < {_GREATEST}"
"""The rows whose number makes sense, for SQLite."""

SqlValue = str | bytes | int | None


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


def of_sitting(sitting: Sitting) -> tuple[SqlValue, ...]:
    """Return a sitting's columns, in the order of ``SITTING``."""
    options = json.dumps(dict(sitting.options), sort_keys=True)
    texts = (sitting.id, sitting.mode.value, sitting.scenario, sitting.digest, options)
    return (*map(for_sqlite, texts), for_sqlite(sitting.began))


def of_row(row: Row, number: int) -> tuple[SqlValue, ...]:
    """Return a row's columns, in the order of ``ROW``, under a number of its own."""
    return (
        for_sqlite(row.sitting),
        number,
        for_sqlite(row.at),
        _bounded(row.milliseconds),
        for_sqlite(row.quantity),
        for_sqlite(row.skill),
        for_sqlite(bounded(row.typed)),
        row.event.value,
        None if row.read_as is None else for_sqlite(bounded(row.read_as)),
        json.dumps(row.misconceptions),
        _bounded(row.hints),
        _bounded(row.attempt),
        for_sqlite(row.scenario),
        for_sqlite(row.digest),
        None if row.seed is None else str(row.seed),
    )


def sitting_of(columns: Sequence[object]) -> Sitting | None:
    """Return the sitting that columns say, or None if they are not a sitting's."""
    try:
        name, mode, scenario, digest, options, began = map(_text, columns)
        chosen = json.loads(options)
        if not isinstance(chosen, dict) or not all(isinstance(v, str) for v in chosen.values()):
            return None
        if not all(_DIGITS.fullmatch(chosen.get(option, "0")) for option in _WHOLE):
            return None
        return Sitting(name, Mode(mode), scenario, digest, chosen, _time(began))
    except (ValueError, RecursionError):  # Of JSON, of an enumeration, of UTF-8, of a time.
        return None


def row_of(columns: Sequence[object]) -> Row | None:
    """Return the row that columns say, or None if they are not a row's."""
    try:
        given = dict(zip(ROW, columns, strict=True))
        ideas = json.loads(_text(given["misconceptions"]))
        if not isinstance(ideas, list) or not all(isinstance(idea, str) for idea in ideas):
            return None
        return Row(
            sitting=_text(given["sitting"]),
            number=_whole(given["number"]),
            at=_time(_text(given["at"])),
            milliseconds=_whole(given["milliseconds"]),
            quantity=_text(given["quantity"]),
            skill=_text(given["skill"]),
            typed=_text(given["typed"]),
            event=Event(_text(given["event"])),
            read_as=None if given["read_as"] is None else _text(given["read_as"]),
            misconceptions=tuple(ideas),
            hints=_whole(given["hints"]),
            attempt=_whole(given["attempt"]),
            scenario=_text(given["scenario"]),
            digest=_text(given["digest"]),
            seed=None if given["seed"] is None else int(_text(given["seed"])),
        )
    except (ValueError, RecursionError):
        return None


def _bounded(number: int) -> int:
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
