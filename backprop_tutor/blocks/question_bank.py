"""Questions for other systems, as what such a system can hold: a prompt, a range, and remarks.

A system that grades compares a number with ranges, in their order. So what the judge of a lesson
says of a number is worked out beforehand, for the numbers that wrong ideas lead to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from backprop_tutor.blocks.blocks import Block


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from ``low`` to ``high``, both among them."""

    low: float
    high: float

    def __contains__(self, number: float) -> bool:
        return self.low <= number <= self.high

    def reach(self, centre: float) -> float:
        """Return how far from a number of the span one may go to both sides without leaving it."""
        return max(0.0, min(centre - self.low, self.high - centre))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A number that is not right and has a reason, with what is said of it."""

    verdict: str
    """What the judge calls it: ``wrong``, or ``early_rounding``."""
    ideas: tuple[str, ...]
    """The ids of the wrong ideas that lead to it, the likelier first."""
    typed: str
    """The number in the figures asked for, with a point; empty where they are several."""
    span: Span
    """What is taken for it; no number of the right answer's span is."""
    feedback: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """One question: how much a quantity is."""

    id: str
    """The same whenever the same is asked: of letters, digits, points, hyphens and underscores."""
    number: int
    """Its place in the lesson, from 1."""
    quantity: str
    shown: str
    """What the quantity is called in the notation of the scenario."""
    parameter: str | None
    """Whose chain it is asked in, if in any."""
    prompt: tuple[Block, ...]
    """What is asked; it stands by itself, behind what the bank says of the network."""
    value: float
    typed: str
    """The value in the figures asked for."""
    figures: int
    """How many significant figures are asked for."""
    decimals: int | None
    """How many decimals, where a change is asked for."""
    right: Span
    foreseen: tuple[Foreseen, ...]
    """In the order in which they are tried; spans of two may overlap."""
    solution: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class QuestionBank:
    """The questions of one network with its numbers."""

    id: str
    """The beginning of the ids of its questions."""
    scenario: str
    seed: int | None
    """Of the variant; None for the scenario's own numbers."""
    after: int
    """How many updates were made before."""
    language: str
    title: str
    network: tuple[Block, ...]
    """What stands before each question: the network, and what is given."""
    questions: tuple[BankQuestion, ...]

    def chains(self) -> Iterator[tuple[BankQuestion, ...]]:
        """Yield the questions of each chain of several: they lead to the gradient of one weight."""
        for parameter, group in groupby(self.questions, key=lambda one: one.parameter):
            chain = tuple(group)
            if parameter is not None and len(chain) > 1:
                yield chain
