"""A graph as tables: what is given, and what each node is worked out as."""

from backprop_tutor.blocks.blocks import Inline, Table, Value
from backprop_tutor.blocks.pictures import Graph
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name


def tables(picture: Graph) -> tuple[Table, ...]:
    """Return the tables of a graph; what is on a path is marked."""
    given = tuple((Name(name), Value(number)) for name, number in picture.numbers())
    mark: tuple[Inline, ...] = ("on the way",) if picture.lit else ()
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
    return (
        *((Table(("given", "value"), given),) if given else ()),
        Table(("node", "is worked out as", *mark), nodes),
        *((Table(("target", "value"), targets),) if targets else ()),
    )
