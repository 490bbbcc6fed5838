"""What is taught of each function: in words, and as the wrong formulas it is mixed up with.

The mathematics stands in ``maths.functions``, without words; here stands one record for each of its
entries. To add a function, add its record to ``TAUGHT_FUNCTIONS``, and what it is called as an
activation to ``activation_names``; without them nothing that teaches can be imported.

In formulas ``z`` is the argument (the net input), ``a`` the value (the output), and ``slope`` the
slope as it is taught; ``SLOPE_FORMULAS`` says what the sentences about slopes call them.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from backprop_tutor.formula.expression import (
    ONE,
    PI,
    ZERO,
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
)
from backprop_tutor.maths.functions import ACTIVATIONS, FUNCTIONS
from backprop_tutor.teaching.subject.activation_names import ACTIVATION_NAMES
from backprop_tutor.wording import Marked, marked


class TaughtActivation(NamedTuple):
    """What is taught of a function where neurons use it as their activation."""

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
    """Parts of its slope that pass for the whole."""
    fragments: tuple[Expr, ...] = ()
    """Parts of its formula that pass for the whole, in ``z``."""
    applied: Marked | None = None
    """What ``{out}`` is where it is no neuron's output, but just made of ``{net}``; None for
    softmax, which makes it of several values."""
    definition: Expr | None = None
    """Its formula in ``z``, where it is piecewise and the mathematics has none."""


class TaughtFunction(NamedTuple):
    """What is taught of a function wherever a formula calls it."""

    at_kink: Marked | None = None
    """Which slope is taken at its kink, where it has one with slopes to both sides: no jump, and no
    endlessly steep end."""
    rule: Marked | None = None
    """What its slope is, where a derivation meets it; without it only that it is known."""
    activation: TaughtActivation | None = None
    """For what a neuron may use as its activation."""


_Z, _A, _SLOPE = Name("z"), Name("a"), Name("slope")
_RISING, _FALLING, _HALF = Sum((ONE, _A)), difference(ONE, _A), number("1/2")
_SIGMOID, _EXPONENTIAL = Call("sigmoid", (_Z,)), Call("exp", (_Z,))
_SIGMOID_SLOPE = Product((_SIGMOID, difference(ONE, _SIGMOID)))
_OVER_SIZE = Quotient(ONE, Sum((ONE, Call("abs", (_Z,)))))


def _terms_of_slope(activation: str) -> tuple[Expr, Expr]:
    """Return the two terms of the slope of a product."""
    slope = FUNCTIONS[activation].slope
    assert isinstance(slope, Sum)
    one, other = slope.terms
    return one, other


_BELOW, _PUSHED = _terms_of_slope("gelu")
_BELOW_BY_TANH, _PUSHED_BY_TANH = _terms_of_slope("gelu_tanh")
_TANH_OF_SOFTPLUS, _SOFTPLUS_PUSHED = _terms_of_slope("mish")
_DENSITY = Quotient(
    Call("exp", (Negative(Quotient(Power(_Z, number(2)), number(2))),)),
    Call("sqrt", (Product((number(2), PI)),)),
)
"""That of the normal distribution, the slope of the share below z."""

SLOPE_FORMULAS: Mapping[str, Expr] = {
    "a": _A,
    "falling": _FALLING,
    "raised": Sum((_A, ONE)),
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
            applied=marked("{out} is {net}, unchanged."),
            sentence=marked("{out} is what neuron {neuron} sends on: its net input, unchanged."),
            principle=marked("A linear neuron passes its net input on as it is."),
            hint=marked("The output is the net input itself. How fast does x change with x?"),
            slope=(),
            taken_for=("sigmoid", "tanh"),
        )
    ),
    "silu": TaughtFunction(
        activation=TaughtActivation(
            applied=marked(
                "{out} is {net} put through SiLU (also called swish): {net} times its own sigmoid."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through SiLU (also "
                "called swish), which multiplies it by its own sigmoid."
            ),
            principle=marked("Multiply {net} by the sigmoid of {net}."),
            hint=marked(
                "SiLU is a product, and both of its factors change with the net input: two terms."
            ),
            slope=(
                marked(
                    "In the second term {z} times the sigmoid is {a} again. So the slope is "
                    "{slope}."
                ),
            ),
            taken_for=("sigmoid", "relu"),
            pieces=(_SIGMOID, Product((_A, difference(ONE, _SIGMOID))), _SIGMOID_SLOPE),
            fragments=(_SIGMOID,),
        )
    ),
    "gelu": TaughtFunction(
        activation=TaughtActivation(
            applied=marked(
                "{out} is {net} put through GELU: {net} times the share of a normal "
                "distribution that lies below it."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through GELU, which "
                "multiplies it by the share of a normal distribution that lies below it."
            ),
            principle=marked(
                "Take erf of {net} divided by √2, add 1, multiply by {net} and take half of it."
            ),
            hint=marked(
                "GELU is a product, and both of its factors change with the net input: two terms. "
                "The slope of erf u is 2/√π times e to the power of −u²."
            ),
            slope=(
                marked(
                    "In the second term the exponent is half of {z} squared with a minus sign, and "
                    "√2 times √π is √(2·π). So the slope is {slope}."
                ),
            ),
            taken_for=("silu", "relu"),
            pieces=(_BELOW, _PUSHED, _DENSITY),
            fragments=(_BELOW, Product((number(2), _Z, _BELOW))),
        )
    ),
    "gelu_tanh": TaughtFunction(
        activation=TaughtActivation(
            applied=marked(
                "{out} is {net} put through the usual approximation of GELU, which has tanh "
                "in place of erf."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through the usual "
                "approximation of GELU, which has tanh in place of erf."
            ),
            principle=marked(
                "Work out the argument of tanh first: the root of 2/π, times the sum of {net} and "
                "0.044715 times its cube. Then add 1 to its tanh, multiply by {net} and take half "
                "of it."
            ),
            hint=marked(
                "It is a product, and both of its factors change with the net input: two terms. In "
                "the second one, mind the slope of what stands inside tanh."
            ),
            slope=(marked("So the slope is {slope}."),),
            taken_for=("silu", "relu"),
            pieces=(_BELOW_BY_TANH, _PUSHED_BY_TANH),
            fragments=(_BELOW_BY_TANH, Product((number(2), _Z, _BELOW_BY_TANH))),
        )
    ),
    "elu": TaughtFunction(
        activation=TaughtActivation(
            applied=marked(
                "{out} is {net} put through ELU, which lets positive numbers through and "
                "bends the others smoothly towards −1."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through ELU, which lets "
                "positive numbers through and bends the others smoothly towards −1."
            ),
            principle=marked(
                "Is {net} positive? Then ELU passes it on unchanged; else take e to the power of "
                "it, minus 1."
            ),
            hint=marked(
                "Is the net input positive? Then ELU passes it on unchanged; else it is e to the "
                "power of the net input, minus 1."
            ),
            slope=(
                marked(
                    "At 0 both sides have the slope 1: there is no corner. Where {z} is not above "
                    "0, the exponential is also {raised}."
                ),
                marked("So the slope is {slope}."),
            ),
            taken_for=("relu", "leaky_relu", "sigmoid"),
            pieces=(_A,),
            fragments=(_EXPONENTIAL,),
        )
    ),
    "selu": TaughtFunction(
        at_kink=marked(
            "The lesson has to choose one: that of SELU at 0 is taken as the one from the left, "
            "1.758."
        ),
        activation=TaughtActivation(
            applied=marked("{out} is {net} put through SELU, an ELU with two fixed numbers."),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through SELU, an ELU "
                "with two fixed numbers that keep the sizes of the outputs alike from layer to "
                "layer."
            ),
            principle=marked(
                "Is {net} positive? Then multiply it by 1.05070098; else take e to the power of "
                "it, minus 1, times both fixed numbers."
            ),
            hint=marked(
                "Is the net input positive? Then SELU multiplies it by a fixed number; else the "
                "exponential is what changes."
            ),
            slope=(
                marked("At 0 itself we take the slope of the left side."),
                marked("So the slope is {slope}."),
            ),
            taken_for=("elu", "relu"),
            pieces=(_EXPONENTIAL, _A),
            fragments=(Call("elu", (_Z,)), difference(_EXPONENTIAL, ONE)),
        ),
    ),
    "softsign": TaughtFunction(
        activation=TaughtActivation(
            applied=marked(
                "{out} is {net} put through softsign, which turns any number into one between "
                "−1 and 1, more gently than tanh."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through softsign, which "
                "turns any number into one between −1 and 1, more gently than tanh."
            ),
            principle=marked("Divide {net} by 1 plus its own size without the sign."),
            hint=marked(
                "Top and bottom of the fraction change with the net input. Try it for a positive "
                "one: what does the quotient rule leave on top?"
            ),
            slope=(
                marked(
                    "{z} times the slope of its size is the size again, so 1 is left on top: the "
                    "slope is {slope}."
                ),
            ),
            taken_for=("tanh", "sigmoid"),
            pieces=(_OVER_SIZE, _FALLING),
            fragments=(Quotient(_Z, Sum((ONE, _Z))), _OVER_SIZE),
        )
    ),
    "hard_tanh": TaughtFunction(
        at_kink=marked(
            "The lesson has to choose one: that of hard tanh at −1 and 1 is taken as 0."
        ),
        activation=TaughtActivation(
            applied=marked(
                "{out} is {net} put through hard tanh, which lets numbers between −1 and 1 "
                "through and cuts off what is beyond."
            ),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through hard tanh, "
                "which lets numbers between −1 and 1 through and cuts off what is beyond."
            ),
            principle=marked(
                "Is {net} between −1 and 1? Then it goes through unchanged; else the nearer of the "
                "two ends is sent."
            ),
            hint=marked("Is the net input between −1 and 1? Beyond, the output does not move."),
            slope=(
                marked("{a} is {z} itself between −1 and 1, so its slope there is 1."),
                marked(
                    "Beyond it stays at −1 or at 1, and its slope is 0. At −1 and 1 themselves we "
                    "take 0."
                ),
                marked("So the slope is {slope}."),
            ),
            taken_for=("tanh", "relu"),
            definition=Call("max", (Negative(ONE), Call("min", (ONE, _Z)))),
        ),
    ),
    "relu6": TaughtFunction(
        at_kink=marked("The lesson has to choose one: that of ReLU6 at 0 and 6 is taken as 0."),
        activation=TaughtActivation(
            applied=marked("{out} is {net} put through ReLU6, a ReLU that gives 6 at the most."),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through ReLU6, a ReLU "
                "that sends 6 at the most."
            ),
            principle=marked(
                "Is {net} between 0 and 6? Then it goes through unchanged; else the nearer of the "
                "two ends is sent."
            ),
            hint=marked("Is the net input between 0 and 6? Beyond, the output does not move."),
            slope=(
                marked("{a} is {z} itself between 0 and 6, so its slope there is 1."),
                marked(
                    "Beyond it stays at 0 or at 6, and its slope is 0. At 0 and 6 themselves we "
                    "take 0."
                ),
                marked("So the slope is {slope}."),
            ),
            taken_for=("relu", "sigmoid"),
            definition=Call("min", (number(6), Call("max", (ZERO, _Z)))),
        ),
    ),
    "mish": TaughtFunction(
        activation=TaughtActivation(
            applied=marked("{out} is {net} put through Mish: {net} times tanh of its softplus."),
            sentence=marked(
                "{out} is what neuron {neuron} sends on: its net input put through Mish, which "
                "multiplies it by tanh of its softplus."
            ),
            principle=marked(
                "Take softplus of {net}, which is the logarithm of 1 plus its exponential. "
                "Multiply {net} by tanh of that."
            ),
            hint=marked(
                "Mish is a product, and both of its factors change with the net input: two terms. "
                "In the second one a function stands inside another: the slope of tanh, times the "
                "slope of softplus, which is the sigmoid."
            ),
            slope=(marked("So the slope is {slope}."),),
            taken_for=("silu", "relu"),
            pieces=(_TANH_OF_SOFTPLUS, _SOFTPLUS_PUSHED),
            fragments=(
                _TANH_OF_SOFTPLUS,
                Product((_Z, Call("tanh", (_Z,)))),
                Product((_Z, Call("softplus", (_Z,)))),
            ),
        )
    ),
    "softmax": TaughtFunction(
        activation=TaughtActivation(
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
    "sin": TaughtFunction(
        rule=marked("The slope of sin u is cos u; times the slope of u."),
    ),
    "cos": TaughtFunction(
        rule=marked("The slope of cos u is −sin u; times the slope of u."),
    ),
    "erf": TaughtFunction(
        rule=marked(
            "The slope of erf u is 2/√π times e to the power of −u²; times the slope of u."
        ),
    ),
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
        rule=marked(
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
        rule=marked(
            "min passes one of its arguments on, the smallest: its slope is 1 for that one and 0 "
            "for the others. Where two are equal the first counts, and a number before a name. "
            "Then times the slope of the argument."
        ),
    ),
    "floor": TaughtFunction(),
    "step": TaughtFunction(),
    "sign": TaughtFunction(),
    "where": TaughtFunction(),
    "pi": TaughtFunction(),
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
hold_against(ACTIVATIONS, ACTIVATION_NAMES, "activation")
