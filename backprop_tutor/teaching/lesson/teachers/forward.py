"""Teachers of the forward pass: net inputs and outputs."""

from collections.abc import Sequence

from backprop_tutor.blocks.blocks import Equation, Inline, Prose
from backprop_tutor.formula.expression import Call, Expr, Name
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.graph import Unit
from backprop_tutor.teaching.lesson.teachers.words import Words, how_to_weigh
from backprop_tutor.teaching.subject.subject import Subject, shares_values
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS
from backprop_tutor.wording import listed_and, marked, say


def teach_net(line: Line, subject: Subject) -> Words:
    """net = Σ w·(what arrives along w) + b."""
    neuron = subject.unit(line.of)
    if not neuron.weights:
        return _of_a_value(line) if isinstance(line.formula, Name) else _odd_net(line, subject)
    if not subject.scenario.is_of_neurons:
        return _weighted_in_graph(line, neuron)
    return Words(
        _weighted_sum(line, neuron.bias),
        _how_to_add(line.of, neuron.bias),
        (
            Prose(
                say(
                    "A weight says how much the neuron listens to one arrow; a bias moves the sum "
                    "up or down whatever arrives. Adding is all a neuron does before its "
                    "activation."
                )
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _weighted_sum(line: Line, bias: str | None) -> tuple[Inline, ...]:
    if bias:
        return say(
            "{net} is the net input of neuron {neuron}: it multiplies each value that arrives by "
            "the weight on its arrow, and adds the products and the bias {bias}.",
            net=Name(line.name),
            neuron=line.of,
            bias=bias,
        )
    return say(
        "{net} is the net input of neuron {neuron}: it multiplies each value that arrives by the "
        "weight on its arrow, and adds the products.",
        net=Name(line.name),
        neuron=line.of,
    )


def _how_to_add(neuron: str, bias: str | None) -> tuple[Inline, ...]:
    if bias:
        return say(
            "Multiply each value that arrives at {neuron} by its weight. Add the products. Then "
            "add the bias {bias}.",
            neuron=neuron,
            bias=bias,
        )
    return say(
        "Multiply each value that arrives at {neuron} by its weight. Add the products.",
        neuron=neuron,
    )


def _added_in_graph(line: Line, unit: Unit) -> tuple[Inline, ...]:
    net, bias = Name(line.name), unit.bias
    if len(unit.weights) == 1:
        if bias is None:
            return say(
                "{net} is a value times its weight. The activation of {node} is applied to it "
                "next.",
                net=net,
                node=line.of,
            )
        return say(
            "{net} is a value times its weight, and the bias {bias} is added. The activation of "
            "{node} is applied to it next.",
            net=net,
            bias=Name(bias),
            node=line.of,
        )
    if bias is None:
        return say(
            "{net} is a weighted sum, to which the activation of {node} is applied next. Each "
            "value is multiplied by its weight, and the products are added.",
            net=net,
            node=line.of,
        )
    return say(
        "{net} is a weighted sum, to which the activation of {node} is applied next. Each value is "
        "multiplied by its weight, and the products and the bias {bias} are added.",
        net=net,
        node=line.of,
        bias=Name(bias),
    )


def _weighted_in_graph(line: Line, unit: Unit) -> Words:
    """A weighted sum that an activation is applied to, where not all nodes are neurons."""
    net = Name(line.name)
    return Words(
        _added_in_graph(line, unit),
        how_to_weigh(unit),
        (
            Prose(
                say(
                    "A weight says how much one value counts in the sum; a bias moves the sum up "
                    "or down whatever the values are."
                )
            ),
            Equation(net, (line.formula,)),
        ),
    )


def _of_a_value(line: Line) -> Words:
    """A net input that is one value as it is: tanh(c) has the net input c."""
    net, value = Name(line.name), line.formula
    return Words(
        say(
            "{net} is what the activation of {node} is applied to: here {value}, as it is.",
            net=net,
            node=line.of,
            value=value,
        ),
        say("There is nothing to work out: {net} is {value}.", net=net, value=value),
        (
            Prose(
                say(
                    "Each activation has a net input. Here no sum is formed for it: it is {value} "
                    "itself.",
                    value=value,
                )
            ),
            Equation(net, (value,)),
        ),
        (Equation(net, (value,)),),
    )


def _odd_net(line: Line, subject: Subject) -> Words:
    """A net input that is no weighted sum."""
    net = Name(line.name)
    what = (
        marked(
            "{net} is the net input of neuron {neuron}: what its activation will be applied to. It "
            "is worked out from {names}."
        )
        if subject.scenario.is_of_neurons
        else marked(
            "{net} is what the activation of {neuron} will be applied to. It is worked out from "
            "{names}."
        )
    )
    return Words(
        say(
            what,
            net=net,
            neuron=line.of,
            names=listed_and([Name(name) for name in line.uses]),
        ),
        say("Put the numbers into the formula of {quantity}.", quantity=net),
        (
            Prose(
                say(
                    "A net input is mostly a weighted sum, but it need not be. Any formula will "
                    "do, as long as we can say how fast it changes with each name in it."
                )
            ),
            Equation(net, (line.formula,)),
        ),
        (Equation(net, (line.formula,)),),
    )


def teach_out(line: Line, subject: Subject) -> Words:
    """out = f(net), with f the activation of the layer."""
    if isinstance(line.formula, Call) and line.formula.function == "softmax":
        own, *among = line.formula.arguments
        if not subject.scenario.is_of_neurons or shares_values(line.formula):
            return _share(line, own, among, subject)
    if not subject.scenario.is_of_neurons:
        return _applied(line, subject)
    out = Name(line.name)
    if not isinstance(line.formula, Call):
        return Words(
            say(TAUGHT_ACTIVATIONS["linear"].sentence, out=out, neuron=line.of),
            say(TAUGHT_ACTIVATIONS["linear"].principle),
            (Prose(say("The activation is linear: f(x) = x. Nothing happens to the number.")),),
        )
    net, function = line.formula.arguments[0], line.formula.function
    return Words(
        say(TAUGHT_ACTIVATIONS[function].sentence, out=out, neuron=line.of),
        say(TAUGHT_ACTIVATIONS[function].principle, net=net),
        (
            Prose(
                say(
                    "Without an activation, layers of weighted sums would collapse into one "
                    "weighted sum. The bend is what lets a network learn more than a straight "
                    "line."
                )
            ),
            Equation(out, subject.ways(line.name)),
        ),
    )


def _share(line: Line, own: Expr, among: Sequence[Expr], subject: Subject) -> Words:
    """One of the shares into which softmax turns several values: e^own/Σ e^value."""
    out = Name(line.name)
    powers = [Call("exp", (value,)) for value in among]
    return Words(
        say(
            "{out} is the share of {power} in the sum of {powers}: softmax turns {values} into "
            "shares that add up to 1.",
            out=out,
            power=Call("exp", (own,)),
            powers=listed_and(powers),
            values=listed_and(among),
        )
        if len(among) <= _MOST_SHARES
        else say(
            "{out} is the share of {power} in the sum of {n} such powers of e: softmax turns {n} "
            "values into shares that add up to 1.",
            out=out,
            power=Call("exp", (own,)),
            n=len(among),
        ),
        say(
            "Take e to the power of each value that goes in. Divide {power} by the sum of all of "
            "them.",
            power=Call("exp", (own,)),
        ),
        (
            Prose(
                say(
                    "A power of e is never negative, and it is larger for a larger value. Divided "
                    "by their sum, the powers become shares: none is negative, and together they "
                    "are 1."
                )
            ),
            Equation(out, subject.ways(line.name)),
        ),
    )


_MOST_SHARES = 6
"""Of so many values each is named."""


_UNCHANGED = marked("{out} is {net}, unchanged.")


def _applied(line: Line, subject: Subject) -> Words:
    """An activation in a graph that is not of neurons: a function that is applied to a value."""
    out = Name(line.name)
    if not isinstance(line.formula, Call):
        return Words(
            say(_UNCHANGED, out=out, net=line.formula),
            say("The activation is linear: it passes {net} on as it is.", net=line.formula),
            (Prose(say("The activation is linear: f(x) = x. Nothing happens to the number.")),),
        )
    (net, *_), taught = line.formula.arguments, TAUGHT_ACTIVATIONS[line.formula.function]
    assert taught.applied is not None, "a softmax is told by its shares"
    return Words(
        say(taught.applied, out=out, net=net),
        say(taught.principle, net=net),
        (
            Prose(
                say(
                    "Any function will do here, as long as we know its slope: on the way back "
                    "nothing else is asked of it."
                )
            ),
            Equation(out, subject.ways(line.name)),
        ),
    )
