"""Matrices as MathML: letters with their shapes, then names, numbers and the result."""

import re
from collections.abc import Callable, Iterable
from functools import partial

from backprop_tutor.blocks.blocks import MatrixEquation
from backprop_tutor.blocks.matrices import Entry, Matrix, Operator, Term
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.notation import mathml
from backprop_tutor.views.text.ellipsis import (
    Spelling,
    by_name,
    kept_places,
    ways_to_write,
)

_DERIVATIVE = re.compile(r"∂(\w+)/∂(\w+)")


def matrices_in_math(block: MatrixEquation) -> Markup:
    """Return an equation of matrices, one row for each way to write it."""
    if not block.right:
        assert isinstance(block.left, Matrix)
        lone = [_letter(block.left), _sign("="), _matrix(block.left, by_name)]
        return element("math", *lone, display="block")
    rows = []
    if block.letters:
        rows.append(_row(_shaped(block.left), "=", _line(block.right, _shaped)))
    if block.entries:
        left: Markup | None = _term(block.left, by_name)
        for about, terms, by in ways_to_write(block):
            rows.append(_row(left, "≈" if about else "=", _line(terms, partial(_term, by=by))))
            left = None
    return element(
        "math", element("mtable", *rows, class_="aligned", displaystyle="true"), display="block"
    )


def _row(left: Markup | None, sign: str, right: Markup) -> Markup:
    before = element("mtd", *(() if left is None else (left,)))
    return element("mtr", before, element("mtd", element("mrow", _sign(sign), right)))


def _sign(sign: str) -> Markup:
    return element("mo", escaped(sign))


def _line(terms: Iterable[Term], spelled: Callable[[Term], Markup]) -> Markup:
    return element("mrow", *map(spelled, terms))


def _shaped(term: Term) -> Markup:
    """Return a term as its letter, with its shape below it."""
    match term:
        case Matrix():
            rows, columns = term.shape
            shape = (
                element("mn", escaped(str(rows))),
                _sign("×"),
                element("mn", escaped(str(columns))),
            )
            return element("munder", _letter(term), element("mrow", *shape))
        case Entry(named):
            return element("mrow", Markup(mathml(named)))
        case Operator():
            return _sign(term.value)


def _letter(matrix: Matrix) -> Markup:
    """Return W, δ with the name of its layer below, ∂E/∂W; with ᵀ where it is transposed."""
    found = _DERIVATIVE.fullmatch(matrix.letter)
    if found is not None:
        over, under = (
            element("mrow", _sign("∂"), element("mi", escaped(each))) for each in found.groups()
        )
        letter = element("mfrac", over, under)
    else:
        stem, _, below = matrix.letter.partition("_")
        letter = element("mi", escaped(stem))
        if below:
            letter = element("msub", letter, element("mi", escaped(below)))
    if not matrix.transposed:
        return letter
    return element("msup", element("mrow", letter), element("mi", escaped("T")))


def _term(term: Term, by: Spelling) -> Markup:
    match term:
        case Matrix():
            return _matrix(term, by)
        case Entry():
            return element("mrow", Markup(mathml(by(term))))
        case Operator():
            return _sign(term.value)


def _matrix(matrix: Matrix, by: Spelling) -> Markup:
    height, width = matrix.shape
    rows = [
        element(
            "mtr",
            *(
                element("mtd", _dots(row, column))
                if row is None or column is None
                else _entry(matrix, row, column, by)
                for column in kept_places(width)
            ),
        )
        for row in kept_places(height)
    ]
    return element("mrow", _sign("["), element("mtable", *rows), _sign("]"))


def _entry(matrix: Matrix, row: int, column: int, by: Spelling) -> Markup:
    lit = "lit" if column == matrix.lit else None
    content = in_one([Markup(mathml(by(matrix.rows[row][column])))])
    return element("mtd", element("mrow", content), class_=lit)


def _dots(row: int | None, column: int | None) -> Markup:
    if row is None:
        return _sign("⋮" if column is not None else "⋱")
    return _sign("⋯")
