"""Says of each character that no typed answer may hold why it is refused."""

import re
import unicodedata

from backprop_tutor.formula.names import without_accents
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.reading.numbers import FRACTIONS
from backprop_tutor.reading.parts import Refused, Vocabulary
from backprop_tutor.reading.typed_names import LETTERS, SUBSCRIPTS
from backprop_tutor.reading.usual_names import usual_name
from backprop_tutor.untrusted import code_point, is_unseen, quoted
from backprop_tutor.wording import marked, text

_COMMAND = re.compile(r"\\[A-Za-z]*")
_WORD = re.compile(r"[\w\u0300-\u036f]+|.", re.DOTALL)
_NUMERALS = FRACTIONS | SUBSCRIPTS | frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")

_QUOTES = frozenset("'\"`‘’“”′″«»")
_REASONS = {
    "#": marked("comments are not read here; leave out '#' and what follows"),
    "|": marked("'|' is not read here; write abs(x) for the absolute value of x"),
    "&": marked("'&' is not read here; write a value or a formula"),
    "!": marked("'!' is not read here; factorials do not occur in these lessons"),
    "@": marked("'@' is not read here; to multiply, type *"),
    ":": marked("':' is not read here; to divide, type /"),
    ";": marked("';' is not read here; give one value or one formula"),
    "?": marked("'?' is not read here"),
    "~": marked("'~' is not read here; give the value as exactly as you can"),
    ".": marked("this dot is not a decimal point; write it between digits, such as 0.5"),
    "$": marked("'$' is read only around a whole formula"),
    "%": marked("'%' is read only directly after a number"),
    "∂": marked("'∂' is read only in a derivative such as ∂E_total/∂w5"),
    "√": marked("'√' is not read here; write sqrt(x)"),
    "∞": marked("'∞' is not a number one can calculate with"),
    **dict.fromkeys(
        "<>≤≥≠", marked("comparisons are not read here; give one value or one formula")
    ),
    **dict.fromkeys("=≈", marked("one '=' is enough")),
    **dict.fromkeys(
        _QUOTES, marked("leave out quotation marks and primes; type the formula alone")
    ),
}


def strange_character(answer: str, vocabulary: Vocabulary) -> Refused | None:
    """Refuse characters that nobody sees, and letters and digits of other scripts."""
    for place, character in enumerate(answer):
        if is_unseen(character):
            return Refused(
                text(
                    "there is an invisible character here, {character}; "
                    "type the answer instead of pasting it",
                    character=code_point(character),
                ),
                place + 1,
            )
    for place, character in enumerate(answer):
        if character.isascii() or character in LETTERS or character in _NUMERALS:
            continue
        shown = f"{quoted(character)} ({code_point(character)})"
        if unicodedata.category(character) == "Nd":
            reason = text("{character} is a digit of another script; use 0 to 9", character=shown)
            return Refused(reason, place + 1)
        if (word := _word_with_accents(answer, place)) is not None:
            return _no_name(word, vocabulary)
        if unicodedata.category(character)[0] in "LMN":
            reason = text(
                "{character} is not used here; use plain letters and digits", character=shown
            )
            return Refused(reason, place + 1)
    return None


def _word_with_accents(answer: str, place: int) -> re.Match[str] | None:
    """Return the word around a letter with an accent: its spelling is no fault, it is no name."""
    word = next(word for word in _WORD.finditer(answer) if word.end() > place)
    plain = _plain(word.group())
    return word if word.start() <= place and len(plain) > 1 and plain.isascii() else None


def _plain(word: str) -> str:
    return without_accents(word.casefold().replace("œ", "oe"))


def _no_name(word: re.Match[str], vocabulary: Vocabulary) -> Refused:
    """Refuse a word, with the name that it may stand for: coût for E_total, sigmoïde."""
    plain, shown, column = _plain(word.group()), quoted(word.group()), word.start() + 1
    usual = usual_name(plain, vocabulary) if vocabulary.usual else None
    near = usual or nearest(plain, (*vocabulary.names, *vocabulary.functions))
    if near is None:
        return Refused(text("{name} is not a name here", name=shown), column)
    reason = text("{name} is not a name here; did you mean {near}?", name=shown, near=quoted(near))
    return Refused(reason, column, near)


def not_read(answer: str, at: int, end: int) -> Refused:
    """Say why the sign at a place cannot be read there."""
    character, column = answer[at], at + 1
    if character == "\\":
        command = _COMMAND.match(answer, at, end)
        shown = quoted(character if command is None else command.group())
        reason = text(
            "{command} is LaTeX that is not read here; write it in plain signs", command=shown
        )
        return Refused(reason, column)
    if character in _REASONS:
        return Refused(text(_REASONS[character]), column)
    where = "" if character.isascii() else f" ({code_point(character)})"
    return Refused(
        text("{character} is not read here", character=f"{quoted(character)}{where}"), column
    )
