"""A graph as tables: what is given, and what each node is worked out as."""

from backprop_tutor.blocks.blocks import Inline, Table, Value
from backprop_tutor.blocks.pictures import Graph
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.wording import text_in


def tables(picture: Graph) -> tuple[Table, ...]:
    """Return the tables of a graph; what is on a path is marked."""
    given = tuple((Name(name), Value(number)) for name, number in picture.numbers())
    mark: tuple[Inline, ...] = (
        (text_in("a column of a table", "on the way"),) if picture.lit else ()
    )
    nodes = tuple(
        (Name(name), formula, *(("◀" if picture.is_on_path(name) else "",) if mark else ()))
        for node in picture.nodes
        for name, formula in node.formulas
    )
    targets = tuple(
        (Name(names.target(name)), Value(target))
        for node in picture.nodes
        for name, target in node.targets
    )
    value = text_in("a column of a table", "value")
    heads = (
        text_in("a column of a table", "node"),
        # Translators: below it stand formulas; the node is in the column before.
        text_in("a column of a table", "is worked out as"),
        *mark,
    )
    return (
        *((Table((text_in("a column of a table", "given"), value), given),) if given else ()),
        Table(heads, nodes),
        *((Table((text_in("a column of a table", "target"), value), targets),) if targets else ()),
    )
