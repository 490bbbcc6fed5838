"""The reader against arbitrary, hostile and random text, and against the spelling of trees."""

import math
import os
import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from thorough import some
from together import together
from work import calls as calls_made

from backprop_tutor.formula.expression import (
    PI,
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
    subexpressions,
)
from backprop_tutor.formula.spelling import typed
from backprop_tutor.maths.functions import FUNCTIONS, TYPEABLE
from backprop_tutor.reading import (
    LOGARITHMS,
    LONGEST_ANSWER,
    Comma,
    Read,
    Refused,
    Vocabulary,
    read,
)
from backprop_tutor.untrusted import visible

VALUES = {
    "x": 0.7,
    "w5": 0.4,
    "out_h1": 0.59,
    "target_o1": 0.01,
    "dE_total/dnet_o1": 0.138,
    "dout_o1/dnet_o1": 0.187,
    "net_h1[1]": 0.3775,
    "eta": 0.5,
}
LESSON = Vocabulary(
    {name: name for name in VALUES} | {"h1": "out_h1", "lr": "eta", "delta_o1": "dE_total/dnet_o1"},
    dict(TYPEABLE) | {"max": (2, 16)} | dict.fromkeys(LOGARITHMS, (1, 1)),
    asked=frozenset({"dE_total/dw5"}),
    later={"w5_new": "w5_new"},
    slopes={"net_h1[1]": ("sigmoid", "dout_o1/dnet_o1")},
)
PIECES = [
    *LESSON.names, *LESSON.functions,
    *"0123456789.,+-*/^()[]{}|=<>!#%&$@;:'\"\\_~? eEdxX∂ση½²⁻¹×·−–÷≈πw", "**", "10^", "1e", "e^",
    "dE_total/", "/dw5", r"\frac{", "}{", r"\cdot", r"\partial ", r"\left(", "\u00a0", "\u202e",
    "٣", "dE_total/dw5 = ", "0x", "1,476", "out_{h1}", r"\sqrt{", "nan", "e-",
    "np.", "tanh^2(", "σ'(", "sigmoid'(net_h1[1])", "log10(", "1 1/2", "2½", r"\ast ",
    r"\delta_{o1}", r"{\displaystyle ", "{out}_{h1}", "\ufeff", ". ", r"\sigma^\prime(", "^2(",
]  # fmt: skip

