"""What came of a training: the watched quantity on its way, and the numbers at the end."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class History:
    """What came of some updates: the watched quantity at some of them, the numbers at the end."""

    points: tuple[tuple[int, float], ...]
    """After how many updates, and the value there, exactly; the first is before any update."""
    numbers: Mapping[str, float]
    """The given numbers after the last update that led to finite ones."""
    rises: int = 0
    """How many of the updates made the value larger."""
    broke: int | None = None
    """The update that led out of the range of numbers, if one did."""
    reached: bool = False
    """Whether the value came to the goal."""
    undefined: bool = False
    """Whether it broke because a formula has no value there, and not because one is too large."""
    falls: int = 0
    """How many of the updates made it smaller; counted only where it should climb."""

    @property
    def updates(self) -> int:
        """How many updates were made, without one that broke."""
        return self.points[-1][0]

    @property
    def first(self) -> float:
        """The value before any update."""
        return self.points[0][1]

    @property
    def last(self) -> float:
        """The value after the last update."""
        return self.points[-1][1]
