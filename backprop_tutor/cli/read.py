"""Commands to look things up: values, the worked solution, the bundled networks."""

import io
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.options import (
    FormatOption,
    PlainOption,
    ScenarioArgument,
    quantity_called,
    shown,
    subject_called,
    terminal,
)
from backprop_tutor.errors import FileError


@app.command()
@guarded
def solve(
    scenario: ScenarioArgument,
    quantities: Annotated[
        list[str] | None, typer.Argument(metavar="[QUANTITY]...", help="Only these.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
    plain: PlainOption = False,
) -> None:
    """Values and formulas of all quantities, as a table or as JSON."""
    from backprop_tutor import records
    from backprop_tutor.teaching import pages

    subject = subject_called(scenario)
    wanted = [quantity_called(name, subject) for name in quantities or ()] or list(subject.tape)
    subject.check_finite(wanted)
    if as_json:
        print(json.dumps(records.solution(subject, wanted), indent=1, allow_nan=False))
    else:
        terminal(plain).show(pages.solution_table(subject, wanted))


@app.command()
@guarded
def export(
    scenario: ScenarioArgument,
    to: Annotated[FormatOption, typer.Option("--to", help="The format.")] = FormatOption.markdown,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout.")
    ] = "-",
    only: Annotated[
        str | None, typer.Option(metavar="PARAMETER", help="One weight's or bias's whole chain.")
    ] = None,
) -> None:
    """The whole worked solution as a document."""
    from backprop_tutor.teaching.lesson import Lesson
    from backprop_tutor.teaching.solution import worked_solution
    from backprop_tutor.views import markdown

    del to  # There is one format so far.
    lesson = Lesson(subject_called(scenario, only), None, only)
    text = markdown.document(worked_solution(lesson))
    if output == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # The document is UTF-8 wherever it goes.
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(f"{shown(output)}: cannot be written ({error.strerror})") from None


@app.command("list")
@guarded
def list_(plain: PlainOption = False) -> None:
    """The bundled scenarios."""
    from backprop_tutor.loader import bundled, load
    from backprop_tutor.teaching.step import Table

    rows = tuple((name, load(name).title) for name in bundled())
    terminal(plain).show(Table(("scenario", "title"), rows))


@app.command()
@guarded
def show(scenario: ScenarioArgument, plain: PlainOption = False) -> None:
    """The network of a scenario as a picture, with its numbers."""
    from backprop_tutor.loader import load
    from backprop_tutor.teaching import intro

    loaded = load(scenario)
    drawn = (*intro.drawn(loaded), *intro.values_given(loaded))
    terminal(plain).show(*intro.title(loaded), *drawn, *intro.notes_on_given(loaded))
