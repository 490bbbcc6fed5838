"""The learner's record, as the commands that ask questions open it."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backprop_tutor.progress.recorder import Recorder
    from backprop_tutor.progress.rows import Row
    from backprop_tutor.teaching.learner.sittings import SittingProgress


def recorder(*, no_save: bool, progress_file: str | None) -> "Recorder":
    """Return what a session records with; what the learner has to know of it goes to stderr."""
    from backprop_tutor.progress.place import place_of_record
    from backprop_tutor.progress.recorder import Recorder

    return Recorder(None if no_save else place_of_record(progress_file), _tell)


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def is_recorded(progress_file: str | None) -> bool:
    """Return whether there is a record that can be seen; to look begins none."""
    from backprop_tutor.progress.place import place_of_record

    path = place_of_record(progress_file)
    try:
        return path.exists()
    except OSError:  # What stands in the way is told where the record is opened.
        return False


def what_is_recorded(
    progress_file: str | None,
) -> "tuple[tuple[Row, ...], tuple[SittingProgress, ...]]":
    """Return all that was typed, and how far each sitting has come; to look begins no record."""
    from backprop_tutor.progress.place import place_of_record

    path = place_of_record(progress_file)
    if not path.exists():
        return (), ()
    from backprop_tutor.progress.recorder import Recorder
    from backprop_tutor.teaching.learner.sittings import courses

    with Recorder(path, _tell) as record:
        rows, sittings = record.rows(), record.sittings()
        finished = frozenset(one.id for one in sittings if record.finished(one.id))
        return rows, courses(rows, sittings, finished)
