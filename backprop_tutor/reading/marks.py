"""Splits typed text into marks: numbers, names and signs, each with the place where it stands."""

import re
from dataclasses import dataclass, field

from backprop_tutor.formula.cases import WHERE
from backprop_tutor.formula.expression import Negative, number
from backprop_tutor.reading.characters import not_read
from backprop_tutor.reading.numbers import MINUSES, number_at
from backprop_tutor.reading.parts import (
    COMPARISONS,
    SIGNS,
    Comma,
    MarkKind,
    Refused,
    TypedMark,
    Vocabulary,
)
from backprop_tutor.reading.typed_names import name_at
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import text

MOST_MARKS = 200
DEEPEST_BRACKETS = 40
_MOST_SIGNS = 2

_SIGNS = {
    "+": MarkKind.PLUS,
    **dict.fromkeys(MINUSES, MarkKind.MINUS),
    **dict.fromkeys(
        ("*", "·", "×", "⋅", "∙", "•", "∗", r"\cdot", r"\times", r"\ast"), MarkKind.TIMES
    ),
    **dict.fromkeys(("/", "÷", "∕", "⁄", r"\div"), MarkKind.DIVIDE),
    **dict.fromkeys(("^", "**"), MarkKind.POWER),
    **dict.fromkeys((",", ";"), MarkKind.COMMA),
    **dict.fromkeys((">", r"\gt"), MarkKind.ABOVE),
    **dict.fromkeys(("<", r"\lt"), MarkKind.BELOW),
    **dict.fromkeys((">=", "≥", "⩾", r"\ge", r"\geq"), MarkKind.AT_LEAST),
    **dict.fromkeys(("<=", "≤", "⩽", r"\le", r"\leq"), MarkKind.AT_MOST),
}
_SIGN = re.compile(r"\*\*|[<>]=|\\(?:cdot|times|div|ast|gt|lt|geq?|leq?)(?![A-Za-z])|.", re.DOTALL)
_PASSED_OVER = re.compile(
    r"\s+|\\(?:[,;:!\s]|(?:left|right|q?quad|[Bb]igg?[lr]?|displaystyle|textstyle)(?![A-Za-z]))"
    r"|(?<!\.)\.(?=\s*\}[\s}]*$)"  # The full stop of a sentence, within the braces of LaTeX.
)
_SAMPLE = re.compile(r"\[\s*[0-9A-Za-z_]+\s*\]")
_TIMES_TEN = re.compile(r"[xX](\s*)(?=10\s*(?:\^|\*\*|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]))")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{")
_TO_DENOMINATOR = re.compile(r"\}\s*\{")

_CLOSING = {"(": ")", "[": "]", "{": "}"}
"""Braces group too: LaTeX has them everywhere, as in ``{\\displaystyle …}``."""
_BRACKETS = frozenset("()[]{}")

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPT = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[⁺⁻]")


@dataclass(slots=True)
class _Bracket:
    """A bracket that is still open."""

    closing: str
    start: int
    most: int = 0
    """For the bracket of a function: its most arguments."""
    compares: bool = False
    """Whether it is that of ``where``, which begins with a comparison."""
    between: str = ","
    """What stands between its arguments, where they are several."""
    numerator: bool = False
    denominator: bool = False


@dataclass(slots=True)
class _Scan:
    """How far a text has been split."""

    text: str
    at: int
    end: int
    vocabulary: Vocabulary
    comma: Comma
    marks: list[TypedMark] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)

    def put(self, kind: MarkKind, length: int, *, free: bool = False) -> None:
        """Add a mark made of the next characters, and go on behind them."""
        start, self.at = self.at, self.at + length
        self.marks.append(TypedMark(kind, self.text[start : self.at], start, self.at, free=free))

    def last(self) -> TypedMark | None:
        """Return the mark before this place."""
        return self.marks[-1] if self.marks else None


def marks_in(
    answer: str, start: int, end: int, vocabulary: Vocabulary, comma: Comma = Comma.UNKNOWN
) -> list[TypedMark] | Refused:
    """Return the marks between two places of a text."""
    scan = _Scan(answer, start, end, vocabulary, comma)
    while scan.at < end:
        passed = _PASSED_OVER.match(answer, scan.at, end)
        if passed is not None:
            scan.at = passed.end()
            continue
        place = scan.at
        refused = _next(scan)
        if refused is not None:
            return refused
        if len(scan.marks) > MOST_MARKS:
            reason = text("this has more than {most} parts; write it shorter", most=MOST_MARKS)
            return Refused(reason, place + 1)
        if len(scan.brackets) > DEEPEST_BRACKETS:
            reason = text("brackets go at most {most} deep", most=DEEPEST_BRACKETS)
            return Refused(reason, place + 1)
    return scan.marks


