"""The application that the commands register with, and what guards each of them."""

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec

import typer

from backprop_tutor.cli.usage import Commands
from backprop_tutor.errors import TutorError
from backprop_tutor.invocation import Program

_P = ParamSpec("_P")
_EXAMPLES = {
    "walk": "the lesson",
    "walk mazur --only w5": "one weight's whole chain",
    "answer mazur dE_total/dw5 0.4398": "what is wrong with it",
    "solve mazur dE_total/dw5": "a value and its formula",
    "export mazur -o mazur.md": "the worked solution",
    "train mazur --after 10000": "many updates",
    "plot mazur --weight w5": "the slope of one update",
}


def examples(program: Program) -> str:
    """Return commands to try, as the program was started; typer breaks no line of them."""
    width = max(map(len, _EXAMPLES))
    lines = [f"  {program.name} {words:<{width}}  {said}" for words, said in _EXAMPLES.items()]
    return "\n".join(("\b", "Examples:", *lines, ""))


app = typer.Typer(
    cls=Commands,
    name="backprop-tutor",
    help="Learn back-propagation by doing it, one step at a time.",
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
