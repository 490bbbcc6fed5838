"""What became of each question: the rows of the record, gathered question by question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from backprop_tutor.progress.rows import Event, Row
from backprop_tutor.teaching.learner.recorded_reasons import quantity_of_reason
from backprop_tutor.wording import Marked, marked

LONGEST_THOUGHT = timedelta(minutes=5)
"""More time than this between two typed texts is not spent on the question: a night at an open
terminal counts as five minutes."""

_HELP = frozenset({Event.HINT, Event.SHOWN, Event.SKIPPED})
_NEARLY = frozenset({Event.PRECISION, Event.EARLY_ROUNDING})


class Result(StrEnum):
    """How a question ended, or where it stands."""

    FIRST = "first"
    LATER = "later"
    HINTED = "hinted"
    SHOWN = "shown"
    SKIPPED = "skipped"
    WRONG = "wrong"
    OPEN = "open"


RESULTS: Mapping[Result, Marked] = {
    Result.FIRST: marked("right at the first try"),
    Result.LATER: marked("right later"),
    Result.HINTED: marked("right after a hint"),
    # Translators: the answer was shown, or the question skipped.
    Result.SHOWN: marked("shown"),
    # Translators: the answer was shown, or the question skipped.
    Result.SKIPPED: marked("skipped"),
    Result.WRONG: marked("not right"),
    Result.OPEN: marked("not answered"),
}
"""What the learner reads of a question."""

_ANSWERED = frozenset({Result.FIRST, Result.LATER, Result.HINTED})
_TOLD = _ANSWERED | {Result.SHOWN, Result.SKIPPED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question of one sitting, with all that was typed at it."""

    rows: tuple[Row, ...]
    result: Result
    first: bool | None
    """Whether the first attempt was right; None if there was none, or it was not unaided."""
    at: datetime
    """When that was found out, or else when the last text was typed."""

    @property
    def numbers(self) -> tuple[str, int | None]:
        """The numbers that were asked: which file, and which variant of it."""
        heard = self.rows[0].heard
        return heard.digest, heard.seed

    @property
    def is_choice(self) -> bool:
        """Whether the answer was one of a few: it may be guessed, and a second try even more so."""
        return quantity_of_reason(self.rows[0].heard.quantity) is not None

    @property
    def corrected(self) -> bool:
        """Whether one wrong answer was put right at the next attempt, without any help."""
        events = [row.heard.event for row in self.rows]
        end = events.index(Event.RIGHT) if Event.RIGHT in events else 0
        before = events[:end]
        helped = _HELP & {*before} or (end and self.rows[end].heard.hints)
        return before.count(Event.WRONG) == 1 and not helped

    @property
    def answered(self) -> bool:
        """Whether the right answer was given by the learner, if with hints."""
        told = {Event.SHOWN, Event.SKIPPED} & {row.heard.event for row in self.rows}
        return self.result in _ANSWERED and not told

    @property
    def only_value(self) -> bool:
        """Whether the lines before the value were given, and the value was right at once."""
        return self.result is Result.FIRST and self.first is None

    @property
    def skill(self) -> str:
        """The skill that the question is about, as the record spells it."""
        return self.rows[0].heard.skill


def moment(text: str) -> datetime:
    """Return a time of the record, which is ISO 8601 in UTC."""
    return datetime.fromisoformat(text)


def outcomes(rows: Iterable[Row]) -> list[Outcome]:
    """Return what became of each question, in the order of time.

    A question is one quantity of one scenario, whatever its file is called by now, at one set of
    numbers in one sitting. The order of the rows that are handed over does not matter.
    """
    questions: dict[tuple[object, ...], list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row.sitting, row.number)):
        heard = row.heard
        key = (row.sitting, heard.digest, heard.seed, heard.quantity)
        questions.setdefault(key, []).append(row)
    found = [_outcome(tuple(asked)) for asked in questions.values()]
    return sorted(found, key=lambda one: (one.at, one.rows[0].sitting, one.rows[0].number))


def told_before(all_of_them: Iterable[Outcome]) -> list[bool]:
    """Return of each outcome, in the order of time, whether its answer was known from an earlier
    one: the same question, at the same numbers, that had come to its answer.
    """
    known: set[tuple[object, ...]] = set()
    told = []
    for one in all_of_them:
        question = (*one.numbers, one.rows[0].heard.quantity)
        told.append(question in known)
        if one.result in _TOLD:
            known.add(question)
    return told


def _outcome(rows: tuple[Row, ...]) -> Outcome:
    first, decided = _first(rows)
    return Outcome(rows, _result(rows), first, moment((decided or rows[-1]).at))


def _first(rows: Sequence[Row]) -> tuple[bool | None, Row | None]:
    """Return what the first attempt says of the learner, and the row that says it.

    A wrong attempt is a miss, hint or not. A right one after a hint, or where the first lines of
    the working were given, or after the answer was shown or the question skipped, says nothing: it
    is no success, and it breaks no streak.
    """
    helped = False
    for row in rows:
        helped = helped or row.heard.event in _HELP or row.heard.hints > 0 or row.heard.faded
        match row.heard.event:
            case Event.WRONG:
                return False, row
            case Event.RIGHT:
                return (None if helped else True), row
            case Event.SHOWN:
                return None, row
            case Event.PRECISION | Event.EARLY_ROUNDING | Event.INVALID:
                pass  # No attempts.
            case Event.HINT | Event.SKIPPED | Event.OTHER:
                pass
            case _:
                assert_never(row.event)
    return None, None


def _result(rows: Sequence[Row]) -> Result:
    events: set[Event] = set()
    for heard in (row.heard for row in rows):
        if heard.event is Event.SHOWN:
            return Result.SHOWN
        if heard.event is Event.RIGHT:
            if heard.hints or Event.HINT in events:
                return Result.HINTED
            return Result.LATER if events & {Event.WRONG, Event.SKIPPED} else Result.FIRST
        events.add(heard.event)
    if Event.SKIPPED in events:
        return Result.SKIPPED
    return Result.WRONG if any(map(is_miss, rows)) else Result.OPEN


def is_miss(row: Row) -> bool:
    """Whether an answer was not right, and counted.

    In an exam it counts, and says nothing of the skill, where only the figures were not right.
    """
    heard = row.heard
    return heard.event is Event.WRONG or (heard.event in _NEARLY and heard.attempt > 0)


def time_spent(rows: Iterable[Row]) -> timedelta:
    """Return the time spent on questions, of which each stretch counts ``LONGEST_THOUGHT`` at most.

    ``milliseconds`` runs on while a question stays on the screen, and begins anew when it is shown
    again, as after an interruption: where it has fallen, the whole of it is new.
    """
    spent = timedelta()
    for outcome in outcomes(rows):
        before = 0
        for row in outcome.rows:
            since = row.milliseconds - (before if row.milliseconds >= before else 0)
            spent += min(timedelta(milliseconds=max(since, 0)), LONGEST_THOUGHT)
            before = row.milliseconds
    return spent
