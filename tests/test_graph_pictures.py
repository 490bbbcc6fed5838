"""The picture of a graph: goldens, and that every line leads where it should, at every width."""

import re
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from thorough import some
from views_pages import expect_golden

from backprop_tutor.blocks.blocks import Figure
from backprop_tutor.blocks.pictures import Arrow, Graph, NeuronPicture, NodePicture
from backprop_tutor.formula.expression import Call, Name, Sum
from backprop_tutor.loader import load
from backprop_tutor.scenario.graph import Gate, Softmax
from backprop_tutor.teaching.lesson.network_picture import graph_picture, path_of
from backprop_tutor.views.markdown.markdown import document
from backprop_tutor.views.text.drawing.graph.across import drawn_across
from backprop_tutor.views.text.drawing.graph.down import drawn_down
from backprop_tutor.views.text.drawing.graph.words import spots_in_words
from backprop_tutor.views.text.layout import ASCII, UNICODE, cells, margin_of, text_of
from backprop_tutor.views.text.page import rows_of
from backprop_tutor.views.text.spoken.spoken import lines_of

CROSSED = str(Path(__file__).parent / "data" / "crossed.yaml")
PICTURES = {"circuit": "circuit", "skip": "skip", "crossed": CROSSED}
GRAPHS = Path(__file__).parent / "data" / "graphs"
KINDS = sorted(path.stem for path in GRAPHS.glob("*.yaml"))
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


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_at_80_columns(kind: str) -> None:
    """Residual, recurrent, convolution, attention, LSTM, norms: drawn and told, all numbers."""
    scenario = load(str(GRAPHS / f"{kind}.yaml"))
    shown = graph_picture(scenario)
    text = drawn(shown)
    assert max(map(cells, text.split("\n"))) <= 80
    expect_golden(f"graph-{kind}-80.txt", text)
    expect_golden(f"graph-{kind}-40.txt", drawn(shown, 40))
    spoken = "\n".join(lines_of(Figure(shown), UNICODE)) + "\n"
    expect_golden(f"graph-{kind}-plain.txt", spoken)
    for name, number in {**scenario.inputs, **scenario.parameters}.items():
        told = f"{name} {number}".replace("-", "−")
        assert told in spoken
        # Some rows of a box align their numbers.
        assert re.search(rf"\b{told.replace(' ', ' +')}", text), told


def test_numbers_worked_out_so_far_are_drawn() -> None:
    scenario = load(str(GRAPHS / "lstm.yaml"))
    worked = {"f": (("out", "0.6248"), ("δ", "-0.002")), "c": (("value", "0.5"),)}
    shown = graph_picture(scenario, worked=worked)
    for text in (drawn(shown), drawn(shown, 40), "\n".join(lines_of(Figure(shown), UNICODE))):
        assert {"0.6248", "−0.002"} <= set(re.findall(r"−?\d\.\d+", text))


def test_the_longest_way_is_told() -> None:
    """A number that goes in stands just above its first use: it may be one level above the last."""
    shown = graph_picture(load(str(GRAPHS / "recurrent.yaml")))
    assert "the longest way: x1, h1, h2, h3, y" in lines_of(Figure(shown), UNICODE)


def test_weights_that_a_box_has_no_room_for_are_counted() -> None:
    senders = tuple(f"x{k}" for k in range(1, 10))
    arrows = tuple(Arrow(f"w{k}", f"0.{k}", sender) for k, sender in enumerate(senders, start=1))
    node = NodePicture(("y",), (), senders, 0, NeuronPicture("y", arrows), "tanh")
    shown = Graph(tuple((name, "1") for name in senders), (), (node,), whole="tutor show")
    text = " ".join(drawn(shown, 120).split())
    assert "… 7 more" in text
    assert "7 numbers and nodes are left out here. This names them all: tutor show" in text
    spoken = "\n".join(lines_of(Figure(shown), UNICODE))
    assert all(f"{arrow.weight} {arrow.number} from" in spoken for arrow in arrows)
    # In words, where the boxes are too small for them, there is room for each.
    assert all(f"{arrow.weight} {arrow.number}" in drawn(shown, 60) for arrow in arrows)


