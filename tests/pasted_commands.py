"""Pastes what the README and the last page say into a shell, and prints what came of it.

``python tests/pasted_commands.py`` installs a copy of this folder by the first line of the README,
which downloads what the program needs, answers its walk to the end, and pastes every command that
the last page tells; so too for a program that was started as a module, and in an activated
environment.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from terminals import REPOSITORY, pexpect
from walks import right_answers

from backprop_tutor.loader import load
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of

FIRST_LINE = re.compile(r"<!-- walk command -->\n```sh\n(.*)\n```")
STARTS = (
    ".venv/bin/python -m backprop_tutor walk circuit",
    ". .venv/bin/activate && backprop-tutor walk circuit",
)
_WAITS = [r"▶ [^\n]*$", "Enter goes on", r"Press Enter to do [^\n]*$", pexpect.EOF]
_COMMAND = re.compile(
    r"^ {4}(\S*(?:backprop-tutor|python -m backprop_tutor) .*?)\s*$", re.MULTILINE
)
_LONGEST = 600
"""Seconds that an installation may take."""


def walked(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Paste a command that begins ``circuit``, answer all it asks, and return what it printed.

    What is skipped would not be walked: the course would begin with the same again.
    """
    answers = iter(right_answers(Lesson(subject_of(load("circuit")))))
    child = pexpect.spawn(
        "/bin/bash", ["-c", command], cwd=str(folder), env=dict(environment), encoding="utf-8",
        timeout=_LONGEST, dimensions=(40, 100),
    )  # fmt: skip
    said = ""
    while True:
        at = child.expect(_WAITS)
        said += child.before + (child.after if at < 3 else "")
        if at == 3:
            return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", said.replace("\r", ""))
        child.sendline(next(answers, "skip") if at == 0 else ("", "no")[at - 1])


def pasted(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Paste a command where nobody types anything, and return what came of it."""
    done = subprocess.run(
        ["/bin/bash", "-c", command], cwd=folder, env=dict(environment), input="", text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    first = next((line for line in done.stdout.splitlines() if line.strip(" ╭╮─")), "")
    return f"exit {done.returncode}  {command}\n         {first.strip()[:70]} {done.stderr.strip()}"


def copied(folder: Path) -> None:
    """Copy what the repository holds."""
    listed = ["git", "-C", str(REPOSITORY), "ls-files", "-z", "--cached", "--others"]
    held = subprocess.run([*listed, "--exclude-standard"], capture_output=True, check=True).stdout
    for name in filter(None, held.decode().split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (REPOSITORY / name).is_file():
            shutil.copy(REPOSITORY / name, target)


def told() -> Iterator[str]:
    """Yield what came of each pasted command."""
    with tempfile.TemporaryDirectory() as held:
        folder, record = Path(held) / "copy", Path(held) / "record"
        copied(folder)
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "TERM": "xterm", "LC_ALL": "C.UTF-8", "BACKPROP_TUTOR_HOME": str(record),
        }  # fmt: skip
        found = FIRST_LINE.search((REPOSITORY / "README.md").read_text(encoding="utf-8"))
        assert found is not None
        for start in (found[1], *STARTS):
            shutil.rmtree(record, ignore_errors=True)
            yield f"== {start}"
            page = walked(start, folder, environment).rpartition("How it went")[2]
            commands = [*dict.fromkeys(_COMMAND.findall(page))]
            assert commands, page
            activated = ". .venv/bin/activate && " if "activate" in start else ""
            for command in commands:
                yield pasted(f"{activated}{command}", folder, environment)


if __name__ == "__main__":
    for line in told():
        print(line, flush=True)
    sys.exit(0)
