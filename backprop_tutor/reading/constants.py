"""Calculates the parts of a typed formula that have no names in them, to refuse impossible ones.

Each is calculated twice: exactly, to know a division by zero from a division by something small,
and in floats, to refuse what no float can hold.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from backprop_tutor.formula.expression import Call, Expr, Negative, Number

_MOST_BITS = 4096
"""How long an exact value may be; past that, floats alone have to do."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The value of a part that has no names in it."""

    exact: Fraction | None
    """None where it is not rational, or too long to be worth keeping."""
    near: float

    @property
    def is_zero(self) -> bool:
        """Whether nothing can be divided by it."""
        return self.near == 0 or self.exact == 0


def constant_of(expr: Expr) -> Constant | None:
    """Return the value of a number with or without a sign; None for anything else."""
    match expr:
        case Number(value):
            return Constant(value, float(value))
        case Negative(Number(value)):
            return Constant(-value, -float(value))
        case Call("pi", ()):
            return Constant(None, math.pi)
        case _:
            return None


def each(operation: Callable[..., Any], *constants: Constant) -> Constant:
    """Return an operation of constants; its exact value only if that is worth keeping."""
    near = operation(*(constant.near for constant in constants))
    exact = [constant.exact for constant in constants]
    if None in exact:
        return Constant(None, near)
    result = operation(*exact)
    if not isinstance(result, Fraction) or _bits(result) > _MOST_BITS:
        return Constant(None, near)
    return Constant(result, near)


def raised(base: Fraction | float, exponent: Fraction | float) -> Fraction | float:
    """Return a power, exactly where it is rational and not too long; NaN if it is not real."""
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        power = int(exponent)
        if power == exponent and _bits(base) * abs(power) <= _MOST_BITS:
            return base**power
    result = float(base) ** float(exponent)
    return result if isinstance(result, float) else math.nan


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())
