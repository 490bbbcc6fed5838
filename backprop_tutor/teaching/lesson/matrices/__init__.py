"""The network one layer at a time, as matrices: the same lines as the scalar lesson, side by side.

z = W·a_prev + b, a = f(z); back δ = ∂E/∂a ⊙ f′(z), with ∂E/∂a = W_nextᵀ·δ_next behind a hidden
layer; ∂E/∂W = δ·a_prevᵀ, ∂E/∂b = δ; W_new = W − η·∂E/∂W. In W a row is for the neuron that an arrow
leads to, a column for where it comes from. Every entry is a line of the tape, so that a matrix
cannot disagree with the lesson. To show one thing more of a layer, add a ``Sheet`` to ``sheets``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from backprop_tutor.blocks.blocks import Block, Inline
from backprop_tutor.formula import names
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.lesson.matrices.backward import backward, transpose
from backprop_tutor.teaching.lesson.matrices.entries import (
    SMALL,
    deltas,
    layer_parameters,
    learns,
    loss_gradient,
    matrix_layers,
    nets,
    own_biases,
)
from backprop_tutor.teaching.lesson.matrices.forward import forward_equations
from backprop_tutor.teaching.lesson.matrices.learning import (
    bias_gradients,
    gradients,
    is_plain,
    update_equations,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say, text_with_commas

__all__ = [
    "Sheet",
    "completed",
    "heading_of",
    "matrix_layers",
    "sheets",
    "the_same_for",
    "transpose",
]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown of one layer once the lines that it ``sums_up`` have been taught."""

    part: Part
    layer: int
    sums_up: tuple[str, ...]
    make: Callable[[], tuple[Block, ...]]


def heading_of(subject: Subject, index: int) -> tuple[Inline, ...]:
    """Return the heading over a layer: ``The hidden layer (h1, h2)``."""
    neurons = _neurons(subject, index)
    match _place(subject, index):
        case "output":
            return say("The output layer ({neurons})", neurons=neurons)
        case "hidden":
            return say("The hidden layer ({neurons})", neurons=neurons)
        case "numbered":
            return say("The hidden layer {number} ({neurons})", number=index + 1, neurons=neurons)


def the_same_for(subject: Subject, index: int) -> tuple[Inline, ...]:
    """Say that what was worked out one by one follows for a whole layer."""
    neurons = _neurons(subject, index)
    match _place(subject, index):
        case "output":
            return say("The same for the whole output layer ({neurons}) at once.", neurons=neurons)
        case "hidden":
            return say("The same for the whole hidden layer ({neurons}) at once.", neurons=neurons)
        case "numbered":
            return say(
                "The same for the whole hidden layer {number} ({neurons}) at once.",
                number=index + 1,
                neurons=neurons,
            )


def _place(subject: Subject, index: int) -> Literal["output", "hidden", "numbered"]:
    """Return which layer one is, of those that there are."""
    layers = matrix_layers(subject)
    if index == len(layers) - 1:
        return "output"
    return "hidden" if len(layers) == 2 else "numbered"


def _neurons(subject: Subject, index: int) -> str:
    neurons = [neuron.name for neuron in matrix_layers(subject)[index].neurons]
    if len(neurons) > SMALL:
        neurons = [*neurons[:3], "…", neurons[-1]]
    return text_with_commas(neurons)


def sheets(subject: Subject) -> tuple[Sheet, ...]:
    """Return all that can be shown: forward layer by layer, then back, then the updates.

    What some line of is missing from the tape, as in a lesson about one parameter, is left out.
    """
    places = range(len(matrix_layers(subject)))
    found = [
        *(_forward(subject, place) for place in places),
        *(one for place in reversed(places) for one in _backward(subject, place)),
        *(_update(subject, place) for place in places),
    ]
    return tuple(
        sheet
        for sheet in found
        if sheet.sums_up and all(name in subject.tape for name in sheet.sums_up)
    )


def completed(
    every: Iterable[Sheet], taught: Iterable[tuple[str, Iterable[str]]]
) -> dict[str, list[Sheet]]:
    """Return the sheets by the step that teaches the last of what each sums up.

    ``taught`` are the steps in order, each with the lines it teaches. A sheet with a line that is
    not taught would tell its number: it has no step.
    """
    step_of: dict[str, int] = {}
    steps = []
    for index, (step, lines) in enumerate(taught):
        steps.append(step)
        step_of |= dict.fromkeys(lines, index)
    found: dict[str, list[Sheet]] = {}
    for sheet in every:
        places = [step_of.get(name) for name in sheet.sums_up]
        known = [place for place in places if place is not None]
        if len(known) == len(places):
            found.setdefault(steps[max(known)], []).append(sheet)
    return found


def _forward(subject: Subject, place: int) -> Sheet:
    layer = matrix_layers(subject)[place]
    outs = (names.out(neuron.name) for neuron in layer.neurons)
    return Sheet(
        Part.FORWARD, place, (*nets(layer), *outs), lambda: forward_equations(subject, layer)
    )


def _backward(subject: Subject, place: int) -> Iterator[Sheet]:
    layer = matrix_layers(subject)[place]
    yield Sheet(Part.BACKWARD, place, deltas(layer), lambda: backward(subject, place))
    weights = (name for neuron in layer.neurons for name in neuron.weights)
    wanted = (*map(loss_gradient, weights), *deltas(layer))
    yield Sheet(Part.BACKWARD, place, wanted, lambda: gradients(subject, layer))
    if biases := own_biases(layer):  # Where they do not learn, no lesson asks for their gradients.
        wanted = (*map(loss_gradient, biases), *deltas(layer))
        yield Sheet(Part.BACKWARD, place, wanted, lambda: bias_gradients(subject, layer))


def _update(subject: Subject, place: int) -> Sheet:
    layer = matrix_layers(subject)[place]
    learning = [name for name in layer_parameters(layer) if learns(subject, name)]
    plain = all(is_plain(subject, name) for name in learning)
    changed = tuple(map(names.updated, learning)) if plain else ()
    return Sheet(Part.UPDATE, place, changed, lambda: tuple(update_equations(subject, layer)))
