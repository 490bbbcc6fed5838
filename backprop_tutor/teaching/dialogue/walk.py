"""The conversation: a walk takes what is typed, one text at a time, and says what to show.

It knows no terminal: ``session`` stands between it and a screen, a file of answers, or a test. What
it asks is a small machine of its own; the walk leads from one to the next. To add a kind: a class
like ``AskedNudge``, a member of ``Asking``, and a case wherever that is matched, which mypy finds.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, assert_never

from backprop_tutor.blocks.blocks import Block, Figure, Prose, Tone
from backprop_tutor.formula.expression import Expr, Name
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.maths.notation import naming
from backprop_tutor.maths.tape.tape import SPLIT
from backprop_tutor.progress.rows import Event, Heard
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.dialogue.asked_nudge import AskedNudge, not_here
from backprop_tutor.teaching.dialogue.asked_reason import AskedReason, no_step
from backprop_tutor.teaching.dialogue.asked_step import AskedStep, Memory
from backprop_tutor.teaching.dialogue.calculator import calculated
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import (
    AtHand,
    Command,
    Word,
    chain_now,
    command,
    known_before,
    looked_up,
    network_now,
    offered,
    without_mark,
)
from backprop_tutor.teaching.dialogue.fading import Fading
from backprop_tutor.teaching.dialogue.first_nudge import first_nudge
from backprop_tutor.teaching.dialogue.nudge import nudge
from backprop_tutor.teaching.dialogue.reply import Came, Reply
from backprop_tutor.teaching.dialogue.told import Told
from backprop_tutor.teaching.glossary.lookup import meaning
from backprop_tutor.teaching.learner.mastery import Mastery
from backprop_tutor.teaching.learner.sittings import recorded_name
from backprop_tutor.teaching.learner.skills import Skill
from backprop_tutor.teaching.lesson import pages
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.reasons.placement import Placement
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say, text

MOST_ROWS = 60
"""Rows of a table that is told."""

Asking: TypeAlias = AskedStep | AskedNudge | AskedReason
"""What a walk can be asking."""


@dataclass
class Walk:
    """A walk through a lesson. ``position`` is the step that it is at, or before."""

    lesson: Lesson
    position: int = 0
    left: bool = False
    seed: int | None = None
    """Of the variant that is walked through; None for the scenario's own numbers."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What was said on the command line: to go on is to say it again."""
    program: Program = AS_INSTALLED
    known: Mapping[Skill, Mastery] | None = None
    """What the learner knows at the beginning; None asks every step in full, whoever walks."""
    _memory: Memory = field(default_factory=Memory)
    _carried: Carried = field(default_factory=Carried)
    _nudged: bool = False
    """Whether the nudge before the first slope has been asked."""
    _reasons_asked: set[int] = field(default_factory=set)
    """The steps before which a reason has been asked for."""

    def __post_init__(self) -> None:
        self._recorded_name = recorded_name(self.subject.scenario)
        self._told = Told(self.lesson)
        self._reasons = Placement(self.lesson)
        self._fading = None if self.known is None else Fading(self.lesson, self.known)
        self._asking: Asking = self._asked_at(self.position)
        if self.position == 0:  # A walk to one weight begins with the slopes.
            self._ask_nudge()

    @property
    def subject(self) -> Subject:
        """What the lesson is about."""
        return self.lesson.subject

    @property
    def finished(self) -> bool:
        """Whether the walk is over, at its end or because the learner left."""
        return self.left or self.completed

    @property
    def completed(self) -> bool:
        """Whether the last step was reached and passed."""
        return self.position >= len(self.lesson)

    @property
    def step(self) -> Step:
        """The step that is asked now, or next: one of the lesson, or a term that it stands for."""
        return self._at_step.step

    @property
    def step_of(self) -> tuple[int, int]:
        """Which step the one at hand is, and of how many; those that were told count no more."""
        return self._told.step_of(self.position)

    def takes(self, quantity: str, seed: int | None) -> bool:
        """Whether what was typed at a quantity is heard here, with the same numbers."""
        return seed == self.seed and self._asking.takes(quantity)

    def prompt(self) -> Name | str:
        """Return the quantity that is asked, or what else stands before the answer."""
        return self._asking.prompt()

    def offered(self) -> tuple[str, ...]:
        """Return the words, names and functions that can be typed now."""
        asked = self._asking
        has_parts = isinstance(asked, AskedStep) and asked.has_parts
        return offered(self._at_hand, () if has_parts else (Word.APART,))

    def presented(self) -> tuple[Block, ...]:
        """Return the question at hand: where we are, its setting, what is asked."""
        match self._asking:
            case AskedStep() as step:
                return step.presented(*self.step_of)
            case AskedNudge() | AskedReason() as asked:
                return asked.presented()
            case _:
                assert_never(self._asking)

    def read_as(self, text: str) -> Expr | None:
        """Return what a text would be read as, were it the answer; None for a word, or nothing."""
        plain = without_mark(text)
        if self._is_letter(plain) or command(plain, self.subject) is not None:
            return None
        return self._asking.read_as(plain, self._carried)

    def drawn(self, amiss: Collection[str] = ()) -> tuple[Block, ...]:
        """Return the network with what the question is about, and all that was worked out."""
        return network_now(self._at_hand, amiss)

    def chain(self, amiss: Collection[str] = ()) -> tuple[Figure, ...]:
        """Return the chain that stands in the question, if one does."""
        return chain_now(self._at_hand, amiss)

    def nudged(self, quantity: str, size: str) -> tuple[Block, ...]:
        """Return what a nudge does to the loss."""
        return nudge(f"{quantity} {size}", self._at_hand, Carried())

    @property
    def parameter(self) -> str | None:
        """The weight or bias that the question is about, if it is about one."""
        return None if self.finished else self.lesson.parameter(self.position)

    def go_to(self, position: int) -> None:
        """Ask the step at a position, from its beginning."""
        self.position = position
        self._asking = self._asked_at(position)

    def _asked_at(self, position: int) -> AskedStep:
        """Return the step at a position as it is asked: with what is given, or in full."""
        given: tuple[Block, ...] = ()
        if self._fading is not None and not (
            self.completed or self._told.is_asked_for(position) or self.lesson.is_told(position)
        ):
            given = self._fading.given(position)
        return AskedStep(self.lesson, position, self._memory, given)

    def hear(self, text: str, to_go_on: str | None = None) -> Reply:
        """Take what was typed: a command of the learner, or an answer.

        ``to_go_on`` is the command that goes on another time; without one, to leave tells how to
        begin at this step.
        """
        plain = without_mark(text)
        found = None if self._is_letter(plain) else command(plain, self.subject)
        above, opening = self._turn_to_answered(plain) if found is None else ((), ())
        kept = found.recorded(text) if isinstance(found, Command) else text
        heard = self._heard(kept)  # What was so before it moves.
        match found:
            case Command(word, rest):
                came = self._obey(word, rest, found.event, to_go_on)
            case Prose() as unknown:
                came = Came((unknown,), Event.OTHER)
            case None:
                came = self._asking.answer(plain, self._carried)
                self._carried = self._carried.after(decimal_comma=came.decimal_comma)
        onward = self._go_on(came) if came.final else ()
        return Reply(
            (*above, *came.blocks, *opening, *onward),
            moved=came.final or came.anew,
            heard=replace(
                heard,
                event=came.event,
                read_as=came.read_as,
                misconceptions=came.misconceptions,
                attempt=came.attempt,
            ),
            amiss=came.amiss,
        )

    def _is_letter(self, text: str) -> bool:
        """Whether a text is the letter of an answer: it is no word then."""
        return isinstance(self._asking, AskedReason) and self._asking.is_letter(text)

    def _turn_to_answered(self, answer: str) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        """Turn to what is answered, where that is more than what is asked now.

        Return what is said above the verdict, and what would have been said before the question,
        which stands below it.
        """
        match self._asking:
            case AskedStep() as step:
                return step.turn_to_answered(answer, self._carried), ()
            case AskedNudge(step=step) | AskedReason(step=step) as asked:
                if not asked.is_seen_through(answer, self._carried):
                    return (), ()
                asked.see_again()
                self._asking = step
                return (), step.opening
            case _:
                assert_never(self._asking)

    def _obey(self, word: Word, rest: str, event: Event, to_go_on: str | None) -> Came:
        """Do what a word says, and return what comes of it."""
        match word:
            case Word.HINT:
                return Came(self._asking.next_hint(), event)
            case Word.SHOW:
                return self._asking.shown()
            case Word.SKIP:
                return self._asking.passed_over()
            case Word.BACK:
                if self._go_back():
                    return Came((), event, anew=True)
                return Came((Prose(say("This is the first question.")),), event)
            case Word.APART | Word.DO | Word.WHY:
                return self._obey_at_step(word, event)
            case Word.AGAIN:
                self._asking.see_again()
                return Came(self.presented(), event)
            case Word.QUIT | Word.MENU:
                self.left = True
                farewell = self._farewell(to_go_on)
                if word is Word.QUIT:
                    return Came(farewell, event)
                elsewhere = pages.elsewhere(self.subject.scenario, self.program)
                return Came((*farewell, *elsewhere), event)
            case Word.CALC:
                result, self._carried = calculated(rest, self._at_hand, self._carried)
                return Came((result,), event)
            case Word.NUDGE:
                return Came(nudge(rest, self._at_hand, self._carried), event)
            case Word.WHAT:
                return Came(meaning(rest, self.subject), event)
            case Word.VALUES | Word.NET | Word.SOURCE | Word.HELP:
                return Came(looked_up(word, self._at_hand), event)
            case _:
                assert_never(word)

    def _obey_at_step(self, word: Literal[Word.APART, Word.DO, Word.WHY], event: Event) -> Came:
        """Do what a word says that is about a step, where one is asked."""
        match self._asking:
            case AskedNudge():
                return Came(not_here(), event)
            case AskedReason():
                return Came(no_step(), event)
            case AskedStep() as step:
                match word:
                    case Word.APART:
                        return step.taken_apart()
                    case Word.DO:
                        return self._asked_after_all()
                    case Word.WHY:
                        return Came(looked_up(word, self._at_hand), event)
                    case _:
                        assert_never(word)
            case _:
                assert_never(self._asking)

    @property
    def _at_step(self) -> AskedStep:
        """The step that is asked, or that another question stands before."""
        match self._asking:
            case AskedStep() as step:
                return step
            case AskedNudge(step=step) | AskedReason(step=step):
                return step
            case _:
                assert_never(self._asking)

    @property
    def _at_hand(self) -> AtHand:
        """What help is about."""
        before = self._told.asked_before(self.position)
        told = () if before is None else self.lesson.quantities(self.position, before)
        at_hand = self._asking.at_hand
        return replace(at_hand, answered=(*told, *at_hand.terms))

    def _heard(self, text: str) -> Heard:
        """Return what the record keeps of a text that is typed now, but for what comes of it."""
        return Heard(
            quantity=self._asking.called,
            skill=self._asking.skill,
            typed=text,
            event=Event.OTHER,
            hints=self._asking.hints,
            attempt=0,
            faded=self._asking.faded,
            scenario=self._recorded_name,
            digest=self.subject.scenario.digest,
            seed=self.seed,
        )

    def _farewell(self, to_go_on: str | None) -> tuple[Block, ...]:
        """Say how far the learner has come, and how to go on another time."""
        number, count = self.step_of
        again = to_go_on or self._from(self.step.name)
        where = text("You stopped at step {number} of {count}.", number=number, count=count)
        return pages.stopped(where, again)

    def _from(self, quantity: str) -> str:
        """Return the command that begins at a quantity."""
        scenario = self.subject.scenario
        here = {"from": naming(scenario)(quantity)}
        return self.program.command("walk", scenario.called, {**self.options, **here})

    def _go_on(self, came: Came) -> tuple[Block, ...]:
        """Go on from a question that is at an end, and return the steps told on the way."""
        match self._asking:
            case AskedNudge(step=step) | AskedReason(step=step) as asked:
                asked.see_again()
                self._asking = step
                return ()
            case AskedStep() as step:
                right = came.event is Event.RIGHT and not step.helped
                faded = step.faded
                if not step.answered_before:
                    self._told.count(self.position, at_first_try=right)
                if self._fading is not None and not step.answered_before:
                    missed = step.missed
                    self._fading.count(self.position, faded=faded, right=right, missed=missed)
                if (back := self._told.way_back(self.position)) is not None:
                    self.go_to(back)
                    return ()
                self.go_to(self.position + 1)
                told = self._told_here()
                self._ask_nudge()
                self._ask_reason()
                return told
            case _:
                assert_never(self._asking)

    def _ask_nudge(self) -> None:
        """Ask a nudge where the first slope of the lesson is reached."""
        if self._nudged or self.completed or self.lesson.is_round:
            return
        if not self._is_slope(self.position) or any(map(self._is_slope, range(self.position))):
            return
        self._nudged = True
        line, step = self.subject[self.lesson.quantity(self.position)], self._at_step
        assert line.part is not None, "a slope is of a part"
        # Of a large network the step itself is long in the making, and it waits for the answer.
        known = known_before(self.lesson, self.position, line.part, step.terms_passed)
        parameter = self.lesson.parameter(self.position)
        worked_out = self.lesson.quantities(self.position)
        asked = first_nudge(parameter, line.sample, known, self.subject, worked_out)
        if asked is not None:
            self._asking = AskedNudge(asked, step)

    def _is_slope(self, position: int) -> bool:
        line = self.subject[self.lesson.quantity(position)]
        return line.part is Part.BACKWARD and line.role not in SPLIT

    def _ask_reason(self) -> None:
        """Ask for a reason where one is asked for before the step at hand, once."""
        if self.position in self._reasons_asked or not isinstance(self._asking, AskedStep):
            return
        asked = self._reasons.before(self.position)
        if asked is not None:
            self._reasons_asked.add(self.position)
            self._asking = AskedReason(asked, self._asking)

    def _told_here(self) -> tuple[Block, ...]:
        """Tell the steps that are not asked here, and go to the one behind them."""
        told = self._told.tell_from(self.position)
        if not told:
            return ()
        self.go_to(told.stop)
        offer: tuple[Block, ...] = (Prose(say("Type do to work them out yourself."), Tone.HINT),)
        if self.completed:
            command = self._from(self.lesson.quantity(told.start))
            said = say("To work them out yourself:")
            offer = (Prose(said, Tone.HINT), Prose((command,), Tone.COMMAND))
        return (*self.lesson.table(told.start, told.stop, MOST_ROWS), *offer)

    def _asked_after_all(self) -> Came:
        """Ask the steps that were told last, and then go on where the learner is."""
        first = self._told.ask_last(self.position)
        if first is None:
            said = say("There is nothing here that was told and could be asked.")
            return Came((Prose(said, Tone.HINT),), Event.OTHER)
        self._at_step.see_again()
        self.go_to(first)
        return Came((), Event.OTHER, anew=True)

    def _go_back(self) -> bool:
        """Go from a term to the whole question, or to the question before; return if it can be."""
        if isinstance(self._asking, AskedStep) and self._asking.back_to_whole():
            return True
        before = self._told.asked_before(self.position)
        if before is None:
            return False
        match self._asking:
            case AskedStep() as step:
                step.see_again()
            case AskedNudge():  # It is asked again on the way back to the slope.
                self._nudged = False
            case AskedReason():
                self._reasons_asked.discard(self.position)
            case _:
                assert_never(self._asking)
        self.go_to(before)
        return True
