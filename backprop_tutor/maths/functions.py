"""The functions of a network: activations and gates, one table entry each.

To add a function, add one entry to ``FUNCTIONS``: its float value, what it is made of, its
textbook slope, what its values lie between, and where it has kinks; a test over the table proves
the slope against sympy's derivative of the definition, and the rest by values. To let a layer use
it as its activation, mark it as one. What is said of it stands in
``teaching.subject.taught_functions``, in the schema in ``scenarios`` and in ``docs/scenarios.md``.

``z`` is the argument (the net input), ``a`` the value (the output).
"""

import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from backprop_tutor.formula.cases import WHERE, where
from backprop_tutor.formula.expression import (
    ONE,
    PI,
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
    constant_number,
    difference,
    number,
    substitute,
)

_Z, _A = Name("z"), Name("a")
_TWO, _HALF = number(2), number("1/2")


class Function(NamedTuple):
    """A function that formulas may call."""

    name: str
    value: Callable[..., float]
    """Its value in floats; raises ``ArithmeticError`` or ``ValueError`` outside its domain."""
    definition: Expr | None = None
    """What it is made of, in ``z``; None for what is elementary (exp, log) or piecewise."""
    slope: Expr | None = None
    """Its derivative in ``z`` and ``a``, as textbooks write it, with the convention at a kink."""
    slope_by: Callable[[tuple[Expr, ...], int], Expr] | None = None
    """For several arguments: the derivative with respect to one of them, counted from 0."""
    on_calculators: bool = True
    """Whether a pocket calculator has it; if not, lessons write out what it is made of."""
    least: int = 1
    most: int = 1
    bounds: tuple[float, float] = (-math.inf, math.inf)
    """What its values lie between, as near to either as one likes."""
    kinks: tuple[int, ...] = ()
    """Where in its argument it jumps, bends or is endlessly steep."""
    activation: bool = False
    """Whether a neuron may use it."""

    @property
    def kinked(self) -> bool:
        """Whether it jumps or bends somewhere; of several arguments, where two are equal."""
        return bool(self.kinks) or self.slope_by is not None

    def bends_at(self, arguments: tuple[Expr, ...]) -> Iterator[Expr]:
        """Yield what is 0 where a call of it jumps or bends: net of relu(net), a − b of max(a, b).

        With two kinks it is net − 6 and net. A choice changes where its condition is 0.
        """
        if self.name == WHERE:
            yield arguments[0]
        elif self.slope_by is not None:
            yield from (difference(one, other) for one, other in combinations(arguments, 2))
        elif self.kinks:  # A softmax has several arguments, and bends nowhere.
            (argument,) = arguments
            for kink in self.kinks:
                yield difference(argument, number(kink)) if kink else argument

    @property
    def saturates(self) -> bool:
        """Whether it has to flatten out to both sides, so that far out nothing is learnt."""
        return all(map(math.isfinite, self.bounds))

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


def _floor(z: float) -> float:
    return float(math.floor(z)) if math.isfinite(z) else z


def _where(condition: float, then: float, otherwise: float) -> float:
    if math.isnan(condition):
        return condition
    return then if condition > 0 else otherwise


def _where_slope(arguments: tuple[Expr, ...], index: int) -> Expr:
    """Return the slope of a choice: 1 with respect to what is chosen, else 0."""
    condition = arguments[0]
    slopes = ZERO, where(condition, ONE, ZERO), where(condition, ZERO, ONE)
    return slopes[index]


def _extreme_slope(name: str) -> Callable[[tuple[Expr, ...], int], Expr]:
    """Return the slope of max or min: 1 for the argument that it passes on, else 0.

    Where several are equal it passes the first of them on, a number before all names. So
    max(0, z) and max(z, 0) have ReLU's slope, at 0 too, and of equal values in a pool one counts.
    """

    def beyond(one: Expr, other: Expr) -> Expr:
        """Return what is above 0 where ``one`` is passed on rather than ``other``."""
        if name == "min":
            one, other = other, one
        return one if other == ZERO else difference(one, other)

    def extreme_of(arguments: tuple[Expr, ...]) -> Expr:
        return arguments[0] if len(arguments) == 1 else Call(name, arguments)

    def by(arguments: tuple[Expr, ...], index: int) -> Expr:
        one = arguments[index]
        rest = [(at, other) for at, other in enumerate(arguments) if at != index]
        before = tuple(it for at, it in rest if isinstance(it, Number) or at < index)
        behind = tuple(it for at, it in rest if not isinstance(it, Number) and at > index)
        passed = where(beyond(extreme_of(behind), one), ZERO, ONE) if behind else ONE
        return where(beyond(one, extreme_of(before)), passed, ZERO) if before else passed

    return by


