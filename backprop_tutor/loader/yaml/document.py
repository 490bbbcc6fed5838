"""YAML text → a plain tree with line and column on every node; what is hostile is refused.

Built from the parser's events with a stack of our own, so that depth costs no recursion. Every
scalar stays the text that was written, whatever YAML would make of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from backprop_tutor.errors import Problem
from backprop_tutor.loader.yaml.nodes import BadNode, ListNode, MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.untrusted import quoted, shortened
from backprop_tutor.wording import grouped, text

_NO_COMMENT = re.compile(r"[ \t]+#[^\s#]")
"""A ``#`` that ends a text, though it begins a word: ``title: Lesson #1``."""
DEEPEST_YAML = 20
MOST_YAML_NODES = 110_000
"""Enough for the largest network; beyond, the parser in Python would take more than 2 s."""

PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C is ten times as fast; where PyYAML was built without it, the other one serves."""


def parse(contents: str, problems: Problems) -> YamlNode | None:
    """Return the tree of a document; None if there is none, which has then been reported.

    What is wrong with a text is always the word of the parser in Python, so that it does not depend
    on which parser there is, nor on the limits that a release of the other one sets itself: its
    scanner looks 1,024 characters ahead, and may give up before anything was handed to us.
    """
    # Directives; refused before the parser sees them, because thousands of them take it seconds.
    for number, line in enumerate(contents.split("\n"), start=1):
        if line.startswith("%"):
            problems.at(BadNode(number, 1), text("a line may not begin with '%'; remove it"))
            return None
    if PARSER is not yaml.SafeLoader:
        fast = PARSER(contents)
        found = Problems()
        try:
            tree = _tree(fast, found, contents)
        except (yaml.YAMLError, ValueError, OverflowError):
            pass
        else:
            problems.found.extend(found.found)
            return tree
        finally:
            fast.dispose()
    return _explained(contents, problems)


def _explained(contents: str, problems: Problems) -> YamlNode | None:
    """Return the tree by the parser in Python, or report what it says is wrong."""
    parser: Any = yaml.SafeLoader(contents)
    try:
        return _tree(parser, problems, contents)
    except yaml.MarkedYAMLError as error:
        problems.found.append(_syntax_problem(error, contents))
    except (ValueError, OverflowError):
        # A character code that does not exist, as in "\UFFFFFFFF".
        problems.found.append(_escape_problem(parser))
    finally:
        parser.dispose()
    return None


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    start: Any
    is_mapping: bool
    items: list[YamlNode] = field(default_factory=list)
    """In a mapping keys and values by turns."""


def _tree(parser: Any, problems: Problems, contents: str) -> YamlNode | None:
    """Build the tree from the events of the first document."""
    # Few files have such a comment: only theirs are looked through line by line.
    lines = contents.split("\n") if _NO_COMMENT.search(contents) else ()
    all_lines: Sequence[str] = lines
    root: YamlNode | None = None
    stack: list[_Open] = []
    documents = nodes = 0
    while parser.check_event():
        event: Any = parser.get_event()
        node: YamlNode
        match event:
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    problems.at(
                        _bad(event),
                        text("a second document begins here; a file holds one scenario"),
                    )
                    return root
                continue
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                _refuse_marks(event, problems)
                if len(stack) == DEEPEST_YAML:
                    problems.at(
                        _bad(event),
                        text(
                            "lists and mappings are nested deeper than {depth}; "
                            "a scenario needs no more than 5",
                            depth=DEEPEST_YAML,
                        ),
                    )
                    return None
                stack.append(_Open(event, isinstance(event, yaml.MappingStartEvent)))
                continue
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                node = _closed(stack.pop(), problems)
            case yaml.AliasEvent(anchor=anchor):
                problems.at(
                    _bad(event),
                    text(
                        "the alias {alias} is not allowed; "
                        "write the value out, or put the text in quotes",
                        alias=f"*{shortened(str(anchor))}",
                    ),
                )
                node = _bad(event)
            case yaml.ScalarEvent():
                _refuse_marks(event, problems)
                cut = _cut(event.end_mark, lines) if lines and not event.style else ""
                indent = None
                if event.style == "|" and "$" in event.value:  # The places of its formulas.
                    all_lines = all_lines or contents.split("\n")
                    indent = _indent(event, all_lines)
                node = ScalarNode(
                    *_place(event.start_mark),
                    event.value,
                    not event.style,
                    _inside(event),
                    indent,
                    cut,
                )
            case _:  # The stream's start and end, the document's end.
                continue
        nodes += 1
        if nodes > MOST_YAML_NODES:
            problems.at(
                node,
                text(
                    "there are more than {most} values; make the file shorter",
                    most=grouped(MOST_YAML_NODES),
                ),
            )
            return None
        if stack:
            stack[-1].items.append(node)
        else:
            root = node
    if root is None:
        problems.at(BadNode(1, 1), text("the file is empty; a scenario begins with 'version: 1'"))
    return root


def _cut(mark: Any, lines: Sequence[str]) -> str:
    """Return what stands behind a text as a comment that was most likely to be part of it."""
    behind = lines[mark.line][mark.column :] if mark.line < len(lines) else ""
    found = _NO_COMMENT.match(behind)
    return "" if found is None else behind.strip()


def _bad(event: Any) -> BadNode:
    return BadNode(*_place(event.start_mark))


def _place(mark: Any) -> tuple[int, int]:
    """Return line and column from 1; PyYAML counts from 0."""
    return mark.line + 1, mark.column + 1


def _inside(event: Any) -> int | None:
    """Return the column where a scalar's text begins, unless it is folded or has escapes in it."""
    start, end = event.start_mark, event.end_mark
    quotes = 1 if event.style else 0
    if start.line != end.line or end.column - start.column != len(event.value) + 2 * quotes:
        return None
    column: int = start.column + 1 + quotes
    return column


