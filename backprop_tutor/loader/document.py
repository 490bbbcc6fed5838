"""YAML text → a plain tree with line and column on every node; what is hostile is refused.

Built from the parser's events with a stack of our own, so that depth costs no recursion, and from
text only: every scalar stays the text that was written, whatever YAML would make of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, assert_never

import yaml

from backprop_tutor.errors import Problem
from backprop_tutor.loader.syntax import in_plain_words
from backprop_tutor.untrusted import visible

DEEPEST = 20

# The parser in C is ten times as fast; where PyYAML was built without it, the other one serves.
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A piece of text; ``plain`` unless it was quoted or a block."""

    line: int
    column: int
    text: str
    plain: bool = True


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list of nodes."""

    line: int
    column: int
    items: list[Node]


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and what belongs to each; every key is there once."""

    line: int
    column: int
    entries: list[tuple[ScalarNode, Node]]
    whole: list[bool]
    """Holds False when entries had to be left out, each of them reported already."""


@dataclass(frozen=True, slots=True)
class BadNode:
    """Something that was refused, and reported: nobody need complain about it again."""

    line: int
    column: int


type_alias = None
Node = ScalarNode | ListNode | MappingNode | BadNode
