"""How far the rounding of floats may have carried the value of a formula.

First order, from the leaves up: a sum adds the errors of its terms, a product adds relative ones,
and each name is taken to be known to ten figures. Where terms cancel, what is left may be less
than its own error: such values are compared with more digits.
"""

from collections.abc import Callable
from math import inf, isfinite
from typing import assert_never

from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.saturation import CAREFUL

KNOWN_TO = 1e-11
"""The relative error of a name: it is itself the result of some sums."""

ValueAndError = tuple[float, float]


def with_error(
    formula: Expr,
    value_of: Callable[[str], float],
    known_to: float = KNOWN_TO,
    error_of: Callable[[str], float] | None = None,
) -> ValueAndError:
    """Return the value of a formula and what it may be off; an infinite error where it has none.

    Each number, and what comes of each call, is ``known_to`` that share of itself; so is each name,
    unless ``error_of`` says by how much it may be off.
    """
    off = error_of or (lambda name: known_to * abs(value_of(name)))

    def of(part: Expr) -> ValueAndError:
        match part:
            case Number(exact):
                return float(exact), known_to * abs(float(exact))
            case Name(id):
                return value_of(id), off(id)
            case Negative(operand):
                value, error = of(operand)
                return -value, error
            case Product((Name(id=one), Name(id=other))):  # By far the commonest term.
                left, right = value_of(one), value_of(other)
                return left * right, off(one) * abs(right) + abs(left) * off(other)
            case Sum(terms):
                parts = [of(term) for term in terms]
                return sum(value for value, _ in parts), sum(error for _, error in parts)
            case Product(factors):
                value, error = 1.0, 0.0
                for factor in factors:
                    by, its = of(factor)
                    error = error * abs(by) + abs(value) * its
                    value *= by
                return value, error
            case Quotient(numerator, denominator):
                above, error = of(numerator)
                below, its = of(denominator)
                return above / below, (error + abs(above / below) * its) / abs(below)
            case Power(base, exponent):
                return _through(lambda x, y: float(x**y), [of(base), of(exponent)], known_to)
            case Call("where", (condition, then, otherwise)):
                value, _ = of(condition)
                return (value, inf) if value != value else of(then if value > 0 else otherwise)
            case Call(function, arguments):
                called = CAREFUL[function] if function in CAREFUL else FUNCTIONS[function].value
                return _through(called, [of(argument) for argument in arguments], known_to)
            case _:
                assert_never(part)

    try:
        value, error = of(formula)
    except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
        return inf, inf
    return (value, error) if isfinite(error) else (value, inf)


def _through(
    function: Callable[..., float], arguments: list[ValueAndError], known_to: float
) -> ValueAndError:
    """Return a function's value, and how far it moves while its arguments move by their errors."""
    values = [value for value, _ in arguments]
    here = float(function(*values))
    moved = known_to * abs(here)
    for index, (value, error) in enumerate(arguments):
        far = 0.0
        for nudged in (value - error, value + error):
            try:
                there = float(function(*values[:index], nudged, *values[index + 1 :]))
            except (ArithmeticError, ValueError, TypeError):  # Such as the root left of 0.
                continue
            far = max(far, abs(there - here))
        moved += far
    return here, moved


def known_after(updates: int) -> float:
    """Return the relative error of a number that so many updates have made.

    Each update rounds; where they come to rest, what an earlier one has rounded away is made good
    by later ones, so that no more than some of them count.
    """
    return _UNIT * (8 + min(updates, _LAST_THAT_COUNT))


_UNIT = 2.0**-52
"""The spacing of floats next to their value."""
_LAST_THAT_COUNT = 1000
