"""Significant figures: how many were typed, and values rounded and spelled to some."""

import math
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from together import together

from backprop_tutor.maths.figures import (
    is_exact,
    magnitude,
    place,
    place_of,
    rounded,
    rounded_to_figures,
    significant_figures,
    spelled,
)

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("typed", "figures", "last"),
    [
        ("0.08217", 4, -5),
        ("0.5000", 4, -4),
        ("0.5", 1, -1),
        ("-0.5", 1, -1),
        ("12", 2, 0),
        ("12.0", 3, -1),
        ("100", 3, 0),
        ("1e2", 1, 2),
        ("1.50e-3", 3, -5),
        ("0.00043857", 5, -8),
        ("123456.789", 9, -3),
        ("1e-300", 1, -300),
        # A zero has no significant figure; the places after the point say how fine it was meant.
        ("0", 1, 0),
        ("0.0", 2, -1),
        ("0.000", 4, -3),
        ("-0.00", 3, -2),
        ("0e3", 1, 3),
    ],
)
def test_count_and_place(typed: str, figures: int, last: int) -> None:
    assert significant_figures(Decimal(typed)) == figures
    assert place(Decimal(typed)) == last


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_has_no_place(typed: str) -> None:
    with pytest.raises(ValueError, match="not finite"):
        place(Decimal(typed))


@pytest.mark.parametrize(
    ("value", "power"),
    [
        (0.0, 0),
        (1.0, 0),
        (-1.0, 0),
        (9.99, 0),
        (0.08217, -2),
        (-0.08217, -2),
        (1000.0, 3),
        (0.001, -3),
        (999.0, 2),
        (5e-324, -324),
        (1.7e308, 308),
    ],
)
def test_magnitude(value: float, power: int) -> None:
    assert magnitude(value) == power


def test_magnitude_of_every_power_of_ten() -> None:
    for power in range(-307, 309):
        assert magnitude(float(f"1e{power}")) == power
        assert magnitude(float(f"9.99999e{power - 1}")) == power - 1


@pytest.mark.parametrize(
    ("value", "figures", "last"),
    [
        (0.08217, 4, -5),
        (0.08217, 1, -2),
        (1234.5, 4, 0),
        (1234.5, 2, 2),
        (0.0, 4, -3),
        # The first figure moves when rounding carries.
        (9.9999995, 4, -2),
        (9.9999995, 9, -8),
        (0.09996, 3, -3),
        (0.09994, 3, -4),
        (99.94, 3, -1),
        (99.95, 3, 0),
        (999.6, 3, 1),
    ],
)
def test_place_of(value: float, figures: int, last: int) -> None:
    assert place_of(value, figures) == last


@pytest.mark.parametrize(
    ("value", "to", "text"),
    [
        (0.08216704, -5, "0.08217"),
        (0.08216704, -2, "0.08"),
        (0.08216704, 0, "0"),
        (0.5, -4, "0.5000"),
        (0.0, -3, "0.000"),
        (-0.0, -1, "-0.0"),
        (1234.5, 2, "1.2E+3"),
        # Halves that a float holds exactly go to the even neighbour.
        (0.5, 0, "0"),
        (1.5, 0, "2"),
        (2.5, 0, "2"),
        (-2.5, 0, "-2"),
        (0.125, -2, "0.12"),
        (0.375, -2, "0.38"),
        # What only looks like a half is decided by the float's own digits.
        (2.675, -2, "2.67"),  # 2.67499999999999982…
        (1.005, -2, "1.00"),  # 1.00499999999999989…
        (0.15, -1, "0.1"),  # 0.14999999999999999…
        (0.35, -1, "0.3"),  # 0.34999999999999997…
        (0.45, -1, "0.5"),  # 0.45000000000000001…
        # Carries.
        (9.9999995, -6, "9.999999"),  # 9.99999949999999971…
        (9.9999996, -6, "10.000000"),
        (0.99999999, -4, "1.0000"),
        # From end to end of what a float can be.
        (5e-324, -330, "4.940656E-324"),
        (5e-324, -5, "0.00000"),
        (1e300, -3, None),
        (1e300, -120, None),
        (1.7976931348623157e308, -1074, None),
        (5e-324, -1074, None),
        (5e-324, -1075, None),
        (0.1, -(10**9), None),  # Whatever somebody types, this costs nothing.
    ],
)
def test_rounded(value: float, to: int, text: str | None) -> None:
    if text is None:  # All digits there are.
        assert rounded(value, to) == Decimal(value)
    else:
        assert str(rounded(value, to)) == text


@pytest.mark.parametrize("value", [NAN, INF, -INF])
def test_rounded_and_not_finite(value: float) -> None:
    assert rounded(value, -3).is_nan()


