"""What stands around a line in the network: the neuron, its layer, what flows in and out."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Product,
    Sum,
    difference,
    names_in,
    number,
    product,
    substitute,
    terms_of,
    total,
    transform,
)
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.tape.roles import is_own_slope
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.maths.update_rules import rule_of
from backprop_tutor.scenario.graph import Unit
from backprop_tutor.scenario.scenario import Direction, Part
from backprop_tutor.teaching.subject.subject import Subject


def neuron_of(line: Line, subject: Subject) -> str:
    """Return the neuron whose net input or output a derivative is taken of: h1 for dnet_h1/dw1."""
    return subject[line.of].of


def layer_mates(neuron: str, subject: Subject) -> tuple[str, ...]:
    """Return the other neurons of a neuron's layer, the nearest first."""
    layer = tuple(one.name for one in subject.layer(neuron).neurons)
    return nearest_first(layer, layer.index(neuron))


def nearest_first(row: Sequence[str], place: int) -> tuple[str, ...]:
    """Return what stands beside a place of a row, the nearest first."""
    order = sorted(range(len(row)), key=lambda other: abs(other - place))
    return tuple(row[other] for other in order[1:])


def weight_from(sender: str, neuron: Unit, subject: Subject) -> str:
    """Return the weight on the arrow from a sender to one of its receivers."""
    return neuron.weights[subject.layer(neuron.name).senders.index(sender)]


def is_linear(neuron: str, subject: Subject) -> bool:
    """Whether a neuron sends its net input as it is."""
    return subject.layer(neuron).activation == "linear"


def is_last(neuron: str, subject: Subject) -> bool:
    """Whether a neuron is an output, or without a loss the node to differentiate."""
    return subject.is_output(neuron) or neuron == subject.scenario.differentiate


def slope_of(line: Line, subject: Subject, *activations: str) -> str | None:
    """Return the neuron whose own slope a line is, if it has one of the activations."""
    neuron = neuron_of(line, subject)
    fits = is_own_slope(line, subject.tape) and subject.layer(neuron).activation in activations
    return neuron if fits else None


@lru_cache(maxsize=512)  # In a wide layer every neuron's share is of the same few sums.
def sum_of(weights: tuple[str, ...]) -> Expr:
    """Return Σw of some weights."""
    return total(*map(Name, weights))


def sigmoid_slope(output: Expr) -> Expr:
    """Return o(1 − o), which is softmax's slope with respect to the neuron's own net input."""
    return Product((output, difference(ONE, output)))


def own_slope(neuron: str, subject: Subject) -> Expr:
    """Return the slope of a neuron's activation at its own net input."""
    activation = subject.layer(neuron).activation
    net, out = Name(names.net(neuron)), Name(names.out(neuron))
    if activation == "softmax":
        return sigmoid_slope(out)
    return FUNCTIONS[activation].slope_at(net, out)


def deltas_in(formula: Expr, subject: Subject) -> Iterator[str]:
    """Yield the neurons whose dE_total/dnet stands in a formula."""
    for name in names_in(formula):
        if subject[name].role is Role.DELTA:
            yield subject[subject[name].by].of


def delta_name(neuron: str, subject: Subject) -> str:
    """Return the name of a neuron's delta, dE_total/dnet."""
    return subject.gradient(names.net(neuron))


@dataclass(frozen=True, slots=True)
class Learner:
    """A parameter on its way through some updates, in formulas over the numbers of the first."""

    parameter: str
    value: Expr
    remembered: Mapping[str, Expr]
    """By its letter."""
    updates: int = 0
    """How many it has made here."""


def learner(parameter: str, subject: Subject) -> Learner:
    """Return a parameter as it is before the update."""
    letters = [memory.letter for memory in rule_of(subject.scenario).memories]
    kept = {letter: Name(names.memory(letter, parameter)) for letter in letters}
    return Learner(parameter, Name(parameter), kept)


def after_update(
    one: Learner,
    gradient: Expr,
    subject: Subject,
    *,
    decays: bool | None = None,
    apart: bool | None = None,
) -> Learner:
    """Return a parameter after one more update, by a gradient; the learning rate stays.

    Whether it decays, and apart from its gradient, the scenario says, or whoever asks.
    """
    scenario = subject.scenario
    rule, climbs = rule_of(scenario), scenario.direction is Direction.ASCENT
    decay = product(Name(names.DECAY), one.value)
    start = one.value
    if one.parameter in scenario.decaying if decays is None else decays:
        if rule.decays_apart if apart is None else apart:
            start = Sum((start, Negative(product(Name(names.RATE), decay))))
        else:
            gradient = Sum((gradient, Negative(decay) if climbs else decay))
    updates = one.updates + 1
    put: dict[str, Expr] = {"g": gradient, "w": one.value, **one.remembered}
    put[names.updated(names.COUNT)] = Sum((Name(names.COUNT), number(updates)))
    new = {memory.letter: substitute(memory.new, put) for memory in rule.memories}
    put |= {names.updated(letter): value for letter, value in new.items()}
    for memory in rule.memories:
        if memory.corrected is not None:
            put[names.corrected(memory.letter)] = substitute(memory.corrected, put)
    step = product(Name(names.RATE), substitute(rule.push, put))
    return Learner(one.parameter, stepped(start, step, subject), new, updates)


def pushing(parameter: str, subject: Subject) -> str:
    """Return the gradient that the rule of a parameter works with: with its decay, if any."""
    decayed = names.decayed_gradient(parameter)
    return decayed if decayed in subject.tape else subject.gradient(parameter)


def stepped(start: Expr, step: Expr, subject: Subject) -> Expr:
    """Return where a step leads: downhill start − step, uphill start + step."""
    climbs = subject.scenario.direction is Direction.ASCENT
    return Sum((*terms_of(start), step if climbs else Negative(step)))


def at_the_time(line: Line, subject: Subject) -> Callable[[str], str]:
    """Return how a name is called where a line stands: after the update, ``out_h1_new``."""

    def called(name: str) -> str:
        new = names.updated(name)
        return new if line.part is Part.AGAIN and new in subject.tape else name

    return called


def weights_in(formula: Expr, subject: Subject) -> tuple[str, ...]:
    """Return the weights in a formula, each once."""
    return tuple(name for name in names_in(formula) if subject[name].role is Role.WEIGHT)


def without(formula: Expr, factors: Collection[str]) -> Expr:
    """Return a formula in which some names are 1, and are not written where they multiply."""
    ones = substitute(formula, dict.fromkeys(factors, ONE))
    return transform(
        ones, lambda part: product(*part.factors) if isinstance(part, Product) else part
    )


def bare(term: Expr) -> Expr:
    """Return a term without the minus sign before it."""
    return term.operand if isinstance(term, Negative) else term


def is_score(node: Line, subject: Subject) -> bool:
    """Whether a node is what a softmax makes a share of, as it is or after one more step."""
    users = subject.users(node.name)
    later = (user for step in users if step.role is Role.NODE for user in subject.users(step.name))
    return any(
        isinstance(one.formula, Call) and one.formula.function == "softmax"
        for one in (*users, *later)
    )
