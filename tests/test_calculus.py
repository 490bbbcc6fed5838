"""Derivatives of single lines: sympy's own, arranged as a textbook would, and rule by rule."""

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from math import isnan
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import as_sympy, symbol
from thorough import some
from together import together

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
    subexpressions,
    substitute,
)
from backprop_tutor.formula.spelling import typed
from backprop_tutor.maths.calculus.derivation import derivation
from backprop_tutor.maths.calculus.rules import OPERATOR, Derivation, Rule
from backprop_tutor.maths.calculus.slopes import (
    differentiate,
    expression_slope,
    polynomial_slope,
)
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import FUNCTIONS

b, x, y, z = map(Name, "bxyz")
w, out_h = Name("w5"), Name("out_h1")
target, out = Name("target_o1"), Name("out_o1")
net1, net2, net3 = Name("net_o1"), Name("net_o2"), Name("net_o3")
TWO, THREE, HALF = number(2), number(3), number("1/2")


def _of(function: str) -> Callable[..., Call]:
    return lambda *arguments: Call(function, arguments)


sigmoid, tanh, relu, linear = map(_of, ("sigmoid", "tanh", "relu", "linear"))
leaky, softplus, bipolar = map(_of, ("leaky_relu", "softplus", "bipolar_sigmoid"))
largest, smallest = map(_of, ("max", "min"))
exp, log, sqrt, absolute, softmax = map(_of, ("exp", "log", "sqrt", "abs", "softmax"))

