"""Numbers that stand for answers in a notebook, so that what checks an answer does not show it.

They are made from the figures of an answer, by the function here and by the same in the notebook.
Whoever tries all numbers finds the right one; whoever reads the check does not.
"""

import json
from collections.abc import Collection, Mapping

_PRIME, _BASE, _POWER = 2_147_483_647, 257, 65_537

MARK = f"""def mark(answer, figures=None, decimals=None):
    if not isinstance(answer, (int, float)):
        return None
    written = f"{{answer:.{{decimals}}f}}" if figures is None else f"{{answer:.{{figures - 1}}e}}"
    number = 7
    for sign in written:
        number = (number * {_BASE} + ord(sign)) % {_PRIME}
    return pow(number, {_POWER}, {_PRIME})"""
"""``mark`` as a notebook has it."""


def mark(answer: float, figures: int | None = None, decimals: int | None = None) -> int:
    """Return the number that stands for an answer in so many figures, or decimals."""
    written = f"{answer:.{decimals}f}" if figures is None else f"{answer:.{figures - 1}e}"
    number = 7
    for sign in written:
        number = (number * _BASE + ord(sign)) % _PRIME
    return pow(number, _POWER, _PRIME)


def checked(
    name: str,
    figures: int | None,
    decimals: int | None,
    right: Collection[int],
    told: Mapping[int, str],
    otherwise: str,
) -> tuple[str, ...]:
    """Return the lines that assert an answer, and say what is known of one that is wrong.

    ``right`` are the marks of what is right, ``told`` what is said to others, by their marks.
    """
    asked = f"figures={figures}" if decimals is None else f"decimals={decimals}"
    marked = f"mark({name}, {asked})"
    known = (f"    {mark}: {_quoted(said)}," for mark, said in told.items())
    test = f"assert {marked} in {sorted(right)}, told.get({marked}, {_quoted(otherwise)})"
    return ("told = {", *known, "}", test)


def _quoted(said: str) -> str:
    """Return a text as Python reads it, in double quotes; JSON writes it alike."""
    return json.dumps(said, ensure_ascii=False)
