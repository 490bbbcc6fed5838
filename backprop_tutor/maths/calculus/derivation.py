"""Differentiates a formula by the rules of calculus, one at a time, keeping each.

    derivation(f, x).result == ∂f/∂x

This is how a person gets there: the steps are what ``why`` shows, the result, put together by
``on_paper``, is the slope of a line as it is shown. ``slopes`` asks sympy for the derivative and
holds the two against each other. To add a rule: one member of ``Rule``, one branch in
``derivation``, one sentence in ``teaching.lesson.derivation_in_words``.
"""

from dataclasses import replace
from typing import assert_never

from backprop_tutor.formula.cases import WHERE, where
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    names_in,
    number,
    product,
    total,
)
from backprop_tutor.maths.calculus.on_paper import (
    in_a_row,
    negative,
    over,
    plus,
    powered,
    shorter,
    times,
)
from backprop_tutor.maths.calculus.rules import OPERATOR, Derivation, Rule
from backprop_tutor.maths.functions import FUNCTIONS, defined


def derivation(formula: Expr, by: str) -> Derivation:
    """Differentiate ``formula`` by the name ``by``, one rule at a time."""
    if by not in names_in(formula):
        return Derivation(Rule.CONSTANT, formula, by, ZERO, ZERO, ())
    match formula:
        case Number():
            raise AssertionError("a number holds no name")
        case Name():
            return Derivation(Rule.ITSELF, formula, by, ONE, ONE, ())
        case Negative(operand):
            inner = derivation(operand, by)
            applied: Expr = Negative(_slope(operand, by))
            result = negative(inner.result)
            return Derivation(Rule.FACTOR, formula, by, applied, result, (inner,), Negative(ONE))
        case Sum(terms):
            parts = tuple(derivation(term, by) for term in terms)
            applied = total(*(_slope(term, by) for term in terms if by in names_in(term)))
            result = in_a_row(*(part.result for part in parts))
            moving = [part for part in parts if part.rule is not Rule.CONSTANT]
            outer = ONE if len(moving) == 1 else None
            return Derivation(Rule.SUM, formula, by, applied, result, parts, outer)
        case Product(factors):
            return _of_product(formula, factors, by)
        case Quotient(numerator, denominator):
            return _of_quotient(formula, numerator, denominator, by)
        case Power(base, exponent):
            return _of_power(formula, base, exponent, by)
        case Call(function, arguments):
            return _of_call(formula, function, arguments, by)
        case _:
            assert_never(formula)


def _slope(of: Expr, by: str) -> Expr:
    return Call(OPERATOR, (of, Name(by)))


def _of_product(formula: Expr, factors: tuple[Expr, ...], by: str) -> Derivation:
    moving = [index for index, factor in enumerate(factors) if by in names_in(factor)]
    if len(moving) == 1:
        index = moving[0]
        constant = factors[:index] + factors[index + 1 :]
        inner = derivation(factors[index], by)
        applied = product(*constant, _slope(factors[index], by))
        result = times(*factors[:index], inner.result, *factors[index + 1 :])
        outer = product(*constant)
        return Derivation(Rule.FACTOR, formula, by, applied, result, (inner,), outer)
    parts = tuple(derivation(factors[index], by) for index in moving)

    def with_slopes(slopes: list[Expr]) -> list[Expr]:
        """Return the terms of the product rule: each moving factor's slope among the others."""
        return [
            times(*factors[:index], slope, *factors[index + 1 :])
            for index, slope in zip(moving, slopes, strict=True)
        ]

    applied = total(*with_slopes([_slope(factors[index], by) for index in moving]))
    result = plus(*with_slopes([part.result for part in parts]))
    return Derivation(Rule.PRODUCT, formula, by, applied, result, parts)


