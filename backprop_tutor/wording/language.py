"""The language that is spoken, and the catalogue that holds its sentences.

A catalogue is a ``.mo`` file of gettext, made from the ``.po`` beside it when the package is built.
One that is missing or damaged, or that was made for another version of the program, is no error:
what it does not hold is said in English. English itself needs no catalogue, and loads none.
"""

import struct
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import GNUTranslations
from pathlib import Path

from backprop_tutor.wording.message import Marked, Template, template

ENGLISH = "en"
DOMAIN = "backprop_tutor"
LOCALE = Path(__file__).parent / "locale"

_DAMAGE = (OSError, ValueError, LookupError, ArithmeticError, struct.error, SyntaxError)
"""What gettext raises on a catalogue that is none, and its rule of plurals where it is nonsense."""


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """The sentences of one language."""

    language: str
    sentences: GNUTranslations
    found: dict[Marked, Template] = field(default_factory=dict)

    def template(self, message: Marked) -> Template:
        """Return a sentence in this language, or in English if there is no such sentence."""
        if message not in self.found:
            self.found[message] = self._looked_up(message)
        return self.found[message]

    def _looked_up(self, message: Marked) -> Template:
        english = template(message.english)

        def look_up() -> str:
            if message.context is None:
                return self.sentences.gettext(message.english)
            return self.sentences.pgettext(message.context, message.english)

        return _of_same_holes(look_up, english, english.holes)

    def counted(self, one: str, many: str, n: int) -> Template:
        """Return the sentence for so many; each may leave the number ``n`` out."""
        english = template(one if n == 1 else many)

        def look_up() -> str:
            return self.sentences.ngettext(one, many, n)

        return _of_same_holes(look_up, english, english.holes | {"n"}, {"n"})


def _of_same_holes(
    look_up: Callable[[], str],
    english: Template,
    holes: frozenset[str],
    optional: set[str] | frozenset[str] = frozenset(),
) -> Template:
    """Return what is looked up, if it has the holes of the English sentence, else that one."""
    try:
        found = template(look_up())
    except _DAMAGE:
        return english
    return found if holes - optional <= found.holes <= holes else english


_SPOKEN: ContextVar[_Catalogue | None] = ContextVar("spoken", default=None)
"""Set once, by ``main``. A new thread speaks English: whoever starts one to speak sets it there."""


def speak(language: str) -> None:
    """Say all that follows in a language, as far as there is a catalogue of it."""
    _SPOKEN.set(_catalogue(language))


def spoken() -> str:
    """Return the language that is spoken: English where a catalogue cannot be read."""
    catalogue = _SPOKEN.get()
    return ENGLISH if catalogue is None else catalogue.language


def languages() -> tuple[str, ...]:
    """Return the languages that can be spoken, English first."""
    return (ENGLISH, *sorted(path.parts[-3] for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language that an environment asks for, English if there is no catalogue of it.

    ``BACKPROP_TUTOR_LANG`` counts first, then what every program goes by: ``LANGUAGE``, a list in
    order of preference, ``LC_ALL``, ``LC_MESSAGES`` and ``LANG``.
    """
    for variable in ("BACKPROP_TUTOR_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if asked := environment.get(variable):
            wanted = [_code(each) for each in asked.split(":")]
            # English is what most people get: then no folder is looked into.
            return next(
                (each for each in wanted if each == ENGLISH or each in languages()), ENGLISH
            )
    return ENGLISH


def _code(locale: str) -> str:
    """Return the language of a locale: ``fr`` of ``fr_CA.UTF-8``, English of ``C``."""
    code = locale.replace("-", "_").replace(".", "_").replace("@", "_").partition("_")[0].lower()
    return ENGLISH if code in {"c", "posix"} else code


def _catalogue(language: str) -> _Catalogue | None:
    if language == ENGLISH or language not in languages():
        return None
    try:
        with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
            return _Catalogue(language, GNUTranslations(file))
    except _DAMAGE:
        return None


def template_of(message: Marked) -> Template:
    """Return a message in the language that is spoken."""
    catalogue = _SPOKEN.get()
    return template(message.english) if catalogue is None else catalogue.template(message)


def template_of_many(one: str, many: str, n: int) -> Template:
    """Return the message for so many in the language that is spoken."""
    catalogue = _SPOKEN.get()
    if catalogue is None:
        return template(one if n == 1 else many)
    return catalogue.counted(one, many, n)
