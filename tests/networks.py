"""What several tests share: scenarios made in memory, and formulas as sympy reads them."""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import Any

import mpmath
import sympy

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
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Layer, Unit, nodes_of
from backprop_tutor.scenario.scenario import Scenario

OWN, SHARED, NONE = "own", "shared", "none"
"""How a layer has its biases: one per neuron, one for all, or none."""

HIDDEN = ("h", "k", "m")
"""Letters of the hidden layers; outputs are ``o1``, ``o2``, …, inputs ``i1``, ``i2``, …"""


def mazur(**changes: Any) -> Scenario:
    """Return the network of Mazur (2015), its numbers written here and not read from a file."""
    hidden = Layer(
        (Unit("h1", ("w1", "w2"), "b1"), Unit("h2", ("w3", "w4"), "b1")),
        ("i1", "i2"),
        "sigmoid",
    )
    last = Layer(
        (Unit("o1", ("w5", "w6"), "b2"), Unit("o2", ("w7", "w8"), "b2")),
        ("h1", "h2"),
        "sigmoid",
    )
    parameters = [
        "w1",
        "0.15",
        "w2",
        "0.20",
        "w3",
        "0.25",
        "w4",
        "0.30",
        "b1",
        "0.35",
        "w5",
        "0.40",
        "w6",
        "0.45",
        "w7",
        "0.50",
        "w8",
        "0.55",
        "b2",
        "0.60",
    ]
    scenario = Scenario(
        name="mazur",
        title=in_every_language("A step by step backpropagation example"),
        inputs={"i1": Decimal("0.05"), "i2": Decimal("0.10")},
        targets={"o1": Decimal("0.01"), "o2": Decimal("0.99")},
        nodes=nodes_of((hidden, last)),
        parameters={
            name: Decimal(value)
            for name, value in zip(parameters[::2], parameters[1::2], strict=True)
        },
        loss="half_squared_error",
        learning_rate=Decimal("0.5"),
        frozen=frozenset({"b1", "b2"}),
    )
    return replace(scenario, **changes)


def network(
    sizes: Sequence[int],
    activations: str | Sequence[str],
    *,
    loss: str = "half_squared_error",
    biases: str | Sequence[str] = OWN,
    seed: int = 0,
    frozen: Collection[str] = (),
    targets: Sequence[str] | None = None,
    numbers: Mapping[str, str] | None = None,
) -> Scenario:
    """Return a layered network of the given sizes (inputs first), its numbers drawn from a seed.

    Weights are ``w1``, ``w2``, … and biases ``b1``, ``b2``, … through the whole network;
    ``numbers`` replaces some of the numbers drawn.
    """
    draw = random.Random(seed)
    layers: list[Layer] = []
    parameters: dict[str, Decimal] = {}
    senders = tuple(f"i{index + 1}" for index in range(sizes[0]))
    inputs = {name: _drawn(draw, 1000) for name in senders}
    weights = biases_so_far = 0
    depth = len(sizes) - 1
    for index, size in enumerate(sizes[1:]):
        letter = "o" if index == depth - 1 else HIDDEN[index]
        kind = biases if isinstance(biases, str) else biases[index]
        neurons = []
        of_layer: dict[str, Decimal] = {}
        for place in range(size):
            own = tuple(f"w{weights + n + 1}" for n in range(len(senders)))
            weights += len(senders)
            parameters |= {weight: _drawn(draw, 1500) for weight in own}
            bias = None
            if kind != NONE:
                bias = f"b{biases_so_far + (place if kind == OWN else 0) + 1}"
                of_layer[bias] = _drawn(draw, 1000)
            neurons.append(Unit(f"{letter}{place + 1}", own, bias))
        biases_so_far += len(of_layer)
        parameters |= of_layer
        activation = activations if isinstance(activations, str) else activations[index]
        layers.append(Layer(tuple(neurons), senders, activation))
        senders = tuple(neuron.name for neuron in neurons)
    changed = {name: Decimal(value) for name, value in (numbers or {}).items()}
    return Scenario(
        name="drawn",
        title=in_every_language("A network drawn from a seed"),
        inputs={name: changed.get(name, value) for name, value in inputs.items()},
        targets={
            name: _drawn(draw, 1000) if targets is None else Decimal(targets[index])
            for index, name in enumerate(senders)
        },
        nodes=nodes_of(layers),
        parameters={name: changed.get(name, value) for name, value in parameters.items()},
        loss=loss,
        learning_rate=Decimal(draw.randint(1, 99)) / 100,
        frozen=frozenset(frozen),
    )


def _drawn(draw: random.Random, most: int) -> Decimal:
    """Return a number of three decimals, never 0."""
    return Decimal(draw.choice((-1, 1)) * draw.randint(1, most)) / 1000


def _softmax(own: Any, *nets: Any) -> Any:
    return sympy.exp(own) / sum(sympy.exp(net) for net in nets)


