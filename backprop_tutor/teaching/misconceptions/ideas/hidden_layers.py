"""Wrong ideas about hidden neurons: what comes back to them, and along which weights."""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Expr,
    Name,
    Negative,
    Quotient,
    Sum,
    difference,
    product,
    rename,
    substitute,
    terms_of,
    total,
)
from backprop_tutor.maths.tape.roles import PARAMETERS, is_own_slope
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.graph import Layer
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import (
    after_update,
    at_the_time,
    delta_name,
    deltas_in,
    is_last,
    is_linear,
    learner,
    neuron_of,
    sum_of,
    weight_from,
    weights_in,
    without,
)
from backprop_tutor.teaching.misconceptions.ideas.paths import (
    mean_path_forgotten,
    one_path_only,
    path_counted_twice,
    paths_averaged,
    paths_multiplied,
    shared_weight_one_use,
    skip_path_forgotten,
    variance_path_forgotten,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked


@idea(
    "no-hidden-activation-slope",
    Role.ACTIVATION_SLOPE,
    say=marked("The signal passes back through the activation of the hidden neuron too."),
)
def no_hidden_activation_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ δ·w → Σ δ·w · h(1 − h)."""
    if not is_last(neuron_of(line, subject), subject):
        yield ONE if is_own_slope(line, subject.tape) else ZERO


@idea(
    "weights-left-out",
    Role.NET_BY_OUT,
    Role.NODE_SLOPE,
    say=marked("Every path back runs along a weight: what comes back is multiplied by it."),
)
def weights_left_out(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ1 + δ2 → δ1·w5 + δ2·w7."""
    if line.role is Role.NET_BY_OUT:
        yield ONE
    elif subject[line.by].role not in PARAMETERS:
        yield without(line.formula, weights_in(line.formula, subject))


@idea(
    "raw-errors-back",
    Role.SHARE,
    Role.PATHS,
    of_terms=True,
    say=marked(
        "What goes back along a weight is the delta, which already contains the slope of the "
        "activation that it has passed."
    ),
)
def raw_errors_back(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ (o − t)·w → Σ δ·w."""
    raw = {
        delta_name(neuron, subject): subject.gradient(names.out(neuron))
        for neuron in deltas_in(line.formula, subject)
        if not is_linear(neuron, subject)
    }
    yield rename(line.formula, raw)


@idea(
    "output-for-delta",
    Role.SHARE,
    Role.PATHS,
    of_terms=True,
    say=marked(
        "Backwards travel deltas, not outputs: what an output neuron has sent on says nothing "
        "about how far it is off."
    ),
)
def output_for_delta(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ o·w → Σ δ·w."""
    sent = {
        delta_name(neuron, subject): names.out(neuron)
        for neuron in deltas_in(line.formula, subject)
    }
    yield rename(line.formula, sent)


@idea(
    "updated-weights",
    Role.NET_BY_OUT,
    Role.NODE_SLOPE,
    say=marked(
        "All gradients belong to the same point: go back along the old weights, and update "
        "afterwards."
    ),
)
def updated_weights(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ1·w5⁺ + δ2·w7⁺ → δ1·w5 + δ2·w7."""
    if names.RATE not in subject.tape or subject[line.by].role in PARAMETERS:
        return
    moved = {
        weight: after_update(
            learner(weight, subject), _gradient(weight, line, subject), subject
        ).value
        for weight in weights_in(line.formula, subject)
        if weight not in subject.scenario.frozen
    }
    yield substitute(line.formula, moved)


def _gradient(weight: str, line: Line, subject: Subject) -> Expr:
    """Return the gradient of a weight on whose way back a line is.

    Written out, so that a wrong delta farther on is met by the weight that it updates.
    """
    whole = subject.gradient(weight)
    shared = len(subject.users(weight)) > 1 or line.role is not Role.NET_BY_OUT
    if shared and whole in subject.tape and isinstance(subject[whole].formula, Sum):
        return Name(whole)  # A shared weight gets more than what comes on this path.
    if line.role is Role.NET_BY_OUT:
        return product(Name(delta_name(neuron_of(line, subject), subject)), Name(line.by))
    coming_back = (subject.gradient(line.of), names.derivative(line.of, weight))
    written = all(name in subject.tape for name in coming_back)
    return product(*map(Name, coming_back)) if written else Name(whole)


@idea(
    "transposed-weights",
    Role.NET_BY_OUT,
    Role.NET,
    say=marked(
        "Find each weight by the two neurons that its arrow joins: here a row of weights is taken "
        "for a column."
    ),
)
def transposed_weights(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ1·w5 + δ2·w6 → δ1·w5 + δ2·w7; forwards w1·i1 + w3·i2 → w1·i1 + w2·i2."""
    neuron = neuron_of(line, subject) if line.role is Role.NET_BY_OUT else line.of
    layer, now = subject.layer(neuron), at_the_time(line, subject)
    row = [one.name for one in layer.neurons].index(neuron)
    if not layer.senders:
        return
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
    say=marked(
        "Going back, use the weights that carried this neuron's output on, not those through which "
        "its own input came."
    ),
)
def incoming_weights(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ1·w1 + δ2·w2 → δ1·w5 + δ2·w7."""
    hidden, to = subject[line.by].of, neuron_of(line, subject)
    if subject.activation(hidden):
        fed, coming_in = subject.receivers(hidden), subject.unit(hidden).weights
        if len(fed) <= len(coming_in):
            place = next(place for place, neuron in enumerate(fed) if neuron.name == to)
            yield Name(coming_in[place])


_MOST_SHARES = 12
"""Nobody shares out by hand what comes to a neuron along more weights."""


@idea(
    "error-split-by-weight",
    Role.SHARE,
    Role.PATHS,
    say=marked(
        "A share of the blame in proportion to the weights is a rule of thumb; the gradient "
        "follows the slopes."
    ),
)
def error_split_by_weight(line: Line, subject: Subject) -> Iterator[Expr]:
    """Σ e·w/Σw, or Σ δ·w/Σw → Σ δ·w."""
    hidden = subject[line.by].of
    fed = subject.receivers(hidden)
    if line.role is Role.SHARE:
        deltas = frozenset(deltas_in(line.formula, subject))
        fed = tuple(neuron for neuron in fed if neuron.name in deltas)
    if not fed or any(len(neuron.weights) > _MOST_SHARES for neuron in fed):
        return
    if len(fed) != len(terms_of(line.formula)):
        return
    shares = [
        (neuron.name, Quotient(Name(weight_from(hidden, neuron, subject)), sum_of(neuron.weights)))
        for neuron in fed
    ]
    for quantity in (names.out, names.net):
        split = (product(Name(subject.gradient(quantity(one))), part) for one, part in shares)
        yield total(*split)


@idea(
    "hidden-target",
    Role.PATHS,
    say=marked(
        "A hidden neuron has no target of its own: it is judged by what it does to the outputs."
    ),
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


HIDDEN_LAYER_IDEAS = (
    shared_weight_one_use,
    skip_path_forgotten,
    mean_path_forgotten,
    variance_path_forgotten,
    one_path_only,
    no_hidden_activation_slope,
    weights_left_out,
    raw_errors_back,
    output_for_delta,
    updated_weights,
    transposed_weights,
    incoming_weights,
    paths_averaged,
    paths_multiplied,
    path_counted_twice,
    error_split_by_weight,
    hidden_target,
)
