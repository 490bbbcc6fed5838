"""Drives a session at the terminal, or with answers from a file; and loads while one reads."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from inspect import GEN_CLOSED, getgeneratorstate
from pathlib import Path
from typing import Protocol, TypeVar, assert_never

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.session.ready import load_ahead
from backprop_tutor.session.requests import LEFT, Ask, Request, Session, Show

_T = TypeVar("_T")


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


def run(session: Session[_T], screen: Screen, answers: Iterable[str] | None = None) -> _T:
    """Carry out what a session asks for, and return its result.

    What is asked is answered at the screen or, if ``answers`` are given, by those.
    """
    scripted = None if answers is None else iter(answers)
    answer: str | None = None
    broken: BaseException | None = None
    while True:
        try:
            request = session.send(answer) if broken is None else session.throw(broken)
            broken = answer = None
            answer = _carried_out(request, screen, scripted)
        except StopIteration as end:
            result: _T = end.value
            return result
        except BaseException as error:
            if getgeneratorstate(session) == GEN_CLOSED:  # It has had its last word.
                raise
            broken = error


def _carried_out(request: Request, screen: Screen, scripted: Iterator[str] | None) -> str | None:
    match request:
        case Show(blocks, opening, _):
            if opening is None:
                screen.show(*blocks)
            else:
                screen.show(*blocks, meanwhile=lambda: _begin_loading(opening))
            return LEFT if screen.put_away else None
        case Ask(prompt, offered):
            if scripted is None:
                return screen.ask(prompt, offered)
            typed = next(scripted, None)
            if typed is not None:
                screen.echo(prompt, typed)
            return typed
        case _:
            assert_never(request)


def _begin_loading(scenario: Scenario) -> None:
    if _can_open(_HANDLES):
        with suppress(RuntimeError):  # This system has no thread left; all goes on without.
            threading.Thread(target=load_ahead, args=(scenario,), daemon=True).start()


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
