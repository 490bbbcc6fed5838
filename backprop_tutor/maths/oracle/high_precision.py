"""A tape's values to many digits, by mpmath: the oracle that the float values are held against."""

from collections.abc import Mapping
from typing import Any

from backprop_tutor.formula.expression import Call, Expr, calculate, transform
from backprop_tutor.maths.functions import defined
from backprop_tutor.maths.tape.tape import Tape


def precise(tape: Tape, digits: int, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return every line's value to so many digits, as mpmath numbers.

    ``given`` replaces numbers of the scenario, and lines too: a line named there is not calculated.
    """
    import mpmath

    elementary = {
        "exp": mpmath.exp,
        "log": mpmath.log,
        "sqrt": mpmath.sqrt,
        "abs": abs,
        "max": max,
        "min": min,
        "relu": lambda z: z if z > 0 else mpmath.mpf(0),
        "leaky_relu": lambda z: z if z > 0 else z / 100,
        "step": lambda z: mpmath.mpf(1 if z > 0 else 0),
        "sign": mpmath.sign,
    }
    values: dict[str, Any] = dict(given or {})
    with mpmath.workdps(digits):
        for name, line in tape.items():
            if name not in values:
                values[name] = calculate(
                    written_out(line.formula),
                    name=values.__getitem__,
                    number=lambda exact: mpmath.mpf(exact.numerator) / exact.denominator,
                    call=lambda function, arguments: elementary[function](*arguments),
                )
    return values


def written_out(expr: Expr) -> Expr:
    """Return the expression with every function replaced by what it is made of."""

    def expand(part: Expr) -> Expr:
        made_of = defined(part) if isinstance(part, Call) else None
        return part if made_of is None else written_out(made_of)

    return transform(expr, expand)
