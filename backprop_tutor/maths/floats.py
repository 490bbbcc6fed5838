"""The value of a single formula in floats: of one that is looked at once, such as a typed answer.

Lines of a tape, which are calculated again and again, are compiled (``compiled``).
"""

from collections.abc import Callable
from math import nan

from backprop_tutor.expression import Expr, Name, Number, calculate
from backprop_tutor.maths.functions import FUNCTIONS


def number(formula: Expr, value_of: Callable[[str], float]) -> float:
    """Return the value of a formula in floats; nan where it has none."""
    match formula:  # The two commonest need no fold.
        case Name(id):
            return value_of(id)
        case Number(value):
            return float(value)
    try:
        return float(
            calculate(
                formula,
                name=value_of,
                number=float,
                call=lambda function, arguments: FUNCTIONS[function].value(*arguments),
            ),
        )
    except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
        return nan
