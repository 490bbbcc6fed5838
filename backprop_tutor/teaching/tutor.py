"""The conversation: a walk takes what is typed, one text at a time, and says what to show.

It knows no terminal: ``session`` stands between it and a screen, a file of answers, or a test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from backprop_tutor.expression import Name
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import number
from backprop_tutor.maths.names import COMMANDS
from backprop_tutor.maths.tape import GIVEN, Role
from backprop_tutor.scenario import Part
from backprop_tutor.teaching import intro, pages
from backprop_tutor.teaching.grading import Judge
from backprop_tutor.teaching.lesson import Lesson
from backprop_tutor.teaching.reading import Refused, read
from backprop_tutor.teaching.step import Block, Figure, Prose, Step, Table, Tone, Value
from backprop_tutor.teaching.verdict import Kind
from backprop_tutor.teaching.vocabulary import vocabulary

_TRIES_BEFORE_HINT = 2
_MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show for what was typed; ``moved`` says that another step is asked now."""

    blocks: tuple[Block, ...]
    moved: bool = False


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
    _inside: int = 0
    _opened: set[int] = field(default_factory=set)
    _seen: set[int] = field(default_factory=set)
    _attempt: _Attempt = field(default_factory=_Attempt)
    _own: dict[str, float] = field(default_factory=dict)
    _judges: dict[str, Judge] = field(default_factory=dict)

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

    def presented(self) -> tuple[Block, ...]:
        """Return the step at hand: where we are, its setting, its question."""
        step = self.step
        count = f"Step {self.position + 1} of {len(self.lesson)} · {step.part.value}"
        if step.name != self.lesson[self.position].name:
            count += " · one of its terms"
        count += self._figures_asked(step)
        opening = () if self.position in self._seen else step.opening
        self._seen.add(self.position)
        return (*opening, Prose((count,), Tone.SUBHEADING), *step.setting, *step.known)

    def _figures_asked(self, step: Step) -> str:
        """Say how many figures are wanted, where it is not as many as usual."""
        numbers = self._judge(step).numbers
        if self.lesson.subject[step.name].role is Role.UPDATE:
            return f" · {max(1, -numbers.place)} decimals"
        usual = self.lesson.subject.scenario.digits
        return f" · {numbers.digits} figures" if numbers.digits != usual else ""

    def hear(self, typed: str) -> Reply:
        """Take what was typed: a command of the learner, or an answer."""
        first, _, rest = typed.strip().removeprefix(":").partition(" ")
        word = _SYNONYMS.get(first.casefold(), first.casefold())
        if word in _WORDS and (not rest.strip() or word == "calc") and not self._is_name(first):
            return _WORDS[word](self, rest.strip())
        return self._answer(typed.strip())

    def _is_name(self, word: str) -> bool:
        """Whether a scenario uses a word that is a command only in other letters: Q, or exit."""
        return word in self.lesson.subject.tape or word in self.lesson.subject.layer_of

    # Answers

    def _judge(self, step: Step) -> Judge:
        return self._judges.setdefault(
            step.question.quantity, Judge(step.question, self.lesson.subject)
        )

    def _answer(self, typed: str) -> Reply:
        step = self.step
        judge = self._judge(step)
        verdict = judge.judge(typed, self._own)
        if verdict.kind is Kind.RIGHT:
            if verdict.read_as is not None:
                value = number(verdict.read_as, self.lesson.subject.values.__getitem__)
                self._own[step.name] = value
            return Reply((*verdict.message, *step.working), self._go_on())
        if not verdict.counts_as_attempt:
            return Reply(verdict.message)
        self._attempt.wrong += 1
        if step.question.terms and self.position not in self._opened:
            self._opened.add(self.position)
            self._inside = 0
            self._attempt = _Attempt()
            apart = Prose(("Let us take it apart, one term at a time.",))
            return Reply((*verdict.message, apart), moved=True)
        message = verdict.message
        if message == self._attempt.said:  # To repeat a sentence helps nobody.
            message = (Prose(("Not yet. That is the same slip as before.",), Tone.WRONG),)
        self._attempt.said = verdict.message
        return Reply((*message, *self._offer(step)))

    def _offer(self, step: Step) -> tuple[Block, ...]:
        """After two wrong tries offer a hint; after the last hint, the answer."""
        if self._attempt.hints >= len(step.hints):
            return (Prose(("Type show to see how it is done.",), Tone.HINT),)
        if self._attempt.wrong >= _TRIES_BEFORE_HINT:
            return (Prose(("Type hint for a hint.",), Tone.HINT),)
        return ()

    def _go_on(self) -> bool:
        self._attempt = _Attempt()
        main = self.lesson[self.position]
        if self.position in self._opened and self._inside < len(main.question.terms):
            self._inside += 1
        else:
            self.position += 1
            self._inside = 0
        return True

    # What a learner can say instead

    def _hint(self, _rest: str) -> Reply:
        step, level = self.step, self._attempt.hints
        if level >= len(step.hints):
            return Reply(
                (Prose(("There are no more hints. Type show for the answer.",), Tone.HINT),)
            )
        self._attempt.hints += 1
        return Reply(step.hints[level])

    def _why(self, _rest: str) -> Reply:
        return Reply(self.step.why)

    def _show(self, _rest: str) -> Reply:
        working = self.step.working
        return Reply(working, self._go_on())

    def _skip(self, _rest: str) -> Reply:
        name = self.step.name
        value = self.lesson.subject.value(name)
        said = Prose(("Skipped. We go on with ", Name(name), " = ", value, "."))
        return Reply((said,), self._go_on())

    def _back(self, _rest: str) -> Reply:
        if self.position in self._opened and self._inside > 0:
            self._inside -= 1
        elif self.position > 0:
            self.position -= 1
            self._inside = len(self.lesson[self.position].question.terms)
        else:
            return Reply((Prose(("This is the first question.",)),))
        self._attempt = _Attempt()
        return Reply((), moved=True)

    def _calc(self, rest: str) -> Reply:
        step = self.step
        if not rest:
            return Reply((Prose(("Type calc and what to work out: calc 0.15*0.05 + 0.20*0.10",)),))
        answer = read(rest, vocabulary(step.question, self.lesson.subject))
        if isinstance(answer, Refused):
            return Reply((Prose((f"Cannot be worked out: {answer.reason}",), Tone.WRONG),))
        value = number(answer.expression, self.lesson.subject.values.__getitem__)
        if value != value:
            return Reply((Prose(("This has no finite value.",), Tone.WRONG),))
        return Reply(
            (Prose((answer.expression, " = ", Value(figures.spelled(value, 10)))),),
        )

    def _values(self, _rest: str) -> Reply:
        return Reply((pages.values(self.lesson.subject, self._known()[-_MOST_VALUES:]),))

    def _known(self) -> list[str]:
        """The quantities that are given or were asked before the step at hand."""
        subject = self.lesson.subject
        parts = tuple(Part)
        now = parts.index(self.step.part)
        # A lesson of one part begins with all that the parts before it work out.
        before = [
            name
            for name, line in subject.tape.items()
            if line.role in GIVEN or (line.part is not None and parts.index(line.part) < now)
        ]
        return list(dict.fromkeys((*before, *self.lesson.quantities(self.position))))

    def _net(self, _rest: str) -> Reply:
        subject = self.lesson.subject
        lit = pages.lit_by(self.step.name, self.lesson.parameter(self.position), subject)
        return Reply((Figure(intro.network(subject.scenario, lit)),))

    def _help(self, _rest: str) -> Reply:
        return Reply((Table(("you type", "what it does"), intro.HELP),))

    def _quit(self, _rest: str) -> Reply:
        self.left = True
        place = f"You left at step {self.position + 1} of {len(self.lesson)}."
        called = self.lesson.subject.scenario.called
        only = f" --only {self.lesson.only}" if self.lesson.only else ""
        command = f"backprop-tutor walk {called}{only} --from {self.step.name}"
        return Reply((Prose((f"{place} To go on from here: {command}",)),))


_WORDS: Mapping[str, Callable[[Walk, str], Reply]] = {
    "hint": Walk._hint,  # noqa: SLF001 - the table of this class's own commands
    "why": Walk._why,  # noqa: SLF001
    "show": Walk._show,  # noqa: SLF001
    "skip": Walk._skip,  # noqa: SLF001
    "back": Walk._back,  # noqa: SLF001
    "calc": Walk._calc,  # noqa: SLF001
    "values": Walk._values,  # noqa: SLF001
    "net": Walk._net,  # noqa: SLF001
    "help": Walk._help,  # noqa: SLF001
    "quit": Walk._quit,  # noqa: SLF001
}
_SYNONYMS = {"exit": "quit", "q": "quit", "?": "help"}
assert tuple(_WORDS) == COMMANDS, "every command that names.COMMANDS reserves is heard here"
