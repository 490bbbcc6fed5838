"""What is wrong with a file, collected while it is read, and how messages quote the file."""

from collections.abc import Collection
from dataclasses import dataclass, field

from backprop_tutor.errors import Problem, ScenarioError
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.loader.yaml.nodes import ScalarNode, YamlNode
from backprop_tutor.scenario.doubt import Doubt
from backprop_tutor.untrusted import shortened
from backprop_tutor.wording import text_so_many, text_with_commas

MOST_LISTED = 50
"""Problems that are listed one by one; what is beyond is only counted."""

_MOST_CANDIDATES = 500  # Beyond that, looking for the nearest takes longer than it helps.


@dataclass(slots=True)
class Problems:
    """The problems found so far; reading goes on after each, to find the others too."""

    found: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    """What does not keep a file from being read; ``check`` says it."""

    def at(self, node: YamlNode, said: str) -> None:
        """Note a problem at the place of a node."""
        self.found.append(Problem(node.line, node.column, said))

    def doubt(self, node: ScalarNode, said: str) -> None:
        """Note what is no problem, but most likely not what was meant."""
        self.doubts.append(Doubt(node.line, node.column, said))

    def inside(self, node: ScalarNode, offset: int, said: str) -> None:
        """Note a problem at a character of a scalar's text, or at the scalar if it was folded."""
        line, column = node.line, node.column
        if node.inside is not None:
            column = node.inside + offset
        elif node.indent is not None:
            before = node.text[:offset]
            line += 1 + before.count("\n")
            column = node.indent + len(before) - before.rfind("\n")
        self.found.append(Problem(line, column, said))

    @property
    def are_many(self) -> bool:
        """Whether there are more already than will be listed."""
        return len(self.found) >= MOST_LISTED

    def nearest(self, word: str, candidates: Collection[str]) -> str | None:
        """Return the candidate that a word was probably meant to be.

        A flood of problems gets no suggestions: they would cost seconds, and are not listed.
        """
        if self.are_many or len(candidates) > _MOST_CANDIDATES:
            return None
        return nearest(word, candidates)

    def error(self, file: str) -> ScenarioError:
        """Return the error that lists the problems, a flood of them cut short."""
        found = sorted(self.found)
        listed, rest = found[:MOST_LISTED], found[MOST_LISTED:]
        if rest:
            first = rest[0]
            more = text_so_many("… and {n} more", "… and {n} more", len(rest))
            listed.append(Problem(first.line, first.column, more))
        return ScenarioError(file, listed)


def listed(words: Collection[str], most: int = 8) -> str:
    """Return words as ``h1, h2, h3, …``."""
    shown = [shortened(word) for _, word in zip(range(most), words, strict=False)]
    return text_with_commas([*shown, "…"] if len(words) > most else shown)
