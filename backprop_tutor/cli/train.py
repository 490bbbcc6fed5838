"""Commands about many updates: training, and the slope that one update goes down."""

import io
import math
from typing import TYPE_CHECKING, Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.option_values import count_option, number_option
from backprop_tutor.cli.options import (
    MOST_UPDATES,
    AfterOption,
    ForceOption,
    NoPauseOption,
    PlainOption,
    ScenarioArgument,
    read_from,
    scenario_called,
    terminal,
    written_to,
)
from backprop_tutor.errors import UsageError
from backprop_tutor.untrusted import as_cell, shown
from backprop_tutor.wording import marked, text, text_with_commas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backprop_tutor.teaching.subject.subject import Subject
    from backprop_tutor.teaching.training.runs import Run

_USUAL_UPDATES, _USUAL_FOR_GOAL = 1_000, 100_000
_MOST_RATES = 6


@app.command(
    help=marked("Many updates: the curve of the loss, outputs before and after.").english,
)
@guarded
def train(
    scenario: ScenarioArgument,
    after: Annotated[
        int | None,
        count_option(
            least=1,
            most=MOST_UPDATES,
            about=marked(
                "How many updates; default 1000, or 100000 at most with --target-error."
            ).english,
        ),
    ] = None,
    rates: Annotated[
        list[float] | None,
        number_option(
            "--rate",
            metavar="R",
            about=marked("The learning rate; give several to compare them.").english,
        ),
    ] = None,
    goal: Annotated[
        float | None,
        number_option(
            "--target-error",
            metavar="E",
            about=marked(
                "Stop when the loss, or the node to differentiate, is E or less; "
                "with 'direction: ascent', E or more."
            ).english,
        ),
    ] = None,
    csv_file: Annotated[
        str | None,
        typer.Option(
            "--csv",
            metavar="FILE",
            help=marked("Write the curve to FILE; with - to stdout, and nothing else.").english,
        ),
    ] = None,
    force: ForceOption = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=marked("Print as JSON data.").english)
    ] = False,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Train, and show or write the curve."""
    from backprop_tutor.cli.json_output import training
    from backprop_tutor.teaching.training import train_page

    if as_json and csv_file == "-":
        raise UsageError(text("--json and --csv - both want standard output; leave one out"))
    subject = _learner(scenario, rates or [], goal)
    updates = after or (_USUAL_UPDATES if goal is None else _USUAL_FOR_GOAL)
    runs = _trained(subject, rates or [], updates, goal, keep=csv_file is not None)
    if csv_file is not None:
        written_to(csv_file, _table(subject, runs), force=force, spared=read_from(scenario))
    if as_json:
        import json

        print(json.dumps(training.training(subject, runs), indent=1, allow_nan=False))
    elif csv_file != "-":
        terminal(plain, subject.scenario, pauses=not no_pause).show(
            *train_page.train_page(subject, runs, goal)
        )
    if goal is not None and not all(run.history.reached for run in runs):
        raise typer.Exit(1)


def _learner(scenario: str, rates: "list[float]", goal: float | None) -> "Subject":
    """Return the subject of a scenario that can learn, if need be at the first rate given."""
    from dataclasses import replace
    from decimal import Decimal

    from backprop_tutor.teaching.subject.after_training import check_learns
    from backprop_tutor.teaching.subject.subject import subject_of

    if len(set(rates)) > _MOST_RATES:
        raise UsageError(
            text(
                "{rates} rates are too many for one picture; give at most {most}",
                rates=len(set(rates)),
                most=_MOST_RATES,
            )
        )
    for rate in rates:
        if not (math.isfinite(rate) and rate > 0):
            typed = f"--rate {rate:g}"
            raise UsageError(
                text("{typed} is not a learning rate; give a number above 0", typed=typed)
            )
    loaded = scenario_called(scenario)
    typed = f"--target-error {goal or 0:g}"
    if goal is not None and not math.isfinite(goal):
        raise UsageError(text("{typed} is not a number to reach; give another", typed=typed))
    if goal is not None and goal < 0 and loaded.loss:
        raise UsageError(text("{typed} is not an error; give 0 or more", typed=typed))
    if rates and loaded.learning_rate is None:
        loaded = replace(loaded, learning_rate=Decimal(repr(rates[0])))
    subject = subject_of(loaded)
    check_learns(loaded, subject.tape)
    return subject


def _trained(
    subject: "Subject",
    rates: "list[float]",
    updates: int,
    goal: float | None,
    *,
    keep: bool,
) -> "list[Run]":
    """Train at each rate, with a bar where somebody looks."""
    from backprop_tutor.maths.notation import naming
    from backprop_tutor.teaching.training.runs import training_of
    from backprop_tutor.views.text.progress_bar import bar

    training = training_of(subject)
    watched = naming(subject.scenario)(subject.aim)
    return [
        training.at(
            rate,
            updates,
            goal,
            bar(text("rate {rate}", rate=f"{rate:g}"), updates, watched),
            keep=keep,
        )
        for rate in training.rates(rates)
    ]


def _table(subject: "Subject", runs: "Sequence[Run]") -> str:
    import csv

    from backprop_tutor.teaching.training.runs import learning_of

    contents = io.StringIO()
    table = csv.writer(contents, lineterminator="\n")
    aim = "loss" if subject.scenario.has_loss else subject.aim
    learning = learning_of(subject) if runs[0].history.kept else ()
    table.writerow(map(as_cell, ("update", "rate", aim, *learning)))
    for run in runs:
        kept = run.history.kept or ((),) * len(run.history.points)
        rows = zip(run.history.points, kept, strict=True)
        table.writerows((update, run.rate, value, *numbers) for (update, value), numbers in rows)
    return contents.getvalue()


@app.command(
    help=marked(
        "The loss as one weight varies, its tangent, and one step.\n\n"
        "The slope of the tangent is the gradient."
    ).english,
)
@guarded
def plot(
    scenario: ScenarioArgument,
    weight: Annotated[
        str | None,
        typer.Option(metavar="PARAMETER", help=marked("The weight or bias to vary.").english),
    ] = None,
    low: Annotated[
        float | None,
        number_option("--from", metavar="A", about=marked("Where the curve begins.").english),
    ] = None,
    high: Annotated[
        float | None,
        number_option("--to", metavar="B", about=marked("Where the curve ends.").english),
    ] = None,
    after: AfterOption = 0,
    plain: PlainOption = False,
    no_pause: NoPauseOption = False,
) -> None:
    """Draw the loss over one parameter."""
    from backprop_tutor.teaching.subject.subject import subject_of
    from backprop_tutor.teaching.training import plot_page

    loaded = scenario_called(scenario, weight)
    if weight is None and len(loaded.movable) == 1:
        (weight,) = loaded.movable
    if weight is None:
        known = loaded.movable
        several = text_with_commas((*known[:8], *(("…",) if len(known) > 8 else ())))
        offered = next((one for one in reversed(known) if one not in loaded.biases), known[-1])
        if loaded.has_loss:
            refusal = text(
                "say which weight is varied: --weight {weight}, or one of {others}",
                weight=offered,
                others=several,
            )
        else:
            refusal = text(
                "say which input or parameter is varied: --weight {name}, or one of {others}",
                name=offered,
                others=several,
            )
        raise UsageError(refusal)
    for end in (low, high):
        if end is not None and not (math.isfinite(end) and abs(end) <= 1e9):
            raise UsageError(
                text("{typed} is not an end for a curve; give a number", typed=shown(str(end)))
            )
    if weight in loaded.inputs and loaded.samples:
        raise UsageError(
            text(
                "{weight} is another number in each sample, so it cannot be varied for all of them "
                "at once; name a weight or bias",
                weight=weight,
            )
        )
    subject = subject_of(loaded, weight, after)
    usual = plot_page.window(subject, weight)
    here = usual[0] if low is None else low, usual[1] if high is None else high
    if not here[0] < here[1]:
        raise UsageError(
            text(
                "there is nothing between {start} and {end}; --from must be less than --to",
                start=f"{here[0]:g}",
                end=f"{here[1]:g}",
            )
        )
    terminal(plain, loaded, pauses=not no_pause).show(*plot_page.plot_page(subject, weight, *here))
