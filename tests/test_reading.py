"""The reader's table: what is typed, and how it is read or why and where it is refused."""

import math
import subprocess
import sys
from decimal import Decimal

import pytest
from together import together

from backprop_tutor.formula.expression import (
    ONE,
    PI,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    number,
)
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import load
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import TYPEABLE
from backprop_tutor.reading import LOGARITHMS, Comma, Read, Refused, Vocabulary, read
from backprop_tutor.reading.grammar import put_together
from backprop_tutor.reading.marks import marks_in
from backprop_tutor.reading.numbers import number_alone
from backprop_tutor.reading.powers import with_powers_of_ten
from backprop_tutor.teaching.judging.vocabulary import vocabulary
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.wording import speak

MAZUR = subject_of(load("mazur"))

QUANTITIES = [
    "a",
    "b",
    "x",
    "w1",
    "w5",
    "i1",
    "b1",
    "eta",
    "net_h1",
    "out_h1",
    "out_h2",
    "net_h1[1]",
    "net_h1[2]",
    "out_o1",
    "target_o1",
    "E_total",
    "E_o1",
    "dE_total/dout_o1",
    "dout_o1/dnet_o1",
    "dE_total/dnet_o1",
    "net_o2",
    "dout_o2/dnet_o2",
    "dout_h1/dnet_h1",
    "dnet_o1/dw5",
    "df/dq",
]
ALIASES = {
    "h1": "out_h1",
    "a_h1": "out_h1",
    "h2": "out_h2",
    "z_h1": "net_h1",
    "a_o1": "out_o1",
    "z_o1": "net_o1",
    "z_o2": "net_o2",
    "t_o1": "target_o1",
    "delta_o1": "dE_total/dnet_o1",
    "lr": "eta",
    "alpha": "eta",
    "η": "eta",
    "E": "E_total",
}
LESSON = Vocabulary(
    names={name: name for name in QUANTITIES} | ALIASES,
    functions={**TYPEABLE, **dict.fromkeys(LOGARITHMS, (1, 1)), "max": (2, 16), "min": (2, 16)},
    asked=frozenset({"dE_total/dw5", "dE/dw5"}),
    later={"w5_new": "w5_new", "net_o1": "net_o1", "z_o1": "net_o1", "w5+": "w5_new"},
    slopes={
        "net_h1": ("tanh", "dout_h1/dnet_h1"),
        "net_o1": ("sigmoid", "dout_o1/dnet_o1"),
        "net_o2": ("sigmoid", "dout_o2/dnet_o2"),
        "x": ("sigmoid", "dx/dy"),
    },
)
NO_QUESTION = Vocabulary({"x": "x", "e": "e", "pi": "pi", "x10": "x10"}, {"exp": (1, 1)})
LITERAL, ECHO = False, True

