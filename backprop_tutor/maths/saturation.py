"""Lines in a form that does not cancel where an activation has all but reached its bound.

At a net input of 40 a sigmoid is 1 to all digits of a float: 1 − o would be 0, and ln(1 − o) no
number. So a line keeps the formula that is taught, and what would cancel in it is calculated from
the net input: 1 − σ(z) = σ(−z), ln σ(z) = −softplus(−z), 1 − tanh(z) = 2σ(−2z), 1 − erf(z) =
erfc(z), and for a softmax the sum over the others. Away from the bounds the formula is calculated
as it stands. So it is where an output is not that of its net input, as when it is given, or when a
mistake is followed. A logarithm of a sum of exponentials, and a share of such a sum, are calculated
so that no exponential is above 1.

To let one more function have this: its distances from its bounds in ``_DISTANCES``.
"""

import math
from collections.abc import Callable, Mapping

from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    number,
    terms_of,
    transform,
)
from backprop_tutor.maths.functions import FUNCTIONS

_CANCELS = 1e-3
"""A difference this small, next to an output, has lost more than its last figures."""
_NEAR = 0.9
"""Nearer to 1 than this a logarithm loses figures."""
_LEAST = 1e-300
"""Below this floats have fewer figures, and at last none."""

MadeBy = Callable[[str], Call | None]
"""From the name of an output to the call that it is the value of, if it is one with bounds."""

_sigmoid, _softplus = FUNCTIONS["sigmoid"].value, FUNCTIONS["softplus"].value


def _softmax_distances(own: float, *nets: float) -> tuple[float, float]:
    others = list(nets)
    others.remove(own)
    largest = max(nets)
    rest = sum(math.exp(net - largest) for net in others)
    mine = math.exp(own - largest)
    return mine / (mine + rest), rest / (mine + rest)


_DISTANCES: Mapping[str, Callable[..., tuple[float, float]]] = {
    "sigmoid": lambda z: (_sigmoid(z), _sigmoid(-z)),
    "tanh": lambda z: (2 * _sigmoid(2 * z), 2 * _sigmoid(-2 * z)),
    "bipolar_sigmoid": lambda z: (2 * _sigmoid(z), 2 * _sigmoid(-z)),
    "erf": lambda z: (math.erfc(-z), math.erfc(z)),
    "softmax": _softmax_distances,
}
"""How far a function is from its lower and from its upper bound, to all figures."""


def _log_of_sum(nets: list[float]) -> float:
    """Return ln Σ e^net; where one is the largest by far, what the others add is not lost."""
    largest = max(nets)
    others = list(nets)
    others.remove(largest)
    return largest + math.log1p(sum(math.exp(net - largest) for net in others))


def _softmax_logarithms(own: float, *nets: float) -> tuple[float, float]:
    others = list(nets)
    others.remove(own)
    if own == max(nets):
        log = -math.log1p(sum(math.exp(net - own) for net in others))
    else:
        log = own - _log_of_sum(list(nets))
    return log, _log_of_sum(others) - _log_of_sum(list(nets))


_LOGARITHMS: Mapping[str, Callable[..., tuple[float, float]]] = {
    "sigmoid": lambda z: (-_softplus(-z), -_softplus(z)),
    "softmax": _softmax_logarithms,
}
"""ln(o) and ln(1 − o) of what lies between 0 and 1."""


def _is_value(function: str, output: float, arguments: tuple[float, ...]) -> bool:
    """Whether an output is the function's value indeed."""
    return output == FUNCTIONS[function].value(*arguments)


def _minus(function: str) -> Callable[..., float]:
    low, high = FUNCTIONS[function].bounds

    def value(other: float, output: float, *arguments: float) -> float:
        """Return other − output."""
        plain = other - output
        if abs(plain) >= _CANCELS * abs(output) or not _is_value(function, output, arguments):
            return plain
        above_low, below_high = _DISTANCES[function](*arguments)
        if below_high < above_low:
            return (other - high) + below_high
        return (other - low) - above_low

    return value


def _plus(function: str) -> Callable[..., float]:
    minus = _minus(function)
    if FUNCTIONS[function].bounds[0] == 0:
        return lambda other, output, *_: other + output

    def value(other: float, output: float, *arguments: float) -> float:
        """Return other + output; all functions with a bound below 0 are odd."""
        return minus(other, -output, *(-argument for argument in arguments))

    return value


def _rest_of_square(function: str) -> Callable[..., float]:
    def value(output: float, *arguments: float) -> float:
        """Return 1 − output²."""
        plain: float = 1.0 - output**2.0
        if plain >= _CANCELS or not _is_value(function, output, arguments):
            return plain
        above_low, below_high = _DISTANCES[function](*arguments)
        return above_low * below_high

    return value


def _log(function: str) -> Callable[..., float]:
    def value(output: float, *arguments: float) -> float:
        """Return ln(output)."""
        if _LEAST < output < _NEAR or not _is_value(function, output, arguments):
            return math.log(output)
        return _LOGARITHMS[function](*arguments)[0]

    return value


def _log_of_rest(function: str) -> Callable[..., float]:
    def value(output: float, *arguments: float) -> float:
        """Return ln(1 − output)."""
        rest = 1.0 - output
        if _CANCELS < rest < _NEAR or not _is_value(function, output, arguments):
            return math.log(rest)
        return _LOGARITHMS[function](*arguments)[1]

    return value


