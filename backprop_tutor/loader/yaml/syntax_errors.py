"""Says in plain words what is wrong with the YAML itself, after PyYAML's parser in Python.

To explain one more error, add a row to ``_EXPLANATIONS``.
"""

from backprop_tutor.untrusted import visible

# Pieces of what the parsers say; what a teacher is told; whether the place to look at is where the
# unfinished thing began, rather than where the parser gave up. {opened} is the line in which it
# began, {began} its first character. The first row that fits counts.
_EXPLANATIONS = (
    (
        ("scanning a tag", "parsing a tag", "tag handle"),
        "tags (text that begins with '!') are not allowed; remove it, or put the text in quotes",
        False,
    ),
    (
        ("mapping values are not allowed",),
        "a ':' is not expected here; start keys in the same column, each with a space after "
        "its ':', and put text that holds ': ' in quotes",
        False,
    ),
    (
        ("escape", "hexdecimal", "Unicode character code"),
        "a backslash in double quotes begins something unknown here; "
        "write \\\\ for a backslash, or use single quotes",
        False,
    ),
    (
        ("while scanning a quoted scalar",),
        "this quote is never closed; add the missing quote",
        True,
    ),
    (
        ("anchor", "alias", "cannot start any token"),
        "nothing can begin with {began}; put the text in quotes",
        True,
    ),
    (
        ("',' or ']'",),
        "the list that was opened in line {opened} goes wrong here; check for a missing ',' or ']'",
        False,
    ),
    (
        ("',' or '}'",),
        "the mapping that was opened in line {opened} goes wrong here; "
        "check for a missing ',' or '}}'",
        False,
    ),
    (
        ("while scanning a simple key",),
        "a ':' is missing here; write 'key: value', with a space after the ':'",
        True,
    ),
    (
        ("while scanning a block scalar",),
        "this block of text cannot be read; write '|' or '>' at the end of its first line, "
        "and indent all its lines alike",
        False,
    ),
    (
        ("sequence entries are not allowed",),
        "a '- ' is not expected here; start the list on a line of its own",
        False,
    ),
    (
        ("document start",),
        "the text goes on where it should have ended; check the indentation",
        False,
    ),
    (
        ("node content",),
        "a value is missing here, or begins with a character that needs quotes",
        False,
    ),
    (
        ("block end", "expected key", "'-' indicator", "mapping keys are not allowed"),
        "this line does not fit the lines above it; check its indentation and its quotes",
        False,
    ),
)
_OTHERWISE = "this cannot be read as YAML; check the indentation, brackets, quotes and colons"
_TAB = "a tab stands where YAML needs spaces; indent with spaces"


def in_plain_words(said: str, opened: int, began: str, found: str) -> tuple[str, bool]:
    """Return what is wrong, and whether to look for it where the unfinished thing began.

    ``opened`` is the line in which that began and ``began`` its first character; ``found`` is the
    character at which the parser gave up.
    """
    if found == "\t":
        return _TAB, False
    for pieces, words, where_it_began in _EXPLANATIONS:
        if any(piece in said for piece in pieces):
            shown = f"'{visible(began)}'" if began else "this"
            return words.format(opened=opened, began=shown), where_it_began
    return _OTHERWISE, False
