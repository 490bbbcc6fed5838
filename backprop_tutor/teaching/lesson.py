"""The lesson: a lazy sequence of steps over a subject. A step is made when it is looked at."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import overload

from backprop_tutor.expression import Name, Sum, names_in
from backprop_tutor.maths import names
from backprop_tutor.maths.tape import SPLIT, Line, Role
from backprop_tutor.scenario import Part
from backprop_tutor.teaching import intro, pages, renaming
from backprop_tutor.teaching.chain import chain_of
from backprop_tutor.teaching.openings import THE_OTHERS, aim, opening_of, sample_begins
from backprop_tutor.teaching.plan import planned
from backprop_tutor.teaching.planner import Item
from backprop_tutor.teaching.shares import answers_for, shares_begin
from backprop_tutor.teaching.step import (
    Block,
    Equation,
    Figure,
    Form,
    Inline,
    Prose,
    Question,
    Step,
    Table,
    Tone,
)
from backprop_tutor.teaching.subject import Subject
from backprop_tutor.teaching.teachers import TEACHERS, Words

_MOST_KNOWN = 16
"""How many known numbers a step lists; the command ``values`` has all."""


class Lesson(Sequence[Step]):
    """The steps of a scenario in order; opening it costs the plan, not the steps."""

    def __init__(
        self,
        subject: Subject,
        parts: Collection[Part] | None = None,
        only: str | None = None,
    ) -> None:
        self.subject = subject
        self.only = only
        self._items = planned(subject, subject.scenario.lesson if parts is None else parts, only)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | Sequence[Step]:
        if isinstance(index, slice):
            return [self._step(item) for item in self._items[index]]
        return self._step(self._items[index])

    def __len__(self) -> int:
        return len(self._items)

    def find(self, quantity: str) -> int | None:
        """Return the index of the step that teaches a quantity, or steps over it."""
        for index, item in enumerate(self._items):
            if quantity == item.name or quantity in item.terms:
                return index
        return None

    def quantities(self, stop: int) -> tuple[str, ...]:
        """Return the lines that the steps before ``stop`` teach, terms included, in order."""
        return tuple(
            dict.fromkeys(name for item in self._items[:stop] for name in (*item.terms, item.name)),
        )

    def question(self, quantity: str) -> Question:
        """Return the question for a quantity, as it is asked in this lesson or would be."""
        index = self.find(quantity)
        if index is not None and self._items[index].name == quantity:
            return self._question(self._items[index])
        return self._question(Item(quantity))

    def _question(self, item: Item) -> Question:
        return Question(item.name, Form.EITHER, self.subject.scenario.digits, item.terms)

    def parameter(self, index: int) -> str | None:
        """Return the parameter whose chain a step belongs to, if any."""
        return self._items[index].parameter

    def term(self, name: str, index: int) -> Step:
        """Return the step of a line that the question of step ``index`` stepped over."""
        return self._step(Item(name, parameter=self.parameter(index)))

    def _step(self, item: Item) -> Step:
        subject = self.subject
        subject.check_finite((*item.terms, item.name))
        opening = (*_opening(item, subject), *_signpost(item, subject))
        sample = subject[item.name].sample
        one = subject.alone[sample - 1] if sample else None
        plain = names.of_sample(item.name)[0]
        if one is None or plain not in one.called:
            return replace(made(item, subject), opening=opening)
        alone = replace(
            item, name=plain, terms=tuple(names.of_sample(term)[0] for term in item.terms)
        )
        step = renaming.step(made(alone, one.subject), one.called)
        note = _note(item.name, subject)
        return replace(
            step,
            opening=opening,
            question=self._question(item),
            working=(*step.working, *note),
        )


def made(item: Item, subject: Subject) -> Step:
    """Return the step of a line, without what is said before it."""
    line = subject[item.name]
    part = line.part
    assert part is not None, "given numbers are not taught"
    words = TEACHERS[line.role](line, subject)
    return Step(
        name=item.name,
        part=part,
        opening=(),
        setting=(
            *_where(line, subject, item.parameter),
            Prose(words.sentence),
            *words.before,
        ),
        known=_known(item, line, subject),
        question=Question(item.name, Form.EITHER, subject.scenario.digits, item.terms),
        hints=_hints(item, subject, words),
        why=words.why,
        working=(*_working(item, subject), *words.after, *_note(item.name, subject)),
    )


def _opening(item: Item, subject: Subject) -> tuple[Block, ...]:
    """Say which part of the lesson begins, or which sample."""
    part = subject[item.name].part
    assert part is not None, "given numbers are not taught"
    shared = subject[item.name].role in SPLIT
    opening = shares_begin if shared else opening_of
    begins = opening(part, subject) if item.opens else ()
    if item.sample is None:
        return begins
    return (*sample_begins(item.sample, subject), *begins)


def _signpost(item: Item, subject: Subject) -> tuple[Block, ...]:
    """Say which gradients are wanted from here on, with the way to the one in focus lit."""
    if not item.aims:
        return ()
    if len(item.aims) > 1:
        return THE_OTHERS
    (parameter,) = item.aims
    lit = pages.path_of(parameter, subject.scenario)
    shared = subject[item.name].role in SPLIT
    said = answers_for(parameter) if shared else aim(parameter, subject)
    return (*said, *intro.drawn(subject.scenario, frozenset(lit)))


def _where(line: Line, subject: Subject, parameter: str | None) -> tuple[Block, ...]:
    chain = chain_of(line, subject, parameter)
    return () if chain is None else (Figure(chain),)


def _known(item: Item, line: Line, subject: Subject) -> tuple[Block, ...]:
    """List the numbers that the question starts from."""
    if line.part is Part.AGAIN:
        return (_new_pass(subject),)
    # What a slope's own formula holds would give the slope away: show what is differentiated.
    sources = [
        subject[line.of].formula if line.role in _OF_ONE_LINE else subject[name].formula
        for name in (*item.terms, item.name)
    ]
    if line.role in _OF_ONE_LINE:
        sources.append(Sum((Name(line.of), Name(line.by))))
    if line.role is Role.LOSS_SLOPE:
        sources = [Sum((Name(line.by), *map(Name, subject.judging(line.by).uses)))]
    used = dict.fromkeys(name for source in sources for name in names_in(source))
    listed = [name for name in used if name not in item.terms and name != item.name]
    parts: list[Inline] = ["Known: "]
    for index, name in enumerate(listed[:_MOST_KNOWN]):
        parts += [", " if index else "", Name(name), " = ", subject.value(name)]
    more = len(listed) - _MOST_KNOWN
    parts.append(f" and {more} more (type: values)." if more > 0 else ".")
    return (Prose(tuple(parts), Tone.REMARK),)


_OF_ONE_LINE = frozenset(
    {
        *(Role.ACTIVATION_SLOPE, Role.NET_BY_WEIGHT, Role.NET_BY_BIAS, Role.NET_BY_OUT),
        *(Role.NODE_SLOPE, Role.ERROR_SLOPE),
    }
)


def _new_pass(subject: Subject) -> Table:
    """The forward pass at the new weights, told."""
    return Table(
        ("quantity", "before", "now"),
        tuple(
            (
                Name(line.name),
                subject.value(names.old(line.name)),
                subject.value(line.name),
            )
            for line in subject.tape.values()
            if line.part is Part.AGAIN and line.role in (Role.NET, Role.OUT, Role.NODE)
        ),
    )


def _hints(item: Item, subject: Subject, words: Words) -> tuple[tuple[Block, ...], ...]:
    lines = [subject[name] for name in (*item.terms, item.name)]
    return (
        (Prose(words.principle, Tone.HINT),),
        tuple(Equation(Name(line.name), subject.ways(line.name)) for line in lines),
        tuple(
            Equation(Name(line.name), (subject.with_numbers(subject.ways(line.name)[-1]),))
            for line in lines
        ),
    )


def _working(item: Item, subject: Subject) -> tuple[Block, ...]:
    return tuple(subject.worked(name) for name in (*item.terms, item.name))


def _note(name: str, subject: Subject) -> tuple[Block, ...]:
    note = subject.scenario.notes.get(name)
    return () if note is None else (Prose((note,), Tone.REMARK),)
