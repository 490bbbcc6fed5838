"""Blocks as one document of GitHub-flavoured Markdown, mathematics included.

Prose may be somebody else's: every character that Markdown or HTML acts on is escaped.
"""

import re
from collections.abc import Iterable, Sequence
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
from backprop_tutor.views.markdown.mermaid import flowchart, graph_chart, is_small_chart, listing
from backprop_tutor.views.notation import TO_FILL_IN, inexact, latex, screen
from backprop_tutor.views.text.drawing.graph.table import tables

_MOST_NODES = 30
"""A graph of more nodes is listed."""

_ACTING = re.compile(r"[\\`*_\[\]|$~]")
_LEADING = re.compile(r"[#+\-=:]|\d+(?=[.)]( |$))")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def document(blocks: Iterable[Block]) -> str:
    """Return the blocks as Markdown text that ends in one line feed."""
    return _blocks(blocks) + "\n"


def _blocks(blocks: Iterable[Block]) -> str:
    pieces = [_block(block) for block in blocks]
    return "\n\n".join(piece for piece in pieces if piece)


def _block(block: Block) -> str:
    match block:
        case Prose():
            return _prose(block)
        case Bullets(items, tone):
            told = ["".join(map(_inline, item)) for item in items]
            listed = "\n".join(f"- {_line(on_one_line(item))}" for item in told)
            return _quoted(listed) if tone is Tone.REMARK else listed
        case Equation():
            return _equation(block)
        case MatrixEquation():
            return _fenced("math", bmatrix(block))
        case Table(heads, rows):
            return _table([_cell(head) for head in heads], rows)
        case Figure(picture):
            return _figure(picture)
        case Folded(blocks=within):
            return _blocks(within)
        case _:
            assert_never(block)


def _figure(picture: Network | Graph | Chain | Curves) -> str:
    match picture:
        case Network():
            if is_small_chart(picture):
                return _fenced("mermaid", flowchart(picture))
            heads, rows = listing(picture)
            return _table([_cell(head) for head in heads], rows)
        case Graph():
            if len(picture.nodes) <= _MOST_NODES:
                return _fenced("mermaid", graph_chart(picture))
            return "\n\n".join(map(_block, tables(picture)))
        case Chain():
            return _mathematics(latex_chain(picture))
        case Curves(told=told):
            return _table([_cell(head) for head in told.heads], told.rows)
        case _:
            assert_never(picture)


def _prose(block: Prose) -> str:
    if block.tone in (Tone.CODE, Tone.COMMAND):
        return _fenced("text", "".join(map(screen, block.parts)))
    text = "".join(_inline(part) for part in block.parts)
    match block.tone:
        case Tone.PLAIN:
            return _lines(text)
        case Tone.TITLE:
            return f"# {on_one_line(text)}"
        case Tone.HEADING:
            return f"## {on_one_line(text)}"
        case Tone.SUBHEADING:
            return f"### {on_one_line(text)}"
        case Tone.RIGHT:
            return _quoted(f"✓ {text}")
        case Tone.WRONG:
            return _quoted(f"✗ {text}")
        case Tone.HINT:
            return _quoted(f"→ {text}")
        case Tone.REMARK:
            return _quoted(text)
        case _:
            assert_never(block.tone)


def _lines(text: str) -> str:
    """Return paragraphs whose line ends stay; the first character of no line acts."""
    paragraphs = re.split(r"\n[ \n]*\n", text.strip(" \n"))
    return "\n\n".join("\\\n".join(map(_line, part.split("\n"))) for part in paragraphs)


def _line(text: str) -> str:
    bare = text.strip(" ")
    found = _LEADING.match(bare)
    if found is None:
        return bare
    # The number of a list keeps its digits: the dot behind them is what acts.
    at = found.end() if found[0].isdigit() else 0
    return f"{bare[:at]}\\{bare[at:]}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _lines(text).split("\n"))


def _inline(part: Inline) -> str:
    if isinstance(part, Blank):  # Its own name in code: so no editor changes it.
        return f"`{part.quantity}` = {TO_FILL_IN}" if part.quantity else TO_FILL_IN
    if isinstance(part, str | Bar | Link):
        return _escaped(visible(screen(part), keep_lines=True))
    return _mathematics(latex(part))


def _escaped(text: str) -> str:
    return _ACTING.sub(r"\\\g<0>", text).translate(_HTML)


def _mathematics(formula: str) -> str:
    return f"$`{formula}`$"


def _fenced(language: str, text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    rows = "\n".join(line.rstrip() for line in text.split("\n"))
    return f"{fence}{language}\n{rows}\n{fence}"


def _equation(block: Equation) -> str:
    left = latex(block.left)
    if not block.right:
        return _fenced("math", left)
    rows = [(r"&\approx " if inexact(side) else "&= ") + latex(side) for side in block.right]
    joined = " \\\\\n".join((f"{left} {rows[0]}", *rows[1:]))
    return _fenced("math", f"\\begin{{aligned}}\n{joined}\n\\end{{aligned}}")


def _cell(part: Inline) -> str:
    return on_one_line(_inline(part))


def _table(heads: Sequence[str], rows: Sequence[Sequence[Inline]]) -> str:
    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |"

    numbers = [
        bool(rows) and all(isinstance(row[i], Value) for row in rows) for i in range(len(heads))
    ]
    rule = line("---:" if is_number else "---" for is_number in numbers)
    return "\n".join([line(heads), rule, *(line(map(_cell, row)) for row in rows)])
