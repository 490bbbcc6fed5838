"""Teachers of the single slopes: one line, differentiated with respect to a name in it."""

from backprop_tutor.blocks.blocks import Equation, Inline
from backprop_tutor.formula.expression import Call, Name
from backprop_tutor.maths.tape.roles import is_own_slope
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.lesson.derivation_in_words import explained, slope_explained
from backprop_tutor.teaching.lesson.teachers.words import Words
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS


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
        (TAUGHT_ACTIVATIONS[call.function if isinstance(call, Call) else "linear"].hint,)
        if own
        else ("The shares add up to 1: when one grows, the others shrink in proportion.",),
        why,
        (Equation(Name(source.name), (call,)),),
    )


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
