"""The lessons that a quiz draws from: at a scenario's own numbers, and at those of variants."""

from functools import cached_property

from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.variants.variants import CannotVary, Variants


class Lessons:
    """All lessons of one scenario, each made when it is first asked for."""

    def __init__(self, scenario: Scenario, after: int = 0) -> None:
        self.scenario = scenario
        self.after = after
        """How many updates were made before the pass that is asked about."""
        self._made: dict[int, Lesson] = {}

    @cached_property
    def original(self) -> Lesson:
        """The lesson at the scenario's own numbers, or at what they are after the updates."""
        return Lesson(subject_of(self.scenario, after=self.after))

    def of(self, seed: int | None) -> Lesson:
        """Return the lesson at the numbers of a variant; the original where there is none."""
        if seed is None or self._variants is None:
            return self.original
        if seed not in self._made:
            self._made[seed] = Lesson(subject_of(self._variants.draw(seed), after=self.after))
        return self._made[seed]

    @cached_property
    def _variants(self) -> Variants | None:
        """None where no number can be another one: then its own are asked once more."""
        try:
            return Variants(self.scenario)
        except CannotVary:
            return None
