"""Judges which line of a ``Mistake`` a learner has named, and how the record keeps that."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.names import without_accents
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.quiz.erroneous_example import Mistake
from backprop_tutor.wording import say

_NUMBER = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|re|e|eme)?")
_WORD = re.compile(r"[a-z0-9]+")
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_IN_FRENCH = ("une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
_ORDINALS_IN_FRENCH = (
    *("premiere", "deuxieme|seconde", "troisieme", "quatrieme", "cinquieme"),
    *("sixieme", "septieme", "huitieme", "neuvieme", "dixieme"),
)
_COUNTED: Mapping[str, int] = {
    word: count
    for words in (_CARDINALS, _ORDINALS, _IN_FRENCH, _ORDINALS_IN_FRENCH)
    for count, spellings in enumerate(words, 1)
    for word in spellings.split("|")
}
_LAST = frozenset({"last", "derniere"})
_BESIDE = frozenset({"line", "number", "no", "nr", "the", "it", "is", "s"}) | frozenset(
    {"ligne", "numero", "n", "la", "c", "est"}
)
"""Words that may stand with the number of a line."""
_RECORDED = re.compile(r"line ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Named:
    """What naming a line is worth: right, wrong, or invalid where no line was named."""

    kind: Correctness
    message: tuple[Block, ...]
    line: int | None = None
    """The line that was named."""


def judge_line(mistake: Mistake, typed: str, *, silent: bool = False) -> Named:
    """Return the verdict on a typed line: its number, or the quantity that it is about.

    A ``silent`` one does not say which it is, and asks for the value of whatever line was named.
    """
    count = len(mistake.lines)
    line = _line(mistake, typed.strip())
    if line is None or not 1 <= line <= count:
        said = say("Please type the number of a line, from 1 to {count}.", count=count)
        return Named(Correctness.INVALID, (Prose(said, Tone.HINT),))
    if silent:
        kind = Correctness.RIGHT if line == mistake.wrong else Correctness.WRONG
        asks: tuple[Inline, ...] = say(
            "Noted. What should {quantity} be?", quantity=Name(mistake.lines[line - 1])
        )
        return Named(kind, (Prose(asks, Tone.REMARK),), line)
    if line == mistake.wrong:
        asks = say("What should {quantity} be?", quantity=Name(mistake.quantity))
        return Named(
            Correctness.RIGHT,
            (Prose(say("Right: it is line {line}.", line=line), Tone.RIGHT), Prose(asks)),
            line,
        )
    if line in mistake.follows:
        said = say(
            "Not yet. Line {line} only carries on the wrong number of line {wrong}.",
            line=line,
            wrong=mistake.wrong,
        )
    else:
        said = say(
            "Not yet. Line {line} is right: its formula, its numbers and its value.", line=line
        )
    return Named(Correctness.WRONG, (Prose(said, Tone.WRONG),), line)


def recorded_line(line: int) -> str:
    """Return how the record reads a named line, so that it can be told from a number."""
    return f"line {line}"


def line_recorded(read_as: str | None) -> int | None:
    """Return the line that the record says was named; None where it was not a line."""
    found = None if read_as is None else _RECORDED.fullmatch(read_as)
    return None if found is None else int(found[1])


def _line(mistake: Mistake, typed: str) -> int | None:
    if typed in mistake.lines:
        return mistake.lines.index(typed) + 1
    said = [word for word in _words(typed) if word not in _BESIDE]
    if said[1:] == ["one"]:  # The second one.
        said = said[:1]
    if len(said) != 1:
        return None
    (word,) = said
    if word in _COUNTED:
        return _COUNTED[word]
    if word in _LAST:
        return len(mistake.lines)
    found = _NUMBER.fullmatch(word)
    return None if found is None else int(found[1])


def _words(typed: str) -> list[str]:
    """Return the words of a text; none of one that holds more than words and their points."""
    plain = without_accents(typed.casefold())
    rest = _WORD.sub("", plain).strip()
    return _WORD.findall(plain) if not rest.strip(" #°.),:!'’") else []
