"""Where a derivative stands on the way from the loss back to a parameter."""

from backprop_tutor.maths import names
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.scenario import Part
from backprop_tutor.teaching.step import Chain
from backprop_tutor.teaching.subject import Subject, is_parameter


def chain_of(line: Line, subject: Subject, parameter: str | None) -> Chain | None:
    """Return the chain that a line of the backward part belongs to, its own arrows lit.

    ``E_total ← out_o1 ← net_o1 ← w5`` for the weight w5. For a hidden neuron the first arrow
    stands for all paths from its output to the loss.
    """
    if line.part is not Part.BACKWARD:
        return None
    by = subject[line.by]
    match line.role:
        case Role.LOSS_SLOPE | Role.PATHS:
            neuron, first, last = by.of, 0, 1
        case Role.ACTIVATION_SLOPE:
            neuron, first, last = subject[line.of].of, 1, 2
        case Role.DELTA:
            neuron, first, last = by.of, 0, 2
        case Role.SHARE:
            return _of_share(line, subject)
        case Role.NET_BY_OUT | Role.NET_BY_WEIGHT | Role.NET_BY_BIAS:
            links = (*_to_net(subject[line.of].of), line.by)
            return Chain(links, 2, 3)
        case _:  # GRADIENT
            return _of_gradient(line, subject)
    links = _to_net(neuron)
    if line.role is Role.ACTIVATION_SLOPE:
        links = (links[0], line.of, line.by)
    if parameter is not None and parameter in _entering(neuron, subject):
        links = (*links, parameter)
    return Chain(links, first, last)


def _to_net(neuron: str) -> tuple[str, ...]:
    return (names.TOTAL, names.out(neuron), names.net(neuron))


def _entering(neuron: str, subject: Subject) -> tuple[str | None, ...]:
    """The parameters in a neuron's net input."""
    one = next(n for n in subject.layer(neuron).neurons if n.name == neuron)
    return (*one.weights, one.bias)


def _of_share(line: Line, subject: Subject) -> Chain:
    neuron = subject[line.of].of
    return Chain((line.of, names.out(neuron), names.net(neuron), line.by), 0, 3)


def _of_gradient(line: Line, subject: Subject) -> Chain:
    """A parameter of one neuron has a chain; a shared one is reached on several ways at once."""
    assert is_parameter(subject[line.by])
    entered = [
        neuron.name
        for layer in subject.scenario.layers
        for neuron in layer.neurons
        if line.by in (*neuron.weights, neuron.bias)
    ]
    if len(entered) != 1:
        return Chain((names.TOTAL, line.by), 0, 1)
    return Chain((*_to_net(entered[0]), line.by), 0, 3)
