"""What comes of a typed text: what to show for it, and what the record keeps of it."""

from dataclasses import dataclass

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.progress.rows import Event, Heard
from backprop_tutor.teaching.judging.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show for what was typed; ``moved`` says that another step is asked now."""

    blocks: tuple[Block, ...]
    moved: bool = False
    heard: Heard | None = None
    """What came of the text; None for a text that is not worth keeping."""
    amiss: tuple[str, ...] = ()
    """The quantities at which a wrong answer went wrong, as far as that is known."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a text at one question: what is said, what the record keeps, what is next."""

    blocks: tuple[Block, ...]
    event: Event
    final: bool = False
    """Whether the question is at an end: the next one is due."""
    attempt: int = 0
    """Which attempt it was, from 1; 0 if it does not count as one."""
    read_as: str | None = None
    misconceptions: tuple[str, ...] = ()
    decimal_comma: bool = False
    """Whether a comma was typed for a decimal point."""
    anew: bool = False
    """Whether another part of the same question is asked now, or the whole of it."""
    amiss: tuple[str, ...] = ()
    """The quantities at which a wrong answer went wrong, as far as that is known."""


def event_of(verdict: Verdict) -> Event:
    """Return what the record keeps of a verdict: what is asked again is no answer."""
    return Event.INVALID if verdict.asked_again else Event(verdict.kind.value)
