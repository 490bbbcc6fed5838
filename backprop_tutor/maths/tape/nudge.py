"""A nudge: one number of a network moves a little, and what comes after it is worked out anew."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from backprop_tutor.maths.tape.tape import Tape

USUAL_SIZE = Decimal("0.001")
"""How far a number is moved if nothing is said."""
_CLOSEST = math.ulp(1.0)
_LOST = 16
"""So many of the last steps of a float the sums of a pass may have cost."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """What became of ``aim`` when the number ``name`` was moved by ``size``."""

    name: str
    aim: str
    old: float
    size: float
    before: float
    after: float

    @property
    def change(self) -> float:
        """What the aim has gained: f(x + size) − f(x)."""
        return self.after - self.before

    @property
    def per_unit(self) -> float:
        """(f(x + size) − f(x))/size, which comes near the slope as the size goes to 0."""
        return self.change / self.size

    @property
    def figures(self) -> int:
        """How many figures of the change are more than rounding."""
        if not self.change:
            return 0
        lost = _LOST * _CLOSEST * max(abs(self.before), abs(self.after))
        moved = abs(self.size) / (_CLOSEST * max(abs(self.old), abs(self.size)))
        return max(0, math.floor(math.log10(min(abs(self.change) / lost, moved))))


_STRAIGHT = 1e-8
"""So near, relatively, are the slopes that nudges of several sizes find on a straight line."""


def is_straight(came: Nudge, tape: Tape, given: Mapping[str, float]) -> bool:
    """Return whether the aim is a straight line where it was nudged: each nudge finds its slope.

    A curve shows itself in one of two other nudges: half as far, and as far to the other side.
    """
    others = (
        after_nudge(tape, given, came.name, share * came.size, came.aim).per_unit
        for share in (0.5, -1.0)
    )
    return all(math.isclose(one, came.per_unit, rel_tol=_STRAIGHT) for one in others)


def after_nudge(tape: Tape, given: Mapping[str, float], name: str, size: float, aim: str) -> Nudge:
    """Return what a nudge of one number does to ``aim``; ``given`` are numbers put in as they are.

    What is nudged may be worked out itself: what comes before it stays as it is.
    """
    still = tape.at(given)
    old = still[name]
    moved = tape.at({**given, name: old + size})
    return Nudge(name, aim, old, size, still[aim], moved[aim])
