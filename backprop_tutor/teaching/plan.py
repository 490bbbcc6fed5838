"""The order of a lesson: which lines are asked, and which of them are asked in full.

The first of a kind is asked term by term. What is like it gets one question for the result, and its
terms only after a wrong answer. The parameters in focus are taught in full, in their order.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from backprop_tutor.maths import names
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.scenario import Part
from backprop_tutor.teaching.subject import Subject, is_parameter

MOST_PATHS = 4
"""A sum with more paths than this is not asked path by path; the others are told."""

_SLOPES = frozenset(
    {
        Role.LOSS_SLOPE,
        Role.ACTIVATION_SLOPE,
        Role.NET_BY_WEIGHT,
        Role.NET_BY_BIAS,
        Role.NET_BY_OUT,
    }
)
"""Lines made by differentiating one line: nothing of the backward part has to come first."""

_RESULTS = frozenset({Role.DELTA, Role.PATHS})
"""What many later lines need: asked even where the line that needs it is one of a known kind."""


@dataclass(frozen=True, slots=True)
class Item:
    """One step to come: a line, the lines its question steps over, and whose chain it is in."""

    name: str
    terms: tuple[str, ...] = ()
    parameter: str | None = None
    opens: bool = False
    """Whether it is the first step of its part."""
    aims: tuple[str, ...] = ()
    """The parameters whose gradients are the aim from this step on: one in full, or the rest."""


def planned(subject: Subject, parts: Collection[Part], only: str | None = None) -> tuple[Item, ...]:
    """Return the steps of a lesson in order; ``only`` limits it to one parameter's chain."""
    planner = _Planner(subject)
    if only is not None:
        planner.aim_at((only,), in_full=True)
        if names.new(only) in subject.tape:
            planner.teach(names.new(only), only)
    else:
        planner.whole()
    return tuple(
        _opened(subject, (item for item in planner.items if subject[item.name].part in parts)),
    )


def focus(subject: Subject) -> tuple[str, ...]:
    """Return the parameters taught in full: the scenario's, or one per layer, the last first."""
    scenario = subject.scenario
    if scenario.focus:
        return scenario.focus
    return tuple(layer.neurons[0].weights[0] for layer in reversed(scenario.layers))


def _opened(subject: Subject, items: Iterator[Item]) -> Iterator[Item]:
    """Mark the first item of each part."""
    seen: set[Part | None] = set()
    for item in items:
        part = subject[item.name].part
        yield replace(item, opens=part not in seen)
        seen.add(part)


class _Planner:
    """Collects items; knows which lines were taught and which kinds were learnt."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._taught: set[str] = set()
        self._learnt: set[tuple[object, ...]] = set()
        self.items: list[Item] = []

    def whole(self) -> None:
        """Plan everything that is on the tape."""
        tape = self._subject.tape
        for name, line in tape.items():
            if line.part is Part.FORWARD and line.role is Role.OUT:
                self.teach(name)
        for name, line in tape.items():
            if line.part is Part.ERROR:
                self.teach(name)
        in_focus = focus(self._subject)
        for parameter in in_focus:
            self.aim_at((parameter,), in_full=True)
        self.aim_at(tuple(name for name in self._parameters() if name not in in_focus))
        for name, line in tape.items():
            if line.part is Part.UPDATE:
                self.teach(name)
        if names.new(names.TOTAL) in tape:
            errors = tuple(
                name
                for name, line in tape.items()
                if line.part is Part.AGAIN and line.role is Role.ERROR
            )
            self.items.append(Item(names.new(names.TOTAL), errors))

    def aim_at(self, parameters: tuple[str, ...], *, in_full: bool = False) -> None:
        """Plan the way to the gradients of some parameters, with a signpost at its beginning."""
        first = len(self.items)
        for parameter in parameters:
            self.teach(names.derivative(names.TOTAL, parameter), parameter, in_full=in_full)
        if first < len(self.items):
            self.items[first] = replace(self.items[first], aims=parameters)

    def _parameters(self) -> Iterator[str]:
        """Yield every parameter, the last layer's first, in the order of the scenario."""
        scenario = self._subject.scenario
        for layer in reversed(scenario.layers):
            own = {weight for neuron in layer.neurons for weight in neuron.weights}
            own |= {neuron.bias for neuron in layer.neurons if neuron.bias}
            yield from (name for name in scenario.parameters if name in own)

    def teach(self, name: str, parameter: str | None = None, *, in_full: bool = False) -> None:
        """Plan a line after what it needs; ``in_full`` asks each term of a parameter's chain."""
        if name in self._taught:
            return
        self._taught.add(name)
        line = self._subject[name]
        kind = self._kind(line)
        terms: list[str] = []
        if in_full or kind not in self._learnt:
            for need in self._needs(line):
                self.teach(need, parameter, in_full=in_full and self._on_chain(need, parameter))
        else:
            for need in self._needs(line):
                terms += self._stepped_over(need, parameter)
        self._learnt.add(kind)
        self.items.append(Item(name, tuple(terms), parameter))

    def _stepped_over(self, name: str, parameter: str | None) -> list[str]:
        """Return the terms that a short question steps over to reach ``name``, in order."""
        if name in self._taught:
            return []
        line = self._subject[name]
        if line.role in _RESULTS:
            self.teach(name, parameter)
            return []
        self._taught.add(name)
        below = [term for need in self._needs(line) for term in self._stepped_over(need, parameter)]
        return [*below, name]

    def _needs(self, line: Line) -> list[str]:
        """Return the lines of the same part that have to be known before a line."""
        if line.role in _SLOPES:
            return []
        subject = self._subject
        used = [name for name in line.uses if subject[name].part is line.part]
        if line.role in (Role.PATHS, Role.DELTA) and len(used) > 2 * MOST_PATHS:
            return used[:2]
        return used

    def _on_chain(self, name: str, parameter: str | None) -> bool:
        """Whether a derivative is on the straight way from the loss to the parameter in focus."""
        line = self._subject[name]
        return line.role is not Role.SHARE and self._fed_by(line, parameter)

    def _fed_by(self, line: Line, parameter: str | None) -> bool:
        """Whether the neuron a derivative is taken by is one that the parameter enters."""
        by = self._subject[line.by]
        if is_parameter(by):
            return by.name == parameter
        neuron = self._subject.layer(by.of).neurons
        return any(parameter in (*one.weights, one.bias) for one in neuron if one.name == by.of)

    def _kind(self, line: Line) -> tuple[object, ...]:
        """Return what makes a line like another: once learnt, it is asked for its result only."""
        subject = self._subject
        if line.part is Part.FORWARD:
            return (line.role, subject.layer_of[line.of])
        if line.role is Role.ACTIVATION_SLOPE:
            neuron = subject[line.of].of
            own = subject[line.by].of == neuron
            return (line.role, subject.layer(neuron).activation, own)
        if line.role is Role.DELTA:
            return (line.role, subject.is_output(subject[line.by].of))
        if line.role is Role.GRADIENT:
            return (line.role, subject[line.by].role)
        return (line.role,)
