"""Sheets for a class: one for each seed or student, each with numbers of its own, in a folder."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backprop_tutor.cli.export.documents import DocumentKind, Wanted
from backprop_tutor.cli.export.formats import DocumentView
from backprop_tutor.cli.options import MOST_SHEETS, folder_made, written_to
from backprop_tutor.errors import FileError, UsageError
from backprop_tutor.system_errors import reason_of
from backprop_tutor.untrusted import in_one_spelling, quoted, quoted_path, visible
from backprop_tutor.whole_files import file_name, file_names
from backprop_tutor.wording import grouped, text, text_so_many, text_with_commas

if TYPE_CHECKING:
    from backprop_tutor.blocks.blocks import Block
    from backprop_tutor.scenario.scenario import Scenario

_LONGEST_NAME = 200
_REMARK = "#"
_TABLES = (".csv", ".tsv")
_STUDENT = "student"
"""The column with the names, as in the tables of ``grade``."""
_HEADS = (_STUDENT, "name", "nom")
"""What stands above names that have no other columns beside them; there ``nom`` is half a name."""
_MOST_HEADS = 6
_MOST_AGAIN = 10
FIRST_SEED = 1
"""Where none is given, so that the keys are those of the sheets."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One sheet or key of many."""

    file: str
    """The name of its file, without the ending."""
    seed: int
    student: str | None = None


def check_is_for_class(
    wanted: Wanted, output: str, count: int | None, students: str | None, *, variant: bool
) -> None:
    """Raise ``UsageError`` unless the options for many sheets go together."""
    if count is not None and students is not None:
        raise UsageError(text("--students makes a sheet for each; leave out --variants"))
    option = "--variants" if students is None else "--students"
    if wanted.kind not in {DocumentKind.WORKSHEET, DocumentKind.KEY}:
        raise UsageError(
            text("{option} makes worksheets or keys; add --worksheet or --key", option=option)
        )
    if variant:
        raise UsageError(
            text("{option} gives each its own numbers; leave out --variant", option=option)
        )
    if output == "-":
        raise UsageError(
            text("{option} makes many files; name a folder for them with -o", option=option)
        )


def copies_of(
    scenario: "Scenario", count: int | None, students: str | None, first: int
) -> tuple[Copy, ...]:
    """Return one for each student in a file, or so many, with the seeds from ``first`` on."""
    if students is not None:
        return copies_by_student(students_in(students), first)
    return copies_by_seed(scenario, count or 0, first)


def what_was_written(count: int, folder: str) -> str:
    """Say how many sheets or keys there are now, and where."""
    return text_so_many(
        "{n} file is written to {folder}.",
        "{n} files are written to {folder}.",
        count,
        folder=quoted_path(folder),
    )


def copies_by_seed(scenario: "Scenario", count: int, first: int) -> tuple[Copy, ...]:
    """Return so many copies with the seeds from ``first`` on."""
    called = file_name(scenario.name)
    return tuple(Copy(f"{called}-{seed}", seed) for seed in range(first, first + count))


def copies_by_student(students: Sequence[str], first: int) -> tuple[Copy, ...]:
    """Return one for each student, in order, with the seeds from ``first`` on."""
    files = file_names(students)
    return tuple(
        Copy(file, first + k, student)
        for k, (file, student) in enumerate(zip(files, students, strict=True))
    )


def students_in(file: str) -> tuple[str, ...]:
    """Return who stands in a file, a name or an id a line; raises ``FileError``."""
    from backprop_tutor.teaching.lesson.documents.filled_sheet import Damaged, text_of_file

    try:
        with Path(file).open("rb") as opened:
            said = text_of_file(opened.read(MOST_SHEETS * _LONGEST_NAME))
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else text("it is not text")
        raise FileError(_cannot_be_read(file, reason)) from None
    if isinstance(said, Damaged):
        raise FileError(_cannot_be_read(file, said.reason))
    is_table = Path(file).suffix.lower() in _TABLES
    names = list(_names_in_table(file, said) if is_table else _names_in_lines(said))
    shown = [(line, visible(" ".join(name.split()))) for line, name in names]
    _check(file, shown)
    return tuple(name for _, name in shown if name)


def _names_in_lines(said: str) -> Iterator[tuple[int, str]]:
    """Yield each line behind its number, but those that are remarks."""
    for number, line in enumerate(said.splitlines(), 1):
        if not line.lstrip().startswith(_REMARK):
            yield number, line


def _names_in_table(file: str, said: str) -> Iterator[tuple[int, str]]:
    """Yield what stands in the column with the names, each behind the number of its line."""
    import csv

    said = said.lstrip("\r\n")
    head, _, _ = said.partition("\n")
    table = csv.reader(said.splitlines(), delimiter=max(",;\t", key=head.count))
    try:
        heads = [one.strip() for one in next(table, [])]
        wanted = (_STUDENT,) if len(heads) > 1 else _HEADS
        known = [at for at, one in enumerate(heads) if one.casefold() in wanted]
        if not known and len(heads) > 1:
            raise FileError(
                text(
                    "{file}: its columns are {columns}; call the one that tells the students apart "
                    "{name}",
                    file=visible(file),
                    columns=text_with_commas([quoted(one) for one in heads[:_MOST_HEADS]]),
                    name=quoted(_STUDENT),
                )
            )
        if not known:  # One column, which may have no head.
            yield 1, heads[0] if heads else ""
        at = known[0] if known else 0
        for row in table:
            yield table.line_num, row[at] if at < len(row) else ""
    except csv.Error:
        reason = text("it is not a table (CSV) that can be read")
        raise FileError(_cannot_be_read(file, reason)) from None


