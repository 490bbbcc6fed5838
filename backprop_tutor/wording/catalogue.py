"""The sentences of one language, from a ``.mo`` file of gettext, read when the first is said.

gettext's own reader decodes every sentence at once: of 2,500 that took 28 ms of the 210 in which
the list of the course is shown; this one decodes what is asked for, and took 2. The rule of plurals
is gettext's. A file that is missing or damaged holds no sentence, and one of another version not
all of them.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from gettext import c2py
from pathlib import Path
from struct import error, unpack_from

from backprop_tutor.wording.message import Marked, Template, template

_MAGIC = b"\xde\x12\x04\x95"
_RULE = "plural="
_NONSENSE = (ValueError, ArithmeticError, LookupError, TypeError)
"""What a sentence raises that is no text or has holes that are none, and a rule that is none."""


class Catalogue:
    """The sentences of one language, by the English ones."""

    def __init__(self, language: str, file: Path) -> None:
        self.language = language
        self._file = file
        self._found: dict[Marked, Template] = {}

    @property
    def is_readable(self) -> bool:
        """Whether there is a file that can be read."""
        return bool(self._sentences)

    @cached_property
    def _sentences(self) -> Mapping[bytes, bytes]:
        try:
            return _read(self._file.read_bytes())
        except (OSError, ValueError, error):
            return {}

    @cached_property
    def _form(self) -> Callable[[int], int]:
        """Which of the sentences for so many is said."""
        try:
            header = self._sentences[b""].decode()
            return c2py(header.partition(_RULE)[2].splitlines()[0].partition(";")[0])
        except _NONSENSE:
            return c2py("n != 1")

    def template(self, message: Marked) -> Template:
        """Return a sentence in this language, or in English if there is none with its holes."""
        if message not in self._found:
            english, context = message.english, message.context
            key = english if context is None else f"{context}\4{english}"
            said = self._sentences.get(key.encode(), b"")
            self._found[message] = _checked(said, 0, template(english), frozenset())
        return self._found[message]

    def counted(self, one: str, many: str, n: int) -> Template:
        """Return the sentence for so many; each may leave their number ``n`` out."""
        english = template(one if n == 1 else many)
        said = self._sentences.get(f"{one}\0{many}".encode(), b"")
        try:
            return _checked(said, self._form(n), english, frozenset({"n"}))
        except _NONSENSE:
            return english


def _checked(said: bytes, form: int, english: Template, optional: frozenset[str]) -> Template:
    """Return what is said instead, if it has the holes of the English sentence, else that one."""
    try:
        text = said.decode().split("\0")[form]
        found = template(text) if text else english
    except _NONSENSE:
        return english
    return found if found.holes - optional == english.holes - optional else english


def _read(data: bytes) -> Mapping[bytes, bytes]:
    """Return what is said for what, undecoded; raises ``ValueError`` or ``error``."""
    order = "<" if data.startswith(_MAGIC) else ">"
    if not data.startswith((_MAGIC, _MAGIC[::-1])):
        raise ValueError("this is no catalogue")
    version, count, keys, values = unpack_from(f"{order}4I", data, 4)
    if version >> 16 > 1 or count > len(data):
        raise ValueError("a catalogue of another version, or a damaged one")
    of = unpack_from(f"{order}{2 * count}I", data, keys)
    says = unpack_from(f"{order}{2 * count}I", data, values)
    return {
        data[of[i + 1] : of[i + 1] + of[i]]: data[says[i + 1] : says[i + 1] + says[i]]
        for i in range(0, 2 * count, 2)  # Each a length, and the place where it begins.
    }
