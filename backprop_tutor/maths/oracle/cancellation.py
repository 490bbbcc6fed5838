"""What is left of a line whose terms cancel: worked out again, to as many digits as it takes.

Where all terms cancel, floats leave their own rounding: 2.8·10⁻¹⁷ in place of 0. Whether a value is
no more than that is found by how far rounding may have carried it; what it is then, with 60 digits.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from backprop_tutor.formula.expression import Name, Sum, subexpressions
from backprop_tutor.maths.oracle.high_precision import precise_value
from backprop_tutor.maths.rounding_error import KNOWN_TO, known_after, with_error
from backprop_tutor.maths.tape.tape import CloserLook, Tape

_DIGITS = 60
_NOTHING = 1e-45
"""So small, next to what it is the rest of, what 60 digits leave is their own rounding."""


def closer_look(tape: Tape, given: Mapping[str, Decimal], updates: int = 0) -> CloserLook:
    """Return how the value of a line is settled where rounding may be all that is left of it.

    ``given`` are numbers that stand in place of what lines would give, exact as written. Of numbers
    that some ``updates`` have made, more digits tell nothing: what rounding may have left is 0.
    """
    known: dict[str, Any] = {}

    def settled(name: str, value: float, value_of: Callable[[str], float]) -> float:
        formula = tape[name].formula
        if isinstance(formula, Name) or not any(
            isinstance(part, Sum) for part in subexpressions(formula)
        ):
            return value
        _, error = with_error(formula, value_of)
        if not abs(value) <= error < float("inf") or error == 0:
            return value
        if tape.calculated(name) != formula:
            return value  # It does not cancel as it is calculated.
        if updates and abs(value) <= with_error(formula, value_of, known_after(updates))[1]:
            return 0.0
        try:
            exact = _exactly(name)
        except (ArithmeticError, ValueError, TypeError):
            return value
        return 0.0 if abs(exact) <= _NOTHING * error / KNOWN_TO else float(exact)

    def _exactly(name: str) -> Any:
        if not known:
            known.update({key: _number(number) for key, number in given.items()})
        for needed in tape.needed_for(name, known=known):
            known[needed] = precise_value(tape[needed].formula, known, _DIGITS)
        return known[name]

    return settled


def _number(exact: Decimal) -> Any:
    import mpmath

    with mpmath.workdps(_DIGITS):
        return mpmath.mpf(str(exact))
