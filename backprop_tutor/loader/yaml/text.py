"""Bytes → text that is safe to parse: not too long, UTF-8, nothing invisible that acts."""

import re

from backprop_tutor.errors import Problem
from backprop_tutor.untrusted import code_point

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
        return [_TOO_LARGE]
    if isinstance(data, str):
        text = data
        # Surrogates count as three bytes here; they are reported below.
        if len(text.encode(errors="surrogatepass")) > MOST_BYTES:
            return [_TOO_LARGE]
    else:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return [Problem(1, 1, "the file is in UTF-16; save it as UTF-8")]
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            before = data[: error.start].decode()
            wrong = f"the byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
            return [Problem(*_place(_lines(before), None), wrong)]
    text = _lines(text)
    return _acting(text) or text


_TOO_LARGE = Problem(
    1, 1, "the file is larger than 256 KiB; a scenario is one small network: make it shorter"
)


def _lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _place(text: str, end: int | None) -> tuple[int, int]:
    """Return line and column, from 1, of the character at an index."""
    before = text[:end]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _acting(text: str) -> list[Problem]:
    """Return a problem for the first unwanted character of each line."""
    if not ACTING.search(text):
        return []
    return [
        Problem(line, found.start() + 1, unwanted(found.group()))
        for line, content in enumerate(text.split("\n"), start=1)
        if (found := ACTING.search(content))
    ]


def unwanted(character: str) -> str:
    """Say that a character may not stand in a file."""
    return f"the invisible character {code_point(character)} is not allowed here; remove it"
