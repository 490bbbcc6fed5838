"""Where the nodes of a drawn graph stand: columns by depth, the order in each, the middle rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backprop_tutor.blocks.pictures import Graph, NodePicture
from backprop_tutor.views.text.drawing.graph.levels import mean


@dataclass(frozen=True, slots=True)
class ColumnItem:
    """What stands in a column: a number that goes in, a node, or a line that passes the column."""

    key: str
    carries: str
    """What leaves to the right: the number, the node or, past a column, what is passed on."""
    senders: tuple[tuple[str, str], ...] = ()
    """Key and name of each item of the column before that leads here."""
    node: NodePicture | None = None
    passes_to: tuple[NodePicture, ...] = ()
    """The nodes further on that a passing line leads to."""

    def meant(self) -> Iterator[NodePicture]:
        """Yield the nodes at the ends of what arrives here."""
        yield from self.passes_to if self.node is None else (self.node,)


def ordered(picture: Graph) -> list[list[ColumnItem]]:
    """Return the columns, each sorted so that its items stand near what leads to them.

    A number that goes in stands just before its first use.
    """
    columns_of_use: dict[str, list[int]] = {name: [] for name, _ in picture.given}
    for node in picture.nodes:
        for name in node.senders:
            if name in columns_of_use:
                columns_of_use[name].append(node.depth)
    column_of = {name: min(used, default=0) for name, used in columns_of_use.items()}
    column_of |= {name: node.depth + 1 for node in picture.nodes for name in node.names}
    key_of = {name: name for name, _ in picture.given}
    key_of |= {name: node.names[0] for node in picture.nodes for name in node.names}
    columns = [[ColumnItem(name, name) for name, _ in picture.given if not column_of[name]]]
    for k in range(1, 1 + max(column_of.values(), default=0)):
        items = [
            ColumnItem(node.names[0], node.names[0], _arriving(node, k, column_of, key_of), node)
            for node in picture.nodes
            if node.depth + 1 == k
        ]
        for name in dict.fromkeys(name for node in picture.nodes for name in node.senders):
            ends = [node for node in picture.nodes if name in node.senders and node.depth + 1 > k]
            if column_of[name] == k and name in columns_of_use:
                items.append(ColumnItem(name, name))
            elif ends and column_of[name] < k:
                came = _key(name, k - 1, column_of, key_of)
                items.append(
                    ColumnItem(_passing(name, k), name, ((came, name),), None, tuple(ends))
                )
        columns.append(_sorted(items, columns[-1]))
    return columns


def _arriving(
    node: NodePicture, column: int, column_of: Mapping[str, int], key_of: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    return tuple((_key(name, column - 1, column_of, key_of), name) for name in node.senders)


def _key(name: str, column: int, column_of: Mapping[str, int], key_of: Mapping[str, str]) -> str:
    return key_of[name] if column_of[name] == column else _passing(name, column)


def _passing(name: str, column: int) -> str:
    return f"{name}>{column}"  # No author can give such a name.


def _sorted(items: Sequence[ColumnItem], before: Sequence[ColumnItem]) -> list[ColumnItem]:
    places = {item.key: place for place, item in enumerate(before)}
    return sorted(
        items,
        key=lambda item: (
            mean([places[key] for key, _ in item.senders] or [0]),
            item.node is None,
        ),
    )


def placed(columns: Sequence[Sequence[ColumnItem]], heights: Mapping[str, int]) -> dict[str, int]:
    """Return the middle row of each item: as level with what it is joined to as there is room."""
    middles = _stacked(columns[0], {item.key: 0.0 for item in columns[0]}, heights)
    for column in columns[1:]:
        wanted = {
            item.key: mean([middles[key] for key, _ in item.senders] or [0]) for item in column
        }
        middles |= _stacked(column, wanted, heights)
    if len(columns) > 1:  # The first column had nothing to be level with.
        wanted = {
            item.key: mean(
                [
                    middles[receiver.key]
                    for receiver in columns[1]
                    if item.key in {key for key, _ in receiver.senders}
                ]
                or [middles[item.key]]
            )
            for item in columns[0]
        }
        middles |= _stacked(columns[0], wanted, heights)
    top = min((middle - heights[key] // 2 for key, middle in middles.items()), default=0)
    return {key: middle - top for key, middle in middles.items()}


def _stacked(
    column: Sequence[ColumnItem], wanted: Mapping[str, float], heights: Mapping[str, int]
) -> dict[str, int]:
    """Return middles one below the other, on the whole neither above nor below where wanted."""
    middles: dict[str, int] = {}
    free = None
    for item in column:
        above = heights[item.key] // 2
        top = round(wanted[item.key]) - above
        top = top if free is None else max(top, free)
        middles[item.key] = top + above
        free = top + heights[item.key] + 1
    shift = round(mean([wanted[key] - middle for key, middle in middles.items()] or [0]))
    return {key: middle + shift for key, middle in middles.items()}