def _extreme(name: str, choose: Callable[..., float]) -> Function:
    def value(*values: float) -> float:
        # Python's own max(1, nan) is 1: what is undefined would be lost.
        return math.nan if any(map(math.isnan, values)) else choose(values)

    return Function(name, value, slope_by=_extreme_slope(name), least=2, most=16)


def _leaky(z: float) -> float:
    return z if z > 0 else 0.01 * z


def _softplus(z: float) -> float:
    # ln(1 + e^z), written so that no exponential is above 1.
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def _softmax(own: float, *nets: float) -> float:
    # A common shift cancels; shifting by the largest keeps every exponential below 1.
    largest = max(nets)
    return math.exp(own - largest) / sum(math.exp(net - largest) for net in nets)


def _gelu(z: float) -> float:
    # ½·(1 + erf(z/√2)) is ½·erfc(−z/√2), which loses nothing far to the left.
    return 0.5 * z * math.erfc(-z / math.sqrt(2))


def _gelu_tanh(z: float) -> float:
    # ½·(1 + tanh u) is σ(2·u).
    return z * _sigmoid(2 * math.sqrt(2 / math.pi) * (z + 0.044715 * z * z * z))


def _elu(z: float) -> float:
    return z if z > 0 else math.expm1(z)


_SELU_SCALE, _SELU_ALPHA = Decimal("1.05070098"), Decimal("1.67326324")
"""λ and α as libraries print them: mean 0 and variance 1 stay so from layer to layer."""


def _selu(z: float) -> float:
    scale = float(_SELU_SCALE)
    return scale * z if z > 0 else scale * float(_SELU_ALPHA) * math.expm1(z)


_SIGMOID = Call("sigmoid", (_Z,))
_SQUARE = Power(_Z, _TWO)
_EXPONENTIAL = Call("exp", (_Z,))
_TANH_OF_SOFTPLUS = Call("tanh", (Call("softplus", (_Z,)),))
_NORMAL = Sum((ONE, Call("erf", (Quotient(_Z, Call("sqrt", (_TWO,))),))))
"""Twice the share of a normal distribution that lies below z."""
_GELU_SCALE = Call("sqrt", (Quotient(_TWO, PI),))
_GELU_TANH = Call(
    "tanh",
    (
        Product(
            (
                _GELU_SCALE,
                Sum((_Z, Product((constant_number(Decimal("0.044715")), Power(_Z, number(3)))))),
            )
        ),
    ),
)
_SCALE, _ALPHA = constant_number(_SELU_SCALE), constant_number(_SELU_ALPHA)


