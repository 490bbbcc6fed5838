"""Puts the parts of a derivative together as one does on paper: tidied, and nothing more.

The numbers and the order of a formula stay what its author wrote. Factors of 1 and terms of 0 go,
numbers in a product are multiplied, powers of the same base are joined or cancelled, like terms
that a rule has made are added, and minus signs are drawn to the front. Nothing is multiplied out
unless terms cancel then, no factor is taken out of a sum, and no decimal becomes a fraction:

    times(0.044715, 3, x²)  = 0.134145·x²
    times(½, 2, t − o, −1)  = o − t
    over(1, times(2, √v))   = 1/(2·√v)
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import gcd

from backprop_tutor.formula.cases import where
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from backprop_tutor.formula.spelling import decimal_text

_MOST_TERMS = 24
"""A longer numerator is not multiplied out to see whether terms of it cancel."""


def negative(expr: Expr) -> Expr:
    """Return −expr, with two minus signs cancelled, and o − t for −(t − o)."""
    match expr:
        case Negative(operand):
            return operand
        case Number(value) if value == 0:
            return expr
        case Call("where", (condition, then, otherwise)):
            return where(condition, negative(then), negative(otherwise))
        case Sum((first, Negative(second))) if not isinstance(first, Negative):
            return Sum((second, Negative(first)))
        case _:
            return Negative(expr)


def times(*factors: Expr) -> Expr:
    """Return the product: numbers in front, then the factors in their order, sums last."""
    if ZERO in factors:
        return ZERO
    collected = _Factors()
    for factor in factors:
        collected.add(factor, Fraction(1))
    return collected.together()


def over(numerator: Expr, denominator: Expr) -> Expr:
    """Return numerator/denominator, with what stands in both cancelled."""
    if numerator == ZERO:
        return ZERO
    collected = _Factors()
    collected.add(numerator, Fraction(1))
    collected.add(denominator, Fraction(-1))
    return collected.together()


def plus(*terms: Expr) -> Expr:
    """Return the sum, with like terms added where the first of them stands."""
    found: dict[frozenset[tuple[Expr, Fraction]], list[Expr]] = {}
    for term in _flat(terms):
        factors = _Factors()
        factors.add(term, Fraction(1))
        found.setdefault(factors.key, []).append(term)
    kept = [term for like in found.values() if (term := _added(like)) != ZERO]
    if not kept:
        return ZERO
    return kept[0] if len(kept) == 1 else _plus_first(Sum(tuple(kept)))


def in_a_row(*terms: Expr) -> Expr:
    """Return the sum in one row, each term as it is: 1 + 3 for the slope of x + 3·x."""
    kept = tuple(_flat(terms))
    if len(kept) > 1:
        return Sum(kept)
    return kept[0] if kept else ZERO


def shorter(expr: Expr) -> Expr:
    """Return a sum multiplied out if terms of it cancel then: e^x for e^x·(1 + e^x) − (e^x)²."""
    if not isinstance(expr, Sum):
        return expr
    spread = [part for term in expr.terms for part in _multiplied_out(term)]
    if len(spread) > _MOST_TERMS:
        return expr
    joined = plus(*spread)
    terms = joined.terms if isinstance(joined, Sum) else (joined,)
    return joined if len(terms) < len(expr.terms) else expr


def powered(base: Expr, exponent: Fraction) -> Expr:
    """Return base^exponent for a number."""
    if exponent == 0:
        return ONE
    return base if exponent == 1 else Power(base, Number(exponent))


def _multiplied_out(term: Expr) -> list[Expr]:
    """Return the terms of a product with one sum in it; anything else is one term."""
    if isinstance(term, Negative):
        return [negative(part) for part in _multiplied_out(term.operand)]
    if isinstance(term, Sum):
        return list(term.terms)
    if isinstance(term, Product):
        sums = [place for place, factor in enumerate(term.factors) if isinstance(factor, Sum)]
        if len(sums) == 1:
            (place,) = sums
            held = term.factors[place]
            assert isinstance(held, Sum)
            before, behind = term.factors[:place], term.factors[place + 1 :]
            return [times(*before, part, *behind) for part in held.terms]
    return [term]


def _plus_first(whole: Sum) -> Sum:
    """Return y − x for −x + y."""
    for place, term in enumerate(whole.terms):
        if not isinstance(term, Negative):
            return Sum((term, *whole.terms[:place], *whole.terms[place + 1 :]))
    return whole


def _flat(terms: Iterable[Expr]) -> Iterable[Expr]:
    for term in terms:
        match term:
            case Number(value) if value == 0:
                pass
            case Sum(parts):
                yield from _flat(parts)
            case Negative(Sum(parts)):
                yield from _flat(negative(part) for part in parts)
            case _:
                yield term


def _added(like: list[Expr]) -> Expr:
    """Return the sum of terms that differ in their numbers only."""
    if len(like) == 1:
        return like[0]
    count = Fraction(0)
    for term in like:
        count += _coefficient(term)
    if count == 0:
        return ZERO
    joined = _Factors()
    joined.add(like[0], Fraction(1))
    joined.above, joined.below, joined.minus = [abs(count)], [], count < 0
    return joined.together()


@dataclass(slots=True)
class _Factors:
    """What a product is made of: its sign, its numbers, and powers of its other factors."""

    minus: bool = False
    decimal: bool = False
    """Whether one of the numbers was written as a decimal; so their product is then."""
    above: list[Fraction] = field(default_factory=list)
    below: list[Fraction] = field(default_factory=list)
    powers: dict[Expr, Fraction] = field(default_factory=dict)

    def add(self, factor: Expr, exponent: Fraction) -> None:
        """Multiply by factor^exponent, taken apart as far as that needs no thought."""
        whole = exponent.denominator == 1
        match factor:
            case Number(value, decimal) if value and whole:
                self.decimal |= decimal
                self.minus ^= value < 0 and exponent % 2 == 1
                power = abs(value) ** abs(int(exponent))
                (self.above if exponent > 0 else self.below).append(power)
            case Negative(operand) if whole and exponent % 2 == 1:
                self.minus ^= True
                self.add(operand, exponent)
            case Product(parts) if abs(exponent) == 1:
                for part in parts:
                    self.add(part, exponent)
            case Quotient(numerator, denominator) if abs(exponent) == 1:
                self.add(numerator, exponent)
                self.add(denominator, -exponent)
            case Power(base, Number(own)) if whole:
                self.powers[base] = self.powers.get(base, Fraction(0)) + own * exponent
            case _:
                self.powers[factor] = self.powers.get(factor, Fraction(0)) + exponent

    @property
    def coefficient(self) -> Fraction:
        """All its numbers in one."""
        above, below = (
            reduce(Fraction.__mul__, them, Fraction(1)) for them in (self.above, self.below)
        )
        return above / below * (-1 if self.minus else 1)

    @property
    def key(self) -> frozenset[tuple[Expr, Fraction]]:
        """What two like terms have in common."""
        return frozenset((base, power) for base, power in self.powers.items() if power)

    def together(self) -> Expr:
        """Return the product as it is written down."""
        for base, power in self.powers.items():
            if power == 1 and isinstance(base, Call) and base.function == "where":
                return self._sized(base) or self._by_cases(base)
        over_line = sorted(
            (_power(base, power) for base, power in self.powers.items() if power > 0), key=_rank
        )
        under_line = sorted(
            (_power(base, -power) for base, power in self.powers.items() if power < 0), key=_rank
        )
        above, below = _joined(self.above), _joined(self.below)
        if below:
            above, below = _reduced(
                above, below, kept=bool(over_line or under_line), alone=not under_line
            )
        if (spread := self._into_sum(over_line)) is not None:
            return spread
        minus = self.minus
        if minus and (turned := _turned(over_line, lone=not above and not under_line)) is not None:
            over_line, minus = turned, False
        numerator = _product([*(Number(value, self.decimal) for value in above), *over_line])
        denominator = _product([*(Number(value, self.decimal) for value in below), *under_line])
        whole = numerator if denominator == ONE else Quotient(numerator, denominator)
        return Negative(whole) if minus else whole

    def _into_sum(self, factors: list[Expr]) -> Expr | None:
        """Return a sum with a fraction before it put in, where that leaves whole numbers.

        A half of 2·a + 2·b is a + b.
        """
        places = [place for place, factor in enumerate(factors) if isinstance(factor, Sum)]
        share = abs(self.coefficient)
        if len(places) != 1 or share.denominator == 1:
            return None
        (place,) = places
        held = factors[place]
        assert isinstance(held, Sum)
        if any((_coefficient(term) * share).denominator != 1 for term in held.terms):
            return None
        whole = plus(*(times(Number(share), term) for term in held.terms))
        if whole == ZERO:
            return ZERO
        rest = {base: power for base, power in self.powers.items() if base != held}
        found = _Factors(self.minus, powers=rest)
        found.add(whole, Fraction(1))
        return found.together()

    def _sized(self, choice: Call) -> Expr | None:
        """Return the product with |x| for x times the slope of |x|, if x is a factor."""
        for base, power in self.powers.items():
            if power >= 1 and choice == _slope_of_size(base):
                powers = {**self.powers, choice: Fraction(0), base: power - 1}
                found = _Factors(self.minus, self.decimal, self.above, self.below, powers)
                found.add(Call("abs", (base,)), Fraction(1))
                return found.together()
        return None

    def _by_cases(self, choice: Call) -> Expr:
        """Return the product with the other factors put into both cases of one of them."""
        powers = {**self.powers, choice: Fraction(0)}
        rest = _Factors(self.minus, self.decimal, self.above, self.below, powers)
        other = rest.together()
        condition, then, otherwise = choice.arguments
        return where(condition, times(then, other), times(otherwise, other))


def _slope_of_size(x: Expr) -> Expr:
    """Return 1 if x > 0, −1 if x < 0, else 0."""
    return where(x, ONE, where(Negative(x), Negative(ONE), ZERO))


def _coefficient(term: Expr) -> Fraction:
    factors = _Factors()
    factors.add(term, Fraction(1))
    return factors.coefficient


def _power(base: Expr, exponent: Fraction) -> Expr:
    if isinstance(base, Call) and base.function == "sqrt" and exponent % 2 == 0:
        return powered(base.arguments[0], exponent / 2)
    return powered(base, exponent)


def _rank(factor: Expr) -> bool:
    """Sums in brackets stand last in a product: a·(1 − a)."""
    return isinstance(factor, Sum) or (isinstance(factor, Power) and isinstance(factor.base, Sum))


def _product(factors: list[Expr]) -> Expr:
    flat: list[Expr] = []
    for factor in factors:  # The √ of a product, squared, is a product.
        flat.extend(factor.factors if isinstance(factor, Product) else (factor,))
    match flat:
        case []:
            return ONE
        case [Sum() as alone]:
            return _plus_first(alone)
        case [alone]:
            return alone
        case _:
            return Product(tuple(flat))


def _joined(numbers: list[Fraction]) -> list[Fraction]:
    """Return numbers multiplied wherever one of two is whole, or their product is.

    The 3 that comes down from an exponent goes into the author's decimal, two decimals of the
    author stay beside each other.
    """
    found: list[Fraction] = []
    waiting = [value for value in numbers if value != 1]
    while waiting:
        value = waiting.pop(0)
        for place, other in enumerate(found):
            both = value * other
            if 1 in (value.denominator, other.denominator, both.denominator):
                del found[place]
                if both != 1:
                    waiting.insert(0, both)
                break
        else:
            found.append(value)
    return found


def _reduced(
    above: list[Fraction], below: list[Fraction], *, kept: bool, alone: bool
) -> tuple[list[Fraction], list[Fraction]]:
    """Return the numbers of a fraction with what both hold cancelled.

    Of whole numbers the common divisor; a decimal is divided where a whole number comes of it, or a
    decimal with nothing else left below the line.
    """
    if len(above) > 1 or len(below) > 1:
        return above, below
    (over_line,) = above or [Fraction(1)]
    (under_line,) = below
    quotient = over_line / under_line
    if over_line.denominator == under_line.denominator == 1:
        common = gcd(over_line.numerator, under_line.numerator)
        over_line, under_line = over_line / common, under_line / common
        if not kept:
            over_line, under_line = quotient, Fraction(1)
    elif quotient.denominator == 1 or (
        alone and under_line.denominator == 1 and "/" not in decimal_text(quotient)
    ):
        over_line, under_line = quotient, Fraction(1)
    return (
        [over_line] if over_line != 1 else [],
        [under_line] if under_line != 1 else [],
    )


def _turned(factors: list[Expr], *, lone: bool) -> list[Expr] | None:
    """Return the factors with t − o as o − t, where that takes a minus sign away."""
    for place, factor in enumerate(factors):
        match factor:
            case Sum((first, Negative(second))):
                if isinstance(first, Number) and not (lone and len(factors) == 1):
                    continue  # −a·(1 − a) stays.
                return [*factors[:place], Sum((second, Negative(first))), *factors[place + 1 :]]
    return None
