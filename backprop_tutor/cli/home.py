"""What there is and where to go on: the home page, and the course as a list."""

from typing import TYPE_CHECKING, Annotated

import typer

from backprop_tutor import __version__
from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.option_values import word_option
from backprop_tutor.cli.options import (
    NoPauseOption,
    PlainOption,
    ProgressFileOption,
    TopicOption,
    terminal,
)
from backprop_tutor.cli.program import program
from backprop_tutor.cli.record import what_is_recorded
from backprop_tutor.errors import UsageError
from backprop_tutor.scenario.course import Level
from backprop_tutor.wording import marked, text

if TYPE_CHECKING:
    from backprop_tutor.progress.rows import Row
    from backprop_tutor.teaching.learner.course import Place
    from backprop_tutor.teaching.learner.sittings import SittingProgress


def _version(wanted: bool) -> None:
    if wanted:
        print(f"backprop-tutor {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
@guarded
def home(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback ends the program
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help=marked("Show the version.").english
        ),
    ] = False,
    progress_file: ProgressFileOption = None,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Show where to go on, and the course with the learner's place on it, without a command."""
    if context.invoked_subcommand is not None:
        given = {
            "--plain": plain,
            "--no-pause": no_pause,
            "--progress-file": progress_file is not None,
        }
        if option := next((name for name, is_given in given.items() if is_given), None):
            raise UsageError(
                text(
                    "put {option} behind the command: {command}",
                    option=option,
                    command=context.invoked_subcommand,
                )
            )
        return
    show_home(progress_file=progress_file, plain=plain, no_pause=no_pause)


def show_home(*, progress_file: str | None, plain: bool, no_pause: bool) -> None:
    """Show the home page."""
    from datetime import UTC, datetime

    from backprop_tutor.teaching.learner.home_page import home_page

    places, gone, rows = course_so_far(progress_file)
    started = program(progress_file=progress_file, plain=plain, no_pause=no_pause)
    page = home_page(places, gone, rows, datetime.now(UTC), started)
    terminal(plain, pauses=not no_pause).show(*page)


def course_so_far(
    progress_file: str | None, *, no_save: bool = False
) -> "tuple[tuple[Place, ...], tuple[SittingProgress, ...], tuple[Row, ...]]":
    """Return the course with the learner's place on it, and the record that says so."""
    from backprop_tutor.loader import course_index
    from backprop_tutor.teaching.learner.course import path, stops

    rows, gone = ((), ()) if no_save else what_is_recorded(progress_file)
    return path(stops(course_index()), rows, gone), gone, rows


@app.command(
    "list",
    help=marked("The course: what there is, and how far you are.").english,
)
@guarded
def list_(
    topic: Annotated[
        TopicOption | None,
        word_option(TopicOption, about=marked("Only what asks about one topic.").english),
    ] = None,
    level: Annotated[
        Level | None, word_option(Level, about=marked("Only what is for one level.").english)
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=marked("Print as JSON data.").english)
    ] = False,
    progress_file: ProgressFileOption = None,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """List the course."""
    found = [
        place
        for place in course_so_far(progress_file)[0]
        if (topic is None or topic.value in place.stop.topics)
        and (level is None or level.value == place.stop.level)
    ]
    if as_json:
        import json

        from backprop_tutor.cli.json_output.course import course_records

        started = program(progress_file=progress_file)
        print(json.dumps(course_records(found, started), ensure_ascii=False, indent=1))
    else:
        from backprop_tutor.teaching.learner.home_page import course_list

        terminal(plain, pauses=not no_pause).show(*course_list(found))
