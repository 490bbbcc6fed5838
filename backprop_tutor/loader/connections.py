"""Reads what connects a layer to the one before: a row of weights per neuron, and its biases."""

from collections.abc import Sequence
from typing import NamedTuple

from backprop_tutor.loader.names_in_use import Names
from backprop_tutor.loader.yaml import advice, values
from backprop_tutor.loader.yaml.fields import Fields
from backprop_tutor.loader.yaml.nodes import BadNode, ListNode, MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems, listed
from backprop_tutor.scenario.graph import Layer, Unit
from backprop_tutor.wording import grouped, marked, text, text_so_many

_WEIGHT = values.NameKind(
    marked("{word} cannot be a weight: {reason}; choose another name"),
    marked("{word} cannot be a weight; {advice}"),
    marked("a weight needs a name here; found {found}"),
)
_BIAS = values.NameKind(
    marked("{word} cannot be a bias: {reason}; choose another name"),
    marked("{word} cannot be a bias; {advice}"),
    marked("a bias needs a name here; found {found}"),
)


class Group(NamedTuple):
    """The inputs, or a layer's neurons; what could not be read is None."""

    names: tuple[str | None, ...] | None
    """None where not even their number is known."""
    activation: str | None = None

    @property
    def known(self) -> tuple[str, ...] | None:
        """The names, if all of them could be read."""
        if self.names is None or None in self.names:
            return None
        return tuple(name for name in self.names if name)


def read_connections(
    keys: Fields, where: str, senders: Group, neurons: Group, names: Names, problems: Problems
) -> tuple[Layer, bool]:
    """Return the layer, and whether there are as many rows of weights as neurons.

    The layer is only good if no problem was added.
    """
    what = f"{where}.weights"
    rows: list[tuple[str, ...]] = []
    fits = True
    found = None
    if "weights" in keys and not _is_out_of_shape(
        keys["weights"][1], what, senders, neurons, problems
    ):
        found = values.items(keys["weights"][1], what, "[{w1: 0.15, w2: 0.20}, …]", problems)
    if found is None:
        names.complete = False
    else:
        rows = [
            _row(row, f"{what}[{index}]", names, problems) for index, row in enumerate(found.items)
        ]
        fits = _has_row_each(found, what, neurons, problems)
        if not (_rows_fit(found.items, what, senders, problems) and fits):
            names.complete = False
    biases = _biases(keys, where, neurons, names, problems)
    known = neurons.known or ()
    biases = biases or (None,) * len(known)
    layer = Layer(
        tuple(Unit(name, row, bias) for name, row, bias in zip(known, rows, biases, strict=False)),
        senders.known or (),
        neurons.activation or "",
    )
    return layer, fits


def _is_out_of_shape(
    node: YamlNode, what: str, senders: Group, neurons: Group, problems: Problems
) -> bool:
    """Report weights in one row, or with a row for each sender: as many as needed, but turned."""
    if neurons.names is None or senders.names is None:
        return False
    rows, columns = len(neurons.names), len(senders.names)
    match node:
        case ListNode(items=items) if items and all(
            isinstance(item, ScalarNode) and not values.is_nothing(item) for item in items
        ):
            proposed = advice.rows_of_weights(node, rows, columns)
            said = _needs_rows(what, values.node_described(node), proposed, neurons)
        case MappingNode(entries=entries) if entries:
            proposed = advice.rows_of_weights(node, rows, columns)
            said = _needs_rows(what, values.node_described(node), proposed, neurons)
        case ScalarNode() if proposed := advice.rows_of_weights(node, rows, columns):
            said = _needs_rows(what, values.node_described(node), proposed, neurons)
        case ListNode(items=items) if len(items) == columns != rows and {
            _size(item) for item in items
        } == {rows}:
            said = _turned(what, advice.rows_of_weights(node, rows, columns), senders, neurons)
        case _:
            return False
    problems.at(node, said)
    return True


def _needs_rows(what: str, found: str, proposed: str | None, neurons: Group) -> str:
    if proposed is None:
        return text(
            "{place} must be a list with a row of weights for each neuron ({neurons}), such as "
            "[[0.15, 0.20], …]; found {found} without rows",
            place=what,
            neurons=listed(neurons.known or ()),
            found=found,
        )
    return text(
        "{place} must be a list with a row of weights for each neuron; found {found} without "
        "rows: write {proposed}",
        place=what,
        found=found,
        proposed=proposed,
    )


