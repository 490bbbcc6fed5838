"""The one thing to do next, with the command to type."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backprop_tutor.teaching.invocation import at_place, invocation
from backprop_tutor.teaching.mastery import Mastery, due
from backprop_tutor.teaching.met import Met
from backprop_tutor.teaching.sittings import Course, command_of
from backprop_tutor.teaching.skills import ALL, SAID, Skill, topic_of

FIRST_SCENARIO = "mazur"
"""Where to begin: small, known from many courses, with all four kinds of step."""
STILL_WARM = timedelta(days=14)
"""What was left longer ago than this is better begun anew."""
OFTEN = 2
"""Met in so many questions, a wrong idea is no slip of the day."""


@dataclass(frozen=True, slots=True)
class NextThing:
    """What to do, and why; the command that does it."""

    say: str
    command: str


def next_thing(
    known: Mapping[Skill, Mastery],
    met: Sequence[Met],
    gone: Sequence[Course],
    now: datetime,
    not_done: Sequence[str] = (),
    place: str | None = None,
) -> NextThing:
    """Return the one next thing, the first of these that there is:

    a walk or quiz left in the middle, if it was the last thing done; a wrong idea met more than
    once; skills that are due; a skill that is not mastered; a scenario not done; new numbers.
    ``place`` is the record's file, where it was named on the command line.
    """
    if gone and (left := gone[-1]).interrupted and now - left.last <= STILL_WARM:
        say = f"Go on with the {left.sitting.mode.value} where you left it:"
        return NextThing(say, command_of(left.sitting, place))
    if met and not (met[0].overcome or met[0].is_slip) and met[0].times >= OFTEN:
        say = f"Work through what {met[0].id} gets wrong, from the ground up:"
        return NextThing(say, met[0].cure(place))
    where = shlex.quote(gone[-1].sitting.scenario if gone else FIRST_SCENARIO)
    anew = {"variant": "true"}
    if waiting := due(known, now):
        count = "One skill is" if len(waiting) == 1 else f"{len(waiting)} skills are"
        say = f"{count} due to be asked again, before they are forgotten:"
        return NextThing(say, invocation("quiz", where, {**anew, **at_place(place)}))
    if weak := [skill for skill in ALL if not known[skill].mastered]:
        asked = [skill for skill in weak if known[skill].seen] or weak
        skill = min(asked, key=lambda skill: known[skill].probability)
        options = {**anew, "topic": topic_of(skill), **at_place(place)}
        say = f"Practise what is least sure, {SAID[skill]}:"
        return NextThing(say, invocation("quiz", where, options))
    if not_done:
        say = "All skills are mastered. Try them on a network you have not walked through:"
        return NextThing(say, invocation("walk", shlex.quote(not_done[0]), at_place(place)))
    say = "All skills are mastered. Stay in practice, with numbers you have not seen:"
    return NextThing(say, invocation("quiz", where, {**anew, **at_place(place)}))
