"""The command line: options in, one call, errors out. Heavy imports wait in their command.

To add a command, write it in the module of those it is for and register it with ``@app.command``.
"""

import gc
import io
import os
import sys
from pathlib import Path

from backprop_tutor.cli import (  # noqa: F401 - they register their commands
    learn,
    progress,
    quiz,
    read,
    train,
    write,
)
from backprop_tutor.cli.app import app
from backprop_tutor.errors import FileError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; a reader that goes away (``| head``) ends it quietly."""
    # A short run makes many small objects and hardly any rubbish: looking for it is a fifth of the
    # time of a large network.
    gc.set_threshold(100_000)
    if sys.stdout is None:  # Closed by whoever started us (``>&-``): say it to nobody.
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - to the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A letter that the terminal's encoding lacks must not end the program.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _write_to_nobody()
        sys.exit(1)
    except OSError as error:  # A full disk, for one.
        print(f"the output cannot be written ({error.strerror})", file=sys.stderr)
        _write_to_nobody()
        sys.exit(FileError.exit_code)


def _write_to_nobody() -> None:
    """Python flushes stdout at exit: give it somewhere to flush to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
