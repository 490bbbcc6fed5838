"""A screen of so many columns and rows: what stands on it, and what left it unread."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rich.cells import cell_len

_PIECE = re.compile(r"\x1b\[(?P<private>\??)(?P<number>\d*)[\d;]*(?P<does>[A-Za-z])|[^\x1b]|\x1b")


@dataclass
class Line:
    """A row of the screen, and how many keys had been pressed when something first stood in it."""

    cells: list[str]
    since: int | None = None

    @property
    def text(self) -> str:
        """What stands in it."""
        return "".join(self.cells).rstrip()


@dataclass
class Screen:
    """What a terminal shows of all that is written to it.

    A row that leaves at the top is ``unread`` if no key was pressed since something stands in it.
    """

    columns: int
    rows: int
    unread: list[str] = field(default_factory=list)
    pages_unread: set[int] = field(default_factory=set)
    _keys: int = 0
    _left: int = 0
    _top: int = 0

    def __post_init__(self) -> None:
        self._lines = [self._empty() for _ in range(self.rows)]

    def _empty(self) -> Line:
        return Line([" "] * self.columns)

    @property
    def text(self) -> str:
        """All that can be seen."""
        return "\n".join(line.text for line in self._lines)

    def press(self) -> None:
        """Press a key: whoever does has read what is on the screen."""
        self._keys += 1

    def write(self, text: str) -> None:
        """Show what a program writes; raises ``ValueError`` for a code that is not known here."""
        for piece in _PIECE.finditer(text):
            if piece["does"] is None:
                self._write(piece[0])
            elif not piece["private"]:
                self._obey(piece["does"], int(piece["number"] or 0))

    def _write(self, sign: str) -> None:
        match sign:
            case "\n":
                self._down()
            case "\r":
                self._left = 0
            case "\b":
                self._left = max(0, self._left - 1)
            case "\a":
                pass
            case _ if sign < " ":
                raise ValueError(sign)
            case _:
                self._put(sign)

    def _put(self, sign: str) -> None:
        wide = cell_len(sign)
        if self._left + wide > self.columns:  # The row was full: only now does another begin.
            self._left = 0
            self._down()
        line = self._lines[self._top]
        line.cells[self._left : self._left + wide] = [sign, *[""] * (wide - 1)]
        if line.since is None and sign != " ":
            line.since = self._keys
        self._left += wide

    def _down(self) -> None:
        if self._top + 1 < self.rows:
            self._top += 1
            return
        gone = self._lines.pop(0)
        if gone.since == self._keys and gone.text:
            self.unread.append(gone.text)
            self.pages_unread.add(self._keys)
        self._lines.append(self._empty())

    def _obey(self, does: str, number: int) -> None:
        moves: Mapping[str, Callable[[int], None]] = {"A": self._go_up, "C": self._go_right}
        if does in moves:
            moves[does](max(1, number))
        elif does == "K" and number == 2:
            self._lines[self._top] = self._empty()
        elif does == "K" and number == 0:
            left = min(self._left, self.columns)
            self._lines[self._top].cells[left:] = [" "] * (self.columns - left)
        elif does != "m":
            raise ValueError((does, number))

    def _go_up(self, rows: int) -> None:
        self._top = max(0, self._top - rows)

    def _go_right(self, columns: int) -> None:
        self._left = min(self.columns - 1, self._left + columns)
