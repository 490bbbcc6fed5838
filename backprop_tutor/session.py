"""Runs a walk: between the conversation, the screen, and whoever answers."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from backprop_tutor.expression import Name
from backprop_tutor.teaching import pages
from backprop_tutor.teaching.lesson import Lesson
from backprop_tutor.teaching.step import Block
from backprop_tutor.teaching.tutor import Walk
from backprop_tutor.views import notation


class Screen(Protocol):
    """What a session needs of a view."""

    def show(self, *blocks: Block) -> None:
        """Show blocks, in order."""

    def ask(self, prompt: str) -> str | None:
        """Return what is typed at a prompt, or None at the end of input."""

    def echo(self, prompt: str, typed: str) -> None:
        """Show a scripted answer as if it had been typed."""


def walk(
    lesson: Lesson,
    screen: Screen,
    *,
    start: int = 0,
    answers: Iterable[str] | None = None,
) -> Walk:
    """Walk through a lesson, asking at the screen or taking the given answers, and return it.

    The walk ends at the lesson's end, when the learner leaves, or when there are no more answers.
    """
    screen.show(*pages.intro(lesson.subject.scenario, len(lesson)))
    _import_sympy_meanwhile()
    conversation = Walk(lesson, position=start)
    ask = screen.ask if answers is None else _scripted(screen, iter(answers))
    if not conversation.finished:
        screen.show(*conversation.presented())
    while not conversation.finished:
        step = conversation.step
        typed = ask(f"{notation.screen(Name(step.name))} = ")
        if typed is None:
            typed = "quit"
        reply = conversation.hear(typed)
        screen.show(*reply.blocks)
        if reply.moved and not conversation.finished:
            screen.show(*conversation.presented())
    if conversation.completed:
        screen.show(*pages.end(lesson.subject))
    return conversation


def read_along(lesson: Lesson, screen: Screen, *, start: int = 0) -> None:
    """Show every step with its working, asking nothing."""
    screen.show(*pages.intro(lesson.subject.scenario, len(lesson)))
    _import_sympy_meanwhile()
    conversation = Walk(lesson)
    for position in range(start, len(lesson)):
        conversation.position = position
        screen.show(*conversation.presented(), *lesson[position].working)
    screen.show(*pages.end(lesson.subject))


def _scripted(screen: Screen, answers: Iterator[str]) -> Callable[[str], str | None]:
    def ask(prompt: str) -> str | None:
        typed = next(answers, None)
        if typed is not None:
            screen.echo(prompt, typed)
        return typed

    return ask


def _import_sympy_meanwhile() -> None:
    """Begin the slowest import while the learner reads; the forward pass does not need it."""

    def begin() -> None:
        import sympy  # noqa: F401 - for its side effect: later imports find it loaded

    threading.Thread(target=begin, daemon=True).start()
