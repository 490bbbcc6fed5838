"""Every bundled scenario is walked through with the right answers, on a screen of 80 columns.

Here each in one language, in turn; ``python tests/test_library_walks.py`` walks each in all.
"""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tried import QUICK

from backprop_tutor.blocks.renaming import in_notation
from backprop_tutor.loader import bundled, load
from backprop_tutor.session import at_the_terminal, loop
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.terminal import Terminal
from backprop_tutor.wording import speak

WIDTH = 80
LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Walked:
    """A whole walk: what was answered, what had to be skipped, and what stood on the screen."""

    answered: int
    skipped: tuple[str, ...]
    screen: str


def walked(name: str, language: str) -> Walked:
    """Answer with the right value wherever a walk asks; skip where that does not lead on."""
    speak(language)
    scenario = load(name)
    file = io.StringIO()
    screen = Terminal(
        plain=False,
        width=WIDTH,
        colour=False,
        file=file,
        respelled=lambda blocks: in_notation(blocks, scenario),
    )
    at_the_terminal.run(loop.greet(scenario), screen)
    walk = Walk(Lesson(subject_of(scenario)))
    answered, skipped = 0, []
    while not walk.finished:
        screen.show(*walk.presented())
        asked = walk.step.name
        reply = walk.hear(repr(walk.subject.values[asked]))
        if not reply.moved:
            skipped.append(asked)
            reply = walk.hear("skip")
        answered += 1
        screen.show(*reply.blocks)
    return Walked(answered, tuple(skipped), file.getvalue())


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak("en")


def check(name: str, language: str) -> None:
    """Hold a walk against what a learner may expect of it."""
    found = walked(name, language)
    assert found.answered >= 4, "each step was answered"
    assert len(found.skipped) <= 1, "but for a nudge: that is no slope where the loss is curved"
    rows = found.screen.splitlines()
    assert [row for row in rows if len(row) > WIDTH] == []
    said = {"en": "✓ Correct.", "fr": "✓ Juste."}[language]
    right = found.answered - len(found.skipped)
    assert found.screen.count(said) in (right - 1, right), "a nudge has words of its own"


def _walks() -> Iterator[object]:
    for place, name in enumerate(bundled()):
        marks = () if name in QUICK else pytest.mark.slow
        yield pytest.param(name, LANGUAGES[place % len(LANGUAGES)], marks=marks)


@pytest.mark.parametrize(("name", "language"), list(_walks()))
def test_right_answers_walk_through_a_bundled_scenario(name: str, language: str) -> None:
    check(name, language)


if __name__ == "__main__":
    for one in sys.argv[1:] or bundled():
        for spoken in LANGUAGES:
            check(one, spoken)
            print(one, spoken, "walked")
