"""Arguments and options that commands share, and what they mean."""

import io
import random
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backprop_tutor.cli.option_values import count_option
from backprop_tutor.cli.program import program
from backprop_tutor.errors import FileError, NoSuchScenarioError, UsageError
from backprop_tutor.system_errors import reason_of
from backprop_tutor.untrusted import visible

if TYPE_CHECKING:
    from backprop_tutor.blocks.blocks import Block
    from backprop_tutor.scenario.scenario import Scenario
    from backprop_tutor.teaching.subject.subject import Subject
    from backprop_tutor.views.text.terminal import Terminal

_MOST_ANSWERS = 1_000_000
"""Characters of scripted answers that are read: more than any lesson needs."""
MOST_UPDATES = 10_000_000

ScenarioArgument = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A bundled name, a path to a YAML file, or -."),
]
PlainOption = Annotated[
    bool,
    typer.Option(
        "--plain", help="No boxes, no colours, one fact per line; good for screen readers."
    ),
]

MatrixOption = Annotated[
    bool,
    typer.Option("--matrix", help="Also show each layer as matrices: z = W·a + b."),
]


AfterOption = Annotated[
    int,
    count_option(
        "--after",
        least=0,
        most=MOST_UPDATES,
        about="Show the pass after N updates instead of the first.",
    ),
]

NoPauseOption = Annotated[
    bool,
    typer.Option(
        "--no-pause", help="Show long pages at once; do not wait for Enter before they scroll away."
    ),
]

ProgressFileOption = Annotated[
    str | None,
    typer.Option(
        "--progress-file",
        metavar="PATH",
        help="The file that keeps your answers; by default it is in the folder "
        "$BACKPROP_TUTOR_HOME or, if that is not set, in your own data folder.",
    ),
]
NoSaveOption = Annotated[
    bool, typer.Option("--no-save", help="Keep no record of this session, and read none.")
]


VariantOption = Annotated[
    bool, typer.Option("--variant", help="The same network with different numbers.")
]
SeedOption = Annotated[
    int | None,
    count_option("--seed", least=0, about="Which of the different numbers; N is any whole number."),
]


class PartOption(StrEnum):
    """What ``--part`` takes."""

    forward = "forward"
    error = "error"
    backward = "backward"
    update = "update"


class TopicOption(StrEnum):
    """What ``--topic`` takes."""

    forward = "forward"
    error = "error"
    activation = "activation"
    chain = "chain"
    hidden = "hidden"
    bias = "bias"
    update = "update"
    learning_rate = "learning-rate"


class FormOption(StrEnum):
    """What ``--form`` takes."""

    number = "number"
    formula = "formula"
    either = "either"


class FormatOption(StrEnum):
    """What ``--to`` takes."""

    markdown = "markdown"


def seed_of(*, variant: bool, seed: int | None) -> int | None:
    """Return the seed of the variant that is wanted; None for the scenario's own numbers."""
    if seed is not None and not variant:
        raise UsageError("--seed chooses the numbers of a variant; add --variant")
    if not variant:
        return None
    return random.SystemRandom().randrange(10_000) if seed is None else seed


def scenario_called(source: str, only: str | None = None, seed: int | None = None) -> "Scenario":
    """Load a scenario, or a variant of it; raises ``UsageError`` if ``only`` is none of its own."""
    from backprop_tutor.loader import load

    try:
        scenario = load(source)
    except NoSuchScenarioError as error:
        listed = program().command("list")
        raise FileError(f"{error} Run '{listed}' to see those that there are.") from None
    if seed is not None:
        from backprop_tutor.teaching.variants.variants import variant

        scenario = variant(scenario, seed)
    if only is not None and only not in scenario.movable:
        kind = "weight or bias" if scenario.has_loss else "weight, bias or input"
        raise UsageError(
            f"{shown(only)} is not a {kind} of {scenario.name}"
            + did_you_mean(only, scenario.movable)
            + f"; '{program().command('show', scenario.called)}' shows them all",
        )
    return scenario


def subject_called(
    source: str, only: str | None = None, after: int = 0, seed: int | None = None
) -> "Subject":
    """Return the subject of a scenario after some updates; ``only`` what one parameter needs."""
    from backprop_tutor.teaching.subject.subject import subject_of

    return subject_of(scenario_called(source, only, seed), only, after)


