"""Numbers that rounding alone has moved: where all pushes on a bias cancel, it stays what it was.

In floats what cancels leaves some 10⁻¹⁷ of its terms, at each update. So does the aim, once it has
been reached: (4 − 4)² is 2·10⁻³¹ then.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import substitute
from backprop_tutor.maths.rounding_error import KNOWN_TO, known_after, with_error
from backprop_tutor.maths.tape.tape import GIVEN, Pass, Tape

_SMALL = 1e-9
"""What is larger than this is no rounding, however many updates are made."""
_NEGLIGIBLE = 1e-12
"""So small a share of what it was an aim has to be, before it is asked whether it is rounding."""
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


def without_noise(
    points: Sequence[tuple[int, float]], aim: str, numbers: Mapping[str, float], tape: Tape
) -> tuple[tuple[int, float], ...]:
    """Return what an aim was after some updates; 0 where that is no more than the rounding.

    ``numbers`` are those after the last update: how far rounding carries the aim there is how far
    it carried it on the last part of the way.
    """
    updates, last = points[-1]
    if abs(last) > _NEGLIGIBLE * max(abs(value) for _, value in points):
        return tuple(points)
    values, error = tape.at(numbers), known_after(updates)
    errors: dict[str, float] = {}
    for name in tape.needed_for(aim):
        line = tape[name]
        if line.role in GIVEN:
            errors[name] = error * abs(values[name])
        else:
            formula = tape.calculated(name)
            _, errors[name] = with_error(formula, values.__getitem__, error, errors.__getitem__)
    noise = errors[aim]
    if not isfinite(noise):
        return tuple(points)
    return tuple((at, 0.0 if abs(value) <= noise else value) for at, value in points)


def _reach(name: str, tape: Tape, values: Pass) -> float:
    """Return how far rounding carries a number in one update, its gradient written out."""
    update = tape[names.updated(name)]
    worked = {used: tape[used].formula for used in update.uses if tape[used].role not in GIVEN}
    _, error = with_error(substitute(update.formula, worked), values.__getitem__)
    return error / KNOWN_TO * _UNIT
