"""What the documents show is what the program does: links, commands, screens, files, lines.

Where the program's words have changed, ``DOCS=write pytest tests/test_docs.py`` writes what it
prints now into the documents.
"""

import ast
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from documents import (
    ALL_BLOCKS,
    ALL_LINKS,
    DOCUMENTS,
    ROOT,
    Block,
    Link,
    anchors,
    blocks,
    prose_of,
    section,
    spoken,
)
from program import Run
from together import together

from backprop_tutor.cli import application
from backprop_tutor.errors import FileError, ScenarioError, UsageError
from backprop_tutor.loader import bundled, load_text
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.terminal import Terminal

COMMANDS = typer.main.get_command(application()).commands  # type: ignore[attr-defined]


def of_kind(*kinds: str, purpose: str | None = None) -> list[Block]:
    return [
        block for block in ALL_BLOCKS if block.kind in kinds and purpose in (None, block.purpose)
    ]


@pytest.fixture(autouse=True)
def _beside_its_files(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Put the files that a document shows where the commands of the document look for them."""
    block = request.node.callspec.params.get("block") if hasattr(request.node, "callspec") else None
    document = block.document if isinstance(block, Block) else block
    if isinstance(document, Path):
        for other in blocks(document):
            if other.purpose in {"file", "broken"}:
                (tmp_path / other.what).write_text(other.text, encoding="utf-8")


KINDS = {
    # Which purposes a block of a kind may have; each is looked at by a test below.
    "console": {""},
    "sh": {"", "walk", "test", "development"},
    "bat": {"walk", "test"},
    "yaml": {"", "file", "broken"},
    "python": {""},
    "text": {"screen", "picture", "names", "file"},
}


@together("block", ALL_BLOCKS, ids=str)
def test_every_block_is_of_a_kind_that_is_tested(block: Block) -> None:
    assert block.purpose in KINDS.get(block.kind, set()), f"{block}: {block.kind} {block.note!r}"


def test_no_fence_and_no_comment_is_overlooked() -> None:
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        here = list(blocks(document))
        assert len(re.findall(r"^```", text, re.MULTILINE)) == 2 * len(here), document
        assert text.count("<!--") == sum(1 for block in here if block.note), document


@together("link", ALL_LINKS, ids=str)
def test_every_link_leads_somewhere(link: Link) -> None:
    target, _, anchor = link.target.partition("#")
    if target.startswith("https://"):
        assert not anchor or target
        return
    place = (link.document.parent / target).resolve() if target else link.document
    assert place.exists()
    if anchor:
        assert anchor in anchors(place)


def _runs(block: Block) -> Iterator[tuple[str, str]]:
    """Yield every ``$ backprop-tutor …`` of a console block, with what is printed below it."""
    assert block.text.startswith("$ "), block.text
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def _ran(command: str, run: Run) -> tuple[int, str]:
    program, *arguments = shlex.split(command, comments=True)
    assert program == "backprop-tutor", command
    code, printed, remarked = run(*arguments)
    return code, printed + remarked


def _is_as_told(printed: str, told: str) -> bool:
    """Whether a text is what is told of it, with ``…`` on a line of its own for any lines."""
    pattern = "(?:.*\n)*?".join(map(re.escape, re.split(r"^…\n", told, flags=re.MULTILINE)))
    return re.fullmatch(pattern, printed) is not None


def _is_shown(told: str, printed: str, block: Block) -> None:
    """Assert that a block shows what is printed, or write it there."""
    if not _is_as_told(printed, told):
        if os.environ.get("DOCS") == "write" and "…\n" not in told:
            text = block.document.read_text(encoding="utf-8")
            block.document.write_text(text.replace(told, printed), encoding="utf-8")
            return
        assert printed == told, (
            f"{block}: is it right? DOCS=write pytest tests/test_docs.py writes it"
        )


@pytest.mark.parametrize("block", of_kind("console"), ids=str)
def test_console_blocks_are_what_the_program_prints(block: Block, run: Run) -> None:
    for command, told in _runs(block):
        _, printed = _ran(command, run)
        _is_shown(f"$ {command}\n{told}", f"$ {command}\n{printed.rstrip()}\n", block)


def test_what_is_left_out_is_marked() -> None:
    assert _is_as_told("a\nb\nc\n", "a\n…\nc\n")
    assert _is_as_told("a\nb\nc\n", "a\n…\n")
    assert not _is_as_told("a\nb\nc\n", "a\nc\n")
    assert not _is_as_told("a\nb\nc\n", "…\nb\n")


SHELL_BLOCKS = of_kind("sh", purpose="")


def _but_for_places(command: str) -> str:
    return re.sub(r"(?<= -o )\S+", "…", command)


def _said_in_english(command: str) -> bool:
    """Whether an English document has a command too, if perhaps with a folder of another name."""
    return _but_for_places(command) in {
        _but_for_places(line)
        for block in SHELL_BLOCKS
        if block.document.parent.name != "fr"
        for line in block.text.splitlines()
    }


@pytest.mark.slow
@pytest.mark.parametrize("block", SHELL_BLOCKS, ids=str)
def test_shell_blocks_run(block: Block, run: Run) -> None:
    """What a translation repeats of the English document was run there."""
    for command in block.text.splitlines():
        if block.document.parent.name == "fr" and _said_in_english(command):
            continue
        code, printed = _ran(command, run)
        assert code == 0, (command, printed)


def _on_screen(command: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what a command paints on a terminal of 80 columns."""
    file = io.StringIO()
    screen = Terminal(plain=False, width=80, colour=False, file=file)
    module = sys.modules[COMMANDS[shlex.split(command)[0]].callback.__module__]
    monkeypatch.setattr(module, "terminal", lambda _plain, _scenario=None, **_: screen)
    assert _ran(f"backprop-tutor {command}", run) == (0, "")
    return file.getvalue()


@pytest.mark.parametrize("block", of_kind("text", purpose="screen"), ids=str)
def test_screens_are_what_a_session_shows(
    block: Block, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command, _, listed = block.what.partition("; answers:")
    answers = [answer.strip() for answer in listed.split(" | ")]
    (tmp_path / "typed").write_text("\n".join(answers), encoding="utf-8")
    shown = _on_screen(f"{command} --no-save --answers typed", run, monkeypatch)
    first, *_, last = block.text.splitlines()
    start = shown.index(f"{first}\n")
    end = shown.index(f"{last}\n", start) + len(last) + 1
    _is_shown(block.text, shown[start:end], block)
    for answer in answers:
        assert f"= {answer}\n" in block.text, "every answer is in what is shown"


@pytest.mark.parametrize("block", of_kind("text", purpose="picture"), ids=str)
def test_pictures_are_what_a_terminal_shows(
    block: Block, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    _is_shown(block.text, _on_screen(block.what, run, monkeypatch), block)


@pytest.mark.parametrize("block", [d for d in DOCUMENTS if [*blocks(d)]], ids=lambda d: d.name)
def test_python_blocks_run_and_show_what_they_say(block: Path) -> None:
    """The blocks of a document follow on one another; ``line  # value`` shows the value."""
    names: dict[str, Any] = {}
    for each in blocks(block):
        if each.kind == "python":
            lines = each.text.splitlines()
            for statement in ast.parse(each.text).body:
                source = "\n".join(lines[statement.lineno - 1 : statement.end_lineno])
                if not isinstance(statement, ast.Expr):
                    exec(compile(source, str(each), "exec"), names)
                    continue
                code, _, told = source.partition("  # ")
                value = eval(compile(code, str(each), "eval"), names)
                assert told, f"{each}: {code} does not say what it gives"
                assert str(value) == told or repr(value) == told, f"{each}: {code}"


@pytest.mark.parametrize("block", [*of_kind("yaml", purpose="file")], ids=str)
def test_scenarios_are_valid(block: Block) -> None:
    scenario = load_text(block.text, "neuron.yaml")
    assert len(Lesson(subject_of(scenario)))
    assert "version" in yaml.safe_load(block.text)


@pytest.mark.parametrize("block", of_kind("yaml", purpose="broken"), ids=str)
def test_scenarios_with_a_mistake_have_one(block: Block) -> None:
    with pytest.raises(ScenarioError):
        load_text(block.text, block.what)


@pytest.mark.parametrize("block", of_kind("yaml", purpose=""), ids=str)
def test_parts_of_scenarios_are_tried_by_the_test_of_their_page(block: Block) -> None:
    assert block.document.name == "scenarios.md"


def test_commands_and_options_that_are_told_exist() -> None:
    for document in DOCUMENTS:
        for text in re.findall(r"`backprop-tutor ([^`]*)`", prose_of(document)):
            name, *words = shlex.split(text)
            assert name in COMMANDS or name == "COMMAND", (document, text)
            options = {o for p in COMMANDS[name].params for o in p.opts} if words else set()
            told = {word.partition("=")[0] for word in words if word.startswith("--")}
            assert told <= options, (document, text)


REFERENCE = ROOT / "docs" / "commands.md"


def test_options_that_are_told_belong_to_some_command() -> None:
    known = {option for one in COMMANDS.values() for p in one.params for option in p.opts}
    for document in DOCUMENTS:
        for text in re.findall(r"`(-[^`]*)`", prose_of(document)):
            told = {word for word in shlex.split(text) if re.fullmatch(r"-[a-z]|--[a-z-]+", word)}
            assert told <= known, (document, text)


def test_every_command_has_its_section() -> None:
    told = re.findall(r"^## (\S+)$", prose_of(REFERENCE), re.MULTILINE)
    assert set(told) == set(COMMANDS)
    assert len(told) == len(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_told_with_all_its_options(name: str) -> None:
    options = {option for p in COMMANDS[name].params for option in p.opts if option.startswith("-")}
    told = set(re.findall(r"(?<=`)--?[a-z]+(?:-[a-z]+)*", spoken(section(REFERENCE, name))))
    assert told == options - {"--help", "-h", "--lang"}, "but for those of every command"


def test_every_bundled_network_is_listed() -> None:
    listed = re.findall(r"^\| `([a-z][\w-]*)` \|", section(REFERENCE, "list"), re.MULTILINE)
    assert sorted(listed) == sorted(bundled())


def test_every_exit_code_is_told() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", prose_of(REFERENCE), re.MULTILINE)}
    own = {error.exit_code for error in (FileError, ScenarioError, UsageError)}
    assert told == {0, 1, 130} | own
