"""Wrong ideas about the slope of an activation."""

from collections.abc import Iterator

from backprop_tutor.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    difference,
    number,
    rename,
    substitute,
)
from backprop_tutor.maths import names
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.teaching.misconceptions.around import (
    is_linear,
    is_own,
    layer_mates,
    neuron_of,
    own_slope,
    sigmoid_slope,
)
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.subject import Subject

_SMOOTH = ("sigmoid", "tanh")


def _own(line: Line, subject: Subject, *activations: str) -> str | None:
    """Return the neuron whose own slope a line is, if it has one of the activations."""
    neuron = neuron_of(line, subject)
    fits = is_own(line, subject) and subject.layer(neuron).activation in activations
    return neuron if fits else None


@idea(
    "softmax-diagonal-only",
    Role.ACTIVATION_SLOPE,
    say="Every net input of a softmax moves every one of its outputs: none of the slopes is 0.",
)
def softmax_diagonal_only(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂o1/∂z2 = 0 → −o1·o2."""
    if not is_own(line, subject):
        yield ZERO


@idea(
    "no-output-activation-slope",
    Role.ACTIVATION_SLOPE,
    say="On its way back the error must pass through the activation of the output.",
)
def no_output_activation_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """(o − t)·h → (o − t)·o(1 − o)·h."""
    if subject.is_output(neuron_of(line, subject)):
        yield ONE if is_own(line, subject) else ZERO


@idea(
    "slope-kept-with-cross-entropy",
    Role.DELTA,
    say="With its matching loss, the slope of the softmax cancels: no factor of it is left in the "
    "delta.",
)
def slope_kept_with_cross_entropy(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂z = (o − t)·o(1 − o) → o − t."""
    neuron = subject[line.by].of
    matching = subject.scenario.loss == "cross_entropy"
    if matching and subject.is_output(neuron) and subject.layer(neuron).activation == "softmax":
        out = Name(names.out(neuron))
        yield Product((difference(out, Name(names.target(neuron))), sigmoid_slope(out)))


@idea(
    "half-the-slope",
    Role.ACTIVATION_SLOPE,
    say="This is a part of the slope only: look which piece of the rule is not there yet.",
)
def half_the_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """o, or 1 − o → o(1 − o); for tanh 1 − o, or o² → 1 − o²."""
    if (neuron := _own(line, subject, *_SMOOTH, "softmax")) is not None:
        out = Name(names.out(neuron))
        if subject.layer(neuron).activation == "tanh":
            yield difference(ONE, out)
            yield Power(out, number(2))
        else:
            yield out
            yield difference(ONE, out)


@idea(
    "relu-slope",
    Role.ACTIVATION_SLOPE,
    say="The slope of a ReLU is 1 where its net input is positive and 0 elsewhere: an open one "
    "passes the signal as it is, a closed one passes none.",
)
def relu_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """z, o, or 1 everywhere → 1 if z > 0, else 0."""
    if (neuron := _own(line, subject, "relu")) is not None:
        yield Name(names.net(neuron))
        yield Name(names.out(neuron))
        yield ONE


@idea(
    "other-neurons-slope",
    Role.ACTIVATION_SLOPE,
    say="The slope is taken where the signal passes now: look which neuron that is.",
    everywhere=False,
)
def other_neurons_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """o2(1 − o2), or h1(1 − h1) → o1(1 − o1)."""
    if not is_own(line, subject):
        return
    neuron = neuron_of(line, subject)
    for other in (*layer_mates(neuron, subject), *_elsewhere(neuron, subject)):
        if not is_linear(other, subject) and not _changes_nothing(other, neuron, subject):
            yield own_slope(other, subject)


def _changes_nothing(other: str, neuron: str, subject: Subject) -> bool:
    """Whether a ReLU's slope stands for a 1: its output is multiplied by it unchanged."""
    return is_linear(neuron, subject) and subject.layer(other).activation == "relu"


def _elsewhere(neuron: str, subject: Subject) -> Iterator[str]:
    """Yield the neurons of the other layers, those nearer to the loss first."""
    here = subject.layer_of[neuron]
    layers = subject.scenario.layers
    for layer in (*layers[here + 1 :], *reversed(layers[:here])):
        yield from (other.name for other in layer.neurons)


@idea(
    "slope-of-net",
    Role.ACTIVATION_SLOPE,
    say="This shortcut for the slope is written in the output, not in the net input.",
)
def slope_of_net(line: Line, subject: Subject) -> Iterator[Expr]:
    """z(1 − z) → o(1 − o); for tanh 1 − z² → 1 − o²."""
    neuron = neuron_of(line, subject)
    if subject.layer(neuron).activation in (*_SMOOTH, "softmax"):
        layer = (neuron, *layer_mates(neuron, subject))
        yield rename(line.formula, {names.out(one): names.net(one) for one in layer})


@idea(
    "slope-of-activated-value",
    Role.ACTIVATION_SLOPE,
    say="The output is the activated value already; to activate it once more looks for the slope "
    "at the wrong place.",
)
def slope_of_activated_value(line: Line, subject: Subject) -> Iterator[Expr]:
    """σ(o)(1 − σ(o)) → o(1 − o)."""
    if (neuron := _own(line, subject, *_SMOOTH)) is not None:
        out = Name(names.out(neuron))
        again = Call(subject.layer(neuron).activation, (out,))
        yield FUNCTIONS[again.function].slope_at(out, again)


@idea(
    "slope-of-error",
    Role.ACTIVATION_SLOPE,
    say="The slope belongs to the activation and is taken at the output, not at the error.",
)
def slope_of_error(line: Line, subject: Subject) -> Iterator[Expr]:
    """(o − t)(1 − (o − t)) → o(1 − o)."""
    neuron = _own(line, subject, *_SMOOTH, "softmax")
    if neuron is not None and subject.is_output(neuron):
        out = names.out(neuron)
        error = difference(Name(out), Name(names.target(neuron)))
        yield substitute(line.formula, {out: error})


@idea(
    "slope-sign",
    Role.ACTIVATION_SLOPE,
    say="Think whether this output rises or falls when the net input grows: that is the sign of "
    "its slope.",
    everywhere=False,  # In two layers, the two signs would cancel.
)
def slope_sign(line: Line, subject: Subject) -> Iterator[Expr]:
    """−o(1 − o) → o(1 − o)."""
    if subject.layer(neuron_of(line, subject)).activation in (*_SMOOTH, "softmax"):
        yield Negative(line.formula)


@idea(
    "wrong-function-slope",
    Role.ACTIVATION_SLOPE,
    say="Each activation has a slope of its own: look which function this neuron uses.",
)
def wrong_function_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """1 − o² for a sigmoid → o(1 − o); o(1 − o) for tanh → 1 − o²."""
    if is_own(line, subject):
        neuron = neuron_of(line, subject)
        net, out = Name(names.net(neuron)), Name(names.out(neuron))
        sigmoid_like = subject.layer(neuron).activation in ("sigmoid", "softmax")
        for function in _SMOOTH:
            if not (function == "sigmoid" and sigmoid_like):
                yield FUNCTIONS[function].slope_at(net, out)


SLOPES = (
    softmax_diagonal_only,
    no_output_activation_slope,
    slope_kept_with_cross_entropy,
    half_the_slope,
    other_neurons_slope,
    slope_of_net,
    slope_of_activated_value,
    slope_of_error,
    slope_sign,
    wrong_function_slope,
)
