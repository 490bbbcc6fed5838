"""A network as nodes, each computed from earlier ones; and what of it stands in layers.

A layer in a file is a shorthand for nodes; what stands in layers is found in the nodes again
(``layers_of``), so a network is taught alike whichever way it was written.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias, assert_never

from backprop_tutor.formula.expression import (
    Expr,
    Name,
    Negative,
    Product,
    names_in,
    terms_of,
    total,
)
from backprop_tutor.formula.names import is_net, out, sender_of


@dataclass(frozen=True, slots=True)
class Gate:
    """A node that is one formula, such as ``q = x + y``; its value has the node's own name."""

    name: str
    formula: Expr


@dataclass(frozen=True, slots=True)
class Neuron:
    """A node with a net input and an activation: ``net_h1`` and ``out_h1 = f(net_h1)``."""

    name: str
    net: Expr
    activation: str


@dataclass(frozen=True, slots=True)
class Softmax:
    """Nodes that share 1 among them: ``out_y1 = e^z1/(e^z1 + e^z2 + …)``, and so on."""

    names: tuple[str, ...]
    nets: tuple[Expr, ...]

    @property
    def has_nets(self) -> bool:
        """Whether the nodes have net inputs of their own: not if all are quantities as they are."""
        return not all(isinstance(net, Name) for net in self.nets)


Node: TypeAlias = Gate | Neuron | Softmax


@dataclass(frozen=True, slots=True)
class Unit:
    """A neuron in a layer: the weight on each arrow, in the order of its layer's senders."""

    name: str
    weights: tuple[str, ...]
    bias: str | None


@dataclass(frozen=True, slots=True)
class Layer:
    """Neurons that share senders (inputs or other nodes) and activation.

    A neuron whose net input is no weighted sum stands alone, without senders.
    """

    neurons: tuple[Unit, ...]
    senders: tuple[str, ...]
    activation: str


def names_of(node: Node) -> tuple[str, ...]:
    """Return the names that a node defines: several for a softmax."""
    match node:
        case Softmax(names=names):
            return names
        case Gate(name=name) | Neuron(name=name):
            return (name,)
        case _:
            assert_never(node)


def formulas_of(node: Node) -> tuple[Expr, ...]:
    """Return what a node is computed from."""
    match node:
        case Gate(formula=formula):
            return (formula,)
        case Neuron(net=net):
            return (net,)
        case Softmax(nets=nets):
            return nets
        case _:
            assert_never(node)


def depths(nodes: Sequence[Node]) -> Mapping[str, int]:
    """Return for each node how many nodes lie behind it on the longest way from an input."""
    found: dict[str, int] = {}
    for node in nodes:
        used = {name for formula in formulas_of(node) for name in names_in(formula)}
        deepest = max((found[of] for name in used if (of := sender_of(name)) in found), default=-1)
        found |= dict.fromkeys(names_of(node), deepest + 1)
    return found


def layers_of(nodes: Sequence[Node], parameters: Collection[str]) -> tuple[Layer, ...]:
    """Return the neurons in layers: neighbours with the same senders and the same activation."""
    layers: list[Layer] = []
    for node in nodes:
        match node:
            case Neuron(name=name, net=net, activation=activation):
                unit, senders = _unit(name, net, parameters)
                last = layers[-1] if layers else None
                alike = last is not None and (senders, activation) == (
                    last.senders,
                    last.activation,
                )
                if last is not None and alike and senders:
                    layers[-1] = Layer((*last.neurons, unit), senders, activation)
                else:
                    layers.append(Layer((unit,), senders, activation))
            case Softmax(names=names, nets=nets):
                found = [
                    _unit(name, net, parameters) for name, net in zip(names, nets, strict=True)
                ]
                if len({senders for _, senders in found}) > 1:  # Not all of the same kind.
                    found = [(Unit(name, (), None), ()) for name in names]
                layers.append(Layer(tuple(unit for unit, _ in found), found[0][1], "softmax"))
            case Gate():
                pass
            case _:
                assert_never(node)
    return tuple(layers)


