"""Layers as matrices: every entry against plain-float matrix arithmetic that shares no code."""

import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from networks import NONE, SHARED, mazur, network
from views_pages import expect_golden

from backprop_tutor.blocks.blocks import Block, Equation, MatrixEquation, Value, WithNumbers
from backprop_tutor.blocks.matrices import Entry, Matrix, Operator
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.names import derivative, net
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import load
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.graph import nodes_of
from backprop_tutor.scenario.scenario import Part, Scenario
from backprop_tutor.teaching.lesson.documents.worked_solution import worked_solution
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.matrices import heading_of, matrix_layers, sheets
from backprop_tutor.teaching.lesson.matrices.solve_page import layer_pages
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.views.markdown import markdown
from backprop_tutor.views.text.layout import ASCII, UNICODE, Signs, cells, text_of
from backprop_tutor.views.text.page import rows_of
from backprop_tutor.views.text.spoken.spoken import lines_of
from backprop_tutor.views.text.terminal import Terminal

Numbers = list[list[float]]
FLOWERS = str(Path(__file__).parent / "data" / "softmax.yaml")


def flower() -> Scenario:
    return network([3, 4, 2], ["tanh", "softmax"], loss="cross_entropy", targets=["0", "1"], seed=3)


NETWORKS: dict[str, Callable[[], Scenario]] = {
    "mazur": mazur,
    "mazur, biases learn": lambda: mazur(frozen=frozenset()),
    "3-4-2 tanh, softmax": flower,
    "3-4-2 without biases": lambda: network([3, 4, 2], ["sigmoid", "linear"], biases=NONE),
    "2-3-3-1 relu": lambda: network([2, 3, 3, 1], ["tanh", "relu", "sigmoid"], biases=SHARED),
    "softmax behind halved squares": lambda: network([2, 2, 3], ["sigmoid", "softmax"]),
}


# The oracle: a network in lists of floats, written without anything of the package but the numbers.


def times(a: Numbers, b: Numbers) -> Numbers:
    return [[math.fsum(x * y for x, y in zip(row, c, strict=True)) for c in turned(b)] for row in a]


def turned(a: Numbers) -> Numbers:
    return [list(column) for column in zip(*a, strict=True)]


def both(a: Numbers, b: Numbers, how: Callable[[float, float], float]) -> Numbers:
    return [
        [how(x, y) for x, y in zip(one, two, strict=True)] for one, two in zip(a, b, strict=True)
    ]


def column(values: Iterable[float]) -> Numbers:
    return [[value] for value in values]


def bent(kind: str, z: list[float]) -> list[float]:
    if kind == "softmax":
        powers = [math.exp(x) for x in z]
        return [power / math.fsum(powers) for power in powers]
    each: dict[str, Callable[[float], float]] = {
        "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
        "tanh": math.tanh,
        "relu": lambda x: max(x, 0.0),
        "linear": lambda x: x,
    }
    return [each[kind](x) for x in z]


def slope(kind: str, z: float, a: float) -> float:
    return {
        "sigmoid": a * (1 - a),
        "tanh": 1 - a * a,
        "relu": float(z > 0),
        "linear": 1.0,
    }[kind]


def backprop(scenario: Scenario) -> Iterator[dict[str, Numbers]]:
    """Every layer's z, a, δ, ∂E/∂a, ∂E/∂W by matrix arithmetic, the first layer first."""
    value = {name: float(number) for name, number in scenario.parameters.items()}
    arriving = [float(number) for number in scenario.inputs.values()]
    passes: list[dict[str, Numbers]] = []
    for layer in scenario.layers:
        weights = [[value[w] for w in neuron.weights] for neuron in layer.neurons]
        bias = column(value[n.bias] if n.bias else 0.0 for n in layer.neurons)
        z = both(times(weights, column(arriving)), bias, lambda x, y: x + y)
        a = column(bent(layer.activation, [row[0] for row in z]))
        passes.append({"W": weights, "a_prev": column(arriving), "b": bias, "z": z, "a": a})
        arriving = [row[0] for row in a]
    wanted = column(float(number) for number in scenario.targets.values())
    back: Numbers = []
    for place in reversed(range(len(passes))):
        one, kind = passes[place], scenario.layers[place].activation
        if back:
            by_out = times(turned(passes[place + 1]["W"]), back)
        elif scenario.loss == "cross_entropy":
            by_out = both(wanted, one["a"], lambda t, o: -t / o)
        else:
            by_out = both(one["a"], wanted, lambda o, t: o - t)
        one["∂E/∂a"] = by_out
        if kind == "softmax":
            shares = [row[0] for row in one["a"]]
            one["J"] = [
                [o * ((i == j) - p) for j, o in enumerate(shares)] for i, p in enumerate(shares)
            ]
            back = times(one["J"], by_out)
        else:
            one["f′(z)"] = both(one["z"], one["a"], lambda x, y, kind=kind: slope(kind, x, y))  # type: ignore[misc]
            back = both(by_out, one["f′(z)"], lambda x, y: x * y)
        one["δ"] = back
        one["∂E/∂W"] = times(back, turned(one["a_prev"]))
    rate = float(scenario.learning_rate or 0)
    for one in passes:
        one["W_new"] = both(one["W"], one["∂E/∂W"], lambda w, g: w - rate * g)
    yield from passes


