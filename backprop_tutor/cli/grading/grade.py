"""The command that marks what a class hands in."""

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.grading.table_option import TableOption, check_streams, check_table
from backprop_tutor.cli.option_values import count_option, word_option
from backprop_tutor.cli.options import (
    ForceOption,
    NoPauseOption,
    PlainOption,
    read_from,
    terminal,
    written_to,
)
from backprop_tutor.errors import FileError, UsageError
from backprop_tutor.untrusted import shown
from backprop_tutor.wording import marked, spoken, text, text_so_many

if TYPE_CHECKING:
    from backprop_tutor.cli.grading.feedback_folder import FeedbackFolder
    from backprop_tutor.cli.grading.marking import Instructions
    from backprop_tutor.cli.grading.submissions import Submission
    from backprop_tutor.teaching.grading.results import ClassResults

_MOST_JOBS = 256


class FeedbackOption(StrEnum):
    """What ``--to`` takes."""

    markdown = "markdown"
    html = "html"


_ENDINGS = {FeedbackOption.markdown: ".md", FeedbackOption.html: ".html"}


@app.command(
    help=marked(
        "Marks for filled sheets and lists of answers.\n\n"
        "It also says what the class has not got. The exit code is 1 if a sheet could not be "
        "marked."
    ).english,
)
@guarded
def grade(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help=marked(
                "Filled sheets (Markdown, HTML), lists of answers (CSV, JSON), or folders of these."
            ).english,
        ),
    ],
    scenarios: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario",
            metavar="SCENARIO",
            help=marked(
                "The file of the scenario that the sheets are of, if it is no bundled one; the "
                "first one is also that of a list which names none."
            ).english,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        count_option(
            "--seed", least=0, about=marked("The variant of a list that names none.").english
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help=marked(
                "Where to write what each student is told, and to keep the marks: the same command "
                "goes on where it was stopped."
            ).english,
        ),
    ] = None,
    to: Annotated[
        FeedbackOption,
        word_option(
            FeedbackOption, "--to", about=marked("The format of what students get.").english
        ),
    ] = FeedbackOption.markdown,
    csv_file: TableOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=marked("Print every answer as JSON data.").english)
    ] = False,
    jobs: Annotated[
        int | None,
        count_option(
            "--jobs",
            least=1,
            most=_MOST_JOBS,
            about=marked("How many processes; without it, as many as there are cores.").english,
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="tcp://HOST:PORT",
            help=marked("A Dask scheduler, whose workers do the work.").english,
        ),
    ] = None,
    force: ForceOption = False,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Mark a class."""
    check_streams(csv_file, as_json=as_json)
    if jobs is not None and on is not None:
        raise UsageError(text("--jobs is for this computer and --on for others; leave out one"))
    from backprop_tutor.cli.grading.submissions import files_in, submissions_in

    written = None if output is None else Path(output)
    if written is not None and any(_is_same(written, one) for one in files):
        raise UsageError(text("-o is the folder that is read; name another one"))
    found = files_in(files, written)
    instructions = _instructions(scenarios or (), seed, to if written else None)
    spared = [*found, *(path for one in scenarios or () for path in read_from(one))]
    is_over = force or _is_renewed(csv_file, written)
    check_table(csv_file, force=is_over, spared=spared)
    # A single file may hold a whole class; of many files each is read when its turn comes.
    submissions = list(submissions_in(found)) if len(found) == 1 else submissions_in(found)
    count = len(submissions) if isinstance(submissions, list) else len(found)
    folder = None
    if written is not None:
        from backprop_tutor.cli.grading.feedback_folder import FeedbackFolder

        folder = FeedbackFolder(written, _ENDINGS[to], force=force, spared=spared)
    results = _marked(submissions, count, instructions, folder, jobs, on, whole=as_json)
    if csv_file is not None:
        from backprop_tutor.cli.grading.tables import students_as_csv

        table = students_as_csv(results)
        if folder is not None and csv_file != "-":
            folder.name_table(csv_file, table)
            folder.close()
        written_to(csv_file, table, force=is_over, spared=spared)
    if as_json:
        from backprop_tutor.cli.grading.tables import class_record

        _print_json(class_record(results))
    elif csv_file != "-":
        from backprop_tutor.teaching.grading.class_page import class_page

        terminal(plain, pauses=not no_pause).show(*class_page(results))
    if results.troubles or results.feedback:
        raise typer.Exit(1)


def _is_renewed(table: str | None, folder: Path | None) -> bool:
    """Whether a table is that of an earlier run into the same folder."""
    if table is None or table == "-" or folder is None:
        return False
    from backprop_tutor.cli.grading.kept_marks import is_table_of

    return is_table_of(folder, Path(table))


def _is_same(folder: Path, given: str) -> bool:
    try:
        return folder.resolve() == Path(given).resolve()
    except (OSError, ValueError):  # What is no name is refused where it is looked for.
        return False


def _print_json(data: Any) -> None:
    import json

    print(json.dumps(data, indent=1, allow_nan=False))


def _instructions(
    scenarios: Sequence[str], seed: int | None, to: FeedbackOption | None
) -> "Instructions":
    from backprop_tutor.cli.grading.marking import Instructions
    from backprop_tutor.cli.options import scenario_called

    loaded = [scenario_called(one) for one in scenarios]
    names = [one.name for one in loaded]
    if len(set(names)) < len(names):
        raise UsageError(
            text("two of the scenarios have one name, so no sheet could tell which; rename a file")
        )
    if seed is not None and not loaded:
        raise UsageError(text("--seed is of the scenario of a list; add --scenario"))
    return Instructions(
        scenarios=tuple((one.name, one.contents) for one in loaded),
        scenario=names[0] if names else "",
        seed=seed,
        language=spoken(),
        view=to.value if to else "",
    )


def _marked(
    submissions: "Sequence[Submission] | Iterator[Submission]",
    count: int,
    instructions: "Instructions",
    folder: "FeedbackFolder | None",
    jobs: int | None,
    on: str | None,
    *,
    whole: bool,
) -> "ClassResults":
    """Return what came of all submissions; with a folder each is kept there as soon as it is."""
    from backprop_tutor.cli.grading.marked_class import graded
    from backprop_tutor.parallel.workers import workers
    from backprop_tutor.teaching.grading.results import ClassResults
    from backprop_tutor.views.text.progress_bar import counting_bar

    results = ClassResults(whole=whole)
    kept = None if folder is None else folder.kept
    try:
        with (
            workers(count, jobs=jobs, on=on) as at_work,
            counting_bar(text("Marking"), count) as tell,
        ):
            for done, one in enumerate(graded(submissions, instructions, at_work, kept), start=1):
                if folder is not None:
                    folder.keep(one)
                results.add(one.marked.result)
                tell(done)
        if folder is not None:
            folder.settle(results)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        print(_stopped(len(results.sheets), is_kept=folder is not None), file=sys.stderr)
        raise typer.Exit(130) from None
    except ModuleNotFoundError as error:  # On another computer.
        raise FileError(_no_package(error, on)) from None
    finally:
        if folder is not None:
            folder.close()
    return results


def _stopped(done: int, *, is_kept: bool) -> str:
    if not done:
        return text("Stopped before the first sheet was marked.")
    if not is_kept:
        return text_so_many(
            "Stopped after {n} sheet. With -o FOLDER marks are kept, and the command can go on.",
            "Stopped after {n} sheets. With -o FOLDER marks are kept, and the command can go on.",
            done,
        )
    return text_so_many(
        "Stopped after {n} sheet, which is kept. The same command goes on with the others.",
        "Stopped after {n} sheets, which are kept. The same command goes on with the others.",
        done,
    )


def _no_package(error: ModuleNotFoundError, on: str | None) -> str:
    return text(
        "a worker of {address} does not have the package {name}; install this program there, in "
        "the same version",
        address=shown(on or ""),
        name=shown(error.name or ""),
    )
