"""Wrong ideas about hidden neurons: what comes back to them, and along which weights."""

from collections.abc import Iterator
from functools import lru_cache

from backprop_tutor.expression import (
    ONE,
    ZERO,
    Expr,
    Name,
    Negative,
    Product,
    Quotient,
    Sum,
    difference,
    number,
    product,
    rename,
    total,
)
from backprop_tutor.graph import Layer
from backprop_tutor.maths import names
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.teaching.misconceptions.around import (
    as_built,
    at_the_time,
    delta,
    deltas_in,
    is_linear,
    is_own,
    neuron_of,
    next_layer,
)
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.subject import Subject


@idea(
    "one-path-only",
    Role.PATHS,
    say="A hidden neuron reaches the loss through every neuron that it feeds: count the paths.",
)
def one_path_only(line: Line, _subject: Subject) -> Iterator[Expr]:
    """δ1·w5 → δ1·w5 + δ2·w7."""
    yield from _paths(line)


def _paths(line: Line) -> tuple[Expr, ...]:
    """Return the terms of a sum over paths; none where there is only one path."""
    return line.formula.terms if isinstance(line.formula, Sum) else ()


@idea(
    "no-hidden-activation-slope",
    Role.ACTIVATION_SLOPE,
    say="The signal passes back through the activation of the hidden neuron too.",
)
def no_hidden_activation_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ δ·w → Σ δ·w · h(1 − h)."""
    if not subject.is_output(neuron_of(line, subject)):
        yield ONE if is_own(line, subject) else ZERO


@idea(
    "weights-left-out",
    Role.NET_BY_OUT,
    say="Every path back runs along a weight: what comes back is multiplied by it.",
)
def weights_left_out(_line: Line, _subject: Subject) -> Iterator[Expr]:
    """δ1 + δ2 → δ1·w5 + δ2·w7."""
    yield ONE


@idea(
    "raw-errors-back",
    Role.SHARE,
    Role.PATHS,
    say="What goes back along a weight is the delta, which holds the slope of the activation that "
    "it has already passed.",
)
def raw_errors_back(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ (o − t)·w → Σ δ·w."""
    raw = {
        delta(neuron): names.derivative(names.TOTAL, names.out(neuron))
        for neuron in deltas_in(line.formula, subject)
        if not is_linear(neuron, subject)
    }
    yield rename(line.formula, raw)


@idea(
    "updated-weights",
    Role.NET_BY_OUT,
    say="All gradients belong to one point: go back along the old weights, and update afterwards.",
)
def updated_weights(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ1·w5⁺ + δ2·w7⁺ → δ1·w5 + δ2·w7."""
    assert isinstance(line.formula, Name)
    weight = line.formula.id
    if names.RATE in subject.tape and weight not in subject.scenario.frozen:
        # Written out, so that a wrong delta farther on is met by the weight that it updates.
        gradient = product(Name(delta(neuron_of(line, subject))), Name(line.by))
        yield difference(Name(weight), product(Name(names.RATE), gradient))


@idea(
    "transposed-weights",
    Role.NET_BY_OUT,
    Role.NET,
    say="Find each weight by the two neurons that its arrow joins: here a row of them is taken for "
    "a column.",
)
def transposed_weights(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ1·w5 + δ2·w6 → δ1·w5 + δ2·w7; forwards w1·i1 + w3·i2 → w1·i1 + w2·i2."""
    neuron = neuron_of(line, subject) if line.role is Role.NET_BY_OUT else line.of
    layer, now = subject.layer(neuron), at_the_time(line, subject)
    row = [one.name for one in layer.neurons].index(neuron)
    if line.role is Role.NET_BY_OUT:
        column = layer.senders.index(subject[line.by].of)
        yield Name(_transposed(layer, row, column))
    else:
        own = layer.neurons[row].weights
        across = {
            now(weight): now(_transposed(layer, row, column)) for column, weight in enumerate(own)
        }
        yield rename(line.formula, across)


def _transposed(layer: Layer, row: int, column: int) -> str:
    """Return the weight found where the numbers run down the columns and not along the rows."""
    place = column * len(layer.neurons) + row
    row, column = divmod(place, len(layer.senders))
    return layer.neurons[row].weights[column]


@idea(
    "incoming-weights",
    Role.NET_BY_OUT,
    say="Going back, use the weights that carried this neuron's output on, not those through which "
    "its own input came.",
)
def incoming_weights(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ1·w1 + δ2·w2 → δ1·w5 + δ2·w7."""
    hidden = subject[line.by].of
    receivers = [neuron.name for neuron in next_layer(hidden, subject).neurons]
    coming_in = as_built(hidden, subject).weights
    if len(receivers) <= len(coming_in):
        yield Name(coming_in[receivers.index(neuron_of(line, subject))])


@idea(
    "paths-averaged",
    Role.PATHS,
    say="Paths add up: nothing in the loss divides by their number.",
)
def paths_averaged(line: Line, _subject: Subject) -> Iterator[Expr]:
    """(δ1·w5 + δ2·w7)/2 → δ1·w5 + δ2·w7."""
    if paths := _paths(line):
        yield Quotient(line.formula, number(len(paths)))


@idea(
    "paths-multiplied",
    Role.PATHS,
    say="Multiply along a path, but add across paths.",
)
def paths_multiplied(line: Line, _subject: Subject) -> Iterator[Expr]:
    """(δ1·w5)·(δ2·w7) → δ1·w5 + δ2·w7."""
    if paths := _paths(line):
        yield Product(paths)


@idea(
    "error-split-by-weight",
    Role.PATHS,
    say="A share of the blame in proportion to the weights is a rule of thumb; the gradient "
    "follows the slopes.",
)
def error_split_by_weight(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ e·w/Σw → Σ δ·w."""
    hidden = subject[line.by].of
    layer = next_layer(hidden, subject)
    column = layer.senders.index(hidden)
    yield total(
        *(
            Product(
                (
                    Name(names.derivative(names.TOTAL, names.out(neuron.name))),
                    Quotient(Name(neuron.weights[column]), _sum_of(neuron.weights)),
                ),
            )
            for neuron in layer.neurons
        )
    )


@lru_cache(maxsize=512)  # In a wide layer every neuron's share is of the same few sums.
def _sum_of(weights: tuple[str, ...]) -> Expr:
    return total(*map(Name, weights))


@idea(
    "hidden-target",
    Role.PATHS,
    say="A hidden neuron has no target of its own: it is judged by what it does to the outputs.",
    everywhere=False,
)
def hidden_target(line: Line, subject: Subject) -> Iterator[Expr]:
    """t − h → Σ δ·w."""
    hidden = subject[line.by].of
    here = [neuron.name for neuron in subject.layer(hidden).neurons].index(hidden)
    outputs = subject.scenario.outputs
    beside = outputs[here : here + 1]
    for output in (*beside, *(output for output in outputs if output not in beside)):
        error = difference(Name(line.by), Name(names.target(output)))
        yield error
        yield Negative(error)


HIDDEN = (
    one_path_only,
    no_hidden_activation_slope,
    weights_left_out,
    raw_errors_back,
    updated_weights,
    transposed_weights,
    incoming_weights,
    paths_averaged,
    paths_multiplied,
    error_split_by_weight,
    hidden_target,
)
