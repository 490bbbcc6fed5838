"""Reads the keys at the top of a scenario file and joins them into a ``Scenario``.

To read one more key: add it to ``SCENARIO_KEYS``, and read it in ``read_scenario``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backprop_tutor.loader import loss_settings, teaching_keys
from backprop_tutor.loader.expressions import FormulaReader
from backprop_tutor.loader.learning import learning_keys
from backprop_tutor.loader.learning.optimizer_keys import (
    OPTIMIZER_KEYS,
    keep_names_free,
    read_optimizer,
    read_state,
)
from backprop_tutor.loader.loss_keys import read_loss
from backprop_tutor.loader.names_in_use import Names
from backprop_tutor.loader.network import ReadNetwork, read_network
from backprop_tutor.loader.quantity_keys import with_quantities
from backprop_tutor.loader.sample_keys import (
    INPUTS,
    TARGETS,
    SampleKeys,
    read_inputs,
    read_targets,
    rows,
)
from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.fields import Fields, fields
from backprop_tutor.loader.yaml.nodes import ListNode, MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems, listed
from backprop_tutor.loader.yaml.words_elsewhere import KEY_MEANT
from backprop_tutor.scenario.graph import names_of
from backprop_tutor.scenario.scenario import Sample, Scenario
from backprop_tutor.untrusted import quoted, shortened
from backprop_tutor.wording import Marked, marked, text

_VERSION = "1"

_REQUIRED: Mapping[str, str | Marked] = {
    "version": f"version: {_VERSION}",
    "title": marked("the file has no 'title'; add 'title: My first network'"),
    "inputs": INPUTS,
    "targets": TARGETS,
    "layers": "layers: [{neurons: [h1, h2], …}, …]",
    "loss": "loss: half_squared_error",
}
_EITHER_AIM = marked(
    "the file has no 'targets'; add 'differentiate: f' for the derivatives of a node, "
    "or 'targets: {{f: 1}}' with 'loss: squared_error'"
)
_NO_SCENARIO = marked("a scenario must be a mapping such as {example}; found {found}")
_INSTEAD = {
    "inputs": ("samples",),
    "targets": ("samples", "differentiate"),
    "layers": ("nodes", "parameters"),
    "nodes": ("layers",),
    "loss": ("differentiate",),
}
SCENARIO_KEYS = (
    *("version", "title", "source", "about", "inputs", "targets", "samples", "update"),
    *("layers", "parameters", "nodes", "differentiate", "loss", "from_scores", "delta"),
    *("margin", "learning_rate"),
    *OPTIMIZER_KEYS,
    *("direction", "frozen", "focus", "given", "method", "notation", "digits"),
    *("notes", "published", "errata", "lesson", "course"),
)
_AIM_APART = marked(
    "the file has both 'targets' and 'differentiate'; keep 'targets' to learn towards "
    "targets, or 'differentiate' for the derivatives of a node"
)
_APART = (
    (("targets", "differentiate"), _AIM_APART),
    (
        ("samples", "inputs"),
        marked(
            "the file has both 'samples' and 'inputs'; keep 'samples' for several samples, "
            "or 'inputs' with 'targets' for one"
        ),
    ),
    (
        ("samples", "targets"),
        marked(
            "the file has both 'samples' and 'targets'; keep 'samples' for several samples, "
            "or 'targets' with 'inputs' for one"
        ),
    ),
)
"""Keys that exclude each other, with what is said where both are there."""


def read_scenario(root: YamlNode, name: str, problems: Problems) -> Scenario | None:
    """Return the scenario of a tree; it is only good if no problem was added."""
    tree = values.mapping(root, "", "{version: 1, title: …}", problems, otherwise=_NO_SCENARIO)
    if tree is None or _is_of_another_version(tree, problems):
        return None
    required = _required(tree)
    keys = fields(
        tree, SCENARIO_KEYS, required, problems, instead=_INSTEAD, elsewhere=_elsewhere(tree)
    )
    names, formulas = Names(problems), FormulaReader(problems)
    samples = rows(keys, problems)
    _keep_apart(keys, samples, problems)
    is_graph = "parameters" in keys and "layers" not in keys
    whole = tree.whole and all(key.text in SCENARIO_KEYS for key, _ in tree.entries)
    inputs, senders = read_inputs(samples, names, problems, may_lack=is_graph and whole)
    network = read_network(keys, senders, names, formulas)
    targets = read_targets(samples, network, problems)
    first = inputs[0] if inputs else {}
    loss = read_loss(keys, samples, targets, network, (*first, *names.parameters), formulas)
    loss_settings.refuse_from_scores(keys, loss.name, problems)
    differentiate = _differentiate(keys, network, problems)
    rate = learning_keys.learning_rate(keys, problems)
    optimizer = read_optimizer(keys, problems)
    scenario = Scenario(
        name=name,
        title=teaching_keys.read_text(keys, "title", problems),
        source=teaching_keys.read_text(keys, "source", problems),
        about=teaching_keys.read_text(keys, "about", problems, keep_lines=True),
        inputs=first,
        targets=targets[0] if targets else {},
        nodes=network.nodes,
        parameters=names.parameters,
        loss=loss.name,
        own_loss=loss.own,
        delta=loss_settings.delta(keys, loss.name, problems),
        margin=loss_settings.margin(keys, loss.name, problems),
        differentiate=differentiate,
        samples=tuple(map(Sample, inputs, targets)) if len(samples) > 1 else (),
        update=learning_keys.read_update(keys, len(samples), problems),
        learning_rate=rate.start,
        rate_steps=rate.steps,
        optimizer=optimizer.name,
        hyperparameters=optimizer.hyperparameters,
        weight_decay=optimizer.weight_decay,
        decay_biases=optimizer.decay_biases,
        direction=learning_keys.direction(keys, problems),
        frozen=frozenset(
            teaching_keys.listed_names(keys, "frozen", tuple(names.parameters), names, problems)
        ),
        focus=teaching_keys.listed_names(
            keys, "focus", (*first, *names.parameters), names, problems
        ),
        digits=teaching_keys.digits(keys, problems),
        notation=teaching_keys.notation(keys, problems),
        lesson=teaching_keys.lesson(keys, problems),
        course=tuple(teaching_keys.course(keys, tuple(names.parameters), names, problems)),
        called=name,
    )
    keep_names_free(scenario, names, problems)
    scenario = replace(scenario, state=read_state(keys, scenario, problems))
    return with_quantities(scenario, keys, formulas)


def _is_of_another_version(tree: MappingNode, problems: Problems) -> bool:
    """Report a version that is not ours; of a later one nothing else can be judged."""
    for key, value in tree.entries:
        match value:
            case ScalarNode(text=typed, plain=True) if key.text == "version" and typed.isdecimal():
                if typed != _VERSION:
                    problems.at(
                        value,
                        text(
                            "version {version} of the format is not known here; "
                            "write 'version: {known}', or get a newer backprop-tutor",
                            version=shortened(typed),
                            known=_VERSION,
                        ),
                    )
                return typed != _VERSION
            case ScalarNode() | ListNode() | MappingNode() if key.text == "version":
                problems.at(
                    value,
                    text(
                        "version must be {version}; found {found}: write 'version: {version}'",
                        version=_VERSION,
                        found=values.node_described(value),
                    ),
                )
            case _:
                pass
    return False


def _required(tree: MappingNode) -> Mapping[str, str | Marked]:
    """Return what a file needs: nodes with its parameters, and with nodes an aim of either kind."""
    there = {key.text for key, _ in tree.entries}
    required = dict(_REQUIRED)
    if "parameters" in there:
        required["nodes"] = "nodes: [f = sigmoid(w*x + b)]"
        required.pop("inputs")
    if "nodes" in there and there.isdisjoint(("targets", "samples")):
        required["targets"] = _EITHER_AIM
        required.pop("loss")
    return required


def _elsewhere(tree: MappingNode) -> Mapping[str, str]:
    """Return what other words for keys mean: at the top, weights are those of a free graph."""
    if any(key.text == "layers" for key, _ in tree.entries):
        return KEY_MEANT
    return {**KEY_MEANT, "weights": "parameters", "biases": "parameters"}


def _keep_apart(keys: Fields, samples: Sequence[SampleKeys], problems: Problems) -> None:
    """Report keys of which only one may be there."""
    aimed_at = any("targets" in row.keys for row in samples)
    for (one, other), said in _APART:
        if one in keys and other in keys:
            later = max(keys[one][0], keys[other][0], key=lambda key: (key.line, key.column))
            problems.at(later, text(said))
    if "differentiate" in keys and aimed_at and "targets" not in keys:
        problems.at(keys["differentiate"][0], text(_AIM_APART))
    if "differentiate" in keys and "loss" in keys and not aimed_at:
        problems.at(
            keys["loss"][0],
            text("a loss needs targets, and 'differentiate' has none; remove the loss"),
        )


def _differentiate(keys: Fields, network: ReadNetwork, problems: Problems) -> str:
    """Return the node whose derivatives are wanted."""
    if "differentiate" not in keys:
        return ""
    node = keys["differentiate"][1]
    names = [name for one in network.nodes for name in names_of(one)]
    match node:
        case ScalarNode(text=typed) if typed in names:
            return typed
        case ScalarNode(text=typed) if not values.is_nothing(node) and typed.strip():
            close = problems.nearest(typed, names)
            if names:
                problems.at(node, _no_node(quoted(typed), close, listed(names)))
        case ScalarNode() | ListNode() | MappingNode():
            problems.at(
                node,
                text(
                    "differentiate must be the name of a node; found {found}",
                    found=values.node_described(node),
                ),
            )
        case _:
            pass
    return ""


def _no_node(name: str, close: str | None, nodes: str) -> str:
    if close is None:
        return text(
            "{name} in differentiate is not a node; name one of {nodes}", name=name, nodes=nodes
        )
    return text(
        "{name} in differentiate is not a node; did you mean '{close}'?", name=name, close=close
    )
