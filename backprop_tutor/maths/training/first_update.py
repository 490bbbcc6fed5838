"""The first update where values are given: they hold for its pass, and for no pass after it.

A given value is the printed rounding of a computed one, at the numbers of the file. Once those
numbers have changed it says nothing of them any more. Nor does it hold in ``E_total_new``.
"""

from collections.abc import Mapping, MutableSequence
from math import nan

from backprop_tutor.maths.compiled import LoopFunction, Made
from backprop_tutor.maths.tape.tape import Tape


def first_update(
    tape: Tape,
    held: Mapping[str, float],
    watched: str | None,
    first: LoopFunction,
    later: LoopFunction,
) -> LoopFunction:
    """Return a function for no update, or for the first one.

    Before it the watched line has its value of the pass with the ``held`` values; ``first`` makes
    the update by them, and ``later`` knows the watched line without them. A rise is one from the
    value without them, so that two passes of the same kind are compared.
    """
    at = {name: tape.position(name) for name in tape.given()}

    def value(v: MutableSequence[float], in_place: Mapping[str, float]) -> float:
        numbers = {name: v[slot] for name, slot in at.items()}
        return nan if watched is None else tape.at(numbers | dict(in_place))[watched]

    def run(v: MutableSequence[float], count: int, goal: float, least: float) -> Made:
        if count == 0:
            return 0, 0, 0, value(v, held)
        before = value(v, {})
        first(v, count, goal, least)
        *_, now = later(v, 0, goal, least)
        real = abs(before) * 1e-9 + least
        return count, int(now - before > real), int(before - now > real), now

    return run
