"""Random consistent passes, at which formulas are compared.

At a point weights, inputs and targets are drawn, and nets, outputs and deltas are computed from
them; so ``delta_o2*out_h2``, its expanded form and its form with ``exp`` all agree there. Comparing
at points takes microseconds; proving two formulas equal may take minutes, most of all when they
differ.
"""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from backprop_tutor.expression import Call, Expr, Power, walk
from backprop_tutor.maths.tape import Pass, Role
from backprop_tutor.scenario import Part
from backprop_tutor.teaching.subject import Subject

LEAST = 7
"""Points at which two formulas have to be finite and equal to be one."""
_AT_KINKS = 20
"""As many where a kink may hide a difference: seven points may all lie on one side of it."""
_MOST = 80
"""Points drawn at the most, to find enough of them that tell something."""
_SATURATED = 4.0
"""Past this net input a sigmoid is so flat that right answers drown in rounding."""
_KINKED = frozenset({"abs", "max", "min", "relu", "sign", "sqrt", "step"})

RELATIVE, ABSOLUTE = 1e-9, 1e-13

Value = Callable[[Pass], float]
"""What is compared: a number for each pass."""


@dataclass(frozen=True, slots=True)
class Same:
    """Two formulas agree wherever it was tried."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """There were too few points at which both have a value."""


@dataclass(frozen=True, slots=True)
class DiffersAt:
    """The first point at which two formulas differ: a mismatch is final."""

    point: Pass


Comparison: TypeAlias = Same | Undecided | DiffersAt


class Points:
    """The points of one question: the same for the same scenario and quantity, on any machine."""

    def __init__(self, asked: str, subject: Subject) -> None:
        self._asked = asked
        self._subject = subject
        self._random = random.Random(f"{subject.scenario.name}/{asked}")
        self._drawn: list[Pass] = []
        self._kinked = any(layer.activation in _KINKED for layer in subject.scenario.layers)

    def __iter__(self) -> Iterator[Pass]:
        """Yield the points, drawing a point when it is first looked at."""
        for index in range(_MOST):
            if index == len(self._drawn):
                self._drawn.append(self._draw())
            yield self._drawn[index]

    def right(self, point: Pass) -> float:
        """Return the quantity asked, at a point."""
        return point[self._asked]

    def compare(
        self, left: Value, right: Value | None = None, *, kinked: bool = False
    ) -> Comparison:
        """Compare a formula with the quantity asked, or with another formula.

        ``kinked`` says that one of them has a kink that the network has not.
        """
        enough = _AT_KINKS if kinked or self._kinked else LEAST
        agreed = telling = 0
        for point in self:
            one, other = left(point), (right or self.right)(point)
            if not (math.isfinite(one) and math.isfinite(other)):
                continue
            if not agree(one, other):
                return DiffersAt(point)
            agreed += 1
            telling += self._tells(point)
            if telling == enough:
                return Same()
        return Same() if agreed >= LEAST else Undecided()

    def _tells(self, point: Pass) -> bool:
        """Whether nothing that the quantity is made of is 0 there.

        Behind a closed ReLU all formulas are one.
        """
        return all(point[name] != 0 for name in self._subject[self._asked].uses)

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
        # A target that no output can reach is none; elsewhere both signs have to be tried.
        positive = subject.scenario.layers[-1].activation in ("sigmoid", "softmax")
        lowest = 0.05 if positive else -0.95
        numbers: dict[str, float] = {}
        for name, line in subject.tape.items():
            match line.role:
                case Role.INPUT:
                    numbers[name] = draw(-1.5, 1.5)
                case Role.WEIGHT | Role.BIAS:
                    numbers[name] = draw(-reach, reach)
                case Role.TARGET:
                    numbers[name] = draw(lowest, 0.95)
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


def remembered(value: Value) -> Value:
    """Return the same function, worked out once at each point; points live as long as it does."""
    values: dict[int, float] = {}

    def known(point: Pass) -> float:
        if id(point) not in values:
            values[id(point)] = value(point)
        return values[id(point)]

    return known


def has_kink(expression: Expr) -> bool:
    """Whether a formula may bend, or be undefined, somewhere: by a function or by a power."""
    return any(
        isinstance(part, Power) or (isinstance(part, Call) and part.function in _KINKED)
        for part in walk(expression)
    )


def agree(left: float, right: float) -> bool:
    """Whether two values are one, but for the rounding of floats."""
    return math.isclose(left, right, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
