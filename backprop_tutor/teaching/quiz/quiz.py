"""The quiz: questions drawn from a scenario's steps, the weakest skill first, each scored.

It is a conversation like the walk, without the walk's order. Which question comes next follows from
the seed and from what was answered before, so a quiz that was broken off can be heard again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from backprop_tutor.blocks.blocks import Block, Figure, Prose, Tone
from backprop_tutor.formula.expression import Expr, Name
from backprop_tutor.formula.names import command_in
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.progress.rows import Event, Row
from backprop_tutor.teaching.dialogue.calculator import calculated
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import (
    Command,
    Word,
    chain_now,
    command,
    looked_up,
    network_now,
    offered,
    without_mark,
)
from backprop_tutor.teaching.dialogue.nudge import nudge
from backprop_tutor.teaching.dialogue.reply import Came, Reply
from backprop_tutor.teaching.glossary.lookup import meaning
from backprop_tutor.teaching.lesson import pages
from backprop_tutor.teaching.quiz.deck import Deck, Rules
from backprop_tutor.teaching.quiz.lessons import Lessons
from backprop_tutor.teaching.quiz.mistake_search import UnderWay, under_way
from backprop_tutor.teaching.quiz.question import Asked, heard
from backprop_tutor.teaching.quiz.reason_choice import ReasonChoice
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say, spoken, text

_IN_A_WALK_ONLY = frozenset({Word.BACK, Word.APART, Word.DO})
_HEARD_IN_AN_EXAM = frozenset(
    {Word.AGAIN, Word.CALC, Word.VALUES, Word.NET, Word.HELP, Word.MENU, Word.QUIT}
)
"""The words that tell nothing of the answer. The glossary would tell the slope of a sigmoid."""


@dataclass
class Quiz:
    """A quiz under way. ``rows`` are what was typed in it, from which the next question follows."""

    lessons: Lessons
    rules: Rules
    began: datetime
    earlier: Sequence[Row] = ()
    """What the record knew when the quiz began."""
    left: bool = False
    rows: list[Row] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    program: Program = AS_INSTALLED
    _answered: int = 0
    _carried: Carried = field(default_factory=Carried)

    def __post_init__(self) -> None:
        self._deck = Deck(self.lessons, self.rules, self.earlier, self.began)
        self._question = self._drawn(missed=False)

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
    def subject(self) -> Subject:
        """What the question at hand is about."""
        return self.now.lesson.subject

    @property
    def step(self) -> Step:
        """The step that help is about."""
        return self._question.at_hand.step

    def takes(self, quantity: str, seed: int | None) -> bool:
        """Whether what was typed at a quantity is heard here, with the same numbers."""
        return (self.now.called, self.now.seed) == (quantity, seed)

    def prompt(self) -> Name | str:
        """Return the quantity that is asked, or what else stands before the answer."""
        return self._question.prompt()

    def offered(self) -> tuple[str, ...]:
        """Return the words, names and functions that can be typed now."""
        return offered(self._question.at_hand, self._closed)

    def read_as(self, text: str) -> Expr | None:
        """Return what a text would be read as, were it the answer; None for a word, or nothing."""
        said = without_mark(text)
        if self._is_letter(said) or command(said, self.subject) is not None:
            return None
        return self._question.read_as(said, self._carried)

    def drawn(self, amiss: Collection[str] = ()) -> tuple[Block, ...]:
        """Return the network with what the question is about, and what may be told of it."""
        return network_now(self._question.at_hand, amiss)

    def chain(self, amiss: Collection[str] = ()) -> tuple[Figure, ...]:
        """Return the chain that stands in the question, if one does."""
        return chain_now(self._question.at_hand, amiss)

    def nudged(self, quantity: str, size: str) -> tuple[Block, ...]:
        """Return what a nudge does to the loss."""
        return nudge(f"{quantity} {size}", self._question.at_hand, Carried())

    @property
    def parameter(self) -> str | None:
        """The weight or bias that the question is about, if it is about one, and no exam."""
        if self.finished or self.rules.exam:
            return None
        return self.now.lesson.parameter(self.now.position)

    def presented(self) -> tuple[Block, ...]:
        """Return the question at hand."""
        where = text(
            "Question {number} of {count}",
            number=len(self.asked),
            count=self.rules.questions,
        )
        head = Prose((f"{where} · {self.now.kind}",), Tone.SUBHEADING)
        return (head, *self._question.presented())

    def hear(self, text: str, to_go_on: str | None = None) -> Reply:
        """Take what was typed: a command of the learner, or an answer.

        ``to_go_on`` is the command that goes on another time; None where nothing is saved.
        """
        said, hints, typed = without_mark(text), self._question.hints, text
        match None if self._is_letter(said) else command(said, self.subject):
            case Command() as found:
                came, typed = self._obey(found, to_go_on), found.recorded(text)
            case Prose() as unknown:
                came = Came((unknown,), Event.OTHER)
            case None:
                came = self._question.answer(said, self._carried)
                self._carried = self._carried.after(decimal_comma=came.decimal_comma)
        if self.left:  # To leave is no answer.
            return Reply(came.blocks)
        kept = heard(self.now, typed, came, hints)
        self.rows.append(self._deck.row(kept, len(self.asked), len(self.rows) + 1))
        if came.final:
            self._go_on(missed=self._question.wrong > 0 or came.event is Event.SHOWN)
        return Reply(came.blocks, moved=came.final, heard=kept, amiss=came.amiss)

    def _is_letter(self, text: str) -> bool:
        """Whether a text is the letter of an answer: it is no word then."""
        return isinstance(self._question, ReasonChoice) and self._question.is_letter(text)

    def _obey(self, found: Command, to_go_on: str | None) -> Came:
        """Do what a word says, and return what comes of it."""
        word, question = found.word, self._question
        if self.rules.exam and word is Word.SKIP:
            said = say(
                "Nothing is skipped in an exam. If you do not know, guess in the form that is "
                "asked for, a number, a formula or a letter: a wrong guess counts as wrong, and "
                "the next question comes."
            )
            return Came((Prose(said, Tone.HINT),), Event.OTHER)
        if self.rules.exam and word not in _HEARD_IN_AN_EXAM | _IN_A_WALK_ONLY:
            said = say(
                "The word {word} does nothing in an exam. Answer as well as you can.",
                word=command_in(spoken(), word.value),
            )
            return Came((Prose(said, Tone.HINT),), Event.OTHER)
        match word:
            case Word.HINT:
                return Came(question.next_hint(), found.event)
            case Word.SHOW:
                return Came(question.at_hand.step.working, found.event, final=True)
            case Word.SKIP:
                return Came(question.passed_over(), found.event, final=True)
            case Word.DO:
                said = say("A quiz asks each of its questions.")
                return Came((Prose(said, Tone.HINT),), found.event)
            case Word.BACK:
                said = say("A quiz goes forward only.")
                return Came((Prose(said, Tone.HINT),), found.event)
            case Word.APART:
                said = say("A quiz asks the whole question. Type hint for a hint.")
                if self.rules.exam:
                    said = say("An exam asks the whole question. Answer as well as you can.")
                return Came((Prose(said, Tone.HINT),), found.event)
            case Word.AGAIN:
                return Came(self.presented(), found.event)
            case Word.CALC:
                result, self._carried = calculated(found.rest, question.at_hand, self._carried)
                return Came((result,), found.event)
            case Word.NUDGE:
                return Came(nudge(found.rest, question.at_hand, self._carried), found.event)
            case Word.WHAT:
                return Came(meaning(found.rest, self.subject), found.event)
            case Word.WHY | Word.VALUES | Word.NET | Word.SOURCE | Word.HELP:
                at_hand = replace(question.at_hand, answered=self._answered_before())
                return Came(looked_up(word, at_hand, self._closed), found.event)
            case Word.QUIT | Word.MENU:
                self.left = True
                farewell = self._farewell(to_go_on)
                if word is Word.QUIT:
                    return Came(farewell, found.event)
                listed = pages.elsewhere(self.lessons.scenario, self.program)
                return Came((*farewell, *listed), found.event)
            case _:
                assert_never(word)

    @property
    def _closed(self) -> frozenset[Word]:
        """The words that do nothing here."""
        if self.rules.exam:
            return frozenset(Word) - _HEARD_IN_AN_EXAM
        return _IN_A_WALK_ONLY

    def _answered_before(self) -> tuple[str, ...]:
        """Return what the question before asked, where it was about the same numbers."""
        before = self.asked[-2:-1]
        return tuple(
            one.question.quantity
            for one in before
            if one.seed == self.now.seed and one.reason is None
        )

    def _go_on(self, *, missed: bool) -> None:
        """Go to the next question."""
        self._answered += 1
        if not self.completed:
            self._question = self._drawn(missed=missed)

    def _drawn(self, *, missed: bool) -> UnderWay:
        """Return the next question, under way."""
        asked = self._deck.draw(self.rows, self.asked, missed=missed)
        self.asked.append(asked)
        return under_way(asked, exam=self.rules.exam)

    def _farewell(self, to_go_on: str | None) -> tuple[Block, ...]:
        """Say how far the learner has come, and how to go on another time."""
        place = text(
            "You stopped at question {number} of {count}.",
            number=len(self.asked),
            count=self.rules.questions,
        )
        return pages.stopped(place, to_go_on)
