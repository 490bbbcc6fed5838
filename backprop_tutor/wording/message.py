"""A sentence that is not yet said, and what one is made of: text, and holes with names."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


class Marked(NamedTuple):
    """A sentence that data holds; it is no ``str``, so that nobody shows it untranslated."""

    english: str
    context: str | None = None
    """What tells apart two meanings of one English text."""

    @property
    def holes(self) -> frozenset[str]:
        """The names of what has to be put in."""
        return template(self.english).holes


def marked(message: str, /) -> Marked:
    """Return a message that is said later, by ``say`` or ``text``; translators get it from here."""
    return Marked(message)


def marked_in(context: str, message: str, /) -> Marked:
    """Return a message that means another thing elsewhere."""
    return Marked(message, context)


class Template(NamedTuple):
    """A message in pieces: each a run of text, and the name of the hole behind it, if there is one.

    ``{{`` and ``}}`` are braces; a hole is a name alone, ``{out}``.
    """

    pieces: tuple[tuple[str, str | None], ...]
    holes: frozenset[str]


@cache
def template(message: str) -> Template:
    """Return a message in pieces; raises ``ValueError`` if its braces make no sense."""
    pieces = tuple(_pieces(message))
    return Template(pieces, frozenset(hole for _, hole in pieces if hole is not None))


def _pieces(message: str) -> Iterator[tuple[str, str | None]]:
    from string import Formatter  # What only tells its version does without.

    for run, hole, layout, conversion in Formatter().parse(message):
        if hole is not None and (layout or conversion or not hole.isidentifier()):
            raise ValueError(f"{message!r}: a hole is a name alone")
        yield run, hole
