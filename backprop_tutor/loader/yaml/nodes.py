"""What a YAML file holds, as a plain tree: text, lists and mappings, each with its place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A piece of text; ``plain`` unless it was in quotes or a block."""

    line: int
    column: int
    text: str
    plain: bool
    inside: int | None = None
    """The column of the first character, where the text stands on one line as it was written."""
    indent: int | None = None
    """Of a block in which line ends stay: how far the lines below the first are indented."""
    cut: str = ""
    """What YAML took for a comment behind it, though no space follows the ``#``."""


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list of nodes."""

    line: int
    column: int
    items: "tuple[YamlNode, ...]"


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and what belongs to each; no key is there twice."""

    line: int
    column: int
    entries: "tuple[tuple[ScalarNode, YamlNode], ...]"
    whole: bool
    """False if entries were refused and left out, so that counting them says nothing."""


@dataclass(frozen=True, slots=True)
class BadNode:
    """Something that was refused and reported: nobody need complain about it again."""

    line: int
    column: int


YamlNode = ScalarNode | ListNode | MappingNode | BadNode
