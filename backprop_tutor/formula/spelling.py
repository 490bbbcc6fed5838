"""Writes an expression as a line of text, with just the brackets it needs.

A ``Style`` says how numbers, names and operations look: ``TYPED`` is what a learner could type
and the reader reads back; ``views.notation`` adds the screen's and LaTeX's, ``maths.compiled``
adds Python's. To add one, make a ``Style``.
"""

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple, TypeAlias, assert_never

from backprop_tutor.formula.cases import SIGNS_OF_COMPARISON, as_comparison, cases_of
from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)

# How tightly a piece of text holds together; a looser piece inside a tighter one gets brackets.
_CASES, _SUM, _NEGATIVE, _PRODUCT, _DERIVATIVE, _POWER, _ATOM = range(7)

SpelledCase: TypeAlias = tuple[str, tuple[str, ...]]
"""A value, and the comparisons that have to hold for it."""


class Style(NamedTuple):
    """How the parts of a formula look in one notation.

    ``number`` and ``name`` may return negative numbers (``-0.25``); they are bracketed where the
    reader of the formula needs it. ``power`` gets base and exponent already bracketed.
    """

    number: Callable[[Fraction], str]
    """A number that was not written as a decimal, if there is another way for those."""
    name: Callable[[str], str]
    call: Callable[[str, tuple[str, ...]], str]
    times: Callable[[tuple[str, ...]], str]
    power: Callable[[str, str], str]
    fraction: Callable[[str, str], str] | None = None
    """Numerator above denominator, which needs no brackets; without it ``a/b`` is written."""
    plus: str = "+"
    minus: str = "-"
    decimal: Callable[[Fraction], str] | None = None
    """A number that was written as a decimal; without it as any other."""
    bracketed: Callable[[str], str] = "({})".format
    comparison: Callable[[str, str, str], str] | None = None
    """A sign and what stands before and after it; without it a choice is a call like others."""
    cases: Callable[[tuple[SpelledCase, ...], str], str] | None = None
    """The cases of a choice, and what it is else; without it a choice is a call by a comparison."""


def spell(expr: Expr, style: Style) -> str:
    """Return ``expr`` as text in a style, its terms and factors in their own order."""
    return _spelled(expr, style)[0]


def _spelled(expr: Expr, style: Style) -> tuple[str, int]:
    """Return the text and how tightly it holds."""
    match expr:
        case Number(value, decimal):
            as_written = style.decimal if decimal and style.decimal else style.number
            return _number(as_written(value), style)
        case Name(id):
            return _name(style.name(id), style)
        case Negative(operand):
            return style.minus + _within(operand, _PRODUCT, style), _NEGATIVE
        case Sum(terms):
            text = _within(terms[0], _NEGATIVE, style)
            for term in terms[1:]:
                if isinstance(term, Negative):
                    text += f" {style.minus} {_within(term.operand, _PRODUCT, style)}"
                else:
                    text += f" {style.plus} {_within(term, _PRODUCT, style)}"
            return text, _SUM
        case Product(factors):
            first, *others = factors
            return style.times(
                (
                    _within(first, _PRODUCT, style),
                    *(_within(factor, _DERIVATIVE, style) for factor in others),
                ),
            ), _PRODUCT
        case Quotient(numerator, denominator):
            if style.fraction is not None:
                whole = spell(numerator, style), spell(denominator, style)
                return style.fraction(*whole), _ATOM
            return (
                f"{_within(numerator, _PRODUCT, style)}/{_within(denominator, _POWER, style)}",
                _PRODUCT,
            )
        case Power(base, exponent):
            return style.power(
                _within(base, _ATOM, style),
                _within(exponent, _ATOM, style),
            ), _POWER
        case Call(sign, (left, right)) if sign in SIGNS_OF_COMPARISON and style.comparison:
            return style.comparison(sign, spell(left, style), spell(right, style)), _CASES
        case Call("where", (condition, *values)) if style.comparison:
            if style.cases is None:
                called = as_comparison(condition), *values
                return style.call("where", tuple(spell(part, style) for part in called)), _ATOM
            cases, otherwise = cases_of(expr)
            spelled = tuple(
                (
                    spell(case.value, style),
                    tuple(spell(condition, style) for condition in case.conditions),
                )
                for case in cases
            )
            return style.cases(spelled, spell(otherwise, style)), _CASES
        case Call(function, arguments):
            return style.call(
                function,
                tuple(spell(argument, style) for argument in arguments),
            ), _ATOM
        case _:
            assert_never(expr)


def _within(expr: Expr, tightness: int, style: Style) -> str:
    text, own = _spelled(expr, style)
    return text if own >= tightness else style.bracketed(text)


def _number(text: str, style: Style) -> tuple[str, int]:
    """``-3`` holds like −x; ``1/3`` and ``4·10⁻⁷`` like a product."""
    if text.startswith(style.minus):
        return text, _NEGATIVE
    loose = style.fraction is None and ("/" in text or "10⁻" in text)
    return text, _PRODUCT if loose else _ATOM


def _name(text: str, style: Style) -> tuple[str, int]:
    """``dE/dw`` is one factor, but below a line or a power it needs brackets."""
    if style.fraction is None and "/d" in text.replace("∂", "d"):
        return text, _DERIVATIVE
    return _number(text, style)


def decimal_text(value: Fraction) -> str:
    """Return an exact constant as short as it can be written: ``0.25``, ``3``, ``1/3``."""
    if value.denominator == 1:
        return str(value.numerator)
    twos_and_fives = value.denominator
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
    if twos_and_fives != 1:
        return f"{value.numerator}/{value.denominator}"
    with localcontext() as exact:
        exact.prec = 1_000  # Past the longest decimal that a scenario or an answer may hold.
        return f"{Decimal(value.numerator) / value.denominator:f}"


def _typed_times(factors: tuple[str, ...]) -> str:
    # Beside derivatives, which have a slash of their own, the star needs air to be seen.
    return (" * " if any("/" in factor for factor in factors) else "*").join(factors)


TYPED = Style(
    number=decimal_text,
    name=lambda name: name,
    call=lambda function, arguments: (
        f"{function}({', '.join(arguments)})" if arguments else function  # pi is a constant.
    ),
    times=_typed_times,
    power=lambda base, exponent: f"{base}^{exponent}",
    comparison=lambda sign, left, right: f"{left} {sign} {right}",
)


def typed(expr: Expr) -> str:
    """Return a formula as a learner types it: ``w1*i1 + w2*i2 + b1``."""
    return spell(expr, TYPED)