def _next(scan: _Scan) -> Refused | None:
    """Read one mark, or refuse it."""
    answer, at, end = scan.text, scan.at, scan.end
    last = scan.last()
    ten = _TIMES_TEN.match(answer, at, end)
    if ten is not None and last is not None and last.kind is MarkKind.NUMBER:
        if not ten[1] and f"{answer[at]}10" in scan.vocabulary.names:
            name = f"{answer[at]}10"
            return Refused(
                text("this may be the name {name}; to multiply, type *", name=name), at + 1
            )
        scan.put(MarkKind.TIMES, 1, free=True)
        return None
    among_arguments = (
        bool(scan.brackets) and scan.brackets[-1].most > 1 and scan.brackets[-1].between == ","
    )
    found = number_at(
        answer, at, end, among_arguments=among_arguments, before=scan.marks, comma=scan.comma
    ) or name_at(answer, at, end, scan.vocabulary)
    if isinstance(found, Refused):
        return found
    if found is not None:
        scan.marks.append(found)
        scan.at = found.end
        return None
    if answer[at] in _BRACKETS or _FRACTION.match(answer, at, end):
        return _bracket(scan)
    raised = _SUPERSCRIPT.match(answer, at, end)
    return _sign(scan) if raised is None else _superscript(scan, raised.group())


def _sign(scan: _Scan) -> Refused | None:
    answer, at = scan.text, scan.at
    found = _SIGN.match(answer, at, scan.end)
    sign = answer[at] if found is None else found.group()
    kind = _SIGNS.get(sign)
    compared = bool(scan.brackets) and scan.brackets[-1].compares
    if kind is None or (kind in COMPARISONS and not compared):
        return not_read(answer, at, scan.end)
    if kind is MarkKind.COMMA:
        opened = scan.brackets[-1] if scan.brackets else None
        if opened is None or not opened.most:
            if sign == ";":
                return not_read(answer, at, scan.end)
            return Refused(
                text("a comma is read only inside a number, such as 0,5, or between arguments"),
                at + 1,
            )
        if opened.between == ";" != sign:  # max(0, 5 ; z) is neither two arguments nor three.
            return Refused(
                text(
                    "there is a ';' between these arguments; a comma is read only inside a number"
                ),
                at + 1,
            )
    run = scan.marks[-_MOST_SIGNS:]
    if kind in SIGNS and len(run) == _MOST_SIGNS and all(mark.kind in SIGNS for mark in run):
        return Refused(text("there are too many signs in a row"), at + 1)
    scan.put(kind, len(sign))
    return None


def _superscript(scan: _Scan, raised: str) -> Refused | None:
    digits = raised.translate(_RAISED)
    if not digits[-1].isdigit():
        return Refused(
            text("a raised sign needs a raised number after it, such as ⁻¹"), scan.at + 1
        )
    power = number(digits.lstrip("+-").lstrip("0")[:4] or "0")
    exponent = Negative(power) if digits.startswith("-") else power
    start, scan.at = scan.at, scan.at + len(raised)
    scan.marks.append(TypedMark(MarkKind.SUPERSCRIPT, raised, start, scan.at, exponent))
    return None


def _bracket(scan: _Scan) -> Refused | None:
    """Read a bracket, or one of the braces of ``\\frac{a}{b}``, which stand for ``((a)/(b))``."""
    answer, at, last = scan.text, scan.at, scan.last()
    fraction = _FRACTION.match(answer, at, scan.end)
    if fraction is not None:
        scan.brackets.append(_Bracket("}", at, numerator=True))
        scan.put(MarkKind.OPEN, fraction.end() - at)
        scan.put(MarkKind.OPEN, 0)
        return None
    if answer[at] in _CLOSING:
        if last is not None and last.kind is MarkKind.NAME and _SAMPLE.match(answer, at, scan.end):
            return Refused(
                text("to multiply, type *; a sample's number follows a name at once"), at + 1
            )
        called = last is not None and last.kind is MarkKind.FUNCTION
        function = last if called else None
        scan.brackets.append(
            _Bracket(
                _CLOSING[answer[at]],
                at,
                function.most if function else 0,
                compares=function is not None and function.function == WHERE,
                between=_between(answer, at, scan.end),
            )
        )
        scan.put(MarkKind.OPEN, 1)
        return None
    return _close(scan)


def _between(answer: str, at: int, end: int) -> str:
    """Return what stands between the arguments in a bracket that opens at a place.

    Where there is a semicolon, every comma belongs to a number: ``max(0,5 ; z)``.
    """
    depth = 0
    for character in answer[at:end]:
        if character in _CLOSING:
            depth += 1
        elif character in _BRACKETS:
            depth -= 1
            if not depth:
                break
        elif character == ";" and depth == 1:
            return ";"
    return ","


def _close(scan: _Scan) -> Refused | None:
    answer, at = scan.text, scan.at
    if not scan.brackets:
        return Refused(
            text(
                "this {bracket} closes a bracket that was never opened", bracket=quoted(answer[at])
            ),
            at + 1,
        )
    opened = scan.brackets.pop()
    if opened.closing != answer[at]:
        return Refused(
            text(
                "this bracket should be {bracket}, to match the one at column {column}",
                bracket=quoted(opened.closing),
                column=opened.start + 1,
            ),
            at + 1,
        )
    if opened.numerator:
        between = _TO_DENOMINATOR.match(answer, at, scan.end)
        if between is None:
            return Refused(text(r"\frac needs two parts in braces: \frac{{a}}{{b}}"), at + 1)
        scan.put(MarkKind.CLOSE, 1)
        scan.put(MarkKind.DIVIDE, 0)
        scan.put(MarkKind.OPEN, between.end() - scan.at)
        scan.brackets.append(_Bracket("}", at, denominator=True))
        return None
    scan.put(MarkKind.CLOSE, 1)
    if opened.denominator:
        scan.put(MarkKind.CLOSE, 0)
    return None
