"""All that a view ever sees: paragraphs, equations, tables and pictures, as a closed union.

Every view matches all of them, so a new kind is one class here and one case in each view."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from backprop_tutor.formula.expression import Expr
from backprop_tutor.maths import figures

if TYPE_CHECKING:  # Most pages have no picture.
    from backprop_tutor.blocks.pictures import Chain, Graph, Network


class Tone(StrEnum):
    """How a paragraph is meant; a view may colour it, and must not need colour to say it."""

    PLAIN = "plain"
    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    RIGHT = "right"
    WRONG = "wrong"
    REMARK = "remark"
    HINT = "hint"
    CODE = "code"
    """Shown letter for letter, in a fixed width: what was typed, with a caret below."""
    COMMAND = "command"
    """To be pasted into a shell: a command a line, which no view breaks."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number as it is shown; ``exact`` says whether ``=`` or ``≈`` stands before it."""

    text: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class WithNumbers:
    """A formula with its numbers put in: the same tree, each name spelled as its number.

    Of a formula with cases it is the case that holds, and why: 1, because net_h1 > 0.
    """

    formula: Expr
    numbers: Mapping[str, str]
    because: tuple[Expr, ...] = ()
    """The comparisons that decided between cases, spelled by their names."""


Side: TypeAlias = Expr | WithNumbers | Value
"""One side of an equation; ``Call("d", (f, Name("x")))`` in it is the operator ∂/∂x before f."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of a whole there is, from 0 to 1, as a bar beside the words that say the same."""

    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A place where the value of a quantity is to be written by hand."""

    quantity: str


Inline: TypeAlias = str | Side | Bar | Blank
"""A run of text (untrusted pieces already visible), mathematics within it, a bar, or a blank."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph. Runs of text carry their own spaces; a line feed in one stays a line end."""

    parts: tuple[Inline, ...]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Equation:
    """left = right[0] = right[1] …, one row each."""

    left: Side
    right: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads, all of the same length."""

    heads: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """Points to be joined, from left to right; ``dotted`` for what is beside the matter itself."""

    label: tuple[Inline, ...]
    points: tuple[tuple[float, float], ...]
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One point that a sentence speaks of."""

    label: tuple[Inline, ...]
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curves:
    """Curves in one frame, with what runs ``across`` and what runs ``up``.

    ``told`` says the same as a table of a few numbers, for a view that does not draw. The frame is
    as high as the undotted curves and the marks; ``logarithmic`` is about what runs up.
    """

    across: Inline
    up: Inline
    curves: tuple[Curve, ...]
    told: Table
    marks: tuple[Mark, ...] = ()
    logarithmic: bool = False
    small: bool = False
    """Whether it stands beside a question, as low as curves can be told apart."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, as what it shows; how it is drawn is the view's."""

    picture: "Network | Graph | Chain | Curves"


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


@dataclass(frozen=True, slots=True)
class MatrixEquation:
    """left = right, in letters with their shapes, then entry for entry: names, numbers, result.

    Without a right side the left one is shown alone; a view may leave out the middle of many rows.
    """

    left: Matrix | Entry
    right: tuple[Term, ...] = ()
    letters: bool = True
    entries: bool = True


@dataclass(frozen=True, slots=True)
class Folded:
    """What is seen when it is asked for; a view that cannot fold shows it."""

    summary: tuple[Inline, ...]
    """What stands in its place."""
    blocks: "tuple[Block, ...]"


Block: TypeAlias = Prose | Equation | MatrixEquation | Table | Figure | Folded


def value_of(number: float) -> Value:
    """Return a calculated number as it is shown."""
    return Value(figures.spelled(number), figures.is_exact(number))
