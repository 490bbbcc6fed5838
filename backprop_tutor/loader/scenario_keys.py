"""Reads the keys at the top of a scenario file and joins them into a ``Scenario``.

To read one more key: take it out of ``_UNSUPPORTED``, add it to ``_KEYS``, and read it in
``read_scenario``.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

from backprop_tutor.graph import Layer, nodes_of
from backprop_tutor.loader import values
from backprop_tutor.loader.connections import Group
from backprop_tutor.loader.keys import Fields, fields
from backprop_tutor.loader.layered import MOST_NEURONS, read_layers
from backprop_tutor.loader.names import Names
from backprop_tutor.loader.nodes import ListNode, MappingNode, Node, ScalarNode
from backprop_tutor.loader.problems import Problems, listed, quoted, shortened
from backprop_tutor.loader.teaching_keys import digits, lesson, notes, parameters, prose
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.names import quantities
from backprop_tutor.scenario import Scenario

_VERSION = "1"
_POSITIVE = ("softmax", "sigmoid")
"""Activations whose outputs are above 0, so that they have a logarithm."""

_REQUIRED = {
    "version": "version: 1",
    "title": "title: My first network",
    "inputs": "inputs: {i1: 0.05, i2: 0.10}",
    "targets": "targets: {o1: 0.01, o2: 0.99}",
    "layers": "layers: [{neurons: [h1, h2], …}, …]",
    "loss": "loss: half_squared_error",
}
_KEYS = (
    *("version", "title", "source", "about", "inputs", "targets", "layers", "loss"),
    *("learning_rate", "frozen", "focus", "digits", "notes", "lesson"),
)
_UNSUPPORTED = (
    *("parameters", "nodes", "differentiate", "samples", "update", "momentum", "direction"),
    *("given", "method", "notation", "published", "errata"),
)


def read_scenario(root: Node, name: str, problems: Problems) -> Scenario | None:
    """Return the scenario of a tree; it is only good if no problem was added."""
    tree = values.mapping(root, "a scenario", "{version: 1, title: …}", problems)
    if tree is None or _is_of_another_version(tree, problems):
        return None
    keys = fields(tree, _KEYS, _REQUIRED, problems, unsupported=_UNSUPPORTED)
    names = Names(problems)
    inputs, senders = _inputs(keys, names, problems)
    layers, last = read_layers(keys, senders, names, problems)
    targets = _targets(keys, last, problems)
    return Scenario(
        name=name,
        title=prose(keys, "title", problems),
        source=prose(keys, "source", problems),
        about=prose(keys, "about", problems, keep_lines=True),
        inputs=inputs,
        targets=targets,
        nodes=nodes_of(layers) if not problems.found else (),
        parameters=names.parameters,
        loss=_loss(keys, targets, last, problems),
        learning_rate=_learning_rate(keys, problems),
        frozen=frozenset(parameters(keys, "frozen", names, problems)),
        focus=parameters(keys, "focus", names, problems),
        digits=digits(keys, problems),
        notes=notes(keys, _quantities(layers, inputs, names), problems),
        lesson=lesson(keys, problems),
        called=name,
    )


def _quantities(layers: Sequence[Layer], inputs: Iterable[str], names: Names) -> set[str]:
    neurons = [neuron.name for layer in layers for neuron in layer.neurons]
    outputs = [neuron.name for neuron in layers[-1].neurons] if layers else []
    return quantities(neurons, outputs, (*inputs, *names.parameters))


def _is_of_another_version(tree: MappingNode, problems: Problems) -> bool:
    """Report a version that is not ours; of a later one nothing else can be judged."""
    for key, value in tree.entries:
        match value:
            case ScalarNode(text=text, plain=True) if key.text == "version" and text.isdecimal():
                if text != _VERSION:
                    problems.at(
                        value,
                        f"version {shortened(text)} of the format is not known here; "
                        f"write 'version: {_VERSION}', or get a newer backprop-tutor",
                    )
                return text != _VERSION
            case ScalarNode() | ListNode() | MappingNode() if key.text == "version":
                problems.at(
                    value,
                    f"version must be {_VERSION}; found {values.described(value)}: "
                    f"write 'version: {_VERSION}'",
                )
            case _:
                pass
    return False


def _inputs(keys: Fields, names: Names, problems: Problems) -> tuple[Mapping[str, Decimal], Group]:
    """Return the inputs, and what is known of them as the first layer's senders."""
    if "inputs" not in keys:
        return {}, Group(None)
    node = keys["inputs"][1]
    found = values.mapping(node, "inputs", "{i1: 0.05, i2: 0.10}", problems)
    if found is None:
        return {}, Group(None)
    if len(found.entries) > MOST_NEURONS:
        problems.at(node, f"there are {len(found.entries):,} inputs; use at most {MOST_NEURONS}")
        return {}, Group(None)
    taken = [names.take(key, "an input") for key, _ in found.entries]
    inputs = {}
    for name, (key, value) in zip(taken, found.entries, strict=True):
        number = values.number_of(key, value, "inputs", problems, is_named=name is not None)
        if name is not None and number is not None:
            inputs[name] = number
    is_whole = found.whole and not any(values.is_remainder(*entry) for entry in found.entries)
    return inputs, Group(tuple(taken) if is_whole else None)


