"""Options whose value is a whole number, a number, or one of a few words; what else is refused.

They raise ``typer.BadParameter`` with what was typed and what is wanted; ``usage`` adds the option.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import typer

from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import decimal_mark, grouped, text, text_with_commas

_T = TypeVar("_T", bound=StrEnum)
_WHOLE = r"[+-]?[0-9]{1,1000}"
_DECIMAL_COMMA = r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?"
_THOUSANDS = r"[+-]?[1-9][0-9]{0,2},[0-9]{3}"
"""What is a thousand in English, and a decimal comma elsewhere."""


def count_option(*names: str, least: int, most: int | None = None, about: str) -> Any:
    """Return an option that takes a whole number."""
    return typer.Option(*names, parser=_whole_number(least, most), metavar="N", help=about)


def number_option(*names: str, metavar: str, about: str) -> Any:
    """Return an option that takes any number."""
    return typer.Option(*names, parser=_any_number, metavar=metavar, help=about)


def word_option(kind: type[StrEnum], *names: str, about: str) -> Any:
    """Return an option that takes one word of a few."""
    words = f"<{'|'.join(kind)}>"
    return typer.Option(*names, parser=_one_of(kind), metavar=words, help=about)


def _whole_number(least: int, most: int | None = None) -> Callable[[str | int], int]:
    """Return what reads a whole number from ``least`` to ``most``, both allowed."""

    def refusal(typed: str) -> str:
        if most is None:
            return text(
                "{typed} is not a whole number from {least} on", typed=quoted(typed), least=least
            )
        return text(
            "{typed} is not a whole number from {least} to {most}",
            typed=quoted(typed),
            least=least,
            most=grouped(most),
        )

    def read(value: str | int) -> int:
        typed = str(value)  # A default is no text.
        found = int(typed) if re.fullmatch(_WHOLE, typed) else least - 1
        if found < least or (most is not None and found > most):
            raise typer.BadParameter(refusal(typed))
        return found

    return read


def _any_number(value: str | float) -> float:
    """Read a number with a decimal point, or with a decimal comma that can be nothing else."""
    typed = str(value)
    if re.fullmatch(_DECIMAL_COMMA, typed) and (
        decimal_mark() == "," or not re.fullmatch(_THOUSANDS, typed)
    ):
        typed = typed.replace(",", ".")
    try:
        return float(typed)
    except ValueError:
        raise typer.BadParameter(
            text("{typed} is not a number such as 0.5", typed=quoted(str(value)))
        ) from None


def _one_of(kind: type[_T]) -> Callable[[str], _T]:
    """Return what reads one of a few words."""

    def read(value: str) -> _T:
        try:
            return kind(value)
        except ValueError:
            raise typer.BadParameter(
                text(
                    "{typed} is not one of {words}",
                    typed=quoted(value),
                    words=text_with_commas(tuple(kind)),
                )
            ) from None

    return read
