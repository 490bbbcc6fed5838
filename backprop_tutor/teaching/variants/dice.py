"""Draws numbers by a seed, the same on every machine and in every release of Python."""

import random
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import TypeVar

_T = TypeVar("_T")


class Dice:
    """A sequence of draws that is the same on every machine."""

    def __init__(self, text: str) -> None:
        self._random = random.Random(text).random

    def below(self, count: int) -> int:
        """Return a whole number from 0, less than ``count``."""
        return int(self._random() * count)

    def mixed(self, things: Sequence[_T]) -> tuple[_T, ...]:
        """Return the things in another order, each order as likely."""
        left = list(things)
        return tuple(left.pop(self.below(len(left))) for _ in things)

    def between(self, lowest: Decimal, highest: Decimal, places: int) -> Decimal:
        """Return a number of so many decimals, from the lowest to the highest."""
        first = max(1, int(lowest.scaleb(places).to_integral_value(ROUND_CEILING)))
        last = int(highest.scaleb(places))
        return Decimal(first + self.below(max(1, last - first + 1))).scaleb(-places)
