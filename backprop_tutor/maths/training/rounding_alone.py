"""Numbers that rounding alone has moved: where all pushes on a bias cancel, it stays what it was.

In floats what cancels leaves some 10⁻¹⁷ of its terms, at each update.
"""

from collections.abc import Iterable, Mapping

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import substitute
from backprop_tutor.maths.rounding_error import KNOWN_TO, with_error
from backprop_tutor.maths.tape.tape import GIVEN, Pass, Tape

_SMALL = 1e-9
"""What is larger than this is no rounding, however many updates are made."""
_UNIT = 2.0**-52
"""The spacing of floats next to their value."""


def without_rounding(
    numbers: Mapping[str, float], learning: Iterable[str], updates: int, tape: Tape
) -> Mapping[str, float]:
    """Return the numbers after some updates; 0 for those that rounding may have moved away from it.

    A number x has been moved by at most Σ over the updates of what rounding does to x_new.
    """
    small = [name for name in learning if 0 < abs(numbers[name]) < _SMALL]
    if not small:
        return numbers
    values = tape.at(numbers)
    moved = {name: updates * _reach(name, tape, values) for name in small}
    return {**numbers, **{name: 0.0 for name in small if abs(numbers[name]) <= moved[name]}}


def _reach(name: str, tape: Tape, values: Pass) -> float:
    """Return how far rounding carries a number in one update, its gradient written out."""
    update = tape[names.updated(name)]
    worked = {used: tape[used].formula for used in update.uses if tape[used].role not in GIVEN}
    _, error = with_error(substitute(update.formula, worked), values.__getitem__)
    return error / KNOWN_TO * _UNIT
