"""Training: many updates by the lines of one tape, and how the loss went on the way.

A given number x learns where the tape has a line ``x_new``: one update calculates all of them, then
puts them in place. The tape may be of any network; nothing here knows layers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite, nan

from backprop_tutor.maths import names
from backprop_tutor.maths.compiled import LoopFunction, loop_of
from backprop_tutor.maths.tape import GIVEN, Tape

MOST_POINTS = 400
"""Points of a history, however many updates there are."""

_FLOAT_FAULTS = (ArithmeticError, ValueError, TypeError)  # TypeError: a complex power.


@dataclass(frozen=True, slots=True)
class History:
    """What came of some updates: the loss at some of them, and the numbers at the end."""

    points: tuple[tuple[int, float], ...]
    """After how many updates, and the loss there, exactly; the first is before any update."""
    numbers: Mapping[str, float]
    """The given numbers after the last update that led to finite ones."""
    rises: int = 0
    """How many of the updates made the loss larger."""
    broke: int | None = None
    """The update that led out of the range of numbers, if one did."""
    reached: bool = False
    """Whether the loss came down to the goal."""

    @property
    def updates(self) -> int:
        """How many updates were made, without one that broke."""
        return self.points[-1][0]

    @property
    def first(self) -> float:
        """The loss before any update."""
        return self.points[0][1]

    @property
    def last(self) -> float:
        """The loss after the last update."""
        return self.points[-1][1]


def successors(tape: Tape) -> dict[str, str]:
    """Return what replaces what at an update: ``w5`` becomes ``w5_new``."""
    pairs = ((name, names.new(name)) for name, line in tape.items() if line.role in GIVEN)
    return {old: new for old, new in pairs if new in tape and tape[new].role not in GIVEN}


@dataclass(frozen=True)
class Trainer:
    """Makes updates by the lines of a whole tape."""

    tape: Tape

    def after(self, updates: int) -> History:
        """Return the numbers after so many updates; the loss is not looked at."""
        return self._run(self._unwatched, updates, {}, -inf, 64, None)

    def train(
        self,
        updates: int,
        *,
        rate: float | None = None,
        goal: float = -inf,
        watch: Callable[[int, float], None] | None = None,
    ) -> History:
        """Return how the loss went, at this learning rate or the scenario's own.

        Stops as soon as the loss is at or below the goal. ``watch`` is told now and then how many
        updates were made and what the loss is.
        """
        changed = {} if rate is None else {names.RATE: rate}
        return self._run(self._watched, updates, changed, goal, MOST_POINTS - 40, watch)

    @cached_property
    def _watched(self) -> LoopFunction:
        return self._loop(names.TOTAL)

    @cached_property
    def _unwatched(self) -> LoopFunction:
        return self._loop(None)

    def _loop(self, watched: str | None) -> LoopFunction:
        tape = self.tape
        given = tape.given()
        replaced = successors(tape)
        seen = () if watched is None else (watched,)
        needed = tape.needed_for(*replaced.values(), *seen, known=given)
        return loop_of(
            {name: tape[name].formula for name in needed},
            replaced,
            {name: tape.position(name) for name in tape},
            watched,
            frozenset(tape.needed_for(*seen, known=given)),
        )

    def _run(
        self,
        loop: LoopFunction,
        updates: int,
        changed: Mapping[str, float],
        goal: float,
        points: int,
        watch: Callable[[int, float], None] | None,
    ) -> History:
        given = {**self.tape.given(), **changed}
        numbers = [nan] * len(self.tape)
        for name, value in given.items():
            numbers[self.tape.position(name)] = value
        moving = [self.tape.position(name) for name in successors(self.tape)]
        at, rises = 0, 0
        _, _, loss = _made(loop, numbers, 0, goal)
        history = [(0, loss)]
        broke = None
        for stop in _stops(updates, points):
            if broke is not None or loss <= goal:
                break
            before = list(numbers)
            made, up, now = _made(loop, numbers, stop - at, goal)
            if not _is_sound(made, now, loss, numbers, moving):
                numbers[:] = before
                made, up, now = _made_singly(loop, numbers, stop - at, loss, moving)
                broke = at + made + 1
            at, rises, loss = at + made, rises + up, now
            if at > history[-1][0]:
                history.append((at, loss))
            if watch is not None:
                watch(at, loss)
        return History(
            tuple(history),
            {name: numbers[self.tape.position(name)] for name in given},
            rises,
            broke,
            loss <= goal,
        )


def _made(
    loop: LoopFunction, numbers: list[float], count: int, goal: float
) -> tuple[int, int, float]:
    """Run the loop; where float arithmetic fails, −1 updates were made."""
    try:
        return loop(numbers, count, goal)
    except _FLOAT_FAULTS:
        return -1, 0, nan


def _is_sound(
    made: int, now: float, before: float, numbers: list[float], moving: list[int]
) -> bool:
    """Whether updates led to finite numbers; a loss that is not looked at is nan throughout."""
    looked = isfinite(before)
    return made >= 0 and isfinite(now) == looked and all(isfinite(numbers[k]) for k in moving)


def _made_singly(
    loop: LoopFunction, numbers: list[float], count: int, loss: float, moving: list[int]
) -> tuple[int, int, float]:
    """Make updates one by one, up to the one that breaks; ``numbers`` are those before it."""
    rises = 0
    for made in range(count):
        before = list(numbers)
        done, up, now = _made(loop, numbers, 1, -inf)
        if not _is_sound(done, now, loss, numbers, moving):
            numbers[:] = before
            return made, rises, loss
        rises, loss = rises + up, now
    return count - 1, rises, loss  # Not met: the same updates broke when made together.


def _stops(updates: int, points: int) -> Iterator[int]:
    """Yield where the loss is looked at: evenly, and at 1, 2, 5, 10, 20, 50 …, up to the last."""
    even = {round(updates * k / points) for k in range(1, points + 1)}
    yield from sorted({*even, *milestones(updates)} - {0})


def milestones(updates: int) -> list[int]:
    """Return 0, 1, 2, 5, 10, 20, 50 … and the last: where people like to look."""
    found = [0]
    power = 1
    while power <= updates:
        found += [step * power for step in (1, 2, 5) if step * power <= updates]
        power *= 10
    return found if found[-1] == updates else [*found, updates]
