"""What rounding on the way does to an answer: how far it may move, and what exactly comes out.

People go on from the numbers on the screen, from their own with four figures, or from what a
calculator shows. So a formula has a *band*: how far its value moves, to first order, when all that
it reads is rounded, Σ |∂f/∂q|·½ unit of q. It is narrow for the figures asked for. Coarser rounding
could explain too much by its band; there the value is worked out again with rounded numbers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import TypeAlias

from backprop_tutor.formula.expression import Expr, names_in
from backprop_tutor.maths.figures import Grid
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.sensitivity import sensitivity
from backprop_tutor.maths.tape.tape import GIVEN, Role
from backprop_tutor.teaching.subject.subject import Subject

Lines: TypeAlias = Sequence[tuple[str, Expr]]
"""Lines that are worked out for an answer, in order, each with its formula; the last is asked."""

_MOST_LINES = 400
"""Nobody works out more lines than these by hand."""
_SINGLE = 2.0**-23
"""The spacing of float32 next to its value: calculators and libraries keep at least so many."""


COARSE = (
    Grid(4, decimals=True),
    Grid(3),
    Grid(3, decimals=True),
    Grid(2),
    Grid(2, decimals=True),
    Grid(1, decimals=True),
)
"""Fewer figures than are asked for, from the finest on."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A value with what it reads: each number with how far the value moves when it moves by 1."""

    value: float
    reads: tuple[tuple[float, float], ...]

    def band(self, grid: Grid) -> float:
        """Return how far the value moves when all that it reads is rounded."""
        moved = sum(reach * grid.half(number) for number, reach in self.reads)
        # Where that overflows, rounding explains nothing.
        return moved + 2 * _SINGLE * abs(self.value) if isfinite(moved) else 0.0


def spread(lines: Lines, subject: Subject, *, again: frozenset[str]) -> Spread:
    """Return the spread of the last of some lines; infinite bands are none.

    Lines of ``again`` have values of their own here; all others those of the right pass. What the
    scenario's file states is exact.
    """
    values = _Values(lines, subject, again)
    asked, _ = lines[-1]
    reaches = {asked: 1.0}
    for name, formula in reversed(lines):
        reach = reaches.get(name, 0.0)
        if reach:
            for used, slope in sensitivity(formula, values.of).items():
                reaches[used] = reaches.get(used, 0.0) + reach * slope
    read = (
        (values.of(name), abs(reach))
        for name, reach in reaches.items()
        if name != asked and not _is_stated(name, subject)
    )
    return Spread(values.of(asked), tuple(one for one in read if all(map(isfinite, one))))


def _is_stated(name: str, subject: Subject) -> bool:
    """Whether a number is read with all its digits; what became of a moment is shown rounded."""
    role = subject.tape[name].role
    became = subject.after > 0 and role in (Role.MOMENT, Role.SECOND_MOMENT)
    return role in GIVEN and name in subject.stated and not became


class _Values:
    """The values of some lines, worked out in order; of all others those of the right pass."""

    def __init__(self, lines: Lines, subject: Subject, again: frozenset[str]) -> None:
        self._right = subject.values
        self._own: dict[str, float] = {}
        for name, formula in lines:
            if name in again:
                self._own[name] = float_value(formula, self.of)

    def of(self, name: str) -> float:
        """Return the value of a name."""
        own = self._own.get(name)
        return self._right[name] if own is None else own


def rounded_on_the_way(lines: Lines, subject: Subject, grid: Grid) -> Iterator[float]:
    """Yield what comes out of some lines with rounded numbers, each way once.

    First only what they read is rounded, as it is taken from the screen; then what is worked out in
    between as well.
    """
    seen: list[float] = []
    for between in (False, True):
        value = _worked(lines, subject, grid, between=between)
        if isfinite(value) and value not in seen:
            seen.append(value)
            yield value


def _worked(lines: Lines, subject: Subject, grid: Grid, *, between: bool) -> float:
    own: dict[str, float] = {}

    def value_of(name: str) -> float:
        if name in own:
            return own[name]
        value = subject.values[name]
        return value if _is_stated(name, subject) else grid.rounded(value)

    value = inf
    asked, _ = lines[-1]
    for name, formula in lines:
        value = float_value(formula, value_of)
        if between and name != asked and isfinite(value):
            value = grid.rounded(value)
        own[name] = value
    return value


def worked_as_shown(lines: Lines, subject: Subject) -> float:
    """Return what comes out of some lines with the numbers on the screen; nan if nothing does."""
    own: dict[str, float] = {}

    def value_of(name: str) -> float:
        return own[name] if name in own else float(subject.spelled(name))

    for name, formula in lines:
        own[name] = float_value(formula, value_of)
    asked, _ = lines[-1]
    return own[asked]


def right_lines(asked: str, terms: Sequence[str], subject: Subject) -> Lines:
    """Return a question's own lines: what is worked out on the way to it, and what is asked."""
    tape = subject.tape
    return [(name, tape[name].formula) for name in sorted({*terms, asked}, key=tape.position)]


def whole_way(asked: str, subject: Subject) -> Lines:
    """Return all lines on the way to a quantity, from what the scenario gives; none if too many."""
    needed = subject.tape.needed_for(asked)
    if len(needed) > _MOST_LINES:
        return []
    return [(name, subject[name].formula) for name in needed if subject[name].role not in GIVEN]


def with_factors(lines: Lines, subject: Subject) -> Lines:
    """Return lines with those of the deltas and gradients they read: 0.74·0.19·0.59, in one go."""
    found = dict(lines)
    waiting = [used for formula in found.values() for used in names_in(formula)]
    while waiting:
        name = waiting.pop()
        if name not in found and subject[name].role in _CHAINED:
            found[name] = subject[name].formula
            waiting += subject[name].uses
    return [(name, found[name]) for name in sorted(found, key=subject.tape.position)]


_CHAINED = frozenset({Role.DELTA, Role.GRADIENT})


def joined(lines: Lines, more: Lines, position: Callable[[str], int]) -> Lines:
    """Return lines in the order of the tape; where one is in both, as the first say."""
    both: Mapping[str, Expr] = {**dict(more), **dict(lines)}
    return [(name, both[name]) for name in sorted(both, key=position)]