@given(st.floats(-1e9, 1e9), st.integers(-12, 6))
def test_rounded_is_the_nearest(value: float, to: int) -> None:
    result, unit = rounded(value, to), Decimal(1).scaleb(to)
    with localcontext() as context:
        context.prec = 2000  # Exact: a float has at most 1,075 places.
        assert abs(result - Decimal(value)) * 2 <= unit
        assert result == (Decimal(value) / unit).to_integral_value(ROUND_HALF_EVEN) * unit
    assert result.as_tuple().exponent == to


@pytest.mark.parametrize(
    ("value", "figures", "result"),
    [
        (0.08216704, 4, 0.08217),
        (-0.08216704, 1, -0.08),
        (1234.5, 2, 1200.0),
        (9.9999995, 4, 10.0),
        (0.0, 4, 0.0),
        (0.5, 4, 0.5),
        (5e-324, 3, 5e-324),
        (INF, 3, INF),
        (-INF, 3, -INF),
    ],
)
def test_rounded_to_figures(value: float, figures: int, result: float) -> None:
    assert rounded_to_figures(value, figures) == result


def test_rounded_to_figures_leaves_nan() -> None:
    assert math.isnan(rounded_to_figures(NAN, 3))


SPELLED = [
    (0.0, 6, "0"),
    (-0.0, 6, "0"),
    (NAN, 6, "nan"),
    (INF, 6, "inf"),
    # Fewer figures where fewer say it all.
    (1.0, 6, "1"),
    (0.5, 6, "0.5"),
    (0.3775, 6, "0.3775"),
    (-0.25, 6, "-0.25"),
    (100.0, 6, "100"),
    (0.1 + 0.2, 6, "0.3"),
    (0.39249999999999996, 6, "0.3925"),  # net_h2 of Mazur's network, summed in floats.
    (1200000.0, 6, "1200000"),
    # As many as asked for where there are more, trailing zeros included.
    (0.08216704056423078, 6, "0.0821670"),
    (0.5932699921071872, 6, "0.593270"),
    (0.2983711087600027, 9, "0.298371109"),
    (0.2983711087600027, 1, "0.3"),
    (-0.03809823651655623, 6, "-0.0380982"),
    (0.000438567734474347, 6, "0.000438568"),
    (1.10590596705977, 2, "1.1"),
    (123456.789, 6, "123457"),
    (12345.6789, 6, "12345.7"),
    (123456789.0, 6, "123456789"),  # No figure before the point is left out.
    # Carries.
    (9.9999995, 6, "10.0000"),
    (9.99999949, 7, "9.999999"),
    (0.99999999, 4, "1.000"),
    (0.0999999951, 6, "0.100000"),
    (999999.51, 6, "1000000"),
    (-9.9999995, 6, "-10.0000"),
    # Tiny and huge.
    (1.23456789e-7, 6, "0.000000123457"),
    (4e-8, 6, "4e-8"),
    (1.23456789e-8, 6, "1.23457e-8"),
    (4.3857e-10, 6, "4.3857e-10"),
    (-4.385677e-10, 6, "-4.38568e-10"),
    (9.9999995e-10, 6, "1.00000e-9"),
    (1e-300, 6, "1e-300"),
    (5e-324, 6, "4.94066e-324"),
    (1e14, 6, "100000000000000"),
    (1e15, 6, "1e+15"),
    (1.23456789e20, 6, "1.23457e+20"),
    (1.7976931348623157e308, 6, "1.79769e+308"),
]


@together(("value", "figures", "text"), SPELLED)
def test_spelled(value: float, figures: int, text: str) -> None:
    assert spelled(value, figures) == text


@given(st.floats(-1e300, 1e300), st.integers(1, 11))
def test_what_is_spelled_is_the_value_to_so_many_figures(value: float, figures: int) -> None:
    text = spelled(value, figures)
    assert float(text) == pytest.approx(value, rel=0.51 * 10.0 ** (1 - figures), abs=1e-322)
    if value and "e" not in text and "." in text:
        assert len(text.lstrip("-").replace(".", "").lstrip("0")) <= figures


@pytest.mark.parametrize(
    ("value", "figures", "exact"),
    [
        (0.0, 6, True),
        (0.5, 6, True),
        (0.1 + 0.2, 6, True),
        (0.39249999999999996, 6, True),
        (0.123456, 6, True),
        (0.1234567, 6, False),
        (0.1234567, 7, True),
        (1 / 3, 6, False),
        (9.9999995, 6, False),
        (0.999999999, 6, False),
        (1e-300, 6, True),
        (4.385677e-10, 6, False),
        (123456789.0, 6, True),
        (123456789.25, 6, False),
        (NAN, 6, False),
    ],
)
def test_is_exact(value: float, figures: int, exact: bool) -> None:
    assert is_exact(value, figures) is exact
