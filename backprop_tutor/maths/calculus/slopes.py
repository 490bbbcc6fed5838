"""Differentiates a single line, by sympy; the chain rule over many lines is ``backward``'s.

sympy sees formulas with our own symbols (``s0000``, ``s0001``, … in order of appearance) and each
shape of formula once: the derivative of ``w1·i1`` with respect to its first factor serves
``w5·out_h1`` too.

sympy sorts what it is given and turns decimals into fractions. So a slope is written as the rules
of calculus leave it on paper (``derivation``), with the numbers and the order of its author; it is
shown where its values are those of sympy's derivative, else sympy's own form is. What sympy has
said of a shape before is not asked again (``known_slopes``): its import takes longer than all else.
"""

import math
import random
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, assert_never

from backprop_tutor.formula.expression import (
    ONE,
    PI,
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
    names_in,
    placeholder,
    product,
    rename,
    shape_of,
    subexpressions,
    total,
    transform,
    with_parts,
)
from backprop_tutor.maths.calculus.known_slopes import is_known
from backprop_tutor.maths.calculus.on_paper import in_a_row
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import FUNCTIONS

_POINTS, _TRIES = 5, 24
"""At so many points two slopes are compared; so many are drawn to find them."""
_HALF = Fraction(1, 2)
_NEAR = 1e-7
"""How far two values of the same slope may be apart by rounding, next to the larger."""


def differentiate(
    formula: Expr, by: str, outputs: Mapping[Expr, str] | None = None, of: Expr | None = None
) -> Expr:
    """Return ∂formula/∂by, every other name held constant.

    ``outputs`` says which line is the value of which formula: with ``{sigmoid(net_h1): out_h1}``
    the slope of the sigmoid is written ``out_h1*(1 - out_h1)``. ``of`` is the whole line that is
    differentiated: where it is no call, people do not look for it again in its own slope.
    """
    if isinstance(formula, Sum):  # The sum rule; only terms that hold the name are looked at.
        slopes = [
            differentiate(term, by, outputs, of) for term in formula.terms if by in names_in(term)
        ]
        if len(slopes) != 1:
            return in_a_row(*slopes)
        return slopes[0]
    names = names_in(formula)
    if by not in names:
        return ZERO
    if _is_pair(formula, names):
        return Name(names[_slope_of_pair(names.index(by))])
    shape = shape_of(formula)
    slope = _slope_of(shape, placeholder(names.index(by)), _halves(shape))
    called = {placeholder(i): name for i, name in enumerate(names)}
    if isinstance(slope, Name):
        return Name(called[slope.id])
    slope = rename(slope, called)
    return _with_lines(slope, outputs, of) if outputs else slope


def _with_lines(expr: Expr, outputs: Mapping[Expr, str], of: Expr | None) -> Expr:
    """Return a formula with the largest parts of it that are lines of their own called so."""
    if expr in outputs and (isinstance(expr, Call) or expr != of):
        return Name(outputs[expr])
    return with_parts(expr, lambda part: _with_lines(part, outputs, of))


_PAIR = Product(tuple(Name(placeholder(place)) for place in (0, 1)))


def _is_pair(formula: Expr, names: tuple[str, ...]) -> bool:
    """Whether a formula is the product of two names."""
    match formula:
        case Product((Name(), Name())):
            return len(names) == 2
        case _:
            return False


@cache
def _slope_of_pair(index: int) -> int:
    """Return which of a weight and what it multiplies is the slope of their product by the other.

    Most lines of a large network are differentiated in this.
    """
    slope = _slope_of(_PAIR, placeholder(index))
    return next(place for place, name in enumerate(_PAIR.factors) if name == slope)


def _halves(shape: Expr) -> tuple[bool, ...]:
    """Return of each ½ whether it was written 0.5: what is equal may yet be spelled in two ways."""
    parts = subexpressions(shape)
    return tuple(part.decimal for part in parts if isinstance(part, Number) and part.value == _HALF)


