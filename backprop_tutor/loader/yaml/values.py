"""Reads single values from nodes: numbers, text, names and choices, each refused in one sentence.

Every reader returns None after it has reported a problem, and for a node that was refused before.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple, assert_never

from backprop_tutor.formula.names import NAME, reserved
from backprop_tutor.loader.yaml import advice
from backprop_tutor.loader.yaml.nodes import BadNode, ListNode, MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.loader.yaml.text import ACTING, unwanted
from backprop_tutor.loader.yaml.words_elsewhere import meant
from backprop_tutor.maths.functions import OTHER_NAMES, TYPEABLE
from backprop_tutor.scenario.by_language import LANGUAGES, ByLanguage, in_every_language
from backprop_tutor.untrusted import code_point, quoted, shortened
from backprop_tutor.wording import Marked, grouped, marked, text, text_so_many, text_with_commas

_NUMBER = re.compile(
    r"[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?(?P<exponent>[0-9]+))?"
)
_MOST_DIGITS = 30
_MOST_EXPONENT = 99
_LARGEST = Decimal(10) ** 6
_GAP = re.compile("[ \n]+")  # No-break spaces stay: French has them before a colon.
_NOTHING = ("", "~", "null", "Null", "NULL")

# Translators: {what} is a place in the file, such as layers[0].weights; {example} is YAML; {found}
# is "nothing", "a list of 3 entries", "the quoted text '0.5'" or the like.
_NO_MAPPING = marked("{what} must be a mapping such as {example}; found {found}")
_UNKNOWN = marked("unknown {what} {word}; did you mean '{close}'?")
# Translators: {what} is a key of the file, such as activation; {possible} are words to choose from.
_NOT_ONE = marked("{what} must be one of {possible}; found {found}")


class NameKind(NamedTuple):
    """What is said of a name that something of a kind, such as a neuron, cannot have."""

    reserved: Marked
    unfit: Marked
    missing: Marked


def read_number(
    node: YamlNode, what: str, problems: Problems, *, in_quotes: bool = False
) -> Decimal | None:
    """Return a number exactly as written; no other reading of YAML's (``1_000``, ``0x1F``).

    The minus sign of print, as a page has it, is read as ``-``. Where it may be ``in_quotes``, it
    may also stand without them.
    """
    match node:
        case BadNode():
            return None
        case ScalarNode(text=typed, plain=plain) if (plain or in_quotes) and (
            match_ := _NUMBER.fullmatch(written := advice.with_plain_minus(typed))
        ):
            mantissa = re.split("[eE]", written)[0]
            exponent = (match_["exponent"] or "0").lstrip("0") or "0"
            if sum(digit.isdigit() for digit in mantissa) > _MOST_DIGITS:
                problems.at(
                    node,
                    text(
                        "{what} has more than {most} digits; round it", what=what, most=_MOST_DIGITS
                    ),
                )
            elif len(exponent) > 2:
                problems.at(
                    node,
                    text(
                        "{what} has an exponent beyond {most}; use a smaller one",
                        what=what,
                        most=_MOST_EXPONENT,
                    ),
                )
            elif abs(value := Decimal(written)) > _LARGEST:
                problems.at(
                    node,
                    text(
                        "{what} is {number}, too large for a lesson; "
                        "keep numbers between -1000000 and 1000000",
                        what=what,
                        number=quoted(written),
                    ),
                )
            else:
                return value
            return None
        case ScalarNode(text=written, plain=False) if _NUMBER.fullmatch(written):
            problems.at(
                node,
                text(
                    "{what} must be a number; found {found}: remove the quotes",
                    what=what,
                    found=node_described(node),
                ),
            )
        case ScalarNode(text=written) if is_unusual_space(node, problems):
            pass
        case ScalarNode(text=written) if not is_nothing(node):
            problems.at(node, _no_number(what, written, node_described(node)))
        case _:
            problems.at(node, text(_NO_NUMBER, what=what, found=node_described(node)))
    return None


# Translators: the examples stand as a file has them, with points.
_NO_NUMBER = marked("{what} must be a number such as 0.5 or 1e-3; found {found}")


def _no_number(what: str, written: str, found: str) -> str:
    """Say that a text is no number, and which one it was most likely meant to be.

    That one is spelled as a file has it, whatever language is spoken.
    """
    if number := advice.number_before_comment(written):
        return text(
            "{what} must be a number; found {found}: begin a comment with a space and '#', "
            "as in '{number}  # a remark'",
            what=what,
            found=found,
            number=Decimal(number),
        )
    if number := advice.number_meant(written):
        return text(
            "{what} must be a number such as 0.5 or 1e-3; found {found}: write {number}",
            what=what,
            found=found,
            number=Decimal(number),
        )
    return text(_NO_NUMBER, what=what, found=found)


def is_unusual_space(node: ScalarNode, problems: Problems) -> bool:
    """Report a space in a name or number that YAML takes for a letter; False if there is none."""
    at = advice.unusual_space(node.text)
    if at is None:
        return False
    problems.inside(node, at, no_space(node.text[at]))
    return True


def no_space(character: str) -> str:
    """Say that a space is none to YAML."""
    if character in NO_BREAK:
        return text(
            "a no-break space ({character}) stands here, which YAML takes for a letter; "
            "type an ordinary space in its place",
            character=code_point(character),
        )
    return text(
        "an unusual space ({character}) stands here, which YAML takes for a letter; "
        "type an ordinary space in its place",
        character=code_point(character),
    )


NO_BREAK = "\u00a0\u2007\u202f\u2060"
"""Spaces at which no line ends."""


def number_of(
    key: ScalarNode, value: YamlNode, where: str, problems: Problems, *, is_named: bool
) -> Decimal | None:
    """Return the number that belongs to a name in a mapping."""
    if not is_named and is_nothing(value):  # Most often the rest of a mistyped entry.
        return None
    return read_number(value, f"{where}.{shortened(key.text)}", problems)


def is_remainder(key: ScalarNode, value: YamlNode) -> bool:
    """Whether an entry is only the rest of a mistyped one, as ``05`` in ``{i1: 0,05}``.

    That it is no name is then the only problem to report.
    """
    return is_nothing(value) and not NAME.fullmatch(key.text)


def whole_number(
    node: YamlNode, what: str, least: int, most: int, problems: Problems
) -> int | None:
    """Return a whole number within limits."""
    match node:
        case BadNode():
            return None
        case ScalarNode(text=written, plain=True) if (
            re.fullmatch("[0-9]{1,9}", written) and least <= int(written) <= most
        ):
            return int(written)
    problems.at(
        node,
        text(
            "{what} must be a whole number from {least} to {most}; found {found}",
            what=what,
            least=least,
            most=most,
            found=node_described(node),
        ),
    )
    return None


def read_prose(
    node: YamlNode, what: str, problems: Problems, *, keep_lines: bool = False
) -> ByLanguage | None:
    """Return text without what acts on a screen; its lines joined unless they are kept.

    It is written once, or once for each language.
    """
    match node:
        case MappingNode(entries=entries) if entries:
            texts = {}
            for key, value in entries:
                if key.text not in LANGUAGES:
                    problems.at(
                        key,
                        text(
                            "{key} in {what} is not a language; "
                            "write a text, or one for each language: {{en: …, fr: …}}",
                            key=quoted(key.text),
                            what=what,
                        ),
                    )
                elif prose := _read_text(value, f"{what}.{key.text}", keep_lines, problems):
                    texts[key.text] = prose
            return ByLanguage(texts) if texts else None
        case MappingNode(whole=False):
            return None
        case ScalarNode() | ListNode() | MappingNode() | BadNode():
            prose = _read_text(node, what, keep_lines, problems)
            return None if prose is None else in_every_language(prose)
        case _:
            assert_never(node)


def _read_text(node: YamlNode, what: str, keep_lines: bool, problems: Problems) -> str | None:
    match node:
        case BadNode():
            return None
        case ScalarNode(text=written) if written.strip() and not is_nothing(node):
            prose = written.strip().replace("\t", " ")
            if found := ACTING.search(prose):
                problems.at(node, in_place(what, unwanted(found.group())))
                return None
            if node.cut:
                cut = text(
                    "{what} ends before '{cut}', because a space and '#' begin a comment; "
                    "if it is part of the text, put the whole in quotes",
                    what=what,
                    cut=shortened(node.cut),
                )
                problems.doubt(node, cut)
            return prose if keep_lines else _GAP.sub(" ", prose)
    problems.at(
        node,
        text("{what} must be text; found {found}", what=what, found=node_described(node)),
    )
    return None


def in_place(place: str, reason: str) -> str:
    """Return what is wrong, with the place of the file in which it is."""
    # Translators: {reason} is a whole sentence with a small letter, such as "this is no number".
    return text("in {place}, {reason}", place=place, reason=reason)


def name(node: YamlNode, kind: NameKind, problems: Problems) -> str | None:
    """Return a well-formed name that is free to use; whether it is unique is not known here."""
    match node:
        case BadNode():
            return None
        case ScalarNode(text=written) if NAME.fullmatch(written):
            if why := reserved(written, (*TYPEABLE, "softmax", *OTHER_NAMES)):
                problems.at(node, text(kind.reserved, word=quoted(written), reason=why))
                return None
            return written
        case ScalarNode() if is_unusual_space(node, problems):
            pass
        case ScalarNode(text=written) if not is_nothing(node):
            problems.at(
                node, text(kind.unfit, word=quoted(written), advice=_advice_on_name(written))
            )
        case _:
            problems.at(node, text(kind.missing, found=node_described(node)))
    return None


def _advice_on_name(written: str) -> str:
    if entry := advice.entry_meant(written):
        return text("if it is a name and a number, write '{entry}'", entry=entry)
    if ":" in written and not written.rstrip().endswith(":"):
        return text("if it is a name and a number, write a space after the ':'")
    if written.isdecimal():
        return text("if it is the rest of a number, write a point, as in 0.5")
    if proposed := advice.name_meant(written):
        return text("names are in the letters a to z, digits and _; write {name}", name=proposed)
    return text("a name is a letter, then at most 31 letters, digits and _")


def choice(
    node: YamlNode,
    what: str,
    options: Collection[str],
    problems: Problems,
    *,
    elsewhere: Mapping[str, str] | None = None,
    unknown: Marked = _UNKNOWN,
    not_one: Marked = _NOT_ONE,
) -> str | None:
    """Return one of the words that are possible, or say what is ``unknown`` or ``not_one``.

    ``elsewhere`` says which of them a word of other programs stands for.
    """
    match node:
        case BadNode():
            return None
        case ScalarNode(text=written) if written in options:
            return written
        case ScalarNode(text=written) if close := (
            meant(written, elsewhere or {}, options) or problems.nearest(written, options)
        ):
            problems.at(node, text(unknown, what=what, word=quoted(written), close=close))
        case _:
            possible = text_with_commas(tuple(options))
            found = node_described(node)
            problems.at(node, text(not_one, what=what, possible=possible, found=found))
    return None


def mapping(
    node: YamlNode,
    what: str,
    example: str,
    problems: Problems,
    *,
    may_be_empty: bool = False,
    otherwise: Marked = _NO_MAPPING,
) -> MappingNode | None:
    """Return a mapping."""
    match node:
        case BadNode() | MappingNode(entries=(), whole=False):
            return None
        case MappingNode(entries=entries) if entries or may_be_empty:
            return node
    found = node_described(node)
    problems.at(node, text(otherwise, what=what, example=example, found=found))
    return None


def items(
    node: YamlNode,
    what: str,
    example: str,
    problems: Problems,
    *,
    may_be_empty: bool = False,
    of_names: bool = False,
) -> ListNode | None:
    """Return a list; of one ``of_names`` that lacks its brackets it is said how it has them."""
    match node:
        case BadNode():
            return None
        case ListNode(items=inside) if inside or may_be_empty:
            return node
        case ScalarNode(text=written) if (
            of_names and not is_nothing(node) and (proposed := advice.list_of_names(written))
        ):
            problems.at(
                node,
                text(
                    "{place} must be a list; found {found}: write {proposed}",
                    place=what,
                    found=node_described(node),
                    proposed=proposed,
                ),
            )
            return None
    problems.at(
        node,
        text(
            "{what} must be a list such as {example}; found {found}",
            what=what,
            example=example,
            found=node_described(node),
        ),
    )
    return None


def is_nothing(node: YamlNode) -> bool:
    """Whether a value was left out, or spelled as YAML's null."""
    return isinstance(node, ScalarNode) and node.plain and node.text in _NOTHING


def node_described(node: YamlNode) -> str:
    """Return what a message says was found."""
    match node:
        case ListNode(items=inside):
            if not inside:
                return text("an empty list")
            return text_so_many(
                "a list of {entries} entry",
                "a list of {entries} entries",
                len(inside),
                entries=grouped(len(inside)),
            )
        case MappingNode(entries=inside):
            return text("a mapping") if inside else text("an empty mapping")
        case ScalarNode(text=written, plain=plain):
            if is_nothing(node) or not written.strip():
                return text("nothing") if plain else text("empty text")
            if plain:
                return quoted(written)
            return text("the quoted text {quoted}", quoted=quoted(written))
        case BadNode():
            return text("something that cannot be read")
