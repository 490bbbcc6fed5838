"""The record on disk: an SQLite file that several programs may add to at once.

What ``begin``, ``add`` and ``finish`` were given is on the disk when they return: every call is a
transaction of its own, with a rollback journal and all of SQLite's caution. Nothing is changed
afterwards, and whatever else there is to know is worked out from the rows.
"""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, TypeVar

from backprop_tutor.progress import columns, set_aside
from backprop_tutor.progress.failures import (
    DamagedError,
    is_damage,
    is_moved,
    record_error,
    told_of,
    what_failed,
)
from backprop_tutor.progress.place import made_ready
from backprop_tutor.progress.rows import Mode, Row, Sitting
from backprop_tutor.progress.schema import APPLICATION, brought_up_to_date
from backprop_tutor.system_errors import reason_of
from backprop_tutor.untrusted import quoted_path
from backprop_tutor.wording import text

_T = TypeVar("_T")
PATIENCE = 10.0
"""Seconds to wait for another program that is writing."""
_TRIES = 3


def _into(table: str, names: Sequence[str]) -> str:
    return f"INTO {table} ({', '.join(names)}) VALUES ({','.join('?' * len(names))})"


_BEGIN = f"INSERT OR IGNORE {_into('sittings', columns.SITTING)}"
_ADD = f"INSERT {_into('answers', columns.ROW)}"


