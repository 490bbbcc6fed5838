"""train, plot and --after at the command line: what is printed where, exit codes, the pictures."""

import csv
import io
import json
import math
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from networks import mazur
from terminals import at_a_terminal, interrupt, pexpect
from test_cli import Runner, run  # noqa: F401 - a fixture
from views_pages import expect_golden

from backprop_tutor.blocks.blocks import Block, Figure, Table, Value
from backprop_tutor.blocks.curves import Curve, Curves, Mark
from backprop_tutor.formula.expression import Name
from backprop_tutor.loader import load, load_text
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.training.training import Trainer
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.training import plot_page, train_page
from backprop_tutor.teaching.training.runs import Run
from backprop_tutor.views.markdown import markdown
from backprop_tutor.views.text.drawing.axis import linear, logarithmic
from backprop_tutor.views.text.layout import ASCII, UNICODE, cells, text_of
from backprop_tutor.views.text.page import rows_of
from backprop_tutor.views.text.terminal import Terminal

BARE = """\
version: 1
title: No learning rate
inputs: {x1: 1, x2: 2}
targets: {y: 3}
layers:
  - neurons: [y]
    activation: linear
    weights: [{w1: 0.4, w2: 0.3}]
loss: half_squared_error
"""
LINE = BARE + "learning_rate: 0.5\n"
FROZEN = LINE + "frozen: [w1, w2]\n"


