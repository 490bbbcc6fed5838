"""Says of each character that no typed answer may hold why it is refused."""

import re
import unicodedata

from backprop_tutor.reading.numbers import FRACTIONS
from backprop_tutor.reading.parts import Refused
from backprop_tutor.reading.typed_names import LETTERS, SUBSCRIPTS
from backprop_tutor.untrusted import code_point, is_unseen, quoted

_COMMAND = re.compile(r"\\[A-Za-z]*")
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
    "?": "'?' is not read here",
    "~": "'~' is not read here; give the value as exactly as you can",
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


def strange_character(text: str) -> Refused | None:
    """Refuse characters that nobody sees, and letters and digits of other scripts."""
    for place, character in enumerate(text):
        if is_unseen(character):
            return Refused(
                f"there is an invisible character here, {code_point(character)}; "
                "type the answer instead of pasting it",
                place + 1,
            )
    for place, character in enumerate(text):
        if character.isascii() or character in LETTERS or character in _NUMERALS:
            continue
        shown = f"{quoted(character)} ({code_point(character)})"
        if unicodedata.category(character) == "Nd":
            return Refused(f"{shown} is a digit of another script; use 0 to 9", place + 1)
        if unicodedata.category(character)[0] in "LMN":
            return Refused(f"{shown} is not used here; use plain letters and digits", place + 1)
    return None


def not_read(text: str, at: int, end: int) -> Refused:
    """Say why the sign at a place cannot be read there."""
    character, column = text[at], at + 1
    if character == "\\":
        command = _COMMAND.match(text, at, end)
        shown = quoted(character if command is None else command.group())
        return Refused(f"{shown} is LaTeX that is not read here; write it in plain signs", column)
    reason = _REASONS.get(character)
    if reason is None:
        where = "" if character.isascii() else f" ({code_point(character)})"
        reason = f"{quoted(character)}{where} is not read here"
    return Refused(reason, column)