def _turned(what: str, proposed: str | None, senders: Group, neurons: Group) -> str:
    if proposed is None:
        return text(
            "{place} has a row for each sender ({senders}); "
            "turn it, so that it has one for each neuron ({neurons})",
            place=what,
            senders=listed(senders.known or ()),
            neurons=listed(neurons.known or ()),
        )
    return text(
        "{place} has a row for each sender ({senders}), and needs one for each neuron ({neurons}); "
        "write {proposed}",
        place=what,
        senders=listed(senders.known or ()),
        neurons=listed(neurons.known or ()),
        proposed=proposed,
    )


def _row(node: YamlNode, where: str, names: Names, problems: Problems) -> tuple[str, ...]:
    """Return the names of the weights into one neuron."""
    weights: Sequence[str | None] = ()
    match node:
        case MappingNode(entries=entries) if entries:
            weights = [names.parameter(key, value, where, _WEIGHT) for key, value in entries]
        case ListNode(items=items) if items:
            weights = [
                names.unnamed("w", item, f"{where}[{index}]") for index, item in enumerate(items)
            ]
        case _ if not _is_reported(node):
            problems.at(
                node,
                text(
                    "{place} must be a mapping such as {{w1: 0.15, w2: 0.20}} "
                    "or a list of numbers; found {found}",
                    place=where,
                    found=values.node_described(node),
                ),
            )
    if _size(node) is None:
        names.complete = False
    return tuple(weight for weight in weights if weight)


def _biases(
    keys: Fields, where: str, neurons: Group, names: Names, problems: Problems
) -> tuple[str | None, ...]:
    """Return the bias of each neuron, or nothing if there are none."""
    if "bias" in keys and "biases" in keys:
        names.complete = False
        problems.at(
            max(keys["bias"][0], keys["biases"][0], key=lambda key: (key.line, key.column)),
            text(
                "{layer} has both 'bias' and 'biases'; keep 'bias' if its neurons share one, "
                "'biases' if each has its own",
                layer=where,
            ),
        )
    if "bias" in keys:
        shared = _bias(keys["bias"][1], f"{where}.bias", names, problems)
        return (shared,) * len(neurons.names or ())
    if "biases" not in keys:
        return ()
    what = f"{where}.biases"
    node = keys["biases"][1]
    if proposed := advice.list_of_numbers(node) if isinstance(node, MappingNode) else None:
        names.complete = False
        problems.at(
            node,
            text(
                "{place} must be a list; found {found}: write {proposed}",
                place=what,
                found=values.node_described(node),
                proposed=proposed,
            ),
        )
        return ()
    found = values.items(node, what, "[{b1: 0.6}, {b2: 0.6}]", problems)
    if found is None or not _has_bias_each(found, what, neurons, problems):
        names.complete = False
    return tuple(
        _bias(item, f"{what}[{index}]", names, problems)
        for index, item in enumerate(found.items if found else ())
    )


def _bias(node: YamlNode, where: str, names: Names, problems: Problems) -> str | None:
    match node:
        case MappingNode(entries=((key, value),)):
            return names.parameter(key, value, where, _BIAS)
        case MappingNode(entries=entries) if len(entries) > 1 and where.endswith(".bias"):
            problems.at(
                node,
                text_so_many(
                    "{place} must be one bias such as {{b1: 0.35}}; found {entries} entry: for a "
                    "bias of each neuron write 'biases: [{{b1: 0.35}}, …]'",
                    "{place} must be one bias such as {{b1: 0.35}}; found {entries} entries: for a "
                    "bias of each neuron write 'biases: [{{b1: 0.35}}, …]'",
                    len(entries),
                    place=where,
                    entries=grouped(len(entries)),
                ),
            )
        case MappingNode(entries=entries) if not _is_reported(node):
            problems.at(
                node,
                text_so_many(
                    "{place} must be one bias such as {{b1: 0.35}}; found {entries} entry",
                    "{place} must be one bias such as {{b1: 0.35}}; found {entries} entries",
                    len(entries),
                    place=where,
                    entries=grouped(len(entries)),
                ),
            )
        case MappingNode() | BadNode():
            pass
        case ListNode(items=items) if items:
            proposed = advice.list_of_numbers(node) or "[0.35, …]"
            problems.at(
                node,
                text(
                    "{place} must be one number; found {found}: "
                    "for a bias of each neuron write 'biases: {proposed}'",
                    place=where,
                    found=values.node_described(node),
                    proposed=proposed,
                ),
            )
        case _:
            return names.unnamed("b", node, where)
    names.complete = False
    return None


