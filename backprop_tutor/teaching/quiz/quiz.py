"""The quiz: questions drawn from a scenario's steps, the weakest skill first, each scored.

It is a conversation like the walk, without the walk's order. Which question comes next follows from
the seed and from what was answered before, so a quiz that was broken off can be heard again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.progress.rows import Event, Heard, Row
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.dialogue.commands import WORDS, Command, command
from backprop_tutor.teaching.dialogue.reply import Reply
from backprop_tutor.teaching.judging import feedback
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Kind, Verdict
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz import question
from backprop_tutor.teaching.quiz.deck import Deck, Rules
from backprop_tutor.teaching.quiz.line_answer import judge_line
from backprop_tutor.teaching.quiz.question import Asked
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject

_NOT_IN_AN_EXAM = frozenset({"hint", "why", "show", "skip"})
_FORWARD_ONLY = frozenset({"back"})
_NOTED = (Prose(("Noted.",), Tone.REMARK),)


@dataclass
class Quiz:
    """A quiz under way. ``rows`` are what was typed in it, from which the next question follows."""

    scenario: Scenario
    rules: Rules
    began: datetime
    earlier: Sequence[Row] = ()
    """What the record knew when the quiz began."""
    left: bool = False
    again: str | None = None
    """The command that goes on with it another time; None where it is not saved."""
    rows: list[Row] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    _answered: int = 0
    _hints: int = 0
    _hints_before: int = 0
    """How many hints were about which line is wrong; after it is found there are others."""
    _wrong: int = 0
    _line_found: bool = False
    _named: str = ""
    """The quantity of the line that was named in an exam, which does not tell if it is wrong."""
    _judge: Judge | None = None

    def __post_init__(self) -> None:
        self._deck = Deck(self.scenario, self.rules, self.earlier, self.began)
        self.asked.append(self._deck.draw((), (), missed=False))

    @property
    def finished(self) -> bool:
        """Whether the last question was answered, or the learner left."""
        return self.left or self.completed

    @property
    def completed(self) -> bool:
        """Whether the last question was answered."""
        return self._answered == self.rules.questions

    @property
    def now(self) -> Asked:
        """The question at hand."""
        return self.asked[-1]

    @property
    def closed(self) -> frozenset[str]:
        """The words that do nothing here."""
        return _FORWARD_ONLY | (_NOT_IN_AN_EXAM if self.rules.exam else frozenset())

    @property
    def lesson(self) -> Lesson:
        """The lesson that the question at hand is taken from."""
        return self.now.lesson

    @property
    def position(self) -> int:
        """The place of the question's step in its lesson."""
        return self._at_hand.position

    @property
    def subject(self) -> Subject:
        """What the question at hand is about."""
        return self.lesson.subject

    @property
    def place(self) -> tuple[str, int | None]:
        """The quantity that is asked, with the seed of its numbers."""
        return self.now.question.quantity, self.now.seed

    @property
    def step(self) -> Step:
        """The step that the question at hand is made of."""
        return self._at_hand.step

    @property
    def _at_hand(self) -> Asked:
        """What help is about: of a mistake first which line it is in, in an exam to the end."""
        looking = self._line_open or (self.rules.exam and self.now.mistake is not None)
        return self.now.looking or self.now if looking else self.now

    @property
    def _line_open(self) -> bool:
        """Whether the line with a mistake is still to be named."""
        return self.now.mistake is not None and not self._line_found

    def prompt(self) -> Name | str:
        """Return the quantity that is asked, or that a line is."""
        if self._line_open:
            return "Which line is wrong? "
        return Name(self._named or self.now.question.quantity)

    def presented(self) -> tuple[Block, ...]:
        """Return the question at hand."""
        return question.presented(self.now, len(self.asked), self.rules.questions)

    def hear(self, text: str) -> Reply:
        """Take what was typed: a command of the learner, or an answer."""
        said = text.strip()
        match command(said, self.subject):
            case Command() as found:
                return self._command(found, text)
            case Reply() as unknown:
                return self._noted(unknown, Event.OTHER, text)
            case None if self._line_open:
                return self._line(said, text)
            case None:
                return self._answer(said, text)

    def _command(self, found: Command, text: str) -> Reply:
        word, rest = found.word, found.rest
        if word == "back":
            said = Prose(("A quiz goes forward only.",), Tone.HINT)
            return self._noted(Reply((said,)), Event.OTHER, text)
        if self.rules.exam and word in _NOT_IN_AN_EXAM:
            said = Prose((f"There is no {word} in an exam. Answer as well as you can.",), Tone.HINT)
            return self._noted(Reply((said,)), Event.OTHER, text)
        if word == "quit":
            return WORDS[word](self, rest)
        heard = self._heard(found.event, text)
        return replace(WORDS[word](self, rest), heard=heard)

    def _line(self, said: str, text: str) -> Reply:
        """Take the number of the line that a learner thinks wrong."""
        assert self.now.mistake is not None
        named = judge_line(self.now.mistake, said, silent=self.rules.exam)
        if named.kind is Kind.INVALID:
            return self._noted(Reply(named.message), Event.INVALID, text)
        if self.rules.exam and named.line is not None:  # What it should be is asked all the same.
            self._line_found, self._named = True, self.now.mistake.lines[named.line - 1]
        if named.kind is Kind.RIGHT:
            self._line_found, self._hints_before = True, self._hints
            return self._noted(Reply(named.message), Event.OTHER, text)
        # In the record a named line can be told from a number.
        line = f"line {named.line}"
        heard = self._heard(Event.WRONG, text, attempt=self._wrong + 1, read=line)
        self._wrong += 1
        return Reply(named.message, heard=heard)

    def _answer(self, said: str, text: str) -> Reply:
        beside = self._named not in ("", self.now.question.quantity)
        if self._judge is None:
            asked = self.lesson.question(self._named) if beside else self.now.question
            self._judge = Judge(asked, self.subject)
        verdict = self._judge.judge(said)
        # An exam says of no answer what it is worth; only what cannot be read is asked again.
        final = self.rules.exam and verdict.kind is not Kind.INVALID
        attempt = self._wrong + 1 if verdict.counts_as_attempt or final else 0
        if final and beside:  # What the line that is wrong should be was not said.
            heard = self._heard(Event.OTHER, text)
        else:
            heard = self._heard(Event(verdict.kind.value), text, verdict, attempt)
        if final:
            self.go_on()
            return Reply(_NOTED, moved=True, heard=heard)
        message = feedback.said(verdict, self._judge.question, self.subject)
        if not verdict.counts_as_attempt:
            return Reply(message, heard=heard)
        if verdict.kind is Kind.RIGHT:
            mistake = self.now.mistake
            working = self.step.working if mistake is None else mistake.explanation
            self.go_on()
            return Reply((*message, *working), moved=True, heard=heard)
        self._wrong += 1
        offer = Prose(("Try again, or type hint, show or skip.",), Tone.HINT)
        return Reply((*message, offer), heard=heard)

    def next_hint(self) -> tuple[Block, ...] | None:
        """Return the next hint of the question at hand, or None after the last."""
        hints = self.step.hints
        seen = self._hints - self._hints_before
        if seen == len(hints):
            return None
        self._hints += 1
        return hints[seen]

    def passed_over(self) -> tuple[Block, ...]:
        """Return what is told of the question at hand when it is skipped."""
        return question.passed_over(self.now)

    def go_on(self) -> None:
        """Go to the next question."""
        missed = self._wrong > 0 or self.rows[-1].heard.event in (Event.WRONG, Event.SHOWN)
        self._answered += 1
        self._hints = self._hints_before = self._wrong = 0
        self._line_found, self._named, self._judge = False, "", None
        if not self.completed:
            self.asked.append(self._deck.draw(self.rows, self.asked, missed=missed))

    def go_back(self) -> bool:
        """A quiz goes forward only."""
        return False

    def farewell(self) -> str:
        """Say how far the learner has come, and how to go on another time."""
        place = f"You left at question {len(self.asked)} of {self.rules.questions}."
        return f"{place} To go on from here: {self.again}" if self.again else place

    def _noted(self, reply: Reply, event: Event, text: str) -> Reply:
        return replace(reply, heard=self._heard(event, text))

    def _heard(
        self,
        event: Event,
        text: str,
        verdict: Verdict | None = None,
        attempt: int = 0,
        read: str | None = None,
    ) -> Heard:
        """Return what the record keeps of a text, and keep it for the questions to come."""
        heard = question.heard(self.now, text, event, self._hints, attempt, verdict, read)
        self.rows.append(self._deck.row(heard, len(self.asked), len(self.rows) + 1))
        return heard
