"""Formulas as lines of plain Python, with ``math`` alone: what stands in a notebook to be run.

Nothing here is ever run by us. A quantity gets a name that Python takes for one, and no other does;
functions that Python lacks are defined as a textbook has them.
"""

import builtins
import keyword
import re
from collections.abc import Iterable, Mapping

from backprop_tutor.formula.expression import Call, Expr, subexpressions
from backprop_tutor.formula.spelling import SpelledCase, Style, decimal_text, spell

_IN_MATH = {"exp", "log", "sqrt", "sin", "cos", "tanh", "erf", "floor"}
_BUILT_IN = {"abs", "max", "min"}
DEFINED: Mapping[str, str] = {
    "sigmoid": "z: 1 / (1 + math.exp(-z)) if z > -700 else math.exp(z)",
    "relu": "z: max(z, 0)",
    "leaky_relu": "z: z if z > 0 else 0.01 * z",
    "softplus": "z: max(z, 0) + math.log1p(math.exp(-abs(z)))",
    "bipolar_sigmoid": "z: math.tanh(z / 2)",
    "linear": "z: z",
    "silu": "z: z / (1 + math.exp(-z)) if z > -700 else z * math.exp(z)",
    "gelu": "z: z / 2 * math.erfc(-z / math.sqrt(2))",
    "gelu_tanh": (
        "z: z / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z * z * z)))"
    ),
    "elu": "z: z if z > 0 else math.expm1(z)",
    "selu": "z: 1.05070098 * (z if z > 0 else 1.67326324 * math.expm1(z))",
    "softsign": "z: z / (1 + abs(z))",
    "hard_tanh": "z: max(min(z, 1), -1)",
    "relu6": "z: min(max(z, 0), 6)",
    "mish": "z: z * math.tanh(max(z, 0) + math.log1p(math.exp(-abs(z))))",
    "softmax": "own, *nets: 1 / sum(math.exp(net - own) for net in nets)",
    "step": "z: int(z > 0)",
    "sign": "z: (z > 0) - (z < 0)",
}
"""What a function is in Python, for those that it lacks: the arguments, and what is returned."""
_TAKEN = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "math", *DEFINED}


def identifiers(quantities: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return a name in Python for each quantity: ``dE_total_dw5`` for dE_total/dw5."""
    found: dict[str, str] = {}
    used = {*_TAKEN, *taken}
    for quantity in quantities:
        name = re.sub(r"[^A-Za-z0-9_]+", "_", quantity).strip("_") or "q"
        name = f"q_{name}" if name[0].isdigit() else name
        while name in used:
            name += "_"
        used.add(name)
        found[quantity] = name
    return found


def python_expression(formula: Expr, named: Mapping[str, str]) -> str:
    """Return a formula as an expression in Python, its quantities by their names there."""
    style = Style(
        number=decimal_text,
        name=named.__getitem__,
        call=_call,
        times=" * ".join,
        power=lambda base, exponent: f"{base}**{exponent}",
        comparison=lambda sign, left, right: f"{left} {sign} {right}",
        cases=_cases,
    )
    return spell(formula, style)


def _call(function: str, arguments: tuple[str, ...]) -> str:
    if function == "pi":
        return "math.pi"
    called = f"math.{function}" if function in _IN_MATH else function
    return f"{called}({', '.join(arguments)})"


def _cases(cases: tuple[SpelledCase, ...], otherwise: str) -> str:
    """``a if x > 0 else b``, in brackets where the choice is a part of something."""
    told = "".join(f"{value} if {' and '.join(tests)} else " for value, tests in cases)
    return told + otherwise


def definitions(formulas: Iterable[Expr]) -> list[str]:
    """Return the lines that define the functions which some formulas call and Python lacks."""
    called = {
        part.function
        for formula in formulas
        for part in subexpressions(formula)
        if isinstance(part, Call)
    }
    lines: list[str] = []
    for function, inside in DEFINED.items():
        if function in called:
            arguments, _, returned = inside.partition(": ")
            lines += ["", "", f"def {function}({arguments}):", f"    return {returned}"]
    return lines
