"""Partial truth: which factors of a wrong product, or which paths of a wrong sum, are right.

The factors of a right answer are slopes along a path; a typed product is split among them by its
values at random points, so that ``out_o1*(1 - out_o1)`` counts for the slope of the sigmoid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from math import isfinite, prod

from backprop_tutor.formula.expression import Expr, Name, Negative, Product, Sum, terms_of
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import Pass
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.judging.equivalence import Points, agree
from backprop_tutor.teaching.subject.subject import Subject

_MOST_PIECES = 8
_LARGEST_GROUP = 3
_POINTS = 3


@dataclass(frozen=True, slots=True)
class Partial:
    """What is right in a wrong formula: pieces typed are counted from 0.

    ``missing`` are the quantities that no piece stands for; one that has no name is empty.
    """

    of_sum: bool
    right: tuple[int, ...]
    wrong: tuple[int, ...]
    missing: tuple[str, ...]
    sign: int = 1
    """−1 where the right factors come with the wrong sign."""


def partial(typed: Expr, asked: str, subject: Subject, points: Points) -> Partial | None:
    """Return what is right in a wrong formula, or None if nothing, or nothing to speak of, is."""
    formula = subject[asked].formula
    few = list(islice(points, _POINTS))
    if isinstance(formula, Sum):
        paths = iter([tuple((_path_of(term), term) for term in formula.terms)])
        found = _compared(terms_of(typed), paths, few, of_sum=True)
    else:
        factors = _factors(formula)
        turned = _sign(typed) * _sign(formula)
        found = _compared(_factors(typed), _expanded(factors, subject), few, of_sum=False)
        found = None if found is None else replace(found, sign=found.sign * turned)
    return found if found is not None and found.right else None


def _factors(expr: Expr) -> tuple[Expr, ...]:
    """Return the factors of a product; a minus sign before it is none."""
    if isinstance(expr, Negative):
        return _factors(expr.operand)
    return expr.factors if isinstance(expr, Product) else (expr,)


def _sign(expr: Expr) -> int:
    """Return the sign that stands before a product."""
    return -_sign(expr.operand) if isinstance(expr, Negative) else 1


def _path_of(term: Expr) -> str:
    """Return the quantity that tells which path a term of a sum stands for; x^2 has none."""
    first = _factors(term)[0]
    return first.id if isinstance(first, Name) else ""


def _expanded(factors: Sequence[Expr], subject: Subject) -> Iterator[tuple[tuple[str, Expr], ...]]:
    """Yield the factors of a chain, then the same with each product among them opened, and on."""
    while True:
        yield tuple((factor.id if isinstance(factor, Name) else "", factor) for factor in factors)
        opened: list[Expr] = []
        for factor in factors:
            inner = subject[factor.id] if isinstance(factor, Name) else None
            if inner is not None and inner.part is Part.BACKWARD and _is_chain(inner.formula):
                opened += _factors(inner.formula)
            else:
                opened.append(factor)
        if len(opened) == len(factors):
            return
        factors = opened


def _is_chain(formula: Expr) -> bool:
    """Whether a formula is a product of derivatives, not what sympy made of one line."""
    return isinstance(formula, Product) and all(
        isinstance(factor, Name) and "/" in factor.id for factor in formula.factors
    )


def _compared(
    typed: Sequence[Expr],
    readings: Iterator[tuple[tuple[str, Expr], ...]],
    points: Sequence[Pass],
    *,
    of_sum: bool,
) -> Partial | None:
    """Return the reading of the right formula in which most of what was typed is right."""
    if not points or not 2 <= len(typed) <= _MOST_PIECES:
        return None
    pieces = [_values(piece, points) for piece in typed]
    best: Partial | None = None
    for reading in readings:
        if len(reading) < 2 or len(reading) > _MOST_PIECES:
            continue
        found = _matched(pieces, reading, points, of_sum=of_sum)
        if best is None or len(found.wrong) < len(best.wrong):
            best = found
    return best


def _matched(
    pieces: Sequence[list[float]],
    reading: tuple[tuple[str, Expr], ...],
    points: Sequence[Pass],
    *,
    of_sum: bool,
) -> Partial:
    """Give each right piece the smallest group of typed pieces that makes it up."""
    left = set(range(len(pieces)))
    missing: list[str] = []
    sign = 1
    for name, piece in reading:
        wanted = _values(piece, points)
        group, turned = _group(pieces, left, wanted, of_sum=of_sum)
        if not group:
            missing.append(name)
        left -= set(group)
        sign *= turned
    right = tuple(index for index in range(len(pieces)) if index not in left)
    return Partial(of_sum, right, tuple(sorted(left)), tuple(missing), sign)


def _group(
    pieces: Sequence[list[float]], left: set[int], wanted: list[float], *, of_sum: bool
) -> tuple[tuple[int, ...], int]:
    """Return the typed pieces that make up a right one, and with which sign; none if none do."""
    joined = sum if of_sum else prod
    for size in range(1, _LARGEST_GROUP + 1):
        groups: list[tuple[tuple[int, ...], list[float]]] = []
        for group in combinations(sorted(left), size):
            values = [joined(pieces[index][k] for index in group) for k in range(len(wanted))]
            if all(map(isfinite, values)):
                groups.append((group, values))
        # A sign may stand at any factor; but -q*(1 - q) makes up no slope while q*(1 - q) is there.
        for sign in (1,) if of_sum else (1, -1):
            for group, values in groups:
                if all(map(agree, (sign * value for value in values), wanted)):
                    return group, sign
    return (), 1


def _values(piece: Expr, points: Sequence[Pass]) -> list[float]:
    return [float_value(piece, point.__getitem__) for point in points]
