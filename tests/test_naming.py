"""The notation z-a: every view follows it, every answer may use either, data keeps one spelling."""

import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tried import FEW

from backprop_tutor import cli
from backprop_tutor.blocks.renaming import in_notation
from backprop_tutor.formula import names
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import load
from backprop_tutor.maths.notation import naming
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.scenario import Notation, Scenario
from backprop_tutor.session import at_the_terminal, loop
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.documents.worked_solution import worked_solution
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.markdown import markdown
from backprop_tutor.views.text.terminal import Terminal

MAZUR = Path(__file__).parents[1] / "scenarios" / "mazur.yaml"


def _usual(name: str) -> Scenario:
    """A bundled scenario without its author's own words: those stay as they are."""
    scenario = load(name)
    note = in_every_language("So it is.")
    errata = tuple(replace(erratum, note=note) for erratum in scenario.errata)
    return replace(scenario, notes={}, errata=errata)


def _z_a(name: str) -> Scenario:
    return replace(_usual(name), notation=Notation.Z_A)


SHOWN = [
    ("net_h1", "z_h1"),
    ("out_h1", "a_h1"),
    ("out_h1_new", "a_h1_new"),
    ("net_h1_new[2]", "z_h1_new[2]"),
    ("dE_total/dnet_h1", "dE_total/dz_h1"),
    ("dout_h1/dnet_h1[3]", "da_h1/dz_h1[3]"),
    ("dnet_o1/dw5", "dz_o1/dw5"),
    ("w5", "w5"),
    ("target_o1", "target_o1"),
    ("E_total_new", "E_total_new"),
]


@pytest.mark.parametrize(("name", "shown"), SHOWN)
def test_how_a_name_is_shown(name: str, shown: str) -> None:
    assert naming(_z_a("mazur"))(name) == shown
    assert naming(load("mazur"))(name) == name


def test_a_name_of_the_author_keeps_its_meaning() -> None:
    scenario = _z_a("mazur")
    taken = replace(scenario, inputs={**scenario.inputs, "z_h1": Decimal(1)})
    shown = naming(taken)
    assert [shown(name) for name in ("net_h1", "net_h1_new", "out_h1", "net_h2")] == [
        *("net_h1", "net_h1_new", "a_h1", "z_h2"),
    ]


def _read_along(scenario: Scenario, matrix: bool, only: str | None = None) -> str:
    file = io.StringIO()
    screen = Terminal(plain=True, file=file, respelled=lambda blocks: in_notation(blocks, scenario))
    at_the_terminal.run(loop.greet(scenario), screen)
    lesson = Lesson(subject_of(scenario, only), None, only, matrix=matrix)
    at_the_terminal.run(loop.read_along(lesson), screen)
    return file.getvalue()


def _respelt(usual: str) -> str:
    """Return a text in the other notation: an output in general, too, and one in a picture."""
    text = usual.replace("net_", "z_").replace("out_", "a_")
    return re.sub(r"\bout(?= [−\d]|\)| of \w+\d)", "a", text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "matrix"),
    [*((name, False) for name in FEW if name != "house"), ("mazur", True), ("house", True)],
)
def test_a_whole_walk_is_the_same_but_for_the_names(name: str, matrix: bool) -> None:
    usual = _read_along(_usual(name), matrix)
    assert _read_along(_z_a(name), matrix) == _respelt(usual)


def test_one_weight_too() -> None:
    usual = _read_along(_usual("mazur"), False, "w1")
    shown = _read_along(_z_a("mazur"), False, "w1")
    assert "∂E_total/∂z_h1" in shown
    assert shown == _respelt(usual)


@pytest.mark.slow
@pytest.mark.parametrize("name", FEW)
def test_the_document_is_the_same_but_for_the_names(name: str) -> None:
    def document(scenario: Scenario) -> str:
        lesson = Lesson(subject_of(scenario))
        return markdown.document(in_notation(worked_solution(lesson), scenario))

    usual = document(_usual(name))
    other = (
        usual.replace(r"\mathrm{net}_", "z_")
        .replace(r"\mathrm{out}_", "a_")
        .replace(r"\mathrm{out}", "a")
        .replace("net_", "z_")  # Formulas in the picture of a graph.
        .replace("out_", "a_")
    )
    assert document(_z_a(name)) == other


def _answered(scenario: Scenario, answers: Iterator[str]) -> tuple[str, Walk]:
    file = io.StringIO()
    screen = Terminal(plain=True, file=file, respelled=lambda blocks: in_notation(blocks, scenario))
    session = loop.run_walk(Lesson(subject_of(scenario)), scripted=True)
    walk = at_the_terminal.run(session, screen, answers)
    return file.getvalue(), walk