# Typed, how it is read (spelled as a learner could type it), and whether that is worth an echo.
ACCEPTED = [
    # Numbers.
    ("0.5", "0.5", LITERAL),
    ("  0.5  ", "0.5", LITERAL),
    (".5", "0.5", LITERAL),
    ("5.", "5", LITERAL),
    ("+0.5", "0.5", LITERAL),
    ("-0.5", "-0.5", LITERAL),
    ("-.5", "-0.5", LITERAL),
    ("5e-1", "0.5", LITERAL),
    ("5E-1", "0.5", LITERAL),
    ("5e−1", "0.5", ECHO),
    ("1e-3", "0.001", LITERAL),
    ("1E+3", "1000", LITERAL),
    ("00012", "12", LITERAL),
    ("5×10⁻¹", "0.5", ECHO),
    ("5 × 10⁻¹", "0.5", ECHO),
    ("5x10^-1", "0.5", ECHO),
    ("5X10**-1", "0.5", ECHO),
    ("5 x 10^-1", "0.5", ECHO),
    ("5*10^-1", "0.5", ECHO),
    ("5·10^(-1)", "0.5", ECHO),
    ("5·10^{-1}", "0.5", ECHO),
    ("-5×10⁻¹", "-0.5", ECHO),
    ("1 + 2×10^2 - 3×10^1", "1 + 200 - 30", ECHO),
    ("(2×10^2)", "200", ECHO),
    ("x/5×10^2", "x/5 * 10^2", ECHO),
    ("-x/-5×10^2", "-x/(-5) * 10^2", ECHO),
    ("2^2×10^2", "2^2*10^2", ECHO),
    ("2×10^2x", "2*10^2*x", ECHO),
    ("2*100^2", "2*100^2", LITERAL),
    ("14.76%", "0.1476", ECHO),
    ("14.76 %", "0.1476", ECHO),
    ("-3%", "-0.03", ECHO),
    (r"$14.76\%$", "0.1476", ECHO),
    ("50% x", "0.5*x", ECHO),
    ("0,1476", "0.1476", ECHO),
    ("0,147", "0.147", ECHO),
    ("1,5", "1.5", ECHO),
    ("-1,4765", "-1.4765", ECHO),
    ("1234,567", "1234.567", ECHO),
    ("1,5e-1", "0.15", ECHO),
    ("0,1476.", "0.1476", ECHO),
    ("0,5*1,476", "0.5*1.476", ECHO),
    ("1,476*x - 12,5", "1.476*x - 12.5", ECHO),
    ("(1,476)(2,5)", "1.476*2.5", ECHO),
    ("sigmoid(0,5)", "sigmoid(0.5)", ECHO),
    ("max((1,2), 3)", "max(1.2, 3)", ECHO),
    ("½", "0.5", ECHO),
    ("⅓", "1/3", ECHO),
    ("¾", "0.75", ECHO),
    ("1/3", "1/3", LITERAL),
    ("-1/3", "-1/3", LITERAL),
    ("1⁄3", "1/3", ECHO),
    # Arithmetic, and how tightly each sign holds.
    ("0.82*(1-0.82)", "0.82*(1 - 0.82)", LITERAL),
    ("a+b+x", "a + b + x", LITERAL),
    ("a-b-x", "a - b - x", LITERAL),
    ("a-(b-x)", "a - (b - x)", LITERAL),
    ("-a*b", "-a*b", LITERAL),
    ("-a+b", "-a + b", LITERAL),
    ("a*-b", "a*(-b)", LITERAL),
    ("a/-b", "a/(-b)", LITERAL),
    ("a - -b", "a - (-b)", LITERAL),
    ("--a", "-(-a)", LITERAL),
    ("a*+b", "a*b", LITERAL),
    ("a/b/x", "a/b/x", LITERAL),
    ("a/b*x", "a/b * x", LITERAL),
    ("a*b/x", "a*b/x", LITERAL),
    ("a/(b*x)", "a/(b*x)", LITERAL),
    ("x^2", "x^2", LITERAL),
    ("x**2", "x^2", LITERAL),
    ("-x^2", "-x^2", LITERAL),
    ("−x^2", "-x^2", LITERAL),
    ("(-x)^2", "(-x)^2", LITERAL),
    ("2^-1", "2^(-1)", LITERAL),
    ("2^-1*x", "2^(-1)*x", LITERAL),
    ("2^+3", "2^3", LITERAL),
    ("x^(a+b)", "x^(a + b)", LITERAL),
    ("x^a", "x^a", LITERAL),
    ("(x^2)^3", "(x^2)^3", LITERAL),
    ("x^64", "x^64", LITERAL),
    ("x²", "x^2", LITERAL),
    ("x⁻¹", "x^(-1)", ECHO),
    ("10⁻¹", "10^(-1)", ECHO),
    ("-x²b", "-x^2*b", ECHO),
    ("(a+b)²", "(a + b)^2", LITERAL),
    ("a − b – x", "a - b - x", ECHO),
    ("a ‐ b ‑ x", "a - b - x", ECHO),
    ("a·b×x⋅w5∙w1∗b1•i1", "a*b*x*w5*w1*b1*i1", ECHO),
    ("a÷b", "a/b", ECHO),
    ("a\u00a0+\u2009b\u202f+\u3000x", "a + b + x", ECHO),
    # Multiplication without a sign.
    ("2x", "2*x", ECHO),
    ("2 x", "2*x", ECHO),
    ("a b", "a*b", ECHO),
    ("(a)(b)", "a*b", ECHO),
    ("(a)b", "a*b", ECHO),
    ("2(a+b)", "2*(a + b)", ECHO),
    ("out_o1(1-out_o1)", "out_o1*(1 - out_o1)", ECHO),
    ("1/2(x)", "1/2 * x", ECHO),
    ("1/2x", "1/2 * x", ECHO),
    ("½x", "0.5*x", ECHO),
    ("½(target_o1 − out_o1)²", "0.5*(target_o1 - out_o1)^2", ECHO),
    ("2x^2", "2*x^2", ECHO),
    ("x^2 a", "x^2*a", ECHO),
    ("x^-a b", "x^(-a)*b", ECHO),
    ("2sigmoid(x)", "2*sigmoid(x)", ECHO),
    # Names, aliases, derivatives.
    ("out_h1", "out_h1", LITERAL),
    ("h1", "out_h1", ECHO),
    ("a_h1", "out_h1", ECHO),
    ("lr*w5", "eta*w5", ECHO),
    ("η w5", "eta*w5", ECHO),
    ("t_o1 - a_o1", "target_o1 - out_o1", ECHO),
    ("net_h1[2]", "net_h1[2]", LITERAL),
    ("w₅", "w5", ECHO),
    ("dE_total/dnet_o1", "dE_total/dnet_o1", LITERAL),
    ("dE_total / dnet_o1", "dE_total/dnet_o1", ECHO),
    ("∂E_total/∂net_o1", "dE_total/dnet_o1", LITERAL),
    ("∂E_total/∂ net_o1", "dE_total/dnet_o1", ECHO),
    ("dE/dnet_o1", "dE_total/dnet_o1", ECHO),
    ("dE/dz_o1", "dE_total/dnet_o1", ECHO),
    ("da_o1/dz_o1", "dout_o1/dnet_o1", ECHO),
    ("delta_o1*h1", "dE_total/dnet_o1 * out_h1", ECHO),
    ("δ_o1*h1", "dE_total/dnet_o1 * out_h1", ECHO),
    ("dE_total/dnet_o1 * out_h1", "dE_total/dnet_o1 * out_h1", LITERAL),
    ("dE_total/dnet_o1*dnet_o1/dw5", "dE_total/dnet_o1 * dnet_o1/dw5", LITERAL),
    ("a/dE_total/dnet_o1", "a/(dE_total/dnet_o1)", LITERAL),
    ("delta_o1/delta_o1", "dE_total/dnet_o1/(dE_total/dnet_o1)", ECHO),
    ("2df/dq", "2 * df/dq", ECHO),
    # Constants and functions.
    ("e", "exp(1)", ECHO),
    ("2e", "2*exp(1)", ECHO),
    ("2e^x", "2*exp(x)", ECHO),
    ("2e*x", "2*exp(1)*x", ECHO),
    ("e^x", "exp(x)", ECHO),
    ("e^-x", "exp(-x)", ECHO),
    ("e^(-x^2)", "exp(-x^2)", ECHO),
    ("e²", "exp(2)", ECHO),
    ("1/(1+e^-x)", "1/(1 + exp(-x))", ECHO),
    ("exp(x)", "exp(x)", LITERAL),
    ("sigmoid(x)", "sigmoid(x)", LITERAL),
    ("sigmoid (x)", "sigmoid(x)", LITERAL),
    ("σ(x)", "sigmoid(x)", LITERAL),
    ("σ(a)(1-σ(a))", "sigmoid(a)*(1 - sigmoid(a))", ECHO),
    ("ln(x)", "log(x)", LITERAL),
    ("max(a, b)", "max(a, b)", LITERAL),
    ("max(a,b)", "max(a, b)", LITERAL),
    ("max(1, 2)", "max(1, 2)", LITERAL),
    ("max(0,x)", "max(0, x)", LITERAL),
    ("max(x,0)", "max(x, 0)", LITERAL),
    ("max(1.0,2.5)", "max(1, 2.5)", LITERAL),
    ("max(a, b, x, 1)", "max(a, b, x, 1)", LITERAL),
    # With a semicolon between arguments a comma is that of a number.
    ("max(0; x)", "max(0, x)", LITERAL),
    ("max(a ; b ; x)", "max(a, b, x)", LITERAL),
    ("max(0 ; max(a, b))", "max(0, max(a, b))", LITERAL),
    ("max(max(a ; b), x)", "max(max(a, b), x)", LITERAL),
    ("max(0,5 ; x)", "max(0.5, x)", ECHO),
    ("max(1,25;2)", "max(1.25, 2)", ECHO),
    ("max((0,5)*a;2,5)", "max(0.5*a, 2.5)", ECHO),
    ("max(1 1/2; 3)", "max(1.5, 3)", ECHO),
    ("max(0\u00a0; x)", "max(0, x)", ECHO),
    ("abs(x)", "abs(x)", LITERAL),
    ("tanh(x)^2", "tanh(x)^2", LITERAL),
    ("e^(2+3)", "exp(2 + 3)", ECHO),
    # As people paste.
    ("1/(1+np.exp(-x))", "1/(1 + exp(-x))", ECHO),
    ("numpy.exp(x)", "exp(x)", ECHO),
    ("math.exp(x) + Math.exp(x)", "exp(x) + exp(x)", ECHO),
    ("torch.sigmoid(x)*jnp.tanh(x)", "sigmoid(x)*tanh(x)", ECHO),
    ("np.max(0, x)", "max(0, x)", ECHO),
    ("1 - np.tanh(x)**2", "1 - tanh(x)^2", ECHO),
    ("math.e", "exp(1)", ECHO),
    ("1 - tanh^2(x)", "1 - tanh(x)^2", ECHO),
    ("tanh**2(x)", "tanh(x)^2", ECHO),
    ("tanh²(x)", "tanh(x)^2", ECHO),
    ("σ²(x)", "sigmoid(x)^2", ECHO),
    ("tanh^(2)(x)", "tanh(x)^2", ECHO),
    ("-tanh^2(x)*a", "-tanh(x)^2*a", ECHO),
    (r"1 - \tanh^2(x)", "1 - tanh(x)^2", ECHO),
    (r"\tanh^{2}\left(x\right)", "tanh(x)^2", ECHO),
    ("[a]", "a", LITERAL),
    ("[out_o1-target_o1]*out_o1*(1-out_o1)", "(out_o1 - target_o1)*out_o1*(1 - out_o1)", LITERAL),
    ("[(a+b)*[x+a]]", "(a + b)*(x + a)", LITERAL),
    (r"\left[a + b\right]x", "(a + b)*x", ECHO),
    ("sigmoid[x]", "sigmoid(x)", LITERAL),
    ("max[a, b]", "max(a, b)", LITERAL),
    ("a + {b}", "a + b", ECHO),
    ("{out}_{h1}", "out_h1", ECHO),
    (r"{\delta}_{o1}{out}_{h1}", "dE_total/dnet_o1 * out_h1", ECHO),
    (r"\delta_{o1}out_{h1}", "dE_total/dnet_o1 * out_h1", ECHO),
    (r"\delta_{o1}w_{5}\eta", "dE_total/dnet_o1 * w5 * eta", ECHO),
    (r"\frac{\partial E}{\partial net_{o1}}out_{h1}", "dE_total/dnet_o1 * out_h1", ECHO),
    (r"∂E/∂net_{o1}out_{h1}", "dE_total/dnet_o1 * out_h1", ECHO),
    (r"\delta _{o1}", "dE_total/dnet_o1", ECHO),
    (r"a\,b \ast x \qquad", "a*b*x", ECHO),
    (r"{\displaystyle \eta {\frac {a}{b}}}", "eta * (a/b)", ECHO),
    (
        r"{\displaystyle w_{5}-\eta \,\delta _{o1}h_{1}.}",
        "w5 - eta * dE_total/dnet_o1 * out_h1",
        ECHO,
    ),
    ("a*b.", "a*b", LITERAL),
    ("out_o1.", "out_o1", LITERAL),
    ("0.5.", "0.5", LITERAL),
    ("(a).", "a", LITERAL),
    ("$a + b$.", "a + b", ECHO),
    ("$a + b.$", "a + b", ECHO),
    ("1 1/2", "1.5", ECHO),
    ("-1 1/2", "-1.5", ECHO),
    ("1½", "1.5", ECHO),
    ("2 3/4*x", "2.75*x", ECHO),
    ("max(1 1/2, 3)", "max(1.5, 3)", ECHO),
    ("x + 1 1⁄2 - a", "x + 1.5 - a", ECHO),
    ("log10(x)", "log(x)/log(10)", ECHO),
    ("-lg(x)", "-log(x)/log(10)", ECHO),
    ("log2(x)", "log(x)/log(2)", ECHO),
    (r"\log_{10}(x)", "log(x)/log(10)", ECHO),
    ("log10(100)", "log(100)/log(10)", ECHO),
    ("\ufeff0.5", "0.5", LITERAL),
    ("\ufeffdE/dw5 = 0.5", "0.5", ECHO),
    # A choice.
    ("where(x > 0, 1, 0.01)", "where(x > 0, 1, 0.01)", LITERAL),
    ("where(a > b, x, -x)", "where(a > b, x, -x)", LITERAL),
    ("where(a < b, x, 2)", "where(b > a, x, 2)", LITERAL),
    ("2*where(x - 1 > a*b; x^2; 0)", "2*where(x - 1 > a*b, x^2, 0)", LITERAL),
    ("where(a > b, where(b > x, 1, 2), 3)", "where(a > b, where(b > x, 1, 2), 3)", LITERAL),
    ("where(0 < x, 1, 0)", "where(x > 0, 1, 0)", LITERAL),
    ("where(0 > x, 1, 0)", "where(x < 0, 1, 0)", LITERAL),
    ("where(x >= a, 1, b)", "where(a > x, b, 1)", LITERAL),
    ("where(x <= 0, 1, b)", "where(x > 0, b, 1)", LITERAL),
    ("where(x ≥ a, 1, b)", "where(a > x, b, 1)", ECHO),
    ("silu(x) - hard_tanh(a)*erf(b)", "silu(x) - hard_tanh(a)*erf(b)", LITERAL),
    ("swish(x) + logistic(a) + identity(b)", "silu(x) + sigmoid(a) + linear(b)", ECHO),
    ("cos(2*pi*x)", "cos(2*pi*x)", LITERAL),
    ("2π*x", "2*pi*x", ECHO),
    (r"\sin^2(x)", "sin(x)^2", ECHO),
    # Slopes by a prime, where a line of the lesson has that slope.
    ("sigma'(net_o2)", "dout_o2/dnet_o2", ECHO),
    ("σ'(z_o2)", "dout_o2/dnet_o2", ECHO),
    ("sigmoid′(net_o2)*a", "dout_o2/dnet_o2 * a", ECHO),
    ("f'(net_h1)", "dout_h1/dnet_h1", ECHO),
    (r"\sigma^\prime\left(net_{o2}\right)", "dout_o2/dnet_o2", ECHO),
    (r"\sigma^{\prime}(z_{o2})", "dout_o2/dnet_o2", ECHO),
    # A repeated left-hand side.
    ("dE_total/dw5 = 0.0820", "0.082", ECHO),
    ("dE_total/dw5 := 3", "3", ECHO),
    ("dE_total/dw5 ≈ 3", "3", ECHO),
    ("dE/dw5=3", "3", ECHO),
    ("∂E_total/∂w5 = 3", "3", ECHO),
    ("= 3", "3", ECHO),
    # A chain: the last side that can be read is the answer.
    ("0.82*(1-0.82) = 0.1476", "0.1476", ECHO),
    ("0.5 = 0.5", "0.5", ECHO),
    ("dE/dw5 = 3 = 3", "3", ECHO),
    ("dE/dw5 = delta_o1*h1 = 0.1385*0.5933 = 0.0822", "0.0822", ECHO),
    ("dE/dw5 = net_o1*2 = 0.5", "0.5", ECHO),
    ("0.5*3 = w5_new", "0.5*3", ECHO),
    ("0.0822 = dE/dw5", "0.0822", ECHO),
    ("0.5*3 =", "0.5*3", ECHO),
    ("a*b ≈ 0.5", "0.5", ECHO),
    (
        r"{\displaystyle {\frac {\partial E}{\partial w_{5}}}=\delta _{o1}h_{1}}",
        "dE_total/dnet_o1 * out_h1",
        ECHO,
    ),
    # Simple LaTeX.
    ("$0.5$", "0.5", ECHO),
    ("$$0.5$$", "0.5", ECHO),
    (r"\(0.5\)", "0.5", ECHO),
    (r"$out_{o1}$", "out_o1", ECHO),
    (r"w_5 + w_{5}", "w5 + w5", ECHO),
    (r"out_{h_1}", "out_h1", ECHO),
    (r"\text{out}_{o1}", "out_o1", ECHO),
    (r"\mathrm{net}_{\mathrm{h1}}", "net_h1", ECHO),
    (r"\frac{a}{b}", "a/b", ECHO),
    (r"\dfrac{a + 1}{b}x", "(a + 1)/b * x", ECHO),
    (r"x^\frac{1}{2}", "x^(1/2)", ECHO),
    (r"\frac{\frac{a}{b}}{x}", "a/b/x", ECHO),
    (r"\frac{\partial E_{total}}{\partial net_{o1}}", "dE_total/dnet_o1", ECHO),
    (r"\frac{dE_{total}}{dnet_{o1}} \cdot out_{h1}", "dE_total/dnet_o1 * out_h1", ECHO),
    (
        r"$\frac{\partial E}{\partial w_5} = \delta_{o1} \cdot h_1$",
        "dE_total/dnet_o1 * out_h1",
        ECHO,
    ),
    (r"a \cdot b \times x \div 2", "a*b*x/2", ECHO),
    (r"\left(a + b\right)\,x", "(a + b)*x", ECHO),
    (r"\eta \cdot w_5", "eta*w5", ECHO),
    (r"\sigma(x)", "sigmoid(x)", ECHO),
    (r"\exp(x) + \ln(x) + \log(x) + \tanh(x)", "exp(x) + log(x) + log(x) + tanh(x)", ECHO),
    (r"\sqrt{x}", "sqrt(x)", ECHO),
    (r"\frac{1}{1 + e^{-x}}", "1/(1 + exp(-x))", ECHO),
]

