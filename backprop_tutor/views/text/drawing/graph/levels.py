"""What stands on each level of a graph that is drawn from top to bottom.

A node stands below all that it uses, a number that goes in just above its first use. What there is
no room for is gathered: one box stands for several, with all their lines.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from backprop_tutor.blocks.pictures import Graph, NodePicture


@dataclass(frozen=True, slots=True)
class Spot:
    """A number that goes in, a node, or (neither of them) several that are gathered in one box."""

    key: str
    names: tuple[str, ...]
    level: int
    senders: tuple[str, ...] = ()
    """The keys of the spots that lead here, all of them on levels above."""
    given: tuple[str, str] | None = None
    node: NodePicture | None = None

    @property
    def gathered(self) -> int:
        """How many numbers and nodes are left out of the drawing for it."""
        return len(self.names) if self.given is None and self.node is None else 0


def spots_of(picture: Graph) -> list[Spot]:
    """Return the spots in the order of the picture; levels are counted from 0, without gaps."""
    first_use: dict[str, int] = {}
    for node in picture.nodes:
        for name in node.senders:
            first_use[name] = min(node.depth + 1, first_use.get(name, node.depth + 1))
    key_of = {name: name for name, _ in picture.given}
    key_of |= {name: node.names[0] for node in picture.nodes for name in node.names}
    spots = [
        Spot(name, (name,), max(0, first_use.get(name, 0) - 1), given=(name, number))
        for name, number in picture.given
    ]
    for node in picture.nodes:
        senders = tuple(dict.fromkeys(key_of[name] for name in node.senders))
        spots.append(Spot(node.names[0], node.names, node.depth + 1, senders, node=node))
    return _without_gaps(spots)


def without_middle(spots: Sequence[Spot], most: int) -> list[Spot]:
    """Return at most so many levels: those in the middle are gathered into one."""
    levels = 1 + max((spot.level for spot in spots), default=0)
    if levels <= most:
        return list(spots)
    first, behind = most // 2, levels - (most - 1 - most // 2)
    return _gathered(spots, {spot.key for spot in spots if first <= spot.level < behind})


def narrowed(spots: Sequence[Spot], most: int, lit: Collection[str]) -> list[Spot]:
    """Return at most so many spots on each level: what is lit, the first and the last of them."""
    left = list(spots)
    for level in levels_of(spots):
        if len(level) > most:
            on_path = [spot for spot in level if not set(lit).isdisjoint(spot.names)]
            wanted = dict.fromkeys((*on_path, level[0], level[-1], *level))
            kept = {spot.key for spot in list(wanted)[: most - 1]}
            left = _gathered(left, {spot.key for spot in level} - kept)
    return left


def levels_of(spots: Iterable[Spot]) -> list[list[Spot]]:
    """Return the spots of each level, from the top."""
    levels: list[list[Spot]] = []
    for spot in spots:
        while len(levels) <= spot.level:
            levels.append([])
        levels[spot.level].append(spot)
    return levels


def mean(places: Collection[float]) -> float:
    """Return the middle of some places; the module ``statistics`` takes long to import."""
    return sum(places) / len(places)


def longest_way(spots: Iterable[Spot]) -> list[Spot]:
    """Return the spots on the longest way down, from what goes in to the last node.

    A level says nothing of it: a number that goes in may stand far down.
    """
    ways: dict[str, tuple[Spot, ...]] = {}
    longest: tuple[Spot, ...] = ()
    for spot in sorted(spots, key=lambda spot: spot.level):
        before: tuple[Spot, ...] = ()
        for key in spot.senders:
            before = max(before, ways[key], key=len)
        ways[spot.key] = (*before, spot)
        longest = max(longest, ways[spot.key], key=len)
    return list(longest)


def _gathered(spots: Sequence[Spot], keys: Collection[str]) -> list[Spot]:
    """Return the spots with those of neighbouring levels as one, where the first of them stood."""
    inside = [spot for spot in spots if spot.key in keys]
    own = inside[0].key
    senders = dict.fromkeys(key for spot in inside for key in spot.senders if key not in keys)
    one = Spot(
        own,
        tuple(name for spot in inside for name in spot.names),
        min(spot.level for spot in inside),
        tuple(senders),
    )
    left = []
    for spot in spots:
        if spot is inside[0]:
            left.append(one)
        elif spot.key not in keys:
            led = dict.fromkeys(own if key in keys else key for key in spot.senders)
            left.append(replace(spot, senders=tuple(led)))
    return _without_gaps(left)


def _without_gaps(spots: Sequence[Spot]) -> list[Spot]:
    used = sorted({spot.level for spot in spots})
    place = {level: k for k, level in enumerate(used)}
    return [replace(spot, level=place[spot.level]) for spot in spots]
