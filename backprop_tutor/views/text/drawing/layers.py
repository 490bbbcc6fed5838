"""The network drawn with boxes: layers side by side or, on a narrow screen, one below the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backprop_tutor.blocks.pictures import Network
from backprop_tutor.untrusted import on_one_line
from backprop_tutor.views.notation import notated
from backprop_tutor.views.text.drawing.boxes import Box, Column, columns_of, draw
from backprop_tutor.views.text.drawing.canvas import HEAVY, LIGHT, Canvas
from backprop_tutor.views.text.layout import ScreenRow, Signs, cells, text_of, wrap
from backprop_tutor.wording import text

_LEAST_GAP, _MOST_GAP = 5, 11
"""The cells between two layers: room for the lines that join them."""

_LEAST_CAPTION = 9
_DASHES = 2


@dataclass(frozen=True, slots=True)
class _Placed:
    """A column on the canvas: its left and right edge, and the middle row of each of its boxes."""

    column: Column
    left: int
    right: int
    middles: tuple[int, ...]

    def joined(self) -> list[tuple[Box, int]]:
        """Return the boxes that lines lead to and from, with their middle rows."""
        pairs = zip(self.column.boxes, self.middles, strict=True)
        return [(box, middle) for box, middle in pairs if box.framed]


def draw_network(picture: Network, width: int, signs: Signs) -> list[ScreenRow]:
    """Return the picture in rows of at most ``width`` cells; what is lit is drawn heavy."""
    columns = columns_of(picture, signs, with_targets=False)
    if not columns:
        return []
    targets = [cells(box.target) for box in columns[-1].boxes if box.target]
    beside = _DASHES + 1 + max(*targets, cells(_target(signs))) if targets else 0
    room = width - beside - sum(column.width for column in columns)
    if room >= _LEAST_GAP * (len(columns) - 1):
        return _side_by_side(columns, room, signs)
    return _stacked(columns_of(picture, signs, with_targets=True), width, signs)


def _side_by_side(columns: Sequence[Column], room: int, signs: Signs) -> list[ScreenRow]:
    """Draw with ``room`` cells to spare for gaps and captions."""
    gaps = len(columns) - 1
    spare = room - _LEAST_GAP * gaps
    widths = []
    for column in columns:  # A box grows so that its caption is one line, if there is room for it.
        growth = max(0, cells(column.caption) - column.width)
        growth = growth if growth <= spare else 0
        widths.append(column.width + growth)
        spare -= growth
    gap = min(_MOST_GAP, _LEAST_GAP + spare // max(1, gaps))
    captions = [
        wrap([(column.caption, "remark")], max(size, _LEAST_CAPTION))
        for column, size in zip(columns, widths, strict=True)
    ]
    top = max(map(len, captions))
    height = max(_height(column.boxes) for column in columns)
    canvas = Canvas(signs)
    placed: list[_Placed] = []
    x = 0
    for column, size, caption in zip(columns, widths, captions, strict=True):
        for k, row in enumerate(caption, top - len(caption)):
            canvas.text(x, k, text_of(row), "remark")
        middles = _draw_boxes(canvas, column.boxes, (x, top), (size, height))
        placed.append(_Placed(column, x, x + size - 1, middles))
        x += size + gap
    for sending, receiving in pairwise(placed):
        _join(canvas, sending, receiving)
    _draw_targets(canvas, placed[-1], top - 1)
    return canvas.rows()


def _height(boxes: Sequence[Box]) -> int:
    return sum(box.height for box in boxes) + _air(boxes) * (len(boxes) - 1)


def _air(boxes: Sequence[Box]) -> int:
    """Rows between boxes: a tall column does without."""
    return 1 if len(boxes) <= 3 else 0


def _draw_boxes(
    canvas: Canvas,
    boxes: Sequence[Box],
    corner: tuple[int, int],
    size: tuple[int, int],
) -> tuple[int, ...]:
    """Draw boxes spread evenly over a column's height; return the middle row of each."""
    (x, top), (width, height) = corner, size
    spare = height - _height(boxes)
    middles = []
    for k, box in enumerate(boxes):
        y = top + spare * (2 * k + 1) // (2 * len(boxes))
        draw(canvas, box, x, y, width)
        middles.append(y + box.height // 2)
        top += box.height + _air(boxes)
    return tuple(middles)


def _join(canvas: Canvas, sending: _Placed, receiving: _Placed) -> None:
    """Draw the lines from every box to every next one, those of lit weights heavy."""
    start, end = sending.right, receiving.left - 1
    trunk = start + (end - start) // 2
    for sender, y in sending.joined():
        for receiver, to in receiving.joined():
            lit = sender.name in receiver.lit_senders
            weight = HEAVY if lit else LIGHT
            canvas.across(y, start, trunk, weight)
            canvas.down(trunk, y, to, weight)
            canvas.across(to, trunk, end, weight)
    for receiver, to in receiving.joined():
        lit = any(sender.name in receiver.lit_senders for sender, _ in sending.joined())
        canvas.text(end, to, canvas.signs.head, "lit" if lit else "frame")


def _draw_targets(canvas: Canvas, outputs: _Placed, above: int) -> None:
    x = outputs.right + 1
    for box, middle in outputs.joined():
        if box.target is not None:
            canvas.text(x, middle, canvas.signs.dash * _DASHES, "frame")
            canvas.text(x + _DASHES + 1, middle, box.target)
            canvas.text(x + _DASHES + 1, above, _target(canvas.signs), "remark")


def _target(signs: Signs) -> str:
    # Translators: stands above the numbers that the outputs should give.
    return notated(text("target"), signs)


def _stacked(columns: Iterable[Column], width: int, signs: Signs) -> list[ScreenRow]:
    rows: list[ScreenRow] = []
    for column in columns:
        if rows:
            rows.append((("  ", ""), (signs.below, "frame")))
        rows += wrap([(column.caption, "remark")], width)
        if any(box.width > width for box in column.boxes):
            rows += _listed(column.boxes, width, signs)
        else:
            rows += _flowing(column.boxes, width, signs)
    return rows


def _flowing(boxes: Sequence[Box], width: int, signs: Signs) -> list[ScreenRow]:
    """Draw boxes of one size from left to right, as many in a row as there is room for."""
    size = max(box.width for box in boxes)
    in_a_row = max(1, (width + 1) // (size + 1))
    rows: list[ScreenRow] = []
    for first in range(0, len(boxes), in_a_row):
        canvas = Canvas(signs)
        for k, box in enumerate(boxes[first : first + in_a_row]):
            draw(canvas, box, k * (size + 1), 0, size)
        rows += canvas.rows()
    return rows


def _listed(boxes: Sequence[Box], width: int, signs: Signs) -> list[ScreenRow]:
    """Return boxes without frames, where a name is too long for one."""
    rows: list[ScreenRow] = []
    for box in boxes:
        if box.titled and box.framed:
            rows += wrap([(box.name, "lit" if box.lit else "value")], width)
        for k, row in enumerate(box.rows):
            lit = k in box.lit_rows
            mark = (f"{signs.lit} ", "lit") if lit else ("  ", "")
            words = wrap([(on_one_line(row), "lit" if lit else "")], width - 2)
            rows += [((mark if i == 0 else ("  ", "")), *row) for i, row in enumerate(words)]
    return rows
