"""The learner's record, as the commands that ask questions open it."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backprop_tutor.progress.recorder import Recorder


def recorder(*, no_save: bool, progress_file: str | None) -> "Recorder":
    """Return what a session records with; what the learner has to know of it goes to stderr."""
    from backprop_tutor.progress.place import place_of_record
    from backprop_tutor.progress.recorder import Recorder

    return Recorder(None if no_save else place_of_record(progress_file), _tell)


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def done_so_far(progress_file: str | None) -> frozenset[str]:
    """Return the scenarios whose whole walk is in the record; none if there is no record."""
    from backprop_tutor.progress.place import place_of_record

    path = place_of_record(progress_file)
    if not path.exists():  # To look is not to begin one.
        return frozenset()
    from backprop_tutor.progress.recorder import Recorder
    from backprop_tutor.teaching.learner.sittings import finished_scenarios

    with Recorder(path, _tell) as record:
        sittings = record.sittings()
        finished = [one.id for one in sittings if record.finished(one.id)]
        return finished_scenarios(sittings, record.rows(), finished=finished)
