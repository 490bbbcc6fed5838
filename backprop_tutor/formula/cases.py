"""Formulas with cases: ``Call("where", (u, x, y))`` is x where u > 0, and y elsewhere.

So are the slopes of what has a kink: ReLU's is 1 if net_h1 > 0, else 0. On the way to the screen a
choice becomes a list of cases, and with its numbers put in it becomes the case that holds and why.
A comparison, ``Call(">", (a, b))``, is there only in what is shown.
"""

from collections.abc import Callable, Container
from typing import NamedTuple

from backprop_tutor.formula.expression import (
    ZERO,
    Call,
    Expr,
    Negative,
    Number,
    Sum,
    total,
    with_parts,
)

WHERE = "where"
SIGNS_OF_COMPARISON = (">", "<", ">=", "<=")
"""The functions that stand for a comparison of two arguments."""
_TURNED = {">": "<", "<": ">"}


def where(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    """Return the choice: ``then`` where ``condition`` > 0, else ``otherwise``.

    What is chosen by the same condition again within a case is decided there already.
    """
    match then:
        case Call("where", (same, inner, _)) if same == condition:
            then = inner
    match otherwise:
        case Call("where", (same, _, inner)) if same == condition:
            otherwise = inner
    return then if then == otherwise else Call(WHERE, (condition, then, otherwise))


def as_comparison(condition: Expr, *, holds: bool = True) -> Expr:
    """Return condition > 0 as people write it, or its contrary: ``a > b`` for a − b."""
    match condition:
        case Sum((Number() as left, Negative(right))) | Negative(Sum((right, Negative(left)))):
            return Call("<" if holds else ">=", (right, left))
        case Sum((left, Negative(right))):
            return Call(">", (left, right)) if holds else Call(">=", (right, left))
        case Negative(operand):
            return Call("<" if holds else ">=", (operand, ZERO))
        case _:
            return Call(">" if holds else "<=", (condition, ZERO))


class Case(NamedTuple):
    """A value, and the comparisons that have to hold for it."""

    conditions: tuple[Expr, ...]
    value: Expr


def cases_of(choice: Expr) -> tuple[tuple[Case, ...], Expr]:
    """Return the cases of a choice, of which the first that holds counts, and what else it is.

    What is 0 but for one case has that one case: 1 if a ≥ b, else 0.
    """
    match choice:
        case Call("where", (condition, then, otherwise)):
            pass
        case _:
            return (), choice
    if then == ZERO:
        found, last = cases_of(otherwise)
        if not found:
            return (Case((as_comparison(condition, holds=False),), otherwise),), then
    met = as_comparison(condition)
    found, last = cases_of(then)
    below, rest = cases_of(otherwise)
    cases = [Case((met, *case.conditions), case.value) for case in found]
    if below or last != rest or not cases:
        cases.append(Case((met,), last))
    return (*cases, *below), rest


def chosen(expr: Expr, value_of: Callable[[Expr], float]) -> tuple[Expr, tuple[Expr, ...]]:
    """Return a formula with each choice in it made, and the comparisons that decided.

    ``value_of`` gives the value of a formula. Where one is not a number, the choice stays.
    """
    met: dict[Expr, None] = {}

    def of(part: Expr) -> Expr:
        match part:
            case Call("where", (condition, then, otherwise)):
                value = value_of(condition)
                if value > 0 or value <= 0:
                    met[as_comparison(condition, holds=value > 0)] = None
                    return of(then if value > 0 else otherwise)
                return part
            case Sum(terms):
                return total(*map(of, terms))
            case _:
                return with_parts(part, of)

    return of(expr), tuple(one for one in met if not _said_by(one, met))


def _said_by(comparison: Expr, others: Container[Expr]) -> bool:
    """Whether a comparison is said already by a stricter one: c ≤ 0 by c < 0."""
    match comparison:
        case Call(">=" | "<=" as sign, sides):
            left, right = sides
            stricter = Call(sign[0], (left, right)), Call(_TURNED[sign[0]], (right, left))
            return any(one in others for one in stricter)
        case _:
            return False
