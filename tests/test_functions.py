"""One oracle over the whole table of functions: values, definitions, slopes, kinks; then losses."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import pytest
import sympy
from networks import MEANINGS, as_sympy, symbol

from backprop_tutor.expression import Call, Expr, Name, Quotient, Sum, names_in
from backprop_tutor.maths.functions import ACTIVATIONS, FUNCTIONS, TYPEABLE, defined
from backprop_tutor.maths.losses import LOSSES

DIGITS = 50

MEANT: Mapping[str, Callable[..., Any]] = {
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "relu": lambda z: z if z > 0 else mpmath.mpf(0),
    "linear": lambda z: z,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "step": lambda z: mpmath.mpf(1) if z > 0 else mpmath.mpf(0),
    "sign": mpmath.sign,
}
"""What each function of one argument means, said once more, to many digits."""

ANYWHERE = (-3.7, -1.0, -0.25, -1e-9, 0.0, 1e-9, 0.3, 1.0, 2.5, 4.0)
POINTS: Mapping[str, tuple[float, ...]] = {
    "sigmoid": (*ANYWHERE, -745.0, -701.0, -700.0, -699.0, -40.0, 36.0, 40.0, 800.0),
    "tanh": (*ANYWHERE, -400.0, -1e-300, 1e-300, 400.0),
    "relu": (*ANYWHERE, -1e300, 1e300),
    "linear": (*ANYWHERE, -1e300, 1e300),
    "exp": (*ANYWHERE, -700.0, 700.0),
    "log": (5e-324, 1e-300, 0.25, 1.0, 1.5, 1e300),
    "sqrt": (0.0, 5e-324, 0.25, 2.0, 1e300),
    "abs": (*ANYWHERE, -1e300),
    "step": ANYWHERE,
    "sign": ANYWHERE,
}
OF_ONE = sorted(POINTS)
KINKED = {"relu", "abs", "step", "sign"}
WITH_SLOPE = sorted(name for name, function in FUNCTIONS.items() if function.slope is not None)


def test_the_oracle_knows_every_function() -> None:
    assert {*MEANT, "softmax", "max", "min"} == set(FUNCTIONS)
    assert set(POINTS) == set(MEANT)
    assert all(name == function.name for name, function in FUNCTIONS.items())


def _near(value: float, exact: Any) -> bool:
    """Whether a float is the exact value, but for four units in its last place."""
    return abs(mpmath.mpf(value) - exact) <= 4 * math.ulp(float(exact))


@pytest.mark.parametrize("name", OF_ONE)
def test_float_values(name: str) -> None:
    with mpmath.workdps(DIGITS):
        for z in POINTS[name]:
            assert _near(FUNCTIONS[name].value(z), MEANT[name](mpmath.mpf(z))), z


def _at(expr: Expr, **values: Any) -> Any:
    """Return the value of a formula to many digits, worked out by sympy."""
    put_in = {symbol(name): sympy.Float(str(value), DIGITS) for name, value in values.items()}
    return mpmath.mpf(str(as_sympy(expr).subs(put_in).evalf(DIGITS)))


@pytest.mark.parametrize("name", OF_ONE)
def test_definitions(name: str) -> None:
    """What a function is made of has the function's value, and is made of other functions."""
    definition = FUNCTIONS[name].definition
    assert (definition is None) == (name not in {"sigmoid", "tanh", "linear"})
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
def test_slopes_symbolically(name: str) -> None:
    """The textbook slope, with the function's value put in for ``a``, is sympy's derivative."""
    function = FUNCTIONS[name]
    slope, z = function.slope, symbol("z")
    assert slope is not None
    assert set(names_in(slope)) <= {"z", "a"}
    meaning = MEANINGS[name](z)
    if function.definition is not None:
        assert sympy.simplify(meaning.rewrite(sympy.exp) - as_sympy(function.definition)) == 0
        meaning = as_sympy(function.definition)
    textbook = as_sympy(slope).subs(symbol("a"), meaning)
    # Piece by piece where a function has pieces; what holds at the kink is a convention.
    sides = [z] if name not in KINKED else [sympy.Symbol("p", positive=True)]
    if name in KINKED:
        sides.append(-sides[0])
    for side in sides:
        claimed = textbook.subs(z, side)
        derived = sympy.diff(MEANINGS[name](z), z).subs(z, side)
        if function.definition is not None:
            derived = sympy.diff(as_sympy(function.definition), z).subs(z, side)
        assert sympy.simplify(claimed - derived) == 0


