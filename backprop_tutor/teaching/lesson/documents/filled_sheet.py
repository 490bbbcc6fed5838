"""A sheet that somebody has filled in, read again: who it is from, which it is, what was typed.

Nothing that was typed is judged or evaluated here. A sheet is what an editor made of it: with other
line ends and another encoding, quotation marks in place of backticks, what is left of the line to
write on, an answer in the line below. One that cannot be read is a value too, ``Damaged``; so is
what is written back to a student, where a folder of ``Feedback`` is taken for one of sheets.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.lesson.documents.sheet_line import SheetLine, read_line
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import grouped, text

Plain: TypeAlias = Callable[[str], str]
"""Makes plain text of a line as it stands in the file."""

MOST_IN_A_SHEET = 4_000_000
"""Of a file that is read as a sheet; the largest bundled lesson as a page has a tenth."""
_LONGEST_ANSWER = 10_000
_LONGEST_NAME = 200
_LONGEST_LINE = 1_000
"""Of those that may say which sheet it is."""
_A_LINE = "mazur · 7 · K3QF"

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_OTHER_KINDS = {
    b"PK\x03\x04": "docx/odt/xlsx",
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\xd0\xcf\x11\xe0": "doc",
}
"""How files begin that programs for letters write."""


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """What a sheet says."""

    scenario: str
    """The scenario's name, without the variant's number."""
    seed: int | None
    """The seed of the variant; None for the scenario's own numbers."""
    part: Part | None
    only: str | None
    after: int
    check: str
    """The check word as it stands there; ``check_word`` tells whether it is the right one."""
    student: str | None
    """What stands behind ``Name:``; None where nothing does."""
    answers: Mapping[str, str]
    """What was typed for each quantity that has a blank; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """What cannot be read as a sheet, and why."""

    reason: str
    """A sentence without its full stop, for behind the file's name."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What some student was told of a sheet: no sheet, though it names one."""

    student: str | None


def read_sheet(contents: bytes | str) -> FilledSheet | Feedback | Damaged:
    """Return what a sheet says, from a file's bytes or from its text."""
    said = text_of_file(contents) if isinstance(contents, bytes) else contents
    if isinstance(said, Damaged):
        return said
    if len(said) > MOST_IN_A_SHEET:
        return _too_large()
    if not said.strip("\ufeff \t\r\n"):
        return Damaged(text("it is empty"))
    if re.search(r"<html[\s>]|<!doctype html", said[:2_000], re.IGNORECASE):
        return _found(*_of_page(said), str.strip)
    lines = said.removeprefix("\ufeff").splitlines()
    return _found(lines, _answers(lines), _student(lines, _unescaped, _without_ends), _unescaped)


def _too_large() -> Damaged:
    return Damaged(text("it is larger than {most} bytes", most=grouped(MOST_IN_A_SHEET)))


def text_of_file(contents: bytes) -> str | Damaged:
    """Return what a file says that some editor has saved, in whatever encoding it does."""
    if len(contents) > MOST_IN_A_SHEET:
        return _too_large()
    for start, kind in _OTHER_KINDS.items():
        if contents.startswith(start):
            return Damaged(
                text("it is a file of the kind {kind}; save it as plain text", kind=kind)
            )
    # What Windows calls ANSI has a letter for all but five bytes.
    for encoding in ("utf-16",) if contents.startswith(_UTF_16) else ("utf-8-sig", "cp1252"):
        try:
            said = contents.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Damaged(text("it is not text")) if "\0" in said else said
    return Damaged(text("it is not text"))


def _found(
    lines: list[str], answers: Mapping[str, str], student: str | None, plain: Plain
) -> FilledSheet | Feedback | Damaged:
    which = tuple(dict.fromkeys(line for _, line in _sheet_lines(lines, plain)))
    match which:
        case ():
            return Damaged(
                text(
                    "the line that says which sheet it is, such as {example}, is not in it",
                    example=quoted(text("Sheet {line}", line=_A_LINE)),
                )
            )
        case (line,):
            pass
        case _:
            return Damaged(text("there are several sheets in it; make a file of each"))
    if line.marked:
        return Feedback(student)
    if not answers:
        return Damaged(text("there is no blank of a sheet in it, as in the key to one"))
    return FilledSheet(
        line.scenario,
        line.seed,
        line.part,
        line.only,
        line.after,
        line.check,
        student,
        answers,
    )


