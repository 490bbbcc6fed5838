"""Splits typed text into marks: numbers, names and signs, each with the place where it stands."""

import re
import unicodedata
from dataclasses import dataclass, field

from backprop_tutor.expression import Negative, number
from backprop_tutor.teaching.reading_names import LETTERS, SUBSCRIPTS, name_at
from backprop_tutor.teaching.reading_numbers import FRACTIONS, MINUSES, number_at
from backprop_tutor.teaching.reading_parts import (
    SIGNS,
    Kind,
    Mark,
    Refused,
    Vocabulary,
    quoted,
)
from backprop_tutor.untrusted import is_unseen, spelled

MOST_MARKS = 200
DEEPEST = 40
_MOST_SIGNS = 2

_SIGNS = {
    "+": Kind.PLUS,
    **dict.fromkeys(MINUSES, Kind.MINUS),
    **dict.fromkeys(("*", "·", "×", "⋅", "∙", "•", "∗", r"\cdot", r"\times"), Kind.TIMES),
    **dict.fromkeys(("/", "÷", "∕", "⁄", r"\div"), Kind.DIVIDE),
    **dict.fromkeys(("^", "**"), Kind.POWER),
    ",": Kind.COMMA,
}
_LITERAL = frozenset({"+", "-", "*", "/", "^", "**", ","})
_SIGN = re.compile(r"\*\*|\\(?:cdot|times|div)(?![A-Za-z])|.", re.DOTALL)
_PASSED_OVER = re.compile(r"\s+|\\(?:[,;:!\s]|(?:left|right|quad)(?![A-Za-z]))")
_TIMES_TEN = re.compile(r"[xX](\s*)(?=10\s*(?:\^|\*\*|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]))")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{")
_TO_DENOMINATOR = re.compile(r"\}\s*\{")
_COMMAND = re.compile(r"\\[A-Za-z]*")

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPT = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[⁺⁻]")
_NUMERALS = FRACTIONS | SUBSCRIPTS | frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")

_QUOTES = frozenset("'\"`‘’“”′″«»")
_REASONS = {
    "#": "comments are not read here; leave out '#' and what follows",
    "|": "'|' is not read here; write abs(x) for the absolute value of x",
    "&": "'&' is not read here; write a value or a formula",
    "!": "'!' is not read here; factorials do not occur in these lessons",
    "@": "'@' is not read here; to multiply, type *",
    ":": "':' is not read here; to divide, type /",
    ";": "';' is not read here; give one value or one formula",
    "?": "'?' is not read here; type help for what you can ask",
    "~": "'~' is not read here; give the value as exactly as you can",
    "[": "use round brackets ( ) here",
    "]": "use round brackets ( ) here",
    "{": "use round brackets ( ) here",
    "}": "use round brackets ( ) here",
    ".": "this dot is not a decimal point; write it between digits, such as 0.5",
    "$": "'$' is read only around a whole formula",
    "%": "'%' is read only directly after a number",
    "∂": "'∂' is read only in a derivative such as ∂E_total/∂w5",
    "√": "'√' is not read here; write sqrt(x)",
    "∞": "'∞' is not a number one can calculate with",
    **dict.fromkeys("<>≤≥≠", "comparisons are not read here; give one value or one formula"),
    **dict.fromkeys("=≈", "one '=' is enough"),
    **dict.fromkeys(_QUOTES, "leave out quotation marks and primes; type the formula alone"),
}


@dataclass(slots=True)
class _Bracket:
    """A bracket that is still open."""

    closing: str
    start: int
    most: int = 0
    """For the bracket of a function: its most arguments."""
    numerator: bool = False
    denominator: bool = False


@dataclass(slots=True)
class _Scan:
    """How far a text has been split."""

    text: str
    at: int
    end: int
    vocabulary: Vocabulary
    marks: list[Mark] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)

    def put(self, kind: Kind, length: int, *, free: bool = False) -> None:
        """Add a mark made of the next characters, and go on behind them."""
        start, self.at = self.at, self.at + length
        self.marks.append(Mark(kind, self.text[start : self.at], start, self.at, free=free))

    def last(self) -> Mark | None:
        """Return the mark before this place."""
        return self.marks[-1] if self.marks else None


def strange_character(text: str) -> Refused | None:
    """Refuse characters that nobody sees, and letters and digits of other scripts."""
    for place, character in enumerate(text):
        if is_unseen(character):
            return Refused(
                f"there is an invisible character here, {spelled(character)}; "
                "type the answer instead of pasting it",
                place + 1,
            )
    for place, character in enumerate(text):
        if character.isascii() or character in LETTERS or character in _NUMERALS:
            continue
        shown = f"{quoted(character)} ({spelled(character)})"
        if unicodedata.category(character) == "Nd":
            return Refused(f"{shown} is a digit of another script; use 0 to 9", place + 1)
        if unicodedata.category(character)[0] in "LMN":
            return Refused(f"{shown} is not used here; use plain letters and digits", place + 1)
    return None


def marks_in(text: str, start: int, end: int, vocabulary: Vocabulary) -> list[Mark] | Refused:
    """Return the marks between two places of a text."""
    scan = _Scan(text, start, end, vocabulary)
    while scan.at < end:
        passed = _PASSED_OVER.match(text, scan.at, end)
        if passed is not None:
            scan.at = passed.end()
            continue
        place = scan.at
        refused = _next(scan)
        if refused is not None:
            return refused
        if len(scan.marks) > MOST_MARKS:
            return Refused(f"this has more than {MOST_MARKS} parts; write it shorter", place + 1)
        if len(scan.brackets) > DEEPEST:
            return Refused(f"brackets go at most {DEEPEST} deep", place + 1)
    return scan.marks


