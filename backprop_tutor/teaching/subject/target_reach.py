"""Targets that no weights lead to, by what lies between the bounds of the functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf, isnan, prod
from typing import ClassVar, TypeAlias, assert_never

from backprop_tutor.blocks.blocks import Inline, Value
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from backprop_tutor.maths import figures
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.scenario.graph import Gate, Neuron, Node, Softmax
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.wording import listed_and, say_so_many


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """Targets of an output that its values never come to."""

    id: ClassVar = "target-out-of-reach"
    output: str
    targets: tuple[Decimal, ...]
    bounds: tuple[float, float]
    activation: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The output."""
        return (self.output,)


@dataclass(frozen=True, slots=True)
class AtTheEdge:
    """Targets that an activation comes as near to as one likes, and never reaches."""

    id: ClassVar = "target-at-the-edge"
    names: tuple[str, ...]
    targets: tuple[Decimal, ...]
    activation: str


Bounds: TypeAlias = tuple[float, float]


_FREE: Bounds = (-inf, inf)


def missed_targets(scenario: Scenario) -> Iterator[OutOfReach | AtTheEdge]:
    """Yield what cannot be reached, or only in the limit.

    Only of losses that are least where an output is its target: hinge wants a margin, scores become
    shares first, and what an author's own loss wants is not known.
    """
    loss = LOSSES.get(scenario.loss)
    if loss is None or loss.one_hot or loss.of_scores:
        return
    range_of = ranges(scenario)
    activation_of = _activations(scenario.nodes)
    edges: dict[str, dict[str, set[Decimal]]] = {}
    for output in scenario.outputs:
        rows = [sample.targets for sample in scenario.samples] or [scenario.targets]
        wanted = sorted({row[output] for row in rows})
        least, most = range_of[scenario.value_of(output)]
        activation = activation_of.get(output)
        if beyond := tuple(target for target in wanted if not least <= target <= most):
            yield OutOfReach(output, beyond, (least, most), activation)
        if activation is None or loss.logarithms:
            continue  # There 0 and 1 are what is usual: yes and no.
        for target in wanted:
            if float(target) in (least, most) and not _attains(activation, float(target)):
                edges.setdefault(activation, {}).setdefault(output, set()).add(target)
    for activation, at in edges.items():
        yield AtTheEdge(tuple(at), tuple(sorted(set().union(*at.values()))), activation)


def _activations(nodes: Sequence[Node]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        match node:
            case Neuron(name=name, activation=activation):
                found[name] = activation
            case Softmax(names=members):
                found |= dict.fromkeys(members, "softmax")
            case Gate():
                pass
            case _:
                assert_never(node)
    return found


def _attains(activation: str, bound: float) -> bool:
    """Whether a bound is a value itself: 0 of ReLU, but not 0 of the sigmoid.

    At ±10 no activation has been rounded to a bound that it does not reach.
    """
    if activation == "softmax":
        return False
    value = FUNCTIONS[activation].value
    return any(value(at) == bound for at in (-10.0, 0.0, 10.0))


def ranges(scenario: Scenario) -> Mapping[str, Bounds]:
    """Return what each quantity of the forward pass lies between, whatever inputs and weights are.

    By the bounds of the functions and the arithmetic of intervals; wider than need be at times,
    never too narrow.
    """
    found: dict[str, Bounds] = {}
    for node in scenario.nodes:
        match node:
            case Gate(name=name, formula=formula):
                found[name] = _range(formula, found)
            case Neuron(name=name, activation=activation):
                found[names.out(name)] = FUNCTIONS[activation].bounds
            case Softmax(names=members):
                found |= dict.fromkeys(map(names.out, members), FUNCTIONS["softmax"].bounds)
            case _:
                assert_never(node)
    return found


def _range(formula: Expr, known: Mapping[str, Bounds]) -> Bounds:
    match formula:
        case Number(value):
            return float(value), float(value)
        case Name(id):
            return known.get(id, _FREE)
        case Negative(operand):
            least, most = _range(operand, known)
            return -most, -least
        case Sum(terms):
            of_terms = [_range(term, known) for term in terms]
            return sum(least for least, _ in of_terms), sum(most for _, most in of_terms)
        case Product(factors):
            least, most = 1.0, 1.0
            for factor in factors:
                corners = [prod((one, by)) for one in (least, most) for by in _range(factor, known)]
                if any(map(isnan, corners)):  # 0·∞: of a factor that may be 0 and one without end.
                    return _FREE
                least, most = min(corners), max(corners)
            return least, most
        case Power(_, Number(exponent)) if exponent > 0 and exponent % 2 == 0:
            return 0, inf
        case Power() | Quotient():
            return _FREE
        case Call(function, _):
            return FUNCTIONS[function].bounds
        case _:
            assert_never(formula)


def number_written(value: object) -> Value:
    """Return a number of a file, or a bound, for a sentence."""
    return Value(figures.spelled(float(str(value))))


def out_of_reach_said(found: OutOfReach) -> tuple[Inline, ...]:
    """Say that no weights lead to a target, and what to do about it."""
    least, most = found.bounds
    output = Name(found.output)
    count, targets = len(found.targets), listed_and([number_written(it) for it in found.targets])
    if least == -inf:
        return say_so_many(
            "The target {targets} of {output} is out of reach: {output} is at most {most}, "
            "whatever the weights. Choose another target, or another activation.",
            "The targets {targets} of {output} are out of reach: {output} is at most {most}, "
            "whatever the weights. Choose other targets, or another activation.",
            count,
            targets=targets,
            output=output,
            most=number_written(most),
        )
    if most == inf:
        return say_so_many(
            "The target {targets} of {output} is out of reach: {output} is at least {least}, "
            "whatever the weights. Choose another target, or another activation.",
            "The targets {targets} of {output} are out of reach: {output} is at least {least}, "
            "whatever the weights. Choose other targets, or another activation.",
            count,
            targets=targets,
            output=output,
            least=number_written(least),
        )
    return say_so_many(
        "The target {targets} of {output} is out of reach: {output} stays between {least} and "
        "{most}, whatever the weights. Choose another target, or another activation.",
        "The targets {targets} of {output} are out of reach: {output} stays between {least} and "
        "{most}, whatever the weights. Choose other targets, or another activation.",
        count,
        targets=targets,
        output=output,
        least=number_written(least),
        most=number_written(most),
    )
