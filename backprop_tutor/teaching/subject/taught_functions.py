"""What is taught of each function: in words, and as the wrong formulas it is mixed up with.

The mathematics stands in ``maths.functions``, without words; here stands one record for each of its
entries. To add a function, add its record to ``TAUGHT_FUNCTIONS``; without it nothing that teaches
can be imported.

In formulas ``z`` is the argument (the net input), ``a`` the value (the output), and ``slope`` the
slope as it is taught; ``SLOPE_FORMULAS`` says what the sentences about slopes call them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

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
from backprop_tutor.wording import Marked, marked, marked_in, text


@dataclass(frozen=True, slots=True)
class TaughtActivation:
    """What is taught of a function where neurons use it as their activation."""

    name: Marked
    """What a layer that uses it is called by."""
    sentence: Marked
    """What ``{neuron}`` sends on as ``{out}``, in one plain sentence."""
    principle: Marked
    """How it is worked out, from ``{net}``."""
    hint: Marked
    """Where to look for its slope, without the formula."""
    slope: tuple[Marked, ...]
    """How its slope comes about: paragraphs that follow the derivation of what the function is made
    of, if it is made of others. For linear there is nothing to derive."""
    taken_for: tuple[str, ...]
    """The activations whose slopes it is given by mistake, the likelier first."""
    pieces: tuple[Expr, ...] = ()
    """Parts of its slope that pass for the whole, in ``a`` alone."""
    applied: Marked | None = None
    """What ``{out}`` is where it is no neuron's output, but just made of ``{net}``."""
    definition: Expr | None = None
    """Its formula in ``z``, where it is piecewise and the mathematics has none."""


@dataclass(frozen=True, slots=True)
class TaughtFunction:
    """What is taught of a function wherever a formula calls it."""

    at_kink: Marked | None = None
    """Which slope is taken at its kink, where it has one with slopes to both sides: no jump, and no
    endlessly steep end."""
    passes_on: Marked | None = None
    """What its slope is, if it passes on one of several arguments unchanged."""
    activation: TaughtActivation | None = None
    """For what a neuron may use as its activation."""


_Z, _A, _SLOPE = Name("z"), Name("a"), Name("slope")
_RISING, _FALLING, _HALF = Sum((ONE, _A)), difference(ONE, _A), number("1/2")

SLOPE_FORMULAS: Mapping[str, Expr] = {
    "a": _A,
    "falling": _FALLING,
    "rising": _RISING,
    "slope": _SLOPE,
    "square": Power(_A, number(2)),
    "z": _Z,
}
"""What is put into the holes of the sentences about slopes."""
_ABOVE_0 = marked("{a} is {z} itself where {z} is above 0, so its slope there is 1.")