# Typed, a piece of the reason, and the column of the caret.
REFUSED = [
    ("", "nothing is typed", None),
    ("   ", "nothing is typed", None),
    # Names.
    ("foo", "'foo' is not a name here", 1),
    ("a + foo", "'foo' is not a name here", 5),
    ("xb", "'xb' is not a name here", 1),
    ("OUT_O1", "'OUT_O1' is not a name here; did you mean 'out_o1'?", 1),
    ("out_o3", "did you mean 'out_o", 1),
    ("Sigmoid(x)", "did you mean 'sigmoid'?", 1),
    ("Sgimoid(x)", "did you mean 'sigmoid'?", 1),
    ("sig(x)", "did you mean 'sigmoid'?", 1),
    ("Sigm(x)", "did you mean 'sigmoid'?", 1),
    ("aa", "'aa' is not a name here; did you mean 'a'?", 1),
    ("2 X 3", "to multiply, type *", 3),
    ("dfoo/dbar", "'dfoo/dbar' is not a name here", 1),
    ("∂foo/∂bar", "'∂foo/∂bar' is not a name here", 1),
    ("a*dE_total/dw9", "'dE_total/dw9' is not a name here", 3),
    ("DE_TOTAL/DNET_O1", "did you mean 'dE_total/dnet_o1'?", 1),
    ("∂E_total/∂nett_o1", "did you mean 'dE_total/dnet_o1'?", 1),
    ("net_h1[3]", "'net_h1[3]' is not a name here", 1),
    ("w5_new", "w5_new comes later in the lesson; use what is known so far", 1),
    ("a*net_o1", "net_o1 comes later in the lesson", 3),
    ("dE_total/dw5", "dE_total/dw5 is what is asked; say how it is computed", 1),
    ("2*∂E_total/∂w5", "is what is asked", 3),
    ("__import__('os').system('ls')", "'__import__' is not a name here", 1),
    ("nan", "'nan' is not a number", 1),
    ("-inf", "'inf' is not a number", 2),
    ("Infinity", "'Infinity' is not a number", 1),
    # Functions.
    ("sigmoid", "put the argument of sigmoid in brackets: sigmoid(…)", 8),
    ("sigmoid x", "put the argument of sigmoid in brackets", 9),
    ("sigmoid + 1", "put the argument of sigmoid in brackets", 9),
    ("sigmoid()", "sigmoid needs a value in its brackets", 9),
    ("sigmoid(a, b)", "sigmoid takes 1 argument; 2 given", 1),
    ("max(a)", "max takes 2 to 16 arguments; 1 given", 1),
    ("max(1,2)", "write 1, 2 with a space after the comma, or 1.2 with a point", 6),
    ("max(a, )", "something is missing between ',' and ')'", 8),
    ("max(, a)", "something is missing before ','", 5),
    ("max(a; )", "something is missing between ';' and ')'", 8),
    ("max(0, 5 ; x)", "there is a ';' between these arguments", 6),
    ("max(1,476 ; x)", "1,476 may mean 1.476 or 1476", 6),
    ("2*(a; b)", "';' is not read here", 5),
    ("softmax(a, b)", "softmax has to be written out: e^z1/(e^z1 + e^z2 + …)", 1),
    # Choices.
    ("where(a, b, x)", "where begins with a comparison: where(a > b, x, y)", 1),
    ("where(a > b, x)", "where takes 3 arguments; 2 given", 1),
    ("x >= 0", "comparisons are not read here", 3),
    ("where(a > b > x, 1, 2)", "'>' does not fit here", 13),
    ("where(a > , 1, 2)", "something is missing between '>' and ','", 11),
    ("max(a > b, x)", "comparisons are not read here", 7),
    ("where((a > b), 1, 2)", "comparisons are not read here", 10),
    ("1 if x > 0, else 0", "a formula with cases is typed where(a > b, x, y)", 3),
    # Brackets.
    ("(a", "a bracket is still open here; close it with )", 3),
    ("((a)", "a bracket is still open here; close it with )", 5),
    ("[a", "a bracket is still open here; close it with ]", 3),
    ("a*[b+(a)", "a bracket is still open here; close it with ]", 9),
    ("(a+[b]", "a bracket is still open here; close it with )", 7),
    ("a*{b", "a bracket is still open here; close it with }", 5),
    ("a)", "closes a bracket that was never opened", 2),
    ("()", "there is nothing between these brackets", 2),
    ("(a}", "this bracket should be ')', to match the one at column 1", 3),
    ("a]", "closes a bracket that was never opened", 2),
    ("[a)", "this bracket should be ']', to match the one at column 1", 3),
    ("x [2]", "to multiply, type *; a sample's number follows a name at once", 3),
    ("tanh^2 x", "put the argument of tanh in brackets", 8),
    ("tanh²", "put the argument of tanh in brackets", 6),
    ("tanh^", "something is missing after '^'", 6),
    ("tanh⁻¹(x)", "a negative power of tanh may be its inverse", 5),
    ("tanh^-1(x)", "a negative power of tanh may be its inverse", 5),
    (r"\tanh^{-1}(x)", "a negative power of tanh may be its inverse", 6),
    ("log10(0)", "log10 has no value here", 1),
    ("1/log2(1)", "divides by zero", 2),
    ("|x|", "write abs(x)", 1),
    ("(" * 41 + "a", "brackets go at most 40 deep", 41),
    # Signs without a partner.
    ("a +", "something is missing after '+'", 4),
    ("a + ", "something is missing after '+'", 4),
    ("-", "something is missing after '-'", 2),
    ("a //b", "something is missing between '/' and '/'", 4),
    ("*a", "something is missing before '*'", 1),
    ("a ** ** b", "something is missing between '**' and '**'", 6),
    ("(a + )", "something is missing between '+' and ')'", 6),
    ("---a", "too many signs in a row", 3),
    ("a,b", "a comma is read only inside a number", 2),
    ("²", "something is missing before '²'", 1),
    ("x⁻", "a raised sign needs a raised number", 2),
    # Numbers.
    ("1 5", "there is a space inside a number", 2),
    ("0. 5", "there is a space inside a number", 3),
    ("1 476", "there is a space inside a number", 2),
    ("1 476/1000", "there is a space inside a number", 2),
    ("1 3/2", "there is a space inside a number", 2),
    ("1 1/2x", "there is a space inside a number", 2),
    ("1 1/2/3", "there is a space inside a number", 2),
    ("1 1/2^2", "there is a space inside a number", 2),
    ("x^1 1/2", "there is a space inside a number", 4),
    ("2½x", "'2½' may be a sum or a product", 2),
    ("1.2.3.", "at most one decimal point", 4),
    ("..", "not a decimal point", 1),
    ("1 000", "there is a space inside a number", 2),
    ("x 2", "to multiply, write * between 'x' and '2'", 3),
    ("(a)2", "to multiply, write * between ')' and '2'", 4),
    ("1,476", "1,476 may mean 1.476 or 1476; write one of them", 2),
    ("12,345", "may mean 12.345 or 12345", 3),
    ("1,476 + 2,500", "1,476 may mean 1.476 or 1476", 2),
    ("1,476,000", "more than one separator; write 1476000", 2),
    ("0,5,3", "more than one separator; a number has one, as in 0.5", 2),
    ("1,476,00", "more than one separator; a number has one, as in 0.5", 2),
    ("1,476.5", "more than one separator; write 1476.5", 2),
    ("1.476,5", "has a point and a comma; write 1476.5", 6),
    (",5", "a comma is read only inside a number", 1),
    ("5,", "a comma is read only inside a number", 2),
    ("1.2.3", "at most one decimal point", 4),
    (".", "not a decimal point", 1),
    ("out_o1.w5", "not a decimal point", 7),
    ("1_476", "without '_'", 2),
    ("0x1", "'0x1' is not an ordinary number", 1),
    ("0b11", "'0b11' is not an ordinary number", 1),
    ("1'476", "leave out quotation marks", 2),
    ("5%3", "% means per cent here", 2),
    ("x%", "'%' is read only directly after a number", 2),
    ("5×10^1%", "a % cannot follow an exponent", 7),
    ("5×10⁻¹%", "'%' is read only directly after a number", 7),
    ("1" * 31, "at most 30 digits", 1),
    ("0." + "1" * 30, "at most 30 digits", 1),
    ("1e999", "too large", 1),
    ("1e999999999999999999999999", "too large", 1),
    ("1e-999", "too small", 1),
    ("a + 1e-999999999999", "too small", 5),
    ("0e999", "too large", 1),
    ("5×10^400", "too large", 1),
    ("5×10^-99999999", "too small", 1),
    ("2e -1", "write 2e-1 without spaces", 2),
    ("2 e-1", "write 2e-1 without spaces", 2),
    ("2e - 1", "write 2e-1 without spaces", 2),
    ("6.683960211 E-04", "write 6.683960211E-04 without spaces; to multiply, type *", 12),
    ("6.68 E 04", "write 6.68E04 without spaces", 5),
    ("8.217 10^-2", "has no space; write 8.217e-2 or 8.217*10^-2", 6),
    ("4.385677345 10⁻⁴", "write 4.385677345e-4 or 4.385677345*10^-4", 12),
    ("8.217 10^(−2)", "write 8.217e-2 or 8.217*10^-2", 6),
    ("8.217 10^{-2}", "write 8.217e-2 or 8.217*10^-2", 6),
    ("8.217 10**-2 + 1", "write 8.217e-2 or 8.217*10^-2", 6),
    ("8.217 10-2", "write 8.217e-2 or 8.217*10^-2", 6),
    ("0,8217 10^-1", "write 0,8217e-1 or 0,8217*10^-1", 7),
    ("5e3 10^-2", "has no space; write 5e3*10^-2", 4),
    ("8.217 10-2*x", "there is a space inside a number", 6),
    ("8.217 10^x", "there is a space inside a number", 6),
    ("8.217 10^1.5", "there is a space inside a number", 6),
    ("8.217 100^2", "there is a space inside a number", 6),
    ("2e^", "something is missing after '^'", 4),
    ("0EE0", "'EE0' is not a name here", 2),
    ("5x10", "'x10' is not a name here", 2),
    ("٣", "(U+0663) is a digit of another script", 1),
    ("w5*٣", "(U+0663) is a digit of another script", 4),
    ("\uff15", "(U+FF15) is a digit of another script", 1),
    ("₅", "'₅' (U+2085) is not read here", 1),
    # Powers.
    ("9**9**9", "an exponent may not hold another power", 5),
    ("2^3^4^5", "an exponent may not hold another power", 4),
    ("x^(a^2)", "an exponent may not hold another power", 5),
    ("x^2²", "an exponent may not hold another power", 4),
    ("x²^2", "an exponent may not hold another power", 3),
    ("5*10^-1^2", "an exponent may not hold another power", 8),
    ("x^65", "an exponent may be at most 64", 3),
    ("x^-65", "an exponent may be at most 64", 3),
    ("x^(60+10)", "an exponent may be at most 64", 3),
    ("x⁹⁹", "an exponent may be at most 64", 2),
    ("(-8)^(1/3)", "no real value", 5),
    # Not finite.
    ("1/0", "divides by zero", 2),
    ("a/0.0", "divides by zero", 2),
    ("1/(1-1)", "divides by zero", 2),
    ("1/(0.1+0.2-0.3)", "divides by zero", 2),
    ("a + b/(2*0)", "divides by zero", 6),
    (r"\frac{a}{0}", "divides by zero", 9),
    ("1/log(1)", "divides by zero", 2),
    ("0^-1", "divides by zero", 2),
    ("0⁻¹", "divides by zero", 2),
    ("log(0)", "log has no value here", 1),
    ("ln(0)", "ln has no value here", 1),
    ("ln 2", "put the argument of ln in brackets: ln(…)", 4),
    ("ln()", "ln needs a value in its brackets", 4),
    ("1 + sqrt(-1)", "sqrt has no value here", 5),
    ("exp(1000)", "too large", 1),
    ("e^1000", "too large", 2),
    ("1e300*1e300", "too large", 7),
    ("((9^64)^64)^64", "too large", 8),
    # Left-hand sides.
    ("out_o1 = 3", "the question asks for dE_total/dw5; this gives 'out_o1'", 1),
    ("  w5 = 3", "this gives 'w5'", 3),
    ("dE_total/dw = 3", "this gives 'dE_total/dw'", 1),
    ("dout/dw5 = 3", "this gives 'dout/dw5'", 1),
    ("dE_total/dw6 = 3", "this gives 'dE_total/dw6'", 1),
    ("dE/dw5 == 3", "more than one '='", 9),
    ("dE/dw5 = a = = 3", "more than one '='", 12),
    ("=".join("1234567"), "more than one '='", 4),
    ("2*dE/dw5 = 3", "is what is asked", 3),
    ("a = b*x = 3", "this gives 'a'", 1),
    ("foo*2 = bar*3", "'foo' is not a name here", 1),
    ("a*b == 3", "more than one '='", 6),
    ("dE/dw5 =", "there is no value or formula here", 9),
    ("dE/dw5 = dE/dw5", "is what is asked", 10),
    # Characters.
    ("0.5 # half", "comments are not read here", 5),
    ("'0.5'", "leave out quotation marks", 1),
    ('"x"', "leave out quotation marks", 1),
    ("x'", "leave out quotation marks and primes", 2),
    # Slopes by a prime, where no line of the lesson has that slope.
    ("σ'(x)", "write the slope out", 2),
    ("σ'", "write the slope out", 2),
    ("σ'(net_h1)", "write the slope out", 2),
    ("σ'(out_h1)", "write the slope out", 2),
    ("f'(z_h2)", "write the slope out", 2),
    ("relu'(net_o1)", "write the slope out", 5),
    ("3*g'(2)", "write the slope out", 4),
    # What usual names stand for, and names without a sign between.
    ("t1", "'t1' is not a name here; did you mean 'target_o1'?", 1),
    ("out_o1 - target", "did you mean 'target_o1'?", 10),
    ("y1", "did you mean 'out_o1'?", 1),
    ("out", "did you mean 'out_o1'?", 1),
    ("err", "did you mean 'E_o1'?", 1),
    ("out_o1 - cible", "did you mean 'target_o1'?", 10),
    ("sortie", "did you mean 'out_o1'?", 1),
    ("erreur", "did you mean 'E_o1'?", 1),
    ("delta*h1", "did you mean 'delta_o1'?", 1),
    ("grad*h1", "did you mean 'dE_total/dnet_o1'?", 1),
    ("grad", "'grad' is not a name here; if it stands for what is asked, say how that is", 1),
    ("dE/dw5 = grad", "if it stands for what is asked, say how that is computed", 10),
    ("w1i1 + b1", "'w1i1' is not a name here; to multiply, type *: w1*i1", 1),
    ("xb", "to multiply, type *: x*b", 1),
    # A library before what is no function of it.
    ("np.w5", "'np.' is read only before a function", 1),
    ("np.foo(x)", "'foo' is not a name here", 4),
    ("sys.exp(x)", "'sys' is not a name here", 1),
    ("np.", "'np' is not a name here", 1),
    ("a & b", "'&' is not read here", 3),
    ("a < b", "comparisons are not read here", 3),
    ("a ≠ b", "comparisons are not read here", 3),
    ("9!", "factorials", 2),
    ("a @ b", "to multiply, type *", 3),
    ("a : b", "to divide, type /", 3),
    ("a; b", "';' is not read here", 2),
    ("a?", "'?' is not read here", 2),
    ("~a", "'~' is not read here", 1),
    ("√x", "write sqrt(x)", 1),
    ("∞", "'∞' is not a number", 1),
    ("∂", "only in a derivative", 1),
    ("a±b", "'±' (U+00B1) is not read here", 2),
    ("é", "'é' (U+00E9) is not used here", 1),
    ("la réponse", "'réponse' is not a name here", 4),
    ("re\u0301seau?", "'re\u0301seau' is not a name here", 1),
    ("le coût", "'coût' is not a name here; did you mean 'E_o1'?", 4),
    ("2*sigmoïde(x)", "'sigmoïde' is not a name here; did you mean 'sigmoid'?", 3),
    ("un nœud", "'nœud' is not a name here", 4),
    ("оut_o1", "'о' (U+043E) is not used here", 1),
    ("a\u202eb", "an invisible character here, U+202E", 2),
    ("a\u200bb", "an invisible character here, U+200B", 2),
    ("a\tb", "an invisible character here, U+0009", 2),
    ("\x1b[31ma", "an invisible character here, U+001B", 1),
    ("\ud800", "an invisible character here, U+D800", 1),
    # LaTeX that is not read.
    (r"\foo{a}", r"'\foo' is LaTeX that is not read here", 1),
    ("a \\", "'\\' is LaTeX that is not read here", 3),
    ("$a", "'$' is read only around a whole formula", 1),
    ("a $ b", "'$' is read only around a whole formula", 3),
    (r"\frac12", r"'\frac' is LaTeX that is not read here", 1),
    (r"\frac{a}b", r"\frac needs two parts in braces", 8),
    (r"\frac{a}{b", "a bracket is still open here; close it with }", 11),
    (r"\sqrt[3]{x}", "did you mean 'sqrt'?", 1),
    (r"\sum x", r"'\sum' is LaTeX", 1),
    # Limits.
    ("a" * 401, "longer than 400 characters", 401),
    ("+".join("a" * 101), "more than 200 parts", 201),
    ("0.5" + " " * 400, "longer than 400 characters", 401),
]


