"""Slopes against finite differences: each parameter is nudged and the loss calculated again.

dE/dw ≈ (E(w + h) − E(w − h)) / 2h with many digits, by forward lines alone: nothing here knows a
derivative. Where the two one-sided differences disagree there is a kink, and any slope between them
is as good as any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd, isfinite
from typing import Any

from backprop_tutor.formula import names
from backprop_tutor.maths.oracle.high_precision import precise, written_out
from backprop_tutor.maths.tape.forward import aim
from backprop_tutor.maths.tape.tape import Line, Tape, constantly
from backprop_tutor.scenario.scenario import Method, Scenario, Update

MOST_SLOPES = 200
"""So many slopes are compared at the most, evenly chosen."""
_MOST_WORK = 60_000
"""Names to read in all the lines that are calculated again: some seconds."""
_LEAST_SLOPES = 5

_DIGITS, _STEP = 50, "1e-16"
_RELATIVE, _NEXT_TO_THE_LARGEST = 1e-9, 1e-12
"""How far a slope may be off: next to itself, and next to the largest (sums that cancel)."""
_BENT = 1e-6


@dataclass(frozen=True, slots=True)
class Slope:
    """A derivative on the tape: its line, what it is of, and which number is nudged for it."""

    name: str
    of: str
    by: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A slope with what the finite differences to its left and right give."""

    slope: Slope
    value: float
    left: float
    right: float

    @property
    def central(self) -> float:
        """What the slope should be."""
        return (self.left + self.right) / 2

    @property
    def at_kink(self) -> bool:
        """Whether the slope jumps just here."""
        return abs(self.left - self.right) > _BENT * max(abs(self.left), abs(self.right))

    @property
    def off(self) -> float:
        """By how much the slope is wrong; at a kink, by how much it leaves what is possible."""
        low, high = sorted((self.left, self.right))
        if self.at_kink:
            return max(low - self.value, self.value - high, 0.0)
        return abs(self.value - self.central)


@dataclass(frozen=True)
class Compared:
    """All slopes of a scenario against finite differences, or why that cannot be."""

    differences: tuple[Difference, ...] = ()
    of: int = 0
    """How many slopes there are; where these are more, only some were compared."""
    unmeasured: tuple[Slope, ...] = ()
    """Those that cannot be nudged: one step aside there is no value."""
    why_not: str = ""
    """Why slopes and differences are not the same here."""

    @cached_property
    def wrong(self) -> tuple[Difference, ...]:
        """Those that do not agree."""
        largest = max((abs(one.central) for one in self.differences), default=0.0)
        return tuple(
            one
            for one in self.differences
            if not one.off <= _RELATIVE * abs(one.central) + _NEXT_TO_THE_LARGEST * largest
        )

    @property
    def worst(self) -> float:
        """The largest difference; nan if a slope is none."""
        return max((one.off for one in self.differences), key=_badness, default=0.0)


def _badness(off: float) -> float:
    return off if isfinite(off) else float("inf")


def compared(scenario: Scenario, tape: Tape, values: Mapping[str, float]) -> Compared:
    """Return the gradients of a scenario's parameters beside finite differences."""
    if scenario.given:
        return Compared(why_not="the given values do not move when a parameter does")
    if scenario.method is Method.ERROR_SPLIT:
        return Compared(why_not="shares of an error are not slopes")
    slopes = list(slopes_of(scenario, tape))
    nudged = _Nudged(tape)
    found: list[Difference] = []
    unmeasured: list[Slope] = []
    work = 0
    for slope in _evenly(slopes, MOST_SLOPES):
        if work > _MOST_WORK and len(found) >= _LEAST_SLOPES:
            break
        work += nudged.work(slope)
        sides = nudged.sides(slope)
        if sides is None:
            unmeasured.append(slope)
        else:
            found.append(Difference(slope, values[slope.name], *sides))
    return Compared(tuple(found), len(slopes), tuple(unmeasured))


