"""Matrices and columns of a layer's lines: names and numbers, in the places that they have in W."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from backprop_tutor.blocks.blocks import Value
from backprop_tutor.blocks.matrices import Entry, Matrix
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import ZERO, Expr, Name
from backprop_tutor.scenario.graph import Layer
from backprop_tutor.teaching.subject.subject import Subject

SMALL = 6
"""More rows or columns than this say little where a matrix is only to be looked at."""


def matrix_layers(subject: Subject) -> tuple[Layer, ...]:
    """Return the layers that matrices can be written for; none where the network has none.

    Each layer hears the whole one before it, in its order: else W_next would not fit a.
    """
    if subject.scenario.samples:  # Each of several samples meets the same ones.
        return matrix_layers(subject.alone[0].subject)
    scenario = subject.scenario
    layers = scenario.layers
    whole = all(names.net(neuron) in subject.tape for neuron in subject.layer_of)
    fits = all(
        after.senders == tuple(neuron.name for neuron in before.neurons)
        for before, after in pairwise(layers)
    )
    plain = scenario.is_layered and scenario.has_loss and not scenario.given
    return layers if whole and fits and plain else ()


def nets(layer: Layer) -> tuple[str, ...]:
    """Return the names of z."""
    return tuple(names.net(neuron.name) for neuron in layer.neurons)


def delta_of(neuron: str) -> str:
    """Return ∂E/∂net of a neuron."""
    return names.derivative(names.TOTAL, names.net(neuron))


def deltas(layer: Layer) -> tuple[str, ...]:
    """Return the names of δ."""
    return tuple(delta_of(neuron.name) for neuron in layer.neurons)


def slopes(layer: Layer) -> tuple[str, ...]:
    """Return the names of f′(z), for an activation that acts on each entry."""
    return tuple(
        names.derivative(names.out(neuron.name), names.net(neuron.name)) for neuron in layer.neurons
    )


def loss_gradient(parameter: str) -> str:
    """Return ∂E/∂w of a parameter."""
    return names.derivative(names.TOTAL, parameter)


def own_biases(layer: Layer) -> list[str]:
    """Return the biases of a layer, a shared one once."""
    return list(dict.fromkeys(neuron.bias for neuron in layer.neurons if neuron.bias))


def layer_parameters(layer: Layer) -> list[str]:
    """Return the weights and biases of a layer, each once."""
    weighted = (name for neuron in layer.neurons for name in neuron.weights)
    return list(dict.fromkeys((*weighted, *own_biases(layer))))


def learns(subject: Subject, parameter: str) -> bool:
    """Whether a parameter takes part in the update."""
    scenario = subject.scenario
    return scenario.learning_rate is not None and parameter not in scenario.frozen


def entry(subject: Subject, name: str) -> Entry:
    """Return a line as an entry; raises ``OutOfRange`` where its value is no number."""
    subject.check_finite((name,))
    return Entry(Name(name), subject.value(name))


def worked_out(subject: Subject, name: str) -> Entry:
    """Return a line as its formula; what cannot be worked out by entry is told by its value."""
    formula: Expr = subject[name].formula
    alone = isinstance(formula, Name) or len(subject[name].uses) > 1
    return Entry(formula, subject.value(name) if alone else subject.with_numbers(formula))


def column_matrix(subject: Subject, letter: str, entries: Sequence[str | None]) -> Matrix:
    """Return a column; None is an entry 0."""
    return Matrix(letter, tuple((_or_zero(subject, name),) for name in entries))


def _or_zero(subject: Subject, name: str | None) -> Entry:
    return Entry(ZERO, Value("0")) if name is None else entry(subject, name)


def weights(subject: Subject, layer: Layer, letter: str = "W") -> Matrix:
    """Return W: a row for each neuron, a column for each sender."""
    return square(subject, letter, layer, lambda name: name)


def square(subject: Subject, letter: str, layer: Layer, of: Callable[[str], str | None]) -> Matrix:
    """Return what belongs to each weight of a layer, in the places of the weights in W."""
    rows = tuple(
        tuple(_or_zero(subject, of(weight)) for weight in neuron.weights)
        for neuron in layer.neurons
    )
    return Matrix(letter, rows, heads=tuple(neuron.name for neuron in layer.neurons))


def arriving(subject: Subject, layer: Layer) -> Matrix:
    """Return a_prev: what the senders of a layer send."""
    sent = map(subject.scenario.value_of, layer.senders)
    return Matrix("a_prev", tuple((entry(subject, name),) for name in sent), heads=layer.senders)


def biases(subject: Subject, layer: Layer) -> Matrix:
    """Return b; a neuron without a bias has 0."""
    return column_matrix(subject, "b", [neuron.bias for neuron in layer.neurons])


def transposed(matrix: Matrix, heads: tuple[str, ...] = ()) -> Matrix:
    """Return Aᵀ; ``heads`` are what its rows belong to."""
    rows = tuple(zip(*matrix.rows, strict=True))
    return Matrix(matrix.letter, rows, transposed=True, heads=heads)


def untold(letter: str, rows: Iterable[Iterable[str]]) -> Matrix:
    """Return a matrix of names alone, for where the numbers would give an answer away."""
    return Matrix(letter, tuple(tuple(Entry(Name(name)) for name in row) for row in rows))
