"""What judging an answer finds out, as a closed union.

``number_judge`` and ``formula_judge`` find, ``verdict`` says what it is worth, ``feedback`` puts it
into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

from backprop_tutor.formula.expression import Expr
from backprop_tutor.maths.figures import Grid
from backprop_tutor.reading import Refused
from backprop_tutor.teaching.judging.slips import OtherQuantity, Slip
from backprop_tutor.teaching.misconceptions import Consequence

if TYPE_CHECKING:
    from backprop_tutor.teaching.judging.partial_credit import Partial


@dataclass(frozen=True, slots=True)
class Unread:
    """The text is not an answer that can be read."""

    refused: Refused


class RightAs(Enum):
    """In which sense an answer is right."""

    IT_IS = auto()
    CUT_OFF = auto()
    """The last figure asked for is cut off instead of rounded, or one off."""
    OFF_PAST_THE_FIGURES = auto()
    """Figures past those asked for are off."""
    FOLLOWING = auto()
    """It follows from the learner's own earlier values, not from the exact ones."""
    WITH_NUMBERS = auto()
    """Numbers stand in a formula that is right with names in their place."""
    OF_TARGETS = auto()
    """A formula is right for targets of 0 and 1 alone."""


@dataclass(frozen=True, slots=True)
class Right:
    """The quantity."""

    sense: RightAs = RightAs.IT_IS


@dataclass(frozen=True, slots=True)
class TooFew:
    """The quantity, in too few figures; ``decimals`` where a change is judged by its decimals.

    ``telling``: so many are needed to tell it from a wrong idea, not for their own sake.
    """

    figures: int
    decimals: int | None = None
    telling: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """What one or two wrong ideas lead to, the likelier first."""

    consequences: tuple[Consequence, ...]
    at_once: bool = False
    """Whether it takes both of them together."""
    rounded: bool = False
    """Whether it also takes numbers that were rounded on the way."""
    reading: Expr | None = None
    """The formula, where numbers were typed in the place of its names."""


@dataclass(frozen=True, slots=True)
class Slipped:
    """The quantity with a plain slip."""

    slips: tuple[Slip | OtherQuantity, ...]


@dataclass(frozen=True, slots=True)
class RoundedEarly:
    """What comes out when the numbers on the way are rounded; ``to`` what, where that is known."""

    to: Grid | None = None
    nothing_left: bool = False
    """Whether it is the 0 that is left where all figures that are shown cancel."""


@dataclass(frozen=True, slots=True)
class EqualOnlyHere:
    """A formula that gives the right number in this scenario, and in no other."""


@dataclass(frozen=True, slots=True)
class ValueForFormula:
    """Numbers where the formula was asked for; ``partly`` if it has names too."""

    partly: bool = False


@dataclass(frozen=True, slots=True)
class Differs:
    """A formula that gives something else: shown at one set of numbers."""

    at: Mapping[str, float]
    yours: float
    right: float
    partial: "Partial | None" = None
    """What is right in it, if anything is."""


@dataclass(frozen=True, slots=True)
class PartlyRight:
    """Arithmetic whose numbers stand for quantities, read as a formula of which some is right."""

    reading: Expr
    partial: "Partial"


@dataclass(frozen=True, slots=True)
class NotFinite:
    """A number or a formula without a value; ``asked`` if it is the right one that has none."""

    asked: bool = False


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Wrong, and no known reason fits."""


Finding: TypeAlias = (
    Unread
    | Right
    | TooFew
    | Recognised
    | Slipped
    | RoundedEarly
    | EqualOnlyHere
    | ValueForFormula
    | Differs
    | PartlyRight
    | NotFinite
    | Unexplained
)
