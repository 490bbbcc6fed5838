"""What a scenario file says, as frozen data: names and exact numbers, no formulas.

``loader`` makes a ``Scenario`` from YAML and vouches for it: names are unique and well formed,
every reference leads somewhere, shapes fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Part(StrEnum):
    """The five parts of a lesson, in order."""

    FORWARD = "forward"
    ERROR = "error"
    BACKWARD = "backward"
    UPDATE = "update"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Neuron:
    """One neuron: the weight on each incoming arrow, in the order of its layer's senders."""

    name: str
    weights: tuple[str, ...]
    bias: str | None


@dataclass(frozen=True, slots=True)
class Layer:
    """Neurons that share senders (inputs, or the neurons of the layer before) and activation."""

    neurons: tuple[Neuron, ...]
    senders: tuple[str, ...]
    activation: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One small network, what goes in, what should come out, and how it learns.

    Numbers are kept as ``Decimal``: exact, and spelled as the author spelled them.
    """

    name: str
    """The file's name without its ending; ``mazur`` for ``mazur.yaml``."""
    title: str
    inputs: Mapping[str, Decimal]
    targets: Mapping[str, Decimal]
    """One per output neuron, in their order."""
    layers: tuple[Layer, ...]
    parameters: Mapping[str, Decimal]
    """Weights and biases in the order of the network: layer by layer, weights before biases."""
    loss: str
    learning_rate: Decimal | None = None
    frozen: frozenset[str] = frozenset()
    """Parameters that never learn."""
    focus: tuple[str, ...] = ()
    """Parameters taught in full, in this order; empty: one per layer, the last layer first."""
    digits: int = 4
    """Significant figures asked for."""
    source: str = ""
    about: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    """A remark per quantity, shown at its step."""
    lesson: frozenset[Part] = frozenset(Part)
    """The parts to teach."""
    called: str = ""
    """What the command line calls it: a bundled name, or a path ready for a shell."""

    @property
    def biases(self) -> frozenset[str]:
        """The parameters that are biases; every other one is a weight."""
        return frozenset(
            neuron.bias for layer in self.layers for neuron in layer.neurons if neuron.bias
        )

    @property
    def outputs(self) -> tuple[str, ...]:
        """The neurons of the last layer."""
        return tuple(neuron.name for neuron in self.layers[-1].neurons)
