"""Whether a text is spelled as the screen spells formulas: then it is not shown again as read.

``∂E_total/∂w5·σ(net_h1)²`` is as literal as ``dE_total/dw5*sigmoid(net_h1)^2``. To add a sign of
the screen, add what is typed for it to ``_TYPED``.
"""

import re

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr
from backprop_tutor.formula.spelling import typed
from backprop_tutor.wording import decimal_mark

_TYPED = str.maketrans(
    {
        "·": "*",
        "−": "-",
        "∂": "d",
        "σ": "sigmoid",
        "η": names.RATE,
        "μ": names.MOMENTUM,
        "λ": names.DECAY,
        "ρ": "rho",
        "β": "beta",
        "ε": "epsilon",
    }
)
_RAISED = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_SPACED = re.compile(r" *([-+*(),]) *")
"""Signs with or without spaces around; with spaces, ``dE / dw`` may look like a division."""
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_NO_BREAK = "\N{NO-BREAK SPACE}"
_LOGARITHM = re.compile(r"\bln(?=\()")


def is_as_shown(text: str, expr: Expr) -> bool:
    """Whether a text is an expression as it is typed, or as the screen shows it."""
    return _in_ascii(text) == _in_ascii(typed(expr))


def _in_ascii(text: str) -> str:
    if decimal_mark() == ",":  # 0,5·max(0 ; z)
        text = _DECIMAL_COMMA.sub(".", text.replace(_NO_BREAK, " ")).replace(";", ",")
    raised = _RAISED.sub(lambda found: f"^{found[0].translate(_DIGITS)}", text.strip())
    return _SPACED.sub(r"\1", _LOGARITHM.sub("log", raised.translate(_TYPED)))
