"""Keeps the names of a scenario apart: inputs, neurons, weights and biases share one namespace."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from backprop_tutor.formula.names import numbered
from backprop_tutor.loader.yaml import advice, values
from backprop_tutor.loader.yaml.nodes import MappingNode, ScalarNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import text

_NUMBERED = re.compile("([wb])([1-9][0-9]{0,5})")


@dataclass(slots=True)
class Names:
    """The names taken so far, and the parameters among them."""

    problems: Problems
    places: dict[str, YamlNode] = field(default_factory=dict)
    """Where each name was given."""
    parameters: dict[str, Decimal] = field(default_factory=dict)
    """Weights and biases in the order in which they were read."""
    complete: bool = True
    """False when a parameter has no name that could be read."""
    _last: dict[str, int] = field(default_factory=lambda: {"w": 0, "b": 0})

    def take(self, node: YamlNode, kind: values.NameKind) -> str | None:
        """Return the name that a node gives to something new."""
        name = values.name(node, kind, self.problems)
        if name is not None and name in self.places:
            self.problems.at(
                node,
                text(
                    "the name {name} is already taken in line {line}; choose another name",
                    name=quoted(name),
                    line=self.places[name].line,
                ),
            )
            return None
        if name is not None:
            self.places[name] = node
        return name

    def parameter(
        self, key: ScalarNode, value: YamlNode, where: str, kind: values.NameKind
    ) -> str | None:
        """Take the name and the number of a parameter that has a name in the file."""
        name = self.take(key, kind)
        if name is None:
            self.complete = False
            values.number_of(key, value, where, self.problems, is_named=False)
            return None
        if found := _NUMBERED.fullmatch(name):
            self._last[found[1]] = max(self._last[found[1]], int(found[2]))
        self._put(name, value, f"{where}.{name}")
        return name

    def unnamed(self, prefix: str, value: YamlNode, where: str) -> str:
        """Number a parameter that has no name in the file on from the last one: w5 after w4."""
        name, number = numbered(prefix, (), self._last[prefix])
        while name in self.places:
            name, number = numbered(prefix, (), number)
        self._last[prefix] = number
        self.places[name] = value
        self._put(name, value, where)
        return name

    def _put(self, name: str, value: YamlNode, where: str) -> None:
        # Where the number cannot be read a stand-in keeps the name known; no scenario comes of it.
        number = values.read_number(value, where, self.problems)
        self.parameters[name] = Decimal(0) if number is None else number


def with_names(
    node: YamlNode, what: str, example: str, usual: Sequence[str], problems: Problems
) -> MappingNode | None:
    """Return a mapping; of numbers without names it is said how they would look with them."""
    if proposed := advice.mapping_of_numbers(node, usual):
        problems.at(
            node,
            text(
                "{place} needs a name for each number; found {found}: write {proposed}",
                place=what,
                found=values.node_described(node),
                proposed=proposed,
            ),
        )
        return None
    return values.mapping(node, what, example, problems)