HOSTILE = [
    # Code, in several languages.
    "__import__('os').system('ls')", "exec('1')", "eval(1)", "lambda: 1", "lambda x: x",
    "x.__class__", "().__class__.__bases__", "[x for x in (1,2)]", "{x: 1}", "x if x else x",
    "import os", "print(x)", "open('/etc/passwd')", "x; x", "x\nx", "f'{x}'", "{{x}}", "{% x %}",
    "${x}", "$(ls)", "`ls`", "ls | sh", "'; DROP TABLE x; --", "<script>x</script>", "&lt;",
    "%s%s%s%n", "../../x", "C:\\x", "x -- x", "/* x */", "// x", "x # x", "@x", "True", "None",
    "x and x", "not x", "x == x", "x := x", "x -> x", "x => x", "~x", "x[0]", "x[:]", "*x", "**x",
    "x()", "x.y", "x...", "...", "0o7", "0b1", "0xFF", "1j", "1l", "1f", "1_0",
    # Towers, factorials, sizes.
    "9**9**9", "9^9^9^9", "9^(9^9)", "(((9^64)^64)^64)^64", "9" * 30 + "^64", "9!", "9!!", "x!",
    "64^64^-64", "(2^64)^64*(2^64)^64", "1e308*1e308", "1e-307/1e307", "-1e307-9e307-9e307",
    "9" * 400, "0" * 400, "1e" + "9" * 390, "1e-" + "9" * 390, "1" + "0" * 29 + "e300",
    "0e" + "9" * 300, "." * 400, "1." * 200, "1e1e1e1", "1e+", "1e+-1", "exp(exp(exp(9)))",
    "e^e^e^e^e", "e^(e^(e^9))", "2^e^e^e", "x^-x^-x", "1/(1e-200*1e-200)", "(0-1)^0.5", "0^0",
    "0^x", "0^-0", "1/(1+1e-20-1)", "10^64^64", "5×10^" + "9" * 30, "1/(" * 40 + "0" + ")" * 40,
    "/".join("1" * 100) + "/0", "log(log(1))", "sqrt(0-1)", "tanh(1e300)",
    # Nesting.
    "(" * 400, ")" * 400, "(" * 200 + "x" + ")" * 199, "(" * 40 + "x" + ")" * 40, "-" * 400,
    "+-" * 199 + "x", "sigmoid(" * 44 + "x" + ")" * 44, "x^" * 199 + "x", "x/" * 100 + "x",
    "{" * 400, "[" * 400, "()" * 200, r"\frac{" * 57 + "x", r"\frac{x}{" * 39 + "x" + "}" * 39,
    r"\sqrt{" * 50, "x^{" * 100, "|" * 400, "(((x)+1)-1", "x²" * 200, "²" * 400, "⁻" * 400,
    "x" + "⁹" * 399, "½" * 400, "max(" * 100, "max(1" + ",1" * 190 + ")",
    # Bidi, control, invisible, surrogate characters.
    "\u202e5.0", "0\u200b.5", "x\u2066", "\ufeff0.5", "\x00", "\x1b]0;x\x07", "\x7f", "x\r",
    "\ud800", "\udfff\ud800", "\u00ad", "\u2028", "\U000e0041", "\u180e1", "\u061c",
    "[bold]x[/bold]", "\x9b31m", "0.5\u0301", "\uffff",
    # Names that are long, foreign, or almost known.
    "a" * 400, "_" * 400, "d" * 400, "dE_total/" * 44, "d" * 200 + "/" + "d" * 199, "out_" * 100,
    "x_{" * 100, "x_{x_{x_{x_{x", r"\text{" * 50, "∂" * 400, "∂/∂", "∂x/∂", "d/d", "d/dx",
    "dx/dx/dx", "х", "ｘ", "𝑥", "ⅹ", "ⅠⅤ", "Σx", "Ω", "ß", "ﬁ", "İ", "ı", "w٥", "٠.٥", "०",
    "０．５", "一", "¼¼", "①", "1️⃣", "😀", "x\u0338", "e\u0301",
    # Numbers that are not numbers.
    "nan", "NaN", "-inf", "+Infinity", "1 2 3", "1,2,3", "1.2.3.4", "1..2", "1,,2", ",", ".",
    "-.", "e", "E", ".e1", "1e", "1.e", "1,5,", "1 e 5", "- - -1", "--1", "1-", "5%%", "%5",
    "5 %x", "½½", "1½", "½1", "1²2", "10⁻", "⁻1",
    # LaTeX.
    "$", "$$", "$$$", "$$$$", "$x", r"\(", r"\(x\)", r"\[x\]", "\\", "\\\\", r"\frac",
    r"\frac{x}", r"\frac{}{}", r"\frac{x}{0}", r"\input{x}", r"\def\x{\x}\x", r"\write18{ls}",
    r"\left", r"\left(x\right", r"\begin{x}", r"\x", r"\partial", r"\partial x/\partial",
    r"\frac{\partial x}{\partial x}", r"\sqrt", r"\sqrt{}", r"\text{}", "x_{}", "x^{}",
    # Numbers that have a name.
    "π", "pi", "-π", "2π", "π/0", "1/π", "x^π", "π(x)", "π()", "pipi", "ππ", "π½", r"\pi", "PI",
    # Left-hand sides.
    "=", "==", "===", "=x", "x=", "x=x", "dE_total/dw5=", "dE_total/dw5==x", "=dE_total/dw5",
    "dE/dw5:=≈", "≈≈", ":=:=",
    # As people paste, and too much of it.
    "np." * 130, "np.np.exp(x)", "np.", "np.x", r"\delta_{o1}" * 36, "x_{" + "x}a_{" * 60,
    "σ'" * 200, "σ'(" * 130, "f'(x)", "tanh^2" * 60, "tanh^2^2(x)", "tanh^2²(x)", "tanh^(x)(x)",
    "tanh⁻²(x)",
    "1 1/2 1/2", "1 1/2 " * 60, "1½½", "{" * 40 + "x" + "}" * 40, "[" * 40 + "x" + "]" * 40,
    "{out}_{out}_{out}", "\ufeff", "\ufeff\ufeff1", ". . .", "x .}", "log10(0)", "lg()",
    "log2(1,2)",
]  # fmt: skip


