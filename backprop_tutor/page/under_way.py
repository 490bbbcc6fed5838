"""A session as the page drives it: one text in, all that is shown up to the next question out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from backprop_tutor.blocks.blocks import Block, Figure, Inline, Prose, Tone
from backprop_tutor.blocks.pictures import Graph, Network
from backprop_tutor.blocks.renaming import in_notation
from backprop_tutor.errors import TutorError
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.names import command_in
from backprop_tutor.page.links import linked
from backprop_tutor.page.messages import ColumnPiece, Prompt, Slider, Spoken
from backprop_tutor.page.slider import reach
from backprop_tutor.progress.rows import Event, Heard
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.session.requests import Ask, Session, Show
from backprop_tutor.teaching.dialogue.commands import Word
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.quiz.quiz import Quiz
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.untrusted import visible
from backprop_tutor.views.html.graph import fits_on_a_page
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.html.network import fits
from backprop_tutor.views.html.page import html_fragment, html_line
from backprop_tutor.wording import spoken, text

_LONGEST_ECHO = 400
_BUTTONS = (
    Word.HINT,
    Word.WHY,
    Word.SHOW,
    Word.SKIP,
    Word.BACK,
    Word.APART,
    Word.AGAIN,
    Word.VALUES,
    Word.NUDGE,
    Word.CALC,
    Word.HELP,
)
"""The words that have a button, where they do something."""
_BEGINNING = frozenset({Word.NUDGE, Word.CALC})
"""The words that more is typed behind."""


@dataclass(frozen=True, slots=True)
class OneTurn:
    """What is shown up to the next question; None is asked where the session is at its end."""

    pieces: tuple[ColumnPiece, ...]
    begins: bool
    """Whether a step begins with the last piece."""
    fold: str | None
    picture: str | None
    chain: str | None
    ask: Prompt | None


class Driven:
    """A walk, a quiz, or what is only read, from its first page to its end."""

    def __init__(
        self, session: Session[Any], scenario: Scenario, own: Mapping[str, str] | None = None
    ) -> None:
        """Begin to drive a session; ``own`` are the learner's networks, as ``linked`` has them."""
        self._session = session
        self.scenario = scenario
        self._own = own
        self._asked: Ask | None = None
        self._picture: str | None = None
        """What stands beside the column; None before anything does."""
        self._amiss: tuple[str, ...] = ()
        """Where the last answer went wrong: to ask for a hint changes nothing about it."""
        self._chain = ""
        """The chain as it stands in the question."""
        self._last_drawn: tuple[list[Figure], str] = ([], "")
        """The last picture and its drawing: it is drawn anew only if it shows something else."""

    @property
    def conversation(self) -> Walk | Quiz | None:
        """What the question is part of, if anything is asked."""
        return None if self._asked is None else self._asked.conversation

    @property
    def is_asking(self) -> bool:
        """Whether a text is waited for."""
        return self._asked is not None

    def begin(self) -> OneTurn:
        """Return the first page, up to the first question."""
        shown = self._go_on(None)
        first, *others = shown or [Show(())]
        # The picture stands beside the column.
        beside = self._asked is not None and bool(self._drawn())
        blocks = [one for one in first.blocks if not (beside and isinstance(one, Figure))]
        pieces = [ColumnPiece(html_fragment(self.as_shown(blocks), titled=True))]
        pieces += [self._piece(one.blocks) for one in others]
        self._chain = self._chained(())
        return self._moment(pieces, begins=self._asked is not None and bool(others), fold=None)

    def hear(self, typed: str) -> OneTurn:
        """Return what comes of a text, up to the next question."""
        assert self._asked is not None
        before, asked, echoed = self._asked.conversation, self._before_answer(), self._echoed(typed)
        subject = None if before is None else before.subject
        prompt = None if before is None else before.prompt()
        shown = self._go_on(typed)
        reply = next((one.reply for one in shown if one.reply is not None), None)
        heard = None if reply is None else reply.heard
        stands_before = asked
        right = heard is not None and heard.event is Event.RIGHT
        if isinstance(before, Walk) and isinstance(prompt, Name) and heard and right:
            # What is right for the whole question is not what a part of it is equal to.
            stands_before = self._is_equal_to(Name(heard.quantity))
        line = element("p", stands_before, escaped(" "), echoed, class_="typed")
        pieces = [ColumnPiece(line)]
        # What came of it belongs to the question; the next one, or the end, stands for itself.
        own = [one for one in shown if one.reply is not None]
        rest = tuple(block for one in shown if one.reply is None for block in one.blocks)
        pieces += [self._piece(one.blocks, _verdict_in(one.blocks)) for one in own if one.blocks]
        told = _head_of(rest) if self.conversation is not None else _end_in(rest)
        pieces += [self._piece(rest, told)] if rest else []
        if self._asked is not None and (asks := self._before_answer()) != asked:
            said = in_one([Markup(pieces[-1].told), element("p", asks)])
            pieces[-1] = replace(pieces[-1], told=said)
        fold = None
        if rest and subject is not None and heard is not None:
            hidden = isinstance(before, Quiz) and before.rules.exam
            fold = self._folded(heard, subject, hidden=hidden)
        if reply is None or reply.moved or (heard is not None and heard.attempt):
            self._amiss = () if reply is None else reply.amiss
        if rest:  # The question was shown anew, with nothing marked.
            self._chain = self._chained(())
        return self._moment(pieces, begins=bool(rest), fold=fold)

    def close(self) -> None:
        """Leave it as it is: all that was typed is written down."""
        self._session.close()

    def _go_on(self, answer: str | None) -> list[Show]:
        shown = []
        self._asked = None
        try:
            request = self._session.send(answer)
            while isinstance(request, Show):
                shown.append(request)
                request = self._session.send(None)
            self._asked = request
        except StopIteration:
            pass
        return shown

    def _moment(self, pieces: list[ColumnPiece], *, begins: bool, fold: str | None) -> OneTurn:
        picture = self._drawn()
        is_new = picture != self._picture
        self._picture = picture
        chain, before = self._chained(self._amiss), self._chain
        self._chain = chain
        return OneTurn(
            tuple(pieces),
            begins,
            fold,
            picture if is_new else None,
            None if chain == before else chain,
            self._prompt(),
        )

    def _chained(self, amiss: tuple[str, ...]) -> str:
        conversation = self.conversation
        if conversation is None:
            return ""
        return html_fragment(in_notation(conversation.chain(amiss), self.scenario))

    def as_shown(self, blocks: Iterable[Block]) -> Iterable[Block]:
        """Return blocks with their names as the scenario shows them, and links for commands."""
        return linked(in_notation(tuple(blocks), self.scenario), self._own)

    def _piece(self, blocks: Iterable[Block], told: Iterable[Block] = ()) -> ColumnPiece:
        """Return blocks as they stand in the column; of them the ``told`` ones are read out."""
        shown, read_out = (html_fragment(self.as_shown(each)) for each in (blocks, told))
        return ColumnPiece(shown, read_out)

    def in_line(self, parts: tuple[Inline, ...]) -> Markup:
        """Return a run of text and mathematics, with its names as the scenario shows them."""
        (shown,) = in_notation((Prose(parts),), self.scenario)
        assert isinstance(shown, Prose)
        return html_line(shown.parts)

    def read_as(self, typed: str) -> Markup:
        """Return what a text would be read as, as mathematics; nothing where it would not be."""
        if self.conversation is None or len(typed) > _LONGEST_ECHO:
            return Markup("")
        read = self.conversation.read_as(typed)
        return Markup("") if read is None else self.in_line((read,))

    def nudged(self, quantity: str, size: str) -> Markup:
        """Return what a nudge does to the loss, in words."""
        conversation = self.conversation
        if conversation is None or conversation.parameter != quantity:
            return Markup("")
        return html_fragment(self.as_shown(conversation.nudged(quantity, size)))

    def _echoed(self, typed: str) -> Markup:
        """Return what was typed as it stands in the column."""
        cut = typed if len(typed) <= _LONGEST_ECHO else f"{typed[:_LONGEST_ECHO]}…"
        return self.read_as(typed) or escaped(visible(cut))

    def _before_answer(self) -> Markup:
        assert self._asked is not None
        conversation = self._asked.conversation
        prompt = self._asked.prompt if conversation is None else conversation.prompt()
        if isinstance(prompt, Name):
            return self._is_equal_to(prompt)
        return escaped(prompt.rstrip())

    def _is_equal_to(self, asked: Name) -> Markup:
        return in_one([self.in_line((asked,)), escaped("\N{NO-BREAK SPACE}=")])

    def _folded(self, heard: Heard, subject: Subject, *, hidden: bool) -> Markup:
        """Return the one line that is left of a question: what it asked, and what came of it.

        Of an exam's it is ``hidden`` what its answer is worth.
        """
        asked = heard.quantity
        line: tuple[Inline, ...] = (text("A question in between"),)
        if asked in subject.tape:
            line = (Name(asked),)
            if heard.event in _TOLD and not hidden:
                value = subject.value(asked)
                line = (Name(asked), " = " if value.exact else " ≈ ", value)
        mark = "" if hidden else _MARKS.get(heard.event, " …")
        return in_one([self.in_line(line), escaped(mark)])

    def _prompt(self) -> Prompt | None:
        if self._asked is None:
            return None
        asked, conversation = self._asked, self._asked.conversation
        offered = tuple(asked.offered())
        called = {word: command_in(spoken(), word.value) for word in _BUTTONS}
        words = tuple(
            Spoken(said, said[:1].upper() + said[1:], fill=word in _BEGINNING)
            for word, said in called.items()
            if said in offered
        )
        if conversation is None:
            said = command_in(spoken(), Word.QUIT.value)
            words = (Spoken(said, said[:1].upper() + said[1:]),)
        return Prompt(
            self._before_answer(), asked.prompt.strip(" ="), offered, words, self._slider()
        )

    def _slider(self) -> Slider | None:
        conversation = self.conversation
        weight = None if conversation is None else conversation.parameter
        if conversation is None or weight is None:
            return None
        try:
            most = reach(conversation.subject, weight)
        except TutorError:
            return None
        return None if most is None else Slider(weight, self.in_line((Name(weight),)), most)

    def _drawn(self) -> str:
        conversation = self.conversation
        if conversation is None:
            return self._picture or ""
        figures = [
            block
            for block in conversation.drawn(self._amiss)
            if isinstance(block, Figure) and _can_be_drawn(block)
        ]
        if figures != self._last_drawn[0]:
            self._last_drawn = figures, html_fragment(in_notation(figures, self.scenario))
        return self._last_drawn[1]


