"""The forward pass of one sample: a scenario becomes lines, from what is given up to the loss.

net_h = Σ w·(what is sent along w) + b        out_h = f(net_h)
E_o   = the loss's term of output o           E_total = Σ over outputs E_o
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Number,
    constant_number,
    number,
    total,
)
from backprop_tutor.maths.losses import LOSSES, is_joint
from backprop_tutor.maths.tape.tape import Line, Role, constantly
from backprop_tutor.maths.update_rules import (
    counts_updates,
    memories_of,
    numbers_given,
    rate_given,
)
from backprop_tutor.scenario.graph import Gate, Neuron, Node, Softmax
from backprop_tutor.scenario.scenario import Part, Scenario


def given(scenario: Scenario) -> Iterator[Line]:
    """Yield a line for each number of a scenario of one sample, exact as written."""
    yield from inputs(scenario)
    yield from parameters(scenario)
    yield from targets(scenario)
    yield from rates(scenario)


def inputs(scenario: Scenario) -> Iterator[Line]:
    """Yield what goes in."""
    for name, value in scenario.inputs.items():
        yield _given(name, Role.INPUT, value, name)


def parameters(scenario: Scenario) -> Iterator[Line]:
    """Yield the weights and the biases."""
    biases = scenario.biases
    for name, value in scenario.parameters.items():
        yield _given(name, Role.BIAS if name in biases else Role.WEIGHT, value, name)


def targets(scenario: Scenario) -> Iterator[Line]:
    """Yield what should come out."""
    for node, value in scenario.targets.items():
        yield _given(names.target(node), Role.TARGET, value, node)


def rates(scenario: Scenario) -> Iterator[Line]:
    """Yield the learning rate, the numbers of the update rule, and what it remembers so far."""
    for name, (role, of, value) in learning_numbers(scenario).items():
        yield _given(name, role, value, of)


def learning_numbers(scenario: Scenario) -> Mapping[str, tuple[Role, str, Decimal]]:
    """Return by its name each number that only the updates use: its role, of what it is, its value.

    A rule remembers nothing yet, where the scenario does not say that it has begun.
    """
    found: dict[str, tuple[Role, str, Decimal]] = {}
    if scenario.learning_rate is None:
        return found
    rate = rate_given(scenario)
    found[rate] = Role.RATE, rate, scenario.learning_rate
    for name, value in numbers_given(scenario).items():
        found[name] = Role.HYPERPARAMETER, name, value
    nothing = Decimal(0)
    if counts_updates(scenario):
        count = scenario.state.get(names.COUNT, nothing)
        found[names.COUNT] = Role.COUNT, names.COUNT, count
    for name, parameter, memory in memories_of(scenario):
        role = Role.SECOND_MOMENT if memory.squares else Role.MOMENT
        found[name] = role, parameter, scenario.state.get(name, nothing)
    return found


def forward(scenario: Scenario) -> Iterator[Line]:
    """Yield the lines of the forward pass and of the errors, in the order of the network."""
    for node in scenario.nodes:
        yield from _of_node(node)
    if scenario.has_loss:
        yield from _errors(scenario)


def aim(scenario: Scenario) -> str:
    """Return the quantity whose derivatives are wanted: the loss, or the node to differentiate."""
    return names.TOTAL if scenario.has_loss else scenario.value_of(scenario.differentiate)


def _of_node(node: Node) -> Iterator[Line]:
    match node:
        case Gate(name=name, formula=formula):
            yield _forward(name, Role.NODE, name, formula)
        case Neuron(name=name, net=net, activation=activation):
            yield _forward(names.net(name), Role.NET, name, net)
            arrives = Name(names.net(name))
            sent: Expr = arrives if activation == "linear" else Call(activation, (arrives,))
            yield _forward(names.out(name), Role.OUT, name, sent)
        case Softmax(names=members, nets=nets):
            shared = nets
            if node.has_nets:  # Each output needs the nets of all.
                for name, net in zip(members, nets, strict=True):
                    yield _forward(names.net(name), Role.NET, name, net)
                shared = tuple(Name(names.net(name)) for name in members)
            for name, own in zip(members, shared, strict=True):
                yield _forward(names.out(name), Role.OUT, name, Call("softmax", (own, *shared)))
        case _:
            assert_never(node)


def _errors(scenario: Scenario) -> Iterator[Line]:
    if is_joint(scenario.loss):
        value = [scenario.value_of(output) for output in scenario.outputs]
        targets = [names.target(output) for output in scenario.outputs]
        whole = LOSSES[scenario.loss].joint_of(targets, value)
        yield _error(names.TOTAL, Role.TOTAL, "", whole)
        return
    terms = _terms(scenario)
    if len(scenario.outputs) == 1:
        (only,) = terms.values()
        yield _error(names.TOTAL, Role.TOTAL, "", only)
        return
    for output, term in terms.items():
        yield _error(names.error(output), Role.ERROR, output, term)
    errors = total(*(Name(names.error(output)) for output in terms))
    yield _error(names.TOTAL, Role.TOTAL, "", errors)


def _terms(scenario: Scenario) -> Mapping[str, Expr]:
    """Return what each output adds to the loss."""
    if scenario.own_loss:
        return scenario.own_loss
    loss, outputs = LOSSES[scenario.loss], scenario.outputs
    value = {output: scenario.value_of(output) for output in outputs}
    if loss.beside is not None:
        right = max(outputs, key=lambda output: scenario.targets[output])
        margin = number(Fraction(scenario.margin))
        return {
            output: loss.beside_of(value[right], value[output], margin)
            for output in outputs
            if output != right
        }
    return {
        output: loss.term_of(
            names.target(output), value[output], len(outputs), constant_number(scenario.delta)
        )
        for output in outputs
    }


def _given(name: str, role: Role, value: Decimal, of: str) -> Line:
    return Line(name, role, None, of, "", lambda: Number(Fraction(value)))


def _forward(name: str, role: Role, of: str, formula: Expr) -> Line:
    return Line(name, role, Part.FORWARD, of, "", constantly(formula))


def _error(name: str, role: Role, of: str, formula: Expr) -> Line:
    return Line(name, role, Part.ERROR, of, "", constantly(formula))
