"""What an author is told of each oversight: what it is, what comes of it, what to do."""

from collections.abc import Sequence
from typing import assert_never

from backprop_tutor.blocks.blocks import Inline, Prose, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.teaching.authoring.oversights import (
    CutOff,
    DeadEnds,
    Oversight,
    Twins,
    UnusedInputs,
    UnusedParameters,
    ZeroNets,
)
from backprop_tutor.teaching.subject.activation_names import activation_in_words
from backprop_tutor.teaching.subject.target_reach import (
    AtTheEdge,
    OutOfReach,
    number_written,
    out_of_reach_said,
)
from backprop_tutor.wording import listed_and, say, say_so_many, with_commas

_MOST_LISTED = 8


def sentence(found: Oversight) -> Prose:
    """Return what is said of an oversight."""
    return Prose(_said(found), Tone.REMARK)


def some_of(names: Sequence[str]) -> tuple[Inline, ...]:
    """Return the first of some names, and how many more there are."""
    listed: tuple[Inline, ...] = with_commas([Name(name) for name in names[:_MOST_LISTED]])
    more = len(names) - _MOST_LISTED
    if more <= 0:
        return listed
    return say_so_many("{names} and {n} more", "{names} and {n} more", more, names=listed)


def _joined(names: Sequence[str]) -> tuple[Inline, ...]:
    """Return a few names as ``a, b and c``."""
    if len(names) > _MOST_LISTED:
        return some_of(names)
    return listed_and([Name(name) for name in names])


def _said(found: Oversight) -> tuple[Inline, ...]:
    match found:
        case CutOff(doubt):
            return say("Line {line}: {doubt}.", line=str(doubt.line), doubt=doubt.text)
        case UnusedInputs(names):
            return say_so_many(
                "The input {names} is used by no node. Use it, or leave it out.",
                "The inputs {names} are used by no node. Use them, or leave them out.",
                len(names),
                names=_joined(names),
            )
        case UnusedParameters(names):
            return say_so_many(
                "The parameter {names} is used by no node, so it never learns. Use it, or leave it "
                "out.",
                "The parameters {names} are used by no node, so they never learn. Use them, or "
                "leave them out.",
                len(names),
                names=_joined(names),
            )
        case DeadEnds():
            return _dead_ends(found)
        case OutOfReach():
            return out_of_reach_said(found)
        case AtTheEdge(names, targets, activation):
            return say_so_many(
                "The target {targets} of {names} is at the edge of {activation} and reached only "
                "in the limit: some error is left however long one trains. If it is to be reached, "
                "keep away from the edge.",
                "The targets {targets} of {names} are at the edges of {activation} and reached "
                "only in the limit: some error is left however long one trains. If they are to be "
                "reached, keep away from the edges.",
                len(targets),
                targets=listed_and([number_written(target) for target in targets]),
                names=_joined(names),
                activation=activation_in_words(activation),
            )
        case Twins():
            return _twins(found)
        case ZeroNets(names, bent):
            return _zero_nets(names, bent)
        case _:
            assert_never(found)


def _dead_ends(found: DeadEnds) -> tuple[Inline, ...]:
    count, nodes = len(found.names), _joined(found.names)
    if not found.parameters:
        return say_so_many(
            "Nothing comes of the node {nodes}: no way leads from it to {aim}. Go on from "
            "it, or leave it out.",
            "Nothing comes of the nodes {nodes}: no way leads from them to {aim}. Go on "
            "from them, or leave them out.",
            count,
            nodes=nodes,
            aim=Name(found.aim),
        )
    return say_so_many(
        "Nothing comes of the node {nodes}: no way leads from it to {aim}, so nothing "
        "teaches {parameters} either. Go on from it, or leave it out.",
        "Nothing comes of the nodes {nodes}: no way leads from them to {aim}, so nothing "
        "teaches {parameters} either. Go on from them, or leave them out.",
        count,
        nodes=nodes,
        aim=Name(found.aim),
        parameters=_joined(found.parameters),
    )


def _twins(found: Twins) -> tuple[Inline, ...]:
    if found.forever:
        return say(
            "{neurons} have the same weights, those that lead to them and those that lead away: "
            "they stay equal however long they learn, like one neuron written several times. Give "
            "them different numbers.",
            neurons=_joined(found.names),
        )
    return say(
        "{neurons} have the same weights, so all their numbers are the same: whoever takes one for "
        "the other is not found out. Give them different numbers.",
        neurons=_joined(found.names),
    )


def _zero_nets(names: Sequence[str], bent: str | None) -> tuple[Inline, ...]:
    if bent is not None:
        return say_so_many(
            "{nets} is exactly 0, where {activation} bends: which slope it has there is a mere "
            "convention. Choose other numbers, unless that is what the lesson is about.",
            "{nets} are exactly 0, where {activation} bends: which slope it has there is a mere "
            "convention. Choose other numbers, unless that is what the lesson is about.",
            len(names),
            nets=_joined(names),
            activation=activation_in_words(bent),
        )
    return say_so_many(
        "{nets} is exactly 0, and so it is after many a mistake in it: a wrong sign, or a term "
        "that was left out. Choose other numbers.",
        "{nets} are exactly 0, and so they are after many a mistake in them: a wrong sign, or a "
        "term that was left out. Choose other numbers.",
        len(names),
        nets=_joined(names),
    )
