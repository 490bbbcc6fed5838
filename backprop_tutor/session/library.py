"""What there is to be advised to a learner: the bundled scenarios, and files where they were."""

from functools import cache

from backprop_tutor.errors import TutorError
from backprop_tutor.loader import bundled, course_index, is_there, load
from backprop_tutor.teaching.learner.catalogue import Library, places_of, skills_of
from backprop_tutor.teaching.learner.course import stops
from backprop_tutor.teaching.learner.skills import Skill
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of


def library() -> Library:
    """Return what can be advised: the bundled scenarios, and files where they were."""

    first, *_ = stops(course_index())
    return Library(bundled(), cache(is_there), _skills_of, _shows, first.called)


@cache
def _skills_of(source: str) -> frozenset[Skill]:

    try:
        return skills_of(load(source))
    except TutorError:  # What cannot be read now asks nothing.
        return frozenset()


@cache
def _shows(source: str, idea: str) -> bool:

    try:
        return bool(places_of(idea, Lesson(subject_of(load(source)))))
    except TutorError:
        return False
