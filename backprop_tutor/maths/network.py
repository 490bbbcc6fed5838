"""The forward pass: a scenario becomes lines, from what is given up to the loss.

net_h = Σ w·(what is sent along w) + b        out_h = f(net_h)
E_o   = the loss's term of output o           E_total = Σ over outputs E_o
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import chain

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
        nets = [_net(layer, neuron, sent) for neuron in layer.neurons]
        outs = [_out(layer, neuron) for neuron in layer.neurons]
        if layer.activation == "softmax":  # Each output needs the nets of the whole layer.
            yield from (*nets, *outs)
        else:
            yield from chain.from_iterable(zip(nets, outs, strict=True))
        sent = {neuron.name: names.out(neuron.name) for neuron in layer.neurons}
    yield from _errors(scenario)


def _net(layer: Layer, neuron: Neuron, sent: Mapping[str, str]) -> Line:
    """Return net = Σ w·(what is sent along w) + b."""
    products = tuple(
        Product((Name(weight), Name(sent[sender])))
        for weight, sender in zip(neuron.weights, layer.senders, strict=True)
    )
    terms: tuple[Expr, ...] = (*products, Name(neuron.bias)) if neuron.bias else products
    return _line(names.net(neuron.name), Role.NET, Part.FORWARD, neuron.name, total(*terms))


def _out(layer: Layer, neuron: Neuron) -> Line:
    """Return out = f(net); softmax sees the nets of its whole layer."""
    net = Name(names.net(neuron.name))
    if layer.activation == "softmax":
        nets = tuple(Name(names.net(other.name)) for other in layer.neurons)
        formula: Expr = Call("softmax", (net, *nets))
    else:
        formula = net if layer.activation == "linear" else Call(layer.activation, (net,))
    return _line(names.out(neuron.name), Role.OUT, Part.FORWARD, neuron.name, formula)


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
