"""Small networks whose numbers are hard: ties, kinks, slopes that are not finite, flat ends."""

from math import isnan
from pathlib import Path

import pytest
from saturation import checked
from test_cli import Runner, run  # noqa: F401 - a fixture
from together import together

from backprop_tutor.formula.expression import Call, Name, Product, names_in
from backprop_tutor.loader import load, load_text
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.oracle.finite_differences import compared
from backprop_tutor.maths.saturation import without_cancelling
from backprop_tutor.teaching.authoring.audit import audit
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import subject_of

DATA = Path(__file__).parent / "data" / "breaking"
FILES = sorted(path.name for path in DATA.glob("*.yaml"))
COMMANDS = (
    "show",
    "solve",
    "walk --auto",
    "check",
    "train",
    "export",
    "quiz --seed 1 --answers /dev/null",
)
NO_VALUE = {"sqrt-at-0.yaml": "df/dx", "power-of-negative.yaml": "df/db"}
"""Networks with a slope that is not finite, and its name."""


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", FILES)
def test_no_command_breaks(run: Runner, name: str, command: str) -> None:  # noqa: F811
    word, *options = command.split()
    done = run(word, str(DATA / name), *options)
    assert "Traceback" not in done.err
    if name in NO_VALUE and word in ("solve", "walk", "check", "export"):
        assert done.code == 3
        assert f"{NO_VALUE[name]} is not a finite number at these values" in done.err
    elif name in NO_VALUE and word == "quiz":  # It may ask for something else first.
        assert done.code == 0 or "is not a finite number" in done.err
    elif word != "train":  # Some have nothing that learns.
        assert done.code == 0, done.out + done.err


def test_what_no_figures_tell_is_told_to_the_author_and_is_no_fault() -> None:
    """Where an output is all but 1, a lost parenthesis gives 1 too: that is what the lesson shows.

    What a figure more can tell is asked for all the same.
    """
    found = audit(subject_of(load(str(DATA / "sigmoid17.yaml"))))
    assert [(one.quantity, one.ids) for one in found.report.unseen] == [
        ("out_o", ("missing-parentheses",))
    ]
    assert found.is_sound


FOUR = """version: 1
title: The pushes on the bias cancel
samples:
  - {inputs: {x: -0.3}, targets: {p: 0}}
  - {inputs: {x: -0.7}, targets: {p: 0}}
  - {inputs: {x: 0.3}, targets: {p: 1}}
  - {inputs: {x: 0.7}, targets: {p: 1}}
update: batch_mean
layers:
  - neurons: [p]
    activation: sigmoid
    weights: [{w: 0.8}]
    bias: {b: 0}
loss: binary_cross_entropy
learning_rate: 0.5
"""


@pytest.mark.parametrize(
    ("text", "quantity", "value"),
    [
        (FOUR, "dE_total/db", 0.0),
        (FOUR, "b_new", 0.0),
        # What is left may be small and still no rounding.
        (FOUR.replace("0.3}, targets: {p: 1}", "0.30000000000000001}, targets: {p: 1}"),
         "dE_total/db", 4.9e-19),
        ("version: 1\ntitle: T\ninputs: {x: 1}\nparameters: {a: 0.1, b: 0.2, c: 0.3}\n"
         "nodes: ['f = (a + b - c)*x']\ndifferentiate: f\nlearning_rate: 1\n", "f", 0.0),
    ],
)  # fmt: skip
def test_where_terms_cancel_nothing_is_left(text: str, quantity: str, value: float) -> None:
    found = subject_of(load_text(text, "cancels.yaml")).values[quantity]
    assert found == (value and pytest.approx(value, rel=0.05))


@pytest.mark.parametrize("updates", [1, 5, 1000])
def test_what_cancels_moves_nothing_after_many_updates(updates: int) -> None:
    scenario = load_text(FOUR, "cancels.yaml")
    after = subject_of(scenario, after=updates)
    assert (after.values["b"], after.values["dE_total/db"], after.values["b_new"]) == (0, 0, 0)
    assert after.values["w"] > 0.8
    pushed = load_text(FOUR.replace("{b: 0}", "{b: 1e-12}"), "pushed.yaml")
    assert subject_of(pushed, after=1).values["b"] == pytest.approx(0.88e-12, rel=0.02)


@pytest.mark.parametrize(("name", "slope"), NO_VALUE.items())
def test_a_slope_that_is_not_finite_is_not_asked_for(
    run: Runner,  # noqa: F811
    name: str,
    slope: str,
) -> None:
    done = run("answer", str(DATA / name), slope, "1")
    assert done.code == 3
    assert f"{slope} is not a finite number at these values" in done.err


