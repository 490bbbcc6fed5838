"""Runs a walk or a quiz: between the conversation, the screen, and whoever answers."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.formula.expression import Name
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.maths.notation import naming
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.lesson import first_page
from backprop_tutor.views import notation
from backprop_tutor.wording import text_so_many

if TYPE_CHECKING:  # The first page does not wait for what the questions need.
    from backprop_tutor.progress.rows import Row
    from backprop_tutor.session.sitting import Kept
    from backprop_tutor.teaching.dialogue.walk import Walk
    from backprop_tutor.teaching.lesson.lesson import Lesson
    from backprop_tutor.teaching.quiz.quiz import Quiz


class Screen(Protocol):
    """What a session needs of a view."""

    @property
    def put_away(self) -> bool:
        """Whether the reader has left on the way through a page: then no more is shown of it."""

    def show(self, *blocks: Block, meanwhile: Callable[[], None] | None = None) -> None:
        """Show blocks, in order; do something ``meanwhile``, as soon as there is some to read."""

    def ask(self, prompt: str, offered: Callable[[], Iterable[str]] = tuple) -> str | None:
        """Return what is typed at a prompt, or None at the end of input.

        Where it can, it completes what is ``offered``.
        """

    def echo(self, prompt: str, typed: str) -> None:
        """Show a scripted answer as if it had been typed."""


def greet(scenario: Scenario, screen: Screen, *, picture: bool = True, after: int = 0) -> None:
    """Show the first page, and begin what takes longest to load while it is read."""
    page = first_page.intro(scenario, picture=picture, after=after)
    screen.show(*page, meanwhile=lambda: _begin_loading(scenario))


def _begin_loading(scenario: Scenario) -> None:
    if _can_open(_HANDLES):
        with suppress(RuntimeError):  # This system has no thread left; all goes on without.
            threading.Thread(target=_get_ready, args=(scenario,), daemon=True).start()


_HANDLES = 12
"""Files that two imports and the record have open at once, and a thread that ends, with room."""


def _can_open(count: int) -> bool:
    """Whether so many files can be opened: an import that lacks one would fail beside the other,
    and Python aborts where a thread that it ends cannot load the library for that."""
    with ExitStack() as opened:
        try:
            for _ in range(count):
                opened.enter_context(Path(os.devnull).open("rb"))
        except OSError:
            return False
    return True


def _get_ready(scenario: Scenario) -> None:
    with suppress(OSError, ImportError):  # Who needs it imports it again, and is told.
        from backprop_tutor.maths.tape.assembly import does_without_sympy

        if not does_without_sympy(scenario):
            import sympy  # noqa: F401 - later imports find it loaded; the forward pass needs none

        from backprop_tutor.reading.grammar import get_ready  # Numbers are read without.

        get_ready()


def run_walk(
    lesson: "Lesson",
    screen: Screen,
    *,
    start: int = 0,
    answers: Iterable[str] | None = None,
    kept: "Kept | None" = None,
    seed: int | None = None,
) -> "Walk":
    """Walk through a lesson, asking at the screen or taking the given answers, and return it.

    The walk ends at the lesson's end, when the learner leaves, or when there are no more answers.
    ``kept`` writes it down, and knows what was typed before the walk was broken off.
    """
    from backprop_tutor.teaching.dialogue.walk import Walk
    from backprop_tutor.teaching.learner.walk_summary import how_it_went
    from backprop_tutor.teaching.lesson import pages

    said = {} if kept is None else kept.sitting.options
    program = AS_INSTALLED if kept is None else kept.program
    known = None if kept is None else kept.known
    conversation = Walk(
        lesson, position=start, seed=seed, options=said, program=program, known=known
    )
    if kept is not None:
        hear_again(conversation, kept.rows)
    if kept is not None and kept.changed:
        screen.show(pages.begun_anew(lesson.subject.scenario))
    if kept is not None and kept.rows and not conversation.finished:
        screen.show(*pages.lesson_continues(*conversation.step_of, kept.anew))
    converse(conversation, screen, answers, kept)
    if conversation.completed:
        if kept is not None:
            kept.finish()
        screen.show(*pages.end(lesson.subject, lesson.quantities(len(lesson))))
        screen.show(*how_it_went(() if kept is None else kept.rows, lesson.asked()))
        screen.show(*pages.what_next(lesson.subject, seed, program))
        if kept is not None and answers is None:
            _do_again(lesson, screen, kept, seed)
    return conversation


def _do_again(lesson: "Lesson", screen: Screen, kept: "Kept", seed: int | None) -> None:
    """Offer what was missed once more, until nothing was or the learner has enough of it."""
    from backprop_tutor.teaching.dialogue.walk import Walk
    from backprop_tutor.teaching.learner.walk_summary import how_it_went, missed

    while among := missed(kept.rows):
        few = lesson.once_more(among)
        if not few or screen.put_away:
            return
        offer = text_so_many(
            "Press Enter to do that one again, or type quit:",
            "Press Enter to do those {n} again, or type quit:",
            len(few),
        )
        typed = screen.ask(f"{offer} ")
        if typed is None or typed.strip():
            return
        kept = kept.round()
        again = Walk(few, seed=seed, options=kept.sitting.options, program=kept.program)
        converse(again, screen, None, kept)
        if not again.completed:
            return
        kept.finish()
        screen.show(*how_it_went(kept.rows, few.asked()))


def converse(
    conversation: "Walk | Quiz", screen: Screen, answers: Iterable[str] | None, kept: "Kept | None"
) -> None:
    """Ask until the conversation is over; each text is written down before its reply is shown."""
    ask = screen.ask if answers is None else _scripted(screen, iter(answers))
    to_go_on = None
    try:
        if not conversation.finished:
            screen.show(*conversation.presented())
        asked = time.monotonic()
        while not conversation.finished:
            to_go_on = None if kept is None else kept.again
            typed = ask(_prompt(conversation), conversation.offered)
            reply = conversation.hear("quit" if typed is None else typed, to_go_on)
            left = conversation.finished and not reply.moved  # To leave is no answer.
            if kept is not None and typed is not None and reply.heard is not None and not left:
                kept.note(reply.heard, round(1000 * (time.monotonic() - asked)))
            screen.show(*reply.blocks)
            if reply.moved and not conversation.finished:
                screen.show(*conversation.presented())
            if reply.moved:
                asked = time.monotonic()
    except KeyboardInterrupt:
        if not conversation.finished:
            screen.show(*conversation.hear("quit", to_go_on).blocks)
        raise


def run_quiz(
    conversation: "Quiz",
    screen: Screen,
    *,
    answers: Iterable[str] | None = None,
    kept: "Kept",
) -> None:
    """Ask the questions of a quiz, and show the score at its end."""
    from backprop_tutor.teaching.quiz import pages

    screen.show(*pages.greeting(conversation, changed=kept.changed))
    hear_again(conversation, kept.rows)
    if kept.rows and not conversation.finished:
        screen.show(*pages.quiz_continues(conversation, kept.anew))
    converse(conversation, screen, answers, kept)
    if conversation.completed:
        kept.finish()
        screen.show(*pages.score(conversation, saved=kept.again is not None))


def hear_again(conversation: "Walk | Quiz", rows: "Iterable[Row]") -> None:
    """Hear what was typed before, each text at the question that it was typed at.

    What was typed at another is passed over: two terminals may have gone on with one sitting.
    """
    for heard in (row.heard for row in rows):
        if not conversation.finished and conversation.takes(heard.quantity, heard.seed):
            conversation.hear(heard.typed)


def _prompt(conversation: "Walk | Quiz") -> str:
    asked = conversation.prompt()
    if isinstance(asked, str):
        return asked
    shown = naming(conversation.subject.scenario)(asked.id)
    return f"{notation.screen(Name(shown))} = "


def read_along(
    lesson: "Lesson",
    screen: Screen,
    *,
    start: int = 0,
    seed: int | None = None,
    program: Program = AS_INSTALLED,
) -> None:
    """Show every step with its working, asking nothing; ``seed`` is the variant's."""
    from backprop_tutor.teaching.dialogue.walk import MOST_ROWS, Walk
    from backprop_tutor.teaching.lesson import pages

    walk = Walk(lesson, position=start)
    for places in lesson.stretches(start):
        if screen.put_away:
            return
        if lesson.is_told(places.start):
            screen.show(*lesson.table(places.start, places.stop, MOST_ROWS))
        else:
            walk.go_to(places.start)
            screen.show(*walk.presented(), *lesson[places.start].working)
    screen.show(*pages.end(lesson.subject, lesson.quantities(len(lesson))))
    screen.show(*pages.what_next(lesson.subject, seed, program))


def _scripted(
    screen: Screen, answers: Iterator[str]
) -> Callable[[str, Callable[[], Iterable[str]]], str | None]:
    def ask(prompt: str, _: Callable[[], Iterable[str]]) -> str | None:
        typed = next(answers, None)
        if typed is not None:
            screen.echo(prompt, typed)
        return typed

    return ask
