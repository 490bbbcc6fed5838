"""What can go wrong with the record's file, each as what is said of it.

By the codes of SQLite and of the system; their own sentences change from release to release.
"""

import contextlib
import os
import sqlite3
from pathlib import Path

from backprop_tutor.errors import FileError
from backprop_tutor.system_errors import TOO_MANY_FILES, is_too_many_files, reason_of
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import text

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FILES_AT_ONCE = 2
"""What SQLite needs to write: the file and its journal."""


class RecordError(FileError):
    """The record cannot be read or written: ``PATH: what is wrong``, without a full stop."""


class DamagedError(Exception):
    """The file is not what it was written as; never shown, the file is set aside."""


def record_error(path: Path, what: str) -> RecordError:
    """Return the error that says what is wrong with a file."""
    return RecordError(told_of(path, what))


def told_of(path: Path, what: str) -> str:
    """Return what is told of a file, behind its path and a colon."""
    # Translators: {what} is what is wrong with the file, "is damaged" or the like.
    return text("{path}: {what}", path=visible(str(path)), what=what)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that a file is not a database, or not a whole one."""
    return _code(error) & 0xFF in _DAMAGE


def is_moved(error: sqlite3.Error) -> bool:
    """Whether the file was renamed or removed under an open record."""
    return _code(error) == sqlite3.SQLITE_READONLY_DBMOVED


def what_failed(error: sqlite3.Error | OSError, patience: float) -> str:
    """Return what is wrong, as it goes on after the path and a colon."""
    if isinstance(error, OSError):
        # Translators: this and what follows is said of a file, behind its path and a colon.
        return text("cannot be opened ({reason})", reason=reason_of(error))
    match _code(error) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return text(
                "is locked by another program (waited {seconds} s)", seconds=f"{patience:g}"
            )
        case sqlite3.SQLITE_FULL:
            return text("cannot be written (the disk is full)")
        case sqlite3.SQLITE_IOERR:
            return text("cannot be read or written (the disk may be full or gone)")
        case sqlite3.SQLITE_READONLY if _code(error) == sqlite3.SQLITE_READONLY_DIRECTORY:
            return text("cannot be written (its folder is read-only)")
        case sqlite3.SQLITE_READONLY:
            return text("cannot be written (it is read-only)")
        case sqlite3.SQLITE_CANTOPEN if _is_out_of_files():
            return text("cannot be opened ({reason})", reason=text(TOO_MANY_FILES))
        case sqlite3.SQLITE_CANTOPEN:
            return text("cannot be opened (you may not read it, or not write to its folder)")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return text("is damaged")
        case sqlite3.SQLITE_NOMEM:
            return text("cannot be used (the memory is full)")
        case sqlite3.SQLITE_TOOBIG:
            return text("cannot be written (an answer is too long for it)")
        case sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return text("cannot be used (you do not have permission)")
        case _:
            return text("cannot be used (its database gives the error {name})", name=_name(error))


def _is_out_of_files() -> bool:
    """Whether the program may open no more files: SQLite itself does not say why it could not."""
    with contextlib.ExitStack() as opened:
        try:
            for _ in range(_FILES_AT_ONCE):
                opened.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        except OSError as error:
            return is_too_many_files(error)
    return False


def _code(error: sqlite3.Error) -> int:
    # What the module finds wrong by itself has no code of SQLite's.
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", type(error).__name__)
