"""Whole walks as tests type them."""

from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.reasons.placement import Placement
from backprop_tutor.teaching.reasons.question import CHOICE_LETTERS

NUDGE = "change per unit = "
"""What stands before the answer to the nudge."""


def right_letter(walk: Walk) -> str | None:
    """Return the letter of the right answer, where a walk asks for a reason; else None."""
    prompt = walk.prompt()
    if not isinstance(prompt, str) or prompt == NUDGE:
        return None
    asked = Placement(walk.lesson).before(walk.position)
    assert asked is not None
    return CHOICE_LETTERS[asked.right]


def right_answers(lesson: Lesson) -> list[str]:
    """Return the right answer to all that a walk asks; a nudge has that of the slope it leads to,
    or is skipped where a finite step is not near enough to it. The answer to a step passes by a
    question about a reason before it.
    """
    walk, typed = Walk(lesson), []
    while not walk.finished:
        value = repr(lesson.subject.values[walk.step.name])
        typed.append(value if walk.hear(value).moved else "skip")
        if typed[-1] == "skip":
            assert walk.hear("skip").moved
    return typed
