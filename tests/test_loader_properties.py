"""The loader against files that nobody would write, and against every file that it should read."""

import json
import random
import tracemalloc
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hostile_files import GOOD, HOSTILE, LARGEST
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import some
from work import calls

from backprop_tutor.errors import ScenarioError
from backprop_tutor.loader import load_text
from backprop_tutor.loader.yaml import document
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.scenario.scenario import Scenario

pytestmark = pytest.mark.slow

PARSERS = {"C": yaml.CSafeLoader, "Python": yaml.SafeLoader}


@contextmanager
def parsed_by(name: str) -> Iterator[None]:
    before = document.PARSER
    document.PARSER = PARSERS[name]
    try:
        yield
    finally:
        document.PARSER = before


def outcome(text: str | bytes) -> Scenario | ScenarioError:
    """Return what comes of a text; anything else than the two is raised, and fails the test."""
    try:
        return load_text(text, "t.yaml")
    except ScenarioError as error:
        result = error
    assert 1 <= len(result.problems) <= 51
    assert str(result).count("\n") == len(result.problems) - 1
    for problem in result.problems:
        assert min(problem.line, problem.column) >= 1
        assert len(problem.text) < 600
        assert not any(unicodedata.category(c).startswith(("C", "Zl", "Zp")) for c in problem.text)
    return result


either_parser = st.sampled_from(sorted(PARSERS))


@given(either_parser, st.binary(max_size=300))
def test_any_bytes(parser: str, data: bytes) -> None:
    with parsed_by(parser):
        outcome(data)


@given(either_parser, st.text(st.characters(), max_size=300))
def test_any_text(parser: str, text: str) -> None:
    with parsed_by(parser):
        outcome(text)


# Indicators, breaks and words of the format: where a YAML parser has its corners.
@given(
    either_parser,
    st.lists(
        st.sampled_from(
            [
                *"[]{},:-?#&*!|>'\"%@`\\~\t\n\ré",
                *(" ", "  ", ": ", "- ", "---\n", "...\n", "<<", "\\U", "x", "null"),
                *("version: 1\n", "layers:", "neurons", "weights", "0.5", "1e999999"),
            ]
        ),
        max_size=40,
    ).map("".join),
)
@settings(max_examples=some(200))
def test_any_indicators(parser: str, text: str) -> None:
    with parsed_by(parser):
        outcome(text)


KEYS = (
    *("version", "title", "source", "about", "inputs", "targets", "layers", "loss", "notes"),
    *("learning_rate", "frozen", "focus", "digits", "lesson", "samples", "neurons", "activation"),
    *("weights", "bias", "biases", "w1", "w2", "b1", "h1", "o1", "i1", "net_h1"),
    *("parameters", "nodes", "differentiate", "update", "momentum", "direction", "margin"),
    *("given", "method", "notation", "published", "errata", "quantity", "misconception", "note"),
    *("E_o", "E_o1", "E_total", "dE_total/dw1", "net_h1[1]"),
)
keys = st.sampled_from(KEYS) | st.text(max_size=5)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["sigmoid", "softmax", "cross_entropy", "forward", "w1", "h1", "i1"])
    | st.sampled_from(["hinge", "online", "ascent", "error_split", "z-a", "h1 = w1*i1", "y = h1"])
    | st.sampled_from(["a, b = softmax(i1, w1)", "o1 = tanh(h1", "(t - o)^2", "0.50"])
)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=30,
)


