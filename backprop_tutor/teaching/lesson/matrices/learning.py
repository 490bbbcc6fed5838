"""What a layer learns from: ∂E/∂W = δ·a_prevᵀ and ∂E/∂b = δ, then one step, W − η·∂E/∂W."""

from collections import Counter
from collections.abc import Iterator

from backprop_tutor.blocks.blocks import Block, Equation, MatrixEquation, Prose
from backprop_tutor.blocks.matrices import Operator
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, difference, product, total
from backprop_tutor.scenario.graph import Layer
from backprop_tutor.teaching.lesson.matrices.entries import (
    SMALL,
    arriving,
    column_matrix,
    delta_of,
    deltas,
    entry,
    layer_parameters,
    learns,
    loss_gradient,
    matrix_layers,
    own_biases,
    square,
    transposed,
    weights,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say, say_so_many, text_with_commas


def gradients(subject: Subject, layer: Layer) -> tuple[Block, ...]:
    """∂E/∂W = δ·a_prevᵀ."""
    uses = Counter(
        name for one in matrix_layers(subject) for neuron in one.neurons for name in neuron.weights
    )
    weights = [name for neuron in layer.neurons for name in neuron.weights]
    several = [name for name in dict.fromkeys(weights) if uses[name] > 1]
    blocks: list[Block] = []
    if several:
        blocks.append(
            Prose(
                say(
                    "{weights}: used in several places, so a gradient is a sum over them, and "
                    "this layer's δ·a_prevᵀ is only a part of it.",
                    weights=text_with_commas(several[:SMALL]),
                )
            ),
        )
    else:
        delta = column_matrix(subject, "δ", deltas(layer))
        came = transposed(arriving(subject, layer))
        blocks += [
            Prose(say("Each weight: the delta where its arrow ends, times what came along it.")),
            MatrixEquation(
                square(subject, "∂E/∂W", layer, loss_gradient),
                (delta, Operator.TIMES, came),
            ),
        ]
    return tuple(blocks)


def bias_gradients(subject: Subject, layer: Layer) -> tuple[Block, ...]:
    """∂E/∂b = δ; a bias with several users has the sum of their deltas."""
    return tuple(_bias_gradients(subject, layer))


def _bias_gradients(subject: Subject, layer: Layer) -> Iterator[Block]:
    users: dict[str, list[str]] = {}
    for one in matrix_layers(subject):
        for neuron in one.neurons:
            if neuron.bias:
                users.setdefault(neuron.bias, []).append(delta_of(neuron.name))
    own = own_biases(layer)
    if own and all(len(users[bias]) == 1 for bias in own):
        deltas = [delta_of(neuron.name) for neuron in layer.neurons if neuron.bias]
        biases = column_matrix(subject, "∂E/∂b", [loss_gradient(bias) for bias in own])
        yield MatrixEquation(biases, (column_matrix(subject, "δ", deltas),))
        return
    for bias in own:
        summed = total(*map(Name, users[bias]))
        yield Prose(
            say("The bias {bias} is shared: its gradient is the sum of the deltas.", bias=bias)
        )
        name = loss_gradient(bias)
        sides = (summed, subject.with_numbers(summed), subject.value(name))
        yield Equation(Name(name), sides)


def is_plain(subject: Subject, parameter: str) -> bool:
    """Whether the tape has no other step for a parameter than w − η·∂E/∂w."""
    if names.updated(parameter) not in subject.tape:
        return True
    step = product(Name(names.RATE), Name(loss_gradient(parameter)))
    return subject[names.updated(parameter)].formula == difference(Name(parameter), step)


def update_equations(subject: Subject, layer: Layer) -> Iterator[Block]:
    """W_new = W − η·∂E/∂W, b_new = b − η·∂E/∂b."""
    rate = entry(subject, names.RATE)
    stays = [name for name in dict.fromkeys(layer_parameters(layer)) if not learns(subject, name)]

    def new(name: str) -> str:
        return names.updated(name) if learns(subject, name) else name

    def step(name: str) -> str | None:
        return loss_gradient(name) if learns(subject, name) else None

    if any(learns(subject, name) for neuron in layer.neurons for name in neuron.weights):
        yield MatrixEquation(
            square(subject, "W_new", layer, new),
            (
                weights(subject, layer),
                Operator.MINUS,
                rate,
                Operator.TIMES,
                square(subject, "∂E/∂W", layer, step),
            ),
        )
    own = own_biases(layer)
    if any(learns(subject, bias) for bias in own):
        gradients = column_matrix(subject, "∂E/∂b", [step(bias) for bias in own])
        yield MatrixEquation(
            column_matrix(subject, "b_new", [new(bias) for bias in own]),
            (column_matrix(subject, "b", own), Operator.MINUS, rate, Operator.TIMES, gradients),
        )
    if stays:
        shown = [*stays[:3], "…", stays[-1]] if len(stays) > SMALL else stays
        yield Prose(
            say_so_many(
                "{names} does not learn: nothing changes.",
                "{names} do not learn: nothing changes.",
                len(stays),
                names=text_with_commas(shown),
            )
        )
