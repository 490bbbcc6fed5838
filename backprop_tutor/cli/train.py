"""Commands about many updates: training, and the slope that one update goes down."""

import csv
import io
import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from backprop_tutor.cli.app import app, guarded
from backprop_tutor.cli.option_values import count_option, number_option
from backprop_tutor.cli.options import (
    MOST_UPDATES,
    AfterOption,
    PlainOption,
    ScenarioArgument,
    scenario_called,
    shown,
    terminal,
    written_to,
)
from backprop_tutor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backprop_tutor.teaching.subject.subject import Subject
    from backprop_tutor.teaching.training.runs import Run

_USUAL_UPDATES, _USUAL_FOR_GOAL = 1_000, 100_000
_MOST_RATES = 6


@app.command()
@guarded
def train(
    scenario: ScenarioArgument,
    after: Annotated[
        int | None,
        count_option(
            least=1,
            most=MOST_UPDATES,
            about="How many updates; default 1000, or 100000 at most with --target-error.",
        ),
    ] = None,
    rates: Annotated[
        list[float] | None,
        number_option(
            "--rate", metavar="R", about="The learning rate; give several to compare them."
        ),
    ] = None,
    goal: Annotated[
        float | None,
        number_option(
            "--target-error",
            metavar="E",
            about="Stop when the loss, or the node to differentiate, is E or less; "
            "with 'direction: ascent', E or more.",
        ),
    ] = None,
    csv_file: Annotated[
        str | None,
        typer.Option(
            "--csv",
            metavar="FILE",
            help="Write the curve to FILE; with - to stdout, and nothing else.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON data.")] = False,
    plain: PlainOption = False,
) -> None:
    """Many updates: the curve of the loss, outputs before and after."""
    from backprop_tutor.cli.json_output import training
    from backprop_tutor.teaching.training import train_page

    if as_json and csv_file == "-":
        raise UsageError("--json and --csv - both want standard output; leave one out")
    subject = _learner(scenario, rates or [], goal)
    updates = after or (_USUAL_UPDATES if goal is None else _USUAL_FOR_GOAL)
    runs = _trained(subject, rates or [], updates, goal)
    if csv_file is not None:
        written_to(csv_file, _table(subject, runs))
    if as_json:
        print(json.dumps(training.training(subject, runs), indent=1, allow_nan=False))
    elif csv_file != "-":
        terminal(plain, subject.scenario).show(*train_page.train_page(subject, runs, goal))
    if goal is not None and not all(run.history.reached for run in runs):
        raise typer.Exit(1)


def _learner(scenario: str, rates: "list[float]", goal: float | None) -> "Subject":
    """Return the subject of a scenario that can learn, if need be at the first rate given."""
    from dataclasses import replace

    from backprop_tutor.teaching.subject.after_training import check_learns
    from backprop_tutor.teaching.subject.subject import subject_of

    if len(set(rates)) > _MOST_RATES:
        raise UsageError(f"{len(set(rates))} rates are too many for one picture; give at most 6")
    for rate in rates:
        if not (math.isfinite(rate) and rate > 0):
            raise UsageError(f"--rate {rate:g} is not a learning rate; give a number above 0")
    loaded = scenario_called(scenario)
    if goal is not None and not math.isfinite(goal):
        raise UsageError(f"--target-error {goal:g} is not a number to reach; give another")
    if goal is not None and goal < 0 and loaded.loss:
        raise UsageError(f"--target-error {goal:g} is not an error; give 0 or more")
    if rates and loaded.learning_rate is None:
        loaded = replace(loaded, learning_rate=Decimal(repr(rates[0])))
    subject = subject_of(loaded)
    check_learns(loaded, subject.tape)
    return subject


def _trained(
    subject: "Subject", rates: "list[float]", updates: int, goal: float | None
) -> "list[Run]":
    """Train at each rate, with a bar where somebody looks."""
    from backprop_tutor.maths.notation import naming
    from backprop_tutor.teaching.training.runs import training_of
    from backprop_tutor.views.text.progress_bar import bar

    training = training_of(subject)
    watched = naming(subject.scenario)(subject.aim)
    return [
        training.at(rate, updates, goal, bar(f"rate {rate:g}", updates, watched))
        for rate in training.rates(rates)
    ]


def _table(subject: "Subject", runs: "Iterable[Run]") -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("update", "rate", "loss" if subject.scenario.has_loss else subject.aim))
    for run in runs:
        table.writerows((update, run.rate, value) for update, value in run.history.points)
    return text.getvalue()


@app.command()
@guarded
def plot(
    scenario: ScenarioArgument,
    weight: Annotated[
        str | None, typer.Option(metavar="PARAMETER", help="The weight or bias to vary.")
    ] = None,
    low: Annotated[
        float | None, number_option("--from", metavar="A", about="Where the curve begins.")
    ] = None,
    high: Annotated[
        float | None, number_option("--to", metavar="B", about="Where the curve ends.")
    ] = None,
    after: AfterOption = 0,
    plain: PlainOption = False,
) -> None:
    """The loss as one weight varies, its tangent, and one step.

    The slope of the tangent is the gradient.
    """
    from backprop_tutor.teaching.subject.subject import subject_of
    from backprop_tutor.teaching.training import plot_page

    loaded = scenario_called(scenario, weight)
    if weight is None:
        known = loaded.movable
        several = ", ".join(known[:8]) + (", …" if len(known) > 8 else "")
        kind = "weight" if loaded.has_loss else "input or parameter"
        offered = next((one for one in reversed(known) if one not in loaded.biases), known[-1])
        raise UsageError(f"say which {kind} is varied: --weight {offered}, or one of {several}")
    for end in (low, high):
        if end is not None and not (math.isfinite(end) and abs(end) <= 1e9):
            raise UsageError(f"{shown(str(end))} is not an end for a curve; give a number")
    subject = subject_of(loaded, weight, after)
    usual = plot_page.window(subject, weight)
    here = usual[0] if low is None else low, usual[1] if high is None else high
    if not here[0] < here[1]:
        raise UsageError(
            f"there is nothing between {here[0]:g} and {here[1]:g}; --from must be less than --to"
        )
    terminal(plain, loaded).show(*plot_page.plot_page(subject, weight, *here))
