"""Formulas as trees: their order is kept, their numbers are exact, nothing else is changed."""

import operator
from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_tutor.formula.cases import chosen, where
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
    calculate,
    children,
    difference,
    names_in,
    number,
    product,
    rename,
    subexpressions,
    substitute,
    terms_of,
    total,
    transform,
)
from backprop_tutor.maths.floats import float_value

a, b, c, x, y = map(Name, "abcxy")
TWO, THREE = number(2), number(3)
DEEP = Sum((Negative(Product((c, a))), Quotient(Power(b, TWO), Call("softmax", (a, x, c)))))
"""−c·a + b²/softmax(a, x, c): every kind of node once."""


@pytest.mark.parametrize(
    ("factors", "made"),
    [
        ((), ONE),
        ((a,), a),
        ((ONE,), ONE),
        ((ONE, ONE), ONE),
        ((a, ONE), a),
        ((ONE, a, ONE, b), Product((a, b))),
        ((b, a), Product((b, a))),  # Not sorted.
        ((a, a), Product((a, a))),  # Not gathered into a power.
        ((Product((a, b)), c), Product((a, b, c))),
        ((c, Product((b, a))), Product((c, b, a))),
        ((Product((a, ONE)), b), Product((a, b))),
        ((ZERO, a), Product((ZERO, a))),  # Only ones go; a zero is the reader's to see.
        ((TWO, number("1/2")), Product((TWO, number("1/2")))),
        ((Sum((a, b)), c), Product((Sum((a, b)), c))),
        ((Negative(a), b), Product((Negative(a), b))),
    ],
)
def test_product(factors: tuple[Expr, ...], made: Expr) -> None:
    assert product(*factors) == made


@pytest.mark.parametrize(
    ("terms", "made"),
    [
        ((), ZERO),
        ((a,), a),
        ((ZERO,), ZERO),
        ((ZERO, a, ZERO), a),
        ((b, ZERO, a), Sum((b, a))),
        ((a, a), Sum((a, a))),
        ((a, Negative(a)), Sum((a, Negative(a)))),
        ((ONE, a), Sum((ONE, a))),
        ((Sum((a, b)), c), Sum((Sum((a, b)), c))),  # Brackets that were meant stay.
    ],
)
def test_total(terms: tuple[Expr, ...], made: Expr) -> None:
    assert total(*terms) == made


def test_terms_of_anything_but_a_sum_are_itself() -> None:
    assert terms_of(Sum((a, Negative(b)))) == (a, Negative(b))
    assert terms_of(Product((a, Sum((b, c))))) == (Product((a, Sum((b, c)))),)
    assert terms_of(ZERO) == (ZERO,)


def test_difference_is_a_sum_with_a_negative_term() -> None:
    assert difference(a, b) == Sum((a, Negative(b)))


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("0.10", Fraction(1, 10)),
        ("0.1", Fraction(1, 10)),
        ("1/3", Fraction(1, 3)),
        ("-1e-3", Fraction(-1, 1000)),
        (7, Fraction(7)),
        (Fraction(2, 6), Fraction(1, 3)),
    ],
)
def test_numbers_are_exact(written: str | int | Fraction, exact: Fraction) -> None:
    assert number(written).value == exact
    assert type(number(written).value) is Fraction


@pytest.mark.parametrize(
    ("expr", "parts"),
    [
        (a, ()),
        (ONE, ()),
        (Negative(a), (a,)),
        (Sum((b, a)), (b, a)),
        (Product((b, a)), (b, a)),
        (Quotient(b, a), (b, a)),
        (Power(b, a), (b, a)),
        (Call("softmax", (b, a, b)), (b, a, b)),
    ],
)
def test_children(expr: Expr, parts: tuple[Expr, ...]) -> None:
    assert children(expr) == parts


def test_walk_yields_each_part_before_its_own_from_left_to_right() -> None:
    assert list(subexpressions(DEEP)) == [
        DEEP,
        Negative(Product((c, a))),
        Product((c, a)),
        c,
        a,
        Quotient(Power(b, TWO), Call("softmax", (a, x, c))),
        Power(b, TWO),
        b,
        TWO,
        Call("softmax", (a, x, c)),
        a,
        x,
        c,
    ]


def test_walk_does_not_recurse() -> None:
    deep: Expr = a
    for _ in range(100_000):
        deep = Negative(deep)
    assert sum(1 for _ in subexpressions(deep)) == 100_001


@pytest.mark.parametrize(
    ("expr", "names"),
    [
        (ONE, ()),
        (a, ("a",)),
        (DEEP, ("c", "a", "b", "x")),  # In order of appearance, each once.
        (Sum((b, a, b)), ("b", "a")),
        (Name("dE_total/dw5"), ("dE_total/dw5",)),
    ],
)
def test_names_in(expr: Expr, names: tuple[str, ...]) -> None:
    assert names_in(expr) == names


