"""Closed, full and endless streams, and numbers out of range: a sentence, never a traceback."""

import errno
import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
from program import Run

from backprop_tutor.cli import application

pytestmark = pytest.mark.slow

PROGRAM = f"{sys.executable} -m backprop_tutor"

BIG = """version: 1
title: Too big a step
inputs: {x: 0.5}
targets: {y1: 0, y2: 1}
layers:
  - neurons: [h]
    activation: linear
    weights: [[1000000]]
  - neurons: [y1, y2]
    activation: softmax
    weights: [[1000000], [999999]]
loss: cross_entropy
learning_rate: 0.5
"""


def _shell(command: str) -> tuple[int, str, str]:
    ran = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stdout, ran.stderr


FULL = "the output cannot be written (the disk is full)\n"
BAD = "the output cannot be written (it is not open for that)\n"
NOBODY = f"no scenario is called 'nosuch'; give a name or the path of a .yaml file. Run '{PROGRAM} list' to see those that there are.\n"  # noqa: E501
LEFT = "You stopped at step 1 of 38."
HANDLES = (
    "this system does not let the program open enough files at once; "
    "raise the limit ('ulimit -n' shows it)\n"
)

STREAMS = [
    # what is run and where its streams go, the exit code, how stdout ends, what is on stderr
    ("list >&-", 0, "", ""),
    ("answer mazur net_h1 0.3775 >&-", 0, "", ""),
    ("answer mazur net_h1 0.5 >&-", 1, "", ""),
    ("solve nosuch", 4, "", NOBODY),
    ("solve nosuch >&-", 4, "", NOBODY),
    # Where an error cannot be told, it is told to nobody, and the exit code stays.
    ("solve nosuch 2>&-", 4, "", ""),
    ("solve nosuch 2>/dev/full", 4, "", ""),
    ("solve nosuch 2> >(true)", 4, "", ""),
    ("frob 2>&-", 2, "", ""),
    ("frob 2>/dev/full", 2, "", ""),
    ("check nosuch mazur --json 2>&-", 4, "]\n", ""),
    ("solve mazur net_h1 2>/dev/full", 0, "w1·i1 + w2·i2 + b1\n", ""),
    ("list <&- >&- 2>&-", 0, "", ""),
    ("list >/dev/full 2>&-", 4, "", ""),
    ("list >/dev/full 2>/dev/full", 4, "", ""),
    # What cannot be written.
    ("list >/dev/full", 4, "", FULL),
    ("--help >/dev/full", 4, "", FULL),
    ("solve mazur --json >/dev/full", 4, "", FULL),
    ("progress --export csv >/dev/full", 4, "", FULL),
    ("export mazur -o /dev/full", 4, "", f"/dev/full: {FULL.removeprefix('the output ')}"),
    ("list 1</dev/null", 4, "", BAD),
    # What cannot be read.
    ("walk mazur <&-", 0, f"{LEFT} To go on from here:\n{PROGRAM} walk mazur\n", ""),
    ("walk mazur 0>out", 0, f"{LEFT} To go on from here:\n{PROGRAM} walk mazur\n", ""),
    ("solve - 0>out", 4, "", "cannot read standard input; give a name or a path instead of '-'\n"),
    ("walk --answers - 0>out", 4, "", "-: cannot be read (it is not open for that)\n"),
]  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(("command", "code", "end", "told"), STREAMS)
def test_streams_that_fail(command: str, code: int, end: str, told: str) -> None:
    found, out, err = _shell(f"{PROGRAM} {command}")
    assert (found, err) == (code, told)
    assert out.endswith(end) if end else out == ""


def test_a_reader_that_leaves() -> None:
    assert _shell(f"{PROGRAM} solve mazur | true; exit ${{PIPESTATUS[0]}}") in [
        (1, "", ""),
        (0, "", ""),  # It has written all before the reader left.
    ]


@pytest.mark.parametrize("most", [5, 6, 8, 12, 20])
def test_few_files_at_once(most: int) -> None:
    """Python itself needs five, to read its environment; a thread beside would need more."""
    code, out, err = _shell(f"ulimit -n {most}; {PROGRAM} walk mazur </dev/null")
    assert (code, LEFT in out, err) == (0, True, "")


