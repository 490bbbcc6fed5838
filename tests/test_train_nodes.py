"""train and plot for a node to differentiate, in place of a loss, and where more is better."""

import csv
import io
import json
import math
import re
from collections.abc import Callable, Mapping

import pytest
from terminals import interrupt
from test_cli import Runner, run  # noqa: F401 - a fixture
from test_train_command import BARE, in_training, shown
from test_training import ASCENT, NEURON, PRODUCT, SQUARE, neuron_by_hand, product_by_hand
from views_pages import expect_golden

from backprop_tutor.blocks.blocks import Block, Figure
from backprop_tutor.blocks.curves import Curves
from backprop_tutor.loader import load, load_text
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.training import plot_page, train_page
from backprop_tutor.teaching.training.runs import training_of
from backprop_tutor.views.text.layout import cells

FIXED = PRODUCT.replace("learning_rate: 0.01\n", "")


def scenario(text: str) -> Scenario:
    return load_text(text, "t.yaml")


def slope_of(text: str, weight: str, after: int = 0) -> tuple[Block, ...]:
    subject = subject_of(scenario(text), weight, after)
    return plot_page.plot_page(subject, weight, *plot_page.window(subject, weight))


def trained(text: str, *rates: float, updates: int = 300) -> tuple[Block, ...]:
    subject = subject_of(scenario(text))
    trains = training_of(subject)
    runs = [trains.at(rate, updates) for rate in rates]
    return train_page.train_page(subject, runs)


def picture_of(blocks: tuple[Block, ...]) -> Curves:
    (figure,) = [block for block in blocks if isinstance(block, Figure)]
    assert isinstance(figure.picture, Curves)
    return figure.picture


# train


def test_train_is_about_the_node(run: Runner) -> None:  # noqa: F811
    result = run("train", "-", "--after", "100", stdin=PRODUCT)
    assert (result.code, result.err) == (0, "")
    values, *_ = product_by_hand(100, 0.01)
    assert f"updates: 100; f: −{-values[100]:.4f}" in result.out
    assert f"quantity: f; before: −12; after 100: −{-values[100]:.4f}\n" in result.out
    assert "At rate 0.01 f falls steadily: in 100 updates it never went up" in result.out
    assert "and it went from −12 to" in result.out
    for wrong in ("E_total", "loss", "target"):
        assert wrong not in result.out


def test_a_climb_is_progress(run: Runner) -> None:  # noqa: F811
    rates = ("--rate", ".1", "--rate", "3", "--rate", "1")
    out = run("train", "-", "--after", "50", *rates, stdin=NEURON + ASCENT).out
    ends = {rate: neuron_by_hand(50, -rate)[-1] for rate in (0.1, 3.0, 1.0)}
    assert max(ends, key=ends.__getitem__) == 3
    assert f"Of these, rate 3 got furthest: out_f is {ends[3]:.3f}." in out
    assert (
        "At rate 0.1 out_f climbs steadily, as 'direction: ascent' asks: in 50 updates it never"
        in out
    )
    down = run("train", "-", "--after", "50", *rates, stdin=NEURON).out
    assert "Of these, rate 3 got furthest: out_f is 0.00" in down


def test_a_rate_for_a_circuit_that_has_none(run: Runner) -> None:  # noqa: F811
    given = run("train", "-", "--rate", ".01", "--after", "9", stdin=FIXED)
    assert (given.code, given.out) == (0, run("train", "-", "--after", "9", stdin=PRODUCT).out)
    without = run("train", "-", stdin=FIXED)
    assert (without.code, without.out) == (2, "")
    assert "no learning rate" in without.err


@pytest.mark.parametrize(
    "command", ["train circuit", "train circuit --rate 1", "solve circuit --after 1"]
)
def test_a_circuit_without_parameters(run: Runner, command: str) -> None:  # noqa: F811
    result = run(*command.split())
    assert (result.code, result.out) == (2, "")
    assert "circuit has no parameters, so nothing in it learns" in result.err


