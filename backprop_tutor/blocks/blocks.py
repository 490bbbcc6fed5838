"""All that a view ever sees: paragraphs, equations, tables and pictures, as a closed union.

Every view matches all of them, so a new kind is one class here and one case in each view."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from backprop_tutor.formula.expression import Expr
from backprop_tutor.maths import figures

if TYPE_CHECKING:  # Most pages have no picture, no curve and no matrix.
    from backprop_tutor.blocks.curves import Curves
    from backprop_tutor.blocks.matrices import Entry, Matrix, Term
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
    """A place to write in by hand: the value of a quantity, or with an empty name anything."""

    quantity: str
    """By it the answer is found again, whatever the quantity is called on the sheet."""
    named: Expr | None = None
    """What stands before it, with an equals sign."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another page; a view that cannot follow it shows the words."""

    words: str
    address: str
    """Within the same page: it begins with ``#``."""


Inline: TypeAlias = str | Side | Bar | Blank | Link
"""A run of text (untrusted pieces already visible), mathematics within it, a bar, a blank, a link.
"""


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph. Runs of text carry their own spaces; a line feed in one stays a line end."""

    parts: tuple[Inline, ...]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list whose items have no order; each is a paragraph."""

    items: tuple[tuple[Inline, ...], ...]
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
class Figure:
    """A picture, as what it shows; how it is drawn is the view's."""

    picture: "Network | Graph | Chain | Curves"


@dataclass(frozen=True, slots=True)
class MatrixEquation:
    """left = right, in letters with their shapes, then entry for entry: names, numbers, result.

    Without a right side the left one is shown alone; a view may leave out the middle of many rows.
    """

    left: "Matrix | Entry"
    right: "tuple[Term, ...]" = ()
    letters: bool = True
    entries: bool = True


@dataclass(frozen=True, slots=True)
class Folded:
    """What is seen when it is asked for; a view that cannot fold shows it."""

    summary: tuple[Inline, ...]
    """What stands in its place."""
    blocks: "tuple[Block, ...]"


Block: TypeAlias = Prose | Bullets | Equation | MatrixEquation | Table | Figure | Folded


def value_of(number: float) -> Value:
    """Return a calculated number as it is shown."""
    return Value(figures.spelled(number), figures.is_exact(number))
