"""Where everything stands in a graph that is drawn from top to bottom.

The order within each level is that with the fewest crossings that sweeps up and down find, each
level sorted by the middle of what it is joined to (Sugiyama, Tagawa and Toda, 1981). Places across
come as near to that middle as the neighbours leave room: least squares with a fixed order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backprop_tutor.blocks.pictures import Graph
from backprop_tutor.views.text.drawing.graph.levels import Spot, levels_of, mean

_SWEEPS = 8
_STRAIGHT = 8.0
"""How much more a line that passes a level keeps its column than a box does."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A spot, or a line that passes a level on its way further down."""

    key: str
    spot: Spot | None = None
    above: tuple[str, ...] = ()
    """The seats of the level above that lead here."""
    sender: str = ""
    """Whose line passes, where it is no spot."""
    ends: tuple[str, ...] = ()
    """The spots further down that a passing line leads to."""


def seats_of(spots: Sequence[Spot]) -> list[list[Seat]]:
    """Return the levels with a seat for each line that passes them."""
    level_of = {spot.key: spot.level for spot in spots}
    ends: dict[str, list[str]] = {}
    for spot in spots:
        for sender in spot.senders:
            ends.setdefault(sender, []).append(spot.key)
    levels = levels_of(spots)
    seats: list[list[Seat]] = []
    passing: list[str] = []
    for level, here in enumerate(levels):
        passing = [key for key in passing if any(level_of[end] >= level for end in ends[key])]
        row = [
            Seat(spot.key, spot, tuple(_key(key, level - 1, level_of) for key in spot.senders))
            for spot in here
        ]
        for sender in passing:
            further = tuple(end for end in ends[sender] if level_of[end] > level)
            if further:
                came = _key(sender, level - 1, level_of)
                row.append(Seat(_key(sender, level, level_of), None, (came,), sender, further))
        seats.append(row)
        passing += [spot.key for spot in here if spot.key in ends]
    return seats


def _key(sender: str, level: int, level_of: Mapping[str, int]) -> str:
    # No author can give such a name.
    return sender if level_of[sender] == level else f"{sender}>{level}"


def untangled(levels: Sequence[Sequence[Seat]]) -> list[list[Seat]]:
    """Return the levels, each in the order that makes the fewest lines cross."""
    below: dict[str, list[str]] = {}
    for row in levels:
        for seat in row:
            for key in seat.above:
                below.setdefault(key, []).append(seat.key)
    now = [list(row) for row in levels]
    best, fewest = now, _crossings(now)
    for _ in range(_SWEEPS):
        if not fewest:
            break
        now = [list(row) for row in now]
        for k in range(1, len(now)):
            places = {seat.key: place for place, seat in enumerate(now[k - 1])}
            now[k] = _by_middle(now[k], {seat.key: seat.above for seat in now[k]}, places)
        for k in range(len(now) - 2, -1, -1):
            places = {seat.key: place for place, seat in enumerate(now[k + 1])}
            now[k] = _by_middle(now[k], below, places)
        crossings = _crossings(now)
        if crossings < fewest:
            best, fewest = now, crossings
    return best


def _by_middle(
    row: Sequence[Seat], joined: Mapping[str, Sequence[str]], places: Mapping[str, int]
) -> list[Seat]:
    """Sort by the mean place of what each seat is joined to; what is joined to nothing stays."""
    middles = {
        seat.key: mean([places[key] for key in joined[seat.key]])
        for seat in row
        if joined.get(seat.key)
    }
    moving = iter(
        sorted(
            (seat for seat in row if seat.key in middles),
            key=lambda seat: middles[seat.key],
        )
    )
    return [next(moving) if seat.key in middles else seat for seat in row]


def _crossings(levels: Sequence[Sequence[Seat]]) -> int:
    return sum(_crossings_between(above, below) for above, below in pairwise(levels))


def _crossings_between(above: Sequence[Seat], below: Sequence[Seat]) -> int:
    """Count the pairs of lines whose ends stand in different orders above and below."""
    places = {seat.key: place for place, seat in enumerate(above)}
    ends = [place for seat in below for place in sorted(places[key] for key in seat.above)]
    starts = [k for k, seat in enumerate(below) for _ in seat.above]
    return sum(
        ends[i] > ends[j] and starts[i] < starts[j] for j in range(len(ends)) for i in range(j)
    )


