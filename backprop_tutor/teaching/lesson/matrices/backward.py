"""A layer backward: its deltas from those of the next layer, and why that is a transpose."""

from collections.abc import Iterator
from dataclasses import replace

from backprop_tutor.blocks.blocks import Block, MatrixEquation, Prose
from backprop_tutor.blocks.matrices import Entry, Matrix, Operator, Term
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.scenario.graph import Layer
from backprop_tutor.teaching.lesson.matrices.entries import (
    SMALL,
    column_matrix,
    deltas,
    entry,
    matrix_layers,
    slopes,
    transposed,
    untold,
    weights,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say


def backward(subject: Subject, place: int) -> tuple[Block, ...]:
    """δ = ∂E/∂a ⊙ f′(z), or Jᵀ·∂E/∂a; behind a hidden layer ∂E/∂a = W_nextᵀ·δ_next."""
    layers = matrix_layers(subject)
    layer = layers[place]
    outs = [names.out(neuron.name) for neuron in layer.neurons]
    by_outs = [names.derivative(names.TOTAL, out) for out in outs]
    whole_layer = layer.activation == "softmax"
    needed = [*by_outs, *(() if whole_layer else slopes(layer))]
    if not all(name in subject.tape for name in needed):
        return ()
    delta = column_matrix(subject, "δ", deltas(layer))
    by_out = column_matrix(subject, "∂E/∂a", by_outs)
    if place == len(layers) - 1:
        back: tuple[Term, ...] = ()
        each = say("⊙ multiplies entry by entry.")
    else:
        following = layers[place + 1]
        forth = weights(subject, following, "W_next")
        ahead = column_matrix(subject, "δ_next", deltas(following))
        back = (transposed(forth, following.senders), Operator.TIMES, ahead)
        each = say("Then ⊙, which multiplies entry by entry:")
    product = (_way_back(), MatrixEquation(by_out, back)) if back else ()
    if whole_layer:
        return (*product, *_through_softmax(subject, layer, delta, by_out))
    slope = column_matrix(subject, "f′(z)", slopes(layer))
    both = MatrixEquation(delta, (*back, Operator.EACH, slope), entries=False)
    return (
        *((both, *product) if back else ()),
        Prose(each),
        MatrixEquation(delta, (by_out, Operator.EACH, slope)),
    )


def _way_back() -> Prose:
    return Prose(
        say(
            "First the product: the deltas of the next layer go back along the same arrows. What "
            "left a neuron was a column of W_next; it is a row of W_nextᵀ."
        )
    )


def _through_softmax(
    subject: Subject, layer: Layer, delta: Matrix, by_out: Matrix
) -> Iterator[Block]:
    """δ = Jᵀ·∂E/∂a with J[i][j] = ∂aᵢ/∂zⱼ; then a − y."""
    neurons = [neuron.name for neuron in layer.neurons]
    moved = [[names.derivative(names.out(of), names.net(by)) for of in neurons] for by in neurons]
    if all(name in subject.tape for row in moved for name in row):
        jacobian = Matrix(
            "J",
            tuple(tuple(entry(subject, name) for name in row) for row in moved),
            transposed=True,
            heads=tuple(neurons),
        )
        yield Prose(
            say(
                "In a softmax every net input moves every output. All these slopes are the "
                "Jacobian J; going back it is transposed (row: net input, column: output)."
            ),
        )
        yield MatrixEquation(delta, (jacobian, Operator.TIMES, by_out))
    targets = subject.scenario.targets
    if subject.scenario.loss == "cross_entropy" and sum(targets.values()) == 1:
        yield Prose(
            say("With cross-entropy, and targets y that add up to 1, all of it simplifies to")
        )
        sent = column_matrix(subject, "a", [names.out(name) for name in neurons])
        wanted = column_matrix(subject, "y", [names.target(name) for name in neurons])
        yield MatrixEquation(delta, (sent, Operator.MINUS, wanted))


def transpose(subject: Subject, neuron: str) -> tuple[Block, ...]:
    """Return why the way back is a transpose: a neuron's column of W_next becomes a row.

    Names alone: it is said while the number is still asked for.
    """
    following = next((one for one in matrix_layers(subject) if neuron in one.senders), None)
    if following is None or not all(name in subject.tape for name in deltas(following)):
        return ()
    place = following.senders.index(neuron)
    leaving = [one.weights[place] for one in following.neurons]
    blocks: list[Block] = []
    if max(len(following.neurons), len(following.senders)) <= SMALL:
        rows = [one.weights for one in following.neurons]
        heads = tuple(one.name for one in following.neurons)
        blocks += [
            Prose(
                say(
                    "Going forward, W_next holds the weights of the next layer (row: to, column: "
                    "from): those that leave {neuron} are its {neuron} column.",
                    neuron=neuron,
                )
            ),
            MatrixEquation(replace(untold("W_next", rows), heads=heads, lit=place)),
        ]
    back = replace(untold("W_next", [leaving]), transposed=True)
    ahead = untold("δ_next", [[name] for name in deltas(following)])
    return (
        *blocks,
        Prose(
            say(
                "Going back, the column that left {neuron} is taken as a row, so W_next becomes "
                "its transpose W_nextᵀ. That row times the deltas of the next layer:",
                neuron=neuron,
            )
        ),
        MatrixEquation(
            Entry(Name(names.derivative(names.TOTAL, names.out(neuron)))),
            (back, Operator.TIMES, ahead),
            letters=False,
        ),
    )
