"""One oracle over the whole table of functions: values, definitions, slopes, kinks; then losses."""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from networks import MEANINGS, MEANT, as_sympy, symbol
from together import together

from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Number,
    Quotient,
    Sum,
    names_in,
    number,
)
from backprop_tutor.loader import load_text
from backprop_tutor.maths.calculus.slopes import differentiate
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import (
    ACTIVATIONS,
    BETWEEN_0_AND_1,
    FUNCTIONS,
    SATURATING,
    TYPEABLE,
    defined,
)
from backprop_tutor.maths.losses import FROM_SCORES, LOSSES
from backprop_tutor.maths.oracle.high_precision import precise
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Gate
from backprop_tutor.scenario.scenario import Scenario

DIGITS = 50

ANYWHERE = (-3.7, -1.0, -0.25, -1e-9, 0.0, 1e-9, 0.3, 1.0, 2.5, 4.0)
POINTS: Mapping[str, tuple[float, ...]] = {
    **dict.fromkeys(MEANT.keys() - {"max", "min", "where", "pi"}, ANYWHERE),
    "sigmoid": (*ANYWHERE, -745.0, -701.0, -700.0, -699.0, -40.0, 36.0, 40.0, 800.0),
    "tanh": (*ANYWHERE, -400.0, -1e-300, 1e-300, 400.0),
    "relu": (*ANYWHERE, -1e300, 1e300),
    "leaky_relu": (*ANYWHERE, -1e300, 1e300),
    "softplus": (*ANYWHERE, -745.0, -40.0, 36.0, 40.0, 800.0, 1e300),
    "bipolar_sigmoid": (*ANYWHERE, -800.0, -1e-300, 1e-300, 40.0, 800.0),
    "linear": (*ANYWHERE, -1e300, 1e300),
    "silu": (*ANYWHERE, -700.0, -40.0, 40.0, 800.0, 1e300),
    "gelu": (*ANYWHERE, -30.0, 9.0, 40.0, 1e300),
    "gelu_tanh": (*ANYWHERE, -20.0, 9.0, 40.0, 1e300),
    "elu": (*ANYWHERE, -800.0, -40.0, -1e-300, 1e300),
    "selu": (*ANYWHERE, -800.0, -40.0, -1e-300, 1e300),
    "softsign": (*ANYWHERE, -1e300, 1e-300, 1e16, 1e300),
    "hard_tanh": (*ANYWHERE, -1.5, 1e300),
    "relu6": (*ANYWHERE, -1e300, 6.0, 6.5),
    "mish": (*ANYWHERE, -700.0, -40.0, 40.0, 800.0, 1e300),
    "exp": (*ANYWHERE, -700.0, 700.0),
    "log": (5e-324, 1e-300, 0.25, 1.0, 1.5, 1e300),
    "sqrt": (0.0, 5e-324, 0.25, 2.0, 1e300),
    "abs": (*ANYWHERE, -1e300),
}
"""Where each function of one argument is looked at: besides anywhere, where floats come to ends."""
OF_ONE = sorted(POINTS)
KINKED = {"relu", "leaky_relu", "selu", "hard_tanh", "relu6", "abs", "step", "sign"}
PIECEWISE = KINKED - {"selu"}
"""Without a definition: made of pieces that are said in words."""
ELEMENTARY = {"exp", "log", "sqrt"}
"""Made of nothing else; their slope is sympy's own."""
WITHOUT_DEFINITION = PIECEWISE | ELEMENTARY | {"sin", "cos", "erf", "floor"}
EXTREMES = {"max", "min"}
SEVERAL = {*EXTREMES, "where"}
"""Of several arguments, each with a slope."""
WITH_SLOPE = sorted(name for name, function in FUNCTIONS.items() if function.slope is not None)


def test_the_oracle_knows_every_function() -> None:
    assert {*MEANT, "softmax"} == set(FUNCTIONS) == {*MEANINGS} - {"d"}
    assert {*WITH_SLOPE, *SEVERAL, *ELEMENTARY, "softmax", "pi"} == set(FUNCTIONS)
    several = {name for name, function in FUNCTIONS.items() if function.slope_by is not None}
    assert several == SEVERAL
    assert set(POINTS) == set(MEANT) - SEVERAL - {"pi"}
    assert all(name == function.name for name, function in FUNCTIONS.items())


