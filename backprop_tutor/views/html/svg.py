"""What all drawings share: a frame, and quantities with an index written in their text."""

from backprop_tutor.formula import names
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.names_on_paper import GREEK, OnPaper, on_paper

SIZE = 14
"""The height of text, in the units of a drawing; a page shows them as pixels."""
_HEAD = 9
_LETTER = 0.58
"""A letter is as wide as this share of its height, at most."""


def drawing(width: float, height: float, *content: Markup) -> Markup:
    """Return a drawing of a size, in pixels. What it shows has to be told beside it."""
    return element(
        "svg",
        *content,
        viewBox=f"0 0 {round(width)} {round(height)}",
        width=round(width),
        height=round(height),
        aria_hidden="true",
    )


def width_of(text: str, size: float = SIZE) -> float:
    """Return how wide a text is at most."""
    return len(text) * size * _LETTER


def lettering(
    x: float, y: float, *content: Markup, class_: str = "", anchor: str = "middle"
) -> Markup:
    """Return a line of text, its middle (or its start, or its end) at a point."""
    at = None if anchor == "middle" else anchor
    return element("text", *content, x=x, y=y, class_=class_ or None, text_anchor=at)


def masked(at: tuple[float, float], width: float, content: Markup) -> Markup:
    """Return a label whose middle is at a point, on paper that hides the line below it."""
    high = SIZE + 1
    paper = element(
        "rect", x=at[0] - width / 2, y=at[1] - high / 2, width=width, height=high, class_="mask"
    )
    return in_one([paper, content])


def quantity(name: str) -> Markup:
    """Return a quantity in a drawing: w with a small 5 below it."""
    parts = names.fraction_to_show(name)
    if parts is not None:
        of, by = map(quantity, parts)
        return in_one([escaped("∂"), of, escaped("/∂"), by])
    written = on_paper(name)
    pieces = [_stem(written.stem)]
    below = _flat(written.below)
    if below:
        pieces.append(element("tspan", escaped(below), dy="0.3em", class_="index"))
    if written.above:
        lift = "-0.75em" if below else "-0.35em"
        pieces.append(element("tspan", escaped(written.above), dy=lift, class_="index"))
    if below or written.above:
        # Back to the line: an empty character carries the shift to what follows.
        back = "0.35em" if written.above else "-0.22em"
        pieces.append(element("tspan", escaped("\N{NO-BREAK SPACE}"), dy=back, class_="back"))
    return in_one(pieces)


def _stem(stem: str) -> Markup:
    shown = GREEK.get(stem, stem)
    return element("tspan", escaped(shown), class_="letter") if len(shown) == 1 else escaped(shown)


def _flat(below: OnPaper | str) -> str:
    return below if isinstance(below, str) else f"{below.stem}{_flat(below.below)}"


def arrow_head(tip: tuple[float, float], along: tuple[float, float]) -> Markup:
    """Return the head of an arrow; ``along`` is the direction of its line, of length 1."""
    (x, y), (dx, dy) = tip, along
    back, half = (x - _HEAD * dx, y - _HEAD * dy), _HEAD * 0.45
    corners = (
        tip,
        (back[0] - half * dy, back[1] + half * dx),
        (back[0] + half * dy, back[1] - half * dx),
    )
    return element("polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners))
