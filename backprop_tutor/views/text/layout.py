"""Rows of text with styles, wrapped and cut by screen cells; nothing here knows a terminal.

A ``Styled`` is a piece of text and the key of its style, which ``terminal`` turns into colours.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

Styled: TypeAlias = tuple[str, str]
ScreenRow: TypeAlias = tuple[Styled, ...]

GOES_ON: Styled = ("", "goes on")
"""Ends a full row whose line goes on in the next: the terminal breaks it, and copies it whole."""

TIE = "\N{NO-BREAK SPACE}"
"""A space at which no row ends."""

_BEFORE_A_SIGN = re.compile(r"(?:^|(?<=[\w)\]»\"'’%])) (?=[:;?!»](?:\s|$))|(?<=«) ")

ROOMY = 60
"""Narrower pages have no margin."""

_MARGIN = 2
_OPERATOR = r" ([-+−·*]) "


class Signs(NamedTuple):
    """The signs that a screen can show beside letters and digits."""

    right: str
    wrong: str
    hint: str
    lit: str
    about: str
    rule: str
    arrow: str
    lit_arrow: str
    ellipsis: str
    below: str
    times: str
    head: str
    dash: str
    corner: str

    @property
    def unicode(self) -> bool:
        """Whether formulas can be shown as on paper, not only as they are typed."""
        return not self.rule.isascii()


UNICODE = Signs("✓", "✗", "→", "▸", "≈", "─", "◀──", "◀━━", "…", "▼", " · ", "▶", "╌", "└╴")
ASCII = Signs("+", "x", "->", ">", "~", "-", "<--", "<==", "...", "v", " * ", ">", ".", "`-")


def margin_of(width: int) -> str:
    """Return what every row but titles and headings begins with on a page of this width."""
    return " " * _MARGIN if width >= ROOMY else ""


def cells(text: str) -> int:
    """Return how many columns of a screen a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # Late: what is read out line by line does without.

    return cell_len(text)


def length(row: Iterable[Styled]) -> int:
    """Return how many columns a row takes."""
    return sum(cells(text) for text, _ in row)


def text_of(row: Iterable[Styled]) -> str:
    """Return a row without its styles."""
    return "".join(text for text, _ in row)


def sentence_tied(sentence: str) -> str:
    """Return a sentence of which no row begins with a sign, where there is a space before it.

    French has one before ``: ; ? !``, and inside its quotes.
    """
    return _BEFORE_A_SIGN.sub(TIE, sentence)


def tied(formula: str, most: int) -> str:
    """Return a formula that wraps as a whole or, if wider than ``most``, between its terms.

    One that is no sum wraps between its factors; what stands in brackets stays together.
    """
    if cells(formula) <= most:
        return formula.replace(" ", TIE)
    outer = [(found[1], found.start()) for found in re.finditer(_OPERATOR, formula)]
    outer = [(sign, at) for sign, at in outer if _is_outside(formula[:at])]
    sums = [at for sign, at in outer if sign in "+-−"]
    ends = set(sums or [at for _, at in outer])
    return "".join(
        TIE if character == " " and k not in ends else character
        for k, character in enumerate(formula)
    )


def _is_outside(before: str) -> bool:
    return before.count("(") == before.count(")")


def wrap(runs: Iterable[Styled], width: int, hang: str = "") -> list[ScreenRow]:
    """Return rows of at most ``width`` cells, ended between words; later rows begin with ``hang``.

    A line feed ends a row. What a line is indented by, its later rows are indented by too.
    """
    lines: list[list[Styled]] = [[]]
    for text, style in runs:
        first, *others = text.split("\n")
        lines[-1].append((first, style))
        lines.extend([(other, style)] for other in others)
    return [row for line in lines for row in _wrapped_line(line, max(width, 8), hang)]


def _wrapped_line(line: Sequence[Styled], width: int, hang: str) -> list[ScreenRow]:
    rows: list[list[Styled]] = [[]]
    used = 0
    gap: list[Styled] = []
    for word in _words(line):
        size = length(word)
        if not word[0][0].strip(" "):
            if not used:  # The line's own indentation.
                indent = word[0][0][: width // 2]
                rows[-1].append((indent, ""))
                hang, used = indent + hang, cells(indent)
            else:
                gap = list(word)
            continue
        if used + length(gap) + size > width and rows[-1] and text_of(rows[-1]).strip(" "):
            rows.append([(hang, "")] if hang else [])
            used, gap = cells(hang), []
        for piece in _cut(word, width - cells(hang)) if size > width - used else [list(word)]:
            if used + length(piece) > width and text_of(rows[-1]).strip(" "):
                rows.append([(hang, "")] if hang else [])
                used = cells(hang)
            rows[-1] += [*gap, *piece]
            used += length(gap) + length(piece)
            gap = []
    return [tuple((text.replace(TIE, " "), style) for text, style in row) for row in rows]


def _words(line: Sequence[Styled]) -> list[list[Styled]]:
    """Split into words and gaps in turn; a word may go on from one run into the next."""
    words: list[list[Styled]] = []
    for text, style in line:
        for token in re.findall(r" +|[^ ]+", text):
            if words and (token[0] == " ") == (words[-1][0][0][0] == " "):
                words[-1].append((token, style))
            else:
                words.append([(token, style)])
    return words


def _cut(word: Iterable[Styled], width: int) -> list[list[Styled]]:
    """Cut a word too wide for any row, at its own tied spaces and dots where it has some."""
    pieces: list[list[Styled]] = [[]]
    used = 0
    for text, style in word:
        for token in re.findall(rf"[·*{TIE}]?[^·*{TIE}]+|[·*{TIE}]", text):
            for piece in cut(token, width):
                if used and used + cells(piece) > width:
                    pieces.append([])
                    used = 0
                    piece = piece.removeprefix(TIE)
                pieces[-1].append((piece, style))
                used += cells(piece)
    return [merged(piece) for piece in pieces]


def cut(text: str, width: int) -> list[str]:
    """Cut a text every ``width`` cells, between letters; an empty text is one empty piece."""
    from rich.cells import chop_cells

    return chop_cells(text, max(1, width)) or [""]


def merged(runs: Iterable[Styled]) -> list[Styled]:
    """Join neighbours of the same style."""
    joined: list[Styled] = []
    for text, style in runs:
        if joined and joined[-1][1] == style:
            joined[-1] = (joined[-1][0] + text, style)
        elif text:
            joined.append((text, style))
    return joined
