"""Reads what goes in and what should come out, of one sample or of several.

A file of one sample has ``inputs`` and ``targets`` at its top, as each of ``samples`` has inside.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from backprop_tutor.loader.connections import Group
from backprop_tutor.loader.layered import MOST_NEURONS
from backprop_tutor.loader.names_in_use import Names, with_names
from backprop_tutor.loader.network import ReadNetwork
from backprop_tutor.loader.yaml import advice, values
from backprop_tutor.loader.yaml.fields import Fields, fields
from backprop_tutor.loader.yaml.nodes import MappingNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems, listed
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import grouped, marked, text

MOST_SAMPLES = 64

INPUTS = "inputs: {i1: 0.05, i2: 0.10}"
TARGETS = "targets: {o1: 0.01, o2: 0.99}"
SAMPLE_KEYS = ("inputs", "targets")

_INPUT = values.NameKind(
    marked("{word} cannot be an input: {reason}; choose another name"),
    marked("{word} cannot be an input; {advice}"),
    marked("an input needs a name here; found {found}"),
)

_USUAL = tuple(f"x{number}" for number in range(1, 10))
"""What inputs are called that have no names yet."""

SampleNumbers = Mapping[str, Decimal]


class SampleKeys(NamedTuple):
    """The keys of one sample, and what messages write before them: ``samples[0].``."""

    keys: Fields
    prefix: str = ""
    whole: bool = True
    """Whether no key of it is misspelled, so that one that lacks was not meant."""


def rows(keys: Fields, problems: Problems) -> tuple[SampleKeys, ...]:
    """Return the samples of a file: the file itself, where it has none."""
    if "samples" not in keys:
        return (SampleKeys(keys),)
    node = keys["samples"][1]
    found = values.items(node, "samples", "[{inputs: …, targets: …}, …]", problems)
    if found is None:
        return ()
    if len(found.items) > MOST_SAMPLES:
        problems.at(
            node,
            text(
                "there are {count} samples; use at most {most}",
                count=grouped(len(found.items)),
                most=MOST_SAMPLES,
            ),
        )
        return ()
    needed = _needed(keys, found.items)
    return tuple(
        _row(item, f"samples[{index}]", needed, problems) for index, item in enumerate(found.items)
    )


def _needed(keys: Fields, items: Sequence[YamlNode]) -> Mapping[str, str]:
    """Return what each sample must have: no targets without a loss; a graph may have no inputs."""
    some_have = any(
        key.text == "inputs"
        for item in items
        if isinstance(item, MappingNode)
        for key, _ in item.entries
    )
    required = dict(zip(SAMPLE_KEYS, (INPUTS, TARGETS), strict=True))
    if "differentiate" in keys:
        del required["targets"]
    elif "parameters" in keys and not some_have:
        del required["inputs"]
    return required


def _row(node: YamlNode, where: str, required: Mapping[str, str], problems: Problems) -> SampleKeys:
    """Return one sample."""
    found = values.mapping(node, where, "{inputs: {i1: 0.05}, targets: {o1: 0.01}}", problems)
    if found is None:
        return SampleKeys({}, f"{where}.", whole=False)
    its = fields(found, SAMPLE_KEYS, required, problems, where=where)
    known = all(key.text in SAMPLE_KEYS for key, _ in found.entries)
    return SampleKeys(its, f"{where}.", whole=found.whole and known)


def read_inputs(
    samples: Sequence[SampleKeys], names: Names, problems: Problems, *, may_lack: bool = False
) -> tuple[list[SampleNumbers], Group]:
    """Return the inputs of each sample, and what is known of them as the first layer's senders.

    A graph of parameters ``may_lack`` them; if one of its samples has them, all have.
    """
    if not samples:
        return [], Group(None)
    if may_lack and all(row.whole and "inputs" not in row.keys for row in samples):
        return [{} for _ in samples], Group(())
    first, group = _first_inputs(samples[0], names, problems)
    read = [first]
    for row in samples[1:]:
        read.append({})
        if "inputs" in row.keys:
            read[-1] = _alike(row, "inputs", INPUTS, samples[0], group.known, problems)
    return read, group


def _first_inputs(row: SampleKeys, names: Names, problems: Problems) -> tuple[SampleNumbers, Group]:
    if "inputs" not in row.keys:
        return {}, Group(None)
    node, what = row.keys["inputs"][1], f"{row.prefix}inputs"
    found = with_names(node, what, _value(INPUTS), _USUAL, problems)
    if found is None:
        return {}, Group(None)
    if len(found.entries) > MOST_NEURONS:
        problems.at(
            node,
            text(
                "there are {count} inputs; use at most {most}",
                count=grouped(len(found.entries)),
                most=MOST_NEURONS,
            ),
        )
        return {}, Group(None)
    taken = [names.take(key, _INPUT) for key, _ in found.entries]
    inputs = {}
    for name, (key, value) in zip(taken, found.entries, strict=True):
        number = values.number_of(key, value, what, problems, is_named=name is not None)
        if name is not None and number is not None:
            inputs[name] = number
    is_whole = found.whole and not any(values.is_remainder(*entry) for entry in found.entries)
    return inputs, Group(tuple(taken) if is_whole else None)


def read_targets(
    samples: Sequence[SampleKeys], network: ReadNetwork, problems: Problems
) -> list[SampleNumbers]:
    """Return the targets of each sample, in the order of the outputs."""
    read: list[SampleNumbers] = []
    for row in samples:
        if "targets" not in row.keys:
            read.append({})
        elif network.is_layered or not read:
            read.append(_targets(row, network, problems))
        else:
            known = tuple(read[0]) or None
            read.append(_alike(row, "targets", TARGETS, samples[0], known, problems))
    return read


def _targets(row: SampleKeys, network: ReadNetwork, problems: Problems) -> SampleNumbers:
    """Return a target per output: every neuron of the last layer, or some of a graph's nodes."""
    node, what = row.keys["targets"][1], f"{row.prefix}targets"
    usual = network.outputs if network.is_layered else network.outputs[-1:]
    found = with_names(node, what, _value(TARGETS), usual, problems)
    if found is None:
        return {}
    outputs = network.outputs

    def is_none(name: str) -> str:
        if network.is_layered:
            return text(
                "{name} is not a neuron of the last layer; give a target to each of {outputs}",
                name=name,
                outputs=listed(outputs),
            )
        return text(
            "{name} is not a node; give a target to one or more of {nodes}",
            name=name,
            nodes=listed(outputs),
        )

    def lacks(missing: str) -> str:
        return text(
            "{place} has nothing for {names}; "
            "give a target to each neuron of the last layer ({outputs})",
            place=what,
            names=missing,
            outputs=listed(outputs),
        )

    targets = _numbers(found, what, outputs, is_none, problems)
    if not outputs:
        return {}
    if network.is_layered:
        _report_missing(found, outputs, lacks, problems)
    return {output: targets[output] for output in outputs if output in targets}


