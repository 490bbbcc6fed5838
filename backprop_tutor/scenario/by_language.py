"""What an author wrote: one text for every language, or one for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_EVERY = ""
"""Stands where a language would, for a text that was written once."""

_SECOND_LETTERS = {
    # By the first letter: the codes of ISO 639-1.
    "a": "abefkmnrsvyz", "b": "aegimnors", "c": "aehorsuvy", "d": "aevz", "e": "elnostu",
    "f": "afijory", "g": "adlnuv", "h": "aeiortuyz", "i": "adegikostu", "j": "av",
    "k": "agijklmnorsuvwy", "l": "abginotuv", "m": "ghiklnrsty", "n": "abdeglnorvy",
    "o": "cjmrs", "p": "ailst", "q": "u", "r": "mnouw", "s": "acdegiklmnoqrstuvw",
    "t": "aeghiklnorstwy", "u": "gkrz", "v": "eio", "w": "ao", "x": "h", "y": "io", "z": "ahu",
}  # fmt: skip
LANGUAGES = frozenset(first + each for first, those in _SECOND_LETTERS.items() for each in those)
"""The codes that a file may use: a text may be in a language that the program does not speak."""


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """A text by the codes of the languages that it is written in, in the order of the file."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """Return the text in a language, else in English, else the first; empty if there is none.

        A text that was written once is the same in every language.
        """
        return next(
            (self.texts[each] for each in (language, "en") if each in self.texts),
            next(iter(self.texts.values()), ""),
        )

    def __bool__(self) -> bool:
        """Whether anything was written."""
        return bool(self.texts)


UNWRITTEN = ByLanguage()
"""What is no text at all."""


def in_every_language(text: str) -> ByLanguage:
    """Return a text that is the same in every language."""
    return ByLanguage({_EVERY: text})
