"""Matrices on a page: aligned columns in brackets, signs on the middle row, wrapped at signs."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from backprop_tutor.teaching.step import (
    Entry,
    Inline,
    Matrix,
    MatrixEquation,
    Operator,
    Side,
    Term,
    Value,
)
from backprop_tutor.views.elided import (
    ends_in_numbers,
    has_numbers,
    is_about,
    kept,
    letter,
)
from backprop_tutor.views.grid import aligned
from backprop_tutor.views.layout import Row, Run, Signs, cells, length, wrap
from backprop_tutor.views.notation import ascii_text, plain, screen

_Box: TypeAlias = tuple[Row, ...]
"""Rows of one width: a matrix in its brackets, or a sign."""

_GAP = "  "
_OPERATORS = {Operator.TIMES: "*", Operator.EACH: ".*", Operator.PLUS: "+", Operator.MINUS: "-"}


def matrix_equation(block: MatrixEquation, width: int, signs: Signs) -> list[Row] | None:
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


def operator(sign: Operator, signs: Signs) -> str:
    """Return an operator as the screen can show it."""
    return sign.value if signs.unicode else _OPERATORS[sign]


def named(term: Term, signs: Signs) -> str:
    """Return a term as its letter."""
    match term:
        case Matrix():
            text = letter(term)
            return text if signs.unicode else ascii_text(text.replace("ᵀ", "^T"))
        case Entry():
            return _spelled(term.named, signs)
        case Operator():
            return operator(term, signs)


def _shape(term: Term, signs: Signs) -> str:
    if isinstance(term, Matrix):
        return ("×" if signs.unicode else "x").join(map(str, term.shape))
    return named(term, signs)


def _letters(block: MatrixEquation, width: int, signs: Signs) -> list[Row]:
    """Return the equation in letters and, below each, its shape."""
    terms = (block.left, *block.right)
    tops = [named(term, signs) for term in terms]
    bottoms = [_shape(term, signs) for term in terms]
    tops.insert(1, "=")
    bottoms.insert(1, "=")
    widths = [max(cells(top), cells(bottom)) for top, bottom in zip(tops, bottoms, strict=True)]
    if sum(widths) + len(widths) - 1 > width:
        letters = wrap([(" ".join(tops), "value")], width, "  ")
        return [*letters, *wrap([(" ".join(bottoms), "remark")], width, "  ")]
    return [_spread(tops, widths, "value"), _spread(bottoms, widths, "remark")]


def _spread(texts: Sequence[str], widths: Sequence[int], style: str) -> Row:
    padded = []
    for text, size in zip(texts, widths, strict=True):
        spare = size - cells(text)
        padded.append(" " * (spare // 2) + text + " " * (spare - spare // 2))
    return ((" ".join(padded).rstrip(), style),)


def _entries(block: MatrixEquation, width: int, signs: Signs) -> list[Row] | None:
    """Return left = names = numbers = result, each with its equals sign below the first."""
    if not block.right:
        assert isinstance(block.left, Matrix)
        lead = _sign(f"{named(block.left, signs)} = ", "maths")
        box = _boxed(block.left, _by_name, width - length(lead[0]), signs)
        return None if box is None else list(_beside([lead, box]))
    left = _term(block.left, _by_name, width, signs)
    if left is None:
        return None
    sides = [("=", block.right, _by_name)]
    if has_numbers(block):
        about = signs.about if is_about(block.left) else "="
        if ends_in_numbers(block):
            sides.append((about, block.right, _by_number))
        else:
            sides += [("=", block.right, _by_number), (about, (block.left,), _by_number)]
    for start in (length(left[0]), 0):  # Beside the left side, or else below it.
        blocks = [_side(sign, terms, by, width - start - 1, signs) for sign, terms, by in sides]
        found = [rows for rows in blocks if rows is not None]
        if len(found) == len(blocks):
            return _joined(left, start, found)
    return None


def _joined(left: _Box, start: int, sides: Sequence[Sequence[_Box]]) -> list[Row]:
    rows: list[Row] = [] if start else list(left)
    for k, side in enumerate(sides):
        for i, line in enumerate(side):
            first = left if start and k == i == 0 else _sign(" " * start)
            if rows:
                rows.append(())
            rows += _beside([first, _sign(" "), line] if start else [line])
    return [_trimmed(row) for row in rows]


def _side(
    sign: str, terms: Sequence[Term], by: "_Spelling", width: int, signs: Signs
) -> list[_Box] | None:
    """Return ``= A · B + C`` as one line, or more where it is too wide: each begins with a sign."""
    lines: list[_Box] = []
    line = [_sign(f"{sign} ")]
    hang = ""
    for term in terms:
        if isinstance(term, Operator):
            hang = f"{operator(term, signs)} "
            continue
        box = _term(term, by, width - 2 - len(_GAP), signs)
        if box is None:
            return None
        lead = _sign(f" {hang}") if hang else None
        used = sum(length(one[0]) for one in line)
        if lead is not None and used + length(lead[0]) + length(box[0]) > width:
            lines.append(_beside(line))
            line = [_sign(f"{_GAP}{hang}"), box]
        else:
            line += [box] if lead is None else [lead, box]
    return [*lines, _beside(line)]


def _term(term: Matrix | Entry, by: "_Spelling", width: int, signs: Signs) -> _Box | None:
    if isinstance(term, Matrix):
        return _boxed(term, by, width, signs)
    part = by(term)
    text = _spelled(part, signs)
    return _sign(text, _style(part)) if cells(text) <= width else None


_Spelling: TypeAlias = Callable[[Entry], Side]


def _by_name(entry: Entry) -> Side:
    return entry.named


def _by_number(entry: Entry) -> Side:
    return entry.named if entry.number is None else entry.number


def _boxed(matrix: Matrix, by: _Spelling, width: int, signs: Signs) -> _Box | None:
    """Return a matrix in its brackets; columns are left out until it fits, or None."""
    count = matrix.shape[1]
    for first in (None, *range(min(count - 2, 5), 0, -1)):
        columns = [_column(matrix, by, index, signs) for index in kept(count, first)]
        box = _bracketed(columns, signs)
        if length(box[0]) <= width:
            return box
    return None


def _column(matrix: Matrix, by: _Spelling, index: int | None, signs: Signs) -> list[Run]:
    """Return one column, padded to one width; None is the column of dots."""
    rows = kept(matrix.shape[0])
    across, down, slope = "⋯⋮⋱" if signs.unicode else ("...", ":", "...")
    if index is None:
        return [(slope if row is None else across, "") for row in rows]
    parts = [None if row is None else by(matrix.rows[row][index]) for row in rows]
    texts = [_spelled(part, signs) for part in parts if part is not None]
    if all(isinstance(part, Value) for part in parts if part is not None):
        texts = aligned(texts)
    if matrix.lit is not None:
        texts = [(signs.lit if index == matrix.lit else " ") + text for text in texts]
    widest = max(map(cells, texts))
    waiting = iter(texts)
    column: list[Run] = []
    for part in parts:
        if part is None:
            before = (widest - 1) // 2
            column.append((" " * before + down + " " * (widest - before - 1), ""))
        else:
            text = next(waiting)
            style = "lit" if index == matrix.lit else _style(part)
            column.append((text + " " * (widest - cells(text)), style))
    return column


def _bracketed(columns: Sequence[Sequence[Run]], signs: Signs) -> _Box:
    height = len(columns[0])
    rows: list[Row] = []
    for k in range(height):
        left, right = _bracket(k, height, signs)
        inside: list[Run] = []
        for column in columns:
            inside += [(_GAP, ""), column[k]] if inside else [column[k]]
        rows.append(((left, "frame"), *inside, (right, "frame")))
    return tuple(rows)


def _bracket(row: int, height: int, signs: Signs) -> tuple[str, str]:
    if height == 1 or not signs.unicode:
        return "[", "]"
    if row == 0:
        return "⎡", "⎤"
    return ("⎣", "⎦") if row == height - 1 else ("⎢", "⎥")


def _beside(boxes: Iterable[_Box]) -> _Box:
    """Set boxes side by side, their middle rows on one line."""
    boxes = list(boxes)
    height = max(map(len, boxes))
    rows: list[Row] = []
    for k in range(height):
        row: list[Run] = []
        for box in boxes:
            at = k - (height - len(box)) // 2
            row += box[at] if 0 <= at < len(box) else [(" " * length(box[0]), "")]
        rows.append(tuple(row))
    return tuple(rows)


def _trimmed(row: Row) -> Row:
    return row if any(text.strip() for text, _ in row) else ()


def _sign(text: str, style: str = "") -> _Box:
    return (((text, style),),)


def _spelled(part: Inline, signs: Signs) -> str:
    return screen(part) if signs.unicode else plain(part)


def _style(part: Side) -> str:
    return "value" if isinstance(part, Value) else "maths"
