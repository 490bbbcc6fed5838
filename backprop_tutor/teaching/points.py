"""Random consistent passes, at which formulas are compared.

At a point weights, inputs and targets are drawn, and nets, outputs and deltas are computed from
them; so ``delta_o2*out_h2``, its expanded form and its form with ``exp`` all agree there. Comparing
at points takes microseconds; proving two formulas equal may take minutes, most of all when they
differ.
"""

import math
import random
from collections.abc import Callable, Iterator
from functools import cached_property

from backprop_tutor.maths import names
from backprop_tutor.maths.tape import Pass, Role
from backprop_tutor.scenario import Part
from backprop_tutor.teaching.subject import Subject

LEAST = 7
"""Points at which both sides have to be finite and equal."""
_MOST = 40
"""Points drawn at the most, to find enough of them and both sides of a kink."""
_MOST_KINKS = 3
_SATURATED = 4.0
"""Past this net input a sigmoid is so flat that right answers drown in rounding."""

RELATIVE, ABSOLUTE = 1e-9, 1e-13


class Points:
    """The points of one question: the same for the same scenario and quantity, on any machine."""

    def __init__(self, asked: str, subject: Subject) -> None:
        self._asked = asked
        self._subject = subject
        self._random = random.Random(f"{subject.scenario.name}/{asked}")
        self._drawn: list[Pass] = []

    def __iter__(self) -> Iterator[Pass]:
        """Yield the points, drawing a point when it is first looked at."""
        for index in range(_MOST):
            if index == len(self._drawn):
                self._drawn.append(self._draw())
            yield self._drawn[index]

    def first_difference(self, left: Callable[[Pass], float]) -> "Pass | bool":
        """Compare a function of a pass with the quantity asked.

        Return the first point at which they differ, True when they agree at enough points, or
        False when too few points are finite to decide.
        """
        agreed, alive = 0, False
        sides: dict[str, set[bool]] = {net: set() for net in self._kinks}
        for point in self:
            right = point[self._asked]
            if not math.isfinite(right):
                continue
            value = left(point)
            if not math.isfinite(value):
                continue
            if not agree(value, right):
                return point
            agreed += 1
            # All zero says nothing: a closed ReLU hides every difference behind it.
            alive = alive or right != 0
            for net, seen in sides.items():
                seen.add(point[net] > 0)
            if agreed >= LEAST and alive and all(len(seen) == 2 for seen in sides.values()):
                return True
        return agreed >= LEAST

    @cached_property
    def _kinks(self) -> tuple[str, ...]:
        """The net inputs, nearest to the quantity, on whose sign it depends by a ReLU."""
        subject = self._subject
        nets: list[str] = []
        for name in reversed(subject.tape.needed_for(self._asked)):
            line = subject[name]
            if line.role is Role.ACTIVATION_SLOPE or name == self._asked:
                neuron = (
                    line.of if line.role is Role.OUT else subject[line.by].of if line.by else ""
                )
                if neuron in subject.layer_of and subject.layer(neuron).activation == "relu":
                    nets.append(names.net(neuron))
        return tuple(dict.fromkeys(nets))[:_MOST_KINKS]

    def _draw(self) -> Pass:
        scale = 1.0
        while True:
            point = self._subject.tape.at(self._numbers(scale))
            if all(abs(point[net]) < _SATURATED for net in self._nets()):
                return point
            scale *= 0.8

    def _nets(self) -> list[str]:
        tape = self._subject.tape
        return [
            name for name in tape if tape[name].role is Role.NET and tape[name].part is Part.FORWARD
        ]

    def _numbers(self, scale: float) -> dict[str, float]:
        draw = self._random.uniform
        subject = self._subject
        wide = max((len(layer.senders) for layer in subject.scenario.layers), default=1)
        reach = scale * 2.5 / math.sqrt(wide + 1)
        numbers: dict[str, float] = {}
        for name, line in subject.tape.items():
            match line.role:
                case Role.INPUT:
                    numbers[name] = draw(-1.5, 1.5)
                case Role.WEIGHT | Role.BIAS:
                    numbers[name] = draw(-reach, reach)
                case Role.TARGET:
                    numbers[name] = draw(0.05, 0.95)
                case Role.RATE:
                    numbers[name] = draw(0.1, 0.9)
                case _:
                    break
        return self._with_shares(numbers)

    def _with_shares(self, numbers: dict[str, float]) -> dict[str, float]:
        """Targets of a softmax are shares: they add up to 1 at every point."""
        subject = self._subject
        if subject.scenario.layers[-1].activation != "softmax":
            return numbers
        targets = [name for name in numbers if subject[name].role is Role.TARGET]
        whole = sum(numbers[name] for name in targets)
        return numbers | {name: numbers[name] / whole for name in targets}


def agree(left: float, right: float) -> bool:
    """Whether two values are one, but for the rounding of floats."""
    return math.isclose(left, right, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
