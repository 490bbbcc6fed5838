"""What an author most likely overlooked: each kind where it is there, silence where it is not."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from backprop_tutor import cli
from backprop_tutor.loader import load_text
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.authoring.oversights import oversights
from backprop_tutor.teaching.authoring.oversights_page import sentence
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.subject.target_reach import ranges
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of

LAYERS = """\
version: 1
title: T
inputs: {x1: 0.5, x2: 0.1}
targets: {y: 0.9}
layers:
  - neurons: [h1, h2]
    activation: sigmoid
    weights: [[0.15, 0.2], [0.25, 0.3]]
    biases: [0.35, 0.4]
  - neurons: [y]
    activation: sigmoid
    weights: [[0.4, 0.45]]
loss: half_squared_error
learning_rate: 0.5
"""
GRAPH = """\
version: 1
title: T
inputs: {x: 0.5, u: 2}
parameters: {w: 0.4, b: 0.1, v: 0.3}
nodes:
  - h = tanh(w*x + b*u)
  - y = v*h
targets: {y: 0.5}
loss: half_squared_error
learning_rate: 0.1
"""
H, Y = "- h = tanh(w*x + b*u)", "- y = v*h"
TWINS = {"[[0.15, 0.2], [0.25, 0.3]]": "[[0.15, 0.2], [0.15, 0.2]]", "[0.35, 0.4]": "[0.4, 0.4]"}
SAME_BEHIND = {**TWINS, "[[0.4, 0.45]]": "[[0.4, 0.4]]"}
LAST = "    activation: sigmoid\n    weights: [[0.4"
STAY = "they stay equal however long they learn"
SEEM = "whoever takes one for the other is not found out"

FOUND: list[tuple[str, Mapping[str, str], list[tuple[str, tuple[str, ...], str]]]] = [
    (LAYERS, {}, []),
    (GRAPH, {}, []),
    # Text that YAML cuts off.
    (GRAPH, {"title: T": "title: T #1"}, [("text-cut-off", (), "Line 2: title ends before '#1'")]),
    # What nothing uses, or nothing comes of.
    (
        GRAPH,
        {" + b*u": " + b"},
        [("unused-input", ("u",), "The input u is used by no node.")],
    ),
    (
        GRAPH,
        {"w*x + b*u": "w*0.5", "v: 0.3": "v: 0.3, z: 1"},
        [
            ("unused-input", ("x", "u"), "The inputs x and u are used by no node."),
            ("unused-parameter", ("b", "z"), "so they never learn"),
        ],
    ),
    (
        GRAPH,
        {Y: f"{Y}\n  - z = b*h\n  - q = z + x"},
        [("unused-node", ("z", "q"), "Nothing comes of the nodes z and q: no way leads from them")],
    ),
    (
        GRAPH,
        {"v: 0.3": "v: 0.3, c: 1", Y: f"{Y}\n  - z = c*h"},
        [("unused-node", ("z",), "no way leads from it to E_total, so nothing teaches c either")],
    ),
    (
        GRAPH,
        {
            Y: f"{Y}\n  - z = 2*h",
            "targets: {y: 0.5}\nloss: half_squared_error": "differentiate: y",
        },
        [("unused-node", ("z",), "no way leads from it to y.")],
    ),
    # In the loss that an author wrote, a name is used.
    (
        GRAPH,
        {"v: 0.3": "v: 0.3, c: 1", "loss: half_squared_error": "loss: {E_y: (t_y - y)^2 + c^2}"},
        [],
    ),
    # Targets.
    (
        LAYERS,
        {"{y: 0.9}": "{y: 5}"},
        [("target-out-of-reach", ("y",), "The target 5 of y is out of reach: y stays between 0")],
    ),
    (
        LAYERS,
        {"{y: 0.9}": "{y: -0.5}", LAST: LAST.replace("sigmoid", "relu")},
        [("target-out-of-reach", ("y",), "The target −0.5 of y is out of reach: y is at least 0")],
    ),
    (LAYERS, {"{y: 0.9}": "{y: 7}", LAST: LAST.replace("sigmoid", "relu")}, []),
    (LAYERS, {"{y: 0.9}": "{y: 0}", LAST: LAST.replace("sigmoid", "relu")}, []),
    (LAYERS, {"{y: 0.9}": "{y: 5}", LAST: LAST.replace("sigmoid", "linear")}, []),
    (
        LAYERS,
        {"{y: 0.9}": "{y: 1}"},
        [("target-at-the-edge", ("y",), "is at the edge of sigmoid and reached only in the limit")],
    ),
    (
        LAYERS,
        {"{y: 0.9}": "{y: -1}", LAST: LAST.replace("sigmoid", "tanh")},
        [("target-at-the-edge", ("y",), "The target −1 of y is at the edge of tanh")],
    ),
    # Of yes or no, 0 and 1 are what is usual.
    (LAYERS, {"{y: 0.9}": "{y: 1}", "half_squared_error": "binary_cross_entropy"}, []),
    (
        LAYERS,
        {"{y: 0.9}": "{y: 5}", "loss: half_squared_error": "loss: {E_y: (t_y - y)^4}"},
        [],
    ),
    # A node that is a formula: by the arithmetic of intervals.
    (
        GRAPH,
        {Y: "- y = 2*h - v*0 + 1", "{y: 0.5}": "{y: 4}"},
        [],
    ),
    (
        GRAPH,
        {Y: "- y = 2*h + 1", "{y: 0.5}": "{y: 4}"},
        [
            ("unused-parameter", ("v",), "so it never learns"),
            ("target-out-of-reach", ("y",), "y stays between −1 and 3"),
        ],
    ),
    (
        GRAPH,
        {Y: "- y = exp(v*h)", "{y: 0.5}": "{y: -1}"},
        [("target-out-of-reach", ("y",), "y is at least 0")],
    ),
    (
        GRAPH,
        {Y: "- y = -((v*h)^2)", "{y: 0.5}": "{y: 1}"},
        [("target-out-of-reach", ("y",), "y is at most 0")],
    ),
    # Twins.
    (LAYERS, TWINS, [("twin-neurons", ("h1", "h2"), SEEM)]),
    (LAYERS, SAME_BEHIND, [("twin-neurons", ("h1", "h2"), STAY)]),
    (
        LAYERS,
        {**SAME_BEHIND, "learning_rate: 0.5": "learning_rate: 0.5\nfrozen: [w1]"},
        [("twin-neurons", ("h1", "h2"), SEEM)],
    ),
    (
        GRAPH,
        {H: "- h = tanh(w*x + b*u)\n  - k = tanh(b*u + w*x)", Y: "- y = v*h + w*k"},
        [("twin-neurons", ("h", "k"), SEEM)],
    ),
    # One formula twice shares its weights on purpose; another input is another neuron.
    (GRAPH, {H: f"{H}\n  - k = tanh(w*x + b*u)", Y: "- y = v*h + v*k"}, []),
    (
        GRAPH,
        {H: "- h = tanh(w*x)\n  - k = tanh(b*u)", "b: 0.1": "b: 0.4", Y: "- y = v*h + v*k"},
        [],
    ),
    # Net inputs of 0, exactly as written: 0.3·0.5 + 0.1 − 0.25 leaves a rest in floats.
    (
        GRAPH,
        {H: "- h = tanh(w*x + b - 0.25*u/2)", "w: 0.4": "w: 0.3"},
        [("zero-net-input", ("net_h",), "net_h is exactly 0, and so it is after many a mistake")],
    ),
    (
        GRAPH,
        {H: "- h = relu(w*x + b - 0.25*u/2)", "w: 0.4": "w: 0.3"},
        [("zero-net-input", ("net_h",), "net_h is exactly 0, where relu bends")],
    ),
]


def _changed(contents: str, edits: Mapping[str, str]) -> Scenario:
    for old, new in edits.items():
        assert old in contents
        contents = contents.replace(old, new, 1)
    return load_text(contents, "t.yaml")


@pytest.mark.parametrize(("contents", "edits", "expected"), FOUND, ids=range(len(FOUND)))
def test_what_is_overlooked_is_told(
    contents: str, edits: Mapping[str, str], expected: list[tuple[str, tuple[str, ...], str]]
) -> None:
    found = oversights(subject_of(_changed(contents, edits)))
    assert [(one.id, one.names) for one in found] == [(id_, names) for id_, names, _ in expected]
    for one, (_, _, said) in zip(found, expected, strict=True):
        assert said in " ".join(lines_of(sentence(one), UNICODE))


def test_twins_that_are_said_to_stay_equal_do() -> None:
    after = subject_of(_changed(LAYERS, SAME_BEHIND), after=200).values
    assert all(after[one] == after[other] for one, other in (("w1", "w3"), ("w2", "w4")))
    apart = subject_of(_changed(LAYERS, TWINS), after=200).values
    assert apart["w1"] != apart["w3"]


def test_a_range_is_never_too_narrow() -> None:
    """Of random numbers, none leaves what is said to hold it."""
    nodes = "- h = sigmoid(w*x) - 2*tanh(b*u)\n  - y = -(h*sigmoid(v)) + 3"
    scenario = _changed(GRAPH, {f"{H}\n  {Y}": nodes, "{y: 0.5}": "{y: 2}"})
    for quantity, (least, most) in ranges(scenario).items():
        value = subject_of(scenario).values[quantity]
        assert least <= value <= most


def test_warnings_are_data_and_fail_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(GRAPH.replace(" + b*u", " + b"))
    monkeypatch.setattr(sys, "argv", ["backprop-tutor", "check", "--json", str(file)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code in (0, None)
    (told,) = json.loads(capsys.readouterr().out)
    assert told["warnings"] == [
        {
            "id": "unused-input",
            "names": ["u"],
            "message": "The input u is used by no node. Use it, or leave it out.",
        }
    ]
