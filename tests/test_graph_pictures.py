"""The picture of a graph: goldens, and that every line leads where it should."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from thorough import some
from views_pages import expect_golden

from backprop_tutor.blocks.blocks import Figure
from backprop_tutor.blocks.pictures import Graph, NodePicture
from backprop_tutor.formula.expression import Name, Sum
from backprop_tutor.loader import load
from backprop_tutor.scenario.graph import Gate, Softmax
from backprop_tutor.teaching.lesson.network_picture import graph_picture, path_of
from backprop_tutor.views.markdown.markdown import document
from backprop_tutor.views.text.layout import ASCII, UNICODE, cells, text_of
from backprop_tutor.views.text.page import rows_of
from backprop_tutor.views.text.spoken.spoken import lines_of

CROSSED = str(Path(__file__).parent / "data" / "crossed.yaml")
PICTURES = {"circuit": "circuit", "skip": "skip", "crossed": CROSSED}
LIT = {"circuit": "x", "skip": "w5", "crossed": "w"}


def picture(name: str, *, lit: bool = False) -> Graph:
    scenario = load(PICTURES[name])
    return graph_picture(scenario, frozenset(path_of(LIT[name], scenario)) if lit else frozenset())


def drawn(shown: Graph, width: int = 80, *, unicode: bool = True) -> str:
    rows = rows_of(Figure(shown), width, UNICODE if unicode else ASCII)
    return "\n".join(text_of(row).rstrip() for row in rows) + "\n"


@pytest.mark.parametrize("lit", [False, True], ids=["dark", "lit"])
@pytest.mark.parametrize("name", PICTURES)
def test_goldens(name: str, lit: bool) -> None:
    shown = picture(name, lit=lit)
    end = "-lit" if lit else ""
    expect_golden(f"graph-{name}{end}.txt", drawn(shown, 120))
    expect_golden(f"graph-{name}{end}-ascii.txt", drawn(shown, 120, unicode=False))
    expect_golden(f"graph-{name}{end}-40.txt", drawn(shown, 40))
    expect_golden(
        f"graph-{name}{end}-plain.txt", "\n".join(lines_of(Figure(shown), UNICODE)) + "\n"
    )
    expect_golden(f"graph-{name}{end}.md", document([Figure(shown)]))


def test_a_large_graph_is_listed() -> None:
    text = drawn(graph_picture(load("micrograd")))
    assert "is worked out as" in text
    assert not set("╭╮╰╯") & set(text)


def test_each_output_of_a_softmax_shows_its_target() -> None:
    shares = Softmax(("p", "q"), (Name("a"), Name("x")))
    scenario = replace(
        load("circuit"),
        inputs={"x": Decimal(2)},
        nodes=(Gate("a", Sum((Name("x"), Name("x")))), shares),
        targets={"p": Decimal(1), "q": Decimal(0)},
        loss="cross_entropy",
        differentiate="",
    )
    shown = graph_picture(scenario)
    text, page = drawn(shown), document([Figure(shown)])
    spoken = lines_of(Figure(shown), UNICODE)
    for target in ("p 1", "q 0"):
        assert f"target of {target}" in text
        assert f"target of {target}" in page
        assert f"target of {target.replace(' ', ': ')}" in spoken


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Up to three numbers that go in and five nodes, each a sum of up to three of those above."""
    names = [f"i{k}" for k in range(draw(st.integers(1, 3)))]
    given_numbers = tuple((name, "1") for name in names)
    depths = dict.fromkeys(names, -1)
    nodes = []
    for k in range(draw(st.integers(1, 5))):
        senders = tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)))
        depth = 1 + max(depths[name] for name in senders)
        formula = Sum(tuple(map(Name, senders))) if len(senders) > 1 else Name(senders[0])
        nodes.append(NodePicture((f"n{k}",), ((f"n{k}", formula),), senders, depth))
        names.append(f"n{k}")
        depths[f"n{k}"] = depth
    return Graph(given_numbers, (), tuple(nodes))


STEPS = {"up": (0, -1), "right": (1, 0), "down": (0, 1), "left": (-1, 0)}
OPPOSITE = {"up": "down", "down": "up", "left": "right", "right": "left"}
WAYS = {
    "─": ("left", "right"), "│": ("up", "down"), "╮": ("left", "down"), "╯": ("left", "up"),
    "╭": ("right", "down"), "╰": ("right", "up"), "├": ("up", "down", "right"),
    "┤": ("up", "down", "left"), "┬": ("left", "right", "down"), "┴": ("left", "right", "up"),
    "┼": ("up", "right", "down", "left"),
}  # fmt: skip


def led_to(lines: list[str], start: tuple[int, int]) -> set[tuple[int, int]]:
    """Follow a line with a finger, to the right and never back along an arrow; return the heads."""

    def sign(x: int, y: int) -> str:
        return lines[y][x] if 0 <= y < len(lines) and 0 <= x < len(lines[y]) else " "

    heads, seen, waiting = set(), set(), [(*start, "right")]
    while waiting:
        x, y, way = waiting.pop()
        x, y = x + STEPS[way][0], y + STEPS[way][1]
        if (x, y, way) in seen:
            continue
        seen.add((x, y, way))
        here = sign(x, y)
        if here == "▶":
            heads.add((x, y))
        elif here == "│" and way in ("left", "right"):
            waiting.append((x, y, way))  # A trunk goes over this line.
        else:
            assert OPPOSITE[way] in WAYS.get(here, ()), (here, x, y, way)
            waiting += [(x, y, on) for on in WAYS[here] if on not in (OPPOSITE[way], "left")]
    return heads


@settings(deadline=None, max_examples=some(150))
@given(shown=graphs())
def test_every_line_leads_where_it_should(shown: Graph) -> None:
    """A finger on the lines out of a box finds the boxes that use it, and no others."""
    text = drawn(shown, 400)
    assume("is worked out as" not in text)
    lines = text.split("\n")
    assert max(map(cells, lines)) <= 400
    boxes: dict[str, tuple[int, int, int]] = {}
    for y, line in enumerate(lines):
        for found in re.finditer(r"[│├] +(i\d+|n\d+)(?:  1| = [^│├]*?) +[│├]", line):
            boxes[found[1]] = (y, found.start(), found.end() - 1)
    assert len(boxes) == len(shown.given) + len(shown.nodes)
    for name, (y, _, right) in boxes.items():
        users = {node.names[0] for node in shown.nodes if name in node.senders}
        starts = [
            (right, row)
            for row in range(y - 3, y + 4)
            if 0 <= row < len(lines) and right < len(lines[row]) and lines[row][right] == "├"
        ]
        reached = set()
        for start in starts:
            for x, row in led_to(lines, start):
                near = [
                    other
                    for other, (middle, left, _) in boxes.items()
                    if left == x + 1 and -3 <= row - middle <= 3
                ]
                reached.add(min(near, key=lambda other: abs(boxes[other][0] - row)))
        assert reached == users, (name, text)
