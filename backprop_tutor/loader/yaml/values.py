"""Reads single values from nodes: numbers, text, names and choices, each refused in one sentence.

Every reader returns None after it has reported a problem, and for a node that was refused before.
"""

import re
from collections.abc import Collection
from decimal import Decimal
from typing import assert_never

from backprop_tutor.formula.names import NAME, reserved
from backprop_tutor.loader.yaml.nodes import BadNode, ListNode, MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems, count
from backprop_tutor.loader.yaml.text import ACTING, unwanted
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.scenario.by_language import LANGUAGES, ByLanguage, in_every_language
from backprop_tutor.untrusted import quoted, shortened

_NUMBER = re.compile(
    r"[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?(?P<exponent>[0-9]+))?"
)
_MOST_DIGITS = 30
_MOST_EXPONENT = 99
_LARGEST = Decimal(10) ** 6
_GAP = re.compile("[ \n]+")  # No-break spaces stay: French has them before a colon.
_NOTHING = ("", "~", "null", "Null", "NULL")


def read_number(
    node: YamlNode, what: str, problems: Problems, *, in_quotes: bool = False
) -> Decimal | None:
    """Return a number exactly as written; no other reading of YAML's (``1_000``, ``0x1F``).

    Where it may be ``in_quotes``, it may also stand without them.
    """
    match node:
        case BadNode():
            return None
        case ScalarNode(text=text, plain=plain) if (plain or in_quotes) and (
            match_ := _NUMBER.fullmatch(text)
        ):
            mantissa = re.split("[eE]", text)[0]
            exponent = (match_["exponent"] or "0").lstrip("0") or "0"
            if sum(digit.isdigit() for digit in mantissa) > _MOST_DIGITS:
                problems.at(node, f"{what} has more than {_MOST_DIGITS} digits; round it")
            elif len(exponent) > 2:
                problems.at(
                    node, f"{what} has an exponent beyond {_MOST_EXPONENT}; use a smaller one"
                )
            elif abs(value := Decimal(text)) > _LARGEST:
                problems.at(
                    node,
                    f"{what} is {quoted(text)}, too large for a lesson; "
                    "keep numbers between -1000000 and 1000000",
                )
            else:
                return value
            return None
        case ScalarNode(text=text, plain=False) if _NUMBER.fullmatch(text):
            problems.at(
                node,
                f"{what} must be a number; found {node_described(node)}: remove the quotes",
            )
        case _:
            problems.at(
                node, f"{what} must be a number such as 0.5 or 1e-3; found {node_described(node)}"
            )
    return None


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
        case ScalarNode(text=text, plain=True) if (
            re.fullmatch("[0-9]{1,9}", text) and least <= int(text) <= most
        ):
            return int(text)
    problems.at(
        node, f"{what} must be a whole number from {least} to {most}; found {node_described(node)}"
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
                        f"{quoted(key.text)} in {what} is not a language; "
                        "write a text, or one for each language: {en: …, fr: …}",
                    )
                elif text := _read_text(value, f"{what}.{key.text}", keep_lines, problems):
                    texts[key.text] = text
            return ByLanguage(texts) if texts else None
        case MappingNode(whole=False):
            return None
        case ScalarNode() | ListNode() | MappingNode() | BadNode():
            text = _read_text(node, what, keep_lines, problems)
            return None if text is None else in_every_language(text)
        case _:
            assert_never(node)


def _read_text(node: YamlNode, what: str, keep_lines: bool, problems: Problems) -> str | None:
    match node:
        case BadNode():
            return None
        case ScalarNode(text=text) if text.strip() and not is_nothing(node):
            text = text.strip().replace("\t", " ")
            if found := ACTING.search(text):
                problems.at(node, f"in {what}, {unwanted(found.group())}")
                return None
            return text if keep_lines else _GAP.sub(" ", text)
    problems.at(node, f"{what} must be text; found {node_described(node)}")
    return None


def name(node: YamlNode, what: str, problems: Problems) -> str | None:
    """Return a well-formed name that is free to use; whether it is unique is not known here."""
    match node:
        case BadNode():
            return None
        case ScalarNode(text=text) if NAME.fullmatch(text):
            if why := reserved(text, FUNCTIONS):
                problems.at(node, f"{quoted(text)} cannot be {what}: {why}; choose another name")
                return None
            return text
        case ScalarNode(text=text) if not is_nothing(node):
            if ":" in text:
                advice = "if it is a name and a number, write a space after the ':'"
            elif text.isdecimal():
                advice = "if it is the rest of a number, write a point, as in 0.5"
            else:
                advice = "a name is a letter, then at most 31 letters, digits and _"
            problems.at(node, f"{quoted(text)} cannot be {what}; {advice}")
        case _:
            problems.at(node, f"{what} needs a name here; found {node_described(node)}")
    return None


def choice(
    node: YamlNode, what: str, options: Collection[str], problems: Problems, *, otherwise: str = ""
) -> str | None:
    """Return one of the words that are possible; ``otherwise`` says what else may stand there."""
    match node:
        case BadNode():
            return None
        case ScalarNode(text=text) if text in options:
            return text
        case ScalarNode(text=text) if close := problems.nearest(text, options):
            problems.at(node, f"unknown {what} {quoted(text)}; did you mean '{close}'?")
        case _:
            possible = ", ".join(options) + (f", {otherwise}" if otherwise else "")
            problems.at(node, f"{what} must be one of {possible}; found {node_described(node)}")
    return None


def mapping(
    node: YamlNode, what: str, example: str, problems: Problems, *, may_be_empty: bool = False
) -> MappingNode | None:
    """Return a mapping."""
    match node:
        case BadNode() | MappingNode(entries=(), whole=False):
            return None
        case MappingNode(entries=entries) if entries or may_be_empty:
            return node
    problems.at(node, f"{what} must be a mapping such as {example}; found {node_described(node)}")
    return None


def items(
    node: YamlNode, what: str, example: str, problems: Problems, *, may_be_empty: bool = False
) -> ListNode | None:
    """Return a list."""
    match node:
        case BadNode():
            return None
        case ListNode(items=inside) if inside or may_be_empty:
            return node
    problems.at(node, f"{what} must be a list such as {example}; found {node_described(node)}")
    return None


def is_nothing(node: YamlNode) -> bool:
    """Whether a value was left out, or spelled as YAML's null."""
    return isinstance(node, ScalarNode) and node.plain and node.text in _NOTHING


def node_described(node: YamlNode) -> str:
    """Return what a message says was found."""
    match node:
        case ListNode(items=inside):
            return f"a list of {count(len(inside), 'entry')}" if inside else "an empty list"
        case MappingNode(entries=inside):
            return "a mapping" if inside else "an empty mapping"
        case ScalarNode(text=text, plain=plain):
            if is_nothing(node) or not text.strip():
                return "nothing" if plain else "empty text"
            return quoted(text) if plain else f"the quoted text {quoted(text)}"
        case BadNode():
            return "something that cannot be read"