@pytest.mark.parametrize("name", WITH_SLOPE)
def test_slopes_against_central_differences(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.slope is not None
    with mpmath.workdps(DIGITS):
        step = mpmath.mpf(10) ** -16
        for number in ANYWHERE:
            if name in KINKED and number == 0:
                continue
            z = mpmath.mpf(repr(number))
            numerical = (MEANT[name](z + step) - MEANT[name](z - step)) / (2 * step)
            claimed = _at(function.slope, z=z, a=MEANT[name](z))
            assert abs(claimed - numerical) < 1e-25, number


@pytest.mark.parametrize("name", OF_ONE)
def test_slope_at_puts_argument_and_value_in(name: str) -> None:
    function = FUNCTIONS[name]
    if function.slope is None:
        assert name in {"exp", "log", "sqrt"}
        with pytest.raises(ValueError, match=name):
            function.slope_at(Name("net_h1"), Name("out_h1"))
        return
    slope = function.slope_at(Name("net_h1"), Name("out_h1"))
    assert set(names_in(slope)) <= {"net_h1", "out_h1"}
    assert as_sympy(slope) == as_sympy(function.slope).subs(
        {symbol("z"): symbol("net_h1"), symbol("a"): symbol("out_h1")}
    )


@pytest.mark.parametrize(
    ("name", "value", "slope"),
    # At the kink: ReLU′(0) = 0 and |·|′(0) = 0, never the ½ of a Heaviside function.
    [("relu", 0.0, 0.0), ("abs", 0.0, 0.0), ("step", 0.0, 0.0), ("sign", 0.0, 0.0)],
)
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_conventions_at_the_kink(name: str, value: float, slope: float, zero: float) -> None:
    assert FUNCTIONS[name].value(zero) == value
    textbook = FUNCTIONS[name].slope
    assert textbook is not None
    if isinstance(textbook, Call):
        assert FUNCTIONS[textbook.function].value(zero) == slope
    else:
        assert float(as_sympy(textbook)) == slope


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


def test_what_layers_and_learners_may_use() -> None:
    assert set(ACTIVATIONS) == {"sigmoid", "tanh", "relu", "linear", "softmax"}
    assert all(FUNCTIONS[name] is function for name, function in ACTIVATIONS.items())
    assert set(TYPEABLE) == set(FUNCTIONS) - {"softmax"}
    assert {name for name, takes in TYPEABLE.items() if takes != (1, 1)} == {"max", "min"}
    assert TYPEABLE["max"] == TYPEABLE["min"] == (2, 16)


LOSS_TERMS: Mapping[str, Callable[[Any, Any], Any]] = {
    "half_squared_error": lambda t, o: (t - o) ** 2 / 2,
    "squared_error": lambda t, o: (t - o) ** 2,
    "cross_entropy": lambda t, o: -t * mpmath.log(o),
}
LOSS_SLOPES = {
    "half_squared_error": "o - t",
    "squared_error": "2*(o - t)",
    "cross_entropy": "-t/o",
}


def test_the_oracle_knows_every_loss() -> None:
    assert set(LOSS_TERMS) == set(LOSS_SLOPES) == set(LOSSES)
    assert all(name == loss.name for name, loss in LOSSES.items())


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_losses(name: str) -> None:
    """Each term in ``t`` and ``o``: its value, and its slope by ``o`` in two ways."""
    term = LOSSES[name].term
    t, o = symbol("t"), symbol("o")
    assert set(names_in(term)) == {"t", "o"}
    slope = sympy.diff(as_sympy(term), o)
    known = sympy.sympify(LOSS_SLOPES[name], locals={"t": t, "o": o})
    assert sympy.simplify(slope - known) == 0
    with mpmath.workdps(DIGITS):
        step = mpmath.mpf(10) ** -16
        for target, output in [(0.01, 0.75), (1.0, 0.2), (0.0, 0.9), (0.4, 0.4), (1.0, 1e-9)]:
            exact = LOSS_TERMS[name](mpmath.mpf(repr(target)), mpmath.mpf(repr(output)))
            assert abs(_at(term, t=target, o=output) - exact) < 1e-40
            near = [
                LOSS_TERMS[name](mpmath.mpf(repr(target)), mpmath.mpf(repr(output)) + sign * step)
                for sign in (1, -1)
            ]
            numerical = (near[0] - near[1]) / (2 * step)
            at = {t: sympy.Rational(repr(target)), o: sympy.Rational(repr(output))}
            claimed = mpmath.mpf(str(slope.subs(at).evalf(DIGITS)))
            assert abs(claimed - numerical) <= 1e-10 * max(1, abs(claimed))


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_a_loss_term_with_the_names_of_an_output(name: str) -> None:
    term = LOSSES[name].term_of("target_o1", "out_o1")
    assert set(names_in(term)) == {"target_o1", "out_o1"}
    assert as_sympy(term) == as_sympy(LOSSES[name].term).subs(
        {symbol("t"): symbol("target_o1"), symbol("o"): symbol("out_o1")}
    )
