"""What a session asks of whoever drives it: to show something, and to ask for a text.

A session is a generator of requests, and knows neither a terminal nor a page. ``at_the_terminal``
drives one with a screen, ``page.engine`` one message at a time.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from backprop_tutor.blocks.blocks import Block

if TYPE_CHECKING:
    from backprop_tutor.scenario.scenario import Scenario
    from backprop_tutor.teaching.dialogue.reply import Reply
    from backprop_tutor.teaching.dialogue.walk import Walk
    from backprop_tutor.teaching.quiz.quiz import Quiz

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Show:
    """Show blocks, in order. It is answered by None, or by ``LEFT``."""

    blocks: tuple[Block, ...]
    opening: "Scenario | None" = None
    """Whose first page it is: what its questions need can be loaded while that is read."""
    reply: "Reply | None" = None
    """What came of the text that was typed, where that is what is shown."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for a text. It is answered by what was typed, or by None at the end of input."""

    prompt: str
    offered: Callable[[], Iterable[str]] = tuple
    """What can be typed, for who lets it be completed."""
    conversation: "Walk | Quiz | None" = None
    """What the question is part of."""


LEFT = "left"
"""Answers ``Show`` where the reader has left on the way through the page."""

Request: TypeAlias = Show | Ask
Session: TypeAlias = Generator[Request, str | None, _T]
"""A session on its way to its result.

Who drives it throws into it what goes wrong between two requests: at ``KeyboardInterrupt`` it still
says how to go on another time.
"""
