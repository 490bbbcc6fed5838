"""What tests at a pseudo-terminal share."""

import pytest

pexpect = pytest.importorskip("pexpect")


def interrupt(child: "pexpect.spawn[str]") -> None:
    """Press Ctrl-C until the program is gone.

    Python's input() misses a signal that comes just before it begins to wait for a key; then it
    takes another one, from a person as from a test.
    """
    for _ in range(5):
        child.sendintr()
        try:
            child.expect(pexpect.EOF, timeout=4)
        except pexpect.TIMEOUT:
            continue
        return
    raise AssertionError("Ctrl-C does not end it")
