"""Wrong ideas about weights and what they multiply."""

from collections.abc import Iterator

from backprop_tutor.expression import Expr, Name
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import Idea
from backprop_tutor.teaching.subject import Subject


def weight_for_input(line: Line, _subject: Subject) -> Iterator[Expr]:
    """∂net/∂w = w, in place of what w multiplies."""
    yield Name(line.by)


def neighbour(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂net/∂w = what the neighbouring weight of the same neuron multiplies."""
    neuron = subject[line.of].of
    right = line.formula
    layer = subject.layer(neuron)
    for sender in layer.senders:
        sent = Name(sender if sender in subject.scenario.inputs else f"out_{sender}")
        if sent != right:
            yield sent


WEIGHTS = (
    Idea(
        "weight-for-input",
        "∂z/∂w = w → what the weight multiplies",
        "The net input is w·a: differentiate by w, and a is left, not w.",
        frozenset({Role.NET_BY_WEIGHT}),
        weight_for_input,
    ),
    Idea(
        "neighbour",
        "h2 for h1, i2 for i1",
        "A weight's gradient joins its own two ends; this one belongs to the neuron next door.",
        frozenset({Role.NET_BY_WEIGHT}),
        neighbour,
        everywhere=False,
    ),
)
