"""What is handed in: sheets as they were filled in, and lists of answers (CSV, JSON).

Nothing in it is trusted, and none of it is evaluated. What cannot be read at all is a ``Damaged``
of its own, so that whoever handed it in has a row.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from backprop_tutor.errors import FileError, TutorError
from backprop_tutor.system_errors import reason_of
from backprop_tutor.untrusted import in_one_spelling, quoted, quoted_path, visible
from backprop_tutor.wording import grouped, text, text_with_commas

MARKS_FILE = "marks.jsonl"
"""In a folder of feedback; nothing that was handed in."""
_SHEETS = (".md", ".markdown", ".txt", ".html", ".htm")
_LISTS = (".csv", ".tsv", ".json")
_OF_LETTERS = (".docx", ".doc", ".odt", ".rtf", ".pages")
_LONGEST_SHEET, _LONGEST_LIST = 4_000_000, 400_000_000
"""Bytes that are read of one file; a list may hold a whole class."""
_COLUMNS = ("student", "quantity", "answer")
_LONGEST_NAME = 200
_DASHES = "-–—−"
"""What stands for no seed: the scenario's own numbers."""


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A sheet that somebody has filled in, as it came."""

    file: str
    contents: bytes


@dataclass(frozen=True, slots=True)
class AnswerList:
    """One student's answers to one paper, from a list of answers."""

    file: str
    student: str
    scenario: str
    """Empty if nothing says which; so too the seed, in figures as they stand there."""
    seed: str
    answers: tuple[tuple[str, str], ...]
    """Quantities with what was typed for each, as the rows stand: one may stand there again."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is no sheet and no list, and why."""

    file: str
    reason: str


Submission: TypeAlias = SheetFile | AnswerList | Unreadable


