"""The verdict on a typed answer, as data; ``feedback`` puts it into words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from backprop_tutor.formula.expression import Expr
from backprop_tutor.teaching.judging.findings import (
    Differs,
    EqualOnlyHere,
    Finding,
    NotFinite,
    PartlyRight,
    Recognised,
    Right,
    RoundedEarly,
    Slipped,
    TooFew,
    Unexplained,
    Unread,
    ValueForFormula,
)


class Correctness(StrEnum):
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
class Contradiction:
    """A side of ``working = result`` that is not equal to the result."""

    side: Expr
    value: float
    """What it comes to."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a front end needs to say, show and keep about one answer."""

    typed: str
    finding: Finding
    read_as: Expr | None
    """How the text was read; None where it was not."""
    echoed: bool = False
    """Whether it was not read literally, so that the learner should see how."""
    contradicted: "Contradiction | None" = None
    """Working that was typed before the answer, and comes to something else."""
    decimal_comma: bool = False
    """Whether a comma was typed for a decimal point."""

    @property
    def kind(self) -> Correctness:
        """What the answer is worth."""
        match self.finding:
            case Right():
                return Correctness.RIGHT
            case TooFew():
                return Correctness.PRECISION
            case RoundedEarly():
                return Correctness.EARLY_ROUNDING
            case Unread() | NotFinite():
                return Correctness.INVALID
            case (
                Recognised()
                | Slipped()
                | EqualOnlyHere()
                | ValueForFormula()
                | Differs()
                | PartlyRight()
                | Unexplained()
            ):
                return Correctness.WRONG
            case _:
                assert_never(self.finding)

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The ids of the wrong ideas recognised, the likelier first; two at most."""
        match self.finding:
            case Recognised(consequences):
                return tuple(consequence.idea.id for consequence in consequences)
            case Slipped(slips):
                return tuple(slip.id for slip in slips)
            case EqualOnlyHere():
                return ("only-equal-at-these-numbers",)
            case ValueForFormula():
                return ("value-for-formula",)
            case (
                Unread()
                | Right()
                | TooFew()
                | RoundedEarly()
                | Differs()
                | PartlyRight()
                | NotFinite()
                | Unexplained()
            ):
                return ()
            case _:
                assert_never(self.finding)

    @property
    def amiss(self) -> tuple[str, ...]:
        """The quantities at which the answer went wrong, as far as a wrong idea tells.

        Those that a wrong formula left out, else the line that it was put in the place of.
        """
        match self.finding:
            case Recognised((first, *_)):
                return first.amiss
            case _:
                return ()

    @property
    def column(self) -> int | None:
        """Where reading stopped, from 1."""
        return self.finding.refused.column if isinstance(self.finding, Unread) else None

    @property
    def figures(self) -> int | None:
        """How many significant figures are wanted, where too few were given."""
        return self.finding.figures if isinstance(self.finding, TooFew) else None

    @property
    def counts_as_attempt(self) -> bool:
        """Only what was read and judged whole counts: never refused text or too few figures.

        Nor does a kind of answer that was not asked for.
        """
        return self.kind in (Correctness.RIGHT, Correctness.WRONG) and not self.asked_again

    @property
    def asked_again(self) -> bool:
        """Whether it is no answer to this question: not readable, or a number for a formula."""
        return self.kind is Correctness.INVALID or isinstance(self.finding, ValueForFormula)
