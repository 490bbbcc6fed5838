"""What an author is told: collisions, questions that ask for more figures, lost notes."""

import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from backprop_tutor import cli
from backprop_tutor.loader import bundled, load, load_text
from backprop_tutor.scenario.scenario import Part, Scenario
from backprop_tutor.teaching.authoring.audit import audit
from backprop_tutor.teaching.authoring.collisions import Report, collisions
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of

pytestmark = pytest.mark.slow


def _report(scenario: Scenario) -> Report:
    return collisions(Lesson(subject_of(scenario), frozenset(Part)))


def _run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str):
    monkeypatch.setattr(sys, "argv", ["backprop-tutor", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    said = capsys.readouterr()
    return left.value.code or 0, said.out, said.err


def test_on_the_house_only_what_is_one_formula_meets() -> None:
    report = _report(load("house"))
    assert all(collision.always for collision in report.collisions)
    assert report.closer == ()


def test_mazur_has_the_collisions_that_its_numbers_bring() -> None:
    found = {(one.quantity, one.ids): one for one in _report(load("mazur")).collisions}
    # η is ½ and i2 is twice i1: half the gradient of w2 is that of its neighbour.
    assert found["dE_total/dw2", ("rate-in-gradient", "neighbour")].typed == Decimal("0.0004386")
    # o2 is below its target: without its sign the error is turned round.
    assert not found["dE_total/dout_o2", ("error-sign", "absolute-error")].always
    forgiven = {one.quantity for one in found.values() if one.forgiven}
    assert forgiven == {"net_o1", "net_o2", "out_o2"}, "swapped inputs give 1.106, 1.225, 0.7729"


def test_equal_weights_are_told_apart_by_no_number() -> None:
    """With w1 = w2 and i1 = i2 a neighbour's input is the right one: no mistake at all."""
    scenario = load("mazur")
    alike = replace(scenario, inputs={"i1": Decimal("0.1"), "i2": Decimal("0.1")})
    found = [one for one in _report(alike).collisions if one.quantity == "dnet_h1/dw1"]
    assert not any("neighbour" in one.ids for one in found)


def test_a_mistake_past_all_figures_goes_unseen_and_is_told() -> None:
    """i2 differs from i1 in the ninth figure only: no figures that are asked for tell it."""
    scenario = load("mazur")
    near = replace(scenario, inputs={"i1": Decimal("0.1"), "i2": Decimal("0.100000001")})
    unseen = {one.quantity: one.ids for one in _report(near).unseen}
    assert "neighbour" in unseen["dnet_h1/dw1"]


def test_more_figures_are_asked_for_where_two_do_not_tell() -> None:
    closer = dict(_report(load("defend-intelligence")).closer)
    # 0.2372 and 0.2350: the slopes of the two hidden neurons.
    assert closer["dout_j2/dnet_j2"] == 3
    assert "dE_total/dw8" not in closer


@pytest.mark.parametrize(
    "names", [("circuit", "micrograd"), *((one,) for one in bundled())], ids=str
)
def test_no_mistake_looks_right_on_a_bundled_network(
    names: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command says so, and ends with 0."""
    code, out, err = _run(capsys, monkeypatch, "check", *names)
    assert (code, err) == (0, "")
    assert out.count("No wrong idea gives the right figures.") == len(names)


def test_check_as_data(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = _run(capsys, monkeypatch, "check", "mazur", "--json")
    (told,) = json.loads(out)
    assert code == 0
    assert told["scenario"] == "mazur"
    assert told["questions"] == 58
    assert set(told) == {
        "scenario",
        "questions",
        "questions_in_all",
        "wrong_answers",
        "collisions",
        "more_figures",
        "lost_notes",
        "published",
        "errata",
        "gradients",
        "warnings",
    }
    assert told["warnings"] == []
    assert {one["holds"] for one in told["published"]} == {True}
    assert told["errata"][-1] == {
        "quantity": "E_total_new",
        "published": "0.291027924",
        "value": pytest.approx(0.29102777369359933, rel=1e-14),
        "misconception": "updated-weights",
        "worked_with": {},
        "fault": None,
    }
    slopes = told["gradients"]
    assert (slopes["applies"], slopes["of"], slopes["compared"]) == (True, 10, 10)
    assert (slopes["wrong"], slopes["unmeasured"]) == ({}, [])
    assert 0 <= slopes["worst"] < 1e-15
    assert {"quantity", "typed", "misconceptions", "looks_right", "always", "forgiven"} == set(
        told["collisions"][0]
    )


def test_a_note_on_nothing_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    file = tmp_path / "lost.yaml"
    file.write_text(
        """version: 1
title: A note on nothing
inputs: {x: 0.5}
targets: {y: 1}
layers:
  - neurons: [y]
    activation: sigmoid
    weights: [{w: 0.4}]
loss: half_squared_error
notes: {dE_total/dx: "inputs have no gradient here"}
"""
    )
    code, out, _ = _run(capsys, monkeypatch, "check", str(file))
    assert code == 1
    assert "Notes on quantities that do not exist: dE_total/dx." in out


@pytest.mark.parametrize(
    ("sizes", "activation", "seed"),
    [("2,2,2", "tanh", "3"), ("2,3,1", "sigmoid", "4"), ("2,3,2,2", "leaky_relu", "2")],
)
def test_what_new_writes_has_nothing_to_say_against_it(
    sizes: str,
    activation: str,
    seed: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = ("new", "-", "--layers", sizes, "--activation", activation, "--seed", seed)
    _, text, _ = _run(capsys, monkeypatch, *words)
    assert _run(capsys, monkeypatch, *words)[1] == text, "the same seed, the same file"
    assert audit(subject_of(load_text(text, "new"))).is_sound


def test_check_looks_at_the_files_behind_a_bad_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: 1\n")
    words = ("check", "--json", str(bad), "circuit", str(tmp_path / "none.yaml"), "mazur")
    code, out, err = _run(capsys, monkeypatch, *words)
    assert code == 4
    assert [one["scenario"] for one in json.loads(out)] == ["circuit", "mazur"]
    assert "bad.yaml:1:1" in err
    assert "none.yaml" in err


def test_what_rounds_to_nothing_is_0_without_a_sign() -> None:
    """The slope of the first sample is where the signs of many mistakes meet at 0."""
    rows = "".join(
        f"  - {{inputs: {{x: {x}}}, targets: {{p: {p}}}}}\n"
        for x, p in ((0.5, 0), (1.5, 0), (2.5, 1), (4, 1))
    )
    scenario = load_text(
        f"version: 1\ntitle: T\nsamples:\n{rows}update: batch_mean\nlayers:\n"
        "  - {neurons: [p], activation: sigmoid, weights: [{w: 0.8}], bias: {b: -1.2}}\n"
        "loss: binary_cross_entropy\nlearning_rate: 0.5\n",
        "t.yaml",
    )
    typed = [one.typed for one in _report(scenario).collisions]
    assert any(number == 0 for number in typed)
    assert not any(number.is_signed() for number in typed if number == 0)


def test_an_idea_with_two_sentences_has_the_one_that_is_said_where_it_meets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """x2 is minus half of x1, so that x2 for both leaves out as much as x2 does."""
    file = tmp_path / "t.yaml"
    file.write_text(
        "version: 1\ntitle: T\ninputs: {x1: 1, x2: -0.5}\ntargets: {p: 1}\nlayers:\n"
        "  - {neurons: [p], activation: sigmoid, weights: [[0.3, -0.2]], bias: 0.1}\n"
        "loss: binary_cross_entropy\nlearning_rate: 0.5\n",
        encoding="utf-8",
    )
    _, out, _ = _run(capsys, monkeypatch, "check", str(file), "--all")
    said = out[out.index("What is said to a learner") :]
    assert "wrong idea: neighbour; what is said: Follow the arrow of a weight" in said
    assert "A share belongs to one weight" not in said