def shown(result: Read | Refused) -> str:
    return typed(result.expression) if isinstance(result, Read) else f"refused: {result.reason}"


@together(("text", "expected", "echoed"), ACCEPTED, ids=[row[0] for row in ACCEPTED])
def test_accepted(text: str, expected: str, echoed: bool) -> None:
    result = read(text, LESSON)
    assert shown(result) == expected
    assert isinstance(result, Read)
    assert result.echoed is echoed


@together(
    ("text", "reason", "column"),
    REFUSED,
    ids=[ascii(row[0])[:30] for row in REFUSED],
)
def test_refused(text: str, reason: str, column: int | None) -> None:
    result = read(text, LESSON)
    assert isinstance(result, Refused), shown(result)
    assert reason in result.reason
    assert result.column == column


@pytest.mark.parametrize("text", ["abc", "line 2", "foo", "sum(a)", "net", "w12", "wx", "nets"])
def test_what_is_not_near_is_not_suggested(text: str) -> None:
    result = read(text, LESSON)
    assert isinstance(result, Refused)
    assert "did you mean" not in result.reason, result.reason
    assert result.nearest is None


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("0.0820", "0.0820"),
        ("-.5", "-0.5"),
        ("+.50", "0.50"),
        ("(0.50)", "0.50"),
        ("-(0.50)", "-0.50"),
        ("14.76%", "0.1476"),
        ("14.760%", "0.14760"),
        ("5×10⁻¹", "5E-1"),
        ("-5.0x10^-7", "-5.0E-7"),
        ("1.20e-3", "0.00120"),
        ("0,0820", "0.0820"),
        ("dE_total/dw5 = 0.0820", "0.0820"),
        ("$0.0820$", "0.0820"),
        ("-" + "1" * 30, "-" + "1" * 30),
        ("1." + "1" * 28 + "0 × 10^3", "1111." + "1" * 25 + "0"),
        ("1" * 30 + "%", "1" * 28 + ".11"),
        ("½", None),
        ("1/3", None),
        ("0.5+0", None),
        ("2x", None),
        ("pi", None),
        ("10^-1", None),
    ],
)
def test_literal_keeps_the_digits_as_typed(text: str, literal: str | None) -> None:
    result = read(text, LESSON)
    assert isinstance(result, Read)
    # As text: Decimals are equal whatever their trailing zeros.
    assert str(result.literal) == str(None if literal is None else Decimal(literal))


