"""What a scenario file says, as frozen data: names, exact numbers, and formulas over the names.

``loader`` makes a ``Scenario`` from YAML and vouches for it: names are unique and well formed,
every reference leads somewhere, shapes fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, names_in
from backprop_tutor.scenario.by_language import UNWRITTEN, ByLanguage
from backprop_tutor.scenario.course import CourseStop
from backprop_tutor.scenario.doubt import Doubt
from backprop_tutor.scenario.graph import (
    Gate,
    Layer,
    Node,
    Unit,
    are_layered,
    are_of_neurons,
    biases_in,
    depths,
    formulas_of,
    layers_of,
    names_of,
    weighing,
    weighted_sum,
)


class Part(StrEnum):
    """The five parts of a lesson, in order."""

    FORWARD = "forward"
    ERROR = "error"
    BACKWARD = "backward"
    UPDATE = "update"
    AGAIN = "again"


class Update(StrEnum):
    """When the parameters learn, where there are several samples."""

    ONLINE = "online"
    """After each sample."""
    BATCH_SUM = "batch_sum"
    """After all of them, by the sum of their gradients."""
    BATCH_MEAN = "batch_mean"
    """After all of them, by the mean of their gradients."""


class Direction(StrEnum):
    """Which way the parameters move."""

    DESCENT = "descent"
    ASCENT = "ascent"


class Method(StrEnum):
    """How blame reaches a hidden neuron."""

    GRADIENT = "gradient"
    ERROR_SPLIT = "error_split"
    """In shares w/Σw of the output's error, a rule of thumb."""


class Notation(StrEnum):
    """How names are shown."""

    NET_OUT = "net-out"
    Z_A = "z-a"


@dataclass(frozen=True, slots=True)
class Sample:
    """One example: what goes in, and what should come out."""

    inputs: Mapping[str, Decimal]
    targets: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class RateSteps:
    """How a learning rate falls: after every so many updates it is so many times what it was."""

    times: Decimal
    every: int


@dataclass(frozen=True, slots=True)
class Erratum:
    """A value that the source prints wrongly, and the wrong idea behind it, if it is known."""

    quantity: str
    published: Decimal
    misconception: str | None
    note: ByLanguage


