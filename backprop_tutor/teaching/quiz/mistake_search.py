"""A question under way that asks to find the mistake: which line it is in, then what is right.

In an exam nobody is told whether the named line was the wrong one: the value of that line is asked,
whichever it is.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.formula.expression import Expr, Name
from backprop_tutor.progress.rows import Event
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import AtHand, hint
from backprop_tutor.teaching.dialogue.reply import Came
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.quiz.disclosure import numbers_to_go_on
from backprop_tutor.teaching.quiz.erroneous_example import Mistake
from backprop_tutor.teaching.quiz.exercise import Exercise
from backprop_tutor.teaching.quiz.line_answer import judge_line, recorded_line
from backprop_tutor.teaching.quiz.question import Asked
from backprop_tutor.teaching.quiz.reason_choice import ReasonChoice
from backprop_tutor.wording import say, text

_FEWEST_TO_NARROW = 2
"""Of two lines it is one or the other anyway."""


@dataclass
class MistakeSearch:
    """Worked lines with one wrong among them, to be found and then put right."""

    asked: Asked
    mistake: Mistake
    exam: bool
    _lines_wrong: int = 0
    """How many right lines were named."""
    _line_hints: int = 0
    """How many hints were seen of which line it is."""
    _correction: Exercise | None = None
    """What the named line should be; None until a line is named that is to be put right."""

    @property
    def wrong(self) -> int:
        """Attempts that were not right."""
        return self._lines_wrong if self._correction is None else self._correction.wrong

    @property
    def hints(self) -> int:
        """Hints that were seen."""
        return self._line_hints + (0 if self._correction is None else self._correction.hints)

    @property
    def at_hand(self) -> AtHand:
        """What help is about: first which line it is, in an exam to the end."""
        if self._correction is None or self.exam:
            return replace(_looking(self.asked, self.mistake), told=self._to_go_on)
        return self._correction.at_hand

    @cached_property
    def _to_go_on(self) -> frozenset[str] | None:
        """What may be told of the numbers: in an exam, of all lines what each is worked out from.

        It is the same whichever line is wrong.
        """
        if not self.exam:
            return None
        lesson, lines = self.asked.lesson, self.mistake.lines
        steps = [lesson.term(line, self.asked.position) for line in lines]
        shown = (*self.mistake.blocks, *(block for step in steps for block in step.known))
        return numbers_to_go_on(lines, shown, lesson.subject)

    def prompt(self) -> Name | str:
        """Return what is asked: which line, or a quantity."""
        if self._correction is None:
            return f"{text('Which line is wrong?')} "
        return self._correction.prompt()

    def presented(self) -> tuple[Block, ...]:
        """Return the question as it is shown below its heading."""
        return self.mistake.blocks

    def passed_over(self) -> tuple[Block, ...]:
        """Return what is told where it is skipped: the wrong line, and how it should be."""
        return (Prose(say("Skipped.")), *self.asked.step.working)

    def next_hint(self) -> tuple[Block, ...]:
        """Return the next hint, or that there is none, and count it."""
        if self._correction is not None:
            return self._correction.next_hint()
        step = _looking(self.asked, self.mistake).step
        told = hint(step, self._line_hints)
        self._line_hints = min(self._line_hints + 1, len(step.hints))
        return told

    def read_as(self, said: str, carried: Carried) -> Expr | None:
        """Return what a text would be read as; the number of a line is no mathematics."""
        return None if self._correction is None else self._correction.read_as(said, carried)

    def answer(self, said: str, carried: Carried) -> Came:
        """Return what comes of the number of a line, or of what a line should be."""
        if self._correction is None:
            return self._line(said)
        came = self._correction.answer(said, carried)
        if came.final and self._correction.question.quantity != self.mistake.quantity:
            # What the line that is wrong should be was not said.
            return Came(came.blocks, Event.OTHER, came.final, decimal_comma=came.decimal_comma)
        return came

    def _line(self, said: str) -> Came:
        """Take the number of the line that a learner thinks wrong."""
        named = judge_line(self.mistake, said, silent=self.exam)
        if named.line is None:
            return Came(named.message, Event.INVALID)
        attempt = self._lines_wrong + 1
        if named.kind is Correctness.WRONG:
            self._lines_wrong += 1
        if named.kind is Correctness.RIGHT or self.exam:
            self._correction = self._to_be(self.mistake.lines[named.line - 1])
        if named.kind is Correctness.RIGHT:
            return Came(named.message, Event.OTHER)
        return Came(named.message, Event.WRONG, attempt=attempt, read_as=recorded_line(named.line))

    def _to_be(self, quantity: str) -> Exercise:
        """Return the question what a line should be."""
        is_wrong = quantity == self.mistake.quantity
        question = self.asked.question if is_wrong else self.asked.lesson.question(quantity)
        working = self.mistake.explanation
        return Exercise(self.asked, self.exam, question, working, wrong=self._lines_wrong)


UnderWay: TypeAlias = Exercise | MistakeSearch | ReasonChoice
"""What a quiz can be asking."""


def under_way(asked: Asked, *, exam: bool) -> UnderWay:
    """Return a question as it is asked."""
    if asked.reason is not None:
        return ReasonChoice(asked, asked.reason, exam)
    if asked.mistake is not None:
        return MistakeSearch(asked, asked.mistake, exam)
    return Exercise(asked, exam, asked.question, asked.step.working)


def _looking(asked: Asked, mistake: Mistake) -> AtHand:
    """Return what is asked before the line is found: nothing in it is about that line alone."""
    lesson, (first, *_, last) = asked.lesson, mistake.lines
    part = lesson.subject[first].part
    assert part is not None, "given numbers are not taught"
    place = lesson.find(first)
    step = replace(
        asked.step,
        name=last,
        part=part,
        question=lesson.question(first),
        hints=_hints(mistake),
        why=(Prose(say("First find the line. Then why explains it."), Tone.HINT),),
    )
    position = asked.position if place is None else min(place, asked.position)
    return AtHand(lesson, position, step)


def _hints(mistake: Mistake) -> tuple[tuple[Block, ...], ...]:
    """Lead to the wrong line: how to look for it, between which two it is, which it is."""
    count, wrong = len(mistake.lines), mistake.wrong
    first = wrong - 1 if wrong == count else wrong
    look = say(
        "Work out each line again, from the first on. Is its formula the right one, and does its "
        "number follow from the numbers in it? A line that only carries on a wrong number is not "
        "the wrong one."
    )
    between = say("It is line {line} or line {next}.", line=first, next=first + 1)
    it_is = say("It is line {line}. Type {line}; then say what it should be.", line=wrong)
    said = (look, between, it_is) if count > _FEWEST_TO_NARROW else (look, it_is)
    return tuple((Prose(one, Tone.HINT),) for one in said)
