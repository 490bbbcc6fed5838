"""Teachers of the forward pass and the errors."""

from collections.abc import Mapping

from backprop_tutor.expression import Call, Name
from backprop_tutor.maths import names
from backprop_tutor.maths.tape import Line
from backprop_tutor.teaching.step import Equation, Inline
from backprop_tutor.teaching.subject import Subject
from backprop_tutor.teaching.teachers.words import Words, say


def net(line: Line, subject: Subject) -> Words:
    """net = Σ w·(what arrives along w) + b."""
    neuron = next(n for n in subject.layer(line.of).neurons if n.name == line.of)
    if not neuron.weights:
        return _free_net(line)
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


def _free_net(line: Line) -> Words:
    """net = any formula."""
    return Words(
        (
            Name(line.name),
            f" is the net input of neuron {line.of}: what its activation is applied to.",
        ),
        ("Put the numbers into the formula of ", Name(line.name), "."),
        (
            say("Most neurons add up weighted values. This one has a formula of its own."),
            Equation(Name(line.name), (line.formula,)),
        ),
        (Equation(Name(line.name), (line.formula,)),),
    )


_SHAPES = {
    "sigmoid": "the sigmoid σ, which turns any number into one between 0 and 1",
    "tanh": "tanh, which turns any number into one between −1 and 1",
    "relu": "ReLU, which lets positive numbers through and turns the others into 0",
    "softmax": "softmax, which turns the layer's net inputs into shares that add up to 1",
}


def out(line: Line, subject: Subject) -> Words:
    """out = f(net), with f the activation of the layer."""
    if not isinstance(line.formula, Call):
        return Words(
            (Name(line.name), f" is what neuron {line.of} sends on: its net input, unchanged."),
            ("A linear neuron passes its net input on as it is.",),
            (say("The activation is linear: f(x) = x. Nothing happens to the number."),),
        )
    shape = _SHAPES[line.formula.function]
    net = Name(names.net(line.of))
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
            f" is what neuron {line.of} sends on: its net input put through {shape}.",
        ),
        ("Put ", net, f" through {shape}."),
        why,
    )


def error(line: Line, subject: Subject) -> Words:
    """One output's term of the loss."""
    target, out = (Name(name) for name in line.uses)
    return Words(
        (
            Name(line.name),
            f" is output {line.of}'s part of the loss: how far ",
            out,
            " is from its target ",
            target,
            ".",
        ),
        _LOSS_PRINCIPLES[subject.scenario.loss],
        (say(*_LOSS_REASONS[subject.scenario.loss]), Equation(Name(line.name), (line.formula,))),
    )


_LOSS_PRINCIPLES: Mapping[str, tuple[Inline, ...]] = {
    "half_squared_error": ("Take the difference between target and output, square it, halve it.",),
    "squared_error": ("Take the difference between target and output and square it.",),
    "cross_entropy": ("Take the natural logarithm of the output, times the target, times −1.",),
}
_LOSS_REASONS: Mapping[str, tuple[Inline, ...]] = {
    "half_squared_error": (
        "The square makes every miss count as positive, and large misses more than small ones. "
        "The ½ is there to cancel the 2 that the square leaves behind when it is differentiated.",
    ),
    "squared_error": (
        "The square makes every miss count as positive, and large misses more than small ones.",
    ),
    "cross_entropy": (
        "The logarithm of a share near 1 is near 0: no loss. Near 0 it runs off to −∞: a confident "
        "wrong answer costs most. Only outputs whose target is not 0 count.",
    ),
}


def total(line: Line, subject: Subject) -> Words:
    """The loss: the sum over the outputs."""
    if len(subject.scenario.outputs) == 1:
        (only,) = subject.scenario.outputs
        return Words(
            (
                Name(line.name),
                " is the loss: one number for how far ",
                Name(names.out(only)),
                " is from ",
                Name(names.target(only)),
                ". Training makes it smaller.",
            ),
            _LOSS_PRINCIPLES[subject.scenario.loss],
            (
                say(*_LOSS_REASONS[subject.scenario.loss]),
                Equation(Name(line.name), (line.formula,)),
            ),
        )
    return Words(
        (
            Name(line.name),
            " is the loss of the whole network: the errors of all outputs, added. "
            "Training makes this one number smaller.",
        ),
        ("Add the errors of all outputs.",),
        (
            say("One number is needed to say whether a change of a weight was good: the sum."),
            Equation(Name(line.name), (line.formula,)),
        ),
    )
