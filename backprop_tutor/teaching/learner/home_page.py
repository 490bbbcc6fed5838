"""The home page: where to go on, the course as a path with the learner's place on it, what is due.

And the list of the course, which has more columns.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from backprop_tutor.blocks.blocks import Block, Prose, Table, Tone
from backprop_tutor.invocation import AS_INSTALLED, Program
from backprop_tutor.progress.rows import Row
from backprop_tutor.teaching.learner.course import Place, next_place
from backprop_tutor.teaching.learner.sittings import SittingProgress, command_of
from backprop_tutor.teaching.subject.authors_words import in_learners_language


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
        _table(places, "the course", following),
        *_due(rows, now, program),
        Prose(
            (
                f"Another network: {program.command('walk', 'NAME')}. All commands: "
                f"{program.command('--help')}.",
            ),
            Tone.HINT,
        ),
    )


def _go_on(
    following: Place | None, gone: Sequence[SittingProgress], program: Program
) -> tuple[Block, ...]:
    """Return the command that goes on with the course, and the one for what was left beside it."""
    walk = program.command("walk")
    if following is None:
        said = "You have been through the whole course. To see what you still know, type:"
        return (Prose((said,)), Prose((program.command("quiz"),), Tone.CODE))
    called = following.stop.called
    said = (
        f"Go on with the course: {called} is next. Type:"
        if gone
        else f"Learn back-propagation by doing it. The course begins with {called}. Type:"
    )
    blocks = [
        Prose((said,)),
        Prose((walk,), Tone.CODE),
    ]
    left = gone[-1] if gone and gone[-1].interrupted else None
    if left is not None and left.sitting.scenario != following.stop.scenario:
        mode = left.sitting.mode.value
        said = f"Or go on with the {mode} that you left: {command_of(left.sitting, program)}"
        blocks.append(Prose((said,), Tone.HINT))
    return tuple(blocks)


def _due(rows: Sequence[Row], now: datetime, program: Program) -> tuple[Block, ...]:
    if not rows:
        return ()
    from backprop_tutor.teaching.learner.mastery import due, masteries

    waiting = len(due(masteries(rows), now))
    if not waiting:
        return ()
    skills = "One skill is" if waiting == 1 else f"{waiting} skills are"
    said = f"{skills} due to be asked again: {program.command('quiz')}"
    return (Prose((said,), Tone.HINT),)


def course_list(places: Sequence[Place]) -> tuple[Block, ...]:
    """Return the course as a list, level by level: what each stop teaches, and how far one is."""
    blocks: list[Block] = []
    for level, stops in groupby(places, lambda place: place.stop.level):
        blocks += [Prose((level.capitalize(),), Tone.HEADING), _table(list(stops), "scenario")]
    return tuple(blocks)


def _table(places: Sequence[Place], head: str, following: Place | None = None) -> Table:
    return Table(
        (head, "teaches", "steps", "minutes", ""),
        tuple(
            (
                place.stop.called,
                in_learners_language(place.stop.teaches),
                str(place.stop.steps),
                place.minutes,
                place.reached.value or ("next" if place is following else ""),
            )
            for place in places
        ),
    )
