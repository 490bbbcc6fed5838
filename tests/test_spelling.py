"""Formulas as a line of text: every bracket that is needed, and none that is not."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from together import together

from backprop_tutor.formula.expression import (
    ONE,
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
    number,
)
from backprop_tutor.formula.spelling import TYPED, Style, decimal_text, spell, typed

a, b, c = Name("a"), Name("b"), Name("c")
SLOPE, OTHER_SLOPE = Name("dE/da"), Name("da/dw")
TWO, HALF, THIRD, MINUS = number(2), number("0.5"), number("1/3"), number(-3)

ROWS: list[tuple[Expr, str]] = [
    (a, "a"),
    (HALF, "0.5"),
    # Sums and differences.
    (Sum((b, a, c)), "b + a + c"),
    (difference(a, b), "a - b"),
    (Sum((Negative(a), b)), "-a + b"),
    (Sum((Negative(a), Negative(b))), "-a - b"),
    (difference(a, Sum((b, c))), "a - (b + c)"),
    (difference(a, difference(b, c)), "a - (b - c)"),
    (Sum((difference(a, b), c)), "(a - b) + c"),
    (Sum((a, Sum((b, c)))), "a + (b + c)"),
    (difference(a, Product((b, c))), "a - b*c"),
    (difference(a, Negative(b)), "a - (-b)"),
    (Sum((Product((a, b)), Quotient(b, c))), "a*b + b/c"),
    # The sign of a whole.
    (Negative(a), "-a"),
    (Negative(Sum((a, b))), "-(a + b)"),
    (Negative(Negative(a)), "-(-a)"),
    (Negative(Product((a, b))), "-a*b"),
    (Negative(Quotient(a, b)), "-a/b"),
    (Negative(Power(a, TWO)), "-a^2"),
    (Negative(SLOPE), "-dE/da"),
    (Negative(Call("exp", (a,))), "-exp(a)"),
    # Negative numbers are bracketed like negative wholes.
    (MINUS, "-3"),
    (Sum((MINUS, a)), "-3 + a"),
    (Sum((a, MINUS)), "a + (-3)"),
    (difference(a, MINUS), "a - (-3)"),
    (Negative(MINUS), "-(-3)"),
    (Product((MINUS, a)), "(-3)*a"),
    (Product((a, MINUS)), "a*(-3)"),
    (Quotient(MINUS, a), "(-3)/a"),
    (Quotient(a, MINUS), "a/(-3)"),
    (Power(MINUS, TWO), "(-3)^2"),
    (Power(a, MINUS), "a^(-3)"),
    (Call("exp", (MINUS,)), "exp(-3)"),
    # Fractions that no decimal can write hold like a quotient.
    (Product((THIRD, a)), "1/3 * a"),  # Beside a slash the star gets air.
    (Product((a, THIRD)), "a * (1/3)"),
    (Quotient(a, THIRD), "a/(1/3)"),
    (Power(THIRD, TWO), "(1/3)^2"),
    (Sum((a, THIRD)), "a + 1/3"),
    (difference(a, number("-1/3")), "a - (-1/3)"),
    # Products.
    (Product((b, a, c)), "b*a*c"),
    (Product((Sum((a, b)), c)), "(a + b)*c"),
    (Product((a, difference(ONE, a))), "a*(1 - a)"),
    (Product((Negative(a), b)), "(-a)*b"),
    (Product((a, Negative(b))), "a*(-b)"),
    (Product((a, Product((b, c)))), "a*(b*c)"),
    (Product((Power(a, TWO), b)), "a^2*b"),
    (Product((HALF, Power(difference(a, b), TWO))), "0.5*(a - b)^2"),
    # Quotients.
    (Quotient(a, b), "a/b"),
    (Quotient(Product((a, b)), c), "a*b/c"),
    (Quotient(a, Product((b, c))), "a/(b*c)"),
    (Quotient(a, Quotient(b, c)), "a/(b/c)"),
    (Quotient(Quotient(a, b), c), "a/b/c"),
    (Quotient(Sum((a, b)), Sum((b, c))), "(a + b)/(b + c)"),
    (Quotient(Negative(a), b), "(-a)/b"),
    (Quotient(ONE, Power(a, TWO)), "1/a^2"),
    (Product((a, Quotient(b, c))), "a * (b/c)"),
    # Powers.
    (Power(a, TWO), "a^2"),
    (Power(Sum((a, b)), TWO), "(a + b)^2"),
    (Power(Product((a, b)), TWO), "(a*b)^2"),
    (Power(Quotient(a, b), TWO), "(a/b)^2"),
    (Power(Negative(a), TWO), "(-a)^2"),
    (Power(Power(a, b), c), "(a^b)^c"),
    (Power(a, Power(b, c)), "a^(b^c)"),
    (Power(a, Product((b, c))), "a^(b*c)"),
    (Power(a, HALF), "a^0.5"),
    (Power(Call("tanh", (a,)), TWO), "tanh(a)^2"),
    # A derivative has a slash of its own, and is one factor all the same.
    (Product((SLOPE, OTHER_SLOPE)), "dE/da * da/dw"),
    (Product((a, SLOPE)), "a * dE/da"),
    (Product((a, b, SLOPE)), "a * b * dE/da"),
    (Sum((SLOPE, OTHER_SLOPE)), "dE/da + da/dw"),
    (difference(a, Product((b, SLOPE))), "a - b * dE/da"),
    (Power(SLOPE, TWO), "(dE/da)^2"),
    (Quotient(a, SLOPE), "a/(dE/da)"),
    # Calls.
    (Call("sigmoid", (a,)), "sigmoid(a)"),
    (Call("softmax", (a, Sum((a, b)), Negative(c))), "softmax(a, a + b, -c)"),
    (Quotient(ONE, Sum((ONE, Call("exp", (Negative(a),))))), "1/(1 + exp(-a))"),
]


@together(("expr", "text"), ROWS, ids=[text for _, text in ROWS])
def test_brackets(expr: Expr, text: str) -> None:
    assert typed(expr) == text


VALUES = {"a": Fraction(7, 3), "b": Fraction(-5, 2), "c": Fraction(11, 4)}
"""Numbers at which no two of the formulas drawn below are equal by chance."""


def _worked_out(expr: Expr) -> Fraction:
    """What the tree means, by its own structure."""
    match expr:
        case Number(value):
            return value
        case Name(id):
            return VALUES[id]
        case Negative(operand):
            return -_worked_out(operand)
        case Sum(terms):
            return sum(map(_worked_out, terms), Fraction(0))
        case Product(factors):
            result = Fraction(1)
            for factor in factors:
                result *= _worked_out(factor)
            return result
        case Quotient(numerator, denominator):
            return _worked_out(numerator) / _worked_out(denominator)
        case Power(base, exponent):
            return _worked_out(base) ** int(_worked_out(exponent))
        case Call("half", (argument,)):
            return _worked_out(argument) / 2
    raise AssertionError(expr)


def _read_by_python(text: str) -> Fraction:
    """What the text means to Python's own parser, whose precedences are the usual ones."""
    code = re.sub(r"\d+(\.\d+)?", r'F("\g<0>")', text).replace("^", "**")
    result = eval(code, {"F": Fraction, "half": lambda z: z / 2, **VALUES})
    assert isinstance(result, Fraction)
    return result


