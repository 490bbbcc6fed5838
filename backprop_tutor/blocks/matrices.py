"""What an equation between matrices is made of: matrices, single places, signs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from backprop_tutor.blocks.blocks import Side
from backprop_tutor.formula.expression import Expr


class Operator(StrEnum):
    """What stands between two matrices."""

    TIMES = "·"
    EACH = "⊙"
    """Entry by entry."""
    PLUS = "+"
    MINUS = "−"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a matrix, or a factor before one: by name and, where it may be told, in numbers.

    ``number`` is None where it would give an answer away.
    """

    named: Expr
    number: Side | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Entries in rows and columns under a letter as it is written on paper: ``W``, ``δ_next``.

    ``transposed`` puts the sign ᵀ behind the letter; the entries stand as they are to be shown.
    """

    letter: str
    rows: tuple[tuple[Entry, ...], ...]
    transposed: bool = False
    heads: tuple[str, ...] = ()
    """What each row belongs to, for those who hear a matrix and do not see it."""
    lit: int | None = None
    """The column that is meant."""

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return len(self.rows), len(self.rows[0])


Term: TypeAlias = Matrix | Entry | Operator
