"""The scenarios on this machine, as the page of progress looks at them."""

from functools import cache

from backprop_tutor.errors import TutorError
from backprop_tutor.loader import bundled, digest_of, load
from backprop_tutor.teaching.learner.catalogue import Library, skills_of
from backprop_tutor.teaching.learner.skills import Skill


def library() -> Library:
    """Return what can be advised: the bundled scenarios, and files where they were."""
    return Library(bundled(), digest_of, _skills_of)


@cache
def _skills_of(source: str) -> frozenset[Skill]:
    try:
        return skills_of(load(source))
    except TutorError:  # What cannot be read now asks nothing.
        return frozenset()
