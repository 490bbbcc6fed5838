"""Numbers as the language writes them: its decimal mark, its gap between thousands.

A catalogue holds these signs as it holds sentences; in French 0.082167 is 0,082167, and arguments
that hold commas stand apart as ``max(0 ; z)``. Files, JSON and what is typed are no language's.
"""

import re

from backprop_tutor.wording.language import template_of
from backprop_tutor.wording.message import Marked, marked_in

# Translators: what stands between the whole and the decimals of a number.
_DECIMAL_MARK = marked_in("decimal mark", ".")
# Translators: what stands between thousands; French and German have U+202F.
_THOUSANDS = marked_in("between thousands", ",")
# Translators: what ends each argument of a function but the last, in max(0, z); a space follows.
# Where the decimal mark is a comma, it is a semicolon.
_ARGUMENTS = marked_in("between arguments", ",")

_DECIMAL = r"[-−+]?\d*\.\d+(?:e[-+]?\d+|·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?: ?%)?"


def decimal_mark() -> str:
    """Return what stands before the decimals of a number."""
    return _sign(_DECIMAL_MARK)


def between_arguments() -> str:
    """Return what stands between the arguments of a function: ``, ``."""
    return f"{_sign(_ARGUMENTS)} "


def as_number(text: str) -> str:
    """Return a text as the language writes it if it is a number with decimals, else as it is.

    In French ``0.5`` becomes ``0,5``, and ``-4.3857e-10`` becomes ``-4,3857e-10``.
    """
    if "." not in text:  # Most of what fills a hole is no number.
        return text
    mark = decimal_mark()
    if mark == "." or re.fullmatch(_DECIMAL, text) is None:
        return text
    return text.replace(".", mark)


def grouped(number: float, decimals: int = 0) -> str:
    """Return a number with so many decimals and its thousands set apart: ``2,500``, ``0.25``."""
    whole, point, rest = f"{number:,.{decimals}f}".partition(".")
    return whole.replace(",", _sign(_THOUSANDS)) + (decimal_mark() + rest if point else "")


def _sign(sign: Marked) -> str:
    return template_of(sign).pieces[0][0]
