"""Slopes against finite differences: each parameter is nudged and the loss calculated again.

dE/dw ≈ (E(w + h) − E(w − h)) / 2h with many digits, by forward lines alone: nothing here knows a
derivative. Where the nudge crosses a kink of a function on its way, any slope between those of the
two sides is as good as any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property
from math import gcd, isfinite
from sys import float_info
from typing import Any, TypeVar

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Call, Expr, subexpressions
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.oracle.high_precision import precise, precise_value, written_out
from backprop_tutor.maths.tape.forward import aim
from backprop_tutor.maths.tape.tape import Line, Tape, constantly
from backprop_tutor.scenario.scenario import Method, Part, Scenario, Update

_T = TypeVar("_T")

MOST_SLOPES = 200
"""So many slopes are compared at the most, evenly chosen."""
_MOST_WORK = 60_000
"""Names to read in all the lines that are calculated again: some seconds."""
_LEAST_SLOPES = 5

_DIGITS, _STEP = 50, "1e-16"
_RELATIVE, _NEXT_TO_THE_LARGEST = 1e-9, 1e-12
"""How far a slope may be off: next to itself, and next to the largest (sums that cancel)."""
# Below float_info.min floats have fewer figures, and at last one.
_DIGITS_FOR_EACH, _MOST_DIGITS = 0.9, 1500
"""Beside its bound 1 a tanh loses so many digits for each 1 of its argument."""


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
    at_kink: bool = False
    """Whether a function on the way has its kink just here."""

    @property
    def central(self) -> float:
        """What the slope should be."""
        return (self.left + self.right) / 2

    @property
    def off(self) -> float:
        """By how much the slope is wrong; at a kink, by how much it leaves what is possible."""
        low, high = sorted((self.left, self.right))
        if self.at_kink:
            return max(low - self.value, self.value - high, 0.0)
        return abs(self.value - self.central)


class WhyNot(Enum):
    """Why slopes and differences are not the same."""

    GIVEN = auto()
    """The given values do not move when a parameter does."""
    SHARES = auto()
    """Shares of an error are not slopes."""


@dataclass(frozen=True)
class Compared:
    """All slopes of a scenario against finite differences, or why that cannot be."""

    differences: tuple[Difference, ...] = ()
    of: int = 0
    """How many slopes there are; where these are more, only some were compared."""
    unmeasured: tuple[Slope, ...] = ()
    """Those that cannot be nudged: one step aside there is no value."""
    why_not: WhyNot | None = None
    """Set where slopes and differences are not the same."""

    @cached_property
    def wrong(self) -> tuple[Difference, ...]:
        """Those that do not agree."""
        largest = max((abs(one.central) for one in self.differences), default=0.0)
        return tuple(
            one
            for one in self.differences
            if not one.off
            <= _RELATIVE * abs(one.central) + _NEXT_TO_THE_LARGEST * largest + float_info.min
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
        return Compared(why_not=WhyNot.GIVEN)
    if scenario.method is Method.ERROR_SPLIT:
        return Compared(why_not=WhyNot.SHARES)
    slopes = list(slopes_of(scenario, tape))
    nudged = _Nudged(tape, _digits_for(tape, values))
    found: list[Difference] = []
    unmeasured: list[Slope] = []
    work = 0
    for slope in evenly(slopes, MOST_SLOPES):
        if work > _MOST_WORK and len(found) >= _LEAST_SLOPES:
            break
        work += nudged.work(slope)
        sides = nudged.sides(slope)
        if sides is None:
            unmeasured.append(slope)
        else:
            found.append(Difference(slope, values[slope.name], *sides))
    return Compared(tuple(found), len(slopes), tuple(unmeasured))


def _of_own_inputs(of: str, name: str, samples: int, tape: Tape) -> Iterator[Slope]:
    """Yield the gradient of each sample's own value by its own input."""
    for sample in range(1, samples + 1):
        gradient = names.at_sample(names.derivative(of, name), sample)
        if gradient in tape:
            yield Slope(gradient, names.at_sample(of, sample), names.at_sample(name, sample))


