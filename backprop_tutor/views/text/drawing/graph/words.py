"""A graph in words: level by level what leads to what, and what no drawing of it says."""

from collections.abc import Iterator, Sequence

from backprop_tutor.blocks.pictures import Graph
from backprop_tutor.views.notation import notated, signed
from backprop_tutor.views.text.drawing.boxes import and_more, kept_arrows
from backprop_tutor.views.text.drawing.graph.boxes import told_in_full
from backprop_tutor.views.text.drawing.graph.levels import (
    Spot,
    levels_of,
    longest_way,
    narrowed,
    spots_of,
    without_middle,
)
from backprop_tutor.views.text.layout import TIE, ScreenRow, Signs, cells, wrap
from backprop_tutor.wording import text, text_listed_and, text_so_many, text_with_commas

_MOST_LEVELS = 24
_MOST_ON_A_LEVEL = 8
_MOST_ON_A_WAY = 12
_LEAST_ROOM = 16
"""Cells of a row in which levels are counted."""
_MOST_TIED = 24
"""Cells of a few words that stay in one row."""


def spots_in_words(picture: Graph) -> list[Spot]:
    """Return what is told of a graph that cannot be drawn; words have room for more."""
    return narrowed(without_middle(spots_of(picture), _MOST_LEVELS), _MOST_ON_A_LEVEL, picture.lit)


def by_level(spots: Sequence[Spot], picture: Graph, width: int, signs: Signs) -> list[ScreenRow]:
    """Return what goes in and, in the order of the levels, from what each node is worked out."""
    called = {spot.key: _called(spot, signs) for spot in spots}
    rows = _given(spots, picture, width, signs)
    levels = [row for row in levels_of(spots) if not all(map(_goes_in, row))]
    for level, row in enumerate(levels, start=1):
        number = f"{level}. " if width >= _LEAST_ROOM else ""
        for spot in (spot for spot in row if not _goes_in(spot)):
            senders = text_with_commas(_few([called[key] for key in spot.senders]))
            way = f"{senders} {_to(signs)} " if spot.senders else ""
            lit = not picture.lit.isdisjoint(spot.names)
            mark = f"{signs.lit} " if lit else ""
            told = text_with_commas(
                [_tied(each, width) for each in _told(spot, called[spot.key], picture, signs)]
            )
            words = [(mark, "lit"), (way, ""), (told, "lit" if lit else "value")]
            for part in wrap(words, width - len(number), "  "):
                rows.append(((number, ""), *part))
                number = " " * len(number)
    return rows


def way_through(spots: Sequence[Spot], signs: Signs) -> str:
    """Return the longest way, from what goes in to the last node: ``x → h1 → h2 → y``."""
    way = [_called(spot, signs) for spot in longest_way(spots)]
    if len(way) > _MOST_ON_A_WAY:
        half = _MOST_ON_A_WAY // 2
        way = [*way[:half], signs.ellipsis, *way[-half:]]
    return f" {_to(signs)} ".join(way)


def shared_parameters(picture: Graph) -> Iterator[str]:
    """Yield a sentence for each group of parameters that the same several nodes use."""
    for parameters, nodes in picture.shared():
        yield text_so_many(
            "{parameters} is one number, the same in {nodes}.",
            "{parameters} are the same numbers in {nodes}.",
            len(parameters),
            parameters=text_listed_and(_few(parameters)),
            nodes=text_listed_and(_few(nodes)),
        )


def missing_from(spots: Sequence[Spot], picture: Graph, *, in_boxes: bool) -> str:
    """Return how many numbers and nodes are left out; "" where none is.

    Where the nodes are told ``in_boxes``, those have no room for many weights.
    """
    count = sum(spot.gathered for spot in spots)
    for spot in spots if in_boxes else ():
        if spot.node is not None and spot.node.summed is not None:
            count += kept_arrows(spot.node.summed, picture.lit)[1]
    if not count:
        return ""
    return text_so_many(
        # Translators: a command follows.
        "{n} number or node is left out here. This names it:",
        "{n} numbers and nodes are left out here. This names them all:",
        count,
    )


def _few(names: Sequence[str]) -> list[str]:
    if len(names) <= _MOST_ON_A_LEVEL:
        return list(names)
    more = len(names) - _MOST_ON_A_LEVEL + 1
    return [*names[:-more], text_so_many("{n} more", "{n} more", more)]


def _called(spot: Spot, signs: Signs) -> str:
    return and_more(spot.gathered, signs) if spot.gathered else ", ".join(spot.names)


def _to(signs: Signs) -> str:
    return "→" if signs.unicode else "->"


def _goes_in(spot: Spot) -> bool:
    """Whether a spot is a number that goes in, or stands for several."""
    return spot.given is not None or (spot.node is None and not spot.senders)


def _given(spots: Sequence[Spot], picture: Graph, width: int, signs: Signs) -> list[ScreenRow]:
    inputs: list[str] = []
    parameters: list[str] = []
    for spot in filter(_goes_in, spots):
        number = "" if spot.given is None else signed(spot.given[1], signs)
        told = _tied(f"{_called(spot, signs)} {number}".rstrip(), width)
        (parameters if picture.learnt.issuperset(spot.names) else inputs).append(told)
    rows: list[ScreenRow] = []
    if inputs:
        row = notated(text("inputs: {inputs}", inputs=text_with_commas(inputs)), signs)
        rows += wrap([(row, "")], width, "  ")
    if parameters:
        told = text("parameters: {parameters}", parameters=text_with_commas(parameters))
        rows += wrap([(notated(told, signs), "")], width, "  ")
    return [*rows, ()] if rows else []


def _tied(words: str, width: int) -> str:
    return words.replace(" ", TIE) if cells(words) <= min(_MOST_TIED, width // 2) else words


def _told(spot: Spot, called: str, picture: Graph, signs: Signs) -> list[str]:
    """Return how a node is worked out, and its numbers."""
    if spot.node is None:
        return [called]
    box = told_in_full(spot.node, picture, signs, most=None, aligned=False)
    rows = list(box.rows)
    if not spot.node.activation or len(spot.names) > 1:
        return rows
    head = text("{node}: {activation}", node=called, activation=spot.node.activation)
    return [notated(head, signs), *rows]
