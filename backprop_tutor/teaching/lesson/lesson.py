"""The lesson: a lazy sequence of steps over a subject. A step is made when it is looked at."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, overload

from backprop_tutor.blocks import renaming
from backprop_tutor.blocks.blocks import (
    Block,
    Prose,
    Tone,
)
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.notation import Naming
from backprop_tutor.maths.tape.tape import SPLIT
from backprop_tutor.scenario.by_language import UNWRITTEN
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.lesson.plan import planned
from backprop_tutor.teaching.lesson.planner import PlannedStep
from backprop_tutor.teaching.subject.authors_words import authors_blocks
from backprop_tutor.teaching.subject.step import Form, Question, Step
from backprop_tutor.teaching.subject.subject import Subject

if TYPE_CHECKING:
    from backprop_tutor.teaching.lesson.matrices import Sheet

_AT_HAND = 4
"""A walk asks for the step at hand, and the one that it is a term of, many times over."""


class Lesson(Sequence[Step]):
    """The steps of a scenario in order; opening it costs the plan, not the steps."""

    def __init__(
        self,
        subject: Subject,
        parts: Collection[Part] | None = None,
        only: str | None = None,
        *,
        matrix: bool = False,
        among: Collection[str] | None = None,
    ) -> None:
        """Plan the steps; with ``matrix`` the last step of a layer shows it as matrices too.

        With ``among`` they are asked once more: only these are left, none is told, and what comes
        before them in the lesson is known.
        """
        self.subject = subject
        self.only = only
        self.matrix = matrix
        self._parts = subject.scenario.lesson if parts is None else parts
        self._all = planned(subject, self._parts, only)
        self._items = self._all
        self.is_round = among is not None
        if among is not None:
            self._items = tuple(
                replace(item, told=False, opens=False, aims=(), sample=None)
                for item in self._all
                if item.name in among
            )
        self._told = tuple(index for index, item in enumerate(self._items) if item.told)
        self._begins = tuple(
            index
            for index, item in enumerate(self._items)
            if index == 0 or item.opens or item.aims or item.sample is not None
        )
        self._layers = self._completed_layers() if matrix else {}
        self._step = lru_cache(_AT_HAND)(self._made)

    def _completed_layers(self) -> "Mapping[str, Sequence[Sheet]]":
        from backprop_tutor.teaching.lesson.matrices import completed
        from backprop_tutor.teaching.lesson.matrices.samples import every_sheet

        taught = [(item.name, (*item.terms, item.name)) for item in self._items]
        return completed(every_sheet(self.subject), taught)

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

    def asked(self) -> tuple[str, ...]:
        """Return the quantity of each step, in order, of those that are told too."""
        return tuple(item.name for item in self._items)

    @property
    def questions(self) -> int:
        """How many of the steps are asked; the others are told."""
        return self.number(len(self)) - 1

    def number(self, index: int) -> int:
        """Return which of the asked steps is, or comes next after, the step at an index; from 1."""
        return index - bisect_left(self._told, index) + 1

    def is_told(self, index: int) -> bool:
        """Whether a step is told in a table, and asked only of who wishes to be asked."""
        return self._items[index].told

    def section(self, index: int) -> range:
        """Return the steps of the section that a step is in.

        A section begins with a part of the lesson, with what is aimed at, or with a sample.
        """
        after = bisect_right(self._begins, index)
        stop = self._begins[after] if after < len(self._begins) else len(self)
        return range(self._begins[after - 1], stop)

    def stretches(self, start: int = 0) -> Iterator[range]:
        """Yield the steps from ``start`` on, in order: one by one, but those told together."""
        while start < len(self):
            stop = start + 1
            while self.is_told(start) and stop < len(self) and self.is_told(stop):
                stop += 1
            yield range(start, stop)
            start = stop

    def table(self, start: int, stop: int, most: int | None = None) -> tuple[Block, ...]:
        """Return the steps from ``start`` to ``stop`` as they are told: worked out in tables.

        A table has at most so many rows, and says how many more there are.
        """
        from backprop_tutor.teaching.lesson.told_steps import told

        return told(self, self._items[start:stop], most)

    def once_more(self, among: Collection[str]) -> "Lesson":
        """Return a lesson of some of these steps, to ask them again."""
        return Lesson(self.subject, self._parts, self.only, among=among)

    def begun_at(self, index: int) -> tuple[Block, ...]:
        """Return what is said where a part of the lesson, or a sample, begins with a step."""
        return self.said_before(self._items[index])

    def said_before(self, item: PlannedStep) -> tuple[Block, ...]:
        """Return what is said where a part of the lesson begins with a step, or a sample."""
        return _opening(item, self.subject)

    def said_after(self, name: str) -> tuple[Block, ...]:
        """Return the remarks on a quantity that is told: the author's, and where a source errs."""
        from backprop_tutor.teaching.lesson.source.published_numbers import remarks

        scenario = self.subject.scenario
        note = scenario.notes.get(name, UNWRITTEN)
        noted = authors_blocks(note, scenario, Tone.REMARK, (Name(name), ": "))
        compared = scenario.published or scenario.errata
        errs = remarks((name,), self.subject, named=True) if compared else ()
        return (*noted, *errs, *self._as_matrices(name))

    def find(self, quantity: str) -> int | None:
        """Return the index of the step that teaches a quantity, or steps over it."""
        return self._index.get(quantity)

    @cached_property
    def _index(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for index, item in enumerate(self._items):
            for name in (item.name, *item.terms):
                found.setdefault(name, index)
        return found

    def quantities(self, stop: int, start: int = 0) -> tuple[str, ...]:
        """Return the lines that the steps before ``stop`` teach, terms included, in order."""
        items = self._items[start:stop]
        if start == 0:  # What is left out of a lesson came before too.
            end = self._places[self._items[stop].name] if stop < len(self) else len(self._all)
            items = self._all[:end]
        return tuple(dict.fromkeys(name for item in items for name in (*item.terms, item.name)))

    def come_before(self) -> tuple[str, ...]:
        """Return what the parts before those of this lesson work out: needed here, not asked."""
        parts = tuple(Part)
        earlier = parts[: min(map(parts.index, self._parts), default=0)]
        if not earlier:
            return ()
        before = Lesson(self.subject, earlier, self.only)
        return before.quantities(len(before))

    def question_at(self, index: int) -> Question:
        """Return the question of a step, without all that is shown with it."""
        return self._question(self._items[index])

    def question(self, quantity: str) -> Question:
        """Return the question for a quantity, as it is asked in this lesson or would be."""
        index = self.find(quantity)
        if index is not None and self._items[index].name == quantity:
            return self._question(self._items[index])
        return self._question(PlannedStep(quantity))

    def _question(self, item: PlannedStep) -> Question:
        return Question(item.name, Form.EITHER, self.subject.scenario.digits, item.terms)

    def quantity(self, index: int) -> str:
        """Return the quantity of a step."""
        return self._items[index].name

    def parameter(self, index: int) -> str | None:
        """Return the parameter whose chain a step belongs to, if any."""
        return self._items[index].parameter

    def term(self, name: str, index: int) -> Step:
        """Return the step of a line that the question of step ``index`` stepped over."""
        return self._step(PlannedStep(name, parameter=self.parameter(index)))

    def whole(self, index: int, worked: tuple[str, ...] = ()) -> Step:
        """Return a step; those of its terms that were ``worked`` out by now are known in it."""
        item = self._items[index]
        return self._step(replace(item, worked=worked) if worked else item)

    def _made(self, item: PlannedStep) -> Step:
        # Late: whoever asks for the question alone does without all that is shown with it.
        from backprop_tutor.teaching.lesson.source.published_numbers import remarks
        from backprop_tutor.teaching.lesson.step_maker import made

        subject = self.subject
        subject.check_finite((*item.terms, item.name))
        opening = (
            *_opening(item, subject),
            *_signpost(item, subject, lambda name: self._is_known(name, item)),
        )
        sample = subject[item.name].sample
        one = subject.alone[sample - 1] if sample else None
        plain = names.of_sample(item.name)[0]
        if one is None or plain not in one.called:
            step = made(item, subject, lambda name: self._is_known(name, item))
        else:
            terms = tuple(names.of_sample(term)[0] for term in item.terms)
            worked = tuple(names.of_sample(term)[0] for term in item.worked)
            alone = replace(item, name=plain, terms=terms, worked=worked)
            called = one.called

            def known(name: str) -> bool:
                return name in called and self._is_known(called[name], item)

            step = _in_names(made(alone, one.subject, known), renaming.by(called))
        from backprop_tutor.teaching.subject.definitions import definition, needed

        formulas = needed((*item.terms, item.name), subject)
        return replace(
            step,
            opening=opening,
            question=self._question(item),
            definitions=tuple(definition(what, subject) for what in formulas),
            working=(
                *step.working,
                *_note(item.name, subject),
                *remarks((*item.terms, item.name), subject),
                *self._as_matrices(item.name),
            ),
        )

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """The step that each line is taught in, on its own or as one of the terms."""
        return {
            name: index for index, item in enumerate(self._all) for name in (*item.terms, item.name)
        }

    def _is_known(self, name: str, item: PlannedStep) -> bool:
        """Whether a quantity is given, or was worked out before a step.

        A lesson of one part begins with all that the parts before it work out.
        """
        here, line = self._places.get(item.name, 0), self.subject[name]
        if not self.subject.taught(name):
            return True
        if name in self._places:
            return self._places[name] < here
        parts = tuple(Part)
        now = self.subject[item.name].part
        assert line.part is not None, "what is not given is of a part"
        assert now is not None, "given numbers are not taught"
        return parts.index(line.part) < parts.index(now)

    def _as_matrices(self, name: str) -> Iterator[Block]:
        from backprop_tutor.teaching.lesson.matrices import the_same_for

        for sheet in self._layers.get(name, ()):
            if blocks := sheet.make():
                yield Prose(the_same_for(self.subject, sheet.layer))
                yield from blocks


def _opening(item: PlannedStep, subject: Subject) -> tuple[Block, ...]:
    """Say which part of the lesson begins, or which sample."""
    from backprop_tutor.teaching.lesson.error_split.openings import shares_begin
    from backprop_tutor.teaching.lesson.openings import opening_of, sample_begins

    part = subject[item.name].part
    assert part is not None, "given numbers are not taught"
    shared = subject[item.name].role in SPLIT
    opening = shares_begin if shared else opening_of
    begins = opening(part, subject) if item.opens else ()
    if item.sample is None:
        return begins
    return (*sample_begins(item.sample, subject), *begins)


def _signpost(
    item: PlannedStep, subject: Subject, known: Callable[[str], bool]
) -> tuple[Block, ...]:
    """Say which gradients are wanted from here on, with the way to the one in focus lit.

    The picture has the values of what is ``known`` before the step.
    """
    if not item.aims:
        return ()
    from backprop_tutor.teaching.lesson import network_picture
    from backprop_tutor.teaching.lesson.error_split.openings import answers_for
    from backprop_tutor.teaching.lesson.openings import gradient_wanted, others_wanted

    if len(item.aims) > 1:
        return others_wanted(item.aims, subject)
    (parameter,) = item.aims
    lit = network_picture.path_of(parameter, subject.scenario)
    shared = subject[item.name].role in SPLIT
    said = (
        answers_for(parameter)
        if shared
        else gradient_wanted(parameter, subject, subject[item.name].sample)
    )
    worked = network_picture.values_of_nodes(known, subject[item.name].sample, subject)
    return (
        *said,
        *network_picture.picture_of(subject.pictured, frozenset(lit), samples=False, worked=worked),
    )


def _note(name: str, subject: Subject) -> tuple[Block, ...]:
    note = subject.scenario.notes.get(name, UNWRITTEN)
    return tuple(authors_blocks(note, subject.scenario, Tone.REMARK))


def _in_names(one: Step, names: Naming) -> Step:
    """Return a step with other names in all that it shows; its question keeps its own."""
    return replace(
        one,
        name=names(one.name),
        opening=renaming.blocks(one.opening, names),
        setting=renaming.blocks(one.setting, names),
        known=renaming.blocks(one.known, names),
        hints=tuple(renaming.blocks(hint, names) for hint in one.hints),
        why=renaming.blocks(one.why, names),
        working=renaming.blocks(one.working, names),
    )