@cache
def _slope_of(shape: Expr, by: str, _halves: tuple[bool, ...] = ()) -> Expr:
    """Differentiate a formula in placeholders with sympy, and write it as the rules leave it.

    A function alone is differentiated by its own slope.

    Polynomials of degree 2, which are most lines, are differentiated in sympy's polynomial rings:
    with what sympy loads when it first adds two expressions, they would wait a sixth longer.
    """
    known = _known_slope(shape, by)
    if known is not None:
        return known
    differentiated = polynomial_slope if _degree(shape) <= 2 else expression_slope
    if _holds_softmax(shape):
        return differentiated(shape, by)  # The rules would leave its exponentials.
    on_paper = _on_paper(shape, by)
    try:
        slope = differentiated(shape, by)
    except NotShown:
        # sympy has left the real numbers, as for (−2)^x. The rules leave log(−2), which is nan.
        return on_paper
    return on_paper if on_paper == slope or have_equal_values(on_paper, slope) else slope


def slopes_are_known(formula: Expr, moving: Collection[str]) -> bool:
    """Whether the slopes of a formula by all of its names that are ``moving`` are known."""
    for term in formula.terms if isinstance(formula, Sum) else (formula,):
        names = names_in(term)
        shape = _PAIR if _is_pair(term, names) else shape_of(term)
        for index, name in enumerate(names):
            if name in moving and _known_slope(shape, placeholder(index)) is None:
                return False
    return True


def _known_slope(shape: Expr, by: str) -> Expr | None:
    """Return a slope for which sympy need not be asked: a function's own, or one asked for before.

    None if there is none.
    """
    if isinstance(shape, Call) and shape.arguments == (Name(by),):
        function = FUNCTIONS[shape.function]
        if function.slope is not None:
            return function.slope_at(Name(by), shape)
    if _holds_softmax(shape):
        return None
    on_paper = _on_paper(shape, by)
    return on_paper if is_known(shape, by, on_paper) else None


def _holds_softmax(shape: Expr) -> bool:
    return any(
        isinstance(part, Call) and part.function == "softmax" for part in subexpressions(shape)
    )


def _on_paper(shape: Expr, by: str) -> Expr:
    # Late: the first page of a lesson has no slopes.
    from backprop_tutor.maths.calculus.derivation import derivation

    return derivation(shape, by).result


def have_equal_values(one: Expr, other: Expr) -> bool:
    """Whether two formulas have the same values at a few points, drawn by a fixed seed.

    Points where either is undefined are passed over; where both always are, it cannot be told, and
    is not so.
    """
    draw = random.Random(1)
    names = sorted({*names_in(one), *names_in(other)})
    met = 0
    for turn in range(_TRIES):
        # All above 0, all below, and mixed, so that each of two cases is met.
        signs = ((1,), (-1,), (1, -1))[turn % 3]
        point = {name: draw.uniform(0.1, 1.6) * draw.choice(signs) for name in names}
        left, right = float_value(one, point.__getitem__), float_value(other, point.__getitem__)
        if not (math.isfinite(left) and math.isfinite(right)):
            continue
        if abs(left - right) > _NEAR * max(abs(left), abs(right), _NEAR):
            return False
        met += 1
        if met == _POINTS:
            break
    return met > 0


def expression_slope(shape: Expr, by: str) -> Expr:
    """Return ∂shape/∂by as sympy differentiates an expression of any kind.

    Raises ``NotShown`` where the derivative is none of real numbers.
    """
    import sympy

    def call(function: str, arguments: list[Any]) -> Any:
        return _sympy_functions()[function](*arguments)

    symbols = {name: sympy.Symbol(name, real=True) for name in names_in(shape)}
    expression = calculate(shape, name=symbols.__getitem__, number=_rational, call=call)
    return from_sympy(sympy.diff(expression, symbols[by]))


