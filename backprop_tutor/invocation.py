"""This program's commands as a learner is told to type them, with every option that matters.

On the page a command is an address to follow: what ``walk mazur --only w5`` does in a terminal,
``#walk/mazur/w5`` does there.
"""

import shlex
from collections.abc import Mapping
from typing import NamedTuple

_VALUED = frozenset(
    {"after", "from", "mend", "only", "part", "questions", "seed", "to", "topic", "weight"}
)
_FLAGS = frozenset({"all", "exam", "matrix", "restart", "variant"})
NO = frozenset({"", "0", "false", "False"})
"""What an option that is either said or not has as its value, where it is not."""

_PAUSE = frozenset({"check", "class", "grade", "list", "plot", "progress"}) | frozenset(
    {"quiz", "show", "solve", "train", "walk"}
)
"""The commands that wait where a page is tall."""

VERBS = _PAUSE | {"answer", "export", "new", "page", "schema"}
"""All commands."""

TAKES: Mapping[str, frozenset[str]] = {
    "--plain": _PAUSE | {"answer"},
    "--no-pause": _PAUSE,
    "--progress-file": frozenset({"list", "progress", "quiz", "walk"}),
}
"""The options that hold for the next command too, and the commands that know each of them."""


class Program(NamedTuple):
    """The program as it was started: what is said again in each command that is told.

    An option is a field here and a row of ``TAKES``.
    """

    name: str = "backprop-tutor"
    """What starts it, as the shell reads it, quotes and all: ``.venv/bin/backprop-tutor``."""
    plain: bool = False
    no_pause: bool = False
    record: str | None = None
    """The record's file, where it was named on the command line."""
    language: str | None = None
    """The language, where it was named on the command line."""
    on_page: bool = False
    """Whether it is the page in a browser: a command is the address of what it shows."""

    def command(
        self, verb: str = "", called: str = "", options: Mapping[str, str] | None = None
    ) -> str:
        """Return a command; ``called`` is a scenario as the shell reads it, quotes and all.

        The options are called as on the command line; what it does not know is left out, so that a
        record of a newer version leads to no command that fails. On the page it is an address, or
        empty for what is no page.
        """
        if self.on_page:
            return _address(verb, called, options or {})
        words = []
        for option, value in (options or {}).items():
            if option in _VALUED:
                words += [f"--{option}", value]
            elif option in _FLAGS and value not in NO:
                words.append(f"--{option}")
        said = {
            "--plain": ["--plain"] if self.plain else [],
            "--no-pause": ["--no-pause"] if self.no_pause else [],
            "--progress-file": [] if self.record is None else ["--progress-file", self.record],
        }
        kept = [word for option, again in said.items() if verb in TAKES[option] for word in again]
        if self.language is not None:  # Every command takes it.
            kept += ["--lang", self.language]
        return " ".join(filter(None, (self.name, verb, called, shlex.join([*words, *kept]))))


ON_PAGE: Mapping[str, tuple[str, frozenset[str]]] = {
    "walk": ("walk", frozenset({"part", "from", "after", "matrix", "variant", "seed", "restart"})),
    "quiz": (
        "quiz",
        frozenset(
            {"questions", "topic", "mend", "seed", "after", "variant", "exam", "restart"},
        ),
    ),
    "solve": ("walk", frozenset({"after", "variant", "seed"})),
    "train": ("train", frozenset()),
    "plot": ("plot", frozenset()),
    "list": ("course", frozenset()),
    "progress": ("progress", frozenset()),
}
"""The commands that are pages, by what these are called, with the options that they know."""
LONGEST_QUIZ = 200
"""Of one quiz."""
NETWORK = "net"
"""The option that holds a whole network of the learner's own, in an address."""


def _address(verb: str, called: str, options: Mapping[str, str]) -> str:
    """Return ``#walk/mazur/w5?variant&seed=3``."""
    if verb not in ON_PAGE:
        return ""
    from urllib.parse import quote

    page, known = ON_PAGE[verb]
    about = [options[one] for one in ("only", "weight") if one in options]
    path = "/".join(quote(part, safe="") for part in (page, *shlex.split(called), *about))
    asked = [
        option if option in _FLAGS else f"{option}={quote(value, safe='')}"
        for option, value in options.items()
        if option in known | {NETWORK} and not (option in _FLAGS and value in NO)
    ]
    if verb == "solve":  # All of the lesson, asking nothing.
        asked.append("auto")
    return f"#{path}?{'&'.join(asked)}" if asked else f"#{path}"


AS_INSTALLED = Program()
"""As it is called in a document, which does not know who reads it."""


def number_options(seed: int | None, after: int = 0) -> dict[str, str]:
    """Return the options that say which numbers a network has: of which variant, after how many
    updates.
    """
    said = {} if seed is None else {"variant": "true", "seed": str(seed)}
    return {**said, **({"after": str(after)} if after else {})}