FUNCTIONS: Mapping[str, Function] = {
    function.name: function
    for function in (
        Function(
            "sigmoid",
            _sigmoid,
            definition=Quotient(ONE, Sum((ONE, Call("exp", (Negative(_Z),))))),
            slope=Product((_A, difference(ONE, _A))),
            on_calculators=False,
            bounds=(0, 1),
            activation=True,
        ),
        Function(
            "tanh",
            math.tanh,
            definition=Quotient(
                difference(_EXPONENTIAL, Call("exp", (Negative(_Z),))),
                Sum((_EXPONENTIAL, Call("exp", (Negative(_Z),)))),
            ),
            slope=difference(ONE, Power(_A, _TWO)),
            bounds=(-1, 1),
            activation=True,
        ),
        # At the kink ReLU′(0) = 0, as in most libraries.
        Function(
            "relu",
            lambda z: max(z, 0.0),
            slope=where(_Z, ONE, ZERO),
            bounds=(0, math.inf),
            kinks=(0,),
            activation=True,
        ),
        # 1 above 0, else 0.01; at the kink 0.01.
        Function(
            "leaky_relu",
            _leaky,
            slope=where(_Z, ONE, number("0.01")),
            kinks=(0,),
            activation=True,
        ),
        Function(
            "softplus",
            _softplus,
            definition=Call("log", (Sum((ONE, _EXPONENTIAL)),)),
            slope=_SIGMOID,
            on_calculators=False,
            bounds=(0, math.inf),
            activation=True,
        ),
        Function(
            "bipolar_sigmoid",
            lambda z: math.tanh(z / 2),
            definition=Quotient(
                difference(ONE, Call("exp", (Negative(_Z),))),
                Sum((ONE, Call("exp", (Negative(_Z),)))),
            ),
            slope=Product((_HALF, Sum((ONE, _A)), difference(ONE, _A))),
            on_calculators=False,
            bounds=(-1, 1),
            activation=True,
        ),
        Function("linear", lambda z: z, definition=_Z, slope=ONE, activation=True),
        Function(
            "silu",
            lambda z: z * _sigmoid(z),
            definition=Product((_Z, _SIGMOID)),
            slope=Sum((_SIGMOID, Product((_A, difference(ONE, _SIGMOID))))),
            on_calculators=False,
            bounds=(-0.27847, math.inf),
            activation=True,
        ),
        Function(
            "gelu",
            _gelu,
            definition=Product((_HALF, _Z, _NORMAL)),
            slope=Sum(
                (
                    Product((_HALF, _NORMAL)),
                    Quotient(
                        Product((_Z, Call("exp", (Negative(Quotient(_SQUARE, _TWO)),)))),
                        Call("sqrt", (Product((_TWO, PI)),)),
                    ),
                )
            ),
            on_calculators=False,
            bounds=(-0.16998, math.inf),
            activation=True,
        ),
        Function(
            "gelu_tanh",
            _gelu_tanh,
            definition=Product((_HALF, _Z, Sum((ONE, _GELU_TANH)))),
            slope=Sum(
                (
                    Product((_HALF, Sum((ONE, _GELU_TANH)))),
                    Product(
                        (
                            _HALF,
                            _Z,
                            _GELU_SCALE,
                            Sum((ONE, Product((constant_number(Decimal("0.134145")), _SQUARE)))),
                            difference(ONE, Power(_GELU_TANH, _TWO)),
                        )
                    ),
                )
            ),
            on_calculators=False,
            bounds=(-0.17005, math.inf),
            activation=True,
        ),
        # Both sides have the slope 1 at 0.
        Function(
            "elu",
            _elu,
            definition=where(_Z, _Z, difference(_EXPONENTIAL, ONE)),
            slope=where(_Z, ONE, _EXPONENTIAL),
            on_calculators=False,
            bounds=(-1, math.inf),
            activation=True,
        ),
        # At the kink the slope is that of the left side, λ·α, as in most libraries.
        Function(
            "selu",
            _selu,
            definition=where(
                _Z,
                Product((_SCALE, _Z)),
                Product((_SCALE, _ALPHA, difference(_EXPONENTIAL, ONE))),
            ),
            slope=where(_Z, _SCALE, Product((_SCALE, _ALPHA, _EXPONENTIAL))),
            on_calculators=False,
            bounds=(-1.7581, math.inf),
            kinks=(0,),
            activation=True,
        ),
        Function(
            "softsign",
            lambda z: z / (1 + abs(z)),
            definition=Quotient(_Z, Sum((ONE, Call("abs", (_Z,))))),
            slope=Quotient(ONE, Power(Sum((ONE, Call("abs", (_Z,)))), _TWO)),
            on_calculators=False,
            bounds=(-1, 1),
            activation=True,
        ),
        # At both kinks the slope is taken as 0, as in most libraries.
        Function(
            "hard_tanh",
            lambda z: max(min(z, 1.0), -1.0),
            slope=where(difference(ONE, Call("abs", (_Z,))), ONE, ZERO),
            bounds=(-1, 1),
            kinks=(-1, 1),
            activation=True,
        ),
        Function(
            "relu6",
            lambda z: min(max(z, 0.0), 6.0),
            slope=where(_Z, where(difference(number(6), _Z), ONE, ZERO), ZERO),
            bounds=(0, 6),
            kinks=(0, 6),
            activation=True,
        ),
        Function(
            "mish",
            lambda z: z * math.tanh(_softplus(z)),
            definition=Product((_Z, _TANH_OF_SOFTPLUS)),
            slope=Sum(
                (
                    _TANH_OF_SOFTPLUS,
                    Product((_Z, _SIGMOID, difference(ONE, Power(_TANH_OF_SOFTPLUS, _TWO)))),
                )
            ),
            on_calculators=False,
            bounds=(-0.30885, math.inf),
            activation=True,
        ),
        # The first argument is the neuron's own net input, the others are those of its whole layer.
        Function(
            "softmax",
            _softmax,
            on_calculators=False,
            least=3,
            most=513,
            bounds=(0, 1),
            activation=True,
        ),
        Function("exp", math.exp, bounds=(0, math.inf)),
        Function("log", math.log),
        Function("sqrt", math.sqrt, bounds=(0, math.inf), kinks=(0,)),
        Function("sin", math.sin, slope=Call("cos", (_Z,)), bounds=(-1, 1)),
        Function("cos", math.cos, slope=Negative(Call("sin", (_Z,))), bounds=(-1, 1)),
        Function(
            "erf",
            math.erf,
            slope=Quotient(Product((_TWO, Call("exp", (Negative(_SQUARE),)))), Call("sqrt", (PI,))),
            bounds=(-1, 1),
        ),
        Function(
            "abs",
            abs,
            slope=where(_Z, ONE, where(Negative(_Z), Negative(ONE), ZERO)),
            bounds=(0, math.inf),
            kinks=(0,),
        ),
        _extreme("max", max),
        _extreme("min", min),
        # Only for a count of updates; where it jumps its slope is taken as 0, too.
        Function("floor", _floor, slope=number(0)),
        Function("step", _step, slope=number(0), bounds=(0, 1), kinks=(0,)),
        Function("sign", _sign, slope=number(0), bounds=(-1, 1), kinks=(0,)),
        Function("where", _where, slope_by=_where_slope, least=3, most=3),
        Function("pi", lambda: math.pi, least=0, most=0, bounds=(math.pi, math.pi)),
    )
}

