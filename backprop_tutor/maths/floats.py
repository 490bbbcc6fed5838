"""The value of a single formula in floats: of one that is looked at once, such as a typed answer.

Lines of a tape, which are calculated again and again, are compiled (``compiled``).
"""

from collections.abc import Callable
from math import inf, nan
from typing import Any

from backprop_tutor.formula.expression import Expr, Name, Negative, Number, Product, Sum, calculate
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.saturation import CAREFUL

_VALUES = {**{name: function.value for name, function in FUNCTIONS.items()}, **CAREFUL}

_NOISE = 4e-16
"""What is left of a sum whose terms cancel, next to their sizes, is the rounding of floats."""


def added(*terms: float) -> float:
    """Return the sum from left to right; 0 where all that is left is rounding.

    The gradient of a bias that a whole softmax shares is 0, not −2.8·10⁻¹⁷.
    """
    total = sum(terms)
    return 0.0 if abs(total) <= _NOISE * sum(map(abs, terms)) < inf else total


def line_value(formula: Expr, value_of: Callable[[str], float]) -> float:
    """Return the value of a line's formula; raises what float arithmetic raises."""
    if isinstance(formula, Sum):
        return added(*(_part_value(term, value_of) for term in formula.terms))
    return _part_value(formula, value_of)


def _part_value(part: Expr, value_of: Callable[[str], float]) -> float:
    """Return the value of what is no sum; the commonest need no fold."""
    match part:
        case Name(id):
            return value_of(id)
        case Product((Name(id=one), Name(id=other))):
            return value_of(one) * value_of(other)
        case Negative(operand):
            return -_part_value(operand, value_of)
        case _:
            return float(_folded(part, value_of))


def _folded(formula: Expr, value_of: Callable[[str], float]) -> Any:
    return calculate(
        formula,
        name=value_of,
        number=float,
        call=lambda function, arguments: _VALUES[function](*arguments),
        choose=True,
    )


def float_value(formula: Expr, value_of: Callable[[str], float]) -> float:
    """Return the value of a formula in floats; nan where it has none."""
    match formula:  # The commonest need no fold.
        case Name(id):
            return value_of(id)
        case Number(value):
            return float(value)
        case Product((Name(id=one), Name(id=other))):
            return value_of(one) * value_of(other)
    try:
        return float(_folded(formula, value_of))
    except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
        return nan
