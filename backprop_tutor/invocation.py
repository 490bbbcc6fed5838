"""This program's commands as a learner is told to type them, with every option that matters."""

import shlex
from collections.abc import Mapping

PLACE = "progress-file"
"""The option that names the file of the record."""

_VALUED = frozenset({"after", "from", "only", "part", PLACE, "questions", "seed", "to", "topic"})
_FLAGS = frozenset({"exam", "matrix", "no-pause", "variant"})
_NO = frozenset({"", "0", "false", "False"})


def invocation(verb: str, called: str = "", options: Mapping[str, str] | None = None) -> str:
    """Return a command; ``called`` is a scenario as the shell reads it, quotes and all.

    The options are called as on the command line; what it does not know is left out, so that a
    record of a newer version leads to no command that fails.
    """
    words = []
    for option, value in (options or {}).items():
        if option in _VALUED:
            words += [f"--{option}", value]
        elif option in _FLAGS and value not in _NO:
            words.append(f"--{option}")
    return " ".join(filter(None, ("backprop-tutor", verb, called, shlex.join(words))))


def number_options(seed: int | None, after: int = 0) -> dict[str, str]:
    """Return the options that say which numbers a network has: of which variant, after how many
    updates.
    """
    said = {} if seed is None else {"variant": "true", "seed": str(seed)}
    return {**said, **({"after": str(after)} if after else {})}


def at_place(place: str | None) -> dict[str, str]:
    """Return the option for the record's file, where it was named on the command line."""
    return {} if place is None else {PLACE: place}
