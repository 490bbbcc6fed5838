"""The picture of a scenario: its network in layers or its graph, and what goes in.

It needs the scenario only, so that it is on the screen at once.
"""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from backprop_tutor.blocks.blocks import Block, Figure, Inline, Prose, Table, Tone, Value
from backprop_tutor.blocks.pictures import (
    Arrow,
    Graph,
    LayerPicture,
    Network,
    NeuronPicture,
    NodePicture,
)
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, Name, names_in
from backprop_tutor.formula.names import sender_of
from backprop_tutor.invocation import AS_INSTALLED
from backprop_tutor.maths import figures
from backprop_tutor.scenario.graph import (
    Gate,
    Layer,
    Neuron,
    Node,
    Softmax,
    Unit,
    formulas_of,
    names_of,
)
from backprop_tutor.scenario.scenario import Notation, Part, Scenario
from backprop_tutor.teaching.subject.activation_names import activation_in_words
from backprop_tutor.wording import say, text, text_in

if TYPE_CHECKING:
    from backprop_tutor.teaching.subject.subject import Subject

Worked: TypeAlias = Mapping[str, tuple[tuple[str, str], ...]]
"""By the name of a node: what its values are called, and their numbers."""
_NOTHING: Worked = {}
_TOLD = AS_INSTALLED._replace(plain=True)
"""So called, the program tells a picture line by line, with all that is in it."""


def picture_of(
    scenario: Scenario,
    lit: frozenset[str] = frozenset(),
    *,
    samples: bool = True,
    worked: Worked = _NOTHING,
    whole: str = "",
    amiss: frozenset[str] = frozenset(),
) -> tuple[Block, ...]:
    """Return the network as a picture where it stands in layers, else as a graph of its nodes.

    ``lit`` names what is on a path, ``worked`` what has been worked out of each node by now.
    Several ``samples`` are told in a table below; where the picture has just been shown, they need
    not be told again. ``whole`` is the command that tells a graph with nothing left out. ``amiss``
    names where an answer went wrong.
    """
    picture = (
        layered_picture(scenario, lit, worked, amiss)
        if scenario.is_layered
        else graph_picture(scenario, lit, worked, whole, amiss)
    )
    rounded = any(map(figures.is_long, (*scenario.parameters.values(), *scenario.inputs.values())))
    told = (*((_rounded(),) if rounded else ()), *_samples(scenario)) if samples else ()
    return (Figure(picture), *told)


def _rounded() -> Prose:
    return Prose(
        say("Long numbers are rounded in the picture. The lesson goes on with all their digits."),
        Tone.REMARK,
    )


def _samples(scenario: Scenario) -> tuple[Block, ...]:
    """Return what goes in and what should come out: a row per sample, where there are several."""
    targets = tuple(names.target(node) for node in scenario.targets)
    if not scenario.samples:
        return ()
    heads: tuple[Inline, ...] = (
        text_in("a column of a table", "sample"),
        *map(Name, (*scenario.inputs, *targets)),
    )
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (
            str(index),
            *(Value(f"{sample.inputs[name]:f}") for name in scenario.inputs),
            *(Value(f"{sample.targets[node]:f}") for node in scenario.targets),
        )
        for index, sample in enumerate(scenario.samples, start=1)
    )
    return (Table(heads, rows),)


def layered_picture(
    scenario: Scenario,
    lit: frozenset[str] = frozenset(),
    worked: Worked = _NOTHING,
    amiss: frozenset[str] = frozenset(),
) -> Network:
    """Return the picture of a network with the numbers as its author wrote them."""
    return Network(
        _inputs(scenario),
        tuple(
            _layer(layer, scenario, index, worked) for index, layer in enumerate(scenario.layers)
        ),
        lit,
        amiss,
    )