@pytest.mark.parametrize(
    ("text", "decimal", "thousands"),
    [
        ("1,476", "1.476", "1476"),
        ("-1,476", "-1.476", "-1476"),
        ("+12,345", "12.345", "12345"),
        ("1,476e-3", "0.001476", "1.476"),
        ("1,476E+2", "147.6", "147600"),
        ("1,476 × 10^2", "147.6", "147600"),
        ("1,476%", "0.01476", "14.76"),
        ("1,476*2", "1.476*2", "1476*2"),
        ("x^1,476", "x^1.476", "an exponent may be at most 64 in size"),
        ("1,476x - 2,500", "1.476*x - 2.500", "1476*x - 2500"),
        ("max((1,476), 3)", "max(1.476, 3)", "max(1476, 3)"),
        ("1,476.", "1.476", "1476"),
        ("dE/dw5 = 1,476", "1.476", "1476"),
        ("0,147", "0.147", "0.147"),
        ("12,5", "12.5", "12.5"),
        ("1234,567", "1234.567", "1234.567"),
        ("1,4760", "1.4760", "1.4760"),
        ("1,476,000", "more than one separator", "more than one separator"),
        ("1,476.5", "more than one separator", "more than one separator"),
        ("1.476,5", "has a point and a comma", "has a point and a comma"),
        ("max(1,476)", "may be two arguments or one number", "may be two arguments"),
        ("1,476_0", "without '_'", "without '_'"),
        ("1,476..", "at most one decimal point", "at most one decimal point"),
    ],
)
def test_who_knows_what_commas_are_reads_them(text: str, decimal: str, thousands: str) -> None:
    for comma, wanted in ((Comma.DECIMAL, decimal), (Comma.THOUSANDS, thousands)):
        result = read(text, LESSON, comma)
        if isinstance(result, Refused):
            assert wanted in result.reason
            continue
        plain = read(wanted, LESSON)
        assert isinstance(plain, Read)
        assert (result.expression, result.literal) == (plain.expression, plain.literal)
        assert result.echoed
        always = decimal == thousands
        assert result.decimal_comma is (always or comma is Comma.DECIMAL)


