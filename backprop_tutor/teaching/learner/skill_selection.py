"""What to ask next: what is due, then what is weakest; after a miss the same skill once more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from backprop_tutor.teaching.learner.mastery import Mastery
from backprop_tutor.teaching.learner.skills import Skill

_VARIED = 4
"""So many questions of a skill are variety enough; more make it no more likely."""


def next_skill(
    known: Mapping[Skill, Mastery], available: Mapping[Skill, int], now: datetime, rng: Random
) -> Skill:
    """Return the skill to ask next, of those of which there is a question: of each, how many.

    1. After a miss the same skill once more. After a second miss in a row, or help, another comes
       first: who is stuck needs a change, and the skill comes back when it is due.
    2. What is due, the least known first.
    3. What is least known of the rest; what is mastered comes last.

    Among equals the seed decides; a skill of which there is only one question, always the same,
    comes less often than one of which there are several. Raises ``ValueError`` if nothing is
    available.
    """
    if not available:
        raise ValueError("there is no skill to choose from")
    latest = _latest(known)
    choice = [skill for skill in Skill if skill in available]
    if latest in choice and known[latest].misses:
        if known[latest].again:
            return latest
        choice = [skill for skill in choice if skill is not latest] or choice
    waiting = [skill for skill in choice if known[skill].is_due(now)]
    equals = _weakest(waiting or choice, known)
    (chosen,) = rng.choices(equals, [min(available[skill], _VARIED) for skill in equals])
    return chosen


def _latest(known: Mapping[Skill, Mastery]) -> Skill | None:
    """Return the skill that was asked last of all."""
    dated = [(one.last, skill) for skill, one in known.items() if one.last is not None]
    return max(dated, key=lambda pair: pair[0], default=(None, None))[1]


def _weakest(choice: Sequence[Skill], known: Mapping[Skill, Mastery]) -> list[Skill]:
    def rank(skill: Skill) -> tuple[bool, float]:
        return known[skill].mastered, known[skill].probability

    least = min(map(rank, choice))
    return [skill for skill in choice if rank(skill) == least]