@pytest.mark.parametrize("climbs", [False, True])
def test_a_node_without_bounds(run: Runner, climbs: bool) -> None:  # noqa: F811
    text = PRODUCT + ASCENT * climbs
    out = run("train", "-", "--after", "100000", "--rate", ".01", "--rate", "1", stdin=text).out
    best = "largest" if climbs else "smallest"
    assert out.count(f"It looks as if f has no {best} value") == 2
    assert "got furthest" not in out
    for wrong in ("nan", "inf", "diverges"):
        assert wrong not in out
    data = json.loads(run("train", "-", "--after", "100000", "--json", stdin=text).out)
    (one,) = data["runs"]
    assert one["diverged_at"] == one["updates"] + 1
    assert math.isfinite(one["value"])


@pytest.mark.parametrize(
    ("text", "goal", "says"),
    [
        (PRODUCT, "-100", "f came down to −100 after {} updates."),
        (PRODUCT + ASCENT, "100", "f came up to 100 after {} updates."),
    ],
)
def test_target_of_a_node(run: Runner, text: str, goal: str, says: str) -> None:  # noqa: F811
    sign = -1 if ASCENT in text else 1
    values, *_ = product_by_hand(1_000, sign * 0.01)
    first = next(k for k, f in enumerate(values) if sign * f <= -100)
    met = run("train", "-", f"--target-error={goal}", stdin=text)
    assert (met.code, met.err) == (0, "")
    assert says.format(first) in met.out
    missed = run("train", "-", f"--target-error={goal}", "--after", "9", stdin=text)
    assert missed.code == 1
    came = "up" if sign < 0 else "down"
    shown_goal = goal.replace("-", "−")
    assert f"f did not come {came} to {shown_goal}: after 9 updates it is −" in missed.out


def test_target_of_a_loss_that_should_climb(run: Runner) -> None:  # noqa: F811
    text = BARE + "learning_rate: 0.01\n" + ASCENT
    out = run("train", "-", "--target-error", "3", stdin=text).out
    w1, w2, updates, loss = 0.4, 0.3, 0, 2.0
    while loss < 3:
        error = 3 - (w1 + 2 * w2)
        w1, w2, updates = w1 - 0.01 * error, w2 - 0.02 * error, updates + 1
        loss = (3 - (w1 + 2 * w2)) ** 2 / 2
    assert f"The loss came up to 3 after {updates} updates." in out


def test_a_missed_goal_does_not_look_met(run: Runner) -> None:  # noqa: F811
    text = NEURON + ASCENT
    out = run("train", "-", "--target-error", "0.9999", "--after", "1000", stdin=text).out
    assert "did not come up to 0.9999: after 1,000 updates it is 0.9998." in out


@pytest.mark.parametrize("goal", ["nan", "inf"])
def test_targets_that_are_none(run: Runner, goal: str) -> None:  # noqa: F811
    result = run("train", "-", f"--target-error={goal}", stdin=PRODUCT)
    assert (result.code, result.out) == (2, "")
    assert "is not a number to reach" in result.err
    assert run("train", "mazur", "--target-error=-1").code == 2


def test_csv_and_json_have_the_node_s_name(run: Runner) -> None:  # noqa: F811
    outs = neuron_by_hand(5, 1.0)
    result = run("train", "-", "--after", "5", "--csv", "-", stdin=NEURON)
    head, *rows = csv.reader(io.StringIO(result.out))
    assert head[:3] == ["update", "rate", "out_f"]
    assert [float(row[2]) for row in rows] == pytest.approx(outs, rel=1e-12)
    data = json.loads(run("train", "-", "--after", "5", "--json", stdin=NEURON).out)
    assert data["quantity"] == "out_f"
    (one,) = data["runs"]
    assert one["value"] == pytest.approx(outs[-1], rel=1e-12)
    assert one.keys() == {
        "rate", "updates", "value", "rises", "diverged_at", "reached", "parameters", "history",
    }  # fmt: skip
    (up,) = json.loads(run("train", "-", "--json", stdin=NEURON + ASCENT).out)["runs"]
    assert (up["rises"], up["falls"]) == (1000, 0)


