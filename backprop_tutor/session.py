"""Runs a walk: between the conversation, the screen, and whoever answers."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from backprop_tutor.expression import Name
from backprop_tutor.maths.naming import naming
from backprop_tutor.scenario import Scenario
from backprop_tutor.teaching import intro
from backprop_tutor.teaching.step import Block
from backprop_tutor.views import notation

if TYPE_CHECKING:  # The first page does not wait for what the questions need.
    from backprop_tutor.teaching.lesson import Lesson
    from backprop_tutor.teaching.tutor import Walk


class Screen(Protocol):
    """What a session needs of a view."""

    def show(self, *blocks: Block) -> None:
        """Show blocks, in order."""

    def ask(self, prompt: str) -> str | None:
        """Return what is typed at a prompt, or None at the end of input."""

    def echo(self, prompt: str, typed: str) -> None:
        """Show a scripted answer as if it had been typed."""


def greet(scenario: Scenario, screen: Screen, *, picture: bool = True, after: int = 0) -> None:
    """Show the first page, and begin the slowest import while it is read."""
    screen.show(*intro.intro(scenario, picture=picture, after=after))

    def begin() -> None:
        import sympy  # noqa: F401 - later imports find it loaded; the forward pass needs none

    threading.Thread(target=begin, daemon=True).start()


def walk(
    lesson: "Lesson",
    screen: Screen,
    *,
    start: int = 0,
    answers: Iterable[str] | None = None,
) -> "Walk":
    """Walk through a lesson, asking at the screen or taking the given answers, and return it.

    The walk ends at the lesson's end, when the learner leaves, or when there are no more answers.
    """
    from backprop_tutor.teaching import pages
    from backprop_tutor.teaching.tutor import Walk

    conversation = Walk(lesson, position=start)
    shown = naming(lesson.subject.scenario)
    ask = screen.ask if answers is None else _scripted(screen, iter(answers))
    if not conversation.finished:
        screen.show(*conversation.presented())
    while not conversation.finished:
        step = conversation.step
        try:
            typed = ask(f"{notation.screen(Name(shown(step.name)))} = ")
        except KeyboardInterrupt:
            screen.show(*conversation.hear("quit").blocks)
            raise
        reply = conversation.hear("quit" if typed is None else typed)
        screen.show(*reply.blocks)
        if reply.moved and not conversation.finished:
            screen.show(*conversation.presented())
    if conversation.completed:
        screen.show(*pages.end(lesson.subject))
    return conversation


def read_along(lesson: "Lesson", screen: Screen, *, start: int = 0) -> None:
    """Show every step with its working, asking nothing."""
    from backprop_tutor.teaching import pages
    from backprop_tutor.teaching.tutor import Walk

    for position in range(start, len(lesson)):
        step = Walk(lesson, position=position)
        screen.show(*step.presented(), *lesson[position].working)
    screen.show(*pages.end(lesson.subject))


def _scripted(screen: Screen, answers: Iterator[str]) -> Callable[[str], str | None]:
    def ask(prompt: str) -> str | None:
        typed = next(answers, None)
        if typed is not None:
            screen.echo(prompt, typed)
        return typed

    return ask
