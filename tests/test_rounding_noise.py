"""Once a network has reached its target, what the floats leave is 0, and no result to be taught."""

from pathlib import Path

import pytest
from program import Run

from backprop_tutor.loader import load, load_text
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.training.training import Trainer
from backprop_tutor.maths.update_rules import UPDATE_RULES
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.training.level import Still, Why
from backprop_tutor.teaching.training.plot_page import plot_page
from backprop_tutor.teaching.training.runs import training_of
from backprop_tutor.teaching.training.train_page import train_page

PARABOLA = """\
version: 1
title: Down to the lowest point
parameters: {x: 5}
nodes: [f = (x - 2)^2]
differentiate: f
learning_rate: 0.1
"""
NEURON = """\
version: 1
title: A linear neuron that reaches its target
inputs: {x1: 1.5, x2: -0.7}
targets: {y: 4}
layers:
  - {neurons: [y], activation: linear, weights: [{w1: 0.1, w2: 0.2}], bias: {b: 0.3}}
loss: half_squared_error
learning_rate: 0.1
"""
SAMPLES = """\
version: 1
title: A line through two points
samples:
  - {inputs: {x: 0.3}, targets: {y: 1.1}}
  - {inputs: {x: -0.6}, targets: {y: 0.2}}
update: online
layers:
  - {neurons: [y], activation: linear, weights: [{w: 0.1}], bias: {b: 0.7}}
loss: half_squared_error
learning_rate: 0.5
"""
AT_TARGET = """\
version: 1
title: A linear neuron at its target
inputs: {x: 0.1}
targets: {y: 0.3}
layers: [{neurons: [y], activation: linear, weights: [{w: 3}]}]
loss: half_squared_error
learning_rate: 0.5
"""
ALIKE = """\
version: 1
title: Two neurons alike
inputs: {x: 1}
targets: {y: 0.3}
layers:
  - {neurons: [h1, h2], activation: tanh, weights: [[0.5], [0.5]]}
  - {neurons: [y], activation: tanh, weights: [[0.4, 0.4]]}
loss: squared_error
learning_rate: 0.5
"""
TEXTS = {"parabola": PARABOLA, "neuron": NEURON, "samples": SAMPLES}


@pytest.fixture(scope="module", params=TEXTS)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load_text(TEXTS[request.param], "t.yaml")


def _is_told(value: float) -> bool:
    """Whether a number is 0, or one that a learner could work out from six figures."""
    return value == 0 or abs(value) > 1e-9


@pytest.mark.parametrize("updates", [2000, 5000])
def test_no_line_is_noise_after_the_target_was_reached(scenario: Scenario, updates: int) -> None:
    subject = subject_of(scenario, after=updates)
    assert {name: subject.values[name] for name in subject.tape} == {
        name: subject.values[name] for name in subject.tape if _is_told(subject.values[name])
    }
    assert subject.values[subject.aim] == 0
    for one in subject.alone:
        assert all(_is_told(one.subject.values[name]) for name in one.subject.tape)


def test_nor_is_a_point_of_a_training(scenario: Scenario) -> None:
    subject = subject_of(scenario)
    history = Trainer(subject.tape, subject.aim).train(5000)
    assert history.last == 0
    assert all(value == 0 or value > 1e-29 for _, value in history.points)
    falling = [value for _, value in history.points]
    assert falling == sorted(falling, reverse=True)


@pytest.mark.parametrize("updates", [1, 10, 40, 70])
def test_what_is_small_and_real_stays(updates: int) -> None:
    """x − 2 = 3·0.8ⁿ and f = 9·0.64ⁿ, down to 5·10⁻⁷ and 2·10⁻¹³."""
    subject = subject_of(load_text(PARABOLA, "t.yaml"), after=updates)
    assert subject.values["f"] == pytest.approx(9 * 0.64**updates, rel=1e-6)
    assert subject.values["df/dx"] == pytest.approx(6 * 0.8**updates, rel=1e-6)
    history = Trainer(subject_of(load_text(PARABOLA, "t.yaml")).tape, "f").train(70)
    assert dict(history.points)[70] == pytest.approx(9 * 0.64**70, rel=1e-6)


@pytest.mark.parametrize("name", ["mazur", "siraj-xor"])
def test_a_network_that_is_still_learning_keeps_all_its_numbers(name: str) -> None:
    after = subject_of(load(name), after=3000)
    plain = tape_of(after.scenario).starting_from(after.tape.given()).at()
    assert {line: after.values[line] for line in after.tape} == {
        line: plain[line] for line in after.tape
    }


def test_walk_plot_and_solve_say_0(run: Run) -> None:
    Path("t.yaml").write_text(PARABOLA, encoding="utf-8")
    for command in (("walk", "--auto"), ("plot",), ("solve",)):
        code, out, err = run(*command, "t.yaml", "--after", "400", "--plain")
        assert (code, err) == (0, "")
        assert "10⁻" not in out
    _, out, _ = run("train", "t.yaml", "--plain")
    assert "it went from 9 to 0" in out


@pytest.mark.parametrize("optimizer", list(UPDATE_RULES))
def test_at_its_target_a_network_rests_whatever_the_optimizer(optimizer: str) -> None:
    """3·0.1 − 0.3 leaves 6·10⁻¹⁷ in floats; a rule that divides by its size would step by it."""
    text = AT_TARGET + f"optimizer: {optimizer}\n"
    subject = subject_of(load_text(text, "t.yaml"))
    one = training_of(subject).at(0.5, 50)
    assert one.still == Still(Why.AT_TARGET)
    assert {value for _, value in one.history.points} == {0}
    assert (one.history.updates, one.history.numbers["w"]) == (50, 3)
    assert "·10" not in str(train_page(subject, [one]))


def test_a_memory_moves_even_what_is_at_its_target() -> None:
    text = AT_TARGET + "optimizer: momentum\nstate: {v_w: 0.1}\n"
    one = training_of(subject_of(load_text(text, "t.yaml"))).at(0.5, 1)
    assert one.history.numbers["w"] == pytest.approx(3 - 0.5 * 0.9 * 0.1)


def test_what_has_become_0_is_0_in_each_table() -> None:
    subject = subject_of(load_text(ALIKE, "t.yaml"))
    one = training_of(subject).at(0.5, 50)
    assert one.history.last == 0
    assert "·10" not in str(train_page(subject, [one])[2:])


def test_a_plot_at_the_target_says_0() -> None:
    subject = subject_of(load_text(AT_TARGET, "t.yaml"))
    assert "·10" not in str(plot_page(subject, "w", 2.0, 4.0))