@given(
    either_parser,
    st.fixed_dictionaries(
        {"version": st.just(1)},
        optional={
            "inputs": trees,
            "targets": trees,
            "layers": trees
            | st.lists(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "neurons": trees,
                        "activation": trees,
                        "weights": trees,
                        "bias": trees,
                        "biases": trees,
                    },
                ),
                max_size=3,
            ),
            "parameters": trees | st.just({"w1": 0.5, "b1": 1}),
            "nodes": trees
            | st.lists(scalars, max_size=5)
            | st.just(["h1 = w1*i1", "o1 = tanh(h1)"]),
            "samples": trees
            | st.lists(
                st.fixed_dictionaries({}, optional={"inputs": trees, "targets": trees}), max_size=3
            ),
            "update": trees,
            "differentiate": trees,
            "momentum": trees,
            "direction": trees,
            "margin": trees,
            "given": trees,
            "method": trees,
            "notation": trees,
            "published": trees,
            "errata": trees,
            "loss": trees,
            "notes": trees,
            "frozen": trees,
            "lesson": trees,
            "digits": trees,
        },
    )
    | trees,
)
@settings(max_examples=some(200))
def test_any_tree(parser: str, tree: Any) -> None:
    with parsed_by(parser):
        outcome(json.dumps(tree, ensure_ascii=False))


@given(either_parser, st.data())
@settings(max_examples=some(200))
def test_any_damage_to_a_good_file(parser: str, data: st.DataObject) -> None:
    text = GOOD
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        middle = data.draw(
            st.text(st.characters(codec="utf-8"), max_size=4) | st.sampled_from(":-[]{}#")
        )
        text = text[:start] + middle + text[end:]
    with parsed_by(parser):
        outcome(text)


FREE = """\
version: 1
title: T
inputs: {x: 0.5, y: -2}
parameters: {w: 0.1, e: 0.3, out: 2}
nodes:
  - h = tanh(w*x + e)
  - n = %s
%s
  - 'p, q = softmax(h, y)'
differentiate: h
"""
pieces = st.lists(
    st.sampled_from(
        [
            *("x", "y", "w", "e", "h", "out_h", "net_h", "f", "n", "out", "zz", "pi", "dh/dx"),
            *("+", "-", "*", "/", "^", "**", "(", ")", ",", "=", "==", " ", "  ", ".", "%", "²"),
            *(
                "0",
                "1",
                "2.5",
                "1e3",
                "1e-400",
                "9" * 31,
                "0,5",
                "1_0",
                "0x1",
                "nan",
                "\\frac{1}{2}",
            ),
            *(
                "sigmoid(",
                "max(",
                "softmax(",
                "log(",
                "step(",
                "foo(",
                "sqrt",
                "exp(-",
                "σ(",
                "[1]",
            ),
            *("#", " #", ": ", "{", "}", "$", "'", '"', "é", "٣", "≤", "∂h/∂x", "E_total", "_"),
        ]
    ),
    max_size=30,
).map("".join)


@given(either_parser, pieces, pieces, st.sampled_from(["plain", "quoted", "folded"]))
@settings(max_examples=some(400))
def test_any_formula(parser: str, right: str, other: str, style: str) -> None:
    """Whatever stands for a formula is read or refused, at a place inside the file."""
    if style == "quoted":
        right = "'" + right.replace("'", "''") + "'"
    elif style == "folded":
        right = ">\n    " + right.replace("\n", "")
    text = FREE % (right, f"  - {json.dumps('f = ' + other)}")
    with parsed_by(parser):
        result = outcome(text)
    if isinstance(result, ScenarioError):
        lines = text.split("\n")
        for problem in result.problems:
            assert problem.line <= len(lines)
            assert problem.column <= len(lines[problem.line - 1]) + 1
    else:
        assert len(result.nodes) == 4
        assert {"out_h", "out_p"} <= set(tape_of(result))


names = st.from_regex(r"[g-h][a-z0-9]{0,6}", fullmatch=True)
numbers = st.decimals(-100, 100, places=3).map(str)


