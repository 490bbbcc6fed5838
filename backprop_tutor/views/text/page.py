"""Blocks as rows of a page, with air, rules and aligned equations, at most so many cells wide."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, assert_never

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
    Side,
    Table,
    Tone,
    Value,
    WithNumbers,
)
from backprop_tutor.formula.expression import Expr
from backprop_tutor.views.notation import inexact, notated
from backprop_tutor.views.text.layout import (
    GOES_ON,
    ROOMY,
    TIE,
    ScreenRow,
    Signs,
    Styled,
    cells,
    cut,
    length,
    margin_of,
    sentence_tied,
    tied,
    wrap,
)

if TYPE_CHECKING:  # What draws a block is imported where there is one.
    from backprop_tutor.blocks.curves import Curves
    from backprop_tutor.blocks.pictures import Chain, Graph, Network

TITLE_BOX = 2
"""Rows that the box around a title takes."""
MOST_PROSE = 100
"""Wider lines of prose lose the eye."""


def rows_of(block: Block, width: int, signs: Signs, spare: int = 0) -> list[ScreenRow]:
    """Return the rows of one block, none wider than ``width``.

    So many rows are to ``spare`` where that takes nothing away: a title without its box, curves
    drawn less high.
    """
    margin = margin_of(width)
    inner = width - 2 * len(margin)
    prose = min(inner, MOST_PROSE - 2 * len(margin))
    match block:
        case Prose(_, Tone.TITLE) if not spare:
            return _title(block, min(width, MOST_PROSE), signs)
        case Prose(_, Tone.TITLE | Tone.HEADING):
            return _heading(block, min(width, MOST_PROSE), signs)
        case Prose(_, Tone.COMMAND):
            return _commands(block, width, signs)
        case Prose(_, Tone.CODE):
            rows = _code(block, inner, signs)
        case Prose():
            rows = _prose(block, prose, signs)
        case Bullets():
            rows = _bullets(block, prose, signs)
        case Equation():
            rows = _equation(block, inner, signs)
        case MatrixEquation():
            rows = _matrices(block, inner, signs)
        case Table():
            from backprop_tutor.views.text.tables import grid

            rows = grid(block, inner, signs)
        case Figure(picture):
            return _figure(picture, width, signs, spare)
        case Folded(blocks=within):
            rows = []
            for each in within:
                rows += [*([()] if rows else []), *rows_of(each, width, signs, spare)]
            return rows
        case _:
            assert_never(block)
    return _indented(rows, margin)


def _indented(rows: Sequence[ScreenRow], margin: str) -> list[ScreenRow]:
    return [((margin, ""), *row) if margin and row else row for row in rows]


def _runs(parts: Sequence[Inline], width: int, signs: Signs) -> Iterator[Styled]:
    for part in parts:
        text = notated(part, signs)
        if isinstance(part, str):  # "w5 = 0.40" in a sentence stays together.
            yield sentence_tied(text.replace(" = ", f"{TIE}={TIE}")), ""
        elif isinstance(part, Value):
            yield text, "value"
        elif isinstance(part, Bar | Blank | Link | WithNumbers | Expr):
            yield tied(text, max(24, width // 2)), "maths"
        else:
            assert_never(part)


def _figure(
    picture: "Network | Graph | Chain | Curves", width: int, signs: Signs, spare: int
) -> list[ScreenRow]:
    """Return a picture; where a graph is not all there, the command that tells it follows."""
    from backprop_tutor.blocks.pictures import Chain, Graph, Network

    margin = margin_of(width)
    inner = width - 2 * len(margin)
    command = ""
    match picture:
        case Network():
            from backprop_tutor.views.text.drawing.layers import draw_network

            rows = draw_network(picture, inner, signs)
        case Graph(whole=whole):
            from backprop_tutor.views.text.drawing.graph.picture import draw_graph

            rows, is_whole = draw_graph(picture, inner, signs)
            command = "" if is_whole else whole
        case Chain():
            from backprop_tutor.views.text.chain import chain

            rows = chain(picture, inner, signs)
        case _:
            rows = _curves(picture, inner, signs, spare)
    return [*_indented(rows, margin), *(_command(command, width) if command else ())]


def _curves(picture: "Curves", width: int, signs: Signs, spare: int) -> list[ScreenRow]:
    from backprop_tutor.views.text.drawing.curves import curves

    return curves(picture, width, signs, spare)


def _title(block: Prose, width: int, signs: Signs) -> list[ScreenRow]:
    inside = wrap(_runs(block.parts, width, signs), width - 6)
    across = signs.rule * (width - 2)
    top, side, bottom = ("╭╮", "│", "╰╯") if signs.unicode else ("++", "|", "++")
    rows: list[ScreenRow] = [((top[0] + across + top[1], "frame"),)]
    for row in inside:
        styled = tuple((text, "title") for text, _ in row)
        fill = " " * (width - 4 - length(row))
        rows.append(((f"{side}  ", "frame"), *styled, (f"{fill}{side}", "frame")))
    return [*rows, ((bottom[0] + across + bottom[1], "frame"),)]


def _heading(block: Prose, width: int, signs: Signs) -> list[ScreenRow]:
    rows = wrap(_runs(block.parts, width, signs), width - 6)
    styled = [tuple((text, "heading") for text, _ in row) for row in rows]
    first: ScreenRow = ((signs.rule * 2 + " ", "frame"), *styled[0], (" ", ""))
    rule = (signs.rule * (width - length(first)), "frame")
    return [(*first, rule), *(((" " * 3, ""), *row) for row in styled[1:])]


def _prose(block: Prose, width: int, signs: Signs) -> list[ScreenRow]:
    tone = block.tone
    mark = {Tone.RIGHT: signs.right, Tone.WRONG: signs.wrong, Tone.HINT: signs.hint}.get(tone, "")
    runs = list(_runs(block.parts, width, signs))
    match tone:
        case Tone.RIGHT | Tone.WRONG if isinstance(block.parts[0] if block.parts else None, str):
            # The verdict has the colour, the explanation that follows it the calm.
            verdict, stop, rest = runs[0][0].partition(".")
            runs[:1] = [(verdict + stop, tone.value), (rest, "")]
        case Tone.REMARK | Tone.SUBHEADING:
            runs = [(text, tone.value) for text, _ in runs]
        case Tone.RIGHT | Tone.WRONG | Tone.PLAIN | Tone.HINT:
            pass
        case Tone.TITLE | Tone.HEADING | Tone.CODE | Tone.COMMAND:
            raise AssertionError(f"a paragraph of tone {tone} is laid out by itself")
        case _:
            assert_never(tone)
    label = "" if mark else _label_of(runs)
    if not mark and not label:
        return wrap(runs, width)
    first: Styled = (label, "") if label else (f"{mark} ", tone.value)
    room = cells(first[0])
    rows = wrap(_without(label, runs), width - room)
    return [((first if i == 0 else (" " * room, "")), *row) for i, row in enumerate(rows)]


def _bullets(block: Bullets, width: int, signs: Signs) -> list[ScreenRow]:
    """Return each item behind its mark; its later rows stand under the first word."""
    style = block.tone.value if block.tone is Tone.REMARK else ""
    rows: list[ScreenRow] = []
    for item in block.items:
        runs = [(text, style or own) for text, own in _runs(item, width, signs)]
        for i, row in enumerate(wrap(runs, width - 2)):
            rows.append(((("- " if i == 0 else "  "), style), *row))
    return rows


_LABEL = re.compile(rf"(?:[a-z]\)|\d{{1,3}}\.)[ {TIE}](?=\S)")


def _label_of(runs: Sequence[Styled]) -> str:
    """Return the letter or the number that a paragraph of a list begins with; "" without one."""
    found = _LABEL.match("".join(text for text, _ in runs))
    return found[0].replace(TIE, " ") if found else ""


def _without(label: str, runs: Sequence[Styled]) -> list[Styled]:
    """Return runs of text without the label that they begin with."""
    left, rest = len(label), []
    for text, style in runs:
        taken = min(left, len(text))
        left -= taken
        rest.append((text[taken:], style))
    return rest


def _code(block: Prose, width: int, signs: Signs) -> list[ScreenRow]:
    """Lines as they are; a long one is cut, and the caret below it with it."""
    indent = "  " if width >= ROOMY - 4 else ""
    text = "".join(notated(part, signs) for part in block.parts)
    lines = [cut(line, width - len(indent)) for line in text.split("\n")]
    return [
        ((indent, ""), (piece, "code"))
        for pieces in zip_longest(*lines, fillvalue="")
        for i, piece in enumerate(pieces)
        if piece.strip() or not (i or any(pieces[1:]))
    ]


def _commands(block: Prose, width: int, signs: Signs) -> list[ScreenRow]:
    """Return each line whole: where it is wider than the screen, the terminal breaks it."""
    lines = "".join(notated(part, signs) for part in block.parts).split("\n")
    return [row for line in lines for row in _command(line, width)]


def _command(line: str, width: int) -> list[ScreenRow]:
    *full, last = cut(f"{margin_of(width)}  {line}", width)
    return [*(((piece, "code"), GOES_ON) for piece in full), ((last, "code"),)]


def _equation(block: Equation, width: int, signs: Signs) -> list[ScreenRow]:
    """Rows aligned at their signs; a left side that is too long stands above them."""
    indent = "  " if width >= ROOMY - 4 else ""
    left = tied(notated(block.left, signs), width)
    beside = cells(left) <= max(20, width // 3)
    start = cells(left) if beside else 2
    room = width - len(indent) - start - 3
    rows: list[ScreenRow] = []
    if not beside or not block.right:
        rows += [((indent, ""), *row) for row in wrap([(left, "maths")], width - 4, "  ")]
    for number, side in enumerate(block.right):
        name = left.replace("\0", " ") if beside and number == 0 else ""
        sign = signs.about if inexact(side) else "="
        lead: ScreenRow = ((indent, ""), (name.ljust(start), "maths"), (f" {sign} ", ""))
        for i, row in enumerate(_side(side, room, signs)):
            rows.append((*(lead if i == 0 else ((" " * length(lead), ""),)), *row))
    return rows


def _matrices(block: MatrixEquation, width: int, signs: Signs) -> list[ScreenRow]:
    from backprop_tutor.views.text.matrices import matrix_equation
    from backprop_tutor.views.text.spoken.matrices_spoken import equation_spoken

    rows = matrix_equation(block, width, signs)
    if rows is None:  # No column fits: the same in words.
        return [
            row for line in equation_spoken(block, signs) for row in wrap([(line, "")], width, "  ")
        ]
    return rows


def _side(side: Side, width: int, signs: Signs) -> list[ScreenRow]:
    style = "value" if isinstance(side, Value) else "maths"
    return wrap([(tied(notated(side, signs), 0), style)], width, "  ")
