"""The command about the records of a class: who is where, who is stuck, which ideas cost most."""

import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.grading.table_option import TableOption, check_streams, check_table
from backprop_tutor.cli.options import (
    ForceOption,
    NoPauseOption,
    PlainOption,
    terminal,
    written_to,
)
from backprop_tutor.system_errors import reason_of
from backprop_tutor.untrusted import as_cell, in_one_spelling, visible
from backprop_tutor.wording import marked, text, text_so_many

if TYPE_CHECKING:
    from backprop_tutor.progress.handed_in import HandedIn
    from backprop_tutor.teaching.grading.class_progress import StudentProgress

_COLUMNS = (
    *("student", "file", "last", "scenario", "mode", "exam", "finished", "passed", "right"),
    *("skills", "mastered", "stuck_at", "misconceptions", "trouble", "also"),
)


@app.command(
    name="class",
    help=marked(
        "Where each student of a class is, and who is stuck.\n\n"
        "It reads their records, and says which wrong ideas cost most. The exit code is 1 "
        "if a file could not be read."
    ).english,
)
@guarded
def class_of_records(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help=marked(
                "Progress files, exports of them (--export json or csv), or folders of these."
            ).english,
        ),
    ],
    csv_file: TableOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=marked("Print as JSON data.").english)
    ] = False,
    force: ForceOption = False,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Look at the records of a class."""
    check_streams(csv_file, as_json=as_json)
    from backprop_tutor.cli.grading.submissions import files_in

    found = files_in(files)
    check_table(csv_file, force=force, spared=found)
    students = list(_students(found))
    if csv_file is not None:
        written_to(csv_file, _as_csv(students), force=force, spared=found)
    if as_json:
        print(json.dumps(_record(students), indent=1, allow_nan=False))
    elif csv_file != "-":
        from backprop_tutor.teaching.grading.class_progress_page import class_progress_page

        terminal(plain, pauses=not no_pause).show(*class_progress_page(students))
    if any(one.trouble for one in students):
        raise typer.Exit(1)


def _students(files: Sequence[Path]) -> "Iterator[StudentProgress]":
    """Yield the students of the files, in the order in which they are first met.

    The files of one who gives a name and has several are read again, to be taken together. One who
    gives none is called as the file is; with its folder, where several files have that name.
    """
    stems = Counter(path.stem for path in files)
    found: dict[tuple[str, str], list[tuple[Path, StudentProgress]]] = {}
    for path in files:
        for number, (name, one) in enumerate(_in_file(path)):
            whose = (in_one_spelling(name), "") if name else ("", f"{path} {number}")
            found.setdefault(whose, []).append((path, one))
    for (name, _), each in found.items():
        path, one = each[0]
        if len(each) > 1:
            yield _together(name, each)
        elif not name and one.student and stems[path.stem] > 1:
            yield replace(one, student=one.file)
        else:
            yield one


def _in_file(path: Path) -> "Iterator[tuple[str, StudentProgress]]":
    """Yield who is in a file, each behind the name that stands there, if one does."""
    from backprop_tutor.teaching.grading.class_progress import StudentProgress, student_progress

    file, given = visible(str(path)), _read(path)
    if isinstance(given, str):
        yield "", StudentProgress("", file, trouble=given)
        return
    for one in given:
        called = one.student or path.stem
        yield one.student, student_progress(called, file, one, _left_out(one.senseless))


def _read(path: Path) -> "tuple[HandedIn, ...] | str":
    from backprop_tutor.progress.handed_in import MOST_IN_A_RECORD, handed_in

    try:
        with path.open("rb") as opened:
            return handed_in(opened.read(MOST_IN_A_RECORD + 1))
    except OSError as error:
        return text("it cannot be read ({reason})", reason=reason_of(error))


def _together(name: str, each: "Sequence[tuple[Path, StudentProgress]]") -> "StudentProgress":
    from backprop_tutor.progress.handed_in import taken_together
    from backprop_tutor.teaching.grading.class_progress import student_progress

    given = (_read(path) for path in dict.fromkeys(path for path, _ in each))
    parts = [
        one
        for known in given
        if not isinstance(known, str)
        for one in known
        if in_one_spelling(one.student) == name
    ]
    first = each[0][1]
    if not parts:  # They are gone meanwhile.
        return first
    whole = taken_together(parts)
    also = tuple(dict.fromkeys(one.file for _, one in each if one.file != first.file))
    found = student_progress(first.student, first.file, whole, _left_out(whole.senseless))
    return replace(found, also=also)


def _left_out(count: int) -> str:
    if not count:
        return ""
    return text_so_many(
        "{n} entry makes no sense and is left out",
        "{n} entries make no sense and are left out",
        count,
    )


def _as_csv(students: "Sequence[StudentProgress]") -> str:
    import csv

    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(_COLUMNS)
    for one in students:
        met = " ".join(id_ for id_, _ in one.misconceptions)
        data = {**_student(one), "misconceptions": met, "also": "; ".join(one.also)}
        table.writerow([as_cell(data[name]) for name in _COLUMNS])
    return written.getvalue()


def _record(students: "Sequence[StudentProgress]") -> dict[str, Any]:
    from backprop_tutor.teaching.grading.class_progress import ideas_of_class

    return {
        "students": [_student(one) for one in students],
        "misconceptions": [
            {"misconception": one.misconception, "answers": one.answers, "students": one.students}
            for one in ideas_of_class(students)
        ],
    }


def _student(one: "StudentProgress") -> dict[str, Any]:
    from backprop_tutor.progress.xapi import name_of_scenario

    at = one.at
    return {
        "student": one.student,
        "file": one.file,
        "last": None if one.last is None else one.last.isoformat(),
        "scenario": None if at is None else name_of_scenario(at.sitting.scenario),
        "mode": None if at is None else at.sitting.mode.value,
        "exam": None if at is None else at.is_exam,
        "finished": None if at is None else at.finished,
        "passed": None if at is None else at.passed,
        "right": one.answered,
        "skills": one.skills,
        "mastered": one.mastered,
        "stuck_at": one.stuck_at or None,
        "misconceptions": dict(one.misconceptions),
        "trouble": one.trouble or None,
        "also": list(one.also),
    }