def _no_name(name: str) -> Fraction:
    raise AssertionError(name)


def _no_call(function: str, _: list[Fraction]) -> Fraction:
    raise AssertionError(function)


read("x", LESSON)  # The first reading makes the parser of all.


def checked(text: str) -> Read | Refused:
    """Read a text, and hold the result to what every result must be."""
    results: list[Read | Refused] = []
    assert calls_made(lambda: results.append(read(text, LESSON))) < 2_000 + 400 * len(text)
    (result,) = results
    if isinstance(result, Refused):
        assert result.reason == visible(result.reason)
        assert len(result.reason) < 250
        assert (result.column is None) == (not text.removeprefix("\ufeff").strip())
        assert result.column is None or 1 <= result.column <= min(len(text), LONGEST_ANSWER) + 1
        assert result.nearest is None or result.nearest in {*LESSON.names, *LESSON.functions}
        return result
    assert set(names_in(result.expression)) <= set(VALUES)
    parts = subexpressions(result.expression)
    calls = [part for part in parts if isinstance(part, Call) and part != PI]
    assert {call.function for call in calls} <= LESSON.functions.keys() - LOGARITHMS.keys()
    if result.literal is not None:
        exact = calculate(result.expression, name=_no_name, number=Fraction, call=_no_call)
        assert Fraction(result.literal) == exact
        assert math.isfinite(float(result.literal))
    return result


@pytest.fixture(scope="module", autouse=True)
def _grammar_is_built() -> None:
    """The first text pays for the import of lark; no time is asserted of that one."""
    read("1", LESSON)


def test_there_are_hostile_texts_enough() -> None:
    assert len(set(HOSTILE)) >= 100


@together("text", HOSTILE, ids=[ascii(text)[:24] for text in HOSTILE])
def test_hostile_text_is_read_or_refused(text: str) -> None:
    checked(text)


@given(st.text(max_size=450))
def test_any_text_is_read_or_refused(text: str) -> None:
    checked(text)


@settings(max_examples=some(400))
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_mathematical_text_is_read_or_refused(text: str) -> None:
    checked(text)


@given(st.text(alphabet="0123456789.,eE+-−×x10⁻¹^%½ ", max_size=20))
def test_a_literal_has_the_value_of_its_expression(text: str) -> None:
    checked(text)


@settings(max_examples=some(300))
@given(st.lists(st.sampled_from([*"0123456789.,+-*()ex %", "1,476", "0,5"]), max_size=12))
def test_to_know_what_commas_are_changes_only_what_was_ambiguous(pieces: list[str]) -> None:
    text = "".join(pieces)
    unknown = checked(text)
    decimal, thousands = (read(text, LESSON, one) for one in (Comma.DECIMAL, Comma.THOUSANDS))
    if isinstance(unknown, Read):
        assert decimal == unknown
    elif not unknown.ambiguous:
        assert decimal == thousands == unknown
    for known in (decimal, thousands):
        assert not (isinstance(known, Refused) and known.ambiguous)


# What is read stays what it is

_GOOD = (
    "0.5", "2", "x", "out_h1", "h1", "w_{5}", "w5", "delta_o1", "∂E_total/∂net_o1", r"\eta", "1,5",
    "14%", "½", "5×10⁻¹", "1e-3", "net_h1[1]", "e", "pi", "10", "1,476", "0,0822", "3.",
)  # fmt: skip
_BETWEEN = ("+", "-", "*", "/", "^", "**", " ", "·", "×", " - ", " * ", "÷", "−", "")
_AROUND = (
    "({})", "-{}", "exp({})", "sigmoid({})", "σ({})", "({})²", "{}^2", r"\frac{{}}{2}", "[{}]",
    r"\left({}\right)", "e^{{}}", "${}$", "dE_total/dw5 = {}", "max({}, 1)", "{}%", "({}).",
    "np.exp({})", "tanh^2({})", "{} = {}",
)  # fmt: skip
READINGS = Path(__file__).parent / "golden" / "readings.txt"
_TEXTS = 1500


