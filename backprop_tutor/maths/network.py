"""The forward pass: a scenario becomes lines, from what is given up to the loss.

net_h = Σ w·(what is sent along w) + b        out_h = f(net_h)
E_o   = the loss's term of output o           E_total = Σ over outputs E_o
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from backprop_tutor.expression import Call, Expr, Name, Number, Product, Sum, total
from backprop_tutor.maths import names
from backprop_tutor.maths.functions import LOSSES
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.scenario import Layer, Neuron, Part, Scenario


def given(scenario: Scenario) -> Iterator[Line]:
    """Yield a line for each number of the scenario, exact as written."""
    biases = scenario.biases
    for name, value in scenario.inputs.items():
        yield _given(name, Role.INPUT, value, name)
    for name, value in scenario.parameters.items():
        yield _given(name, Role.BIAS if name in biases else Role.WEIGHT, value, name)
    for neuron, value in scenario.targets.items():
        yield _given(names.target(neuron), Role.TARGET, value, neuron)
    if scenario.learning_rate is not None:
        yield _given(names.RATE, Role.RATE, scenario.learning_rate, names.RATE)


def forward(scenario: Scenario) -> Iterator[Line]:
    """Yield the lines of the forward pass and of the errors, in the order of the network."""
    sent: Mapping[str, str] = {name: name for name in scenario.inputs}
    for layer in scenario.layers:
        for neuron in layer.neurons:
            net, out = names.net(neuron.name), names.out(neuron.name)
            yield _line(
                net, Role.NET, Part.FORWARD, neuron.name, _weighted_sum(layer, neuron, sent)
            )
            yield _line(out, Role.OUT, Part.FORWARD, neuron.name, _activated(layer, neuron))
        sent = {neuron.name: names.out(neuron.name) for neuron in layer.neurons}
    yield from _errors(scenario)


def _weighted_sum(layer: Layer, neuron: Neuron, sent: Mapping[str, str]) -> Expr:
    """Return Σ w·(what is sent along w) + b."""
    products = tuple(
        Product((Name(weight), Name(sent[sender])))
        for weight, sender in zip(neuron.weights, layer.senders, strict=True)
    )
    terms: tuple[Expr, ...] = (*products, Name(neuron.bias)) if neuron.bias else products
    return total(*terms)


def _activated(layer: Layer, neuron: Neuron) -> Expr:
    net = Name(names.net(neuron.name))
    if layer.activation == "softmax":
        nets = tuple(Name(names.net(other.name)) for other in layer.neurons)
        return Call("softmax", (net, *nets))
    return net if layer.activation == "linear" else Call(layer.activation, (net,))


def _errors(scenario: Scenario) -> Iterator[Line]:
    loss = LOSSES[scenario.loss]
    terms = {
        neuron: loss.term_of(names.target(neuron), names.out(neuron)) for neuron in scenario.outputs
    }
    if len(terms) == 1:
        (only,) = terms.values()
        yield _line(names.TOTAL, Role.TOTAL, Part.ERROR, "", only)
        return
    for neuron, term in terms.items():
        yield _line(names.error(neuron), Role.ERROR, Part.ERROR, neuron, term)
    errors = Sum(tuple(Name(names.error(neuron)) for neuron in terms))
    yield _line(names.TOTAL, Role.TOTAL, Part.ERROR, "", errors)


def _given(name: str, role: Role, value: Decimal, of: str) -> Line:
    return Line(name, role, None, of, "", _constantly(Number(Fraction(value))))


def _line(name: str, role: Role, part: Part, of: str, formula: Expr) -> Line:
    return Line(name, role, part, of, "", _constantly(formula))


def _constantly(formula: Expr) -> Callable[[], Expr]:
    return lambda: formula