def nodes_of(layers: Sequence[Layer]) -> tuple[Node, ...]:
    """Return the nodes that layers stand for; neurons that send have to be in an earlier layer."""
    nodes: list[Node] = []
    sent: dict[str, str] = {}
    for layer in layers:
        arrives = [sent.get(sender, sender) for sender in layer.senders]
        nets = [_net(unit, arrives) for unit in layer.neurons]
        names = tuple(unit.name for unit in layer.neurons)
        if layer.activation == "softmax":
            nodes.append(Softmax(names, tuple(nets)))
        else:
            nodes += [Neuron(*one, layer.activation) for one in zip(names, nets, strict=True)]
        sent |= {name: out(name) for name in names}
    return tuple(nodes)


def _net(unit: Unit, sent: Sequence[str]) -> Expr:
    """Return net = Σ w·(what is sent along w) + b."""
    products = [
        Product((Name(weight), Name(what))) for weight, what in zip(unit.weights, sent, strict=True)
    ]
    return total(*products, *([Name(unit.bias)] if unit.bias else []))


def _unit(name: str, net: Expr, parameters: Collection[str]) -> tuple[Unit, tuple[str, ...]]:
    """Return a neuron with its weights and its bias, and its senders; without, if it has others."""
    weights: list[str] = []
    senders: list[str] = []
    biases: list[str] = []
    for term in terms_of(net):
        match term:
            case Product((Name(id=one), Name(id=other))) if (one in parameters) != (
                other in parameters
            ):
                weight, sent = (one, other) if one in parameters else (other, one)
                if is_net(sent):
                    return Unit(name, (), None), ()
                weights.append(weight)
                senders.append(sender_of(sent))
            case Name(id=bias) if bias in parameters:
                biases.append(bias)
            case _:
                return Unit(name, (), None), ()
    clean = len(biases) <= 1 and len({*weights, *biases}) == len(weights) + len(biases)
    if not (clean and weights and len(set(senders)) == len(senders)):
        return Unit(name, (), None), ()
    return Unit(name, tuple(weights), biases[0] if biases else None), tuple(senders)


def weighted_sum(node: Gate, parameters: Collection[str]) -> Unit | None:
    """Return the weights and the bias of a node that is a weighted sum; None if it is none.

    What it adds up it sends on as it is: that is what a linear neuron does.
    """
    unit, senders = _unit(node.name, node.formula, parameters)
    return unit if senders else None


def are_of_neurons(nodes: Sequence[Node], parameters: Collection[str]) -> bool:
    """Whether every node adds up what arrives, by weights, and most bend the sum.

    It is not so where a node is another formula, such as a product of two values or the larger of
    two, nor where a softmax shares out the values of other nodes.
    """
    bends = False
    for node in nodes:
        match node:
            case Neuron():
                bends = True
            case Softmax():
                if not node.has_nets:
                    return False
                bends = True
            case Gate():
                if weighted_sum(node, parameters) is None:
                    return False
            case _:
                assert_never(node)
    return bends


def weighing(nodes: Sequence[Node], parameters: Collection[str]) -> Iterator[str]:
    """Yield the parameters that weigh one value in a sum: w in ``w*x + v*h + b``."""
    for node in nodes:
        for formula in formulas_of(node):
            for term in terms_of(formula):
                match term.operand if isinstance(term, Negative) else term:
                    case Product((Name(id=one), Name(id=other))) if (one in parameters) != (
                        other in parameters
                    ):
                        yield one if one in parameters else other
                    case _:
                        pass


def are_layered(layers: Sequence[Layer], nodes: Sequence[Node], inputs: Collection[str]) -> bool:
    """Whether the whole network is layers in a row, from the inputs, each fed by the one before."""
    if not layers or any(isinstance(node, Gate) for node in nodes):
        return False
    if not all(layer.senders for layer in layers) or set(layers[0].senders) != set(inputs):
        return False
    return all(
        set(later.senders) == {neuron.name for neuron in earlier.neurons}
        for earlier, later in pairwise(layers)
    )


def biases_in(nodes: Sequence[Node], parameters: Collection[str]) -> Iterator[str]:
    """Yield the parameters that a weighted sum adds as they are and nothing multiplies."""
    added: dict[str, None] = {}
    others: set[str] = set()
    for node in nodes:
        sums = not isinstance(node, Gate) or weighted_sum(node, parameters) is not None
        for formula in formulas_of(node):
            for term in terms_of(formula):
                if sums and isinstance(term, Name):
                    added[term.id] = None
                else:
                    others.update(names_in(term))
    yield from (name for name in added if name in parameters and name not in others)
