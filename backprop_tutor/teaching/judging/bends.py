"""Where a formula bends: passes on both sides of each bend, near to it and farther away.

A formula that bends where another does not may agree with it at all random passes, if they all lie
on one side: ``min(w, 1)`` is w for every small w.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from math import isfinite

from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Number,
    Power,
    names_in,
    subexpressions,
)
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import FUNCTIONS, KINKED
from backprop_tutor.maths.tape.tape import GIVEN, Pass, Tape

_REACHES = (-20.0, -6.0, -2.0, -1.2, -0.6, -0.2, 0.0, 0.2, 0.6, 1.2, 2.0, 6.0, 20.0)
"""What a given number is set to, to find where a bend is crossed."""
_HALVINGS = 6
"""So often the way across a bend is halved: a hundredth of it is near enough."""
_FARTHEST = 1e4
"""No farther is a given number moved."""
_STEPS_OUT, _BEYOND = 4, 1.25
"""So often, and so much farther than a straight line would be 0, a bend farther out is sought."""
_LEAST_STEP = 0.1
"""Of the step before, where the line is 0 at once."""
_MOST_BENDS, _MOST_MOVED = 8, 2
_MOST_TRIED = 3
"""So many given numbers are moved, until some of them have crossed a bend."""


def bends(formula: Expr) -> Iterator[Expr]:
    """Yield what is 0 where a formula bends or jumps: net of relu(net), a − b of max(a, b)."""
    for part in subexpressions(formula):
        match part:
            case Call(function, arguments) if function in KINKED:
                inside: tuple[Expr, ...] = arguments
                yield from FUNCTIONS[function].bends_at(arguments)
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


def bends_of(*formulas: Expr) -> tuple[Expr, ...]:
    """Return the bends that depend on something, each once; of many formulas not all."""
    found = dict.fromkeys(bend for formula in formulas for bend in bends(formula))
    return tuple(islice((bend for bend in found if names_in(bend)), _MOST_BENDS))


def across(
    bend: Expr, tape: Tape, start: Pass, others: Iterable[Pass], unmoved: Collection[str] = ()
) -> Iterator[Pass]:
    """Yield passes on both sides of a bend, near to it and farther away.

    First one given number after the other is moved, none of ``unmoved``, all others stay: as far as
    the bend is crossed, then back until both sides are near to it. Then all are moved at once, to
    those of one of the ``others`` that lies on the other side.
    """
    given = {name: start[name] for name in tape.given_names}
    movers = (name for name in _movers(bend, tape) if name not in unmoved)
    crossings = (_moved(bend, name, given, tape) for name in islice(movers, _MOST_TRIED))
    yield from chain.from_iterable(islice(filter(None, crossings), _MOST_MOVED))
    side = float_value(bend, start.__getitem__)
    for other in others:
        if _is_crossed(side, float_value(bend, other.__getitem__)):
            yield from _narrowed(bend, start, other, tape)
            return


def _movers(bend: Expr, tape: Tape) -> Iterator[str]:
    """Yield given numbers that may move a bend, the nearest first: those in its own formula.

    Of each quantity on the way the last comes first: a bias, or the weight of the last sender.
    """
    level = names_in(bend)
    seen = set(level)
    while level:
        behind: dict[str, None] = {}
        others: list[str] = []
        for name in level:
            if tape[name].role in GIVEN:
                yield name
                continue
            given = [used for used in tape[name].uses if tape[used].role in GIVEN]
            fresh = [used for used in reversed(given) if used not in seen]
            seen.update(given)
            yield from fresh[:1]
            others += fresh[1:]
            behind |= dict.fromkeys(used for used in tape[name].uses if used not in seen)
        yield from others
        seen |= behind.keys()
        level = tuple(behind)


def _moved(bend: Expr, name: str, given: dict[str, float], tape: Tape) -> tuple[Pass, ...]:
    """Return passes to both sides of where a bend is crossed while one given number moves.

    Two that are far from it, and two that are near; none where it is not crossed.
    """
    tried = [tape.at({**given, name: value}) for value in sorted({*_REACHES, given[name]})]
    sides = [float_value(bend, moved.__getitem__) for moved in tried]
    for (low, left), (high, right) in pairwise(zip(tried, sides, strict=True)):
        if _is_crossed(left, right):
            return _narrowed(bend, low, high, tape)
    for ends in (tried[-2:], tried[1::-1]):
        if found := _farther_out(bend, name, ends, tape):
            return found
    return ()


def _farther_out(bend: Expr, name: str, ends: Sequence[Pass], tape: Tape) -> tuple[Pass, ...]:
    """Return the same for a bend that is crossed behind the two outermost passes on one side.

    x = b + 1.25·(b − a)·f(b)/(f(a) − f(b)), again and again: where the line through the last two
    values f of the bend is 0, and somewhat farther.
    """
    one, other = ends
    given = {each: other[each] for each in tape.given_names}
    left, right = (float_value(bend, at.__getitem__) for at in ends)
    for _ in range(_STEPS_OUT):
        here = other[name]
        if not (isfinite(left) and isfinite(right) and left != right):
            return ()
        ratio = right / (left - right)
        there = here + _BEYOND * (here - one[name]) * max(ratio, _LEAST_STEP)
        if ratio < 0 or abs(there) > _FARTHEST:
            return ()
        one, other = other, tape.at({**given, name: there})
        left, right = right, float_value(bend, other.__getitem__)
        if _is_crossed(left, right):
            return _narrowed(bend, one, other, tape)
    return ()


def _is_crossed(left: float, right: float) -> bool:
    return isfinite(left) and isfinite(right) and (left > 0) != (right > 0)


def _narrowed(bend: Expr, low: Pass, high: Pass, tape: Tape) -> tuple[Pass, ...]:
    """Return two passes to both sides of a bend, and two between them that are nearer to it."""
    far, names = (low, high), tape.given_names
    below = float_value(bend, low.__getitem__) > 0
    for _ in range(_HALVINGS):
        middle = tape.at({name: (low[name] + high[name]) / 2 for name in names})
        if (float_value(bend, middle.__getitem__) > 0) == below:
            low = middle
        else:
            high = middle
    return *far, low, high
