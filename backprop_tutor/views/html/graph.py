"""A graph of nodes as a drawing, from top to bottom: what goes in above what it is used for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from backprop_tutor.blocks.pictures import Graph
from backprop_tutor.views.html.markup import Markup, element, escaped
from backprop_tutor.views.html.svg import arrow_head, drawing, lettering, width_of
from backprop_tutor.views.text.drawing.graph.boxes import Size, box_of
from backprop_tutor.views.text.drawing.graph.levels import Spot, narrowed, spots_of
from backprop_tutor.views.text.drawing.graph.order import (
    Seat,
    is_on_path,
    least_width,
    seats_of,
    settled,
    untangled,
)
from backprop_tutor.views.text.layout import UNICODE

_MOST_SPOTS = 48
"""A graph of more is told in words."""
_MOST_ON_A_LEVEL = 8
_LONGEST = 34
"""Letters of a row in a box; a longer formula goes on in the next."""
_TEXT = 13
_LINE = 18
_PAD = 9
_AIR, _BETWEEN = 22, 46
_APART = 10
_LANE = 8
"""How wide a line is that passes a level, with its air."""


@dataclass(frozen=True, slots=True)
class _Box:
    """The rows in a box, and which of them are lit."""

    title: str
    rows: tuple[str, ...]
    lit_rows: frozenset[int]
    lit: bool
    amiss: bool = False
    """Whether an answer went wrong at it."""

    @property
    def width(self) -> int:
        widest = max((width_of(row, _TEXT) for row in (self.title, *self.rows)), default=0)
        return round(widest) + 2 * _PAD

    @property
    def height(self) -> int:
        return _LINE * (len(self.rows) + bool(self.title)) + 2 * _PAD - 4


@dataclass(frozen=True, slots=True)
class _Place:
    """A seat: its middle, its upper and its lower edge."""

    x: float
    top: float
    bottom: float


def fits_on_a_page(picture: Graph) -> bool:
    """Whether a drawing of the graph can be read."""
    return len(picture.given) + len(picture.nodes) <= _MOST_SPOTS


def graph_svg(picture: Graph) -> Markup:
    """Return the nodes on levels, each with how it is worked out, and the lines between them."""
    spots = narrowed(spots_of(picture), _MOST_ON_A_LEVEL, picture.lit)
    boxes = {spot.key: _box(spot, picture) for spot in spots}
    levels = untangled(seats_of(spots))
    sizes = {
        seat.key: boxes[seat.key].width if seat.spot else _LANE for row in levels for seat in row
    }
    width = max(least_width(row, sizes, _AIR) for row in levels)
    lefts = settled(levels, sizes, _AIR, width)
    places: dict[str, _Place] = {}
    top = 2.0
    for row in levels:
        high = max(boxes[seat.key].height for seat in row if seat.spot)
        for seat in row:
            down = 0 if seat.above or not seat.spot else high - boxes[seat.key].height
            bottom = top + (down + boxes[seat.key].height if seat.spot else high)
            middle = lefts[seat.key] + sizes[seat.key] / 2 + 2
            places[seat.key] = _Place(middle, top + down, bottom)
        top += high + _BETWEEN
    seats = {seat.key: seat for row in levels for seat in row}
    lines = [line for seat in seats.values() for line in _lines(seat, picture, seats, places)]
    drawn = [_node(box, places[key]) for key, box in boxes.items()]
    return drawing(width + 4, top - _BETWEEN + 4, *lines, *drawn)


def _box(spot: Spot, picture: Graph) -> _Box:
    box = box_of(spot, picture, Size.WIDE, _LONGEST + 4, UNICODE)
    title = (box.title or box.name) if box.titled else ""
    rows = tuple(row.strip() for row in box.rows)
    within = {*spot.names, *(() if spot.node is None else spot.node.uses())}
    return _Box(title, rows, box.lit_rows, box.lit, not picture.amiss.isdisjoint(within))


def _node(box: _Box, place: _Place) -> Markup:
    left = place.x - box.width / 2
    frame = element(
        "rect", x=left, y=place.top, width=box.width, height=box.height, rx=6
    )  # fmt: skip
    row = partial(lettering, left + _PAD, anchor="start")
    told = [("value", box.title)] if box.title else []
    told += [("lit" if k in box.lit_rows else "", text) for k, text in enumerate(box.rows)]
    rows = [
        row(place.top + _PAD + _LINE * (k + 0.6), escaped(text), class_=f"row {style}".strip())
        for k, (style, text) in enumerate(told)
    ]
    style = "node lit" if box.lit else "node"
    return element("g", frame, *rows, class_=f"{style} amiss" if box.amiss else style)


def _lines(
    seat: Seat, picture: Graph, seats: Mapping[str, Seat], places: Mapping[str, _Place]
) -> Iterator[Markup]:
    """Yield the lines that come down to a seat; one that passes the level goes on through it."""
    own = places[seat.key]
    senders = sorted(seat.above, key=lambda key: places[key].x)
    for k, key in enumerate(senders):
        above = places[key]
        # Several that end at one box end side by side.
        x = own.x + (k - (len(senders) - 1) / 2) * _APART if seat.spot else own.x
        middle = (above.bottom + own.top) / 2
        end = own.top - (1 if seat.spot else 0)
        path = (
            f"M{above.x:.1f} {above.bottom:.1f} "
            f"C{above.x:.1f} {middle:.1f} {x:.1f} {middle:.1f} {x:.1f} {end:.1f}"
        )
        if not seat.spot:
            path += f" V{own.bottom:.1f}"
        head = [arrow_head((x, end), (0.0, 1.0))] if seat.spot else []
        lit = is_on_path(picture, seats, key, seat.key)
        yield element("g", element("path", d=path), *head, class_="arrow lit" if lit else "arrow")