def files_in(given: Sequence[str], without: Path | None = None) -> list[Path]:
    """Return the files that are given, and those of the folders that are, in order of their names.

    Hidden files are left out, the marks in a folder of feedback, and those ``without`` it, the
    folder that is written to. Raises ``FileError`` for what is not there, and ``TutorError`` where
    there is no file at all.
    """
    found: dict[Path, None] = {}
    for name in given:
        path = Path(name)
        try:
            if path.is_dir():
                inside = (one for one in sorted(path.rglob("*")) if _is_handed_in(one, path))
                found |= dict.fromkeys(one for one in inside if not _is_within(one, without))
            elif path.exists():
                found[path] = None
            else:
                raise FileError(text("{file}: there is no such file", file=visible(name)))
        except (OSError, ValueError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else text("it is not a name")
            raise FileError(
                text("{file}: cannot be read ({reason})", file=visible(name), reason=reason)
            ) from None
    if not found:
        listed = text_with_commas([quoted_path(Path(name)) for name in given])
        raise TutorError(
            text(
                "there is no file in {folders}; name the folder with what your class handed in",
                folders=listed,
            )
        )
    return list(found)


def _is_handed_in(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.name != MARKS_FILE and path.is_file()


def _is_within(path: Path, folder: Path | None) -> bool:
    return folder is not None and path.resolve().is_relative_to(folder.resolve())


def submissions_in(files: Iterable[Path]) -> Iterator[Submission]:
    """Yield what is in the files; each is read when its turn comes."""
    for path in files:
        file, ending = visible(str(path)), path.suffix.lower()
        if ending not in (*_SHEETS, *_LISTS):
            yield Unreadable(file, _no_such_kind(ending))
            continue
        most = _LONGEST_LIST if ending in _LISTS else _LONGEST_SHEET
        contents = _contents(path, most)
        if isinstance(contents, str):
            yield Unreadable(file, contents)
        elif ending in _SHEETS:
            yield SheetFile(file, contents)
        else:
            yield from _of_list(file, ending, contents)


def _no_such_kind(ending: str) -> str:
    if ending in _OF_LETTERS:
        return text(
            "it ends in {ending}; the program that wrote it can save it as a web page (HTML) or as "
            "plain text, and either is read",
            ending=quoted(ending),
        )
    kinds = text_with_commas((*_SHEETS, *_LISTS))
    if not ending:
        return text(
            "its name has no ending; a sheet or a list of answers ends in {kinds}", kinds=kinds
        )
    return text(
        "it ends in {ending}; a sheet or a list of answers ends in {kinds}",
        ending=quoted(ending),
        kinds=kinds,
    )


def _contents(path: Path, most: int) -> bytes | str:
    """Return what is in a file, or why it cannot be read."""
    try:
        if not path.is_file():  # A pipe would have to be waited for.
            return text("it is not a file")
        with path.open("rb") as opened:
            contents = opened.read(most + 1)
    except OSError as error:
        return text("it cannot be read ({reason})", reason=reason_of(error))
    if len(contents) > most:
        return text("it is larger than {most} bytes", most=grouped(most))
    return contents


def _of_list(file: str, ending: str, contents: bytes) -> Iterator[Submission]:
    """Yield the students of a list, in the order in which they first come."""
    said = _decoded(contents)
    if said is None:
        yield Unreadable(file, text("it is not text"))
        return
    rows = _rows_of_json(said) if ending == ".json" else _rows_of_table(said)
    if isinstance(rows, str):
        yield Unreadable(file, rows)
        return
    found: dict[tuple[str, str, str], tuple[str, list[tuple[str, str]]]] = {}
    for student, scenario, seed, quantity, answer in rows:
        drawn = seed if seed.strip(_DASHES) else ""
        whose = (in_one_spelling(student), scenario, drawn)
        _, answers = found.setdefault(whose, (student, []))
        if quantity:
            answers.append((quantity, answer))
    if not found:
        yield Unreadable(file, text("there is no answer in it"))
    for (_, scenario, seed), (student, answers) in found.items():
        yield AnswerList(file, student, scenario, seed, tuple(answers))


def _decoded(contents: bytes) -> str | None:
    utf_16 = contents.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252"):
        try:
            said = contents.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in said else said
    return None


_Row: TypeAlias = tuple[str, str, str, str, str]
"""Student, scenario, seed, quantity, answer."""


def _rows_of_table(said: str) -> list[_Row] | str:
    """Return the rows of a table with a head, with commas, semicolons or tabs between columns."""
    head, _, _ = said.lstrip("\r\n").partition("\n")
    between = max(",;\t", key=head.count)
    csv.field_size_limit(_LONGEST_SHEET)
    try:
        table = csv.DictReader(io.StringIO(said.lstrip("\r\n"), newline=""), delimiter=between)
        names = {(name or "").strip().lower(): name for name in table.fieldnames or ()}
        if missing := [one for one in _COLUMNS if one not in names]:
            return text(
                "its first line has no column {missing}; it needs {columns}, and may have "
                "scenario and seed",
                missing=text_with_commas(missing),
                columns=text_with_commas(_COLUMNS),
            )
        wanted = [names.get(one) for one in ("student", "scenario", "seed", "quantity", "answer")]
        rows = []
        for row in table:
            student, scenario, seed, quantity, answer = (
                "" if one is None else (row.get(one) or "").strip() for one in wanted
            )
            if student or quantity or answer:
                rows.append((student[:_LONGEST_NAME], scenario, seed, quantity, answer))
        return rows
    except csv.Error:
        return text("it is not a table (CSV) that can be read")


def _rows_of_json(said: str) -> list[_Row] | str:
    """Return the rows of one object for a student, or of a list of them; numbers as written.

    An object is read as its pairs: a quantity that stands there twice has two answers.
    """
    try:
        data = json.loads(said, parse_float=str, parse_int=str, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return text("it is not JSON that can be read")
    students = data if isinstance(data, list) else [data]
    rows: list[_Row] = []
    for one in students:
        about = dict(one) if isinstance(one, tuple) else {}
        answers = about.get("answers")
        if not isinstance(answers, tuple):
            return text(
                "it is not what is needed: an object with 'student', 'scenario', 'seed' and "
                "'answers', or a list of these"
            )
        student, scenario, seed = (_word(about.get(key)) for key in ("student", "scenario", "seed"))
        found = [
            (student[:_LONGEST_NAME], scenario, seed, name, _word(answer))
            for name, answer in answers
        ]
        rows += found or [(student[:_LONGEST_NAME], scenario, seed, "", "")]
    return rows


def _word(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
