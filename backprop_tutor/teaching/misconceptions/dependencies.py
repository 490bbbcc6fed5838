"""The lines that a learner works out on the way to an answer, walked once for all ideas."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import TypeAlias

from backprop_tutor.formula.expression import Expr, names_in
from backprop_tutor.maths.compiled import LineFunction, composed
from backprop_tutor.maths.tape.tape import Line, Pass, Role
from backprop_tutor.scenario.scenario import Part, Update
from backprop_tutor.teaching.subject.subject import Subject

_MOST_LINES = 3_000
"""Past so many lines behind a question, only the ideas about its own line are followed up."""
_MOST_PASSES = 16
"""The values of so many passes are kept at hand; a judge goes round a few random points."""

_PARTS_BEHIND: Mapping[Part | None, frozenset[Part | None]] = {
    Part.FORWARD: frozenset({Part.FORWARD}),
    Part.ERROR: frozenset({Part.ERROR}),
    Part.BACKWARD: frozenset({Part.BACKWARD}),
    Part.UPDATE: frozenset({Part.BACKWARD, Part.UPDATE}),
    Part.AGAIN: frozenset({Part.BACKWARD, Part.UPDATE, Part.AGAIN}),
}
"""Where the lines lie that a learner works out on the way to an answer of each part; what earlier
parts found is on the screen by then."""


Assignment: TypeAlias = tuple[int, LineFunction]
"""A position on the tape, with the function that calculates what stands there."""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """How lines are calculated again, in order; those that are changed have no value yet."""

    assignments: Sequence[Assignment]
    changed: Sequence[tuple[int, str]]
    """Where among them each of the changed lines stands."""


def _no_value(_: MutableSequence[float]) -> float:
    return nan


class Dependencies:
    """A question, the lines worked out on the way to it, and which of them uses which.

    With ``near``, no lines but those: where slips of one step alone are wanted, it costs nothing
    how large the network behind it is.
    """

    def __init__(self, asked: str, subject: Subject, near: Collection[str] | None = None) -> None:
        self._near = near
        self.asked = subject.tape[asked]
        self.subject = subject
        self._uses: dict[str, tuple[str, ...]] = {}
        waiting = [asked]
        while waiting:
            name = waiting.pop()
            if name not in self._uses:
                self._uses[name] = subject.tape[name].uses
                waiting.extend(used for used in self._uses[name] if self._is_followed(used))
            if len(self._uses) > _MOST_LINES:
                self._uses = {asked: self._uses[asked]}
                break
        order = sorted(self._uses, key=subject.tape.position)
        self._places = {name: place for place, name in enumerate(order)}
        self._users: dict[str, list[str]] = {}
        self._behind: dict[Role, list[Line]] = {}
        self._known: dict[Role, list[Line]] = {}
        for name in order:
            line = subject.tape[name]
            if name != asked:
                behind = self._behind if self._worked_out(name) else self._known
                behind.setdefault(line.role, []).append(line)
            for used in self._uses[name]:
                if used in self._places:
                    self._users.setdefault(used, []).append(name)
        read = {name for used in self._uses.values() for name in used}
        self._slots = {name: subject.tape.position(name) for name in read}
        """Where ``values`` has what the lines on this way read, and what wrong formulas do."""
        self._wrong_functions: dict[int, tuple[Expr, LineFunction]] = {}
        self._functions: dict[str, Assignment] = {}
        self._recalculations: dict[frozenset[str], Recalculation] = {}
        self._after: dict[frozenset[str], tuple[str, ...]] = {}
        self._values: list[tuple[Pass, list[float]]] = []

    def _worked_out(self, name: str) -> bool:
        """Whether a line is the learner's to work out on this way."""
        line = self.subject.tape[name]
        if self.asked.part is Part.FORWARD and line.of != self.asked.of:
            return False  # Only the neuron's own sum; the layer before is known.
        return line.part in _PARTS_BEHIND.get(self.asked.part, frozenset())

    def _is_followed(self, name: str) -> bool:
        """Whether a line is calculated again when something behind it is wrong.

        What joins several samples follows their passes to the beginning: what is wrong about one
        may change what the next one meets. Where a sample is asked about, those before are known.
        """
        if self._near is not None and name not in self._near:
            return False
        line, scenario = self.subject.tape[name], self.subject.scenario
        if not scenario.samples:
            return self._worked_out(name)
        if self.asked.sample and line.sample != self.asked.sample:
            return False
        if self.asked.sample and scenario.update is Update.ONLINE:
            return self._worked_out(name)
        return line.part is not None

    def behind(self, roles: Iterable[Role], *, whole: bool = False) -> list[Line]:
        """Return the lines behind the asked one that have one of the roles, the nearest first.

        With ``whole``, also those that were answered before.
        """
        places = (self._behind, self._known) if whole else (self._behind,)
        lines = [line for place in places for role in roles for line in place.get(role, ())]
        return sorted(lines, key=lambda line: -self._places[line.name])

    def level(self, name: str) -> int:
        """Return how many lines lie between the asked one and a line behind it, at the most.

        In a network of layers, lines of one kind and one layer are on one level.
        """
        return self._levels[name]

    @cached_property
    def _levels(self) -> Mapping[str, int]:
        levels: dict[str, int] = {}
        for name in reversed(self._places):  # Users before what they use.
            users = self._users.get(name, ())
            levels[name] = 1 + max((levels[user] for user in users), default=-1)
        return levels

    def used_together(self, lines: Iterable[Line]) -> Iterator[list[Line]]:
        """Yield those of the lines that one line uses, for each that uses several.

        The nearest first. They are the factors or terms of a sum over paths; a term that has a line
        of its own, used nowhere else, belongs to its sum.
        """
        wanted = {line.name: line for line in lines}
        met = Counter(place for name in wanted for place in self._joined_in.get(name, ()))
        for place in sorted(place for place, count in met.items() if count > 1):
            yield [wanted[name] for name in self._joined[place] if name in wanted]

    @cached_property
    def _joined(self) -> list[tuple[str, ...]]:
        """The lines that one line uses, the nearest such line first."""
        joined = []
        for name in reversed(self._places):
            used = list(self._uses[name])
            for term in self._uses[name]:
                if self._users.get(term) == [name]:
                    used += self._uses[term]
            joined.append(tuple(dict.fromkeys(used)))
        return joined

    @cached_property
    def _joined_in(self) -> Mapping[str, list[int]]:
        """Where among ``_joined`` a line is."""
        found: dict[str, list[int]] = {}
        for place, names in enumerate(self._joined):
            for name in names:
                found.setdefault(name, []).append(place)
        return found

    def after(self, changed: Iterable[str]) -> tuple[str, ...]:
        """Return the changed lines and all on this way that are computed from them, in order."""
        names = frozenset(changed)  # Many ideas change the same lines, each in its own way.
        if names not in self._after:
            found: set[str] = set()
            waiting = list(names)
            while waiting:
                name = waiting.pop()
                if name not in found:
                    found.add(name)
                    waiting.extend(self._users.get(name, ()))
            self._after[names] = tuple(sorted(found, key=self._places.__getitem__))
        return self._after[names]

    def is_met_by(self, formula: Expr, changed: Collection[str]) -> bool:
        """Whether a wrong formula of the asked line reads what follows from other changed lines."""
        others = self.after(name for name in changed if name != self.asked.name)
        return not frozenset(others).isdisjoint(names_in(formula))

    def values(self, right: Pass) -> list[float]:
        """Return what the lines on this way read from a pass, by the tape's positions."""
        for known, values in self._values:
            if known is right:
                return values
        values = [0.0] * len(self.subject.tape)
        for name, slot in self._slots.items():
            values[slot] = right[name]
        self._values = [*self._values[1 - _MOST_PASSES :], (right, values)]
        return values

    def recalculation(self, changed: frozenset[str]) -> Recalculation:
        """Return how the lines from some changed ones on are calculated, but for those themselves.

        Kept, for many ideas change the same lines, each in its own way.
        """
        if changed not in self._recalculations:
            again = self.after(changed)
            position = self.subject.tape.position
            self._recalculations[changed] = Recalculation(
                [
                    (position(name), _no_value) if name in changed else self._assignment(name)
                    for name in again
                ],
                [(place, name) for place, name in enumerate(again) if name in changed],
            )
        return self._recalculations[changed]

    def _assignment(self, name: str) -> Assignment:
        if name not in self._functions:
            tape = self.subject.tape
            self._functions[name] = (tape.position(name), tape.function(name))
        return self._functions[name]

    def wrong_function(self, formula: Expr) -> LineFunction:
        """Return what calculates a formula in the place of a line, from the values of a pass.

        It is put together once: the same slip is made in one line and in all alike.
        """
        known = self._wrong_functions.get(id(formula))
        if known is None:
            # With its formula, for an id may come again once a formula is gone.
            known = self._wrong_functions[id(formula)] = (formula, self._composed(formula))
        return known[1]

    def _read(self, names: Iterable[str]) -> None:
        """Have more names among the values of every pass."""
        for name in names:
            slot = self._slots[name] = self.subject.tape.position(name)
            for right, values in self._values:
                values[slot] = right[name]

    def _composed(self, formula: Expr) -> LineFunction:
        try:
            try:
                return composed(formula, self._slots)
            except KeyError:  # Hardly one reads what no line on this way does.
                self._read(name for name in names_in(formula) if name not in self._slots)
                return composed(formula, self._slots)
        except OverflowError:  # A number too large for a float.
            return _no_value
