"""The tables of the record, and how an older file is brought to them.

To change the tables, add a step to ``STEPS``; what is there stays as it is, for the files that
were written by it.
"""

import sqlite3
from pathlib import Path

from backprop_tutor.progress.failures import DamagedError, record_error
from backprop_tutor.progress.set_aside import copied
from backprop_tutor.untrusted import quoted_path
from backprop_tutor.wording import text

APPLICATION = 0x6270_7475
"""Marks a file as ours ("bptu"): somebody else's database is never written to."""

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE sittings (
            id TEXT PRIMARY KEY NOT NULL, mode TEXT NOT NULL, scenario TEXT NOT NULL,
            digest TEXT NOT NULL, options TEXT NOT NULL, began TEXT NOT NULL)""",
        # No reference to sittings: an answer is kept even if its sitting was lost.
        # A seed may be larger than SQLite's integers.
        """CREATE TABLE answers (
            sitting TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL,
            milliseconds INTEGER NOT NULL, quantity TEXT NOT NULL, skill TEXT NOT NULL,
            typed TEXT NOT NULL, event TEXT NOT NULL, read_as TEXT, misconceptions TEXT NOT NULL,
            hints INTEGER NOT NULL, attempt INTEGER NOT NULL, scenario TEXT NOT NULL,
            digest TEXT NOT NULL, seed TEXT, UNIQUE (sitting, number))""",
        "CREATE TABLE finished (sitting TEXT PRIMARY KEY NOT NULL, at TEXT NOT NULL)",
    ),
    ("ALTER TABLE answers ADD COLUMN faded INTEGER NOT NULL DEFAULT 0",),
)
"""Step n, from 0, brings a file of version n to version n + 1."""

_CHECKED = 64 << 20
"""Bytes up to which a whole file is looked through at opening, in about a second at most."""


def brought_up_to_date(connection: sqlite3.Connection, path: Path | None) -> str | None:
    """Make the tables that are missing; return what to say of it, if anything.

    Raises ``RecordError`` for a file that is not for us to write, ``DamagedError`` and
    ``sqlite3.Error``. An older file is copied first.
    """
    connection.execute("BEGIN")  # Nobody writes to the file while we look at it.
    try:
        version = _checked(connection, path)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    if version == len(STEPS):
        return None
    copy: Path | None = None
    # Whoever comes second waits here, and finds that all is done.
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _number(connection, "user_version")
        if 0 < version < len(STEPS) and path is not None:
            copy = copied(path, f"version-{version}")
        for step in STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {max(version, len(STEPS))}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    if copy is None:
        return None
    return text(
        "is now of version {version}; as it was, it is kept as {file}",
        version=len(STEPS),
        file=quoted_path(copy.name),
    )


def _checked(connection: sqlite3.Connection, path: Path | None) -> int:
    """Return the version of a file that is ours or empty, and whole."""
    # Both stand in the header: a file of a newer version may hold what we cannot read.
    version, owner = _number(connection, "user_version"), _number(connection, "application_id")
    if path is None:
        return version
    if owner == APPLICATION and version > len(STEPS):
        raise record_error(
            path,
            text(
                "was written by a newer backprop-tutor (version {version}, this one knows {known}) "
                "and stays as it is; update it",
                version=version,
                known=len(STEPS),
            ),
        )
    if owner == APPLICATION or not (owner or version):
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if owner != APPLICATION and (owner or version or tables):
        raise record_error(path, text("is the database of another program and stays as it is"))
    size = path.stat().st_size
    # A page that was cut off reads as one that ends in zeros, and a single byte as no file at all.
    if size % _number(connection, "page_size"):
        raise DamagedError("the last page is not whole")
    if size <= _CHECKED:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != b"ok":
            raise DamagedError(found)
    if version and not tables >= {b"sittings", b"answers", b"finished"}:
        raise DamagedError("a table is missing")
    return version


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    value: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return value
