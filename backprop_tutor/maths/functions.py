"""The functions of a network: activations, gates and losses, one table entry each.

To add a function, add one entry to ``FUNCTIONS``: its float value, what it is made of, and its
textbook slope; a test over the table proves the slope against sympy's derivative of the definition.
To let a layer use it as its activation, name it in ``ACTIVATIONS``. To add a loss, add one entry to
``LOSSES``.

``z`` is the argument (the net input), ``a`` the value (the output), ``t`` the target, ``o`` the
output that a loss judges.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backprop_tutor.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    number,
    substitute,
)

_Z, _A, _T, _O = Name("z"), Name("a"), Name("t"), Name("o")
_TWO, _HALF = number(2), number("1/2")


@dataclass(frozen=True, slots=True)
class Function:
    """A function that formulas may call."""

    name: str
    value: Callable[..., float]
    """Its value in floats; raises ``ArithmeticError`` or ``ValueError`` outside its domain."""
    definition: Expr | None = None
    """What it is made of, in ``z``; None for what is elementary (exp, log) or piecewise."""
    slope: Expr | None = None
    """Its derivative in ``z`` and ``a``, as textbooks write it, with the convention at a kink."""
    on_calculators: bool = True
    """Whether a pocket calculator has it; if not, lessons write out what it is made of."""
    least: int = 1
    most: int = 1

    def slope_at(self, argument: Expr, value: Expr) -> Expr:
        """Return the slope with the argument and the function's value put in."""
        if self.slope is None:
            raise ValueError(f"{self.name} has no textbook slope of one argument")
        return substitute(self.slope, {"z": argument, "a": value})


def _sigmoid(z: float) -> float:
    # Far to the left e^−z overflows; there the value is e^z to all digits of a float.
    return 1 / (1 + math.exp(-z)) if z > -700 else math.exp(z)


def _step(z: float) -> float:
    return z if math.isnan(z) else float(z > 0)


def _sign(z: float) -> float:
    return math.copysign(1.0, z) if z and not math.isnan(z) else z


def _extreme(choose: Callable[..., float]) -> Callable[..., float]:
    # Python's own max(1, nan) is 1: what is undefined would be lost.
    return lambda *values: math.nan if any(map(math.isnan, values)) else choose(values)


def _softmax(own: float, *nets: float) -> float:
    # A common shift cancels; shifting by the largest keeps every exponential below 1.
    largest = max(nets)
    return math.exp(own - largest) / sum(math.exp(net - largest) for net in nets)


FUNCTIONS: Mapping[str, Function] = {
    function.name: function
    for function in (
        Function(
            "sigmoid",
            _sigmoid,
            definition=Quotient(ONE, Sum((ONE, Call("exp", (Negative(_Z),))))),
            slope=Product((_A, difference(ONE, _A))),
            on_calculators=False,
        ),
        Function(
            "tanh",
            math.tanh,
            definition=Quotient(
                difference(Call("exp", (_Z,)), Call("exp", (Negative(_Z),))),
                Sum((Call("exp", (_Z,)), Call("exp", (Negative(_Z),)))),
            ),
            slope=difference(ONE, Power(_A, _TWO)),
        ),
        # At the kink ReLU′(0) = 0, as in most libraries.
        Function("relu", lambda z: max(z, 0.0), slope=Call("step", (_Z,))),
        Function("linear", lambda z: z, definition=_Z, slope=ONE),
        # The first argument is the neuron's own net input, the others are those of its whole layer.
        Function("softmax", _softmax, on_calculators=False, least=3, most=513),
        Function("exp", math.exp),
        Function("log", math.log),
        Function("sqrt", math.sqrt),
        Function("abs", abs, slope=Call("sign", (_Z,))),
        Function("max", _extreme(max), least=2, most=16),
        Function("min", _extreme(min), least=2, most=16),
        Function("step", _step, slope=number(0)),
        Function("sign", _sign, slope=number(0)),
    )
}

ACTIVATIONS: Mapping[str, Function] = {
    name: FUNCTIONS[name] for name in ("sigmoid", "tanh", "relu", "linear", "softmax")
}
"""What a layer may use as its activation."""

TYPEABLE: Mapping[str, tuple[int, int]] = {
    name: (function.least, function.most)
    for name, function in FUNCTIONS.items()
    if name != "softmax"  # Its argument list is our own; people write the exponentials.
}
"""What a learner may call, with the least and the most arguments."""


@dataclass(frozen=True, slots=True)
class Loss:
    """How far the outputs are from the targets: the sum over the outputs of one term."""

    name: str
    term: Expr
    """What one output adds, in its target ``t`` and its output ``o``."""

    def term_of(self, target: str, output: str) -> Expr:
        """Return the term of one output, with the names of its target and its value."""
        return substitute(self.term, {"t": Name(target), "o": Name(output)})


_SQUARE = Power(difference(_T, _O), _TWO)

LOSSES: Mapping[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("half_squared_error", Product((_HALF, _SQUARE))),
        Loss("squared_error", _SQUARE),
        Loss("cross_entropy", Negative(Product((_T, Call("log", (_O,)))))),
    )
}


def defined(call: Call) -> Expr | None:
    """Return what a call is made of, written out, or None if it is elementary.

    softmax is e^own / Σ e^net over the nets of its layer.
    """
    if call.function == "softmax":
        own, *nets = call.arguments
        return Quotient(Call("exp", (own,)), Sum(tuple(Call("exp", (net,)) for net in nets)))
    definition = FUNCTIONS[call.function].definition
    return None if definition is None else substitute(definition, {"z": call.arguments[0]})
