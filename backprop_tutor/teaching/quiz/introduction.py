"""What a quiz says of the network before its first question: the picture, and which loss it is."""

from collections.abc import Iterator

from backprop_tutor.blocks.blocks import Block, Inline, Prose
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.scenario import Part, Update
from backprop_tutor.teaching.lesson.first_page import note_on_updates
from backprop_tutor.teaching.lesson.network_picture import picture_of
from backprop_tutor.teaching.quiz.lessons import Lessons
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say

_MOST_ADDED = 4
"""Errors whose sum is written out."""


def introduction(lessons: Lessons) -> tuple[Block, ...]:
    """Return the network at its own numbers, and its loss."""
    subject = lessons.original.subject
    return (
        *note_on_updates(subject.after, subject.scenario),
        *picture_of(subject.pictured),
        *_loss(subject),
    )


def _loss(subject: Subject) -> Iterator[Block]:
    """Say which loss it is: half the square and the cross-entropy have other slopes."""
    scenario = subject.scenario
    lines = [line for line in subject.tape.values() if line.part is Part.ERROR and line.sample <= 1]
    errors = [line for line in lines if line.role is Role.ERROR]
    totals = [line for line in lines if line.role in (Role.TOTAL, Role.BATCH_TOTAL)]
    alike = len(errors) > 1 and bool(scenario.loss)  # What a scenario writes out may differ.
    said: list[Inline] = []
    for line in (*(errors[:1] if alike else errors), *totals):
        joins = line.role is Role.BATCH_TOTAL or (line.role is Role.TOTAL and bool(errors))
        if joins and len(line.uses) > _MOST_ADDED:
            means = line.role is Role.BATCH_TOTAL and scenario.update is Update.BATCH_MEAN
            message = _IS_THE_MEAN if means else _IS_THE_SUM
        else:
            message = _FOR_EACH if alike and line.role is Role.ERROR else _IS
        one: tuple[Inline, ...] = say(message, loss=Name(line.name), formula=line.formula)
        said += [" ", *one] if said else one
    if said:
        # Translators: {sentences} says of each loss what it is, as in: E_o1 = ½(t − a)².
        yield Prose(say("The loss: {sentences}", sentences=tuple(said)))


_IS = marked("{loss} = {formula}.")
_FOR_EACH = marked("{loss} = {formula}, and so for each output.")
_IS_THE_SUM = marked("{loss} is the sum of them all.")
_IS_THE_MEAN = marked("{loss} is the mean of them all.")
