"""Wrong ideas about the error shared out: which part of a miss goes back, and along which weight.

Some are ideas about the gradient too, and have their ids; their sentences are their own.
"""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    Expr,
    Name,
    Quotient,
    Sum,
    difference,
    number,
    rename,
)
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import (
    layer_mates,
    nearest_first,
    sum_of,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked


@idea(
    "split-evenly",
    Role.WEIGHT_SHARE,
    say=marked("The miss is not split evenly: the larger the weight, the larger its share."),
)
def split_evenly(line: Line, subject: Subject) -> Iterator[Expr]:
    """1/2 → w5/(w5 + w6)."""
    entering = subject.unit(line.of).weights
    if len(entering) > 1:
        yield Quotient(ONE, number(len(entering)))


@idea(
    "wrong-share-total",
    Role.WEIGHT_SHARE,
    say=marked(
        "A share is one weight divided by the sum of all the weights that enter the same neuron, "
        "itself included, so that the shares of a neuron add up to 1."
    ),
)
def wrong_share_total(line: Line, subject: Subject) -> Iterator[Expr]:
    """w5/(w5 + w7), w5/w6 or w5 → w5/(w5 + w6)."""
    layer, weight = subject.layer(line.of), Name(line.by)
    entering = subject.unit(line.of).weights
    column = entering.index(line.by)
    if len(entering) == 1:  # All of the miss goes back along it, however one divides.
        return
    if len(layer.neurons) > 1:
        yield Quotient(weight, sum_of(tuple(unit.weights[column] for unit in layer.neurons)))
    yield Quotient(weight, sum_of(tuple(one for one in entering if one != line.by)))
    yield weight


@idea(
    "neighbour",
    Role.WEIGHT_SHARE,
    Role.BLAME,
    say=marked(
        "A share belongs to one weight: it is a share of the miss of the neuron that this weight "
        "enters, and it goes to the neuron that the weight leaves."
    ),
)
def split_along_neighbour(line: Line, subject: Subject) -> Iterator[Expr]:
    """w6/(w5 + w6) → w5/(w5 + w6); share_w5·miss_o2 → share_w5·miss_o1."""
    if line.role is Role.WEIGHT_SHARE:
        entering = subject.unit(line.of).weights
        for other in nearest_first(entering, entering.index(line.by)):
            yield Quotient(Name(other), sum_of(entering))
        return
    for mate in layer_mates(line.by, subject):
        yield rename(line.formula, {names.miss(line.by): names.miss(mate)})


@idea(
    "transposed-weights",
    Role.WEIGHT_SHARE,
    say=marked(
        "In the matrix of weights, the row says where a weight goes to and the column where it "
        "comes from: here rows and columns have changed places."
    ),
)
def split_by_transposed_weights(line: Line, subject: Subject) -> Iterator[Expr]:
    """w7/(w5 + w7) → w6/(w5 + w6)."""
    layer = subject.layer(line.of)
    row = [unit.name for unit in layer.neurons].index(line.of)
    column = layer.neurons[row].weights.index(line.by)
    if row != column and max(row, column) < min(len(layer.neurons), len(layer.senders)):
        taken = tuple(unit.weights[row] for unit in layer.neurons)
        yield Quotient(Name(taken[column]), sum_of(taken))


@idea(
    "one-path-only",
    Role.HIDDEN_MISS,
    say=marked(
        "A hidden neuron is handed a part by every neuron that it feeds: add all of them up."
    ),
)
def split_of_one_path(line: Line, _subject: Subject) -> Iterator[Expr]:
    """blame_h1_o1 → blame_h1_o1 + blame_h1_o2."""
    if isinstance(line.formula, Sum):
        yield from line.formula.terms


@idea(
    "error-sign",
    Role.MISS,
    say=marked(
        "The miss is the answer minus the guess, so that it is positive where the output has to "
        "rise."
    ),
)
def split_error_sign(line: Line, _subject: Subject) -> Iterator[Expr]:
    """o − t → t − o."""
    target, out = line.uses
    yield difference(Name(out), Name(target))


ERROR_SPLIT_IDEAS = (
    split_error_sign,
    split_of_one_path,
    split_evenly,
    split_along_neighbour,
    wrong_share_total,
    split_by_transposed_weights,
)
