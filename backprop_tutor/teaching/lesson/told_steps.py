"""Steps that are told and not asked: each worked out in a row of a table.

So are the later ones of several samples, and what repeats a kind that a learner has shown to know.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, WithNumbers
from backprop_tutor.formula.expression import Name, Number
from backprop_tutor.teaching.lesson.planner import PlannedStep
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say, say_so_many, text_in

if TYPE_CHECKING:
    from backprop_tutor.teaching.lesson.lesson import Lesson


def told(lesson: "Lesson", items: Sequence[PlannedStep], most: int | None) -> tuple[Block, ...]:
    """Return steps as tables, one for each part of the lesson and for each sample."""
    blocks: list[Block] = []
    for group in _groups(items):
        blocks += lesson.said_before(group[0])
        blocks.append(_reason(group[0]))
        blocks += _table(lesson.subject, group, most)
        for item in group:
            for name in (*item.terms, item.name):
                blocks += lesson.said_after(name)
    return tuple(blocks)


def _reason(first: PlannedStep) -> Prose:
    """Say why steps are told."""
    if not first.told:
        return Prose(
            say(
                "Three of these in a row were right at the first try. The next ones are worked "
                "out for you:"
            )
        )
    if first.sample:
        return Prose(
            say("This sample is worked out for you, in the same way as the ones before it:")
        )
    return Prose(say("The rest is worked out for you, in the same way:"))


def _groups(items: Sequence[PlannedStep]) -> Iterator[list[PlannedStep]]:
    """Part steps where something has to be said before one of them."""
    group: list[PlannedStep] = []
    for item in items:
        if group and (item.opens or item.sample is not None or item.told is not group[0].told):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _table(subject: Subject, items: Sequence[PlannedStep], most: int | None) -> Iterator[Block]:
    shown = tuple(islice(_worked(subject, items), most))
    subject.check_finite(shown)
    rows = tuple(_row(name, subject) for name in shown)
    yield Table(
        (
            text_in("a column of a table", "quantity"),
            text_in("a column of a table", "worked out"),
            text_in("a column of a table", "value"),
        ),
        rows,
    )
    if left := [item.name for item in items if item.name not in shown]:
        how = say_so_many(
            "{n} more is left out here. For one of them, type calc and its name: calc {name}",
            "{n} more are left out here. For one of them, type calc and its name: calc {name}",
            len(left),
            name=Name(left[-1]),
        )
        yield Prose(how, Tone.REMARK)


def _worked(subject: Subject, items: Sequence[PlannedStep]) -> Iterator[str]:
    """Yield what there is to work out; a term that only hands on a number is none of it."""
    for item in items:
        for name in item.terms:
            if not isinstance(subject[name].formula, Name | Number):
                yield name
        yield item.name


def _row(name: str, subject: Subject) -> tuple[Inline, ...]:
    line = subject[name]
    numbers = subject.decided(line.formula)
    if line.sample:  # What a sample meets is spelled as in its own steps.
        one = subject.alone[line.sample - 1]
        plain = {called: name for name, called in one.called.items()}
        spelled = {called: one.subject.spelled(plain[called]) for called in line.uses}
        numbers = WithNumbers(
            numbers.formula, {used: spelled[used] for used in numbers.numbers}, numbers.because
        )
    return (Name(name), numbers, subject.value(name))
