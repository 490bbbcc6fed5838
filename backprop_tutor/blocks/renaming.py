"""Shows blocks under other names: of one sample among several, or in another notation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, assert_never

from backprop_tutor.blocks.blocks import (
    Bar,
    Blank,
    Block,
    Bullets,
    Equation,
    Figure,
    Folded,
    Inline,
    Link,
    MatrixEquation,
    Prose,
    Side,
    Table,
    Value,
    WithNumbers,
)
from backprop_tutor.formula.expression import Call, Expr, Name, transform
from backprop_tutor.formula.names import is_net
from backprop_tutor.maths.notation import Naming, naming
from backprop_tutor.scenario.scenario import Notation, Scenario

if TYPE_CHECKING:
    from backprop_tutor.blocks.curves import Curves
    from backprop_tutor.blocks.matrices import Term
    from backprop_tutor.blocks.pictures import Chain, Graph, Network, NodePicture


def by(table: Mapping[str, str]) -> Naming:
    """Return the naming that a table says; what is not in it stays."""
    return lambda name: table.get(name, name)


def blocks(shown: tuple[Block, ...], names: Naming) -> tuple[Block, ...]:
    """Return blocks with other names in their mathematics; words stay."""
    return tuple(_block(block, names) for block in shown)


def in_notation(shown: Iterable[Block], scenario: Scenario) -> Iterator[Block]:
    """Yield blocks with their names as the scenario wants them shown."""
    if scenario.notation is Notation.NET_OUT:  # They are called so already.
        return iter(shown)
    return (_block(block, naming(scenario)) for block in shown)


def _block(block: Block, names: Naming) -> Block:
    match block:
        case Prose(parts=parts):
            return replace(block, parts=_inlines(parts, names))
        case Bullets(items=items):
            return replace(block, items=tuple(_inlines(item, names) for item in items))
        case Equation(left=left, right=right):
            return Equation(_side(left, names), tuple(_side(side, names) for side in right))
        case MatrixEquation(left=left, right=right):
            return replace(
                block,
                left=_term(left, names),
                right=tuple(_term(term, names) for term in right),
            )
        case Table(heads=heads, rows=rows):
            return _table(heads, rows, names)
        case Figure(picture=picture):
            return Figure(_picture(picture, names))
        case Folded(summary=summary, blocks=within):
            return Folded(_inlines(summary, names), blocks(within, names))
        case _:
            assert_never(block)


def _picture(
    picture: "Network | Graph | Chain | Curves", names: Naming
) -> "Network | Graph | Chain | Curves":
    from backprop_tutor.blocks.curves import Curves
    from backprop_tutor.blocks.pictures import Chain, Graph, Network

    match picture:
        case Chain(links=links, asked=asked):
            # dE_total/dw5 is dE_total/dw5[2] where w5 itself is w5_new[1].
            return replace(picture, links=tuple(map(names, links)), asked=names(asked))
        case Curves():
            return _curves(picture, names)
        case Graph(nodes=nodes):  # Names of nodes stay.
            return replace(picture, nodes=tuple(_node(node, names) for node in nodes))
        case Network():
            return picture
        case _:
            assert_never(picture)


def _node(node: "NodePicture", names: Naming) -> "NodePicture":
    formulas = ((names(name), _renamed(formula, names)) for name, formula in node.formulas)
    return node._replace(formulas=tuple(formulas))


def _curves(drawn: "Curves", names: Naming) -> "Curves":
    from backprop_tutor.blocks.curves import Curve, Mark

    return replace(
        drawn,
        across=_inline(drawn.across, names),
        up=_inline(drawn.up, names),
        curves=tuple(
            Curve(_inlines(curve.label, names), curve.points, curve.dotted)
            for curve in drawn.curves
        ),
        told=_table(drawn.told.heads, drawn.told.rows, names),
        marks=tuple(Mark(_inlines(mark.label, names), mark.at) for mark in drawn.marks),
    )


def _table(heads: tuple[Inline, ...], rows: tuple[tuple[Inline, ...], ...], names: Naming) -> Table:
    return Table(_inlines(heads, names), tuple(_inlines(row, names) for row in rows))


def _term(term: "Term", names: Naming) -> Any:
    from backprop_tutor.blocks.matrices import Entry, Matrix, Operator

    match term:
        case Matrix(rows=rows):
            return replace(
                term, rows=tuple(tuple(_term(entry, names) for entry in row) for row in rows)
            )
        case Entry(named=named, number=number):
            shown = None if number is None else _side(number, names)
            return Entry(_renamed(named, names), shown)
        case Operator():
            return term
        case _:
            assert_never(term)


def _inlines(parts: tuple[Inline, ...], names: Naming) -> tuple[Inline, ...]:
    return tuple(_inline(part, names) for part in parts)


def _inline(part: Inline, names: Naming) -> Inline:
    if isinstance(part, Blank):  # It keeps its own name: by it, it is found again.
        return part if part.named is None else Blank(part.quantity, _renamed(part.named, names))
    if isinstance(part, str | Bar | Link):
        return part
    return _side(part, names)


def _side(side: Side, names: Naming) -> Side:
    match side:
        case Value():
            return side
        case WithNumbers(formula, numbers, because):
            return WithNumbers(
                _renamed(formula, names),
                {names(name): number for name, number in numbers.items()},
                tuple(_renamed(comparison, names) for comparison in because),
            )
        case _:
            return _renamed(_of_own_net(side, names), names)


def _of_own_net(formula: Expr, names: Naming) -> Expr:
    """Leave a softmax its own net input alone where the new names do not tell that it is one."""

    def change(part: Expr) -> Expr:
        match part:
            case Call("softmax", (Name(id=net), *_)) if is_net(net) and not is_net(names(net)):
                return Call("softmax", (Name(net),))
            case _:
                return part

    return transform(formula, change)


def _renamed(formula: Expr, names: Naming) -> Expr:
    return transform(formula, lambda part: Name(names(part.id)) if isinstance(part, Name) else part)