def _indent(event: Any, lines: Sequence[str]) -> int | None:
    """Return how far the lines of a literal block are indented; they begin a line below it."""
    for row, line in enumerate(event.value.split("\n"), start=event.start_mark.line + 1):
        if line.strip():
            source = lines[row] if row < len(lines) else ""
            return len(source) - len(line) if source.endswith(line) else None
    return None


def _refuse_marks(event: Any, problems: Problems) -> None:
    """Report an anchor or a tag; what it stands on is read all the same."""
    if event.anchor is not None:
        anchor = f"&{shortened(event.anchor)}"
        problems.at(
            _bad(event), text("the anchor {anchor} is not allowed; remove it", anchor=anchor)
        )
    if event.tag is not None:
        tag = quoted(event.tag.replace("tag:yaml.org,2002:", "!!"))
        problems.at(
            _bad(event),
            text("the tag {tag} is not allowed; remove it, or put the text in quotes", tag=tag),
        )


def _closed(opened: _Open, problems: Problems) -> YamlNode:
    """Return the finished list or mapping."""
    line, column = _place(opened.start.start_mark)
    if not opened.is_mapping:
        return ListNode(line, column, tuple(opened.items))
    entries: dict[str, tuple[ScalarNode, YamlNode]] = {}
    whole = True
    for key, value in zip(opened.items[::2], opened.items[1::2], strict=True):
        match key:
            case ScalarNode(text="<<", plain=True):
                problems.at(key, text("the merge key '<<' is not allowed; write the entries out"))
            case ScalarNode(text=written) if written in entries:
                problems.at(
                    key,
                    text(
                        "the key {key} was already given in line {line}; remove one of the two",
                        key=quoted(written),
                        line=entries[written][0].line,
                    ),
                )
            case ScalarNode(text=written):
                if isinstance(value, ScalarNode) and value.plain and not value.text:
                    # The parsers differ on where nothing is; the key is where to look.
                    value = ScalarNode(key.line, key.column, "", plain=True)
                entries[written] = (key, value)
                continue
            case ListNode() | MappingNode():
                problems.at(key, text("a key must be a single name; found a list or mapping"))
            case BadNode():
                pass
        whole = False
    return MappingNode(line, column, tuple(entries.values()), whole)


def _syntax_problem(error: yaml.MarkedYAMLError, contents: str) -> Problem:
    # Late, as below: few files have such a problem.
    from backprop_tutor.loader.yaml.syntax_errors import in_a_line, in_plain_words

    mark: Any = error.problem_mark or error.context_mark
    opened: Any = error.context_mark or mark
    lines = contents.split("\n")
    for line in dict.fromkeys((opened.line, mark.line, opened.line - 1)):
        if 0 <= line < len(lines) and (found := in_a_line(lines[line])):
            return Problem(line + 1, found[0] + 1, found[1])
    words, where_it_began = in_plain_words(
        f"{error.context or ''}: {error.problem or ''}",
        opened=opened.line + 1,
        began=_character(contents, opened),
        found=_character(contents, mark),
    )
    return Problem(*_place(opened if where_it_began else mark), words)


def _character(contents: str, mark: Any) -> str:
    """Return the character at a mark, or nothing at the end of a line."""
    lines = contents.split("\n")
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""


def _escape_problem(parser: Any) -> Problem:
    from backprop_tutor.loader.yaml.syntax_errors import in_plain_words

    return Problem(*_place(parser.get_mark()), in_plain_words("escape", 0, "", "")[0])
