"""A row of text in colour: each piece in its style.

rich's styles write the codes. Its console would lay out what is laid out already, and takes longer
to load than all the rest of a page.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from backprop_tutor.views.text.layout import Styled

if TYPE_CHECKING:
    from rich.style import Style

STYLES: Mapping[str, str] = {
    # Of the sixteen colours, those that can be read on dark and on light paper.
    "title": "bold",
    "heading": "bold",
    "subheading": "bold",
    "head": "bold",
    "value": "bold",
    "frame": "dim",
    "remark": "italic",
    "right": "bold green",
    "wrong": "bold red",
    "hint": "bold cyan",
    "lit": "bold magenta",
    "curve0": "cyan",
    "curve1": "magenta",
    "curve2": "green",
    "curve3": "red",
    "curve4": "blue",
    "curve5": "yellow",
}
"""By the key of a style, as rich names it; what has no row here is shown as it is."""


@cache
def _style(key: str) -> "Style":
    from rich.style import Style

    return Style.parse(STYLES.get(key, ""))


def painted(row: Iterable[Styled]) -> str:
    """Return a row with the codes that terminals have for its styles."""
    from rich.color import ColorSystem

    return "".join(
        _style(key).render(piece, color_system=ColorSystem.STANDARD) for piece, key in row
    )


def without_end(row: Iterable[Styled]) -> list[Styled]:
    """Return a row without the spaces at its end."""
    left = list(row)
    while left:
        piece, style = left.pop()
        if bare := piece.rstrip():
            return [*left, (bare, style)]
    return left