def quantity_called(typed: str, subject: "Subject") -> str:
    """Return the quantity meant by a spelling; raises ``UsageError`` with the nearest one."""
    from backprop_tutor.formula.names import fraction, sampled_last
    from backprop_tutor.teaching.judging.vocabulary import everything

    spellings = everything(subject).names
    meant = typed
    if (parts := fraction(typed)) is not None:
        # ``df/dw0`` for a neuron f means its output, ``dE_total[2]/dw5`` what sample 2 says.
        meant = sampled_last(*(spellings.get(part, part) for part in parts))
    for spelling in (typed, meant):
        if spelling in spellings:
            return spellings[spelling]
    first = f"{meant}[1]"  # Of several samples, and it is not said of which.
    raise UsageError(
        f"{subject.scenario.name} has no quantity {shown(typed)}"
        + (f" (did you mean {first}?)" if first in spellings else did_you_mean(typed, spellings))
        + f"; '{program().command('solve', subject.scenario.called)}' lists them all",
    )


def check_layers(subject: "Subject") -> None:
    """Raise ``UsageError`` if a network has no layers that ``--matrix`` could show."""
    from backprop_tutor.teaching.lesson.matrices import matrix_layers

    if not matrix_layers(subject):
        raise UsageError(
            f"{subject.scenario.name} cannot be written as matrices: that needs layers, each fed "
            "by the whole layer before it, a loss and no 'given' values; leave out --matrix",
        )


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """Return what to add to a message about an unknown name: the nearest one, if there is one."""
    from backprop_tutor.formula.nearest import nearest

    near = nearest(typed, known)
    return f" (did you mean {near}?)" if near else ""


def shown(text: str) -> str:
    """Return what was typed, quoted, cut and made visible."""
    return repr(visible(text if len(text) <= 60 else text[:60] + "…"))


def terminal(
    plain: bool, scenario: "Scenario | None" = None, *, pauses: bool = False
) -> "Terminal":
    """Return the screen to write to; what is shown of a scenario has its names in its notation.

    With ``pauses`` a page that is taller than the screen waits until it was read. Where no question
    follows, nothing that is typed meanwhile could be the answer to one.
    """
    from backprop_tutor.views.text.terminal import Terminal

    if scenario is None:
        return Terminal(
            plain=True if plain else None,
            pauses=pauses,
            leaving=_leaves,
            looking_up=lambda _: True,
        )
    from backprop_tutor.blocks.renaming import in_notation

    return Terminal(
        plain=True if plain else None,
        respelled=lambda blocks: in_notation(blocks, scenario),
        pauses=pauses,
        leaving=lambda typed: _leaves(typed, scenario),
        looking_up=_looks_up,
    )


def _leaves(typed: str, scenario: "Scenario | None" = None) -> bool:
    from backprop_tutor.teaching.dialogue.commands import leaves

    if scenario is None:
        return leaves(typed)
    return leaves(typed, {*scenario.inputs, *scenario.parameters, *scenario.depth_of})


def _looks_up(typed: str) -> bool:
    from backprop_tutor.teaching.dialogue.commands import looks_up

    return looks_up(typed)


class Nobody:
    """A screen that nobody looks at: what is wanted is the data."""

    put_away = False

    def show(self, *_: "Block", meanwhile: Callable[[], None] | None = None) -> None:
        """Show nothing."""
        if meanwhile is not None:
            meanwhile()

    def ask(self, prompt: str, offered: Callable[[], Iterable[str]] = tuple) -> str | None:
        """There is nobody to answer."""

    def echo(self, prompt: str, typed: str) -> None:
        """Show nothing."""


def answers_in(source: str) -> list[str]:
    """Return the scripted answers: lines that are neither empty nor a comment."""
    try:
        if source == "-":
            text = sys.stdin.read(_MOST_ANSWERS + 1)
        else:
            with Path(source).open(encoding="utf-8") as file:
                text = file.read(_MOST_ANSWERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "it is not UTF-8 text"
        raise FileError(f"{visible(source)}: cannot be read ({reason})") from None
    if len(text) > _MOST_ANSWERS:
        most = f"{_MOST_ANSWERS:,} characters"
        raise FileError(f"{visible(source)}: is longer than {most}; use fewer answers")
    text = text.removeprefix("\ufeff")  # The byte order mark of some editors.
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
        raise FileError(f"{shown(output)}: cannot be written ({reason_of(error)})") from None
