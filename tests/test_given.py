"""Values given in place of computed ones: they hold for the first pass, and for no later one."""

import csv
import io
import json
import math
import random
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from test_any_network import drawn
from test_cli import Runner, run  # noqa: F401 - a fixture

from backprop_tutor.blocks.blocks import Figure
from backprop_tutor.blocks.curves import Curves
from backprop_tutor.formula import names
from backprop_tutor.loader import load_text
from backprop_tutor.maths.training.training import successors
from backprop_tutor.scenario.scenario import Part, Scenario, Update
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.limits import Diverged, OutOfRange
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.training import plot_page
from backprop_tutor.teaching.training.runs import training_of

ROUNDED = """\
version: 1
title: Rounded by the book
inputs: {i1: 1, i2: 2}
targets: {o: 1}
layers:
  - neurons: [h1, h2]
    activation: sigmoid
    weights: [[0.1, -0.2], [0.3, 0.15]]
  - neurons: [o]
    activation: sigmoid
    weights: [[0.4, -0.6]]
loss: half_squared_error
learning_rate: 1
given: {out_h1: 0.43, out_h2: 0.65}
"""
SPLIT = ROUNDED.replace("loss:", "method: error_split\nloss:").replace(
    "given: {", "given: {miss_o: 0.55, "
)


def by_hand(updates: int) -> tuple[list[float], list[float]]:
    """The weights and the losses of ROUNDED in plain floats, the first pass with what is given."""
    w, losses = [0.1, -0.2, 0.3, 0.15, 0.4, -0.6], []
    for update in range(updates + 1):
        nets = w[0] + w[1] * 2, w[2] + w[3] * 2
        h = [1 / (1 + math.exp(-net)) for net in nets] if update else [0.43, 0.65]
        o = 1 / (1 + math.exp(-(w[4] * h[0] + w[5] * h[1])))
        losses.append(0.5 * (1 - o) ** 2)
        if update == updates:
            break
        delta = (o - 1) * o * (1 - o)
        back = [delta * w[4 + k] * h[k] * (1 - h[k]) for k in (0, 1)]
        slopes = [back[0], 2 * back[0], back[1], 2 * back[1], delta * h[0], delta * h[1]]
        w = [weight - slope for weight, slope in zip(w, slopes, strict=True)]
    return w, losses


def close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("updates", [1, 2, 10, 1000])
def test_the_given_values_hold_for_the_first_update(updates: int) -> None:
    weights, losses = by_hand(updates)
    scenario = load_text(ROUNDED, "rounded.yaml")
    solved = subject_of(scenario, None, updates)
    for k, weight in enumerate(weights, start=1):
        assert close(solved.values[f"w{k}"], weight)
    assert close(solved.values["E_total"], losses[-1])
    history = training_of(subject_of(scenario)).at(1, updates).history
    assert all(close(value, losses[update]) for update, value in history.points)
    assert history.points[0] == (0, subject_of(scenario).values["E_total"])
    assert history.numbers["w1"] == solved.values["w1"]


def with_given(seed: int) -> str:
    """A drawn file that learns, with some of its values given, rounded or only near."""
    chance = random.Random(seed)
    text = drawn(seed)
    if "learning_rate" not in text:
        text += "learning_rate: 0.5\n"
    subject = subject_of(load_text(text, "drawn.yaml"))
    ahead = [
        name
        for name, line in subject.tape.items()
        if line.part in (Part.FORWARD, Part.ERROR) and name != names.TOTAL
    ]
    rows = []
    for name in chance.sample(ahead, min(len(ahead), chance.randint(1, 3))):
        near = subject.values[name] + chance.choice((0, 0, 0.01))
        rows.append(f'  "{name}": {near:.3f}\n')
    return f"{text}given:\n{''.join(rows)}"


