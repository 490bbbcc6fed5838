"""Arguments and options that commands share, and what they mean."""

import io
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backprop_tutor.cli.option_values import count_option
from backprop_tutor.cli.program import program
from backprop_tutor.errors import FileError, NoSuchScenarioError, UsageError
from backprop_tutor.system_errors import reason_of
from backprop_tutor.untrusted import quoted_path, visible
from backprop_tutor.wording import grouped, marked, text

if TYPE_CHECKING:
    from backprop_tutor.blocks.blocks import Block
    from backprop_tutor.scenario.scenario import Scenario
    from backprop_tutor.teaching.subject.subject import Subject
    from backprop_tutor.views.text.terminal import Terminal

_MOST_ANSWERS = 1_000_000
"""Characters of scripted answers that are read: more than any lesson needs."""
MOST_UPDATES = 10_000_000
MOST_SHEETS = 10_000
"""That are made at a time."""

ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help=marked("A bundled name, a path to a YAML file, or -.").english
    ),
]
PlainOption = Annotated[
    bool,
    typer.Option(
        "--plain",
        help=marked("No boxes, no colours, one fact per line; good for screen readers.").english,
    ),
]

ForceOption = Annotated[
    bool, typer.Option("--force", help=marked("Write over a file that is there already.").english)
]

MatrixOption = Annotated[
    bool,
    typer.Option("--matrix", help=marked("Also show each layer as matrices: z = W·a + b.").english),
]


AfterOption = Annotated[
    int,
    count_option(
        "--after",
        least=0,
        most=MOST_UPDATES,
        about=marked("Show the pass after N updates instead of the first.").english,
    ),
]

NoPauseOption = Annotated[
    bool,
    typer.Option(
        "--no-pause",
        help=marked(
            "Show long pages at once; do not wait for Enter before they scroll away."
        ).english,
    ),
]

ProgressFileOption = Annotated[
    str | None,
    typer.Option(
        "--progress-file",
        metavar="PATH",
        help=marked(
            "The file that keeps your answers; by default it is in the folder "
            "$BACKPROP_TUTOR_HOME or, if that is not set, in your own data folder."
        ).english,
    ),
]
NoSaveOption = Annotated[
    bool,
    typer.Option(
        "--no-save", help=marked("Keep no record of this session, and read none.").english
    ),
]


