"""Builds the expression from marks in the order of ``grammar.lark``, and checks its constants."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import add, mul, neg, sub, truediv
from typing import Any

from lark import Token, Transformer_NonRecursive, Tree

from backprop_tutor.formula.cases import WHERE
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    number,
)
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.reading.constants import Constant, constant_of, each, raised
from backprop_tutor.reading.parts import (
    COMPARISONS,
    LOGARITHMS,
    TOWER,
    MarkKind,
    Refused,
    TypedMark,
)
from backprop_tutor.wording import marked, text, text_so_many

LARGEST_EXPONENT = 64
_TOO_LARGE = marked("this is too large to calculate with")


@dataclass(frozen=True, slots=True)
class Subformula:
    """A part of the formula, with what its surroundings must know about it."""

    expr: Expr
    column: int
    constant: Constant | None = None
    literal: Decimal | None = None
    """The digits as typed, while it is one number."""
    power_at: int | None = None
    """The column of the first power in it, since an exponent may hold none."""
    is_e: bool = False
    """Whether it is the constant e, whose powers are ``exp``."""


@dataclass(frozen=True, slots=True)
class _Exponent:
    """What stands after ``^``, and the column of the ``^``."""

    part: Subformula
    column: int


class Builder(Transformer_NonRecursive[Token, Subformula]):
    """Turns a parsed tree into one part; ``refused`` says what was wrong, ``free`` what unusual."""

    def __init__(self, marks: list[TypedMark]) -> None:
        super().__init__()
        self.marks = marks
        self.refused: Refused | None = None
        self.free = False

    def build(self, tree: "Tree[Token]") -> Subformula:
        """Return the whole."""
        whole: Subformula = self.transform(tree)
        return whole

    def start(self, parts: list[Subformula]) -> Subformula:
        """Return the whole formula."""
        return parts[0]

    def leaf(self, tokens: list[Token]) -> Subformula:
        """Return a number, a name or the constant e."""
        mark = self._mark(tokens[0])
        if mark.kind is MarkKind.EULER:
            return Subformula(Call("exp", (ONE,)), mark.column, Constant(None, math.e), is_e=True)
        assert mark.expr is not None
        return Subformula(mark.expr, mark.column, constant_of(mark.expr), mark.literal)

    def group(self, parts: list[Any]) -> Subformula:
        """Return what is in brackets."""
        inner: Subformula = parts[1]
        return replace(inner, column=self._mark(parts[0]).column, is_e=False)

    def call(self, parts: list[Any]) -> Subformula:
        """Return a function of its arguments; ``log10(x)`` is ln(x)/ln(10)."""
        mark = self._mark(parts[0])
        arguments = [part for part in parts if isinstance(part, Subformula)]
        if mark.function == WHERE:
            self._refuse(
                text("where begins with a comparison: where(a > b, x, y) is x if a > b, else y"),
                mark.column,
            )
        base = LOGARITHMS.get(mark.function)
        if base is None:
            return self._called(mark, mark.function, arguments)
        logarithm = self._called(mark, "log", arguments)
        divisor = Call("log", (number(base),))
        known = logarithm.constant
        scale = Constant(None, math.log(base))
        return replace(
            logarithm,
            expr=Quotient(logarithm.expr, divisor),
            constant=None if known is None else each(truediv, known, scale),
        )

    def choice(self, parts: list[Any]) -> Subformula:
        """Return ``where(a > b, x, y)``: what is above 0 where a is above b, and both cases.

        a ≥ b holds where b > a does not, so its cases change places.
        """
        mark = self._mark(parts[0])
        left, right, *cases = (part for part in parts if isinstance(part, Subformula))
        signs = (self._mark(part) for part in parts if isinstance(part, Token))
        sign = next(sign for sign in signs if sign.kind in COMPARISONS)
        if sign.kind in (MarkKind.BELOW, MarkKind.AT_LEAST):
            left, right = right, left
        if sign.kind in (MarkKind.AT_LEAST, MarkKind.AT_MOST):
            cases.reverse()
        beyond = _beyond(left.expr, right.expr)
        constants = left.constant, right.constant
        condition = replace(
            left,
            expr=beyond,
            constant=None if None in constants else self._fold(sub, sign.column, left, right),
            power_at=_first_power(left, right),
        )
        return self._called(mark, WHERE, [condition, *cases])

    def raised_call(self, parts: list[Any]) -> Subformula:
        """Return a power of a function: ``tanh^2(x)`` is tanh(x)^2."""
        mark, raised_to = self._mark(parts[0]), parts[1]
        self.free = True
        constant = raised_to.part.constant
        if constant is not None and constant.near < 0:
            # tanh⁻¹ is the inverse in books, and 1/tanh by the rule that makes tanh² a power.
            self._refuse(
                text(
                    "a negative power of {function} may be its inverse; "
                    "write 1/{function}(…) if you mean that",
                    function=mark.called,
                ),
                raised_to.column,
            )
        return self._power(self.call([parts[0], *parts[2:]]), raised_to)

    def raised(self, tokens: list[Token]) -> _Exponent:
        """Return what a function is raised to before its argument."""
        marks = [self._mark(token) for token in tokens]
        number_mark = next(mark for mark in marks if mark.expr is not None)
        expr = number_mark.expr
        assert expr is not None
        if any(mark.kind is MarkKind.MINUS for mark in marks):
            expr = Negative(expr)
        return _Exponent(Subformula(expr, number_mark.column, constant_of(expr)), marks[0].column)

    def _called(self, mark: TypedMark, function: str, arguments: list[Subformula]) -> Subformula:
        self._count(mark, len(arguments))
        constant = None
        values = [part.constant for part in arguments]
        known = FUNCTIONS.get(function)
        near = [value.near for value in values if value is not None]
        countable = known is not None and known.least <= len(near) <= known.most
        if known is not None and countable and None not in values and self.refused is None:
            try:
                constant = Constant(None, float(known.value(*near)))
            except OverflowError:
                self._refuse(text(_TOO_LARGE), mark.column)
            except (ArithmeticError, ValueError):
                self._refuse(
                    text("{function} has no value here", function=mark.called), mark.column
                )
        return Subformula(
            Call(function, tuple(part.expr for part in arguments)),
            mark.column,
            self._finite(constant, mark.column),
            power_at=_first_power(*arguments),
        )

    def exponent(self, parts: list[Any]) -> _Exponent:
        """Return what a base is raised to, typed after ``^`` or as a superscript."""
        mark = self._mark(parts[0])
        if mark.kind is MarkKind.POWER:
            return _Exponent(parts[1], mark.column)
        assert mark.expr is not None
        return _Exponent(Subformula(mark.expr, mark.column, constant_of(mark.expr)), mark.column)

    def power(self, parts: list[Any]) -> Subformula:
        """Return a number, name or bracket, raised if it has an exponent."""
        base: Subformula = self.leaf(parts[:1]) if isinstance(parts[0], Token) else parts[0]
        return base if len(parts) == 1 else self._power(base, parts[1])

    def _power(self, base: Subformula, raised_to: _Exponent) -> Subformula:
        exponent, column = raised_to.part, raised_to.column
        if base.is_e:
            # e^x is a function of x, so no tower: its exponent may hold powers, as in e^(-x^2).
            value = self._fold(lambda _, power: math.exp(power), column, base, exponent)
            return Subformula(
                Call("exp", (exponent.expr,)), base.column, value, power_at=exponent.power_at
            )
        size = exponent.constant
        if exponent.power_at is not None:
            self._refuse(text(TOWER), exponent.power_at)
        elif size is not None and abs(size.near) > LARGEST_EXPONENT:
            reason = text("an exponent may be at most {most} in size", most=LARGEST_EXPONENT)
            self._refuse(reason, exponent.column)
        elif size is not None and size.near < 0:
            self._divisor(base, column)
        return Subformula(
            Power(base.expr, exponent.expr),
            base.column,
            self._fold(raised, column, base, exponent),
            power_at=column if base.power_at is None else min(base.power_at, column),
        )

    def beside(self, parts: list[Any]) -> Subformula:
        """Return a factor without a multiplication sign before it."""
        self.free = True
        return self.power(parts)

    def signed(self, parts: list[Any]) -> Subformula:
        """Return a term with the signs before it; ``-x`` is −x, ``+x`` is x."""
        part: Subformula = parts[-1]
        for sign in reversed(parts[:-1]):
            part = self._signed(self._mark(sign), part)
        return part

    factor = signed

    def term(self, parts: list[Any]) -> Subformula:
        """Return factors and divisors, taken from left to right."""
        whole: Subformula = parts[0]
        if len(parts) == 1:
            return whole
        factors = [whole.expr]
        divide: int | None = None
        for part in parts[1:]:
            if isinstance(part, Token):
                mark = self._mark(part)
                divide = mark.column if mark.kind is MarkKind.DIVIDE else None
                continue
            if divide is None:
                factors.append(part.expr)
                constant = self._fold(mul, part.column, whole, part)
            else:
                self._divisor(part, divide)
                factors = [Quotient(_product(factors), part.expr)]
                constant = self._fold(truediv, divide, whole, part)
                divide = None
            whole = replace(whole, constant=constant, power_at=_first_power(whole, part))
        return Subformula(_product(factors), whole.column, whole.constant, power_at=whole.power_at)

    def sum(self, parts: list[Any]) -> Subformula:
        """Return terms in their order; ``a - b`` is a + (−b)."""
        whole: Subformula = parts[0]
        if len(parts) == 1:
            return whole
        terms = [whole.expr]
        for sign, term in zip(parts[1::2], parts[2::2], strict=True):
            mark = self._mark(sign)
            part = self._signed(mark, term)
            terms.append(part.expr)
            constant = self._fold(add, mark.column, whole, part)
            whole = replace(whole, constant=constant, power_at=_first_power(whole, part))
        return Subformula(Sum(tuple(terms)), whole.column, whole.constant, power_at=whole.power_at)

    def _mark(self, token: Token) -> TypedMark:
        assert token.start_pos is not None
        return self.marks[token.start_pos]

    def _signed(self, sign: TypedMark, part: Subformula) -> Subformula:
        if sign.kind is MarkKind.PLUS:
            return part
        return replace(
            part,
            expr=Negative(part.expr),
            column=sign.column,
            constant=None if part.constant is None else each(neg, part.constant),
            # Not -literal, which would round to 28 digits.
            literal=None if part.literal is None else part.literal.copy_negate(),
        )

    def _refuse(self, reason: str, column: int) -> None:
        """Keep the reason that stands farthest to the left."""
        refused = self.refused
        if refused is None or refused.column is None or column < refused.column:
            self.refused = Refused(reason, column)

    def _count(self, mark: TypedMark, given: int) -> None:
        if mark.least <= given <= mark.most:
            return
        if mark.least == mark.most:
            reason = text_so_many(
                "{function} takes {n} argument; {given} given",
                "{function} takes {n} arguments; {given} given",
                mark.least,
                function=mark.called,
                given=given,
            )
        else:
            reason = text(
                "{function} takes {least} to {most} arguments; {given} given",
                function=mark.called,
                least=mark.least,
                most=mark.most,
                given=given,
            )
        self._refuse(reason, mark.column)

    def _divisor(self, part: Subformula, column: int) -> None:
        if part.constant is not None and part.constant.is_zero:
            self._refuse(text("this divides by zero"), column)

    def _fold(
        self,
        operation: Callable[[Any, Any], Any],
        column: int,
        one: Subformula,
        other: Subformula,
    ) -> Constant | None:
        if one.constant is None or other.constant is None or self.refused is not None:
            return None
        try:
            return self._finite(each(operation, one.constant, other.constant), column)
        except ArithmeticError:
            self._refuse(text(_TOO_LARGE), column)
            return None

    def _finite(self, constant: Constant | None, column: int) -> Constant | None:
        if constant is None or math.isfinite(constant.near):
            return constant
        # Not a number: a negative base with a broken exponent.
        if math.isnan(constant.near):
            self._refuse(text("this power has no real value"), column)
        else:
            self._refuse(text(_TOO_LARGE), column)
        return None


def _beyond(one: Expr, other: Expr) -> Expr:
    """Return what is above 0 where one is above the other."""
    if other == ZERO:
        return one
    return Negative(other) if one == ZERO else difference(one, other)


def _product(factors: list[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _first_power(*parts: Subformula) -> int | None:
    return min((part.power_at for part in parts if part.power_at is not None), default=None)
