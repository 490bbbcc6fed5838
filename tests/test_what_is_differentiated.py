"""What derivatives are of and by: parameters without inputs, inputs, a node over samples."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import Run

from backprop_tutor.errors import ScenarioError
from backprop_tutor.loader import load, load_text
from backprop_tutor.scenario.scenario import Scenario, Update
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.teaching.variants.variants import variant
from backprop_tutor.wording import speak

PARABOLA = """\
version: 1
title: "Gradient descent on f = (x − 2)²"
parameters: {x: 5}
nodes:
  - f = (x - 2)^2
differentiate: f
learning_rate: 0.1
"""
NETWORK = """\
version: 1
title: What moves the loss
inputs: {x1: 0.05, x2: 0.10}
targets: {y1: 0.01, y2: 0.99}
layers:
  - neurons: [h1, h2]
    activation: sigmoid
    weights: [{w1: 0.15, w2: 0.2}, {w3: 0.25, w4: 0.3}]
    bias: {b1: 0.35}
  - neurons: [y1, y2]
    activation: sigmoid
    weights: [{w5: 0.4, w6: 0.45}, {w7: 0.5, w8: 0.55}]
    bias: {b2: 0.6}
loss: half_squared_error
learning_rate: 0.5
focus: [x1, w5]
"""
SAMPLES = """\
version: 1
title: A node over samples
samples:
  - inputs: {x: 1}
  - inputs: {x: 2}
  - inputs: {x: -1}
update: batch_mean
parameters: {w: 0.5, b: 0.1}
nodes:
  - q = w*x + b
  - f = q^2
differentiate: f
learning_rate: 0.1
"""


@pytest.fixture(autouse=True)
def _in_english_again() -> Iterator[None]:
    yield
    speak("en")


def _asked(scenario: Scenario) -> tuple[str, ...]:
    return Lesson(subject_of(scenario)).asked()


def test_a_graph_of_parameters_needs_no_inputs() -> None:
    scenario = load_text(PARABOLA, "parabola.yaml")
    assert (dict(scenario.inputs), scenario.movable) == ({}, ("x",))
    assert _asked(scenario) == ("f", "df/dx", "x_new", "f_new")
    values = subject_of(scenario).values
    assert [values[name] for name in _asked(scenario)] == [9, 6, 4.4, pytest.approx(5.76)]


@pytest.mark.parametrize(
    "command",
    [
        ("walk", "--auto", "--plain", "FILE"),
        ("walk", "--auto", "--plain", "--variant", "--seed", "3", "FILE"),
        ("train", "--plain", "FILE"),
        ("plot", "--plain", "FILE"),
        ("export", "FILE"),
        ("check", "FILE"),
        ("show", "--plain", "FILE"),
        ("solve", "--plain", "FILE"),
    ],
    ids=lambda command: " ".join(command[:-1]),
)
@pytest.mark.parametrize(("language", "inputs"), [("en", "input"), ("fr", "entrée")])
def test_nobody_speaks_of_inputs_where_there_are_none(
    run: Run, command: tuple[str, ...], language: str, inputs: str
) -> None:
    Path("parabola.yaml").write_text(PARABOLA, encoding="utf-8")
    code, out, err = run(
        "--lang", language, *(one.replace("FILE", "parabola.yaml") for one in command)
    )
    assert (code, err) == (0, "")
    assert out
    assert inputs not in out.casefold()


def test_variants_draw_the_parameters_of_a_graph_without_inputs() -> None:
    scenario = load_text(PARABOLA, "parabola.yaml")
    drawn = {variant(scenario, seed).parameters["x"] for seed in range(6)}
    assert len(drawn) > 2


def test_what_learns_without_inputs_may_have_targets_of_several_samples() -> None:
    text = """\
version: 1
title: The number nearest to three others
parameters: {m: 1}
nodes: [guess = m]
samples:
  - targets: {guess: 2}
  - targets: {guess: 3}
  - targets: {guess: 7}
