"""Blocks as plain lines, one fact a line, for screen readers, pipes and dumb terminals."""

from collections.abc import Sequence
from itertools import compress
from operator import add
from typing import TYPE_CHECKING, assert_never

from backprop_tutor.blocks.blocks import (
    Bar,
    Block,
    Bullets,
    Equation,
    Figure,
    Folded,
    Inline,
    MatrixEquation,
    Prose,
    Table,
)
from backprop_tutor.untrusted import on_one_line
from backprop_tutor.views.notation import inexact, notated
from backprop_tutor.views.text.layout import Signs
from backprop_tutor.wording import as_number, text, text_with_semicolons

if TYPE_CHECKING:  # What tells of a picture is imported where there is one.
    from backprop_tutor.blocks.curves import Curves
    from backprop_tutor.blocks.pictures import Chain, Graph, Network


def lines_of(block: Block, signs: Signs) -> list[str]:
    """Return the lines of one block; nothing is drawn and nothing is wrapped."""
    match block:
        case Prose(parts):
            return "".join(_spelled(part, signs) for part in parts).split("\n")
        case Bullets(items):
            told = ("".join(_spelled(part, signs) for part in item) for item in items)
            return [f"- {on_one_line(item)}" for item in told]
        case Equation():
            return _equation(block, signs)
        case MatrixEquation():
            from backprop_tutor.views.text.spoken.matrices_spoken import equation_spoken

            return equation_spoken(block, signs)
        case Table():
            return _table(block, signs)
        case Figure(picture):
            return _figure(picture, signs)
        case Folded(blocks=within):
            return [line for each in within for line in lines_of(each, signs)]
        case _:
            assert_never(block)


def _figure(picture: "Network | Graph | Chain | Curves", signs: Signs) -> list[str]:
    from backprop_tutor.blocks.curves import Curves

    if isinstance(picture, Curves):
        return _table(picture.told, signs)
    from backprop_tutor.views.text.spoken.pictures_spoken import picture_spoken

    return picture_spoken(picture, signs)


def _spelled(part: Inline, signs: Signs) -> str:
    if isinstance(part, Bar):  # Nobody wants to hear ten blocks.
        part = part.text
    return notated(part, signs)


def _cell(part: Inline, signs: Signs) -> str:
    return on_one_line(_spelled(part, signs))


def _equation(block: Equation, signs: Signs) -> list[str]:
    left = _spelled(block.left, signs)
    if not block.right:
        return [left]
    return [_side(left, _spelled(side, signs), is_about=inexact(side)) for side in block.right]


def _side(left: str, right: str, *, is_about: bool) -> str:
    if is_about:
        return text("{quantity} is about {value}", quantity=left, value=right)
    return f"{left} = {right}"


def _table(block: Table, signs: Signs) -> list[str]:
    heads = [_cell(head, signs) for head in block.heads]
    sentences: dict[tuple[bool, ...], Sequence[str]] = {}
    """What is said around the cells of a row, by which of them are filled."""
    lines = []
    for row in block.rows:
        cells = [_cell(cell, signs) for cell in row]
        filled = tuple(map(bool, cells))
        if filled not in sentences:
            sentences[filled] = _around_cells(list(compress(heads, filled)))
        first, *others = sentences[filled]
        told = map(as_number, filter(None, cells))
        lines.append(first + "".join(map(add, told, others)))
    return lines


_HERE = "\N{NULL}"
"""Stands where a cell will; none holds it, for it is not visible."""


def _around_cells(heads: Sequence[str]) -> Sequence[str]:
    """Return what is said before the first cell of a row, and behind each: once for many rows."""
    told = [
        # Translators: the head of a column and what stands below it, where a table is read out.
        text("{head}: {cell}", head=head, cell=_HERE) if head else _HERE
        for head in heads
    ]
    return text_with_semicolons(told).split(_HERE)
