"""The course as scenario files say it: at which place a walk or a quiz of each stands in it."""

from enum import StrEnum
from typing import NamedTuple

from backprop_tutor.scenario.by_language import ByLanguage


class Level(StrEnum):
    """For whom it is."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class CourseStop(NamedTuple):
    """One walk through a scenario, or one quiz about it."""

    place: int
    """The first stop has the lowest."""
    level: Level
    teaches: ByLanguage
    only: str | None = None
    """The parameter whose whole chain is walked through; None for the whole lesson."""
    quiz: int | None = None
    """How many questions, where it is a quiz."""