def test_transform_changes_every_part_innermost_first() -> None:
    seen: list[Expr] = []

    def change(part: Expr) -> Expr:
        seen.append(part)
        return Name("A") if part == a else part

    changed = Sum(
        (
            Negative(Product((c, Name("A")))),
            Quotient(Power(b, TWO), Call("softmax", (Name("A"), x, c))),
        ),
    )
    assert transform(DEEP, change) == changed
    # An outer part is offered with its inner ones already changed.
    assert seen.index(c) < seen.index(Product((c, Name("A")))) < seen.index(changed.terms[0])
    assert seen[-1] == changed
    assert len(seen) == len(list(subexpressions(DEEP)))


@pytest.mark.parametrize(
    ("expr", "by", "made"),
    [
        (Sum((b, a)), {"a": TWO}, Sum((b, TWO))),
        (Sum((b, a)), {"b": Negative(a)}, Sum((Negative(a), a))),
        (Product((a, b)), {"a": b, "b": a}, Product((b, a))),  # All at once: no second turn.
        (Power(a, a), {"a": Sum((a, ONE))}, Power(Sum((a, ONE)), Sum((a, ONE)))),
        (Product((a, b)), {"a": ONE}, Product((ONE, b))),  # Nothing is worked out.
        (Sum((a, b)), {"a": Sum((x, y))}, Sum((Sum((x, y)), b))),  # Nothing is flattened.
        (Call("exp", (a,)), {"exp": b}, Call("exp", (a,))),  # Functions are not names.
        (DEEP, {}, DEEP),
    ],
)
def test_substitute(expr: Expr, by: dict[str, Expr], made: Expr) -> None:
    assert substitute(expr, by) == made


def test_rename_changes_names_all_at_once_and_leaves_the_others() -> None:
    assert rename(Sum((a, b, c)), {"a": "b", "b": "a"}) == Sum((b, a, c))


def test_expressions_cannot_be_changed_and_can_be_looked_up() -> None:
    with pytest.raises(FrozenInstanceError):
        a.id = "b"  # type: ignore[misc]
    again = Sum((Negative(Product((c, a))), Quotient(Power(b, TWO), Call("softmax", (a, x, c)))))
    assert {DEEP: 1}[again] == 1
    assert Sum((a, b)) != Sum((b, a))  # The order is part of a formula.
    assert Sum((a, b)) != Product((a, b))
    assert Power(a, b) != Quotient(a, b)


def _in_floats(expr: Expr, **values: float) -> float:
    result = calculate(
        expr,
        name=values.__getitem__,
        number=float,
        call=lambda function, arguments: {"max": max, "abs": abs}[function](*arguments),
    )
    assert isinstance(result, float)
    return result


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        (Sum((number("0.1"), number("0.2"), number("0.3"))), (0.1 + 0.2) + 0.3),
        (Sum((number("0.3"), number("0.2"), number("0.1"))), (0.3 + 0.2) + 0.1),
        (Product((number("0.1"), number("0.7"), THREE)), (0.1 * 0.7) * 3),
        (Product((THREE, number("0.7"), number("0.1"))), (3 * 0.7) * 0.1),
        (difference(x, y), 2.0 - 5.0),
        (Sum((Negative(x), y)), -2.0 + 5.0),
        (Negative(Sum((x, y))), -7.0),
        (Quotient(x, y), 0.4),
        (Power(x, y), 32.0),
        (Power(y, x), 25.0),
        (Call("max", (x, y, ONE)), 5.0),
        (Call("abs", (Negative(x),)), 2.0),
    ],
)
def test_calculate_from_left_to_right(expr: Expr, value: float) -> None:
    assert _in_floats(expr, x=2.0, y=5.0) == value


@given(st.lists(st.fractions(-9, 9), min_size=1, max_size=6), st.sampled_from("+*"))
def test_calculate_in_any_field(values: list[Fraction], sign: str) -> None:
    """The same fold serves exact fractions and decimals."""
    numbers = tuple(Number(value) for value in values)
    expr = Sum(numbers) if sign == "+" else Product(numbers)
    expected = values[0]
    for value in values[1:]:
        expected = operator.add(expected, value) if sign == "+" else expected * value

    def no_call(function: str, arguments: list[object]) -> object:
        raise AssertionError((function, arguments))

    def no_name(name: str) -> object:
        raise AssertionError(name)

    assert calculate(expr, name=no_name, number=Fraction, call=no_call) == expected
    assert calculate(number("0.5"), name=no_name, number=lambda _: Decimal(1), call=no_call) == 1


def test_a_reason_that_another_one_holds_is_not_given() -> None:
    """The slope of |c| at −2 is −1, because c < 0, and so c ≤ 0 as well."""
    c = Name("c")
    slope = where(c, number(1), where(Negative(c), number(-1), ZERO))
    assert chosen(slope, lambda part: float_value(part, {"c": -2.0}.__getitem__)) == (
        number(-1),
        (Call("<", (c, ZERO)),),
    )
    y, x = Name("y"), Name("x")
    both = Sum((where(difference(y, x), c, ZERO), where(difference(x, y), x, c)))
    at = {"y": 2.0, "x": 1.0, "c": 1.0}
    assert chosen(both, lambda part: float_value(part, at.__getitem__))[1] == (Call(">", (y, x)),)
