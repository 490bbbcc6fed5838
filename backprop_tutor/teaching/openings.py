"""What is said when a part of the lesson begins, or the way to another gradient."""

from collections.abc import Mapping

from backprop_tutor.expression import Name
from backprop_tutor.maths.names import TOTAL, derivative
from backprop_tutor.scenario import Part
from backprop_tutor.teaching.step import Block, Prose, Tone

OPENINGS: Mapping[Part, tuple[Block, ...]] = {
    Part.FORWARD: (
        Prose(("The forward pass",), Tone.HEADING),
        Prose(
            (
                "Numbers go in at the left and come out at the right. Each neuron adds up what "
                "arrives (its net input) and bends the sum (its output).",
            ),
        ),
    ),
    Part.ERROR: (
        Prose(("The error",), Tone.HEADING),
        Prose(("How far is what came out from what should have come out? One number says it.",)),
    ),
    Part.BACKWARD: (
        Prose(("The backward pass",), Tone.HEADING),
        Prose(
            (
                "Which way, and how strongly, does each weight move the error? The answer is a "
                "slope: nudge one number by a tiny amount, keep all others still, and see how much "
                "the error changes per unit of the nudge. Such a slope is called a partial "
                "derivative and is written ",
                Name("dE_total/dw"),
                ".",
            ),
        ),
        Prose(
            (
                "The way from a weight to the error has several stations. Each has its own small "
                "slope, and slopes in a row multiply: that is the chain rule. We start at the "
                "error and go back.",
            ),
        ),
    ),
    Part.UPDATE: (
        Prose(("The update",), Tone.HEADING),
        Prose(
            (
                "Every weight takes one small step against its gradient. The learning rate ",
                Name("eta"),
                " says how small.",
            ),
        ),
    ),
    Part.AGAIN: (
        Prose(("Once more, with the new weights",), Tone.HEADING),
        Prose(("Did it help? The same inputs go through the network again.",)),
    ),
}


def aim(parameter: str) -> tuple[Block, ...]:
    """Say that one parameter's gradient is wanted now."""
    return (
        Prose((f"The gradient of {parameter}",), Tone.HEADING),
        Prose(
            (
                "We want ",
                Name(derivative(TOTAL, parameter)),
                f": how fast the loss changes when {parameter} changes. The way from {parameter} "
                "to the outputs is marked. We go back along it, one slope at a time.",
            ),
        ),
    )


THE_OTHERS: tuple[Block, ...] = (
    Prose(("The other gradients",), Tone.HEADING),
    Prose(
        (
            "The other weights and biases follow the same pattern, so there is one question for "
            "each result. Should one go wrong, we take it apart.",
        ),
    ),
)