def later_numbers(scenario: Scenario, updates: int) -> Mapping[str, float]:
    """The numbers after so many updates, pass by pass: only the first one has the given values."""
    whole, bare = subject_of(scenario), subject_of(replace(scenario, given={}))
    numbers = whole.tape.given()
    for update in range(updates):
        now = bare.tape.at(numbers) if update else whole.values
        numbers |= {old: now[new] for old, new in successors(whole.tape).items()}
    return numbers


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_one_training_whoever_tells_of_it(seed: int) -> None:
    """What is new after an update is what is there in the next pass, in solve and in train."""
    try:
        scenario = load_text(with_given(seed), "drawn.yaml")
        before = subject_of(scenario)
        before.check_finite(before.tape)
        after = {updates: subject_of(scenario, None, updates) for updates in (1, 4)}
        bare = subject_of(replace(scenario, given={}))
    except (OutOfRange, Diverged):
        pytest.skip("no finite numbers")
    for old, new in successors(before.tape).items():
        assert close(after[1].values[old], before.values[new]), old
    if not (scenario.samples and scenario.update is Update.ONLINE):
        assert close(after[1].values[before.aim], before.values[names.updated(before.aim)])
    for updates, solved in after.items():
        assert not solved.scenario.given
        numbers = later_numbers(scenario, updates)
        expected = bare.tape.at(numbers)
        assert all(close(solved.values[name], expected[name]) for name in solved.tape)
        history = training_of(before).at(before.values[names.RATE], updates).history
        assert history.numbers == {name: solved.values[name] for name in history.numbers}
        assert history.first == before.values[before.aim]
        assert close(history.last, solved.values[before.aim])


def test_train_prints_what_solve_gives(run: Runner) -> None:  # noqa: F811
    for updates in ("1", "10"):
        page = run("train", "-", "--after", updates, "--plain", stdin=ROUNDED).out
        solved = run("solve", "-", "--after", updates, "E_total", "out_o", stdin=ROUNDED).out
        for name in ("E_total", "out_o"):
            (value,) = re.findall(rf"quantity: {name}; value: (\S+);", solved)
            assert re.search(
                rf"quantity: {name}; .*before: .*; after {updates}: {value}$", page, re.MULTILINE
            )
    new = run("solve", "-", "w1_new", "E_total_new", stdin=ROUNDED).out
    assert "w1_new; value: 0.1134254" in new
    assert "w1; value: 0.1134254" in run("solve", "-", "--after", "1", "w1", stdin=ROUNDED).out
    assert "E_total_new; value: 0.139905" in new
    assert "E_total: 0.139905" in run("train", "-", "--after", "1", stdin=ROUNDED).out


def test_the_loss_before_is_the_one_with_given_values(run: Runner) -> None:  # noqa: F811
    loss = by_hand(0)[1][0]
    table = run("train", "-", "--after", "5", "--csv", "-", stdin=ROUNDED).out
    rows = list(csv.reader(io.StringIO(table)))
    assert close(float(rows[1][2]), loss)
    assert close(float(rows[2][2]), by_hand(1)[1][1])
    page = run("train", "-", "--after", "5", "--plain", stdin=ROUNDED).out
    assert f"quantity: E_total; target: –; before: {loss:.6f}; after 5: " in page
    assert "hold for the first pass only" in page
    assert "Without them the loss at the start is 0.153502" in page
    met = run("train", "-", "--target-error", "0.16", "--plain", stdin=ROUNDED)
    assert f"before: {loss:.6f}; after 0: {loss:.6f}" in met.out


def test_a_rate_is_not_blamed_for_a_value_that_is_given(run: Runner) -> None:  # noqa: F811
    """The loss of a given output is smaller than what comes out: no step has jumped."""
    near = ROUNDED.replace("{out_h1: 0.43, out_h2: 0.65}", "{out_o: 0.9}")
    page = run("train", "-", "--after", "3", "--plain", stdin=near).out
    assert "updates: 0; E_total: 0.005\n" in page
    assert "overshoot" not in page
    assert "changes nothing" not in page
    data = json.loads(run("train", "-", "--after", "3", "--json", stdin=near).out)["runs"][0]
    assert (data["rises"], data["history"][0]) == (0, [0, 0.5 * (1 - 0.9) ** 2])


