"""Wrong ideas about weights, what they multiply, and their gradients."""

from collections.abc import Iterator
from itertools import pairwise

from backprop_tutor.expression import Expr, Name, rename
from backprop_tutor.maths import names
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.teaching.misconceptions.around import (
    as_built,
    at_the_time,
    delta,
    deltas_in,
    is_linear,
    layer_mates,
    nearest_first,
    neuron_of,
    sent_by,
)
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.subject import Subject


@idea(
    "delta-for-gradient",
    Role.GRADIENT,
    say="A delta belongs to a neuron, a gradient to one weight: what flows through this weight is "
    "still to be multiplied in.",
)
def delta_for_gradient(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂w = δ → δ·h."""
    if subject[line.by].role is Role.WEIGHT:
        yield from (Name(delta(neuron)) for neuron in deltas_in(line.formula, subject))


@idea(
    "weight-for-input",
    Role.NET_BY_WEIGHT,
    say="The net input holds weight times input: differentiate by the weight, and the input is "
    "left.",
)
def weight_for_input(line: Line, _subject: Subject) -> Iterator[Expr]:
    """∂z/∂w = w → what the weight multiplies."""
    yield Name(line.by)


@idea(
    "input-for-weight",
    Role.NET_BY_OUT,
    say="The net input holds weight times output: differentiate by the output, and the weight is "
    "left.",
)
def input_for_weight(line: Line, _subject: Subject) -> Iterator[Expr]:
    """∂z/∂h = h → w."""
    yield Name(line.by)


@idea(
    "neighbour",
    Role.NET_BY_WEIGHT,
    Role.NET,
    say="Follow the arrow of a weight back to where it starts: what is sent from there counts, "
    "not what the neighbour sends.",
    everywhere=False,
)
def neighbour(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂z/∂w5 = h2 → h1; ∂z/∂w1 = i2 → i1; z = w1·i2 + w2·i2 + b → w1·i1 + w2·i2 + b."""
    if line.role is Role.NET:
        yield from _one_sender_for_both(line, subject)
        return
    neuron = as_built(neuron_of(line, subject), subject)
    senders = subject.layer(neuron.name).senders
    for sender in nearest_first(senders, neuron.weights.index(line.by)):
        yield Name(sent_by(sender, subject))


def _one_sender_for_both(line: Line, subject: Subject) -> Iterator[Expr]:
    """Yield a weighted sum with one of two neighbours in the place of both."""
    now = at_the_time(line, subject)
    sent = [now(sent_by(sender, subject)) for sender in subject.layer(line.of).senders]
    for one, other in pairwise(sent):
        yield rename(line.formula, {one: other})
        yield rename(line.formula, {other: one})


@idea(
    "inputs-swapped",
    Role.NET,
    say="Each weight multiplies what comes along its own arrow: look which arrow is whose.",
    everywhere=False,
    telling=False,  # Two slips at once that nearly cancel are not worth a longer answer.
)
def inputs_swapped(line: Line, subject: Subject) -> Iterator[Expr]:
    """z = w1·i2 + w2·i1 + b → w1·i1 + w2·i2 + b."""
    now = at_the_time(line, subject)
    sent = [now(sent_by(sender, subject)) for sender in subject.layer(line.of).senders]
    for one, other in pairwise(sent):
        yield rename(line.formula, {one: other, other: one})


@idea(
    "other-delta",
    Role.GRADIENT,
    Role.SHARE,
    say="Look which neuron the signal enters here: the delta of that neuron is the one that "
    "counts.",
    everywhere=False,
)
def other_delta(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ2·h → δ1·h."""
    own, *more = deltas_in(line.formula, subject)
    if more:  # A shared bias: each of its deltas belongs there.
        return
    for other in layer_mates(own, subject):
        if delta(other) in subject.tape:
            yield rename(line.formula, {delta(own): delta(other)})


@idea(
    "previous-net-for-output",
    Role.NET_BY_WEIGHT,
    say="A weight multiplies what the neuron before it has sent, which is its output after the "
    "activation.",
)
def previous_net_for_output(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ·z_h → δ·h."""
    sender = _sender(line, subject)
    if sender is not None and not is_linear(sender, subject):
        yield Name(names.net(sender))


@idea(
    "network-input-at-output",
    Role.NET_BY_WEIGHT,
    Role.NET,
    say="This weight leaves a hidden neuron: an input of the network never meets it.",
    everywhere=False,
)
def network_input_at_output(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ·i → δ·h; z = w5·i1 + w6·i2 + b → w5·h1 + w6·h2 + b."""
    inputs = tuple(subject.scenario.inputs)
    if line.role is Role.NET:
        now, senders = at_the_time(line, subject), subject.layer(line.of).senders
        if subject.layer_of[line.of] and len(inputs) == len(senders):
            sent = (now(names.out(sender)) for sender in senders)
            yield rename(line.formula, dict(zip(sent, inputs, strict=True)))
    elif _sender(line, subject) is not None:
        yield from map(Name, inputs)


def _sender(line: Line, subject: Subject) -> str | None:
    """Return the hidden neuron that a weight leaves, or None if an input sends along it."""
    assert isinstance(line.formula, Name)
    sent = subject[line.formula.id]
    return sent.of if sent.role is Role.OUT else None


WEIGHTS = (
    delta_for_gradient,
    weight_for_input,
    input_for_weight,
    neighbour,
    inputs_swapped,
    other_delta,
    previous_net_for_output,
    network_input_at_output,
)
