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

KNOWN_TO = 1e-11
"""The relative error of a name: it is itself the result of some sums."""

ValueAndError = tuple[float, float]


def with_error(formula: Expr, value_of: Callable[[str], float]) -> ValueAndError:
    """Return the value of a formula and what it may be off; an infinite error where it has none."""
    try:
        value, error = _of(formula, value_of)
    except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
        return inf, inf
    return (value, error) if isfinite(error) else (value, inf)


def _of(part: Expr, value_of: Callable[[str], float]) -> ValueAndError:
    match part:
        case Number(exact):
            return float(exact), KNOWN_TO * abs(float(exact))
        case Name(id):
            return value_of(id), KNOWN_TO * abs(value_of(id))
        case Negative(operand):
            value, error = _of(operand, value_of)
            return -value, error
        case Product((Name(id=one), Name(id=other))):  # By far the commonest term.
            left, right = value_of(one), value_of(other)
            size = KNOWN_TO * abs(left) * abs(right)
            return left * right, size + abs(left) * (KNOWN_TO * abs(right))
        case Sum(terms):
            parts = [_of(term, value_of) for term in terms]
            return sum(value for value, _ in parts), sum(error for _, error in parts)
        case Product(factors):
            value, error = 1.0, 0.0
            for factor in factors:
                by, its = _of(factor, value_of)
                error = error * abs(by) + abs(value) * its
                value *= by
            return value, error
        case Quotient(numerator, denominator):
            above, error = _of(numerator, value_of)
            below, its = _of(denominator, value_of)
            return above / below, (error + abs(above / below) * its) / abs(below)
        case Power(base, exponent):
            to, its = _of(exponent, value_of)
            return _through(lambda x, y: float(x**y), [_of(base, value_of), (to, its)])
        case Call("where", (condition, then, otherwise)):
            value, _ = _of(condition, value_of)
            return (
                (value, inf) if value != value else _of(then if value > 0 else otherwise, value_of)
            )
        case Call(function, arguments):
            of = FUNCTIONS[function].value
            return _through(of, [_of(argument, value_of) for argument in arguments])
        case _:
            assert_never(part)


def _through(function: Callable[..., float], arguments: list[ValueAndError]) -> ValueAndError:
    """Return a function's value, and how far it moves while its arguments move by their errors."""
    values = [value for value, _ in arguments]
    here = float(function(*values))
    moved = KNOWN_TO * abs(here)
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