def test_parameters_are_what_goes_in_where_nothing_else_does() -> None:
    shown = replace(
        load("circuit"), inputs={}, parameters={name: Decimal(2) for name in ("x", "y", "z")}
    )
    assert [name for name, _ in graph_picture(shown).given] == ["x", "y", "z"]


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
def graphs(draw: st.DrawFn, most: int = 5) -> Graph:
    """Up to three numbers that go in and some nodes, each a sum of up to three of those above."""
    names = [f"i{k}" for k in range(draw(st.integers(1, 3)))]
    given_numbers = tuple((name, "1") for name in names)
    depths = dict.fromkeys(names, -1)
    nodes = []
    for k in range(draw(st.integers(1, most))):
        senders = tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)))
        depth = 1 + max(depths[name] for name in senders)
        formula = Sum(tuple(map(Name, senders))) if len(senders) > 1 else Name(senders[0])
        nodes.append(NodePicture((f"n{k}",), ((f"n{k}", formula),), senders, depth))
        names.append(f"n{k}")
        depths[f"n{k}"] = depth
    return Graph(given_numbers, (), tuple(nodes), whole="tutor show")


STEPS = {"up": (0, -1), "right": (1, 0), "down": (0, 1), "left": (-1, 0)}
OPPOSITE = {"up": "down", "down": "up", "left": "right", "right": "left"}
WAYS = {
    "─": ("left", "right"), "│": ("up", "down"), "╮": ("left", "down"), "╯": ("left", "up"),
    "╭": ("right", "down"), "╰": ("right", "up"), "├": ("up", "down", "right"),
    "┤": ("up", "down", "left"), "┬": ("left", "right", "down"), "┴": ("left", "right", "up"),
    "┼": ("up", "right", "down", "left"),
}  # fmt: skip


def led_to(lines: list[str], start: tuple[int, int], forward: str) -> set[tuple[int, int]]:
    """Follow a line with a finger, forward and never back along an arrow; return the heads."""

    def sign(x: int, y: int) -> str:
        return lines[y][x] if 0 <= y < len(lines) and 0 <= x < len(lines[y]) else " "

    heads, seen, waiting = set(), set(), [(*start, forward)]
    while waiting:
        x, y, way = waiting.pop()
        x, y = x + STEPS[way][0], y + STEPS[way][1]
        if (x, y, way) in seen:
            continue
        seen.add((x, y, way))
        here = sign(x, y)
        if here in "▶▼":
            heads.add((x, y))
        elif here == "│" and way in ("left", "right"):
            waiting.append((x, y, way))  # A line that goes down goes over this one.
        else:
            assert OPPOSITE[way] in WAYS.get(here, ()), (here, x, y, way)
            back = (OPPOSITE[way], OPPOSITE[forward])
            waiting += [(x, y, on) for on in WAYS[here] if on not in back]
    return heads


@settings(deadline=None, max_examples=some(100))
@given(shown=graphs())
def test_every_line_across_leads_where_it_should(shown: Graph) -> None:
    """A finger on the lines out of a box finds the boxes that use it, and no others."""
    rows = drawn_across(shown, 400, UNICODE)
    assume(rows is not None)
    assert rows is not None
    lines = [text_of(row).rstrip() for row in rows]
    text = "\n".join(lines)
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
            for x, row in led_to(lines, start, "right"):
                near = [
                    other
                    for other, (middle, left, _) in boxes.items()
                    if left == x + 1 and -3 <= row - middle <= 3
                ]
                reached.add(min(near, key=lambda other: abs(boxes[other][0] - row)))
        assert reached == users, (name, text)


def boxes_in(lines: list[str]) -> dict[str, tuple[int, int, int, int]]:
    """Return left, right, top and bottom of each box by what it says first."""
    found = {}
    for y, line in enumerate(lines):
        for top in re.finditer("╭─+╮", line):
            left, right = top.start(), top.end() - 1
            below = [k for k in range(y + 1, len(lines)) if lines[k][left : left + 1] == "╰"]
            inside = lines[y + 1][left + 1 : right].strip()
            named = re.match(r"[in]\d+", inside)
            found[named[0] if named else inside] = (left, right, y, below[0])
    return found


