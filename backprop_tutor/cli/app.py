"""The application that the commands register with, and what guards each of them."""

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec

import typer

from backprop_tutor.cli.command_line.usage import Commands
from backprop_tutor.errors import TutorError
from backprop_tutor.wording import marked

_P = ParamSpec("_P")

app = typer.Typer(
    cls=Commands,
    name="backprop-tutor",
    help=marked("Learn back-propagation by doing it, one step at a time.").english,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def guarded(command: Callable[_P, None]) -> Callable[_P, None]:
    """Turn what a user can mend into one sentence and an exit code."""

    @functools.wraps(command)
    def safely(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except TutorError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            print(file=sys.stderr)
            raise typer.Exit(130) from None

    return safely
