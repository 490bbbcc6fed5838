"""Arguments and options that commands share, and what they mean."""

import io
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backprop_tutor.errors import FileError, UsageError
from backprop_tutor.untrusted import visible

if TYPE_CHECKING:
    from backprop_tutor.scenario import Scenario
    from backprop_tutor.teaching.subject import Subject
    from backprop_tutor.views.terminal import Terminal

_MOST_ANSWERS = 1_000_000
"""Characters of scripted answers that are read: more than any lesson needs."""

ScenarioArgument = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A bundled name, a path to a YAML file, or -."),
]
PlainOption = Annotated[
    bool,
    typer.Option("--plain", help="No boxes, no colours, one fact a line; good for screen readers."),
]

MatrixOption = Annotated[
    bool,
    typer.Option("--matrix", help="Also show each layer as matrices: z = W·a + b."),
]


AfterOption = Annotated[
    int,
    typer.Option(
        "--after",
        metavar="N",
        min=0,
        max=10_000_000,
        help="At the pass after N updates, not at the first.",
    ),
]


class PartOption(StrEnum):
    """What ``--part`` takes."""

    forward = "forward"
    error = "error"
    backward = "backward"
    update = "update"


class FormOption(StrEnum):
    """What ``--form`` takes."""

    number = "number"
    formula = "formula"
    either = "either"


class FormatOption(StrEnum):
    """What ``--to`` takes."""

    markdown = "markdown"


def scenario_called(source: str, only: str | None = None) -> "Scenario":
    """Load a scenario; raises ``UsageError`` if ``only`` is none of its parameters."""
    from backprop_tutor.loader import load

    scenario = load(source)
    if only is not None and only not in scenario.movable:
        raise UsageError(
            f"{shown(only)} is not a weight or bias of {scenario.name}"
            + nearest(only, scenario.movable),
        )
    return scenario


def subject_called(source: str, only: str | None = None, after: int = 0) -> "Subject":
    """Return the subject of a scenario after some updates; ``only`` what one parameter needs."""
    from backprop_tutor.teaching.subject import subject_of

    return subject_of(scenario_called(source, only), only, after)


def quantity_called(typed: str, subject: "Subject") -> str:
    """Return the quantity meant by a spelling; raises ``UsageError`` with the nearest one."""
    from backprop_tutor.maths.names import derivative, fraction
    from backprop_tutor.teaching.vocabulary import everything

    spellings = everything(subject).names
    parts = fraction(typed) or ()
    # ``df/dw0`` for a neuron f means its output.
    meant = derivative(*(spellings.get(part, part) for part in parts)) if parts else typed
    for spelling in (typed, meant):
        if spelling in spellings:
            return spellings[spelling]
    first = f"{meant}[1]"  # Of several samples, and it is not said of which.
    raise UsageError(
        f"{subject.scenario.name} has no quantity {shown(typed)}"
        + (f"; did you mean {first}?" if first in spellings else nearest(typed, spellings))
        + f"; 'backprop-tutor solve {subject.scenario.called}' lists them all",
    )


def check_layers(subject: "Subject") -> None:
    """Raise ``UsageError`` if a network has no layers that ``--matrix`` could show."""
    from backprop_tutor.teaching.matrices import layers_of

    if not layers_of(subject):
        raise UsageError(
            f"{subject.scenario.name} cannot be written as matrices: that takes layers, each fed "
            "by the whole one before it, a loss, one sample and no 'given' values; "
            "leave out --matrix",
        )


def nearest(typed: str, known: Iterable[str]) -> str:
    """Return what to add to a message about an unknown name: the nearest one, if there is one."""
    import difflib

    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(typed[:60].casefold(), list(folded), n=1)
    return f"; did you mean {folded[near[0]]}?" if near else ""


def shown(text: str) -> str:
    """Return what was typed, quoted, cut and made visible."""
    return repr(visible(text if len(text) <= 60 else text[:60] + "…"))


def terminal(plain: bool) -> "Terminal":
    """Return the screen to write to."""
    from backprop_tutor.views.terminal import Terminal

    return Terminal(plain=True if plain else None)


def answers_in(source: str) -> list[str]:
    """Return the scripted answers: lines that are neither empty nor a comment."""
    try:
        if source == "-":
            text = sys.stdin.read(_MOST_ANSWERS + 1)
        else:
            with Path(source).open(encoding="utf-8") as file:
                text = file.read(_MOST_ANSWERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FileError(f"{visible(source)}: cannot be read ({reason})") from None
    if len(text) > _MOST_ANSWERS:
        most = f"{_MOST_ANSWERS:,} characters"
        raise FileError(f"{visible(source)}: is longer than {most}; use fewer answers")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def written_to(output: str, text: str) -> None:
    """Write a document to a file, or to stdout for ``-``; raises ``FileError``."""
    if output == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # The document is UTF-8 wherever it goes.
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(f"{shown(output)}: cannot be written ({error.strerror})") from None
