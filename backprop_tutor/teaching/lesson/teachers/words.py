"""What a teacher says about one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backprop_tutor.blocks.blocks import Block, Inline, Prose
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.subject.subject import Subject


@dataclass(frozen=True, slots=True)
class Words:
    """What a teacher says about one line."""

    sentence: tuple[Inline, ...]
    """What the quantity is, in one plain sentence."""
    principle: tuple[Inline, ...]
    """The first hint: the idea, without the formula."""
    why: tuple[Block, ...]
    """Why the formula is what it is."""
    before: tuple[Block, ...] = ()
    """What has to be in sight to answer, such as the line that is differentiated."""
    after: tuple[Block, ...] = ()
    """What the working is worth knowing for, said below it."""


Teacher = Callable[[Line, Subject], Words]


def say(*parts: Inline) -> Prose:
    """Return a plain paragraph."""
    return Prose(parts)


def joined_names(names: Sequence[str]) -> tuple[Inline, ...]:
    """Return names as ``a, b and c``."""
    parts: list[Inline] = []
    for index, name in enumerate(names):
        if index:
            parts.append(" and " if index == len(names) - 1 else ", ")
        parts.append(Name(name))
    return tuple(parts)


def along_paths(name: str, ways: int) -> tuple[Inline, ...]:
    """Return the first hint to the slope of what is used in so many places."""
    if ways > 1:
        return (
            Name(name),
            f" is used in {ways} places. Multiply the slopes along each path, then add the paths.",
        )
    return (
        Name(name),
        " is used in one place. Multiply the slope of what comes after it by the slope of this "
        "one step.",
    )


def nudged(line: Line, goal: Inline) -> Prose:
    """Say why a slope is a sum of products."""
    return say(
        "A nudge of ",
        Name(line.by),
        " moves everything that uses it, and each of these moves ",
        goal,
        ". Slopes along a path multiply; the paths add.",
    )
