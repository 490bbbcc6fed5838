"""What every view needs of a matrix: which rows and columns are kept, its letter, its entries."""

import re
from collections.abc import Callable
from typing import TypeAlias

from backprop_tutor.blocks.blocks import MatrixEquation, Side, Value
from backprop_tutor.blocks.matrices import Entry, Matrix, Operator, Term
from backprop_tutor.views.notation import notated
from backprop_tutor.views.text.ascii import ascii_text
from backprop_tutor.views.text.layout import Signs

Spelling: TypeAlias = Callable[[Entry], Side]
"""Which side of its entries a matrix shows: names or numbers."""

MOST_ENTRIES = 6
"""More rows or columns than this are not all shown: the first three, dots, and the last."""

_FIRST = 3
_DERIVATIVE = re.compile(r"∂(\w+)/∂(\w+)")
_INDEX = re.compile(r"(\w)_(\w+)")
_OPERATORS = {Operator.TIMES: "*", Operator.EACH: ".*", Operator.PLUS: "+", Operator.MINUS: "-"}


def kept_places(count: int, first: int | None = None) -> list[int | None]:
    """Return the rows or columns to show, None for dots; ``first`` asks for fewer than usual."""
    if first is None:
        first = _FIRST if count > MOST_ENTRIES else count
    if first + 1 >= count:
        return list(range(count))
    return [*range(first), None, count - 1]


def term_letter(term: Term, signs: Signs) -> str:
    """Return a term as its letter."""
    match term:
        case Matrix():
            text = _letter(term)
            return text if signs.unicode else ascii_text(text)
        case Entry():
            return notated(term.named, signs)
        case Operator():
            return term.value if signs.unicode else _OPERATORS[term]


def by_name(entry: Entry) -> Side:
    """Return an entry as what it is called."""
    return entry.named


def by_number(entry: Entry) -> Side:
    """Return an entry as its number, if that may be told."""
    return entry.named if entry.number is None else entry.number


def _letter(matrix: Matrix) -> str:
    """Return ``W`` or ``Wᵀ``."""
    return matrix.letter + ("ᵀ" if matrix.transposed else "")


def latex_letter(matrix: Matrix) -> str:
    r"""Return ``W_{\mathrm{next}}^{\mathsf{T}}`` or ``\frac{\partial E}{\partial W}``."""
    text = _DERIVATIVE.sub(r"\\frac{\\partial \1}{\\partial \2}", matrix.letter)
    text = _INDEX.sub(r"\1_{\\mathrm{\2}}", text)
    text = text.replace("δ", r"\delta").replace("′", "'")
    return text + (r"^{\mathsf{T}}" if matrix.transposed else "")


def matrix_numbers(term: Matrix | Entry) -> tuple[tuple[Side | None, ...], ...]:
    """Return the numbers of a matrix in its rows; None where they are not told."""
    rows = ((term,),) if isinstance(term, Entry) else term.rows
    return tuple(tuple(entry.number for entry in row) for row in rows)


def has_numbers(block: MatrixEquation) -> bool:
    """Whether the numbers may be told."""
    return all(number is not None for row in matrix_numbers(block.left) for number in row)


def ends_in_numbers(block: MatrixEquation) -> bool:
    """Whether the right side, in numbers, is the result already."""
    terms = [term for term in block.right if not isinstance(term, Operator)]
    return len(terms) == 1 and matrix_numbers(terms[0]) == matrix_numbers(block.left)


def ways_to_write(block: MatrixEquation) -> list[tuple[bool, tuple[Term, ...], Spelling]]:
    """Return what the left side equals: the right in names, in numbers, and the result.

    With each comes whether it is rounded, so that ``≈`` stands before it. Where numbers may not be
    told there are the names alone, and where the right is a number already there is no result.
    """
    ways: list[tuple[bool, tuple[Term, ...], Spelling]] = [(False, block.right, by_name)]
    if has_numbers(block):
        about = is_about(block.left)
        if ends_in_numbers(block):
            ways.append((about, block.right, by_number))
        else:
            ways += [(False, block.right, by_number), (about, (block.left,), by_number)]
    return ways


def is_about(term: Matrix | Entry) -> bool:
    """Whether some number of a result is rounded."""
    return any(
        isinstance(number, Value) and not number.exact
        for row in matrix_numbers(term)
        for number in row
    )  # fmt: skip