UNITS = dict.fromkeys(("gelu", "gelu_tanh", "mish"), 4000) | {"silu": 8}
"""In the last place; far to the left what is rounded stands in an exponent."""


def _near(value: float, exact: Any, units: int = 4) -> bool:
    """Whether a float is the exact value, but for a few units in its last place."""
    return abs(mpmath.mpf(value) - exact) <= units * math.ulp(float(exact))


@pytest.mark.parametrize("name", OF_ONE)
def test_float_values(name: str) -> None:
    with mpmath.workdps(DIGITS):
        for z in POINTS[name]:
            exact = MEANT[name](mpmath.mpf(z))
            assert _near(FUNCTIONS[name].value(z), exact, UNITS.get(name, 4)), z


@pytest.mark.parametrize("name", sorted(MEANT))
def test_values_to_many_digits(name: str) -> None:
    """What ``check`` compares with knows every function, by its definition or by itself."""
    numbers = [Decimal("0.3"), Decimal("1.7"), Decimal("-0.6")][: FUNCTIONS[name].least]
    inputs = dict(zip("xyz", numbers, strict=False))
    called = Gate("q", Call(name, tuple(map(Name, inputs))))
    title = in_every_language("A call")
    one = Scenario("one", title, inputs, {}, (called,), parameters={}, differentiate="q")
    with mpmath.workdps(DIGITS):
        exact = MEANT[name](*(mpmath.mpf(str(each)) for each in numbers))
        assert abs(precise(tape_of(one), DIGITS)["q"] - exact) < 1e-45


def _at(expr: Expr, **values: Any) -> Any:
    """Return the value of a formula to many digits, worked out by sympy."""
    put_in = {symbol(name): sympy.Float(str(value), DIGITS) for name, value in values.items()}
    return mpmath.mpf(str(as_sympy(expr).subs(put_in).evalf(DIGITS)))


@pytest.mark.parametrize("name", OF_ONE)
def test_definitions(name: str) -> None:
    """What a function is made of has the function's value, and is made of other functions."""
    definition = FUNCTIONS[name].definition
    assert (definition is None) == (name in WITHOUT_DEFINITION)
    assert (defined(Call(name, (Name("net_h1"),))) is None) == (definition is None)
    if definition is None:
        return
    assert names_in(definition) == ("z",)
    assert defined(Call(name, (Name("z"),))) == definition
    written = defined(Call(name, (Name("net_h1"),)))
    assert written is not None
    assert names_in(written) == ("net_h1",)
    with mpmath.workdps(DIGITS):
        for z in POINTS[name]:
            if abs(z) < 50:
                exact = MEANT[name](mpmath.mpf(repr(z)))
                assert abs(_at(definition, z=repr(z)) - exact) < 1e-40


@pytest.mark.parametrize("name", WITH_SLOPE)
def test_slopes_by_sympy(name: str) -> None:
    """The textbook slope, with the function's value put in for ``a``, is sympy's derivative.

    Of the definition too. What holds at a kink is a convention: no point is one.
    """
    function = FUNCTIONS[name]
    slope, z = function.slope, symbol("z")
    assert slope is not None
    assert set(names_in(slope)) <= {"z", "a"}
    meanings = [MEANINGS[name](z)]
    if function.definition is not None:
        meanings.append(as_sympy(function.definition))
    textbook = as_sympy(slope).subs(symbol("a"), meanings[0])
    for meaning in meanings:
        derived = sympy.diff(meaning, z)
        for point in ("-7/3", "-2/5", "3/10", "11/5", "13/2"):
            at = {z: sympy.Rational(point)}
            claimed, expected = (one.subs(at).evalf(DIGITS) for one in (textbook, derived))
            assert abs(claimed - expected) < 1e-40, point


