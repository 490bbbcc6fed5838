"""The one door for words: a message and what goes into its holes become a sentence.

``say`` makes parts, in which mathematics stands where its hole stood; ``text`` makes plain text.
The first arguments are written out where they are called, so that translators get them all.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from backprop_tutor.wording.language import template_of, template_of_many
from backprop_tutor.wording.message import Marked, Template
from backprop_tutor.wording.numbers import as_number

if TYPE_CHECKING:
    from decimal import Decimal

_T = TypeVar("_T")


def say(
    message: str | Marked, /, **holes: str | int | _T | tuple[str | _T, ...]
) -> tuple[str | _T, ...]:
    """Return a sentence as parts: text, and whatever else is put into its holes, in its place.

    A hole takes text, a whole number, anything that a paragraph can hold, or several of these as a
    tuple. A text that is a number is written as the language writes numbers. Neighbouring texts are
    joined. Raises ``KeyError`` if a hole gets nothing.
    """
    return _parts(template_of(_message(message)), holes)


def say_in(
    context: str, message: str, /, **holes: str | int | _T | tuple[str | _T, ...]
) -> tuple[str | _T, ...]:
    """Return, as ``say``, what means another thing elsewhere; ``context`` tells the two apart."""
    return _parts(template_of(Marked(message, context)), holes)


def say_so_many(
    one: str, many: str, n: int, /, **holes: str | int | _T | tuple[str | _T, ...]
) -> tuple[str | _T, ...]:
    """Return, as ``say``, the one of two sentences for so many; the hole ``{n}`` is their number.

    Languages differ in what is one and what is many: French has 0 with the one.
    """
    return _parts(template_of_many(one, many, n), {"n": n, **holes})


def text(message: str | Marked, /, **holes: "str | int | Decimal") -> str:
    """Return a sentence as plain text. Raises ``KeyError`` if a hole gets nothing.

    A ``Decimal`` is written as files have it, whatever the language: with a point.
    """
    return _text(template_of(_message(message)), holes)


def text_in(context: str, message: str, /, **holes: str | int) -> str:
    """Return, as ``text``, what means another thing elsewhere; ``context`` tells the two apart."""
    return _text(template_of(Marked(message, context)), holes)


def text_so_many(one: str, many: str, n: int, /, **holes: str | int) -> str:
    """Return, as ``text``, the one of two sentences for so many; the hole ``{n}`` is their number.

    Raises ``KeyError`` if a hole gets nothing.
    """
    return _text(template_of_many(one, many, n), {"n": n, **holes})


def _message(message: str | Marked) -> Marked:
    return message if isinstance(message, Marked) else Marked(message)


def _text(template: Template, holes: "Mapping[str, str | int | Decimal]") -> str:
    return "".join(
        run if hole is None else run + _filled(holes[hole]) for run, hole in template.pieces
    )


def _filled(filling: "str | int | Decimal") -> str:
    return as_number(filling) if isinstance(filling, str) else str(filling)


def _parts(
    template: Template, holes: Mapping[str, str | int | _T | tuple[str | _T, ...]]
) -> tuple[str | _T, ...]:
    joined: list[str | _T] = []
    for part in _one_by_one(template, holes):
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)


def _one_by_one(
    template: Template, holes: Mapping[str, str | int | _T | tuple[str | _T, ...]]
) -> Iterator[str | _T]:
    for run, hole in template.pieces:
        yield run
        if hole is None:
            continue
        filling = holes[hole]
        for part in filling if isinstance(filling, tuple) else (filling,):
            yield _filled(part) if isinstance(part, str | int) else part
