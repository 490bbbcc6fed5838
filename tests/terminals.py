"""What tests at a pseudo-terminal share."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")

REPOSITORY = Path(__file__).parent.parent
PATIENCE = 120
"""Seconds after which something has to be broken, and not only the machine busy."""

_STARTED = "import sys; sys.argv[0] = 'backprop-tutor'; from backprop_tutor.cli import main; main()"
"""What starts the program as an installed one is, by its name."""


def at_a_terminal(
    *arguments: str,
    environment: dict[str, str] | None = None,
    dimensions: tuple[int, int] = (24, 80),
    echo: bool = True,
) -> "pexpect.spawn[str]":
    """Start the program at a pseudo-terminal, with the environment of the test changed so far.

    Ctrl-C means there what it means at any terminal, even if the tests were started in the
    background of a script: what a shell starts there ignores it, and so do its children.
    """
    return pexpect.spawn(
        sys.executable,
        ["-c", _STARTED, *arguments],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **(environment or {})},
        dimensions=dimensions,
        encoding="utf-8",
        timeout=PATIENCE,
        echo=echo,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def interrupt(child: "pexpect.spawn[str]") -> None:
    """Press Ctrl-C until the program is gone.

    Python's input() misses a signal that comes just before it begins to wait for a key; then it
    takes another one, from a person as from a test.
    """
    _until_gone(child, child.sendintr)


def end_input(child: "pexpect.spawn[str]") -> None:
    """Press Ctrl-D until the program is gone.

    A terminal drops what ends its input when it comes while the line editor takes over from it.
    """
    _until_gone(child, child.sendeof)


def _until_gone(child: "pexpect.spawn[str]", press: Callable[[], object]) -> None:
    for _ in range(PATIENCE // 6):
        press()
        try:
            child.expect(pexpect.EOF, timeout=6)
        except pexpect.TIMEOUT:
            continue
        return
    raise AssertionError("it does not end")