def _log_minus_scores(*numbers: float) -> float:
    """Return ln Σ e^s − Σ t·s of scores s, then of as many t that they are multiplied by.

    Where all is learnt one score is the logarithm, to all figures of a float. So it is added up of
    Σ t·(ln Σ e^s − s), and of the logarithm times what the t leave of 1.
    """
    scores, shares = numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]
    rest = 1.0 - sum(shares)
    terms = [
        -share * _softmax_logarithms(score, *scores)[0]
        for share, score in zip(shares, scores, strict=True)
        if share
    ]
    return sum(terms) + (rest * _log_of_sum(list(scores)) if rest else 0.0)


def _log_of_exponentials(*scores: float) -> float:
    """Return ln Σ e^s."""
    return _log_of_sum(list(scores))


def _times_log(factor: float, argument: float) -> float:
    """Return factor·ln(argument); 0·ln 0 is 0, its limit."""
    return 0.0 if factor == argument == 0 else factor * math.log(argument)


CAREFUL: Mapping[str, Callable[..., float]] = {
    **{f"minus_{name}": _minus(name) for name in _DISTANCES},
    **{f"plus_{name}": _plus(name) for name in _DISTANCES},
    **{f"rest_of_square_{name}": _rest_of_square(name) for name in _DISTANCES},
    **{f"log_{name}": _log(name) for name in _LOGARITHMS},
    **{f"log_of_rest_{name}": _log_of_rest(name) for name in _LOGARITHMS},
    "times_log": _times_log,
    "log_of_exponentials": _log_of_exponentials,
    "log_minus_scores": _log_minus_scores,
}
"""What stands in the place of a part that would cancel. No line shows these names."""


def without_cancelling(formula: Expr, made_by: MadeBy) -> Expr:
    """Return a formula with the same values, but for what rounding takes from the textbook's."""

    def output(part: Expr) -> tuple[str, tuple[Expr, ...]] | None:
        """Return the function of a part, and the part with what it is made from."""
        call = part if isinstance(part, Call) else None
        if isinstance(part, Name):
            call = made_by(part.id)
        if call is None or call.function not in _DISTANCES:
            return None
        return call.function, (part, *call.arguments)

    def changed(part: Expr) -> Expr:
        if (of_scores := _of_scores(part)) is not None:
            return of_scores
        match part:
            case Sum((one, Negative(Power(base, exponent)))) if (one, exponent) == (
                ONE,
                number(2),
            ) and (found := output(base)):
                return Call(f"rest_of_square_{found[0]}", found[1])
            case Sum((one, Negative(other))) if found := output(other):
                return Call(f"minus_{found[0]}", (one, *found[1]))
            case Sum((one, Negative(other))) if found := output(one):
                return Negative(Call(f"minus_{found[0]}", (other, *found[1])))
            case Sum((Negative(other), one)) if found := output(one):
                return Negative(Call(f"minus_{found[0]}", (other, *found[1])))
            case Sum((Negative(other), one)) if found := output(other):
                return Call(f"minus_{found[0]}", (one, *found[1]))
            case Sum((one, other)) if found := output(other):
                return Call(f"plus_{found[0]}", (one, *found[1]))
            case Sum((one, other)) if found := output(one):
                return Call(f"plus_{found[0]}", (other, *found[1]))
            case Call("log", (Call(function, (one, *made)),)) if (
                one == ONE
                and function.removeprefix("minus_") in _LOGARITHMS
                and function.startswith("minus_")
            ):
                return Call(f"log_of_rest_{function.removeprefix('minus_')}", tuple(made))
            case Call("log", (argument,)) if (found := output(argument)) and (
                found[0] in _LOGARITHMS
            ):
                return Call(f"log_{found[0]}", found[1])
            case Product((factor, Call("log", (argument,)))):
                return Call("times_log", (factor, argument))
            case _:
                return part

    return transform(formula, changed)


def _of_scores(part: Expr) -> Expr | None:
    """Return what is made of a sum of exponentials in a form in which none can be too large."""
    match part:
        case Call("log", (Sum(terms),)) if (nets := _exponents(terms)) is not None:
            return Call("log_of_exponentials", nets)
        case Quotient(Call("exp", (own,)), Sum(terms)) if (
            nets := _exponents(terms)
        ) and own in nets:
            return Call("softmax", (own, *nets))
        case Sum((Call(logarithm, nets), Negative(pulls))) if logarithm in (
            "log_of_exponentials",
            "softplus",
        ):
            scores = (ZERO, *nets) if logarithm == "softplus" else nets
            shares: dict[Expr, Expr] = dict.fromkeys(scores, ZERO)
            for pull in terms_of(pulls):
                match pull:
                    case Product((share, score)) if shares.get(score) == ZERO:
                        shares |= {score: share}
                    case _:
                        return None
            if len(shares) < len(scores):  # One that stands there twice is any of two.
                return None
            return Call("log_minus_scores", (*scores, *shares.values()))
        case _:
            return None


def _exponents(terms: tuple[Expr, ...]) -> tuple[Expr, ...] | None:
    """Return the exponents of terms that are all exponentials; 1 is e⁰."""
    found: list[Expr] = []
    for term in terms:
        match term:
            case Call("exp", (exponent,)):
                found.append(exponent)
            case Number(value) if value == 1:
                found.append(ZERO)
            case _:
                return None
    return tuple(found)