NET = Sum((Product((w, out_h)), Product((Name("w6"), Name("out_h2"))), b))
HALF_SQUARE = Product((HALF, Power(difference(target, out), TWO)))
SMOOTH: list[tuple[Expr, str]] = [
    # What networks are made of.
    (NET, "w5"),
    (NET, "out_h1"),
    (NET, "b"),
    (NET, "w6"),
    (HALF_SQUARE, "out_o1"),
    (HALF_SQUARE, "target_o1"),
    (Power(difference(target, out), TWO), "out_o1"),
    (Negative(Product((target, log(out)))), "out_o1"),
    (Negative(Product((target, log(out)))), "target_o1"),
    (sigmoid(net1), "net_o1"),
    (tanh(net1), "net_o1"),
    (linear(net1), "net_o1"),
    (net1, "net_o1"),
    (softmax(net1, net1, net2, net3), "net_o1"),
    (softmax(net1, net1, net2, net3), "net_o3"),
    (softmax(net2, net1, net2, net3), "net_o1"),
    (softmax(net2, net1, net2, net3), "net_o2"),
    # Rules, one by one.
    (x, "y"),
    (THREE, "x"),
    (Negative(x), "x"),
    (Negative(Negative(x)), "x"),
    (Sum((x, y, x)), "x"),
    (Sum((Product((x, y)), Product((x, y)))), "x"),
    (Product((THREE, x)), "x"),
    (Product((ZERO, x)), "x"),
    (Product((x, y, x)), "x"),
    (Product((sigmoid(x), tanh(x))), "x"),
    (Product((Negative(x), y)), "x"),
    (Quotient(x, y), "x"),
    (Quotient(x, y), "y"),
    (Quotient(x, Sum((x, y))), "x"),
    (Quotient(x, THREE), "x"),
    (Quotient(ONE, x), "x"),
    (Power(x, TWO), "x"),
    (Power(x, ONE), "x"),
    (Power(x, THREE), "x"),
    (Power(x, HALF), "x"),
    (Power(x, number("3/2")), "x"),
    (Power(x, number(-2)), "x"),
    (Power(x, y), "x"),
    (Power(x, y), "y"),
    (Power(x, x), "x"),
    (Power(TWO, x), "x"),
    (Power(Sum((x, y)), THREE), "x"),
    (exp(x), "x"),
    (exp(Negative(x)), "x"),
    (exp(Power(x, TWO)), "x"),
    (log(x), "x"),
    (log(Product((x, y))), "x"),
    (sqrt(x), "x"),
    (sqrt(Sum((Power(x, TWO), ONE))), "x"),
    # Chains.
    (sigmoid(Sum((Product((x, y)), b))), "x"),
    (sigmoid(Negative(sigmoid(x))), "x"),
    (tanh(Product((TWO, x))), "x"),
    (log(sigmoid(x)), "x"),
    (linear(Power(x, TWO)), "x"),
    (Quotient(ONE, Sum((ONE, exp(Negative(x))))), "x"),
    (Quotient(difference(exp(x), exp(Negative(x))), Sum((exp(x), exp(Negative(x))))), "x"),
    (softmax(Product((x, y)), Product((x, y)), y), "x"),
    (softplus(net1), "net_o1"),
    (bipolar(net1), "net_o1"),
    (softplus(Negative(Product((x, y)))), "x"),
    (Product((bipolar(x), softplus(y), x)), "x"),
    # As they occur in free graphs.
    (Quotient(Product((x, y)), Sum((ONE, Power(z, TWO)))), "z"),
    (Quotient(Product((x, y)), Sum((ONE, Power(z, TWO)))), "x"),
    (Quotient(sqrt(Sum((ONE, Power(x, TWO)))), Sum((TWO, sigmoid(x)))), "x"),
    (Power(Sum((ONE, Power(x, TWO))), y), "x"),
    (Power(Sum((ONE, Power(x, TWO))), y), "y"),
    (Power(Sum((ONE, exp(Negative(x)))), number(-1)), "x"),
    (Power(Quotient(x, y), number(-2)), "y"),
    (Product((w, Name("w6"), x)), "w5"),
    (Power(Quotient(difference(x, y), Sum((x, y))), THREE), "x"),
    # Constants that sympy works out on its own.
    (Product((exp(ONE), x)), "x"),
    (Product((exp(number(-2)), x)), "x"),
    (Product((sqrt(TWO), x)), "x"),
    (Product((log(TWO), x)), "x"),
    (Product((x, sqrt(Power(y, TWO)))), "x"),
]
KINKED: list[tuple[Expr, str]] = [
    (relu(net1), "net_o1"),
    (relu(Product((x, y))), "x"),
    (Power(relu(x), TWO), "x"),
    (absolute(difference(target, out)), "out_o1"),
    (Product((x, absolute(x))), "x"),
    (sqrt(Power(x, TWO)), "x"),
    (leaky(net1), "net_o1"),
    (leaky(Product((x, y))), "x"),
    (Product((x, leaky(x))), "x"),
    (largest(ZERO, x), "x"),
    (largest(x, ZERO), "x"),
    (smallest(x, ZERO), "x"),
    (largest(x, y), "x"),
    (largest(x, y), "y"),
    (smallest(x, y), "x"),
    (smallest(y, x, z), "x"),
    (largest(Negative(x), Product((x, y)), z), "x"),
    (largest(y, z), "x"),
    (Power(largest(x, y), TWO), "x"),
    (Product((x, smallest(Product((x, y)), z))), "x"),
    (Quotient(largest(x, y), Sum((TWO, absolute(smallest(x, z))))), "x"),
    (tanh(Product((largest(y, Negative(x)), z))), "x"),
    (largest(ZERO, Sum((x, Negative(y), number("1/3")))), "y"),
    (sqrt(Sum((ONE, Power(leaky(x), TWO)))), "x"),
]
TABLE = [*SMOOTH, *KINKED]
IDS = [f"{typed(formula)} by {by}" for formula, by in TABLE]

NAMES = (
    *("b", "x", "y", "z", "w5", "w6", "out_h1", "out_h2"),
    *("target_o1", "out_o1", "net_o1", "net_o2", "net_o3"),
)
POINTS = [
    {
        name: sympy.Rational(int(digits[2 * place : 2 * place + 2]) + 1, 37)
        for place, name in enumerate(NAMES)
    }
    for digits in ("31415926535897932384626433", "27182818284590452353602874")
]
"""Two points of odd fractions between 0 and 3, the same in every run."""


