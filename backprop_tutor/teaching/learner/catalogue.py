"""The scenarios a learner can be sent to: which can still be found, and which skills each asks.

A skill that none of those in ``_BEST`` asks is one of the first scenario's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.learner.skills import Skill, skill_of
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.misconceptions import shows_at
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.untrusted import visible

FIRST_SCENARIO = "mazur"
"""Where to begin: small, known from many courses, with all four kinds of step."""
_BEST: Mapping[Skill, str] = {
    Skill.BIAS: "skip",
    Skill.BATCH: "siraj-xor",
    Skill.SHARES: "coding-train",
}
"""The bundled scenario that asks what the first one does not: to look through all takes long."""


@dataclass(frozen=True, slots=True)
class Library:
    """What there is now, looked at only as far as an advice needs it."""

    bundled: Sequence[str]
    """The scenarios that come with the program, by name."""
    is_there: Callable[[str, str | None], bool]
    """Whether a scenario can be found now and, with a digest, still is the one of then."""
    skills_of: Callable[[str], frozenset[Skill]]
    """What a scenario asks; nothing if it cannot be read."""
    shows: Callable[[str, str], bool]
    """Whether a scenario has a question at which a wrong idea, by its id, would show."""
    begins_with: str
    """What a list calls the first stop of the course."""
    title: Callable[[str], str] = visible
    """What a list calls a scenario."""

    def asking(self, skill: Skill, last: str | None) -> str:
        """Return a scenario that asks a skill: the learner's last one, else a bundled one."""
        if last is not None and skill in self.skills_of(last):
            return last
        return _BEST.get(skill, FIRST_SCENARIO)


def places_of(idea: str, lesson: Lesson) -> list[int]:
    """Return the steps that a wrong idea makes another number of; if there is none, those that
    step over such a line.
    """
    places = range(len(lesson))
    shown = [at for at in places if shows_at(idea, lesson.quantity(at), lesson.subject)]
    return shown or [
        at
        for at in places
        if any(shows_at(idea, term, lesson.subject) for term in lesson.question_at(at).terms)
    ]


def skills_of(scenario: Scenario) -> frozenset[Skill]:
    """Return the skills of which a scenario has a question; raises what a walk of it raises."""
    lesson = Lesson(subject_of(scenario))
    return frozenset(skill_of(lesson.subject[name], lesson.subject) for name in lesson.asked())
