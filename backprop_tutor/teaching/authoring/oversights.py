"""What the author of a scenario most likely overlooked: none of it is a fault of the file.

To look for one more thing: a record here, yielded by ``oversights``, and its sentence in
``teaching.authoring.oversights_page``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias, assert_never

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    Expr,
    Name,
    Product,
    Sum,
    constant_number,
    names_in,
    substitute,
    with_parts,
)
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.doubt import Doubt
from backprop_tutor.scenario.graph import Gate, Neuron, Node, Softmax, formulas_of, names_of
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.target_reach import AtTheEdge, OutOfReach, missed_targets


@dataclass(frozen=True, slots=True)
class CutOff:
    """A text that ends where YAML takes the rest for a comment."""

    id: ClassVar = "text-cut-off"
    doubt: Doubt

    @property
    def names(self) -> tuple[str, ...]:
        """None: it is about a place of the file."""
        return ()


@dataclass(frozen=True, slots=True)
class UnusedInputs:
    """Inputs that no formula uses."""

    id: ClassVar = "unused-input"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnusedParameters:
    """Parameters that no formula uses."""

    id: ClassVar = "unused-parameter"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeadEnds:
    """Nodes from which no way leads to the loss, or to the node to differentiate."""

    id: ClassVar = "unused-node"
    names: tuple[str, ...]
    parameters: tuple[str, ...]
    """What only they use, and what therefore never learns."""
    aim: str


@dataclass(frozen=True, slots=True)
class Twins:
    """Neurons with the same weights and the same senders, and so with the same numbers."""

    id: ClassVar = "twin-neurons"
    names: tuple[str, ...]
    forever: bool
    """Whether they feed the same too, so that learning never parts them."""


@dataclass(frozen=True, slots=True)
class ZeroNets:
    """Net inputs of exactly 0."""

    id: ClassVar = "zero-net-input"
    names: tuple[str, ...]
    bent: str | None
    """The activation that bends there, if it is one of these."""


Oversight: TypeAlias = (
    CutOff | UnusedInputs | UnusedParameters | DeadEnds | OutOfReach | AtTheEdge | Twins | ZeroNets
)


def oversights(subject: Subject) -> tuple[Oversight, ...]:
    """Return what was most likely overlooked, what matters most first."""
    scenario = subject.scenario
    return (
        *map(CutOff, scenario.doubts),
        *_unused(subject),
        *missed_targets(scenario),
        *_twins(scenario),
        *_zero_nets(subject),
    )


def _unused(subject: Subject) -> Iterator[Oversight]:
    scenario = subject.scenario
    in_loss = {name for formula in scenario.own_loss.values() for name in names_in(formula)}
    uses = {
        id(node): {name for formula in formulas_of(node) for name in names_in(formula)}
        for node in scenario.nodes
    }
    used = in_loss.union(*uses.values())
    if inputs := tuple(name for name in scenario.inputs if name not in used):
        yield UnusedInputs(inputs)
    if parameters := tuple(name for name in scenario.parameters if name not in used):
        yield UnusedParameters(parameters)
    # From the end: a node is needed if something needed, or the loss, uses one of its names.
    needed = {*scenario.outputs, scenario.differentiate, *map(names.sender_of, in_loss)}
    reached, dead = set(in_loss), []
    for node in reversed(scenario.nodes):
        if needed.isdisjoint(names_of(node)):
            dead.append(node)
        else:
            reached |= uses[id(node)]
            needed |= set(map(names.sender_of, uses[id(node)]))
    if dead:
        lost = {name for node in dead for name in uses[id(node)]} - reached
        ends = [name for node in reversed(dead) for name in names_of(node)]
        parameters = tuple(name for name in scenario.parameters if name in lost)
        yield DeadEnds(tuple(ends), parameters, subject.aim)


_MOST_COMPARED = 8
"""Twins of one kind that are looked at for whether they stay so; their number has no end."""


def _twins(scenario: Scenario) -> Iterator[Twins]:
    alike: dict[tuple[str, Expr], list[Neuron]] = {}
    numbers = {name: constant_number(value) for name, value in scenario.parameters.items()}
    for node in _single(scenario.nodes):
        parameters = set(names_in(node.net)) & scenario.parameters.keys()
        if parameters:
            alike.setdefault((node.activation, _standard(node.net, numbers)), []).append(node)
    for group in alike.values():
        first, *others = group
        # The very same formula, of shared weights, is one neuron written twice on purpose.
        apart = [one for one in others if one.net != first.net]
        if apart:
            forever = len(apart) < _MOST_COMPARED and all(
                _interchangeable(first, one, scenario, numbers) for one in apart
            )
            yield Twins((first.name, *(one.name for one in apart)), forever)


def _single(nodes: Sequence[Node]) -> Iterator[Neuron]:
    """Yield the neurons, those of a softmax one by one."""
    for node in nodes:
        match node:
            case Neuron():
                yield node
            case Softmax(names=members, nets=nets):
                yield from (
                    Neuron(name, net, "softmax") for name, net in zip(members, nets, strict=True)
                )
            case Gate():
                pass
            case _:
                assert_never(node)


def _standard(formula: Expr, by: Mapping[str, Expr]) -> Expr:
    """Return a formula with something put in, its terms and factors in an order of their own."""

    def in_order(part: Expr) -> Expr:
        inside = with_parts(part, in_order)
        match inside:
            case Sum(terms):
                return Sum(tuple(sorted(terms, key=repr)))
            case Product(factors):
                return Product(tuple(sorted(factors, key=repr)))
            case _:
                return inside

    return in_order(substitute(formula, by))


def _interchangeable(
    one: Neuron, other: Neuron, scenario: Scenario, numbers: Mapping[str, Expr]
) -> bool:
    """Whether the network is the same with two neurons in each other's place, now and as it learns.

    Whatever uses the one uses the other with the same number, and no parameter of theirs is frozen
    or used elsewhere. An output is like no other: its target is its own.
    """
    if {one.name, other.name} & {*scenario.outputs, scenario.differentiate}:
        return False
    if scenario.own_loss or not scenario.learning_rate:
        return False
    swapped = {
        names.out(one.name): Name(names.out(other.name)),
        names.out(other.name): Name(names.out(one.name)),
    }
    own = (set(names_in(one.net)) ^ set(names_in(other.net))) & scenario.parameters.keys()
    touched = set(own)
    for node in scenario.nodes:
        if names_of(node) in ((one.name,), (other.name,)):
            continue
        for formula in formulas_of(node):
            inside = set(names_in(formula))
            if inside & own:
                return False
            if inside & {names.net(one.name), names.net(other.name)}:
                return False
            if inside & swapped.keys():
                touched |= inside & scenario.parameters.keys()
                mirrored = _standard(substitute(formula, swapped), numbers)
                if mirrored != _standard(formula, numbers):
                    return False
    return not touched & scenario.frozen


def _zero_nets(subject: Subject) -> Iterator[ZeroNets]:
    by_bend: dict[str | None, list[str]] = {}
    nets = {names.net(one.name): one.activation for one in _single(subject.scenario.nodes)}
    for name, line in subject.tape.items():
        activation = nets.get(name.partition("[")[0])
        if line.role is Role.NET and activation is not None and subject.values[name] == 0:
            bent = activation if _bends_at_0(activation) else None
            by_bend.setdefault(bent, []).append(name)
    for bent, zeros in by_bend.items():
        yield ZeroNets(tuple(zeros), bent)


def _bends_at_0(activation: str) -> bool:
    """Whether the slopes of the two sides of 0 differ."""
    if activation == "softmax":
        return False
    value, step = FUNCTIONS[activation].value, 1e-6
    left, right = value(0.0) - value(-step), value(step) - value(0.0)
    return abs(right - left) > step / 1000