# What the program shows, read out of its blocks.


@cache
def subject(which: str) -> Subject:
    return subject_of(NETWORKS[which]())


def read(side: object) -> float | None:
    return float(side.text) if isinstance(side, Value) else None


def numbers(matrix: Matrix) -> Numbers | None:
    rows = [[read(entry.number) for entry in row] for row in matrix.rows]
    found = [[number for number in row if number is not None] for row in rows]
    return found if [len(row) for row in found] == [len(row) for row in rows] else None


def equations(blocks: Iterable[Block]) -> list[MatrixEquation]:
    return [block for block in blocks if isinstance(block, MatrixEquation)]


def matrices(block: MatrixEquation) -> Iterator[Matrix]:
    yield from (term for term in (block.left, *block.right) if isinstance(term, Matrix))


def close(found: Numbers, wanted: Numbers) -> bool:
    return [len(row) for row in found] == [len(row) for row in wanted] and all(
        math.isclose(x, y, rel_tol=2e-5, abs_tol=1e-9)
        for row, other in zip(found, wanted, strict=True)
        for x, y in zip(row, other, strict=True)
    )


@pytest.mark.parametrize("which", NETWORKS)
def test_every_matrix_is_what_plain_floats_give(which: str) -> None:
    of = subject(which)
    layers = list(backprop(of.scenario))
    seen: set[str] = set()
    for sheet in sheets(of):
        own, following = layers[sheet.layer], (*layers[sheet.layer + 1 :], None)[0]
        for block in equations(sheet.make()):
            for matrix in matrices(block):
                letter = matrix.letter
                is_update = sheet.part is Part.UPDATE
                if letter == "y":
                    wanted = column(map(float, of.scenario.targets.values()))
                elif letter.endswith("_next"):
                    assert following is not None
                    wanted = following[letter.removesuffix("_next")]
                elif letter not in own or (letter == "b" and is_update):
                    assert letter in ("∂E/∂b", "b_new", "f(z)", "b"), letter
                    continue
                else:
                    wanted = own[letter]
                found = numbers(matrix)
                assert found is not None, letter
                assert close(found, turned(wanted) if matrix.transposed else wanted), letter
                seen.add(letter)
    assert {"z", "W", "a_prev", "a", "δ", "∂E/∂a", "∂E/∂W", "W_new", "W_next", "δ_next"} <= seen
    assert ("J" in seen) == any(one.activation == "softmax" for one in of.scenario.layers)
    assert ("y" in seen) == (of.scenario.loss == "cross_entropy")


@pytest.mark.parametrize("which", NETWORKS)
def test_every_equation_holds_for_its_own_numbers_and_shapes(which: str) -> None:
    """The right side of each equation, worked out from what it shows, is its left side."""
    for sheet in sheets(subject(which)):
        for block in equations(sheet.make()):
            assert isinstance(block.left, Matrix)
            left = numbers(block.left)
            if any(numbers(matrix) is None for matrix in matrices(block)):
                continue
            assert left is not None
            found = worked_out(block)
            assert [len(row) for row in found] == [block.left.shape[1]] * block.left.shape[0]
            for row, wanted in zip(found, left, strict=True):
                for x, y in zip(row, wanted, strict=True):
                    assert math.isclose(x, y, rel_tol=1e-4, abs_tol=1e-6), block.left.letter