def test_a_given_value_may_stand_where_there_is_none(run: Runner) -> None:  # noqa: F811
    """Where the formula itself has no value the first pass has one all the same."""
    text = (
        ROUNDED.split("layers:")[0]
        + """\
parameters: {a: -1}
nodes:
  - q = log(a)
  - o = a*q
loss: half_squared_error
learning_rate: 1
given: {q: 0.5}
"""
    )
    result = run(
        "train", "-", "--after", "1", "--plain", stdin=text.replace("i1: 1, i2: 2", "x: 1")
    )
    assert result.code == 0
    assert "updates: 0; E_total: 1.125\nupdates: 1; E_total: 0.259971\n" in result.out
    assert "nan" not in result.out


def test_what_was_given_is_asked_in_a_later_pass() -> None:
    scenario = load_text(ROUNDED, "rounded.yaml")
    assert "out_h1" not in Lesson(subject_of(scenario)).asked()
    assert "out_h1" in Lesson(subject_of(scenario, None, 1)).asked()


def test_shares_of_an_error_after_an_update() -> None:
    """The lesson has the error that is given; after an update it is worked out like all else."""
    scenario = load_text(SPLIT, "split.yaml")
    before, after = subject_of(scenario), subject_of(scenario, None, 1)
    assert before.values["miss_o"] == 0.55
    plain = subject_of(load_text(ROUNDED, "rounded.yaml"), None, 1)
    assert after.values["w1"] == plain.values["w1"], "the update goes by the gradient"
    assert after.values["miss_o"] == 1 - after.values["out_o"]
    assert "miss_o" in Lesson(after).asked()


# plot


@pytest.mark.parametrize("weight", ["w1", "w4", "w6"])
def test_the_point_of_now_is_on_the_curve_and_the_tangent_touches_it(weight: str) -> None:
    subject = subject_of(load_text(ROUNDED, "rounded.yaml"), weight)
    low, high = plot_page.window(subject, weight)
    (figure,) = [
        b for b in plot_page.plot_page(subject, weight, low, high) if isinstance(b, Figure)
    ]
    assert isinstance(figure.picture, Curves)
    curve, tangent = figure.picture.curves
    now, after = (mark.at for mark in figure.picture.marks)
    assert now in curve.points
    free = subject_of(load_text(ROUNDED.split("given:")[0], "rounded.yaml"), weight)
    assert after == (
        free.values[f"{weight}_new"],
        pytest.approx(free.tape.at({weight: free.values[f"{weight}_new"]})["E_total"]),
    )
    (x, y), (to_x, to_y) = tangent.points
    h = 1e-6
    up, down = (free.tape.at({weight: now[0] + d})["E_total"] for d in (h, -h))
    assert math.isclose((to_y - y) / (to_x - x), (up - down) / (2 * h), rel_tol=1e-6)
    assert math.isclose(y + (to_y - y) / (to_x - x) * (now[0] - x), now[1], rel_tol=1e-12)


def test_plot_says_that_given_values_are_left_out(run: Runner) -> None:  # noqa: F811
    page = run("plot", "-", "--weight", "w1", "--plain", stdin=ROUNDED).out
    assert "They stay the same when w1 moves, so this picture leaves them out." in page
    assert "The lesson has them in its first pass: there ∂E_total/∂w1 is −0.0134254." in page
    later = run("plot", "-", "--weight", "w1", "--after", "1", "--plain", stdin=ROUNDED).out
    assert "leaves them out" not in later


def test_plot_without_given_values_may_have_nothing_to_show(run: Runner) -> None:  # noqa: F811
    text = (
        ROUNDED.split("layers:")[0].replace("i1: 1, i2: 2", "x: 1")
        + """\
parameters: {a: -1}
nodes:
  - q = log(a)
  - o = a*q
loss: half_squared_error
given: {q: 0.5}
"""
    )
    result = run("plot", "-", "--weight", "a", stdin=text)
    assert (result.code, result.out) == (3, "")
    assert "E_total is not a finite number" in result.err
