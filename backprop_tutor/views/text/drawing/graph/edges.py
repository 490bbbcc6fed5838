"""The lines between two columns of a drawn graph: which share a trunk, and where the trunks run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from backprop_tutor.views.text.drawing.graph.columns import ColumnItem

_STRAIGHT = -1
_MOST_BUSES = 5
"""More trunks side by side are not tried in every order."""


@dataclass(frozen=True, slots=True)
class Bus:
    """Items that lead to the same receivers, all to all: one trunk says it."""

    senders: tuple[tuple[str, str], ...]
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Routes:
    """The buses of a gap, the lane of each from the left, and the row of each bus at a receiver.

    One that goes straight on needs no trunk: its lane is -1.
    """

    buses: tuple[Bus, ...]
    lanes: tuple[int, ...]
    rows: Mapping[tuple[int, str], int]
    crossed: tuple[tuple[int, int], ...]
    """Lane and row of each place where a trunk goes over another line."""

    @property
    def trunks(self) -> int:
        """How many lanes are in use."""
        return 1 + max(self.lanes, default=-1)

    def ports(self, bus: Bus) -> Iterator[tuple[str, int]]:
        """Yield the receivers of a bus with the row at which it arrives."""
        place = self.buses.index(bus)
        yield from ((receiver, self.rows[place, receiver]) for receiver in bus.receivers)


def buses_of(column: Sequence[ColumnItem]) -> list[Bus]:
    """Return the buses that lead to a column."""
    receivers: dict[tuple[str, str], tuple[str, ...]] = {}
    for item in column:
        for sender in item.senders:
            receivers[sender] = (*receivers.get(sender, ()), item.key)
    groups: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    for sender, reached in receivers.items():
        groups[reached] = (*groups.get(reached, ()), sender)
    return [Bus(senders, reached) for reached, senders in groups.items()]


def routed(buses: Sequence[Bus], middles: Mapping[str, int]) -> Routes | None:
    """Return the order of trunks with the fewest crossings; None if lines would always overlap."""
    rows = _rows(buses, middles)
    bent = [
        place
        for place, bus in enumerate(buses)
        if len({*(middles[key] for key, _ in bus.senders), *_ends(place, bus, rows)}) > 1
    ]
    if len(bent) > _MOST_BUSES:
        return None
    best: Routes | None = None
    for order in permutations(range(len(bent))):
        lane_of = dict(zip(bent, order, strict=True))
        lanes = tuple(lane_of.get(place, _STRAIGHT) for place in range(len(buses)))
        crossed = _crossed(buses, lanes, rows, middles)
        if crossed is not None and (best is None or len(crossed) < len(best.crossed)):
            best = Routes(tuple(buses), lanes, rows, crossed)
    return best


def _ends(place: int, bus: Bus, rows: Mapping[tuple[int, str], int]) -> list[int]:
    return [rows[place, receiver] for receiver in bus.receivers]


def _rows(buses: Sequence[Bus], middles: Mapping[str, int]) -> dict[tuple[int, str], int]:
    """Give each bus a row of its own at each receiver, in the order in which they come."""
    arriving: dict[str, list[int]] = {}
    for place, bus in enumerate(buses):
        for receiver in bus.receivers:
            arriving.setdefault(receiver, []).append(place)
    rows: dict[tuple[int, str], int] = {}
    for receiver, places in arriving.items():
        places.sort(key=lambda place: min(middles[key] for key, _ in buses[place].senders))
        first = middles[receiver] - len(places) // 2
        rows |= {(place, receiver): first + k for k, place in enumerate(places)}
    return rows


def _crossed(
    buses: Sequence[Bus],
    lanes: Sequence[int],
    rows: Mapping[tuple[int, str], int],
    middles: Mapping[str, int],
) -> tuple[tuple[int, int], ...] | None:
    """Return where trunks go over lines, or None if two lines would run into each other."""
    left = [[middles[key] for key, _ in bus.senders] for bus in buses]
    right = [_ends(place, bus, rows) for place, bus in enumerate(buses)]
    found = []
    for one, lane in enumerate(lanes):
        own = {*left[one], *right[one]}
        for other, beside in enumerate(lanes):
            # To the left of its own trunk a bus has the lines of its senders, to the right those
            # to its receivers.
            for row in left[other] if lane < beside else right[other] if lane > beside else ():
                if row in own:
                    return None
                if min(own) < row < max(own):
                    found.append((lane, row))
    return tuple(found)
