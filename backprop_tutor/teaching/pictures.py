"""The records of two pictures: the network with its numbers, and the chain from loss to weight."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chain:
    """Quantities from the loss back to a parameter, ``E_total ← out_o1 ← net_o1 ← w5``.

    Arrow k lies between links k and k + 1; those from ``first`` up to ``last`` are lit.
    """

    links: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """A weight with its number and the name of the input or neuron it comes from."""

    weight: str
    number: str
    sender: str


@dataclass(frozen=True, slots=True)
class NeuronPicture:
    """One neuron with what enters it; ``bias`` is a name and a number, ``target`` a number."""

    name: str
    arrows: tuple[Arrow, ...]
    bias: tuple[str, str] | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class LayerPicture:
    """A layer with its caption, such as ``hidden layer, sigmoid``."""

    caption: str
    neurons: tuple[NeuronPicture, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """The whole network with its numbers; ``lit`` names what is on a path."""

    inputs: tuple[tuple[str, str], ...]
    layers: tuple[LayerPicture, ...]
    lit: frozenset[str] = frozenset()