def worked_out(block: MatrixEquation) -> Numbers:
    """Products first, then ⊙, + and − from left to right."""
    parts: list[tuple[Operator, Numbers | float]] = []
    sign = Operator.PLUS
    for term in block.right:
        if isinstance(term, Operator):
            sign = term
            continue
        value: Numbers | float
        if isinstance(term, Entry):
            single = read(term.number)
            assert single is not None
            value = single
        else:
            table = numbers(term)
            assert table is not None
            value = table
        if sign is Operator.TIMES:
            before, factor = parts[-1]
            assert not isinstance(value, float)
            product = (
                [[factor * x for x in row] for row in value]
                if isinstance(factor, float)
                else times(factor, value)
            )
            parts[-1] = (before, product)
        else:
            parts.append((sign, value))
    first = parts[0][1]
    assert not isinstance(first, float)
    how: dict[Operator, Callable[[float, float], float]] = {
        Operator.EACH: lambda x, y: x * y,
        Operator.PLUS: lambda x, y: x + y,
        Operator.MINUS: lambda x, y: x - y,
    }
    for operator, value in parts[1:]:
        assert not isinstance(value, float)
        first = both(first, value, how[operator])
    return first


def spelled(matrix: Matrix | Entry) -> list[list[str]]:
    assert isinstance(matrix, Matrix)
    return [[typed(entry.named) for entry in row] for row in matrix.rows]


NAMES: list[tuple[Part, int, str, list[list[str]]]] = [
    (Part.FORWARD, 0, "z", [["net_h1"], ["net_h2"]]),
    (Part.FORWARD, 0, "W", [["w1", "w2"], ["w3", "w4"]]),
    (Part.FORWARD, 0, "a_prev", [["i1"], ["i2"]]),
    (Part.FORWARD, 0, "b", [["b1"], ["b1"]]),
    (Part.FORWARD, 0, "f(z)", [["sigmoid(net_h1)"], ["sigmoid(net_h2)"]]),
    (Part.FORWARD, 1, "a_prev", [["out_h1"], ["out_h2"]]),
    (Part.BACKWARD, 1, "δ", [["dE_total/dnet_o1"], ["dE_total/dnet_o2"]]),
    (Part.BACKWARD, 0, "W_nextᵀ", [["w5", "w7"], ["w6", "w8"]]),
    (Part.BACKWARD, 0, "δ_next", [["dE_total/dnet_o1"], ["dE_total/dnet_o2"]]),
    (Part.BACKWARD, 0, "f′(z)", [["dout_h1/dnet_h1"], ["dout_h2/dnet_h2"]]),
    (Part.BACKWARD, 0, "a_prevᵀ", [["i1", "i2"]]),
    (
        Part.BACKWARD,
        0,
        "∂E/∂W",
        [["dE_total/dw1", "dE_total/dw2"], ["dE_total/dw3", "dE_total/dw4"]],
    ),
    (Part.UPDATE, 1, "W_new", [["w5_new", "w6_new"], ["w7_new", "w8_new"]]),
]


@pytest.mark.parametrize(("part", "layer", "letter", "wanted"), NAMES)
def test_names_and_their_places(
    part: Part, layer: int, letter: str, wanted: list[list[str]]
) -> None:
    found = [
        matrix
        for sheet in sheets(subject("mazur"))
        if (sheet.part, sheet.layer) == (part, layer)
        for block in equations(sheet.make())
        for matrix in matrices(block)
        if matrix.letter + "ᵀ" * matrix.transposed == letter
    ]
    assert found
    for matrix in found:
        assert spelled(matrix) == wanted


