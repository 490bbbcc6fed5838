"""Why a factor of a derivative is there, and what becomes of two slopes that follow each other.

Each factor is the slope of one step of the way from a quantity to the loss. To ask of another
factor, add a row to ``_REASONS``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose

from backprop_tutor.blocks.blocks import Inline
from backprop_tutor.formula.expression import Name, Product
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.learner.skills import skill_of
from backprop_tutor.teaching.reasons.beliefs import wrong_choices
from backprop_tutor.teaching.reasons.question import (
    CHOICE_LETTERS,
    FEWEST,
    Belief,
    Choice,
    Kind,
    ReasonQuestion,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import Marked, marked, say

_STEM = marked("{line} = {formula}. Why is {factor} one of the factors?")
_HINT = marked("Nudge {by} alone, and follow what moves, one step after the other.")


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why one kind of factor is there, and what it is mistaken for."""

    said: Marked
    remark: Marked
    beliefs: tuple[Belief, ...]


_REASONS: Mapping[Role, _Reason] = {
    Role.NET_BY_WEIGHT: _Reason(
        marked(
            "When {by} moves, {of} moves {beside} times as far, since {by} is multiplied by "
            "{beside}."
        ),
        marked("Slopes along a path multiply: from {by} to {of}, and from {of} to {aim}."),
        (
            Belief(
                "weight-for-input",
                marked("It says how large {by} is: the larger a weight, the larger its gradient."),
            ),
            Belief(
                "delta-for-gradient",
                marked("It makes no difference: what {of} does to {aim}, {by} does too."),
            ),
            Belief(
                "rate-in-gradient",
                marked("It keeps the step small, so that {by} does not move too far."),
            ),
        ),
    ),
    Role.NET_BY_OUT: _Reason(
        marked(
            "When {by} moves, {of} moves {beside} times as far, since {by} is multiplied by "
            "{beside}."
        ),
        marked("Slopes along a path multiply: from {by} to {of}, and from {of} on."),
        (
            Belief(
                "input-for-weight",
                marked("It says how large {by} is: who sends more is told more on the way back."),
            ),
            Belief(
                "updated-weights",
                marked(
                    "It is the new value of {beside}: on the way back its update has been made."
                ),
            ),
            Belief(
                "error-split-by-weight",
                marked(
                    "It is the share of the error that falls to {sender}; all shares add up to 1."
                ),
            ),
        ),
    ),
    Role.ACTIVATION_SLOPE: _Reason(
        marked(
            "When {by} moves, {of} moves that many times as far: the activation lies on the way."
        ),
        marked("Slopes along a path multiply: from {by} to {of}, and from {of} to {aim}."),
        (
            Belief(
                "no-output-activation-slope",
                marked("It makes no difference: what {of} does to {aim}, {by} does too."),
            ),
            Belief(
                "no-hidden-activation-slope",
                marked("It makes no difference: what {of} does to {aim}, {by} does too."),
            ),
            Belief(
                "slope-of-error",
                marked("It says how far {of} is off: the nearer to the target, the smaller it is."),
            ),
            Belief(
                "slope-of-activated-value",
                marked("It undoes the activation: on the way back {of} becomes {by} again."),
            ),
            Belief(
                "other-neurons-slope",
                marked(
                    "It is the slope of the last layer, which the delta of every neuron contains."
                ),
            ),
        ),
    ),
}
_OF_LAST_LAYER = "other-neurons-slope"
"""What is believed of a hidden neuron only: at an output it is not wrong, in a graph not said."""


