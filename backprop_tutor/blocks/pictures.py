"""The records of the pictures: a network in layers, a graph of nodes, a chain of quantities."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from backprop_tutor.formula.expression import Expr


@dataclass(frozen=True, slots=True)
class Chain:
    """Quantities from the loss back to a parameter, ``E_total ← out_o1 ← net_o1 ← w5``.

    Arrow k lies between links k and k + 1; those from ``first`` up to ``last`` are lit.
    """

    links: tuple[str, ...]
    first: int
    last: int
    asked: str = ""
    """The derivative that the lit arrows stand for."""
    amiss: frozenset[int] = frozenset()
    """The arrows at which an answer went wrong."""


class Arrow(NamedTuple):
    """A weight with its number and the name of the input or neuron it comes from."""

    weight: str
    number: str
    sender: str


class NeuronPicture(NamedTuple):
    """One neuron with what enters it; ``bias`` is a name and a number, ``target`` a number."""

    name: str
    arrows: tuple[Arrow, ...]
    bias: tuple[str, str] | None = None
    target: str | None = None
    worked: tuple[tuple[str, str], ...] = ()
    """What has been worked out of it, by what it is called in a neuron: out, δ."""


class LayerPicture(NamedTuple):
    """A layer with its caption, such as ``hidden layer, sigmoid``."""

    caption: str
    neurons: tuple[NeuronPicture, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """The whole network with its numbers; ``lit`` names what is on a path."""

    inputs: tuple[tuple[str, str], ...]
    layers: tuple[LayerPicture, ...]
    lit: frozenset[str] = frozenset()
    amiss: frozenset[str] = frozenset()
    """What an answer went wrong at."""


class NodePicture(NamedTuple):
    """A node of a graph with what is worked out in it; a softmax is one node with several names.

    ``depth`` says how many nodes lie behind it on the longest way from a number that goes in.
    """

    names: tuple[str, ...]
    formulas: tuple[tuple[str, Expr], ...]
    """Each quantity that it gives: ``q = x + y``, or a net input and an output."""
    senders: tuple[str, ...]
    """The nodes and the numbers that its formulas use; weights on arrows are not among them."""
    depth: int
    summed: NeuronPicture | None = None
    """The same with its weights and numbers, where it is a weighted sum with an activation."""
    activation: str = ""
    targets: tuple[tuple[str, str], ...] = ()
    """What each of its names should give, as far as it has a target."""
    worked: tuple[tuple[str, str], ...] = ()
    """What has been worked out of it, where it is no neuron with weights."""
    parameters: tuple[tuple[str, str], ...] = ()
    """The parameters that its formulas use, with their numbers, where it is no neuron with weights.

    They stand beside each of their uses: a box for a number used ten times would have ten lines.
    """
    worked_for: tuple[str, ...] = ()
    """Which of its names each of ``worked`` belongs to."""

    def uses(self) -> tuple[str, ...]:
        """Return the parameters that stand in it."""
        if self.summed is None:
            return tuple(name for name, _ in self.parameters)
        bias = (self.summed.bias[0],) if self.summed.bias else ()
        return (*(arrow.weight for arrow in self.summed.arrows), *bias)

    def all_worked(self) -> tuple[tuple[str, str], ...]:
        """Return what has been worked out of it, by what it is called.

        Where it has several names, each is called by its own too.
        """
        if self.summed is not None:
            return self.summed.worked
        if len(self.names) == 1:
            return self.worked
        return tuple(
            (f"{called} {name}", number)
            for (called, number), name in zip(self.worked, self.worked_for, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes that are not layers in a row, in the order in which they are worked out.

    ``given`` is what goes in, ``parameters`` the numbers that are told in the nodes that use them;
    without numbers where each sample has its own. ``lit`` names what is on a path, and ``learnt``
    which of the given are no inputs but parameters.
    """

    given: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str], ...]
    nodes: tuple[NodePicture, ...]
    lit: frozenset[str] = frozenset()
    learnt: frozenset[str] = frozenset()
    whole: str = ""
    """The command that tells all of it, where a drawing has to leave some of it out."""
    amiss: frozenset[str] = frozenset()
    """What an answer went wrong at."""

    def is_lit(self, sender: str, node: NodePicture) -> bool:
        """Whether an arrow is on the path: its weight is, or both of its ends are."""
        if node.summed is not None:
            return any(
                arrow.weight in self.lit for arrow in node.summed.arrows if arrow.sender == sender
            )
        return sender in self.lit and not self.lit.isdisjoint(node.names)

    def is_on_path(self, quantity: str) -> bool:
        """Whether a quantity belongs to a node on the path."""
        return any(
            quantity == name and not self.lit.isdisjoint(node.names)
            for node in self.nodes
            for name, _ in node.formulas
        )

    def shared(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield parameters with the several nodes that all use them, each by its first name."""
        users: dict[str, list[str]] = {}
        for node in self.nodes:
            for name in dict.fromkeys(node.uses()):
                users.setdefault(name, []).append(node.names[0])
        groups: dict[tuple[str, ...], list[str]] = {}
        for name, nodes in users.items():
            if len(nodes) > 1:
                groups.setdefault(tuple(nodes), []).append(name)
        yield from ((tuple(names), nodes) for nodes, names in groups.items())

    def numbers(self) -> Iterator[tuple[str, str]]:
        """Yield all numbers that are given, with their names."""
        yield from (pair for pair in (*self.given, *self.parameters) if pair[1])
