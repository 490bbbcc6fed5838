"""Formulas as data: an ordered tree that every room can read, spell or calculate.

The order of terms and factors is the order in which they are taught. sympy would sort them, so
sympy sees a formula only while it is differentiated (``maths.calculus``). A new kind of node is
one class here, and one case in each function that ends in ``assert_never``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Number:
    """A constant, exact as written: ``0.10`` is 1/10."""

    value: Fraction
    decimal: bool = field(default=False, compare=False, repr=False)
    """Whether it was written with a decimal point: 0.5, which is shown so, and not as ½."""


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity by its one spelling, such as ``w5``, ``out_h1`` or ``dE_total/dw5``."""

    id: str


@dataclass(frozen=True, slots=True)
class Negative:
    """−x."""

    operand: "Expr"


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms added in order; a difference is a sum with a ``Negative`` term."""

    terms: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Factors multiplied in order."""

    factors: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """One expression divided by another."""

    numerator: "Expr"
    denominator: "Expr"


@dataclass(frozen=True, slots=True)
class Power:
    """A base raised to an exponent."""

    base: "Expr"
    exponent: "Expr"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of ``maths.functions`` applied to its arguments."""

    function: str
    arguments: tuple["Expr", ...]


Expr: TypeAlias = Number | Name | Negative | Sum | Product | Quotient | Power | Call

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))
PI = Call("pi", ())
"""The constant π, which is no fraction: a function without arguments."""


def number(value: int | str | Fraction) -> Number:
    """Return an exact constant from an integer, a decimal or fractional text, or a fraction."""
    return Number(Fraction(value))


def constant_number(value: Decimal) -> Number:
    """Return an exact constant as it was written, with or without a decimal point."""
    exact = Fraction(value)
    return Number(exact, decimal=exact.denominator != 1)


def difference(left: Expr, right: Expr) -> Sum:
    """Return ``left − right``."""
    return Sum((left, Negative(right)))


def product(*factors: Expr) -> Expr:
    """Return the product in the given order, flattened, without factors 1."""
    kept: list[Expr] = []
    for factor in factors:
        if isinstance(factor, Product):
            kept.extend(one for one in factor.factors if one != ONE)
        elif factor != ONE:
            kept.append(factor)
    if not kept:
        return ONE
    return kept[0] if len(kept) == 1 else Product(tuple(kept))


def total(*terms: Expr) -> Expr:
    """Return the sum in the given order, without terms 0."""
    kept = tuple(term for term in terms if term != ZERO)
    if not kept:
        return ZERO
    return kept[0] if len(kept) == 1 else Sum(kept)


def terms_of(expr: Expr) -> tuple[Expr, ...]:
    """Return what a sum adds up, in order; of anything else, itself."""
    return expr.terms if isinstance(expr, Sum) else (expr,)


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the parts an expression is directly made of, in order."""
    match expr:
        case Number() | Name():
            return ()
        case Negative(operand):
            return (operand,)
        case Sum(parts) | Product(parts) | Call(_, parts):
            return parts
        case Quotient(first, second) | Power(first, second):
            return (first, second)
        case _:
            assert_never(expr)


def subexpressions(expr: Expr) -> Iterator[Expr]:
    """Yield the expression and all its parts, each before its own parts, left to right."""
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def names_in(expr: Expr) -> tuple[str, ...]:
    """Return the names used, each once, in order of appearance."""
    if isinstance(expr, Name):
        return (expr.id,)
    if isinstance(expr, Product):  # By far the commonest: a weight and what it multiplies.
        match expr.factors:
            case (Name(id=one), Name(id=other)):
                return (one, other) if one != other else (one,)
    found: dict[str, None] = {}
    waiting: list[Expr] = [expr]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Name):
            found[part.id] = None
        else:
            waiting.extend(children(part)[::-1])
    return tuple(found)


def transform(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Return the expression with ``change`` applied to every part, innermost first."""

    def of(part: Expr) -> Expr:
        return change(part if isinstance(part, Name) else with_parts(part, of))

    return of(expr)


def with_parts(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Return the expression with ``change`` applied to each of its direct parts."""
    match expr:
        case Number() | Name():
            return expr
        case Negative(operand):
            return Negative(change(operand))
        case Sum(terms):
            return Sum(tuple(map(change, terms)))
        case Product(factors):
            return Product(tuple(map(change, factors)))
        case Quotient(numerator, denominator):
            return Quotient(change(numerator), change(denominator))
        case Power(base, exponent):
            return Power(change(base), change(exponent))
        case Call(function, arguments):
            return Call(function, tuple(map(change, arguments)))
        case _:
            assert_never(expr)


def in_each_place(expr: Expr, changes: Callable[[Expr], Iterator[Expr]]) -> Iterator[Expr]:
    """Yield the expression with one of its parts changed: each part, and each of its changes."""
    yield from changes(expr)
    parts = children(expr)
    for place, part in enumerate(parts):
        for instead in in_each_place(part, changes):
            changed = iter((*parts[:place], instead, *parts[place + 1 :]))
            yield with_parts(expr, lambda _, changed=changed: next(changed))  # type: ignore[misc]


def substitute(expr: Expr, by: Mapping[str, Expr]) -> Expr:
    """Return the expression with each name of ``by`` replaced; the order of parts stays."""

    def of(part: Expr) -> Expr:
        match part:
            case Name(id):
                return by.get(id, part)
            case Product(factors):
                return Product(tuple(map(of, factors)))
            case _:
                return with_parts(part, of)

    return of(expr)


def rename(expr: Expr, names: Mapping[str, str]) -> Expr:
    """Return the expression with names changed; names not mentioned stay."""
    # Of many names that are called otherwise, few are in one formula.
    return substitute(expr, {name: Name(names[name]) for name in names_in(expr) if name in names})


def shape_of(expr: Expr) -> Expr:
    """Return the expression with its names replaced by s0000, s0001, … in order of appearance.

    Zero-padded, so that their alphabetical order is that order too.
    """
    return rename(expr, {name: placeholder(i) for i, name in enumerate(names_in(expr))})


def placeholder(index: int) -> str:
    """Return the name that stands for the so-manieth name of a shape."""
    return f"s{index:04d}"


def calculate(
    expr: Expr,
    *,
    name: Callable[[str], Any],
    number: Callable[[Fraction], Any],
    call: Callable[[str, list[Any]], Any],
    choose: bool = False,
) -> Any:
    """Fold an expression into any field that has ``+ − × ÷ **``: floats, mpmath, sympy.

    Sums and products are taken from left to right, so floats round as they do by hand. Where
    values can be compared, ``choose`` leaves the case of a choice that does not hold alone: it may
    have no value.
    """

    def of(part: Expr) -> Any:
        match part:
            case Number(value):
                return number(value)
            case Name(id):
                return name(id)
            case Negative(operand):
                return -of(operand)
            case Sum(terms):
                result = of(terms[0])
                for term in terms[1:]:
                    result = (
                        result - of(term.operand)
                        if isinstance(term, Negative)
                        else result + of(term)
                    )
                return result
            case Product(factors):
                result = of(factors[0])
                for factor in factors[1:]:
                    result = result * of(factor)
                return result
            case Quotient(numerator, denominator):
                return of(numerator) / of(denominator)
            case Power(base, exponent):
                return of(base) ** of(exponent)
            case Call("where", (condition, then, otherwise)) if choose:
                met = of(condition)
                return of(then) if met > 0 else of(otherwise) if met <= 0 else met
            case Call(function, arguments):
                return call(function, [of(argument) for argument in arguments])
            case _:
                assert_never(part)

    return of(expr)