def _at(expression: Any, point: dict[str, Any], **more: Any) -> Any:
    put_in = {symbol(name): value for name, value in {**point, **more}.items()}
    return sympy.sympify(expression).subs(put_in).evalf(40)


def _near(left: Any, right: Any) -> bool:
    return bool(abs(left - right) <= sympy.Float("1e-25") * (1 + abs(right)))


def _understood(expr: Expr) -> None:
    """Every function called is one that a lesson knows, every number is exact."""
    for part in subexpressions(expr):
        assert not isinstance(part, Call) or part.function in FUNCTIONS, part
        assert not isinstance(part, Number) or type(part.value) is Fraction, part


@together(("formula", "by"), TABLE, ids=IDS)
def test_differentiate_is_the_derivative(formula: Expr, by: str) -> None:
    slope = differentiate(formula, by)
    _understood(slope)
    expected = sympy.diff(as_sympy(formula), symbol(by))
    for point in POINTS:
        assert _near(_at(as_sympy(slope), point), _at(expected, point))
    if (formula, by) in KINKED:  # On the other side of the kink too.
        for point in POINTS:
            there = {by: -point[by]}
            assert _near(_at(as_sympy(slope), point, **there), _at(expected, point, **there))


@pytest.mark.slow
@together(("formula", "by"), SMOOTH, ids=IDS[: len(SMOOTH)])
def test_differentiate_is_the_derivative_symbolically(formula: Expr, by: str) -> None:
    left = as_sympy(differentiate(formula, by))
    right = sympy.diff(as_sympy(formula), symbol(by))
    assert sympy.simplify((left - right).rewrite(sympy.exp)) == 0


@pytest.mark.slow
@together(("formula", "by"), TABLE, ids=IDS)
def test_rules_lead_to_the_derivative(formula: Expr, by: str) -> None:
    """The result, and at each step the rule's right-hand side, are that step's derivative."""
    whole = derivation(formula, by)
    expected = sympy.diff(as_sympy(formula), symbol(by))
    _understood(whole.result)
    for point in POINTS:
        assert _near(_at(as_sympy(whole.result), point), _at(expected, point))
        for step in whole.steps():
            slope = _at(sympy.diff(as_sympy(step.of), symbol(step.by)), point)
            assert _near(_at(as_sympy(step.result), point), slope)
            assert _near(_at(as_sympy(step.applied), point), slope)
            assert _near(_at(as_sympy(step.together()), point), slope)
            if step.outer is not None:  # result = outer · inner.
                (inner,) = (part for part in step.inner if part.rule is not Rule.CONSTANT)
                assert _near(_at(as_sympy(step.outer) * as_sympy(inner.result), point), slope)


@together(("formula", "by"), TABLE, ids=IDS)
def test_no_name_comes_from_nowhere(formula: Expr, by: str) -> None:
    """Placeholders do not leak, out of sympy or out of the rules."""
    known = set(names_in(formula))
    assert set(names_in(differentiate(formula, by))) <= known
    assert set(names_in(derivation(formula, by).together())) <= known
    for step in derivation(formula, by).steps():
        assert {*names_in(step.of), *names_in(step.result)} <= known
        assert set(names_in(step.applied)) <= known | {by}


OUTPUTS = {
    sigmoid(Name("net_h1")): "out_h1",
    tanh(Name("net_h2")): "out_h2",
    bipolar(Name("net_h3")): "out_h3",
    softmax(net1, net1, net2, net3): "out_o1",
    softmax(net2, net1, net2, net3): "out_o2",
    softmax(net3, net1, net2, net3): "out_o3",
}


