"""The digest of a scenario: of its network and its numbers, not of the bytes of its file.

What decides which questions there are and what is right counts; words, spaces and how a number or a
formula is spelled do not: ``0.10`` is ``0.1``, and layers are the nodes that they stand for.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from backprop_tutor.formula.expression import Name
from backprop_tutor.scenario.by_language import ByLanguage

_WORDS = frozenset(
    {"name", "called", "title", "source", "about", "notes", "notation", "course"}
    | {"contents", "doubts", "formulas_in_prose"}
)
"""Fields of a scenario that say how it is called, told and found, and not what is asked."""


def digest_of(scenario: Any) -> str:
    """Return the sha256 of what is asked in a scenario, in hexadecimal.

    A field that has its default value counts for nothing, so that a later version of the program,
    with more fields, finds the same digest.
    """
    said = [[name, it] for name, it in _of_fields(scenario) if name not in _WORDS]
    written = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode(errors="surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it, each number exact."""
    match value:
        case Name(id=name):
            return name
        case bool() | int() | str() | None:
            return value
        case Decimal() | Fraction():
            whole, parts = value.as_integer_ratio()
            return [f"{whole}/{parts}" if parts != 1 else f"{whole}"]
        case tuple():
            return [_plain(each) for each in value]
        case Mapping():
            return [[key, _plain(each)] for key, each in value.items()]
        case frozenset():
            return sorted(value)
        case ByLanguage():
            return None
        case _:
            return [type(value).__name__, *map(list, _of_fields(value))]


def _of_fields(record: Any) -> list[tuple[str, Any]]:
    """Return the fields of a record that are not what they are anyway."""
    kind = type(record)
    if kind not in _COUNTING:
        assert is_dataclass(record), f"a {kind.__name__} has no digest"
        _COUNTING[kind] = {one.name: _default(one) for one in fields(record) if one.compare}
    return [
        (name, _plain(value))
        for name, default in _COUNTING[kind].items()
        if (value := getattr(record, name)) != default
    ]


_COUNTING: dict[type, Mapping[str, Any]] = {}
"""Of each kind of record the fields that tell two apart, each with its default."""


def _default(one: "Field[Any]") -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return one.default
