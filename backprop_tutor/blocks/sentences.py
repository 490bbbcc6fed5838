"""Whole sentences with named places, filled with names, numbers and formulas."""

from collections.abc import Mapping
from string import Formatter

from backprop_tutor.blocks.blocks import Inline


def filled_in(text: str, parts: Mapping[str, Inline]) -> tuple[Inline, ...]:
    """Return a text with parts in place of their names: ``"{it} fell"``, what ``it`` is, `` fell``.

    Neighbours that are text become one run.
    """
    runs: list[Inline] = []
    for before, name, _, _ in Formatter().parse(text):
        for piece in (before, parts[name] if name else ""):
            if isinstance(piece, str) and runs and isinstance(runs[-1], str):
                runs[-1] += piece
            elif piece != "":
                runs.append(piece)
    return tuple(runs)
