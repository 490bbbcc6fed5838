"""Matrices in words, one a line: ``W is 2 by 2: row h1: w1 0.15, w2 0.20; row h2: w3 0.25 …``."""

from typing import assert_never

from backprop_tutor.blocks.blocks import MatrixEquation, WithNumbers
from backprop_tutor.blocks.matrices import Entry, Matrix, Operator, Term
from backprop_tutor.views.notation import notated
from backprop_tutor.views.text.ellipsis import kept_places, term_letter
from backprop_tutor.views.text.layout import Signs
from backprop_tutor.wording import text, text_so_many, text_with_commas, text_with_semicolons


def equation_spoken(block: MatrixEquation, signs: Signs) -> list[str]:
    """Return the equation in letters, the shapes, and each matrix with what is in it."""
    terms = (block.left, *block.right)
    lines = []
    if block.letters and block.right:
        lines += [
            _joined([term_letter(term, signs) for term in terms]),
            text("shapes: {shapes}", shapes=_joined([_shape(term, signs) for term in terms])),
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
                    lines.append(
                        text(
                            "{quantity} is {value}",
                            quantity=notated(name, signs),
                            value=notated(number, signs),
                        )
                    )
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
        rows, columns = term.shape
        # Translators: how many rows a matrix has, and how many columns, as it is read out.
        return text("{rows} by {columns}", rows=rows, columns=columns)
    return term_letter(term, signs)


def _spread(term: Term, signs: Signs) -> str:
    if not isinstance(term, Matrix):
        return term_letter(term, signs)
    if term.shape == (1, 1):
        return _content(term, signs)
    if term.shape[1] == 1:
        return text("column ({entries})", entries=_content(term, signs))
    return text("row ({entries})", entries=_content(term, signs))


def _matrix(matrix: Matrix, signs: Signs) -> str:
    shape = _shape(matrix, signs)
    letter, content = term_letter(matrix, signs), _content(matrix, signs)
    if matrix.lit is None:
        return text("{matrix} is {shape}: {entries}", matrix=letter, shape=shape, entries=content)
    lit = [notated(row[matrix.lit].named, signs) for row in matrix.rows]
    return text(
        "{matrix} is {shape}: {entries}; marked: {names}",
        matrix=letter,
        shape=shape,
        entries=content,
        names=text_with_commas(lit),
    )


def _content(matrix: Matrix, signs: Signs) -> str:
    rows, columns = matrix.shape
    if 1 in (rows, columns):
        entries = [row[0] for row in matrix.rows] if columns == 1 else list(matrix.rows[0])
        return _listed(entries, signs)
    lines = []
    for row in kept_places(rows):
        if row is None:
            more = rows - len(kept_places(rows)) + 1
            lines.append(text_so_many("{n} more rows", "{n} more rows", more))
        else:
            head = matrix.heads[row] if matrix.heads else str(row + 1)
            told = _listed(matrix.rows[row], signs)
            lines.append(text("row {row}: {entries}", row=head, entries=told))
    return text_with_semicolons(lines)


def _listed(entries: "list[Entry] | tuple[Entry, ...]", signs: Signs) -> str:
    indices = kept_places(len(entries))
    more = len(entries) - len(indices) + 1
    return text_with_commas(
        [
            text_so_many("{n} more", "{n} more", more) if k is None else _entry(entries[k], signs)
            for k in indices
        ]
    )


def _entry(entry: Entry, signs: Signs) -> str:
    name = notated(entry.named, signs)
    if entry.number is None:
        return name
    number = notated(entry.number, signs)
    if isinstance(entry.number, WithNumbers):
        return f"{name} = {number}"
    return name if name == number else f"{name} {number}"
