"""The home page: where to go on, the course around the learner's place on it, what is due.

And the list of the course, which has more columns.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import assert_never

from backprop_tutor.blocks.blocks import Block, Inline, Link, Prose, Table, Tone
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.progress.rows import Mode, Row
from backprop_tutor.scenario.course import Level
from backprop_tutor.teaching.learner.course import Place, Reached, is_of, next_place
from backprop_tutor.teaching.learner.sittings import ROUND, SittingProgress, command_of
from backprop_tutor.teaching.subject.authors_words import in_learners_language
from backprop_tutor.wording import Marked, marked, say, say_so_many, text, text_in

_LEVELS: Mapping[Level, Marked] = {
    Level.BEGINNER: marked("Beginner"),
    Level.INTERMEDIATE: marked("Intermediate"),
    Level.ADVANCED: marked("Advanced"),
}

_MOST_SHOWN = 9
"""Stops on the home page at the most, so that it stands on a screen of 24 rows."""


def home_page(
    places: Sequence[Place],
    gone: Sequence[SittingProgress],
    rows: Sequence[Row],
    now: datetime,
    program: Program = AS_INSTALLED,
) -> tuple[Block, ...]:
    """Return the page that the program shows when it is started without a command."""
    following = next_place(places, gone)
    return (
        *_go_on(following, gone, program),
        _table(_around(following, places), text("the course"), program, following),
        *_due(rows, now, program),
        *_elsewhere(program),
    )


def _elsewhere(program: Program) -> tuple[Block, ...]:
    """Return how to come to all the rest."""
    if program.on_page:
        return (Prose((program.command("list"),), Tone.COMMAND),)
    commands = (
        program.command("list"),
        program.command("walk", text_in("stands for a value", "NAME")),
        program.command("--help"),
    )
    return (
        Prose(say("The whole course, another network, all commands:"), Tone.HINT),
        Prose(("\n".join(commands),), Tone.COMMAND),
    )


def _around(following: Place | None, places: Sequence[Place]) -> Sequence[Place]:
    """Return the part of the course in which a learner is: the last stop, the next, what follows.

    Where nothing is left to do, the end of it.
    """
    at = len(places) if following is None else places.index(following)
    first = max(0, min(at - 1, len(places) - _MOST_SHOWN))
    return places[first : first + _MOST_SHOWN]


def _go_on(
    following: Place | None, gone: Sequence[SittingProgress], program: Program
) -> tuple[Block, ...]:
    """Return the command that goes on with the course, and the one for what was left beside it."""
    walk = program.command("walk")
    if following is None:
        done = say("You have been through the whole course. To see what you still know, type:")
        if program.on_page:
            done = say("You have been through the whole course. See what you still know:")
        return (Prose(done), Prose((program.command("quiz"),), Tone.COMMAND))
    called = following.stop.called
    blocks = [
        Prose(_course_begins(called, program) if not gone else _course_goes_on(called, program)),
        Prose((following.stop.command(program) if program.on_page else walk,), Tone.COMMAND),
    ]
    left = gone[-1] if gone and gone[-1].interrupted else None
    if left is not None and not is_of(left, following.stop) and ROUND not in left.sitting.options:
        command = command_of(left.sitting, program)
        blocks += [Prose(_or_what_was_left(left), Tone.HINT), Prose((command,), Tone.COMMAND)]
    return tuple(blocks)


def _or_what_was_left(left: SittingProgress) -> tuple[str, ...]:
    if left.is_exam:
        return say("Or go on with the exam that you left:")
    match left.sitting.mode:
        case Mode.WALK:
            return say("Or go on with the walk that you left:")
        case Mode.QUIZ:
            return say("Or go on with the quiz that you left:")
        case _:
            assert_never(left.sitting.mode)


def _course_begins(stop: str, program: Program) -> tuple[str, ...]:
    if program.on_page:
        return say("Learn back-propagation by doing it. The course begins with {stop}:", stop=stop)
    return say(
        "Learn back-propagation by doing it. The course begins with {stop}. Type:", stop=stop
    )


def _course_goes_on(stop: str, program: Program) -> tuple[str, ...]:
    if program.on_page:
        return say("Go on with the course: {stop} is next.", stop=stop)
    return say("Go on with the course: {stop} is next. Type:", stop=stop)


def _due(rows: Sequence[Row], now: datetime, program: Program) -> tuple[Block, ...]:
    if not rows:
        return ()
    from backprop_tutor.teaching.learner.mastery import due, masteries

    waiting = len(due(masteries(rows), now))
    if not waiting:
        return ()
    said = say_so_many(
        "One skill is due to be asked again:",
        "{n} skills are due to be asked again:",
        waiting,
    )
    return (Prose(said, Tone.HINT), Prose((program.command("quiz"),), Tone.COMMAND))


def course_list(places: Sequence[Place], program: Program = AS_INSTALLED) -> tuple[Block, ...]:
    """Return the course as a list, level by level: what each stop teaches, and how far one is."""
    blocks: list[Block] = []
    for level, stops in groupby(places, lambda place: place.stop.level):
        blocks += [
            Prose(say(_LEVELS[Level(level)]), Tone.HEADING),
            _table(list(stops), text("scenario"), program),
        ]
    return tuple(blocks)


def _table(
    places: Sequence[Place], head: str, program: Program, following: Place | None = None
) -> Table:
    return Table(
        (
            head,
            text_in("a column of a table", "teaches"),
            text_in("a column of a table", "steps"),
            text_in("a column of a table", "minutes"),
            "",
        ),
        tuple(
            (
                _called(place, program),
                in_learners_language(place.stop.teaches),
                str(place.stop.steps),
                place.minutes,
                _reached(place, following),
            )
            for place in places
        ),
    )


def _called(place: Place, program: Program) -> Inline:
    """Return what a stop is called; on the page it leads there."""
    called = place.stop.called
    return Link(called, place.stop.command(program)) if program.on_page else called


def _reached(place: Place, following: Place | None) -> str:
    """Return how far a learner has come at a stop, in a word."""
    match place.reached:
        case Reached.DONE:
            return text_in("a stop of the course", "done")
        case Reached.BEGUN:
            return text_in("a stop of the course", "begun")
        case Reached.AHEAD:
            return text_in("a stop of the course", "next") if place is following else ""
        case _:
            assert_never(place.reached)
