"""A sheet of cells to draw on: lines that join where they meet, and text over them."""

from dataclasses import dataclass, field

from backprop_tutor.views.text.layout import ScreenRow, Signs, cells, merged

LIGHT, HEAVY = 1, 2

_UP, _RIGHT, _DOWN, _LEFT = range(4)
_JOINTS = " ╴╸╷┐┑╻┒┓╶─╾┌┬┭┎┰┱╺╼━┍┮┯┏┲┳╵┘┙│┤┥╽┧┪└┴┵├┼┽┟╁╅┕┶┷┝┾┿┢╆╈╹┚┛╿┦┩┃┨┫┖┸┹┞╀╃┠╂╉┗┺┻┡╄╇┣╊╋"
"""The sign for strokes (0, light, heavy) up, right, down, left: their number in base three."""

_ROUND = str.maketrans("┌┐└┘", "╭╮╰╯")


@dataclass(slots=True)
class Canvas:
    """Strokes and letters by column and row, from the top left corner."""

    signs: Signs
    strokes: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    letters: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)

    def across(self, y: int, x: int, to: int, weight: int = LIGHT) -> None:
        """Draw from the middle of cell ``x`` to the middle of cell ``to``."""
        for k in range(x, to):
            self._stroke(k, y, _RIGHT, weight)
            self._stroke(k + 1, y, _LEFT, weight)

    def down(self, x: int, y: int, to: int, weight: int = LIGHT) -> None:
        """Draw from the middle of row ``y`` to the middle of row ``to``."""
        for k in range(min(y, to), max(y, to)):
            self._stroke(x, k, _DOWN, weight)
            self._stroke(x, k + 1, _UP, weight)

    def box(self, x: int, y: int, width: int, height: int, weight: int = LIGHT) -> None:
        """Draw the frame of a box of so many cells."""
        right, bottom = x + width - 1, y + height - 1
        for row in (y, bottom):
            self.across(row, x, right, weight)
        for column in (x, right):
            self.down(column, y, bottom, weight)

    def over(self, x: int, y: int) -> None:
        """Let the stroke down through a cell pass over the one across: they do not touch."""
        joint = self.strokes[x, y]
        upright = [joint[_UP], 0, joint[_DOWN], 0]
        self.letters[x, y] = (self._joint(upright), "lit" if HEAVY in upright else "frame")

    def text(self, x: int, y: int, text: str, style: str = "") -> None:
        """Write over whatever is there."""
        for character in text:
            size = cells(character)
            if not size:
                continue
            self.letters[x, y] = (character, style)
            for k in range(1, size):  # A wide letter covers the cells behind it.
                self.letters[x + k, y] = ("", style)
            x += size

    def rows(self) -> list[ScreenRow]:
        """Return what was drawn, without spaces at the ends of rows."""
        last: dict[int, int] = {}
        for x, y in self.strokes.keys() | self.letters.keys():
            last[y] = max(x, last.get(y, -1))
        height = 1 + max(last, default=-1)
        return [
            tuple(merged(self._cell(x, y) for x in range(last.get(y, -1) + 1)))
            for y in range(height)
        ]

    def _stroke(self, x: int, y: int, direction: int, weight: int) -> None:
        joint = self.strokes.setdefault((x, y), [0, 0, 0, 0])
        joint[direction] = max(joint[direction], weight)

    def _cell(self, x: int, y: int) -> tuple[str, str]:
        if (x, y) in self.letters:
            return self.letters[x, y]
        joint = self.strokes.get((x, y))
        if joint is None:
            return " ", ""
        return self._joint(joint), "lit" if HEAVY in joint else "frame"

    def _joint(self, joint: list[int]) -> str:
        up, right, down, left = joint
        if self.signs.unicode:
            return _JOINTS[up * 27 + right * 9 + down * 3 + left].translate(_ROUND)
        heavy = HEAVY in joint
        if (up or down) and (right or left):
            return "#" if heavy else "+"
        return ("#" if heavy else "|") if up or down else ("=" if heavy else "-")
