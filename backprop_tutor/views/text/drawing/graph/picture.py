"""A graph as a picture: drawn across where it fits so, else down, else told in words.

Below a drawing stands in words what it does not show: which numbers are shared, what is left out
and, where the boxes are too small for it, how each node is worked out.
"""

from collections.abc import Iterable

from backprop_tutor.blocks.pictures import Graph
from backprop_tutor.views.notation import notated
from backprop_tutor.views.text.drawing.graph.across import drawn_across
from backprop_tutor.views.text.drawing.graph.down import drawn_down
from backprop_tutor.views.text.drawing.graph.levels import spots_of
from backprop_tutor.views.text.drawing.graph.words import (
    by_level,
    missing_from,
    shared_parameters,
    spots_in_words,
    way_through,
)
from backprop_tutor.views.text.layout import ScreenRow, Signs, wrap
from backprop_tutor.wording import text


def draw_graph(picture: Graph, width: int, signs: Signs) -> tuple[list[ScreenRow], bool]:
    """Return the picture in rows of at most ``width`` cells, and whether all of it is there.

    Where it is not, the last row says so, and the command that tells all of it is to follow.
    """
    rows = drawn_across(picture, width, signs)
    spots = spots_of(picture)
    in_boxes = is_drawn = True
    if rows is None:
        drawing = drawn_down(picture, width, signs)
        spots = spots_in_words(picture) if drawing is None else drawing.spots
        is_drawn, in_boxes = drawing is not None, drawing is not None and drawing.size.tells_all
        rows = [] if drawing is None else [*drawing.rows]
        if not in_boxes:
            rows += [*([()] if rows else []), *by_level(spots, picture, width, signs)]
    told: list[str] = []
    if not is_drawn or any(spot.gathered for spot in spots):
        told.append(text("The longest way: {way}", way=way_through(spots, signs)))
    told += shared_parameters(picture)
    missing = missing_from(spots, picture, in_boxes=in_boxes)
    told += [missing] if missing else []
    return [*rows, *_below(told, width, signs)], not missing


def _below(sentences: Iterable[str], width: int, signs: Signs) -> list[ScreenRow]:
    rows: list[ScreenRow] = []
    for sentence in sentences:
        rows += wrap([(notated(sentence, signs), "remark")], width)
    return [(), *rows] if rows else []
