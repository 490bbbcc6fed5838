"""The course as a path: its stops in order, and how far a learner has come on it.

The stops are read from the index that lies beside the scenarios: to look through all of their
lessons takes long, and the home page is there at once.
"""

import json
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from backprop_tutor.invocation import AS_INSTALLED, NETWORK, Program
from backprop_tutor.progress.rows import Mode, Row
from backprop_tutor.scenario.by_language import ByLanguage
from backprop_tutor.teaching.learner.question_outcomes import time_spent
from backprop_tutor.teaching.learner.sittings import LIMITS, QUESTIONS, SittingProgress
from backprop_tutor.wording import text

OTHER_QUIZZES = ("after", "exam", "mend", "topic", "variant", NETWORK)
"""Options of a quiz that is not the one of the course."""

A_STEP = timedelta(seconds=20)
"""What a step may take, before the record knows better."""


@dataclass(frozen=True, slots=True)
class ListedStop:
    """A walk or a quiz at its place in the course."""

    scenario: str
    title: ByLanguage
    level: str
    teaches: ByLanguage
    steps: int
    """Questions of the walk or of the quiz."""
    topics: tuple[str, ...]
    """What ``--topic`` may be to find it."""
    only: str | None = None
    """The parameter whose whole chain is walked through."""
    is_quiz: bool = False

    @property
    def called(self) -> str:
        """What a list calls it."""
        if self.is_quiz:
            return text("{scenario}, quiz", scenario=self.scenario)
        return self.scenario if self.only is None else f"{self.scenario}, {self.only}"

    def command(self, program: Program = AS_INSTALLED) -> str:
        """Return the command that begins it, or goes on with it."""
        if self.is_quiz:
            options = {"questions": str(self.steps)}
        else:
            options = {} if self.only is None else {"only": self.only}
        verb = "quiz" if self.is_quiz else "walk"
        return program.command(verb, shlex.quote(self.scenario), options)


class Reached(StrEnum):
    """How far a learner has come at a stop."""

    DONE = "done"
    BEGUN = "begun"
    AHEAD = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A stop, and how far a learner has come there."""

    stop: ListedStop
    reached: Reached = Reached.AHEAD
    spent: timedelta = timedelta()

    @property
    def minutes(self) -> str:
        """What it took, else what it may take."""
        if self.spent:
            return str(max(1, round(self.spent / timedelta(minutes=1))))
        minutes = max(1, round(self.stop.steps * A_STEP / timedelta(minutes=1)))
        return text("about {minutes}", minutes=minutes)


def stops(index: str) -> tuple[ListedStop, ...]:
    """Return the stops of an index, a JSON list of what each holds."""
    return tuple(
        ListedStop(
            **{
                **each,
                "title": ByLanguage(each["title"]),
                "teaches": ByLanguage(each["teaches"]),
                "topics": tuple(each["topics"]),
            }
        )
        for each in json.loads(index)
    )


def path(
    course: Iterable[ListedStop], rows: Sequence[Row] = (), gone: Sequence[SittingProgress] = ()
) -> tuple[Place, ...]:
    """Return how far a learner has come at each stop.

    Done is what was finished by answering; a walk through the whole lesson does for the walk
    through a part of it.
    """
    return tuple(_place(stop, rows, gone) for stop in course)


def next_place(places: Sequence[Place], gone: Sequence[SittingProgress] = ()) -> Place | None:
    """Return the place to go on at: the one left last, else the first not done; None at the end.

    A learner may walk ahead. A quiz leads nowhere: somebody may have sent a link to it.
    """
    for one in reversed(gone):
        at = next((place for place in places if is_of(one, place.stop)), None)
        if one.sitting.mode is Mode.WALK and at is not None:
            if one.interrupted and at.reached is Reached.BEGUN:
                return at
            break
    return next((place for place in places if place.reached is not Reached.DONE), None)


def _place(stop: ListedStop, rows: Sequence[Row], gone: Sequence[SittingProgress]) -> Place:
    own = [one for one in gone if is_of(one, stop)]
    wider = [one for one in gone if _is_more_than(one, stop)]
    if any(one.finished and one.walked for one in (*own, *wider)):
        reached = Reached.DONE
    else:
        reached = Reached.BEGUN if own else Reached.AHEAD
    ids = {one.sitting.id for one in own}
    spent = time_spent(row for row in rows if row.sitting in ids) if ids else timedelta()
    return Place(stop, reached, spent)


def is_of(one: SittingProgress, stop: ListedStop) -> bool:
    """Whether a sitting is what the command of a stop goes on with."""
    if stop.is_quiz:
        return _questions(one, stop.scenario) == stop.steps
    return _is_walk_of(one, stop.scenario, stop.only)


def _is_more_than(one: SittingProgress, stop: ListedStop) -> bool:
    """Whether a sitting holds all of a stop and more."""
    if stop.is_quiz:
        return _questions(one, stop.scenario) > stop.steps
    return _is_walk_of(one, stop.scenario, None)


def _questions(one: SittingProgress, scenario: str) -> int:
    """Return how many questions a practice quiz on a scenario asks; 0 for what is no such quiz."""
    sitting = one.sitting
    if sitting.mode is not Mode.QUIZ or sitting.scenario != scenario:
        return 0
    said = sitting.options.get(QUESTIONS, "")
    other = any(option in sitting.options for option in OTHER_QUIZZES)
    return 0 if other or not said.isdecimal() else int(said)


def _is_walk_of(one: SittingProgress, scenario: str, only: str | None) -> bool:
    options = one.sitting.options
    limited = any(option in options for option in LIMITS if option != "only")
    return (
        one.sitting.mode is Mode.WALK
        and one.sitting.scenario == scenario
        and options.get("only") == only
        and not limited
    )
