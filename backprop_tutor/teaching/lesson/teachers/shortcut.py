"""The way back through a softmax and its matching loss, which cancels to o − t."""

from backprop_tutor.blocks.blocks import Block, Equation, Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, difference, names_in
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.graph import Softmax, formulas_of
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say


def shortcut(line: Line, subject: Subject) -> tuple[Block, ...]:
    """Return o − t where the loss is differentiated for a softmax's net input, and nowhere else."""
    scenario = subject.scenario
    if scenario.loss != "cross_entropy" or sum(scenario.targets.values()) != 1:
        return ()
    neuron = _fed(line.by, scenario)
    if neuron is None:
        return ()
    out, target = Name(names.out(neuron)), Name(names.target(neuron))
    return (
        Prose(
            say(
                "With softmax and cross-entropy, and targets that add up to 1, all of it "
                "simplifies to"
            )
        ),
        Equation(Name(line.name), (difference(out, target), subject.value(line.name))),
    )


def _fed(quantity: str, scenario: Scenario) -> str | None:
    """Return the one output that a quantity is the net input of, in a softmax of all outputs."""
    for node in scenario.nodes:
        if isinstance(node, Softmax) and set(node.names) == set(scenario.outputs):
            own = tuple(Name(names.net(name)) for name in node.names)
            nets = zip(node.names, own if node.has_nets else node.nets, strict=True)
            fed = [name for name, net in nets if net == Name(quantity)]
            others = (one for one in scenario.nodes if one != node)
            elsewhere = any(quantity in names_in(f) for one in others for f in formulas_of(one))
            return fed[0] if len(fed) == 1 and not elsewhere else None
    return None
