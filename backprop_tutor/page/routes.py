"""The addresses of the page: ``walk/mazur/w5?variant&seed=3`` is what stands behind its ``#``.

``invocation`` spells them, here they are read. Whoever sends a link may have put anything in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LONGEST_ADDRESS = 200_000
"""Characters of an address that are read: a network of the largest size has fewer."""


class Destination(StrEnum):
    """What an address leads to."""

    HOME = ""
    COURSE = "course"
    WALK = "walk"
    QUIZ = "quiz"
    TRAIN = "train"
    PLOT = "plot"
    PROGRESS = "progress"
    GLOSSARY = "glossary"
    EDITOR = "editor"
    NET = "net"
    """A network of the learner's own, all of it in the address."""


@dataclass(frozen=True, slots=True)
class Route:
    """An address in its parts."""

    destination: Destination
    scenario: str = ""
    """The name of a scenario; behind ``net`` the network itself."""
    about: str = ""
    """The weight or bias that it is about, where it is about one."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What else is said; a word alone is as good as ``word=true``."""

    @property
    def address(self) -> str:
        """The address again, spelled in the one way."""
        from urllib.parse import quote

        parts = [self.destination.value, self.scenario, self.about]
        path = "/".join(quote(part, safe="") for part in parts if part)
        said = [
            name if value == "true" else f"{name}={quote(value, safe='')}"
            for name, value in self.options.items()
        ]
        return f"{path}?{'&'.join(said)}" if said else path


def route_of(address: str) -> Route | None:
    """Return the route that an address is, with or without its ``#``; None if it is none."""
    from urllib.parse import unquote

    if len(address) > LONGEST_ADDRESS:
        return None
    path, _, asked = address.removeprefix("#").partition("?")
    first, *rest = (unquote(part) for part in path.split("/"))
    if first not in set(Destination) or len(rest) > _MOST_PARTS:
        return None
    scenario, about = (*rest, "", "")[:_MOST_PARTS]
    options = {}
    for each in filter(None, asked.split("&")):
        name, is_said, value = each.partition("=")
        options[unquote(name)] = unquote(value) if is_said else "true"
    return Route(Destination(first), scenario, about, options)


_MOST_PARTS = 2
"""Behind the first: a scenario, and a weight of it."""