def polynomial_slope(shape: Expr, by: str) -> Expr:
    """Return ∂shape/∂by of a polynomial of degree 2 at most, written as ``from_sympy`` does."""
    # Another thread may still be importing sympy. This waits for it; to import a module of its own
    # does not, and would find the half of it that is there.
    import sympy  # noqa: F401
    from sympy.polys.domains import QQ
    from sympy.polys.rings import ring

    def call(function: str, _arguments: list[Any]) -> Any:
        raise AssertionError(f"a polynomial holds no {function}")

    names = names_in(shape)
    _, *symbols = ring(names, QQ)
    polynomial = calculate(
        transform(shape, _multiplied_out),
        name=dict(zip(names, symbols, strict=True)).__getitem__,
        number=lambda value: symbols[0].ring(QQ(value.numerator, value.denominator)),
        call=call,
    )
    slope = polynomial.diff(symbols[names.index(by)])
    coefficients = {
        "" if sum(powers) == 0 else names[powers.index(1)]: Fraction(
            int(coefficient.numerator), int(coefficient.denominator)
        )
        for powers, coefficient in slope.terms()
    }
    return _linear(coefficients)


def _multiplied_out(part: Expr) -> Expr:
    """Return a square as a product: exponents are no members of the ring."""
    if isinstance(part, Power) and isinstance(part.exponent, Number):
        return Product((part.base,) * int(part.exponent.value))
    if isinstance(part, Quotient) and isinstance(part.denominator, Number):
        return Product((part.numerator, Number(1 / part.denominator.value)))
    return part


def _degree(formula: Expr) -> float:
    """Return the degree of a polynomial, or one that is no less; infinite for what is none."""
    match formula:
        case Number():
            return 0
        case Name():
            return 1
        case Negative(operand):
            return _degree(operand)
        case Sum(terms):
            return max(_degree(term) for term in terms)
        case Product(factors):
            return sum(_degree(factor) for factor in factors)
        case Quotient(numerator, Number(denominator)) if denominator != 0:
            return _degree(numerator)
        case Power(base, Number(exponent)) if exponent in (1, 2):
            return _degree(base) * int(exponent)
        case Quotient() | Power() | Call():
            return math.inf
        case _:
            assert_never(formula)


def _linear(coefficients: Mapping[str, Fraction]) -> Expr:
    """Return Σ coefficient · name, with "" for the number 1, as ``from_sympy`` arranges it."""
    common = Fraction(
        math.gcd(*(value.numerator for value in coefficients.values())),
        math.lcm(*(value.denominator for value in coefficients.values())),
    )
    if len(coefficients) > 1 and common != 1:  # 2·(o − t)
        inner = {name: value / common for name, value in coefficients.items()}
        return product(Number(common), _linear(inner))

    def rank(name: str) -> tuple[bool, bool, str]:
        value = coefficients[name]
        return value < 0, bool(name) and value != 1, name

    return total(*(_scaled(coefficients[name], name) for name in sorted(coefficients, key=rank)))


def _scaled(coefficient: Fraction, name: str) -> Expr:
    size = product(Number(abs(coefficient)), *([Name(name)] if name else []))
    return Negative(size) if coefficient < 0 else size


def _rational(value: Fraction) -> Any:
    import sympy

    return sympy.Rational(value.numerator, value.denominator)


