"""The terminal: blocks shown as a page, or read out line by line; answers asked for.

What stands where is ``page``'s; here it is written, and what is typed is read.
"""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from textwrap import fill
from typing import TYPE_CHECKING, TextIO

from backprop_tutor.blocks.blocks import Block, Equation, Prose, Tone
from backprop_tutor.untrusted import quoted, visible
from backprop_tutor.views.completion import complete_with
from backprop_tutor.views.text.ascii import ascii_text
from backprop_tutor.views.text.layout import (
    ASCII,
    GOES_ON,
    UNICODE,
    ScreenRow,
    Signs,
    cells,
    margin_of,
    merged,
    text_of,
)
from backprop_tutor.wording import text

if TYPE_CHECKING:
    from rich.console import Console

_SAMPLE = "∂−·½²ση≈✓✗→─│╭╮╰╯┏┓▶◀━▸…⎡⊙ᵀ×⋱⣿●◆█░"
"""What a terminal must be able to show, or it gets ASCII."""

IS_WINDOWS = sys.platform == "win32"
_VERDICTS = (Tone.RIGHT, Tone.WRONG)
_UNBROKEN = (Tone.CODE, Tone.COMMAND)
_NARROWEST, _USUAL = 20, 80
_USUAL_HEIGHT = 24
_LONGEST_ECHO = 400
_BELOW_A_PAGE = 2
"""Rows that a page leaves free: an empty one, and the one to type at."""


