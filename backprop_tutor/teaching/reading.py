"""Reads what a learner types: text becomes an expression, or a reason with a column.

``read`` never raises, never runs anything, and ends within milliseconds for any text. To read a
new sign, add it to the table in ``reading_marks``; a new arrangement, to ``grammar.lark``; and
either way a row to the table in ``tests/test_reading.py``.
"""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from backprop_tutor.expression import Negative, Number
from backprop_tutor.teaching.reading_grammar import put_together
from backprop_tutor.teaching.reading_marks import marks_in, strange_character
from backprop_tutor.teaching.reading_names import gives_asked
from backprop_tutor.teaching.reading_parts import (
    SIGNS,
    Kind,
    Mark,
    Read,
    Refused,
    Vocabulary,
    quoted,
)

__all__ = ["LONGEST", "Read", "Refused", "Vocabulary", "read"]

LONGEST = 400
"""The most characters of an answer."""

_EQUALS = re.compile(r":=|=|≈")
_WRAPPERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
_LARGEST_POWER_OF_TEN = 300


def read(text: str, vocabulary: Vocabulary) -> Read | Refused:
    """Return what a typed text means, or why it was not read.

    Names other than the vocabulary's are refused; nothing is evaluated but constants, to refuse
    those that divide by zero or are not finite.
    """
    if len(text) > LONGEST:
        return Refused(f"this is longer than {LONGEST} characters; write it shorter", LONGEST + 1)
    if not text.strip():
        return Refused("nothing is typed; give a value or a formula, or type help", None)
    strange = strange_character(text)
    if strange is not None:
        return strange
    start, end = _without_dollars(text)
    dressed = end < len(text.rstrip())
    after = _after_left_side(text, start, end, vocabulary)
    if isinstance(after, Refused):
        return after
    marks = marks_in(text, after, end, vocabulary)
    if isinstance(marks, Refused):
        return marks
    marks = _with_powers_of_ten(marks)
    if isinstance(marks, Refused):
        return marks
    whole = put_together(marks, end)
    if isinstance(whole, Refused):
        return whole
    part, unwritten = whole
    echoed = dressed or unwritten or after > start or any(mark.free for mark in marks)
    return Read(part.expr, part.literal, echoed)


def _without_dollars(text: str) -> tuple[int, int]:
    """Return where the text begins and ends without spaces and the signs LaTeX puts around."""
    end = len(text.rstrip())
    start = len(text) - len(text.lstrip())
    for opening, closing in _WRAPPERS:
        long_enough = end - start >= len(opening) + len(closing)
        if long_enough and text.startswith(opening, start) and text.endswith(closing, start, end):
            start, end = start + len(opening), end - len(closing)
            break
    end = start + len(text[start:end].rstrip())
    return start, end


def _after_left_side(text: str, start: int, end: int, vocabulary: Vocabulary) -> int | Refused:
    """Return where the answer begins, after a repeated ``dout/dnet =``."""
    signs = list(_EQUALS.finditer(text, start, end))
    if not signs:
        return start
    if len(signs) > 1:
        return Refused("there is more than one '='; give one value or one formula", signs[1].start() + 1)
    left = text[start : signs[0].start()]
    if not left.strip() or gives_asked(left.strip(), vocabulary):
        return signs[0].end()
    column = start + len(left) - len(left.lstrip()) + 1
    if not vocabulary.asked:
        return Refused(f"write only what comes after {quoted(left.strip() + ' =')}", column)
    asked = max(sorted(vocabulary.asked), key=len)
    return Refused(f"the question asks for {asked}; this gives {quoted(left.strip())}", column)


def _with_powers_of_ten(marks: list[Mark]) -> list[Mark] | Refused:
    """Return the marks with each term such as ``5×10⁻¹`` as the one number it is."""
    joined: list[Mark] = []
    place = 0
    while place < len(marks):
        length, power = _power_of_ten(marks, place)
        if not length:
            joined.append(marks[place])
            place += 1
            continue
        first, last = marks[place], marks[place + length - 1]
        literal = first.literal
        assert literal is not None
        sign, digits, own = literal.as_tuple()
        assert isinstance(own, int)
        value = Decimal((sign, digits, own + power))
        size = value.adjusted() if value else power
        if abs(size) > _LARGEST_POWER_OF_TEN:
            kind = "small" if size < 0 else "large"
            return Refused(f"this number is too {kind} to calculate with", first.column)
        joined.append(
            replace(
                first,
                end=last.end,
                expr=Number(Fraction(value)),
                literal=value,
                free=True,
            ),
        )
        place += length
    return joined


def _power_of_ten(marks: list[Mark], place: int) -> tuple[int, int]:
    """Return how many marks make a number times a power of ten, and the power; or 0 marks."""
    nothing = 0, 0
    rest = marks[place : place + 8]
    kinds = [mark.kind for mark in rest]
    if kinds[:3] != [Kind.NUMBER, Kind.TIMES, Kind.NUMBER] or rest[2].text != "10":
        return nothing
    if rest[0].literal is None or rest[0].text.endswith("%") or not _begins_term(marks, place):
        return nothing
    if kinds[3:4] == [Kind.SUPERSCRIPT]:
        expr = rest[3].expr
        length, negative = 4, isinstance(expr, Negative)
        digits = expr.operand if isinstance(expr, Negative) else expr
        assert isinstance(digits, Number)
        power = int(digits.value)
    elif kinds[3:4] == [Kind.POWER]:
        at = 4
        bracketed = kinds[at : at + 1] == [Kind.OPEN]
        at += bracketed
        negative = kinds[at : at + 1] == [Kind.MINUS]
        at += bool(kinds[at : at + 1]) and kinds[at] in SIGNS
        if kinds[at : at + 1] != [Kind.NUMBER] or not rest[at].text.isdigit():
            return nothing
        power = int(rest[at].text[:9])
        at += 1
        if bracketed and kinds[at : at + 1] != [Kind.CLOSE]:
            return nothing
        length = at + bracketed
    else:
        return nothing
    follows = marks[place + length : place + length + 1]
    if follows and follows[0].kind not in {*SIGNS, Kind.CLOSE, Kind.COMMA}:
        return nothing
    return length, -power if negative else power


def _begins_term(marks: list[Mark], place: int) -> bool:
    """Whether nothing before holds tighter than the product that begins here."""
    while place and marks[place - 1].kind in SIGNS:
        place -= 1
    tight = {Kind.POWER, Kind.TIMES, Kind.DIVIDE}
    return not place or marks[place - 1].kind not in tight
