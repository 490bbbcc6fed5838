"""Several things in a row, ``a, b and c``, by the rule of the language that is spoken."""

from collections.abc import Sequence
from typing import TypeVar

from backprop_tutor.wording.door import say_in

_T = TypeVar("_T")


def with_commas(items: Sequence[str | _T | tuple[str | _T, ...]]) -> tuple[str | _T, ...]:
    """Return ``a, b, c`` as parts of a sentence, to be put into a hole of it.

    An item is text, mathematics, or several of these as a tuple.
    """
    first, *others = items or ("",)
    said = _parts(first)
    for item in others:
        said = say_in("list", "{before}, {next}", before=said, next=item)
    return said


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


def text_listed_and(items: Sequence[str]) -> str:
    """Return ``a, b and c`` as plain text."""
    return "".join(listed_and(items))


def text_listed_or(items: Sequence[str]) -> str:
    """Return ``a, b or c`` as plain text."""
    return "".join(listed_or(items))


def _parts(item: str | _T | tuple[str | _T, ...]) -> tuple[str | _T, ...]:
    return item if isinstance(item, tuple) else (item,)
