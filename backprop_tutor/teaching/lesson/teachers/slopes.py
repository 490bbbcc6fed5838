"""Teachers of the single slopes: one line, differentiated with respect to a name in it."""

from backprop_tutor.blocks.blocks import Equation, Inline
from backprop_tutor.formula.expression import Call, Name
from backprop_tutor.maths.tape.roles import is_own_slope
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.lesson.derivation_in_words import explained, slope_explained
from backprop_tutor.teaching.lesson.teachers.words import Words
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS
from backprop_tutor.wording import say


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
    slope, out, net = Name(line.name), Name(line.of), Name(line.by)
    shares = isinstance(call, Call) and call.function == "softmax"
    before = (Equation(Name(source.name), (call,)),)
    if shares and not subject.scenario.is_of_neurons:
        return Words(_share_moves(line, own=own), _of_shares(own=own), why, before)
    if not own:
        return Words(
            say(
                "{slope} is the slope of the activation: how fast {out} changes when {net} "
                "changes. In a softmax every net input moves every output.",
                slope=slope,
                out=out,
                net=net,
            ),
            say("The shares add up to 1: when one grows, the others shrink in proportion."),
            why,
            before,
        )
    function = call.function if isinstance(call, Call) else "linear"
    return Words(
        say(
            "{slope} is the slope of the activation: how fast {out} changes when {net} changes.",
            slope=slope,
            out=out,
            net=net,
        ),
        say(TAUGHT_ACTIVATIONS[function].hint),
        why,
        before,
    )


def _share_moves(line: Line, *, own: bool) -> tuple[Inline, ...]:
    """Say what the slope of a share is, by its own value or by another one's."""
    slope, share, value = Name(line.name), Name(line.of), Name(line.by)
    if own:
        return say(
            "{slope} is how fast the share {share} changes when its own value {value} changes.",
            slope=slope,
            share=share,
            value=value,
        )
    return say(
        "{slope} is how fast the share {share} changes when {value} changes, which belongs to "
        "another share. In a softmax every value moves every share.",
        slope=slope,
        share=share,
        value=value,
    )


def _of_shares(*, own: bool) -> tuple[Inline, ...]:
    if own:
        return say("The slope of a share by its own value has the same form as the sigmoid's.")
    return say("The shares add up to 1: when one grows, the others shrink in proportion.")


def teach_net_by_weight(line: Line, subject: Subject) -> Words:
    """dnet/dw: what the weight multiplies."""
    return _local_of_sum(
        line,
        subject,
        say(
            "Only one term of the sum contains {weight}. What multiplies it there?",
            weight=Name(line.by),
        ),
    )


def teach_net_by_bias(line: Line, subject: Subject) -> Words:
    """dnet/db = 1."""
    return _local_of_sum(
        line,
        subject,
        say("The bias is added as it is. If it grows by 1, by how much does the sum grow?"),
    )


def teach_net_by_out(line: Line, subject: Subject) -> Words:
    """dnet/dout: the weight between the two neurons."""
    return _local_of_sum(
        line,
        subject,
        say(
            "Only one term of the sum contains {out}. Which weight multiplies it?",
            out=Name(line.by),
        ),
    )


def _local_of_sum(line: Line, subject: Subject, principle: tuple[Inline, ...]) -> Words:
    source = subject[line.of]
    return Words(
        say(
            "{slope} is how fast {net} changes when {name} changes.",
            slope=Name(line.name),
            net=Name(line.of),
            name=Name(line.by),
        ),
        principle,
        explained(source.formula, line.by, line.formula),
        (Equation(Name(source.name), (source.formula,)),),
    )
