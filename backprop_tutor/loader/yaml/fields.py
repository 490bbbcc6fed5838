"""Sorts the entries of a mapping by its keys: which are known, not yet known, or missing."""

from collections.abc import Collection, Mapping

from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.nodes import MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.loader.yaml.words_elsewhere import BOTH_BETAS, TRAINING_LENGTH, folded, meant
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
    elsewhere: Mapping[str, str] | None = None,
) -> Fields:
    """Return key and value per known key, and report the other keys and those that lack.

    ``required`` maps each key that must be there to an example of it, or to all that is said where
    it lacks; ``instead`` says which others may stand in its place, ``elsewhere`` which key a word
    of other programs stands for. A missing key is not reported
    when a misspelled one explains it.
    """
    found: dict[str, tuple[ScalarNode, YamlNode]] = {}
    explained: set[str] = set()
    there = {key.text for key, _ in node.entries}
    all_known = text_with_commas(tuple(known))
    for key, value in node.entries:
        if key.text in known:
            found[key.text] = key, value
        elif values.is_unusual_space(key, problems):
            explained |= {close for close in known if close in key.text}
        elif not where and folded(key.text) in TRAINING_LENGTH:
            problems.at(
                key,
                text(
                    "unknown key {key}; a file does not say how long to learn, and "
                    "'train --after 100' does: remove it",
                    key=quoted(key.text),
                ),
            )
        elif not where and folded(key.text) == BOTH_BETAS:
            problems.at(
                key,
                # Translators: the numbers here are examples of what a file holds, with points.
                text(
                    "unknown key {key}; write a line for each of the two: 'beta1: 0.9' and "
                    "'beta2: 0.999'",
                    key=quoted(key.text),
                ),
            )
        elif close := _meant(key.text, known, elsewhere or {}, there, problems):
            problems.at(key, _unknown(quoted(key.text), where, close))
            explained.add(close)
        else:
            problems.at(key, _useless(quoted(key.text), where, all_known))
    if node.whole:
        accounted = {*found, *explained}
        for key_text, example in required.items():
            if accounted.isdisjoint({key_text, *(instead or {}).get(key_text, ())}):
                problems.at(node, _missing(key_text, where, example))
    return found


def _meant(
    word: str,
    known: Collection[str],
    elsewhere: Mapping[str, str],
    there: Collection[str],
    problems: Problems,
) -> str | None:
    """Return the key that a word stands for, unless it is there as well."""
    if problems.are_many:
        return None
    close = meant(word, elsewhere, known)
    return close if close is not None and close not in there else problems.nearest(word, known)


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