def shown(*blocks: Block, width: int = 80, plain: bool = False, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    Terminal(plain=plain, width=width, colour=False, file=file).show(*blocks)
    return raw.getvalue().decode(encoding)


def trained(*rates: float, updates: int = 300) -> tuple[Block, ...]:
    subject = subject_of(load("mazur"))
    trainer = Trainer(subject.tape)
    runs = [Run(rate, trainer.train(updates, rate=rate)) for rate in rates]
    return train_page.train_page(subject, runs)


@cache
def slope_of(weight: str, after: int = 0) -> tuple[Block, ...]:
    subject = subject_of(load("mazur"), weight, after)
    return plot_page.plot_page(subject, weight, *plot_page.window(subject, weight))


# --after


def test_solve_after(run: Runner) -> None:  # noqa: F811
    result = run("solve", "mazur", "--after", "10000", "--json")
    solved = json.loads(result.out)
    assert (result.code, result.err, solved["after"]) == (0, "", 10_000)
    of = solved["quantities"]
    assert f"{of['E_total']['value']:.5e}" == "3.51019e-05"
    assert f"{of['out_o1']['value']:.8f} {of['out_o2']['value']:.8f}" == "0.01591362 0.98406427"
    assert (of["w5"]["role"], of["b1"]["role"]) == ("weight", "bias")
    numbers = Trainer(tape_of(mazur())).after(10_000).numbers
    assert of["w5"]["value"] == numbers["w5"]
    assert json.loads(run("solve", "mazur", "--json").out)["after"] == 0


def test_train_prints_what_solve_gives(run: Runner) -> None:  # noqa: F811
    solved = run("solve", "mazur", "out_o1", "E_total", "--after", "700").out
    by_train = run("train", "mazur", "--after", "700").out
    for name in ("out_o1", "E_total"):
        (value,) = re.findall(rf"quantity: {name}; value: ([^;]+);", solved)
        assert re.search(rf"quantity: {name}; .*; after 700: {re.escape(value)}\n", by_train)


def test_walk_after_says_so_first_and_shows_the_numbers_of_then(run: Runner) -> None:  # noqa: F811
    result = run("walk", "mazur", "--after", "100", "--answers", "-", stdin="0.3878\n")
    assert (result.code, result.err) == (0, "")
    said, _, questions = result.out.partition("Step 1 of")
    assert "This is the pass after 100 updates" in said
    assert "w5 −1.81336 from h1" in said
    assert "Correct." in questions
    assert "after" not in run("walk", "mazur", "--answers", "-").out.partition("Step 1 of")[0]


def test_export_after(run: Runner) -> None:  # noqa: F811
    text = run("export", "mazur", "--after", "1").out
    assert "This is the pass after one update:" in text
    assert "w5 = 0.358916" in text
    assert "Keep 0.35891648 aside" not in text, "a note with numbers is about the first pass"


@pytest.mark.parametrize("command", ["solve", "walk", "export", "train", "plot"])
@pytest.mark.parametrize("count", ["-1", "10000001", "many", "1.5"])
def test_after_is_a_sensible_number(run: Runner, command: str, count: str) -> None:  # noqa: F811
    result = run(command, "mazur", "--after", count)
    assert (result.code, result.out) == (2, "")


@pytest.mark.parametrize("command", ["solve - --after 1", "export - --after 1", "train -"])
@pytest.mark.parametrize(
    ("text", "says"), [(BARE, "no learning rate"), (FROZEN, "all its parameters are frozen")]
)
def test_what_cannot_learn(run: Runner, command: str, text: str, says: str) -> None:  # noqa: F811
    result = run(*command.split(), stdin=text)
    assert (result.code, result.out) == (2, "")
    assert says in result.err
    assert result.err.count("\n") == 1


def test_solve_after_divergence(run: Runner) -> None:  # noqa: F811
    result = run("solve", "-", "--after", "5000", stdin=LINE)
    assert (result.code, result.out) == (3, "")
    assert "at update 874 the numbers became too large to calculate with; ask for" in result.err
    assert "at update 874 " in run("train", "-", "--after", "5000", stdin=LINE).out
    sooner = run("solve", "-", "--after", "1000", stdin=LINE)
    assert (sooner.code, sooner.out) == (3, "")
    assert "E_total is not a finite number" in sooner.err


# train


def test_train_in_a_pipe_is_one_fact_a_line(run: Runner) -> None:  # noqa: F811
    result = run("train", "mazur", "--after", "100")
    assert (result.code, result.err) == (0, "")
    assert result.out == run("train", "mazur", "--after", "100", "--plain").out
    lines = result.out.splitlines()
    assert "updates: 0; E_total: 0.298371" in lines
    assert "updates: 100; E_total: 0.0200468" in lines
    assert "quantity: out_o1; target: 0.01; before: 0.751365; after 100: 0.175807" in lines
    assert not re.search("[\u2800-\u28ff]", result.out)


def test_train_several_rates(run: Runner) -> None:  # noqa: F811
    out = run(
        "train", "mazur", "--after", "300", "--rate", ".1", "--rate", "1", "--rate", "1000"
    ).out
    assert "At rate 0.1 the loss falls steadily: in 300 updates it never went up" in out
    assert "At rate 1 the loss falls steadily" in out
    assert "At rate 1000 the loss has come to rest: it went from 0.298 to 0.000100" in out
    assert "Of these, rate 1000 got furthest: the loss is 0.000100." in out


@pytest.mark.parametrize(
    ("language", "typed", "rate"),
    [("en", "0,5", 0.5), ("en", ",5", 0.5), ("en", "1,5e-1", 0.15), ("fr", "1,000", 1.0)],
)
def test_a_rate_may_have_a_decimal_comma(
    run: Runner,  # noqa: F811
    language: str,
    typed: str,
    rate: float,
) -> None:
    out = run("--lang", language, "train", "mazur", "--rate", typed, "--after", "1", "--json").out
    assert [one["rate"] for one in json.loads(out)["runs"]] == [rate]


def test_rates_that_overshoot_and_diverge(run: Runner) -> None:  # noqa: F811
    out = run("train", "-", "--rate", ".1", "--rate", ".4001", "--rate", "1", stdin=LINE).out
    assert (
        "At rate 0.4001 the steps overshoot: the loss went up 1,000 times in 1,000 updates" in out
    )
    assert "With rate 1 the training diverges: at update " in out
    assert "nan" not in out
    assert "inf" not in out
    assert "Of these, rate 0.1 got furthest" in out


def test_a_rate_stands_in_for_one_that_is_missing(run: Runner) -> None:  # noqa: F811
    given = run("train", "-", "--rate", ".1", "--after", "9", stdin=BARE)
    assert given.code == 0
    assert (
        given.out.splitlines()[1:]
        == run("train", "-", "--rate", ".1", "--after", "9", stdin=LINE).out.splitlines()[1:]
    )


FAR = """\
version: 1
title: An output of 1, and its logarithm
inputs: {x: 1}
targets: {y: 0}
layers:
  - neurons: [y]
    activation: sigmoid
    weights: [[-9]]
loss: binary_cross_entropy
direction: ascent
learning_rate: 1e6
"""


def test_solve_says_as_train_does_where_there_is_no_value(run: Runner) -> None:  # noqa: F811
    said = "there is a division by 0, or a root or logarithm that does not exist"
    trained = run("train", "-", "--after", "9", stdin=FAR).out
    assert f"the loss is undefined after update 2: {said}" in trained
    solved = run("solve", "-", "--after", "9", stdin=FAR)
    assert (solved.code, solved.out) == (3, "")
    assert f"after update 2 the loss is undefined: {said}" in solved.err
    assert "too large" not in solved.err
    assert solved.err.endswith("; ask for fewer updates, or choose a smaller learning rate\n")
    node = BARE.split("targets")[0].replace("x1: 1, x2: 2", "x: 1") + (
        "parameters: {a: 1}\nnodes:\n  - f = sqrt(a*x)\ndifferentiate: f\nlearning_rate: 3\n"
    )
    assert "after update 1 f is undefined" in run("solve", "-", "--after", "9", stdin=node).err


@pytest.mark.parametrize("rate", ["0", "-1", "nan", "inf"])
def test_rates_that_are_none(run: Runner, rate: str) -> None:  # noqa: F811
    result = run("train", "mazur", f"--rate={rate}")
    assert (result.code, result.out) == (2, "")
    assert "is not a learning rate" in result.err


def test_target_error(run: Runner) -> None:  # noqa: F811
    met = run("train", "mazur", "--target-error", "0.001")
    history = Trainer(tape_of(mazur())).train(10_000, goal=0.001)
    assert met.code == 0
    assert f"The loss came down to 0.001 after {history.updates:,} updates." in met.out
    missed = run("train", "mazur", "--target-error", "0.001", "--after", "100")
    assert missed.code == 1
    assert "did not come down to 0.001: after 100 updates it is 0.02" in missed.out


HINGE = """\
version: 1
title: Scores
inputs: {x1: 0.7, x2: -0.4}
targets: {s1: 0, s2: 1, s3: 0}
layers:
  - neurons: [s1, s2, s3]
    activation: linear
    weights: [[0.5, -0.3], [0.8, 0.2], [0.2, 0.9]]
    biases: [0.1, 0.2, 0]
loss: hinge
margin: 0.3
learning_rate: 0.1
"""


def test_a_loss_of_0_leaves_a_logarithmic_picture_at_the_bottom() -> None:
    subject = subject_of(load_text(HINGE, "hinge.yaml"))
    one = Run(0.1, Trainer(subject.tape).train(5, goal=0))
    assert (one.history.last, one.history.updates) == (0, 1)
    text = shown(*train_page.train_page(subject, [one], 0))
    assert "the loss: leaves the picture at the bottom, as it becomes 0" in text
    two = [one, Run(0.01, Trainer(subject.tape).train(5, rate=0.01))]
    text = shown(*train_page.train_page(subject, two))
    assert "rate 0.1: leaves the picture at the bottom, as the loss becomes 0" in text
    assert "rate 0.01\n" in text
    near = Run(0.1, Trainer(subject_of(load("mazur")).tape).train(10_000))
    assert "leaves the picture" not in shown(
        *train_page.train_page(subject_of(load("mazur")), [near])
    )


def test_csv_on_stdout_and_nothing_else(run: Runner) -> None:  # noqa: F811
    result = run("train", "mazur", "--after", "50", "--rate", ".5", "--rate", "2", "--csv", "-")
    assert (result.code, result.err) == (0, "")
    head, *rows = csv.reader(io.StringIO(result.out))
    learnt = [f"w{place}" for place in range(1, 9)]
    assert head == ["update", "rate", "loss", *learnt]
    assert len(rows) == 2 * 51
    assert rows[0][:3] == ["0", "0.5", repr(tape_of(mazur()).at()["E_total"])]
    fifty = subject_of(load("mazur"), after=50)
    assert rows[50][3:] == [repr(fifty.values[name]) for name in learnt]
    assert all(math.isfinite(float(cell)) for row in rows for cell in row)


def test_csv_in_a_file(run: Runner, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "loss.csv"
    result = run("train", "mazur", "--after", "10", "--csv", str(file))
    assert "falls steadily" in result.out
    assert file.read_text(encoding="utf-8").startswith("update,rate,loss,w1,")
    lost = run("train", "mazur", "--csv", str(tmp_path / "no" / "loss.csv"))
    assert (lost.code, lost.out) == (4, "")


def test_train_json(run: Runner) -> None:  # noqa: F811
    result = run("train", "-", "--after", "2000", "--json", stdin=LINE)
    (data,) = json.loads(result.out)["runs"]
    assert (data["rate"], data["diverged_at"], data["updates"]) == (0.5, 874, 873)
    assert data["history"][0] == [0, 2.0]


def test_train_shows_what_was_learnt(run: Runner) -> None:  # noqa: F811
    said = json.loads(run("train", "mazur", "--after", "50", "--json").out)
    fifty = subject_of(load("mazur"), after=50)
    learnt = {f"w{place}": fifty.values[f"w{place}"] for place in range(1, 9)}
    assert said["runs"][0]["parameters"] == learnt
    assert said["parameters"]["w5"] == 0.4
    page = run("train", "mazur", "--after", "50", "--rate", "0.5", "--rate", "2", "--plain").out
    assert re.search(r"parameter: w5; before: 0.40; rate 0.5: -?[0-9.−]+; rate 2:", page)


STILL = {
    "dead": (
        "nodes: [h = relu(w*x - 1), y = linear(v*h)]",
        "parameters: {w: 0.5, v: 0.5}",
        "The slope of the activation is 0 for h",
    ),
    "alike": (
        "nodes: [h = tanh(w*x), y = linear(v*h)]",
        "parameters: {w: 0, v: 0}",
        "all weights are alike",
    ),
    "at its target": (
        "nodes: [h = linear(w*x), y = linear(v*h)]",
        "parameters: {w: 1, v: 1}",
        "nothing is left to learn",
    ),
}


@pytest.mark.parametrize(("nodes", "parameters", "why"), STILL.values(), ids=STILL)
def test_no_rate_is_blamed_where_all_gradients_are_0(
    run: Runner,  # noqa: F811
    nodes: str,
    parameters: str,
    why: str,
) -> None:
    file = f"version: 1\ntitle: Still\ninputs: {{x: 1}}\ntargets: {{y: 1}}\n{parameters}\n{nodes}\n"
    page = run(
        "train", "-", "--plain", stdin=f"{file}loss: squared_error\nlearning_rate: 0.1\n"
    ).out
    assert why in page
    assert "changes nothing" not in page


DECAYING = """\
version: 1
title: A line that decays
inputs: {x: 2}
targets: {y: 2}
parameters: {w: 0.5, b: -0.2}
nodes: [y = linear(w*x + b)]
loss: squared_error
learning_rate: 0.1
weight_decay: 0.05
"""


def test_a_rate_is_not_blamed_for_the_weight_decay(run: Runner) -> None:  # noqa: F811
    page = run("train", "-", "--after", "300", "--plain", stdin=DECAYING).out
    assert "That is the weight decay, not the rate" in page
    assert "overshoot" not in page
    too_long = run("train", "-", "--rate", "0.25", "--plain", stdin=DECAYING).out
    assert "diverges" in too_long


def test_a_target_out_of_reach_is_said(run: Runner) -> None:  # noqa: F811
    page = run("train", "-", "--plain", stdin=DECAYING.replace("linear(", "sigmoid(")).out
    assert "The target 2 of y is out of reach: y stays between 0 and 1" in page


def test_json_and_csv_do_not_share_stdout(run: Runner) -> None:  # noqa: F811
    assert run("train", "mazur", "--json", "--csv", "-").code == 2


def in_training(count: int, scenario: str = "mazur") -> "pexpect.spawn[str]":
    """Return a network in training at a pseudo-terminal."""
    return at_a_terminal(
        *("train", scenario, "--after", str(count), "--no-pause"),
        environment={"TERM": "xterm", "PYTHONUTF8": "1"},
        dimensions=(40, 80),
    )


def test_ctrl_c_says_how_far_it_came() -> None:
    child = in_training(10_000_000)
    child.expect("of 10,000,000")
    interrupt(child)
    child.close()
    assert child.exitstatus == 130
    said = " ".join(child.before.split())
    assert re.search(
        r"stopped at rate 0\.5 after [\d,]+ of 10,000,000 updates; the loss was \d\S+$", said
    )
    assert "Training: " not in said


@pytest.mark.slow
def test_at_a_terminal_there_is_a_bar_and_a_canvas() -> None:
    child = in_training(1_000_000)
    child.expect("of 1,000,000")
    child.expect("Training: A step")
    child.expect("[\u2801-\u28ff]")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


# plot


def test_plot_in_a_pipe(run: Runner) -> None:  # noqa: F811
    result = run("plot", "mazur", "--weight", "w5")
    assert (result.code, result.err) == (0, "")
    assert "w5: 0.4; E_total: 0.298371; tangent: 0.298371" in result.out
    assert "tangent = 0.298371 + 0.0821670 · (w5 − 0.40)" in result.out
    assert "it rises by 0.000822: its slope is 0.0821670" in result.out
    assert "from w5 = 0.40 to 0.3589165. There the loss is 0.294985, lower by" in result.out


def test_the_curve_is_the_loss_and_the_tangent_touches_it() -> None:
    for weight in ("w1", "w5", "w8", "b1", "b2"):
        (figure,) = [b for b in slope_of(weight) if isinstance(b, Figure)]
        assert isinstance(figure.picture, Curves)
        curve, tangent = figure.picture.curves
        scenario = load("mazur")
        now = float(scenario.parameters[weight])
        for x, y in curve.points[:: len(curve.points) // 5]:
            moved = {**scenario.parameters, weight: Decimal(repr(x))}
            whole = subject_of(mazur(parameters=moved))
            assert math.isclose(y, whole.values["E_total"], rel_tol=1e-12)
        (x, y), (to_x, to_y) = tangent.points
        steep = (to_y - y) / (to_x - x)
        h = 1e-5 * (to_x - x)
        tape = subject_of(scenario).tape
        up, down = (tape.at({weight: now + d})["E_total"] for d in (h, -h))
        assert math.isclose(steep, (up - down) / (2 * h), rel_tol=1e-4)
        assert math.isclose(y + steep * (now - x), tape.at()["E_total"], rel_tol=1e-12)


def test_plot_of_a_later_pass_and_of_a_given_stretch(run: Runner) -> None:  # noqa: F811
    assert "from w5 = −1.81335" in run("plot", "mazur", "--weight", "w5", "--after", "100").out
    out = run("plot", "mazur", "--weight", "w5", "--from=-2", "--to", "2").out
    places = [float(x) for x in re.findall(r"^w5: (\S+);", out.replace("−", "-"), re.MULTILINE)]
    assert (places[0], places[-1]) == (-2, 2)
    assert 0.4 in places


def test_plot_of_what_does_not_learn(run: Runner) -> None:  # noqa: F811
    assert "b1 is frozen: it does not learn" in run("plot", "mazur", "--weight", "b1").out
    bare = run("plot", "-", "--weight", "w1", stdin=BARE)
    assert "has no learning rate to learn with" in bare.out


def test_plot_of_a_step_that_jumps_over_the_valley(run: Runner) -> None:  # noqa: F811
    assert "the step jumped over the valley" in run("plot", "-", "--weight", "w2", stdin=LINE).out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("", "say which weight is varied: --weight w8, or one of w1, w2"),
        ("--weight w55", "'w55' is not a weight, bias or input of mazur (did you mean w5?)"),
        ("--weight o1", "'o1' is not a weight, bias or input of mazur"),
        ("--weight w5 --from 2 --to 1", "--from must be less than --to"),
        ("--weight w5 --from nan", "is not an end for a curve"),
        ("--weight w5 --to 1e300", "is not an end for a curve"),
    ],
)
def test_plot_of_nothing(run: Runner, options: str, says: str) -> None:  # noqa: F811
    result = run("plot", "mazur", *options.split())
    assert (result.code, result.out) == (2, "")
    assert says in result.err
    assert result.err.count("\n") == 1


def test_numbers_of_a_plot_are_written_as_everywhere(run: Runner) -> None:  # noqa: F811
    out = run("plot", "mazur", "--weight", "w1", "--after", "7").out
    assert "lower by 1.26·10⁻⁹." in out
    assert not re.search(r"-\d", out)


@pytest.mark.parametrize("width", range(40, 90))
def test_a_name_and_its_number_stay_together_in_the_legend(width: int) -> None:
    text = shown(*slope_of("w5", after=100), width=width)
    for pair in ("w5 = −1.81335836", "E_total = 0.0200468", "w5_new = −1.82051493", "= 0.0199447"):
        assert pair in text.split("tangent = ")[0]
    assert not re.search("=$", text, re.MULTILINE)


# The picture

PAGES = {
    "train": lambda: trained(0.5, updates=10_000),
    "rates": lambda: trained(0.1, 1, 10),
    "slope": lambda: slope_of("w5"),
}


@pytest.mark.parametrize(("width", "encoding"), [(80, "utf-8"), (40, "utf-8"), (80, "ascii")])
@pytest.mark.parametrize("page", PAGES)
def test_golden(page: str, width: int, encoding: str) -> None:
    text = shown(*PAGES[page](), width=width, encoding=encoding)
    assert all(cells(line) <= width for line in text.split("\n"))
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    expect_golden(f"{page}-{width}-{encoding}.txt", text)


def test_markdown_says_it_as_a_table() -> None:
    (figure,) = [block for block in trained(0.5) if isinstance(block, Figure)]
    text = markdown.document([figure])
    assert text.startswith(
        "| updates | $`E_{\\mathrm{total}}`$ |\n| ---: | ---: |\n| $`0`$ | $`0.298371`$ |"
    )


TOLD = Table(("x", "y"), ((Value("0"), Value("1")),))


@pytest.mark.slow
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize(
    "points",
    [
        ((0.0, 1.0),),
        ((0.0, 0.0), (1.0, 0.0)),
        ((0.0, 1e-300), (1.0, 1e300)),
        ((-1e9, -5.0), (1e9, 5.0)),
        ((0.0, 0.0), (1e-9, 1e-12)),
        ((5.0, 3.0), (5.0, 3.0)),
    ],
)
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_any_numbers_fit(
    points: tuple[tuple[float, float], ...], logarithmic: bool, width: int
) -> None:
    marks = (Mark(("here",), points[0]), Mark(("there",), points[-1]))
    curves = (Curve(("a",), points), Curve(("b",), points))
    picture = Curves("x", Name("E_total"), curves, TOLD, marks, logarithmic)
    for signs in (UNICODE, ASCII):
        for row in rows_of(Figure(picture), width, signs):
            assert cells(text_of(row)) <= width, text_of(row)


def test_axes() -> None:
    assert [text for _, text in linear([0, 10_000], 6).ticks] == [
        "0", "2,000", "4,000", "6,000", "8,000", "10,000",
    ]  # fmt: skip
    assert [text for _, text in linear([0.21, 0.38], 5).ticks] == [
        "0.20", "0.25", "0.30", "0.35", "0.40",
    ]  # fmt: skip
    assert [text for _, text in logarithmic([3.5e-5, 0.3], 6).ticks] == [
        "1", "0.1", "0.01", "0.001", "0.0001", "0.00001",
    ]  # fmt: skip


# One sample after the other

ONLINE = """\
version: 1
title: One after the other
samples:
  - {inputs: {x1: 1, x2: 0}, targets: {y: 1}}
  - {inputs: {x1: 1, x2: 1}, targets: {y: 0}}
update: online
momentum: 0.5
layers:
  - neurons: [h1, h2]
    activation: sigmoid
    weights: [[0.1, 0.2], [-0.4, 0.6]]
    bias: {b: 0.2}
  - neurons: [y]
    activation: sigmoid
    weights: [[0.3, -0.9]]
loss: squared_error
learning_rate: 0.5
frozen: [b]
"""


def test_the_page_says_which_loss_it_is_where_each_sample_meets_other_weights(
    run: Runner,  # noqa: F811
) -> None:
    subject = subject_of(load_text(ONLINE, "online.yaml"))
    page = run("train", "-", "--after", "1", stdin=ONLINE).out
    on_the_way = subject_of(subject.scenario, None, 1).values["E_total"]
    assert f"E_total; target: –; before: 0.501120; after 1: {on_the_way:.6f}" in page
    assert (
        "E_total is what the samples lose on their way through the next epoch, each with the "
        "weights that it meets. With the weights after 1 epoch for all of them, it is "
        f"{subject.values['E_total_new']:.6f}." in page
    )
    two = run("train", "-", "--after", "1", "--rate", "1", "--rate", "2", stdin=ONLINE).out
    assert "the weights that it meets.\n" in two
    batch = ONLINE.replace("online", "batch_sum")
    assert "on their way" not in run("train", "-", "--after", "1", stdin=batch).out


def test_what_was_before_is_at_the_rate_of_the_training(run: Runner) -> None:  # noqa: F811
    page = run("train", "-", "--after", "1", "--rate", "3", stdin=ONLINE).out
    (first,) = re.findall(r"^updates: 0; E_total: (\S+)$", page, re.MULTILINE)
    assert first != "0.501120"
    assert f"E_total; target: –; before: {first};" in page


@pytest.mark.slow
@pytest.mark.parametrize("after", [0, 1, 30])
@pytest.mark.parametrize("weight", ["w1", "w5", "b"])
def test_online_the_tangent_of_plot_touches_the_curve(weight: str, after: int) -> None:
    """The loss of both samples at the same weights, by a pass of each that shares no tape."""
    scenario = load_text(ONLINE, "online.yaml")
    subject = subject_of(scenario, weight, after)
    w = {name: subject.values[name] for name in scenario.parameters}

    def loss(place: float) -> float:
        v = {**w, weight: place}
        found = 0.0
        for x1, x2, t in ((1, 0, 1), (1, 1, 0)):
            nets = v["w1"] * x1 + v["w2"] * x2 + v["b"], v["w3"] * x1 + v["w4"] * x2 + v["b"]
            h = [1 / (1 + math.exp(-net)) for net in nets]
            found += (t - 1 / (1 + math.exp(-v["w5"] * h[0] - v["w6"] * h[1]))) ** 2
        return found

    low, high = plot_page.window(subject, weight)
    page = plot_page.plot_page(subject, weight, low, high)
    (figure,) = [block for block in page if isinstance(block, Figure)]
    assert isinstance(figure.picture, Curves)
    curve, tangent = figure.picture.curves
    assert all(math.isclose(y, loss(x), rel_tol=1e-9) for x, y in curve.points)
    (x, y), (to_x, to_y) = tangent.points
    now, steep = w[weight], (to_y - y) / (to_x - x)
    up, down = loss(now + 1e-5), loss(now - 1e-5)
    assert math.isclose(steep, (up - down) / 2e-5, rel_tol=1e-4)
    assert math.isclose(y + steep * (now - x), loss(now), rel_tol=1e-9)
    text = " ".join(shown(*page, plain=True).split())
    assert "with the same weights for all samples" in text
    assert f"The lesson goes sample by sample: there ∂E_total/∂{weight} is " in text
