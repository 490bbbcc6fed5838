"""The page of progress: what the learner knows, what gets in the way, and what to do next."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from backprop_tutor.blocks.blocks import Bar, Block, Inline, Prose, Table, Tone
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.progress.rows import Mode, Row, Sitting
from backprop_tutor.teaching.learner.catalogue import Library
from backprop_tutor.teaching.learner.mastery import MASTERED, Mastery, masteries
from backprop_tutor.teaching.learner.misconceptions_met import IdeaMet, ideas_met
from backprop_tutor.teaching.learner.question_outcomes import time_spent
from backprop_tutor.teaching.learner.recommendation import (
    NextThing,
    next_thing,
    remedy,
    to_go_on_with,
)
from backprop_tutor.teaching.learner.sittings import (
    NAMELESS,
    SittingProgress,
    command_of,
    courses,
    finished_scenarios,
)
from backprop_tutor.teaching.learner.skills import ALL, Skill, skill_in_words
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import say, say_so_many, text, text_in, text_so_many, text_with_commas

MOST_LEFT = 5
"""Of what was left in the middle, so much is listed."""
MOST_IDEAS = 3
"""Who is told of more wrong ideas at once mends none."""


def progress_page(
    rows: Iterable[Row],
    sittings: Iterable[Sitting],
    now: datetime,
    library: Library,
    finished: Collection[str] = (),
    program: Program = AS_INSTALLED,
) -> tuple[Block, ...]:
    """Return the page of progress at a time, which is aware of its zone.

    ``library`` holds the scenarios there are now, ``finished`` the sittings marked so.
    """
    rows, sittings = list(rows), list(sittings)
    if not rows:
        return _before_the_first(library.begins_with, program)
    gone = courses(rows, sittings, finished)
    left = to_go_on_with(gone, now, library)
    # An exam tells nothing before its end.
    untold = {one.sitting.id for one in left if one.is_exam}
    told = [row for row in rows if row.sitting not in untold]
    known, met = masteries(told), ideas_met(told, now)
    done = finished_scenarios(sittings, rows, finished=finished)
    seen = {one.sitting.scenario for one in gone if one.is_whole_walk} - done
    not_done = [name for name in library.bundled if name not in done]
    walks = {one.sitting.scenario for one in gone if one.sitting.mode is Mode.WALK} - {NAMELESS}
    begun = walks - done - seen - {one.sitting.scenario for one in left}
    cures = {one.id: remedy(one, library, program) for one in met if not one.overcome}
    return (
        Prose(say("Your progress"), Tone.TITLE),
        Prose((_summary(known, rows, len({row.at[:10] for row in rows})),)),
        Prose(say("Next"), Tone.HEADING),
        *_shown(next_thing(known, met, gone, now, library, not_done, program)),
        *_in_the_way(met, now, cures),
        Prose(say("What you know"), Tone.HEADING),
        *_skills(known, now),
        *_left(left, now, program),
        *_scenarios(done, seen, begun, library),
    )


def _before_the_first(first: str, program: Program) -> tuple[Block, ...]:
    begin = program.command("walk")  # Without a name it begins the course.
    return (
        Prose(say("Your progress"), Tone.TITLE),
        Prose(
            say(
                "Nothing is recorded yet. As soon as you answer a question, in a walk or in a "
                "quiz, this page says what you know, which mistakes come back, and what to do "
                "about them. The record stays on this computer."
            ),
        ),
        Prose(
            say("The course begins with {stop}:", stop=first)
            if program.on_page
            else say("The course begins with {stop}. Type:", stop=first)
        ),
        Prose((visible(begin),), Tone.COMMAND),
    )


def _summary(known: Mapping[Skill, Mastery], rows: Sequence[Row], days: int) -> str:
    mastered = sum(known[skill].mastered for skill in ALL)
    asked = sum(one.seen for one in known.values())
    right = sum(one.right_first for one in known.values())
    # Translators: {asked} is so many questions, {time} such as 1 h 25 min, {days} so many days.
    return text(
        "{mastered} of {all} skills mastered; {right} of {asked} right at the first try; {time} of "
        "work on {days}.",
        mastered=mastered,
        all=len(ALL),
        right=right,
        asked=_questions(asked),
        time=spelled_time(time_spent(rows)),
        days=text_so_many("{n} day", "{n} days", days),
    )


def _questions(count: int) -> str:
    return text_so_many("{n} question", "{n} questions", count)


def _skills(known: Mapping[Skill, Mastery], now: datetime) -> Iterator[Block]:
    """Yield a bar for each skill that was asked, and which of the thirteen were not."""
    asked = [skill for skill in Skill if known[skill].seen]
    if asked:
        yield Table(
            (text_in("a column of a table", "skill"), text_in("a column of a table", "known")),
            tuple(_row(known[skill], now) for skill in asked),
        )
    if others := [skill_in_words(skill) for skill in ALL if skill not in asked]:
        said = say("Not asked yet: {skills}.", skills=text_with_commas(others))
        yield Prose(said, Tone.REMARK)


def _row(one: Mastery, now: datetime) -> tuple[Inline, ...]:
    # Rounded down, so that a skill below the threshold never shows as one that has reached it.
    most = 99 if one.mastered else round(MASTERED * 100) - 1
    percent = min(int(one.probability * 100), most)
    told = text("{percent} %, {level}", percent=percent, level=_level(one, now))
    return (skill_in_words(one.skill), Bar(percent / 100, told))


def _level(one: Mastery, now: datetime) -> str:
    # Translators: what is said of a skill, behind its percentage.
    if one.mastered:
        return text("mastered, due again") if one.is_due(now) else text("mastered")
    if one.sure:
        return text("right on one network so far")
    return text("learning") if one.right_first else text("beginning")


def _in_the_way(
    met: Sequence[IdeaMet], now: datetime, cures: Mapping[str, str | None]
) -> tuple[Block, ...]:
    """Return the wrong ideas that come back, each with its cure; a word on those that do not."""
    held = [one for one in met if not one.overcome]
    gone = [one for one in met if one.overcome]
    blocks: list[Block] = []
    if held:
        blocks.append(Prose(say("What gets in the way"), Tone.HEADING))
    for number, one in enumerate(held[:MOST_IDEAS], start=1):
        # Translators: {when} is today, yesterday or so many days ago.
        times = text_so_many(
            "{n} time, {when}", "{n} times, last {when}", one.times, when=ago(one.last, now)
        )
        blocks += [
            Prose((f"{number}. {_called(one, capital=True)} · {times}",), Tone.SUBHEADING),
            Prose((visible(one.say),)),
        ]
        if (cure := cures[one.id]) is not None:
            blocks += [
                Prose(say("To fix it:"), Tone.HINT),
                Prose((visible(cure),), Tone.COMMAND),
            ]
    if len(held) > MOST_IDEAS:
        more = say_so_many(
            "And {n} other, met less often or longer ago.",
            "And {n} others, met less often or longer ago.",
            len(held) - MOST_IDEAS,
        )
        blocks.append(Prose(more, Tone.REMARK))
    if gone:
        ideas = text_with_commas([_called(one) for one in gone])
        blocks.append(Prose(say("Probably overcome: {ideas}.", ideas=ideas), Tone.REMARK))
    return tuple(blocks)


def _called(one: IdeaMet, *, capital: bool = False) -> str:
    """Return a wrong idea in words, and behind them its id, which other pages and data have."""
    if one.called == one.id:
        return visible(one.id)
    said = one.called[0].upper() + one.called[1:] if capital else one.called
    return f"{said} ({one.id})"


def _scenarios(
    done: Iterable[str], seen: Iterable[str], begun: Iterable[str], library: Library
) -> tuple[Block, ...]:
    """Say which scenarios were walked through, which only looked through, and which begun."""
    lines, scenarios = [], library.bundled
    if listed := _listed(done, library):
        own = [name for name in scenarios if name in set(done)]
        lines.append(
            text(
                "Walked through to the end: {scenarios} ({own} of the {all} that come with the "
                "program).",
                scenarios=listed,
                own=len(own),
                all=len(scenarios),
            )
            if scenarios
            else text("Walked through to the end: {scenarios}.", scenarios=listed)
        )
    if listed := _listed(seen, library):
        lines.append(
            text(
                "Looked through, with most answers shown or skipped: {scenarios}.", scenarios=listed
            )
        )
    if listed := _listed(begun, library):
        lines.append(text("Begun: {scenarios}.", scenarios=listed))
    if not lines:
        return ()
    return (Prose(say("Scenarios"), Tone.HEADING), Prose((" ".join(lines),)))


def _left(left: Sequence[SittingProgress], now: datetime, program: Program) -> tuple[Block, ...]:
    """Return what was left in the middle, each with the command that goes on with it."""
    if not left:
        return ()
    blocks: list[Block] = [Prose(say("Left in the middle; to go on with it:"), Tone.HEADING)]
    for one in left[:MOST_LEFT]:
        what = text(
            "{sitting}, {questions}, {when}",
            sitting=one.called,
            questions=_questions(one.seen),
            when=ago(one.last, now),
        )
        command = visible(command_of(one.sitting, program))
        blocks += [Prose((what,)), Prose((command,), Tone.COMMAND)]
    if any(one.is_exam for one in left):
        said = say("What an exam has asked counts, and is told, once it is finished.")
        blocks.append(Prose(said, Tone.REMARK))
    return tuple(blocks)


def _listed(scenarios: Iterable[str], library: Library) -> str:
    return text_with_commas([library.title(name) for name in sorted(scenarios)])


def _shown(thing: NextThing) -> tuple[Block, ...]:
    return (Prose((thing.say,)), Prose((visible(thing.command),), Tone.COMMAND))


def spelled_time(spent: timedelta) -> str:
    """Return a stretch of time in words: ``1 h 25 min``."""
    minutes = int(spent.total_seconds() // 60)
    if minutes < 1:
        return text("less than a minute")
    if minutes < 60:
        return text("{minutes} min", minutes=minutes)
    return text("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def ago(then: datetime, now: datetime) -> str:
    """Return how many days ago a time was, by the calendar of ``now``."""
    days = (now.date() - then.astimezone(now.tzinfo).date()).days
    if days <= 0:
        return text("today")
    return text("yesterday") if days == 1 else text("{days} days ago", days=days)
