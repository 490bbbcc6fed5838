"""Reads the layers of a network: neurons, activations, and the parameters on every arrow."""

from collections.abc import Sequence
from dataclasses import dataclass

from backprop_tutor.loader import values
from backprop_tutor.loader.keys import Fields, fields
from backprop_tutor.loader.names import Names
from backprop_tutor.loader.nodes import BadNode, ListNode, MappingNode, Node
from backprop_tutor.loader.problems import Problems, count, listed
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.scenario import Layer, Neuron

MOST_LAYERS = 64
MOST_NEURONS = 512
MOST_PARAMETERS = 100_000

_KEYS = ("neurons", "activation", "weights", "bias", "biases")
_REQUIRED = {
    "neurons": "neurons: [h1, h2]",
    "activation": "activation: sigmoid",
    "weights": "weights: [{w1: 0.15, w2: 0.20}, …]",
}


@dataclass(frozen=True, slots=True)
class Group:
    """The inputs, or a layer's neurons; what could not be read is None."""

    names: tuple[str | None, ...] | None
    """None where not even their number is known."""
    activation: str | None = None

    @property
    def known(self) -> tuple[str, ...] | None:
        """The names, if all of them could be read."""
        if self.names is None or None in self.names:
            return None
        return tuple(name for name in self.names if name)

    def counted(self, noun: str) -> str:
        """Return ``one per sender (h1, h2)``, as far as the names are known."""
        return f"one per {noun}" + (f" ({listed(self.known)})" if self.known else "")


def read_layers(
    keys: Fields, inputs: Group, names: Names, problems: Problems
) -> tuple[tuple[Layer, ...], Group]:
    """Return the layers, and what is known of the last one when there were problems."""
    rows = None
    if "layers" in keys:
        node = keys["layers"][1]
        rows = values.items(node, "layers", "[{neurons: [h1, h2], …}, …]", problems)
        if rows is not None and len(rows.items) > MOST_LAYERS:
            problems.at(node, f"there are {len(rows.items):,} layers; use at most {MOST_LAYERS}")
            rows = None
    if rows is None:
        names.complete = False
        return (), Group(None)
    # Every neuron takes its name before any parameter is numbered, which then passes it over.
    shapes = [
        _shape(row, index, index == len(rows.items) - 1, names, problems)
        for index, row in enumerate(rows.items)
    ]
    layers = []
    senders = inputs
    for index, (entries, group) in enumerate(shapes):
        layers.append(_connected(entries, f"layers[{index}]", senders, group, names, problems))
        senders = group
    if len(names.parameters) > MOST_PARAMETERS:
        problems.at(
            node,
            f"the network has {len(names.parameters):,} parameters; use at most "
            f"{MOST_PARAMETERS:,}",
        )
    return tuple(layers), senders


def _shape(
    node: Node, index: int, is_last: bool, names: Names, problems: Problems
) -> tuple[Fields, Group]:
    """Return a layer's keys, its neurons and its activation."""
    where = f"layers[{index}]"
    example = "{neurons: [h1, h2], activation: sigmoid, weights: …}"
    found = values.mapping(node, where, example, problems)
    if found is None:
        return {}, Group(None)
    keys = fields(found, _KEYS, _REQUIRED, problems, where=where)
    if "bias" in keys and "biases" in keys:
        names.complete = False
        problems.at(
            max(keys["bias"][0], keys["biases"][0], key=lambda key: (key.line, key.column)),
            f"{where} has both 'bias' and 'biases'; keep 'bias' if its neurons share one, "
            "'biases' if each has its own",
        )
    neurons = _neurons(keys["neurons"][1], where, names, problems) if "neurons" in keys else None
    activation = None
    if "activation" in keys:
        chosen = keys["activation"][1]
        activation = values.choice(chosen, "activation", ACTIVATIONS, problems)
        if activation == "softmax" and not is_last:
            problems.at(chosen, "softmax is for the last layer only; choose another activation")
        elif activation == "softmax" and neurons is not None and len(neurons) < 2:
            problems.at(chosen, "softmax needs at least 2 neurons; use sigmoid for a single one")
    return keys, Group(neurons, activation)


