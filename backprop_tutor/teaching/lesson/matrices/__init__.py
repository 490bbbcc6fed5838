"""The network one layer at a time, as matrices: the same lines as the scalar lesson, side by side.

z = W·a_prev + b, a = f(z); back δ = ∂E/∂a ⊙ f′(z), with ∂E/∂a = W_nextᵀ·δ_next behind a hidden
layer; ∂E/∂W = δ·a_prevᵀ, ∂E/∂b = δ; W_new = W − η·∂E/∂W. In W a row is for the neuron that an arrow
leads to, a column for where it comes from. Every entry is a line of the tape, so that a matrix
cannot disagree with the lesson. To show one thing more of a layer, add a ``Sheet`` to ``sheets``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from backprop_tutor.blocks.blocks import Block
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

__all__ = ["Sheet", "called", "completed", "matrix_layers", "sheets", "transpose"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown of one layer once the lines that it ``sums_up`` have been taught."""

    part: Part
    layer: int
    sums_up: tuple[str, ...]
    make: Callable[[], tuple[Block, ...]]


def called(subject: Subject, index: int) -> str:
    """Return what a layer is called: ``the hidden layer (h1, h2)``."""
    layers = matrix_layers(subject)
    which = "output layer"
    if index < len(layers) - 1:
        which = "hidden layer" if len(layers) == 2 else f"hidden layer {index + 1}"
    neurons = [neuron.name for neuron in layers[index].neurons]
    if len(neurons) > SMALL:
        neurons = [*neurons[:3], "…", neurons[-1]]
    return f"{which} ({', '.join(neurons)})"


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
