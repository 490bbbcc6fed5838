"""What the rows add up to: how much was answered, how much of it at once, how long it took."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backprop_tutor.progress.rows import Event, Row, Sitting

_ANSWERS = frozenset(
    {Event.RIGHT, Event.PRECISION, Event.EARLY_ROUNDING, Event.WRONG, Event.INVALID}
)


@dataclass(frozen=True, slots=True)
class Tally:
    """A few sums over a learner's rows."""

    sittings: int
    answers: int
    """Texts that were meant as an answer, whatever came of them."""
    at_first_try: int
    """Questions that were right at the first attempt, with no hint."""
    milliseconds: int
    """The time that questions with an answer or a command were on the screen."""


def tally(sittings: Sequence[Sitting], rows: Iterable[Row]) -> Tally:
    """Return the sums; rows have to come in the order in which they were added."""
    answers = at_first_try = milliseconds = 0
    latest: dict[str, Row] = {}
    for row in rows:
        answers += row.event in _ANSWERS
        at_first_try += row.event is Event.RIGHT and row.attempt == 1 and not row.hints
        before = latest.get(row.sitting)
        # The clock of a question runs on from one attempt to the next.
        runs_on = (
            before is not None
            and (before.quantity, before.seed) == (row.quantity, row.seed)
            and before.milliseconds <= row.milliseconds
        )
        milliseconds += row.milliseconds - (before.milliseconds if before and runs_on else 0)
        latest[row.sitting] = row
    return Tally(len(sittings), answers, at_first_try, milliseconds)
