"""Slopes stand as they do on paper, and are sympy's: the table of ``paper_table``."""

import pytest
import sympy
from networks import symbol
from paper_table import ROWS, Row, by_sympy, shown_slope, values
from together import together

from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    number,
)
from backprop_tutor.formula.spelling import typed
from backprop_tutor.maths.calculus import derivation as rules
from backprop_tutor.maths.calculus.on_paper import negative, over, plus, times
from backprop_tutor.maths.calculus.slopes import differentiate, have_equal_values

x, y, s, t, o = map(Name, "xysto")


def test_the_table_is_long_enough() -> None:
    assert len({str(row) for row in ROWS}) == len(ROWS) >= 40


@together("row", ROWS, ids=str)
def test_a_slope_stands_as_on_paper(row: Row) -> None:
    assert shown_slope(row) == row.shown


@pytest.mark.slow
@together("row", ROWS, ids=str)
def test_a_slope_on_paper_is_sympy_s(row: Row) -> None:
    for ours, theirs, difference_quotient in values(row):
        assert abs(ours - theirs) < 1e-30
        assert abs(ours - difference_quotient) < 1e-20


def test_a_row_with_another_slope_would_be_seen() -> None:
    wrong = Row(("f = x^3",), "df/dx", "3·x²")
    ours, theirs = by_sympy(wrong)
    assert ours == theirs == 3 * symbol("x") ** 2
    assert sympy.simplify(theirs - 2 * symbol("x")) != 0


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (times(number("0.044715"), number(3), Power(x, number(2))), "0.134145*x^2"),
        (times(number("0.5"), number("0.7979"), x), "0.5*0.7979*x"),
        (times(number("1/2"), number(2), difference(t, o), Negative(ONE)), "o - t"),
        (times(x, Sum((x, y)), x), "x^2*(x + y)"),
        (times(x, ZERO, y), "0"),
        (times(), "1"),
        (times(x, Quotient(ONE, x)), "1"),
        (times(Negative(x), difference(ONE, x)), "-x*(1 - x)"),
        (times(Negative(ONE), difference(ONE, x)), "x - 1"),
        (over(ONE, times(number(2), Call("sqrt", (x,)))), "1/(2*sqrt(x))"),
        (over(times(number(4), x), number(6)), "2*x/3"),
        (over(times(number("0.3"), x), number(2)), "0.15*x"),
        (over(number("0.3"), times(number(2), x)), "0.3/(2*x)"),
        (over(times(number("0.6"), x), number("0.3")), "2*x"),
        (over(x, Power(x, number(3))), "1/x^2"),
        (over(ZERO, x), "0"),
        (over(plus(times(number(2), x), times(number(2), y)), number(2)), "x + y"),
        (times(number(2), plus(times(number(3), x), ONE)), "2*(3*x + 1)"),
        (plus(x, x), "2*x"),
        (plus(x, Negative(x)), "0"),
        (plus(Negative(x), y), "y - x"),
        (plus(x, Negative(Sum((x, y, ONE)))), "-y - 1"),
        (plus(times(number(2), x, y), times(y, x)), "3*x*y"),
        (negative(difference(t, o)), "o - t"),
        (negative(Negative(x)), "x"),
        (negative(Call("where", (x, ONE, ZERO))), "where(x > 0, -1, 0)"),
        (times(x, Call("where", (y, ONE, ZERO)), number(3)), "where(y > 0, 3*x, 0)"),
    ],
)
def test_put_together(expr: Expr, text: str) -> None:
    assert typed(expr) == text


def test_where_the_rules_were_wrong_sympy_s_form_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    formula = Product((Power(x, number(7)), Power(y, number(11)), s))
    assert typed(differentiate(formula, "x")) == "7*x^6*y^11*s"
    other = Product((Power(x, number(7)), Power(y, number(13)), s))
    monkeypatch.setattr(rules, "powered", lambda base, exponent: base)
    assert have_equal_values(
        differentiate(other, "x"),
        Product((number(7), Power(x, number(6)), Power(y, number(13)), s)),
    )


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (Sum((x, x)), Product((number(2), x)), True),
        (Sum((x, x)), Product((number("2.00001"), x)), False),
        (Call("log", (Negative(Power(x, number(2))),)), Call("log", (Negative(ONE),)), False),
        (ZERO, ZERO, True),
        (Call("abs", (x,)), x, False),
    ],
)
def test_equal_values(one: Expr, other: Expr, equal: bool) -> None:
    assert have_equal_values(one, other) is equal
