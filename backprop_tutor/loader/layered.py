"""Reads the layers of a network: their neurons and activations, then what connects them."""

import re

from backprop_tutor.loader.connections import Group, read_connections
from backprop_tutor.loader.names_in_use import Names
from backprop_tutor.loader.yaml import values, words_elsewhere
from backprop_tutor.loader.yaml.fields import Fields, fields
from backprop_tutor.loader.yaml.nodes import MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.maths.functions import ACTIVATIONS, OTHER_NAMES
from backprop_tutor.scenario.graph import Layer
from backprop_tutor.untrusted import shortened
from backprop_tutor.wording import grouped, marked, text

MOST_LAYERS = 64
MOST_NEURONS = 512
MOST_PARAMETERS = 100_000

_NEURON = values.NameKind(
    marked("{word} cannot be a neuron: {reason}; choose another name"),
    marked("{word} cannot be a neuron; {advice}"),
    marked("a neuron needs a name here; found {found}"),
)

LAYER_KEYS = ("neurons", "activation", "weights", "bias", "biases")
REQUIRED = {
    "neurons": "neurons: [h1, h2]",
    "activation": "activation: sigmoid",
    "weights": "weights: [{w1: 0.15, w2: 0.20}, …]",
}


def read_layers(
    keys: Fields, inputs: Group, names: Names, problems: Problems
) -> tuple[tuple[Layer, ...], Group]:
    """Return the layers, and what is known of the last one when there were problems."""
    rows = None
    if "layers" in keys:
        node = keys["layers"][1]
        if _is_one_layer(node):
            problems.at(
                node,
                text(
                    "layers must be a list, and here is one layer alone; "
                    "write '- ' before its first key, and indent the others alike"
                ),
            )
            names.complete = False
            return (), Group(None)
        if isinstance(node, MappingNode) and any(
            isinstance(value, MappingNode) for _, value in node.entries
        ):
            problems.at(
                node,
                text(
                    "layers must be a list, and its layers have no names; "
                    "write '- ' in place of '{key}'",
                    key=f"{shortened(node.entries[0][0].text)}:",
                ),
            )
            names.complete = False
            return (), Group(None)
        rows = values.items(node, "layers", "[{neurons: [h1, h2], …}, …]", problems)
        if rows is not None and len(rows.items) > MOST_LAYERS:
            problems.at(
                node,
                text(
                    "there are {count} layers; use at most {most}",
                    count=grouped(len(rows.items)),
                    most=MOST_LAYERS,
                ),
            )
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
        where = f"layers[{index}]"
        layer, fits = read_connections(entries, where, senders, group, names, problems)
        layers.append(layer)
        # Where neurons and rows differ in number, nobody knows which is meant.
        senders = group if fits else Group(None, group.activation)
    if len(names.parameters) > MOST_PARAMETERS:
        problems.at(
            node,
            text(
                "the network has {count} parameters; use at most {most}",
                count=grouped(len(names.parameters)),
                most=grouped(MOST_PARAMETERS),
            ),
        )
    return tuple(layers), senders


def _is_one_layer(node: YamlNode) -> bool:
    """Whether a layer stands where the list of them was to stand."""
    return isinstance(node, MappingNode) and any(key.text in LAYER_KEYS for key, _ in node.entries)


def _shape(
    node: YamlNode, index: int, is_last: bool, names: Names, problems: Problems
) -> tuple[Fields, Group]:
    """Return a layer's keys, its neurons and its activation."""
    where = f"layers[{index}]"
    example = "{neurons: [h1, h2], activation: sigmoid, weights: …}"
    found = values.mapping(node, where, example, problems)
    if found is None:
        return {}, Group(None)
    keys = fields(
        found,
        LAYER_KEYS,
        REQUIRED,
        problems,
        where=where,
        elsewhere=words_elsewhere.LAYER_KEY_MEANT,
    )
    neurons = _neurons(keys["neurons"][1], where, names, problems) if "neurons" in keys else None
    activation = None
    if "activation" in keys:
        chosen = keys["activation"][1]
        activation = _activation(chosen, problems)
        if activation == "softmax" and not is_last:
            problems.at(
                chosen, text("softmax is for the last layer only; choose another activation")
            )
        elif activation == "softmax" and neurons is not None and len(neurons) < 2:
            problems.at(
                chosen, text("softmax needs at least 2 neurons; use sigmoid for a single one")
            )
    return keys, Group(neurons, activation)


def _activation(node: YamlNode, problems: Problems) -> str | None:
    """Return our name of an activation; what libraries call it is understood."""
    if isinstance(node, ScalarNode) and node.text in OTHER_NAMES:
        return OTHER_NAMES[node.text]
    return values.choice(
        node, "activation", ACTIVATIONS, problems, elsewhere=words_elsewhere.ACTIVATION_MEANT
    )


def _neurons(
    node: YamlNode, where: str, names: Names, problems: Problems
) -> tuple[str | None, ...] | None:
    what = f"{where}.neurons"
    if isinstance(node, ScalarNode) and re.fullmatch("[1-9]", node.text):
        proposed = ", ".join(f"h{number}" for number in range(1, int(node.text) + 1))
        problems.at(
            node,
            text(
                "{place} must be the names of the neurons, and not how many there are; "
                "write {proposed}",
                place=what,
                proposed=f"[{proposed}]",
            ),
        )
        return None
    found = values.items(node, what, "[h1, h2]", problems, of_names=True)
    if found is None:
        return None
    if len(found.items) > MOST_NEURONS:
        problems.at(
            node,
            text(
                "{place} has {entries} entries; use at most {most}",
                place=what,
                entries=grouped(len(found.items)),
                most=MOST_NEURONS,
            ),
        )
        return None
    return tuple(names.take(item, _NEURON) for item in found.items)