@dataclass(frozen=True)
class Scenario:
    """One small network, what goes in, what should come out, and how it learns.

    Numbers are kept as ``Decimal``: exact, and spelled as the author spelled them.
    """

    name: str
    """The file's name without its ending; ``mazur`` for ``mazur.yaml``."""
    title: ByLanguage
    inputs: Mapping[str, Decimal]
    """Of the first sample, where there are several."""
    targets: Mapping[str, Decimal]
    """One per output node, in their order; of the first sample, where there are several."""
    nodes: tuple[Node, ...]
    """The network, each node after those it uses."""
    parameters: Mapping[str, Decimal]
    """Weights and biases in the order of the network: layer by layer, weights before biases."""
    loss: str = ""
    """The name of the loss; empty where there is none, or where ``own_loss`` says what it is."""
    own_loss: Mapping[str, Expr] = field(default_factory=dict)
    """The error of each output, where the author wrote it out."""
    margin: Decimal = Decimal(1)
    """By how much the right output has to win, for the hinge loss."""
    delta: Decimal = Decimal(1)
    """From how large an error on the Huber loss is straight."""
    differentiate: str = ""
    """The node whose derivatives are wanted, in place of targets and loss."""
    samples: tuple[Sample, ...] = ()
    """Empty where there is only one."""
    update: Update = Update.BATCH_SUM
    learning_rate: Decimal | None = None
    """Of the first updates, where it falls by steps."""
    rate_steps: RateSteps | None = None
    optimizer: str = "sgd"
    """The name of the update rule (``maths.update_rules``)."""
    hyperparameters: Mapping[str, Decimal] = field(default_factory=dict)
    """The numbers of the rule that are not the usual ones, by their names on the tape."""
    weight_decay: Decimal | None = None
    """λ: ½λ·Σ w² stands beside the loss."""
    decay_biases: bool = False
    """Whether biases decay as weights do."""
    state: Mapping[str, Decimal] = field(default_factory=dict)
    """What the rule remembers before the first update, if it has begun: m_w5, v_w5, t."""
    direction: Direction = Direction.DESCENT
    frozen: frozenset[str] = frozenset()
    """Parameters that never learn."""
    given: Mapping[str, Decimal] = field(default_factory=dict)
    """Values used in place of the computed ones."""
    method: Method = Method.GRADIENT
    focus: tuple[str, ...] = ()
    """Parameters taught in full, in this order; empty: one per layer, the last layer first."""
    digits: int = 4
    """Significant figures asked for."""
    notation: Notation = Notation.NET_OUT
    source: ByLanguage = UNWRITTEN
    about: ByLanguage = UNWRITTEN
    notes: Mapping[str, ByLanguage] = field(default_factory=dict)
    """A remark per quantity, shown at its step."""
    formulas_in_prose: Mapping[str, tuple[str | Expr, ...]] = field(default_factory=dict)
    """What stands between dollar signs in ``about`` and ``notes``, by its text: formulas, ``=``."""
    published: Mapping[str, Decimal] = field(default_factory=dict)
    """Values as the source prints them, to as many figures."""
    errata: tuple[Erratum, ...] = ()
    lesson: frozenset[Part] = frozenset(Part)
    """The parts to teach."""
    course: tuple[CourseStop, ...] = ()
    """Its places in the course; empty where it has none."""
    variant: int | None = None
    """Which other numbers it has than its file, as ``--seed`` counts them; None for its own."""
    called: str = ""
    """What the command line calls it: a bundled name, or a path ready for a shell."""
    doubts: tuple[Doubt, ...] = field(default=(), repr=False, compare=False)
    """What in its file was read, but most likely not as it was meant."""
    contents: bytes = field(default=b"", repr=False, compare=False)
    """Its file as it was read."""

    as_read: "Scenario | None" = field(default=None, repr=False, compare=False)
    """The scenario that the file says; what is drawn or trained anew from it is still that one."""

    @cached_property
    def digest(self) -> str:
        """The digest of its network and numbers as they were read: with others it is another one.

        A comment, or a comma in a note, changes nothing (``scenario.digest``).
        """
        if self.as_read is not None:
            return self.as_read.digest
        from backprop_tutor.scenario.digest import digest_of  # The first page does without.

        return digest_of(self)

    @cached_property
    def file_digest(self) -> str:
        """The sha256 of its file, by which a record of earlier versions knows it."""
        import hashlib

        return hashlib.sha256(self.contents).hexdigest()

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The neurons in layers, as far as they stand in some."""
        return layers_of(self.nodes, self.parameters)

    @cached_property
    def is_layered(self) -> bool:
        """Whether the network is nothing but layers in a row, and the targets are the last one's.

        What is said of rows, columns and neighbours holds only there.
        """
        if not are_layered(self.layers, self.nodes, self.inputs):
            return False
        last = tuple(neuron.name for neuron in self.layers[-1].neurons)
        return last == (self.outputs or (self.differentiate,))

    @cached_property
    def neurons(self) -> frozenset[str]:
        """The nodes that have an activation; every other one is a plain formula."""
        return frozenset(neuron.name for layer in self.layers for neuron in layer.neurons)

    def value_of(self, node: str) -> str:
        """Return the quantity that a node or an input sends: ``out_h1``, or the name itself."""
        return names.out(node) if node in self.neurons else node

    @cached_property
    def biases(self) -> frozenset[str]:
        """The parameters that are biases."""
        return frozenset(biases_in(self.nodes, self.parameters))

    @cached_property
    def weights(self) -> frozenset[str]:
        """The parameters that weigh a value in a sum; what is no bias either is just a number."""
        return frozenset(weighing(self.nodes, self.parameters))

    @cached_property
    def is_of_neurons(self) -> bool:
        """Whether each node is a neuron; else some are formulas of another kind."""
        return are_of_neurons(self.nodes, self.parameters)

    @cached_property
    def weighted_sums(self) -> Mapping[str, Unit]:
        """The nodes without an activation that are weighted sums, with their weights and biases."""
        gates = (node for node in self.nodes if isinstance(node, Gate))
        sums = ((gate.name, weighted_sum(gate, self.parameters)) for gate in gates)
        return {name: unit for name, unit in sums if unit is not None}

    @cached_property
    def decaying(self) -> frozenset[str]:
        """The parameters that the weight decay draws towards 0."""
        if not self.weight_decay:
            return frozenset()
        kept = self.frozen if self.decay_biases else self.frozen | self.biases
        return frozenset(self.parameters) - kept

    @cached_property
    def depth_of(self) -> Mapping[str, int]:
        """How many nodes lie behind each node."""
        return depths(self.nodes)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The nodes that have a target."""
        return tuple(self.targets)

    @property
    def has_loss(self) -> bool:
        """Whether there is a loss, and not just a node to differentiate."""
        return not self.differentiate

    @property
    def variables(self) -> tuple[str, ...]:
        """What a derivative may be taken by, taught or not: all inputs and parameters."""
        return (*self.inputs, *self.parameters)

    @property
    def movable(self) -> tuple[str, ...]:
        """What derivatives are taken by: the parameters, and the inputs that are in focus.

        Of a node to differentiate all inputs are that it is computed from, unless they are the data
        of several samples.
        """
        learns_from_data = self.has_loss or (self.samples and self.parameters)
        chosen = self.focus if learns_from_data else (*self.focus, *self._behind_the_aim)
        wanted = (*(name for name in self.inputs if name in chosen), *self.parameters)
        return wanted or tuple(self.inputs)

    @cached_property
    def _behind_the_aim(self) -> frozenset[str]:
        """What the node to differentiate is computed from."""
        by_name = {name: node for node in self.nodes for name in names_of(node)}
        found: set[str] = set()
        waiting = [self.differentiate]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                formulas = formulas_of(by_name[name]) if name in by_name else ()
                waiting += [
                    names.sender_of(used) for formula in formulas for used in names_in(formula)
                ]
        return frozenset(found)

    def of_sample(self, index: int) -> "Scenario":
        """Return the scenario with one of its samples alone, counted from 1."""
        one = self.samples[index - 1]
        whose = {name: names.of_sample(name) for name in self.given}
        given = {
            whose[name][0]: value for name, value in self.given.items() if whose[name][1] == index
        }
        return replace(self, inputs=one.inputs, targets=one.targets, samples=(), given=given)
