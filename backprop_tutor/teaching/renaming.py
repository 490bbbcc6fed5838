"""Shows blocks under other names: of one sample among several, or in another notation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, assert_never

from backprop_tutor.expression import rename
from backprop_tutor.teaching.pictures import Chain, Graph, Network
from backprop_tutor.teaching.step import (
    Bar,
    Block,
    Curves,
    Entry,
    Equation,
    Figure,
    Inline,
    Matrix,
    MatrixEquation,
    Operator,
    Prose,
    Side,
    Step,
    Table,
    Value,
    WithNumbers,
)

Names = Mapping[str, str]


def step(one: Step, names: Names) -> Step:
    """Return a step with other names in all that it shows and asks."""
    return replace(
        one,
        name=names.get(one.name, one.name),
        opening=blocks(one.opening, names),
        setting=blocks(one.setting, names),
        known=blocks(one.known, names),
        hints=tuple(blocks(hint, names) for hint in one.hints),
        why=blocks(one.why, names),
        working=blocks(one.working, names),
    )


def blocks(shown: tuple[Block, ...], names: Names) -> tuple[Block, ...]:
    """Return blocks with other names in their mathematics; words stay."""
    return tuple(_block(block, names) for block in shown)


def _block(block: Block, names: Names) -> Block:
    match block:
        case Prose(parts=parts):
            return replace(block, parts=_inlines(parts, names))
        case Equation(left=left, right=right):
            return Equation(_side(left, names), tuple(_side(side, names) for side in right))
        case MatrixEquation(left=left, right=right):
            return replace(
                block,
                left=_term(left, names),
                right=tuple(_term(term, names) for term in right),
            )
        case Table(heads=heads, rows=rows):
            return Table(_inlines(heads, names), tuple(_inlines(row, names) for row in rows))
        case Figure(picture=picture):
            return Figure(_picture(picture, names))
        case _:
            assert_never(block)


def _picture(
    picture: Network | Graph | Chain | Curves, names: Names
) -> Network | Graph | Chain | Curves:
    match picture:
        case Chain(links=links):
            return replace(picture, links=tuple(names.get(link, link) for link in links))
        case Network() | Graph() | Curves():  # Names of nodes stay, and no step shows curves.
            return picture
        case _:
            assert_never(picture)


def _term(term: Matrix | Entry | Operator, names: Names) -> Any:
    match term:
        case Matrix(rows=rows):
            return replace(
                term, rows=tuple(tuple(_term(entry, names) for entry in row) for row in rows)
            )
        case Entry(named=named, number=number):
            shown = None if number is None else _side(number, names)
            return Entry(rename(named, names), shown)
        case Operator():
            return term
        case _:
            assert_never(term)


def _inlines(parts: tuple[Inline, ...], names: Names) -> tuple[Inline, ...]:
    return tuple(part if isinstance(part, str | Bar) else _side(part, names) for part in parts)


def _side(side: Side, names: Names) -> Side:
    match side:
        case Value():
            return side
        case WithNumbers(formula=formula, numbers=numbers):
            return WithNumbers(
                rename(formula, names),
                {names.get(name, name): number for name, number in numbers.items()},
            )
        case _:
            return rename(side, names)