def test_the_json_of_a_loss_is_as_it_was(run: Runner) -> None:  # noqa: F811
    data = json.loads(run("train", "mazur", "--after", "5", "--json").out)
    assert data.keys() == {"scenario", "quantity", "parameters", "runs"}
    assert data["quantity"] == "E_total"
    assert data["runs"][0].keys() == {
        "rate", "updates", "loss", "rises", "diverged_at", "reached", "parameters", "history",
    }  # fmt: skip


def test_ctrl_c_names_the_node(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("node") / "neuron.yaml"
    file.write_text(NEURON + "notation: z-a\n", encoding="utf-8")
    child = in_training(10_000_000, str(file))
    child.expect(r"a_f \d")
    interrupt(child)
    child.close()
    assert child.exitstatus == 130
    said = " ".join(child.before.split())
    assert re.search(r"stopped at rate 1 after [\d,]+ of 10,000,000 updates; a_f was 0\.\d+", said)


# What the picture of training shows


@pytest.mark.parametrize("climbs", [False, True])
def test_what_bursts_leaves_the_picture(climbs: bool) -> None:
    picture = picture_of(trained(PRODUCT + ASCENT * climbs, 0.01, 1.0, updates=1_000))
    assert max(abs(y) for curve in picture.curves for _, y in curve.points) <= 1200
    side = "top" if climbs else "bottom"
    assert all(f"leaves the picture at the {side}" in str(curve.label) for curve in picture.curves)
    assert not picture.logarithmic


def test_what_goes_evenly_stays_in_the_picture() -> None:
    """f = a·x falls by a²η = 0.9 at each update, a thousand times as far as where it began."""
    text = SQUARE.replace("(x - a)^2 - 2", "a*x").replace("x: 5", "x: 0.1")
    (curve,) = picture_of(trained(text, 0.1, updates=1_000)).curves
    assert curve.points[-1] == (1000, pytest.approx(0.3 - 900))


@pytest.mark.parametrize(
    ("text", "logarithmic"),
    [
        (NEURON, True),
        (NEURON + ASCENT, False),
        (SQUARE, False),
        (SQUARE.replace(" - 2", ""), True),
    ],
)
def test_only_what_stays_above_0_is_drawn_by_powers_of_ten(text: str, logarithmic: bool) -> None:
    assert picture_of(trained(text, 0.3)).logarithmic is logarithmic


# plot

FORMULAS: Mapping[str, tuple[str, Callable[[float, float, float], float]]] = {
    "x": (FIXED, lambda x, y, z: (x + y) * z),
    "y": (PRODUCT, lambda x, y, z: (x + y) * z),
    "z": (PRODUCT + ASCENT, lambda x, y, z: (x + y) * z),
}


@pytest.mark.parametrize("weight", FORMULAS)
def test_the_curve_is_the_node_and_the_tangent_touches_it(weight: str) -> None:
    text, formula = FORMULAS[weight]
    curve, tangent = picture_of(slope_of(text, weight)).curves
    at = {"x": -2.0, "y": 5.0, "z": -4.0}
    for x, y in curve.points:
        assert math.isclose(y, formula(**(at | {weight: x})), rel_tol=1e-12)
    (x, y), (to_x, to_y) = tangent.points
    h = 1e-4
    up, down = (formula(**(at | {weight: at[weight] + d})) for d in (h, -h))
    steep = (to_y - y) / (to_x - x)
    assert math.isclose(steep, (up - down) / (2 * h), rel_tol=1e-7)
    assert math.isclose(y + steep * (at[weight] - x), formula(**at), rel_tol=1e-12)


@pytest.mark.parametrize("name", ["x0", "x1", "w0", "w1", "w2"])
def test_a_bent_curve_over_inputs_and_parameters(name: str) -> None:
    at = {"x0": -1.0, "x1": -2.0, "w0": 2.0, "w1": -3.0, "w2": -3.0}

    def out(value: float) -> float:
        v = at | {name: value}
        return 1 / (1 + math.exp(-(v["w0"] * v["x0"] + v["w1"] * v["x1"] + v["w2"])))

    subject = subject_of(load("sigmoid-circuit"), name)
    blocks = plot_page.plot_page(subject, name, *plot_page.window(subject, name))
    curve, tangent = picture_of(blocks).curves
    assert all(math.isclose(y, out(x), rel_tol=1e-12) for x, y in curve.points)
    (x, y), (to_x, to_y) = tangent.points
    steep = (out(at[name] + 1e-5) - out(at[name] - 1e-5)) / 2e-5
    assert math.isclose((to_y - y) / (to_x - x), steep, rel_tol=1e-7)


def test_plot_of_a_node(run: Runner) -> None:  # noqa: F811
    result = run("plot", "-", "--weight", "y", stdin=PRODUCT)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("How f depends on y\n")
    assert "Uphill is to the left, so the step goes to the right: from y = 5 to 5.04." in result.out
    assert f"There f is {(-2 + 5.04) * -4:.2f}, lower by 0.16.".replace("-", "−") in result.out
    assert "The curve is a straight line here" in result.out
    assert "loss" not in result.out


def test_plot_of_a_step_uphill(run: Runner) -> None:  # noqa: F811
    out = run("plot", "-", "--weight", "z", stdin=PRODUCT + ASCENT).out
    assert "Uphill is to the right, and there the step goes: from z = −4 to −3.97." in out
    assert "There f is −11.91, higher by 0.09." in out
    loss = run("plot", "-", "--weight", "w1", stdin=BARE + "learning_rate: 0.1\n" + ASCENT).out
    # The slope ∂/∂w1 is −(3 − 1) · 1: the step goes from 0.4 to 0.2, the loss to ½·2.2².
    assert "Uphill is to the left, and there the step goes: from w1 = 0.4 to 0.2." in loss
    assert "There the loss is 2.42, higher by 0.42." in loss


def test_plot_of_a_step_over_the_hill(run: Runner) -> None:  # noqa: F811
    text = SQUARE.replace("(x - a)^2 - 2", "2 - (x - a)^2").replace("0.1", "1.5") + ASCENT
    out = run("plot", "-", "--weight", "x", stdin=text).out
    assert "from x = 5 to −1. There f is −14, no higher than before: the step jumped" in out
    assert "over the hill. A smaller learning rate would land on it." in out


def test_plot_without_a_step(run: Runner) -> None:  # noqa: F811
    said = {"x": "x is an input: it does not learn", "y": "y has no learning rate to learn with"}
    for name, why in said.items():
        assert f"{why}, so no step is taken." in run("plot", "-", "--weight", name, stdin=FIXED).out
    frozen = PRODUCT + "frozen: [y]\n"
    assert "y is frozen: it does not" in run("plot", "-", "--weight", "y", stdin=frozen).out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("", "say which input or parameter is varied: --weight z, or one of x, y, z"),
        ("--weight q", "'q' is not a weight, bias or input of circuit"),
        ("--weight x --after 3", "circuit has no parameters"),
    ],
)
def test_plot_of_nothing(run: Runner, options: str, says: str) -> None:  # noqa: F811
    result = run("plot", "circuit", *options.split())
    assert (result.code, result.out) == (2, "")
    assert says in result.err
    assert result.err.count("\n") == 1


def test_plot_of_what_has_no_value(run: Runner) -> None:  # noqa: F811
    text = SQUARE.replace("(x - a)^2 - 2", "log(x)")
    result = run("plot", "-", "--weight", "x", "--from=-9", "--to=-8", stdin=text)
    assert (result.code, result.out) == (2, "")
    assert "f is not a number between x = -9 and -8" in result.err


# The pictures

PAGES = {
    "train-node": lambda: trained(NEURON + ASCENT, 0.1, 1.0, updates=100),
    "train-endless": lambda: trained(PRODUCT, 0.01, updates=100_000),
    "slope-node": lambda: slope_of(NEURON + ASCENT, "w0"),
    "slope-input": lambda: slope_of(FIXED, "x"),
}


@pytest.mark.parametrize(("width", "encoding"), [(80, "utf-8"), (40, "utf-8"), (80, "ascii")])
@pytest.mark.parametrize("page", PAGES)
def test_golden(page: str, width: int, encoding: str) -> None:
    text = shown(*PAGES[page](), width=width, encoding=encoding)
    assert all(cells(line) <= width for line in text.split("\n"))
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    expect_golden(f"{page}-{width}-{encoding}.txt", text)
