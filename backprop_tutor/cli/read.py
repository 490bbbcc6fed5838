"""Commands to look things up: values, the worked solution, the bundled networks."""

import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.option_values import count_option, word_option
from backprop_tutor.cli.options import (
    MOST_SHEETS,
    AfterOption,
    ForceOption,
    FormatOption,
    MathOption,
    MatrixOption,
    NoPauseOption,
    PartOption,
    PlainOption,
    ScenarioArgument,
    SeedOption,
    VariantOption,
    read_from,
    scenario_called,
    seed_of,
    subject_called,
    terminal,
    written_to,
)
from backprop_tutor.cli.program import program
from backprop_tutor.errors import UsageError
from backprop_tutor.invocation import number_options
from backprop_tutor.wording import marked, text


@app.command(
    help=marked("Values and formulas of all quantities, as a table or as JSON.").english,
)
@guarded
def solve(
    scenario: ScenarioArgument,
    quantities: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUANTITY]...", help=marked("Only these quantities.").english),
    ] = None,
    after: AfterOption = 0,
    variant: VariantOption = False,
    seed: SeedOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=marked("Print as JSON data.").english)
    ] = False,
    matrix: Annotated[
        bool,
        typer.Option("--matrix", help=marked("Layer by layer, as matrices: z = W·a + b.").english),
    ] = False,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Tabulate the worked quantities."""
    if matrix and as_json:
        raise UsageError(
            text("--matrix is for reading and --json for programs; leave out one of them")
        )
    if matrix and quantities:
        raise UsageError(text("--matrix shows whole layers; leave out the quantities"))
    subject = subject_called(
        scenario, after=after, seed=seed_of(variant=variant, seed=seed), inputs=not matrix
    )
    if matrix:
        from backprop_tutor.session.asked_for import check_has_layers
        from backprop_tutor.teaching.lesson.matrices import solve_page

        check_has_layers(subject, program())
        terminal(plain, subject.scenario, pauses=not no_pause).show(
            *solve_page.layer_pages(subject)
        )
        return
    from backprop_tutor.session.asked_for import named_quantity

    named = [named_quantity(name, subject, program()) for name in quantities or ()]
    wanted = named or list(subject.tape)
    subject.check_finite(wanted)
    if as_json:
        import json

        from backprop_tutor.cli.json_output.solution import solution

        print(json.dumps(solution(subject, wanted), indent=1, allow_nan=False))
    else:
        from backprop_tutor.teaching.lesson import pages

        terminal(plain, subject.scenario, pauses=not no_pause).show(
            pages.solution_table(subject, wanted)
        )


@app.command(
    help=marked("The whole worked solution as a document.").english,
)
@guarded
def export(
    scenario: ScenarioArgument,
    to: Annotated[
        FormatOption,
        word_option(FormatOption, "--to", about=marked("The format of the document.").english),
    ] = FormatOption.markdown,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help=marked("Where to write it; - is stdout.").english
        ),
    ] = "-",
    only: Annotated[
        str | None,
        typer.Option(
            metavar="PARAMETER", help=marked("The whole chain of one weight or bias.").english
        ),
    ] = None,
    worksheet: Annotated[
        bool,
        typer.Option(
            "--worksheet", help=marked("The questions with blanks to fill in by hand.").english
        ),
    ] = False,
    key: Annotated[
        bool, typer.Option("--key", help=marked("The answers to a worksheet.").english)
    ] = False,
    short: Annotated[
        bool,
        typer.Option(
            "--short", help=marked("Results and chains only; no step is explained.").english
        ),
    ] = False,
    mathematics: Annotated[
        MathOption | None,
        word_option(
            MathOption,
            "--math",
            about=marked(
                "How Markdown has its formulas: for GitHub, or between dollar signs for all others."
            ).english,
        ),
    ] = None,
    part: Annotated[
        PartOption | None, word_option(PartOption, about=marked("One part of the lesson.").english)
    ] = None,
    variants: Annotated[
        int | None,
        count_option(
            "--variants",
            least=1,
            most=MOST_SHEETS,
            about=marked("So many worksheets or keys, each with numbers of its own.").english,
        ),
    ] = None,
    students: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help=marked("One for each student in FILE, a name or an id a line.").english,
        ),
    ] = None,
    matrix: MatrixOption = False,
    force: ForceOption = False,
    after: AfterOption = 0,
    variant: VariantOption = False,
    seed: SeedOption = None,
) -> None:
    """Write the worked solution, or a sheet of questions."""
    from backprop_tutor.cli.export.documents import Wanted, kind_asked
    from backprop_tutor.cli.export.formats import BankView, NotebookView, view_of
    from backprop_tutor.session.asked_for import check_can_be_read

    kind = kind_asked(worksheet=worksheet, key=key, short=short, matrix=matrix)
    wanted = Wanted(kind, None if part is None else part.value, only, after, matrix)
    view = view_of(to, mathematics)
    is_for_class = variants is not None or students is not None
    if isinstance(view, BankView):
        given = {"--worksheet": worksheet, "--key": key, "--matrix": matrix, "--short": short}
        given |= {"--variants": variants is not None, "--students": students is not None}
        check_leaves_out(to, given)
    if isinstance(view, NotebookView):
        check_is_one_notebook(matrix=matrix, short=short, is_for_class=is_for_class)
    if is_for_class:
        from backprop_tutor.cli.export import class_sheets

        class_sheets.check_is_for_class(wanted, output, variants, students, variant=variant)
    drawn = None if is_for_class else seed_of(variant=variant, seed=seed)
    loaded = scenario_called(scenario, only, drawn)
    if only is None:
        check_can_be_read("export", loaded, program())
    spared = read_from(scenario, students)
    if isinstance(view, BankView):
        from backprop_tutor.teaching.bank.bank import question_bank

        bank = view.written(question_bank(wanted.lesson(loaded)))
        written_to(output, bank, force=force, spared=spared)
    elif isinstance(view, NotebookView):
        notebook = view.written(wanted.notebook(loaded))
        written_to(output, notebook, force=force, spared=spared)
    elif is_for_class:
        first = class_sheets.FIRST_SEED if seed is None else seed
        copies = class_sheets.copies_of(loaded, variants, students, first)
        count = class_sheets.write_copies(
            loaded, wanted, copies, output, view, force=force, spared=spared
        )
        print(class_sheets.what_was_written(count, output), file=sys.stderr)
    else:
        document = view.written(wanted.blocks(loaded, drawn))
        written_to(output, document, force=force, spared=spared)


def check_is_one_notebook(*, matrix: bool, short: bool, is_for_class: bool) -> None:
    """Raise ``UsageError`` for an option that says nothing about a notebook."""
    for option, given in {"--matrix": matrix, "--short": short}.items():
        if given:
            raise UsageError(
                text(
                    "a notebook works out one quantity at a time; leave out {option}", option=option
                )
            )
    if is_for_class:
        raise UsageError(
            text("one notebook is written at a time; take --variant --seed N for other numbers")
        )


def check_leaves_out(to: FormatOption, options: Mapping[str, bool]) -> None:
    """Raise ``UsageError`` for an option that says nothing about a bank of questions."""
    for option, given in options.items():
        if given:
            raise UsageError(
                text(
                    "the format {format} holds the questions with their answers; leave out "
                    "{option}",
                    format=to.value,
                    option=option,
                )
            )


@app.command(
    help=marked("The network of a scenario as a picture, with its numbers.").english,
)
@guarded
def show(
    scenario: ScenarioArgument,
    variant: VariantOption = False,
    seed: SeedOption = None,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Draw the network."""
    from backprop_tutor.teaching.lesson import first_page, network_picture

    numbers = seed_of(variant=variant, seed=seed)
    loaded = scenario_called(scenario, seed=numbers)
    told = program()._replace(plain=True)
    whole = told.command("show", loaded.called, number_options(numbers))
    drawn = (*network_picture.picture_of(loaded, whole=whole), *first_page.values_given(loaded))
    terminal(plain, loaded, pauses=not no_pause).show(
        *first_page.title(loaded), *drawn, *first_page.notes_on_given(loaded)
    )