def _neurons(
    node: Node, where: str, names: Names, problems: Problems
) -> tuple[str | None, ...] | None:
    what = f"{where}.neurons"
    found = values.items(node, what, "[h1, h2]", problems)
    if found is None:
        return None
    if len(found.items) > MOST_NEURONS:
        problems.at(
            node, f"{what} has {count(len(found.items), 'entry')}; use at most {MOST_NEURONS}"
        )
        return None
    return tuple(names.take(item, "a neuron") for item in found.items)


def _connected(
    keys: Fields, where: str, senders: Group, neurons: Group, names: Names, problems: Problems
) -> Layer:
    """Read the parameters of a layer; the layer is only good if no problem was found."""
    rows: list[tuple[str, ...]] = []
    if "weights" in keys:
        node, what = keys["weights"][1], f"{where}.weights"
        found = values.items(node, what, "[{w1: 0.15, w2: 0.20}, …]", problems)
        if found is None:
            names.complete = False
        else:
            _check_count(found, len(found.items), what, "row", neurons, "neuron", problems)
            rows = [
                _row(row, f"{what}[{index}]", senders, names, problems)
                for index, row in enumerate(found.items)
            ]
    else:
        names.complete = False
    biases = _biases(keys, where, neurons, names, problems)
    known = neurons.known or ()
    biases = biases or (None,) * len(known)
    return Layer(
        tuple(
            Neuron(name, row, bias) for name, row, bias in zip(known, rows, biases, strict=False)
        ),
        senders.known or (),
        neurons.activation or "",
    )


def _row(
    node: Node, where: str, senders: Group, names: Names, problems: Problems
) -> tuple[str, ...]:
    """Return the names of the weights into one neuron."""
    weights: Sequence[str | None] = ()
    match node:
        case MappingNode(entries=entries) if entries:
            weights = [names.parameter(key, value, where, "a weight") for key, value in entries]
        case ListNode(items=items) if items:
            weights = [
                names.unnamed("w", item, f"{where}[{index}]") for index, item in enumerate(items)
            ]
        case _:
            names.complete = False
            if not isinstance(node, BadNode) and not _only_refused(node):
                problems.at(
                    node,
                    f"{where} must be a mapping such as {{w1: 0.15, w2: 0.20}} or a list "
                    f"of numbers; found {values.described(node)}",
                )
            return ()
    _check_count(node, len(weights), where, "entry", senders, "sender", problems)
    return tuple(weight for weight in weights if weight)


def _biases(
    keys: Fields, where: str, neurons: Group, names: Names, problems: Problems
) -> tuple[str | None, ...]:
    """Return the bias of each neuron, or nothing if there are none."""
    if "bias" in keys:
        shared = _bias(keys["bias"][1], f"{where}.bias", names, problems)
        return (shared,) * len(neurons.names or ())
    if "biases" not in keys:
        return ()
    what = f"{where}.biases"
    found = values.items(keys["biases"][1], what, "[{b1: 0.6}, {b2: 0.6}]", problems)
    if found is None:
        names.complete = False
        return ()
    _check_count(found, len(found.items), what, "entry", neurons, "neuron", problems)
    return tuple(
        _bias(item, f"{what}[{index}]", names, problems) for index, item in enumerate(found.items)
    )


def _bias(node: Node, where: str, names: Names, problems: Problems) -> str | None:
    match node:
        case MappingNode(entries=((key, value),)):
            return names.parameter(key, value, where, "a bias")
        case MappingNode() if not _only_refused(node):
            problems.at(
                node,
                f"{where} must be one bias such as {{b1: 0.35}}; "
                f"found {count(len(node.entries), 'entry')}",
            )
        case MappingNode() | BadNode():
            pass
        case _:
            return names.unnamed("b", node, where)
    names.complete = False
    return None


def _only_refused(node: Node) -> bool:
    return isinstance(node, MappingNode) and not node.entries and not node.whole


def _check_count(
    node: Node, found: int, what: str, noun: str, needed: Group, per: str, problems: Problems
) -> None:
    """Report a list or mapping that has not one entry for each of a group."""
    if needed.names is None or found == len(needed.names):
        return
    match node:
        case MappingNode(whole=False):
            return
        case MappingNode(entries=entries) if any(values.is_remainder(*entry) for entry in entries):
            return
    problems.at(
        node,
        f"{what} has {count(found, noun)}; {len(needed.names)} "
        f"{'is' if len(needed.names) == 1 else 'are'} needed, {needed.counted(per)}",
    )
