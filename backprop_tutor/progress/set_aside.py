"""Files kept under another name: a damaged record, a copy before a migration or a reset.

Nothing here deletes what somebody wrote.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from backprop_tutor.progress.place import FILE
from backprop_tutor.system_errors import ObstacleError
from backprop_tutor.untrusted import quoted_path
from backprop_tutor.wording import grouped, text

_MOST = 10_000
_HEADER = b"SQLite format 3\0"
_MARK = slice(68, 72)
"""Where in SQLite's header the application that a file belongs to is written."""
Identity = tuple[int, int]


def identity(path: Path) -> Identity:
    """Return which file a path leads to, so that another one of the same name is told apart."""
    status = path.stat()
    return status.st_dev, status.st_ino


def may_be_ours(path: Path, mark: int) -> bool:
    """Whether a damaged file was a record: by its name, by SQLite's header, or by our mark in it.

    Any other text that was named by mistake is somebody's, and is left where it is.
    """
    with path.open("rb") as file:
        start = file.read(_MARK.stop)
    head = start[: len(_HEADER)]
    return path.name == FILE or _HEADER.startswith(head) or start[_MARK] == mark.to_bytes(4, "big")


def copied(path: Path, word: str) -> Path:
    """Return a copy of a database, made by SQLite, so that it is whole whoever writes meanwhile.

    Raises ``OSError`` and ``sqlite3.Error``; then there is no copy.
    """
    copy = _reserved(path, word)
    try:
        with (
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except BaseException:
        copy.unlink()
        raise
    return copy


def set_aside(path: Path, which: Identity) -> Path | None:
    """Rename a damaged file and its journal; None if another process was there first.

    Two programs may find the same damage. The second must not carry off the new file that the
    first has begun, so both hold the damaged one while they look at what the path leads to.
    Raises ``OSError``.
    """
    try:
        with _held(path) as held:
            return _moved(path) if held == which == identity(path) else None
    except FileNotFoundError:  # Renamed just now, and nothing is in its place yet.
        return None


def _moved(path: Path) -> Path:
    """Rename a file with its journal, and return its new name."""
    aside = _reserved(path, "damaged")
    # First the journal: as soon as the file is gone another program may begin a new one, and what
    # is called its journal then is.
    for ending in ("-journal", "-wal", "-shm"):
        left = path.with_name(path.name + ending)
        with contextlib.suppress(FileNotFoundError):
            left.replace(aside.with_name(aside.name + ending))
    try:
        path.replace(aside)
    except OSError:
        aside.unlink()
        raise
    return aside


@contextlib.contextmanager
def _held(path: Path) -> Iterator[Identity]:
    with path.open("rb") as file:
        try:
            import fcntl
        except ImportError:  # Windows, where a file in use cannot be renamed anyway.
            pass
        else:
            with contextlib.suppress(OSError):  # Some network drives have no locks.
                fcntl.flock(file, fcntl.LOCK_EX)
        status = os.fstat(file.fileno())
        yield status.st_dev, status.st_ino


def _reserved(path: Path, word: str) -> Path:
    """Return a name beside a file that nobody has: ``progress.sqlite.damaged-20261122-1``."""
    today = datetime.now(tz=UTC).strftime("%Y%m%d")
    for count in range(1, _MOST):
        name = path.with_name(f"{path.name}.{word}-{today}-{count}")
        with contextlib.suppress(FileExistsError):
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            return name
    files = f"{path.name}.{word}-{today}-…"
    raise ObstacleError(
        text(
            "there are {count} files {files} already",
            count=grouped(_MOST - 1),
            files=quoted_path(files),
        )
    )
