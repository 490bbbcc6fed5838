"""Examples that others have worked through, by the command line, to every figure they print."""

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from backprop_tutor.cli import main

MAZUR = Path(__file__).parents[1] / "scenarios" / "mazur.yaml"
Solver = Callable[..., Mapping[str, float]]


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Solver:
    """Return what ``solve SCENARIO --json`` prints as a quantity's value."""

    def solve(scenario: str | Path, *options: str) -> dict[str, float]:
        monkeypatch.setattr(
            sys, "argv", ["backprop-tutor", "solve", str(scenario), *options, "--json"]
        )
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code
        printed = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
        return {name: one["value"] for name, one in printed["quantities"].items()}

    return solve


def rounds_to(printed: str, value: float) -> bool:
    """Whether a value, rounded to as many significant figures, is what was printed."""
    figures = len(printed.partition("e")[0].lstrip("-0.").replace(".", ""))
    return float(f"{value:.{figures - 1}e}") == float(printed)


# Mazur's network when its biases learn too, which his page leaves out.


def written(directory: Path, *changes: tuple[str, str]) -> Path:
    """Write the bundled file of Mazur's network, changed as an author would change it."""
    text = MAZUR.read_text(encoding="utf-8")
    for old, new in (("frozen: [b1, b2]", "frozen: []"), *changes):
        assert text.count(old) == 1
        text = text.replace(old, new)
    file = directory / "changed.yaml"
    file.write_text(text, encoding="utf-8")
    return file


OWN_BIASES = (
    ("bias: {b1: 0.35}", "biases: [{b1: 0.35}, {b2: 0.35}]"),
    ("bias: {b2: 0.60}", "biases: [{b3: 0.60}, {b4: 0.60}]"),
)


@pytest.mark.parametrize(
    ("changes", "loss"),
    [((), "0.2857508867"), (OWN_BIASES, "0.2804714468")],
    ids=["shared", "one per neuron"],
)
def test_mazur_with_biases_that_learn(
    changes: Sequence[tuple[str, str]], loss: str, solved: Solver, tmp_path: Path
) -> None:
    assert rounds_to(loss, solved(written(tmp_path, *changes))["E_total_new"])


def test_mazur_after_ten_thousand_updates(solved: Solver) -> None:
    after = solved("mazur", "--after", "10000")
    assert rounds_to("3.51019e-05", after["E_total"])
    assert rounds_to("0.01591362", after["out_o1"])
    assert rounds_to("0.98406427", after["out_o2"])


# What the source of siraj-xor prints: the mean of |t − out| as it learns.
ERRORS = {
    0: "0.496410031903",
    10_000: "0.00858452565325",
    20_000: "0.00578945986251",
    30_000: "0.00462917677677",
    40_000: "0.00395876528027",
    50_000: "0.00351012256786",
}
LOSSES = {0: "0.4951865354", 10_000: "0.000150756375"}


@pytest.mark.slow
@pytest.mark.parametrize(("updates", "error"), ERRORS.items())
def test_exclusive_or_learns_as_its_source_prints(updates: int, error: str, solved: Solver) -> None:
    after = solved("siraj-xor", "--after", str(updates))
    misses = [abs(after[f"target_o1[{k}]"] - after[f"out_o1[{k}]"]) for k in (1, 2, 3, 4)]
    assert rounds_to(error, math.fsum(misses) / 4)
    if updates in LOSSES:
        assert rounds_to(LOSSES[updates], after["E_total"])


# Free graphs, as their sources print them.
GRAPHS = [
    ("micrograd", {"g": "24.7041", "dg/da": "138.8338", "dg/db": "645.5773"}),
    ("circuit", {"q": "3", "f": "-12", "df/dx": "-4", "df/dy": "-4", "df/dz": "3"}),
    (
        "sigmoid-circuit",
        {
            "out_f": "0.7310586",
            "dout_f/dw0": "-0.1966",
            "dout_f/dx0": "0.3932",
            "dout_f/dw1": "-0.3932",
            "dout_f/dx1": "-0.5898",
            "dout_f/dw2": "0.1966",
        },
    ),
]


@pytest.mark.parametrize(("scenario", "printed"), GRAPHS, ids=[name for name, _ in GRAPHS])
def test_a_graph_has_the_numbers_of_its_source(
    scenario: str, printed: Mapping[str, str], solved: Solver
) -> None:
    values = solved(scenario)
    assert [name for name, number in printed.items() if not rounds_to(number, values[name])] == []