def test_a_shared_bias_has_the_sum_of_the_deltas_and_an_own_one_its_delta() -> None:
    blocks = [block for sheet in sheets(subject("mazur")) for block in sheet.make()]
    (shared,) = (
        block for block in blocks if isinstance(block, Equation) and block.left == b_gradient("b2")
    )
    first, told, value = shared.right
    assert isinstance(told, WithNumbers)
    assert not isinstance(first, WithNumbers | Value)
    assert typed(first) == "dE_total/dnet_o1 + dE_total/dnet_o2"
    (last,) = (one["δ"] for one in list(backprop(mazur()))[1:])
    assert isinstance(value, Value)
    assert math.isclose(float(value.text), last[0][0] + last[1][0], rel_tol=1e-5)
    own = [
        block
        for sheet in sheets(subject("3-4-2 tanh, softmax"))
        for block in equations(sheet.make())
        if isinstance(block.left, Matrix) and block.left.letter == "∂E/∂b"
    ]
    assert [block.left.shape for block in own if isinstance(block.left, Matrix)] == [(2, 1), (4, 1)]
    for block in own:
        (delta,) = block.right
        assert isinstance(delta, Matrix)
        assert isinstance(block.left, Matrix)
        assert numbers(delta) == numbers(block.left)


def b_gradient(bias: str) -> Name:
    return Name(derivative("E_total", bias))


def said(blocks: Iterable[Block]) -> str:
    return "\n".join(line for block in blocks for line in lines_of(block, UNICODE))


def test_what_does_not_learn_is_said() -> None:
    of = subject_of(mazur(frozen=frozenset({"b1", "w1", "b2", "w5", "w6", "w7", "w8"})))
    updates = [sheet for sheet in sheets(of) if sheet.part is Part.UPDATE]
    assert [sheet.layer for sheet in updates] == [0], "a layer that does not learn has no update"
    (block,) = equations(updates[0].make())
    assert spelled(block.left) == [["w1", "w2_new"], ["w3_new", "w4_new"]]
    *_, steps = block.right
    assert isinstance(steps, Matrix)
    assert spelled(steps)[0] == ["0", "dE_total/dw2"]
    assert "w1, b1 do not learn" in said(updates[0].make())


def test_without_a_learning_rate_there_is_no_update() -> None:
    of = subject_of(mazur(learning_rate=None))
    assert {sheet.part for sheet in sheets(of)} == {Part.FORWARD, Part.BACKWARD}


def test_a_weight_in_two_places_has_no_product_for_a_gradient() -> None:
    scenario = mazur()
    hidden, last = scenario.layers
    tied = replace(last.neurons[1], weights=("w5", "w8"))
    layers = (hidden, replace(last, neurons=(last.neurons[0], tied)))
    parameters = {name: value for name, value in scenario.parameters.items() if name != "w7"}
    of = subject_of(replace(scenario, nodes=nodes_of(layers), parameters=parameters))
    shown = [sheet.make() for sheet in sheets(of) if sheet.part is Part.BACKWARD and sheet.layer]
    letters = [
        block.left.letter
        for blocks in shown
        for block in equations(blocks)
        if isinstance(block.left, Matrix)
    ]
    assert letters == ["δ"]
    assert "w5: used in several places" in said(block for blocks in shown for block in blocks)


def carried(lesson: Lesson) -> list[tuple[str, list[str]]]:
    """The steps that show matrices, each with the letters on the left."""
    found = []
    for step in lesson:
        letters = [
            block.left.letter
            for block in equations(step.working)
            if isinstance(block.left, Matrix) and block.entries
        ]
        if letters:
            found.append((step.name, letters))
    return found


def test_a_layer_is_shown_once_after_its_last_step() -> None:
    lesson = Lesson(subject("mazur"), matrix=True)
    assert carried(lesson) == [
        ("out_h2", ["z", "a"]),
        ("out_o2", ["z", "a"]),
        ("dE_total/dnet_o2", ["δ"]),
        ("dE_total/dnet_h2", ["∂E/∂a", "δ"]),
        ("dE_total/dw8", ["∂E/∂W"]),
        ("dE_total/dw4", ["∂E/∂W"]),
        ("w4_new", ["W_new"]),
        ("w8_new", ["W_new"]),
    ]
    assert "The same for the whole hidden layer (h1, h2) at once." in said(
        lesson[lesson.find("out_h2") or 0].working
    )


def test_without_the_option_no_step_has_matrices_and_the_questions_are_the_same() -> None:
    plain, more = Lesson(subject("mazur")), Lesson(subject("mazur"), matrix=True)
    assert carried(plain) == []
    for one, other in zip(plain, more, strict=True):
        assert replace(other, working=one.working) == one
        assert other.working[: len(one.working)] == one.working