def settled(
    levels: Sequence[Sequence[Seat]], sizes: Mapping[str, int], air: int, width: int
) -> dict[str, int]:
    """Return the left end of each seat, on levels none of which is wider than ``width``."""
    below: dict[str, list[str]] = {}
    for row in levels:
        for seat in row:
            for key in seat.above:
                below.setdefault(key, []).append(seat.key)
    middles: dict[str, float] = {}
    lefts: dict[str, int] = {}

    def settle(row: Sequence[Seat], joined: Mapping[str, Sequence[str]]) -> None:
        wanted = []
        for seat in row:
            near = [middles[key] for key in joined.get(seat.key, ())]
            wanted.append(mean(near) if near else middles[seat.key])
        for seat, left in zip(row, _apart(row, wanted, sizes, air, width), strict=True):
            lefts[seat.key] = left
            middles[seat.key] = left + middle_of(sizes[seat.key])

    for row in levels:  # To begin with, each level stands in the middle.
        x = (width - least_width(row, sizes, air)) / 2
        for seat in row:
            middles[seat.key] = x + middle_of(sizes[seat.key])
            x += sizes[seat.key] + air
    # A number that goes in stands aside: what uses it stands below the nodes that it uses.
    given = {
        seat.key
        for row in levels
        for seat in row
        if seat.spot is not None and seat.spot.given is not None
    }
    above = {
        seat.key: [key for key in seat.above if key not in given] or seat.above
        for row in levels
        for seat in row
    }
    for _ in range(3):
        for row in levels:
            settle(row, above)
        for row in reversed(levels):
            settle(row, below)
    for row in levels[1:]:
        settle(row, above)
    first = min(lefts.values(), default=0)
    return {key: left - first for key, left in lefts.items()}


def middle_of(size: int) -> int:
    """Return at which of its cells the line of something leaves it."""
    return (size - 1) // 2


def least_width(row: Sequence[Seat], sizes: Mapping[str, int], air: int) -> int:
    """Return how many cells a level takes."""
    return sum(sizes[seat.key] for seat in row) + air * (len(row) - 1)


def _apart(
    row: Sequence[Seat],
    wanted: Sequence[float],
    sizes: Mapping[str, int],
    air: int,
    width: int,
) -> list[int]:
    """Return left ends in order, as near to the wanted middles as there is room.

    Pool adjacent violators: what would overlap is moved as one block to its mean.
    """
    offsets: list[int] = []
    at = 0
    for seat in row:
        offsets.append(at)
        at += sizes[seat.key] + air
    most = width - (at - air)
    blocks: list[tuple[float, float, int]] = []  # Where, weight, how many.
    for seat, middle, offset in zip(row, wanted, offsets, strict=True):
        where = middle - middle_of(sizes[seat.key]) - offset
        weight, count = (1.0 if seat.spot else _STRAIGHT), 1
        while blocks and blocks[-1][0] > where:
            other, its_weight, its_count = blocks.pop()
            where = (where * weight + other * its_weight) / (weight + its_weight)
            weight, count = weight + its_weight, count + its_count
        blocks.append((where, weight, count))
    moved = [where for where, _, count in blocks for _ in range(count)]
    return [
        round(min(max(where, 0), most)) + offset
        for where, offset in zip(moved, offsets, strict=True)
    ]


def is_on_path(picture: Graph, seats: Mapping[str, Seat], sender: str, receiver: str = "") -> bool:
    """Whether a line is lit; without a receiver, one that passes the level of its seat."""
    upper, lower = seats[sender], seats[receiver or sender]
    spot = seats[upper.sender].spot if upper.spot is None else upper.spot
    ends = (lower.key,) if lower.spot is not None else lower.ends
    assert spot is not None
    for end in ends:
        reached = seats[end].spot
        if reached is None:
            continue
        if reached.node is None:  # A box that stands for several.
            if not (picture.lit.isdisjoint(spot.names) or picture.lit.isdisjoint(reached.names)):
                return True
        elif any(picture.is_lit(name, reached.node) for name in spot.names):
            return True
    return False