TAUGHT_FUNCTIONS: Mapping[str, TaughtFunction] = {
    "sigmoid": TaughtFunction(
        activation=TaughtActivation(
            name=marked_in("activation", "sigmoid"),
            applied=marked(
                "{out} is {net} put through the sigmoid σ, which turns any number into one between "
                "0 and 1."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through the sigmoid σ, "
                "which turns any number into one between 0 and 1."
            ),
            principle=marked("Put the value of {net} into the formula of the sigmoid σ."),
            hint=marked("The slope of the sigmoid can be worked out from its output alone."),
            slope=(
                marked(
                    "Now {a} is 1 over that bottom, and {falling} is the exponential over it. So "
                    "the slope is {slope}."
                ),
            ),
            taken_for=("tanh",),
            pieces=(_A, _FALLING),
        )
    ),
    "tanh": TaughtFunction(
        activation=TaughtActivation(
            name=marked_in("activation", "tanh"),
            applied=marked(
                "{out} is {net} put through tanh, which turns any number into one between −1 and 1."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through tanh, which "
                "turns any number into one between −1 and 1."
            ),
            principle=marked("Put the value of {net} into the formula of tanh."),
            hint=marked(
                "The slope of tanh can be worked out from its output alone, from its square."
            ),
            slope=(
                marked(
                    "Bottom² over bottom² is 1, and top² over bottom² is {square}. So the slope is "
                    "{slope}."
                ),
            ),
            taken_for=("sigmoid",),
            pieces=(_FALLING, Power(_A, number(2))),
        )
    ),
    "relu": TaughtFunction(
        at_kink=marked("The lesson has to choose one: that of ReLU at 0 is taken as 0."),
        activation=TaughtActivation(
            name=marked_in("activation", "relu"),
            applied=marked(
                "{out} is {net} put through ReLU, which lets positive numbers through and turns "
                "the others into 0."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through ReLU, which "
                "lets positive numbers through and turns the others into 0."
            ),
            principle=marked("Put the value of {net} into the formula of ReLU."),
            hint=marked(
                "Is the net input positive? Then ReLU passes it on unchanged; else it sends 0."
            ),
            slope=(
                _ABOVE_0,
                marked("Below 0 it stays at 0, and so does its slope. At 0 itself we take 0."),
                marked("So the slope is {slope}."),
            ),
            taken_for=("sigmoid", "tanh"),
            definition=Call("max", (ZERO, _Z)),
        ),
    ),
    "leaky_relu": TaughtFunction(
        at_kink=marked("The lesson has to choose one: that of leaky ReLU at 0 is taken as 0.01."),
        activation=TaughtActivation(
            name=marked_in("activation", "leaky_relu"),
            applied=marked(
                "{out} is {net} put through leaky ReLU, which lets positive numbers through and "
                "keeps 1/100 of the others."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through leaky ReLU, "
                "which lets positive numbers through and keeps 1/100 of the others."
            ),
            principle=marked("Put the value of {net} into the formula of leaky ReLU."),
            hint=marked(
                "Is the net input positive? Then leaky ReLU passes it on unchanged; else it sends "
                "a hundredth of it."
            ),
            slope=(
                _ABOVE_0,
                marked(
                    "Below 0 it is 0.01 times {z}, another straight piece, with the slope 0.01. At "
                    "0 itself we take 0.01."
                ),
                marked("So the slope is {slope}."),
            ),
            taken_for=("relu", "sigmoid", "tanh"),
            definition=Call("max", (Product((number("0.01"), _Z)), _Z)),
        ),
    ),
    "softplus": TaughtFunction(
        activation=TaughtActivation(
            name=marked_in("activation", "softplus"),
            applied=marked(
                "{out} is {net} put through softplus, which is a ReLU with its corner rounded off."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through softplus, which "
                "is a ReLU with its corner rounded off."
            ),
            principle=marked("Put the value of {net} into the formula of softplus."),
            hint=marked("The slope of softplus is a function that we know: the sigmoid."),
            slope=(marked("Divide top and bottom by the top: that is the sigmoid, {slope}."),),
            taken_for=("sigmoid", "tanh"),
        )
    ),
    "bipolar_sigmoid": TaughtFunction(
        activation=TaughtActivation(
            name=marked_in("activation", "bipolar_sigmoid"),
            applied=marked(
                "{out} is {net} put through the bipolar sigmoid, a sigmoid stretched to lie "
                "between −1 and 1."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through the bipolar "
                "sigmoid, a sigmoid stretched to lie between −1 and 1."
            ),
            principle=marked("Put the value of {net} into the formula of the bipolar sigmoid."),
            hint=marked(
                "The slope of the bipolar sigmoid can be worked out from its output alone. It is "
                "half of something."
            ),
            slope=(
                marked(
                    "Now {rising} is 2 over that bottom, and {falling} is twice the exponential "
                    "over it. Their product is twice the slope, so the slope is {slope}."
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
            name=marked_in("activation", "linear"),
            applied=marked("{out} is {net}, unchanged."),
            sentence=marked("{out} is what neuron {neuron} sends on: its net input, unchanged."),
            principle=marked("A linear neuron passes its net input on as it is."),
            hint=marked("The output is the net input itself. How fast does x change with x?"),
            slope=(),
            taken_for=("sigmoid", "tanh"),
        )
    ),
    "softmax": TaughtFunction(
        activation=TaughtActivation(
            name=marked_in("activation", "softmax"),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through softmax, which "
                "turns the layer's net inputs into shares that add up to 1."
            ),
            principle=marked(
                "Take e to the power of each value that goes in. Divide the one of this neuron by "
                "the sum of all of them."
            ),
            hint=marked(
                "The slope of a share with respect to its own net input has the same form as the "
                "sigmoid's."
            ),
            slope=(
                marked("Each quotient of exponentials is an output again, which leaves {slope}."),
            ),
            taken_for=("tanh",),
            pieces=(_A, _FALLING),
        )
    ),
    "exp": TaughtFunction(),
    "log": TaughtFunction(),
    "sqrt": TaughtFunction(),
    "abs": TaughtFunction(
        at_kink=marked(
            "The lesson has to choose one: that of the absolute value at 0 is taken as 0."
        )
    ),
    "max": TaughtFunction(
        at_kink=marked(
            "The lesson has to choose one: where two arguments of max are equal, its slope is "
            "taken as 1 with respect to the first and as 0 with respect to the other; a number "
            "counts before a name."
        ),
        passes_on=marked(
            "max passes one of its arguments on, the largest: its slope is 1 for that one and 0 "
            "for the others. Where two are equal the first counts, and a number before a name. "
            "Then times the slope of the argument."
        ),
    ),
    "min": TaughtFunction(
        at_kink=marked(
            "The lesson has to choose one: where two arguments of min are equal, its slope is "
            "taken as 1 with respect to the first and as 0 with respect to the other; a number "
            "counts before a name."
        ),
        passes_on=marked(
            "min passes one of its arguments on, the smallest: its slope is 1 for that one and 0 "
            "for the others. Where two are equal the first counts, and a number before a name. "
            "Then times the slope of the argument."
        ),
    ),
    "step": TaughtFunction(),
    "sign": TaughtFunction(),
    "where": TaughtFunction(),
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


def activation_in_words(activation: str) -> str:
    """Return what an activation is called: ``sigmoid``."""
    return text(TAUGHT_ACTIVATIONS[activation].name)


hold_against(FUNCTIONS, TAUGHT_FUNCTIONS, "function")
hold_against(ACTIVATIONS, TAUGHT_ACTIVATIONS, "activation")
