"""The README shows what the program prints, to the letter."""

import io
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from backprop_tutor.cli import app, main, train
from backprop_tutor.loader import bundled, load, load_text
from backprop_tutor.session import loop
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.terminal import Terminal

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```(?P<kind>\S*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SCREEN = re.compile(
    r"^<!-- screen: (?P<command>.*?); answers: (?P<answers>.*?) -->\n```\S*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PICTURE = re.compile(
    r"^<!-- picture: (?P<command>.*?) -->\n```text\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
COMMAND = re.compile(r"^<!-- (?P<which>\w+) command -->\n```sh\n(?P<text>.*?)\n```$", re.MULTILINE)


def runs() -> Iterator[tuple[str, str]]:
    """Every ``$ backprop-tutor …`` of the console blocks, with what is printed below it."""
    for block in FENCED.finditer(README):
        if block["kind"] != "console":
            continue
        assert block["text"].startswith("$ "), block["text"]
        for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


def printed_by(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    program, *arguments = shlex.split(command)
    assert program == "backprop-tutor"
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setattr(sys, "argv", [program, *arguments])
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    try:
        main()
    except SystemExit as end:
        assert end.code in (None, 0, 1), command
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_there_is_something_to_test() -> None:
    assert len(list(runs())) >= 3
    assert SCREEN.search(README)
    assert README.count("<!-- screen:") == len(SCREEN.findall(README))
    assert README.count("<!-- picture:") == len(PICTURE.findall(README)) >= 2


@pytest.mark.parametrize(("command", "printed"), list(runs()))
def test_console_blocks_are_what_the_program_prints(
    command: str,
    printed: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed_by(command, monkeypatch, capsys).rstrip() == printed.rstrip()


@pytest.mark.parametrize(
    "shown", [match.groupdict() for match in SCREEN.finditer(README)], ids=lambda m: m["command"]
)
def test_screens_are_what_a_session_shows(shown: dict[str, str]) -> None:
    walk, source, *options = shlex.split(shown["command"])
    assert walk == "walk"
    scenario = load(source)
    matrix = "--matrix" in options
    options = [option for option in options if option != "--matrix"]
    lesson = Lesson(subject_of(scenario), matrix=matrix)
    start = 0
    if options:
        assert options[0] == "--from"
        found = lesson.find(options[1])
        assert found is not None
        start = found
    file = io.StringIO()
    screen = Terminal(plain=False, width=80, colour=False, file=file)
    if start == 0:
        loop.greet(scenario, screen)
    answers = [answer.strip() for answer in shown["answers"].split(" | ")]
    loop.run_walk(lesson, screen, start=start, answers=answers)
    text, wanted = file.getvalue(), shown["text"].rstrip("\n")
    assert text[: len(wanted)] == wanted, "the screen begins like this"
    assert text[len(wanted)] == "\n", "the last line is whole"
    for answer in answers:
        assert f"= {answer}\n" in wanted, "every answer is in what is shown"


@pytest.mark.parametrize(
    "drawn", [match.groupdict() for match in PICTURE.finditer(README)], ids=lambda m: m["command"]
)
def test_pictures_are_what_a_terminal_shows(
    drawn: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = io.StringIO()
    screen = Terminal(plain=False, width=80, colour=False, file=file)
    monkeypatch.setattr(train, "terminal", lambda _plain, _scenario=None: screen)
    assert printed_by(f"backprop-tutor {drawn['command']}", monkeypatch, capsys) == ""
    assert file.getvalue() == drawn["text"]


def test_the_two_commands_are_there() -> None:
    commands = {match["which"]: match["text"] for match in COMMAND.finditer(README)}
    assert set(commands) == {"walk", "test"}
    for command in commands.values():
        assert "\n" not in command, "one line, to be pasted"
        assert "python3 -m venv" in command, "complete in itself"
    assert commands["walk"].endswith("backprop-tutor walk")
    assert "pytest" in commands["test"].split("&&")[-1]
    assert ".[test]" in commands["test"]


def test_commands_and_options_that_are_told_exist() -> None:
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    told = re.findall(r"`backprop-tutor ([a-z]+)[^`]*`([^|\n]*)", README)
    assert {name for name, _ in told} == set(known)
    for line in README.splitlines():
        for name in re.findall(r"`backprop-tutor ([a-z]+)", line)[:1]:
            options = {option for p in known[name].params for option in p.opts}
            assert set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", line)) <= options, line


YAML = [block["text"] for block in FENCED.finditer(README) if block["kind"] == "yaml"]


@pytest.mark.parametrize("text", YAML)
def test_the_scenarios_in_the_readme_are_valid(text: str) -> None:
    assert len(Lesson(subject_of(load_text(text, "neuron.yaml"))))


def test_the_circuit_in_the_readme_is_the_bundled_one() -> None:
    """What its walk prints is shown below it."""
    told, bundled_one = load_text(YAML[1], "circuit.yaml"), load("circuit")
    for what in ("title", "inputs", "nodes", "differentiate", "focus"):
        assert getattr(told, what) == getattr(bundled_one, what)


def test_every_bundled_network_is_listed() -> None:
    listed = README.partition("## The networks that come with it")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", listed, re.MULTILINE)) == sorted(bundled())