def _verdict_in(blocks: tuple[Block, ...]) -> Iterable[Block]:
    """Yield the verdict of a reply and the sentence of why, without the working that stands there.

    Of one that judges nothing, because something was asked for, that is all but its pictures.
    """
    toned = [block for block in blocks if isinstance(block, Prose) and block.tone in _SAID]
    if any(block.tone in _VERDICTS for block in toned):
        return toned
    return [block for block in blocks if not isinstance(block, Figure)]


def _head_of(blocks: tuple[Block, ...]) -> Iterable[Block]:
    """Return where one is now: the last heading."""
    heads = [block for block in blocks if isinstance(block, Prose) and block.tone in _HEADS]
    return heads[-1:]


def _end_in(blocks: tuple[Block, ...]) -> Iterable[Block]:
    """Return how it went, with its heading: all but the commands to go on with."""
    heads = [k for k, block in enumerate(blocks) if block in _head_of(blocks)]
    return [
        block
        for block in blocks[max(heads, default=0) :]
        if not (isinstance(block, Prose) and block.tone is Tone.COMMAND)
    ]


def _can_be_drawn(figure: Figure) -> bool:
    match figure.picture:
        case Network() as picture:
            return fits(picture)
        case Graph() as picture:
            return fits_on_a_page(picture)
        case _:
            return False


_VERDICTS = frozenset({Tone.RIGHT, Tone.WRONG})
_SAID = _VERDICTS | {Tone.REMARK, Tone.HINT}
_HEADS = frozenset({Tone.TITLE, Tone.HEADING, Tone.SUBHEADING})
_MARKS = {Event.RIGHT: " ✓", Event.WRONG: " ✗", Event.SHOWN: " →", Event.SKIPPED: " →"}
_TOLD = frozenset({Event.RIGHT, Event.SHOWN, Event.SKIPPED})
"""What a question ends with when its answer stands there."""