def _extreme(wins: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """Return max or min as pieces: of equal ones the first counts, a number before a name."""
    return lambda *values: reduce(
        lambda one, other: sympy.Piecewise((one, wins(one, other)), (other, True)),
        sorted(values, key=lambda value: not value.is_number),
    )


MEANINGS: Mapping[str, Callable[..., Any]] = {
    "sigmoid": lambda z: 1 / (1 + sympy.exp(-z)),
    "tanh": sympy.tanh,
    "relu": lambda z: sympy.Piecewise((z, z > 0), (0, True)),
    "leaky_relu": lambda z: sympy.Piecewise((z, z > 0), (z / 100, True)),
    "softplus": lambda z: sympy.log(1 + sympy.exp(z)),
    "bipolar_sigmoid": lambda z: (1 - sympy.exp(-z)) / (1 + sympy.exp(-z)),
    "linear": lambda z: z,
    "silu": lambda z: z / (1 + sympy.exp(-z)),
    "gelu": lambda z: z * sympy.erfc(-z / sympy.sqrt(2)) / 2,
    "gelu_tanh": lambda z: (
        z / 2 * (1 + sympy.tanh(sympy.sqrt(2 / sympy.pi) * (z + sympy.Rational("0.044715") * z**3)))
    ),
    "elu": lambda z: sympy.Piecewise((z, z > 0), (sympy.exp(z) - 1, True)),
    "selu": lambda z: (
        sympy.Rational("1.05070098")
        * sympy.Piecewise((z, z > 0), (sympy.Rational("1.67326324") * (sympy.exp(z) - 1), True))
    ),
    "softsign": lambda z: z / (1 + sympy.Abs(z)),
    "hard_tanh": lambda z: sympy.Piecewise((-1, z <= -1), (z, z < 1), (1, True)),
    "relu6": lambda z: sympy.Piecewise((0, z <= 0), (z, z < 6), (6, True)),
    "mish": lambda z: z * sympy.tanh(sympy.log(1 + sympy.exp(z))),
    "softmax": _softmax,
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "erf": sympy.erf,
    "pi": lambda: sympy.pi,
    "abs": sympy.Abs,
    "max": _extreme(lambda one, other: one >= other),
    "min": _extreme(lambda one, other: one <= other),
    "step": lambda z: sympy.Piecewise((1, z > 0), (0, True)),
    "sign": sympy.sign,
    # Between two whole numbers: at them it has no slope, and sympy leaves its own unevaluated.
    "floor": lambda z: sympy.Piecewise((0, z > 0), (-1, True)),
    "where": lambda condition, then, otherwise: sympy.Piecewise(
        (then, condition > 0), (otherwise, True)
    ),
    "d": lambda inner, by: sympy.diff(inner, by),
}
"""What each function of the program means, said once more for the tests, in sympy's words."""


MEANT: Mapping[str, Callable[..., Any]] = {
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "relu": lambda z: z if z > 0 else mpmath.mpf(0),
    "leaky_relu": lambda z: z if z > 0 else z / 100,
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "bipolar_sigmoid": lambda z: -mpmath.expm1(-z) / (1 + mpmath.exp(-z)),
    "linear": lambda z: z,
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "gelu": lambda z: z * mpmath.ncdf(z),
    "gelu_tanh": lambda z: (
        z / (1 + mpmath.exp(-2 * mpmath.sqrt(2 / mpmath.pi) * (z + mpmath.mpf("0.044715") * z**3)))
    ),
    "elu": lambda z: z if z > 0 else mpmath.expm1(z),
    "selu": lambda z: (
        mpmath.mpf("1.05070098") * (z if z > 0 else mpmath.mpf("1.67326324") * mpmath.expm1(z))
    ),
    "softsign": lambda z: z / (1 + abs(z)),
    "hard_tanh": lambda z: mpmath.mpf(1) if z > 1 else mpmath.mpf(-1) if z < -1 else z,
    "relu6": lambda z: mpmath.mpf(6) if z > 6 else mpmath.mpf(0) if z < 0 else z,
    "mish": lambda z: z * mpmath.tanh(mpmath.log1p(mpmath.exp(z))),
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
    "step": lambda z: mpmath.mpf(1) if z > 0 else mpmath.mpf(0),
    "sign": mpmath.sign,
    "floor": mpmath.floor,
    "where": lambda condition, then, otherwise: then if condition > 0 else otherwise,
}
"""What each function but softmax means, said once more, to many digits."""


def symbol(name: str) -> Any:
    """Return the symbol that ``as_sympy`` uses for a name."""
    return sympy.Symbol(name, real=True)


def as_sympy(expr: Expr) -> Any:
    """Return a formula as sympy understands it; shares no code with ``maths.calculus``."""
    match expr:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Name(id):
            return symbol(id)
        case Negative(operand):
            return -as_sympy(operand)
        case Sum(terms):
            return sympy.Add(*map(as_sympy, terms))
        case Product(factors):
            return sympy.Mul(*map(as_sympy, factors))
        case Quotient(numerator, denominator):
            return as_sympy(numerator) / as_sympy(denominator)
        case Power(base, exponent):
            return as_sympy(base) ** as_sympy(exponent)
        case Call(function, arguments):
            return MEANINGS[function](*map(as_sympy, arguments))
