"""Says in plain words what is wrong with the YAML itself, after PyYAML's parser in Python.

To explain one more error, add a row to ``_EXPLANATIONS``.
"""

import re

from backprop_tutor.loader.yaml.advice import unusual_space
from backprop_tutor.loader.yaml.values import no_space
from backprop_tutor.untrusted import LONGEST_QUOTE, visible
from backprop_tutor.wording import marked, text

# Pieces of what the parsers say; what a teacher is told; whether the place to look at is where the
# unfinished thing began, rather than where the parser gave up. {opened} is the line in which it
# began, {began} its first character. The first row that fits counts.
_EXPLANATIONS = (
    (
        ("scanning a tag", "parsing a tag", "tag handle"),
        marked(
            "tags (text that begins with '!') are not allowed; remove it, or put the text in quotes"
        ),
        False,
    ),
    (
        ("mapping values are not allowed",),
        marked(
            "a ':' is not expected here; start keys in the same column, each with a space after "
            "its ':', and put text that holds ': ' in quotes"
        ),
        False,
    ),
    (
        ("escape", "hexdecimal", "Unicode character code"),
        marked(
            "a backslash in double quotes begins something unknown here; "
            "write \\\\ for a backslash, or use single quotes"
        ),
        False,
    ),
    (
        ("while scanning a quoted scalar",),
        marked("this quote is never closed; add the missing quote"),
        True,
    ),
    (
        ("anchor", "alias", "cannot start any token"),
        marked("nothing can begin with {began}; put the text in quotes"),
        True,
    ),
    (
        ("',' or ']'",),
        marked(
            "the list that was opened in line {opened} goes wrong here; "
            "check for a missing ',' or ']'"
        ),
        False,
    ),
    (
        ("',' or '}'",),
        marked(
            "the mapping that was opened in line {opened} goes wrong here; "
            "check for a missing ',' or '}}'"
        ),
        False,
    ),
    (
        ("while scanning a simple key",),
        marked("a ':' is missing here; write 'key: value', with a space after the ':'"),
        True,
    ),
    (
        ("while scanning a block scalar",),
        marked(
            "this block of text cannot be read; write '|' or '>' at the end of its first line, "
            "and indent all its lines alike"
        ),
        False,
    ),
    (
        ("sequence entries are not allowed",),
        marked("a '- ' is not expected here; start the list on a line of its own"),
        False,
    ),
    (
        ("document start",),
        marked("the text goes on where it should have ended; check the indentation"),
        False,
    ),
    (
        ("node content",),
        marked("a value is missing here, or begins with a character that needs quotes"),
        False,
    ),
    (
        ("block end", "expected key", "'-' indicator", "mapping keys are not allowed"),
        marked("this line does not fit the lines above it; check its indentation and its quotes"),
        False,
    ),
)
_OTHERWISE = marked(
    "this cannot be read as YAML; check the indentation, brackets, quotes and colons"
)
_TAB = marked("a tab stands where YAML needs spaces; indent with spaces")
_NAME_IN_BRACKETS = marked(
    "the mapping that was opened in line {opened} goes wrong at this bracket; "
    "a name has none: write w1 for w[1]"
)
_NOTHING_BEGINS_SO = marked("nothing can begin with this; put the text in quotes")


_QUOTES = re.compile("[“”„‘’«»]")
_COMMENT = re.compile(r"(?:^|\s)(//|/\*)")
_EQUALS = re.compile(r"\s*(?P<key>[A-Za-z_]+)\s*=\s*(?P<value>[^\s=].*)")


def in_a_line(line: str) -> tuple[int, str] | None:
    """Return what makes a line unreadable that a parser has no words for, and where it stands.

    It is a line at which the parser gave up: what is looked for is no fault elsewhere.
    """
    indented = len(line) - len(line.lstrip(" "))
    behind_key = line.find(": ", indented) + 1
    value = line[behind_key:].lstrip(" ")
    at_value = len(line) - len(value)
    if (at := unusual_space(line)) is not None and not _QUOTES.search(line[:at]):
        return at, no_space(line[at])
    if line.startswith("```"):
        return 0, text("``` is Markdown's, and not part of the file; remove the line")
    if found := _COMMENT.search(line):
        return found.start(1), text(
            "{comment} begins no comment here; begin it with a space and '#'", comment=found[1]
        )
    if behind_key and _QUOTES.match(value):
        return at_value, text(
            '{quote} is a quote of print, and a letter to YAML; type " before and behind the text',
            quote=value[0],
        )
    if found := _EQUALS.fullmatch(line):
        return indented, text(
            "'=' does not join a key and its value; write '{written}'",
            written=visible(f"{found['key']}: {found['value']}"[:LONGEST_QUOTE]),
        )
    return None


def in_plain_words(said: str, opened: int, began: str, found: str) -> tuple[str, bool]:
    """Return what is wrong, and whether to look for it where the unfinished thing began.

    ``opened`` is the line in which that began and ``began`` its first character; ``found`` is the
    character at which the parser gave up.
    """
    if found == "\t":
        return text(_TAB), False
    if found in ("[", "{") and "',' or '}'" in said:
        return text(_NAME_IN_BRACKETS, opened=opened), False
    for pieces, words, where_it_began in _EXPLANATIONS:
        if any(piece in said for piece in pieces):
            if "began" in words.holes and not began:
                words = _NOTHING_BEGINS_SO
            return text(words, opened=opened, began=f"'{visible(began)}'"), where_it_began
    return text(_OTHERWISE), False
