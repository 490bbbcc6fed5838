"""Where a page ends that is taller than the screen: before a heading rather than in a table.

Nothing here knows a terminal: rows are counted, and places to stop at are compared.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.views.text.layout import ScreenRow, text_of


class Stop(IntEnum):
    """What a page would stop before; the first is the best place."""

    HEADING = 0
    COUNT = 1
    """The line that counts the steps or the questions."""
    BLOCK = 2
    UNDER_HEADING = 3
    """A heading alone at the foot of a page is no place to stop after, nor what tells a command."""


class Piece(NamedTuple):
    """The rows of a block, or what is left of them, with what a page would stop before."""

    rows: tuple[ScreenRow, ...]
    stop: Stop
    gap: bool = False
    """Whether an empty row stands before it."""


class PageEnd(NamedTuple):
    """How many pieces are on a page whole, and how many rows of the next one."""

    pieces: int
    rows: int = 0


_HEADS = (Tone.TITLE, Tone.HEADING, Tone.SUBHEADING)
_FULL_ENOUGH = 3
"""A page that stops before it must is at least one in so many full."""
_LEAST_PIECE = 3
"""Rows of a long block that are worth beginning it at the foot of a page."""


def stop_before(block: Block, above: Block | None) -> Stop:
    """Return what it would be to stop before a block, below the one ``above``."""
    match block:
        case Prose(tone=Tone.TITLE | Tone.HEADING):
            return Stop.HEADING
        case Prose(tone=Tone.SUBHEADING):
            return Stop.COUNT
        case Prose(tone=Tone.COMMAND) if isinstance(above, Prose):
            return Stop.UNDER_HEADING  # It stands right below the sentence that tells it.
        case _:
            under = isinstance(above, Prose) and above.tone in _HEADS
            return Stop.UNDER_HEADING if under else Stop.BLOCK


def page_end(pieces: Sequence[Piece], used: int, room: int) -> PageEnd:
    """Return where a page ends that has ``room`` for so many rows, of which some are ``used``.

    On a page of its own stands at least one row, so that whoever turns pages comes to an end. A
    short page ends before a heading or a count where that makes no page more.
    """
    usual = _full_page(pieces, used, room)
    turns = _pages_after(pieces, usual, room)
    places = range(0 if used else 1, usual.pieces + 1) if turns else ()
    for wanted in (Stop.HEADING, Stop.COUNT):
        found = [at for at in places if pieces[at].stop is wanted]
        if found and _pages_after(pieces, PageEnd(found[-1]), room) <= turns:
            return PageEnd(found[-1])
    return usual


def _pages_after(pieces: Sequence[Piece], end: PageEnd, room: int) -> int:
    """Return how many pages come after the end of one."""
    count = 0
    _, left = parted(pieces, end)
    while left:
        _, left = parted(left, _full_page(left, 0, room))
        count += 1
    return count


def _full_page(pieces: Sequence[Piece], used: int, room: int) -> PageEnd:
    """Return where a page ends that is filled, or full enough before a good place to stop."""
    ends = [used]
    for piece in pieces:
        ends.append(ends[-1] + piece.gap + len(piece.rows))
    if ends[-1] <= room:
        return PageEnd(len(pieces))
    full = next(at for at, end in enumerate(ends[1:]) if end > room)
    places = [at for at in range(full + 1) if ends[at] <= room and (at or used)]
    for wanted in (Stop.HEADING, Stop.COUNT):
        found = [at for at in places if pieces[at].stop is wanted]
        if found and ends[found[-1]] * _FULL_ENOUGH >= room:
            return PageEnd(found[-1])
    between = [at for at in places if pieces[at].stop is not Stop.UNDER_HEADING]
    begin = room - ends[full] - pieces[full].gap
    if between:
        kept_whole = all(len(piece.rows) <= room for piece in pieces[between[-1] : full + 1])
        if kept_whole or begin < _LEAST_PIECE:
            return PageEnd(between[-1])
    if begin > 0:
        return PageEnd(full, begin)
    return PageEnd(full) if full or used else PageEnd(0, 1)


def parted(pieces: Sequence[Piece], end: PageEnd) -> tuple[list[ScreenRow], tuple[Piece, ...]]:
    """Return the rows of a page, and the pieces that are left: the first begins the next page."""
    page: list[ScreenRow] = []
    for at, piece in enumerate(pieces[: end.pieces + 1]):
        rows = piece.rows if at < end.pieces else piece.rows[: end.rows]
        if rows:
            page += [(), *rows] if piece.gap else rows
    if end.pieces == len(pieces):
        return page, ()
    first, *others = pieces[end.pieces :]
    left = list(first.rows[end.rows :])
    while end.rows and left and not text_of(left[0]).strip():
        del left[0]
    return page, (first._replace(rows=tuple(left), gap=False), *others)
