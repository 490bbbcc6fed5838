"""Tables for a page: light rules, numbers aligned at their points, folded where they do not fit."""

import re
from collections.abc import Sequence

from backprop_tutor.blocks.blocks import Inline, Table, Value
from backprop_tutor.untrusted import on_one_line
from backprop_tutor.views.notation import notated
from backprop_tutor.views.text.layout import (
    ScreenRow,
    Signs,
    Styled,
    cells,
    length,
    sentence_tied,
    wrap,
)
from backprop_tutor.wording import decimal_mark, text

_NUMERIC = re.compile(r"[-−+]?[\d.][\d.]*([eE·][-+\d⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?")
_FEW_ROWS = 10
"""A longer table that is narrow is set in columns, as in a newspaper."""
_BETWEEN_COLUMNS = 6
_LEAST_TEXT = 16
"""A column of words narrower than this is no longer read; the table is folded instead."""


def grid(table: Table, width: int, signs: Signs) -> list[ScreenRow]:
    """Return a table as rows of at most ``width`` cells."""
    heads = [_on_one_line(head, signs) for head in table.heads]
    body = [[_on_one_line(cell, signs) for cell in row] for row in table.rows]
    columns = [[row[i] for row in body] for i in range(len(heads))]
    numeric = [_is_numeric(i, table.rows, column) for i, column in enumerate(columns)]
    pointed = [aligned(c) if n else c for c, n in zip(columns, numeric, strict=True)]
    widths = [
        max((cells(each) for each in (head, *column)), default=0)
        for head, column in zip(heads, pointed, strict=True)
    ]
    for gap in (3, 2):
        if (whole := sum(widths) + gap * (len(widths) - 1)) <= width:
            fitting = (width + _BETWEEN_COLUMNS) // (whole + _BETWEEN_COLUMNS)
            beside = min(fitting, -(-len(body) // _FEW_ROWS))
            rows = -(-len(body) // max(1, beside))
            return _beside_each_other(
                [
                    _ruled(heads, [c[at : at + rows] for c in pointed], widths, numeric, gap, signs)
                    for at in range(0, max(1, len(body)), max(1, rows))
                ]
            )
    words = [i for i, is_number in enumerate(numeric) if not is_number]
    if words:
        widest = max(words, key=widths.__getitem__)
        left = width - 2 * (len(widths) - 1) - sum(widths) + widths[widest]
        if left >= max(_LEAST_TEXT, cells(heads[widest])):
            widths[widest] = left
            return _ruled(heads, pointed, widths, numeric, 2, signs)
    return _folded(heads, body, width)


def _on_one_line(cell: Inline, signs: Signs) -> str:
    line = on_one_line(notated(cell, signs))
    return sentence_tied(line) if isinstance(cell, str) else line


def _beside_each_other(tables: Sequence[list[ScreenRow]]) -> list[ScreenRow]:
    """Return pieces of one table as columns; the first is as high as any."""
    widest = max((length(row) for row in tables[0]), default=0)
    rows: list[ScreenRow] = []
    for k in range(len(tables[0])):
        row: list[Styled] = []
        for table in tables:
            piece = table[k] if k < len(table) else ()
            row += [*piece, (" " * (widest - length(piece) + _BETWEEN_COLUMNS), "")]
        rows.append(tuple(row[:-1]))
    return rows


def _is_numeric(index: int, rows: Sequence[Sequence[Inline]], column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell]
    return bool(filled) and all(
        isinstance(row[index], Value) or is_number(cell) or cell in ("", "-", "–", "—")
        for row, cell in zip(rows, column, strict=True)
    ) and any(character.isdigit() for cell in filled for character in cell)  # fmt: skip


def is_number(cell: str) -> bool:
    """Whether a cell is a number as the language writes it."""
    return _NUMERIC.fullmatch(cell.replace(decimal_mark(), ".")) is not None


def aligned(column: Sequence[str]) -> list[str]:
    """Pad numbers so that their decimal points stand below each other, and their ends too."""
    ends = f"[{re.escape(decimal_mark())}eE·]"
    wholes = [re.split(ends, number, maxsplit=1)[0] for number in column]
    before = max(map(cells, wholes), default=0)
    shifted = [
        " " * (before - cells(whole)) + number for whole, number in zip(wholes, column, strict=True)
    ]
    widest = max(map(cells, shifted), default=0)
    return [number + " " * (widest - cells(number)) for number in shifted]


def _ruled(
    heads: Sequence[str],
    columns: Sequence[Sequence[str]],
    widths: Sequence[int],
    numeric: Sequence[bool],
    gap: int,
    signs: Signs,
) -> list[ScreenRow]:
    def line(texts: Sequence[str], style: str) -> list[ScreenRow]:
        parts = [
            # Spaces around a number are its alignment; it is never wrapped.
            [((cell, style),)] if is_number and style != "head" else wrap([(cell, style)], size)
            for cell, size, is_number in zip(texts, widths, numeric, strict=True)
        ]
        rows: list[ScreenRow] = []
        for k in range(max(map(len, parts))):
            row: list[Styled] = []
            for i, part in enumerate(parts):
                cell = part[k] if k < len(part) else ()
                space = " " * (widths[i] - length(cell))
                row += [(space, ""), *cell] if numeric[i] else [*cell, (space, "")]
                row.append((" " * gap, ""))
            rows.append(tuple(row[:-1]))
        return rows

    rule: ScreenRow = ((signs.rule * (sum(widths) + gap * (len(widths) - 1)), "frame"),)
    rows = [*line(heads, "head"), rule] if any(heads) else []
    for texts in zip(*columns, strict=True):
        rows += line(texts, "")
    return rows


def _folded(heads: Sequence[str], body: Sequence[Sequence[str]], width: int) -> list[ScreenRow]:
    """Return each row as its first cell with ``head: cell`` lines below it, if it has any."""
    rows: list[ScreenRow] = []
    for name, *others in body:
        rows += wrap([(name, "head")], width)
        for head, cell in zip(heads[1:], others, strict=True):
            if not cell:
                continue
            # Translators: the head of a column, before what stands in it.
            before = text("{head}:", head=head) + " " if head else ""
            rows += wrap([(f"  {before}", "remark"), (cell, "")], width, "  ")
    return rows
