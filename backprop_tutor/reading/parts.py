"""What the stages of the reader hand to each other: a vocabulary in, marks between, a result out.

Typed text becomes marks (``marks``), marks become a tree (``tree``); every stage
may end the reading with a ``Refused``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum

from backprop_tutor.formula.expression import Expr
from backprop_tutor.wording import Marked, marked

LOGARITHMS: Mapping[str, int] = {"log10": 10, "lg": 10, "log2": 2}
"""Logarithms to other bases, which are read as ln(x)/ln(base) where a vocabulary has them."""

TOWER = marked("an exponent may not hold another power; if you mean (a^b)^c, type the brackets")
"""The reason for ``9**9**9``, which two stages find."""


class Comma(Enum):
    """What a comma between three digits and no more than three before is: that of ``1,476``."""

    UNKNOWN = "unknown"
    """Refused, for it may be either."""
    DECIMAL = "decimal"
    """The point of 1.476."""
    THOUSANDS = "thousands"
    """The gap of 1 476."""


def _equally_far(_quantity: str) -> float:
    return 0.0


_COMES_LATER = marked("{name} comes later in the lesson; use what is known so far")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a typed answer may be made of, at one question."""

    names: Mapping[str, str]
    """Every spelling that may be typed, with the quantity it means: ``h1`` → ``out_h1``."""
    functions: Mapping[str, tuple[int, int]]
    """Every function that may be called, with the least and the most arguments."""
    asked: frozenset[str] = frozenset()
    """Spellings of the quantity asked: read as a left-hand side, refused in the answer itself."""
    later: Mapping[str, str] = field(default_factory=dict)
    """Spellings of quantities that may not be used here, with the quantity."""
    why_later: Marked = _COMES_LATER
    """Why not, of a ``{name}`` as it was typed."""
    slopes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of a net input the activation and its slope: ``net_o1`` → sigmoid, ``dout_o1/dnet_o1``."""
    usual: bool = True
    """Whether what pages call a quantity (``t1``) gets our name for it; a file names its own."""
    inputs: tuple[str, ...] = ()
    """The inputs, which pages call ``x1`` and ``x2``."""
    distance: Callable[[str], float] = _equally_far
    """How far a quantity is from the one asked: of several that may be meant, the nearest is."""


@dataclass(frozen=True, slots=True)
class Read:
    """Typed text that could be read."""

    expression: Expr
    literal: Decimal | None
    """The exact value, digits as typed, if the whole answer is one number: ``0.0820``."""
    echoed: bool
    """Whether the reading was not literal, so that the learner should see how it was read."""
    sides: tuple[Expr, ...] = ()
    """What else was said to be equal to it: the working in ``0.82*(1-0.82) = 0.1476``."""
    decimal_comma: bool = False
    """Whether a comma was typed for a decimal point."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Typed text that could not be read, and why, in a sentence for the learner."""

    reason: str
    column: int | None
    """Where the caret goes, from 1, in the text as typed; None for an empty text."""
    nearest: str | None = None
    """The known name that was probably meant."""
    of_asked: bool = False
    """Whether the text names the quantity asked as if it were known."""
    ambiguous: bool = False
    """Whether it would be read if one knew what its commas are."""
    is_unknown_name: bool = False
    """Whether there is a name that is none here, and nothing else to say of it."""


class MarkKind(StrEnum):
    """The kinds of marks; the names are those of ``grammar.lark``."""

    NUMBER = "NUMBER"
    NAME = "NAME"
    EULER = "EULER"
    FUNCTION = "FUNCTION"
    PLUS = "PLUS"
    MINUS = "MINUS"
    TIMES = "TIMES"
    DIVIDE = "DIVIDE"
    POWER = "POWER"
    SUPERSCRIPT = "SUPERSCRIPT"
    OPEN = "OPEN"
    CLOSE = "CLOSE"
    COMMA = "COMMA"
    ABOVE = "ABOVE"
    BELOW = "BELOW"
    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"


SIGNS = frozenset({MarkKind.PLUS, MarkKind.MINUS})
COMPARISONS = frozenset({MarkKind.ABOVE, MarkKind.BELOW, MarkKind.AT_LEAST, MarkKind.AT_MOST})


@dataclass(frozen=True, slots=True)
class TypedMark:
    """One number, name or sign of a typed text, and where it stands in it."""

    kind: MarkKind
    text: str
    """As typed."""
    start: int
    """The place of the first character, from 0."""
    end: int
    """The place after the last character."""
    expr: Expr | None = None
    """What a number, a name or a superscript stands for."""
    literal: Decimal | None = None
    """The exact value of a number, digits as typed."""
    function: str = ""
    least: int = 0
    most: int = 0
    """For a function: its name, the least and the most arguments."""
    free: bool = False
    """Whether it was not read literally, such as an alias or a decimal comma."""
    decimal_comma: bool = False
    """Whether a comma in it is its decimal point."""

    @property
    def called(self) -> str:
        """What a function is called in a sentence: as it was typed, ln or log, but for LaTeX."""
        return self.text if self.text.isalnum() else self.function

    @property
    def column(self) -> int:
        """Where the mark begins, from 1."""
        return self.start + 1
