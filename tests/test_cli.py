"""The command line: what each command prints and where, exit codes, and never a traceback."""

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main
from tried import TRIED

from backprop_tutor import __version__
from backprop_tutor.cli import application, main
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths.functions import TYPEABLE
from backprop_tutor.reading import Read, Vocabulary, read
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of

REPOSITORY = Path(__file__).parent.parent
SOFTMAX = str(Path(__file__).parent / "data" / "softmax.yaml")
COMMANDS = tuple(typer.main.get_command(application()).commands)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Run:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Runner = Callable[..., Run]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    monkeypatch.setenv("COLUMNS", "80")

    def runner(*arguments: str, stdin: str | bytes = "") -> Run:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "argv", ["backprop-tutor", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capsys.readouterr()
        code: int | str | None = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        assert isinstance(code, int) or code is None, code
        return Run(code or 0, printed.out, printed.err)

    return runner


def program(
    *arguments: str, cwd: Path | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the program for real, where a process of its own is what is tested."""
    given = {**os.environ, "PYTHONPATH": str(REPOSITORY), **environment}
    return subprocess.run(
        [sys.executable, "-m", "backprop_tutor", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=given,
        cwd=cwd,
        check=False,
        stdin=subprocess.DEVNULL,
    )


# Help and version


def test_the_commands_of_the_contract_are_there() -> None:
    assert set(COMMANDS) >= {"walk", "solve", "answer", "export", "list", "show"}


def test_version(run: Runner) -> None:
    assert run("--version") == Run(0, f"backprop-tutor {__version__}\n", "")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_every_command_with_examples(run: Runner, option: str) -> None:
    result = run(option)
    assert (result.code, result.err) == (0, "")
    for command in COMMANDS:
        assert f"\n  {command} " in result.out
    for command in ("walk", "solve", "answer", "export"):
        assert f"    backprop-tutor {command} " in result.out, "an example on a line of its own"
    assert "Examples" in result.out
    listed = result.out.partition("Commands:")[2]
    assert "..." not in listed, "the first sentence of a command's help fits its line"
    assert all(len(line) <= 80 for line in result.out.splitlines())


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command(run: Runner, command: str) -> None:
    result = run(command, "--help")
    assert (result.code, result.err) == (0, "")
    assert f"{command} [OPTIONS]" in result.out


OPTIONS = {
    "walk": "--only --part --from --restart --auto --answers --after --plain --matrix",
    "solve": "--after --json --matrix",
    "train": "--after --rate --target-error --csv --json --plain",
    "plot": "--weight --from --to --after --plain",
    "new": "--layers --activation --seed",
    "schema": "--output -o --bank",
    "answer": "--form --digits --json",
    "quiz": "--questions --topic --mend --seed --variant --exam --answers --json",
    "progress": "--export --reset --drop --yes --progress-file",
    "export": "--to --output -o --only --after --matrix",
}


@pytest.mark.parametrize("command", OPTIONS)
def test_help_names_every_option_of_the_contract(run: Runner, command: str) -> None:
    said = run(command, "--help").out
    for option in OPTIONS[command].split():
        assert option in said


USAGE = (
    ("wlak",),
    ("--nonsense",),
    ("walk", "mazur", "extra"),
    ("walk", "--part", "sideways"),
    ("walk", "--nonsense"),
    ("solve",),
    ("answer", "mazur"),
    ("answer", "mazur", "net_h1"),
    ("answer", "mazur", "net_h1", "1", "--digits", "0"),
    ("answer", "mazur", "net_h1", "1", "--digits", "many"),
    ("answer", "mazur", "net_h1", "1", "--form", "poem"),
    ("export", "mazur", "--to", "papyrus"),
    ("walk", "mazur", "--only", "w99"),
    ("walk", "mazur", "--only", "net_h1"),
    ("walk", "mazur", "--from", "net_h9"),
    ("walk", "mazur", "--from", "w5"),
    ("walk", "mazur", "--only", "w5", "--from", "dE_total/dw1"),
    ("export", "mazur", "--only", "w99"),
    ("solve", "mazur", "net_h9"),
    ("solve", "mazur", "--matrix", "--json"),
    ("solve", "mazur", "net_h1", "--matrix"),
    ("answer", "mazur", "net_h1", "1", "--matrix"),
    ("answer", "mazur", "net_h9", "1"),
)


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_usage(run: Runner, arguments: Sequence[str]) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert result.err.strip()
    assert result.out == ""


# Names that are not there

NEAREST = (
    (("solve", "mazzur"), 4, "did you mean 'mazur'?"),
    (("walk", "defend-inteligence"), 4, "did you mean 'defend-intelligence'?"),
    (("show", "nowhere"), 4, "backprop-tutor list"),
    (("solve", "mazur", "net_h3"), 2, "did you mean net_h"),
    (("solve", "mazur", "OUT_h1"), 2, "did you mean out_h1?"),
    (("answer", "mazur", "dE_totl/dw5", "1"), 2, "did you mean dE_total/dw5?"),
    (("walk", "mazur", "--only", "W5"), 2, "w5"),
    (("walk", "mazur", "--from", "out_o11"), 2, "did you mean out_o1?"),
    (("answer", "mazur", "\x1b[31m", "1"), 2, "U+001B[31m"),
)


@pytest.mark.parametrize(("arguments", "code", "said"), NEAREST)
def test_an_unknown_name_gets_the_nearest(
    run: Runner, arguments: Sequence[str], code: int, said: str
) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert "\x1b" not in result.err


@pytest.mark.parametrize("arguments", [("show", "moose"), ("new", "--activation", "moose")])
def test_a_word_that_is_like_no_name_is_not_taken_for_one(
    run: Runner, arguments: Sequence[str]
) -> None:
    """Moose has three of five letters in common with house, and was not meant to be it."""
    result = run(*arguments)
    assert result.code
    assert result.out == ""
    assert "moose" in result.err
    assert "did you mean" not in result.err


# solve

PUBLISHED = {
    "w1_new": "0.149780716",
    "w2_new": "0.19956143",
    "w3_new": "0.24975114",
    "w4_new": "0.29950229",
    "w5_new": "0.35891648",
    "w6_new": "0.408666186",
    "w7_new": "0.51130127",
    "w8_new": "0.561370121",
    "E_total_new": "0.29102777369",
}


def test_solve_json_of_mazur(run: Runner) -> None:
    result = run("solve", "mazur", "--json")
    assert (result.code, result.err) == (0, "")
    data = json.loads(result.out)
    assert list(data) == ["scenario", "after", "quantities"]
    assert (data["scenario"], data["after"]) == ("mazur", 0)
    quantities = data["quantities"]
    assert all(list(entry) == ["value", "formula", "role"] for entry in quantities.values())
    assert quantities["net_h1"] == {
        "value": 0.3775,
        "formula": "w1*i1 + w2*i2 + b1",
        "role": "net",
    }
    assert quantities["dE_total/dw5"] == {
        "value": 0.08216704056423078,
        "formula": "dE_total/dnet_o1 * dnet_o1/dw5",
        "role": "gradient",
    }
    assert quantities["E_total"]["value"] == 0.2983711087600027
    assert quantities["dE_total/dw1"]["value"] == pytest.approx(0.000438567734474347, rel=1e-14)
    for name, printed in PUBLISHED.items():
        decimals = len(printed.partition(".")[2])
        assert f"{quantities[name]['value']:.{decimals}f}" == printed, name
    roles = {name: quantities[name]["role"] for name in ("w1", "w8", "b1", "b2")}
    assert roles == {"w1": "weight", "w8": "weight", "b1": "bias", "b2": "bias"}
    # Shortest round trip: the text is just what Python prints for the float.
    assert '"value": 0.08216704056423078' in result.out
    assert '"value": 0.3775,' in result.out


VIDEO = {
    "net_j1": "0.50", "out_j1": "0.62", "net_j2": "0.46", "out_j2": "0.61", "net_o1": "1.42",
    "out_o1": "0.80", "net_o2": "1.51", "out_o2": "0.82", "E_o1": "0.32",
}  # fmt: skip


def test_solve_json_of_the_video(run: Runner) -> None:
    quantities = json.loads(run("solve", "defend-intelligence", "--json").out)["quantities"]
    assert {name: f"{quantities[name]['value']:.2f}" for name in VIDEO} == VIDEO
    assert f"{quantities['net_o1']['value']:.4f}" == "1.4172"
    assert f"{quantities['E_o2']['value']:.3f}" == "0.016"


@pytest.mark.parametrize("source", [*TRIED, SOFTMAX])
def test_solve_json_is_strict_json_and_every_formula_can_be_typed(run: Runner, source: str) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    quantities = json.loads(run("solve", source, "--json").out, parse_constant=refuse)["quantities"]
    given = {"input", "target", "weight", "bias", "rate", "hyperparameter", "moment"}
    in_place = load(source).given
    every = Vocabulary({name: name for name in quantities}, TYPEABLE, frozenset(), {})
    for name, entry in quantities.items():
        assert (entry["formula"] is None) == (entry["role"] in given or name in in_place), name
        if entry["formula"] is not None:
            assert isinstance(read(entry["formula"], every), Read), (name, entry["formula"])


def test_solve_takes_quantities_in_any_spelling(run: Runner) -> None:
    data = json.loads(run("solve", "mazur", "delta_o1", "h1", "w5", "--json").out)
    assert list(data["quantities"]) == ["dE_total/dnet_o1", "out_h1", "w5"]


def test_solve_as_a_table(run: Runner) -> None:
    result = run("solve", "mazur", "net_h1", "w5", "dE_total/dw5")
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "quantity: net_h1; value: 0.3775; formula: w1·i1 + w2·i2 + b1",
        "quantity: w5; value: 0.40; formula: given",
        "quantity: ∂E_total/∂w5; value: 0.0821670; formula: ∂E_total/∂net_o1 · ∂net_o1/∂w5",
    ]
    whole = run("solve", "mazur").out
    assert len(whole.splitlines()) == len(subject_of(load("mazur"), inputs=True).tape)


# answer

KEYS = [
    "quantity",
    "typed",
    "verdict",
    "misconceptions",
    "read_as",
    "column",
    "figures",
    "message",
    "counts_as_attempt",
]

W5 = (
    ("0.08217", "right", ()),
    ("0.082167", "right", ()),
    ("(out_o1-target_o1)*out_o1*(1-out_o1)*out_h1", "right", ()),
    ("-(target_o1 − out_o1)·out_o1(1−out_o1)·out_h1", "right", ()),
    ("0.0822", "precision", ()),
    ("0.4398", "wrong", ("no-output-activation-slope",)),
    ("(out_o1-target_o1)*out_h1", "wrong", ("no-output-activation-slope",)),
    ("0.08267", "wrong", ("neighbour",)),
    ("0.05540", "wrong", ("weight-for-input",)),
    ("-0.08217", "wrong", None),
    ("-0.18", "wrong", None),
    ("-x", "invalid", ()),
    ("out_o1**", "invalid", ()),
    ("OUT_O1", "invalid", ()),
    ("__import__('os').system('ls')", "invalid", ()),
    ("9**9**9", "invalid", ()),
    ("", "invalid", ()),
)


@pytest.mark.parametrize(("typed", "verdict", "ideas"), W5, ids=[row[0] for row in W5])
def test_answer_json(run: Runner, typed: str, verdict: str, ideas: tuple[str, ...] | None) -> None:
    result = run("answer", "mazur", "dE_total/dw5", typed, "--json")
    assert result.err == ""
    data = json.loads(result.out)
    assert list(data) == KEYS
    assert (data["quantity"], data["typed"], data["verdict"]) == ("dE_total/dw5", typed, verdict)
    assert result.code == (0 if verdict == "right" else 1)
    if ideas is not None:
        assert tuple(data["misconceptions"][:1]) == ideas
    assert data["counts_as_attempt"] == (verdict in ("right", "wrong"))
    assert (data["read_as"] is None) == (verdict == "invalid")
    assert (data["column"] is not None) == (verdict == "invalid" and typed != "")
    assert (data["figures"] == 4) == (verdict == "precision")
    assert data["message"]


COLUMNS = (("out_o1**", 7), ("OUT_O1", 1), ("__import__('os').system('ls')", 1), ("9**9**9", 2))


@pytest.mark.parametrize(("typed", "least"), COLUMNS)
def test_the_column_of_what_cannot_be_read(run: Runner, typed: str, least: int) -> None:
    column = json.loads(run("answer", "mazur", "dE_total/dw5", typed, "--json").out)["column"]
    assert least <= column <= len(typed) + 1


def test_answer_in_words(run: Runner) -> None:
    right = run("answer", "mazur", "dE_total/dw5", "0.08217")
    assert right == Run(0, "Correct.\n", "")
    wrong = run("answer", "mazur", "dE_total/dw5", "0.4398")
    assert (wrong.code, wrong.err) == (1, "")
    assert wrong.out.startswith("Not yet. ")
    caret = run("answer", "mazur", "dE_total/dw5", "out_o1**").out.splitlines()
    assert caret[-2:] == ["out_o1**", " " * 8 + "^"]


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        (("out_o1", "0.75", "--digits", "2"), "right"),
        (("out_o1", "0.75"), "precision"),
        (("net_h1", "0.38", "--digits", "2"), "right"),  # So many, and no more.
        (("net_h1", "0.38"), "precision"),
        (("net_h1", "--digits", "6", "0.3775"), "right"),  # It is exactly that.
        (("out_h1", "0.5933", "--digits", "6"), "precision"),
        (("out_h1", "0.5933", "--form", "number"), "right"),
        (("out_h1", "0.5933", "--form", "formula"), "wrong"),
        (("out_h1", "1/(1+exp(-net_h1))", "--form", "formula"), "right"),
        (("out_h1", "1/(1+exp(-net_h1))", "--form", "either"), "right"),
        (("out_h1", "1/(1+exp(-net_h1))", "--form", "number"), "invalid"),
        (("out_h1", "1/(1+e^-0.3775)", "--form", "number"), "right"),
        (("dE_total/dw7", "-0.02260"), "right"),
        (("dE_total/dw7", "-0.02260", "--digits", "4"), "right"),
        (("delta_o2", "-0.03810"), "right"),
        (("h1", "0.5933"), "right"),
    ],
)
def test_digits_form_and_minus(run: Runner, arguments: Sequence[str], verdict: str) -> None:
    result = run("answer", "mazur", *arguments, "--json")
    assert json.loads(result.out)["verdict"] == verdict
    assert result.code == (0 if verdict == "right" else 1)


def test_a_formula_where_a_value_was_typed_says_so(run: Runner) -> None:
    result = run("answer", "mazur", "out_h1", "0.5933", "--form", "formula", "--json")
    assert json.loads(result.out)["misconceptions"] == ["value-for-formula"]


@pytest.mark.parametrize("given", ["w5", "i1", "eta", "target_o1", "b1", "lr"])
def test_what_is_given_is_not_asked(run: Runner, given: str) -> None:
    result = run("answer", "mazur", given, "1")
    assert (result.code, result.out) == (2, "")
    assert "given by the scenario" in result.err


# Files

BROKEN = "version: 1\ntitle: T\ninputs: {i1: 1}\nlearning_rte: 0.5\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("walk", "{}", "--auto"),
        ("solve", "{}", "--json"),
        ("answer", "{}", "E_total", "1"),
        ("export", "{}"),
        ("show", "{}"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_an_invalid_scenario_is_reported_on_stderr(
    run: Runner, tmp_path: Path, arguments: Sequence[str]
) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    result = run(*(part.format(path) for part in arguments))
    assert (result.code, result.out) == (3, "")
    lines = result.err.splitlines()
    assert any(
        line.startswith(f"{path}:4:1: unknown key 'learning_rte'; did you mean 'learning_rate'")
        for line in lines
    )
    assert len(lines) > 1, "all problems at once"


@pytest.mark.parametrize("command", ["walk", "solve", "export", "show"])
def test_files_that_cannot_be_read(run: Runner, tmp_path: Path, command: str) -> None:
    for source in (tmp_path / "missing.yaml", tmp_path):
        result = run(command, str(source) + ("/" if source == tmp_path else ""))
        assert (result.code, result.out) == (4, "")
        assert str(source) in result.err


def test_a_scenario_from_standard_input(run: Runner) -> None:
    text = (REPOSITORY / "scenarios" / "mazur.yaml").read_text(encoding="utf-8")
    result = run("solve", "-", "E_total", "--json", stdin=text)
    assert result.code == 0
    data = json.loads(result.out)
    assert data["scenario"] == "stdin"
    assert data["quantities"]["E_total"]["value"] == 0.2983711087600027
    broken = run("solve", "-", stdin=BROKEN)
    assert (broken.code, broken.out) == (3, "")
    assert broken.err.startswith("stdin:")
    assert run("solve", "-", stdin=b"\xff\xfe\x00").code == 3


def test_a_scenario_and_its_answers_cannot_both_be_standard_input(run: Runner) -> None:
    text = (REPOSITORY / "scenarios" / "mazur.yaml").read_text(encoding="utf-8")
    assert run("walk", "-", "--answers", "-", stdin=text).code == 2


def test_numbers_out_of_range_are_refused(run: Runner, tmp_path: Path) -> None:
    text = (REPOSITORY / "scenarios" / "mazur.yaml").read_text(encoding="utf-8")
    for old, new in (("w1: 0.15", "w1: -1e300"), ("learning_rate: 0.5", "learning_rate: 1e300")):
        path = tmp_path / "large.yaml"
        path.write_text(text.replace(old, new), encoding="utf-8")
        result = run("solve", str(path), "--json")
        assert result.code in (0, 3)
        assert "NaN" not in result.out
        assert "Infinity" not in result.out
        assert run("walk", str(path), "--auto").code in (0, 3)


# export


def test_export_to_stdout_and_to_a_file(run: Runner, tmp_path: Path) -> None:
    printed = run("export", "mazur", "--to", "markdown")
    assert (printed.code, printed.err) == (0, "")
    assert printed.out.startswith("# A step by step backpropagation example\n")
    path = tmp_path / "mazur.md"
    written = run("export", "mazur", "-o", str(path))
    assert (written.code, written.out) == (0, "")
    assert path.read_text(encoding="utf-8") == printed.out
    assert run("export", "mazur", "-o", "-").out == printed.out


# --matrix


def test_solve_as_matrices(run: Runner) -> None:
    result = run("solve", "mazur", "--matrix")
    assert (result.code, result.err) == (0, "")
    assert "W is 2 by 2: row h1: w1 0.15, w2 0.20; row h2: w3 0.25, w4 0.30" in result.out
    assert "b2 does not learn" in result.out


def test_walk_and_export_with_matrices(run: Runner) -> None:
    words = "The same for the whole hidden layer (h1, h2) at once."
    plain, more = (run("walk", "mazur", "--auto", *also) for also in ((), ("--matrix",)))
    assert (more.code, more.err) == (0, "")
    assert words not in plain.out
    assert more.out.count(words) == 4, "forward, deltas, gradients, update"
    assert [line for line in plain.out.splitlines() if line not in more.out] == []
    assert words in run("export", "mazur", "--matrix").out
    assert "bmatrix" not in run("solve", "mazur").out
    left = run("walk", "mazur", "--matrix", "--answers", "-", stdin="0.3775\nquit\n")
    assert "To go on from here: backprop-tutor walk mazur --matrix" in " ".join(left.out.split())


def test_matrices_of_one_parameter_are_left_out_where_they_are_not_whole(run: Runner) -> None:
    result = run("walk", "mazur", "--only", "w5", "--auto", "--matrix")
    assert (result.code, result.err) == (0, "")
    assert "at once" not in result.out


@pytest.mark.parametrize("command", ["walk", "solve", "export"])
def test_a_network_without_layers_is_told_in_one_sentence(
    run: Runner, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backprop_tutor.teaching.lesson.matrices.matrix_layers", lambda _: ())
    result = run(command, "mazur", "--matrix")
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "mazur cannot be written as matrices: that needs layers, each fed by the whole "
        "layer before it, a loss and no 'given' values; leave out --matrix\n"
    )


def test_export_of_one_weight(run: Runner) -> None:
    text = run("export", "mazur", "--only", "w5").out
    assert "w_5" in text
    assert "0.0821670" in text
    assert len(text) < len(run("export", "mazur").out) / 2


@pytest.mark.parametrize("where", ["no/such/folder/x.md", "."])
def test_export_where_nothing_can_be_written(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("export", "mazur", "-o", where)
    assert (result.code, result.out) == (4, "")
    assert "cannot be written" in result.err


# list and show


def test_list(run: Runner) -> None:
    result = run("list")
    assert (result.code, result.err) == (0, "")
    for name in bundled():
        assert re.search(rf"scenario: {name}[,;].* teaches: ", result.out)


def test_show(run: Runner) -> None:
    result = run("show", "mazur")
    assert (result.code, result.err) == (0, "")
    assert "inputs: i1 0.05, i2 0.10" in result.out
    assert "o2 (output layer, sigmoid): w7 0.50 from h1" in result.out


# walk


@pytest.mark.parametrize("options", [("--only", "w5", "--part", "forward")])
def test_a_walk_without_questions_says_so(run: Runner, options: Sequence[str]) -> None:
    result = run("walk", "mazur", *options)
    assert (result.code, result.out) == (2, "")
    assert result.err


def test_how_to_go_on_can_be_pasted(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "my net.yaml"
    path.write_bytes((REPOSITORY / "scenarios" / "mazur.yaml").read_bytes())
    told = run("walk", str(path), stdin="0.3775\nquit\n").out.strip().splitlines()
    assert told[-2].endswith("To go on from here:")
    program, *arguments = shlex.split(told[-1])
    assert program == "backprop-tutor"
    again = run(*arguments, stdin="0.5933\n")
    assert (again.code, again.err) == (0, "")
    assert "Step 2 of 38" in again.out
    assert "Correct." in again.out


FORWARD = ("0.3775", "0.5933", "0.5969", "1.106", "0.7514", "0.7729")
END = "The error was 0.298371 and is now 0.291028."


def test_walk_auto(run: Runner) -> None:
    result = run("walk", "mazur", "--auto")
    assert (result.code, result.err) == (0, "")
    assert END in result.out
    assert "Step 38 of 38" in result.out
    assert result.out == run("walk", "mazur", "--auto", "--restart").out
    assert "Step 7 of 7" in run("walk", "--auto").out, "the first stop of the course"


def test_walk_with_answers(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "answers.txt"
    path.write_text("# forward\n\n" + "\n".join(FORWARD) + "\n", encoding="utf-8")
    result = run("walk", "mazur", "--part", "forward", "--answers", str(path))
    assert (result.code, result.err) == (0, "")
    assert result.out.count("Correct.") == len(FORWARD)
    assert "What came out" in result.out
    from_stdin = run(
        "walk", "mazur", "--part", "forward", "--answers", "-", stdin="\n".join(FORWARD)
    )
    assert from_stdin == result
    path.write_text("\n".join(FORWARD), encoding="utf-8-sig")  # As some editors write it.
    assert run("walk", "mazur", "--part", "forward", "--answers", str(path)) == result
    piped = run("walk", "mazur", stdin="\ufeff0.3775\n0.5933\nquit\n")
    assert piped.out.count("Correct.") == 2


def test_answers_that_run_out_end_the_walk(run: Runner, tmp_path: Path) -> None:
    result = run("walk", "mazur", "--answers", "-", stdin="0.3775\nhint\n0.6\nout_h1\n")
    assert result.code == 0
    assert result.out.count("Correct.") == 1
    assert "What came out" not in result.out


def test_answers_typed_at_a_pipe(run: Runner) -> None:
    result = run("walk", "mazur", stdin="0.3775\nwhy\n0.5933\nquit\n")
    assert result.code == 0
    assert result.out.count("Correct.") == 2
    assert "backprop-tutor walk mazur\n" in result.out


def test_a_whole_walk_by_answers(run: Runner) -> None:
    wanted = json.loads(run("solve", "mazur", "--json").out)["quantities"]
    # All figures of a float are enough at every question, whatever it asks.
    walk, lines = Walk(Lesson(subject_of(load("mazur")))), list[str]()
    while not walk.finished:
        lines.append(repr(wanted[walk.step.name]["value"]))
        walk.hear(lines[-1])
    result = run("walk", "mazur", "--answers", "-", stdin="\n".join(lines))
    assert result.code == 0
    assert result.out.count("Correct.") == len(lines) == 28
    assert END in result.out


def test_from_and_only(run: Runner) -> None:
    result = run("walk", "mazur", "--from", "dE_total/dw5", stdin="0.08217\nquit")
    assert "Step 14 of 38" in result.out
    assert "Step 13" not in result.out
    assert "Correct." in result.out
    only = run("walk", "mazur", "--only", "w5", "--auto").out
    assert "dw6" not in only
    assert "∂E_total/∂w5 is about 0.0821670" in only
    assert "w5_new is about 0.358916" in only


def test_answers_that_cannot_be_read(run: Runner, tmp_path: Path) -> None:
    result = run("walk", "mazur", "--answers", str(tmp_path / "none.txt"))
    assert (result.code, result.out) == (4, "")
    assert "none.txt" in result.err
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\xfa")
    assert run("walk", "mazur", "--answers", str(binary)).code == 4


def test_hostile_answers_are_only_shown(run: Runner) -> None:
    hostile = b"\x1b[2J\n\xff\xfe\n" + "\u202e1\n".encode() + b"0.3775\nquit\n"
    for arguments in (("walk", "mazur"), ("walk", "mazur", "--plain")):
        result = run(*arguments, "--restart", stdin=hostile)
        assert result.code == 0
        assert not set(result.out) & {"\x1b", "\u202e"}
        assert result.out.count("Correct.") == 1


def test_ctrl_c_is_130(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_prompt: str = "") -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    assert run("walk", "mazur").code == 130


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("show", SOFTMAX),
        ("solve", SOFTMAX),
        ("walk", SOFTMAX, "--auto"),
        ("export", SOFTMAX),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_deeper_network(run: Runner, arguments: Sequence[str]) -> None:
    result = run(*arguments)
    assert (result.code, result.err) == (0, "")
    assert result.out


# As a process


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="pipes of a Unix shell")
@pytest.mark.parametrize(
    "command", ["walk mazur --auto", "export mazur", "solve mazur --json", "list"]
)
def test_a_reader_that_goes_away(command: str) -> None:
    # `head` that reads one line and leaves, when more than a pipe holds is still to come.
    reading, writing = os.pipe()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        [sys.executable, "-m", "backprop_tutor", *command.split()],
        stdout=writing,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment,
    ) as running:
        os.close(writing)
        os.close(reading)
        assert running.stderr is not None
        said = running.stderr.read().decode()
    assert said == ""
    assert running.returncode in (0, 1, 141)


def test_the_module_runs_and_leaves_heavy_imports_alone() -> None:
    code = (
        "import sys; sys.argv = ['backprop-tutor', {!r}]\n"
        "from backprop_tutor.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('HEAVY', 'sympy' in sys.modules, file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    for argument in ("list", "--help"):
        result = subprocess.run(
            [sys.executable, "-c", code.format(argument)],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert "HEAVY False" in result.stderr
    assert program("--version").stdout == f"backprop-tutor {__version__}\n"


@pytest.mark.slow
def test_a_terminal_of_another_encoding() -> None:
    result = program("solve", "mazur", "dE_total/dw5", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        "quantity: dE_total/dw5; value: 0.0821670; formula: dE_total/dnet_o1 * dnet_o1/dw5\n"
    )
    for command in (("export", "mazur"), ("answer", "mazur", "net_h1", "½", "--json")):
        result = program(*command, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert "Traceback" not in result.stderr
        assert result.returncode in (0, 1)


def test_no_color_leaves_no_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "argv", ["backprop-tutor", "show", "mazur"])
    with contextlib.suppress(SystemExit):
        main()
    assert "\x1b" not in screen.getvalue()
    assert "╭─ h1" in screen.getvalue()


def test_a_quantity_of_no_sample_is_told_how_samples_are_named(run: Runner) -> None:
    asked = run("solve", "siraj-xor", "out_h1")
    assert asked.code == 2
    assert "did you mean out_h1[1]?" in asked.err
