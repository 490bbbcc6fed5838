"""Teachers of the forward pass: net inputs and outputs."""

from backprop_tutor.blocks.blocks import Equation, Inline
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Call, Expr, Name
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.lesson.teachers.words import Words, joined_names, say
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS


def teach_net(line: Line, subject: Subject) -> Words:
    """net = Σ w·(what arrives along w) + b."""
    neuron = subject.unit(line.of)
    if not neuron.weights:
        return _odd_net(line)
    adds = f"adds the products and the bias {neuron.bias}" if neuron.bias else "adds the products"
    then = f" Then add the bias {neuron.bias}." if neuron.bias else ""
    return Words(
        (
            Name(line.name),
            f" is the net input of neuron {line.of}: it multiplies each value that arrives by "
            f"the weight on its arrow, and {adds}.",
        ),
        (f"Multiply each value that arrives at {line.of} by its weight. Add the products.{then}",),
        (
            say(
                "A weight says how much the neuron listens to one arrow; a bias moves the sum up "
                "or down whatever arrives. Adding is all a neuron does before its activation."
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _odd_net(line: Line) -> Words:
    """A net input that is no weighted sum."""
    return Words(
        (
            Name(line.name),
            f" is the net input of neuron {line.of}: what its activation will be applied to. It "
            "is worked out from ",
            *joined_names(line.uses),
            ".",
        ),
        ("Put the numbers into the formula of ", Name(line.name), "."),
        (
            say(
                "A net input is mostly a weighted sum, but it need not be. Any formula will do, as "
                "long as we can say how fast it changes with each name in it."
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
        (Equation(Name(line.name), (line.formula,)),),
    )


def _bends_a_node(net: Expr, neuron: str) -> bool:
    """Whether an activation is put on the value of a node as it is, as a softmax can be."""
    return net != Name(names.net(neuron))


_SHARES = "softmax, which turns the values of several nodes into shares that add up to 1"


def _how_to_bend(function: str, net: Expr) -> tuple[Inline, ...]:
    if function == "softmax":
        return (
            "Take e to the power of each value that goes in. Divide the one of this neuron by the "
            "sum of all of them.",
        )
    called = TAUGHT_ACTIVATIONS[function].called
    return ("Put the value of ", net, f" into the formula of {called}.")


def teach_out(line: Line, subject: Subject) -> Words:
    """out = f(net), with f the activation of the layer."""
    if not isinstance(line.formula, Call):
        return Words(
            (Name(line.name), f" is what neuron {line.of} sends on: its net input, unchanged."),
            ("A linear neuron passes its net input on as it is.",),
            (say("The activation is linear: f(x) = x. Nothing happens to the number."),),
        )
    net = line.formula.arguments[0]
    of_node = _bends_a_node(net, line.of)
    shape = _SHARES if of_node else TAUGHT_ACTIVATIONS[line.formula.function].shape
    what = "the value of a node" if of_node else "its net input"
    why = (
        say(
            "Without an activation, layers of weighted sums would collapse into one weighted sum. "
            "The bend is what lets a network learn more than a straight line."
        ),
        Equation(Name(line.name), subject.ways(line.name)),
    )
    return Words(
        (
            Name(line.name),
            f" is what neuron {line.of} sends on: {what} put through {shape}.",
        ),
        _how_to_bend(line.formula.function, net),
        why,
    )
