"""One sitting at a pseudo-terminal: a question is taken apart, gone back from, and looked at again.

``python tests/one_session.py`` prints what stood on the screen of 80 columns and 24 rows each time
that something was asked, with what was typed there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screens import Screen
from terminals import PATIENCE, at_a_terminal, pexpect

COLUMNS, ROWS = 80, 24
TYPED = (
    *("0.3775", "0.5933"),
    *("0.9", "0.8"),  # Two wrong answers take the question apart.
    "back",  # To the whole of it.
    "again",
    "apart",
    "0.3925",
    "source",
    "0.5969",
    "source",
    "nudge w5 0.001",
    "what is net input",
    "quit",
)
_ASKED = re.compile(r"▶ [^\n]* = (\x1b\[0m)?$")
_PAUSED = re.compile(r"Enter goes on ?$")


@dataclass(frozen=True, slots=True)
class Capture:
    """What was typed, and what stood on the screen when it was answered."""

    typed: str
    screen: str


def session() -> Iterator[Capture]:
    """Yield the captures of the sitting, first the one before anything was typed."""
    screen = Screen(COLUMNS, ROWS)
    child = at_a_terminal(
        "walk", "mazur", "--no-save",
        environment={"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}, dimensions=(ROWS, COLUMNS),
    )  # fmt: skip
    try:
        left = iter(TYPED)
        typed: str | None = ""
        while True:
            at = child.expect([_ASKED, _PAUSED, pexpect.EOF], timeout=PATIENCE)
            screen.write(f"{child.before}{child.after if at < 2 else ''}")
            if at == 1:
                screen.press()
                child.sendline("")
                continue
            assert typed is not None
            yield Capture(typed, screen.text)
            typed = next(left, None)
            if at == 2 or typed is None:
                return
            screen.press()
            child.sendline(typed)
    finally:
        child.close(force=True)


def main() -> None:
    """Print the sitting."""
    for one in session():
        print(f"===== typed: {one.typed or '(nothing yet)'}")
        print("\n".join(line.rstrip() for line in one.screen.splitlines()).rstrip())
        print()


if __name__ == "__main__":
    main()
