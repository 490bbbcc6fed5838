r"""An author's prose: paragraphs, lists, and formulas between dollar signs.

A blank line parts paragraphs, ``- `` begins an item of a list, ``$w5 - eta*dE_total/dw5$`` is a
formula in the names of the lesson, and ``\$`` a dollar sign. What prose is made of keeps its places
in it, so that a message can say where a formula cannot be read.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_ITEM = re.compile(r" *- +(?=\S)")
_GAP = re.compile("[ \n]+")
_SIGN = re.compile(r"(?<!\\)\$")


class Passage(NamedTuple):
    """A paragraph, or an item of a list, as one line; ``start`` is its place in the prose."""

    text: str
    start: int
    is_item: bool


class ProseRun(NamedTuple):
    """A piece of a passage: words, or what stands between two dollar signs."""

    text: str
    start: int
    is_formula: bool
    is_closed: bool = True
    """Whether the second of the two dollar signs is there."""

    @property
    def words(self) -> str:
        """The words as they are shown: gaps are single spaces; no-break spaces stay."""
        return _GAP.sub(" ", self.text).replace(r"\$", "$")

    @property
    def formula(self) -> str:
        """The formula, however it was spaced."""
        return " ".join(self.text.split())


def passages(prose: str) -> Iterator[Passage]:
    """Yield the paragraphs and the items of prose, in order."""
    start, end, is_item = 0, 0, False
    at = 0

    def begun() -> Iterator[Passage]:
        if end > start:
            yield Passage(prose[start:end].replace("\n", " "), start, is_item)

    for line in prose.split("\n"):
        item = _ITEM.match(line)
        if item is not None or not line.strip():
            yield from begun()
            start, is_item = at + (item.end() if item else len(line) + 1), item is not None
            end = start
        if line.strip():
            end = at + len(line)
        at += len(line) + 1
    yield from begun()


def runs(passage: str) -> Iterator[ProseRun]:
    """Yield words and formulas by turns; a dollar sign without a partner opens a formula too."""
    at, is_formula = 0, False
    for sign in _SIGN.finditer(passage):
        if is_formula or sign.start() > at:
            yield ProseRun(passage[at : sign.start()], at, is_formula)
        at, is_formula = sign.end(), not is_formula
    if is_formula or at < len(passage):
        yield ProseRun(passage[at:], at, is_formula, is_closed=not is_formula)
