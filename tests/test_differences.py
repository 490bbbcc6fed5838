"""Gradients against finite differences: what agrees, what is reported, what cannot be compared."""

import json
import math
import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tried import QUICK, slow_but

from backprop_tutor import cli
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths.oracle import finite_differences
from backprop_tutor.maths.oracle.finite_differences import Compared, compared
from backprop_tutor.maths.tape.tape import Tape
from backprop_tutor.scenario.scenario import Scenario, Update
from backprop_tutor.teaching.authoring import audit
from backprop_tutor.teaching.subject.subject import subject_of


def _compared(scenario: Scenario, wrong: Mapping[str, float] | None = None) -> Compared:
    subject = subject_of(scenario)
    return compared(scenario, subject.tape, {**subject.values, **(wrong or {})})


@pytest.mark.parametrize("name", slow_but(QUICK, bundled()))
def test_the_slopes_of_all_bundled_networks_agree(name: str) -> None:
    scenario = load(name)
    found = _compared(scenario)
    assert (found.wrong, found.unmeasured) == ((), ())
    if name == "coding-train":
        assert found.why_not
        assert found.differences == ()
    else:
        assert len(found.differences) == found.of > 0
        assert found.worst < 1e-12


@pytest.mark.slow
@pytest.mark.parametrize("update", Update)
def test_with_samples_each_way_to_learn_has_its_slopes(update: Update) -> None:
    found = _compared(replace(load("siraj-xor"), update=update))
    names = {one.slope.name for one in found.differences}
    assert found.wrong == ()
    assert len(names) == found.of == (64 if update is Update.ONLINE else 16)
    assert ("dE_total/dw13[3]" in names) is (update is Update.ONLINE)
    assert ("dE_total/dw13" in names) is (update is not Update.ONLINE)


def test_online_a_sample_is_nudged_at_the_weights_it_meets() -> None:
    found = _compared(replace(load("siraj-xor"), update=Update.ONLINE))
    nudged = {one.slope.name: one.slope.by for one in found.differences}
    assert nudged["dE_total/dw13[1]"] == "w13"
    assert nudged["dE_total/dw13[3]"] == "w13_new[2]"


def test_online_what_is_frozen_is_nudged_for_one_sample_alone() -> None:
    """Every sample reads a frozen weight; what those before made of the others stays as it was."""
    frozen = frozenset({"w13", "w1"})
    found = _compared(replace(load("siraj-xor"), update=Update.ONLINE, frozen=frozen))
    nudged = {one.slope.name: one.slope.by for one in found.differences}
    assert nudged["dE_total/dw13[3]"] == "w13"
    assert found.wrong == ()
    assert len(nudged) == 64


@pytest.mark.parametrize("factor", [-1, 0.5, 1 + 1e-7, math.nan])
def test_a_wrong_slope_is_seen(factor: float) -> None:
    right = subject_of(load("mazur")).values["dE_total/dw5"]
    found = _compared(load("mazur"), {"dE_total/dw5": right * factor})
    assert [one.slope.name for one in found.wrong] == ["dE_total/dw5"]


def test_at_a_kink_every_slope_between_the_two_sides_agrees() -> None:
    scenario = replace(load("micrograd"), inputs={"a": Decimal(-2), "b": Decimal(2)})
    found = _compared(scenario)
    assert found.wrong == ()
    assert any(one.at_kink for one in found.differences)
    one = next(one for one in found.differences if one.at_kink)
    beyond = 2 * max(one.left, one.right) - min(one.left, one.right)
    assert _compared(scenario, {one.slope.name: beyond}).wrong


def test_where_there_is_no_value_a_step_aside_nothing_is_claimed(tmp_path: Path) -> None:
    file = tmp_path / "root.yaml"
    file.write_text(
        "version: 1\ntitle: A root\ninputs: {x: 0, y: 2}\n"
        "nodes: [q = sqrt(x), f = q + y]\ndifferentiate: f\n"
    )
    found = _compared(load(str(file)))
    assert [slope.by for slope in found.unmeasured] == ["x"]
    assert [one.slope.by for one in found.differences] == ["y"]


def _one(used: str, folder: Path) -> Scenario:
    file = folder / "one.yaml"
    file.write_text(
        "version: 1\ntitle: one\ninputs: {x: 2}\nparameters: {w: 0.5}\n"
        f"nodes:\n  - f = 3*{used}\ndifferentiate: f\n"
    )
    return load(str(file))


def test_what_leads_nowhere_has_the_slope_0(tmp_path: Path) -> None:
    slopes = {one.slope.by: one for one in _compared(_one("x", tmp_path)).differences}
    assert (slopes["w"].value, slopes["w"].off) == (0, 0)
    assert slopes["x"].value == 3


def test_no_slope_is_asked_by_an_input_that_leads_nowhere(tmp_path: Path) -> None:
    """Scenarios were given such inputs where a file had to have one."""
    slopes = {one.slope.by: one for one in _compared(_one("w", tmp_path)).differences}
    assert {by: one.value for by, one in slopes.items()} == {"w": 3}


def test_a_large_network_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finite_differences, "MOST_SLOPES", 7)
    found = _compared(load("house"))
    assert len(found.differences) == 7
    assert found.of == 23
    assert len({one.slope.name for one in found.differences}) == 7
    senders = {int(one.slope.by[1:]) > 6 for one in found.differences if one.slope.by[1:].isdigit()}
    assert senders == {True, False}, "of several layers"


def test_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finite_differences, "_MOST_WORK", 1)
    assert len(_compared(load("house")).differences) == 5


def _check(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str
) -> tuple[object, str]:
    monkeypatch.setattr(sys, "argv", ["backprop-tutor", "check", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code or 0, " ".join(capsys.readouterr().out.split())


@pytest.mark.slow
def test_check_says_it_in_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out = _check(capsys, monkeypatch, "siraj-xor")
    assert code == 0
    assert "16 slopes agree with finite differences; the worst by " in out
    monkeypatch.setattr(finite_differences, "MOST_SLOPES", 7)
    assert "7 slopes of 23 agree with finite" in _check(capsys, monkeypatch, "house")[1]
    code, out = _check(capsys, monkeypatch, "coding-train")
    assert code == 0
    assert "not checked against finite differences here: the given values do not move" in out


def test_a_slope_that_does_not_agree_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code is 1 although the fault is the program's: nothing is sound then."""

    def beside_a_wrong_slope(
        scenario: Scenario, tape: Tape, values: Mapping[str, float]
    ) -> Compared:
        return compared(scenario, tape, {**values, "dE_total/dw5": 0.0})

    monkeypatch.setattr(audit, "compared", beside_a_wrong_slope)
    code, out = _check(capsys, monkeypatch, "mazur", "--plain")
    assert code == 1
    assert "That is a fault of this program, not of the file: please report it." in out
    assert "slope: ∂E_total/∂w5; here: 0; by differences: 0.0821670405642" in out
    code, out = _check(capsys, monkeypatch, "mazur", "--json")
    assert code == 1
    assert list(json.loads(out)[0]["gradients"]["wrong"]) == ["dE_total/dw5"]
