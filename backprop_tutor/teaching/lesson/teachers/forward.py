"""Teachers of the forward pass: net inputs and outputs."""

from backprop_tutor.blocks.blocks import Equation, Inline, Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Call, Expr, Name
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.lesson.teachers.words import Words
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS
from backprop_tutor.wording import listed_and, say


def teach_net(line: Line, subject: Subject) -> Words:
    """net = Σ w·(what arrives along w) + b."""
    neuron = subject.unit(line.of)
    if not neuron.weights:
        return _odd_net(line)
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


def _odd_net(line: Line) -> Words:
    """A net input that is no weighted sum."""
    net = Name(line.name)
    return Words(
        say(
            "{net} is the net input of neuron {neuron}: what its activation will be applied to. It "
            "is worked out from {names}.",
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


def _is_of_node(net: Expr, neuron: str) -> bool:
    """Whether an activation is put on the value of a node as it is, as a softmax can be."""
    return net != Name(names.net(neuron))


def teach_out(line: Line, subject: Subject) -> Words:
    """out = f(net), with f the activation of the layer."""
    out = Name(line.name)
    if not isinstance(line.formula, Call):
        return Words(
            say(TAUGHT_ACTIVATIONS["linear"].sentence, out=out, neuron=line.of),
            say(TAUGHT_ACTIVATIONS["linear"].principle),
            (Prose(say("The activation is linear: f(x) = x. Nothing happens to the number.")),),
        )
    net, function = line.formula.arguments[0], line.formula.function
    sentence: tuple[Inline, ...] = (
        say(
            "{out} is what neuron {neuron} sends on: the value of a node put through softmax, "
            "which turns the values of several nodes into shares that add up to 1.",
            out=out,
            neuron=line.of,
        )
        if _is_of_node(net, line.of)
        else say(TAUGHT_ACTIVATIONS[function].sentence, out=out, neuron=line.of)
    )
    return Words(
        sentence,
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
