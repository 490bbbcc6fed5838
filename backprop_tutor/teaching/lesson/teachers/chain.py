"""Teachers of the chain rule: slopes multiplied along a path and added across paths."""

from backprop_tutor.blocks.blocks import Equation, Inline, Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, names_in, terms_of
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.lesson.derivation_in_words import explained
from backprop_tutor.teaching.lesson.matrices import transpose
from backprop_tutor.teaching.lesson.teachers.shortcut import shortcut
from backprop_tutor.teaching.lesson.teachers.words import Words, along_paths, nudged, say
from backprop_tutor.teaching.subject.subject import Subject


def teach_delta(line: Line, subject: Subject) -> Words:
    """dE_total/dnet = Σ over outputs dE_total/dout · dout/dnet."""
    neuron = subject[line.by].of
    one_way = subject.activation(neuron) != "softmax"
    return Words(
        (
            Name(line.name),
            f", the delta of {neuron}, is how fast ",
            subject.goal,
            f" changes when the net input of {neuron} changes.",
        ),
        (
            (
                "Chain rule: multiply the slopes along the path, from ",
                subject.goal,
                " to the output and from the output to the net input.",
            )
            if one_way
            else (
                "Chain rule: every output depends on this net input. Multiply along each path, "
                "then add the paths.",
            )
        ),
        (
            say(
                "If the output moves twice as fast as the net input, and ",
                subject.goal,
                " three times as fast as the output, then ",
                subject.goal,
                " moves six times as fast as the net input: slopes along a path multiply."
                if one_way
                else " moves six times as fast as the net input: slopes along a path multiply. "
                "The paths through several outputs add.",
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
        after=shortcut(line, subject),
    )


def teach_share(line: Line, _subject: Subject) -> Words:
    """dE_o/dout = the delta of o · the weight from here to o."""
    return Words(
        (
            Name(line.name),
            " is how fast the error of one output alone changes when ",
            Name(line.by),
            " changes. No other error depends on that output, so its delta is the same for this "
            "error as for the whole loss.",
        ),
        ("Go back along the path: that output's delta, times the weight between the two.",),
        (
            say(
                Name(line.by),
                " reaches ",
                Name(line.of),
                " on one path only, through one weight. Along a path, slopes multiply.",
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def teach_paths(line: Line, subject: Subject) -> Words:
    """dE_total/dout = Σ over the neurons fed of delta · weight."""
    neuron = subject[line.by].of
    return Words(
        (
            Name(line.name),
            " is how fast ",
            subject.goal,
            f" changes when the output of {neuron} changes.",
        ),
        (
            f"{neuron} reaches ",
            subject.goal,
            " along every arrow that leaves it. Add up all the paths.",
        ),
        (
            say(
                f"Nudge the output of {neuron}: every neuron it feeds moves, and each moves ",
                subject.goal,
                ". The changes add. Multiply along a path, add across paths.",
            ),
            Equation(Name(line.name), (line.formula,)),
            *transpose(subject, neuron),
        ),
        after=shortcut(line, subject),
    )


def _kind(line: Line, subject: Subject) -> str:
    """Return what a parameter is called: without a neuron there is nothing to weigh."""
    role = subject[line.by].role
    if role is Role.INPUT:
        return "input"
    if role is Role.BIAS:
        return "bias"
    return "weight" if subject.scenario.layers else "parameter"


def teach_gradient(line: Line, subject: Subject) -> Words:
    """dE_total/dw = Σ over the uses of w of delta · dnet/dw."""
    kind = _kind(line, subject)
    if not any(names.fraction(used) for used in line.uses):
        return _direct_gradient(line, subject, kind)
    ways = [names_in(way) for way in terms_of(line.formula)]
    by_deltas = all(any(subject[used].role is Role.DELTA for used in way) for way in ways)
    return Words(
        (
            Name(line.name),
            f" is the gradient of the {kind} ",
            Name(line.by),
            ": how fast ",
            subject.goal,
            " changes when this one number changes.",
        ),
        _by_deltas(kind, len(ways)) if by_deltas else along_paths(line.by, len(ways)),
        (
            nudged(line, subject.goal)
            if len(ways) > 1
            else _on_one_way(line, subject, by_delta=by_deltas),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _by_deltas(kind: str, ways: int) -> tuple[Inline, ...]:
    """The first hint where a parameter is used in neurons alone."""
    if ways > 1:
        return (
            f"The {kind} is used in several places. Take the delta of each neuron there times the "
            "last slope, and add.",
        )
    return ("Chain rule: the delta of the neuron it enters, times the last slope.",)


def _on_one_way(line: Line, subject: Subject, *, by_delta: bool) -> Prose:
    """Say why a product is enough; behind the one place of use there may be many paths."""
    (through,) = {subject[used].by for used in line.uses} - {line.by}
    only: tuple[Inline, ...] = (
        Name(line.by),
        " moves ",
        subject.goal,
        " only through ",
        Name(through),
    )
    if not by_delta:
        return say(*only, ". Slopes along a path multiply.")
    return say(
        *only,
        f". The delta of {subject[through].of} already holds all the slopes from ",
        subject.goal,
        " back to there; only the last one is left to multiply by.",
    )


def _direct_gradient(line: Line, subject: Subject, kind: str) -> Words:
    """A gradient with no way to go: the loss itself holds the number, or nothing leads to it."""
    sentence = (
        Name(line.name),
        f" is the gradient of the {kind} ",
        Name(line.by),
        ": how fast ",
        Name(line.of),
        " changes when this one number changes.",
    )
    users = [
        user
        for user in subject.tape.values()
        if user.role in (Role.ERROR, Role.TOTAL) and user.part is Part.ERROR
        if line.by in user.uses
    ]
    if not users:
        return Words(
            sentence,
            ("Is there a path from ", Name(line.by), " to ", Name(line.of), " at all?"),
            (
                say(
                    "No path leads from ", Name(line.by), " to ", Name(line.of), ": the slope is 0."
                ),
            ),
        )
    (source,) = users
    return Words(
        sentence,
        (
            Name(line.by),
            " stands in the formula of ",
            Name(source.name),
            " itself, and nowhere else. Differentiate that one formula.",
        ),
        explained(source.formula, line.by, line.formula),
        (Equation(Name(source.name), (source.formula,)),),
    )