def slopes_of(scenario: Scenario, tape: Tape) -> Iterator[Slope]:
    """Yield the gradients of a tape; ``online``, those of each sample at the weights it meets."""
    of = aim(scenario)
    if not (scenario.samples and scenario.update is Update.ONLINE):
        for name in scenario.movable:
            if (gradient := names.derivative(of, name)) in tape:
                yield Slope(gradient, of, name)
            elif scenario.samples:
                yield from _of_own_inputs(of, name, len(scenario.samples), tape)
        return
    for sample in range(1, len(scenario.samples) + 1):
        for name in scenario.movable:
            gradient = names.at_sample(names.derivative(of, name), sample)
            met = names.at_sample(names.updated(name), sample - 1) if sample > 1 else name
            if gradient in tape:
                met = met if met in tape else name
                if name in scenario.inputs:
                    met = names.at_sample(name, sample)
                yield Slope(gradient, names.at_sample(of, sample), met)


def evenly(among: Sequence[_T], most: int) -> Iterator[_T]:
    """Yield at most so many, spread so that whoever stops early has seen all layers.

    The step is coprime to their number, near to its golden section.
    """
    count = len(among)
    if count <= _LEAST_SLOPES:
        yield from among
        return
    step = next(step for step in range(int(count * 0.618), 0, -1) if gcd(step, count) == 1)
    for index in range(min(most, count)):
        yield among[index * step % count]


def _digits_for(tape: Tape, values: Mapping[str, float]) -> int:
    """Return how many digits it takes to see a slope where functions are all but flat."""
    largest = max(
        (
            abs(float(precise_value(argument, values, _DIGITS)))
            for line in tape.values()
            if line.part in (Part.FORWARD, Part.ERROR)
            for part in subexpressions(line.formula)
            if isinstance(part, Call)
            for argument in part.arguments
        ),
        default=0.0,
    )
    more = _DIGITS_FOR_EACH * largest if isfinite(largest) else _MOST_DIGITS
    return _DIGITS + int(min(more, _MOST_DIGITS))


class _Nudged:
    """The lines of a tape, calculated again with one number moved a little."""

    def __init__(self, tape: Tape, digits: int) -> None:
        self._tape = tape
        self._digits = digits
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

    def sides(self, slope: Slope) -> tuple[float, float, bool] | None:
        """Return the difference quotients to the left and to the right, and whether a kink lies
        between; None where there is one value or the other missing."""
        import mpmath

        if slope.by not in self._needed_for(slope.of):
            return 0.0, 0.0, False  # No way leads there: a nudge moves nothing.
        try:
            with mpmath.workdps(self._digits):
                here = self._values(slope.of)
                step = mpmath.mpf(_STEP) * max(1, abs(here[slope.by]))
                low, high = (
                    self._again(slope, here, here[slope.by] + way * step) for way in (-1, 1)
                )
                middle = here[slope.of]
                left = float((middle - low[slope.of]) / step)
                right = float((high[slope.of] - middle) / step)
                bent = any(
                    self._state(kink, low) != self._state(kink, high) for kink in self._kinks(slope)
                )
        except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex number.
            return None
        return (left, right, bent) if isfinite(left) and isfinite(right) else None

    def _kinks(self, slope: Slope) -> Iterator[Expr]:
        """Yield what is 0 where a call on the way has a kink."""
        for name in self.moved(slope):
            for part in subexpressions(self._tape[name].formula):
                if isinstance(part, Call):
                    yield from FUNCTIONS[part.function].bends_at(part.arguments)

    def _state(self, kink: Expr, values: Mapping[str, Any]) -> int:
        """Return on which side of a kink a pass is: a sign."""
        value = precise_value(kink, values, self._digits)
        return int(value > 0) - int(value < 0)

    def _values(self, of: str) -> dict[str, Any]:
        if of not in self._right:
            self._right[of] = precise(self._lines(self._needed_for(of)), self._digits)
        return dict(self._right[of])

    def _needed_for(self, of: str) -> tuple[str, ...]:
        if of not in self._needed:
            self._needed[of] = self._tape.needed_for(of)
        return self._needed[of]

    def _again(self, slope: Slope, here: Mapping[str, Any], value: Any) -> dict[str, Any]:
        moved = self.moved(slope)
        read = {name for one in moved for name in self._tape[one].uses}
        kept = read.difference(moved)
        return precise(
            self._lines(moved),
            self._digits,
            {**{name: here[name] for name in kept}, slope.by: value},
        )

    def _lines(self, wanted: Sequence[str]) -> Tape:
        """Return a tape of some lines, with their functions written out once for all times."""
        for name in wanted:
            if name not in self._written:
                self._written[name] = _fixed(self._tape[name])
        return Tape(self._written[name] for name in wanted)


def _fixed(line: Line) -> Line:
    return replace(line, derive=constantly(written_out(line.formula)))
