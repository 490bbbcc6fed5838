"""What is said about each kind of line: one teacher per role.

A teacher turns a line into its ``Words``. To teach a new role, write a function and name it in
``TEACHERS``; a test holds the table against ``Role``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backprop_tutor.expression import Call, Expr, Name, Power, difference, number
from backprop_tutor.maths import names
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.teaching.derivation import explained, slope_explained
from backprop_tutor.teaching.step import Block, Equation, Inline, Prose
from backprop_tutor.teaching.subject import Subject


@dataclass(frozen=True, slots=True)
class Words:
    """What a teacher says about one line."""

    sentence: tuple[Inline, ...]
    """What the quantity is, in one plain sentence."""
    principle: tuple[Inline, ...]
    """The first hint: the idea, without the formula."""
    why: tuple[Block, ...]
    """Why the formula is what it is."""
    before: tuple[Block, ...] = ()
    """What has to be in sight to answer, such as the line that is differentiated."""


Teacher = Callable[[Line, Subject], Words]


def _say(*parts: Inline) -> Prose:
    return Prose(parts)


def _net(line: Line, subject: Subject) -> Words:
    neuron = next(n for n in subject.layer(line.of).neurons if n.name == line.of)
    bias = f", and adds the bias {neuron.bias}" if neuron.bias else ""
    then = f" Then add the bias {neuron.bias}." if neuron.bias else ""
    return Words(
        (
            Name(line.name),
            f" is the net input of neuron {line.of}: it multiplies each value that arrives by "
            f"the weight on its arrow, adds the products{bias}.",
        ),
        (f"Multiply each value that arrives at {line.of} by its weight. Add the products.{then}",),
        (
            _say(
                "A weight says how much the neuron listens to one arrow; a bias moves the sum up "
                "or down whatever arrives. Adding is all a neuron does before its activation."
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


_SHAPES = {
    "sigmoid": "the sigmoid σ, which turns any number into one between 0 and 1",
    "tanh": "tanh, which turns any number into one between −1 and 1",
    "relu": "ReLU, which lets positive numbers through and turns the others into 0",
    "softmax": "softmax, which turns the layer's net inputs into shares that add up to 1",
}


def _out(line: Line, subject: Subject) -> Words:
    if not isinstance(line.formula, Call):
        return Words(
            (Name(line.name), f" is what neuron {line.of} sends on: its net input, unchanged."),
            ("A linear neuron passes its net input on as it is.",),
            (_say("The activation is linear: f(x) = x. Nothing happens to the number."),),
        )
    shape = _SHAPES[line.formula.function]
    net = Name(names.net(line.of))
    why: list[Block] = [
        _say(
            "Without an activation, layers of weighted sums would collapse into one weighted sum. "
            "The bend is what lets a network learn more than a straight line."
        ),
        Equation(Name(line.name), _ways(line.formula)),
    ]
    return Words(
        (
            Name(line.name),
            f" is what neuron {line.of} sends on: its net input put through {shape}.",
        ),
        ("Put ", net, f" through {shape}."),
        tuple(why),
    )


def _ways(call: Call) -> tuple[Expr, ...]:
    """A call, and what it is made of where that is short."""
    from backprop_tutor.maths.functions import defined

    written = defined(call)
    return (call,) if written is None else (call, written)


def _error(line: Line, subject: Subject) -> Words:
    out, target = Name(names.out(line.of)), Name(names.target(line.of))
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
        (_say(*_LOSS_REASONS[subject.scenario.loss]), Equation(Name(line.name), (line.formula,))),
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


def _total(line: Line, subject: Subject) -> Words:
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
                _say(*_LOSS_REASONS[subject.scenario.loss]),
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
            _say("One number is needed to say whether a change of a weight was good: the sum."),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _differentiated(line: Line, subject: Subject) -> Line:
    """The line whose slope is asked: the error of an output for dE_total/dout."""
    if line.role is not Role.LOSS_SLOPE:
        return subject[line.of]
    error = names.error(subject[line.by].of)
    return subject[error if error in subject.tape else names.TOTAL]


def _loss_slope(line: Line, subject: Subject) -> Words:
    source = _differentiated(line, subject)
    others: tuple[Block, ...] = ()
    if source.name != names.TOTAL:
        others = (
            _say(
                "Of all the errors in ", Name(names.TOTAL), " only ", Name(source.name),
                " contains ", Name(line.by), "; the others do not change with it.",
            ),
        )
    return Words(
        (
            Name(line.name),
            " is the slope of the loss: how fast ",
            Name(names.TOTAL),
            " changes when ",
            Name(line.by),
            " changes a little and all else stays.",
        ),
        (
            "Differentiate the error by the output. Mind the inner derivative: the output stands "
            "behind a minus sign."
            if subject.scenario.loss != "cross_entropy"
            else "Differentiate the error by the output. The slope of ln x is 1/x.",
        ),
        (*others, *explained(source.formula, line.by, line.formula)),
        (Equation(Name(source.name), (source.formula,)),),
    )


def _activation_slope(line: Line, subject: Subject) -> Words:
    source = subject[line.of]
    call = source.formula
    own = subject[line.by].of == source.of
    why = (
        slope_explained(call, line.by, source.name, line.formula)
        if isinstance(call, Call)
        else explained(call, line.by, line.formula)
    )
    return Words(
        (
            Name(line.name),
            " is the slope of the activation: how fast ",
            Name(line.of),
            " changes when ",
            Name(line.by),
            " changes." if own else " changes. In a softmax every net input moves every output.",
        ),
        _SLOPE_PRINCIPLES[call.function if isinstance(call, Call) else "linear"]
        if own
        else ("The shares add up to 1: when one grows, the others shrink in proportion.",),
        why,
        (Equation(Name(source.name), (call,)),),
    )


_SLOPE_PRINCIPLES: Mapping[str, tuple[Inline, ...]] = {
    "sigmoid": ("The slope of the sigmoid can be had from its output alone.",),
    "tanh": ("The slope of tanh can be had from its output alone, by its square.",),
    "relu": ("Is the net input positive? Then ReLU passes it on unchanged; else it sends 0.",),
    "softmax": ("The slope of a share by its own net input has the sigmoid's form.",),
    "linear": ("The output is the net input itself. How fast does x change with x?",),
}


def _delta(line: Line, subject: Subject) -> Words:
    neuron = subject[line.by].of
    return Words(
        (
            Name(line.name),
            f", the delta of {neuron}, is how fast the loss changes when the net input of "
            f"{neuron} changes.",
        ),
        (
            "Chain rule: multiply the slopes along the way, from the loss to the output and from "
            "the output to the net input."
            if len(subject.layer(neuron).neurons) == 1
            or subject.layer(neuron).activation != "softmax"
            else "Chain rule: every output depends on this net input. Multiply along each way, "
            "then add the ways.",
        ),
        (
            _say(
                "If the output moves twice as fast as the net input, and the loss three times as "
                "fast as the output, then the loss moves six times as fast as the net input: "
                "slopes in a row multiply."
            ),
            Equation(Name(line.name), (line.formula,)),
            *_shortcut(line, subject, neuron),
        ),
    )


def _shortcut(line: Line, subject: Subject, neuron: str) -> tuple[Block, ...]:
    """Softmax or sigmoid with its matching loss: the slope of the activation cancels."""
    scenario = subject.scenario
    if not (subject.layer(neuron).activation == "softmax" and scenario.loss == "cross_entropy"):
        return ()
    out, target = Name(names.out(neuron)), Name(names.target(neuron))
    return (
        _say("With softmax and cross-entropy, and targets that add up to 1, all of it shrinks to"),
        Equation(Name(line.name), (difference(out, target), subject.value(line.name))),
    )


def _net_by_weight(line: Line, subject: Subject) -> Words:
    return _local_of_sum(
        line,
        subject,
        ("Only one term of the sum contains ", Name(line.by), ". What multiplies it there?"),
    )


def _net_by_bias(line: Line, subject: Subject) -> Words:
    return _local_of_sum(
        line,
        subject,
        ("The bias is added as it is. If it grows by 1, by how much does the sum grow?",),
    )


def _net_by_out(line: Line, subject: Subject) -> Words:
    return _local_of_sum(
        line,
        subject,
        ("Only one term of the sum contains ", Name(line.by), ". Which weight multiplies it?"),
    )


def _local_of_sum(line: Line, subject: Subject, principle: tuple[Inline, ...]) -> Words:
    source = subject[line.of]
    return Words(
        (Name(line.name), " is how fast ", Name(line.of), " changes when ", Name(line.by), " changes."),
        principle,
        explained(source.formula, line.by, line.formula),
        (Equation(Name(source.name), (source.formula,)),),
    )


def _share(line: Line, subject: Subject) -> Words:
    return Words(
        (
            Name(line.name),
            " is how fast the error of one output alone changes when ",
            Name(line.by),
            " changes.",
        ),
        ("Go back along the path: that output's delta, times the weight between the two.",),
        (
            _say(
                Name(line.by), " reaches ", Name(line.of), " on one path only, through one weight. "
                "Along a path, slopes multiply.",
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _paths(line: Line, subject: Subject) -> Words:
    neuron = subject[line.by].of
    return Words(
        (
            Name(line.name),
            f" is how fast the loss changes when the output of {neuron} changes.",
        ),
        (f"{neuron} reaches the loss along every arrow that leaves it. Add up all the paths.",),
        (
            _say(
                f"Nudge the output of {neuron}: every neuron it feeds moves, and each of them moves "
                "the loss. The changes add. Multiply along a path, add across paths."
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _gradient(line: Line, subject: Subject) -> Words:
    kind = "bias" if subject[line.by].role is Role.BIAS else "weight"
    shared = len([name for name in subject.tape if name.endswith(f"/d{line.by}")]) > 2
    return Words(
        (
            Name(line.name),
            f" is the gradient of the {kind} ",
            Name(line.by),
            ": how fast the loss changes when this one number changes.",
        ),
        (
            f"The {kind} is used in several places. Take the delta of each neuron there times the "
            "last slope, and add."
            if shared
            else "Chain rule: the delta of the neuron it enters, times the last slope.",
        ),
        (
            _say(
                "All the slopes from the loss down to ", Name(line.by), " stand in a row, so they "
                "multiply. The delta already holds all but the last.",
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _update(line: Line, subject: Subject) -> Words:
    gradient = Name(names.derivative(names.TOTAL, line.of))
    return Words(
        (Name(line.name), " is ", Name(line.of), " after one step downhill, of the learning rate ",
         Name(names.RATE), " times the gradient."),
        ("The gradient points uphill. Go the other way, by the learning rate times the gradient.",),
        (
            _say(
                "A positive gradient means: a larger ", Name(line.of), " makes a larger loss. So ",
                Name(line.of), " has to fall, and the other way round. That is the minus sign.",
            ),
            Equation(Name(line.name), (line.formula,)),
            _say("Every gradient belongs to the old weights: update all of them at the end."),
            Equation(gradient, (subject.value(gradient.id),)),
        ),
    )


TEACHERS: Mapping[Role, Teacher] = {
    Role.NET: _net,
    Role.OUT: _out,
    Role.ERROR: _error,
    Role.TOTAL: _total,
    Role.LOSS_SLOPE: _loss_slope,
    Role.ACTIVATION_SLOPE: _activation_slope,
    Role.DELTA: _delta,
    Role.NET_BY_WEIGHT: _net_by_weight,
    Role.NET_BY_BIAS: _net_by_bias,
    Role.NET_BY_OUT: _net_by_out,
    Role.SHARE: _share,
    Role.PATHS: _paths,
    Role.GRADIENT: _gradient,
    Role.UPDATE: _update,
}