def _next(scan: _Scan) -> Refused | None:
    """Read one mark, or refuse it."""
    text, at, end = scan.text, scan.at, scan.end
    last = scan.last()
    ten = _TIMES_TEN.match(text, at, end)
    if ten is not None and last is not None and last.kind is Kind.NUMBER:
        if not ten[1] and f"{text[at]}10" in scan.vocabulary.names:
            return Refused(f"this may be the name {text[at]}10; to multiply, type *", at + 1)
        scan.put(Kind.TIMES, 1, free=True)
        return None
    among_arguments = bool(scan.brackets) and scan.brackets[-1].most > 1
    found = number_at(text, at, end, among_arguments=among_arguments, before=scan.marks) or name_at(
        text,
        at,
        end,
        scan.vocabulary,
    )
    if isinstance(found, Refused):
        return found
    if found is not None:
        scan.marks.append(found)
        scan.at = found.end
        return None
    if text[at] in "(){}" or _FRACTION.match(text, at, end):
        return _bracket(scan)
    raised = _SUPERSCRIPT.match(text, at, end)
    return _sign(scan) if raised is None else _superscript(scan, raised.group())


def _sign(scan: _Scan) -> Refused | None:
    text, at = scan.text, scan.at
    found = _SIGN.match(text, at, scan.end)
    sign = text[at] if found is None else found.group()
    kind = _SIGNS.get(sign)
    if kind is None:
        return _no_sign(scan)
    if kind is Kind.COMMA and not (scan.brackets and scan.brackets[-1].most):
        return Refused(
            "a comma is read only inside a number, such as 0,5, or between arguments",
            at + 1,
        )
    if kind in SIGNS and len(scan.marks) >= _MOST_SIGNS:
        if all(mark.kind in SIGNS for mark in scan.marks[-_MOST_SIGNS:]):
            return Refused("there are too many signs in a row", at + 1)
    scan.put(kind, len(sign), free=sign not in _LITERAL)
    return None


def _no_sign(scan: _Scan) -> Refused:
    character, column = scan.text[scan.at], scan.at + 1
    if character == "\\":
        command = _COMMAND.match(scan.text, scan.at, scan.end)
        shown = quoted(character if command is None else command.group())
        return Refused(f"{shown} is LaTeX that is not read here; write it in plain signs", column)
    reason = _REASONS.get(character)
    if reason is None:
        where = "" if character.isascii() else f" ({spelled(character)})"
        reason = f"{quoted(character)}{where} is not read here"
    return Refused(reason, column)


def _superscript(scan: _Scan, raised: str) -> Refused | None:
    digits = raised.translate(_RAISED)
    if not digits[-1].isdigit():
        return Refused("a raised sign needs a raised number after it, such as ⁻¹", scan.at + 1)
    power = number(digits.lstrip("+-").lstrip("0")[:4] or "0")
    scan.put(Kind.SUPERSCRIPT, len(raised), free=True)
    mark = scan.marks.pop()
    exponent = Negative(power) if digits.startswith("-") else power
    scan.marks.append(
        Mark(mark.kind, mark.text, mark.start, mark.end, exponent, free=True),
    )
    return None


def _bracket(scan: _Scan) -> Refused | None:
    """Read a bracket, or one of the braces of ``\\frac{a}{b}``, which stand for ``((a)/(b))``."""
    text, at, last = scan.text, scan.at, scan.last()
    fraction = _FRACTION.match(text, at, scan.end)
    if fraction is not None:
        scan.brackets.append(_Bracket("}", at, numerator=True))
        scan.put(Kind.OPEN, fraction.end() - at, free=True)
        scan.put(Kind.OPEN, 0)
        return None
    if text[at] == "(":
        most = last.most if last is not None and last.kind is Kind.FUNCTION else 0
        scan.brackets.append(_Bracket(")", at, most))
        scan.put(Kind.OPEN, 1)
        return None
    if text[at] == "{":
        # Braces group after ^ and around the argument of a LaTeX function, as in \sqrt{x}.
        called = last is not None and last.kind is Kind.FUNCTION and last.text.startswith("\\")
        if last is None or not (called or last.kind is Kind.POWER):
            return Refused(_REASONS["{"], at + 1)
        scan.brackets.append(_Bracket("}", at, last.most))
        scan.put(Kind.OPEN, 1, free=True)
        return None
    return _close(scan)


def _close(scan: _Scan) -> Refused | None:
    text, at = scan.text, scan.at
    if not scan.brackets:
        return Refused(f"this {quoted(text[at])} closes a bracket that was never opened", at + 1)
    opened = scan.brackets.pop()
    if opened.closing != text[at]:
        return Refused(
            f"this bracket should be {quoted(opened.closing)}, to match the one at "
            f"column {opened.start + 1}",
            at + 1,
        )
    if opened.numerator:
        between = _TO_DENOMINATOR.match(text, at, scan.end)
        if between is None:
            return Refused(r"\frac needs two parts in braces: \frac{a}{b}", at + 1)
        scan.put(Kind.CLOSE, 1)
        scan.put(Kind.DIVIDE, 0)
        scan.put(Kind.OPEN, between.end() - scan.at)
        scan.brackets.append(_Bracket("}", at, denominator=True))
        return None
    scan.put(Kind.CLOSE, 1)
    if opened.denominator:
        scan.put(Kind.CLOSE, 0)
    return None
