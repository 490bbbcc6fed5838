"""What is taught of each function: in words, and as the wrong formulas it is mixed up with.

The mathematics stands in ``maths.functions``, without words; here stands one record for each of its
entries. To add a function, add its record to ``TAUGHT_FUNCTIONS``; without it nothing that teaches
can be imported.

In formulas and sentences ``z`` is the argument (the net input), ``a`` the value (the output), and
``slope`` the slope as it is taught.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Power,
    Product,
    Sum,
    difference,
    number,
)
from backprop_tutor.maths.functions import ACTIVATIONS, FUNCTIONS

Parts: TypeAlias = tuple[str | Expr, ...]
"""A paragraph, with formulas in ``z``, ``a`` and ``slope`` between its words."""


@dataclass(frozen=True, slots=True)
class TaughtActivation:
    """What is taught of a function where neurons use it as their activation."""

    shape: str
    """What it is called and, after a comma, what it makes of a net input, to stand after "put
    through"; nothing for linear, which leaves it as it is."""
    hint: str
    """Where to look for its slope, without the formula."""
    slope: tuple[Parts, ...]
    """How its slope comes about: paragraphs that follow the derivation of what the function is made
    of, if it is made of others. For linear there is nothing to derive."""
    taken_for: tuple[str, ...]
    """The activations whose slopes it is given by mistake, the likelier first."""
    pieces: tuple[Expr, ...] = ()
    """Parts of its slope that pass for the whole, in ``a`` alone."""
    definition: Expr | None = None
    """Its formula in ``z``, where it is piecewise and the mathematics has none."""

    @property
    def called(self) -> str:
        """What it is called in a sentence."""
        return self.shape.partition(",")[0]


@dataclass(frozen=True, slots=True)
class TaughtFunction:
    """What is taught of a function wherever a formula calls it."""

    at_kink: str = ""
    """Which slope is taken at its kink, to stand after "the lesson has to choose one:". Empty where
    it has none, or one without slopes to both sides: a jump, or an endlessly steep end."""
    passes_on: str = ""
    """Which of several arguments it passes on unchanged, if it does so."""
    activation: TaughtActivation | None = None
    """For what a neuron may use as its activation."""


_Z, _A, _SLOPE = Name("z"), Name("a"), Name("slope")
_RISING, _FALLING, _HALF = Sum((ONE, _A)), difference(ONE, _A), number("1/2")
_ABOVE_0: Parts = (_A, " is ", _Z, " itself where ", _Z, " is above 0, so its slope there is 1.")