class Record:
    """An open record; its methods raise ``RecordError``. Made by ``open_record``."""

    def __init__(self, path: Path | None, patience: float) -> None:
        self.path = path
        self.remark: str | None = None
        """What happened at opening that the learner should know, as a line."""
        self.was_damaged = False
        self._senseless: set[tuple[str, int]] = set()
        self._patience = patience
        self._known: dict[str, Sitting] = {}
        self._connection = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, sitting: Sitting) -> None:
        """Add a sitting; one that is there already stays as it is."""
        self._known[sitting.id] = sitting
        self._write(lambda db: db.execute(_BEGIN, columns.cells_of(sitting)))

    def add(self, row: Row) -> int:
        """Add a row and return the number it has now.

        That is its own or, where another terminal that goes on with the same sitting has taken it,
        the next one that is free.
        """

        def added(db: sqlite3.Connection) -> int:
            if row.sitting in self._known:  # A reset elsewhere may have removed it.
                db.execute(_BEGIN, columns.cells_of(self._known[row.sitting]))
            sitting = columns.for_sqlite(row.sitting)
            taken = "SELECT 1 FROM answers WHERE sitting = ? AND number = ?"
            last = f"SELECT max(number) FROM answers WHERE sitting = ? AND {columns.NUMBERED}"
            number = row.number
            if db.execute(taken, (sitting, number)).fetchone():
                number = db.execute(last, (sitting,)).fetchone()[0] + 1
            db.execute(_ADD, columns.cells_of(replace(row, number=number)))
            return number

        return self._write(added)

    def renew(self, before: str, now: str) -> None:
        """Put one digest in the place of another, in all that has it."""
        old, new = columns.for_sqlite(before), columns.for_sqlite(now)
        held = (
            "SELECT 1 FROM sittings WHERE digest = ? UNION SELECT 1 FROM answers WHERE digest = ?"
        )
        with self._said():
            if self._connection.execute(held, (old, old)).fetchone() is None:
                return

        def renewed(db: sqlite3.Connection) -> None:
            for table in ("sittings", "answers"):
                db.execute(f"UPDATE {table} SET digest = ? WHERE digest = ?", (new, old))

        self._write(renewed)
        self._known = {
            name: replace(one, digest=now) if one.digest == before else one
            for name, one in self._known.items()
        }

    def finish(self, sitting: str, at: str) -> None:
        """Mark a sitting as finished; the first time counts."""
        marked = "INSERT OR IGNORE INTO finished (sitting, at) VALUES (?, ?)"
        self._write(
            lambda db: db.execute(marked, (columns.for_sqlite(sitting), columns.for_sqlite(at)))
        )

    def finished(self, sitting: str) -> bool:
        """Whether a sitting was gone through to its end."""
        found = "SELECT 1 FROM finished WHERE sitting = ?"
        with self._said():
            return bool(self._connection.execute(found, (columns.for_sqlite(sitting),)).fetchone())

    def rows(self, sitting: str | None = None) -> tuple[Row, ...]:
        """Return the rows of one sitting by number, or all of them in the order they came."""
        asked = f"SELECT rowid, {', '.join(columns.ROW)} FROM answers"
        with self._said():
            found = (
                self._connection.execute(f"{asked} ORDER BY rowid")
                if sitting is None
                else self._connection.execute(
                    f"{asked} WHERE sitting = ? ORDER BY number", (columns.for_sqlite(sitting),)
                )
            ).fetchall()
        return self._sound("answers", found, Row)

    def sittings(
        self, *, mode: Mode | None = None, scenario: str | None = None, digest: str | None = None
    ) -> tuple[Sitting, ...]:
        """Return the sittings that fit, newest first."""
        wanted = {"mode": mode and mode.value, "scenario": scenario, "digest": digest}
        given = {
            name: columns.for_sqlite(value) for name, value in wanted.items() if value is not None
        }
        where = " AND ".join(f"{name} = ?" for name in given) or "1"
        asked = f"SELECT rowid, {', '.join(columns.SITTING)} FROM sittings WHERE {where}"
        with self._said():
            found = self._connection.execute(
                f"{asked} ORDER BY rowid DESC", tuple(given.values())
            ).fetchall()
        sound = self._sound("sittings", found, Sitting)
        self._known |= {sitting.id: sitting for sitting in sound}
        return sound

    def reset(self) -> Path | None:
        """Remove every row, and return where a copy of all of them is now.

        The file itself stays: other terminals may have it open, and go on adding to it.
        """
        self._known.clear()
        return self._without("1", ())

    def reset_scenario(self, scenario: str) -> Path | None:
        """Remove all of one scenario, and return where a copy of the whole record is now."""
        self._known = {one.id: one for one in self._known.values() if one.scenario != scenario}
        of_it = "sitting IN (SELECT id FROM sittings WHERE scenario = ?)"
        called = columns.for_sqlite(scenario)
        with_answers = f"{of_it} OR sitting IN (SELECT sitting FROM answers WHERE scenario = ?)"
        return self._without(with_answers, (called, called))

    def drop(self, sitting: str) -> Path | None:
        """Remove one sitting, and return where a copy of the whole record is now."""
        self._known.pop(sitting, None)
        return self._without("sitting = ?", (columns.for_sqlite(sitting),))

    def _without(self, which: str, given: Sequence[str | bytes]) -> Path | None:
        """Remove the sittings that SQLite finds by their ids, with all that was typed in them."""

        def removed(db: sqlite3.Connection) -> Path | None:
            copy = None if self.path is None else set_aside.copied(self.path, "before-reset")
            db.execute(
                "CREATE TEMP TABLE gone AS SELECT sitting FROM "
                "(SELECT id AS sitting FROM sittings UNION SELECT sitting FROM answers "
                f"UNION SELECT sitting FROM finished) WHERE {which}",
                given,
            )
            for table, column in (
                ("answers", "sitting"),
                ("finished", "sitting"),
                ("sittings", "id"),
            ):
                db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT sitting FROM gone)")
            db.execute("DROP TABLE gone")
            return copy

        return self._write(removed)

    def close(self) -> None:
        """Let go of the file; what was added is there anyway."""
        self._connection.close()

    def _write(self, change: Callable[[sqlite3.Connection], _T]) -> _T:
        """Make a change in a transaction; once more if the file was moved away meanwhile."""
        with self._said():
            try:
                return _changed(self._connection, change)
            except sqlite3.Error as error:
                if not is_moved(error):
                    raise
            self._connection.close()
            self._connection = self._opened()
            return _changed(self._connection, change)

    @property
    def unreadable(self) -> int:
        """How many of the stored records that were read made no sense, and were left out."""
        return len(self._senseless)

    def _sound(self, table: str, found: Iterable[Sequence[Any]], kind: type[_T]) -> tuple[_T, ...]:
        """Return what rows say, each with its number in the table in front."""
        sound = []
        for number, *cells in found:
            if (made := columns.record_of(kind, cells)) is not None:
                sound.append(made)
            else:
                self._senseless.add((table, number))
        return tuple(sound)

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            what = what_failed(error, self._patience)
            raise record_error(self.path or Path(":memory:"), what) from None

    def _opened(self) -> sqlite3.Connection:
        """Return a connection to a sound file, with a fresh one in the place of a damaged one."""
        with self._said():
            if self.path is None:
                return self._connected(":memory:")
            for _ in range(_TRIES):
                made_ready(self.path)
                which = set_aside.identity(self.path)
                try:
                    return self._connected(self.path)
                except DamagedError:
                    self._set_aside(self.path, which)
                except sqlite3.Error as error:
                    if not is_damage(error):
                        raise
                    self._set_aside(self.path, which)
            raise record_error(self.path, text("is damaged, and so is what was begun in its place"))

    def _connected(self, where: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(where, timeout=self._patience, isolation_level=None)
        # One text that is not UTF-8 must not hide the others.
        connection.text_factory = bytes
        try:
            connection.execute("PRAGMA synchronous = FULL")
            remark = brought_up_to_date(connection, self.path)
            connection.execute("PRAGMA journal_mode = DELETE")
        except BaseException:
            connection.close()
            raise
        if remark is not None and self.path is not None:
            self.remark = told_of(self.path, remark)
        return connection

    def _set_aside(self, path: Path, which: set_aside.Identity) -> None:
        try:
            if not set_aside.may_be_ours(path, APPLICATION):
                raise record_error(
                    path, text("is not a record and stays as it is; name another file")
                )
            new = set_aside.set_aside(path, which)
        except OSError as error:
            what = text("is damaged and cannot be set aside ({reason})", reason=reason_of(error))
            raise record_error(path, what) from None
        if new is not None:
            self.was_damaged = True
            self.remark = told_of(
                path,
                text(
                    "was damaged; it is kept as {file}, and a new record is begun",
                    file=quoted_path(new.name),
                ),
            )


def open_record(path: Path | None, patience: float = PATIENCE) -> Record:
    """Open a record, or begin one; None is one in memory that nobody sees again.

    A damaged file is set aside under another name, which ``Record.remark`` tells. Raises
    ``RecordError`` for a file that cannot be opened, is locked, newer, or not ours.
    """
    # A link is followed first: what is set aside has to be the file, not the link.
    return Record(path and Path(os.path.realpath(path)), patience)


def _changed(db: sqlite3.Connection, change: Callable[[sqlite3.Connection], _T]) -> _T:
    db.execute("BEGIN IMMEDIATE")
    try:
        done = change(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return done