class Terminal:
    """A place to show blocks and to ask for answers.

    ``plain`` means no boxes, no colours, one fact a line; by default where the output is not a
    terminal, or a dumb one. ``NO_COLOR`` takes the colours only.

    With ``pauses`` nothing scrolls away unread: before a row would leave the screen, Enter is
    waited for. Never where nobody sits at a terminal, nor in a plain view, which may be read out.
    """

    def __init__(
        self,
        *,
        plain: bool | None = None,
        width: int | None = None,
        file: TextIO | None = None,
        colour: bool | None = None,
        respelled: Callable[[Iterable[Block]], Iterable[Block]] = iter,
        pauses: bool = False,
        leaving: Callable[[str], bool] = lambda _: False,
        looking_up: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Look at the output, unless told: its size, whether it has colours and Unicode.

        ``respelled`` gives blocks their names as a scenario wants them shown. Of what is typed at a
        pause, ``leaving`` tells whether nobody reads on after it, and ``looking_up`` whether it can
        wait for the question; all else would answer what could not be read yet, and is no answer.
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
        somebody = self._file is sys.stdout and screen and sys.stdin.isatty()
        self._pauses = pauses and somebody and not self.plain
        self._leaving = leaving
        self._looking_up = looking_up
        self._rows = 0
        """Rows written since a key was pressed: so many would leave the screen unread."""
        self._ahead: deque[str | None] = deque()
        """The words typed at pauses, for the questions that follow; None is the end of input."""
        self.put_away = False
        """Whether the reader has left at a pause: nothing more is shown before the next question.
        """

    @property
    def width(self) -> int:
        """The columns there are now; a window may be resized between two steps."""
        if self._fixed_width is not None:
            return max(_NARROWEST, self._fixed_width)
        return max(_NARROWEST, self._size()[0] or _USUAL)

    @property
    def height(self) -> int:
        """The rows there are now."""
        return self._size()[1] or _USUAL_HEIGHT

    def _size(self) -> tuple[int, int]:
        try:
            columns, lines = os.get_terminal_size(self._file.fileno())
        except (OSError, ValueError, AttributeError):
            return 0, 0
        return columns, lines

    def show(self, *blocks: Block, meanwhile: Callable[[], None] | None = None) -> None:
        """Show blocks one below the other, with an empty line where the eye needs one.

        What is to be done ``meanwhile`` is done as soon as the first page can be read.
        """
        shown = [] if self.put_away else list(self._respelled(blocks))
        if self.plain:
            for block in shown:
                if self._gap(block):
                    self._file.write("\n")
                self._write_plain(block)
                self._before = block
        elif shown:
            meanwhile = self._show_pages(shown, meanwhile)
        self._file.flush()
        if meanwhile is not None:
            meanwhile()

    def _gap(self, block: Block) -> bool:
        """Return whether an empty line belongs before the next block."""
        answered, self._answered = self._answered, False
        if answered:  # A verdict stands right below what it judges, all else apart.
            return not (isinstance(block, Prose) and block.tone in _VERDICTS)
        return self._before is not None and not _is_tight(self._before, block)

    def _show_pages(
        self, blocks: Sequence[Block], meanwhile: Callable[[], None] | None
    ) -> Callable[[], None] | None:
        """Show blocks page by page; return what is still to be done meanwhile, if anything."""
        from backprop_tutor.views.text.paging import PageEnd, Piece, page_end, parted, stop_before

        places = []
        for block in blocks:
            gap = self._gap(block)
            places.append((block, stop_before(block, self._before), gap))
            self._before = block

        def laid(last: int, width: int) -> tuple[Piece, ...]:
            left = places[len(places) - last :]
            rows = self._laid([block for block, _, _ in left], [gap for _, _, gap in left], width)
            return tuple(
                Piece(tuple(own), stop, gap) for own, (_, stop, gap) in zip(rows, left, strict=True)
            )

        width = self.width
        pieces = laid(len(places), width)
        while True:
            end = PageEnd(len(pieces))
            if self._pauses:
                end = page_end(pieces, self._rows, max(1, self.height - _BELOW_A_PAGE))
            page, left = parted(pieces, end)
            self._paint(page, width)
            self._file.flush()
            if meanwhile is not None and page:
                meanwhile()
                meanwhile = None
            if not left:
                return meanwhile
            before = self._before
            self._pause()
            if self.put_away:
                return meanwhile
            self._before = before
            pieces = left
            if self.width != width:  # The window has another size: what has not begun is laid anew.
                width = self.width
                anew = laid(len(left), width)
                first = left[0] if end.rows else anew[0]._replace(gap=False)
                pieces = (first, *anew[1:])

    def _laid(
        self, blocks: Sequence[Block], gaps: Sequence[bool], width: int
    ) -> list[list[ScreenRow]]:
        """Return the rows of each block: so high that all are on the screen at once, if they can.

        Where pages wait, it is enough if each block is.
        """
        from backprop_tutor.views.text.page import TITLE_BOX, rows_of

        rows = [rows_of(block, width, self._signs) for block in blocks]
        if not (height := self._size()[1]):
            return rows
        if self._pauses:
            spare = [len(own) - (height - _BELOW_A_PAGE) for own in rows]
        else:
            much = sum(map(len, rows)) + sum(gaps) + 1 - height  # Below stands another prompt.
            titles = [isinstance(one, Prose) and one.tone is Tone.TITLE for one in blocks]
            less = much - sum(titles) * TITLE_BOX
            spare = [much if is_title else less for is_title in titles]
        return [
            rows_of(block, width, self._signs, more) if more > 0 else own
            for block, own, more in zip(blocks, rows, spare, strict=True)
        ]

    def ask(self, prompt: str, offered: Callable[[], Iterable[str]] = tuple) -> str | None:
        """Return what was typed, or None at the end of input; Ctrl-C is the caller's.

        A word that was typed at a pause comes first. Tab completes what is ``offered``.
        """
        asked = self._question(prompt)
        takes = 1 + cells(asked) // self.width
        if self._pauses and not self.put_away and self._rows + 1 + takes > self.height:
            self._pause()
        if self._ahead:
            return self._typed_ahead(prompt)
        self._stand_off()
        self._answered = True
        self._rows = 1  # What is typed can be seen below.
        _prepare_input(offered)
        try:
            typed = self._read(asked, bold=True)
        except EOFError:
            self._file.write("\n")
            return None
        if not sys.stdin.isatty():  # Nobody saw it being typed.
            self._file.write(self._shown(typed[:_LONGEST_ECHO]) + "\n")
        return typed

    def _read(self, asked: str, *, bold: bool = False) -> str:
        """Return what is typed; raises ``EOFError`` at the end of input."""
        if self._file is sys.stdout and sys.stdin.isatty():
            return input(_bold(asked) if bold and self._colour and not self.plain else asked)
        self._file.write(asked)
        self._file.flush()
        return _next_line()

    def _pause(self) -> None:
        """Wait for Enter. A word that is typed is kept for the next question, an answer is not."""
        self._stand_off()
        self._answered, self._rows = True, 1  # As at a question, should it end here.
        _prepare_input(tuple)
        try:
            waiting = text("{dots} Enter goes on", dots=self._signs.ellipsis)
            typed = self._read(f"{self._prompt(waiting)} ")
        except EOFError:
            self._ahead.append(None)
            self.put_away = True
            return
        self._answered, self._before = False, None
        self.put_away = self._leaving(typed)
        heard = self.put_away or self._looking_up(typed)
        if heard:
            self._ahead.append(typed)
        if self._colour:
            self._erase_row_above()
            self._rows = 0
        else:
            self._file.write("\n")
        if typed.strip() and not heard:
            self._show_too_early(typed)

    def _show_too_early(self, typed: str) -> None:
        """Say that what was typed at a pause answers nothing."""
        from backprop_tutor.views.text.page import rows_of

        said = text(
            "{typed} comes too early: read on first, with Enter.",
            typed=quoted(typed.strip()),
        )
        rows = rows_of(Prose((said,), Tone.HINT), self.width, self._signs)
        self._paint(rows, self.width)
        self._file.write("\n")
        self._rows += 1

    def _typed_ahead(self, prompt: str) -> str | None:
        """Return what was typed at a pause before this question."""
        typed = self._ahead.popleft()
        if not self.put_away and typed is not None:
            self.echo(prompt, typed)
        self.put_away = False
        if typed is None:
            self._file.write("\n")
        return typed

    def echo(self, prompt: str, typed: str) -> None:
        """Show an answer that came from a file as if it had been typed."""
        cut = typed if len(typed) <= _LONGEST_ECHO else typed[:_LONGEST_ECHO] + self._signs.ellipsis
        self._stand_off()
        shown = self._question(prompt) + self._shown(cut)
        self._file.write(shown + "\n")
        self._rows += 1 + cells(shown) // self.width
        self._answered = True

    def _stand_off(self) -> None:
        """Leave an empty line before a question, so that the eye finds it."""
        if self._before is not None and not self.plain:
            self._file.write("\n")
            self._rows += 1

    def _prompt(self, prompt: str) -> str:
        return ("" if self.plain else margin_of(self.width)) + self._shown(prompt)

    def _question(self, prompt: str) -> str:
        """Return what stands before an answer: marked, for it is what the page is about."""
        return ("" if self.plain else f"{self._signs.head} ") + self._shown(prompt)

    def _shown(self, typed: str) -> str:
        return self._encodable(visible(typed))

    def _encodable(self, line: str) -> str:
        return line if self._signs.unicode else ascii_text(line)

    def _write_plain(self, block: Block) -> None:
        from backprop_tutor.views.text.spoken.spoken import lines_of

        breaks = self._file.isatty() and not (isinstance(block, Prose) and block.tone in _UNBROKEN)
        for line in lines_of(block, self._signs):
            written = self._encodable(line).rstrip()
            if breaks:
                written = fill(written, self.width, break_long_words=False, break_on_hyphens=False)
            self._file.write(written + "\n")

    def _paint(self, rows: list[ScreenRow], width: int) -> None:
        from backprop_tutor.views.text.painting import painted, without_end

        self._rows += len(rows)
        for at, row in enumerate(rows, start=1):
            goes_on = row[-1:] == (GOES_ON,) and at < len(rows)
            pieces = [(self._encodable(piece), style) for piece, style in merged(row)]
            shown = pieces if goes_on else without_end(pieces)
            end = "" if goes_on else "\n"
            if not self._colour:
                self._file.write(text_of(shown) + end)
            elif IS_WINDOWS:
                self._translate(painted(shown), width, end)
            else:
                self._file.write(painted(shown) + end)

    def _translate(self, row: str, width: int, end: str) -> None:
        """Write a row in colour where a console may know no codes: rich finds out what it knows."""
        from rich.text import Text

        line = Text.from_ansi(row, no_wrap=True, end="")
        self._made_console().print(line, width=width, end=end, crop=False, soft_wrap=True)

    def _erase_row_above(self) -> None:
        """Take away the row that Enter was pressed in, and write on there."""
        from rich.control import Control
        from rich.segment import ControlType

        above, row = (ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)
        self._made_console().control(Control(above, ControlType.CARRIAGE_RETURN, row))

    def _made_console(self) -> "Console":
        """Return rich's console: of a terminal with colours."""
        if self._console is None:
            from rich.console import Console

            self._console = Console(
                file=self._file,
                force_terminal=True,
                color_system="standard",
                no_color=False,
                markup=False,
                highlight=False,
                emoji=False,
            )
        return self._console


def _is_tight(before: Block, block: Block) -> bool:
    """Whether no empty row belongs between two blocks."""
    match before, block:
        case Prose(), Prose(tone=Tone.COMMAND):
            return True
        case Equation(_, first), Equation(_, second):
            return len(first) <= 1 and len(second) <= 1
        case _:
            return False


def _bold(asked: str) -> str:
    """Return a prompt in bold; the marks tell readline which of its characters take no room."""
    return f"\001\x1b[1m\002{asked}\001\x1b[0m\002"


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
