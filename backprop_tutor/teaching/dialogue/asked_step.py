"""A step of a walk while it is asked, whole or taken apart: what comes of an answer and of help."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone
from backprop_tutor.formula.expression import Expr, Name
from backprop_tutor.formula.spelling import typed
from backprop_tutor.maths.floats import float_value
from backprop_tutor.progress.rows import Event
from backprop_tutor.reading import Read
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.dialogue.calculator import last_result
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import AtHand, hint
from backprop_tutor.teaching.dialogue.reply import Came, event_of
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.judging.findings import Unexplained
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict
from backprop_tutor.teaching.learner.skills import skill_of
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Form, Question, Step
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import Marked, listed_and, marked, marked_in, say, text, text_so_many

_TRIES_BEFORE_HINT = 2
_TRIES_BEFORE_APART = 2
_LONGEST_ANSWER = 60
_APART = marked(
    "Let us take it apart, one part at a time. If you see the answer to the whole question on "
    "the way, type that."
)
_UNKNOWN_TOO = marked("Not yet. I do not recognise where this number comes from either.")
_AGAIN = (
    marked("Not yet; what was said still holds."),
    marked("Not yet; the same remark applies."),
)
_PARTS: Mapping[Part, Marked] = {
    Part.FORWARD: marked_in("a part of a lesson", "forward"),
    Part.ERROR: marked_in("a part of a lesson", "error"),
    Part.BACKWARD: marked_in("a part of a lesson", "backward"),
    Part.UPDATE: marked_in("a part of a lesson", "update"),
    Part.AGAIN: marked_in("a part of a lesson", "again"),
}
"""What a heading calls the part of the lesson that a step is in."""


def same_remark(wrong: int) -> Prose:
    """Return what is said in place of a remark that stands above already, to a wrong answer that is
    the so-manieth: to repeat a sentence helps nobody.
    """
    return Prose(say(_AGAIN[wrong % len(_AGAIN)]), Tone.WRONG)


@dataclass(slots=True)
class Memory:
    """What a walk remembers of the steps that it was at, each by its position."""

    passed: dict[int, int] = field(default_factory=dict)
    """How many terms of a step that was taken apart were asked by now, answered or not."""
    told_at: dict[int, tuple[Block, ...]] = field(default_factory=dict)
    """What was said of each question when it was answered, shown or skipped."""
    seen: set[int] = field(default_factory=set)
    """The steps whose opening need not be shown again: left before, or looked at once more."""
    defined_at: dict[tuple[Block, Part], int] = field(default_factory=dict)
    """The step that first showed the formula of an activation or a loss, in a part of the lesson.
    """
    own: dict[str, float] = field(default_factory=dict)
    """What the learner found for a quantity: it may be off in its last figure."""
    judges: dict[Question, Judge] = field(default_factory=dict)


@dataclass(slots=True)
class AskedStep:
    """A step that is asked, since it was come to; ``_inside`` is which of its terms is asked."""

    lesson: Lesson
    position: int
    memory: Memory
    given: tuple[Block, ...] = ()
    """The first lines of its working, where only the value is asked."""
    wrong: int = 0
    """Attempts at what is asked now that were not right."""
    hints: int = 0
    """Hints that were seen of it."""
    answered_before: bool = False
    """Whether the walk has been here: then the answer stands there."""
    missed: bool = False
    """Whether an attempt was not right, at the whole or at a term."""
    _inside: int | None = None
    _said: tuple[Block, ...] = ()
    """What was said about the last wrong answer."""

    def __post_init__(self) -> None:
        self.answered_before = self.position in self.memory.told_at

    @property
    def subject(self) -> Subject:
        """What the lesson is about."""
        return self.lesson.subject

    @property
    def step(self) -> Step:
        """The step that is asked now: a step of the lesson, or one of the terms it stands for."""
        if self._inside is None:
            return self.lesson.whole(self.position, self.terms_passed)
        return self.lesson.term(self._terms[self._inside], self.position)

    @property
    def called(self) -> str:
        """What the record calls the question."""
        return self.step.name

    @property
    def skill(self) -> str:
        """What the record calls its skill."""
        return skill_of(self.subject[self.step.name], self.subject).value

    @property
    def faded(self) -> bool:
        """Whether the first lines of the working are given: not behind an answer or its terms."""
        is_new = not self.answered_before and self.position not in self.memory.passed
        return bool(self.given) and is_new and self._inside is None

    @property
    def helped(self) -> bool:
        """Whether there was anything on the way but a first answer."""
        return bool(self.wrong or self.hints or self.position in self.memory.passed)

    @property
    def terms_passed(self) -> tuple[str, ...]:
        """The terms that were asked already, answered or not."""
        passed = self.memory.passed.get(self.position, 0)
        return self._terms[:passed] if passed else ()

    @property
    def at_hand(self) -> AtHand:
        """What help is about."""
        return AtHand(self.lesson, self.position, self.step, self.terms_passed)

    @property
    def has_parts(self) -> bool:
        """Whether the whole question is asked, and it can be taken apart."""
        return self._inside is None and bool(self._terms)

    @property
    def _terms(self) -> tuple[str, ...]:
        return self.lesson[self.position].question.terms

    @property
    def opening(self) -> tuple[Block, ...]:
        """What is said before the step, unless it has been said."""
        return () if self.position in self.memory.seen else self.step.opening

    def takes(self, quantity: str) -> bool:
        """Whether what was typed at a quantity is heard here.

        While the step is taken apart, its own answer is heard too.
        """
        return quantity in (self.step.name, self.lesson[self.position].name)

    def prompt(self) -> Name:
        """Return the quantity that is asked."""
        return Name(self.step.name)

    def presented(self, number: int, count: int) -> tuple[Block, ...]:
        """Return the step, that ``number`` of so many: where we are, its setting, its question."""
        step = self.step
        where = text("Step {number} of {count}", number=number, count=count)
        if self.lesson.is_told(self.position):
            where = text("One of the steps that are told")
        labels = [where, text(_PARTS[step.part])]
        if self._inside is not None:
            labels.append(text("a part of the question"))
        heading = " · ".join((*labels, *self._figures_asked(step)))
        head = (*self.opening, Prose((heading,), Tone.SUBHEADING), *step.setting)
        if self.faded:
            return (*head, *self.given)
        return (
            *head,
            *self._first_shown(step),
            *step.known,
            *self._told_before(),
        )

    def _figures_asked(self, step: Step) -> Iterator[str]:
        """Yield how many figures are wanted, where it is not as many as usual."""
        numbers = self._judge(step).numbers
        if numbers.decimals is not None:
            yield text_so_many("{n} decimal", "{n} decimals", numbers.decimals)
        elif numbers.digits != self.subject.scenario.digits:
            yield text_so_many("{n} figure", "{n} figures", numbers.digits)

    def _first_shown(self, step: Step) -> Iterator[Block]:
        """Yield the formulas a step needs that no step before it has shown, in this sitting.

        That of an activation is shown once more where it is to be differentiated.
        """
        for block in step.definitions:
            place = self.memory.defined_at.setdefault((block, step.part), self.position)
            if place == self.position:
                yield block

    def _told_before(self) -> tuple[Block, ...]:
        """Return what was said of the question when it was answered, if it was."""
        if self._inside is not None or self.position not in self.memory.told_at:
            return ()
        then = Prose(
            say("You were here before. Answer it again, or type skip to go on."), Tone.HINT
        )
        return (*self.memory.told_at[self.position], then)

    def see_again(self) -> None:
        """Leave out what was said before the step, where it is presented again."""
        self.memory.seen.add(self.position)

    def next_hint(self) -> tuple[Block, ...]:
        """Return the next hint, or that there is none, and count it."""
        step = self.step
        told = hint(step, self.hints)
        self.hints = min(self.hints + 1, len(step.hints))
        return told

    def shown(self) -> Came:
        """Show how it is done, and end the question."""
        return self._ended(Came(self.step.working, Event.SHOWN))

    def passed_over(self) -> Came:
        """Tell the value of what is skipped, and end the question."""
        name = self.step.name
        value = self.subject.value(name)
        told: tuple[Inline, ...] = say(
            "Skipped. We go on with {quantity} = {value}.", quantity=Name(name), value=value
        )
        return self._ended(Came((Prose(told),), Event.SKIPPED))

    def taken_apart(self) -> Came:
        """Ask the terms one by one, as the learner wishes."""
        if self._inside is not None:
            told = say("This is a part of the question already. Type back for the whole question.")
            return Came((Prose(told, Tone.HINT),), Event.OTHER)
        if not self._terms:
            return Came((Prose(self._is_in_one_piece(), Tone.HINT),), Event.OTHER)
        self.see_again()
        passed = len(self.terms_passed)
        self._turn_to(passed if passed < len(self._terms) else 0)
        self.memory.passed[self.position] = passed
        return Came((Prose(say(_APART)),), Event.OTHER, anew=True)

    def _is_in_one_piece(self) -> tuple[Inline, ...]:
        """Say why there is nothing to take apart: the parts are known, or there are none."""
        line = self.subject[self.lesson[self.position].name]
        parts = [name for name in line.uses if self.subject[name].by]
        if len(parts) < 2:
            return say("There is nothing to take apart here. Type hint for a hint.")
        return say(
            "Its parts are known already: {parts}. Type hint for a hint.",
            parts=listed_and([(Name(name),) for name in parts]),
        )

    def back_to_whole(self) -> bool:
        """Go from a term to the whole question; return whether it was taken apart."""
        if self._inside is None:
            return False
        self._turn_to(None)
        return True

    def read_as(self, answer: str, carried: Carried) -> Expr | None:
        """Return what a text would be read as; None where it would not be.

        While the question is taken apart, that may be as an answer to the whole of it.
        """
        for step in (self.step, *([] if self._inside is None else [self.lesson[self.position]])):
            found = self._judge(step).read_plainly(answer, carried.comma)
            if isinstance(found, Read):
                return found.expression
        return None

    def is_answered_by(self, answer: str, carried: Carried) -> bool:
        """Whether this is the right answer to what is asked now."""
        return self._verdict(self.step, answer, carried).kind is Correctness.RIGHT

    def turn_to_answered(self, answer: str, carried: Carried) -> tuple[Block, ...]:
        """Turn to the whole of a question that is taken apart, where that is what is answered.

        Return what is said of it: the answer stands behind the name of the part.
        """
        whole = self.lesson[self.position]
        if (
            self._inside is None
            or self.is_answered_by(answer, carried)
            or self._verdict(whole, answer, carried).kind is not Correctness.RIGHT
        ):
            return ()
        self._turn_to(None)
        told = say("That is {quantity} already, the whole answer.", quantity=Name(whole.name))
        return (Prose(told, Tone.REMARK),)

    def answer(self, answer: str, carried: Carried) -> Came:
        """Return what comes of an answer: on to the next term, to the terms, or to the end."""
        step = self.step
        verdict = self._verdict(step, answer, carried)
        came = Came(
            said(verdict, self._question(step), self.subject),
            event_of(verdict),
            attempt=self.wrong + 1 if verdict.counts_as_attempt else 0,
            read_as=None if verdict.read_as is None else typed(verdict.read_as),
            misconceptions=verdict.misconceptions,
            decimal_comma=verdict.decimal_comma,
            amiss=verdict.amiss,
        )
        if verdict.kind is Correctness.RIGHT:
            if verdict.read_as is not None:
                value = float_value(verdict.read_as, self.subject.values.__getitem__)
                self.memory.own[step.name] = value
            came = replace(came, blocks=(*came.blocks, *step.working))
            return self._ended(came, answer=verdict.typed)
        if not verdict.counts_as_attempt:
            return came
        return self._missed(came, verdict)

    def _missed(self, came: Came, verdict: Verdict) -> Came:
        """Offer help after a wrong answer; after a second one, take the question apart."""
        self.wrong, self.missed = self.wrong + 1, True
        message = came.blocks
        again = message == self._said
        self._said = message
        if again and isinstance(verdict.finding, Unexplained):
            message = (Prose(say(_UNKNOWN_TOO), Tone.WRONG),)
        elif again:
            message = (same_remark(self.wrong),)
        if self._can_be_apart() and self.wrong >= _TRIES_BEFORE_APART:
            return replace(came, blocks=(*message, *self.taken_apart().blocks), anew=True)
        return replace(came, blocks=(*message, *self._offer()))

    def _can_be_apart(self) -> bool:
        """Whether the whole question is asked, and has terms that were not asked yet."""
        return self._inside is None and len(self.terms_passed) < len(self._terms)

    def _offer(self) -> tuple[Block, ...]:
        """Offer to take it apart; after two wrong tries a hint; after the last hint, the answer."""
        if self.hints >= len(self.step.hints):
            return (Prose(say("Type show to see how it is done."), Tone.HINT),)
        if self.wrong >= _TRIES_BEFORE_HINT:
            return (Prose(say("Type hint for a hint."), Tone.HINT),)
        if self._can_be_apart():
            told = say("Try again, or type apart: then we take it one part at a time.")
            return (Prose(told, Tone.HINT),)
        return ()

    def _ended(self, came: Came, answer: str | None = None) -> Came:
        """Go on from what is asked now: to the next term, from the last to the whole, or away.

        Without an answer it was shown or skipped; what was said after one is not forgotten.
        """
        self.see_again()
        if self._inside is not None:
            following = self._inside + 1
            self.memory.passed[self.position] = max(following, len(self.terms_passed))
            self._turn_to(following if following < len(self._terms) else None)
            return replace(came, anew=True)
        if answer is not None:
            shown = answer if len(answer) <= _LONGEST_ANSWER else f"{answer[:_LONGEST_ANSWER]}…"
            told = (Prose(say("You answered {answer}.", answer=visible(shown))), *came.blocks)
            self.memory.told_at[self.position] = told
        else:
            self.memory.told_at.setdefault(self.position, came.blocks)
        return replace(came, final=True)

    def _turn_to(self, inside: int | None) -> None:
        """Ask a term, or the whole, from the beginning."""
        self._inside = inside
        self.wrong, self.hints, self._said = 0, 0, ()

    def _verdict(self, step: Step, answer: str, carried: Carried) -> Verdict:
        result = last_result(answer, self.at_hand, carried)
        plain = answer if result is None else result
        verdict = self._judge(step).judge(plain, self.memory.own, carried.comma)
        return verdict if result is None else replace(verdict, echoed=True)

    def _judge(self, step: Step) -> Judge:
        question = self._question(step)
        if question not in self.memory.judges:
            self.memory.judges[question] = Judge(question, self.subject)
        return self.memory.judges[question]

    def _question(self, step: Step) -> Question:
        """Return what is asked: where the formula is given, its value alone."""
        return replace(step.question, form=Form.NUMBER) if self.faded else step.question