def slopes_of(scenario: Scenario, tape: Tape) -> Iterator[Slope]:
    """Yield the gradients of a tape; ``online``, those of each sample at the weights it meets."""
    of = aim(scenario)
    if not (scenario.samples and scenario.update is Update.ONLINE):
        for name in scenario.movable:
            if (gradient := names.derivative(of, name)) in tape:
                yield Slope(gradient, of, name)
        return
    for sample in range(1, len(scenario.samples) + 1):
        for name in scenario.movable:
            gradient = names.at_sample(names.derivative(of, name), sample)
            met = names.at_sample(names.updated(name), sample - 1) if sample > 1 else name
            if gradient in tape:
                met = met if met in tape else name
                yield Slope(gradient, names.at_sample(of, sample), met)


def _evenly(slopes: Sequence[Slope], most: int) -> Iterator[Slope]:
    """Yield at most so many, spread so that whoever stops early has seen all layers.

    The step is coprime to their number, near to its golden section.
    """
    count = len(slopes)
    if count <= _LEAST_SLOPES:
        yield from slopes
        return
    step = next(step for step in range(int(count * 0.618), 0, -1) if gcd(step, count) == 1)
    for index in range(min(most, count)):
        yield slopes[index * step % count]


class _Nudged:
    """The lines of a tape, calculated again with one number moved a little."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._written: dict[str, Line] = {}
        self._right: dict[str, Any] = {}
        self._moved: dict[Slope, tuple[str, ...]] = {}
        self._needed: dict[str, tuple[str, ...]] = {}

    def moved(self, slope: Slope) -> tuple[str, ...]:
        """Return the lines between the number that is nudged and what the slope is of, in order."""
        if slope not in self._moved:
            needed = self._needed_for(slope.of)
            sample = self._tape[slope.of].sample
            moving = {slope.by}
            for name in needed:
                line = self._tape[name]
                if name == slope.by or moving.isdisjoint(line.uses):
                    continue
                # The slope of one sample's loss is at the weights that it meets. What the samples
                # before it made of them stays, though they too read a number that is frozen.
                if not sample or line.sample == sample:
                    moving.add(name)
            self._moved[slope] = tuple(name for name in needed if name in moving)
        return self._moved[slope]

    def work(self, slope: Slope) -> int:
        """Return how many names the lines hold that are calculated again."""
        return sum(1 + len(self._tape[name].uses) for name in self.moved(slope))

    def sides(self, slope: Slope) -> tuple[float, float] | None:
        """Return the difference quotients to the left and to the right; None where there is one
        value or the other missing."""
        import mpmath

        if slope.by not in self._needed_for(slope.of):
            return 0.0, 0.0  # No way leads there: a nudge moves nothing.
        try:
            with mpmath.workdps(_DIGITS):
                here = self._values(slope.of)
                step = mpmath.mpf(_STEP) * max(1, abs(here[slope.by]))
                low, high = (
                    self._again(slope, here, here[slope.by] + way * step) for way in (-1, 1)
                )
                middle = here[slope.of]
                sides = (float((middle - low) / step), float((high - middle) / step))
        except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex number.
            return None
        return sides if all(map(isfinite, sides)) else None

    def _values(self, of: str) -> dict[str, Any]:
        if of not in self._right:
            self._right[of] = precise(self._lines(self._needed_for(of)), _DIGITS)
        return dict(self._right[of])

    def _needed_for(self, of: str) -> tuple[str, ...]:
        if of not in self._needed:
            self._needed[of] = self._tape.needed_for(of)
        return self._needed[of]

    def _again(self, slope: Slope, here: Mapping[str, Any], value: Any) -> Any:
        moved = self.moved(slope)
        kept = {name: here[name] for name in here if name not in set(moved)}
        return precise(self._lines(moved), _DIGITS, {**kept, slope.by: value})[slope.of]

    def _lines(self, wanted: Sequence[str]) -> Tape:
        """Return a tape of some lines, with their functions written out once for all times."""
        for name in wanted:
            if name not in self._written:
                self._written[name] = _fixed(self._tape[name])
        return Tape(self._written[name] for name in wanted)


def _fixed(line: Line) -> Line:
    return replace(line, derive=constantly(written_out(line.formula)))