def _a_text(dice: random.Random, depth: int) -> str:
    """Return a text that can mostly be read, of so many parts within each other."""

    def one_of(some: Sequence[str]) -> str:
        return some[int(dice.random() * len(some))]  # The same with every Python.

    if depth == 0:
        return one_of(_GOOD if dice.random() < 0.95 else PIECES)
    if dice.random() < 0.55:
        return (
            _a_text(dice, depth - 1) + one_of(_BETWEEN) + _a_text(dice, int(dice.random() * depth))
        )
    return one_of(_AROUND).replace("{}", _a_text(dice, depth - 1))


def test_what_is_read_stays_what_it_is() -> None:
    """``GOLDEN=write`` writes the readings anew: nothing that was read may be read otherwise."""
    dice = random.Random(476)
    lines = []
    for _ in range(_TEXTS):
        text = _a_text(dice, 1 + int(dice.random() * 3))
        found = read(text, LESSON)
        told = typed(found.expression) if isinstance(found, Read) else f"refused {found.column}"
        lines.append(f"{visible(text)} -> {told}\n")
    assert sum("-> refused" not in line for line in lines) > _TEXTS / 2
    if os.environ.get("GOLDEN") == "write":
        READINGS.write_text("".join(lines), encoding="utf-8")
    assert "".join(lines) == READINGS.read_text(encoding="utf-8")


@given(st.decimals(min_value="-1e20", max_value="1e20", allow_nan=False, places=8))
def test_every_decimal_is_a_literal_with_its_digits(value: Decimal) -> None:
    result = read(f"{value:f}", LESSON)
    assert isinstance(result, Read)
    assert str(result.literal) == str(Decimal(f"{value:f}"))
    assert not result.echoed


LEAVES = st.sampled_from([Name(name) for name in VALUES]) | st.fractions(
    min_value=Fraction(1, 100),
    max_value=100,
    max_denominator=100,
).map(Number)
CALLED = st.sampled_from(["sigmoid", "exp", "tanh", "sqrt", "abs", "relu"])


def _larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        parts.map(Negative),
        several.map(Sum),
        several.map(Product),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, LEAVES),
        st.builds(lambda function, part: Call(function, (part,)), CALLED, parts),
        st.builds(lambda one, other: Call("max", (one, other)), parts, parts),
    )


TREES = st.recursive(LEAVES, _larger, max_leaves=14)
NOT_READ = ("zero", "too large", "an exponent may be at most", "has no", "parts", "digits")


def value_of(expr: Expr) -> float:
    """Return the value of a tree where every name has one."""

    def call(function: str, arguments: list[float]) -> float:
        return max(arguments) if function == "max" else FUNCTIONS[function].value(*arguments)

    return float(calculate(expr, name=VALUES.__getitem__, number=float, call=call))


@settings(max_examples=some(400))
@given(TREES)
@example(Product((Number(Fraction(-1, 4)), Name("x"))))
@example(Quotient(Name("dE_total/dnet_o1"), Name("dout_o1/dnet_o1")))
def test_what_is_spelled_is_read_back(tree: Expr) -> None:
    text = typed(tree)
    assume(len(text) <= LONGEST_ANSWER)
    result = read(text, LESSON)
    if isinstance(result, Refused):
        assert any(reason in result.reason for reason in NOT_READ), (text, result.reason)
        return
    try:
        expected = value_of(tree)
    except (ArithmeticError, ValueError, TypeError):
        return
    assert math.isclose(value_of(result.expression), expected, rel_tol=1e-9, abs_tol=1e-12), text
    assert names_in(result.expression) == names_in(tree)
