"""Teachers of the chain rule: slopes multiplied along a path and added across paths."""

from collections.abc import Mapping

from backprop_tutor.blocks.blocks import Equation, Inline, Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, names_in, terms_of
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.lesson.derivation_in_words import explained
from backprop_tutor.teaching.lesson.matrices import transpose
from backprop_tutor.teaching.lesson.teachers.shortcut import shortcut
from backprop_tutor.teaching.lesson.teachers.words import (
    Words,
    along_paths,
    nudged,
    on_one_way,
    several_places,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import Marked, marked, say


def teach_delta(line: Line, subject: Subject) -> Words:
    """dE_total/dnet = Σ over outputs dE_total/dout · dout/dnet."""
    neuron = subject[line.by].of
    one_way = subject.activation(neuron) != "softmax"
    in_graph = not subject.scenario.is_of_neurons
    why = _in_turn_by_names(line, subject) if in_graph and one_way else _in_turn(subject)
    if not one_way:
        why = (*why, " ", *say("The paths through several outputs add."))
    return Words(
        _delta_of_node(line, subject) if in_graph else _delta_of_neuron(line, subject),
        _through_the_output(line, subject, one_way=one_way, in_graph=in_graph),
        (Prose(why), Equation(Name(line.name), (line.formula,))),
        after=shortcut(line, subject),
    )


def _delta_of_neuron(line: Line, subject: Subject) -> tuple[Inline, ...]:
    return subject.said_of_goal(
        marked(
            "{delta}, the delta of {neuron}, is how fast the loss changes when the net input "
            "of {neuron} changes."
        ),
        marked(
            "{delta}, the delta of {neuron}, is how fast {aim} changes when the net input of "
            "{neuron} changes."
        ),
        delta=Name(line.name),
        neuron=subject[line.by].of,
    )


def _delta_of_node(line: Line, subject: Subject) -> tuple[Inline, ...]:
    return subject.said_of_goal(
        marked("{delta}, the delta of {node}, is how fast the loss changes when {net} changes."),
        marked("{delta}, the delta of {node}, is how fast {aim} changes when {net} changes."),
        delta=Name(line.name),
        node=subject[line.by].of,
        net=Name(line.by),
    )


def _through_the_output(
    line: Line, subject: Subject, *, one_way: bool, in_graph: bool
) -> tuple[Inline, ...]:
    """The first hint to a delta."""
    if not one_way:
        return say(
            "Chain rule: every output depends on this net input. Multiply along each path, then "
            "add the paths."
        )
    if in_graph:
        return subject.said_of_goal(
            marked(
                "Chain rule: multiply the slopes along the path, from the loss to {out} and from "
                "{out} to {net}."
            ),
            marked(
                "Chain rule: multiply the slopes along the path, from {aim} to {out} and from "
                "{out} to {net}."
            ),
            out=Name(names.out(subject[line.by].of)),
            net=Name(line.by),
        )
    return subject.said_of_goal(
        marked(
            "Chain rule: multiply the slopes along the path, from the loss to the output and "
            "from the output to the net input."
        ),
        marked(
            "Chain rule: multiply the slopes along the path, from {aim} to the output and "
            "from the output to the net input."
        ),
    )


def _in_turn(subject: Subject) -> tuple[Inline, ...]:
    """Say why the slopes of two steps that follow each other are multiplied."""
    return subject.said_of_goal(
        marked(
            "If the output moves twice as fast as the net input, and the loss three times as fast "
            "as the output, then the loss moves six times as fast as the net input: slopes along "
            "a path multiply."
        ),
        marked(
            "If the output moves twice as fast as the net input, and {aim} three times as fast as "
            "the output, then {aim} moves six times as fast as the net input: slopes along a path "
            "multiply."
        ),
    )


def _in_turn_by_names(line: Line, subject: Subject) -> tuple[Inline, ...]:
    """Say the same where the output of a node is none of the network."""
    return subject.said_of_goal(
        marked(
            "If {out} moves twice as fast as {net}, and the loss three times as fast as {out}, "
            "then the loss moves six times as fast as {net}: slopes along a path multiply."
        ),
        marked(
            "If {out} moves twice as fast as {net}, and {aim} three times as fast as {out}, then "
            "{aim} moves six times as fast as {net}: slopes along a path multiply."
        ),
        out=Name(names.out(subject[line.by].of)),
        net=Name(line.by),
    )


def teach_share(line: Line, _subject: Subject) -> Words:
    """dE_o/dout = the delta of o · the weight from here to o."""
    return Words(
        say(
            "{slope} is how fast the error of one output alone changes when {out} changes. No "
            "other error depends on that output, so its delta is the same for this error as for "
            "the whole loss.",
            slope=Name(line.name),
            out=Name(line.by),
        ),
        say("Go back along the path: that output's delta, times the weight between the two."),
        (
            Prose(
                say(
                    "{out} reaches {error} on one path only, through one weight. Along a path, "
                    "slopes multiply.",
                    out=Name(line.by),
                    error=Name(line.of),
                )
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def teach_paths(line: Line, subject: Subject) -> Words:
    """dE_total/dout = Σ over the neurons fed of delta · weight."""
    if not subject.scenario.is_of_neurons:
        return _paths_in_graph(line, subject)
    neuron = subject[line.by].of
    return Words(
        subject.said_of_goal(
            marked("{slope} is how fast the loss changes when the output of {neuron} changes."),
            marked("{slope} is how fast {aim} changes when the output of {neuron} changes."),
            slope=Name(line.name),
            neuron=neuron,
        ),
        subject.said_of_goal(
            marked(
                "{neuron} reaches the loss along every arrow that leaves it. Add up all the paths."
            ),
            marked(
                "{neuron} reaches {aim} along every arrow that leaves it. Add up all the paths."
            ),
            neuron=neuron,
        ),
        (
            Prose(
                subject.said_of_goal(
                    marked(
                        "Nudge the output of {neuron}: every neuron it feeds moves, and each "
                        "moves the loss. The changes add. Multiply along a path, add across paths."
                    ),
                    marked(
                        "Nudge the output of {neuron}: every neuron it feeds moves, and each "
                        "moves {aim}. The changes add. Multiply along a path, add across paths."
                    ),
                    neuron=neuron,
                )
            ),
            Equation(Name(line.name), (line.formula,)),
            *transpose(subject, neuron),
        ),
        after=shortcut(line, subject),
    )


def _paths_in_graph(line: Line, subject: Subject) -> Words:
    """The same where what is fed need be no neuron."""
    return Words(
        subject.said_of_goal(
            marked("{slope} is how fast the loss changes when {out} changes."),
            marked("{slope} is how fast {aim} changes when {out} changes."),
            slope=Name(line.name),
            out=Name(line.by),
        ),
        along_paths(line, subject, len(terms_of(line.formula))),
        (nudged(line, subject), Equation(Name(line.name), (line.formula,))),
        after=shortcut(line, subject),
    )


_OF_LOSS: Mapping[str, Marked] = {
    "input": marked(
        "{gradient} is the gradient of the input {number}: how fast the loss changes when this "
        "one number changes."
    ),
    "bias": marked(
        "{gradient} is the gradient of the bias {number}: how fast the loss changes when this one "
        "number changes."
    ),
    "weight": marked(
        "{gradient} is the gradient of the weight {number}: how fast the loss changes when this "
        "one number changes."
    ),
    "parameter": marked(
        "{gradient} is the gradient of the parameter {number}: how fast the loss changes when "
        "this one number changes."
    ),
}
_OF_AIM: Mapping[str, Marked] = {
    "input": marked(
        "{gradient} is the gradient of the input {number}: how fast {aim} changes when this one "
        "number changes."
    ),
    "bias": marked(
        "{gradient} is the gradient of the bias {number}: how fast {aim} changes when this one "
        "number changes."
    ),
    "weight": marked(
        "{gradient} is the gradient of the weight {number}: how fast {aim} changes when this one "
        "number changes."
    ),
    "parameter": marked(
        "{gradient} is the gradient of the parameter {number}: how fast {aim} changes when this "
        "one number changes."
    ),
}
_IN_SEVERAL_NEURONS: Mapping[str, Marked] = {
    "input": marked(
        "The input is used in several places. Take the delta of each neuron there times the last "
        "slope, and add."
    ),
    "bias": marked(
        "The bias is used in several places. Take the delta of each neuron there times the last "
        "slope, and add."
    ),
    "weight": marked(
        "The weight is used in several places. Take the delta of each neuron there times the last "
        "slope, and add."
    ),
    "parameter": marked(
        "The parameter is used in several places. Take the delta of each neuron there times the "
        "last slope, and add."
    ),
}
"""The first hint where what is used in several places is used in neurons alone."""


def _kind(line: Line, subject: Subject) -> str:
    """Return what a parameter is called: one that weighs nothing is no weight."""
    role = subject[line.by].role
    if role is Role.INPUT:
        return "input"
    if role is Role.BIAS:
        return "bias"
    return "weight" if line.by in subject.scenario.weights else "parameter"


def teach_gradient(line: Line, subject: Subject) -> Words:
    """dE_total/dw = Σ over the uses of w of delta · dnet/dw."""
    kind = _kind(line, subject)
    if not any(names.fraction(used) for used in line.uses):
        return _direct_gradient(line, subject, kind)
    ways = [names_in(way) for way in terms_of(line.formula)]
    by_deltas = all(any(subject[used].role is Role.DELTA for used in way) for way in ways)
    return Words(
        (
            *subject.said_of_goal(
                _OF_LOSS[kind], _OF_AIM[kind], gradient=Name(line.name), number=Name(line.by)
            ),
            *((" ", *several_places(line.by, subject)) if len(ways) > 1 else ()),
        ),
        _by_deltas(kind, len(ways)) if by_deltas else along_paths(line, subject, len(ways)),
        (
            nudged(line, subject)
            if len(ways) > 1
            else _on_one_way(line, subject, by_delta=by_deltas),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _by_deltas(kind: str, ways: int) -> tuple[Inline, ...]:
    """The first hint where a parameter is used in neurons alone."""
    if ways > 1:
        return say(_IN_SEVERAL_NEURONS[kind])
    return say("Chain rule: the delta of the neuron it enters, times the last slope.")


def _on_one_way(line: Line, subject: Subject, *, by_delta: bool) -> Prose:
    """Say why a product is enough; behind the one place of use there may be many paths."""
    (through,) = {subject[used].by for used in line.uses} - {line.by}
    if not by_delta:
        return on_one_way(line, through, subject)
    return Prose(
        subject.said_of_goal(
            marked(
                "{number} moves the loss only through {through}. The delta of {neuron} already "
                "holds all the slopes from the loss back to there; only the last one is left to "
                "multiply by."
            ),
            marked(
                "{number} moves {aim} only through {through}. The delta of {neuron} already holds "
                "all the slopes from {aim} back to there; only the last one is left to multiply "
                "by."
            ),
            number=Name(line.by),
            through=Name(through),
            neuron=subject[through].of,
        )
    )


def _direct_gradient(line: Line, subject: Subject, kind: str) -> Words:
    """A gradient with no way to go: the loss itself holds the number, or nothing leads to it."""
    number, loss = Name(line.by), Name(line.of)
    sentence = say(_OF_AIM[kind], gradient=Name(line.name), number=number, aim=loss)
    users = [
        user
        for user in subject.tape.values()
        if user.role in (Role.ERROR, Role.TOTAL) and user.part is Part.ERROR
        if line.by in user.uses
    ]
    if not users:
        return Words(
            sentence,
            say("Is there a path from {number} to {loss} at all?", number=number, loss=loss),
            (
                Prose(
                    say(
                        "No path leads from {number} to {loss}: the slope is 0.",
                        number=number,
                        loss=loss,
                    )
                ),
            ),
        )
    (source,) = users
    return Words(
        sentence,
        say(
            "{number} stands in the formula of {loss} itself, and nowhere else. Take that one "
            "formula: how fast does it change when {number} alone grows a little?",
            number=number,
            loss=Name(source.name),
        ),
        explained(source.formula, line.by, line.formula),
        (Equation(Name(source.name), (source.formula,)),),
    )