@pytest.mark.parametrize(
    ("name", "quantity", "slope"),
    [
        ("tie.yaml", "df/dw", "2"),
        ("tie.yaml", "df/dx", "1"),
        ("pool.yaml", "df/dp", "1"),
        ("pool.yaml", "df/dq", "0"),
        ("pool.yaml", "df/dw", "2"),
    ],
)
def test_of_two_equal_ones_the_first_is_passed_on(
    run: Runner,  # noqa: F811
    name: str,
    quantity: str,
    slope: str,
) -> None:
    assert run("answer", str(DATA / name), quantity, slope).code == 0


@pytest.mark.slow
def test_far_out_nothing_is_lost() -> None:
    """Value, slope and loss to the figures shown; ``saturation.py`` looks at many more."""
    nets = (-800, -720, -709, -360, -40, -17, 0.1, 10, 17, 36.75, 40, 365, 709, 720, 800)
    found = list(checked(nets))
    assert len(found) > 800
    assert [one for one in found if one.is_wrong] == []
    # Past the largest float there is no 1/o: that is said, and nothing wrong is shown.
    assert all(abs(float(one.where.rsplit(" ", 1)[1])) > 709 for one in found if one.is_refused)


def test_check_spells_no_small_answer_with_all_its_zeros(tmp_path: Path, run: Runner) -> None:  # noqa: F811
    far = tmp_path / "far.yaml"
    far.write_text(
        "version: 1\ntitle: T\ninputs: {x: 1}\ntargets: {o: 0}\nlayers:\n"
        "  - neurons: [o]\n    activation: sigmoid\n    weights: [[-40]]\n"
        "loss: half_squared_error\nlearning_rate: 0.5\n"
    )
    said = run("check", str(far), "--all").out
    assert "answer: 1;" in said
    assert "0.000000000000" not in said


def test_an_output_that_is_given_is_taken_as_it_is() -> None:
    """It is not what its net input makes, so nothing may be worked out from that."""
    subject = subject_of(load(str(DATA / "tanh10.yaml")))
    one = subject.tape.at({"out_o": 0.9999})
    assert one["dout_o/dnet_o"] == 1 - 0.9999**2


def test_what_is_zero_times_the_logarithm_of_zero() -> None:
    at = {"p": 0.0, "q": 0.0}.__getitem__
    formula = Product((Name("p"), Call("log", (Name("q"),))))
    assert float_value(without_cancelling(formula, lambda _: None), at) == 0
    one = {"p": 1.0, "q": 0.0}.__getitem__
    assert isnan(float_value(without_cancelling(formula, lambda _: None), one))


@pytest.mark.parametrize(
    ("name", "kinks"),
    [
        ("xor-all-zero.yaml", 0),
        ("neuron-hits-target.yaml", 0),
        ("parabola-at-minimum.yaml", 0),
        ("teacher-sym.yaml", 0),
        ("pool.yaml", 0),
        ("tie.yaml", 1),
    ],
)
def test_a_slope_of_0_is_no_kink(name: str, kinks: int) -> None:
    """A kink is one of a function on the way, and not where differences are small."""
    subject = subject_of(load(str(DATA / name)))
    found = compared(subject.scenario, subject.tape, subject.values)
    assert found.wrong == ()
    assert sum(one.at_kink for one in found.differences) == kinks


@together("activation", ["sigmoid", "tanh", "softplus", "bipolar_sigmoid"])
@together("net", [-800, -745, -100, -17, 10, 17, 100, 745, 800])
def test_a_flat_neuron_is_no_fault_of_the_program(activation: str, net: int) -> None:
    text = (DATA / "tanh10.yaml").read_text(encoding="utf-8")
    scenario = load_text(text.replace("tanh", activation).replace("[[10]]", f"[[{net}]]"), "x.yaml")
    subject = subject_of(scenario)
    assert compared(subject.scenario, subject.tape, subject.values).wrong == ()


@pytest.mark.parametrize(("name", "slope"), NO_VALUE.items())
def test_no_answer_to_a_question_without_a_value_is_judged(name: str, slope: str) -> None:
    """No command asks for it; whoever uses the judge itself is told in words."""
    about = subject_of(load_text((DATA / name).read_text(encoding="utf-8"), name))
    question = Question(slope, Form.EITHER, 4)
    of = Judge(question, about)
    for typed in ("0", "1/2", names_in(about[slope].formula)[0]):
        verdict = of.judge(typed)
        assert verdict.kind is Correctness.INVALID
        assert not verdict.counts_as_attempt
        assert "has no finite value at these numbers" in str(said(verdict, question, about))