def why_a_factor(line: Line, subject: Subject) -> ReasonQuestion | None:
    """Return why the last of two factors is there: ``dE/dw = dE/dnet · dnet/dw``.

    None for a line of another form, and where too few wrong reasons lead to another number.
    """
    match line.formula:
        case Product((Name(), Name(id=factor))) if subject[factor].role in _REASONS:
            pass
        case _:
            return None
    slope = subject[factor]
    parts = _parts(slope, subject)
    reason = _REASONS[slope.role]
    if parts is None:
        return None
    beliefs = reason.beliefs
    in_a_row = subject.scenario.is_of_neurons
    if not in_a_row or subject.is_output(subject[slope.of].of):
        beliefs = tuple(one for one in beliefs if one.idea != _OF_LAST_LAYER)
    wrong = tuple(wrong_choices(beliefs, (line.name, factor), parts, subject))
    right = Choice(say(reason.said, **parts), say(reason.remark, **parts))
    choices = (right, *wrong)[: len(CHOICE_LETTERS)]
    if len(choices) < FEWEST:
        return None
    stem = {**parts, "line": Name(line.name), "formula": line.formula, "factor": Name(factor)}
    return ReasonQuestion(
        Kind.FACTOR,
        line.name,
        skill_of(slope if slope.role is Role.ACTIVATION_SLOPE else line, subject),
        (),
        say(_STEM, **stem),
        choices,
        0,
        say(_HINT, **parts),
    )


def _parts(slope: Line, subject: Subject) -> dict[str, Inline] | None:
    """Return what stands in the sentences; None where the slope is not that of one product."""
    aim: Inline = Name(subject.aim)
    parts: dict[str, Inline] = {"by": Name(slope.by), "of": Name(slope.of), "aim": aim}
    if slope.role is Role.ACTIVATION_SLOPE:
        return parts
    if not isinstance(slope.formula, Name):
        return None
    return {**parts, "beside": slope.formula, "sender": subject[slope.by].of or slope.by}


_CHAIN_STEM = marked(
    "{first} is how fast {end} changes with {middle}, and {second} is how fast {middle} changes "
    "with {by}. What becomes of the two on the way to {line}, and why?"
)
_CHAIN = marked(
    "They are multiplied: {middle} moves {second} times as far as {by}, and {end} moves {first} "
    "times as far as {middle}."
)
_CHAIN_REMARK = marked("That is the chain rule: slopes of steps that follow each other multiply.")
_CHAIN_HINT = marked("Let {by} move by 1: how far does {middle} move then, and how far {end}?")
_CHAIN_BELIEFS = (
    Belief(
        "local-slope-only",
        marked("Only {second} counts: it is the slope of the step that {by} enters."),
    ),
    Belief("slope-passed-on", marked("Only {first} counts: it is handed on to {by} as it is.")),
    Belief("slopes-added", marked("They are added: each step adds its own slope.")),
)


def what_becomes_of_two_slopes(line: Line, subject: Subject) -> ReasonQuestion | None:
    """Return what becomes of the slopes of two steps of a graph: ``df/dx = df/dq · dq/dx``.

    None for a line of another form, and where sum and product are the same number.
    """
    match line.formula:
        case Product((Name(id=first), Name(id=second))) if subject[
            second
        ].role is Role.NODE_SLOPE and line.role in (Role.GRADIENT, Role.ADJOINT):
            pass
        case _:
            return None
    if isinstance(subject[subject[second].of].formula, Name):
        return None  # A value that is only handed on.
    one, other = subject.values[first], subject.values[second]
    if isclose(one + other, one * other, rel_tol=1e-3):
        return None
    parts: dict[str, Inline] = {
        "line": Name(line.name),
        "first": Name(first),
        "second": Name(second),
        "by": Name(line.by),
        "middle": Name(subject[second].of),
        "end": Name(line.of),
    }
    wrong = tuple(wrong_choices(_CHAIN_BELIEFS, (line.name,), parts, subject))
    right = Choice(say(_CHAIN, **parts), say(_CHAIN_REMARK, **parts))
    if len(wrong) + 1 < FEWEST:
        return None
    return ReasonQuestion(
        Kind.CHAIN,
        line.name,
        skill_of(line, subject),
        (),
        say(_CHAIN_STEM, **parts),
        (right, *wrong),
        0,
        say(_CHAIN_HINT, **parts),
        tells=(line.name,),
    )
