"""What comes of a typed text: what to show for it, and what the record keeps of it."""

from dataclasses import dataclass

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.progress.rows import Event, Row


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a typed text, for the learner's record."""

    quantity: str
    skill: str
    event: Event
    hints: int
    """How many hints had been seen at the question."""
    attempt: int
    """Which attempt at the question it was, from 1; 0 if it does not count as one."""
    read_as: str | None = None
    misconceptions: tuple[str, ...] = ()
    seed: int | None = None
    """Of the variant that was asked; None for the scenario's own numbers."""

    def row(
        self,
        typed: str,
        *,
        sitting: str,
        number: int,
        at: str,
        milliseconds: int,
        scenario: str,
        digest: str,
    ) -> Row:
        """Return what was typed as a row of the record."""
        return Row(
            sitting=sitting,
            number=number,
            at=at,
            milliseconds=milliseconds,
            quantity=self.quantity,
            skill=self.skill,
            typed=typed,
            event=self.event,
            read_as=self.read_as,
            misconceptions=self.misconceptions,
            hints=self.hints,
            attempt=self.attempt,
            scenario=scenario,
            digest=digest,
            seed=self.seed,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show for what was typed; ``moved`` says that another step is asked now."""

    blocks: tuple[Block, ...]
    moved: bool = False
    heard: Heard | None = None
    """What came of the text; None for a text that is not worth keeping."""
