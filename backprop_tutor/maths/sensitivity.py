"""How a formula reacts to each of its names: values and partial derivatives in floats.

Good to about eight figures, which is more than a rounding error needs; derivatives that are taught
come from ``calculus``.
"""

from collections.abc import Callable, Mapping
from math import exp, isfinite, prod
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
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import FUNCTIONS

_STEP = 1e-6
"""Next to an argument of 1; a difference to both sides errs by about its square."""
_LEAST_ARGUMENT = 1e-3
"""A smaller argument is stepped from as if it were this large, for 0 has no size."""


def sensitivity(formula: Expr, value_of: Callable[[str], float]) -> Mapping[str, float]:
    """Return ∂f/∂q for each name q of a formula: one sweep back through its tree.

    Empty where the formula, or a part of it, has no finite value.
    """
    found: dict[str, float] = {}
    try:
        _sweep(formula, 1.0, value_of, found)
    except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
        return {}
    return found if all(map(isfinite, found.values())) else {}


def _sweep(
    part: Expr, reach: float, value_of: Callable[[str], float], found: dict[str, float]
) -> None:
    """Add to each name what a change of a part by 1 changes the whole by, ``reach``."""
    match part:
        case Number():
            return
        case Name(id):
            found[id] = found.get(id, 0.0) + reach
        case Negative(operand):
            _sweep(operand, -reach, value_of, found)
        case Sum(terms):
            for term in terms:
                _sweep(term, reach, value_of, found)
        case Product((Name(id=one), Name(id=other))):  # By far the commonest.
            by, its = value_of(other), value_of(one)
            found[one] = found.get(one, 0.0) + reach * by
            found[other] = found.get(other, 0.0) + reach * its
        case Product(factors):
            values = [_value(factor, value_of) for factor in factors]
            for index, factor in enumerate(factors):
                if not isinstance(factor, Number):
                    others = prod(values[:index]) * prod(values[index + 1 :])
                    _sweep(factor, reach * others, value_of, found)
        case Quotient(numerator, denominator):
            above, below = _value(numerator, value_of), _value(denominator, value_of)
            _sweep(numerator, reach / below, value_of, found)
            _sweep(denominator, -reach * above / below**2, value_of, found)
        case Power(base, exponent):
            of, to = _value(base, value_of), _value(exponent, value_of)
            _sweep(base, reach * _difference(lambda x: float(x**to), of), value_of, found)
            if not isinstance(exponent, Number):
                _sweep(exponent, reach * _difference(lambda x: float(of**x), to), value_of, found)
        case Call("where", (condition, then, otherwise)):
            _sweep(then if _value(condition, value_of) > 0 else otherwise, reach, value_of, found)
        case Call(function, arguments):
            _through(function, arguments, reach, value_of, found)
        case _:
            assert_never(part)


def _through(
    function: str,
    arguments: tuple[Expr, ...],
    reach: float,
    value_of: Callable[[str], float],
    found: dict[str, float],
) -> None:
    """Sweep back through a function: ∂a/∂z is a difference quotient, of softmax a·(δ − aⱼ)."""
    values = [_value(argument, value_of) for argument in arguments]
    if function == "softmax":
        slopes = _softmax_slopes(values)
    else:
        of = FUNCTIONS[function].value
        slopes = [
            _difference(lambda x, i=i: of(*values[:i], x, *values[i + 1 :]), value)  # type: ignore[misc]
            for i, value in enumerate(values)
        ]
    for argument, slope in zip(arguments, slopes, strict=True):
        if slope and not isinstance(argument, Number):
            _sweep(argument, reach * slope, value_of, found)


def _softmax_slopes(values: list[float]) -> list[float]:
    """Return the slopes with respect to the neuron's own net input and those of its layer.

    The first argument stands among the others too: together they make a·(1 − a).
    """
    own, *nets = values
    largest = max(nets)
    exponentials = [exp(net - largest) for net in nets]
    whole = sum(exponentials)
    share = exp(own - largest) / whole
    return [share, *(-share * exponential / whole for exponential in exponentials)]


def _difference(function: Callable[[float], float], at: float) -> float:
    """Return a slope from the values a little to both sides, or to one if there is none."""
    step = _STEP * max(abs(at), _LEAST_ARGUMENT)
    above = function(at + step)
    try:
        below, width = function(at - step), 2 * step
    except (ArithmeticError, ValueError, TypeError):  # Such as the root left of 0.
        below, width = function(at), step
    return (above - below) / width


def _value(part: Expr, value_of: Callable[[str], float]) -> float:
    match part:
        case Name(id):
            return value_of(id)
        case Number(value):
            return float(value)
        case _:
            return float_value(part, value_of)
