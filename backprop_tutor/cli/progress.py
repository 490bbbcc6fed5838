"""The command about the learner's own record: what is in it, a copy of it, a new beginning."""

import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, assert_never

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.option_values import word_option
from backprop_tutor.cli.options import (
    ForceOption,
    NoPauseOption,
    PlainOption,
    ProgressFileOption,
    terminal,
    written_to,
)
from backprop_tutor.cli.program import program
from backprop_tutor.errors import UsageError
from backprop_tutor.invocation import Program
from backprop_tutor.untrusted import quoted_path, visible
from backprop_tutor.wording import in_quotes, marked, text, text_so_many

if TYPE_CHECKING:
    from backprop_tutor.blocks.blocks import Block
    from backprop_tutor.progress.rows import Row, Sitting
    from backprop_tutor.progress.store import Record
    from backprop_tutor.teaching.learner.sittings import SittingProgress

_T = TypeVar("_T")


class ExportOption(StrEnum):
    """What ``--export`` takes."""

    csv = "csv"
    json = "json"
    xapi = "xapi"


@app.command(
    help=marked("What you know, which mistakes come back, and what to do next.").english,
)
@guarded
def progress(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]", help=marked("With --reset or --drop: only this scenario.").english
        ),
    ] = None,
    export: Annotated[
        ExportOption | None,
        word_option(
            ExportOption, about=marked("Print every answer as data, for other programs.").english
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=marked("Where --export writes it; - is stdout.").english,
        ),
    ] = "-",
    student: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="NAME",
            help=marked(
                "Whose answers --export says they are: for a teacher. Scenarios have their names, "
                "and no folder of this computer is told."
            ).english,
        ),
    ] = None,
    force: ForceOption = False,
    reset: Annotated[
        bool,
        typer.Option("--reset", help=marked("Start over, after asking; a copy is kept.").english),
    ] = False,
    drop: Annotated[
        bool,
        typer.Option(
            "--drop",
            help=marked("Forget the walk or quiz that was left last, after asking.").english,
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help=marked("Do not ask before --reset or --drop.").english)
    ] = False,
    progress_file: ProgressFileOption = None,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Show the record, print it as data, or take something out of it."""
    if reset + drop + (export is not None) > 1:
        raise UsageError(
            text("--reset, --drop and --export cannot be used together; run one at a time")
        )
    if export is None and (output != "-" or force):
        raise UsageError(text("-o and --force go with --export; leave them out"))
    if export is None and student is not None:
        raise UsageError(text("--as goes with --export; leave it out"))
    if student is not None and not student.strip():
        raise UsageError(text("--as needs a name, such as --as 'Ana Roth'"))
    if yes and not (reset or drop):
        raise UsageError(text("--yes goes with --reset or --drop; leave it out"))
    if scenario is not None and not (reset or drop):
        raise UsageError(
            text(
                "{scenario} goes with --reset or --drop; leave it out",
                scenario=in_quotes(visible(scenario)),
            )
        )
    from backprop_tutor.progress.place import place_of_record

    path = place_of_record(progress_file)
    if reset:
        _reset(path, scenario, asks=not yes)
    elif drop:
        _drop(path, scenario, asks=not yes)
    elif export is not None:
        contents = _read(path, lambda record: _exported(record, export, student))
        written_to(output, contents, force=force, spared=(path,))
    else:
        started = program(progress_file=progress_file, plain=plain, no_pause=no_pause)
        page = _page(*_read(path, _all_of), started=started)
        terminal(plain, pauses=not no_pause).show(*page)


def _all_of(record: "Record") -> "tuple[tuple[Sitting, ...], tuple[Row, ...], frozenset[str]]":
    sittings = record.sittings()
    finished = frozenset(one.id for one in sittings if record.finished(one.id))
    return sittings, record.rows(), finished


def _page(
    sittings: "tuple[Sitting, ...]",
    rows: "tuple[Row, ...]",
    finished: frozenset[str],
    *,
    started: Program,
) -> "tuple[Block, ...]":
    """Return the page, from the record alone."""
    from datetime import UTC, datetime

    from backprop_tutor.session.library import library
    from backprop_tutor.teaching.learner.progress_page import progress_page

    now = datetime.now(UTC)
    return progress_page(rows, sittings, now, library(), finished, started)


def _exported(record: "Record", wanted: ExportOption, student: str | None) -> str:
    from backprop_tutor.progress.export import FORMATS, without_paths

    sittings: Mapping[str, Sitting] = {one.id: one for one in reversed(record.sittings())}
    rows: Sequence[Row] = record.rows()
    if student is not None:
        sittings, rows = without_paths(sittings, rows)
    return FORMATS[wanted.value](sittings, rows, student)


def _read(path: Path, asked: "Callable[[Record], _T]") -> _T:
    """Return what a record holds; one that is not there is empty, and is not begun by looking."""
    from backprop_tutor.progress.failures import RecordError
    from backprop_tutor.progress.store import open_record

    with open_record(path if path.exists() else None) as record:
        if record.was_damaged and record.remark is not None:
            raise RecordError(record.remark)
        _say(record.remark)
        found = asked(record)
        if record.unreadable:
            _say(
                text_so_many(
                    "{file}: {n} entry makes no sense and is left out",
                    "{file}: {n} entries make no sense and are left out",
                    record.unreadable,
                    file=visible(str(path)),
                )
            )
        return found


def _reset(path: Path, scenario: str | None, *, asks: bool) -> None:
    """Remove what is recorded, or what of it is about one scenario."""
    from backprop_tutor.progress.store import open_record

    if not path.exists():
        print(text("Nothing is recorded yet, so there is nothing to reset."))
        return
    if scenario is None:
        question = text("Start over, without what is recorded in {file}?", file=quoted_path(path))
        if not _agreed(question, asks=asks):
            return
        with open_record(path) as record:
            _say(record.remark)
            copy = record.reset()
        print(
            text(
                "The record is empty now. What was in it is kept in {file}.",
                file=quoted_path(copy),
            )
        )
        return
    with open_record(path) as record:
        _say(record.remark)
        named = {one.scenario for one in record.sittings()}
        named |= {row.heard.scenario for row in record.rows()}
        called = scenario if scenario in named else str(Path(scenario).absolute())
        if called not in named:
            print(
                text(
                    "Nothing is recorded of {scenario}, so there is nothing to reset.",
                    scenario=visible(scenario),
                )
            )
        elif _agreed(
            text("Start over with {scenario}, without its answers?", scenario=visible(called)),
            asks=asks,
        ):
            copy = record.reset_scenario(called)
            print(
                text(
                    "Nothing is recorded of {scenario} now. "
                    "What was in the record before is kept in {file}.",
                    scenario=visible(called),
                    file=quoted_path(copy),
                )
            )


def _drop(path: Path, scenario: str | None, *, asks: bool) -> None:
    """Remove the walk or quiz that was left last in the middle, with its answers."""
    from backprop_tutor.progress.store import open_record
    from backprop_tutor.teaching.learner.sittings import courses

    with open_record(path if path.exists() else None) as record:
        _say(record.remark)
        sittings, rows, finished = _all_of(record)
        wanted = None if scenario is None else {scenario, str(Path(scenario).absolute())}
        left = [
            one
            for one in courses(rows, sittings, finished)
            if not one.finished and (wanted is None or one.sitting.scenario in wanted)
        ]
        if not left:
            print(_nothing_to_drop(scenario))
            return
        last = left[-1]
        if _agreed(_drop_question(last), asks=asks):
            print(_dropped(last, record.drop(last.sitting.id)))


def _nothing_to_drop(scenario: str | None) -> str:
    if scenario is None:
        return text("No walk or quiz was left in the middle, so there is nothing to drop.")
    return text(
        "No walk or quiz of {scenario} was left in the middle, so there is nothing to drop.",
        scenario=visible(scenario),
    )


def _drop_question(left: "SittingProgress") -> str:
    from backprop_tutor.progress.rows import Mode

    scenario, date = visible(left.sitting.scenario), f"{left.last:%Y-%m-%d}"
    if left.is_exam:
        return text_so_many(
            "Drop the exam of {scenario} of {date}, with its one question?",
            "Drop the exam of {scenario} of {date}, with its {n} questions?",
            left.seen,
            scenario=scenario,
            date=date,
        )
    match left.sitting.mode:
        case Mode.QUIZ:
            return text_so_many(
                "Drop the quiz of {scenario} of {date}, with its one question?",
                "Drop the quiz of {scenario} of {date}, with its {n} questions?",
                left.seen,
                scenario=scenario,
                date=date,
            )
        case Mode.WALK:
            return text_so_many(
                "Drop the walk of {scenario} of {date}, with its one question?",
                "Drop the walk of {scenario} of {date}, with its {n} questions?",
                left.seen,
                scenario=scenario,
                date=date,
            )
        case _:
            assert_never(left.sitting.mode)


def _dropped(left: "SittingProgress", copy: Path | None) -> str:
    from backprop_tutor.progress.rows import Mode

    scenario, date = visible(left.sitting.scenario), f"{left.last:%Y-%m-%d}"
    file = quoted_path(copy)
    if left.is_exam:
        return text(
            "Dropped: the exam of {scenario} of {date}. "
            "What was in the record before is kept in {file}.",
            scenario=scenario,
            date=date,
            file=file,
        )
    match left.sitting.mode:
        case Mode.QUIZ:
            return text(
                "Dropped: the quiz of {scenario} of {date}. "
                "What was in the record before is kept in {file}.",
                scenario=scenario,
                date=date,
                file=file,
            )
        case Mode.WALK:
            return text(
                "Dropped: the walk of {scenario} of {date}. "
                "What was in the record before is kept in {file}.",
                scenario=scenario,
                date=date,
                file=file,
            )
        case _:
            assert_never(left.sitting.mode)


def _agreed(question: str, *, asks: bool) -> bool:
    """Return whether the learner wants it; raises ``UsageError`` where nobody can be asked."""
    if not asks:
        return True
    if not sys.stdin.isatty():
        raise UsageError(text("this asks first, and there is nobody here to ask; add --yes"))
    # Translators: [y/N] is what may be typed; y, yes, o and oui are understood as yes.
    asked = text("{question} [y/N]", question=question)
    print(asked, end=" ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().casefold() in ("y", "yes", "o", "oui"):
        return True
    print(text("Nothing was changed."))
    return False


def _say(remark: str | None) -> None:
    if remark is not None:
        print(remark, file=sys.stderr)
