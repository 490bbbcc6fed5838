"""Closed, full and endless streams, and numbers out of range: a sentence, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("command", ["list", "show mazur", "answer mazur net_h1 0.3775"])
def test_a_closed_stdout(command: str) -> None:
    assert _shell(f"{PROGRAM} {command} >&-")[0] == 0


def test_a_closed_stdin() -> None:
    code, out, _ = _shell(f"{PROGRAM} walk <&-")
    assert code == 0
    assert "You left at step 1 of 44." in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", ["list", "--help", "solve mazur --json"])
def test_a_full_disk(command: str) -> None:
    code, _, err = _shell(f"{PROGRAM} {command} > /dev/full")
    assert (code, err) == (4, "the output cannot be written (No space left on device)\n")


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