@pytest.mark.parametrize(
    ("only", "letters"), [("w5", []), ("w1", [["δ"]]), ("b1", [["δ"], ["∂E/∂a", "δ"]])]
)
def test_a_lesson_about_one_parameter_shows_what_is_whole(
    only: str, letters: list[list[str]]
) -> None:
    lesson = Lesson(subject_of(mazur(), only), only=only, matrix=True)
    assert [found for _, found in carried(lesson)] == letters


@pytest.mark.parametrize("which", NETWORKS)
def test_a_page_tells_no_number_that_is_still_asked(which: str) -> None:
    """Each sheet stands behind the steps of all that it sums up, and every sheet has its step."""
    of = subject(which)
    lesson = Lesson(of, matrix=True)
    places = [(index, block) for index, step in enumerate(lesson) for block in step.working]
    shown = [(index, block) for index, block in places if isinstance(block, MatrixEquation)]
    wanted = [block for sheet in sheets(of) for block in equations(sheet.make())]
    assert sorted(map(repr, wanted)) == sorted(repr(block) for _, block in shown)
    for index, block in shown:
        taught = set(lesson.quantities(index + 1))
        for row in matrices_of_left(block):
            for entry in row:
                assert typed(entry.named) in taught | set(of.written)


def matrices_of_left(block: MatrixEquation) -> Sequence[tuple[Entry, ...]]:
    return block.left.rows if isinstance(block.left, Matrix) else ((block.left,),)


@pytest.mark.parametrize("which", NETWORKS)
def test_why_of_paths_is_the_transpose_and_tells_no_number(which: str) -> None:
    of = subject(which)
    lesson = Lesson(of)
    asked = 0
    for step in lesson:
        if of[step.name].role is not Role.PATHS:
            continue
        asked += 1
        neuron = of[of[step.name].by].of
        following = of.scenario.layers[of.layer_of[neuron] + 1]
        leaving = [one.weights[following.senders.index(neuron)] for one in following.neurons]
        forth, back = equations(step.why)
        assert isinstance(forth.left, Matrix)
        assert forth.left.lit is not None
        assert [typed(row[forth.left.lit].named) for row in forth.left.rows] == leaving
        row, sign, deltas = back.right
        assert sign is Operator.TIMES
        assert isinstance(row, Matrix)
        assert isinstance(deltas, Matrix)
        assert spelled(row) == [leaving]
        assert spelled(deltas) == [
            [derivative("E_total", net(one.name))] for one in following.neurons
        ]
        for block in (forth, back):
            for matrix in matrices(block):
                assert all(entry.number is None for row_ in matrix.rows for entry in row_)
    assert asked


@pytest.mark.parametrize(
    ("which", "index", "wanted"),
    [
        ("mazur", 0, "The hidden layer (h1, h2)"),
        ("mazur", 1, "The output layer (o1, o2)"),
        ("2-3-3-1 relu", 1, "The hidden layer 2 (k1, k2, k3)"),
    ],
)
def test_layers_are_called(which: str, index: int, wanted: str) -> None:
    assert heading_of(subject(which), index) == (wanted,)


def shown(
    blocks: Iterable[Block], *, width: int = 80, plain: bool = False, encoding: str = "utf-8"
) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    Terminal(plain=plain, width=width, colour=False, file=file).show(*blocks)
    file.flush()
    return raw.getvalue().decode(encoding)


GOLDENS = {"mazur": "mazur", "softmax": FLOWERS}


@pytest.mark.parametrize("name", GOLDENS)
def test_goldens(name: str) -> None:
    of = subject_of(load(GOLDENS[name]))
    expect_golden(f"../matrices/{name}.txt", shown(layer_pages(of)))
    expect_golden(f"../matrices/{name}-40.txt", shown(layer_pages(of), width=40))
    expect_golden(f"../matrices/{name}-plain.txt", shown(layer_pages(of), plain=True))
    expect_golden(f"../matrices/{name}.md", markdown.document(layer_pages(of)))


def test_golden_in_ascii() -> None:
    text = shown(layer_pages(subject_of(load("mazur"))), encoding="ascii")
    expect_golden("../matrices/mazur-ascii.txt", text)
    assert text.isascii()
    assert "\\u" not in text


