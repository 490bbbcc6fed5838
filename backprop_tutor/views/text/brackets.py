"""A matrix on a page: aligned columns in brackets, and boxes set side by side."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from backprop_tutor.blocks.blocks import Side, Value
from backprop_tutor.blocks.matrices import Matrix
from backprop_tutor.views.notation import notated
from backprop_tutor.views.text.ellipsis import Spelling, kept_places
from backprop_tutor.views.text.layout import ScreenRow, Signs, Styled, cells, length
from backprop_tutor.views.text.tables import aligned

Bracketed: TypeAlias = tuple[ScreenRow, ...]
"""Rows of one width: a matrix in its brackets, or a sign."""

GAP = "  "


def boxed(matrix: Matrix, by: Spelling, width: int, signs: Signs) -> Bracketed | None:
    """Return a matrix in its brackets; columns are left out until it fits, or None."""
    count = matrix.shape[1]
    for first in (None, *range(min(count - 2, 5), 0, -1)):
        columns = [_column(matrix, by, index, signs) for index in kept_places(count, first)]
        box = _bracketed(columns, signs)
        if length(box[0]) <= width:
            return box
    return None


def _column(matrix: Matrix, by: Spelling, index: int | None, signs: Signs) -> list[Styled]:
    """Return one column, padded to one width; None is the column of dots."""
    rows = kept_places(matrix.shape[0])
    across, down, slope = "⋯⋮⋱" if signs.unicode else ("...", ":", "...")
    if index is None:
        return [(slope if row is None else across, "") for row in rows]
    parts = [None if row is None else by(matrix.rows[row][index]) for row in rows]
    texts = [notated(part, signs) for part in parts if part is not None]
    if all(isinstance(part, Value) for part in parts if part is not None):
        texts = aligned(texts)
    if matrix.lit is not None:
        texts = [(signs.lit if index == matrix.lit else " ") + text for text in texts]
    widest = max(map(cells, texts))
    waiting = iter(texts)
    column: list[Styled] = []
    for part in parts:
        if part is None:
            before = (widest - 1) // 2
            column.append((" " * before + down + " " * (widest - before - 1), ""))
        else:
            text = next(waiting)
            style = "lit" if index == matrix.lit else style_of(part)
            column.append((text + " " * (widest - cells(text)), style))
    return column


def _bracketed(columns: Sequence[Sequence[Styled]], signs: Signs) -> Bracketed:
    height = len(columns[0])
    rows: list[ScreenRow] = []
    for k in range(height):
        left, right = _bracket(k, height, signs)
        inside: list[Styled] = []
        for column in columns:
            inside += [(GAP, ""), column[k]] if inside else [column[k]]
        rows.append(((left, "frame"), *inside, (right, "frame")))
    return tuple(rows)


def _bracket(row: int, height: int, signs: Signs) -> tuple[str, str]:
    if height == 1 or not signs.unicode:
        return "[", "]"
    if row == 0:
        return "⎡", "⎤"
    return ("⎣", "⎦") if row == height - 1 else ("⎢", "⎥")


def length_of(boxes: Iterable[Bracketed]) -> int:
    """Return the columns that boxes take side by side."""
    return sum(length(box[0]) for box in boxes)


def side_by_side(boxes: Iterable[Bracketed]) -> Bracketed:
    """Set boxes side by side, their middle rows on one line."""
    boxes = list(boxes)
    height = max(map(len, boxes))
    rows: list[ScreenRow] = []
    for k in range(height):
        row: list[Styled] = []
        for box in boxes:
            at = k - (height - len(box)) // 2
            row += box[at] if 0 <= at < len(box) else [(" " * length(box[0]), "")]
        rows.append(tuple(row))
    return tuple(rows)


def one_row(text: str, style: str = "") -> Bracketed:
    """Return a box of one row."""
    return (((text, style),),)


def style_of(part: Side) -> str:
    """Return the style of one side of an equation."""
    return "value" if isinstance(part, Value) else "maths"
