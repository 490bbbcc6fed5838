"""Wrong ideas about weights, what they multiply, and their gradients."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Product,
    names_in,
    rename,
    terms_of,
    total,
)
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import (
    at_the_time,
    bare,
    delta_name,
    deltas_in,
    is_linear,
    is_score,
    layer_mates,
    nearest_first,
    neuron_of,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked


@idea(
    "delta-for-gradient",
    Role.GRADIENT,
    say=marked(
        "A delta belongs to a neuron, a gradient to one weight: the delta has yet to be multiplied "
        "by what flows through this weight."
    ),
)
def delta_for_gradient(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂w = δ → δ·h."""
    if subject[line.by].role is Role.WEIGHT:
        paths = terms_of(line.formula)
        deltas = [one for path in paths if (one := _path_of(path, subject)) is not None]
        if len(deltas) == len(paths):
            yield total(*deltas)


def _path_of(path: Expr, subject: Subject) -> Expr | None:
    """Return δ of a path δ·h; None where the weight is only added, and δ is the gradient."""
    match path:
        case Product((Name() as coming_back, Name(id=slope))):
            return coming_back if subject[slope].uses else None
        case _:
            return None


@idea(
    "weight-for-input",
    Role.NET_BY_WEIGHT,
    Role.NODE_SLOPE,
    say=marked(
        "A weight multiplies what arrives along it; the derivative of that product with respect to "
        "the weight is what arrives."
    ),
)
def weight_for_input(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂z/∂w = w → what the weight multiplies."""
    by_weight = subject[line.by].role is Role.WEIGHT
    if line.role is Role.NET_BY_WEIGHT or (by_weight and _is_of_product(line, subject)):
        yield Name(line.by)


def _is_of_product(line: Line, subject: Subject) -> bool:
    """Whether what moves stands in one product of two in the formula, and nowhere else."""
    terms = terms_of(subject[line.of].formula)
    holding = [bare(term) for term in terms if line.by in names_in(term)]
    match holding:
        case [Product((one, other))]:
            beside = other if one == Name(line.by) else one
            return Name(line.by) in (one, other) and line.by not in names_in(beside)
        case _:
            return False


@idea(
    "input-for-weight",
    Role.NET_BY_OUT,
    Role.NODE_SLOPE,
    say=marked(
        "In a product of two factors, the derivative with respect to one of them is the other one."
    ),
)
def input_for_weight(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂z/∂h = h → w; ∂(q·z)/∂q = q → z."""
    by_weight = subject[line.by].role is Role.WEIGHT
    if line.role is Role.NODE_SLOPE and is_score(subject[line.of], subject):
        return  # Of queries and keys there is an idea of its own.
    if line.role is Role.NET_BY_OUT or (not by_weight and _is_of_product(line, subject)):
        yield Name(line.by)


@idea(
    "neighbour",
    Role.NET_BY_WEIGHT,
    Role.NET,
    Role.NODE_SLOPE,
    say=marked(
        "Follow the arrow of a weight back to where it starts: what counts is what is sent from "
        "there, not what the neighbour sends."
    ),
    everywhere=False,
)
def neighbour(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂z/∂w5 = h2 → h1; ∂z/∂w1 = i2 → i1; z = w1·i2 + w2·i2 + b → w1·i1 + w2·i2 + b."""
    if line.role is Role.NET:
        yield from _one_sender_for_both(line, subject)
        return
    if line.role is Role.NODE_SLOPE:
        if subject[line.by].role is Role.WEIGHT and isinstance(line.formula, Name):
            yield from _sent_along_others(line, subject)
        return
    neuron = subject.unit(neuron_of(line, subject))
    senders = subject.layer(neuron.name).senders
    if line.by in neuron.weights:
        for sender in nearest_first(senders, neuron.weights.index(line.by)):
            yield Name(subject.scenario.value_of(sender))


def _one_sender_for_both(line: Line, subject: Subject) -> Iterator[Expr]:
    """Yield a weighted sum with one of two neighbours in the place of both."""
    sent = _sent_to(line, subject)
    for one, other in pairwise(sent):
        yield rename(line.formula, {one: other})
        yield rename(line.formula, {other: one})


def _sent_along_others(line: Line, subject: Subject) -> Iterator[Expr]:
    """Yield what the other weights multiply in a sum that is not only weights times senders."""
    for term in map(bare, terms_of(subject[line.of].formula)):
        match term:
            case Product((Name(id=one), Name(id=other))):
                for weight, sent in ((one, other), (other, one)):
                    if weight != line.by and subject[weight].role is Role.WEIGHT:
                        yield Name(sent)
            case _:
                pass


def _sent_to(line: Line, subject: Subject) -> list[str]:
    """Return what arrives at a weighted sum, in the order of its senders."""
    now = at_the_time(line, subject)
    return [now(subject.scenario.value_of(one)) for one in subject.layer(line.of).senders]


@idea(
    "inputs-swapped",
    Role.NET,
    say=marked(
        "Each weight multiplies what comes along its own arrow: check which arrow belongs to which "
        "weight."
    ),
    everywhere=False,
    telling=False,  # Two slips at once that nearly cancel are not worth a longer answer.
)
def inputs_swapped(line: Line, subject: Subject) -> Iterator[Expr]:
    """z = w1·i2 + w2·i1 + b → w1·i1 + w2·i2 + b."""
    sent = _sent_to(line, subject)
    for one, other in pairwise(sent):
        yield rename(line.formula, {one: other, other: one})


@idea(
    "weighted-sum-left-out",
    Role.NET,
    say=marked(
        "A neuron hears its senders, not only its bias: what each of them sends, times its weight, "
        "is added up."
    ),
)
def weighted_sum_left_out(line: Line, subject: Subject) -> Iterator[Expr]:
    """z = b → Σ w·x + b."""
    terms = terms_of(line.formula)
    added = [
        term
        for term in terms
        if all(names.before_update(name) in subject.scenario.biases for name in names_in(term))
    ]
    if 0 < len(added) < len(terms):
        yield total(*added)


@idea(
    "other-delta",
    Role.GRADIENT,
    Role.SHARE,
    say=marked(
        "Check which neuron the signal enters here: the delta of that neuron is the one that "
        "counts."
    ),
    everywhere=False,
)
def other_delta(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ2·h → δ1·h."""
    deltas = tuple(deltas_in(line.formula, subject))
    if len(deltas) == 1:  # Of what is shared, each delta belongs there.
        (own,) = deltas
        for other in layer_mates(own, subject):
            yield rename(line.formula, {delta_name(own, subject): delta_name(other, subject)})


@idea(
    "previous-net-for-output",
    Role.NET_BY_WEIGHT,
    Role.NODE_SLOPE,
    say=marked(
        "A weight multiplies what the neuron before it has sent, which is its output after the "
        "activation."
    ),
)
def previous_net_for_output(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ·z_h → δ·h."""
    if subject[line.by].role is Role.WEIGHT:
        senders = (subject[sent].of for sent in line.uses if subject[sent].role is Role.OUT)
        nets = {
            names.out(sender): names.net(sender)
            for sender in senders
            if not is_linear(sender, subject)
        }
        yield _factors_renamed(line.formula, nets)


def _factors_renamed(formula: Expr, nets: Mapping[str, str]) -> Expr:
    """Rename what a weight multiplies; which case holds is asked of what it was before."""
    match formula:
        case Call("where", (condition, *cases)):
            return Call("where", (condition, *(_factors_renamed(case, nets) for case in cases)))
        case _:
            return rename(formula, nets)


@idea(
    "network-input-at-output",
    Role.NET_BY_WEIGHT,
    Role.NET,
    of_terms=True,
    say=marked("This weight leaves a hidden neuron: an input of the network never meets it."),
    everywhere=False,
)
def network_input_at_output(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ·i → δ·h; z = w5·i1 + w6·i2 + b → w5·h1 + w6·h2 + b."""
    inputs = tuple(subject.scenario.inputs)
    if line.role is Role.NET:
        now, senders = at_the_time(line, subject), subject.layer(line.of).senders
        hidden = all(sender in subject.layer_of for sender in senders)
        if hidden and len(inputs) == len(senders):
            sent = (now(names.out(sender)) for sender in senders)
            yield rename(line.formula, dict(zip(sent, inputs, strict=True)))
    elif _sender(line, subject) is not None:
        yield from map(Name, inputs)


def _sender(line: Line, subject: Subject) -> str | None:
    """Return the hidden neuron that a weight leaves, or None if an input sends along it."""
    if not isinstance(line.formula, Name):  # The weight is only added, like a bias.
        return None
    sent = subject[line.formula.id]
    return sent.of if sent.role is Role.OUT else None


WEIGHT_IDEAS = (
    delta_for_gradient,
    weight_for_input,
    input_for_weight,
    neighbour,
    inputs_swapped,
    weighted_sum_left_out,
    other_delta,
    previous_net_for_output,
    network_input_at_output,
)
