"""A graph drawn from top to bottom: levels by depth, the lines on tracks between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backprop_tutor.blocks.pictures import Graph
from backprop_tutor.views.text.drawing.boxes import Box, draw
from backprop_tutor.views.text.drawing.canvas import HEAVY, LIGHT, Canvas
from backprop_tutor.views.text.drawing.graph.boxes import Size, box_of
from backprop_tutor.views.text.drawing.graph.channels import Channel, Standing, Wire, channel
from backprop_tutor.views.text.drawing.graph.levels import (
    Spot,
    levels_of,
    narrowed,
    spots_of,
    without_middle,
)
from backprop_tutor.views.text.drawing.graph.order import (
    Seat,
    is_on_path,
    least_width,
    middle_of,
    seats_of,
    settled,
    untangled,
)
from backprop_tutor.views.text.layout import ScreenRow, Signs

MOST_LEVELS = 12
"""Of more levels, those in the middle are gathered in one box."""

_MOST_ON_A_LEVEL = (8, 6, 4, 3, 2)
_MOST_CROSSINGS = 12
"""More lines that cross between two levels are no longer followed by the eye."""

_LEAST_BOX = 4
"""Cells that a box takes, and its air."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The rows of a drawing, what it leaves out and in which size its boxes are."""

    rows: list[ScreenRow]
    size: Size
    spots: list[Spot]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What stands where: seats by level, boxes and places by key, the lines above each level."""

    levels: Sequence[Sequence[Seat]]
    boxes: Mapping[str, Box]
    places: Mapping[str, Standing]
    channels: Sequence[Channel]


def drawn_down(picture: Graph, width: int, signs: Signs) -> Drawing | None:
    """Return the drawing that says the most in ``width`` cells; None if lines would be unclear.

    First the boxes are made smaller, then what stands on the fullest levels is gathered.
    """
    whole = without_middle(spots_of(picture), MOST_LEVELS)
    fullest = max(map(len, levels_of(whole)), default=0)
    boxes: dict[tuple[str, int, Size], Box] = {}
    for most in (fullest, *(fewer for fewer in _MOST_ON_A_LEVEL if fewer < fullest)):
        if most * _LEAST_BOX > width + 1:
            continue
        spots = narrowed(whole, most, picture.lit)
        seats = seats_of(spots)
        levels: list[list[Seat]] | None = None  # Put in order once one size is narrow enough.
        for size in Size:
            for spot in spots:
                if (about := (spot.key, len(spot.names), size)) not in boxes:
                    boxes[about] = box_of(spot, picture, size, width, signs)
            own = {spot.key: boxes[spot.key, len(spot.names), size] for spot in spots}
            sizes = {seat.key: _cells(seat, own) for row in seats for seat in row}
            air = 2 if size is Size.WIDE else 1
            if any(least_width(row, sizes, air) > width for row in seats):
                continue
            levels = untangled(seats) if levels is None else levels
            plan = _planned(levels, own, settled(levels, sizes, air, width), sizes)
            if plan is not None:
                return Drawing(_drawn(picture, plan, signs), size, spots)
    return None


def _cells(seat: Seat, boxes: Mapping[str, Box]) -> int:
    """Return how wide a seat is: a box has room for the heads of a few lines."""
    if seat.key not in boxes:
        return 1
    return max(boxes[seat.key].width, 2 * min(3, len(seat.above)) + 1)


def _planned(
    levels: Sequence[Sequence[Seat]],
    boxes: Mapping[str, Box],
    lefts: Mapping[str, int],
    sizes: Mapping[str, int],
) -> _Plan | None:
    places = {
        key: Standing(left, left + sizes[key] - 1, left + middle_of(sizes[key]))
        for key, left in lefts.items()
    }
    channels = []
    for row in levels[1:]:
        found = channel(row, places)
        if found is None or len(found.crossed()) > _MOST_CROSSINGS:
            return None
        channels.append(found)
    return _Plan(levels, boxes, places, channels)


def _drawn(picture: Graph, plan: _Plan, signs: Signs) -> list[ScreenRow]:
    canvas = Canvas(signs)
    seats = {seat.key: seat for row in plan.levels for seat in row}
    tops = _tops(plan)
    heads: dict[tuple[int, int], int] = {}
    for k, (row, top) in enumerate(zip(plan.levels, tops, strict=True)):
        bottom = top + _height(row, plan.boxes) - 1
        for seat in row:
            place = plan.places[seat.key]
            box = plan.boxes.get(seat.key)
            if box is None:
                canvas.down(place.stem, top - 1, bottom, _weight(picture, seats, seat.key))
                continue
            down = 0 if seat.above else bottom - top - box.height + 1
            draw(canvas, box, place.left, top + down, place.right - place.left + 1)
            if k < len(plan.channels) and not down:
                for line in plan.channels[k].lines:
                    if seat.key in line.tops:
                        weight = max(_weight(picture, seats, seat.key, end) for end in line.bottoms)
                        canvas.down(place.stem, top + box.height - 1, bottom, weight)
    for above, (found, (top, below)) in enumerate(zip(plan.channels, pairwise(tops), strict=True)):
        bottom = top + _height(plan.levels[above], plan.boxes) - 1
        for line in found.lines:
            for sender, receiver, weight in _pairs(picture, seats, line):
                at = bottom + 1 + line.track if line.track >= 0 else bottom
                start, end = line.tops[sender], line.bottoms[receiver]
                canvas.down(start, bottom, at, weight)
                canvas.across(at, min(start, end), max(start, end), weight)
                canvas.down(end, at, below - 1, weight)
                if receiver in plan.boxes:
                    heads[end, below - 1] = max(weight, heads.get((end, below - 1), LIGHT))
        for column, track in found.crossed():
            canvas.over(column, bottom + 1 + track)
    for (x, y), weight in heads.items():
        canvas.text(x, y, signs.below, "lit" if weight == HEAVY else "frame")
    return canvas.rows()


def _tops(plan: _Plan) -> list[int]:
    """Return the first row of each level."""
    tops = [0]
    for row, found in zip(plan.levels, plan.channels, strict=False):
        tops.append(tops[-1] + _height(row, plan.boxes) + found.tracks + 1)
    return tops


def _height(row: Sequence[Seat], boxes: Mapping[str, Box]) -> int:
    return max(boxes[seat.key].height for seat in row if seat.key in boxes)


def _pairs(picture: Graph, seats: Mapping[str, Seat], line: Wire) -> Iterator[tuple[str, str, int]]:
    for sender in line.tops:
        for receiver in line.bottoms:
            yield sender, receiver, _weight(picture, seats, sender, receiver)


def _weight(picture: Graph, seats: Mapping[str, Seat], sender: str, receiver: str = "") -> int:
    return HEAVY if is_on_path(picture, seats, sender, receiver) else LIGHT
