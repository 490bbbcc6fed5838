"""The records of a lesson: a step asks at most one question; blocks are all that a view sees.

Steps are open: a new kind is one teacher in ``teachers``. Blocks are closed: every view matches
all of them, so a new kind is one class here and one case in each view.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.maths.figures import SHOWN
from backprop_tutor.scenario.scenario import Part


class Form(StrEnum):
    """What a question asks for."""

    NUMBER = "number"
    FORMULA = "formula"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Question:
    """Asks for one quantity, to so many significant figures where a number is given.

    ``terms`` are the lines that are worked out on the way to it, and were not asked before. Where
    so many figures cannot tell the answer from a wrong one, more are asked for, ``up_to`` so many.
    """

    quantity: str
    form: Form
    digits: int
    terms: tuple[str, ...] = ()
    up_to: int = SHOWN

    def is_made_here(self, changed: Iterable[str]) -> bool:
        """Whether a slip in these lines is one of this step, not of an earlier one."""
        return {self.quantity, *self.terms}.issuperset(changed)


@dataclass(frozen=True, slots=True)
class Step:
    """How one line is taught.

    The terms of its question are asked one by one where it is taken apart.
    """

    name: str
    part: Part
    opening: tuple[Block, ...]
    """What is said first when a part of the lesson begins with this step."""
    setting: tuple[Block, ...]
    """What the quantity is, and what has to be in sight to answer."""
    known: tuple[Block, ...]
    """The numbers that the question starts from."""
    question: Question
    hints: tuple[tuple[Block, ...], ...]
    """From the principle over the formula to the numbers, where there are any to put into it."""
    why: tuple[Block, ...]
    working: tuple[Block, ...]
    """The formula, the same with the numbers put in, the value: shown after the answer."""
    definitions: tuple[Block, ...] = ()
    """The formulas of activation and loss that the question needs, in letters of their own."""
