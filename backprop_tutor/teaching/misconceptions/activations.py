"""Wrong ideas about activations and their slopes."""

from collections.abc import Iterator

from backprop_tutor.expression import ONE, Expr
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import Idea
from backprop_tutor.teaching.subject import Subject


def no_output_activation_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """dout/dnet = 1 at an output: its activation left out of the chain."""
    if subject[line.of].of == subject[line.by].of and subject.is_output(subject[line.of].of):
        yield ONE


ACTIVATIONS = (
    Idea(
        "no-output-activation-slope",
        "(o − t)·h → (o − t)·o(1 − o)·h",
        "On its way back the error must pass through the output's activation: its slope is missing.",
        frozenset({Role.ACTIVATION_SLOPE}),
        no_output_activation_slope,
    ),
)
