"""Curves in dots of braille, with labelled axes; in ASCII where there is no braille.

The only module that knows plotille, which sets the dots; axes, letters and marks are ours.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from backprop_tutor.blocks.blocks import Inline
from backprop_tutor.blocks.curves import Curve, Curves
from backprop_tutor.views.notation import notated, signed
from backprop_tutor.views.text.drawing.axis import Axis, axes_of, told_with_scale
from backprop_tutor.views.text.drawing.canvas import Canvas
from backprop_tutor.views.text.layout import TIE, ScreenRow, Signs, Styled, cells, wrap

Point: TypeAlias = tuple[float, float]

_HEIGHT, _LOW_HEIGHT, _LEAST_HEIGHT = 13, 9, 6
_ROOMY = 56
_BLANK = "\u2800"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_STYLES = 6
"""Colours, in turn; the letters at the ends of the curves say what the colours say."""


def curves(picture: Curves, width: int, signs: Signs, spare: int = 0) -> list[ScreenRow]:
    """Return the picture in at most ``width`` columns, with what it shows below it.

    It is so many rows less high as are to ``spare``, as long as the curves can be told apart.
    """
    height = max(_LEAST_HEIGHT, (_HEIGHT if width >= _ROOMY else _LOW_HEIGHT) - spare)
    if picture.small:
        height = _LEAST_HEIGHT
    across, up = axes_of(picture, 6 if width >= _ROOMY else 4)
    many = len(picture.curves) > 1 and not any(curve.dotted for curve in picture.curves)
    left = max(cells(text) for _, text in up.ticks) + 1
    columns = width - left - 2 - (len(picture.curves) if many else 0)
    sheet = Canvas(signs)
    _draw_frame(sheet, across, up, left, columns, height, signs)
    for k, curve in sorted(enumerate(picture.curves), key=lambda each: not each[1].dotted):
        _draw(sheet, curve, (across, up), (left + 1, columns, height), f"curve{k % _STYLES}", signs)
    if many:
        _write_letters(sheet, picture.curves, up, left + 1 + columns, height)
    taken: set[tuple[int, int]] = set()
    for sign, mark in zip(_mark_signs(signs), picture.marks, strict=False):
        x = left + 1 + min(columns - 1, int(across.share(mark.at[0]) * columns))
        y = _row_of(up.share(mark.at[1]), height)
        if (x, y) in taken:  # Beside it, on its own side, rather than over it.
            x += 1 if mark.at[0] > picture.marks[0].at[0] else -1
        taken.add((x, y))
        sheet.text(x, y, sign, "value")
    above = wrap([(told_with_scale(notated(picture.up, signs), up), "remark")], width)
    name = notated(picture.across, signs)
    below: ScreenRow = ((" " * max(0, left + 1 + columns - cells(name)), ""), (name, "remark"))
    return [*above, *sheet.rows(), below, *_legend(picture, width, many, signs)]


def _draw_frame(
    sheet: Canvas, across: Axis, up: Axis, left: int, columns: int, height: int, signs: Signs
) -> None:
    sheet.down(left, 0, height)
    sheet.across(height, left, left + columns)
    for value, written in up.ticks:
        y = _row_of(up.share(value), height)
        if not any((x, y) in sheet.letters for x in range(left)):
            sheet.text(left - 1 - cells(written), y, signed(written, signs), "")
            sheet.text(left, y, "┤" if signs.unicode else "+", "frame")
    free = 0
    for value, written in across.ticks:
        x = left + 1 + min(columns - 1, round(across.share(value) * (columns - 1)))
        start = min(max(0, x - cells(written) // 2), left + 1 + columns - cells(written))
        if start >= free:
            sheet.text(x, height, "┬" if signs.unicode else "+", "frame")
            sheet.text(start, height + 1, signed(written, signs), "")
            free = start + cells(written) + 1


def _draw(
    sheet: Canvas,
    curve: Curve,
    axes: tuple[Axis, Axis],
    place: tuple[int, int, int],
    style: str,
    signs: Signs,
) -> None:
    """Set the dots of one curve; where it meets another, the dots of both are seen."""
    from plotille import Canvas as Dots

    across, up = axes
    left, columns, height = place
    shares = [(across.share(x), up.share(y)) for x, y in curve.points]
    dots = Dots(columns, height)
    # The last dot lies within the sheet, which ends before 1.
    across_last, up_last = 1 - 0.5 / columns, 1 - 0.25 / height

    def placed(x: float, y: float) -> Point:
        return x * across_last, y * up_last

    for start, end in pairwise(shares):
        for first, last in _pieces(start, end, columns) if curve.dotted else [(start, end)]:
            if (inside := _clipped(first, last)) is not None:
                dots.line(*placed(*inside[0]), *placed(*inside[1]))
    for y, row in enumerate(dots.plot().split("\n")):
        for x, sign in enumerate(row):
            if sign in (_BLANK, " "):
                continue
            there, _ = sheet.letters.get((left + x, y), (_BLANK, ""))
            if signs.unicode:
                sheet.text(left + x, y, chr(ord(sign) | ord(there)), style)
            else:
                sheet.text(left + x, y, _ascii(sign, curve), style)


def _pieces(start: Point, end: Point, columns: int) -> Iterator[tuple[Point, Point]]:
    """Yield points along a line, three dots apart: what is dotted."""
    count = max(1, round(abs(end[0] - start[0]) * columns * 2 / 3))
    for k in range(count + 1):
        share = k / count
        point = (
            start[0] + (end[0] - start[0]) * share,
            start[1] + (end[1] - start[1]) * share,
        )
        yield point, point


def _clipped(start: Point, end: Point) -> tuple[Point, Point] | None:
    """Return the part of a line between the bottom (0) and the top (1), if there is one."""
    (x, y), (to_x, to_y) = start, end
    if max(y, to_y) < 0 or min(y, to_y) > 1:
        return None

    def at(height: float) -> Point:
        return x + (to_x - x) * (height - y) / (to_y - y), height

    first = start if 0 <= y <= 1 else at(0.0 if y < 0 else 1.0)
    last = end if 0 <= to_y <= 1 else at(0.0 if to_y < 0 else 1.0)
    return first, last


def _ascii(sign: str, curve: Curve) -> str:
    """Return a sign for some dots of braille: high, low, or all over the cell."""
    if curve.dotted:
        return "."
    dots = ord(sign) - ord(_BLANK)
    high, low = dots & 0b00011011, dots & 0b11100100
    return "*" if high and low else "'" if high else "."


def _write_letters(
    sheet: Canvas, drawn: Sequence[Curve], up: Axis, column: int, height: int
) -> None:
    """Write a letter behind the end of each curve; those that end together stand side by side."""
    used: dict[int, int] = {}
    for k, curve in enumerate(drawn):
        y = _row_of(up.share(curve.points[-1][1]), height)
        sheet.text(column + used.get(y, 0), y, _LETTERS[k % 26], f"curve{k % _STYLES}")
        used[y] = used.get(y, 0) + 1


def _row_of(share: float, height: int) -> int:
    return min(height - 1, max(0, height - 1 - int(share * (1 - 0.25 / height) * height)))


def _legend(picture: Curves, width: int, many: bool, signs: Signs) -> list[ScreenRow]:
    entries: list[tuple[str, str, str]] = []
    for k, curve in enumerate(picture.curves):
        line = "..." if curve.dotted else signs.rule * 2
        if not signs.unicode and not curve.dotted:
            line = "**"
        sign = _LETTERS[k % 26] if many else line
        if curve.label:
            entries.append((sign, f"curve{k % _STYLES}", _joined(curve.label, signs)))
    for sign, mark in zip(_mark_signs(signs), picture.marks, strict=False):
        # "w5 = 0.40" stays together.
        label = _joined(mark.label, signs).replace(" = ", f"{TIE}={TIE}")
        entries.append((sign, "value", label))
    rows: list[ScreenRow] = []
    for sign, style, label in entries:
        lead: list[Styled] = [("  ", ""), (sign.ljust(3) + " ", style)]
        rows += wrap([*lead, (label, "")], width, "    ")
    return rows


def _mark_signs(signs: Signs) -> tuple[str, ...]:
    return ("●", "◆") if signs.unicode else ("O", "#")


def _joined(parts: Sequence[Inline], signs: Signs) -> str:
    return "".join(notated(part, signs) for part in parts)
