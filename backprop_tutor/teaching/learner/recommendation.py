"""The one thing to do next, with the command to type."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.progress.rows import Mode
from backprop_tutor.teaching.learner.catalogue import FIRST_SCENARIO, Library
from backprop_tutor.teaching.learner.mastery import Mastery, due
from backprop_tutor.teaching.learner.misconceptions_met import OVERCOME, IdeaMet
from backprop_tutor.teaching.learner.sittings import NAMELESS, SittingProgress, command_of
from backprop_tutor.teaching.learner.skills import ALL, TOPICS, Skill, skill_in_words, topic_of
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import text, text_so_many

STILL_WARM = timedelta(days=14)
"""What was left longer ago than this is better begun anew."""
MENDED_BY = OVERCOME + 1
"""So many questions are about one wrong idea: one may go wrong."""
OFTEN = 2
"""Met in so many questions, a wrong idea is no slip of the day."""


@dataclass(frozen=True, slots=True)
class NextThing:
    """What to do, and why; the command that does it."""

    say: str
    command: str


def next_thing(
    known: Mapping[Skill, Mastery],
    met: Sequence[IdeaMet],
    gone: Sequence[SittingProgress],
    now: datetime,
    library: Library,
    not_done: Sequence[str] = (),
    program: Program = AS_INSTALLED,
) -> NextThing:
    """Return the one next thing, the first of these that there is:

    a walk or quiz left in the middle, if it was the last thing done; a wrong idea met more than
    once; skills that are due; a skill that is not mastered; a scenario not done; new numbers.
    Every command leads to a scenario that is in the library, and to a quiz only where it asks what
    is wanted.
    """
    if gone and (left := gone[-1]) in to_go_on_with(gone, now, library):
        say = _continue(left)
        return NextThing(say, command_of(left.sitting, program))
    if met and not (met[0].overcome or met[0].is_slip) and met[0].times >= OFTEN:
        mends = remedy(met[0], library, program)
        if mends is not None:
            say = text(
                "What comes back most often is {idea} ({id}). Practise just that, with other "
                "numbers:",
                idea=visible(met[0].called),
                id=visible(met[0].id),
            )
            return NextThing(say, mends)
    last = _last(gone, library)
    if waiting := due(known, now):
        say = text_so_many(
            "One skill is due to be asked again, so as not to be forgotten:",
            "{n} skills are due to be asked again, so as not to be forgotten:",
            len(waiting),
        )
        return NextThing(say, _quiz(library.asking(waiting[0], last), program))
    if weak := [skill for skill in ALL if not known[skill].mastered]:
        asked = [skill for skill in weak if known[skill].seen] or weak
        skill = min(asked, key=lambda skill: known[skill].probability)
        where, topic = library.asking(skill, last), topic_of(skill)
        beside = library.skills_of(where) & set(weak) - set(TOPICS[topic])
        if beside and not known[skill].misses:  # Nothing stands out: a whole quiz is quicker.
            say = text(
                "{count} skills are not mastered yet. Practise them, the least certain first:",
                count=len(weak),
            )
            return NextThing(say, _quiz(where, program))
        say = text("Practise what is least certain, {skill}:", skill=skill_in_words(skill))
        return NextThing(say, _quiz(where, program, topic))
    if not_done:
        say = text("All skills are mastered. Try them on a network you have not walked through:")
        return NextThing(say, program.command("walk", shlex.quote(not_done[0])))
    say = text("All skills are mastered. Stay in practice, with numbers you have not seen:")
    where = last if last is not None and library.skills_of(last) else FIRST_SCENARIO
    return NextThing(say, _quiz(where, program))


def _continue(left: SittingProgress) -> str:
    if left.is_exam:
        return text("Continue the exam where you left off:")
    match left.sitting.mode:
        case Mode.WALK:
            return text("Continue the walk where you left off:")
        case Mode.QUIZ:
            return text("Continue the quiz where you left off:")
        case _:
            assert_never(left.sitting.mode)


def to_go_on_with(
    gone: Sequence[SittingProgress], now: datetime, library: Library
) -> tuple[SittingProgress, ...]:
    """Return the walks, quizzes and exams that were left in the middle, the latest first.

    What was begun anew since, with the same options, takes the place of what was left; what has
    changed since is no longer where it was left.
    """
    latest: dict[str, SittingProgress] = {}
    for one in reversed(gone):
        latest.setdefault(command_of(one.sitting), one)
    return tuple(
        one
        for one in latest.values()
        if one.interrupted
        and now - one.last <= STILL_WARM
        and library.is_there(one.sitting.scenario, one.sitting.digest)
    )


def remedy(one: IdeaMet, library: Library, program: Program = AS_INSTALLED) -> str | None:
    """Return the command that asks just what a wrong idea gets wrong, at other numbers.

    It is a few questions at which it would show: about the scenario where it was met last, else
    about one that asks the same skill. Where neither has any, and for a slip, they are of that
    skill; None if this version does not know it.
    """
    heard = one.place.heard
    there = library.is_there(heard.scenario, heard.digest)
    skill = next((one for one in Skill if one.value == heard.skill), None)
    others = () if skill is None else (library.asking(skill, None),)
    for name in (*((heard.scenario,) if there else ()), *others):
        if one.is_known and library.shows(name, one.id):
            return program.command("quiz", shlex.quote(name), {"mend": one.id})
    if skill is None:
        return None
    where = library.asking(skill, heard.scenario if there else None)
    return _quiz(where, program, topic_of(skill), MENDED_BY)


def _last(gone: Sequence[SittingProgress], library: Library) -> str | None:
    """Return the scenario of the latest sitting that can still be found."""
    names = (one.sitting.scenario for one in reversed(gone))
    there = (name for name in names if name != NAMELESS and library.is_there(name, None))
    return next(there, None)


def _quiz(
    scenario: str, program: Program, topic: str | None = None, questions: int | None = None
) -> str:
    """Return the command of a quiz with other numbers."""
    options = {"variant": "true", **({} if topic is None else {"topic": topic})}
    options |= {} if questions is None else {"questions": str(questions)}
    return program.command("quiz", shlex.quote(scenario), options)
