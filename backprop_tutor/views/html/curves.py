"""Curves in a frame with labelled axes."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from backprop_tutor.blocks.blocks import Inline
from backprop_tutor.blocks.curves import Curve, Curves
from backprop_tutor.formula.expression import Name
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.html.svg import SIZE, drawing, lettering, quantity, width_of
from backprop_tutor.views.notation import screen, signed
from backprop_tutor.views.text.drawing.axis import Axis, axes_of, told_with_scale
from backprop_tutor.views.text.layout import UNICODE

_Point: TypeAlias = tuple[float, float]

_USUAL, _SMALL = (620, 280), (440, 170)
"""How wide and how high it is; a small one can be read on a phone."""
_TOP, _BELOW, _RIGHT = 28, 48, 14
_DOT = 4.5
_SAMPLE = (26, 10)
_PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a quantity in a sentence that it is written into as mathematics."""
_LABELS_ACROSS = 6
COLOURS = 6
"""Curves take colours in turn."""


def class_of_curve(curve: int) -> str:
    """Return the class of a curve, which is that of its entry in the legend."""
    return f"curve{curve % COLOURS}"


def curves_svg(picture: Curves) -> Markup:
    """Return the curves with their axes. What each of them is, a legend has to say."""
    across, up = axes_of(picture, _LABELS_ACROSS)
    before, after = told_with_scale(_PLACE, up).split(_PLACE)
    called = in_one([escaped(before), _written(picture.up), escaped(after)])
    left = max(width_of(written) for _, written in up.ticks) + 10
    width, height = _SMALL if picture.small else _USUAL
    right, bottom = width - _RIGHT, height - _BELOW

    def at(x: float, y: float) -> _Point:
        return (
            left + across.share(x) * (right - left),
            bottom - up.share(y) * (bottom - _TOP),
        )

    frame = element("path", d=f"M{left:.1f} {_TOP} V{bottom} H{right}", class_="frame")
    return drawing(
        width,
        height,
        *_ticks_across(across, up.low, bottom, at),
        *_ticks_up(up, across.low, (left, right), at),
        frame,
        lettering(0, SIZE, called, class_="small", anchor="start"),
        lettering(right, height - 4, _written(picture.across), class_="small", anchor="end"),
        _within(
            [_line(curve, class_of_curve(k), at) for k, curve in enumerate(picture.curves)],
            (left, right),
            bottom,
        ),
        *(
            element("circle", cx=x, cy=y, r=_DOT, class_=f"mark{k}")
            for k, mark in enumerate(picture.marks)
            for x, y in (at(*mark.at),)
        ),
    )  # fmt: skip


def line_sample(curve: Curve, style: str) -> Markup:
    """Return a short piece of a curve, for the legend."""
    width, height = _SAMPLE
    drawn = element(
        "path", d=f"M0 {height / 2} H{width}", class_=f"{style} dotted" if curve.dotted else style
    )
    return drawing(width, height, drawn)


def _written(axis: Inline) -> Markup:
    return quantity(axis.id) if isinstance(axis, Name) else escaped(screen(axis))


def _ticks_across(
    axis: Axis, lowest: float, bottom: float, at: Callable[[float, float], _Point]
) -> Iterator[Markup]:
    for value, written in axis.ticks:
        x, _ = at(value, lowest)
        yield element("path", d=f"M{x:.1f} {bottom} v5", class_="frame")
        yield lettering(x, bottom + SIZE + 6, escaped(signed(written, UNICODE)), class_="small")


def _ticks_up(
    axis: Axis, first: float, edges: _Point, at: Callable[[float, float], _Point]
) -> Iterator[Markup]:
    left, right = edges
    for value, written in axis.ticks:
        _, y = at(first, value)
        number = escaped(signed(written, UNICODE))
        yield element("path", d=f"M{left:.1f} {y:.1f} H{right}", class_="grid")
        yield lettering(left - 6, y + SIZE / 3, number, class_="small", anchor="end")


def _line(curve: Curve, style: str, at: Callable[[float, float], _Point]) -> Markup:
    points = " L".join(f"{x:.1f} {y:.1f}" for x, y in (at(*point) for point in curve.points))
    return element("path", d=f"M{points}", class_=f"{style} dotted" if curve.dotted else style)


def _within(content: Iterable[Markup], edges: _Point, bottom: float) -> Markup:
    """Return what is drawn within the frame; an inner drawing shows nothing beyond its edges."""
    (left, right), height = edges, bottom - _TOP
    return element(
        "svg",
        *content,
        x=left,
        y=_TOP,
        width=right - left,
        height=height,
        viewBox=f"{left:.1f} {_TOP} {right - left:.1f} {height}",
    )
