"""What the sheets of one scenario ask: each at its own numbers, with the judges of its questions.

What follows from the formulas alone is worked out once for all sheets of a network.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from backprop_tutor.formula.names import fraction, sampled_last
from backprop_tutor.maths.notation import naming
from backprop_tutor.scenario.scenario import Part, Scenario
from backprop_tutor.teaching.judging.judge import Judge, Judges
from backprop_tutor.teaching.judging.vocabulary import everything
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject, at_numbers_of, subject_of
from backprop_tutor.teaching.variants.variants import Variants

_AT_HAND = 4
"""So many papers are kept with their judges: those of a class that all has one."""


@dataclass(frozen=True)
class Paper:
    """One set of questions at one set of numbers."""

    subject: Subject
    asked: tuple[str, ...]
    """The quantities asked, in the order of the lesson."""
    judges: Callable[[Subject], Callable[[Question], Judge]]
    """From the subject, at its own or at other numbers, to the judges of its questions."""
    question: Callable[[str], Question]
    """The question for a quantity, as the lesson asks it."""

    def quantity(self, name: str) -> str | None:
        """Return what is asked under a name, in any spelling; None if nothing is."""
        subject = self.subject
        meant = name if name in subject.tape else self._meant(name)
        return meant if meant in subject.tape and subject.taught(meant) else None

    def _meant(self, name: str) -> str:
        known = self._spellings
        if name in known or (parts := fraction(name)) is None:
            return known.get(name, name)
        meant = sampled_last(*(known.get(part, part) for part in parts))
        return known.get(meant, meant)

    @cached_property
    def _spellings(self) -> Mapping[str, str]:
        shown = naming(self.subject.scenario)
        return {
            **everything(self.subject).names,
            **{shown(quantity): quantity for quantity in self.subject.tape},
        }

    @cached_property
    def judge(self) -> Callable[[str], Judge]:
        """The judge of a quantity; what it has worked out serves the next who has this paper."""
        at = self.judges(self.subject)
        return lru_cache(maxsize=None)(lambda quantity: at(self.question(quantity)))

    def judge_at(self, numbers: Subject) -> Callable[[str], Judge]:
        """Return the judge of a quantity at other numbers of the same network."""
        at = self.judges(numbers)
        return lambda quantity: at(self.question(quantity))


class Papers:
    """All papers of one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._networks: dict[str | None, tuple[Subject, Judges, Lesson]] = {}
        self._kept = lru_cache(_AT_HAND)(self._made)
        self._drawn = lru_cache(_AT_HAND)(lambda seed: self._variants.draw(seed))

    def paper(
        self,
        seed: int | None = None,
        parts: Sequence[Part] = (),
        only: str | None = None,
        after: int = 0,
    ) -> Paper:
        """Return the paper of a variant, or without a seed that of the scenario's own numbers.

        ``parts`` of the lesson, all if there are none; ``only`` one parameter's chain; ``after`` so
        many updates. Raises ``CannotVary``, and what ``subject_of`` raises.
        """
        return self._kept(seed, tuple(parts), only, after)

    def scenario_of(self, seed: int | None) -> Scenario:
        """Return the scenario at the numbers of a seed, or at its own; raises ``CannotVary``."""
        return self.scenario if seed is None else self._drawn(seed)

    @cached_property
    def _variants(self) -> Variants:
        return Variants(self.scenario)

    def _made(
        self, seed: int | None, parts: tuple[Part, ...], only: str | None, after: int
    ) -> Paper:
        scenario = self.scenario_of(seed)
        if seed is None or after:  # The pass after updates is of other formulas, by other numbers.
            subject = subject_of(scenario, only, after)
            lesson = Lesson(subject, parts or None, only)
            judges: Callable[[Subject], Callable[[Question], Judge]] = Judges(subject).at
            return Paper(subject, lesson.asked(), judges, lesson.question)
        network, shared, lesson = self._network(only)
        subject = at_numbers_of(scenario, network)
        asked = Lesson(network, parts, only).asked() if parts else lesson.asked()
        return Paper(subject, asked, shared.at, lesson.question)

    def _network(self, only: str | None) -> tuple[Subject, Judges, Lesson]:
        if only not in self._networks:
            network = subject_of(self._variants.bare, only)
            self._networks[only] = (network, Judges(network), Lesson(network, None, only))
        return self._networks[only]
