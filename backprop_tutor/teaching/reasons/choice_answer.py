"""Reads which choice a learner has named: by its letter, or by words that are its alone."""

import re

from backprop_tutor.blocks.blocks import Bar, Blank, Inline, Link, Value, WithNumbers
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.spelling import typed
from backprop_tutor.maths.notation import Naming
from backprop_tutor.teaching.reasons.question import CHOICE_LETTERS, ReasonQuestion

_WORD = re.compile(r"[\w/\[\]]+")
_IT_IS = re.compile("^(?:it|c)[’'](?:s|est)(?= )")
_BESIDE = frozenset(
    {"answer", "choice", "letter", "option", "reason", "it", "is", "s", "the"}
) | frozenset({"réponse", "choix", "lettre", "raison", "la", "le"})
"""Words that may stand with a letter."""


def letter_typed(question: ReasonQuestion, text: str) -> int | None:
    """Return the choice, from 0, whose letter a text is: ``b``, ``(B)``, ``it is b.``; or None."""
    text = _IT_IS.sub("", text.strip().casefold())
    words = _words(text)
    named = [word for word in words if word not in _BESIDE]
    if len(named) != 1 or not _is_plain(text):
        return None
    place = CHOICE_LETTERS.find(named[0]) if len(named[0]) == 1 else -1
    return place if 0 <= place < len(question.choices) else None


def choice_typed(question: ReasonQuestion, text: str, shown: Naming) -> int | None:
    """Return the choice, from 0, that a text names; None where it names none, or several.

    It is the letter, or the words with which this choice alone begins; its letter may stand before
    them. ``shown`` says how names are spelled on the screen.
    """
    place = letter_typed(question, text)
    if place is not None:
        return place
    words = _words(text)
    found = [
        place
        for place, choice in enumerate(question.choices)
        if words and _begins(choice.said, words, CHOICE_LETTERS[place], shown)
    ]
    return found[0] if len(found) == 1 else None


def _begins(said: tuple[Inline, ...], words: list[str], letter: str, shown: Naming) -> bool:
    own = _words("".join(_spelled(part, shown) for part in said))
    rest = words[1:] if words[0] == letter and len(words) > 1 else words
    return own[: len(rest)] == rest


def _spelled(part: Inline, shown: Naming) -> str:
    match part:
        case str() as text:
            return text
        case Name(id):
            return typed(Name(shown(id)))
        case Value(text) | Bar(_, text) | Link(text):
            return text
        case WithNumbers(formula):
            return typed(formula)
        case Blank():
            return ""
        case _:
            return typed(part)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("∂", "d").casefold())


def _is_plain(text: str) -> bool:
    """Whether a text has words and the points that stand around a letter, and nothing more."""
    return not _WORD.sub("", text).strip(" ().,:!'’")
