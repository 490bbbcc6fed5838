"""The program as tests run it, in their own process."""

import io
import sys
from collections.abc import Callable

import pytest

from backprop_tutor.cli import main

Run = Callable[..., tuple[int, str, str]]
"""From arguments, and what is ``typed``, to the exit code, what was printed, what was remarked."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program; return its exit code, what it printed, and what it remarked."""

    def ran(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["backprop-tutor", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return ran
