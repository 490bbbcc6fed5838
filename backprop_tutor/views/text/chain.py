"""The chain from the loss back to a parameter, with the part that is being asked for lit."""

from backprop_tutor.blocks.pictures import Chain
from backprop_tutor.formula.expression import Name
from backprop_tutor.views.notation import notated
from backprop_tutor.views.text.layout import TIE, ScreenRow, Signs, Styled, cells, length, wrap


def is_lit(picture: Chain, arrow: int) -> bool:
    """Whether the arrow between links ``arrow`` and ``arrow + 1`` is part of the question."""
    return picture.first <= arrow < picture.last


def chain(picture: Chain, width: int, signs: Signs) -> list[ScreenRow]:
    """Return ``E_total ◀━━ out_o1 ◀── net_o1 ◀── w5`` and, below its lit part, what that is."""
    row: list[Styled] = []
    for k, link in enumerate(picture.links):
        near = is_lit(picture, k - 1) or is_lit(picture, k)
        if k:
            lit = is_lit(picture, k - 1)
            arrow = signs.lit_arrow if lit else signs.arrow
            # A row may end before an arrow, never behind one.
            row.append((f" {arrow}{TIE}", "lit" if lit else "frame"))
        row.append((link, "lit" if near else "maths"))
    rows = wrap(row, width, "    ")
    if not picture.asked:
        return rows
    asked = notated(Name(picture.asked), signs)
    if len(rows) > 1:
        return [*rows, (("    ", ""), (f"{signs.corner} {asked}", "lit"))]
    start = length(row[: 2 * picture.first + 1]) + 1
    start = max(0, min(start, width - cells(asked) - 3))
    return [*rows, ((" " * start, ""), (f"{signs.corner} {asked}", "lit"))]
