"""Judges which line of a ``Mistake`` a learner has named."""

import re
from dataclasses import dataclass

from backprop_tutor.expression import Name
from backprop_tutor.teaching.mistake import Mistake
from backprop_tutor.teaching.step import Block, Prose, Tone
from backprop_tutor.teaching.verdict import Kind

_LINE = re.compile(r"(?:line\s*)?#?\s*([0-9]{1,2})[.)]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """What naming a line is worth: right, wrong, or invalid where no line was named."""

    kind: Kind
    message: tuple[Block, ...]
    line: int | None = None
    """The line that was named."""


def judge_line(mistake: Mistake, typed: str) -> Named:
    """Return the verdict on a typed line: its number, or the quantity that it is about."""
    count = len(mistake.lines)
    line = _line(mistake, typed.strip())
    if line is None or not 1 <= line <= count:
        said = f"Please type the number of a line, from 1 to {count}."
        return Named(Kind.INVALID, (Prose((said,), Tone.WRONG),))
    if line == mistake.wrong:
        asks = ("What should ", Name(mistake.quantity), " be?")
        return Named(
            Kind.RIGHT, (Prose((f"Right: it is line {line}.",), Tone.RIGHT), Prose(asks)), line
        )
    if line in mistake.follows:
        said = f"Line {line} only goes on with the wrong number of line {mistake.wrong}."
    else:
        said = f"Line {line} is right: its formula, its numbers and its value."
    return Named(Kind.WRONG, (Prose((f"Not yet. {said}",), Tone.WRONG),), line)


def _line(mistake: Mistake, typed: str) -> int | None:
    if typed in mistake.lines:
        return mistake.lines.index(typed) + 1
    found = _LINE.fullmatch(typed)
    return None if found is None else int(found[1])
