"""The conversation: a walk takes what is typed, one text at a time, and says what to show.

It knows no terminal: ``session`` stands between it and a screen, a file of answers, or a test.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.spelling import typed
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.notation import naming
from backprop_tutor.maths.tape.tape import SPLIT
from backprop_tutor.progress.rows import Event, Heard
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.dialogue.calculator import calculated, last_result, names_told
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import (
    AtHand,
    Command,
    Word,
    command,
    hint,
    looked_up,
    offered,
    without_mark,
)
from backprop_tutor.teaching.dialogue.first_nudge import (
    SKILL,
    NudgeQuestion,
    first_nudge,
    nudge_answer,
    nudge_hint,
    nudge_judged,
    nudge_presented,
)
from backprop_tutor.teaching.dialogue.nudge import nudge
from backprop_tutor.teaching.dialogue.reply import Reply, event_of
from backprop_tutor.teaching.dialogue.told import Told
from backprop_tutor.teaching.glossary.lookup import meaning
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.judging.findings import Unexplained
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict
from backprop_tutor.teaching.learner.sittings import recorded_name
from backprop_tutor.teaching.learner.skills import skill_of
from backprop_tutor.teaching.lesson import pages
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.untrusted import visible

_TRIES_BEFORE_HINT = 2
_TRIES_BEFORE_APART = 2
MOST_ROWS = 60
"""Rows of a table that is told."""
_LONGEST_ANSWER = 60
_AT_A_NUDGE = frozenset({Word.HINT, Word.WHY, Word.SHOW, Word.SKIP, Word.APART, Word.DO})
"""The words that are about the question at hand."""
_APART = Prose(
    (
        "Let us take it apart, one part at a time. If you see the answer to the whole question on "
        "the way, type that.",
    )
)
_UNKNOWN_TOO = "Not yet. I do not recognise where this number comes from either."
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
    """A walk through a lesson.

    ``position`` is the step. While it is taken apart, ``_inside`` is which of its terms is asked;
    ``_passed`` is how many of them were asked by then, answered or not.
    """

    lesson: Lesson
    position: int = 0
    left: bool = False
    seed: int | None = None
    """Of the variant that is walked through; None for the scenario's own numbers."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What was said on the command line: to go on is to say it again."""
    program: Program = AS_INSTALLED
    _inside: int | None = None
    _passed: dict[int, int] = field(default_factory=dict)
    _told_at: dict[int, tuple[Block, ...]] = field(default_factory=dict)
    """What was said of each question when it was answered, shown or skipped."""
    _defined_at: dict[tuple[Block, Part], int] = field(default_factory=dict)
    """The step that first showed the formula of an activation or a loss, in a part of the lesson.
    """
    _seen: set[int] = field(default_factory=set)
    """The steps whose opening need not be shown again: left before, or looked at once more."""
    _attempt: _Attempt = field(default_factory=_Attempt)
    _own: dict[str, float] = field(default_factory=dict)
    _carried: Carried = field(default_factory=Carried)
    _judges: dict[str, Judge] = field(default_factory=dict)
    _nudge: NudgeQuestion | None = None
    """What is asked before the step at hand, where that is the first slope."""
    _nudged: bool = False
    """Whether it has been asked."""

    def __post_init__(self) -> None:
        self._recorded_name = recorded_name(self.subject.scenario)
        self._told = Told(self.lesson)

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
        if self._inside is None:
            return self.lesson.whole(self.position, self._terms_passed())
        term = self.lesson[self.position].question.terms[self._inside]
        return self.lesson.term(term, self.position)

    def takes(self, quantity: str, seed: int | None) -> bool:
        """Whether what was typed at a quantity is heard here, with the same numbers.

        While a step is taken apart, its own answer is heard too.
        """
        here: tuple[str, ...] = (self.step.name, self.lesson[self.position].name)
        if self._nudge is not None:
            here += (self._nudge.called,)
        return quantity in here and seed == self.seed

    def prompt(self) -> Name | str:
        """Return the quantity that is asked, or what else stands before the answer."""
        return Name(self.step.name) if self._nudge is None else "change per unit = "

    def offered(self) -> tuple[str, ...]:
        """Return the words, names and functions that can be typed now."""
        return offered(self._at_hand)

    def presented(self) -> tuple[Block, ...]:
        """Return the step at hand: where we are, its setting, its question."""
        if self._nudge is not None:
            return nudge_presented(self._nudge)
        step = self.step
        number, count_of_all = self.step_of
        where = f"Step {number} of {count_of_all}"
        if self.lesson.is_told(self.position):
            where = "One of the steps that are told"
        count = f"{where} · {step.part.value}"
        if self._inside is not None:
            count += " · a part of the question"
        count += self._figures_asked(step)
        opening = () if self.position in self._seen else step.opening
        head = Prose((count,), Tone.SUBHEADING)
        return (
            *opening,
            head,
            *step.setting,
            *self._first_shown(step),
            *step.known,
            *self._told_before(),
        )

    def _first_shown(self, step: Step) -> Iterator[Block]:
        """Yield the formulas a step needs that no step before it has shown, in this sitting.

        That of an activation is shown once more where it is to be differentiated.
        """
        for block in step.definitions:
            place = self._defined_at.setdefault((block, step.part), self.position)
            if place == self.position:
                yield block

    @property
    def step_of(self) -> tuple[int, int]:
        """Which step the one at hand is, and of how many; those that were told count no more."""
        return self._told.step_of(self.position)

    def _terms_passed(self) -> tuple[str, ...]:
        """Return the terms of the step at hand that were asked already, answered or not."""
        passed = self._passed.get(self.position, 0)
        return self.lesson[self.position].question.terms[:passed] if passed else ()

    def _figures_asked(self, step: Step) -> str:
        """Say how many figures are wanted, where it is not as many as usual."""
        numbers = self._judge(step).numbers
        if numbers.decimals is not None:
            return f" · {numbers.decimals} decimals"
        usual = self.subject.scenario.digits
        return f" · {numbers.digits} figures" if numbers.digits != usual else ""

    def hear(self, text: str, to_go_on: str | None = None) -> Reply:
        """Take what was typed: a command of the learner, or an answer.

        ``to_go_on`` is the command that goes on another time; without one, to leave tells how to
        begin at this step.
        """
        plain = without_mark(text)
        match command(plain, self.subject):
            case Command(word, _) as found if self._nudge is not None and word in _AT_A_NUDGE:
                return self._obey_at_nudge(text, found, self._nudge)
            case Command(word, rest) as found:
                heard = self._heard(text, found.event)  # What was so before it moves.
                return replace(self._obey(word, rest, to_go_on), heard=heard)
            case Prose() as unknown:
                return Reply((unknown,), heard=self._heard(text, Event.OTHER))
            case None:
                result = last_result(plain, self._at_hand, self._carried)
                plain = plain if result is None else result
                if self._nudge is not None:
                    heard_there = self._hear_at_nudge(text, plain, self._nudge)
                    if heard_there is not None:
                        return heard_there
                verdict = self._verdict(plain)
                if result is not None:
                    verdict = replace(verdict, echoed=True)
                self._carried = self._carried.after(decimal_comma=verdict.decimal_comma)
                heard = self._heard(text, event_of(verdict), verdict)
                return replace(self._follow(verdict), heard=heard)

    def _hear_at_nudge(self, text: str, answer: str, asked: NudgeQuestion) -> Reply | None:
        """Take an answer to the nudge; the right one leads on to the first slope.

        None if it is the right one to that slope itself: who sees it need not do the nudge.
        """
        names, comma = names_told(self._at_hand), self._carried.comma
        event, told = nudge_judged(answer, asked, names, comma, self.subject)
        if event is not Event.RIGHT:
            verdict = self._judge(self.step).judge(answer, self._own, comma)
            if verdict.kind is Correctness.RIGHT:
                self._leave_nudge()
                return None
        attempt = self._attempt.wrong + 1 if event in (Event.RIGHT, Event.WRONG) else 0
        heard = self._heard_at_nudge(text, event, asked, attempt)
        if event is Event.WRONG:
            self._attempt.wrong += 1
        if event is not Event.RIGHT:
            return Reply(told, heard=heard)
        self._leave_nudge()
        return Reply(told, moved=True, heard=heard)

    def _obey_at_nudge(self, text: str, found: Command, asked: NudgeQuestion) -> Reply:
        """Do what a word says at the nudge, where it says something else than at a step."""
        heard = self._heard_at_nudge(text, found.event, asked)
        match found.word:
            case Word.HINT:
                self._attempt.hints += 1
                return Reply(nudge_hint(asked), heard=heard)
            case Word.SHOW:
                self._leave_nudge()
                return Reply(nudge_answer(asked, self.subject), moved=True, heard=heard)
            case Word.SKIP:
                self._leave_nudge()
                return Reply((Prose(("Skipped.",)),), moved=True, heard=heard)
            case _:
                said = "This is about the nudge. Type hint, or skip to go on to the slopes."
                return Reply((Prose((said,), Tone.HINT),), heard=heard)

    def _heard_at_nudge(
        self, text: str, event: Event, asked: NudgeQuestion, attempt: int = 0
    ) -> Heard:
        heard = self._heard(text, event)
        return replace(heard, quantity=asked.called, skill=SKILL, attempt=attempt)

    def _leave_nudge(self) -> None:
        self._nudge = None
        self._attempt = _Attempt()

    def _ask_nudge(self) -> None:
        """Ask a nudge where the first slope of the lesson is reached."""
        if self._nudged or self.completed or self.lesson.is_round:
            return
        name = self.lesson.quantity(self.position)
        line = self.subject[name]
        if line.part is not Part.BACKWARD or line.role in SPLIT:
            return
        self._nudged = True
        known = self.lesson.quantities(self.position)
        parameter = self.lesson.parameter(self.position)
        self._nudge = first_nudge(parameter, line.sample, known, self.subject)

    def _verdict(self, answer: str) -> Verdict:
        """Judge an answer; the right one to a step that is taken apart ends that."""
        comma = self._carried.comma
        verdict = self._judge(self.step).judge(answer, self._own, comma)
        if self._inside is None or verdict.kind is Correctness.RIGHT:
            return verdict
        whole = self._judge(self.lesson[self.position]).judge(answer, self._own, comma)
        if whole.kind is not Correctness.RIGHT:
            return verdict
        self._inside = None
        self._attempt = _Attempt()
        return whole

    def _obey(self, word: Word, rest: str, to_go_on: str | None) -> Reply:
        """Do what a word says, and return what to show for it."""
        match word:
            case Word.HINT:
                told = hint(self.step, self._attempt.hints)
                self._attempt.hints = min(self._attempt.hints + 1, len(self.step.hints))
                return Reply(told)
            case Word.SHOW:
                return self._closed(self.step.working)
            case Word.SKIP:
                return self._closed(self._passed_over())
            case Word.BACK:
                if self._go_back():
                    return Reply((), moved=True)
                return Reply((Prose(("This is the first question.",)),))
            case Word.APART:
                return self._taken_apart()
            case Word.DO:
                return self._asked_after_all()
            case Word.AGAIN:
                self._seen.add(self.position)
                return Reply(self.presented())
            case Word.QUIT | Word.MENU:
                self.left = True
                farewell = self._farewell(to_go_on)
                if word is Word.QUIT:
                    return Reply(farewell)
                return Reply((*farewell, pages.elsewhere(self.subject.scenario, self.program)))
            case Word.CALC:
                result, self._carried = calculated(rest, self._at_hand, self._carried)
                return Reply((result,))
            case Word.NUDGE:
                return Reply(nudge(rest, self._at_hand, self._carried))
            case Word.WHAT:
                return Reply(meaning(rest, self.subject))
            case Word.WHY | Word.VALUES | Word.NET | Word.SOURCE | Word.HELP:
                return Reply(looked_up(word, self._at_hand))
            case _:
                assert_never(word)

    @property
    def _at_hand(self) -> AtHand:
        """What help is about."""
        before = self._told.asked_before(self.position)
        told = () if before is None else self.lesson.quantities(self.position, before)
        answered = (*told, *self._terms_passed())
        return AtHand(self.lesson, self.position, self.step, self._terms_passed(), answered)

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

    def _farewell(self, to_go_on: str | None) -> tuple[Block, ...]:
        """Say how far the learner has come, and how to go on another time."""
        number, count = self.step_of
        again = to_go_on or self._from(self.step.name)
        return pages.stopped(f"You stopped at step {number} of {count}.", again)

    def _from(self, quantity: str) -> str:
        """Return the command that begins at a quantity."""
        scenario = self.subject.scenario
        here = {"from": naming(scenario)(quantity)}
        return self.program.command("walk", scenario.called, {**self.options, **here})

    def _passed_over(self) -> tuple[Block, ...]:
        """Return what is told of the question at hand when it is skipped."""
        name = self.step.name
        value = self.subject.value(name)
        return (Prose(("Skipped. We go on with ", Name(name), " = ", value, ".")),)

    def _taken_apart(self) -> Reply:
        """Ask the terms of the step at hand one by one, as the learner wishes."""
        if self._inside is not None:
            said = "This is a part of the question already. Type back for the whole question."
            return Reply((Prose((said,), Tone.HINT),))
        terms = self.lesson[self.position].question.terms
        if not terms:
            said = "There is nothing to take apart here. Type hint for a hint."
            return Reply((Prose((said,), Tone.HINT),))
        self._seen.add(self.position)
        passed = len(self._terms_passed())
        self._inside = passed if passed < len(terms) else 0
        self._passed[self.position] = passed
        self._attempt = _Attempt()
        return Reply((_APART,), moved=True)

    def _closed(self, told: tuple[Block, ...], answer: str | None = None) -> Reply:
        """Go on from the question at hand, of which this is ``told`` after its right ``answer``.

        Without an answer it was shown or skipped; what was said after one is not forgotten.
        """
        at, whole = self.position, self._inside is None
        onward = self._go_on(right=answer is not None)
        if whole and answer is not None:
            shown = answer if len(answer) <= _LONGEST_ANSWER else f"{answer[:_LONGEST_ANSWER]}…"
            self._told_at[at] = (Prose((f"You answered {visible(shown)}.",)), *told)
        elif whole:
            self._told_at.setdefault(at, told)
        return Reply((*told, *onward), moved=True)

    def _told_before(self) -> tuple[Block, ...]:
        """Return what was said of the question at hand when it was answered, if it was."""
        if self._inside is not None or self.position not in self._told_at:
            return ()
        then = Prose(("You were here before. Answer it again, or type skip to go on.",), Tone.HINT)
        return (*self._told_at[self.position], then)

    def _go_on(self, *, right: bool) -> tuple[Block, ...]:
        """Go to the next term of the step at hand, back to the whole of it, or to the next step.

        Returns the steps that are told on the way. ``right`` says whether the answer was given.
        """
        attempt, self._attempt = self._attempt, _Attempt()
        self._seen.add(self.position)
        if self._inside is not None:
            following = self._inside + 1
            self._passed[self.position] = max(following, len(self._terms_passed()))
            terms = self.lesson[self.position].question.terms
            self._inside = following if following < len(terms) else None
            return ()
        helped = attempt.wrong or attempt.hints or self.position in self._passed
        if self.position not in self._told_at:  # Else its answer stood there.
            self._told.count(self.position, at_first_try=right and not helped)
        if (back := self._told.way_back(self.position)) is not None:
            self.position = back
            return ()
        self.position += 1
        told = self._told_here()
        self._ask_nudge()
        return told

    def _told_here(self) -> tuple[Block, ...]:
        """Tell the steps that are not asked here, and go to the one behind them."""
        told = self._told.tell_from(self.position)
        if not told:
            return ()
        self.position = told.stop
        said = "Type do to work them out yourself."
        if self.completed:
            said = f"To work them out yourself: {self._from(self.lesson.quantity(told.start))}"
        offer = Prose((said,), Tone.HINT)
        return (*self.lesson.table(told.start, told.stop, MOST_ROWS), offer)

    def _asked_after_all(self) -> Reply:
        """Ask the steps that were told last, and then go on where the learner is."""
        first = self._told.ask_last(self.position)
        if first is None:
            said = "There is nothing here that was told and could be asked."
            return Reply((Prose((said,), Tone.HINT),))
        self._seen.add(self.position)
        self.position = first
        self._inside, self._attempt = None, _Attempt()
        return Reply((), moved=True)

    def _go_back(self) -> bool:
        """Go from a term to the whole question, or to the question before; return if it can be."""
        self._seen.add(self.position)
        if self._nudge is not None:
            self._nudge, self._nudged = None, False
        before = self._told.asked_before(self.position)
        if self._inside is not None:
            self._inside = None
        elif before is not None:
            self.position = before
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
        if verdict.kind is Correctness.RIGHT:
            if verdict.read_as is not None:
                value = float_value(verdict.read_as, self.subject.values.__getitem__)
                self._own[step.name] = value
            return self._closed((*message, *step.working), answer=verdict.typed)
        if not verdict.counts_as_attempt:
            return Reply(message)
        self._attempt.wrong += 1
        again = message == self._attempt.said
        self._attempt.said = message
        if again and isinstance(verdict.finding, Unexplained):
            message = (Prose((_UNKNOWN_TOO,), Tone.WRONG),)
        elif again:  # To repeat a sentence helps nobody.
            message = (Prose((_AGAIN[self._attempt.wrong % len(_AGAIN)],), Tone.WRONG),)
        if self._can_be_apart() and self._attempt.wrong >= _TRIES_BEFORE_APART:
            return Reply((*message, *self._taken_apart().blocks), moved=True)
        return Reply((*message, *self._offer(step)))

    def _can_be_apart(self) -> bool:
        """Whether the whole question is asked, and has terms that were not asked yet."""
        terms = self.lesson[self.position].question.terms
        return self._inside is None and len(self._terms_passed()) < len(terms)

    def _offer(self, step: Step) -> tuple[Block, ...]:
        """Offer to take it apart; after two wrong tries a hint; after the last hint, the answer."""
        if self._attempt.hints >= len(step.hints):
            return (Prose(("Type show to see how it is done.",), Tone.HINT),)
        if self._attempt.wrong >= _TRIES_BEFORE_HINT:
            return (Prose(("Type hint for a hint.",), Tone.HINT),)
        if self._can_be_apart():
            said = "Try again, or type apart: then we take it one part at a time."
            return (Prose((said,), Tone.HINT),)
        return ()