def _inputs(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """Return what goes in; without numbers where each sample has its own."""
    several = bool(scenario.samples)
    return tuple((name, "" if several else _told(value)) for name, value in scenario.inputs.items())


def _layer(layer: Layer, scenario: Scenario, index: int, worked: Worked) -> LayerPicture:
    neurons = tuple(_neuron(unit, layer, scenario, worked) for unit in layer.neurons)
    if index == len(scenario.layers) - 1:
        return LayerPicture(
            text("output layer, {activation}", activation=activation_in_words(layer.activation)),
            neurons,
        )
    return LayerPicture(
        text("hidden layer, {activation}", activation=activation_in_words(layer.activation)),
        neurons,
    )


def _neuron(unit: Unit, layer: Layer, scenario: Scenario, worked: Worked) -> NeuronPicture:
    def number(name: str) -> str:
        return _told(scenario.parameters[name])

    return NeuronPicture(
        unit.name,
        tuple(
            Arrow(weight, number(weight), sender)
            for weight, sender in zip(unit.weights, layer.senders, strict=True)
        ),
        (unit.bias, number(unit.bias)) if unit.bias else None,
        _target(unit.name, scenario),
        worked.get(unit.name, ()),
    )


def _target(output: str, scenario: Scenario) -> str | None:
    """Return the number an output should give, unless each sample has its own."""
    if scenario.samples or output not in scenario.targets:
        return None
    return _told(scenario.targets[output])


def _told(value: Decimal) -> str:
    """Return a number as its author wrote it, or rounded where it has more digits than help."""
    return figures.spelled(float(value)) if figures.is_long(value) else f"{value:f}"


def graph_picture(
    scenario: Scenario,
    lit: frozenset[str] = frozenset(),
    worked: Worked = _NOTHING,
    whole: str = "",
    amiss: frozenset[str] = frozenset(),
) -> Graph:
    """Return the picture of any graph with the numbers as its author wrote them."""
    lines = _lines(scenario)
    units = {unit.name: (unit, layer) for layer in scenario.layers for unit in layer.neurons}
    summed = {
        node.name: _neuron(*units[node.name], scenario, worked)
        for node in scenario.nodes
        if isinstance(node, Neuron) and units[node.name][0].weights
    }
    parameters = {name: _told(value) for name, value in scenario.parameters.items()}
    beside = parameters
    if not scenario.inputs:  # The parameters are then what the graph begins with.
        beside = {name: parameters[name] for name in _within(summed.values(), scenario)}
    given = tuple(pair for pair in parameters.items() if pair[0] not in beside)
    return Graph(
        (*_inputs(scenario), *given),
        tuple(beside.items()),
        tuple(_node(node, scenario, lines, (summed, beside), worked) for node in scenario.nodes),
        lit,
        frozenset(name for name, _ in given),
        whole or _TOLD.command("show", scenario.called),
        amiss,
    )


def _within(neurons: Collection[NeuronPicture], scenario: Scenario) -> list[str]:
    """Return the parameters that are nothing but weights and biases of neurons."""
    own = {
        name
        for neuron in neurons
        for name in (
            *(arrow.weight for arrow in neuron.arrows),
            *([neuron.bias[0]] if neuron.bias else []),
        )
    }
    summed = {neuron.name for neuron in neurons}
    others = [node for node in scenario.nodes if names_of(node)[0] not in summed]
    used = {name for node in others for formula in formulas_of(node) for name in names_in(formula)}
    return [name for name in scenario.parameters if name in own - used]


def _node(
    node: Node,
    scenario: Scenario,
    lines: Mapping[str, tuple[tuple[str, Expr], ...]],
    beside: tuple[Mapping[str, NeuronPicture], Mapping[str, str]],
    worked: Worked,
) -> NodePicture:
    """Return a node with what stands ``beside`` it: its weights and bias, or its parameters."""
    own = names_of(node)
    neuron = beside[0].get(own[0])
    if neuron is None:
        used = dict.fromkeys(
            sender_of(name) for formula in formulas_of(node) for name in names_in(formula)
        )
        parameters = tuple((name, beside[1][name]) for name in used if name in beside[1])
        senders = tuple(name for name in used if name not in beside[1])
    else:
        parameters = ()
        senders = tuple(dict.fromkeys(arrow.sender for arrow in neuron.arrows))
    match node:
        case Gate():
            activation = ""
        case Neuron(activation=used_by_neuron):
            activation = activation_in_words(used_by_neuron)
        case Softmax():
            activation = activation_in_words("softmax")
    return NodePicture(
        own,
        tuple(line for name in own for line in lines[name]),
        senders,
        scenario.depth_of[own[0]],
        neuron,
        activation,
        tuple((name, told) for name in own if (told := _target(name, scenario)) is not None),
        () if neuron is not None else tuple(pair for name in own for pair in worked.get(name, ())),
        parameters,
        () if neuron is not None else tuple(name for name in own for _ in worked.get(name, ())),
    )


def _lines(scenario: Scenario) -> Mapping[str, tuple[tuple[str, Expr], ...]]:
    """Return for each node the quantities it gives, with their formulas."""
    from backprop_tutor.maths.tape.forward import forward

    found: dict[str, tuple[tuple[str, Expr], ...]] = {}
    for line in forward(scenario):
        if line.part is Part.FORWARD:
            found[line.of] = (*found.get(line.of, ()), (line.name, line.formula))
    return found


def values_of_nodes(known: Callable[[str], bool], sample: int, subject: "Subject") -> Worked:
    """Return what has been worked out of each node, of one sample if there are several.

    Its value, and the slope of the loss with respect to its net input (its delta) or to itself.
    """
    scenario = subject.scenario
    short = scenario.notation is Notation.Z_A
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for node in scenario.nodes:
        for name in names_of(node):
            value = scenario.value_of(name)
            is_neuron = name in subject.layer_of
            by = names.net(name) if is_neuron else name
            called = (
                (("a" if short else "out"), "δ") if is_neuron else (text("value"), text("slope"))
            )
            quantities = (value, names.derivative(subject.aim, by))
            pairs = tuple(
                (word, subject.spelled(quantity))
                for word, plain in zip(called, quantities, strict=True)
                if (quantity := names.at_sample(plain, sample)) in subject.tape and known(quantity)
            )
            if pairs:
                found[name] = pairs
    return found


def lit_by(name: str, parameter: str | None, subject: "Subject") -> frozenset[str]:
    """Return the inputs, neurons and parameters that a quantity is about, for the picture."""
    line = subject[name]
    about = {line.of, line.by}
    about |= {subject[part].of for part in (line.of, line.by) if part in subject.tape}
    if parameter is not None:
        about |= path_of(parameter, subject.scenario)
    return frozenset(about - {""})


def path_of(parameter: str, scenario: Scenario) -> set[str]:
    """Return the nodes and weights between a parameter and the outputs.

    Also the input that a weight multiplies; a neuron that it multiplies is before the path.
    """
    moved: dict[str, set[str]] = {parameter: set()}
    for node in scenario.nodes:
        for name, formula in zip(names_of(node), formulas_of(node), strict=True):
            used = {sender_of(used) for used in names_in(formula)}
            if not used.isdisjoint(moved):
                moved[name] = used
    in_loss = {sender_of(n) for formula in scenario.own_loss.values() for n in names_in(formula)}
    needed = {*scenario.outputs, scenario.differentiate, *in_loss}
    path = {parameter}
    for name in reversed(moved):  # What is moved and moves nothing is no part of the way.
        if name in needed:
            path.add(name)
            needed |= moved[name]
    between = frozenset(path)
    for layer in scenario.layers:
        for neuron in layer.neurons:
            for weight, sender in zip(neuron.weights, layer.senders, strict=True):
                if weight == parameter and sender in scenario.inputs:
                    path.add(sender)
                elif sender in between:
                    path.add(weight)
    return path
