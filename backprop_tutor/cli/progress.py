"""The command about the learner's own record: what is in it, a copy of it, a new beginning."""

import sys
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.option_values import word_option
from backprop_tutor.cli.options import (
    NoPauseOption,
    PlainOption,
    ProgressFileOption,
    terminal,
    written_to,
)
from backprop_tutor.cli.program import program
from backprop_tutor.errors import TutorError, UsageError
from backprop_tutor.invocation import Program
from backprop_tutor.untrusted import visible

if TYPE_CHECKING:
    from backprop_tutor.blocks.blocks import Block
    from backprop_tutor.progress.rows import Row, Sitting
    from backprop_tutor.progress.store import Record
    from backprop_tutor.teaching.learner.catalogue import Library
    from backprop_tutor.teaching.learner.skills import Skill

_T = TypeVar("_T")


class ExportOption(StrEnum):
    """What ``--export`` takes."""

    csv = "csv"
    json = "json"
    xapi = "xapi"


@app.command()
@guarded
def progress(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="[SCENARIO]", help="With --reset or --drop: only this scenario."),
    ] = None,
    export: Annotated[
        ExportOption | None,
        word_option(ExportOption, about="Print every answer as data, for other programs."),
    ] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Start over, after asking; a copy is kept.")
    ] = False,
    drop: Annotated[
        bool,
        typer.Option("--drop", help="Forget the walk or quiz that was left last, after asking."),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask before --reset or --drop.")
    ] = False,
    progress_file: ProgressFileOption = None,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """What you know, which mistakes come back, and what to do next."""
    if reset + drop + (export is not None) > 1:
        raise UsageError("--reset, --drop and --export cannot be used together; run one at a time")
    if yes and not (reset or drop):
        raise UsageError("--yes goes with --reset or --drop; leave it out")
    if scenario is not None and not (reset or drop):
        raise UsageError(f"{visible(scenario)!r} goes with --reset or --drop; leave it out")
    from backprop_tutor.progress.place import place_of_record

    path = place_of_record(progress_file)
    if reset:
        _reset(path, scenario, asks=not yes)
    elif drop:
        _drop(path, scenario, asks=not yes)
    elif export is not None:
        written_to("-", _read(path, lambda record: _exported(record, export)))
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

    from backprop_tutor.teaching.learner.progress_page import progress_page

    now = datetime.now(UTC)
    return progress_page(rows, sittings, now, library(), finished, started)


def library() -> "Library":
    """Return what can be advised: the bundled scenarios, and files where they were."""
    from backprop_tutor.loader import bundled, course_index, digest_of
    from backprop_tutor.teaching.learner.catalogue import Library
    from backprop_tutor.teaching.learner.course import stops

    first, *_ = stops(course_index())
    return Library(bundled(), digest_of, _skills_of, _shows, first.called)


@cache
def _skills_of(source: str) -> "frozenset[Skill]":
    from backprop_tutor.loader import load
    from backprop_tutor.teaching.learner.catalogue import skills_of

    try:
        return skills_of(load(source))
    except TutorError:  # What cannot be read now asks nothing.
        return frozenset()


@cache
def _shows(source: str, idea: str) -> bool:
    from backprop_tutor.loader import load
    from backprop_tutor.teaching.learner.catalogue import places_of
    from backprop_tutor.teaching.lesson.lesson import Lesson
    from backprop_tutor.teaching.subject.subject import subject_of

    try:
        return bool(places_of(idea, Lesson(subject_of(load(source)))))
    except TutorError:
        return False


def _exported(record: "Record", wanted: ExportOption) -> str:
    from backprop_tutor.progress.export import FORMATS

    oldest_first = {sitting.id: sitting for sitting in reversed(record.sittings())}
    return FORMATS[wanted.value](oldest_first, record.rows())


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
            many = f"{record.unreadable} entries make no sense and are"
            what = "1 entry makes no sense and is" if record.unreadable == 1 else many
            _say(f"{visible(str(path))}: {what} left out")
        return found


def _reset(path: Path, scenario: str | None, *, asks: bool) -> None:
    """Remove what is recorded, or what of it is about one scenario."""
    from backprop_tutor.progress.store import open_record

    if not path.exists():
        print("Nothing is recorded yet, so there is nothing to reset.")
        return
    if scenario is None:
        if not _agreed(f"Start over, without what is recorded in {visible(str(path))}?", asks=asks):
            return
        with open_record(path) as record:
            _say(record.remark)
            copy = record.reset()
        print(f"The record is empty now. What was in it is kept in {visible(str(copy))}.")
        return
    with open_record(path) as record:
        _say(record.remark)
        named = {one.scenario for one in record.sittings()}
        named |= {row.heard.scenario for row in record.rows()}
        called = scenario if scenario in named else str(Path(scenario).absolute())
        if called not in named:
            print(f"Nothing is recorded of {visible(scenario)}, so there is nothing to reset.")
        elif _agreed(f"Start over with {visible(called)}, without its answers?", asks=asks):
            copy = record.reset_scenario(called)
            told = "What was in the record before is kept in"
            print(f"Nothing is recorded of {visible(called)} now. {told} {visible(str(copy))}.")


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
            of = "" if scenario is None else f" of {visible(scenario)}"
            print(f"No walk or quiz{of} was left in the middle, so there is nothing to drop.")
            return
        last = left[-1]
        what = f"the {last.called} of {visible(last.sitting.scenario)} of {last.last:%Y-%m-%d}"
        count = "its one question" if last.seen == 1 else f"its {last.seen} questions"
        if _agreed(f"Drop {what}, with {count}?", asks=asks):
            copy = record.drop(last.sitting.id)
            told = "What was in the record before is kept in"
            print(f"Dropped: {what}. {told} {visible(str(copy))}.")


def _agreed(question: str, *, asks: bool) -> bool:
    """Return whether the learner wants it; raises ``UsageError`` where nobody can be asked."""
    if not asks:
        return True
    if not sys.stdin.isatty():
        raise UsageError("this asks first, and there is nobody here to ask; add --yes")
    print(f"{question} [y/N] ", end="")
    sys.stdout.flush()
    if sys.stdin.readline().strip().casefold() in ("y", "yes", "o", "oui"):
        return True
    print("Nothing was changed.")
    return False


def _say(remark: str | None) -> None:
    if remark is not None:
        print(remark, file=sys.stderr)
