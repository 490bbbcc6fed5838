"""What became of the sittings: which are finished, which scenarios are done, where to go on.

The options of a sitting are called as on the command line. They also say where it ends, so that the
record alone can tell: a walk names the quantity of its last question under ``LAST``, a quiz says
how many it asks under ``QUESTIONS``.
"""

import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from backprop_tutor.invocation import AS_INSTALLED, NO, Program
from backprop_tutor.progress.rows import Mode, Row, Sitting
from backprop_tutor.teaching.learner.question_outcomes import Outcome, Result, moment, outcomes
from backprop_tutor.wording import text_in

if TYPE_CHECKING:  # What was typed is looked at without it.
    from backprop_tutor.scenario.scenario import Scenario

LAST = "last"
QUESTIONS = "questions"

NAMELESS = "-"
"""What the command line calls a scenario from standard input: nobody can go on with it."""

_PASSED = frozenset(Result) - {Result.OPEN, Result.WRONG}
ROUND = "round"
"""Marks a walk through what was missed in another; it is no option, so no command repeats it."""
LIMITS = ("only", "part", "from", ROUND)
"""Options of a walk that is not through the whole lesson."""


def recorded_name(scenario: "Scenario") -> str:
    """Return what the command line calls a scenario from wherever it is typed."""
    (source,) = shlex.split(scenario.called) or (scenario.name,)
    # A bundled name has neither a folder nor an ending.
    is_file = Path(source).name != source or Path(source).suffix
    return str(Path(source).absolute()) if is_file else source


@dataclass(frozen=True, slots=True)
class SittingProgress:
    """A sitting with how far it has come."""

    sitting: Sitting
    finished: bool
    last: datetime
    """When something was typed last, or else when it began."""
    answered: int = 0
    """Questions to which the right answer was given."""
    passed: int = 0
    """Questions that are behind, those shown or skipped included."""
    seen: int = 0
    """Questions at which something was typed."""

    @property
    def walked(self) -> bool:
        """Whether at least half of what is behind was answered."""
        return 0 < self.passed <= 2 * self.answered

    @property
    def is_whole_walk(self) -> bool:
        """Whether it came to the end of a whole lesson, one that has a name."""
        sitting = self.sitting
        is_part = any(option in sitting.options for option in LIMITS)
        named = sitting.scenario != NAMELESS
        return self.finished and sitting.mode is Mode.WALK and named and not is_part

    @property
    def is_exam(self) -> bool:
        """Whether it is an exam, of which nothing is told before its end."""
        return _is_exam(self.sitting)

    @property
    def called(self) -> str:
        """What a learner calls it."""
        if self.is_exam:
            return text_in("what was left in the middle", "exam")
        match self.sitting.mode:
            case Mode.WALK:
                return text_in("what was left in the middle", "walk")
            case Mode.QUIZ:
                return text_in("what was left in the middle", "quiz")
            case _:
                assert_never(self.sitting.mode)

    @property
    def interrupted(self) -> bool:
        """Whether there is more to come; not where the record does not say where it ends."""
        end = LAST if self.sitting.mode is Mode.WALK else QUESTIONS
        options = self.sitting.options
        return not self.finished and end in options and "from" not in options


def command_of(sitting: Sitting, program: Program = AS_INSTALLED) -> str:
    """Return the command that goes on with a sitting, with the options it was begun with."""
    return program.command(sitting.mode.value, shlex.quote(sitting.scenario), sitting.options)


def command_anew(sitting: Sitting, program: Program = AS_INSTALLED) -> str:
    """Return the command that starts a sitting over, with the options it was begun with."""
    options = {**sitting.options, "restart": "true"}
    return program.command(sitting.mode.value, shlex.quote(sitting.scenario), options)


def courses(
    rows: Iterable[Row], sittings: Iterable[Sitting], finished: Collection[str] = ()
) -> tuple[SittingProgress, ...]:
    """Return how far each sitting has come, the latest last; ``finished`` are marked as such."""
    of: dict[str, list[Outcome]] = {}
    for outcome in outcomes(rows):
        of.setdefault(outcome.rows[0].sitting, []).append(outcome)
    found = [
        _course(sitting, of.get(sitting.id, []), marked=sitting.id in finished)
        for sitting in sittings
    ]
    return tuple(sorted(found, key=lambda one: (one.last, one.sitting.id)))


def _course(sitting: Sitting, of: list[Outcome], *, marked: bool) -> SittingProgress:
    # In an exam each question is asked once: a wrong answer is the end of it.
    behind = _PASSED | {Result.WRONG} if _is_exam(sitting) else _PASSED
    passed = [one for one in of if one.result in behind]
    times = [moment(row.at) for one in of for row in one.rows]
    if of:  # Its file may have been moved since.
        latest = max((row for one in of for row in one.rows), key=lambda row: row.number)
        sitting = replace(sitting, scenario=latest.heard.scenario)
    return SittingProgress(
        sitting,
        marked or _is_finished(sitting, of, passed),
        max(times, default=moment(sitting.began)),
        sum(one.answered for one in passed),
        len(passed),
        len(of),
    )


def _is_exam(sitting: Sitting) -> bool:
    return sitting.options.get("exam", "") not in NO


def _is_finished(sitting: Sitting, of: list[Outcome], passed: list[Outcome]) -> bool:
    """Whether the last question was passed; in a quiz a wrong answer may be the end of one too."""
    if sitting.mode is Mode.WALK:
        last = sitting.options.get(LAST)
        return last is not None and any(one.rows[0].heard.quantity == last for one in passed)
    wanted = sitting.options.get(QUESTIONS, "")
    ended = sum(one.result is not Result.OPEN for one in of)
    return wanted.isdecimal() and 0 < int(wanted) <= ended


def finished_scenarios(
    sittings: Iterable[Sitting],
    rows: Iterable[Row],
    digests: Mapping[str, str] | None = None,
    finished: Collection[str] = (),
) -> frozenset[str]:
    """Return the scenarios, those with a name, whose whole walk was finished at least once.

    Who has most of it skipped or shown has not walked. ``finished`` are marked as such. With
    ``digests``, those of the files as they are now, a walk through a file that has changed since
    does not count.
    """
    return frozenset(
        one.sitting.scenario
        for one in courses(rows, sittings, finished)
        if one.is_whole_walk
        and one.walked
        and (digests is None or digests.get(one.sitting.scenario) == one.sitting.digest)
    )
