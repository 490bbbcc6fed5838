"""Curves in a frame with axes, as what they show."""

from dataclasses import dataclass
from typing import NamedTuple

from backprop_tutor.blocks.blocks import Inline, Table


class Curve(NamedTuple):
    """Points to be joined, from left to right; ``dotted`` for what is beside the matter itself."""

    label: tuple[Inline, ...]
    points: tuple[tuple[float, float], ...]
    dotted: bool = False


class Mark(NamedTuple):
    """One point that a sentence speaks of."""

    label: tuple[Inline, ...]
    at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curves:
    """Curves in one frame, with what runs ``across`` and what runs ``up``.

    ``told`` says the same as a table of a few numbers, for a view that does not draw. The frame is
    as high as the undotted curves and the marks; ``logarithmic`` is about what runs up.
    """

    across: Inline
    up: Inline
    curves: tuple[Curve, ...]
    told: Table
    marks: tuple[Mark, ...] = ()
    logarithmic: bool = False
    small: bool = False
    """Whether it stands beside a question, as low as curves can be told apart."""