VariantOption = Annotated[
    bool, typer.Option("--variant", help=marked("The same network with different numbers.").english)
]
SeedOption = Annotated[
    int | None,
    count_option(
        "--seed",
        least=0,
        about=marked("Which of the different numbers; N is any whole number.").english,
    ),
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


class MathOption(StrEnum):
    """What ``--math`` takes."""

    github = "github"
    dollars = "dollars"


class FormatOption(StrEnum):
    """What ``--to`` takes."""

    markdown = "markdown"
    html = "html"
    moodle = "moodle"
    qti = "qti"
    anki = "anki"
    notebook = "notebook"
    json = "json"


def seed_of(*, variant: bool, seed: int | None) -> int | None:
    """Return the seed of the variant that is wanted; None for the scenario's own numbers."""
    if seed is not None and not variant:
        raise UsageError(text("--seed chooses the numbers of a variant; add --variant"))
    if not variant:
        return None
    if seed is not None:
        return seed
    from backprop_tutor.session.asked_for import drawn_seed

    return drawn_seed()


def scenario_called(source: str, only: str | None = None, seed: int | None = None) -> "Scenario":
    """Load a scenario, or a variant of it; raises ``UsageError`` if ``only`` is none of its own."""
    from backprop_tutor.loader import load

    try:
        scenario = load(source)
    except NoSuchScenarioError as error:
        listed = program().command("list")
        raise FileError(
            text(
                # Translators: {problem} is a sentence, such as "no scenario is called 'mazr'; …".
                "{problem} Run '{command}' to see those that there are.",
                problem=str(error),
                command=listed,
            )
        ) from None
    if seed is not None:
        from backprop_tutor.teaching.variants.variants import variant

        scenario = variant(scenario, seed)
    if only is not None:
        from backprop_tutor.session.asked_for import check_can_be_varied

        check_can_be_varied(only, scenario, program())
    return scenario


def subject_called(
    source: str,
    only: str | None = None,
    after: int = 0,
    seed: int | None = None,
    *,
    inputs: bool = False,
) -> "Subject":
    """Return the subject of a scenario after some updates; ``only`` what one parameter needs.

    With ``inputs`` it has the derivatives by all inputs too.
    """
    from backprop_tutor.teaching.subject.subject import subject_of

    return subject_of(scenario_called(source, only, seed), only, after, inputs=inputs)


def meant_by(typed: str, known: Iterable[str]) -> str | None:
    """Return the known name that an unknown one was probably meant to be, if there is one."""
    from backprop_tutor.formula.nearest import nearest

    return nearest(typed, known)


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
            answers = sys.stdin.read(_MOST_ANSWERS + 1)
        else:
            with Path(source).open(encoding="utf-8") as file:
                answers = file.read(_MOST_ANSWERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else text("it is not UTF-8 text")
        raise FileError(
            text("{file}: cannot be read ({reason})", file=visible(source), reason=reason)
        ) from None
    if len(answers) > _MOST_ANSWERS:
        raise FileError(
            text(
                "{file}: is longer than {most} characters; use fewer answers",
                file=visible(source),
                most=grouped(_MOST_ANSWERS),
            )
        )
    answers = answers.removeprefix("\ufeff")  # The byte order mark of some editors.
    return [line for line in answers.splitlines() if line.strip() and not line.startswith("#")]


def read_from(scenario: str, other: str | None = None) -> tuple[Path, ...]:
    """Return the files that are read, a scenario's and another, so that none is written over."""
    from backprop_tutor.loader import file_of

    return (file_of(scenario), *(() if other is None else (Path(other),)))


def written_to(
    output: str, document: str | bytes, *, force: bool = False, spared: Collection[Path] = ()
) -> None:
    """Write a document to a file, or to stdout for ``-``; raises ``FileError``.

    Over a file that is there only with ``force``, and never over the ``spared`` that are read.
    """
    if output == "-":
        _printed(document)
        return
    from backprop_tutor.whole_files import file_identities, write_whole

    contents = document if isinstance(document, bytes) else document.encode()
    with _refusals_told(output):
        write_whole(Path(output), contents, over=force, spared=file_identities(spared))


def check_can_be_written(output: str, *, force: bool, spared: Collection[Path]) -> None:
    """Raise as ``written_to`` would, before what it writes has been worked out."""
    from backprop_tutor import whole_files

    if output != "-":
        with _refusals_told(output):
            read = whole_files.file_identities(spared)
            whole_files.check_free(Path(output), over=force, spared=read)


@contextmanager
def _refusals_told(output: str) -> Iterator[None]:
    """Raise ``FileError`` for what is said when a file that was named cannot be written."""
    try:
        yield
    except FileExistsError:
        raise FileError(
            text(
                "{file} exists already; choose another name, or add --force to write over it",
                file=quoted_path(output),
            )
        ) from None
    except OSError as error:
        raise FileError(cannot_be_written(output, error)) from None
    except ValueError:  # A name with a zero byte in it.
        raise FileError(
            text("{file} cannot be the name of a file", file=quoted_path(output))
        ) from None


def _printed(document: str | bytes) -> None:
    if isinstance(document, str):
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # The document is UTF-8 wherever it goes.
        sys.stdout.write(document)
    elif sys.stdout.isatty():
        raise UsageError(text("this is an archive, not a text; name a file for it with -o"))
    else:
        sys.stdout.buffer.write(document)


def folder_made(folder: str) -> None:
    """Make a folder that was named on the command line, if it is not there; raise ``FileError``."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise FileError(
            text("{file} is a file; name a folder with -o", file=quoted_path(folder))
        ) from None
    except OSError as error:
        raise FileError(cannot_be_written(folder, error)) from None
    except ValueError:  # A name with a zero byte in it.
        raise FileError(
            text("{file} cannot be the name of a file", file=quoted_path(folder))
        ) from None


def cannot_be_written(file: str, error: OSError) -> str:
    """Say why a file that was named on the command line cannot be written."""
    return text("{file}: cannot be written ({reason})", file=visible(file), reason=reason_of(error))
