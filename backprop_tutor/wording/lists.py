"""Several things in a row, ``a, b and c``, by the rule of the language that is spoken."""

import re
from collections.abc import Sequence
from typing import TypeVar

from backprop_tutor.wording.door import say_in, text_in

_T = TypeVar("_T")
_DECIMALS = r"\d[.,]\d"


def with_commas(items: Sequence[str | _T | tuple[str | _T, ...]]) -> tuple[str | _T, ...]:
    """Return ``a, b, c`` as parts of a sentence, to be put into a hole of it.

    An item is text, mathematics, or several of these as a tuple.
    """
    first, *others = items or ("",)
    said = _parts(first)
    apart = any(map(_may_hold_a_comma, items))
    for item in others:
        if apart:
            # Translators: items such as w5 = 0.4; where that has a comma, a semicolon is clearer.
            said = say_in("list of what has a number", "{before}, {next}", before=said, next=item)
        else:
            said = say_in("list", "{before}, {next}", before=said, next=item)
    return said


def _may_hold_a_comma(item: str | _T | tuple[str | _T, ...]) -> bool:
    """Whether an item is a number with decimals, or text and mathematics such as ``w5 = 0.4``."""
    if isinstance(item, tuple):
        return len(item) > 1 or any(map(_may_hold_a_comma, item))
    return isinstance(item, str) and re.search(_DECIMALS, item) is not None


def listed_and(items: Sequence[str | _T | tuple[str | _T, ...]]) -> tuple[str | _T, ...]:
    """Return ``a, b and c`` as parts of a sentence, to be put into a hole of it."""
    *before, last = items or ("",)
    if not before:
        return _parts(last)
    return say_in("list", "{before} and {last}", before=with_commas(before), last=last)


def listed_or(items: Sequence[str | _T | tuple[str | _T, ...]]) -> tuple[str | _T, ...]:
    """Return ``a, b or c`` as parts of a sentence, to be put into a hole of it."""
    *before, last = items or ("",)
    if not before:
        return _parts(last)
    return say_in("list", "{before} or {last}", before=with_commas(before), last=last)


def text_with_commas(items: Sequence[str]) -> str:
    """Return ``a, b, c`` as plain text."""
    return "".join(with_commas(items))


def text_with_semicolons(items: Sequence[str]) -> str:
    """Return ``a; b; c`` as plain text, for what may hold commas itself."""
    said, *others = items or ("",)
    for item in others:
        said = text_in("list", "{before}; {next}", before=said, next=item)
    return said


def text_listed_and(items: Sequence[str]) -> str:
    """Return ``a, b and c`` as plain text."""
    return "".join(listed_and(items))


def text_listed_or(items: Sequence[str]) -> str:
    """Return ``a, b or c`` as plain text."""
    return "".join(listed_or(items))


def _parts(item: str | _T | tuple[str | _T, ...]) -> tuple[str | _T, ...]:
    return item if isinstance(item, tuple) else (item,)
