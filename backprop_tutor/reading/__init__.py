"""Reads what a learner types: text becomes an expression, or a reason with a column.

``read`` never raises, never runs anything, and ends within milliseconds for any text. To read a
new sign, add it to the table in ``marks``; a new arrangement, to ``grammar.lark``; and
either way a row to the table in ``tests/test_reading.py``.
"""

import re
from dataclasses import replace

from backprop_tutor.reading.as_shown import is_as_shown
from backprop_tutor.reading.characters import strange_character
from backprop_tutor.reading.grammar import put_together
from backprop_tutor.reading.marks import marks_in
from backprop_tutor.reading.numbers import number_alone
from backprop_tutor.reading.parts import LOGARITHMS, Comma, Read, Refused, Vocabulary
from backprop_tutor.reading.powers import with_powers_of_ten
from backprop_tutor.reading.typed_names import gives_asked, is_name
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import decimal_mark, text

__all__ = [
    "LOGARITHMS",
    "LONGEST_ANSWER",
    "Comma",
    "Read",
    "Refused",
    "Vocabulary",
    "as_written_here",
    "read",
]

LONGEST_ANSWER = 400
"""The most characters of an answer."""

MOST_SIDES = 6
"""The most sides of ``name = working = result``."""
_BYTE_ORDER_MARK = "\ufeff"
"""What some editors put before a text file; whoever pastes from one pastes it too."""
_EQUALS = re.compile(r":=|(?<![<>])=|≈")
_WITH_POINT = re.compile(r"(?<![0-9.,A-Za-z_])[0-9]++\.$")
_LATEX = frozenset("\\{$")
_WRAPPERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"), (r"{\displaystyle", "}"))


def read(answer: str, vocabulary: Vocabulary, comma: Comma = Comma.UNKNOWN) -> Read | Refused:
    """Return what a typed text means, or why it was not read.

    Names other than the vocabulary's are refused; nothing is evaluated but constants, to refuse
    those that divide by zero or are not finite. ``comma`` says what commas are like that of
    ``1,476``; unless the text tells, they are refused as ambiguous where nobody knows.
    """
    result = _read(answer, vocabulary, comma)
    if isinstance(result, Refused) and result.ambiguous:
        otherwise = _read(answer, vocabulary, Comma.THOUSANDS)
        # Whoever types 0,5*1,476 writes decimal commas.
        if isinstance(otherwise, Read) and otherwise.decimal_comma:
            return _read(answer, vocabulary, Comma.DECIMAL)
    return result


def as_written_here(comma: Comma) -> Comma:
    """Return what is known of commas; where nothing is, in French they are decimal points."""
    return Comma.DECIMAL if comma is Comma.UNKNOWN and decimal_mark() == "," else comma


def _read(answer: str, vocabulary: Vocabulary, comma: Comma) -> Read | Refused:
    answer = re.sub(f"^{_BYTE_ORDER_MARK}", " ", answer)
    if len(answer) > LONGEST_ANSWER:
        return Refused(
            text("this is longer than {most} characters; write it shorter", most=LONGEST_ANSWER),
            LONGEST_ANSWER + 1,
        )
    if not answer.strip():
        return Refused(text("nothing is typed; give a value or a formula"), None)
    strange = strange_character(answer, vocabulary)
    if strange is not None:
        return strange
    start, end = _without_dollars(answer)
    sides = _sides(answer, start, end, vocabulary)
    if isinstance(sides, Refused):
        return sides
    results = [_side(answer, *side, vocabulary, comma) for side in sides]
    readable = [result for result in results if isinstance(result, Read)]
    for result in results:
        # 2*out_h1 = 0.3 gives no out_h1; but what else cannot be read may be left out.
        if isinstance(result, Refused) and (result.of_asked or not readable):
            return result
    return replace(
        readable[-1],
        echoed=readable[-1].echoed or sides != [(start, end)],
        sides=tuple(result.expression for result in readable[:-1]),
        decimal_comma=any(result.decimal_comma for result in readable),
    )


