"""The three streams of the program: closed, full or broken, each harms only what is written to it.

| stream | closed | fails |
|---|---|---|
| stdin | nobody types anything | the same; a sentence where a whole file was to come that way |
| stdout | all is done, and shown to nobody | a sentence, exit code 4; silence if its reader left |
| stderr | what is said there is lost, and never sent into the data | the same |
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backprop_tutor.errors import FileError
from backprop_tutor.system_errors import TOO_MANY_FILES, is_too_many_files, reason_of
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import text


@contextmanager
def standard_streams() -> Iterator[None]:
    """Make the streams safe to use, and end the program politely where one of them fails."""
    # In this order each gets the number that is its own: the lowest that is free.
    if sys.stdin is None:  # Closed by whoever started us (``<&-``).
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - to the end
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    if sys.stderr is None:  # print() would take stdout for it.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    elif sys.stderr is sys.__stderr__ and isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = _lossy(sys.stderr)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A letter that the terminal's encoding lacks must not end the program.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # The reader went away (``| head``).
        _write_to_nobody()
        sys.exit(1)
    except OSError as error:
        print(_said(error), file=sys.stderr)
        if not is_too_many_files(error):
            _write_to_nobody()
        sys.exit(FileError.exit_code)


def _said(error: OSError) -> str:
    if is_too_many_files(error):
        return text(TOO_MANY_FILES)
    if error.filename is not None:
        file = visible(str(error.filename))
        return text("{file}: cannot be used ({reason})", file=file, reason=reason_of(error))
    # A full disk, for one.
    return text("the output cannot be written ({reason})", reason=reason_of(error))


def _write_to_nobody() -> None:
    """Python flushes stdout at exit: give it somewhere to flush to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _OrNowhere(io.RawIOBase):
    """Writes what can be written; loses the rest without a word, for there is nobody to tell."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        size = memoryview(data).nbytes
        try:
            written = self._raw.write(data)
        except OSError:
            return size
        return size if written is None else written

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()


def _lossy(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    # Not a new file of number 2: Windows has a class of its own for what writes to its consoles.
    # ``python -u`` has no buffer between, and files to take its place.
    buffer = stream.buffer
    raw = buffer.raw if isinstance(buffer, io.BufferedWriter) else io.FileIO(2, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(_OrNowhere(raw)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=True,
    )