def _alike(
    row: SampleKeys,
    key: str,
    example: str,
    first: SampleKeys,
    known: Sequence[str] | None,
    problems: Problems,
) -> SampleNumbers:
    """Return the numbers of a later sample, for the same names as the first one's."""
    node, what = row.keys[key][1], f"{row.prefix}{key}"
    usual = _USUAL if key == "inputs" else ()
    found = with_names(node, what, _value(example), known or usual, problems)
    if found is None:
        return {}
    names = known or ()

    def is_none(name: str) -> str:
        return text(
            "{name} is not in {first}; all samples have the same {key} ({names})",
            name=name,
            first=f"{first.prefix}{key}",
            key=key,
            names=listed(names),
        )

    def lacks(missing: str) -> str:
        return text(
            "{place} has nothing for {missing}; all samples have the same {key} ({names})",
            place=what,
            missing=missing,
            key=key,
            names=listed(names),
        )

    numbers = _numbers(found, what, names, is_none, problems)
    _report_missing(found, names, lacks, problems)
    return {name: numbers[name] for name in names if name in numbers}


def _numbers(
    found: MappingNode,
    what: str,
    names: Collection[str],
    is_none: Callable[[str], str],
    problems: Problems,
) -> dict[str, Decimal]:
    """Return the number of each name, having reported those that are not among ``names``.

    Where there are no names, none are known.
    """
    numbers = {}
    for key, value in found.entries:
        is_known = not names or key.text in names
        entry = advice.entry_meant(key.text)
        if entry and values.is_nothing(value):
            problems.at(
                key,
                text("{word} is no name here; write '{entry}'", word=quoted(key.text), entry=entry),
            )
        elif not is_known:
            problems.at(key, is_none(quoted(key.text)))
        number = values.number_of(key, value, what, problems, is_named=is_known)
        if number is not None and is_known:
            numbers[key.text] = number
    return numbers


def _report_missing(
    found: MappingNode, names: Sequence[str], lacks: Callable[[str], str], problems: Problems
) -> None:
    """Report names without a number, unless a misspelled or repeated one explains them."""
    given = {key.text for key, _ in found.entries}
    missing = [name for name in names if name not in given]
    if missing and found.whole and given.issubset(names):
        problems.at(found, lacks(listed(missing)))


def _value(example: str) -> str:
    """Return the value of an example such as ``inputs: {…}``."""
    return example.partition(": ")[2]
