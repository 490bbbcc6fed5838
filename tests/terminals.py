"""What tests at a pseudo-terminal share."""

from collections.abc import Callable

import pytest

pexpect = pytest.importorskip("pexpect")


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
    for _ in range(5):
        press()
        try:
            child.expect(pexpect.EOF, timeout=6)
        except pexpect.TIMEOUT:
            continue
        return
    raise AssertionError("it does not end")