@pytest.mark.parametrize("name", WITH_SLOPE)
def test_slopes_against_central_differences(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.slope is not None
    with mpmath.workdps(DIGITS):
        step = mpmath.mpf(10) ** -16
        for number in ANYWHERE:
            if number in function.kinks or (name == "floor" and number == round(number)):
                continue
            # There the slope itself bends, and the difference is of its two sides.
            near = 1e-15 if name in ("elu", "softsign") and number == 0 else 1e-25
            z = mpmath.mpf(repr(number))
            numerical = (MEANT[name](z + step) - MEANT[name](z - step)) / (2 * step)
            claimed = _at(function.slope, z=z, a=MEANT[name](z))
            assert abs(claimed - numerical) < near, number


def _on_grid(name: str) -> list[float]:
    """Return values of a function far to both sides, and much between: a bound may be a bend's."""
    grid = [sixteenths / 16 for sixteenths in range(-160, 161)]
    grid += [sign * 2 ** (sixteenths / 16) for sixteenths in range(-320, 161) for sign in (-1, 1)]
    function = FUNCTIONS[name]
    values = []
    for z in grid:
        try:
            filled = [0.0] * (function.least - 2) if name == "softmax" else [z]
            values.append(function.value(*[z, z, *filled][: function.least]))
        except (ArithmeticError, ValueError):
            continue  # Outside the domain, or past the largest float.
    return values


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_values_fill_the_bounds_and_do_not_leave_them(name: str) -> None:
    low, high = FUNCTIONS[name].bounds
    values = _on_grid(name)
    assert low <= min(values)
    assert max(values) <= high
    # Logarithms and the leaky side of a ReLU go far, but slowly.
    assert min(values) < (low + 1e-3 if math.isfinite(low) else -5)
    assert max(values) > (high - 1e-3 if math.isfinite(high) else 5)


def test_what_saturates_and_what_lies_between_0_and_1() -> None:
    assert set(SATURATING) == {
        *("sigmoid", "tanh", "bipolar_sigmoid", "softmax", "softsign", "hard_tanh", "relu6")
    }
    assert BETWEEN_0_AND_1 == ("sigmoid", "softmax")


@together("place", [-1.0, 0.0, 1.0, 6.0])
@together("name", sorted(set(FUNCTIONS) - {"pi", "floor"}))
def test_a_kink_is_where_a_function_jumps_or_its_slope_does(name: str, place: float) -> None:
    function, h = FUNCTIONS[name], 1e-6
    several = function.least > 1
    others = [1.0, 0.0] if name == "where" else [0.0] * (function.least - 1)
    expected = function.kinked and place == 0 if several else place in function.kinks
    try:
        low, here, high = (function.value(place + z, *others) for z in (-h, 0.0, h))
    except ValueError:  # A root and a logarithm have no left side.
        assert name in ELEMENTARY
        assert expected is (name == "sqrt" and place == 0)
        return
    bends, jumps = abs((high - here) - (here - low)) > h / 1000, high - low > 1000 * h
    assert expected is (bends or jumps)


def test_what_is_0_at_a_bend() -> None:
    net, other = Name("net"), Name("other")
    assert tuple(FUNCTIONS["relu"].bends_at((net,))) == (net,)
    ends = [
        float_value(bend, {"net": 2.0}.__getitem__) for bend in FUNCTIONS["relu6"].bends_at((net,))
    ]
    assert ends == [2.0, -4.0]
    assert len(tuple(FUNCTIONS["max"].bends_at((net, other, ONE)))) == 3
    assert tuple(FUNCTIONS["where"].bends_at((net, other, ONE))) == (net,)
    assert not tuple(FUNCTIONS["tanh"].bends_at((net,)))


@pytest.mark.parametrize("name", OF_ONE)
def test_slope_at_puts_argument_and_value_in(name: str) -> None:
    function = FUNCTIONS[name]
    if function.slope is None:
        assert name in ELEMENTARY
        with pytest.raises(ValueError, match=name):
            function.slope_at(Name("net_h1"), Name("out_h1"))
        return
    slope = function.slope_at(Name("net_h1"), Name("out_h1"))
    assert set(names_in(slope)) <= {"net_h1", "out_h1"}
    assert as_sympy(slope) == as_sympy(function.slope).subs(
        {symbol("z"): symbol("net_h1"), symbol("a"): symbol("out_h1")}
    )


@pytest.mark.parametrize(
    ("name", "kink", "value", "slope"),
    # At the kink: ReLU′(0) = 0 and |·|′(0) = 0, never the ½ of a Heaviside function.
    [
        ("relu", 0.0, 0.0, 0.0),
        ("leaky_relu", 0.0, 0.0, 0.01),
        ("selu", 0.0, 0.0, 1.05070098 * 1.67326324),
        ("hard_tanh", -1.0, -1.0, 0.0),
        ("hard_tanh", 1.0, 1.0, 0.0),
        ("relu6", 0.0, 0.0, 0.0),
        ("relu6", 6.0, 6.0, 0.0),
        ("abs", 0.0, 0.0, 0.0),
        ("step", 0.0, 0.0, 0.0),
        ("sign", 0.0, 0.0, 0.0),
    ],
)
def test_conventions_at_the_kink(name: str, kink: float, value: float, slope: float) -> None:
    for place in (kink, -0.0 if kink == 0 else kink):
        assert FUNCTIONS[name].value(place) == value
        textbook = FUNCTIONS[name].slope
        assert textbook is not None
        assert float_value(textbook, {"z": place, "a": value}.__getitem__) == slope


def test_every_kink_has_its_convention() -> None:
    of_kink = test_conventions_at_the_kink.pytestmark[0].args[1]  # type: ignore[attr-defined]
    told = {(name, kink) for name, kink, *_ in of_kink}
    assert told == {(name, kink) for name in KINKED for kink in FUNCTIONS[name].kinks}
    assert {one.name for one in FUNCTIONS.values() if one.kinks} == KINKED | {"sqrt"}


@pytest.mark.parametrize(
    ("name", "z", "error"),
    [
        ("log", 0.0, ValueError),
        ("log", -1.0, ValueError),
        ("sqrt", -1.0, ValueError),
        ("exp", 1000.0, ArithmeticError),
    ],
)
def test_outside_the_domain(name: str, z: float, error: type[Exception]) -> None:
    with pytest.raises(error):
        FUNCTIONS[name].value(z)


@pytest.mark.parametrize("name", OF_ONE)
def test_what_is_undefined_stays_undefined(name: str) -> None:
    assert math.isnan(FUNCTIONS[name].value(math.nan))


def test_a_choice() -> None:
    """x where the condition is above 0, else y: at 0 too, and undefined where the condition is."""
    value = FUNCTIONS["where"].value
    assert [value(c, 2.0, 3.0) for c in (1e-300, 0.0, -0.0, -1.0)] == [2.0, 3.0, 3.0, 3.0]
    assert math.isnan(value(math.nan, 2.0, 3.0))


NETS = [
    (0.5, -1.25),
    (0.0, 0.0, 0.0),
    (-3.0, 0.1, 2.0, 1.5),
    (800.0, 799.0, 0.0),  # e^800 is no float; the quotient is.
    (-800.0, -801.0),
    (1e300, 0.0),
]


@pytest.mark.parametrize("nets", NETS)
def test_softmax(nets: tuple[float, ...]) -> None:
    """e^own / Σ e^net; the outputs of a layer add to 1."""
    outs = [FUNCTIONS["softmax"].value(own, *nets) for own in nets]
    assert math.isclose(math.fsum(outs), 1, rel_tol=1e-15)
    with mpmath.workdps(DIGITS):
        most = max(map(mpmath.mpf, nets))
        below = sum(mpmath.exp(mpmath.mpf(net) - most) for net in nets)
        for out, own in zip(outs, nets, strict=True):
            assert math.isclose(out, mpmath.exp(own - most) / below, rel_tol=1e-13, abs_tol=1e-320)


def test_softmax_is_a_quotient_of_exponentials() -> None:
    x, y = Name("x"), Name("y")
    exponentials = Call("exp", (x,)), Call("exp", (y,))
    written = defined(Call("softmax", (y, x, y)))
    assert written == Quotient(exponentials[1], Sum(exponentials))
    with pytest.raises(ValueError, match="softmax"):
        FUNCTIONS["softmax"].slope_at(x, y)


@pytest.mark.parametrize(
    ("values", "most", "least"),
    [
        ((1.0, 2.0), 2.0, 1.0),
        ((2.0, 1.0), 2.0, 1.0),
        ((-1.0, -2.0, -0.5), -0.5, -2.0),
        ((0.0, 0.0), 0.0, 0.0),
        ((math.inf, 1.0), math.inf, 1.0),
    ],
)
def test_max_and_min(values: tuple[float, ...], most: float, least: float) -> None:
    assert FUNCTIONS["max"].value(*values) == most
    assert FUNCTIONS["min"].value(*values) == least


@pytest.mark.parametrize("values", [(math.nan, 1.0), (1.0, math.nan), (0.0, 1.0, math.nan)])
def test_max_and_min_of_what_is_undefined_are_undefined(values: tuple[float, ...]) -> None:
    assert math.isnan(FUNCTIONS["max"].value(*values))
    assert math.isnan(FUNCTIONS["min"].value(*values))


UNEQUAL = [
    (1.5, -0.5),
    (-0.5, 1.5),
    (0.0, -2.0),
    (-3.0, 0.25, 2.0),
    (2.0, 0.25, -3.0),
    (0.25, 2.0, -3.0),
    (-1.0, 1.0, -1.0),  # Equal, but for max both are beaten.
    (4.0, 1.0, 2.0, 3.0),
]
"""No two of these share the top; some share the bottom."""


def _slope_by(name: str, count: int, index: int) -> tuple[tuple[Name, ...], Expr]:
    """Return arguments, and the slope of max or min of them with respect to one."""
    arguments = tuple(Name(f"x{place}") for place in range(count))
    slope_by = FUNCTIONS[name].slope_by
    assert slope_by is not None
    return arguments, slope_by(arguments, index)


@pytest.mark.parametrize("values", UNEQUAL)
@pytest.mark.parametrize("name", sorted(EXTREMES))
def test_slopes_of_max_and_min(name: str, values: tuple[float, ...]) -> None:
    """By each argument: 1 for the one that wins, else 0; sympy and differences say so too."""
    if name == "min":
        values = tuple(-value for value in values)
    value = MEANINGS[name](*(symbol(f"x{place}") for place in range(len(values))))
    at = {f"x{place}": one for place, one in enumerate(values)}
    choose = max if name == "max" else min
    for index, one in enumerate(values):
        arguments, slope = _slope_by(name, len(values), index)
        assert set(names_in(slope)) == {argument.id for argument in arguments}
        found = float_value(slope, at.__getitem__)
        assert found == float(one == choose(values))
        exact = {symbol(argument): sympy.Rational(place) for argument, place in at.items()}
        assert found == float(sympy.diff(value, symbol(f"x{index}")).subs(exact))
        nudged = [[*values[:index], one + step, *values[index + 1 :]] for step in (2**-9, -(2**-9))]
        ends = [FUNCTIONS[name].value(*those) for those in nudged]
        assert found == (ends[0] - ends[1]) / 2**-8


@pytest.mark.parametrize("name", sorted(EXTREMES))
@pytest.mark.parametrize("values", [(0.7, 0.7), (0.7, 0.7, 0.0), (0.0, 0.7, 0.7), (0.7, 0.7, 0.7)])
def test_where_two_win_the_first_counts(name: str, values: tuple[float, ...]) -> None:
    if name == "min":
        values = tuple(-value for value in values)
    first = values.index((max if name == "max" else min)(values))
    for index in range(len(values)):
        _, slope = _slope_by(name, len(values), index)
        at = {f"x{place}": one for place, one in enumerate(values)}
        assert float_value(slope, at.__getitem__) == (index == first)


def test_max_with_0_has_the_slope_of_relu() -> None:
    zero, z = Number(Fraction(0)), Name("z")
    for arguments in [(zero, z), (z, zero)]:
        slope_by = FUNCTIONS["max"].slope_by
        assert slope_by is not None
        assert slope_by(arguments, arguments.index(z)) == FUNCTIONS["relu"].slope


def test_what_layers_and_learners_may_use() -> None:
    assert all(FUNCTIONS[name] is function for name, function in ACTIVATIONS.items())
    assert set(TYPEABLE) == set(FUNCTIONS) - {"softmax", "pi"}
    assert {name for name, takes in TYPEABLE.items() if takes != (1, 1)} == {"max", "min", "where"}
    assert TYPEABLE["max"] == TYPEABLE["min"] == (2, 16)


LOSS_TERMS: Mapping[str, Callable[[Any, Any, int], Any]] = {
    "half_squared_error": lambda t, o, n: (t - o) ** 2 / 2,
    "squared_error": lambda t, o, n: (t - o) ** 2,
    "mean_squared_error": lambda t, o, n: (t - o) ** 2 / n,
    "absolute_error": lambda t, o, n: abs(t - o),
    "binary_cross_entropy": lambda t, o, n: -t * mpmath.log(o) - (1 - t) * mpmath.log(1 - o),
    "cross_entropy": lambda t, o, n: -t * mpmath.log(o),
    "huber": lambda t, o, n: (
        (t - o) ** 2 / 2 if abs(t - o) <= 1 else abs(t - o) - mpmath.mpf(1) / 2
    ),
    "binary_cross_entropy_from_scores": lambda t, o, n: (
        t * mpmath.log1p(mpmath.exp(-o)) + (1 - t) * mpmath.log1p(mpmath.exp(o))
    ),
}
LOSS_SLOPES = {
    "half_squared_error": "o - t",
    "squared_error": "2*(o - t)",
    "mean_squared_error": "2*(o - t)/n",
    "absolute_error": "-sign(t - o)",
    "binary_cross_entropy": "(o - t)/(o*(1 - o))",
    "cross_entropy": "-t/o",
    "huber": "Piecewise((o - t, Abs(t - o) < 1), (-1, t > o), (1, True))",
    "binary_cross_entropy_from_scores": "1/(1 + exp(-o)) - t",
}
JOINT = {"cross_entropy_from_scores"}
"""Losses that are one formula of all outputs."""
COMPARING = {"hinge"}
"""Losses whose terms set one output beside another."""


def test_the_oracle_knows_every_loss() -> None:
    assert {*LOSS_TERMS} == {*LOSS_SLOPES} == set(LOSSES) - COMPARING - JOINT
    assert all(name == loss.name for name, loss in LOSSES.items())
    assert {name for name, loss in LOSSES.items() if loss.beside is not None} == COMPARING
    assert {name for name, loss in LOSSES.items() if loss.term is None} == COMPARING | JOINT
    assert {name for name, loss in LOSSES.items() if loss.joint} == JOINT
    assert {name for name, loss in LOSSES.items() if loss.has_delta} == {"huber"}
    assert FROM_SCORES == {
        "binary_cross_entropy": "binary_cross_entropy_from_scores",
        "cross_entropy": "cross_entropy_from_scores",
    }
    logarithms = {"cross_entropy", "binary_cross_entropy"}
    assert {name for name, loss in LOSSES.items() if loss.logarithms} == logarithms
    assert {name for name, loss in LOSSES.items() if loss.one_hot} == {"hinge"}
    assert {name for name, loss in LOSSES.items() if loss.averages} == {"mean_squared_error"}


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("name", sorted(LOSS_TERMS))
def test_losses(name: str, count: int) -> None:
    """Each term in ``t`` and ``o``: its value, and ∂/∂o in three ways."""
    term = LOSSES[name].term_of("t", "o", count)
    t, o = symbol("t"), symbol("o")
    assert set(names_in(term)) == {"t", "o"}
    slope = sympy.diff(as_sympy(term), o)
    known = sympy.sympify(LOSS_SLOPES[name], locals={"t": t, "o": o, "n": count})
    for at in ({t: "1/3", o: "2/5"}, {t: "1/5", o: "9/10"}):
        both = slope.subs(at).evalf(DIGITS), known.subs(at).evalf(DIGITS)
        assert abs(both[0] - both[1]) < 1e-45
    taught = as_sympy(differentiate(term, "o"))
    with mpmath.workdps(DIGITS):
        step = mpmath.mpf(10) ** -16
        for target, output in [(0.01, 0.75), (1.0, 0.2), (0.0, 0.9), (0.4, 0.5), (1.0, 1e-9)]:
            exact = LOSS_TERMS[name](mpmath.mpf(repr(target)), mpmath.mpf(repr(output)), count)
            assert abs(_at(term, t=target, o=output) - exact) < 1e-40
            near = [
                LOSS_TERMS[name](
                    mpmath.mpf(repr(target)), mpmath.mpf(repr(output)) + sign * step, count
                )
                for sign in (1, -1)
            ]
            numerical = (near[0] - near[1]) / (2 * step)
            at = {t: sympy.Rational(repr(target)), o: sympy.Rational(repr(output))}
            for formula in (known, taught):
                claimed = mpmath.mpf(str(formula.subs(at).evalf(DIGITS)))
                assert abs(claimed - numerical) <= 1e-10 * max(1, abs(claimed))


@together("activation", sorted({*WITH_SLOPE} & {*ACTIVATIONS} - {"linear"}))
@together("name", sorted(LOSS_TERMS))
def test_the_matching_activation_is_the_one_whose_slope_cancels(name: str, activation: str) -> None:
    """∂E/∂net = ∂E/∂o · ∂o/∂net is o − t."""
    slope, cancels = FUNCTIONS[activation].slope, True
    assert slope is not None
    for net in (-1.3, 0.4, 2.2):
        out = FUNCTIONS[activation].value(net)
        if LOSSES[name].logarithms and not 0 < out < 1:
            cancels = False  # Such an output has no loss at all.
            break
        by_out = differentiate(LOSSES[name].term_of("t", "o"), "o")
        at = {"t": 0.25, "o": out, "z": net, "a": out}.__getitem__
        cancels &= math.isclose(float_value(by_out, at) * float_value(slope, at), out - 0.25)
    assert cancels == (LOSSES[name].matching == activation)


def test_the_matching_activation_of_cross_entropy_is_of_several() -> None:
    """Σ ∂E_k/∂o_k · ∂o_k/∂net_1 is o_1 − t_1, by central differences."""
    targets, nets, h = (0.2, 0.5, 0.3), [0.3, -0.6, 1.1], 1e-6
    assert LOSSES["cross_entropy"].matching == "softmax"

    def loss(first: float) -> float:
        moved = [first, *nets[1:]]
        outs = [FUNCTIONS["softmax"].value(own, *moved) for own in moved]
        term = LOSSES["cross_entropy"].term_of("t", "o")
        pairs = zip(targets, outs, strict=True)
        return sum(float_value(term, {"t": t, "o": o}.__getitem__) for t, o in pairs)

    out = FUNCTIONS["softmax"].value(nets[0], *nets)
    slope = (loss(nets[0] + h) - loss(nets[0] - h)) / (2 * h)
    assert math.isclose(slope, out - targets[0], rel_tol=1e-6)


def test_an_output_that_is_its_target_has_no_error_and_no_slope() -> None:
    for name in ("half_squared_error", "squared_error", "mean_squared_error", "absolute_error"):
        term = LOSSES[name].term_of("t", "o", 3)
        at = {"t": 0.4, "o": 0.4}.__getitem__
        assert float_value(term, at) == float_value(differentiate(term, "o"), at) == 0


@pytest.mark.parametrize("name", sorted(LOSS_TERMS))
def test_a_loss_term_with_the_names_of_an_output(name: str) -> None:
    term = LOSSES[name].term_of("target_o1", "out_o1", 4)
    assert set(names_in(term)) == {"target_o1", "out_o1"}
    template = LOSSES[name].term
    assert template is not None
    names = {symbol("t"): symbol("target_o1"), symbol("o"): symbol("out_o1"), symbol("n"): 4}
    expected = as_sympy(template).subs(names)
    for at in (
        {symbol("target_o1"): "3/4", symbol("out_o1"): "1/8"},
        {symbol("target_o1"): "-3/4", symbol("out_o1"): "7/8"},
    ):
        both = as_sympy(term).subs(at), expected.subs({**at, symbol("d"): 1})
        assert abs((both[0] - both[1]).evalf(DIGITS)) < 1e-45
    with pytest.raises(ValueError, match=name):
        LOSSES[name].beside_of("out_o1", "out_o2", ONE)


def test_the_mean_of_one_is_not_divided() -> None:
    mean, squared = LOSSES["mean_squared_error"], LOSSES["squared_error"]
    assert mean.term_of("t", "o", 1) == squared.term_of("t", "o", 1)


@pytest.mark.parametrize(
    ("wrong", "right", "margin", "value", "slope"),
    [
        (0.3, 2.0, "1", 0.0, 0),  # The right one wins by more than the margin.
        (1.5, 2.0, "1", 0.5, 1),
        (2.5, 2.0, "1", 1.5, 1),
        (2.5, 2.0, "0", 0.5, 1),
        (1.5, 2.0, "0", 0.0, 0),
        (1.5, 2.0, "0.75", 0.25, 1),
        (1.0, 2.0, "1", 0.0, 0),  # By just the margin: on the kink it is flat.
    ],
)
def test_hinge(wrong: float, right: float, margin: str, value: float, slope: int) -> None:
    """max(0, o − r + m), with slope 1 by the wrong output o and −1 by the right one r, or none."""
    term = LOSSES["hinge"].beside_of("r", "o", number(margin))
    at = {"o": wrong, "r": right}.__getitem__
    assert float_value(term, at) == value == max(0.0, wrong - right + float(margin))
    assert float_value(differentiate(term, "o"), at) == slope
    assert float_value(differentiate(term, "r"), at) == -slope
    with pytest.raises(ValueError, match="hinge"):
        LOSSES["hinge"].term_of("t", "o")


@pytest.mark.parametrize("delta", ["1", "0.5", "2"])
@pytest.mark.parametrize("miss", [-3.0, -1.2, -0.4, 0.0, 0.3, 1.7, 2.5])
def test_huber(delta: str, miss: float) -> None:
    """½e² where |e| < δ, else δ·(|e| − ½δ), with the slope e, held between −δ and δ."""
    most = float(delta)
    term = LOSSES["huber"].term_of("t", "o", 1, number(delta))
    at = {"o": miss + 0.25, "t": 0.25}.__getitem__
    value = miss**2 / 2 if abs(miss) < most else most * (abs(miss) - most / 2)
    assert float_value(term, at) == pytest.approx(value, rel=1e-12)
    slope = float_value(differentiate(term, "o"), at)
    assert slope == pytest.approx(max(-most, min(most, miss)), rel=1e-12)


@pytest.mark.parametrize("far", [0.0, 3.0, 40.0, 800.0, -800.0])
@pytest.mark.parametrize("right", [0.0, 1.0, 0.3])
def test_losses_of_scores_lose_nothing_at_the_far_ends(far: float, right: float) -> None:
    """As calculated in a lesson, by 60 digits of mpmath on the shares themselves."""
    targets = f"{{y1: {right}, y2: {round(1 - right, 1)}}}"
    for loss in ("binary_cross_entropy", "cross_entropy"):
        tape = tape_of(
            load_text(
                f"version: 1\ntitle: Scores\ninputs: {{x: 1}}\nparameters: {{w: {far}, v: -0.5}}\n"
                f"nodes: [y1 = w*x, y2 = v*x]\ntargets: {targets}\nloss: {loss}\n"
                "from_scores: true\nlearning_rate: 0.5\n",
                "scores.yaml",
            )
        )
        values = tape.at()
        with mpmath.workdps(800):
            scores = [mpmath.mpf(far), mpmath.mpf("-0.5")]
            meant = [mpmath.mpf(values[f"target_{name}"]) for name in ("y1", "y2")]
            if loss == "cross_entropy":
                powers = [mpmath.exp(score) for score in scores]
                shares = [power / sum(powers) for power in powers]
                parts = [-t * mpmath.log(s) for t, s in zip(meant, shares, strict=True) if t]
            else:
                shares = [1 / (1 + mpmath.exp(-score)) for score in scores]
                parts = [
                    -t * mpmath.log(s) - (1 - t) * mpmath.log(1 - s)
                    for t, s in zip(meant, shares, strict=True)
                ]
            assert values["E_total"] == pytest.approx(float(sum(parts)), rel=1e-12, abs=1e-320)
            slope = float(shares[0] - meant[0])
            assert values["dE_total/dout_y1" if "out_y1" in tape else "dE_total/dy1"] == (
                pytest.approx(slope, rel=1e-12, abs=1e-320)
            )
