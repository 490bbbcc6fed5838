"""A graph drawn with boxes: columns by depth, lines from left to right, past columns if need be.

What cannot be drawn so that every line is clear (too many nodes, too narrow a screen, lines that
would run into each other) is not drawn across.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from backprop_tutor.blocks.pictures import Graph
from backprop_tutor.views.text.drawing.boxes import Box, draw, input_boxes
from backprop_tutor.views.text.drawing.canvas import HEAVY, LIGHT, Canvas
from backprop_tutor.views.text.drawing.graph.boxes import told_in_full
from backprop_tutor.views.text.drawing.graph.columns import ColumnItem, ordered, placed
from backprop_tutor.views.text.drawing.graph.edges import Bus, Routes, buses_of, routed
from backprop_tutor.views.text.layout import ScreenRow, Signs

MOST_DRAWN_NODES = 8
"""More nodes, or more numbers that go in, are drawn down or told in words."""

_MOST_CROSSINGS = 6
_MOST_FORMULA = 60
"""Cells of a formula in one row."""
_AIR = (5, 3, 1)
"""Cells of a gap beside its lanes: as many as there is room for."""


def drawn_across(picture: Graph, width: int, signs: Signs) -> list[ScreenRow] | None:
    """Return the picture in rows of at most ``width`` cells; None if it cannot be drawn so."""
    if max(len(picture.nodes), len(picture.given)) <= MOST_DRAWN_NODES:
        plan = _planned(picture, signs)
        for air in _AIR if plan is not None else ():
            if plan is not None and plan.width(air) <= width:
                return _drawn(picture, plan, air, signs)
    return None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What stands where: the columns, the boxes and middle rows by key, the lines of each gap."""

    columns: Sequence[Sequence[ColumnItem]]
    boxes: Mapping[str, Box]
    middles: Mapping[str, int]
    routes: Sequence[Routes]

    def widths(self) -> list[int]:
        """Return how wide each column is."""
        return [
            max(
                (self.boxes[item.key].width for item in column if item.key in self.boxes), default=1
            )
            for column in self.columns
        ]

    def gaps(self, air: int) -> list[int]:
        """Return how wide the gap behind each column is; there is none behind the last."""
        return [*(2 * found.trunks + air for found in self.routes), 0]

    def width(self, air: int) -> int:
        """Return how wide the picture is."""
        return sum(self.widths()) + sum(self.gaps(air))


def _planned(picture: Graph, signs: Signs) -> _Plan | None:
    """Return what stands where; None, if lines would run into each other or cross too often."""
    columns = ordered(picture)
    gaps = [buses_of(column) for column in columns[1:]]
    boxes = _boxes(picture, columns, gaps, signs)
    heights = {
        item.key: boxes[item.key].height if item.key in boxes else 1
        for column in columns
        for item in column
    }
    middles = placed(columns, heights)
    routes = [found for buses in gaps if (found := routed(buses, middles)) is not None]
    crossings = sum(len(found.crossed) for found in routes)
    if len(routes) < len(gaps) or crossings > _MOST_CROSSINGS:
        return None
    return _Plan(columns, boxes, middles, routes)


def _boxes(
    picture: Graph,
    columns: Sequence[Sequence[ColumnItem]],
    gaps: Sequence[Sequence[Bus]],
    signs: Signs,
) -> dict[str, Box]:
    """Return the box of each item that has one, by its key, with a row for each line into it."""
    boxes = dict(
        zip(
            (name for name, _ in picture.given),
            input_boxes(picture.given, picture.lit, signs),
            strict=True,
        )
    )
    for before, column in enumerate(columns[1:]):
        for item in column:
            if item.node is not None:
                arriving = sum(item.key in bus.receivers for bus in gaps[before])
                boxes[item.key] = _with_rows(
                    told_in_full(item.node, picture, signs, most=_MOST_FORMULA), arriving
                )
    return boxes


def _with_rows(box: Box, least: int) -> Box:
    return replace(box, rows=(*box.rows, *[""] * (least - len(box.rows))))


def _drawn(picture: Graph, plan: _Plan, air: int, signs: Signs) -> list[ScreenRow]:
    canvas = Canvas(signs)
    edges: list[tuple[int, int]] = []
    x = 0
    for column, size, gap in zip(plan.columns, plan.widths(), plan.gaps(air), strict=True):
        for item in column:
            middle = plan.middles[item.key]
            if item.key in plan.boxes:
                box = plan.boxes[item.key]
                draw(canvas, box, x, middle - box.height // 2, size)
            else:
                canvas.across(middle, x, x + size - 1, _weight(picture, item, item.carries))
        edges.append((x, x + size - 1))
        x += size + gap
    for k, ((_, left), (right, _)) in enumerate(pairwise(edges)):
        items = {item.key: item for item in plan.columns[k + 1]}
        room = (left, right, left + 1 + air // 2)
        _join(canvas, picture, room, items, plan.routes[k], plan.middles)
    return canvas.rows()


def _weight(picture: Graph, receiver: ColumnItem, sender: str) -> int:
    lit = any(picture.is_lit(sender, node) for node in receiver.meant())
    return HEAVY if lit else LIGHT


def _join(
    canvas: Canvas,
    picture: Graph,
    room: tuple[int, int, int],
    items: Mapping[str, ColumnItem],
    routes: Routes,
    middles: Mapping[str, int],
) -> None:
    """Draw the lines of a gap; a line that crosses another goes over it, and does not touch it."""
    left, right, first = room
    for bus, lane in zip(routes.buses, routes.lanes, strict=True):
        trunk = max(left, first + 2 * lane)  # What goes straight on has no trunk.
        for receiver, to in routes.ports(bus):
            item = items[receiver]
            end = right if item.node is None else right - 1
            weights = []
            for key, name in bus.senders:
                weight = _weight(picture, item, name)
                weights.append(weight)
                canvas.across(middles[key], left, trunk, weight)
                canvas.down(trunk, middles[key], to, weight)
                canvas.across(to, trunk, end, weight)
            if item.node is not None:
                canvas.text(end, to, canvas.signs.head, "lit" if HEAVY in weights else "frame")
    for lane, row in routes.crossed:
        canvas.over(first + 2 * lane, row)
