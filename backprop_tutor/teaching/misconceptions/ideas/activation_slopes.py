"""Wrong ideas about the slope of an activation."""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Product,
    difference,
    names_in,
    rename,
    substitute,
)
from backprop_tutor.maths.functions import ACTIVATIONS, FUNCTIONS
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.roles import is_own_slope
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import (
    is_last,
    is_linear,
    layer_mates,
    neuron_of,
    own_slope,
    sigmoid_slope,
    slope_of,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS
from backprop_tutor.wording import marked

_OUTPUT = "a"
_IN_OUTPUT = tuple(
    name
    for name, one in ACTIVATIONS.items()
    if one.slope is None or names_in(one.slope) == (_OUTPUT,)
)
"""Activations whose slope textbooks write in the output; without one is softmax, of several."""

_SMOOTH = tuple(name for name, one in ACTIVATIONS.items() if not one.kinked and name != "linear")
"""Activations without a straight piece."""


@idea(
    "softmax-diagonal-only",
    Role.ACTIVATION_SLOPE,
    say=marked(
        "Every net input of a softmax moves every one of its outputs: none of the slopes is 0."
    ),
)
def softmax_diagonal_only(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂o1/∂z2 = 0 → −o1·o2."""
    if not is_own_slope(line, subject.tape):
        yield ZERO


@idea(
    "no-output-activation-slope",
    Role.ACTIVATION_SLOPE,
    say=marked("On its way back the error must pass through the activation of the output."),
)
def no_output_activation_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """(o − t)·h → (o − t)·o(1 − o)·h."""
    if is_last(neuron_of(line, subject), subject):
        yield ONE if is_own_slope(line, subject.tape) else ZERO


@idea(
    "slope-kept-with-cross-entropy",
    Role.DELTA,
    say=marked(
        "With its matching loss, the slope of the activation cancels: no factor of it is left in "
        "the delta."
    ),
)
def slope_kept_with_cross_entropy(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂z = (o − t)·o(1 − o) → o − t."""
    neuron, loss = subject[line.by].of, LOSSES.get(subject.scenario.loss)
    matching = loss.matching if loss is not None else ""
    if matching and subject.is_output(neuron) and subject.activation(neuron) == matching:
        out = Name(names.out(neuron))
        yield Product((difference(out, Name(names.target(neuron))), sigmoid_slope(out)))


@idea(
    "half-the-slope",
    Role.ACTIVATION_SLOPE,
    say=marked(
        "This is only a part of the slope: look for the piece of the rule that is still missing."
    ),
)
def half_the_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """o, or 1 − o → o(1 − o); for tanh 1 − o, or o² → 1 − o²; for z·σ(z) σ(z) alone."""
    if is_own_slope(line, subject.tape):
        neuron = neuron_of(line, subject)
        for piece in TAUGHT_ACTIVATIONS[subject.layer(neuron).activation].pieces:
            here = {"z": Name(names.net(neuron)), _OUTPUT: Name(names.out(neuron))}
            yield substitute(piece, here)


@idea(
    "other-neurons-slope",
    Role.ACTIVATION_SLOPE,
    say=marked("The slope is taken where the signal passes now: check which neuron that is."),
    everywhere=False,
)
def other_neurons_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """o2(1 − o2), or h1(1 − h1) → o1(1 − o1)."""
    if not is_own_slope(line, subject.tape):
        return
    neuron = neuron_of(line, subject)
    for other in (*layer_mates(neuron, subject), *_elsewhere(neuron, subject)):
        if not is_linear(other, subject) and not _changes_nothing(other, neuron, subject):
            yield own_slope(other, subject)


def _changes_nothing(other: str, neuron: str, subject: Subject) -> bool:
    """Whether another neuron's slope is as good as a neuron's own.

    A ReLU's stands for a 1: its output is multiplied by it unchanged. Of two that share a softmax
    one is what the other leaves of 1, and o1(1 − o1) is o2(1 − o2).
    """
    layer = subject.layer(other)
    if is_linear(neuron, subject):
        return layer.activation == "relu"
    own = subject.layer_of[other] == subject.layer_of[neuron]
    return own and layer.activation == "softmax" and len(layer.neurons) == 2


def _elsewhere(neuron: str, subject: Subject) -> Iterator[str]:
    """Yield the neurons of the other layers, those nearer to the loss first."""
    here = subject.layer_of[neuron]
    layers = subject.scenario.layers
    for layer in (*layers[here + 1 :], *reversed(layers[:here])):
        yield from (other.name for other in layer.neurons)


@idea(
    "slope-of-net",
    Role.ACTIVATION_SLOPE,
    say=marked(
        "This slope is worked out from the output alone: here the net input stands in its place."
    ),
)
def slope_of_net(line: Line, subject: Subject) -> Iterator[Expr]:
    """z(1 − z) → o(1 − o); for tanh 1 − z² → 1 − o²."""
    neuron = neuron_of(line, subject)
    if subject.layer(neuron).activation in _IN_OUTPUT:
        layer = (neuron, *layer_mates(neuron, subject))
        yield rename(line.formula, {names.out(one): names.net(one) for one in layer})


@idea(
    "slope-of-activated-value",
    Role.ACTIVATION_SLOPE,
    say=marked(
        "The output is already the activated value; activating it once more takes the slope at the "
        "wrong place."
    ),
)
def slope_of_activated_value(line: Line, subject: Subject) -> Iterator[Expr]:
    """σ(o)(1 − σ(o)) → o(1 − o)."""
    neuron = neuron_of(line, subject)
    activation = ACTIVATIONS[subject.layer(neuron).activation]
    if activation.name in _SMOOTH and activation.slope is not None:
        out = Name(names.out(neuron))
        yield activation.slope_at(out, Call(activation.name, (out,)))


@idea(
    "slope-of-error",
    Role.ACTIVATION_SLOPE,
    Role.DELTA,
    say=marked("The slope belongs to the activation and is taken at the output, not at the error."),
)
def slope_of_error(line: Line, subject: Subject) -> Iterator[Expr]:
    """(o − t)(1 − (o − t)) → o(1 − o), or → (o − t)·o(1 − o)."""
    neuron = subject[line.by].of
    if not subject.is_output(neuron):
        return
    out = names.out(neuron)
    error = {out: difference(Name(out), Name(names.target(neuron)))}
    if line.role is Role.DELTA:
        if subject.activation(neuron) in _IN_OUTPUT:  # The slope of the error for the whole delta.
            yield substitute(own_slope(neuron, subject), error)
    elif slope_of(line, subject, *_IN_OUTPUT) is not None:
        yield substitute(line.formula, error)


@idea(
    "slope-sign",
    Role.ACTIVATION_SLOPE,
    say=marked(
        "Does this output rise or fall when the net input grows? That is the sign of its slope."
    ),
    everywhere=False,  # In two layers, the two signs would cancel.
)
def slope_sign(line: Line, subject: Subject) -> Iterator[Expr]:
    """−o(1 − o) → o(1 − o)."""
    if subject.layer(neuron_of(line, subject)).activation in _SMOOTH:
        yield Negative(line.formula)


@idea(
    "wrong-function-slope",
    Role.ACTIVATION_SLOPE,
    say=marked("Each activation has a slope of its own: check which function this neuron uses."),
)
def wrong_function_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """1 − o² for a sigmoid → o(1 − o); o(1 − o) for tanh → 1 − o²."""
    if is_own_slope(line, subject.tape):
        neuron = neuron_of(line, subject)
        net, out = Name(names.net(neuron)), Name(names.out(neuron))
        for function in TAUGHT_ACTIVATIONS[subject.layer(neuron).activation].taken_for:
            yield FUNCTIONS[function].slope_at(net, out)


ACTIVATION_SLOPE_IDEAS = (
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