def _is_reported(node: YamlNode) -> bool:
    """Whether all that a node held was refused, and reported."""
    return isinstance(node, BadNode) or (
        isinstance(node, MappingNode) and not node.entries and not node.whole
    )


def _size(node: YamlNode) -> int | None:
    """Return how many entries a row has, or None if what was refused in it leaves that open."""
    match node:
        case ListNode(items=items) if items:
            return len(items)
        case MappingNode(entries=entries, whole=True) if entries:
            return None if any(values.is_remainder(*entry) for entry in entries) else len(entries)
    return None


def _differs(node: YamlNode, needed: Group) -> int | None:
    """Return how many entries a list or mapping has, if they are not as many as a group."""
    size = _size(node)
    return None if needed.names is None or size == len(needed.names) else size


def _has_row_each(node: YamlNode, what: str, neurons: Group, problems: Problems) -> bool:
    """Report a list that has not one row of weights for each neuron."""
    size = _differs(node, neurons)
    if size is None:
        return True
    rows = grouped(size)
    has = text_so_many(
        "{place} has {rows} row", "{place} has {rows} rows", size, place=what, rows=rows
    )
    problems.at(node, _but(has, _needed_by_neurons(neurons)))
    return False


def _has_bias_each(node: YamlNode, what: str, neurons: Group, problems: Problems) -> bool:
    """Report a list that has not one bias for each neuron."""
    size = _differs(node, neurons)
    if size is not None:
        problems.at(node, _but(_has_entries(what, size), _needed_by_neurons(neurons)))
    return size is None


def _rows_fit(rows: Sequence[YamlNode], what: str, senders: Group, problems: Problems) -> bool:
    """Report rows with too many or too few weights; rows that are all alike are one problem."""
    sizes = {_size(row) for row in rows}
    if len(rows) > 1 and len(sizes) == 1 and not _has_decimal_commas(rows, senders):
        size = _differs(rows[0], senders)
        if size is not None:
            each = text_so_many(
                "every row of {place} has {entries} entry",
                "every row of {place} has {entries} entries",
                size,
                place=what,
                entries=grouped(size),
            )
            problems.at(rows[0], _but(each, _needed_by_senders(senders)))
        return size is None
    fit = True
    for index, row in enumerate(rows):
        size = _differs(row, senders)
        if size is not None:
            if meant := advice.row_with_commas(row, len(senders.names or ())):
                problems.at(row, _decimal_commas(f"{what}[{index}]", meant))
            else:
                has = _has_entries(f"{what}[{index}]", size)
                problems.at(row, _but(has, _needed_by_senders(senders)))
            fit = False
    return fit


def _has_decimal_commas(rows: Sequence[YamlNode], senders: Group) -> bool:
    needed = len(senders.names or ())
    return any(advice.row_with_commas(row, needed) for row in rows)


def _decimal_commas(what: str, proposed: str) -> str:
    return text(
        "{place} has twice as many entries as are needed; write decimals with a point: {proposed}",
        place=what,
        proposed=proposed,
    )


def _but(has: str, needed: str) -> str:
    # Translators: both are whole: "layers[0].biases has 3 entries; 2 are needed, one per neuron".
    return text("{has}; {needed}", has=has, needed=needed)


def _has_entries(what: str, size: int) -> str:
    return text_so_many(
        "{place} has {entries} entry",
        "{place} has {entries} entries",
        size,
        place=what,
        entries=grouped(size),
    )


def _needed_by_neurons(neurons: Group) -> str:
    needed = len(neurons.names or ())
    if not neurons.known:
        return text_so_many(
            "{n} is needed, one per neuron", "{n} are needed, one per neuron", needed
        )
    return text_so_many(
        "{n} is needed, one per neuron ({neurons})",
        "{n} are needed, one per neuron ({neurons})",
        needed,
        neurons=listed(neurons.known),
    )


def _needed_by_senders(senders: Group) -> str:
    needed = len(senders.names or ())
    if not senders.known:
        return text_so_many(
            "{n} is needed, one per sender", "{n} are needed, one per sender", needed
        )
    return text_so_many(
        "{n} is needed, one per sender ({senders})",
        "{n} are needed, one per sender ({senders})",
        needed,
        senders=listed(senders.known),
    )