@pytest.mark.slow
@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [20, 40, 60, 80, 132])
@pytest.mark.parametrize("which", NETWORKS)
def test_no_row_is_wider_than_the_page(which: str, width: int, signs: Signs) -> None:
    for sheet in sheets(subject(which)):
        for block in equations(sheet.make()):
            for row in rows_of(block, width, signs):
                assert cells(text_of(row)) <= width, text_of(row)


def test_a_large_layer_is_shown_in_part_with_its_whole_shape() -> None:
    of = subject_of(network([12, 9, 2], ["tanh", "sigmoid"]))
    (first, *_) = sheets(of)
    (block, _) = equations(first.make())
    text = shown([block])
    assert "9×1 = 9×12 ·  12×1  + 9×1" in text
    assert "⎡w1   w2   w3   ⋯  w12 ⎤" in text
    assert "⋱" in text
    assert "⋮" in text
    assert "w5 " not in text
    assert "4 more rows" not in said([block])
    assert "5 more rows; row h9: w97" in said([block])
    assert "8 more" in said([block])
    latex = markdown.document([block])
    assert r"w_3 & \cdots & w_{12} \\" in latex
    assert r"\vdots & \vdots & \vdots & \ddots & \vdots" in latex


def test_a_name_wider_than_the_page_is_told_in_words() -> None:
    long = Name("net_" + "n" * 32)
    block = MatrixEquation(
        Matrix("z", ((Entry(long, Value("1")),),)), (Matrix("y", ((Entry(long, Value("1")),),)),)
    )
    rows = [text_of(row) for row in rows_of(block, 20, UNICODE)]
    assert all(cells(row) <= 20 for row in rows)
    assert "n" * 32 in "".join(row.strip() for row in rows)


@pytest.mark.slow
def test_markdown_keeps_its_braces_and_environments_even() -> None:
    for which in NETWORKS:
        lesson = Lesson(subject(which), matrix=True)
        for text in (
            markdown.document(worked_solution(lesson)),
            markdown.document(layer_pages(subject(which))),
        ):
            for kind in ("aligned", "bmatrix"):
                assert text.count(rf"\begin{{{kind}}}") == text.count(rf"\end{{{kind}}}") > 0
            for formula in re.findall(r"```math\n(.*?)\n```", text, re.DOTALL):
                bare = re.sub(r"\\[{}\\]", "", formula)
                assert bare.count("{") == bare.count("}")
                for inside in re.findall(r"\\begin\{bmatrix\}(.*?)\\end", formula):
                    widths = {row.count("&") for row in re.split(r"\\\\(?:\[4pt\])?", inside)}
                    assert len(widths) == 1, inside


def test_each_of_several_samples_has_its_own_matrices() -> None:
    of = subject_of(load("siraj-xor"))
    pages = list(layer_pages(of))
    told = " ".join(line for block in pages for line in lines_of(block, UNICODE))
    assert [f"Sample {number} of 4" in told for number in range(1, 5)] == [True] * 4
    for name in ("net_h1[2]", "out_o1[4]"):
        assert f"{name} {of.value(name).text}".replace("-", "−") in told
    assert "the sum of the gradients" in told
    steps = [step.name for step in Lesson(of, matrix=True) if any(map(is_matrix, step.working))]
    assert steps[0].endswith("[1]")


def is_matrix(block: object) -> bool:
    return isinstance(block, MatrixEquation)


def test_layers_that_do_not_follow_each_other_are_none() -> None:
    scenario = mazur()
    hidden, last = scenario.layers
    turned_round = (hidden, replace(last, senders=("h2", "h1")))
    assert matrix_layers(subject_of(replace(scenario, nodes=nodes_of(turned_round)))) == ()


def test_a_network_without_layer_lines_has_no_layers() -> None:
    of = subject("mazur")
    assert matrix_layers(of) == of.scenario.layers
    short = subject_of(mazur())
    bare = Subject(short.scenario, type(short.tape)([short["i1"]]), short.values)
    assert matrix_layers(bare) == ()
    assert sheets(bare) == ()


def test_a_matrix_of_one_number_is_said_as_that_number() -> None:
    row, delta = Matrix("", ((Entry(Name("w")),),)), Matrix("", ((Entry(Name("d")),),))
    block = MatrixEquation(Entry(Name("q")), (row, Operator.TIMES, delta), letters=False)
    assert lines_of(block, UNICODE) == ["q = w · d"]
