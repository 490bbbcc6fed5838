"""Who reads a quantity, and down to which place it has to be known so that they can be worked out.

A learner goes on from the numbers on the screen. Where they cancel, as 1 − o does for an output of
0.999877, six figures of o are two of 1 − o. By first-order rounding, a line L in which q is rounded
at 10ᵖ is off by at most |∂L/∂q|·½·10ᵖ.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from backprop_tutor.formula.expression import Call
from backprop_tutor.maths.sensitivity import sensitivity
from backprop_tutor.maths.tape.tape import SPLIT, Line, Pass, Role, Tape
from backprop_tutor.scenario.scenario import Part

_OF_A_UNIT = 0.25
"""How much of a unit of the last figure asked for the rounding of one number may move a line."""
_LOST = 1e-13
"""What is so small next to the terms that it is left of has no figures that could be shown."""
_MOST_NAMES = 64
"""Nobody works out by hand what reads more."""
_READ_IN: Mapping[Part | None, tuple[Part, ...]] = {
    None: (Part.FORWARD, Part.ERROR),
    Part.FORWARD: (Part.FORWARD, Part.ERROR),
    Part.ERROR: (Part.ERROR, Part.BACKWARD),
    Part.BACKWARD: (Part.BACKWARD,),
    Part.UPDATE: (Part.FORWARD, Part.UPDATE, Part.AGAIN),
    Part.AGAIN: (Part.AGAIN,),
}
"""In which parts of a lesson the lines of a part are read, but by derivatives."""
_SLOPES = frozenset(
    {
        *(Role.ACTIVATION_SLOPE, Role.LOSS_SLOPE, Role.ERROR_SLOPE),
        *(Role.NODE_SLOPE, Role.GRADIENT),
    }
)
"""Roles of derivatives of a single line, which read what that line reads, or its own value."""
_CHAINED = frozenset(
    {
        *(Role.DELTA, Role.SHARE, Role.PATHS, Role.ADJOINT),
        *(Role.GRADIENT, Role.BATCH_GRADIENT, Role.LOSS_SLOPE),
    }
)
"""Roles of derivatives that are made of others."""


class Readers:
    """The lines that read each quantity of a tape, found without deriving all of it."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._users: dict[Part, Mapping[str, list[Line]]] = {}
        self._slopes: dict[str, tuple[Mapping[str, float], float]] = {}

    def _users_in(self, part: Part) -> Mapping[str, list[Line]]:
        """Return the lines of a part but for the derivatives, by what they read."""
        if part not in self._users:
            found: dict[str, list[Line]] = {}
            for line in self._tape.values():
                if line.part is part and not self._is_derivative(line):
                    for name in line.uses:
                        found.setdefault(name, []).append(line)
            self._users[part] = found
        return self._users[part]

    def _users_of(self, line: Line) -> Iterator[Line]:
        for part in _READ_IN[line.part]:
            yield from self._users_in(part).get(line.name, ())

    @cached_property
    def _by(self) -> Mapping[str, list[Line]]:
        """The derivatives, by what they are taken by."""
        found: dict[str, list[Line]] = {}
        for line in self._tape.values():
            if self._is_derivative(line):
                found.setdefault(line.by, []).append(line)
        return found

    @cached_property
    def _chained_by(self) -> Mapping[str, list[Line]]:
        """Those of them that are made of others."""
        chained = {
            by: [one for one in lines if one.role in _CHAINED] for by, lines in self._by.items()
        }
        return {by: lines for by, lines in chained.items() if lines}

    @cached_property
    def _updates(self) -> Mapping[str, list[Line]]:
        """The updates and the velocities, by the parameter that they are of."""
        found: dict[str, list[Line]] = {}
        for line in self._tape.values():
            if line.part is Part.UPDATE:
                found.setdefault(line.of, []).append(line)
        return found

    def of(self, name: str) -> Iterator[Line]:
        """Yield the lines whose formulas hold a name, but for slopes that are that very number."""
        line = self._tape[name]
        if self._is_derivative(line):
            found = self._chained(line)
        else:
            yield from self._users_of(line)
            found = self._slopes_that_read(line)
        for one in found:
            if name in one.uses:
                yield one

    def _is_derivative(self, line: Line) -> bool:
        """Whether a line is a derivative by a quantity, and no share of the error."""
        return line.by in self._tape and line.role not in SPLIT

    def _chained(self, line: Line) -> Iterator[Line]:
        """Yield the derivatives made of one: those by what it is taken by, and one line back."""
        for by in (line.by, *self._tape[line.by].uses):
            yield from self._chained_by.get(by, ())
        yield from self._updates.get(line.by, ())

    def _slopes_that_read(self, line: Line) -> Iterator[Line]:
        """Yield the derivatives of a line and of those that read it, where they are no constants.

        An activation's slope is written in its output or in its own net input; a weighted sum's is
        a weight, or what the weight multiplies. Only of one call is the value part of its slopes.
        """
        for by in line.uses if isinstance(line.formula, Call) else ():
            yield from (one for one in self._by.get(by, ()) if one.of == line.name)
        for user in self._users_of(line):
            if user.role is not Role.NET:
                for by in (line.name,) if user.role is Role.OUT else user.uses:
                    yield from (one for one in self._by.get(by, ()) if one.role in _SLOPES)

    def place_for(self, name: str, values: Pass, place_of: Callable[[str], int]) -> int | None:
        """Return the power of ten to which a quantity has to be known for all that read it.

        ``place_of`` is the power of ten of the last figure asked for of a line. None if nothing
        that has a value reads it, or nothing for which floats have figures enough.
        """
        needed: int | None = None
        for line in self.of(name):
            if line.uses:
                place = self._place_in(line, name, values, place_of)
                if place is not None and (needed is None or place < needed):
                    needed = place
        return needed

    def _place_in(
        self, line: Line, name: str, values: Pass, place_of: Callable[[str], int]
    ) -> int | None:
        if len(line.uses) > _MOST_NAMES:
            return None
        value = values[line.name]
        if not value or not math.isfinite(value):
            return None
        if line.name not in self._slopes:
            slopes = sensitivity(line.formula, values.__getitem__)
            whole = sum(abs(slope * values[used]) for used, slope in slopes.items())
            self._slopes[line.name] = slopes, whole
        slopes, whole = self._slopes[line.name]
        moved = abs(slopes.get(name, 0.0))
        if not moved or not math.isfinite(whole) or abs(value) <= _LOST * whole:
            return None
        # The quotient itself may be past the largest float.
        times = math.log10(2 * _OF_A_UNIT) - math.log10(moved)
        return place_of(line.name) + math.floor(times)
