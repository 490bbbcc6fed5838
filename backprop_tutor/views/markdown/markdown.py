"""Blocks as one document of Markdown, mathematics included: for GitHub, or for all others.

Prose may be somebody else's: every character that Markdown or HTML acts on is escaped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from backprop_tutor.blocks.blocks import (
    Bar,
    Blank,
    Block,
    Bullets,
    Equation,
    Figure,
    Folded,
    Inline,
    Link,
    MatrixEquation,
    Prose,
    Table,
    Tone,
    Value,
)
from backprop_tutor.blocks.curves import Curves
from backprop_tutor.blocks.pictures import Chain, Graph, Network
from backprop_tutor.untrusted import on_one_line, visible
from backprop_tutor.views.latex import latex_chain
from backprop_tutor.views.markdown.bmatrix import bmatrix
from backprop_tutor.views.markdown.dialects import DOLLARS, GITHUB, Dialect, with_gaps
from backprop_tutor.views.markdown.mermaid import flowchart, graph_chart, is_small_chart, listing
from backprop_tutor.views.notation import TO_FILL_IN, inexact, latex, plain, screen
from backprop_tutor.views.text.drawing.graph.table import tables
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of

_MOST_NODES = 30
"""A graph of more nodes is listed."""


def document(blocks: Iterable[Block], to: Dialect = GITHUB) -> str:
    """Return the blocks as Markdown text that ends in one line feed; it has one title."""
    return _blocks(_below_one_title(blocks), to) + "\n"


def document_with_dollars(blocks: Iterable[Block]) -> str:
    """Return the blocks as Markdown for pandoc, Jupyter, Obsidian and editors."""
    return document(blocks, DOLLARS)


def _below_one_title(blocks: Iterable[Block]) -> Iterator[Block]:
    titled = False
    for block in blocks:
        if isinstance(block, Prose) and block.tone is Tone.TITLE:
            yield replace(block, tone=Tone.HEADING) if titled else block
            titled = True
        else:
            yield block


def _blocks(blocks: Iterable[Block], to: Dialect) -> str:
    pieces = [_block(block, to) for block in blocks]
    return "\n\n".join(piece for piece in pieces if piece)


def _block(block: Block, to: Dialect) -> str:
    match block:
        case Prose():
            return _prose(block, to)
        case Bullets(items, tone):
            told = (on_one_line(_inlines(item, to)) for item in items)
            start = "> - " if tone is Tone.REMARK else "- "
            return "\n".join(f"{start}{_line(item, to)}" for item in told)
        case Equation():
            return _equation(block, to)
        case MatrixEquation():
            return to.by_itself(bmatrix(block))
        case Table(heads, rows):
            return _table(heads, rows, to)
        case Figure(picture):
            return _figure(picture, to)
        case Folded(blocks=within):
            return _blocks(within, to)
        case _:
            assert_never(block)


def _figure(picture: Network | Graph | Chain | Curves, to: Dialect) -> str:
    if not to.draws and isinstance(picture, Network | Graph):
        return _in_words(picture, to)
    match picture:
        case Network():
            if is_small_chart(picture):
                return _fenced("mermaid", flowchart(picture))
            return _table(*listing(picture), to)
        case Graph():
            if len(picture.nodes) <= _MOST_NODES:
                return _fenced("mermaid", graph_chart(picture))
            return _blocks(tables(picture), to)
        case Chain():
            return to.in_line(latex_chain(picture))
        case Curves(told=told):
            return _table(told.heads, told.rows, to)
        case _:
            assert_never(picture)


def _in_words(picture: Network | Graph, to: Dialect) -> str:
    lines = lines_of(Figure(picture), UNICODE)
    return "\n".join(f"- {_line(to.words(on_one_line(line)), to)}" for line in lines)


def _prose(block: Prose, to: Dialect) -> str:
    if block.tone in (Tone.CODE, Tone.COMMAND):
        spelled = screen if to.draws else plain
        return _fenced("text", "".join(map(spelled, block.parts)))
    text = _inlines(block.parts, to)
    match block.tone:
        case Tone.PLAIN:
            return _lines(text, to)
        case Tone.TITLE:
            return f"# {on_one_line(text)}"
        case Tone.HEADING:
            return f"## {on_one_line(text)}"
        case Tone.SUBHEADING:
            return f"### {on_one_line(text)}"
        case Tone.RIGHT:
            return _quoted(f"{to.words('✓')} {text}", to)
        case Tone.WRONG:
            return _quoted(f"{to.words('✗')} {text}", to)
        case Tone.HINT:
            return _quoted(f"{to.words('→')} {text}", to)
        case Tone.REMARK:
            return _quoted(text, to)
        case _:
            assert_never(block.tone)


def _lines(text: str, to: Dialect) -> str:
    """Return paragraphs whose line ends stay; the first character of no line acts."""
    paragraphs = re.split(r"\n[ \n]*\n", text.strip(" \n"))
    return "\n\n".join(
        "\\\n".join(_line(line, to) for line in part.split("\n")) for part in paragraphs
    )


def _line(text: str, to: Dialect) -> str:
    bare = text.strip(" ")
    found = to.leading.match(bare)
    if found is None:
        return bare
    # The number of a list keeps its digits: the dot behind them is what acts.
    at = found.end() if found[0].isalnum() else 0
    return f"{bare[:at]}\\{bare[at:]}"


def _quoted(text: str, to: Dialect) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _lines(text, to).split("\n"))


def _inlines(parts: Iterable[Inline], to: Dialect) -> str:
    told = "".join(_inline(part, to) for part in parts)
    return told if to.draws else with_gaps(told)


def _inline(part: Inline, to: Dialect) -> str:
    if isinstance(part, Blank):  # Its own name in code: so no editor changes it.
        return f"`{part.quantity}` = {TO_FILL_IN}" if part.quantity else TO_FILL_IN
    if isinstance(part, str | Bar | Link):
        return to.words(visible(screen(part), keep_lines=True))
    return to.in_line(latex(part))


def _fenced(language: str, text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    rows = "\n".join(line.rstrip() for line in text.split("\n"))
    return f"{fence}{language}\n{rows}\n{fence}"


def _equation(block: Equation, to: Dialect) -> str:
    left = latex(block.left)
    if not block.right:
        return to.by_itself(left)
    rows = [(r"&\approx " if inexact(side) else "&= ") + latex(side) for side in block.right]
    joined = " \\\\\n".join((f"{left} {rows[0]}", *rows[1:]))
    return to.by_itself(f"\\begin{{aligned}}\n{joined}\n\\end{{aligned}}")


def _cell(part: Inline, to: Dialect) -> str:
    return on_one_line(_inline(part, to))


def _table(heads: Sequence[Inline], rows: Sequence[Sequence[Inline]], to: Dialect) -> str:
    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |"

    numbers = [
        bool(rows) and all(isinstance(row[i], Value) for row in rows) for i in range(len(heads))
    ]
    rule = line("---:" if is_number else "---" for is_number in numbers)
    first, *others = (line(_cell(cell, to) for cell in row) for row in (heads, *rows))
    return "\n".join([first, rule, *others])
