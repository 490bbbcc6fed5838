"""Commands for those who write scenarios."""

import json
from typing import Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.options import (
    PlainOption,
    subject_called,
    terminal,
)


@app.command()
@guarded
def check(
    files: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Bundled names or YAML files.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
    plain: PlainOption = False,
) -> None:
    """What a scenario's numbers cannot tell apart; exit code 1 if a mistake looks right."""
    from backprop_tutor import records
    from backprop_tutor.scenario import Part
    from backprop_tutor.teaching import author
    from backprop_tutor.teaching.collisions import collisions
    from backprop_tutor.teaching.lesson import Lesson

    found = []
    for file in files:
        subject = subject_called(file)
        found.append((subject, collisions(Lesson(subject, frozenset(Part)))))
    if as_json:
        print(json.dumps([records.report(*one) for one in found], indent=1))
    else:
        screen = terminal(plain)
        for one in found:
            screen.show(*author.findings(*one))
    if any(report.unseen or author.lost_notes(subject) for subject, report in found):
        raise typer.Exit(1)
