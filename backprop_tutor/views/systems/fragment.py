r"""Blocks as a piece of HTML to be put into a system's own page, which has a style of its own.

Formulas are TeX, between the signs that a system knows, or MathML. Such systems look
through a text for signs of their own: where an author's words hold one, a pair of tags stands
within it, so that it is seen and does not act.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
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
)
from backprop_tutor.blocks.curves import Curves
from backprop_tutor.blocks.pictures import Chain, Graph, Network
from backprop_tutor.views.html.chain import chain_in_math
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.html.matrices import matrices_in_math
from backprop_tutor.views.latex import latex_chain
from backprop_tutor.views.markdown.bmatrix import bmatrix
from backprop_tutor.views.notation import inexact, latex, mathml, mathml_in_line, screen
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of

_ACTING = re.compile(
    r"[\\$]"  # TeX, and what it may begin with.
    r"|@(?=@)"  # Files of Moodle, gaps of Jupyter.
    r"|\{(?=[0-9]*:|\{)"  # A gap of Moodle, a field of Anki.
    r"|\[(?=\[|[/$a-z]+[\]:$])"  # Sounds and TeX of Anki, short codes.
)
_HEADINGS = {Tone.TITLE: "h1", Tone.HEADING: "h2", Tone.SUBHEADING: "h3"}
_BLANK_LINE = re.compile(r"\n[ \n]*\n")


@dataclass(frozen=True, slots=True)
class Mathematics:
    """How formulas are written in a fragment: within a line, and on lines of their own."""

    in_line: Callable[[Side], Markup]
    equation: Callable[[Equation], Markup]
    matrices: Callable[[MatrixEquation], Markup]
    chain: Callable[[Chain], Markup]
    headings: bool = False
    """Whether headings are headings; in the text of a question they would be out of order."""


def fragment(blocks: Iterable[Block], formulas: Mathematics) -> Markup:
    """Return blocks as elements a line each."""
    return in_one((_block(block, formulas) for block in blocks), "\n")


def _block(block: Block, formulas: Mathematics) -> Markup:
    match block:
        case Prose():
            return _prose(block, formulas)
        case Bullets(items):
            listed = (element("li", *_inlines(item, formulas)) for item in items)
            return element("ul", *listed)
        case Equation():
            return element("div", formulas.equation(block))
        case MatrixEquation():
            return element("div", formulas.matrices(block))
        case Table():
            return _table(block, formulas)
        case Figure(picture):
            return _figure(block, picture, formulas)
        case Folded(blocks=within):
            return fragment(within, formulas)
        case _:
            assert_never(block)


def _prose(block: Prose, formulas: Mathematics) -> Markup:
    match block.tone:
        case Tone.CODE | Tone.COMMAND:
            return element("pre", literal("".join(map(screen, block.parts))))
        case Tone.TITLE | Tone.HEADING | Tone.SUBHEADING if formulas.headings:
            return element(_HEADINGS[block.tone], *_inlines(block.parts, formulas))
        case Tone.TITLE | Tone.HEADING | Tone.SUBHEADING:
            return element("p", element("strong", *_inlines(block.parts, formulas)))
        case Tone.PLAIN | Tone.REMARK | Tone.RIGHT | Tone.WRONG | Tone.HINT:
            return in_one(element("p", *each) for each in _paragraphs(block.parts, formulas))
        case _:
            assert_never(block.tone)


def _paragraphs(parts: Iterable[Inline], formulas: Mathematics) -> list[list[Markup]]:
    """Return the pieces of each paragraph: they are parted by an empty line."""
    paragraphs: list[list[Markup]] = [[]]
    for part in _joined(parts):
        if isinstance(part, str):
            first, *others = _BLANK_LINE.split(part)
            paragraphs[-1].append(_lines(first))
            paragraphs += ([_lines(each)] for each in others)
        else:
            paragraphs[-1].append(_inline(part, formulas))
    return [pieces for pieces in paragraphs if any(pieces)]


def _inlines(parts: Iterable[Inline], formulas: Mathematics) -> list[Markup]:
    return [_inline(part, formulas) for part in _joined(parts)]


def _joined(parts: Iterable[Inline]) -> Iterator[Inline]:
    """Yield the parts, runs of text in one: what acts may begin in one and end in the next."""
    for is_text, group in groupby(parts, key=lambda part: isinstance(part, str)):
        if is_text:
            yield "".join(map(screen, group))
        else:
            yield from group


def _inline(part: Inline, formulas: Mathematics) -> Markup:
    match part:
        case str():
            return _lines(part)
        case Bar() | Blank() | Link():
            return literal(screen(part))
        case _:
            return formulas.in_line(part)


def _lines(text: str) -> Markup:
    return in_one(map(literal, text.split("\n")), element("br"))


def literal(text: str) -> Markup:
    """Return a text as text: what a system would act on has its first sign in tags of its own."""
    pieces: list[Markup] = []
    end = 0
    for found in _ACTING.finditer(text):
        # As a number: Jupyter looks for dollar signs before it looks for elements.
        sign = Markup(f"&#{ord(found[0])};")
        pieces += [escaped(text[end : found.start()]), element("span", sign)]
        end = found.end()
    return in_one([*pieces, escaped(text[end:])])


def _table(block: Table, formulas: Mathematics) -> Markup:
    def row(tag: str, cells: Iterable[Inline]) -> Markup:
        return element("tr", *(element(tag, _inline(cell, formulas)) for cell in cells))

    head = (element("thead", row("th", block.heads)),) if any(block.heads) else ()
    return element("table", *head, element("tbody", *(row("td", cells) for cells in block.rows)))


def _figure(
    block: Figure, picture: Network | Graph | Chain | Curves, formulas: Mathematics
) -> Markup:
    match picture:
        case Chain():
            return element("div", formulas.chain(picture))
        case Network() | Graph():
            told = (element("li", literal(line)) for line in lines_of(block, UNICODE))
            return element("ul", *told)
        case Curves(told=told):
            return _table(told, formulas)
        case _:
            assert_never(picture)


def _in_tex(before: str, after: str, before_alone: str, after_alone: str) -> Mathematics:
    """Return formulas in TeX between such signs, within a line and on lines of their own."""
    in_html = escaped if before != "$" else Markup  # Jupyter takes a formula out as it stands.

    def alone(formula: str) -> Markup:
        return Markup(f"{before_alone}{in_html(formula)}{after_alone}")

    return Mathematics(
        in_line=lambda side: Markup(f"{before}{in_html(latex(side))}{after}"),
        equation=lambda block: alone(_aligned(block)),
        matrices=lambda block: alone(bmatrix(block)),
        chain=lambda picture: alone(latex_chain(picture)),
        headings=before == "$",
    )


def _aligned(block: Equation) -> str:
    left = latex(block.left)
    if not block.right:
        return left
    rows = [(r"&\approx " if inexact(side) else "&= ") + latex(side) for side in block.right]
    joined = r" \\ ".join((f"{left} {rows[0]}", *rows[1:]))
    return rf"\begin{{aligned}} {joined} \end{{aligned}}"


TEX = _in_tex(r"\(", r"\)", r"\[", r"\]")
r"""As MathJax finds it, in Moodle and in Anki: ``\( … \)`` and ``\[ … \]``."""
JUPYTER = _in_tex("$", "$", "$$", "$$")
"""As Jupyter finds it."""


def _math(inside: str, display: str | None = None) -> Markup:
    return element("math", Markup(inside), display=display)


def _math_equation(block: Equation) -> Markup:
    left = element("mtd", element("mrow", Markup(mathml(block.left))))
    rows = []
    for index, side in enumerate(block.right):
        sign = element("mo", escaped("≈" if inexact(side) else "="))
        right = element("mtd", element("mrow", sign, element("mrow", Markup(mathml(side)))))
        rows.append(element("mtr", element("mtd") if index else left, right))
    table = element("mtable", *(rows or [element("mtr", left)]), displaystyle="true")
    return _math(table, "block")


MATHML_ALONE = Mathematics(
    in_line=lambda side: _math(mathml_in_line(side)),
    equation=_math_equation,
    matrices=matrices_in_math,
    chain=chain_in_math,
)
"""MathML, which a browser draws by itself."""
