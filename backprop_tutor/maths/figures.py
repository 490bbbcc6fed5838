"""Significant figures: how many a typed number has, and a value rounded or spelled to some."""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from functools import lru_cache

_LONGEST = 9
_DIGITS, _PLACES = 309, 1074
"""What a float has at most before its point, and behind it: 2⁻¹⁰⁷⁴ is the least one above 0."""
_ROOM = Context(prec=_DIGITS + _PLACES)
"""To round a float at any place needs room for all its digits."""
SHOWN = 6
"""Figures shown on the screen, so that a learner who goes on from them loses nothing."""
_TO_GO_ON, _GOOD = 2, 12
_SURE = 4
"""So many figures more than are shown have to be 0 in a value that is shown whole."""
MOST_SHOWN = 15
"""Figures shown at the most: past these, floats have none of their own."""


def is_long(written: Decimal) -> bool:
    """Whether a number has more digits than help a reader: it is shown rounded."""
    return len(written.as_tuple().digits) > _LONGEST


def significant_figures(typed: Decimal) -> int:
    """Return how many significant figures a number has: 4 in ``0.08217`` and in ``0.5000``."""
    return len(typed.as_tuple().digits) if typed else max(1, 1 - place(typed))


def place(typed: Decimal) -> int:
    """Return the power of ten of the last figure typed: −5 in ``0.08217``."""
    exponent = typed.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError("the number is not finite")
    return exponent


def to_show(digits: int) -> int:
    """Return how many figures to show where so many are asked for.

    Two more, so that what is worked out from them is right; at most what floats are good for.
    """
    return max(SHOWN, min(digits + _TO_GO_ON, _GOOD))


def magnitude(value: float) -> int:
    """Return the power of ten of the first significant figure: −2 for 0.08217; 0 for 0."""
    return math.floor(math.log10(abs(value))) if value else 0


def place_of(value: float, figures: int) -> int:
    """Return the power of ten of the last of so many significant figures of a value.

    Raises ``ValueError`` if it is not finite.
    """
    rounded_off = f"{value:.{figures - 1}e}"
    return int(rounded_off[rounded_off.index("e") + 1 :]) - figures + 1


def rounded(value: float, to: int) -> Decimal:
    """Return a value rounded at a power of ten (half to even, on the float's own digits).

    Where all its digits end it stays as it is.
    """
    last = Decimal((0, (1,), max(to, -_PLACES)))
    try:
        return Decimal(value).quantize(last, rounding=ROUND_HALF_EVEN, context=_ROOM)
    except InvalidOperation:  # Not finite: nothing equals it.
        return Decimal("NaN")


def rounded_to_figures(value: float, figures: int) -> float:
    """Return a value rounded to so many significant figures."""
    return float(f"{value:.{figures - 1}e}") if math.isfinite(value) else value


@lru_cache(maxsize=1024)  # What is shown is asked about at once: is it exact?
def spelled(value: float, figures: int = SHOWN) -> str:
    """Return a value for the eye, to so many significant figures: ``0.0821670``, ``4.3857e-10``.

    A value that needs fewer figures is shown with fewer: ``0.3775``, ``1``.
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    # Twelve figures are what a float is good for after some sums: 0.1 + 0.2 is 0.3 here.
    short = Decimal(f"{value:.{max(_GOOD, figures)}g}").normalize()
    fixed = -7 <= short.adjusted() < 15
    if len(short.as_tuple().digits) < figures:
        return f"{short:f}" if fixed else f"{short:e}"
    to = place_of(value, figures)
    if fixed:
        return f"{value:.{max(0, -to)}f}"
    return f"{Decimal(f'{value:.{figures - 1}e}'):e}"  # Decimal writes e-8 where floats write e-08.


def spelled_to(value: float, place: int) -> str:
    """Return a value for the eye, down to a power of ten, without the zeros it ends in."""
    return f"{rounded(value, min(place, -1)).normalize():f}"


def is_exact(value: float, figures: int = SHOWN) -> bool:
    """Whether ``spelled`` shows the whole value, so that ``=`` may stand before it, not ``≈``."""
    apart = 10.0 ** -min(MOST_SHOWN, max(_GOOD, figures + _SURE))
    return math.isclose(float(spelled(value, figures)), value, rel_tol=apart)


@dataclass(frozen=True, slots=True)
class Grid:
    """What people round to: so many significant figures, or so many decimals."""

    count: int
    decimals: bool = False

    def place(self, value: float) -> int:
        """Return the power of ten of the last figure that is kept of a value."""
        return -self.count if self.decimals else place_of(value, self.count)

    def rounded(self, value: float) -> float:
        """Return a value as it is written down."""
        if self.decimals:
            return round(value, self.count)
        return rounded_to_figures(value, self.count)

    def half(self, value: float) -> float:
        """Return half a unit of the last figure kept; 0 for a value that has no more figures."""
        if math.isclose(self.rounded(value), value, rel_tol=1e-12):
            return 0.0
        return float(0.5 * 10.0 ** self.place(value))
