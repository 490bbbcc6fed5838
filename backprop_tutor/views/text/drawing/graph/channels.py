"""The lines between two levels of a graph that is drawn from top to bottom.

Each line leaves its sender downwards, runs across on a track of its own, and goes down to the
arrowheads at its receivers. Lines that all lead to one receiver join on their way.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from backprop_tutor.views.text.drawing.graph.levels import mean
from backprop_tutor.views.text.drawing.graph.order import Seat

_JOINED = 4
"""So many lines that lead to the same receivers share a track; fewer are drawn one by one."""

_NEAR = 2
"""Cells from the middle of a box at which a line is taken for being there."""

_OVERLAP = 10_000
"""What an order costs in which two lines would run into each other."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a seat stands: its left and right end, and the column at which its line leaves."""

    left: int
    right: int
    stem: int


@dataclass(frozen=True, slots=True)
class Wire:
    """A line from one or several seats to one or several: its columns at each, and its track.

    One that goes straight down has no track: it is -1.
    """

    tops: Mapping[str, int]
    bottoms: Mapping[str, int]
    track: int = -1

    @property
    def first(self) -> int:
        """Its leftmost column."""
        return min((*self.tops.values(), *self.bottoms.values()))

    @property
    def last(self) -> int:
        """Its rightmost column."""
        return max((*self.tops.values(), *self.bottoms.values()))

    @property
    def is_straight(self) -> bool:
        """Whether it needs no track."""
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Channel:
    """All lines between two levels."""

    lines: tuple[Wire, ...]

    @property
    def tracks(self) -> int:
        """How many rows the lines take on their way across."""
        return 1 + max((line.track for line in self.lines), default=-1)

    def crossed(self) -> list[tuple[int, int]]:
        """Return column and track of each place where a line goes down over another."""
        return [
            (column, other.track)
            for line in self.lines
            for other in self.lines
            if other is not line and other.track >= 0
            for column in _down_over(line, other.track)
            if other.first <= column <= other.last
        ]


def channel(receiving: Sequence[Seat], places: Mapping[str, Standing]) -> Channel | None:
    """Return the lines that lead to a level; None if two would run into each other."""
    receivers: dict[str, list[str]] = {}
    for seat in receiving:
        for sender in seat.above:
            receivers.setdefault(sender, []).append(seat.key)
    joined: dict[tuple[str, ...], list[str]] = {}
    for sender, ends in receivers.items():
        joined.setdefault(tuple(ends), []).append(sender)
    groups: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for reached, senders in joined.items():
        if len(reached) == 1 or len(senders) >= _JOINED:
            groups.append((tuple(senders), reached))
        else:
            groups += [((sender,), reached) for sender in senders]
    taken = {places[sender].stem: k for k, (group, _) in enumerate(groups) for sender in group}
    bottoms: list[dict[str, int]] = [{} for _ in groups]
    for seat in receiving:
        arriving = [k for k, (_, reached) in enumerate(groups) if seat.key in reached]
        for k, column in _ports(seat, arriving, groups, places, taken).items():
            bottoms[k][seat.key] = column
    if any(len(found) < len(reached) for (_, reached), found in zip(groups, bottoms, strict=True)):
        return None
    lines = [
        Wire({sender: places[sender].stem for sender in group}, found)
        for (group, _), found in zip(groups, bottoms, strict=True)
    ]
    return _on_tracks(lines)


def _ports(
    seat: Seat,
    arriving: Sequence[int],
    groups: Sequence[tuple[tuple[str, ...], tuple[str, ...]]],
    places: Mapping[str, Standing],
    taken: Mapping[int, int],
) -> dict[int, int]:
    """Return at which column each line arrives: straight from above, if it can be, else near it.

    A column at which another line leaves is not free: the two would look like one.
    """
    place = places[seat.key]
    if seat.spot is None:
        return dict.fromkeys(arriving, place.stem)
    free = range(place.left + 1, place.right)
    found: dict[int, int] = {}
    for k in arriving:
        senders = groups[k][0]
        # Lines that join come to the middle, unless one of them is all but there.
        far = place.right - place.left if len(senders) == 1 else _NEAR
        stems = [
            places[sender].stem
            for sender in senders
            if places[sender].stem in free and abs(places[sender].stem - place.stem) <= far
        ]
        if stems and not _crowded(stems[0], found.values()):
            found[k] = stems[0]
    if len(arriving) > 1:
        middles = {k: mean([places[sender].stem for sender in groups[k][0]]) for k in arriving}
    else:
        middles = {k: float(place.stem) for k in arriving}
    rest = sorted((k for k in arriving if k not in found), key=lambda k: middles[k])
    step = (place.right - place.left) / (len(arriving) + 1)
    for k in rest:
        at = 1 + sorted(arriving, key=lambda k: middles[k]).index(k)
        wanted = place.left + step * at
        open_to_it = [
            column for column in free if taken.get(column, k) == k and column not in found.values()
        ]
        if not open_to_it:
            return {}
        found[k] = min(
            open_to_it,
            key=lambda column: (_crowded(column, found.values()), abs(column - wanted), column),
        )
    return found


def _crowded(column: int, others: Collection[int]) -> bool:
    return any(abs(column - other) < 2 for other in others)


def _on_tracks(lines: Sequence[Wire]) -> Channel | None:
    """Give each bent line a track, in the order with the fewest crossings that swaps find."""
    bent = sorted(
        (line for line in lines if not line.is_straight),
        key=lambda line: (line.first + line.last, line.first),
    )
    straight = [line for line in lines if line.is_straight]
    for _ in bent:
        swapped = False
        for k in range(len(bent) - 1):
            upper, lower = bent[k], bent[k + 1]
            if _cost(lower, upper) < _cost(upper, lower):
                bent[k], bent[k + 1] = lower, upper
                swapped = True
        if not swapped:
            break
    if any(
        _cost(upper, lower) >= _OVERLAP for k, upper in enumerate(bent) for lower in bent[k + 1 :]
    ):
        return None
    placed: list[Wire] = []
    for line in bent:
        above = [
            other.track
            for other in placed
            if other.first - 1 <= line.last and line.first - 1 <= other.last
        ]
        placed.append(Wire(line.tops, line.bottoms, 1 + max(above, default=-1)))
    return Channel((*straight, *placed))


def _cost(upper: Wire, lower: Wire) -> int:
    """Count the places where one goes over the other if ``upper`` has the higher track."""
    down, up = set(upper.bottoms.values()), set(lower.tops.values())
    return (
        sum(lower.first <= column <= lower.last for column in down)
        + sum(upper.first <= column <= upper.last for column in up)
        + _OVERLAP * len(down & up)
    )


def _down_over(line: Wire, track: int) -> set[int]:
    """Return the columns at which a line goes down through a track that is not its own."""
    if line.track < 0:
        return set(line.tops.values())
    return set((line.bottoms if line.track < track else line.tops).values())
