"""Joins the marks of a number in powers of ten, such as ``5×10⁻¹`` or ``5x10^-1``, into one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from backprop_tutor.formula.expression import constant_number
from backprop_tutor.reading.numbers import out_of_range
from backprop_tutor.reading.parts import MarkKind, Refused, TypedMark

_LETTERS = {
    MarkKind.NUMBER: "n",
    MarkKind.PLUS: "+",
    MarkKind.MINUS: "-",
    MarkKind.TIMES: "*",
    MarkKind.DIVIDE: "/",
    MarkKind.POWER: "^",
    MarkKind.SUPERSCRIPT: "s",
    MarkKind.OPEN: "(",
    MarkKind.CLOSE: ")",
    MarkKind.COMMA: ",",
}
# Only a term of its own is one number: x/5×10² is (x/5)·10², and 5×10²^3 is no number at all.
_TERM = re.compile(
    r"(?<![*/^+\-])[+\-]*(?P<number>n)\*(?P<ten>n)"
    r"(?:s|\^(?:[+\-]?n|\([+\-]?n\)))(?=[+\-),]|$)",
)
_EXPONENT = re.compile(r"s|\^(?:[+\-]?n|\([+\-]?n\))|[+\-]n$")
_LONGEST_EXPONENT = 6
"""Marks of the longest of these, with the ten and one more."""
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−–‐‑", "0123456789-+----")
_FARTHEST = 9999
_INTEGER = re.compile(r"[+\-]?[0-9]+")


def with_powers_of_ten(marks: list[TypedMark]) -> list[TypedMark] | Refused:
    """Return the marks with each number times a power of ten as the one number it is."""
    shape = "".join(_LETTERS.get(mark.kind, "a") for mark in marks)
    # From the last to the first, so that the places of the earlier ones stay what they are.
    for found in reversed(list(_TERM.finditer(shape))):
        first, ten = found.start("number"), found.start("ten")
        whole = _joined(marks[first], marks[ten], marks[ten + 1 : found.end()])
        if isinstance(whole, Refused):
            return whole
        if whole is not None:
            marks = [*marks[:first], whole, *marks[found.end() :]]
    return marks


def exponent_of_ten(marks: Sequence[TypedMark]) -> str | None:
    """Return the k of ``10^k``, ``10ᵏ`` or ``10-k`` that marks begin with, as it was typed.

    The last is what is left of a power of ten where its raised figures were not copied.
    """
    if not marks or marks[0].text != "10":
        return None
    shape = "".join(_LETTERS.get(mark.kind, "a") for mark in marks[1:_LONGEST_EXPONENT])
    found = _EXPONENT.match(shape)
    raised = _raised(marks[1 : 1 + found.end()]) if found is not None else ""
    return raised if _INTEGER.fullmatch(raised) else None


def _raised(exponent: Sequence[TypedMark]) -> str:
    return "".join(mark.text.translate(_RAISED) for mark in exponent).strip("^*(){}")


def _joined(
    number: TypedMark, ten: TypedMark, exponent: list[TypedMark]
) -> TypedMark | Refused | None:
    """Return ``number · 10^exponent``; None if it is something else, such as ``2·100^3``."""
    raised = _raised(exponent)
    if ten.text != "10" or number.literal is None or not _INTEGER.fullmatch(raised):
        return None
    # No exponent past this is a number, and decimal cannot hold every exponent.
    power = max(-_FARTHEST, min(int(raised), _FARTHEST))
    sign, digits, own = number.literal.as_tuple()
    assert isinstance(own, int)
    # Made of its digits: a product would be rounded to 28 of them.
    value = Decimal((sign, digits, own + power))
    refused = out_of_range(value, power, number.column)
    if refused is not None:
        return refused
    return replace(
        number,
        text=f"{number.text}·10^{raised}",
        end=exponent[-1].end,
        expr=constant_number(value),
        literal=value,
        free=True,
    )
