"""The error shared out: what some introductions teach before, or in place of, the gradient.

miss_o = target_o − out_o                       the signed error of an output
share_w = w/Σ of the weights that enter o       for a weight w from h to o
miss_h = Σ over the neurons o that h feeds of share_w·miss_o

and so on, a layer at a time, back to the first. No slope of an activation has a part in it, and it
divides by Σw: a rule of thumb, not a derivative.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, Name, Quotient, difference, product, total
from backprop_tutor.maths.tape.tape import Line, Role, constantly
from backprop_tutor.scenario.graph import Layer, Unit
from backprop_tutor.scenario.scenario import Part, Scenario


def blames(scenario: Scenario) -> Iterator[Line]:
    """Yield the misses of the outputs, then what of them goes back, the last layer first.

    Within a layer all of the first neuron's miss is shared out before the next one's.
    """
    for output in scenario.outputs:
        missed = difference(Name(names.target(output)), Name(names.out(output)))
        yield _line(names.miss(output), Role.MISS, Part.ERROR, output, "", missed)
    for senders, receivers in reversed(tuple(pairwise(scenario.layers))):
        yield from _through(senders, receivers)


def sharers(scenario: Scenario) -> Iterator[Unit]:
    """Yield the neurons that share their miss out: all but those of the first layer."""
    for layer in scenario.layers[1:]:
        yield from layer.neurons


def adds_up(unit: Unit, scenario: Scenario) -> bool:
    """Whether the weights into a neuron have a sum to divide by; exact, as they are written."""
    numbers: Mapping[str, Decimal] = {**scenario.parameters, **scenario.given}
    return sum(numbers[weight] for weight in unit.weights) != 0


def clash(scenario: Scenario) -> str | None:
    """Return a name that this method would need twice, if there is one.

    The author may have used it, or a weight that enters two neurons has two shares.
    """
    taken = {*scenario.inputs, *scenario.parameters}
    for line in blames(scenario):
        if line.name in taken:
            return line.name
        taken.add(line.name)
    return None


def _through(senders: Layer, receivers: Layer) -> Iterator[Line]:
    """Yield what goes back from a layer to the one before it."""
    going: dict[str, list[Expr]] = {sender: [] for sender in receivers.senders}
    for unit in receivers.neurons:
        for weight in unit.weights:
            whole = total(*map(Name, unit.weights))
            share = Quotient(Name(weight), whole)
            yield _line(
                names.share(weight), Role.WEIGHT_SHARE, Part.BACKWARD, unit.name, weight, share
            )
        for sender, weight in zip(receivers.senders, unit.weights, strict=True):
            part = product(Name(names.share(weight)), Name(names.miss(unit.name)))
            if len(receivers.neurons) == 1:  # All that comes back to the sender is this.
                going[sender].append(part)
                continue
            name = names.blame(sender, unit.name)
            yield _line(name, Role.BLAME, Part.BACKWARD, sender, unit.name, part)
            going[sender].append(Name(name))
    for hidden in senders.neurons:
        missed = total(*going[hidden.name])
        name = names.miss(hidden.name)
        yield _line(name, Role.HIDDEN_MISS, Part.BACKWARD, hidden.name, "", missed)


def _line(name: str, role: Role, part: Part, of: str, by: str, formula: Expr) -> Line:
    return Line(name, role, part, of, by, constantly(formula))
