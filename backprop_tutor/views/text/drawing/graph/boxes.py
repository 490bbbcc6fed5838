"""What stands in the box of a node of a graph, in five sizes: from all of it to its name alone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto

from backprop_tutor.blocks.pictures import Graph, NodePicture
from backprop_tutor.formula.expression import Call, Name
from backprop_tutor.views.notation import notated, signed
from backprop_tutor.views.text.ascii import ascii_text
from backprop_tutor.views.text.drawing.boxes import Box, and_more, input_boxes, neuron_box
from backprop_tutor.views.text.drawing.graph.levels import Spot
from backprop_tutor.views.text.layout import TIE, Signs, cells, text_of, tied, wrap
from backprop_tutor.wording import between_arguments, text

_NARROW, _SLIM = 24, 16
"""Cells of a formula in a narrow box; it goes on in the next row."""


class Size(Enum):
    """How much stands in a box; what does not is told in words."""

    WIDE = auto()
    NARROW = auto()
    SLIM = auto()
    VALUES = auto()
    """The name, the activation and what has been worked out."""
    NAMES = auto()

    @property
    def tells_all(self) -> bool:
        """Whether a box says how its node is worked out."""
        return self in (Size.WIDE, Size.NARROW, Size.SLIM)


def box_of(spot: Spot, picture: Graph, size: Size, width: int, signs: Signs) -> Box:
    """Return the box of a spot, if need be with its formula in several rows."""
    if spot.node is not None:
        return _node_box(spot.node, picture, size, width, signs)
    if spot.given is None:
        lit = not picture.lit.isdisjoint(spot.names)
        row = and_more(spot.gathered, signs)
        return Box("", (row,), lit=lit, titled=False, pad=_pad(size))
    (box,) = input_boxes([spot.given], picture.lit, signs)
    if size.tells_all:
        return replace(box, pad=_pad(size))
    name, number = spot.given
    rows = (name, signed(number, signs)) if number and size is Size.VALUES else (name,)
    return replace(box, rows=rows, pad=0)


def _pad(size: Size) -> int:
    return 1 if size is Size.WIDE else 0


def _node_box(node: NodePicture, picture: Graph, size: Size, width: int, signs: Signs) -> Box:
    lit = not picture.lit.isdisjoint(node.names)
    match size:
        case Size.WIDE:
            return told_in_full(node, picture, signs, most=width - 4)
        case Size.NARROW | Size.SLIM:
            most = min(_NARROW if size is Size.NARROW else _SLIM, width - 2)
            box = told_in_full(node, picture, signs, most=most, aligned=False)
            return replace(box, pad=0)
        case Size.VALUES:
            worked = tuple(_row(name, number, signs) for name, number in node.all_worked())
            if node.activation and len(node.names) == 1:
                told = text("{node}: {activation}", node=node.names[0], activation=node.activation)
                return Box(
                    node.names[0], (notated(told, signs), *worked), lit=lit, titled=False, pad=0
                )
            return Box(
                node.names[0], (", ".join(node.names), *worked), lit=lit, titled=False, pad=0
            )
        case Size.NAMES:
            return Box(node.names[0], (", ".join(node.names),), lit=lit, titled=False, pad=0)


def told_in_full(
    node: NodePicture, picture: Graph, signs: Signs, *, most: int | None, aligned: bool = True
) -> Box:
    """Return the box that says how a node is worked out, with all numbers that only it shows.

    A formula of more than ``most`` cells takes several rows, and of many weights some are left out;
    without a limit all are there, in one row each.
    """
    if node.summed is not None:
        box = neuron_box(
            node.summed,
            picture.lit,
            signs,
            with_targets=True,
            is_aligned=aligned,
            is_whole=most is None,
        )
        title = text("{node}: {activation}", node=box.name, activation=node.activation)
        return replace(box, title=notated(title, signs))
    rows: list[str] = []
    for line in _lines(node, signs):
        if most is None:
            rows.append(line)
        else:
            # What cannot be parted is not cut: the box is wider, or stands in a smaller size.
            room = max(most, *(2 + cells(part) for part in re.split(r"[ ·*]", line)))
            folded = wrap([(tied(line, room), "")], room, "  ")
            rows += [text_of(row).replace(TIE, " ") for row in folded]
    lit_rows = set()
    widest = max((len(name) for name, _ in node.parameters), default=0) if aligned else 0
    for name, number in node.parameters:
        if name in picture.lit:
            lit_rows.add(len(rows))
        rows.append(f"{name.ljust(widest)} {' ' if aligned else ''}{signed(number, signs)}")
    rows += told_targets(node, signs)
    rows += [_row(name, number, signs) for name, number in node.all_worked()]
    lit = not picture.lit.isdisjoint(node.names)
    titled = bool(node.activation)
    return Box(", ".join(node.names), tuple(rows), frozenset(lit_rows), lit=lit, titled=titled)


def _lines(node: NodePicture, signs: Signs) -> Iterator[str]:
    """Yield each quantity of a node with its formula; those of a softmax are all in one."""
    shares: list[str] = []
    over: list[str] = []
    for name, formula in node.formulas:
        match formula:
            case Call("softmax", (_, *nets)) if nets:
                shares.append(notated(Name(name), signs))
                over = [notated(net, signs) for net in nets]
            case _:
                yield f"{notated(Name(name), signs)} = {notated(formula, signs)}"
    if shares:
        yield f"{', '.join(shares)} = softmax({between_arguments().join(over)})"


def told_targets(node: NodePicture, signs: Signs) -> list[str]:
    """Return what each name of a node should give, as far as it has a target."""
    rows = []
    for name, target in node.targets:
        number = signed(target, signs)
        told = text("target {number}", number=number)
        if len(node.names) > 1:
            told = text("target of {node} {number}", node=name, number=number)
        rows.append(notated(told, signs))
    return rows


def _row(name: str, number: str, signs: Signs) -> str:
    return f"{name if signs.unicode else ascii_text(name)} {signed(number, signs)}"