@together(
    ("formula", "by", "text"),
    [
        (HALF_SQUARE, "out_o1", "out_o1 - target_o1"),
        (HALF_SQUARE, "target_o1", "target_o1 - out_o1"),
        (Power(difference(target, out), TWO), "out_o1", "2*(out_o1 - target_o1)"),
        (Negative(Product((target, log(out)))), "out_o1", "-target_o1/out_o1"),
        (sigmoid(Name("net_h1")), "net_h1", "out_h1*(1 - out_h1)"),
        (tanh(Name("net_h2")), "net_h2", "1 - out_h2^2"),
        (relu(Name("net_h1")), "net_h1", "where(net_h1 > 0, 1, 0)"),
        (absolute(Name("net_h1")), "net_h1", "where(net_h1 > 0, 1, where(net_h1 < 0, -1, 0))"),
        (Name("net_h1"), "net_h1", "1"),
        (linear(Name("net_h1")), "net_h1", "1"),
        (leaky(Name("net_h1")), "net_h1", "where(net_h1 > 0, 1, 0.01)"),
        (softplus(Name("net_h1")), "net_h1", "out_h1"),
        (softplus(x), "x", "sigmoid(x)"),
        (bipolar(Name("net_h3")), "net_h3", "0.5*(1 + out_h3)*(1 - out_h3)"),
        (largest(x, y), "x", "where(y > x, 0, 1)"),
        (largest(x, y), "y", "where(y > x, 1, 0)"),
        (smallest(x, y), "x", "where(x > y, 0, 1)"),
        (smallest(x, y, z), "y", "where(x > y, where(y > z, 0, 1), 0)"),
        (largest(ZERO, Sum((x, Negative(y), ONE))), "y", "where(x - y + 1 > 0, -1, 0)"),
        (softmax(net1, net1, net2, net3), "net_o1", "out_o1*(1 - out_o1)"),
        (softmax(net2, net1, net2, net3), "net_o2", "out_o2*(1 - out_o2)"),
        (softmax(net1, net1, net2, net3), "net_o2", "-out_o1*out_o2"),
        (softmax(net3, net1, net2, net3), "net_o2", "-out_o3*out_o2"),
        (NET, "w5", "out_h1"),
        (NET, "out_h1", "w5"),
        (NET, "b", "1"),
        (NET, "net_h1", "0"),
        # What is subtracted comes last, and a number before it first of all but in a difference.
        (Product((w, Sum((Negative(x), Product((y, z)))))), "w5", "y*z - x"),
        (Product((w, Sum((Negative(ONE), x)))), "w5", "x - 1"),
        (exp(Negative(x)), "x", "-exp(-x)"),
        (Power(x, THREE), "x", "3*x^2"),
        (Quotient(x, y), "y", "-x/y^2"),
        (Quotient(Power(x, TWO), THREE), "x", "2*x/3"),
        (sqrt(x), "x", "1/(2*sqrt(x))"),
        (Power(x, number(-2)), "x", "-2/x^3"),
    ],
)
def test_textbook_arrangement(formula: Expr, by: str, text: str) -> None:
    assert typed(differentiate(formula, by, OUTPUTS)) == text


@pytest.mark.parametrize(
    "formula",
    [
        Power(number(-2), x),
        Power(ZERO, x),
        Power(Negative(Power(number("0.7"), y)), x),
        Product((Power(Power(ZERO, THREE), Negative(y)), absolute(x), Power(number("-1/3"), x))),
        Call("sign", (Power(ZERO, x),)),
    ],
    ids=typed,
)
def test_what_has_no_real_slope_has_the_value_nan(formula: Expr) -> None:
    """sympy answers with i, with infinities or with nan; a lesson must not stumble over them."""
    slope = differentiate(formula, "x")
    _understood(slope)
    value = float_value(slope, {"x": 2.0, "y": 1.0}.__getitem__)
    assert isnan(value) or value == 0  # The sign of 0^x is flat.