@pytest.mark.parametrize(
    ("text", "ambiguous", "decimal"),
    [
        ("1,476", True, False),
        ("1,476*2 + 3,000", True, False),
        ("x = 1,476", False, False),
        ("1.476", False, False),
        ("1476", False, False),
        ("max(1, 476)", False, False),
        ("1,5", False, True),
        ("0,5 = 0.5", False, True),
        ("0,5*1,476", False, True),
        ("1,476*foo", True, False),
        ("foo*1,476", False, False),
        ("1,476,0", False, False),
    ],
)
def test_what_is_told_of_commas(text: str, ambiguous: bool, decimal: bool) -> None:
    result = read(text, LESSON)
    assert (isinstance(result, Refused) and result.ambiguous) is ambiguous
    assert (isinstance(result, Read) and result.decimal_comma) is decimal


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("0.5", []),
        ("dE/dw5 = 0.5", []),
        ("0.82*(1-0.82) = 0.1476", ["0.82*(1 - 0.82)"]),
        ("dE/dw5 = a*b = foo*2 = 3*x = 1", ["a*b", "3*x"]),
        ("a*b = w5_new", []),
    ],
)
def test_the_other_sides_of_a_chain_are_kept(text: str, sides: list[str]) -> None:
    result = read(text, LESSON)
    assert isinstance(result, Read)
    assert [typed(side) for side in result.sides] == sides


