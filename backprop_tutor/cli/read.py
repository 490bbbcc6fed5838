"""Commands to look things up: values, the worked solution, the bundled networks."""

import json
from typing import Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.options import (
    AfterOption,
    FormatOption,
    PlainOption,
    ScenarioArgument,
    quantity_called,
    subject_called,
    terminal,
    written_to,
)


@app.command()
@guarded
def solve(
    scenario: ScenarioArgument,
    quantities: Annotated[
        list[str] | None, typer.Argument(metavar="[QUANTITY]...", help="Only these.")
    ] = None,
    after: AfterOption = 0,
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
    plain: PlainOption = False,
) -> None:
    """Values and formulas of all quantities, as a table or as JSON."""
    from backprop_tutor import records
    from backprop_tutor.teaching import pages

    subject = subject_called(scenario, after=after)
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
    after: AfterOption = 0,
) -> None:
    """The whole worked solution as a document."""
    from backprop_tutor.teaching.lesson import Lesson
    from backprop_tutor.teaching.solution import worked_solution
    from backprop_tutor.views import markdown

    del to  # There is one format so far.
    lesson = Lesson(subject_called(scenario, only, after), None, only)
    text = markdown.document(worked_solution(lesson))
    written_to(output, text)


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
    from backprop_tutor.teaching.step import Figure

    loaded = load(scenario)
    picture = Figure(intro.network(loaded))
    terminal(plain).show(*intro.title(loaded), picture, *intro.notes_on_given(loaded))
