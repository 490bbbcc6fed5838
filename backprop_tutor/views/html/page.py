"""Blocks as one self-contained page: no script, no request, nothing from elsewhere.

Prose may be somebody else's: all of it is text. What the page may do is said in it, by a strict
Content-Security-Policy that allows its own style sheet and nothing else.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files
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
    Side,
    Table,
    Tone,
    Value,
)
from backprop_tutor.blocks.curves import Curves
from backprop_tutor.blocks.pictures import Chain, Graph, Network
from backprop_tutor.untrusted import on_one_line
from backprop_tutor.views.html.chain import chain_in_math
from backprop_tutor.views.html.curves import class_of_curve, curves_svg, line_sample
from backprop_tutor.views.html.graph import fits_on_a_page, graph_svg
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.html.matrices import matrices_in_math
from backprop_tutor.views.html.network import fits, network_svg
from backprop_tutor.views.notation import inexact, mathml, mathml_in_line, screen
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of
from backprop_tutor.views.text.tables import is_number
from backprop_tutor.wording import spoken, text

_MARKS = {Tone.RIGHT: "✓", Tone.WRONG: "✗", Tone.HINT: "→"}
_HEADINGS = (Tone.TITLE, Tone.HEADING, Tone.SUBHEADING)


def html_page(blocks: Iterable[Block]) -> str:
    """Return the blocks as a page that ends in one line feed; the first title is its own."""
    content = list(blocks)
    title = next(
        (each for each in content if isinstance(each, Prose) and each.tone is Tone.TITLE), None
    )
    named = "" if title is None else on_one_line("".join(map(screen, title.parts)))
    style = files("backprop_tutor.views.html").joinpath("page.css").read_text("utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", escaped(named)),
        element("style", Markup(style)),
    )
    body = element("body", element("main", _in_lines(_sections(content, title))))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang=spoken())}\n"


def html_fragment(blocks: Iterable[Block], *, titled: bool = False) -> Markup:
    """Return the blocks as a piece of a page.

    Where it is ``titled``, its first title is the page's own; all other headings are of the second
    order, and below them of the third.
    """
    content = list(blocks)
    title = next((each for each in content if titled and _tone(each) is Tone.TITLE), None)
    if not any(_tone(each) in (Tone.TITLE, Tone.HEADING) for each in content if each is not title):
        content = [
            replace(each, tone=Tone.HEADING)
            if isinstance(each, Prose) and each.tone is Tone.SUBHEADING
            else each
            for each in content
        ]
    return in_one(_sections(content, title), "\n")


def html_line(parts: Iterable[Inline]) -> Markup:
    """Return a run of text and mathematics as a piece of a line."""
    return in_one(_inlines(parts))


def _policy(style: str) -> str:
    digest = b64encode(sha256(style.encode()).digest()).decode()
    allowed = {"default-src": "none", "style-src": f"sha256-{digest}"}
    allowed |= {"base-uri": "none", "form-action": "none"}
    return "; ".join(f"{what} '{where}'" for what, where in allowed.items())


def _in_lines(pieces: Iterable[Markup]) -> Markup:
    """Return pieces a line each, so that what differs between two pages can be found."""
    return in_one([Markup(""), *pieces, Markup("")], "\n")


def _tone(block: Block) -> Tone | None:
    return block.tone if isinstance(block, Prose) else None


def _sections(blocks: Iterable[Block], title: Block | None) -> Iterator[Markup]:
    """Yield what stands under no heading of a step, and each step as a section of its own."""
    step: list[Markup] = []
    for block in blocks:
        tone = _tone(block)
        if tone in _HEADINGS and step:
            yield element("section", _in_lines(step))
            step = []
        if tone is Tone.TITLE and isinstance(block, Prose) and block is not title:
            piece = element("h2", *_inlines(block.parts))
        else:
            piece = _block(block)
        if step or tone is Tone.SUBHEADING:
            step.append(piece)
        else:
            yield piece
    if step:
        yield element("section", _in_lines(step))


def _block(block: Block) -> Markup:
    match block:
        case Prose():
            return _prose(block)
        case Bullets(items, tone):
            listed = [element("li", *_inlines(item)) for item in items]
            return element("ul", *listed, class_=None if tone is Tone.PLAIN else tone.value)
        case Equation():
            return _equation(block)
        case MatrixEquation():
            return element("div", matrices_in_math(block), class_="formula")
        case Table():
            return _table(block)
        case Figure(picture):
            return _figure(block, picture)
        case Folded(summary, within):
            told = element("summary", *_inlines(summary))
            return element("details", told, *map(_block, within))
        case _:
            assert_never(block)


def _prose(block: Prose) -> Markup:
    match block.tone:
        case Tone.TITLE:
            return element("h1", *_inlines(block.parts))
        case Tone.HEADING:
            return element("h2", *_inlines(block.parts))
        case Tone.SUBHEADING:
            return element("h3", *_inlines(block.parts))
        case Tone.CODE | Tone.COMMAND:
            return element("pre", escaped("".join(map(screen, block.parts))))
        case Tone.PLAIN:
            return in_one(element("p", *pieces) for pieces in _paragraphs(block.parts))
        case Tone.REMARK | Tone.RIGHT | Tone.WRONG | Tone.HINT:
            mark = _MARKS.get(block.tone)
            lead = [element("span", escaped(f"{mark} "), class_="mark")] if mark else []
            return element("p", *lead, *_inlines(block.parts), class_=block.tone.value)
        case _:
            assert_never(block.tone)


_BLANK_LINE = re.compile(r"\n[ \n]*\n")


def _paragraphs(parts: Iterable[Inline]) -> list[list[Markup]]:
    """Return the pieces of each paragraph: they are parted by an empty line."""
    paragraphs: list[list[Inline]] = [[]]
    for part in parts:
        if isinstance(part, str):
            first, *others = _BLANK_LINE.split(part)
            paragraphs[-1].append(first)
            paragraphs += ([each] for each in others)
        else:
            paragraphs[-1].append(part)
    return [pieces for pieces in map(_inlines, paragraphs) if any(pieces)]


def _lines(text: str) -> Markup:
    return in_one(map(escaped, text.split("\n")), element("br"))


def _inlines(parts: Iterable[Inline]) -> list[Markup]:
    """Return the pieces of a line; a sign that follows mathematics stays on the line of it.

    So do a name and its number: "w5 = 0.40".
    """
    pieces: list[Markup] = []
    is_mathematics = equals = False
    line = list(parts)
    for part, following in zip(line, (*line[1:], ""), strict=True):
        if equals:
            pieces[-1] = element("span", pieces[-1], escaped(_EQUALS), _inline(part), class_="kept")
            equals = False
            continue
        if part == _EQUALS and is_mathematics and isinstance(following, Value):
            equals = True
            continue
        signs = _SIGNS.match(part) if is_mathematics and isinstance(part, str) else None
        if signs is not None and isinstance(part, str):
            pieces[-1] = element("span", pieces[-1], escaped(signs[0]), class_="kept")
            part = part[signs.end() :]
        pieces.append(_inline(part))
        is_mathematics = not isinstance(part, str | Bar | Blank | Link)
    return pieces


_EQUALS = " = "
_SIGNS = re.compile("[\N{NO-BREAK SPACE}]?[.,;:!?)»…]+")


def _inline(part: Inline) -> Markup:
    match part:
        case str():
            return _lines(part)
        case Bar(share, told):
            bar = element("meter", escaped(told), min=0, max=1, value=share)
            return in_one([bar, escaped(f" {told}")])
        case Blank(quantity, named):
            lead = () if named is None else (_mathematics(named), escaped(" = "))
            return in_one((*lead, _to_fill_in(quantity)))
        case Link(words, address):
            assert address.startswith("#"), "it leads to no other site, and does nothing"
            return element("a", escaped(words), href=address)
        case _:
            return _mathematics(part)


def _to_fill_in(quantity: str) -> Markup:
    """Return a place to type in: a page that is saved afterwards has what was typed."""
    return element(
        "span",
        class_="blank",
        data_quantity=quantity,
        contenteditable="true",
        role="textbox",
        aria_label=quantity or None,
    )


def _mathematics(part: Side) -> Markup:
    return element("math", Markup(mathml_in_line(part)))


def _equation(block: Equation) -> Markup:
    """Return the sides below each other, aligned at their signs."""
    left = element("mtd", element("mrow", Markup(mathml(block.left))))
    rows = []
    for k, side in enumerate(block.right):
        sign = element("mo", escaped("≈" if inexact(side) else "="))
        # In a row of its own, so that a minus before it is a sign and no subtraction.
        right = element("mtd", element("mrow", sign, element("mrow", Markup(mathml(side)))))
        rows.append(element("mtr", element("mtd") if k else left, right))
    table = element(
        "mtable", *(rows or [element("mtr", left)]), class_="aligned", displaystyle="true"
    )
    return element("div", element("math", table, display="block"), class_="formula")


def _table(block: Table) -> Markup:
    columns = [[row[k] for row in block.rows] for k in range(len(block.heads))]
    numeric = [bool(column) and all(map(_is_number, column)) for column in columns]

    def cells(tag: str, row: Iterable[Inline], scope: str | None = None) -> list[Markup]:
        return [
            # Above what needs no name there is no header, but an empty place.
            element(tag, _cell(cell), class_="number" if is_numeric else None, scope=scope)
            if cell or tag == "td"
            else element("td")
            for cell, is_numeric in zip(row, numeric, strict=True)
        ]

    heads = [element("thead", element("tr", *cells("th", block.heads, "col")))]
    rows = [element("tr", *cells("td", row)) for row in block.rows]
    table = element("table", *(heads if any(block.heads) else ()), element("tbody", *rows))
    return element("div", table, class_="wide")


def _is_number(cell: Inline) -> bool:
    return isinstance(cell, Value) or (isinstance(cell, str) and is_number(cell))


def _cell(cell: Inline) -> Markup:
    """Return what stands in a cell; a number that is text gets its real minus sign too."""
    if isinstance(cell, str) and is_number(cell):
        return escaped(cell.replace("-", "−"))
    return _inline(cell)


def _figure(block: Figure, picture: Network | Graph | Chain | Curves) -> Markup:
    match picture:
        case Chain():
            return element("div", chain_in_math(picture), class_="formula chain")
        case Network():
            return _with_words(block, network_svg(picture) if fits(picture) else None)
        case Graph():
            return _with_words(block, graph_svg(picture) if fits_on_a_page(picture) else None)
        case Curves(told=told):
            return _drawn((curves_svg(picture), _legend(picture)), _table(told))
        case _:
            assert_never(picture)


def _legend(picture: Curves) -> Markup:
    """Return what each curve and each mark of a picture is."""
    entries = [
        (class_of_curve(k), line_sample(curve, class_of_curve(k)), curve.label)
        for k, curve in enumerate(picture.curves)
        if curve.label
    ]
    entries += [(f"mark{k}", escaped("●"), mark.label) for k, mark in enumerate(picture.marks)]
    rows = [
        element("li", element("span", sign, class_=style, aria_hidden="true"), *_inlines(said))
        for style, sign, said in entries
    ]
    return element("ul", *rows, class_="legend") if rows else in_one(())


def _with_words(block: Figure, drawing: Markup | None) -> Markup:
    """Return a drawing with what it shows in words; the words alone where it is too large."""
    lines = (element("li", escaped(line)) for line in lines_of(block, UNICODE))
    in_words = element("ul", *lines)
    return in_words if drawing is None else _drawn((drawing,), in_words)


def _drawn(drawing: Iterable[Markup], told: Markup) -> Markup:
    """Return a drawing, and folded below it what tells the same."""
    summary = element("summary", escaped(text("The picture in words")))
    return element("figure", *drawing, element("details", summary, told))