def _sheet_lines(lines: list[str], plain: Plain) -> Iterator[tuple[int, SheetLine]]:
    """Yield the lines that say which sheet it is, each with where it stands.

    They are remarks. Where an editor has made plain lines of remarks, the first one counts.
    """
    said = [
        (at, line)
        for at, line in enumerate(lines)
        if len(line) <= _LONGEST_LINE and not line.startswith("#")
    ]
    remarks = [(at, line.strip()[1:]) for at, line in said if line.lstrip()[:1] == ">"]
    found = [(at, line) for at, each in remarks if (line := read_line(plain(each)))]
    if found:
        yield from found
        return
    for at, each in said:
        if line := read_line(plain(each)):
            yield at, line
            return


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def _unescaped(said: str) -> str:
    """Return text as it was before it was made Markdown."""
    return html.unescape(_ESCAPED.sub(r"\1", said.strip()))


def _student(lines: list[str], plain: Plain, on_line: Plain = str.strip) -> str | None:
    """Return what stands behind ``Name:``, in the first line of text behind the sheet's own."""
    for at, _ in _sheet_lines(lines, plain):
        said = next((line for line in islice(lines, at + 1, None) if line.strip()), "")
        word, _, name = said.partition(":")
        if word.strip("* ").strip().isalpha():
            bare = name.removeprefix("**") if word.lstrip().startswith("**") else name
            return plain(on_line(bare))[:_LONGEST_NAME] or None
    return None


_QUOTES = "`'\"´‘’“”„«»‹›"
_BEFORE = r"\s*(?:[-*+•]\s+)?(?:\d+\\?\.\s+)?"
_MARK = re.compile(rf"{_BEFORE}[{_QUOTES}]\s?([^\s{_QUOTES}]+?)\s?[{_QUOTES}]\s*\\?=(.*)")
"""A blank: the number of the question, the name of the quantity in code, and what was typed."""
_PLAIN_MARK = re.compile(rf"{_BEFORE}([^\W\d][\w/^+\[\]]*)\s*=(.*)")
"""The same where a program for letters has made plain text of it."""
_LINE_TO_WRITE_ON = re.compile(r"(?:\\?_){3,}")
_OTHERWISE = re.compile(r"\s*(?:[#>|]|```|~~~|<)")
"""How a line begins that is no answer."""
_NUMBER = re.compile(r"\s*(?!\d+\\?\.\s)[-+−–=≈~]?\s*[.,]?\d")
"""How an answer in a line of its own begins, and the heading of the next question does not."""


def _answers(lines: list[str]) -> Mapping[str, str]:
    """Return for each quantity that has a blank what was typed there and in the lines below."""
    return _answers_at(_MARK, lines) or _answers_at(_PLAIN_MARK, lines)


def _answers_at(blank: re.Pattern[str], lines: list[str]) -> Mapping[str, str]:
    answered: dict[str, str] = {}
    marks = [blank.match(line) for line in lines]
    for at, mark in enumerate(marks):
        if mark is None:
            continue
        typed, below = [mark[2]], at + 1
        if not _bare(mark[2]):  # It was written below the line.
            below = next((k for k in range(below, min(below + 3, len(lines))) if lines[k]), below)
            below = below if below < len(lines) and _NUMBER.match(lines[below]) else len(lines)
        for line, another in zip(
            islice(lines, below, None), islice(marks, below, None), strict=True
        ):
            if not line.strip() or _OTHERWISE.match(line) or another:
                break
            typed.append(line)
        quantity, answer = _unescaped(mark[1]), _bare(" ".join(typed))
        if answer or quantity not in answered:  # Of two, the later one is the corrected one.
            answered[quantity] = answer
    return answered


