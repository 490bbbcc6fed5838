"""Reads the keys that say how a scenario is taught: prose, focus, digits, notes, parts."""

from collections.abc import Collection, Mapping

from backprop_tutor.loader import values
from backprop_tutor.loader.keys import Fields
from backprop_tutor.loader.names import Names
from backprop_tutor.loader.nodes import BadNode, ScalarNode
from backprop_tutor.loader.problems import Problems, quoted, shortened
from backprop_tutor.loader.text import ACTING, unwanted
from backprop_tutor.maths.names import fraction
from backprop_tutor.scenario import Part

_LEAST_DIGITS, _MOST_DIGITS, _DIGITS = 2, 10, 4
_LONGEST_QUANTITY = 80


def prose(keys: Fields, key: str, problems: Problems, *, keep_lines: bool = False) -> str:
    """Return the text of a key, or nothing."""
    if key not in keys:
        return ""
    return values.prose(keys[key][1], key, problems, keep_lines=keep_lines) or ""


def digits(keys: Fields, problems: Problems) -> int:
    """Return how many significant figures are asked for."""
    if "digits" not in keys:
        return _DIGITS
    node = keys["digits"][1]
    return values.whole_number(node, "digits", _LEAST_DIGITS, _MOST_DIGITS, problems) or _DIGITS


def parameters(keys: Fields, key: str, names: Names, problems: Problems) -> tuple[str, ...]:
    """Return the parameters that a key lists; they are judged only if all of them are known."""
    if key not in keys:
        return ()
    words = _words(keys, key, "[w1, b1]", problems, may_be_empty=True)
    for word, node in words.items() if names.complete else ():
        if word not in names.parameters:
            close = problems.nearest(word, names.parameters)
            problems.at(
                node,
                f"{quoted(word)} in {key} is not a weight or bias of this network; "
                + (f"did you mean '{close}'?" if close else "remove it"),
            )
    return tuple(words)


def lesson(keys: Fields, problems: Problems) -> frozenset[Part]:
    """Return the parts to teach: all of them, unless the file names some."""
    if "lesson" not in keys:
        return frozenset(Part)
    words = _words(keys, "lesson", "[forward, error]", problems)
    parts = [
        values.choice(node, "part of a lesson", tuple(Part), problems) for node in words.values()
    ]
    return frozenset(Part(part) for part in parts if part)


def notes(keys: Fields, known: Collection[str], problems: Problems) -> Mapping[str, str]:
    """Return a remark per quantity: one of ``known``, or a derivative of one by another.

    Quantities are judged only in a network that was read without a problem.
    """
    if "notes" not in keys:
        return {}
    example = "{net_h1: a remark}"
    found = values.mapping(keys["notes"][1], "notes", example, problems, may_be_empty=True)
    remarks = {}
    judged = not problems.found
    for key, value in found.entries if found else ():
        if not key.text:
            problems.at(key, "a note lacks the quantity that it is about; write 'net_h1: …'")
        elif len(key.text) > _LONGEST_QUANTITY:
            problems.at(
                key,
                f"{quoted(key.text)} in notes is longer than {_LONGEST_QUANTITY} characters; "
                "a note belongs to a quantity such as net_h1",
            )
        elif acting := ACTING.search(key.text):
            problems.at(key, f"in notes, {unwanted(acting.group())}")
        elif judged and (unknown := _unknown(key.text, known)):
            close = problems.nearest(unknown, known)
            problems.at(
                key,
                f"{quoted(key.text)} in notes is not a quantity: nothing is called "
                f"{quoted(unknown)}; " + (f"did you mean '{close}'?" if close else "remove it"),
            )
        else:
            remark = values.prose(value, f"notes.{shortened(key.text)}", problems)
            remarks[key.text] = remark or ""
    return remarks


def _unknown(text: str, known: Collection[str]) -> str | None:
    """Return what in the name of a quantity is not known: the name, or a part of a derivative."""
    return next((part for part in fraction(text) or (text,) if part not in known), None)


def _words(
    keys: Fields, key: str, example: str, problems: Problems, *, may_be_empty: bool = False
) -> dict[str, ScalarNode]:
    """Return the words of a list, each once, and where it stands."""
    found = values.items(keys[key][1], key, example, problems, may_be_empty=may_be_empty)
    words: dict[str, ScalarNode] = {}
    for node in found.items if found else ():
        match node:
            case BadNode():
                continue
            case ScalarNode(text=text) if text in words:
                problems.at(node, f"{quoted(text)} is twice in {key}; remove one of the two")
            case ScalarNode(text=text) if not values.is_nothing(node):
                words[text] = node
            case _:
                problems.at(
                    node,
                    f"{key} must be a list of names such as {example}; "
                    f"found {values.described(node)} in it",
                )
    return words
