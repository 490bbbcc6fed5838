"""A notebook as what stands in its cells: texts, numbers, formulas to be worked out, questions."""

from dataclasses import dataclass
from typing import TypeAlias

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.blocks.question_bank import BankQuestion
from backprop_tutor.formula.expression import Expr


@dataclass(frozen=True, slots=True)
class TextCell:
    """Something to read."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class NumbersCell:
    """Quantities that are given, each with its number."""

    numbers: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class WorkedCell:
    """A quantity with its formula in quantities of cells before, and what comes out."""

    quantity: str
    formula: Expr
    value: float
    apart: float
    """How far, relatively, plain floats may be from the value at the most."""


@dataclass(frozen=True, slots=True)
class AskedCell:
    """A question: a cell to write the answer in, with the answer if it is a key, and its check."""

    question: BankQuestion
    solved: bool


Cell: TypeAlias = TextCell | NumbersCell | WorkedCell | AskedCell


@dataclass(frozen=True, slots=True)
class Notebook:
    """Cells in order, in a language."""

    language: str
    cells: tuple[Cell, ...]