@given(st.data())
def test_what_is_written_is_read_back_by_both_parsers(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    count = sum(sizes) + sum(a * b for a, b in pairwise(sizes)) + len(sizes)
    pool = iter(
        data.draw(
            st.lists(
                names.filter(lambda n: n != "hint"), min_size=count, max_size=count, unique=True
            )
        )
    )
    groups = [[next(pool) for _ in range(size)] for size in sizes]
    draw: Callable[[], str] = lambda: data.draw(numbers)  # noqa: E731 - a shorthand
    parameters: dict[str, str] = {}
    layers: list[Any] = []
    rows_written: list[tuple[str, ...]] = []
    for senders, neurons in pairwise(groups):
        rows = [{next(pool): draw() for _ in senders} for _ in neurons]
        shared = {next(pool): draw()}
        for row in [*rows, shared]:
            parameters |= row
        rows_written.extend(tuple(row) for row in rows)
        layers.append({"neurons": neurons, "activation": "tanh", "weights": rows, "bias": shared})
    inputs = {name: draw() for name in groups[0]}
    targets = {name: draw() for name in groups[-1]}
    tree: dict[str, Any] = {"version": "1", "title": "T", "inputs": inputs, "targets": targets}
    tree |= {"layers": layers, "loss": "squared_error", "frozen": sorted(parameters)}
    is_flow = data.draw(st.booleans())
    # Without quotes: every scalar here is a name or a number.
    text = yaml.dump(tree, default_flow_style=is_flow, sort_keys=False).replace("'", "")
    for parser in PARSERS:
        with parsed_by(parser):
            scenario = load_text(text, "t.yaml")
        assert scenario.inputs == {name: Decimal(value) for name, value in inputs.items()}
        assert scenario.targets == {name: Decimal(value) for name, value in targets.items()}
        assert list(scenario.parameters.items()) == [
            (name, Decimal(value)) for name, value in parameters.items()
        ]
        read = [neuron.weights for layer in scenario.layers for neuron in layer.neurons]
        assert read == rows_written
        assert [layer.senders for layer in scenario.layers] == [tuple(g) for g in groups[:-1]]
        assert scenario.frozen == set(parameters)


OF_NAMES_AND_FORMULAS = {
    *("many keys", "names that count down", "names that come later", "unknown names"),
    *("formulas", "long formulas", "brackets in formulas", "towers", "large constants"),
    *("exponentials", "many losses"),
}
"""What is hostile about these comes after the parser, which makes no difference to it."""


@pytest.mark.parametrize(
    ("parser", "name"),
    [
        (parser, name)
        for parser in PARSERS
        for name in HOSTILE
        if parser == "C" or name not in OF_NAMES_AND_FORMULAS
    ],
)
def test_a_hostile_file_costs_little(parser: str, name: str) -> None:
    # A part of the size, to spare time: what costs the square of it is far beyond the bound too;
    # of keys, which take ten bytes each, only where there are thousands.
    part = 5 if name == "many keys" else 64 if parser == "Python" else 32
    text = HOSTILE[name](LARGEST // part)
    with parsed_by(parser):
        results: list[object] = []
        work = calls(lambda: results.append(outcome(text)))
    (result,) = results
    assert isinstance(result, ScenarioError)
    assert work < 200 * max(len(text), 1_000)


@pytest.mark.parametrize(
    "name", ["many keys", "bells on lines", "a list of words", "long formulas", "a long softmax"]
)
def test_a_hostile_file_takes_little_memory(name: str) -> None:
    text = HOSTILE[name](LARGEST // 8)
    tracemalloc.start()
    try:
        outcome(text)
        assert tracemalloc.get_traced_memory()[1] < 150 * len(text)
    finally:
        tracemalloc.stop()


def test_a_large_network_loads_at_once() -> None:
    draw = random.Random(1)
    rows = "\n".join(
        "    - [" + ", ".join(f"{draw.uniform(-1, 1):.4f}" for _ in range(80)) + "]"
        for _ in range(80)
    )
    text = f"""\
version: 1
title: Large
inputs: {{{", ".join(f"i{i}: 0.{i + 1}" for i in range(80))}}}
targets: {{o: 1}}
layers:
  - neurons: [{", ".join(f"h{i}" for i in range(80))}]
    activation: tanh
    weights:
{rows}
  - neurons: [o]
    activation: linear
    weights: [[{", ".join(["0.5"] * 80)}]]
loss: squared_error
"""
    loaded: list[Scenario] = []
    work = calls(lambda: loaded.append(load_text(text, "large.yaml")))
    (scenario,) = loaded
    assert work < 200 * len(scenario.parameters)
    assert len(scenario.parameters) == 6480
    assert list(scenario.parameters)[-1] == "w6480"