_A, _B, _X = Name("a"), Name("b"), Name("x")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("-0.5", Negative(number("1/2"))),
        ("a+b+x", Sum((_A, _B, _X))),
        ("a-b", Sum((_A, Negative(_B)))),
        ("a*b*x", Product((_A, _B, _X))),
        ("a/b*x", Product((Quotient(_A, _B), _X))),
        ("a*b/x", Quotient(Product((_A, _B)), _X)),
        ("a*(b*x)", Product((_A, Product((_B, _X))))),
        ("-x^2", Negative(Power(_X, number(2)))),
        ("-a*b", Negative(Product((_A, _B)))),
        ("1*x", Product((ONE, _X))),
        ("2^-1", Power(number(2), Negative(ONE))),
        ("e", Call("exp", (ONE,))),
        ("e^x", Call("exp", (_X,))),
        ("5×10⁻¹", number("1/2")),
        ("0.10", number("1/10")),
    ],
)
def test_trees_keep_the_order_typed(text: str, tree: Expr) -> None:
    result = read(text, LESSON)
    assert isinstance(result, Read)
    assert result.expression == tree


def test_pi_stays_pi() -> None:
    result = read("π", LESSON)
    assert isinstance(result, Read)
    assert result.expression == PI
    assert float_value(PI, {}.__getitem__) == math.pi


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e^x", "e^x"),
        ("1e-3", "0.001"),
        ("2e", "2*e"),
        ("pi*x", "pi*x"),
        ("x10", "x10"),
        ("5x10^-1", "refused: this may be the name x10; to multiply, type *"),
        ("5 x 10^-1", "0.5"),
        ("sigmoid(x)", "refused: 'sigmoid' is not a name here"),
        ("σ(x)", "refused: 'σ' is not a name here"),
        ("ln(x)", "refused: 'ln' is not a name here"),
        ("y = x", "refused: write only what comes after 'y ='"),
        ("max(1, 2)", "refused: 'max' is not a name here"),
    ],
)
def test_the_vocabulary_decides(text: str, expected: str) -> None:
    assert shown(read(text, NO_QUESTION)).startswith(expected)


