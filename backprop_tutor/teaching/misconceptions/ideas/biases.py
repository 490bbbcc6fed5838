"""Wrong ideas about biases."""

from collections.abc import Iterator
from itertools import islice

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import ZERO, Expr, Name, Sum, rename, total
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import bare, neuron_of, weights_in
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_MOST_BIASES = 3
"""Biases of other neurons, the nearest first, that may have been taken for the own one."""


@idea(
    "bias-forgotten",
    Role.NET,
    Role.NODE,
    say=marked("The bias is added after the weighted sum."),
)
def bias_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ w·x → Σ w·x + b."""
    if isinstance(line.formula, Sum):
        kept = [term for term in line.formula.terms if not _is_added(term, subject)]
        weighed = any(weights_in(one, subject) for one in kept)
        if line.role is Role.NET or (weighed and subject.scenario.inputs):
            yield total(*kept)


def _is_added(term: Expr, subject: Subject) -> bool:
    """Whether a term is a bias, or a threshold: a parameter that nothing multiplies."""
    name = bare(term)
    return isinstance(name, Name) and names.before_update(name.id) in subject.scenario.parameters


@idea(
    "other-bias",
    Role.NET,
    everywhere=False,
    behind=False,
    say=marked("Every neuron adds its own bias: look which bias belongs to this one."),
)
def other_bias(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ w·x + b1 → Σ w·x + b2; the bias of the nearest other neuron that has one of its own."""
    layers = subject.scenario.layers
    place = next(
        (
            at
            for at, layer in enumerate(layers)
            if any(one.name == line.of for one in layer.neurons)
        ),
        None,
    )
    if place is None:
        return
    own = {one.name: one.bias for one in layers[place].neurons}.get(line.of)
    if own is None or own not in line.uses:
        return
    nearest = sorted(range(len(layers)), key=lambda at: abs(at - place))
    others = (one.bias for at in nearest for one in layers[at].neurons)
    for other in islice(dict.fromkeys(one for one in others if one and one != own), _MOST_BIASES):
        yield rename(line.formula, {own: other})


@idea(
    "shared-bias-one-term",
    Role.GRADIENT,
    say=marked("A shared bias enters several neurons: each of them adds a path to its gradient."),
    everywhere=False,
)
def shared_bias_one_term(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂b = δ1 → δ1 + δ2."""
    if subject[line.by].role is Role.BIAS and isinstance(line.formula, Sum):
        yield from line.formula.terms


@idea(
    "bias-does-not-learn",
    Role.GRADIENT,
    Role.UPDATE,
    say=marked(
        "A bias is a weight on a constant 1: it has a gradient, even where it is kept fixed."
    ),
)
def bias_does_not_learn(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂b = 0 → δ; b⁺ = b → b − η·δ."""
    parameter = line.of if line.role is Role.UPDATE else line.by
    if subject[parameter].role is Role.BIAS and not _moves_nothing(parameter, subject):
        yield Name(parameter) if line.role is Role.UPDATE else ZERO


@idea(
    "bias-does-not-learn",
    Role.NET_BY_BIAS,
    say=marked(
        "A bias is a number that can be changed, as a weight is: ask how much the net input grows "
        "when the bias grows a little."
    ),
    behind=False,
)
def bias_is_a_constant(_line: Line, _subject: Subject) -> Iterator[Expr]:
    """∂z/∂b = 0 → 1."""
    yield ZERO


def _moves_nothing(bias: str, subject: Subject) -> bool:
    """Whether a bias has the gradient 0 indeed: a softmax layer that shares it cancels it."""
    entered = [
        layer
        for layer in subject.scenario.layers
        if any(neuron.bias == bias for neuron in layer.neurons)
    ]
    return bool(entered) and all(
        layer.activation == "softmax" and all(neuron.bias == bias for neuron in layer.neurons)
        for layer in entered
    )


@idea(
    "bias-times-input",
    Role.NET_BY_BIAS,
    say=marked(
        "A bias is added and multiplies nothing, so the slope of the net input with respect to it "
        "is 1."
    ),
)
def bias_times_input(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂z/∂b = b, or h → 1."""
    yield Name(line.by)
    for sender in subject.layer(neuron_of(line, subject)).senders:
        yield Name(subject.scenario.value_of(sender))


BIAS_IDEAS = (
    bias_forgotten,
    other_bias,
    shared_bias_one_term,
    bias_does_not_learn,
    bias_is_a_constant,
    bias_times_input,
)
