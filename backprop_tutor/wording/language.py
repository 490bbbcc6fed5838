"""The language that is spoken, and the catalogue that holds its sentences.

A catalogue is a ``.mo`` file of gettext, made from the ``.po`` beside it when the package is built.
One that is missing or damaged, or that was made for another version of the program, is no error:
what it does not hold is said in English. English itself needs no catalogue, and loads none.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from backprop_tutor.wording.message import Marked, Template, template

if TYPE_CHECKING:  # English does without.
    from backprop_tutor.wording.catalogue import Catalogue

ENGLISH = "en"
DOMAIN = "backprop_tutor"
LOCALE = Path(__file__).parent / "locale"

_SPOKEN: "ContextVar[Catalogue | None]" = ContextVar("spoken", default=None)
"""Set once, by ``main``. A new thread speaks English: whoever starts one to speak sets it there."""


def speak(language: str) -> None:
    """Say all that follows in a language, as far as there is a catalogue of it."""
    _SPOKEN.set(_catalogue(language))


def spoken() -> str:
    """Return the language that is spoken: English where a catalogue cannot be read."""
    catalogue = _SPOKEN.get()
    return ENGLISH if catalogue is None or not catalogue.is_readable else catalogue.language


def languages() -> tuple[str, ...]:
    """Return the languages that can be asked for, English first.

    Where the file of one is missing it is still a language, of which nothing is known.
    """
    return (ENGLISH, *sorted(path.parts[-2] for path in LOCALE.glob("*/LC_MESSAGES")))


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


def _catalogue(language: str) -> "Catalogue | None":
    if language == ENGLISH or language not in languages():
        return None
    from backprop_tutor.wording.catalogue import Catalogue

    return Catalogue(language, LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo")


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
