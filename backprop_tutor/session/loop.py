"""A walk or a quiz as a session: it asks, writes down what was typed, and shows what comes of it.

Whoever drives it shows and asks: see ``requests``.
"""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from backprop_tutor.blocks.blocks import Prose, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.maths.notation import naming
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.session.requests import LEFT, Ask, Session, Show
from backprop_tutor.teaching.lesson import first_page
from backprop_tutor.views import notation
from backprop_tutor.wording import say, text_so_many

if TYPE_CHECKING:  # The first page does not wait for what the questions need.
    from backprop_tutor.progress.rows import Row
    from backprop_tutor.session.sitting import Kept
    from backprop_tutor.teaching.dialogue.walk import Walk
    from backprop_tutor.teaching.lesson.lesson import Lesson
    from backprop_tutor.teaching.quiz.quiz import Quiz


def greet(scenario: Scenario, *, picture: bool = True, after: int = 0) -> Session[None]:
    """Show the first page."""
    yield Show(first_page.intro(scenario, picture=picture, after=after), opening=scenario)


def run_walk(
    lesson: "Lesson",
    *,
    start: int = 0,
    kept: "Kept | None" = None,
    seed: int | None = None,
    scripted: bool = False,
) -> "Session[Walk]":
    """Walk through a lesson, and return the walk.

    The walk ends at the lesson's end, when the learner leaves, or when there are no more answers.
    ``kept`` writes it down, and knows what was typed before the walk was broken off. To somebody
    who types, and is not ``scripted``, what was missed is offered once more at the end.
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
        yield Show((pages.begun_anew(lesson.subject.scenario),))
    if kept is not None and kept.rows and not conversation.finished:
        yield Show(pages.lesson_continues(*conversation.step_of, kept.anew))
    yield from converse(conversation, kept)
    if conversation.completed:
        if kept is not None:
            kept.finish()
        yield Show(tuple(pages.end(lesson.subject, lesson.quantities(len(lesson)))))
        yield Show(tuple(how_it_went(() if kept is None else kept.rows, lesson.asked())))
        gone = yield Show(pages.what_next(lesson.subject, seed, program))
        if kept is not None and not scripted and gone != LEFT:
            yield from _do_again(lesson, kept, seed)
    return conversation


def _do_again(lesson: "Lesson", kept: "Kept", seed: int | None) -> Session[None]:
    """Offer what was missed once more, until nothing was or the learner has enough of it."""
    from backprop_tutor.teaching.dialogue.commands import is_for_the_shell
    from backprop_tutor.teaching.dialogue.walk import Walk
    from backprop_tutor.teaching.learner.walk_summary import how_it_went, missed

    while among := missed(kept.rows):
        few = lesson.once_more(among)
        if not few:
            return
        offer = text_so_many(
            "Press Enter to do that one again, or type quit:",
            "Press Enter to do those {n} again, or type quit:",
            len(few),
        )
        typed = yield Ask(f"{offer} ")
        if typed is not None and is_for_the_shell(typed):
            yield Show(
                (Prose(say("You have left the lesson. Now type the command again."), Tone.HINT),)
            )
        if typed is None or typed.strip():
            return
        kept = kept.round()
        again = Walk(few, seed=seed, options=kept.sitting.options, program=kept.program)
        yield from converse(again, kept)
        if not again.completed:
            return
        kept.finish()
        gone = yield Show(tuple(how_it_went(kept.rows, few.asked())))
        if gone == LEFT:
            return


def converse(conversation: "Walk | Quiz", kept: "Kept | None" = None) -> Session[None]:
    """Ask until the conversation is over; each text is written down before its reply is shown."""
    to_go_on = None
    try:
        if not conversation.finished:
            yield Show(conversation.presented())
        asked = time.monotonic()
        while not conversation.finished:
            to_go_on = None if kept is None else kept.again
            typed = yield Ask(_prompt(conversation), conversation.offered, conversation)
            reply = conversation.hear("quit" if typed is None else typed, to_go_on)
            left = conversation.finished and not reply.moved  # To leave is no answer.
            if kept is not None and typed is not None and reply.heard is not None and not left:
                kept.note(reply.heard, round(1000 * (time.monotonic() - asked)))
            yield Show(reply.blocks, reply=reply)
            if reply.moved and not conversation.finished:
                yield Show(conversation.presented())
            if reply.moved:
                asked = time.monotonic()
    except KeyboardInterrupt:
        if not conversation.finished:
            yield Show(conversation.hear("quit", to_go_on).blocks)
        raise


def run_quiz(conversation: "Quiz", kept: "Kept") -> Session[None]:
    """Ask the questions of a quiz, and show the score at its end."""
    from backprop_tutor.teaching.quiz import pages

    yield Show(tuple(pages.greeting(conversation, changed=kept.changed)))
    hear_again(conversation, kept.rows)
    if kept.rows and not conversation.finished:
        yield Show(pages.quiz_continues(conversation, kept.anew))
    yield from converse(conversation, kept)
    if conversation.completed:
        kept.finish()
        yield Show(pages.score(conversation, saved=kept.again is not None))


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
    *,
    start: int = 0,
    seed: int | None = None,
    program: Program = AS_INSTALLED,
) -> Session[None]:
    """Show every step with its working, asking nothing; ``seed`` is the variant's."""
    from backprop_tutor.teaching.dialogue.walk import MOST_ROWS, Walk
    from backprop_tutor.teaching.lesson import pages

    walk = Walk(lesson, position=start)
    for places in lesson.stretches(start):
        if lesson.is_told(places.start):
            blocks = tuple(lesson.table(places.start, places.stop, MOST_ROWS))
        else:
            walk.go_to(places.start)
            blocks = (*walk.presented(), *lesson[places.start].working)
        if (yield Show(blocks)) == LEFT:
            return
    yield Show(tuple(pages.end(lesson.subject, lesson.quantities(len(lesson)))))
    yield Show(pages.what_next(lesson.subject, seed, program))
