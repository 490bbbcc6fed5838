"""A tape's values to many digits, by mpmath: the oracle that the float values are held against."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from backprop_tutor.formula.expression import Call, Expr, calculate, transform
from backprop_tutor.maths.functions import defined
from backprop_tutor.maths.tape.tape import Tape


def precise(tape: Tape, digits: int, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return every line's value to so many digits, as mpmath numbers.

    ``given`` replaces numbers of the scenario, and lines too: a line named there is not calculated.
    """
    import mpmath

    with mpmath.workdps(digits):
        values: dict[str, Any] = {name: mpmath.mpf(value) for name, value in (given or {}).items()}
        for name, line in tape.items():
            if name not in values:
                values[name] = precise_value(line.formula, values, digits)
    return values


def precise_value(formula: Expr, values: Mapping[str, Any], digits: int) -> Any:
    """Return the value of one formula to so many digits, from those of its names."""
    import mpmath

    elementary = _elementary()
    with mpmath.workdps(digits):
        return calculate(
            written_out(formula),
            name=values.__getitem__,
            number=lambda exact: mpmath.mpf(exact.numerator) / exact.denominator,
            call=lambda function, arguments: elementary[function](*arguments),
            choose=True,
        )


@cache
def _elementary() -> Mapping[str, Callable[..., Any]]:
    """Return mpmath's function for each that is made of no others."""
    import mpmath

    return {
        "exp": mpmath.exp,
        "log": mpmath.log,
        "sqrt": mpmath.sqrt,
        "sin": mpmath.sin,
        "cos": mpmath.cos,
        "erf": mpmath.erf,
        "pi": lambda: +mpmath.pi,
        "abs": abs,
        "max": max,
        "min": min,
        "relu": lambda z: z if z > 0 else mpmath.mpf(0),
        "leaky_relu": lambda z: z if z > 0 else z / 100,
        "hard_tanh": lambda z: max(-1, min(1, z)),
        "relu6": lambda z: min(6, max(0, z)),
        "step": lambda z: mpmath.mpf(1 if z > 0 else 0),
        "sign": mpmath.sign,
        "floor": mpmath.floor,
    }


def written_out(expr: Expr) -> Expr:
    """Return the expression with every function replaced by what it is made of."""

    def expand(part: Expr) -> Expr:
        made_of = defined(part) if isinstance(part, Call) else None
        return part if made_of is None else written_out(made_of)

    return transform(expr, expand)
