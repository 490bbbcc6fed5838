"""The command line: options in, one call, errors out. Heavy imports wait in their command.

To add a command, write it in the module of those it is for and register it with ``@app.command``;
its help and those of its options are ``marked``, for a language is chosen later. A module is
imported for its own commands alone: ``register`` has a row for each.
"""

import atexit
import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typer import Typer

__all__ = ["application", "main", "register"]

RUBBISH = (20_000, 100, 10)
"""After so many new objects, and so many times that, rubbish is looked for."""


def application() -> "Typer":
    """Return the application with all its commands."""
    from backprop_tutor.cli.app import app

    register()
    return app


def register(command: str | None = None) -> None:
    """Import the module in which a command registers, with what is done where none is given.

    All of them, for a list of them all, where no command is called so.
    """
    from backprop_tutor.cli import home  # noqa: F401 - as all here: it registers its commands

    match command:
        case "list" | "--version":
            pass
        case "walk" | "answer":
            from backprop_tutor.cli import learn
        case "quiz":
            from backprop_tutor.cli import quiz
        case "progress":
            from backprop_tutor.cli import progress
        case "solve" | "export" | "show":
            from backprop_tutor.cli import read
        case "train" | "plot":
            from backprop_tutor.cli import train
        case "page":
            from backprop_tutor.cli import page
        case "grade":
            from backprop_tutor.cli.grading import grade
        case "class":
            from backprop_tutor.cli.grading import class_of_records
        case "check" | "new" | "schema":
            from backprop_tutor.cli import write
        case _:
            from backprop_tutor.cli import (  # noqa: F401
                learn,
                page,
                progress,
                quiz,
                read,
                train,
                write,
            )
            from backprop_tutor.cli.grading import class_of_records, grade  # noqa: F401


def _command_in(arguments: "Iterable[str]") -> str:
    """Return the command, which may stand behind a language; without one it is the home page."""
    left = iter(arguments)
    for one in left:
        if one == "--lang":
            next(left, None)
        elif not one.startswith("--lang="):
            return one
    return "list"


def main() -> None:
    """Run the command line."""
    # A run makes many small objects and hardly any rubbish: to look for it again and again among
    # all that is there takes a fifth of the time of a large network, and an answer would wait for
    # it. So it is looked for among what is new, which is soon done, and seldom among the rest.
    gc.set_threshold(*RUBBISH)
    # Nor is what ends with the process looked through for rubbish: a quarter of sympy's time.
    atexit.register(gc.freeze)
    register(_command_in(sys.argv[1:]))
    from backprop_tutor.cli.app import app
    from backprop_tutor.cli.command_line.streams import standard_streams
    from backprop_tutor.cli.program import note_how_it_was_started

    note_how_it_was_started()
    with standard_streams():
        app()