def _grown(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    exponents = st.sampled_from([number(2), number(3), number(-1), Negative(number(2))])
    return st.one_of(
        parts.map(Negative),
        several.map(Sum),
        several.map(Product),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, exponents),
        parts.map(lambda part: Call("half", (part,))),
    )


NUMBERS = [Number(Fraction(text)) for text in ["2", "-3", "0.5", "-0.25", "1/3", "-2/7"]]
FORMULAS = st.recursive(st.sampled_from([a, b, c, *NUMBERS]), _grown, max_leaves=8)


@given(FORMULAS)
def test_the_text_means_what_the_tree_means(expr: Expr) -> None:
    try:
        expected = _worked_out(expr)
    except ZeroDivisionError:
        return
    assert _read_by_python(typed(expr)) == expected, typed(expr)


FRACTIONS_DRAWN = Style(
    number=decimal_text,
    name=lambda name: name,
    call=TYPED.call,
    times=lambda factors: r" \cdot ".join(factors),
    power=lambda base, exponent: f"{base}^{{{exponent}}}",
    fraction=lambda numerator, denominator: rf"\frac{{{numerator}}}{{{denominator}}}",
    minus="−",
    bracketed="⟨{}⟩".format,
)


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        # A fraction drawn above a line needs no brackets, inside or around, save under a power.
        (Quotient(Sum((a, b)), Negative(c)), r"\frac{a + b}{−c}"),
        (Product((a, Quotient(b, c))), r"a \cdot \frac{b}{c}"),
        (Quotient(a, SLOPE), r"\frac{a}{dE/da}"),
        (difference(a, Sum((b, c))), "a − ⟨b + c⟩"),
        (Power(Sum((a, b)), TWO), "⟨a + b⟩^{2}"),
    ],
)
def test_a_style_of_its_own(expr: Expr, text: str) -> None:
    assert spell(expr, FRACTIONS_DRAWN) == text


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (Product((a, b)), "0.6*(-0.25)"),
        (Sum((a, b)), "0.6 + (-0.25)"),
        (difference(a, b), "0.6 - (-0.25)"),
        (Sum((b, a)), "-0.25 + 0.6"),
        (Power(b, TWO), "(-0.25)^2"),
        (Product((b, a)), "(-0.25)*0.6"),
        (Call("exp", (b,)), "exp(-0.25)"),
        (Power(c, TWO), "(4·10⁻⁷)^2"),
        (Product((c, a)), "4·10⁻⁷*0.6"),
        (Product((a, c)), "0.6*(4·10⁻⁷)"),
        (Quotient(a, c), "0.6/(4·10⁻⁷)"),
    ],
)
def test_names_spelled_as_numbers_are_bracketed_as_numbers(expr: Expr, text: str) -> None:
    """With the numbers put in, a formula is the same tree; only its names look different."""
    values = {"a": "0.6", "b": "-0.25", "c": "4·10⁻⁷"}
    style = Style(
        number=decimal_text,
        name=values.__getitem__,
        call=TYPED.call,
        times="*".join,
        power=TYPED.power,
    )
    assert spell(expr, style) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("3", "3"),
        ("-3", "-3"),
        ("0.25", "0.25"),
        ("-0.25", "-0.25"),
        ("0.10", "0.1"),
        ("10", "10"),
        ("1000000", "1000000"),
        ("2.50", "2.5"),
        ("1/3", "1/3"),
        ("-1/3", "-1/3"),
        ("2/6", "1/3"),
        ("22/7", "22/7"),
        ("1/8", "0.125"),
        ("1/1024", "0.0009765625"),
        ("0.000001", "0.000001"),
        ("123456.5", "123456.5"),
        # Typed with seven figures and more, a decimal stays a decimal.
        ("0.1234567", "0.1234567"),
        ("0.0821670405", "0.0821670405"),
        ("0.0000001", "0.0000001"),
        ("12345678901234567890.5", "12345678901234567890.5"),
    ],
)
def test_decimal_text(value: str, text: str) -> None:
    assert decimal_text(Fraction(value)) == text


@given(
    st.one_of(
        st.fractions(),
        st.decimals(allow_nan=False, allow_infinity=False, places=9).map(Fraction),
        st.integers(0, 40).map(lambda power: Fraction(3, 2**power)),
        st.integers(0, 25).map(lambda power: Fraction(-7, 5**power)),
    ),
)
def test_decimal_text_is_exact(value: Fraction) -> None:
    assert Fraction(decimal_text(value)) == value
