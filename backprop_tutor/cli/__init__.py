"""The command line: options in, one call, errors out. Heavy imports wait in their command.

To add a command, write it in the module of those it is for and register it with ``@app.command``;
its help and those of its options are ``marked``, for a language is chosen later.
"""

import atexit
import gc

from backprop_tutor.cli import (  # noqa: F401 - they register their commands
    home,
    learn,
    progress,
    quiz,
    read,
    train,
    write,
)
from backprop_tutor.cli.app import app
from backprop_tutor.cli.program import note_how_it_was_started
from backprop_tutor.cli.streams import standard_streams

__all__ = ["app", "main"]

RUBBISH = (20_000, 100, 10)
"""After so many new objects, and so many times that, rubbish is looked for."""


def main() -> None:
    """Run the command line."""
    # A run makes many small objects and hardly any rubbish: to look for it again and again among
    # all that is there takes a fifth of the time of a large network, and an answer would wait for
    # it. So it is looked for among what is new, which is soon done, and seldom among the rest.
    gc.set_threshold(*RUBBISH)
    # Nor is what ends with the process looked through for rubbish: a quarter of sympy's time.
    atexit.register(gc.freeze)
    note_how_it_was_started()
    with standard_streams():
        app()
