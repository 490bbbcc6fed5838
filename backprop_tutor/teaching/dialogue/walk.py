"""The conversation: a walk takes what is typed, one text at a time, and says what to show.

It knows no terminal: ``session`` stands between it and a screen, a file of answers, or a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.spelling import typed
from backprop_tutor.invocation import invocation
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.notation import naming
from backprop_tutor.progress.rows import Event, Heard
from backprop_tutor.teaching.dialogue.commands import (
    AtHand,
    Command,
    Word,
    command,
    hint,
    looked_up,
    without_mark,
)
from backprop_tutor.teaching.dialogue.reply import Reply, event_of
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Kind, Verdict
from backprop_tutor.teaching.learner.sittings import recorded_name
from backprop_tutor.teaching.learner.skills import skill_of
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject

_TRIES_BEFORE_HINT = 2
_AGAIN = ("Not yet; what was said still holds.", "Not yet; the same remark applies.")


@dataclass(slots=True)
class _Attempt:
    """How far the learner has got with the step at hand."""

    wrong: int = 0
    hints: int = 0
    said: tuple[Block, ...] = ()
    """What was said about the last wrong answer."""


@dataclass
class Walk:
    """A walk through a lesson. ``position`` is the step, ``_inside`` where among its terms."""

    lesson: Lesson
    position: int = 0
    left: bool = False
    again: str | None = None
    """The command that goes on with it another time; None where it is not saved."""
    seed: int | None = None
    """Of the variant that is walked through; None for the scenario's own numbers."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What was said on the command line: to go on is to say it again."""
    _inside: int = 0
    _opened: set[int] = field(default_factory=set)
    _seen: set[int] = field(default_factory=set)
    _attempt: _Attempt = field(default_factory=_Attempt)
    _own: dict[str, float] = field(default_factory=dict)
    _judges: dict[str, Judge] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._recorded_name = recorded_name(self.subject.scenario)

    @property
    def subject(self) -> Subject:
        """What the lesson is about."""
        return self.lesson.subject

    @property
    def finished(self) -> bool:
        """Whether the walk is over, at its end or because the learner left."""
        return self.left or self.position >= len(self.lesson)

    @property
    def completed(self) -> bool:
        """Whether the last step was reached and passed."""
        return self.position >= len(self.lesson)

    @property
    def step(self) -> Step:
        """The step that is asked now: a step of the lesson, or one of the terms it stands for."""
        main = self.lesson[self.position]
        inside = main.question.terms[self._inside :] if self.position in self._opened else ()
        return self.lesson.term(inside[0], self.position) if inside else main

    @property
    def place(self) -> tuple[str, int | None]:
        """The quantity that is asked, with the seed of its numbers."""
        return self.step.name, self.seed

    def prompt(self) -> Name:
        """Return the quantity that is asked."""
        return Name(self.step.name)

    def presented(self) -> tuple[Block, ...]:
        """Return the step at hand: where we are, its setting, its question."""
        step = self.step
        count = f"Step {self.position + 1} of {len(self.lesson)} · {step.part.value}"
        if step.name != self.lesson[self.position].name:
            count += " · one of its terms"
        count += self._figures_asked(step)
        opening = () if self.position in self._seen else step.opening
        self._seen.add(self.position)
        known = (*step.known, *self._worked_inside(step))
        return (*opening, Prose((count,), Tone.SUBHEADING), *step.setting, *known)

    def _terms_passed(self) -> tuple[str, ...]:
        """Return the terms of the step at hand that were asked already, answered or not."""
        terms = self.lesson[self.position].question.terms
        return terms[: self._inside] if self.position in self._opened else ()

    def _worked_inside(self, step: Step) -> tuple[Block, ...]:
        """List what a step is made of, when it is asked again after it was taken apart."""
        read = [name for name in self.subject[step.name].uses if name in self._terms_passed()]
        if step.name != self.lesson[self.position].name:
            return ()
        parts: list[Inline] = ["Worked out by now: "]
        for index, name in enumerate(read):
            parts += [", " if index else "", Name(name), " = ", self.subject.value(name)]
        return (Prose((*parts, "."), Tone.REMARK),) if read else ()

    def _figures_asked(self, step: Step) -> str:
        """Say how many figures are wanted, where it is not as many as usual."""
        numbers = self._judge(step).numbers
        if numbers.decimals is not None:
            return f" · {numbers.decimals} decimals"
        usual = self.subject.scenario.digits
        return f" · {numbers.digits} figures" if numbers.digits != usual else ""

    def hear(self, text: str) -> Reply:
        """Take what was typed: a command of the learner, or an answer."""
        plain = without_mark(text)
        match command(plain, self.subject):
            case Command(word, rest) as found:
                heard = self._heard(text, found.event)  # What was so before it moves.
                return replace(self._obey(word, rest), heard=heard)
            case Prose() as unknown:
                return Reply((unknown,), heard=self._heard(text, Event.OTHER))
            case None:
                verdict = self._judge(self.step).judge(plain, self._own)
                heard = self._heard(text, event_of(verdict), verdict)
                return replace(self._follow(verdict), heard=heard)

    def _obey(self, word: Word, rest: str) -> Reply:
        """Do what a word says, and return what to show for it."""
        match word:
            case Word.HINT:
                told = hint(self.step, self._attempt.hints)
                self._attempt.hints = min(self._attempt.hints + 1, len(self.step.hints))
                return Reply(told)
            case Word.SHOW:
                working = self.step.working
                self._go_on()
                return Reply(working, moved=True)
            case Word.SKIP:
                told = self._passed_over()
                self._go_on()
                return Reply(told, moved=True)
            case Word.BACK:
                if self._go_back():
                    return Reply((), moved=True)
                return Reply((Prose(("This is the first question.",)),))
            case Word.QUIT:
                self.left = True
                return Reply((Prose((self._farewell(),)),))
            case Word.WHY | Word.CALC | Word.VALUES | Word.NET | Word.HELP:
                at_hand = AtHand(self.lesson, self.position, self.step, self._terms_passed())
                return Reply(looked_up(word, rest, at_hand))
            case _:
                assert_never(word)

    def _heard(self, text: str, event: Event, verdict: Verdict | None = None) -> Heard:
        """Return what the record keeps of a text that was typed at the step at hand."""
        step, attempt = self.step, self._attempt
        read = None if verdict is None or verdict.read_as is None else typed(verdict.read_as)
        counts = verdict is not None and verdict.counts_as_attempt
        return Heard(
            quantity=step.name,
            skill=skill_of(self.subject[step.name], self.subject).value,
            typed=text,
            event=event,
            read_as=read,
            misconceptions=() if verdict is None else verdict.misconceptions,
            hints=attempt.hints,
            attempt=attempt.wrong + 1 if counts else 0,
            scenario=self._recorded_name,
            digest=self.subject.scenario.digest,
            seed=self.seed,
        )

    def _farewell(self) -> str:
        """Say how far the learner has come, and how to go on another time."""
        scenario = self.subject.scenario
        here = {"from": naming(scenario)(self.step.name)}
        again = self.again or invocation("walk", scenario.called, {**self.options, **here})
        place = f"You stopped at step {self.position + 1} of {len(self.lesson)}."
        return f"{place} To go on from here: {again}"

    def _passed_over(self) -> tuple[Block, ...]:
        """Return what is told of the question at hand when it is skipped."""
        name = self.step.name
        value = self.subject.value(name)
        return (Prose(("Skipped. We go on with ", Name(name), " = ", value, ".")),)

    def _go_on(self) -> None:
        """Go to the next term of the step at hand, or to the next step."""
        self._attempt = _Attempt()
        main = self.lesson[self.position]
        if self.position in self._opened and self._inside < len(main.question.terms):
            self._inside += 1
        else:
            self.position += 1
            self._inside = 0

    def _go_back(self) -> bool:
        """Go to the question before; return whether there was one."""
        if self.position in self._opened and self._inside > 0:
            self._inside -= 1
        elif self.position > 0:
            self.position -= 1
            self._inside = len(self.lesson[self.position].question.terms)
        else:
            return False
        self._attempt = _Attempt()
        return True

    def _judge(self, step: Step) -> Judge:
        return self._judges.setdefault(step.question.quantity, Judge(step.question, self.subject))

    def _follow(self, verdict: Verdict) -> Reply:
        """Go on after a verdict: to the next step, to the terms of this one, or stay."""
        step = self.step
        message = said(verdict, step.question, self.subject)
        if verdict.kind is Kind.RIGHT:
            if verdict.read_as is not None:
                value = float_value(verdict.read_as, self.subject.values.__getitem__)
                self._own[step.name] = value
            self._go_on()
            return Reply((*message, *step.working), moved=True)
        if not verdict.counts_as_attempt:
            return Reply(message)
        self._attempt.wrong += 1
        if step.question.terms and self.position not in self._opened:
            self._opened.add(self.position)
            self._inside = 0
            self._attempt = _Attempt()
            apart = Prose(("Let us take it apart, one term at a time.",))
            return Reply((*message, apart), moved=True)
        again = message == self._attempt.said
        self._attempt.said = message
        if again:  # To repeat a sentence helps nobody.
            message = (Prose((_AGAIN[self._attempt.wrong % len(_AGAIN)],), Tone.WRONG),)
        return Reply((*message, *self._offer(step)))

    def _offer(self, step: Step) -> tuple[Block, ...]:
        """After two wrong tries offer a hint; after the last hint, the answer."""
        if self._attempt.hints >= len(step.hints):
            return (Prose(("Type show to see how it is done.",), Tone.HINT),)
        if self._attempt.wrong >= _TRIES_BEFORE_HINT:
            return (Prose(("Type hint for a hint.",), Tone.HINT),)
        return ()
