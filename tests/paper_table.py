"""Formulas and their slopes as they stand on paper: a table, and what prints it beside sympy's.

``python tests/paper_table.py`` prints each row with the slope as sympy writes it, and whether both
are equal: by sympy, at points drawn by a seed, and by central differences to 50 digits.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import mpmath
import sympy
from networks import as_sympy, symbol

from backprop_tutor.formula.expression import names_in, substitute
from backprop_tutor.loader import load_text
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import Tape
from backprop_tutor.views.notation import screen

DIGITS = 50
_POINTS = 3


@dataclass(frozen=True)
class Row:
    """Nodes, the last of them ``differentiated``; a slope of one of them; and how it is shown."""

    nodes: tuple[str, ...]
    slope: str
    shown: str
    positive: bool = False
    """Whether it has values for positive numbers only."""

    def __str__(self) -> str:
        return f"{'; '.join(self.nodes)} by {self.slope.rpartition('/d')[2]}"


def row(nodes: str, slope: str, shown: str, *, positive: bool = False) -> Row:
    """Return a row; the nodes are separated by semicolons."""
    return Row(tuple(nodes.split("; ")), slope, shown, positive)


ROWS = (
    # Polynomials with decimals.
    row("f = 0.5*x^2", "df/dx", "x"),
    row("f = 0.3*x^2 - 1.2*x + 4", "df/dx", "0.6 · x − 1.2"),
    row("f = x + 0.044715*x^3", "df/dx", "1 + 0.134145 · x²"),
    row("f = 0.7979*(x + 0.044715*x^3)", "df/dx", "0.7979 · (1 + 0.134145 · x²)"),
    row("f = (x - 0.5)^4", "df/dx", "4·(x − 0.5)³"),
    row("f = (x - k)^2/(2*c)", "df/dx", "(x − k)/c"),
    row("f = (x - k)^2/(2*c)", "df/dk", "(k − x)/c"),
    row("f = (3*x + 2)^2", "df/dx", "6·(3·x + 2)"),
    row("f = (x^2 + 1)^3", "df/dx", "6·x·(x² + 1)²"),
    row("f = -(x - 3)^2", "df/dx", "−2·(x − 3)"),
    row("f = (1 - 0.9*x)^2", "df/dx", "−1.8 · (1 − 0.9 · x)"),
    row("f = a*x^2*y", "df/dx", "2·a·x·y"),
    row("f = x*x*x", "df/dx", "3·x²"),
    row("f = x^2.5", "df/dx", "2.5 · x^1.5", positive=True),
    row("f = 0.9*v + 0.1*g^2", "df/dg", "0.2 · g"),
    row("f = (t - y)^2 + 0.01*w^2", "df/dw", "0.02 · w"),
    row("f = 0.5*(t - w*x)^2", "df/dw", "x·(w·x − t)"),
    row("f = (t - o)^2/3", "df/do", "2·(o − t)/3"),
    row("d1 = a*b + b^3; f = d1^2", "dd1/db", "a + 3·b²"),
    row("q = x - m; f = 0.3*q^2", "df/dq", "0.6 · q"),
    # Quotients.
    row("f = 1/x", "df/dx", "−1/x²"),
    row("q = e0^2; f = q/2 + 10/q", "df/dq", "½ − 10/q²"),
    row("f = x/(1 + x)", "df/dx", "1/(1 + x)²"),
    row("f = (1 - x)/(1 + x)", "df/dx", "−2/(1 + x)²"),
    row("f = x/(x^2 + 1)", "df/dx", "(1 − x²)/(x² + 1)²"),
    row("f = (d0 - k)^2/(2*v)", "df/dv", "−(d0 − k)²/(2·v²)"),
    row(
        "f = 0.5*k*sigmoid(1.702*k) + k*y",
        "df/dk",
        "0.5 · σ(1.702 · k) + 0.5 · 1.702 · k · σ(1.702 · k) · (1 − σ(1.702 · k)) + y",
    ),
    row("f = (w*x + b)/(0.5 + x)", "df/dx", "(0.5 · w − b)/(0.5 + x)²"),
    row("f = p/(p + q)", "df/dp", "q/(p + q)²"),
    row("f = p/(p + q)", "df/dq", "−p/(p + q)²"),
    row("f = ((x - m)/s)^2", "df/dx", "2·(x − m)/s²"),
    row("f = (x - m)/s", "df/dm", "−1/s"),
    row("f = m/(1 - 0.9^t)", "df/dm", "1/(1 − 0.9^t)"),
    row("f = q*k/sqrt(2)", "df/dq", "k/√(2)"),
    # Roots.
    row("f = sqrt(v + 0.00001)", "df/dv", "1/(2·f)", positive=True),
    row("f = 3*sqrt(v + 0.00001)", "df/dv", "3/(2·√(v + 0.00001))", positive=True),
    row("f = x + sqrt(v + 0.00001)", "df/dv", "1/(2·√(v + 0.00001))", positive=True),
    row("f = d/sqrt(v + 0.00001)", "df/dv", "−d/(2·√(v + 0.00001)³)", positive=True),
    row("f = 2*sqrt(x^2 + y^2)", "df/dx", "2·x/√(x² + y²)"),
    row("f = x*sqrt(1 + x)", "df/dx", "√(1 + x) + x/(2·√(1 + x))", positive=True),
    row("f = w - 0.1*m/(sqrt(v) + 0.00000001)", "df/dm", "−0.1/(√(v) + 0.00000001)", positive=True),
    # Exponentials and logarithms.
    row("f = 2*exp(-0.5*x^2)", "df/dx", "−2·x·e^(−0.5 · x²)"),
    row("f = exp(-0.5*x^2)", "df/dx", "−x·f"),
    row("f = x*exp(-x)", "df/dx", "e^(−x) − x·e^(−x)"),
    row("f = 1/(1 + exp(-x))", "df/dx", "e^(−x)/(1 + e^(−x))²"),
    row("f = exp(x)/(1 + exp(x))", "df/dx", "e^x/(1 + e^x)²"),
    row("f = (exp(x) - exp(-x))/2", "df/dx", "(e^x + e^(−x))/2"),
    row("f = log(1 + x^2)", "df/dx", "2·x/(1 + x²)"),
    row("f = x^2*log(x)", "df/dx", "2·x·ln(x) + x", positive=True),
    row("f = log(x)/x", "df/dx", "(1 − ln(x))/x²", positive=True),
    row("f = -(t*log(o) + (1 - t)*log(1 - o))", "df/do", "(1 − t)/(1 − o) − t/o", positive=True),
    row("f = 1 + 2^x", "df/dx", "2^x·ln(2)"),
    # Products of activations.
    row(
        "f = x*sigmoid(1.702*x)",
        "df/dx",
        "σ(1.702 · x) + 1.702 · x · σ(1.702 · x) · (1 − σ(1.702 · x))",
    ),
    row("s = sigmoid(1.702*x); f = x*s", "df/dout_s", "x"),
    row("k = exp(-x); s = 1/(1 + k); f = x*s", "ds/dk", "−1/(1 + k)²"),
    row("f = x*sigmoid(x)", "df/dx", "σ(x) + x·σ(x)·(1 − σ(x))"),
    row("f = 0.5*softplus(2*x)", "df/dx", "σ(2·x)"),
    row("f = z*silu(w)", "df/dw", "z·(σ(w) + silu(w)·(1 − σ(w)))"),
    row("h = silu(z); f = 2*h", "dout_h/dnet_h", "σ(net_h) + out_h·(1 − σ(net_h))"),
    row(
        "h = gelu(z); f = h",
        "dout_h/dnet_h",
        "½ · (1 + erf(net_h/√(2))) + net_h · e^(−net_h²/2)/√(2·π)",
    ),
    row("f = erf(2*x)", "df/dx", "4·e^(−(2·x)²)/√(π)"),
    row("f = sin(2*pi*x)", "df/dx", "2·π·cos(2·π·x)"),
    row("f = 3*cos(x)^2", "df/dx", "−6·sin(x)·cos(x)"),
    row("f = x*sin(x)", "df/dx", "sin(x) + x·cos(x)"),
    row("f = x/(1 + abs(x))", "df/dx", "1/(1 + |x|)²"),
    row("f = x*abs(x)", "df/dx", "2·|x|"),
    row(
        "h = mish(z); f = h",
        "dout_h/dnet_h",
        "tanh(softplus(net_h)) + net_h·σ(net_h)·(1 − tanh(softplus(net_h))²)",
    ),
    row("f = tanh(a*x)^2", "df/dx", "2·a·tanh(a·x)·(1 − tanh(a·x)²)"),
    row("f = o*tanh(c)", "df/dc", "o·(1 − tanh(c)²)"),
    row(
        "f = x*tanh(log(1 + exp(x)))",
        "df/dx",
        "tanh(ln(1 + e^x)) + x·e^x·(1 − tanh(ln(1 + e^x))²)/(1 + e^x)",
    ),
    row(
        "t = tanh(0.7978845608*(z + 0.044715*z^3)); f = t",
        "dnet_t/dz",
        "0.7978845608 · (1 + 0.134145 · z²)",
    ),
    row("t = tanh(z); f = 0.5*z*(1 + t)", "df/dout_t", "0.5 · z"),
    row(
        "u = 0.7979*(x + 0.044715*x^3); f = 0.5*x*(1 + tanh(u))",
        "df/du",
        "0.5 · x · (1 − tanh(u)²)",
    ),
    row(
        "f = 0.5*x*(1 + tanh(0.7979*(x + 0.044715*x^3)))",
        "df/dx",
        "0.5 · (1 + tanh(0.7979 · (x + 0.044715 · x³))) + 0.5 · 0.7979 · x · "
        "(1 + 0.134145 · x²) · (1 − tanh(0.7979 · (x + 0.044715 · x³))²)",
    ),
    # The pieces of a batch norm.
    row("m = (p + q)/2; f = m^2", "dm/dp", "½"),
    row("m = (p + q + r)/3; f = m^2", "dm/dp", "1/3"),
    row("v = (d^2 + e0^2)/2; f = v^2", "dv/dd", "d"),
    row("f = ((x - m)^2 + (y - m)^2)/2", "df/dm", "2·m − x − y"),
    row("s = sqrt(v + 0.00001); n = d/s; f = g*n + b", "ds/dv", "1/(2·s)", positive=True),
    row("s = sqrt(v + 0.00001); n = d/s; f = g*n + b", "dn/ds", "−d/s²", positive=True),
    row("s = sqrt(v + 0.00001); n = d/s; f = g*n + b", "dn/dd", "1/s", positive=True),
    # Cases.
    row("f = 2*relu(w*x - theta)", "df/dw", "2·x if w·x > theta, else 0"),
    row("f = abs(t - o)/2", "df/do", "−½ if t > o, ½ if t < o, else 0"),
    row("f = leaky_relu(x)^2", "df/dx", "2·leaky_relu(x) if x > 0, else 0.02 · leaky_relu(x)"),
    row("f = max(0, 1 - y*s)", "df/ds", "−y if y·s < 1, else 0"),
    row("h = elu(z); f = h", "dout_h/dnet_h", "1 if net_h > 0, else e^net_h"),
    row(
        "h = selu(z); f = h",
        "dout_h/dnet_h",
        "1.05070098 if net_h > 0, else 1.05070098 · 1.67326324 · e^net_h",
    ),
    row("h = hard_tanh(z); f = h", "dout_h/dnet_h", "1 if |net_h| < 1, else 0"),
    row("h = relu6(z); f = h", "dout_h/dnet_h", "1 if net_h > 0 and net_h < 6, else 0"),
    row("f = y*relu6(x)", "df/dx", "y if x > 0 and x < 6, else 0"),
    row("f = where(x >= y, x^2, y*x)", "df/dx", "y if y > x, else 2·x"),
    row("f = 3*max(x, y)", "df/dx", "3 if x ≥ y, else 0"),
    row("f = max(x, y, z)", "df/dy", "1 if y > x and y ≥ z, else 0"),
    row("f = 2*min(x, y)", "df/dy", "2 if x > y, else 0"),
    row("f = where(x > 0, x, 0.5*(exp(x) - 1))", "df/dx", "1 if x > 0, else 0.5 · e^x"),
    row(
        "f = where(abs(r) < 1, 0.5*r^2, abs(r) - 0.5)",
        "df/dr",
        "r if |r| < 1, 1 if r > 0, −1 if r < 0, else 0",
    ),
)
"""What an author writes, and what a book has for its slope."""


_WORD = re.compile("[A-Za-z][A-Za-z0-9_]*")


@cache
def tape_of_row(one: Row) -> Tape:
    """Return the tape of the network of a row, its free names all inputs."""
    made = [node.partition(" = ")[0] for node in one.nodes]
    words = {word for node in one.nodes for word in _WORD.findall(node)}
    inputs = ", ".join(f"{name}: 0.3" for name in sorted(words - {*made, *FUNCTIONS}))
    nodes = "".join(f"  - {node}\n" for node in one.nodes)
    return tape_of(
        load_text(
            f"version: 1\ntitle: A row\ninputs: {{{inputs}}}\nparameters: {{unused: 1}}\n"
            f"nodes:\n{nodes}differentiate: {made[-1]}\n",
            "row.yaml",
        )
    )


def shown_slope(one: Row) -> str:
    """Return the slope of a row as the screen shows it."""
    return screen(tape_of_row(one)[one.slope].formula)


def by_sympy(one: Row) -> tuple[Any, Any]:
    """Return our slope in sympy's words, lines that it names written out, and sympy's own."""
    tape = tape_of_row(one)
    line = tape[one.slope]
    source = tape[line.of].formula
    slope = line.formula
    while named := set(names_in(slope)) - set(names_in(source)):
        slope = substitute(slope, {name: tape[name].formula for name in named})
    return as_sympy(slope), sympy.diff(as_sympy(source), symbol(line.by))


def values(one: Row) -> Iterator[tuple[Any, Any, Any]]:
    """Yield what the slope is at points drawn by a seed: ours, sympy's, a central difference."""
    tape = tape_of_row(one)
    line = tape[one.slope]
    free = sorted(names_in(tape[line.of].formula))
    ours, theirs, source = (
        sympy.lambdify([symbol(name) for name in free], expression, modules="mpmath")
        for expression in (*by_sympy(one), as_sympy(tape[line.of].formula))
    )
    dice = random.Random(str(one))
    low = 0.1 if one.positive else -0.9
    place = free.index(line.by)
    with mpmath.workdps(DIGITS):
        step = mpmath.mpf(10) ** -16
        for _ in range(_POINTS):
            point = [mpmath.mpf(dice.uniform(low, 0.9)) for _ in free]
            ends = []
            for moved in (step, -step):
                beside = [*point]
                beside[place] += moved
                ends.append(source(*beside))
            yield ours(*point), theirs(*point), (ends[0] - ends[1]) / (2 * step)


def main() -> None:
    """Print the table."""
    for one in ROWS:
        near = [(abs(ours - theirs), abs(ours - numeric)) for ours, theirs, numeric in values(one)]
        equal = max(it[0] for it in near) < 1e-30 and max(it[1] for it in near) < 1e-20
        print(f"{'; '.join(one.nodes)}")
        print(f"    {one.slope} = {shown_slope(one)}")
        print(f"    sympy alone: {by_sympy(one)[1]}")
        print(
            f"    {'equal' if equal else 'NOT EQUAL'} at {len(near)} points, to "
            f"{float(max(it[0] for it in near)):.0e}; central differences, to "
            f"{float(max(it[1] for it in near)):.0e}"
        )
    print(f"{len(ROWS)} formulas")


if __name__ == "__main__":
    main()
