"""How near a typed number is to a value: in significant figures, never in decimals or per cent."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, localcontext
from math import isclose, isfinite
from typing import Generic, TypeVar

from backprop_tutor.maths import figures

T = TypeVar("T")

_ZERO = 1e-12
"""What a computer may leave of a value that is 0: so small a number is right for it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it was typed: its digits are part of what it says.

    ``exact`` is set for arithmetic and fractions, whose figures are never too few.
    """

    number: Decimal
    exact: bool = False

    @property
    def place(self) -> int:
        """The power of ten of its last figure."""
        return figures.place(self.number)

    def equals(self, value: float) -> bool:
        """Whether it is the value rounded at the typed place."""
        if not isfinite(value):
            return False
        if not self.number:  # "0.00" has no figure that could be rounded to.
            return self.is_exactly(value)
        return self.is_exactly(value) or figures.rounded(value, self.place) == self.number

    def is_exactly(self, value: float) -> bool:
        """Whether it is the whole value, however few figures that takes: 0.5 for 0.5."""
        if value == 0:  # A value that is small is not 0.
            return abs(self.number) < Decimal(_ZERO)
        return isclose(float(self.number), value, rel_tol=1e-12)

    def is_shown_as(self, value: float) -> bool:
        """Whether it is the value as a screen shows it, without the zeros that this ends in.

        0.91 stands for 0.9099999985, whose six figures are 0.910000.
        """
        if not isfinite(value) or not self.number:
            return self.is_exactly(value)
        return float(self.number) == figures.rounded_to_figures(value, figures.SHOWN)

    def is_cut_from(self, value: float) -> bool:
        """Whether it is the value with the later figures cut off instead of rounded."""
        if not isfinite(value) or not self.number:
            return False
        with localcontext() as context:
            context.prec = 400
            unit = Decimal(1).scaleb(self.place)
            return Decimal(value).quantize(unit, rounding=ROUND_DOWN) == self.number

    @property
    def half_unit(self) -> float:
        """Half a unit of the last figure typed: so much rounding it may have taken to type it.

        Zeros at the end, past the fourth figure, say nothing of it: 0.59330 may be 0.5933.
        Arithmetic is worked out finer than it is looked at.
        """
        if self.exact:
            return float(Decimal(1).scaleb(self.place))
        without_zeros = figures.place(self.number.normalize())
        fourth = self.number.adjusted() - 3
        return float(Decimal(5).scaleb(max(self.place, min(without_zeros, fourth)) - 1))

    def distance(self, value: float) -> Decimal:
        """How far it is from a value."""
        return abs(self.number - Decimal(value))


def typed_value(value: float, to: int) -> Typed:
    """Return the result of arithmetic as a typed number, two places finer than is asked."""
    return Typed(figures.rounded(value, to - 2), exact=True)


class Nearby(Generic[T]):
    """Things with a value each, to look up those whose value is near a number, in their order."""

    def __init__(self, things: Iterable[tuple[T, float]]) -> None:
        listed = [(value, order, thing) for order, (thing, value) in enumerate(things)]
        self._sorted = sorted(listed, key=lambda one: one[0])
        self._values = [value for value, _, _ in self._sorted]

    def within(self, reach: float, of: Typed) -> list[tuple[T, float]]:
        """Return the things whose value is at most so far from a typed number."""
        # A hair wider: what lies on the edge is decided by whoever asked.
        low, high = float(of.number) - 1.01 * reach, float(of.number) + 1.01 * reach
        found = self._sorted[bisect_left(self._values, low) : bisect_right(self._values, high)]
        return [(thing, value) for value, _, thing in sorted(found, key=lambda one: one[1])]

    def fitting(self, typed: Typed) -> list[tuple[T, float]]:
        """Return the things that a typed number can mean, rounded or cut at its last figure."""
        return self.within(10.0**typed.place, typed)