@settings(deadline=None, max_examples=some(100))
@given(shown=graphs(most=12), width=st.sampled_from([20, 30, 40, 76, 400]))
def test_every_line_down_leads_where_it_should(shown: Graph, width: int) -> None:
    """So it is at every width: of what is gathered in a box, the box has all the lines."""
    drawing = drawn_down(shown, width, UNICODE)
    assume(drawing is not None)
    assert drawing is not None
    called = {
        spot.key: f"… {spot.gathered} more" if spot.gathered else spot.names[0]
        for spot in drawing.spots
    }
    assume(len(set(called.values())) == len(called))  # Else a finger cannot tell two boxes apart.
    lines = [text_of(row).rstrip() for row in drawing.rows]
    assert max(map(cells, lines)) <= width
    boxes = boxes_in(lines)
    assert boxes.keys() == set(called.values())
    for spot in drawing.spots:
        users = {called[other.key] for other in drawing.spots if spot.key in other.senders}
        left, right, _, bottom = boxes[called[spot.key]]
        stems = [x for x in range(left, right + 1) if lines[bottom][x] == "┬"]
        assert len(stems) == bool(users)
        reached = {
            name
            for stem in stems
            for x, y in led_to(lines, (stem, bottom), "down")
            for name, (start, end, top, _) in boxes.items()
            if top == y + 1 and start < x < end
        }
        assert reached == users, (spot.key, "\n".join(lines))


@pytest.mark.slow
@settings(deadline=None, max_examples=some(40))
@given(shown=graphs(most=40), width=st.sampled_from([20, 30, 40, 60, 80, 120]))
def test_nothing_is_lost_at_any_width(shown: Graph, width: int) -> None:
    """Each number, node and arrow is drawn or said, or counted among what is left out."""
    text = drawn(shown, width)
    assert max(map(cells, text.split("\n"))) <= width
    assert text == drawn(shown, width)
    inside = width - 2 * len(margin_of(width))
    if drawn_across(shown, inside, UNICODE) is not None:
        return  # All of it is drawn.
    drawing = drawn_down(shown, inside, UNICODE)
    spots = spots_in_words(shown) if drawing is None else drawing.spots
    everything = {*(name for name, _ in shown.given), *(node.names[0] for node in shown.nodes)}
    key_of = {name: spot.key for spot in spots for name in spot.names}
    assert sorted(name for spot in spots for name in spot.names) == sorted(everything)
    one_line = " ".join(text.split())
    out = sum(spot.gathered for spot in spots)
    assert (
        f"{out} numbers and nodes are left out here. This names them all: tutor show" in one_line
    ) == bool(out)
    for spot in spots:
        if not spot.gathered:
            assert re.search(rf"\b{spot.names[0]}\b", text)
    arrows = {(sender, spot.key) for spot in spots for sender in spot.senders}
    assert arrows == {
        (key_of[name], key_of[node.names[0]])
        for node in shown.nodes
        for name in node.senders
        if key_of[name] != key_of[node.names[0]]
    }
    assert all(
        next(one.level for one in spots if one.key == sender) < spot.level
        for spot in spots
        for sender in spot.senders
    )


@pytest.mark.parametrize("near", [6, 200], ids=["deep", "tangled"])
def test_two_hundred_nodes_are_no_wait(near: int) -> None:
    names = ["x", "y"]
    depths = dict.fromkeys(names, -1)
    nodes = []
    for k in range(200):
        reach = names[-near:]
        senders = tuple(dict.fromkeys(reach[(k * step) % len(reach)] for step in (1, 5, 7)))
        depth = 1 + max(depths[name] for name in senders)
        node = NodePicture(
            (f"n{k}",), ((f"n{k}", Call("max", tuple(map(Name, senders)))),), senders, depth
        )
        nodes.append(node)
        names.append(f"n{k}")
        depths[f"n{k}"] = depth
    shown = Graph((("x", "1"), ("y", "2")), (), tuple(nodes), whole="tutor show")
    start = time.process_time()
    rows = rows_of(Figure(shown), 80, UNICODE)
    assert time.process_time() - start < 0.5  # It takes 0.15 s; a busy machine has its air.
    assert max(cells(text_of(row)) for row in rows) <= 80
