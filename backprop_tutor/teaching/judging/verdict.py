"""The verdict on a typed answer, as data."""

from dataclasses import dataclass
from enum import StrEnum

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.formula.expression import Expr


class Kind(StrEnum):
    """What an answer is worth."""

    RIGHT = "right"
    PRECISION = "precision"
    """Right as far as it goes, in too few figures."""
    EARLY_ROUNDING = "early_rounding"
    """What comes out when the numbers on the way are rounded too early."""
    WRONG = "wrong"
    INVALID = "invalid"
    """Not readable as an answer to this question."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a front end needs to say, show and keep about one answer."""

    kind: Kind
    typed: str
    read_as: Expr | None
    """How the text was read; None where it was not."""
    message: tuple[Block, ...]
    misconceptions: tuple[str, ...] = ()
    """The ids of the wrong ideas recognised, the likelier first; two at most."""
    column: int | None = None
    """Where reading stopped, from 1."""
    figures: int | None = None
    """How many significant figures are wanted, where too few were given."""

    @property
    def counts_as_attempt(self) -> bool:
        """Only what was read and judged whole counts: never refused text or too few figures."""
        return self.kind in (Kind.RIGHT, Kind.WRONG)
