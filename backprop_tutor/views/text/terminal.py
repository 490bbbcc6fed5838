"""The terminal: blocks shown as a page, or read out line by line; answers asked for.

The only module that knows rich, which here only paints: what stands where is ``page``'s, and text
reaches it as ``Text``, never as markup.
"""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from textwrap import fill
from typing import TYPE_CHECKING, TextIO

from backprop_tutor.blocks.blocks import Block, Equation, Prose, Tone
from backprop_tutor.untrusted import visible
from backprop_tutor.views.completion import complete_with
from backprop_tutor.views.text.ascii import ascii_text
from backprop_tutor.views.text.layout import (
    ASCII,
    UNICODE,
    ScreenRow,
    Signs,
    margin_of,
    merged,
)

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    # Of the sixteen colours, those that can be read on dark and on light paper.
    "title": "bold",
    "heading": "bold",
    "subheading": "bold",
    "head": "bold",
    "value": "bold",
    "frame": "dim",
    "remark": "dim italic",
    "right": "bold green",
    "wrong": "bold red",
    "hint": "bold cyan",
    "lit": "bold magenta",
    "curve0": "cyan",
    "curve1": "magenta",
    "curve2": "green",
    "curve3": "red",
    "curve4": "blue",
    "curve5": "yellow",
}
_SAMPLE = "∂−·½²ση≈✓✗→─│╭╮╰╯┏┓▶◀━▸…⎡⊙ᵀ×⋱⣿●◆█░"
"""What a terminal must be able to show, or it gets ASCII."""

_VERDICTS = (Tone.RIGHT, Tone.WRONG)
_NARROWEST, _USUAL = 20, 80
_LONGEST_ECHO = 400


class Terminal:
    """A place to show blocks and to ask for answers.

    ``plain`` means no boxes, no colours, one fact a line; by default where the output is not a
    terminal, or a dumb one. ``NO_COLOR`` takes the colours only.
    """

    def __init__(
        self,
        *,
        plain: bool | None = None,
        width: int | None = None,
        file: TextIO | None = None,
        colour: bool | None = None,
        respelled: Callable[[Iterable[Block]], Iterable[Block]] = iter,
    ) -> None:
        """Look at the output, unless told: its size, whether it has colours and Unicode.

        ``respelled`` gives blocks their names as a scenario wants them shown.
        """
        self._respelled = respelled
        self._file = file if file is not None else sys.stdout
        screen = self._file.isatty() and os.environ.get("TERM") != "dumb"
        self.plain = not screen if plain is None else plain
        self._colour = (screen and not os.environ.get("NO_COLOR")) if colour is None else colour
        self._fixed_width = width
        self._signs = _signs_of(self._file)
        self._before: Block | None = None
        self._answered = False
        self._console: Console | None = None

    @property
    def width(self) -> int:
        """The columns there are now; a window may be resized between two steps."""
        if self._fixed_width is not None:
            return max(_NARROWEST, self._fixed_width)
        try:
            columns = os.get_terminal_size(self._file.fileno()).columns
        except (OSError, ValueError, AttributeError):
            columns = 0
        return max(_NARROWEST, columns or _USUAL)

    def show(self, *blocks: Block) -> None:
        """Show blocks one below the other, with an empty line where the eye needs one."""
        for block in self._respelled(blocks):
            if self._answered:  # A verdict stands right below what it judges, all else apart.
                if not (isinstance(block, Prose) and block.tone in _VERDICTS):
                    self._file.write("\n")
            elif self._before is not None and not _is_tight(self._before, block):
                self._file.write("\n")
            self._answered = False
            if self.plain:
                self._write_plain(block)
            else:
                from backprop_tutor.views.text.page import rows_of

                width = self.width
                self._paint(rows_of(block, width, self._signs), width)
            self._before = block
        self._file.flush()

    def ask(self, prompt: str, offered: Callable[[], Iterable[str]] = tuple) -> str | None:
        """Return what was typed, or None at the end of input; Ctrl-C is the caller's.

        Tab completes what is ``offered``.
        """
        asked = self._prompt(prompt)
        self._stand_off()
        self._answered = True
        _prepare_input(offered)
        try:
            if self._file is sys.stdout and sys.stdin.isatty():
                return input(asked)
            self._file.write(asked)
            self._file.flush()
            typed = _next_line()
        except EOFError:
            self._file.write("\n")
            return None
        if not sys.stdin.isatty():  # Nobody saw it being typed.
            self._file.write(self._shown(typed[:_LONGEST_ECHO]) + "\n")
        return typed

    def echo(self, prompt: str, typed: str) -> None:
        """Show an answer that came from a file as if it had been typed."""
        cut = typed if len(typed) <= _LONGEST_ECHO else typed[:_LONGEST_ECHO] + self._signs.ellipsis
        self._stand_off()
        self._file.write(self._prompt(prompt) + self._shown(cut) + "\n")
        self._answered = True

    def _stand_off(self) -> None:
        """Leave an empty line before a question, so that the eye finds it."""
        if self._before is not None and not self.plain:
            self._file.write("\n")

    def _prompt(self, prompt: str) -> str:
        return ("" if self.plain else margin_of(self.width)) + self._shown(prompt)

    def _shown(self, text: str) -> str:
        return self._encodable(visible(text))

    def _encodable(self, text: str) -> str:
        return text if self._signs.unicode else ascii_text(text)

    def _write_plain(self, block: Block) -> None:
        from backprop_tutor.views.text.spoken import lines_of

        for line in lines_of(block, self._signs):
            text = self._encodable(line).rstrip()
            if self._file.isatty() and not (isinstance(block, Prose) and block.tone is Tone.CODE):
                text = fill(text, self.width, break_long_words=False, break_on_hyphens=False)
            self._file.write(text + "\n")

    def _paint(self, rows: list[ScreenRow], width: int) -> None:
        from rich.text import Text

        if self._console is None:
            self._console = self._made_console()
        for row in rows:
            text = Text(no_wrap=True, end="")
            for piece, style in merged(row):
                text.append(self._encodable(piece), _STYLES.get(style, ""))
            text.rstrip()
            self._console.print(text, width=width, overflow="ignore", crop=False, soft_wrap=True)

    def _made_console(self) -> "Console":
        from rich.console import Console

        return Console(
            file=self._file,
            force_terminal=self._colour,
            color_system="standard" if self._colour else None,
            no_color=not self._colour,
            markup=False,
            highlight=False,
            emoji=False,
        )


def _is_tight(before: Block, block: Block) -> bool:
    """Whether no empty row belongs between two blocks."""
    match before, block:
        case Equation(_, first), Equation(_, second):
            return len(first) <= 1 and len(second) <= 1
        case _:
            return False


def _signs_of(file: TextIO) -> Signs:
    """Return the signs that a file's encoding can hold; a file without one holds any text."""
    try:
        _SAMPLE.encode(getattr(file, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def _prepare_input(offered: Callable[[], Iterable[str]]) -> None:
    """Give ``input`` line editing, completion and a history in memory, where there is readline."""
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None and sys.stdin.errors != "replace":
        # Bytes that are no text become U+FFFD, which the reader refuses. Too late once some of
        # the input has been read.
        with suppress(ValueError):
            reconfigure(errors="replace")
    if sys.stdin.isatty():
        with suppress(ImportError):
            complete_with(offered)


def _next_line() -> str:
    """Return what comes next on stdin; one that cannot be read, open for writing alone, is over."""
    try:
        return input()
    except OSError as error:
        raise EOFError from error
