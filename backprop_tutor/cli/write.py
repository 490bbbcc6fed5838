"""Commands for those who write scenarios."""

import shlex
import sys
from typing import Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.option_values import count_option
from backprop_tutor.cli.options import (
    ForceOption,
    NoPauseOption,
    PlainOption,
    subject_called,
    terminal,
    written_to,
)
from backprop_tutor.cli.program import program
from backprop_tutor.errors import TutorError
from backprop_tutor.untrusted import quoted_path
from backprop_tutor.wording import marked, text


@app.command(
    help=marked(
        "What is right and what is wrong with a scenario.\n\n"
        "Its slopes, the numbers that its source prints, and the wrong ideas that its numbers "
        "cannot tell apart. The exit code is 1 if anything is not as it should be."
    ).english,
)
@guarded
def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO...", help=marked("Bundled names or YAML files.").english),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help=marked("Print as JSON data.").english)
    ] = False,
    each: Annotated[
        bool,
        typer.Option(
            "--all", help=marked("Each question at which wrong ideas meet, not a few.").english
        ),
    ] = False,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Audit scenarios."""
    from backprop_tutor.blocks import renaming
    from backprop_tutor.cli.json_output.audit import report
    from backprop_tutor.teaching.authoring import audit_page
    from backprop_tutor.teaching.authoring.audit import audit

    screen = terminal(plain, pauses=not no_pause)
    started = program(plain=plain, no_pause=no_pause)
    reports, code = [], 0
    for file in files:
        try:
            found = audit(subject_called(file))
        except TutorError as error:  # The others may be good: all are looked at.
            print(error, file=sys.stderr)
            code = max(code, error.exit_code)
            continue
        code = max(code, 0 if found.is_sound else 1)
        if as_json:
            reports.append(report(found))
        else:
            screen.show(
                *renaming.in_notation(
                    audit_page.findings(found, started, each=each), found.subject.scenario
                )
            )
    if as_json:
        import json

        print(json.dumps(reports, indent=1, allow_nan=False))
    if code:
        raise typer.Exit(code)


@app.command(
    help=marked("A commented scenario to start from.").english,
)
@guarded
def new(
    file: Annotated[
        str,
        typer.Argument(metavar="[FILE]", help=marked("Where to write it; - is stdout.").english),
    ] = "-",
    layers: Annotated[
        str,
        typer.Option(
            metavar="SIZES", help=marked("How many inputs, then neurons in each layer.").english
        ),
    ] = "2,2,1",
    activation: Annotated[
        str,
        typer.Option(
            metavar="NAME", help=marked("For all neurons; softmax only for the last layer.").english
        ),
    ] = "sigmoid",
    seed: Annotated[
        int, count_option(least=0, about=marked("Another seed gives different numbers.").english)
    ] = 1,
    force: ForceOption = False,
) -> None:
    """Draft a scenario."""
    from backprop_tutor.session.drafting import drafted

    contents = _schema_line() + drafted(layers, activation, seed, program())
    if file == "-":
        sys.stdout.write(contents)
        return
    written_to(file, contents, force=force)
    walk = program().command("walk", shlex.quote(file))
    print(text("Written to {file}. Try it: {command}", file=quoted_path(file), command=walk))


def _schema_line() -> str:
    """Return the first line of a scenario, by which an editor completes and checks the rest.

    A new file may be written anywhere, so the line names the schema of this installation in full:
    found without a network, and from every folder.
    """
    from backprop_tutor.loader import schema_address

    address = schema_address()
    return "" if address is None else f"# yaml-language-server: $schema={address}\n"


@app.command(
    help=marked("The JSON Schema of scenarios, for editors.").english,
)
@guarded
def schema(
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help=marked("Where to write it; - is stdout.").english
        ),
    ] = "-",
    bank: Annotated[
        bool,
        typer.Option(
            "--bank",
            help=marked("That of a bank of questions, as 'export --to json' writes it.").english,
        ),
    ] = False,
    force: ForceOption = False,
) -> None:
    """Write the schema."""
    if bank:
        from backprop_tutor.views.systems.bank_json import bank_schema

        written_to(output, bank_schema(), force=force)
        return
    from backprop_tutor.loader import schema_text

    written_to(output, schema_text(), force=force)
