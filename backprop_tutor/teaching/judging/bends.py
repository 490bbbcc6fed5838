"""Where a formula bends: passes on both sides of each bend, near to it and farther away.

A formula that bends where another does not may agree with it at all random passes, if they all lie
on one side: ``min(w, 1)`` is w for every small w.
"""

from collections.abc import Callable, Iterator
from itertools import combinations, islice, pairwise
from math import isfinite

from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Number,
    Power,
    difference,
    names_in,
    subexpressions,
)
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import KINKED
from backprop_tutor.maths.tape.tape import GIVEN, Pass, Tape

_REACHES = (-20.0, -6.0, -2.0, -1.2, -0.6, -0.2, 0.0, 0.2, 0.6, 1.2, 2.0, 6.0, 20.0)
"""What a given number is set to, to find where a bend is crossed."""
_HALVINGS = 6
"""So often the way across a bend is halved: a hundredth of it is near enough."""
_MOST_BENDS, _MOST_MOVED = 8, 2

At = Callable[[dict[str, float]], Pass]
"""From given numbers to the pass that they lead to."""


def bends(formula: Expr) -> Iterator[Expr]:
    """Yield what is 0 where a formula bends or jumps: net of relu(net), a − b of max(a, b)."""
    for part in subexpressions(formula):
        match part:
            case Call(function, arguments) if function in KINKED:
                inside: tuple[Expr, ...] = arguments
                if len(arguments) > 1:
                    yield from (difference(one, other) for one, other in combinations(inside, 2))
                else:
                    yield arguments[0]
            case Power(base, Number(exponent)) if exponent.denominator > 1:
                inside = (base,)
                yield base
            case _:
                continue
        # √(z²) bends at z = 0, where z² has no other side.
        yield from (
            inner.base
            for one in inside
            for inner in subexpressions(one)
            if isinstance(inner, Power)
        )


def across(formulas: tuple[Expr, ...], tape: Tape, point: Pass) -> Iterator[Pass]:
    """Yield passes on both sides of the bends of some formulas, from one pass on.

    One given number after the other is moved, all others stay: first as far as the bend is
    crossed, then back until both sides are near to it.
    """
    given = {name: point[name] for name, line in tape.items() if line.role in GIVEN}
    found = dict.fromkeys(bend for formula in formulas for bend in bends(formula))
    for bend in islice((bend for bend in found if names_in(bend)), _MOST_BENDS):
        for name in islice(_movers(bend, tape), _MOST_MOVED):
            yield from _crossing(bend, name, given, tape)


def _movers(bend: Expr, tape: Tape) -> Iterator[str]:
    """Yield given numbers that may move a bend, those in its own formula first."""
    own = names_in(bend)
    yield from (name for name in own if tape[name].role in GIVEN)
    # Of each quantity the last: a bias, or the weight of the last sender.
    for name in own:
        behind = (used for used in reversed(tape[name].uses) if tape[used].role in GIVEN)
        yield from islice(behind, 1)
    needed = reversed(tape.needed_for(*own))
    yield from (name for name in needed if tape[name].role in GIVEN and name not in own)


def _crossing(bend: Expr, name: str, given: dict[str, float], tape: Tape) -> Iterator[Pass]:
    """Yield passes to both sides of where a bend is crossed while one given number moves."""

    def there(value: float) -> tuple[float, Pass]:
        moved = tape.at({**given, name: value})
        return float_value(bend, moved.__getitem__), moved

    tried = [(value, *there(value)) for value in sorted({*_REACHES, given[name]})]
    for (low, left, one), (high, right, other) in pairwise(tried):
        if isfinite(left) and isfinite(right) and (left > 0) != (right > 0):
            yield from (one, other)
            for _ in range(_HALVINGS):
                middle = (low + high) / 2
                side, moved = there(middle)
                if (side > 0) == (left > 0):
                    low, one = middle, moved
                else:
                    high, other = middle, moved
            yield from (one, other)
            return