@pytest.mark.slow
@pytest.mark.parametrize("asked_in", Notation)
@pytest.mark.parametrize("answered_in", Notation)
def test_each_notation_accepts_the_other_ones_names(
    asked_in: Notation, answered_in: Notation
) -> None:
    scenario = replace(load("mazur"), notation=asked_in)
    subject = subject_of(scenario)
    rehearsed = Walk(Lesson(subject))
    answers = []
    while not rehearsed.finished:
        formula = typed(subject.ways(rehearsed.step.name)[-1])
        rehearsed.hear(formula)
        if answered_in is Notation.Z_A:
            formula = formula.replace("net_", "z_").replace("out_", "a_")
        answers.append(formula)
    said, walk = _answered(scenario, iter(answers))
    assert walk.completed, said[-600:]
    assert said.count("Correct.") == len(answers)


def test_prompts_hints_help_and_what_is_said_of_mistakes_follow() -> None:
    said, _ = _answered(
        _z_a("mazur"),
        iter(("help", "hint", "hint", "hint", "why", "values", "net", "z_h1*2", "a_o9", "skip",
              "z_h1", "1", "a_h1*(1 - a_h1)", "show", "back", "quit")),
    )  # fmt: skip
    assert "z_h1 = help" in said
    assert "such as a_o1*(1-a_o1)" in said
    assert said.rstrip().endswith("--from a_h1")
    assert "net_" not in said
    assert "out_" not in said


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "z-a.yaml"
    text = MAZUR.read_text(encoding="utf-8")
    path.write_text(f"{text}\nnotation: z-a\n", encoding="utf-8")
    return str(path)


COMMANDS = [
    ("solve", ["{}"], "quantity: a_h1; value: 0.593270; formula: σ(z_h1)"),
    ("solve", ["{}", "z_h1_new", "dE_total/dz_o1"], "quantity: ∂E_total/∂z_o1"),
    ("solve", ["{}", "--matrix"], "z_h1"),
    ("train", ["{}", "--after", "10"], "quantity: a_o1; target: 0.01"),
    ("plot", ["{}", "--weight", "w5"], "E_total"),
    ("check", ["{}", "--all"], "question: z_h2; answer: 0.3900"),
    ("show", ["{}"], "h1 (hidden layer, sigmoid)"),
    ("walk", ["{}", "--auto", "--from", "da_o1/dz_o1"], "∂a_o1/∂z_o1 = a_o1·(1 − a_o1)"),
    ("walk", ["{}", "--auto", "--from", "dout_o1/dnet_o1"], "∂a_o1/∂z_o1 = a_o1·(1 − a_o1)"),
    ("answer", ["{}", "z_h2", "0.39"], ""),
    ("export", ["{}"], "z_{h1}"),
]


@pytest.mark.parametrize(("command", "words", "said"), COMMANDS)
def test_every_command_follows(
    command: str, words: list[str], said: str, file: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    plain = [] if command == "export" else ["--plain"]
    arguments = [command, *(word.format(file) for word in words), *plain]
    monkeypatch.setattr(sys, "argv", ["backprop-tutor", *arguments])
    with pytest.raises(SystemExit):
        cli.main()
    out, err = capsys.readouterr()
    assert said in out
    for text in (out, err):
        assert not any(old in text for old in ("net_", "out_", "{net}", "{out}")), arguments


def test_data_keeps_the_one_spelling(
    file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["backprop-tutor", "solve", file, "a_h1", "--json"])
    with pytest.raises(SystemExit):
        cli.main()
    (told,) = json.loads(capsys.readouterr().out)["quantities"].items()
    assert told[0] == "out_h1"
    assert told[1]["formula"] == "sigmoid(net_h1)"


@pytest.mark.parametrize(
    ("neurons", "short"),
    [
        (["h1", "h2", "o1"], {"delta2": "h2"}),
        (["h1", "h2", "o"], {"delta1": "h1", "delta2": "h2"}),
        (["o"], {"delta": "o"}),
        (["n12"], {"delta": "n12", "delta12": "n12"}),
        (["h1", "h11"], {"delta1": "h1", "delta11": "h11"}),
        (["a", "b"], {}),
    ],
)
def test_a_delta_is_short_where_it_is_the_only_one(
    neurons: list[str], short: dict[str, str]
) -> None:
    aliases = names.aliases(neurons, (), ())
    found = {name: of for name, of in aliases.items() if re.fullmatch(r"delta[0-9]*", name)}
    assert found == {name: f"dE_total/dnet_{neuron}" for name, neuron in short.items()}


def test_a_name_of_the_scenario_wins_over_a_short_delta() -> None:
    assert "delta1" not in names.aliases(["h1"], (), ("delta1",))
    assert names.aliases(["h2", "delta1"], (), ())["delta1"] == "out_delta1"
