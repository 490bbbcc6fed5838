"""What a session records with: it never fails, and says in one line when it cannot save."""

from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

from backprop_tutor.progress.failures import RecordError
from backprop_tutor.progress.rows import Mode, Row, Sitting
from backprop_tutor.progress.store import PATIENCE, Record, open_record
from backprop_tutor.wording import text

_T = TypeVar("_T")


class Recorder:
    """A record if there can be one, and a memory for what could not be saved.

    ``path`` None is a session that is not to be saved. ``tell`` is given each line that the learner
    should see, at most one for a failure; after a failure nothing more is written to the file, so
    that a slow or full disk is felt once, but what it holds is still read.
    """

    def __init__(
        self, path: Path | None, tell: Callable[[str], None], patience: float = PATIENCE
    ) -> None:
        self._tell = tell
        self._memory = open_record(None)
        self._record: Record | None = None
        self.saves = path is not None
        """Whether what is added now outlasts the session."""
        if path is None:
            return
        try:
            self._record = open_record(path, patience)
        except RecordError as error:
            self._failed(error)
        else:
            if self._record.remark is not None:
                tell(self._record.remark)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, sitting: Sitting) -> bool:
        """Add a sitting; return whether it is saved."""
        self._memory.begin(sitting)
        return self._saved(lambda record: record.begin(sitting))

    def add(self, row: Row) -> bool:
        """Add a row; return whether it is saved."""
        saved = self._saved(lambda record: record.add(row))
        if not saved:
            self._memory.add(row)
        return saved

    def renew(self, before: str, now: str) -> bool:
        """Put one digest in the place of another; return whether that is saved."""
        return self._saved(lambda record: record.renew(before, now))

    def finish(self, sitting: str, at: str) -> bool:
        """Mark a sitting as finished; return whether that is saved."""
        self._memory.finish(sitting, at)
        return self._saved(lambda record: record.finish(sitting, at))

    def finished(self, sitting: str) -> bool:
        """Whether a sitting was gone through to its end."""
        return self._memory.finished(sitting) or any(
            self._read(lambda record: (record.finished(sitting),))
        )

    def rows(self, sitting: str | None = None) -> tuple[Row, ...]:
        """Return what is saved, and behind it what could not be."""
        return self._read(lambda record: record.rows(sitting)) + self._memory.rows(sitting)

    def sittings(
        self, *, mode: Mode | None = None, scenario: str | None = None, digest: str | None = None
    ) -> tuple[Sitting, ...]:
        """Return the sittings that fit, newest first."""

        def fitting(record: Record) -> tuple[Sitting, ...]:
            return record.sittings(mode=mode, scenario=scenario, digest=digest)

        saved = self._read(fitting)
        known = {sitting.id for sitting in saved}
        return tuple(each for each in fitting(self._memory) if each.id not in known) + saved

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()
        if self._record is not None:
            self._record.close()

    def _saved(self, change: Callable[[Record], object]) -> bool:
        if self._record is None or not self.saves:
            return False
        try:
            change(self._record)
        except RecordError as error:
            self._failed(error)
        return self.saves

    def _read(self, asked: Callable[[Record], tuple[_T, ...]]) -> tuple[_T, ...]:
        if self._record is None:
            return ()
        try:
            return asked(self._record)
        except RecordError as error:
            if self.saves:
                self._failed(error)
            self._record.close()
            self._record = None
            return ()

    def _failed(self, error: RecordError) -> None:
        self.saves = False
        # Translators: {problem} is a path and what is wrong with the file.
        self._tell(text("{problem}; this session goes on unsaved", problem=str(error)))