_CROSSED_OUT = re.compile(
    r"~~[^~]+~~|<(s|del|strike)>[^<]*</\1>|(?:[^\u0335\u0336][\u0335\u0336])+", re.IGNORECASE
)
"""What a student has struck through, in Markdown or by a sign that does so to the one before it."""
_END_OF_LINE = re.compile(r"^[_ ]+|(?<!\\)[_ ]+$")


def _without_ends(name: str) -> str:
    """Return a name without what is left of the line to write on; ``\\_`` is a sign of its own."""
    return _END_OF_LINE.sub("", _without_line(name))


def _without_line(typed: str) -> str:
    """Return what was typed, without the line to write on; a sign or two of it may be left."""
    return " ".join(_LINE_TO_WRITE_ON.sub(" ", typed[:_LONGEST_ANSWER]).split())


def _answer(typed: str) -> str:
    """Return an answer as it was typed; nothing where only the line to write on is left."""
    said = _without_line(typed)
    return said if said.strip("_ ") else ""


def _bare(typed: str) -> str:
    """Return an answer of a sheet in Markdown as it was typed, without that language's marks."""
    kept = _CROSSED_OUT.sub(" ", typed[:_LONGEST_ANSWER])
    said = _answer(kept.replace(r"\_", "_").replace(r"\*", "*")).strip("\\ ")
    for mark in ("**", "`"):
        if len(said) > 2 * len(mark) and said.startswith(mark) and said.endswith(mark):
            said = said[len(mark) : -len(mark)].strip()
    return said


_CODE = frozenset({"code", "tt"})
_STRUCK = frozenset({"s", "del", "strike"})
_ROWS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "pre", "section", "main"})
# The parser of the standard library takes minutes for some files: here each sign is looked at once.
_NO_TEXT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(style|script|svg|math)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})((?:\s[^<>]{0,2000})?)/?>")
_ATTRIBUTE = re.compile(r"""([A-Za-z-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")


def _of_page(said: str) -> tuple[list[str], dict[str, str], str | None]:
    """Return a page's lines of text, what was typed for each quantity, and whose it is."""
    pieces: list[str] = []
    typed: dict[str, list[str]] = {}
    target, depth, at = pieces, 0, 0
    struck: tuple[str, int] | None = None
    said = _NO_TEXT.sub("", said)
    for tag in _TAG.finditer(said):
        if struck is None:
            target.append(html.unescape(said[at : tag.start()]))
        at = tag.end()
        closes, name, about = bool(tag[1]), tag[2].lower(), _attributes(tag[3])
        struck = _struck(struck, name, about, closes=closes)
        if name == "span" and depth:
            depth += -1 if closes else 1
            target = target if depth else pieces
        elif name == "span" and not closes and about.get("class") == "blank":
            target, depth = typed.setdefault(about.get("data-quantity", ""), []), 1
        elif name in _CODE:
            target.append("`")
        elif name in _ROWS:
            target.append("\n> " if not closes and about.get("class") == "remark" else "\n")
    target.append(html.unescape(said[at:]))
    filled = {quantity: "".join(each) for quantity, each in typed.items()}
    name = _without_ends(filled.pop("", ""))[:_LONGEST_NAME]
    answers = {quantity: _answer(each) for quantity, each in filled.items()}
    lines = "".join(pieces).splitlines()
    answers = answers or dict(_answers(lines))  # Another program has saved it.
    return lines, answers, name or _student(lines, str.strip)


def _struck(
    before: tuple[str, int] | None, name: str, about: Mapping[str, str], *, closes: bool
) -> tuple[str, int] | None:
    """Return the tag that strikes through what comes behind another one, and how deep it is."""
    if name in _ROWS:  # One that is never closed costs a line, and not all the sheet.
        return None
    if before is None:
        strikes = name in _STRUCK or "line-through" in about.get("style", "")
        return (name, 1) if strikes and not closes else None
    tag, depth = before
    if name == tag:
        depth += -1 if closes else 1
    return (tag, depth) if depth else None


def _attributes(about: str) -> dict[str, str]:
    """Return what stands in a tag behind its name."""
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(about)
    }