@cache
def _sympy_functions() -> Mapping[str, Any]:
    """Return sympy's function for each of ours; those with a textbook slope differentiate to it."""
    import sympy

    def inner(function: str, arguments: list[Any]) -> Any:
        return _sympy_functions()[function](*arguments)

    def with_slope(name: str, slope: Expr) -> Any:
        def fdiff(self: Any, _argument: int = 1) -> Any:
            names = {"z": self.args[0], "a": self}
            return calculate(slope, name=names.__getitem__, number=_rational, call=inner)

        return type(name, (sympy.Function,), {"fdiff": fdiff, "is_real": True})

    class softmax(sympy.Function):  # type: ignore[misc]  # noqa: N801 - shown by sympy under this name
        """The first argument is the neuron's own net input, the others its whole layer's."""

        is_real = True

        def _eval_derivative(self, by: Any) -> Any:
            # ∂s_i/∂x = s_i·(∂z_i/∂x − Σ_k s_k·∂z_k/∂x)
            own, *nets = self.args
            pull = sum(softmax(net, *nets) * net.diff(by) for net in nets)
            return self * (own.diff(by) - pull)

    def with_slopes(name: str, slope_by: Callable[[tuple[Expr, ...], int], Expr]) -> Any:
        def fdiff(self: Any, argument: int = 1) -> Any:
            places = tuple(
                from_sympy(value) if value.is_Rational else Name(str(place))
                for place, value in enumerate(self.args)
            )
            slope = slope_by(places, argument - 1)
            return calculate(
                slope, name=lambda place: self.args[int(place)], number=_rational, call=inner
            )

        return type(name, (sympy.Function,), {"fdiff": fdiff, "is_real": True})

    ours = {
        name: with_slope(name, function.slope)
        for name, function in FUNCTIONS.items()
        if function.slope is not None
    }
    ours |= {
        name: with_slopes(name, function.slope_by)
        for name, function in FUNCTIONS.items()
        if function.slope_by is not None
    }
    elementary = {name: getattr(sympy, name) for name in ("exp", "log", "sqrt")}
    return {**ours, **elementary, "softmax": softmax, "pi": lambda: sympy.pi}


class NotShown(ValueError):
    """A sympy expression holds what our formulas have no word for, such as i or an infinity."""


def from_sympy(expression: Any) -> Expr:
    """Return a sympy expression as an ordered formula, arranged as a textbook would.

    Positive terms come before negative ones (``out_o1 − target_o1``); in a product numbers come
    first and bracketed sums last; negative powers become a fraction.
    """
    import sympy

    if expression.is_Symbol:
        return Name(expression.name)
    if expression.is_Rational:
        value = Fraction(int(expression.p), int(expression.q))
        return Negative(Number(-value)) if value < 0 else Number(value)
    if expression is sympy.pi:
        return PI
    if expression is sympy.E:
        return Call("exp", (ONE,))
    if expression.is_Add:
        common, rest = expression.as_content_primitive()
        if common != 1:  # 2·(o − t), which sympy spreads out.
            return product(from_sympy(common), from_sympy(rest))
        terms = [from_sympy(term) for term in sympy.ordered(expression.args)]
        return total(*sorted(terms, key=_term_rank))
    if expression.is_Mul:
        return _product_from(expression)
    if expression.is_Pow:
        base, exponent = expression.args
        if exponent.is_Rational and exponent < 0:
            return Quotient(ONE, from_sympy(base**-exponent))
        if exponent == sympy.Rational(1, 2):
            return Call("sqrt", (from_sympy(base),))
        return Power(from_sympy(base), from_sympy(exponent))
    if expression.is_Function:
        function = type(expression).__name__.casefold()  # sympy's own Abs is our abs.
        return Call(function, tuple(from_sympy(part) for part in expression.args))
    raise NotShown(f"a derivative holds a {type(expression).__name__}")


def _product_from(expression: Any) -> Expr:
    import sympy

    coefficient, rest = expression.as_coeff_Mul()
    if coefficient < 0:
        return Negative(from_sympy(-expression))
    above: list[Expr] = [from_sympy(coefficient)]
    below: list[Any] = []
    for factor in sympy.ordered(sympy.Mul.make_args(rest)):
        base, exponent = factor.as_base_exp()
        if exponent.is_Rational and exponent < 0:
            below.append(base**-exponent)
        else:
            above.append(from_sympy(factor))
    numerator = product(*sorted(above, key=_factor_rank))
    return Quotient(numerator, from_sympy(sympy.Mul(*below))) if below else numerator


def _term_rank(term: Expr) -> int:
    return 1 if isinstance(term, Negative) else 0


def _factor_rank(factor: Expr) -> int:
    match factor:
        case Number():
            return 0
        case Sum():
            return 2
        case _:
            return 1
