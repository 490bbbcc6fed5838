"""The numbers along the side of a picture: where they stand, and how they are written."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backprop_tutor.blocks.curves import Curves
from backprop_tutor.wording import grouped, text

_MOST_DECADES = 12


@dataclass(frozen=True, slots=True)
class Axis:
    """From the least to the largest value, with the values that are labelled."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    decades: bool = False
    """Whether ``low`` and ``high`` are powers of ten, each of which takes the same room."""

    def share(self, value: float) -> float:
        """Return how far along the axis a value stands: 0 at its beginning, 1 at its end."""
        if self.decades:
            if value <= 0:  # Below any power of ten: at the bottom.
                return 0.0
            value = max(self.low, math.log10(value))
        return (value - self.low) / (self.high - self.low)


def axes_of(picture: Curves, most_across: int) -> tuple[Axis, Axis]:
    """Return the axes across and up, around all curves but the dotted ones, and all marks.

    At most so many values are labelled across.
    """
    points = [point for curve in picture.curves if not curve.dotted for point in curve.points]
    points += [mark.at for mark in picture.marks]
    across = linear([x for x, _ in points], most_across, tight=True)
    heights = [y for _, y in points]
    positive = [y for y in heights if y > 0]
    if picture.logarithmic and positive:
        return across, logarithmic(positive, 6)
    return across, linear(heights, 5)


def told_with_scale(quantity: str, up: Axis) -> str:
    """Return what runs up, with what its scale is if each power of ten takes the same room."""
    if not up.decades:
        return quantity
    (upper, _), (lower, _) = up.ticks[:2]
    return text(
        "{quantity}, on a logarithmic scale: each number is {times} times the one below",
        quantity=quantity,
        times=grouped(upper / lower),
    )


def linear(values: Sequence[float], most: int, *, tight: bool = False) -> Axis:
    """Return an axis with at most so many labels at round numbers; ``tight`` ends at the values."""
    low, high = min(values), max(values)
    if low == high:
        room = abs(low) or 1.0
        low, high = low - room, high + room
    step = _round_step((high - low) / max(1, most - 1))
    first, last = math.floor(low / step), math.ceil(high / step)
    if tight:
        first, last = math.ceil(low / step), math.floor(high / step)
    else:
        low, high = first * step, last * step
    return Axis(
        low, high, tuple((k * step, written(k * step, step)) for k in range(first, last + 1))
    )


def logarithmic(values: Sequence[float], most: int) -> Axis:
    """Return an axis on which each power of ten takes the same room; all values are positive.

    It ends a million million below the largest: what is smaller is as good as there.
    """
    high = math.ceil(math.log10(max(values)))
    low = min(high - 1, max(high - _MOST_DECADES, math.floor(math.log10(min(values)))))
    every = math.ceil((high - low) / max(1, most - 1))
    powers = range(high, low - 1, -every)
    ticks = tuple((10.0**power, _power_of_ten(power)) for power in powers)
    return Axis(low, high, ticks, decades=True)


def written(value: float, step: float) -> str:
    """Return a value of an axis with the decimals that its step needs: ``2,500``, ``0.25``."""
    value = 0.0 if abs(value) < step / 2 else value
    if max(abs(value), step) >= 1e9 or step < 1e-7:
        return f"{value:.3g}"
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return grouped(value, decimals)


def _power_of_ten(power: int) -> str:
    return written(10.0**power, 10.0**power) if -7 <= power < 9 else f"1e{power}"


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … (or 0.1, 0.2 …) that is at least this."""
    power = 10.0 ** math.floor(math.log10(least))
    return next((m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9)), 10 * power)
