"""Slopes that sympy has derived before, so that what needs no others does not wait for sympy.

``known_slopes.tsv`` holds a row for each: a formula in placeholders, the name it was differentiated
by, and the slope as the rules leave it on paper. Each was written there because sympy's own
derivative has its values; ``tests/test_known_slopes.py`` has sympy derive them all again, and
writes the file anew. It only saves time: a formula that is not in it is sympy's, as all once were.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from backprop_tutor.formula.expression import Expr
from backprop_tutor.formula.spelling import typed

_FILE = Path(__file__).with_suffix(".tsv")


def is_known(shape: Expr, by: str, slope: Expr) -> bool:
    """Whether sympy has shown before that this is ∂shape/∂by."""
    return _read().get((typed(shape), by)) == typed(slope)


def row_of(shape: Expr, by: str, slope: Expr) -> str:
    """Return the line of the file that holds a slope."""
    return "\t".join((typed(shape), by, typed(slope)))


@cache
def _read() -> Mapping[tuple[str, str], str]:
    try:
        rows = [row.split("\t") for row in _FILE.read_text("utf-8").splitlines()]
    except OSError:  # Then sympy is asked for all of them.
        return {}
    return {(shape, by): slope for shape, by, slope in rows}
