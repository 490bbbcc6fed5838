"""Bytes → text that is safe to parse: not too long, UTF-8, nothing invisible that acts."""

import re

from backprop_tutor.errors import Problem
from backprop_tutor.untrusted import code_point
from backprop_tutor.wording import text

MOST_BYTES = 256 * 1024

# Control characters, bidi marks and overrides, line and paragraph separators, byte order marks
# inside the text, lone surrogates, non-characters. Joiners stay: emoji and Persian need them.
ACTING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
    r"\ud800-\udfff\ufffe\uffff]"
)
"""Characters that act on a screen instead of standing on it; tab and line feed are not among them.
"""


def decode(data: str | bytes) -> str | list[Problem]:
    """Return the text with its line ends as line feeds and without a byte order mark."""
    if len(data) > MOST_BYTES:
        return [_too_large()]
    if isinstance(data, str):
        contents = data
        # Surrogates count as three bytes here; they are reported below.
        if len(contents.encode(errors="surrogatepass")) > MOST_BYTES:
            return [_too_large()]
    else:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return [Problem(1, 1, text("the file is in UTF-16; save it as UTF-8"))]
        try:
            contents = data.decode()
        except UnicodeDecodeError as error:
            before = data[: error.start].decode()
            byte = f"0x{data[error.start]:02X}"
            wrong = text("the byte {byte} is not UTF-8; save the file as UTF-8", byte=byte)
            return [Problem(*_place(_lines(before), None), wrong)]
    contents = _lines(contents)
    return _acting(contents) or contents


def _too_large() -> Problem:
    return Problem(
        1,
        1,
        text("the file is larger than 256 KiB; a scenario is one small network: make it shorter"),
    )


def _lines(contents: str) -> str:
    return contents.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _place(contents: str, end: int | None) -> tuple[int, int]:
    """Return line and column, from 1, of the character at an index."""
    before = contents[:end]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _acting(contents: str) -> list[Problem]:
    """Return a problem for the first unwanted character of each line."""
    if not ACTING.search(contents):
        return []
    return [
        Problem(line, found.start() + 1, unwanted(found.group()))
        for line, content in enumerate(contents.split("\n"), start=1)
        if (found := ACTING.search(content))
    ]


def unwanted(character: str) -> str:
    """Say that a character may not stand in a file."""
    return text(
        "the invisible character {character} is not allowed here; remove it",
        character=code_point(character),
    )
