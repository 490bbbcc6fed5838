"""The command line: options in, one call, errors out. Heavy imports wait in their command.

To add a command, write it in the module of those it is for and register it with ``@app.command``.
"""

import io
import sys

from backprop_tutor.cli import learn, read, write  # noqa: F401 - they register their commands
from backprop_tutor.cli.app import app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; a reader that goes away (``| head``) ends it quietly."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A letter that the terminal's encoding lacks must not end the program.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        import os

        # Python flushes stdout at exit; give it somewhere to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
