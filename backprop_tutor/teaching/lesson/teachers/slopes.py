"""Teachers of the single slopes: one line, differentiated by one of its names."""

from collections.abc import Mapping

from backprop_tutor.blocks.blocks import Equation, Inline
from backprop_tutor.formula.expression import Call, Name
from backprop_tutor.maths.tape.roles import is_own_slope
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.lesson.derivation_in_words import explained, slope_explained
from backprop_tutor.teaching.lesson.teachers.words import Words
from backprop_tutor.teaching.subject.subject import Subject


def teach_activation_slope(line: Line, subject: Subject) -> Words:
    """dout/dnet, within a neuron or across a softmax."""
    source = subject[line.of]
    call = source.formula
    own = is_own_slope(line, subject.tape)
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
    "leaky_relu": (
        "Is the net input positive? Then leaky ReLU passes it on unchanged; else it sends a "
        "hundredth of it.",
    ),
    "softplus": ("The slope of softplus is a function that we know: the sigmoid.",),
    "bipolar_sigmoid": (
        "The slope of the bipolar sigmoid can be had from its output alone. It is half of "
        "something.",
    ),
    "softmax": ("The slope of a share by its own net input has the sigmoid's form.",),
    "linear": ("The output is the net input itself. How fast does x change with x?",),
}


def teach_net_by_weight(line: Line, subject: Subject) -> Words:
    """dnet/dw: what the weight multiplies."""
    return _local_of_sum(
        line,
        subject,
        ("Only one term of the sum contains ", Name(line.by), ". What multiplies it there?"),
    )


def teach_net_by_bias(line: Line, subject: Subject) -> Words:
    """dnet/db = 1."""
    return _local_of_sum(
        line,
        subject,
        ("The bias is added as it is. If it grows by 1, by how much does the sum grow?",),
    )


def teach_net_by_out(line: Line, subject: Subject) -> Words:
    """dnet/dout: the weight between the two neurons."""
    return _local_of_sum(
        line,
        subject,
        ("Only one term of the sum contains ", Name(line.by), ". Which weight multiplies it?"),
    )


def _local_of_sum(line: Line, subject: Subject, principle: tuple[Inline, ...]) -> Words:
    source = subject[line.of]
    return Words(
        (
            Name(line.name),
            " is how fast ",
            Name(line.of),
            " changes when ",
            Name(line.by),
            " changes.",
        ),
        principle,
        explained(source.formula, line.by, line.formula),
        (Equation(Name(source.name), (source.formula,)),),
    )