ACTIVATIONS: Mapping[str, Function] = {
    name: function for name, function in FUNCTIONS.items() if function.activation
}
"""What a neuron may use as its activation."""

OTHER_NAMES: Mapping[str, str] = {"identity": "linear", "logistic": "sigmoid", "swish": "silu"}
"""What libraries call an activation, with our name for it."""

BETWEEN_0_AND_1 = tuple(name for name, one in ACTIVATIONS.items() if one.bounds == (0, 1))
"""Activations whose outputs lie between 0 and 1, so that they and their rests have a logarithm."""

SATURATING = tuple(name for name, one in ACTIVATIONS.items() if one.saturates)
"""Activations between two bounds."""

KINKED = frozenset(name for name, one in FUNCTIONS.items() if one.kinked)
"""Functions at whose kinks a formula may change its ways."""

TYPEABLE: Mapping[str, tuple[int, int]] = {
    name: (function.least, function.most)
    for name, function in FUNCTIONS.items()
    # The argument list of softmax is our own, people write the exponentials; pi has none.
    if name not in {"softmax", "pi"}
}
"""What a learner may call, with the least and the most arguments."""


def defined(call: Call) -> Expr | None:
    """Return what a call is made of, written out, or None if it is elementary.

    softmax is e^own / Σ e^net over the nets of its layer.
    """
    if call.function == "softmax":
        own, *nets = call.arguments
        return Quotient(Call("exp", (own,)), Sum(tuple(Call("exp", (net,)) for net in nets)))
    definition = FUNCTIONS[call.function].definition
    return None if definition is None else substitute(definition, {"z": call.arguments[0]})
