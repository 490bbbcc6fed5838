"""What a learner can say instead of an answer: one function a word, from a walk to what to show.

To add a word: a function here and its row in ``WORDS``; the word in ``COMMANDS`` of
``formula.names``, so that no scenario uses it as a name; a row of ``HELP`` in
``teaching.lesson.first_page``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from backprop_tutor.blocks.blocks import Block, Prose, Table, Tone, Value
from backprop_tutor.formula.names import COMMANDS
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import GIVEN
from backprop_tutor.progress.rows import Event
from backprop_tutor.reading import Refused, read
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.dialogue.reply import Reply
from backprop_tutor.teaching.judging.vocabulary import vocabulary
from backprop_tutor.teaching.lesson import first_page, network_picture, pages
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.untrusted import visible

_CALCULATED = 10
"""Figures that the calculator shows."""


class Conversation(Protocol):
    """What a command needs of the conversation it is said in."""

    left: bool

    @property
    def closed(self) -> Collection[str]:
        """The words that do nothing in this conversation; help leaves them out."""

    @property
    def position(self) -> int:
        """Which step of its lesson is asked now."""

    @property
    def lesson(self) -> Lesson:
        """The lesson that is walked through."""

    @property
    def subject(self) -> Subject:
        """What the lesson is about."""

    @property
    def step(self) -> Step:
        """The step that is asked now."""

    def next_hint(self) -> tuple[Block, ...] | None:
        """Return the next hint of the step at hand, or None after the last."""

    def passed_over(self) -> tuple[Block, ...]:
        """Return what is told of the question at hand when it is skipped."""

    def go_on(self) -> None:
        """Go to the next question."""

    def go_back(self) -> bool:
        """Go to the question before; return whether there was one."""

    def farewell(self) -> str:
        """Say how far the learner has come, and how to go on another time."""


def _said(words: str, tone: Tone = Tone.PLAIN) -> Reply:
    return Reply((Prose((words,), tone),))


def _hint(walk: Conversation, _rest: str) -> Reply:
    hint = walk.next_hint()
    if hint is None:
        return _said("There are no more hints. Type show for the answer.", Tone.HINT)
    return Reply(hint)


def _why(walk: Conversation, _rest: str) -> Reply:
    return Reply(walk.step.why)


def _show(walk: Conversation, _rest: str) -> Reply:
    working = walk.step.working
    walk.go_on()
    return Reply(working, moved=True)


def _skip(walk: Conversation, _rest: str) -> Reply:
    told = walk.passed_over()  # Of this question, before the next one has its own numbers.
    walk.go_on()
    return Reply(told, moved=True)


def _back(walk: Conversation, _rest: str) -> Reply:
    if walk.go_back():
        return Reply((), moved=True)
    return _said("This is the first question.")


def _calc(walk: Conversation, rest: str) -> Reply:
    if not rest:
        return _said("Type calc and what to work out: calc 0.15*0.05 + 0.20*0.10")
    answer = read(rest, vocabulary(walk.step.question, walk.subject))
    if isinstance(answer, Refused):
        return _said(f"Cannot be worked out: {answer.reason}", Tone.WRONG)
    value = float_value(answer.expression, walk.subject.values.__getitem__)
    if value != value:
        return _said("This has no finite value.", Tone.WRONG)
    shown = Value(figures.spelled(value, _CALCULATED))
    return Reply((Prose((answer.expression, " = ", shown)),))


def _values(walk: Conversation, _rest: str) -> Reply:
    return Reply(pages.values(walk.subject, _known(walk)))


def _known(walk: Conversation) -> list[str]:
    """Return the quantities that are given, or that come before the step at hand."""
    parts = tuple(Part)
    now = parts.index(walk.step.part)
    # A lesson of one part begins with all that the parts before it work out.
    before = [
        name
        for name, line in walk.subject.tape.items()
        if line.role in GIVEN or (line.part is not None and parts.index(line.part) < now)
    ]
    return list(dict.fromkeys((*before, *walk.lesson.quantities(walk.position))))


def _net(walk: Conversation, _rest: str) -> Reply:
    lit = network_picture.lit_by(walk.step.name, walk.lesson.parameter(walk.position), walk.subject)
    return Reply(network_picture.picture_of(walk.subject.pictured, lit))


def _help(walk: Conversation, _rest: str) -> Reply:
    helped = first_page.helped(walk.subject.scenario, walk.closed)
    return Reply((Table(("you type", "what it does"), helped),))


def _quit(walk: Conversation, _rest: str) -> Reply:
    walk.left = True
    return _said(walk.farewell())


WORDS: Mapping[str, Callable[[Conversation, str], Reply]] = {
    "hint": _hint,
    "why": _why,
    "show": _show,
    "skip": _skip,
    "back": _back,
    "calc": _calc,
    "values": _values,
    "net": _net,
    "help": _help,
    "quit": _quit,
}
_EVENTS: Mapping[str, Event] = {
    "hint": Event.HINT,
    "show": Event.SHOWN,
    "skip": Event.SKIPPED,
}
"""What a command is in the learner's record; any other is just another command."""

_SYNONYMS: Mapping[str, str] = {"exit": "quit", "q": "quit", "?": "help"}
assert tuple(WORDS) == COMMANDS, "every word that names.COMMANDS keeps free is heard here"


@dataclass(frozen=True, slots=True)
class Command:
    """A word of ``WORDS`` with what was typed after it, and what it is in the record."""

    word: str
    rest: str
    event: Event


def command(said: str, subject: Subject) -> Command | Reply | None:
    """Return the command that a text is, or that there is none such; None for an answer.

    A word that the scenario has for a name, if only in other letters (Q, or exit), is none.
    """
    first, _, rest = said.removeprefix(":").strip().partition(" ")
    rest = rest.strip()
    plain = first.casefold().rstrip("?!.") or first  # "why?" is why; "?" alone is help.
    word = _SYNONYMS.get(plain, plain)
    alone = not rest or rest.isdigit()  # "hint 3" is a hint.
    is_name = first in subject.tape or first in subject.layer_of
    if word in WORDS and (alone or word == "calc") and not is_name:
        return Command(word, rest, _EVENTS.get(word, Event.OTHER))
    if said.startswith(":"):
        words = f"There is no command {visible(first[:20])!r}. Type help for all there are."
        return _said(words, Tone.HINT)
    return None
