"""Equations of matrices on a page: signs on the middle row, wrapped at signs."""

from collections.abc import Sequence

from backprop_tutor.blocks.blocks import MatrixEquation
from backprop_tutor.blocks.matrices import Entry, Matrix, Operator, Term
from backprop_tutor.views.notation import notated
from backprop_tutor.views.text.brackets import (
    Bracketed,
    boxed,
    length_of,
    one_row,
    side_by_side,
    style_of,
)
from backprop_tutor.views.text.ellipsis import (
    Spelling,
    by_name,
    term_letter,
    ways_to_write,
)
from backprop_tutor.views.text.layout import ScreenRow, Signs, cells, length, wrap


def matrix_equation(block: MatrixEquation, width: int, signs: Signs) -> list[ScreenRow] | None:
    """Return the rows of an equation of matrices; None if a column is wider than the page."""
    indent = "  " if width >= 56 else ""
    room = width - len(indent)
    rows = _letters(block, room, signs) if block.letters and block.right else []
    if block.entries:
        entries = _entries(block, room, signs)
        if entries is None:
            return None
        rows = [*rows, *([()] if rows else []), *entries]
    return [((indent, ""), *row) if row and indent else row for row in rows]


def _shape(term: Term, signs: Signs) -> str:
    if isinstance(term, Matrix):
        return ("×" if signs.unicode else "x").join(map(str, term.shape))
    return term_letter(term, signs)


def _letters(block: MatrixEquation, width: int, signs: Signs) -> list[ScreenRow]:
    """Return the equation in letters and, below each, its shape."""
    terms = (block.left, *block.right)
    tops = [term_letter(term, signs) for term in terms]
    bottoms = [_shape(term, signs) for term in terms]
    tops.insert(1, "=")
    bottoms.insert(1, "=")
    widths = [max(cells(top), cells(bottom)) for top, bottom in zip(tops, bottoms, strict=True)]
    if sum(widths) + len(widths) - 1 > width:
        letters = wrap([(" ".join(tops), "value")], width, "  ")
        return [*letters, *wrap([(" ".join(bottoms), "remark")], width, "  ")]
    return [_spread(tops, widths, "value"), _spread(bottoms, widths, "remark")]


def _spread(texts: Sequence[str], widths: Sequence[int], style: str) -> ScreenRow:
    padded = []
    for text, size in zip(texts, widths, strict=True):
        spare = size - cells(text)
        padded.append(" " * (spare // 2) + text + " " * (spare - spare // 2))
    return ((" ".join(padded).rstrip(), style),)


def _entries(block: MatrixEquation, width: int, signs: Signs) -> list[ScreenRow] | None:
    """Return left = names = numbers = result, each with its equals sign below the first."""
    if not block.right:
        assert isinstance(block.left, Matrix)
        lead = one_row(f"{term_letter(block.left, signs)} = ", "maths")
        box = boxed(block.left, by_name, width - length(lead[0]), signs)
        return None if box is None else list(side_by_side([lead, box]))
    left = _term(block.left, by_name, width, signs)
    if left is None:
        return None
    for start in (length(left[0]), 0):  # Beside the left side, or else below it.
        blocks = [
            _side(signs.about if about else "=", terms, by, width - start - 1, signs)
            for about, terms, by in ways_to_write(block)
        ]
        found = [rows for rows in blocks if rows is not None]
        if len(found) == len(blocks):
            return _joined(left, start, found)
    return None


def _joined(left: Bracketed, start: int, sides: Sequence[Sequence[Bracketed]]) -> list[ScreenRow]:
    rows: list[ScreenRow] = [] if start else list(left)
    for k, side in enumerate(sides):
        for i, line in enumerate(side):
            first = left if start and k == i == 0 else one_row(" " * start)
            if rows:
                rows.append(())
            rows += side_by_side([first, one_row(" "), line] if start else [line])
    return [_trimmed(row) for row in rows]


def _side(
    sign: str, terms: Sequence[Term], by: Spelling, width: int, signs: Signs
) -> list[Bracketed] | None:
    """Return ``= A · B + C`` as one line, or more where it is too wide: each begins with a sign."""
    lines: list[Bracketed] = []
    line = [one_row(f"{sign} ")]
    lead: Bracketed | None = None
    for term in terms:
        if isinstance(term, Operator):
            lead = one_row(f" {term_letter(term, signs)} ")
            continue
        ahead = line[:1] if lead is None else [one_row(" "), lead]
        box = _term(term, by, width - length_of(ahead), signs)
        if box is None:
            return None
        if lead is not None and length_of([*line, lead, box]) > width:
            lines.append(side_by_side(line))
            line = ahead
        elif lead is not None:
            line.append(lead)
        line.append(box)
    return [*lines, side_by_side(line)]


def _term(term: Matrix | Entry, by: Spelling, width: int, signs: Signs) -> Bracketed | None:
    if isinstance(term, Matrix):
        return boxed(term, by, width, signs)
    part = by(term)
    text = notated(part, signs)
    return one_row(text, style_of(part)) if cells(text) <= width else None


def _trimmed(row: ScreenRow) -> ScreenRow:
    return row if any(text.strip() for text, _ in row) else ()
