"""Matrices in words, one a line: ``W is 2 by 2: row h1: w1 0.15, w2 0.20; row h2: w3 0.25 …``."""

from typing import assert_never

from backprop_tutor.blocks.blocks import Entry, Matrix, MatrixEquation, Operator, Term, WithNumbers
from backprop_tutor.views.notation import notated
from backprop_tutor.views.text.ellipsis import kept_places, term_letter
from backprop_tutor.views.text.layout import Signs


def equation_spoken(block: MatrixEquation, signs: Signs) -> list[str]:
    """Return the equation in letters, the shapes, and each matrix with what is in it."""
    terms = (block.left, *block.right)
    lines = []
    if block.letters and block.right:
        lines += [
            _joined([term_letter(term, signs) for term in terms]),
            f"shapes: {_joined([_shape(term, signs) for term in terms])}",
        ]
    if not block.entries:
        return lines
    if not block.letters and block.right:  # Said whole: there are no letters to take up.
        return [*lines, _joined([_spread(term, signs) for term in terms])]
    for term in (*block.right, block.left):
        match term:
            case Matrix():
                lines.append(_matrix(term, signs))
            case Entry(name, number):
                if number is not None:
                    lines.append(f"{notated(name, signs)} is {notated(number, signs)}")
            case Operator():
                pass
            case _:
                assert_never(term)
    return lines


def _joined(pieces: list[str]) -> str:
    first, *others = pieces
    return f"{first} = {' '.join(others)}"


def _shape(term: Term, signs: Signs) -> str:
    if isinstance(term, Matrix):
        return " by ".join(map(str, term.shape))
    return term_letter(term, signs)


def _spread(term: Term, signs: Signs) -> str:
    if not isinstance(term, Matrix):
        return term_letter(term, signs)
    if term.shape == (1, 1):
        return _content(term, signs)
    way = "column" if term.shape[1] == 1 else "row"
    return f"{way} ({_content(term, signs)})"


def _matrix(matrix: Matrix, signs: Signs) -> str:
    shape = _shape(matrix, signs)
    text = f"{term_letter(matrix, signs)} is {shape}: {_content(matrix, signs)}"
    if matrix.lit is None:
        return text
    marked = (row[matrix.lit].named for row in matrix.rows)
    return f"{text}; marked: {', '.join(notated(name, signs) for name in marked)}"


def _content(matrix: Matrix, signs: Signs) -> str:
    rows, columns = matrix.shape
    if 1 in (rows, columns):
        entries = [row[0] for row in matrix.rows] if columns == 1 else list(matrix.rows[0])
        return _listed(entries, signs)
    lines = []
    for row in kept_places(rows):
        if row is None:
            lines.append(f"{rows - len(kept_places(rows)) + 1} more rows")
        else:
            head = matrix.heads[row] if matrix.heads else str(row + 1)
            lines.append(f"row {head}: {_listed(matrix.rows[row], signs)}")
    return "; ".join(lines)


def _listed(entries: "list[Entry] | tuple[Entry, ...]", signs: Signs) -> str:
    indices = kept_places(len(entries))
    return ", ".join(
        f"{len(entries) - len(indices) + 1} more" if k is None else _entry(entries[k], signs)
        for k in indices
    )


def _entry(entry: Entry, signs: Signs) -> str:
    name = notated(entry.named, signs)
    if entry.number is None:
        return name
    number = notated(entry.number, signs)
    if isinstance(entry.number, WithNumbers):
        return f"{name} = {number}"
    return name if name == number else f"{name} {number}"