@pytest.mark.parametrize(
    ("typed_name", "expected"),
    [
        ("OUT_O1", "out_o1"),
        ("uot_h1", "out_h1"),
        ("targt_o1", "target_o1"),
        ("sigmiod(x)", "sigmoid"),
        ("q", None),
        ("net_{h_3}", "net_h1"),
        ("completely_different", None),
        ("z" * 400, None),
    ],
)
def test_nearest(typed_name: str, expected: str | None) -> None:
    result = read(typed_name, LESSON)
    assert isinstance(result, Refused)
    assert result.nearest == expected
    assert expected is None or f"did you mean '{expected}'?" in result.reason


def test_nearest_among_thousands_of_names() -> None:
    names = {f"w{place}": f"w{place}" for place in range(5000)} | {"target_o1": "target_o1"}
    result = read("tagret_o1", Vocabulary(names, {}))
    assert isinstance(result, Refused)
    assert result.nearest == "target_o1"


@pytest.mark.parametrize(
    ("left", "asked", "accepted"),
    [
        ("dout/dnet", {"dout_o2/dnet_o2"}, True),
        ("dout_o2/dnet", {"dout_o2/dnet_o2"}, True),
        ("∂out/∂net", {"dout_o2/dnet_o2"}, True),
        ("dout_o1/dnet_o2", {"dout_o2/dnet_o2"}, False),
        ("dE/dw5", {"dE_total/dw5"}, True),
        ("dE/dw6", {"dE_total/dw5"}, False),
        ("out_h1", {"out_h1", "h1"}, True),
        ("h1", {"out_h1", "h1"}, True),
        ("out", {"out_h1", "h1"}, False),
        (r"out_{h1}", {"out_h1"}, True),
        ("2*out_h1", {"out_h1"}, False),
        ("net_h1[1]", {"net_h1[1]"}, True),
        ("net_h1[2]", {"net_h1[1]"}, False),
    ],
)
def test_left_hand_sides(left: str, asked: set[str], accepted: bool) -> None:
    result = read(f"{left} = 0.1476", Vocabulary({}, {}, asked=frozenset(asked)))
    assert isinstance(result, Read) is accepted, shown(result)


def test_the_grammar_costs_nothing_until_more_than_a_number_is_read() -> None:
    program = (
        "import sys; from backprop_tutor.reading import Vocabulary, read; "
        "read('-1.5', Vocabulary({}, {})); assert 'lark' not in sys.modules; "
        "read('1/3', Vocabulary({}, {})); "
        "assert 'lark' in sys.modules; assert 'sympy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "text",
    [
        "0.0820",
        "-0.08",
        "−0.15",
        "-12345678901234567890123456789.5",
        ".5",
        "5e-3",
        "2·10^-3",
        "-2·10⁻³",
        "1,5",
        "½",
        "-½",
        "20 %",
    ],
)
def test_a_number_alone_is_what_the_grammar_makes_of_it(text: str) -> None:
    marks = marks_in(text, 0, len(text), LESSON)
    assert not isinstance(marks, Refused)
    marks = with_powers_of_ten(marks)
    assert not isinstance(marks, Refused)
    whole = put_together(marks, len(text))
    assert not isinstance(whole, Refused)
    part, unwritten = whole
    alone = number_alone(marks)
    assert alone == (part.expr, part.literal)
    assert not unwritten
    assert alone is not None
    assert (alone[1] and alone[1].as_tuple()) == (part.literal and part.literal.as_tuple())


@pytest.mark.parametrize("text", ["--2", "+2", "(2)", "2*3", "x", "-x", "1/2", "2^2", "-", "2 3"])
def test_what_is_no_number_alone_is_left_to_the_grammar(text: str) -> None:
    marks = marks_in(text, 0, len(text), LESSON)
    assert not isinstance(marks, Refused)
    assert number_alone(marks) is None


@pytest.mark.parametrize(
    ("asked", "typed", "meant"),
    [
        ("w5_new", "w5 - lr*grad", "dE_total/dw5"),
        ("dE_total/dw5", "delta*h1", "delta_o1"),
        ("dE_total/dw5", "delta_o3*h1", "delta_o1"),
        ("dE_total/dw5", "grad*h1", "dE_total/dnet_o1"),
        ("dE_total/dw5", "err*h1", "E_o1"),
        ("dE_total/dw5", "(y - target_o1)*h1", "out_o1"),
        ("dE_total/dw7", "(out_o2 - t)*h1", "target_o2"),
        ("dE_total/dout_o1", "out - target", "out_o1"),
        ("net_h1", "w1*x1", "i1"),
    ],
)
def test_of_several_names_the_nearest_to_the_question_is_meant(
    asked: str, typed: str, meant: str
) -> None:
    answer = read(typed, vocabulary(Question(asked, Form.EITHER, 4), MAZUR))
    assert isinstance(answer, Refused)
    assert answer.nearest == meant


def test_two_names_in_one_may_be_usual_ones() -> None:
    answer = read("w1x1 + w2x2", vocabulary(Question("net_h1", Form.EITHER, 4), MAZUR))
    assert isinstance(answer, Refused)
    assert answer.reason == "'w1x1' is not a name here; to multiply, type *: w1*i1"


def test_in_french_a_comma_is_as_literal_as_a_point() -> None:
    def echoed(text: str) -> bool:
        result = read(text, LESSON)
        assert isinstance(result, Read)
        return result.echoed

    shown = ("0,5", "0,5*x", "0,5·x", "max(0,5\u00a0; x)", "max(0 ; x)", "e^(0,5)", "0.5*x")
    assert [echoed(text) for text in shown] == [True, True, True, True, False, True, False]
    speak("fr")
    try:
        assert [echoed(text) for text in shown] == [False, False, False, False, False, True, False]
    finally:
        speak("en")
