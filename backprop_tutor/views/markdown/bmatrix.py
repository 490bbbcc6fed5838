r"""Matrices as LaTeX: ``\begin{bmatrix} … \end{bmatrix}``, with the shapes below the letters."""

from collections.abc import Callable, Sequence
from functools import partial

from backprop_tutor.blocks.blocks import MatrixEquation
from backprop_tutor.blocks.matrices import Entry, Matrix, Operator, Term
from backprop_tutor.views.notation import latex
from backprop_tutor.views.text.ellipsis import (
    Spelling,
    by_name,
    kept_places,
    latex_letter,
    ways_to_write,
)

_OPERATORS = {
    Operator.TIMES: r"\cdot",
    Operator.EACH: r"\odot",
    Operator.PLUS: "+",
    Operator.MINUS: "-",
}
_END = " \\\\\n"


def bmatrix(block: MatrixEquation) -> str:
    """Return an equation of matrices: its letters with shapes, then names, numbers, result."""
    if not block.right:
        assert isinstance(block.left, Matrix)
        return f"{latex_letter(block.left)} = {_matrix(block.left, by_name)}"
    rows = []
    if block.letters:
        rows.append(f"{_letter(block.left)} &= {_line(block.right, _letter)}")
    if block.entries:
        left = f"{_term(block.left, by_name)} "
        for about, terms, by in ways_to_write(block):
            sign = r"\approx" if about else "="
            rows.append(f"{left}&{sign} {_line(terms, partial(_term, by=by))}")
            left = ""
    return f"\\begin{{aligned}}\n{_END.join(rows)}\n\\end{{aligned}}"


def _line(terms: Sequence[Term], spelled: Callable[[Term], str]) -> str:
    return " ".join(
        _OPERATORS[term] if isinstance(term, Operator) else spelled(term) for term in terms
    )


def _letter(term: Term) -> str:
    match term:
        case Matrix():
            rows, columns = term.shape
            return rf"\underset{{{rows} \times {columns}}}{{{latex_letter(term)}}}"
        case Entry():
            return latex(term.named)
        case Operator():
            return _OPERATORS[term]


def _term(term: Term, by: Spelling) -> str:
    match term:
        case Matrix():
            return _matrix(term, by)
        case Entry():
            return latex(by(term))
        case Operator():
            return _OPERATORS[term]


def _matrix(matrix: Matrix, by: Spelling) -> str:
    height, width = matrix.shape
    rows = []
    for row in kept_places(height):
        places = [
            _dots(row, column) if row is None or column is None else _entry(matrix, row, column, by)
            for column in kept_places(width)
        ]
        rows.append(" & ".join(places))
    # Fractions stand on each other without a little air.
    end = r" \\[4pt] " if any(r"\frac" in row for row in rows) else r" \\ "
    return rf"\begin{{bmatrix}} {end.join(rows)} \end{{bmatrix}}"


def _entry(matrix: Matrix, row: int, column: int, by: Spelling) -> str:
    text = latex(by(matrix.rows[row][column]))
    return rf"\boxed{{{text}}}" if column == matrix.lit else text


def _dots(row: int | None, column: int | None) -> str:
    if row is None:
        return r"\vdots" if column is not None else r"\ddots"
    return r"\cdots"