def _side(
    answer: str, start: int, end: int, vocabulary: Vocabulary, comma: Comma
) -> Read | Refused:
    """Return what stands between two places, which hold no equals sign."""
    marks = marks_in(answer, start, end, vocabulary, comma)
    if not isinstance(marks, Refused):
        marks = with_powers_of_ten(marks)
    if isinstance(marks, Refused):
        return marks
    dressed = not answer.isascii() or not _LATEX.isdisjoint(answer)
    echoed = dressed or any(mark.free for mark in marks)
    decimal_comma = any(mark.decimal_comma for mark in marks)
    if (alone := number_alone(marks)) is not None:
        return Read(*alone, echoed, decimal_comma=decimal_comma)
    whole = put_together(marks, end)
    if isinstance(whole, Refused):
        return whole
    part, unwritten = whole
    echoed = (echoed or unwritten) and not is_as_shown(answer, part.expr)
    return Read(part.expr, part.literal, echoed, decimal_comma=decimal_comma)


def _without_dollars(answer: str) -> tuple[int, int]:
    """Return where the text begins and ends without spaces and the signs LaTeX puts around."""
    end = _without_full_stop(answer, len(answer.rstrip()))
    start = len(answer) - len(answer.lstrip())
    for opening, closing in _WRAPPERS:
        long_enough = end - start >= len(opening) + len(closing)
        if (
            long_enough
            and answer.startswith(opening, start)
            and answer.endswith(closing, start, end)
        ):
            start, end = start + len(opening), end - len(closing)
            break
    end = start + len(answer[start:end].rstrip())
    return start, _without_full_stop(answer, end)


def _without_full_stop(answer: str, end: int) -> int:
    """Return where a text ends before the full stop of its sentence; ``5.`` is a number."""
    if not answer.endswith(".", 0, end) or _WITH_POINT.search(answer, 0, end) is not None:
        return end
    before = answer[: end - 1].rstrip()
    return end if not before or before.endswith(".") else len(before)


def _sides(
    answer: str, start: int, end: int, vocabulary: Vocabulary
) -> list[tuple[int, int]] | Refused:
    """Return the places of what is said to be equal, without a repeated ``dout/dnet``.

    Of one side there is always something to say, so a single one may be empty.
    """
    signs = list(_EQUALS.finditer(answer, start, end))
    if not signs:
        return [(start, end)]
    begins = [start, *(sign.end() for sign in signs)]
    ends = [*(sign.start() for sign in signs), end]
    sides = [(at, at + len(answer[at:to].rstrip())) for at, to in zip(begins, ends, strict=True)]
    typed = [_without_braces(answer[at:to].strip()) for at, to in sides]
    if len(sides) > MOST_SIDES or not all(typed[1:-1]):
        reason = text("there is more than one '='; give one value or one formula")
        return Refused(reason, signs[1].start() + 1)
    first = typed[0]
    another = is_name(first) and not gives_asked(first, vocabulary)
    if first and (another or not vocabulary.asked):
        column = start + 1
        if not vocabulary.asked:
            left = quoted(f"{first} =")
            return Refused(text("write only what comes after {left}", left=left), column)
        asked = max(sorted(vocabulary.asked), key=len)
        return Refused(
            text(
                "the question asks for {asked}; this gives {given}",
                asked=asked,
                given=quoted(first),
            ),
            column,
        )
    worth = [
        side
        for side, words in zip(sides, typed, strict=True)
        if words and not gives_asked(words, vocabulary)
    ]
    if not worth and typed[-1]:  # dE/dw5 = dE/dw5: read, to say that this is no answer.
        return sides[-1:]
    return worth or [(end, end)]


def _without_braces(answer: str) -> str:
    """Return ``\\frac{dE}{dw5}`` for ``{\\frac{dE}{dw5}}``, as formulas on a page have it."""
    return answer[1:-1].strip() if answer.startswith(r"{\frac") and answer.endswith("}") else answer