TAUGHT_FUNCTIONS: Mapping[str, TaughtFunction] = {
    "sigmoid": TaughtFunction(
        activation=TaughtActivation(
            shape="the sigmoid σ, which turns any number into one between 0 and 1",
            hint="The slope of the sigmoid can be worked out from its output alone.",
            slope=(
                (
                    "Now ",
                    _A,
                    " is 1 over that bottom, and ",
                    _FALLING,
                    " is the exponential over it. So the slope is ",
                    _SLOPE,
                    ".",
                ),
            ),
            taken_for=("tanh",),
            pieces=(_A, _FALLING),
        )
    ),
    "tanh": TaughtFunction(
        activation=TaughtActivation(
            shape="tanh, which turns any number into one between −1 and 1",
            hint="The slope of tanh can be worked out from its output alone, from its square.",
            slope=(
                (
                    "Bottom² over bottom² is 1, and top² over bottom² is ",
                    Power(_A, number(2)),
                    ". So the slope is ",
                    _SLOPE,
                    ".",
                ),
            ),
            taken_for=("sigmoid",),
            pieces=(_FALLING, Power(_A, number(2))),
        )
    ),
    "relu": TaughtFunction(
        at_kink="that of ReLU at 0 is taken as 0",
        activation=TaughtActivation(
            shape="ReLU, which lets positive numbers through and turns the others into 0",
            hint="Is the net input positive? Then ReLU passes it on unchanged; else it sends 0.",
            slope=(
                _ABOVE_0,
                ("Below 0 it stays at 0, and so does its slope. At 0 itself we take 0.",),
                ("The function step says just that: step(x) is 1 for x > 0, and 0 elsewhere.",),
            ),
            taken_for=("sigmoid", "tanh"),
            definition=Call("max", (ZERO, _Z)),
        ),
    ),
    "leaky_relu": TaughtFunction(
        at_kink="that of leaky ReLU at 0 is taken as 0.01",
        activation=TaughtActivation(
            shape="leaky ReLU, which lets positive numbers through and keeps 1/100 of the others",
            hint="Is the net input positive? Then leaky ReLU passes it on unchanged; else it sends "
            "a hundredth of it.",
            slope=(
                _ABOVE_0,
                (
                    "Below 0 it is 0.01 times ",
                    _Z,
                    ", another straight piece, with the slope 0.01. At 0 itself we take 0.01.",
                ),
                (
                    "One formula says both: 0.01 always, and 0.99 more above 0. "
                    "There step(x) is 1, and elsewhere it is 0.",
                ),
            ),
            taken_for=("relu", "sigmoid", "tanh"),
            definition=Call("max", (Product((number("0.01"), _Z)), _Z)),
        ),
    ),
    "softplus": TaughtFunction(
        activation=TaughtActivation(
            shape="softplus, which is a ReLU with its corner rounded off",
            hint="The slope of softplus is a function that we know: the sigmoid.",
            slope=(("Divide top and bottom by the top: that is the sigmoid, ", _SLOPE, "."),),
            taken_for=("sigmoid", "tanh"),
        )
    ),
    "bipolar_sigmoid": TaughtFunction(
        activation=TaughtActivation(
            shape="the bipolar sigmoid, a sigmoid stretched to lie between −1 and 1",
            hint="The slope of the bipolar sigmoid can be worked out from its output alone. It "
            "is half of something.",
            slope=(
                (
                    "Now ",
                    _RISING,
                    " is 2 over that bottom, and ",
                    _FALLING,
                    " is twice the exponential over it. Their product is twice the slope, so the "
                    "slope is ",
                    _SLOPE,
                    ".",
                ),
            ),
            taken_for=("tanh", "sigmoid"),
            pieces=(
                Product((_RISING, _FALLING)),
                Product((_HALF, _RISING)),
                Product((_HALF, _FALLING)),
            ),
        )
    ),
    "linear": TaughtFunction(
        activation=TaughtActivation(
            shape="",
            hint="The output is the net input itself. How fast does x change with x?",
            slope=(),
            taken_for=("sigmoid", "tanh"),
        )
    ),
    "softmax": TaughtFunction(
        activation=TaughtActivation(
            shape="softmax, which turns the layer's net inputs into shares that add up to 1",
            hint="The slope of a share with respect to its own net input has the same form as "
            "the sigmoid's.",
            slope=(
                ("Each quotient of exponentials is an output again, which leaves ", _SLOPE, "."),
            ),
            taken_for=("tanh",),
            pieces=(_A, _FALLING),
        )
    ),
    "exp": TaughtFunction(),
    "log": TaughtFunction(),
    "sqrt": TaughtFunction(),
    "abs": TaughtFunction(at_kink="that of the absolute value at 0 is taken as 0"),
    "max": TaughtFunction(
        at_kink="where two arguments of max are equal, its slope is taken as 1 with respect to the "
        "first and as 0 with respect to the other; a number counts before a name",
        passes_on="largest",
    ),
    "min": TaughtFunction(
        at_kink="where two arguments of min are equal, its slope is taken as 1 with respect to the "
        "first and as 0 with respect to the other; a number counts before a name",
        passes_on="smallest",
    ),
    "step": TaughtFunction(),
    "sign": TaughtFunction(),
}
"""By the name of the function."""


def hold_against(table: Collection[str], taught: Collection[str], what: str) -> None:
    """Raise ``LookupError`` where what there is and what is taught are not the same names."""
    for name in table:
        if name not in taught:
            raise LookupError(f"the {what} {name} is not taught: give it a record")
    for name in taught:
        if name not in table:
            raise LookupError(f"there is no {what} {name} to be taught: remove its record")


TAUGHT_ACTIVATIONS: Mapping[str, TaughtActivation] = {
    name: one.activation for name, one in TAUGHT_FUNCTIONS.items() if one.activation is not None
}
"""By the name of the activation."""

hold_against(FUNCTIONS, TAUGHT_FUNCTIONS, "function")
hold_against(ACTIVATIONS, TAUGHT_ACTIVATIONS, "activation")
