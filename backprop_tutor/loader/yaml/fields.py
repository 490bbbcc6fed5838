"""Sorts the entries of a mapping by its keys: which are known, not yet known, or missing."""

from collections.abc import Collection, Mapping

from backprop_tutor.loader.yaml.nodes import MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.untrusted import quoted

Fields = Mapping[str, tuple[ScalarNode, YamlNode]]


def fields(
    node: MappingNode,
    known: Collection[str],
    required: Mapping[str, str],
    problems: Problems,
    *,
    where: str = "",
    instead: Mapping[str, Collection[str]] | None = None,
) -> Fields:
    """Return key and value per known key, and report the other keys and those that lack.

    ``required`` maps each key that must be there to an example of it; ``instead`` says which others
    may stand in its place. A missing key is not reported when a misspelled one explains it.
    """
    found: dict[str, tuple[ScalarNode, YamlNode]] = {}
    explained: set[str] = set()
    inside = f" in {where}" if where else ""
    for key, value in node.entries:
        if key.text in known:
            found[key.text] = key, value
        elif close := problems.nearest(key.text, known):
            problems.at(key, f"unknown key {quoted(key.text)}{inside}; did you mean '{close}'?")
            explained.add(close)
        else:
            problems.at(
                key,
                f"unknown key {quoted(key.text)}{inside}; "
                f"remove it, or use one of {', '.join(known)}",
            )
    if node.whole:
        there = {*found, *explained}
        for key_text, example in required.items():
            if there.isdisjoint({key_text, *(instead or {}).get(key_text, ())}):
                problems.at(node, f"{where or 'the file'} has no '{key_text}'; add '{example}'")
    return found