def test_only_the_call_itself_is_written_as_its_output() -> None:
    """Another net input's sigmoid is not this line's output."""
    assert typed(differentiate(sigmoid(x), "x", OUTPUTS)) == "sigmoid(x)*(1 - sigmoid(x))"


def test_names_like_placeholders_are_names_like_any_other() -> None:
    formula = Product((Name("s0001"), Name("s0002"), Name("s0000")))
    assert typed(differentiate(formula, "s0001")) == "s0002*s0000"
    assert typed(differentiate(formula, "s0002")) == "s0001*s0000"
    assert typed(differentiate(formula, "s0000")) == "s0001*s0002"


def test_the_order_of_the_names_in_a_formula_is_kept() -> None:
    """sympy would sort the names; a lesson keeps them as the formula has them."""
    formula = Product((Name("w"), Name("e"), Name("z"), Name("a"), x))
    assert typed(differentiate(formula, "x")) == "w*e*z*a"
    long = Product((*(Name(f"n{12 - index}") for index in range(12)), x))
    assert typed(differentiate(long, "x")) == "*".join(f"n{12 - index}" for index in range(12))


def test_one_shape_serves_all_names() -> None:
    one = differentiate(Product((Power(x, TWO), y)), "x")
    other = differentiate(Product((Power(out_h, TWO), w)), "out_h1")
    assert other == substitute(one, {"x": out_h, "y": w})


def _steps(whole: Derivation) -> list[tuple[str, str, str, str]]:
    return [
        (step.rule.value, typed(step.of), typed(step.applied), typed(step.result))
        for step in whole.steps()
    ]


def test_where_the_minus_one_comes_from() -> None:
    """d½(t−o)²/do: the 2 comes down, and the inner derivative is −1."""
    whole = derivation(HALF_SQUARE, "out_o1")
    assert _steps(whole) == [
        (
            "factor",
            "0.5*(target_o1 - out_o1)^2",
            "0.5*d((target_o1 - out_o1)^2, out_o1)",
            "out_o1 - target_o1",
        ),
        (
            "power",
            "(target_o1 - out_o1)^2",
            "2*(target_o1 - out_o1)*d(target_o1 - out_o1, out_o1)",
            "2*(out_o1 - target_o1)",
        ),
        ("sum", "target_o1 - out_o1", "d(-out_o1, out_o1)", "-1"),
        ("factor", "-out_o1", "-d(out_o1, out_o1)", "-1"),
    ]
    (power,) = (step for step in whole.steps() if step.rule is Rule.POWER)
    (inner,) = power.inner
    assert inner.of == difference(target, out)
    assert inner.result == Negative(ONE)


@pytest.mark.parametrize(
    ("formula", "by", "text"),
    [
        (x, "x", "1"),
        (Power(x, TWO), "x", "2*x"),
        (HALF_SQUARE, "out_o1", "0.5*2*(target_o1 - out_o1)*(-1)"),
        (exp(Negative(x)), "x", "exp(-x)*(-1)"),
        (sigmoid(Product((y, x))), "x", "sigmoid(y*x)*(1 - sigmoid(y*x))*y"),
    ],
)
def test_the_chain_together_is_not_worked_out(formula: Expr, by: str, text: str) -> None:
    assert typed(derivation(formula, by).together()) == text


