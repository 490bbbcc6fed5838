"""Text that somebody else wrote, made safe to look at: nothing in it can move a cursor or hide."""

import re
import unicodedata

from backprop_tutor.wording import in_quotes

_ORDINARY_SPACES = re.compile(r"[ \t\n\r\f\v]+")

_A_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")
_FORMULAS = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula."""

LONGEST_QUOTE = 40
"""The most characters of somebody's text that a sentence quotes."""

# Control (Cc), format and bidi (Cf), surrogate (Cs), private use (Co), unassigned (Cn),
# line and paragraph separators (Zl, Zp): none of them shows, and some of them act.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str, *, keep_lines: bool = False) -> str:
    """Return ``text`` with every invisible or acting character spelled as ``U+202E``.

    With ``keep_lines`` line feeds stay, for prose of several lines.
    """
    if text.isprintable():  # Nothing of these categories is; nearly all text is as it should be.
        return text
    return "".join(
        character
        if unicodedata.category(character) not in _UNSEEN or (keep_lines and character == "\n")
        else code_point(character)
        for character in text
    )


def on_one_line(text: str) -> str:
    """Return a text without line ends and needless spaces; spaces that hold a number together stay.

    ``2 500`` and ``: `` in French have spaces at which no line ends.
    """
    return _ORDINARY_SPACES.sub(" ", text).strip(" ")


def shortened(text: str) -> str:
    """Return a piece of a text, safe to look at and not too long for a sentence."""
    safe = visible(text[: LONGEST_QUOTE + 1])
    return safe if len(safe) <= LONGEST_QUOTE else safe[: LONGEST_QUOTE - 1] + "…"


def quoted(text: str) -> str:
    """Return a piece of a text in quotes, safe to look at and not too long for a sentence."""
    return in_quotes(shortened(text))


def as_cell(value: object) -> object:
    """Return what a table for spreadsheets has for a value: no text of it is a formula.

    What is a number and nothing else can do no harm, and is wanted as a number.
    """
    if not isinstance(value, str):
        return value
    seen = visible(value)
    acts = seen.lstrip().startswith(_FORMULAS) and not _A_NUMBER.fullmatch(seen)
    return f"'{seen}" if acts else seen


def from_cell(cell: str) -> str:
    """Return the text for which ``as_cell`` has made a cell."""
    acts = cell.startswith("'") and cell[1:].lstrip().startswith(_FORMULAS)
    return cell[1:] if acts else cell


def shown(typed: str) -> str:
    """Return what was typed, quoted, cut and made visible."""
    return in_quotes(visible(typed if len(typed) <= 60 else typed[:60] + "…"))


def quoted_path(path: object) -> str:
    """Return a path as it stands in a sentence: in quotes, safe to look at, and whole.

    One that was cut would name nothing. Where a message begins with a path and a colon, as those of
    compilers do, it stands there without quotes.
    """
    return in_quotes(visible(str(path)))


def in_one_spelling(name: str) -> str:
    """Return somebody's name as it is however it is typed: small letters, each accent one way."""
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def is_unseen(character: str) -> bool:
    """Whether a character shows nothing, or acts on the screen instead of standing on it."""
    return unicodedata.category(character) in _UNSEEN


def code_point(character: str) -> str:
    """Return the code point of a character as ``U+202E``."""
    return f"U+{ord(character):04X}"