def _targets(keys: Fields, last: Group, problems: Problems) -> Mapping[str, Decimal]:
    """Return a target per output neuron in their order."""
    if "targets" not in keys:
        return {}
    node = keys["targets"][1]
    found = values.mapping(node, "targets", "{o1: 0.01, o2: 0.99}", problems)
    if found is None:
        return {}
    outputs = last.known
    targets: dict[str, Decimal] = {}
    for key, value in found.entries:
        is_output = outputs is None or key.text in outputs
        if not is_output:
            problems.at(
                key,
                f"{quoted(key.text)} is not a neuron of the last layer; "
                f"give a target to each of {listed(outputs or ())}",
            )
        number = values.number_of(key, value, "targets", problems, is_named=is_output)
        if number is not None and is_output:
            targets[key.text] = number
    if outputs is None:
        return {}
    given = {key.text for key, _ in found.entries}
    missing = [output for output in outputs if output not in given]
    # A misspelled or repeated neuron has been reported, and explains a missing one.
    if missing and found.whole and given.issubset(outputs):
        problems.at(
            node,
            f"targets has nothing for {listed(missing)}; "
            f"give a target to each neuron of the last layer ({listed(outputs)})",
        )
    return {output: targets[output] for output in outputs if output in targets}


def _loss(keys: Fields, targets: Mapping[str, Decimal], last: Group, problems: Problems) -> str:
    """Return the loss, having seen that the outputs and the targets suit it."""
    if "loss" not in keys:
        return ""
    node = keys["loss"][1]
    loss = values.choice(node, "loss", LOSSES, problems)
    if loss != "cross_entropy" or last.activation is None:
        return loss or ""
    if last.activation not in _POSITIVE:
        problems.at(
            node,
            "cross_entropy takes the logarithm of each output, so the last layer must be softmax "
            f"or sigmoid; found {last.activation}: change one of the two",
        )
        return loss
    beyond = [name for name, target in targets.items() if not 0 <= target <= 1]
    if beyond:
        problems.at(
            keys["targets"][1],
            f"cross_entropy needs targets from 0 to 1; change that of {listed(beyond)}",
        )
    elif last.activation == "softmax" and targets and len(targets) == len(last.names or ()):
        with localcontext(prec=300):  # By itself a sum is rounded to 28 digits.
            total = sum(targets.values())
        if total != 1:
            problems.at(
                keys["targets"][1],
                "with softmax and cross_entropy the targets must add up to 1; "
                f"they add up to {shortened(str(total))}",
            )
    return loss


def _learning_rate(keys: Fields, problems: Problems) -> Decimal | None:
    if "learning_rate" not in keys:
        return None
    node = keys["learning_rate"][1]
    rate = values.number(node, "learning_rate", problems)
    if rate is not None and rate <= 0:
        problems.at(
            node, f"learning_rate must be above 0, such as 0.5; found {values.described(node)}"
        )
    return rate