@pytest.mark.parametrize(
    ("formula", "by", "rules"),
    [
        (THREE, "x", []),
        (x, "x", []),
        (Negative(x), "x", ["factor"]),
        (Sum((x, y)), "x", ["sum"]),
        (Product((y, x)), "x", ["factor"]),
        (Product((x, exp(x))), "x", ["product", "exponential"]),
        (Quotient(x, THREE), "x", ["factor"]),
        (Quotient(THREE, x), "x", ["quotient"]),
        (Power(x, THREE), "x", ["power"]),
        (Power(TWO, x), "x", ["exponential", "factor"]),
        (exp(Negative(x)), "x", ["exponential", "factor"]),
        (log(Power(x, TWO)), "x", ["logarithm", "power"]),
        (sqrt(x), "x", ["power"]),
        (sigmoid(Product((y, x))), "x", ["function", "factor"]),
        (
            Quotient(ONE, Sum((ONE, exp(Negative(x))))),
            "x",
            ["quotient", "sum", "exponential", "factor"],
        ),
        (softmax(net1, net1, net2), "net_o1", ["quotient", "exponential", "sum", "exponential"]),
        (softmax(net1, net1, net2), "net_o2", ["quotient", "sum", "exponential"]),
        (largest(x, y), "x", ["function"]),
        (largest(Product((y, x)), Power(x, TWO)), "x", ["function", "factor", "power"]),
        (softplus(Negative(x)), "x", ["function", "factor"]),
    ],
)
def test_which_rules_are_applied(formula: Expr, by: str, rules: list[str]) -> None:
    assert [step.rule.value for step in derivation(formula, by).steps()] == rules


def test_trivial_steps_are_kept_but_not_told() -> None:
    whole = derivation(Sum((x, THREE)), "x")
    assert [part.rule for part in whole.inner] == [Rule.ITSELF, Rule.CONSTANT]
    assert [part.result for part in whole.inner] == [ONE, ZERO]
    assert whole.steps() == (whole,)


def test_the_operator_stands_in_what_is_shown_only() -> None:
    for formula, by in TABLE:
        for step in derivation(formula, by).steps():
            assert not any(_is_operator(part) for part in subexpressions(step.result))
            assert any(_is_operator(part) for part in subexpressions(step.applied))
            for part in subexpressions(step.applied):
                if _is_operator(part):
                    assert isinstance(part, Call)
                    assert part.arguments[1] == Name(by)


def _is_operator(part: Expr) -> bool:
    return isinstance(part, Call) and part.function == OPERATOR


OFF = number("0.318309886")


def _grown(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        parts.map(Negative),
        several.map(Sum),
        several.map(Product),
        # Bases, denominators and arguments of logarithms are kept positive.
        st.builds(
            lambda above, below: Quotient(above, Sum((TWO, Power(below, TWO)))), parts, parts
        ),
        st.builds(Power, parts, st.sampled_from([TWO, THREE, ONE])),
        parts.map(lambda part: log(Sum((ONE, Power(part, TWO))))),
        parts.map(lambda part: exp(sigmoid(part))),
        parts.map(sigmoid),
        parts.map(tanh),
        st.builds(lambda one, two: softmax(one, one, two), parts, parts),
        parts.map(softplus),
        parts.map(bipolar),
        # Off the kink by an odd number, as what is inside hardly ever equals it.
        parts.map(lambda part: leaky(Sum((part, OFF)))),
        st.builds(lambda one, two: largest(Sum((one, OFF)), two), parts, parts),
        st.builds(lambda one, two: smallest(two, Sum((one, OFF)), ZERO), parts, parts),
    )


FORMULAS = st.recursive(
    st.sampled_from([x, x, y, z, TWO, number("-1/3"), HALF]), _grown, max_leaves=5
)


@pytest.mark.slow
@given(FORMULAS)
def test_random_formulas(formula: Expr) -> None:
    slope, whole = differentiate(formula, "x"), derivation(formula, "x")
    _understood(slope)
    _understood(whole.result)
    assert {*names_in(slope), *names_in(whole.result)} <= set(names_in(formula))
    exact = as_sympy(formula)
    point = {"x": sympy.Rational(7, 11), "y": sympy.Rational(-5, 13), "z": sympy.Rational(3, 7)}
    # A central difference at 60 digits: no derivative of sympy's is asked.
    step = sympy.Rational(1, 10**20)
    ends = [
        exact.subs({symbol(name): value for name, value in {**point, "x": end}.items()}).evalf(60)
        for end in (point["x"] + step, point["x"] - step)
    ]
    expected = (ends[0] - ends[1]) / (2 * step)
    for found in (slope, whole.result):
        assert abs(_at(as_sympy(found), point) - expected) <= 1e-15 * (1 + abs(expected))


