"""Training: many updates by the lines of one tape, and how its aim went on the way.

A given number x learns where the tape has a line ``x_new``: one update calculates all of them, then
puts them in place. The tape may be of any network; nothing here knows layers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import inf, isfinite, nan

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Call, Expr, Number, subexpressions
from backprop_tutor.maths.compiled import LoopFunction, Made, loop_of
from backprop_tutor.maths.tape.tape import GIVEN, Tape
from backprop_tutor.maths.training.first_update import first_update
from backprop_tutor.maths.training.rounding_alone import without_noise, without_rounding

MOST_POINTS = 400
"""Points of a history, however many updates there are."""

_ROUNDING = 1e-14
"""So small a share of its first value a quantity goes up and down by the rounding of floats."""

_NO_VALUE = (ZeroDivisionError, ValueError, TypeError)  # TypeError: a complex power.
_UNDEFINED = -2
"""So many updates are made where a formula has no value; −1 where one is too large."""


@dataclass(frozen=True, slots=True)
class History:
    """What came of some updates: the watched quantity at some of them, the numbers at the end."""

    points: tuple[tuple[int, float], ...]
    """After how many updates, and the value there, exactly; the first is before any update."""
    numbers: Mapping[str, float]
    """The given numbers after the last update that led to finite ones."""
    rises: int = 0
    """How many of the updates made the value larger."""
    broke: int | None = None
    """The update that led out of the range of numbers, if one did."""
    reached: bool = False
    """Whether the value came to the goal."""
    undefined: bool = False
    """Whether it broke because a formula has no value there, and not because one is too large."""
    falls: int = 0
    """How many of the updates made it smaller; counted only where it should climb."""
    kept: tuple[tuple[float, ...], ...] = ()
    """The given numbers that were to be kept, at each of the points."""

    @property
    def updates(self) -> int:
        """How many updates were made, without one that broke."""
        return self.points[-1][0]

    @property
    def first(self) -> float:
        """The value before any update."""
        return self.points[0][1]

    @property
    def last(self) -> float:
        """The value after the last update."""
        return self.points[-1][1]


def successors(tape: Tape) -> dict[str, str]:
    """Return what replaces what at an update: ``w5`` becomes ``w5_new``."""
    pairs = ((name, names.updated(name)) for name, line in tape.items() if line.role in GIVEN)
    return {old: new for old, new in pairs if new in tape and tape[new].role not in GIVEN}


@dataclass(frozen=True)
class Trainer:
    """Makes updates by the lines of a whole tape."""

    tape: Tape
    aim: str = names.TOTAL
    """The quantity that is watched: what the derivatives on the tape are of."""
    climbs: bool = False
    """Whether more of it is better."""
    held: Mapping[str, float] = field(default_factory=dict)
    """Values in place of computed ones, in the first pass alone."""

    def after(self, updates: int) -> History:
        """Return the numbers after so many updates; what they lead to is not looked at."""
        return self._run(None, updates, {}, self._never, 64, None)

    def train(
        self,
        updates: int,
        *,
        rate: float | None = None,
        goal: float | None = None,
        watch: Callable[[int, float], None] | None = None,
        keep: Sequence[str] = (),
    ) -> History:
        """Return how the watched quantity went, at this learning rate or the scenario's own.

        Stops as soon as it is at or below the goal; where it should climb, at or above. ``watch``
        is told now and then how many updates were made and what its value is. At each point of the
        history the given numbers ``keep`` are kept.
        """
        changed = {} if rate is None else {self.tape.rate: rate}
        end = self._never if goal is None else goal
        return self._run(self.aim, updates, changed, end, MOST_POINTS - 40, watch, keep)

    @property
    def _never(self) -> float:
        """A goal that is not reached."""
        return inf if self.climbs else -inf

    @cached_property
    def _watching(self) -> LoopFunction:
        return self._loop(self.aim)

    @cached_property
    def _blind(self) -> LoopFunction:
        return self._loop(None)

    def _loop(self, watched: str | None, held: Mapping[str, float] | None = None) -> LoopFunction:
        tape, replaced = self.tape, successors(self.tape)
        in_place = {name: Number(Fraction(value)) for name, value in (held or {}).items()}
        known = {**tape.given(), **in_place}
        seen = () if watched is None else (watched,)
        needed = tape.needed_for(*replaced.values(), *seen, known=known)
        return loop_of(
            {**in_place, **{name: self._in_loop(name) for name in needed}},
            replaced,
            {name: tape.position(name) for name in tape},
            watched,
            frozenset(tape.needed_for(*seen, known=known)),
            climbs=self.climbs,
        )

    def _in_loop(self, name: str) -> Expr:
        """Return the formula of a line as the loop calculates it.

        Only logarithms are lost beside a bound; what else cancels there moves nothing any more.
        """
        formula = self.tape[name].formula
        takes = any(
            isinstance(part, Call) and part.function == "log" for part in subexpressions(formula)
        )
        return self.tape.calculated(name) if takes else formula

    def _opening(self, watched: str | None, loop: LoopFunction) -> LoopFunction:
        """Return what makes the first update."""
        if not self.held:
            return loop
        return first_update(self.tape, self.held, watched, self._loop(None, self.held), loop)

    def _run(
        self,
        watched: str | None,
        updates: int,
        changed: Mapping[str, float],
        goal: float,
        points: int,
        watch: Callable[[int, float], None] | None,
        keep: Sequence[str] = (),
    ) -> History:
        loop = self._blind if watched is None else self._watching
        opening = self._opening(watched, loop)
        given = {**self.tape.given(), **changed}
        numbers = [nan] * len(self.tape)
        for name, number in given.items():
            numbers[self.tape.position(name)] = number
        moving = [self.tape.position(name) for name in successors(self.tape)]
        at = rises = falls = 0
        *_, value = _made(opening, numbers, 0, goal, 0.0)
        history = [(0, value)]
        kept_at = [self.tape.position(name) for name in keep]
        kept = [tuple(numbers[slot] for slot in kept_at)]
        least = max(1e-24, _ROUNDING * abs(value))
        broke, undefined = None, False
        for stop in _stops(updates, points):
            if broke is not None or self._met(value, goal):
                break
            before = list(numbers)
            makes = loop if at else opening  # The first stop is after one update.
            made, up, down, now = _made(makes, numbers, stop - at, goal, least)
            if not _is_sound(made, now, value, numbers, moving):
                numbers[:] = before
                (made, up, down, now), undefined = self._made_singly(
                    makes, numbers, stop - at, value, least, moving
                )
                broke = at + made + 1
            at, rises, falls, value = at + made, rises + up, falls + down, now
            if at > history[-1][0]:
                history.append((at, value))
                kept.append(tuple(numbers[slot] for slot in kept_at))
            if watch is not None:
                watch(at, value)
        raw = {name: numbers[self.tape.position(name)] for name in given}
        ended = without_rounding(raw, successors(self.tape), at, self.tape)
        return History(
            tuple(history)
            if watched is None
            else without_noise(history, watched, ended, self.tape),
            ended,
            rises,
            broke,
            self._met(value, goal),
            undefined,
            falls,
            tuple(kept) if keep else (),
        )

    def _met(self, value: float, goal: float) -> bool:
        return value >= goal if self.climbs else value <= goal

    def _made_singly(
        self,
        loop: LoopFunction,
        numbers: list[float],
        count: int,
        value: float,
        least: float,
        moving: list[int],
    ) -> tuple[Made, bool]:
        """Make updates one by one, up to the one that breaks; ``numbers`` are those before it.

        Also return whether there a formula has no value.
        """
        rises = falls = 0
        for made in range(count):
            before = list(numbers)
            done, up, down, now = _made(loop, numbers, 1, self._never, least)
            if not _is_sound(done, now, value, numbers, moving):
                numbers[:] = before
                return (made, rises, falls, value), done == _UNDEFINED
            rises, falls, value = rises + up, falls + down, now
        # Not met: the same updates broke when made together.
        return (count - 1, rises, falls, value), False


def _made(loop: LoopFunction, numbers: list[float], count: int, goal: float, least: float) -> Made:
    """Run the loop; where float arithmetic fails, fewer than 0 updates were made."""
    try:
        return loop(numbers, count, goal, least)
    except _NO_VALUE:
        return _UNDEFINED, 0, 0, nan
    except ArithmeticError:
        return -1, 0, 0, nan


def _is_sound(
    made: int, now: float, before: float, numbers: list[float], moving: list[int]
) -> bool:
    """Whether updates led to finite numbers; a value that is not looked at is nan throughout."""
    looked = isfinite(before)
    return made >= 0 and isfinite(now) == looked and all(isfinite(numbers[k]) for k in moving)


def _stops(updates: int, points: int) -> Iterator[int]:
    """Yield where the value is looked at: evenly, and at 1, 2, 5, 10, 20, 50 …, up to the last."""
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