def _cannot_be_read(file: str, reason: str) -> str:
    return text("{file}: cannot be read ({reason})", file=visible(file), reason=reason)


def _check(file: str, names: Sequence[tuple[int, str]]) -> None:
    """Raise ``FileError`` if it is no list of names, each of another student."""
    count = sum(bool(name) for _, name in names)
    if not count:
        raise FileError(
            text("{file}: there is no name in it; write one in each line", file=visible(file))
        )
    if count > MOST_SHEETS:
        raise FileError(
            text(
                "{file}: there are {count} names in it; take at most {most} at a time",
                file=visible(file),
                count=grouped(count),
                most=grouped(MOST_SHEETS),
            )
        )
    first: dict[str, int] = {}
    again: list[tuple[int, str]] = []
    for number, name in names:
        if len(name) > _LONGEST_NAME:
            raise FileError(
                text(
                    "{file}:{line}: {name} is too long for a name; write one in each line",
                    file=visible(file),
                    line=number,
                    name=quoted(name),
                )
            )
        if name and first.setdefault(in_one_spelling(name), number) != number:
            again.append((number, name))
    if again:
        raise FileError("\n".join(_again(file, first, again)))


def _again(file: str, first: Mapping[str, int], again: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Yield a sentence for each name that stands there more than once, and is one too many."""
    for number, name in again[:_MOST_AGAIN]:
        yield text(
            "{file}:{line}: {name} stands in line {first} already; add what tells the two apart",
            file=visible(file),
            line=number,
            name=quoted(name),
            first=first[in_one_spelling(name)],
        )
    if (more := len(again) - _MOST_AGAIN) > 0:
        yield text_so_many("… and {n} more", "… and {n} more", more)


def write_copies(
    scenario: "Scenario",
    wanted: Wanted,
    copies: Sequence[Copy],
    folder: str,
    view: DocumentView,
    *,
    force: bool,
    spared: Sequence[Path],
) -> int:
    """Write a file for each copy; of keys also one page with all of them; return how many.

    Nothing is written if one of them would go over a file that is there. What is written when it is
    stopped stays. Raises ``FileError``, and ``CannotVary`` where there are no other numbers.
    """
    from backprop_tutor.teaching.variants.variants import Variants
    from backprop_tutor.views.text.progress_bar import counting_bar

    variants = Variants(scenario)
    is_key = wanted.kind is DocumentKind.KEY
    names = [f"{copy.file}-key" if is_key else copy.file for copy in copies]
    files = [str(Path(folder, f"{name}{view.ending}")) for name in names]
    whole = str(Path(folder, f"{file_name(scenario.name)}-keys{view.ending}"))
    _begin(folder, [*files, *([whole] if is_key else ())], force=force)
    pages: list[tuple[Copy, tuple[Block, ...]]] = []
    with counting_bar(text("Writing"), len(copies)) as tell:
        for count, (copy, file) in enumerate(zip(copies, files, strict=True), start=1):
            blocks = wanted.blocks(variants.draw(copy.seed), copy.seed, copy.student)
            if is_key:
                pages.append((copy, tuple(blocks)))
                blocks = iter(pages[-1][1])
            written_to(file, view.written(blocks), force=force, spared=spared)
            tell(count)
    if is_key:
        written_to(whole, view.written(_in_one(pages)), force=force, spared=spared)
    return len(files) + is_key


def _begin(folder: str, files: Sequence[str], *, force: bool) -> None:
    """Make the folder; raise ``FileError`` if it cannot be one, or has one of the files."""
    folder_made(folder)
    there = next((file for file in files if Path(file).exists()), None)
    if there is not None and not force:
        raise FileError(
            text(
                "{file} exists already; name another folder with -o, or add --force to write over "
                "what is there",
                file=quoted_path(there),
            )
        )


def _in_one(pages: "Iterable[tuple[Copy, tuple[Block, ...]]]") -> "Iterator[Block]":
    """Yield all keys below one title; each has the line of its sheet, or its student, above it."""
    from dataclasses import replace

    from backprop_tutor.blocks.blocks import Prose, Tone

    for count, (copy, (title, which, *rest)) in enumerate(pages):
        assert isinstance(which, Prose)
        if not count:
            yield title
        if copy.student is None:
            yield replace(which, tone=Tone.HEADING)
            yield from rest
        else:  # Behind the line stands whose it is.
            yield Prose((copy.student,), Tone.HEADING)
            yield which
            yield from rest[1:]