def _of_quotient(formula: Expr, above: Expr, below: Expr, by: str) -> Derivation:
    if by not in names_in(below):
        inner = derivation(above, by)
        applied = Quotient(_slope(above, by), below)
        result = over(inner.result, below)
        outer = Quotient(ONE, below)
        return Derivation(Rule.FACTOR, formula, by, applied, result, (inner,), outer)
    parts = (derivation(above, by), derivation(below, by))
    square = Power(below, number(2))

    def quotient(above_slope: Expr, below_slope: Expr) -> Expr:
        """The rule's right-hand side with nothing worked out, so that it can be recognised."""
        top = difference(Product((above_slope, below)), Product((above, below_slope)))
        return Quotient(top, square)

    # A factor of the bottom that does not move stays below the line: u/(2·v) is half of u/v.
    of_bottom = below.factors if isinstance(below, Product) else (below,)
    still = [factor for factor in of_bottom if by not in names_in(factor)]
    moving = product(*(factor for factor in of_bottom if by in names_in(factor)))
    slope = derivation(moving, by).result if still else parts[1].result
    top = plus(times(parts[0].result, moving), negative(times(above, slope)))
    result = over(shorter(top), product(*still, Power(moving, number(2))))
    return Derivation(
        Rule.QUOTIENT,
        formula,
        by,
        quotient(_slope(above, by), _slope(below, by)),
        result,
        parts,
        unfolded=quotient(*(part.together() for part in parts)),
    )


def _of_power(formula: Expr, base: Expr, exponent: Expr, by: str) -> Derivation:
    if by in names_in(exponent):
        # u^v = e^(v·ln u): nothing new is needed.
        rewritten = Call("exp", (Product((exponent, Call("log", (base,)))),))
        found = derivation(rewritten, by)
        (inner,) = found.inner
        return replace(found, result=times(formula, inner.result))
    inner = derivation(base, by)
    if isinstance(exponent, Number):
        lowered = powered(base, exponent.value - 1)
    else:
        lowered = Power(base, difference(exponent, ONE))
    outer = product(exponent, lowered)
    applied = product(outer, _slope(base, by))
    result = times(exponent, inner.result, lowered)
    return Derivation(Rule.POWER, formula, by, applied, result, (inner,), outer)


def _of_call(formula: Expr, function: str, arguments: tuple[Expr, ...], by: str) -> Derivation:
    if function in ("exp", "log", "sqrt"):
        (argument,) = arguments
        rule, outer = {
            "exp": (Rule.EXPONENTIAL, formula),
            "log": (Rule.LOGARITHM, Quotient(ONE, argument)),
            "sqrt": (Rule.POWER, Quotient(ONE, product(number(2), formula))),
        }[function]
    elif function == WHERE:
        return _of_choice(formula, arguments, by)
    elif FUNCTIONS[function].slope is not None:
        (argument,) = arguments
        rule, outer = Rule.FUNCTION, FUNCTIONS[function].slope_at(argument, formula)
    elif FUNCTIONS[function].slope_by is not None:
        return _of_extreme(formula, function, arguments, by)
    else:  # softmax: a quotient of exponentials.
        assert isinstance(formula, Call)
        written = defined(formula)
        assert written is not None
        return derivation(written, by)
    inner = derivation(argument, by)
    applied = product(outer, _slope(argument, by))
    result = times(inner.result, outer)  # The slope of what is inside first: −x·e^(…).
    return Derivation(rule, formula, by, applied, result, (inner,), outer)


def _of_choice(formula: Expr, arguments: tuple[Expr, ...], by: str) -> Derivation:
    """d where(c, u, v)/dx = where(c, du/dx, dv/dx): which case holds does not move."""
    condition, *cases = arguments
    parts = tuple(derivation(case, by) for case in cases)
    applied = where(condition, *(_slope(case, by) for case in cases))
    result = where(condition, *(part.result for part in parts))
    return Derivation(Rule.CASES, formula, by, applied, result, parts)


def _of_extreme(formula: Expr, function: str, arguments: tuple[Expr, ...], by: str) -> Derivation:
    """d max(u, v)/dx = ∂max/∂u·du/dx + ∂max/∂v·dv/dx, each ∂max 1 or 0."""
    slope_by = FUNCTIONS[function].slope_by
    assert slope_by is not None
    moving = [index for index, argument in enumerate(arguments) if by in names_in(argument)]
    parts = tuple(derivation(arguments[index], by) for index in moving)
    outers = [slope_by(arguments, index) for index in moving]
    applied = total(
        *(product(outer, _slope(part.of, by)) for outer, part in zip(outers, parts, strict=True))
    )
    result = plus(*(times(outer, part.result) for outer, part in zip(outers, parts, strict=True)))
    outer = outers[0] if len(outers) == 1 else None
    return Derivation(Rule.FUNCTION, formula, by, applied, result, parts, outer)
