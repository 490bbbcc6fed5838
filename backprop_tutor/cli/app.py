"""The application that the commands register with, and what guards each of them."""

import functools
import sys
from collections.abc import Callable
from typing import Annotated, ParamSpec

import typer

from backprop_tutor import __version__
from backprop_tutor.cli.usage import Commands
from backprop_tutor.errors import TutorError

_P = ParamSpec("_P")
_EXAMPLES = """\b
Examples:
  backprop-tutor walk                              the lesson
  backprop-tutor walk mazur --only w5              one weight's whole chain
  backprop-tutor answer mazur dE_total/dw5 0.4398  what is wrong with it
  backprop-tutor solve mazur dE_total/dw5          a value and its formula
  backprop-tutor export mazur -o mazur.md          the worked solution
  backprop-tutor train mazur --after 10000         many updates
  backprop-tutor plot mazur --weight w5            the slope of one update
"""

app = typer.Typer(
    cls=Commands,
    name="backprop-tutor",
    help="Learn back-propagation by doing it, one step at a time.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
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


def _version(wanted: bool) -> None:
    if wanted:
        print(f"backprop-tutor {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Learn back-propagation by doing it, one step at a time."""
