"""The notations: one table of expressions in all three, then what holds for every expression."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from together import together

from backprop_tutor.blocks.blocks import Inline, Value, WithNumbers
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
    product,
    total,
)
from backprop_tutor.formula.spelling import typed
from backprop_tutor.views.notation import inexact, label, latex, plain, screen

N = Name


def call(function: str, *arguments: Expr) -> Call:
    return Call(function, arguments)


def weighted(count: int) -> Sum:
    return Sum(tuple(Product((N(f"w{k}"), N(f"i{k}"))) for k in range(1, count + 1)))


SQUARE = Power(difference(N("target_o1"), N("out_o1")), number(2))
SIGMOID = Quotient(ONE, Sum((ONE, call("exp", Negative(N("net_h1"))))))
SOFTMAX = call("softmax", N("net_y1"), N("net_y1"), N("net_y2"))
DELTA = N("dE_total/dnet_o1")

TABLE: list[tuple[Inline, str, str, str]] = [
    # Names.
    (N("w5"), "w5", "w5", "w_5"),
    (N("w12"), "w12", "w12", "w_{12}"),
    (N("i1"), "i1", "i1", "i_1"),
    (N("x"), "x", "x", "x"),
    (N("theta"), "theta", "theta", r"\theta"),
    (N("beta2"), "β2", "beta2", r"\beta_2"),
    (N("bias3"), "bias3", "bias3", r"\mathrm{bias}_3"),
    (N("w_1"), "w_1", "w_1", "w_1"),
    (N("w1x2"), "w1x2", "w1x2", r"\mathrm{w1x2}"),
    (N("eta"), "η", "eta", r"\eta"),
    (N("net_h1"), "net_h1", "net_h1", r"\mathrm{net}_{h1}"),
    (N("out_o1"), "out_o1", "out_o1", r"\mathrm{out}_{o1}"),
    (N("out_my_cell"), "out_my_cell", "out_my_cell", r"\mathrm{out}_{\mathrm{my\_cell}}"),
    (N("target_o1"), "target_o1", "target_o1", r"\mathrm{target}_{o1}"),
    (N("E_o1"), "E_o1", "E_o1", "E_{o1}"),
    (N("E_total"), "E_total", "E_total", r"E_{\mathrm{total}}"),
    (N("delta_h1"), "delta_h1", "delta_h1", r"\delta_{h1}"),
    (N("w5_new"), "w5_new", "w5_new", "w_5^{+}"),
    (N("out_o1_new"), "out_o1_new", "out_o1_new", r"\mathrm{out}_{o1}^{+}"),
    (N("net_h1[2]"), "net_h1[2]", "net_h1[2]", r"\mathrm{net}_{h1}^{(2)}"),
    (N("w5_new[1]"), "w5_new[1]", "w5_new[1]", "w_5^{+(1)}"),
    (
        N("dE_total/dw5"),
        "∂E_total/∂w5",
        "dE_total/dw5",
        r"\frac{\partial E_{\mathrm{total}}}{\partial w_5}",
    ),
    (
        N("dout_o1/dnet_o1"),
        "∂out_o1/∂net_o1",
        "dout_o1/dnet_o1",
        r"\frac{\partial \mathrm{out}_{o1}}{\partial \mathrm{net}_{o1}}",
    ),
    # Numbers.
    (number("1/2"), "½", "0.5", r"\tfrac{1}{2}"),
    (number("-1/2"), "−½", "-0.5", r"-\tfrac{1}{2}"),
    (number("1/3"), "1/3", "1/3", r"\tfrac{1}{3}"),
    (number("0.10"), "0.1", "0.1", "0.1"),
    (number(-3), "−3", "-3", "-3"),
    (Value("0.3775"), "0.3775", "0.3775", "0.3775"),
    (Value("-0.138499"), "−0.138499", "-0.138499", "-0.138499"),
    (Value("-4.3857e-10"), "−4.3857·10⁻¹⁰", "-4.3857e-10", r"-4.3857 \times 10^{-10}"),
    (Value("2e+16"), "2·10¹⁶", "2e+16", r"2 \times 10^{16}"),
    (Value("inf"), "inf", "inf", r"\text{inf}"),
    # Sums, products, fractions, powers.
    (
        total(*weighted(2).terms, N("b1")),
        "w1·i1 + w2·i2 + b1",
        "w1*i1 + w2*i2 + b1",
        r"w_1 \cdot i_1 + w_2 \cdot i_2 + b_1",
    ),
    (
        Product((number("1/2"), SQUARE)),
        "½·(target_o1 − out_o1)²",
        "0.5*(target_o1 - out_o1)^2",
        r"\tfrac{1}{2} \cdot \left(\mathrm{target}_{o1} - \mathrm{out}_{o1}\right)^{2}",
    ),
    (
        Product((N("out_o1"), difference(ONE, N("out_o1")))),
        "out_o1·(1 − out_o1)",
        "out_o1*(1 - out_o1)",
        r"\mathrm{out}_{o1} \cdot \left(1 - \mathrm{out}_{o1}\right)",
    ),
    (
        product(DELTA, N("dnet_o1/dw5")),
        "∂E_total/∂net_o1 · ∂net_o1/∂w5",
        "dE_total/dnet_o1 * dnet_o1/dw5",
        r"\frac{\partial E_{\mathrm{total}}}{\partial \mathrm{net}_{o1}}"
        r" \cdot \frac{\partial \mathrm{net}_{o1}}{\partial w_5}",
    ),
    (
        difference(N("w5"), product(N("eta"), N("dE_total/dw5"))),
        "w5 − η · ∂E_total/∂w5",
        "w5 - eta * dE_total/dw5",
        r"w_5 - \eta \cdot \frac{\partial E_{\mathrm{total}}}{\partial w_5}",
    ),
    (
        Negative(Quotient(N("target_o1"), N("out_o1"))),
        "−target_o1/out_o1",
        "-target_o1/out_o1",
        r"-\frac{\mathrm{target}_{o1}}{\mathrm{out}_{o1}}",
    ),
    (
        Quotient(N("a"), Product((N("b"), N("c")))),
        "a/(b·c)",
        "a/(b*c)",
        r"\frac{a}{b \cdot c}",
    ),
    (Power(N("x"), number(12)), "x¹²", "x^12", "x^{12}"),
    (Power(N("x"), number(-2)), "x⁻²", "x^(-2)", "x^{-2}"),
    (Power(N("x"), N("y")), "x^y", "x^y", "x^{y}"),
    (Power(N("w5_new"), number(2)), "w5_new²", "w5_new^2", r"\left(w_5^{+}\right)^{2}"),
    (Power(number("1/2"), number(2)), "(½)²", "0.5^2", r"\left(\tfrac{1}{2}\right)^{2}"),
    (Power(DELTA, number(2)), "(∂E_total/∂net_o1)²", "(dE_total/dnet_o1)^2",
     r"\left(\frac{\partial E_{\mathrm{total}}}{\partial \mathrm{net}_{o1}}\right)^{2}"),
    # Functions.
    (call("sigmoid", N("net_h1")), "σ(net_h1)", "sigmoid(net_h1)",
     r"\sigma\left(\mathrm{net}_{h1}\right)"),
    (SIGMOID, "1/(1 + e^(−net_h1))", "1/(1 + exp(-net_h1))",
     r"\frac{1}{1 + e^{-\mathrm{net}_{h1}}}"),
    (call("exp", N("z")), "e^z", "exp(z)", "e^{z}"),
    (Power(call("exp", N("z")), number(2)), "(e^z)²", "exp(z)^2", r"\left(e^{z}\right)^{2}"),
    (call("log", N("out_o1")), "ln(out_o1)", "log(out_o1)", r"\ln\left(\mathrm{out}_{o1}\right)"),
    (call("sqrt", N("x")), "√(x)", "sqrt(x)", r"\sqrt{x}"),
    (call("abs", N("x")), "|x|", "abs(x)", r"\left\lvert x\right\rvert"),
    (call("step", N("x")), "step(x)", "step(x)", r"\mathrm{step}\left(x\right)"),
    (call("sign", N("x")), "sign(x)", "sign(x)", r"\mathrm{sign}\left(x\right)"),
    (call("tanh", N("x")), "tanh(x)", "tanh(x)", r"\tanh\left(x\right)"),
    (SOFTMAX, "softmax(net_y1)", "softmax(net_y1)",
     r"\mathrm{softmax}\left(\mathrm{net}_{y1}\right)"),
    (call("d", Product((N("w5"), N("out_h1"))), N("w5")), "∂/∂w5 (w5·out_h1)",
     "d/dw5 (w5*out_h1)",
     r"\frac{\partial}{\partial w_5}\left(w_5 \cdot \mathrm{out}_{h1}\right)"),
    (Product((number(2), call("d", N("x"), N("x")))), "2 · ∂/∂x (x)", "2 * d/dx (x)",
     r"2 \cdot \frac{\partial}{\partial x}\left(x\right)"),
    # With the numbers put in.
    (
        WithNumbers(weighted(2), {"w1": "0.15", "i1": "0.05", "w2": "-0.2", "i2": "0.1"}),
        "0.15 · 0.05 + (−0.2) · 0.1",
        "0.15*0.05 + (-0.2)*0.1",
        r"0.15 \cdot 0.05 + \left(-0.2\right) \cdot 0.1",
    ),
    (
        WithNumbers(SQUARE, {"target_o1": "0.01", "out_o1": "-2e-9"}),
        "(0.01 − (−2·10⁻⁹))²",
        "(0.01 - (-2e-9))^2",
        r"\left(0.01 - \left(-2 \times 10^{-9}\right)\right)^{2}",
    ),
    (
        WithNumbers(SOFTMAX, {"net_y1": "0.3", "net_y2": "-1"}),
        "e^0.3/(e^0.3 + e^(−1))",
        "exp(0.3)/(exp(0.3) + exp(-1))",
        r"\frac{e^{0.3}}{e^{0.3} + e^{-1}}",
    ),
    (
        WithNumbers(call("d", Product((N("w"), N("x"))), N("w")), {"w": "3", "x": "-2"}),
        "∂/∂w (3·(−2))",
        "d/dw (3*(-2))",
        r"\frac{\partial}{\partial w}\left(3 \cdot \left(-2\right)\right)",
    ),
    # Long sums.
    (
        weighted(64),
        "w1·i1 + w2·i2 + w3·i3 + … (60 more) … + w64·i64",
        "w1*i1 + w2*i2 + w3*i3 + ... (60 more) ... + w64*i64",
        r"w_1 \cdot i_1 + w_2 \cdot i_2 + w_3 \cdot i_3"
        r" + \cdots \text{ (60 more) } \cdots + w_{64} \cdot i_{64}",
    ),
    (
        WithNumbers(weighted(9), {f"{name}{k}": f"0.{k}" for name in "wi" for k in range(1, 10)}),
        "0.1 · 0.1 + 0.2 · 0.2 + 0.3 · 0.3 + … (5 more) … + 0.9 · 0.9",
        "0.1*0.1 + 0.2*0.2 + 0.3*0.3 + ... (5 more) ... + 0.9*0.9",
        r"0.1 \cdot 0.1 + 0.2 \cdot 0.2 + 0.3 \cdot 0.3"
        r" + \cdots \text{ (5 more) } \cdots + 0.9 \cdot 0.9",
    ),
    # Prose.
    ("naïve – “so” ½ €", "naïve – “so” ½ €", 'naive - "so" 1/2 U+20AC', "naïve – “so” ½ €"),
    ("a\x1b[31mb\u202ec\nd", "aU+001B[31mbU+202Ec\nd", "aU+001B[31mbU+202Ec\nd",
     "aU+001B[31mbU+202Ec\nd"),
]  # fmt: skip


@together(("part", "on_screen", "in_ascii", "in_latex"), TABLE)
def test_table(part: Inline, on_screen: str, in_ascii: str, in_latex: str) -> None:
    assert (screen(part), plain(part), latex(part)) == (on_screen, in_ascii, in_latex)


def test_a_sum_of_eight_terms_is_shown_whole() -> None:
    assert "more" not in screen(weighted(8))
    assert "(5 more)" in screen(weighted(9))


def test_label_is_one_line() -> None:
    assert label("one\n  two") == "one two"


def test_only_rounded_values_are_inexact() -> None:
    sides = (N("x"), WithNumbers(N("x"), {"x": "1"}), Value("1"), Value("1", exact=False))
    assert [inexact(side) for side in sides] == [False, False, False, True]


def _grown(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    pairs = st.tuples(parts, parts)
    return st.one_of(
        parts.map(Negative),
        pairs.map(Sum),
        pairs.map(Product),
        pairs.map(lambda pair: Quotient(*pair)),
        pairs.map(lambda pair: Power(*pair)),
        parts.map(lambda part: Call("exp", (part,))),
        parts.map(lambda part: Call("sigmoid", (part,))),
    )


LEAVES: st.SearchStrategy[Expr] = st.one_of(
    st.sampled_from(["w5", "eta", "net_h1", "dE_total/dw5", "w5_new"]).map(Name),
    st.sampled_from(["1/2", "-1/2", "3", "-2", "1/3", "0.25"]).map(Fraction).map(Number),
)


@given(st.recursive(LEAVES, _grown, max_leaves=12))
def test_every_expression(expr: Expr) -> None:
    assert plain(expr) == typed(expr)
    assert plain(expr).isascii()
    assert "-" not in screen(expr)
    formula = latex(expr)
    assert formula.count("{") == formula.count("}")
    assert formula.count(r"\left") == formula.count(r"\right")
    assert _one_power(formula)


def _one_power(formula: str) -> bool:
    """Whether no superscript stands on a superscript without brackets, which TeX refuses."""
    raised = []
    for k, character in enumerate(formula):
        if character == "{":
            raised.append(formula[k - 1 : k] == "^")
        elif character == "}" and raised.pop() and formula[k + 1 : k + 2] == "^":
            return False
    return not raised


@given(st.text())
def test_no_text_acts_on_the_screen(text: str) -> None:
    shown = screen(text).replace("\n", "")
    assert all(character.isprintable() or character.isspace() for character in shown)
    assert not {"\r", "\t", "\x1b", "\u2028", "\x85"} & set(shown)
    assert plain(text).isascii()


@pytest.mark.parametrize(
    ("name", "on_screen", "in_ascii", "in_latex"),
    [
        ("mu", "μ", "mu", r"\mu"),
        ("v_w5", "v_w5", "v_w5", "v_{w_5}"),
        ("v_w5_new", "v_w5_new", "v_w5_new", "v_{w_5}^{+}"),
        ("net_h1[2]", "net_h1[2]", "net_h1[2]", r"\mathrm{net}_{h1}^{(2)}"),
        ("w5_new[2]", "w5_new[2]", "w5_new[2]", "w_5^{+(2)}"),
        (
            "dE_total/dw5[2]",
            "∂E_total[2]/∂w5",
            "dE_total[2]/dw5",
            r"\frac{\partial E_{\mathrm{total}}^{(2)}}{\partial w_5}",
        ),
    ],
)
def test_samples_and_momentum_are_spelled(
    name: str, on_screen: str, in_ascii: str, in_latex: str
) -> None:
    assert (screen(Name(name)), plain(Name(name)), latex(Name(name))) == (
        on_screen,
        in_ascii,
        in_latex,
    )