NUMBERS = st.fractions(min_value=-3, max_value=3, max_denominator=4).map(Number)


def _sums(terms: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.lists(terms, min_size=2, max_size=4).map(lambda several: Sum(tuple(several)))


LINEAR: st.SearchStrategy[Expr] = st.recursive(
    NUMBERS | st.sampled_from([x, y, z]),
    lambda inner: st.one_of(
        inner.map(Negative),
        _sums(inner),
        st.tuples(NUMBERS, inner).map(Product),
        st.tuples(inner, NUMBERS.filter(lambda each: each != ZERO)).map(
            lambda parts: Quotient(*parts)
        ),
    ),
    max_leaves=5,
)
POLYNOMIALS = st.one_of(
    LINEAR,
    st.tuples(LINEAR, LINEAR).map(Product),
    st.tuples(NUMBERS, LINEAR, LINEAR).map(Product),
    LINEAR.map(lambda base: Power(base, TWO)),
    st.tuples(LINEAR, NUMBERS, LINEAR).map(Product).map(Negative),
    st.tuples(NUMBERS, LINEAR.map(lambda base: Power(base, TWO))).map(Product),
)


@pytest.mark.slow
@given(POLYNOMIALS.filter(lambda formula: "x" in names_in(formula)))
@settings(max_examples=some(300))
def test_a_polynomial_has_the_slope_of_any_expression(formula: Expr) -> None:
    """sympy's polynomial rings and its expressions say the same, to the order of the terms."""
    assert polynomial_slope(formula, "x") == expression_slope(formula, "x")


@pytest.mark.parametrize(
    ("formula", "slopes"),
    [
        ("max(a, b)", {"a": 1, "b": 0}),
        ("max(b, a)", {"a": 0, "b": 1}),
        ("min(a, b)", {"a": 1, "b": 0}),
        ("max(a, b, c)", {"a": 1, "b": 0, "c": 0}),
        ("max(z, 0)", {"z": 0}),
        ("max(0, z)", {"z": 0}),
        ("max(a, 2, b)", {"a": 0, "b": 0}),
        ("min(a, 2)", {"a": 0}),
    ],
)
def test_of_equal_arguments_the_first_counts_and_a_number_before_all(
    formula: str, slopes: dict[str, int]
) -> None:
    """As max pooling does everywhere; ReLU's slope at 0 stays 0."""
    function, arguments = formula[:3], formula[4:-1].split(", ")
    call = Call(function, tuple(number(it) if it.isdigit() else Name(it) for it in arguments))
    at = {"a": 2.0, "b": 2.0, "c": 2.0, "z": 0.0}.__getitem__
    for by, slope in slopes.items():
        assert float_value(differentiate(call, by), at) == slope
        assert float_value(derivation(call, by).result, at) == slope


WHILE_SYMPY_LOADS = """
import sys, threading, time
from fractions import Fraction
from backprop_tutor.formula.expression import Name, Number, Product
from backprop_tutor.maths.calculus.slopes import differentiate
loading = threading.Thread(target=__import__, args=("sympy",))
loading.start()
while "sympy.polys.rings" not in sys.modules:
    time.sleep(0.001)
unheard_of = Product((Number(Fraction(7)), Name("w"), Name("x")))
assert differentiate(unheard_of, "w") == Product((Number(Fraction(7)), Name("x")))
loading.join()
"""


def test_a_slope_waits_for_the_whole_of_sympy() -> None:
    """A lesson loads it in a thread, and an answer may come before that has ended."""
    subprocess.run([sys.executable, "-c", WHILE_SYMPY_LOADS], check=True)
