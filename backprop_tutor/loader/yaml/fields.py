"""Sorts the entries of a mapping by its keys: which are known, not yet known, or missing."""

from collections.abc import Collection, Mapping

from backprop_tutor.loader.yaml.nodes import MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import Marked, text, text_with_commas

Fields = Mapping[str, tuple[ScalarNode, YamlNode]]


def fields(
    node: MappingNode,
    known: Collection[str],
    required: Mapping[str, str | Marked],
    problems: Problems,
    *,
    where: str = "",
    instead: Mapping[str, Collection[str]] | None = None,
) -> Fields:
    """Return key and value per known key, and report the other keys and those that lack.

    ``required`` maps each key that must be there to an example of it, or to all that is said where
    it lacks; ``instead`` says which others may stand in its place. A missing key is not reported
    when a misspelled one explains it.
    """
    found: dict[str, tuple[ScalarNode, YamlNode]] = {}
    explained: set[str] = set()
    for key, value in node.entries:
        if key.text in known:
            found[key.text] = key, value
        elif close := problems.nearest(key.text, known):
            problems.at(key, _unknown(quoted(key.text), where, close))
            explained.add(close)
        else:
            problems.at(key, _useless(quoted(key.text), where, text_with_commas(tuple(known))))
    if node.whole:
        there = {*found, *explained}
        for key_text, example in required.items():
            if there.isdisjoint({key_text, *(instead or {}).get(key_text, ())}):
                problems.at(node, _missing(key_text, where, example))
    return found


def _unknown(key: str, where: str, close: str) -> str:
    if not where:
        return text("unknown key {key}; did you mean '{close}'?", key=key, close=close)
    return text(
        "unknown key {key} in {place}; did you mean '{close}'?", key=key, place=where, close=close
    )


def _useless(key: str, where: str, known: str) -> str:
    if not where:
        return text("unknown key {key}; remove it, or use one of {known}", key=key, known=known)
    return text(
        "unknown key {key} in {place}; remove it, or use one of {known}",
        key=key,
        place=where,
        known=known,
    )


def _missing(key: str, where: str, example: str | Marked) -> str:
    if isinstance(example, Marked):
        return text(example, place=where)
    if not where:
        return text("the file has no '{key}'; add '{example}'", key=key, example=example)
    return text("{place} has no '{key}'; add '{example}'", place=where, key=key, example=example)
