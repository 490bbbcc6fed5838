"""Formulas as generated Python functions of a list of numbers.

The generated code holds our own slot numbers only (``v[12]``), never a name from a file or from a
learner; functions are reached through the table of ``functions``.
"""

from collections.abc import Callable, Mapping, MutableSequence
from fractions import Fraction

from backprop_tutor.expression import Expr, Sum
from backprop_tutor.maths.floats import added
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.spelling import Style, spell

LineFunction = Callable[[MutableSequence[float]], float]
"""From the values of all lines so far, by slot, to the value of one line."""

_NAMESPACE = {f"f_{name}": function.value for name, function in FUNCTIONS.items()}
_NAMESPACE["f_added"] = added


def _python_number(value: Fraction) -> str:
    return repr(float(value))


def function_of(formula: Expr, slots: Mapping[str, int]) -> LineFunction:
    """Return a function that calculates ``formula`` from the values in the slots of its names.

    The function raises what float arithmetic raises: ``ArithmeticError`` or ``ValueError``.
    """
    style = Style(
        number=_python_number,
        name=lambda name: f"v[{slots[name]}]",
        call=lambda function, arguments: f"f_{function}({', '.join(arguments)})",
        times="*".join,
        power=lambda base, exponent: f"{base}**{exponent}",
    )
    if isinstance(formula, Sum):
        terms = ", ".join(spell(term, style) for term in formula.terms)
        source = f"lambda v: f_added({terms})"
    else:
        source = f"lambda v: {spell(formula, style)}"
    made: LineFunction = eval(compile(source, "<tape>", "eval"), _NAMESPACE)  # noqa: S307 - our own slots and constants only
    return made
