"""Answers each bundled lesson rightly at a pseudo-terminal: does a row leave the screen unread?

``python tests/unread_pages.py`` prints, for each scenario and size of the window, how often Enter
was waited for, and of how many pages a row was gone before a key was pressed. With names of
scenarios behind it, those alone; with ``--no-pause``, how it is where nothing waits.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from screens import Screen
from terminals import PATIENCE, at_a_terminal, pexpect
from walks import right_letter

from backprop_tutor.loader import bundled, load
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of

SIZES = ((80, 24), (120, 40), (40, 30))
PAUSE = "Enter goes on"
_ASKED = re.compile(r"▶ [^\n]*( = |\? )(\x1b\[0m)?$")
_PAUSED = re.compile(rf"{PAUSE} ?(\x1b\[0m)?$")


@dataclass(frozen=True, slots=True)
class Count:
    """What came of one lesson at a window of one size."""

    steps: int
    pauses: int
    unread: int


def right_answers(called: str) -> Iterator[str]:
    """Yield the right answer to each step of a lesson, in order."""
    walk = Walk(Lesson(subject_of(load(called))))
    while not walk.finished:
        if (letter := right_letter(walk)) is not None:
            assert walk.hear(letter).moved, (called, walk.step.name, letter)
            yield letter
            continue
        name = walk.step.name
        typed = f"{walk.subject.values[name]:.12g}"
        assert walk.hear(typed).moved, (called, name, typed)
        yield typed


def walked(called: str, columns: int, rows: int, *options: str) -> Count:
    """Walk through a lesson in a window of one size, and count what left it unread."""
    screen = Screen(columns, rows)
    child = at_a_terminal(
        "walk", called, "--no-save", *options,
        environment={"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}, dimensions=(rows, columns),
    )  # fmt: skip
    answers = right_answers(called)
    steps = pauses = 0
    try:
        while True:
            at = child.expect([_ASKED, _PAUSED, pexpect.EOF], timeout=PATIENCE)
            screen.write(f"{child.before}{child.after if at < 2 else ''}")
            if at == 2:
                return Count(steps, pauses, len(screen.pages_unread))
            screen.press()
            steps += at == 0
            pauses += at == 1
            child.sendline("" if at else next(answers))
    finally:
        child.close(force=True)


def main(arguments: list[str]) -> None:
    """Print the table."""
    options = [one for one in arguments if one.startswith("--")]
    wanted = [one for one in arguments if one not in options] or bundled()
    heads = [f"{columns}×{rows}" for columns, rows in SIZES]
    print(f"{'':21}{'steps':>6}", *(f"{head:>18}" for head in heads))
    for called in wanted:
        counts = [walked(called, *size, *options) for size in SIZES]
        told = (f"{one.pauses} waits, {one.unread} unread" for one in counts)
        print(f"{called:21}{counts[0].steps:6}", *(f"{each:>18}" for each in told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
