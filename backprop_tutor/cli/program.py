"""How the program was started, as whoever started it would type it again.

| started as | told as |
|---|---|
| a name that the shell finds | the name |
| a path | the path, as it was typed |
| ``python -m backprop_tutor`` | the same, with the Python that was typed |
| ``uv run``, ``uvx`` | the same: what they put in the path is gone when they end |
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

from backprop_tutor.invocation import AS_INSTALLED, Program

_STARTED: ContextVar[Program] = ContextVar("started", default=AS_INSTALLED)
"""Set once, by ``main``."""


def note_how_it_was_started() -> None:
    """Remember how this process was started; ``program`` tells it."""
    name = command_that_starts(sys.argv[0], sys.orig_argv[0], os.environ, Path(sys.prefix))
    _STARTED.set(Program(name))


_LANGUAGE: ContextVar[str | None] = ContextVar("language", default=None)
"""What the command line asks for, so that the next command asks for it too."""


def note_language(language: str | None) -> None:
    """Remember the language that ``--lang`` names, if it is said; ``program`` tells it."""
    _LANGUAGE.set(language)


def program(
    *, progress_file: str | None = None, plain: bool = False, no_pause: bool = False
) -> Program:
    """Return the program with the options that a command was given, to be told to the learner."""
    if progress_file:
        from backprop_tutor.progress.place import place_of_record

        # The whole path: whoever goes on may be in another folder.
        progress_file = str(place_of_record(progress_file))
    return Program(
        _STARTED.get().name, plain, no_pause, progress_file or None, language=_LANGUAGE.get()
    )


def command_that_starts(
    script: str,
    python: str,
    environment: Mapping[str, str],
    prefix: Path,
    found: Callable[[str], str | None] = shutil.which,
) -> str:
    """Return what starts a program again, for a shell.

    ``script`` and ``python`` are what the system says was started (``sys.argv[0]``,
    ``sys.orig_argv[0]``), ``prefix`` is the environment it runs in, ``found`` looks a name up in
    the path.
    """
    name = Path(script).name
    if name == "__main__.py":
        return _quoted([python, "-m", AS_INSTALLED.name.replace("-", "_")])
    if "UV_RUN_RECURSION_DEPTH" in environment:  # Inside ``uv run``.
        return _quoted(["uv", "run", name])
    if "UV" in environment and _ONLY_LENT & {*prefix.parts}:
        return _quoted(["uvx", *_from(), name])
    path = found(name)
    return name if path is not None and _same(path, script) else _quoted([script])


_ONLY_LENT = {"archive-v0", "environments-v2"}
"""Folders in uv's cache, in which ``uvx`` makes an environment for one run."""


def _same(path: str, script: str) -> bool:
    try:
        return os.path.realpath(path) == os.path.realpath(script)
    except OSError:  # The folder that one is in is gone: nothing relative leads anywhere.
        return path == script


def _from() -> Sequence[str]:
    """Return what tells ``uvx`` where a program comes from that no index has."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        origin = json.loads(distribution(AS_INSTALLED.name).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return ()
    if not isinstance(origin, dict) or not isinstance(url := origin.get("url"), str):
        return ()
    kind = origin.get("vcs_info", {}).get("vcs")
    return ("--from", url if kind is None else f"{kind}+{url}")


def _quoted(words: Sequence[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