update: batch_mean
loss: half_squared_error
learning_rate: 1
"""
    subject = subject_of(load_text(text, "mean.yaml"))
    assert subject.values["dE_total/dm"] == pytest.approx(1 - 4)
    assert subject.values["m_new"] == pytest.approx(4)  # Their mean, in one step.


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ({"parameters: {x: 5}\n": ""}, ":1:1: the file has no 'inputs'; add 'inputs: {i1"),
        ({"parameters": "paramters"}, ":3:1: unknown key 'paramters'; did you mean 'parameters'?"),
        (
            {"parameters": "input: {y: 1}\nparameters"},
            ":3:1: unknown key 'input'; did you mean 'inputs'?",
        ),
    ],
    ids=["no numbers at all", "misspelled parameters", "misspelled inputs"],
)
def test_a_graph_that_lacks_its_numbers_is_told_so(edits: dict[str, str], said: str) -> None:
    text = PARABOLA
    for old, new in edits.items():
        text = text.replace(old, new)
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "parabola.yaml")
    assert said in str(caught.value)


def test_samples_have_inputs_all_or_none() -> None:
    text = SAMPLES.replace("differentiate: f", "loss: squared_error").replace(
        "  - inputs: {x: 1}\n  - inputs: {x: 2}\n  - inputs: {x: -1}\n",
        "  - {inputs: {x: 1}, targets: {f: 1}}\n  - {targets: {f: 2}}\n",
    )
    with pytest.raises(ScenarioError, match=r":5:5: samples\[1\] has no 'inputs'"):
        load_text(text, "samples.yaml")


# The gradient by an input, with a loss.


def _loss(x1: float) -> float:
    """Return the loss of ``NETWORK`` in plain floats."""

    def sigmoid(z: float) -> float:
        return 1 / (1 + math.exp(-z))

    h1 = sigmoid(0.15 * x1 + 0.2 * 0.1 + 0.35)
    h2 = sigmoid(0.25 * x1 + 0.3 * 0.1 + 0.35)
    y1 = sigmoid(0.4 * h1 + 0.45 * h2 + 0.6)
    y2 = sigmoid(0.5 * h1 + 0.55 * h2 + 0.6)
    return ((0.01 - y1) ** 2 + (0.99 - y2) ** 2) / 2


def test_the_gradient_by_an_input_is_that_of_all_paths() -> None:
    slope = (_loss(0.05 + 1e-6) - _loss(0.05 - 1e-6)) / 2e-6
    subject = subject_of(load_text(NETWORK, "network.yaml"))
    assert subject.values["dE_total/dx1"] == pytest.approx(slope, rel=1e-7)
    assert "x1_new" not in subject.tape


def test_an_input_is_asked_only_where_focus_names_it() -> None:
    in_focus = _asked(load_text(NETWORK, "network.yaml"))
    assert "dE_total/dx1" in in_focus
    assert "dE_total/dx2" not in in_focus
    assert in_focus.index("dE_total/dx1") < in_focus.index("dE_total/dw5")
    without = _asked(load_text(NETWORK.replace("[x1, w5]", "[w5]"), "network.yaml"))
    assert not [name for name in without if "dx" in name]


@pytest.mark.parametrize("scenario", ["mazur", "siraj-xor", "skip"])
def test_solve_always_has_the_gradients_by_the_inputs(run: Run, scenario: str) -> None:
    printed = json.loads(run("solve", scenario, "--json")[1])["quantities"]
    loaded = load(scenario)
    samples = range(1, len(loaded.samples) + 1)
    for name in loaded.inputs:
        wanted = [f"dE_total/d{name}[{one}]" for one in samples] or [f"dE_total/d{name}"]
        assert wanted == [one for one in wanted if printed[one]["role"] == "gradient"]


def test_what_is_asked_for_by_name_may_be_an_input(run: Run) -> None:
    assert "∂E_total/∂i1 = " in run("walk", "mazur", "--only", "i1", "--auto")[1]
    assert run("answer", "mazur", "dE_total/di1", "0.003804")[0] == 0
    assert "is an input: it does not learn" in run("plot", "mazur", "--weight", "i1")[1]
    assert "'i3' is not a weight, bias or input" in run("walk", "mazur", "--only", "i3")[2]
    code, _, refused = run("plot", "siraj-xor", "--weight", "x1")
    assert (code, "x1 is another number in each sample" in refused) == (2, True)


@pytest.mark.parametrize(
    ("typed", "idea"),
    [
        ("0.001315702", "one-path-only"),
        ("0.002488562", "one-path-only"),
        ("0.01872560", "weights-left-out"),
    ],
)
def test_wrong_ideas_about_an_input_are_those_about_hidden_values(
    run: Run, typed: str, idea: str
) -> None:
    Path("network.yaml").write_text(NETWORK, encoding="utf-8")
    verdict = json.loads(run("answer", "network.yaml", "dE_total/dx1", typed, "--json")[1])
    assert idea in json.dumps(verdict)


# A node over several samples.


def _node(w: float, b: float, x: float) -> float:
    return (w * x + b) ** 2


@pytest.mark.parametrize("update", Update)
def test_a_node_is_joined_over_samples_as_a_loss_is(update: Update) -> None:
    text = SAMPLES.replace("batch_mean", update.value)
    subject = subject_of(load_text(text, "samples.yaml"))
    values, w, b = subject.values, 0.5, 0.1
    seen, pushed = 0.0, 0.0
    for index, x in enumerate((1.0, 2.0, -1.0), start=1):
        slope = (_node(w + 1e-6, b, x) - _node(w - 1e-6, b, x)) / 2e-6
        assert values[f"f[{index}]"] == pytest.approx(_node(w, b, x))
        assert values[f"df/dw[{index}]"] == pytest.approx(slope, abs=1e-8)
        seen, pushed = seen + _node(w, b, x), pushed + slope
        if update is Update.ONLINE:
            w, b = w - 0.1 * slope, b - 0.1 * 2 * (w * x + b)
    count = 3 if update is Update.BATCH_MEAN else 1
    assert values["f"] == pytest.approx(seen / count)
    assert values["df/dw"] == pytest.approx(pushed / count, abs=1e-7)
    if update is not Update.ONLINE:
        w -= 0.1 * pushed / count
    assert values["w_new"] == pytest.approx(w, abs=1e-7)


def test_inputs_are_data_where_parameters_learn_from_samples() -> None:
    scenario = load_text(SAMPLES, "samples.yaml")
    assert scenario.movable == ("w", "b")
    asked = _asked(load_text(SAMPLES + "focus: [x, w]\n", "samples.yaml"))
    assert [name for name in asked if name.startswith("df/dx")] == [
        "df/dx[1]",
        "df/dx[2]",
        "df/dx[3]",
    ]


@pytest.mark.parametrize("update", Update)
def test_a_walk_through_a_node_over_samples_speaks_of_no_loss(run: Run, update: Update) -> None:
    Path("samples.yaml").write_text(SAMPLES.replace("batch_mean", update.value), encoding="utf-8")
    for command in (("walk", "--auto", "--plain"), ("train", "--plain"), ("check",)):
        code, out, err = run(*command, "samples.yaml")
        assert (code, err) == (0, "")
        assert "loss" not in out


def test_what_came_out_of_an_input_is_told_of_each_sample(run: Run) -> None:
    Path("samples.yaml").write_text(SAMPLES, encoding="utf-8")
    _, out, _ = run("walk", "samples.yaml", "--only", "x", "--auto", "--plain")
    assert "number: x[2]; slope: 1.1; value: 2" in out.partition("What came out")[2]


def test_samples_of_a_node_have_no_targets() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(SAMPLES.replace("{x: 2}", "{x: 2}\n    targets: {f: 1}"), "samples.yaml")
    assert str(caught.value).startswith(
        "samples.yaml:13:1: the file has both 'targets' and 'differentiate'"
    )


# What nothing uses.


@pytest.fixture(scope="module")
def dummy() -> Subject:
    text = PARABOLA.replace("parameters:", "inputs: {idle: 1}\nparameters:")
    return subject_of(load_text(text, "dummy.yaml"))


def test_an_input_that_nothing_uses_is_neither_asked_nor_taught(dummy: Subject) -> None:
    lesson = Lesson(dummy)
    assert lesson.asked() == ("f", "df/dx", "x_new", "f_new")
    assert not [name for name in dummy.tape if "/didle" in name]


def test_of_an_input_that_nothing_uses_solve_has_the_slope_0(dummy: Subject) -> None:
    whole = subject_of(dummy.scenario, inputs=True)
    assert whole.values["df/didle"] == 0


def test_an_input_on_a_dead_branch_moves_nothing_either() -> None:
    text = """\
version: 1
title: A branch that leads nowhere
inputs: {x: 1, y: 2}
nodes:
  - dead = 2*y
  - f = x^2
differentiate: f
"""
    assert load_text(text, "dead.yaml").movable == ("x",)
