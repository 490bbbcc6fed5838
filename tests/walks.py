"""Whole walks as tests type them."""

from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson


def right_answers(lesson: Lesson) -> list[str]:
    """Return the right answer to all that a walk asks; a nudge has that of the slope it leads to,
    or is skipped where a finite step is not near enough to it."""
    walk, typed = Walk(lesson), []
    while not walk.finished:
        value = repr(lesson.subject.values[walk.step.name])
        typed.append(value if walk.hear(value).moved else "skip")
        if typed[-1] == "skip":
            assert walk.hear("skip").moved
    return typed