def test_too_few_files(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert run("walk", "mazur", "--no-save")[::2] == (4, HANDLES)


def test_a_system_without_another_thread(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refused(thread: threading.Thread) -> None:
        asked.append(thread)
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    code, out, err = run("walk", "mazur", typed="0.3775\nquit\n")
    assert (code, err) == (0, "")
    assert "Correct." in out
    assert len(asked) == 1


def test_an_import_that_fails_on_the_side_is_made_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sympy", None)  # So an import of it raises.
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # What a thread raises is a warning here.
        assert run("walk", "softmax", typed="1\nquit\n")[0] == 0


GONE = [
    # what is run in a folder that is gone, the exit code, what is said on stderr
    (("list",), 0, ""),
    (("show", "mazur"), 0, ""),
    (("walk", "mazur"), 0, ""),
    (("walk", "mazur", "--auto"), 0, ""),
    (("answer", "mazur", "net_h1", "0.3775"), 0, ""),
    (("solve", "mazur"), 0, ""),
    (("export", "mazur"), 0, ""),
    (("train", "mazur", "--after", "3"), 0, ""),
    (("plot", "mazur", "--weight", "w5"), 0, ""),
    (("check", "mazur"), 0, ""),
    (("new",), 0, ""),
    (("schema",), 0, ""),
    (("quiz", "mazur"), 0, ""),
    (("progress",), 0, ""),
    (("progress", "--export", "csv"), 0, ""),
    (("progress", "--reset", "--yes"), 0, ""),
    (("--help",), 0, ""),
    (("solve", "net.yaml"), 4,
     "net.yaml: there is no such file; check the path. Run 'backprop-tutor list' to "
     "see those that there are.\n"),
    (("solve", "-"), 4, "cannot read standard input; give a name or a path instead of '-'\n"),
    (("new", "net.yaml"), 4,
     "net.yaml: cannot be written (there is no such file or folder)\n"),
    (("export", "mazur", "-o", "x.md"), 4,
     "x.md: cannot be written (there is no such file or folder)\n"),
    (("train", "mazur", "--csv", "x.csv"), 4,
     "x.csv: cannot be written (there is no such file or folder)\n"),
    (("walk", "mazur", "--answers", "x"), 4,
     "x: cannot be read (there is no such file or folder)\n"),
    (("grade", "sheet.md"), 4, "sheet.md: there is no such file\n"),
    (("class", "p.sqlite"), 4, "p.sqlite: there is no such file\n"),
    (("page", "-o", "site", "--pyodide", "p"), 4,
     "p: Pyodide is not there; get it: npm install --prefix build pyodide@314\n"),
    *((words, 4, "p.sqlite: cannot be found (the folder you are in is gone); give a whole path\n")
      for words in (("walk", "mazur", "--progress-file", "p.sqlite"),
                    ("quiz", "mazur", "--progress-file", "p.sqlite"),
                    ("progress", "--progress-file", "p.sqlite"))),
]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that somebody is in")
@pytest.mark.parametrize(("words", "code", "told"), GONE)
def test_a_working_folder_that_is_gone(
    words: tuple[str, ...], code: int, told: str,
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Every command, in this process: what starts in such a folder is Python's to say."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    found, out, err = run(*words)
    assert (found, err) == (code, told)
    assert bool(out) == (code == 0) or "--progress-file" in words


def test_each_command_is_tried_in_a_folder_that_is_gone() -> None:
    names = {each.name or each.callback.__name__ for each in application().registered_commands}
    assert names == {words[0] for words, *_ in GONE if not words[0].startswith("-")}


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_answers_without_an_end() -> None:
    code, out, err = _shell(f"{PROGRAM} walk --answers /dev/zero")
    assert (code, out) == (4, "")
    assert err == "/dev/zero: is longer than 1,000,000 characters; use fewer answers\n"


def test_numbers_that_leave_the_range(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    file.write_text(BIG)
    for command in (f"solve {file} --json", f"walk {file} --auto"):
        code, _, err = _shell(f"{PROGRAM} {command}")
        assert code == 3
        assert "is not a finite number at these values" in err
