"""A question under way that asks to work out a quantity, as a number or as a formula."""

from dataclasses import dataclass, replace
from functools import cached_property

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone
from backprop_tutor.formula.expression import Expr, Name
from backprop_tutor.formula.spelling import typed
from backprop_tutor.reading import Read
from backprop_tutor.teaching.dialogue.calculator import last_result
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import AtHand, hint
from backprop_tutor.teaching.dialogue.reply import Came, event_of
from backprop_tutor.teaching.judging import feedback
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.number_judge import Numbers
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict
from backprop_tutor.teaching.quiz.disclosure import numbers_to_go_on
from backprop_tutor.teaching.quiz.question import Asked, noted
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.wording import say, say_so_many


@dataclass
class Exercise:
    """A quantity to work out; in an exam the first answer that can be read is the last."""

    asked: Asked
    exam: bool
    question: Question
    working: tuple[Block, ...]
    """What is shown behind the right answer."""
    wrong: int = 0
    """Attempts that were not right."""
    hints: int = 0
    """Hints that were seen."""

    @property
    def at_hand(self) -> AtHand:
        """What help is about."""
        return AtHand(self.asked.lesson, self.asked.position, self.asked.step, told=self._to_go_on)

    @cached_property
    def _to_go_on(self) -> frozenset[str] | None:
        """What may be told of the numbers: in an exam, what this question is worked out from."""
        if not self.exam:
            return None
        asked = (*self.question.terms, self.question.quantity)
        return numbers_to_go_on(asked, self.presented(), self.asked.lesson.subject)

    def prompt(self) -> Name:
        """Return the quantity that is asked."""
        return Name(self.question.quantity)

    def presented(self) -> tuple[Block, ...]:
        """Return the question as it is shown below its heading."""
        other = Prose(say("The same network with different numbers."), Tone.REMARK)
        return (
            *((other,) if self.asked.seed is not None else ()),
            *self.asked.step.setting,
            *self.asked.step.definitions,
            *self.asked.step.known,
            Prose(self._wanted(), Tone.REMARK),
        )

    def _wanted(self) -> tuple[Inline, ...]:
        """Say in what form the answer is wanted."""
        if self.question.form is not Form.NUMBER:
            return say("Answer with a formula.")
        numbers = Numbers(self.question, self.asked.lesson.subject)
        if numbers.decimals is not None:
            return say_so_many(
                "Answer with a number, to {n} decimal.",
                "Answer with a number, to {n} decimals.",
                numbers.decimals,
            )
        return say_so_many(
            "Answer with a number, to {n} significant figure.",
            "Answer with a number, to {n} significant figures.",
            numbers.digits,
        )

    def passed_over(self) -> tuple[Block, ...]:
        """Return what is told where it is skipped: the answer, in the form that was asked."""
        name, subject = self.question.quantity, self.asked.lesson.subject
        if self.question.form is Form.FORMULA:
            told: tuple[Inline, ...] = say(
                "Skipped. {quantity} = {formula} = {value}.",
                quantity=Name(name),
                formula=subject.ways(name)[-1],
                value=subject.value(name),
            )
        else:
            told = say(
                "Skipped. {quantity} = {value}.",
                quantity=Name(name),
                value=subject.value(name),
            )
        return (Prose(told),)

    def next_hint(self) -> tuple[Block, ...]:
        """Return the next hint, or that there is none, and count it."""
        step = self.asked.step
        told = hint(step, self.hints)
        self.hints = min(self.hints + 1, len(step.hints))
        return told

    def read_as(self, said: str, carried: Carried) -> Expr | None:
        """Return what a text would be read as; None where it would not be."""
        found = self._judge.read_plainly(said, carried.comma)
        return found.expression if isinstance(found, Read) else None

    def answer(self, said: str, carried: Carried) -> Came:
        """Return what comes of an answer."""
        result = last_result(said, self.at_hand, carried)
        verdict = self._judge.judge(said if result is None else result, comma=carried.comma)
        if result is not None:
            verdict = replace(verdict, echoed=True)
        # An exam says of no answer what it is worth; only what cannot be read is asked again.
        final = self.exam and not verdict.asked_again
        counts = verdict.counts_as_attempt or final
        attempt = self.wrong + 1 if counts else 0
        if counts and verdict.kind is not Correctness.RIGHT:
            self.wrong += 1
        return Came(
            noted() if final else self._told(verdict),
            event_of(verdict),
            final or verdict.kind is Correctness.RIGHT,
            attempt,
            None if verdict.read_as is None else typed(verdict.read_as),
            verdict.misconceptions,
            verdict.decimal_comma,
            amiss=() if self.exam else verdict.amiss,
        )

    def _told(self, verdict: Verdict) -> tuple[Block, ...]:
        subject = self.asked.lesson.subject
        message = feedback.said(verdict, self.question, subject, helped=not self.exam)
        if verdict.kind is Correctness.RIGHT:
            return (*message, *self.working)
        if verdict.counts_as_attempt:
            return (*message, Prose(say("Try again, or type hint, show or skip."), Tone.HINT))
        return message

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.question, self.asked.lesson.subject)
