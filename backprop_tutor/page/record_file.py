"""The learner's record as the page keeps it: a file of its own, which the browser stores."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from backprop_tutor.errors import UsageError
from backprop_tutor.progress.export import FORMATS
from backprop_tutor.progress.failures import RecordError
from backprop_tutor.progress.place import FILE
from backprop_tutor.progress.recorder import Recorder
from backprop_tutor.progress.rows import Row
from backprop_tutor.progress.store import open_record
from backprop_tutor.teaching.learner.sittings import SittingProgress, courses
from backprop_tutor.wording import text

_COUNTER = slice(24, 28)
"""Where SQLite counts, in the head of a file, how often it was changed."""


class RecordFile:
    """A record at a path; None keeps none. It is open while somebody is asked."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.remarks: list[str] = []
        """What the learner should be told of it."""
        self._recorder: Recorder | None = None
        self._seen = self._count()

    def recorder(self) -> Recorder:
        """Return what a session records with."""
        if self._recorder is None:
            self._recorder = Recorder(self.path, self.remarks.append)
        return self._recorder

    def close(self) -> None:
        """Let go of the file."""
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None

    def is_there(self) -> bool:
        """Whether there is a record; to look begins none."""
        return self.path is not None and self.path.exists()

    def has_changed(self) -> bool:
        """Whether the file has changed since this was asked last."""
        before, self._seen = self._seen, self._count()
        return self._seen != before

    def open_anew(self) -> None:
        """Let go of a file that was replaced by somebody else; that is no change of ours."""
        self.close()
        self._seen = self._count()

    def _count(self) -> bytes:
        if not self.is_there():
            return b""
        assert self.path is not None
        with self.path.open("rb") as file:
            return file.read(_COUNTER.stop)[_COUNTER]

    def contents(self) -> tuple[tuple[Row, ...], tuple[SittingProgress, ...]]:
        """Return all that was typed, and how far each sitting has come."""
        if not self.is_there():
            return (), ()
        with Recorder(self.path, self.remarks.append) as record:
            rows, sittings = record.rows(), record.sittings()
            finished = frozenset(one.id for one in sittings if record.finished(one.id))
            return rows, courses(rows, sittings, finished)

    def as_table(self) -> str:
        """Return all that was typed, as ``progress --export csv`` prints it."""
        with open_record(self.path if self.is_there() else None) as record:
            oldest_first = {sitting.id: sitting for sitting in reversed(record.sittings())}
            return FORMATS["csv"](oldest_first, record.rows())

    def as_base64(self) -> str:
        """Return the file itself; of no record an empty one."""
        self.close()
        if self.path is None:
            raise UsageError(text("No record is kept here."))
        with open_record(self.path):  # One that is not there is begun.
            pass
        return b64encode(self.path.read_bytes()).decode()

    def take(self, base64: str, *, sure: bool) -> "Replacing | None":
        """Put another record in the place of this one, if it is ``sure`` or holds no answers.

        Else nothing is changed, and it is returned what would be. Raises ``UsageError``, and
        changes nothing, if it is none.
        """
        if self.path is None:
            raise UsageError(text("No record is kept here."))
        try:
            data = b64decode(base64.encode("ascii"), validate=True)
        except ValueError:
            raise UsageError(_no_record()) from None
        if not data:  # It would be a record that is just begun.
            raise UsageError(_no_record())
        beside = self.path.with_name(f"taken-{FILE}")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        try:
            there = _answers_in(beside)
            here = 0 if sure else _answers(self.contents()[0])
            if here:  # Who is asked something goes on being asked.
                return Replacing(here, there)
            self.close()
            beside.replace(self.path)
            self._seen = b""  # Changed it has, whatever its own count is.
            return None
        finally:
            for left in beside.parent.glob(f"{beside.name}*"):  # Set aside, where it was damaged.
                left.unlink()


class Replacing(NamedTuple):
    """How many answers a record holds, and the one that would take its place."""

    here: int
    there: int


def _answers(rows: Iterable[Row]) -> int:
    return sum(row.heard.attempt > 0 for row in rows)


def _answers_in(path: Path) -> int:
    """Return how many answers a record holds; raises ``UsageError`` if it is none."""
    try:
        with open_record(path) as record:
            if record.was_damaged:
                raise UsageError(_no_record())
            record.sittings()
            return _answers(record.rows())
    except RecordError:
        raise UsageError(_no_record()) from None


def _no_record() -> str:
    return text("This file is no record of this program, or it is damaged; nothing was changed.")
