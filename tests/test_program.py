"""Commands are told as the program was started, with the options that hold for the next one too."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from program import Run, run  # noqa: F401 - a fixture

from backprop_tutor.cli import application
from backprop_tutor.cli.program import command_that_starts
from backprop_tutor.invocation import TAKES, VERBS, Program

BIN = Path("/home/ada/net/.venv/bin")
CACHE = Path("/home/ada/.cache/uv/archive-v0/x1")
UV = {"UV": "/usr/bin/uv"}


@pytest.mark.parametrize(
    ("script", "python", "environment", "prefix", "found", "told"),
    [
        # A name that the shell finds: an activated environment, pipx, a system's package.
        (f"{BIN}/backprop-tutor", "", {}, BIN.parent, f"{BIN}/backprop-tutor", "backprop-tutor"),
        # A path, as it was typed; another program of that name may be in the shell's path.
        (".venv/bin/backprop-tutor", "", {}, BIN.parent, None, ".venv/bin/backprop-tutor"),
        (".venv/bin/backprop-tutor", "", {}, BIN.parent, "/usr/bin/backprop-tutor",
         ".venv/bin/backprop-tutor"),
        ("my nets/backprop-tutor", "", {}, BIN.parent, None, "'my nets/backprop-tutor'"),
        ("/src/backprop_tutor/__main__.py", "python3", {}, BIN.parent, None,
         "python3 -m backprop_tutor"),
        ("/src/backprop_tutor/__main__.py", ".venv/bin/python", {}, BIN.parent, None,
         ".venv/bin/python -m backprop_tutor"),
        # What uv puts in the path is gone when it ends.
        (f"{BIN}/backprop-tutor", "", {**UV, "UV_RUN_RECURSION_DEPTH": "1"}, BIN.parent,
         f"{BIN}/backprop-tutor", "uv run backprop-tutor"),
        (f"{CACHE}/bin/backprop-tutor", "", UV, CACHE, f"{CACHE}/bin/backprop-tutor", None),
        # A shell that uv started is no run of its own.
        (f"{BIN}/backprop-tutor", "", UV, BIN.parent, f"{BIN}/backprop-tutor", "backprop-tutor"),
    ],
)  # fmt: skip
def test_the_program_is_called_as_it_was_started(
    script: str,
    python: str,
    environment: dict[str, str],
    prefix: Path,
    found: str | None,
    told: str | None,
) -> None:
    name = command_that_starts(script, python, environment, prefix, lambda _: found)
    if told is None:  # Where it came from is said, unless it is in an index.
        first, *_, last = shlex.split(name)
        assert (first, last) == ("uvx", "backprop-tutor")
    else:
        assert name == told


def test_an_option_is_told_to_the_commands_that_know_it() -> None:
    commands = typer.main.get_command(application()).commands  # type: ignore[attr-defined]
    for option, takers in TAKES.items():
        know = {
            name
            for name, command in commands.items()
            if any(option in each.opts for each in command.params)
        }
        assert know == takers, option
    assert commands.keys() == VERBS, "what is typed at a question is known to be a command"


def test_options_are_said_again_only_where_they_mean_something() -> None:
    program = Program(".venv/bin/x", plain=True, no_pause=True, record="/a b/p.sqlite")
    told = ".venv/bin/x walk mazur --only w5 --plain --no-pause --progress-file '/a b/p.sqlite'"
    assert program.command("walk", "mazur", {"only": "w5", "unheard-of": "1"}) == told
    assert program.command("export", "mazur", {"to": "markdown"}) == (
        ".venv/bin/x export mazur --to markdown"
    )
    assert program.command("answer", "mazur") == ".venv/bin/x answer mazur --plain"


def test_what_a_walk_says_keeps_how_it_was_started(run: Run, tmp_path: Path) -> None:  # noqa: F811
    record = tmp_path / "my record.sqlite"
    options = ["--plain", "--no-pause", "--progress-file", str(record)]
    answers = tmp_path / "answers"
    answers.write_text("skip\nmenu\n", encoding="utf-8")
    code, shown, _ = run("walk", "circuit", *options, "--answers", str(answers))
    assert code == 0
    kept = shlex.join(options)
    assert f"To go on from here:\nbackprop-tutor walk circuit {kept}\n" in shown
    assert f"backprop-tutor quiz circuit {kept}" in shown
    assert f"backprop-tutor list {kept}" in shown
    _, mistaken, said = run("show", "nosuch")
    assert mistaken == ""
    assert "'backprop-tutor list'" in said


@pytest.mark.slow
def test_what_is_told_can_be_pasted(tmp_path: Path) -> None:
    """In one shell: as a path, as a module, and as a name that an environment puts in the path."""
    script = tmp_path / "bin" / "backprop-tutor"
    script.parent.mkdir()
    script.write_text(
        f"#!{sys.executable}\nimport sys\nfrom backprop_tutor.cli import main\nsys.exit(main())\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    shell = shutil.which("sh")
    assert shell is not None
    python = shlex.quote(sys.executable)
    for start, path in (("bin/backprop-tutor", ""), (f"{python} -m backprop_tutor", ""),
                        ("backprop-tutor", f"{script.parent}{os.pathsep}")):  # fmt: skip
        here = {
            **os.environ,
            "PATH": f"{path}{os.environ['PATH']}",
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }

        def typed(line: str, here: dict[str, str] = here) -> str:
            done = subprocess.run(
                [shell, "-c", line],
                cwd=tmp_path, env=here, capture_output=True, text=True, check=True,
            )  # fmt: skip
            return done.stdout

        told = typed(f"{start} new mine.yaml").partition("Try it: ")[2].strip()
        assert told == f"{start} walk mine.yaml"
        assert "Step 1 of" in typed(f"printf 'quit\\n' | {told} --no-save --answers -")
        (tmp_path / "mine.yaml").unlink()
