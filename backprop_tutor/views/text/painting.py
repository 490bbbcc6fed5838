"""A row of text in colour: each piece between the codes that terminals have for its style.

The codes are those of ECMA-48 ("select graphic rendition"), and nothing else: what stands where is
``page``'s. rich would write the same ones, and takes longer to load than all the rest of a page.
"""

from collections.abc import Iterable, Mapping

from backprop_tutor.views.text.layout import Styled

_BOLD, _DIM, _ITALIC = "1", "2", "3"
_RED, _GREEN, _YELLOW, _BLUE, _MAGENTA, _CYAN = (str(code) for code in range(31, 37))

CODES: Mapping[str, str] = {
    # Of the sixteen colours, those that can be read on dark and on light paper.
    "title": _BOLD,
    "heading": _BOLD,
    "subheading": _BOLD,
    "head": _BOLD,
    "value": _BOLD,
    "frame": _DIM,
    "remark": _ITALIC,
    "right": f"{_BOLD};{_GREEN}",
    "wrong": f"{_BOLD};{_RED}",
    "hint": f"{_BOLD};{_CYAN}",
    "lit": f"{_BOLD};{_MAGENTA}",
    "curve0": _CYAN,
    "curve1": _MAGENTA,
    "curve2": _GREEN,
    "curve3": _RED,
    "curve4": _BLUE,
    "curve5": _YELLOW,
}
"""By the key of a style; what has no row here is shown as it is."""


def painted(row: Iterable[Styled]) -> str:
    """Return a row with the codes of its styles."""
    return "".join(
        f"\x1b[{CODES[style]}m{piece}\x1b[0m" if style in CODES else piece for piece, style in row
    )


def without_end(row: Iterable[Styled]) -> list[Styled]:
    """Return a row without the spaces at its end."""
    left = list(row)
    while left:
        piece, style = left.pop()
        if bare := piece.rstrip():
            return [*left, (bare, style)]
    return left
