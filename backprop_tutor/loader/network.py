"""Reads the network of a file, written as layers or as a free graph."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backprop_tutor.loader.connections import Group
from backprop_tutor.loader.expressions import FormulaReader
from backprop_tutor.loader.names_in_use import Names
from backprop_tutor.loader.yaml.fields import Fields
from backprop_tutor.scenario.graph import Layer, Neuron, Node, Softmax, names_of, nodes_of
from backprop_tutor.wording import text


class ReadNetwork(NamedTuple):
    """The nodes, and what targets and loss have to suit; all empty where it is not known."""

    nodes: tuple[Node, ...] = ()
    """Empty unless all of them could be read."""
    is_layered: bool = False
    outputs: tuple[str, ...] = ()
    """What may have a target: the neurons of the last layer, or all nodes of a free graph."""
    activations: Mapping[str, str] | None = None
    """The activation of each output that has one."""


def read_network(keys: Fields, inputs: Group, names: Names, formulas: FormulaReader) -> ReadNetwork:
    """Return the network that ``layers``, or ``parameters`` and ``nodes``, describe."""
    problems = formulas.problems
    free = [key for key in ("nodes", "parameters") if key in keys]
    if "layers" in keys and free:
        names.complete = False
        later = max(
            (keys[key][0] for key in ("layers", *free)), key=lambda key: (key.line, key.column)
        )
        problems.at(
            later,
            text(
                "the file has both 'layers' and '{key}'; keep 'layers' for a network in layers, "
                "or 'parameters' and 'nodes' for a free graph",
                key=free[0],
            ),
        )
        return ReadNetwork()
    if not free:
        from backprop_tutor.loader.layered import read_layers

        layers, last = read_layers(keys, inputs, names, problems)
        outputs = last.known or ()
        activation = last.activation
        return ReadNetwork(
            nodes_of(layers) if _fit_together(layers) else (),
            is_layered=True,
            outputs=outputs,
            activations=dict.fromkeys(outputs, activation) if activation else {},
        )
    return _free_graph(keys, inputs, names, formulas)


def _fit_together(layers: Sequence[Layer]) -> bool:
    """Whether every neuron has a weight from each sender; if not, that has been reported."""
    return all(
        layer.activation
        and layer.neurons
        and layer.senders
        and all(len(unit.weights) == len(layer.senders) for unit in layer.neurons)
        for layer in layers
    )


def _free_graph(keys: Fields, inputs: Group, names: Names, formulas: FormulaReader) -> ReadNetwork:
    from backprop_tutor.loader.free_graph import read_nodes, read_parameters

    read_parameters(keys, names, formulas.problems)
    if "parameters" not in keys and formulas.problems.found:
        names.complete = False  # They may be there by another word, which has been reported.
    nodes, whole = read_nodes(keys, inputs.known, names, formulas)
    if not whole:
        names.complete = False
        return ReadNetwork()
    activations: dict[str, str] = {}
    for node in nodes:
        match node:
            case Neuron(name=name, activation=activation):
                activations[name] = activation
            case Softmax(names=members):
                activations |= dict.fromkeys(members, "softmax")
    return ReadNetwork(
        nodes,
        outputs=tuple(name for node in nodes for name in names_of(node)),
        activations=activations,
    )
