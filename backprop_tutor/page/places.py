"""The pages on which nothing is asked: where to go on, the course, progress, training, a slope."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.errors import UsageError
from backprop_tutor.invocation import Program
from backprop_tutor.loader import course_index, load
from backprop_tutor.page.own_network import title_of
from backprop_tutor.progress.rows import Row
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.learner.course import ListedStop, next_place, path, stops
from backprop_tutor.teaching.learner.home_page import course_list, home_page
from backprop_tutor.teaching.learner.sittings import SittingProgress
from backprop_tutor.teaching.lesson import first_page
from backprop_tutor.teaching.lesson.network_picture import picture_of
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import say, text

_UPDATES = 1_000

Recorded: TypeAlias = tuple[Sequence[Row], Sequence[SittingProgress]]
"""What was typed, and how far each sitting has come."""


def home_place(recorded: Recorded, program: Program) -> tuple[Block, ...]:
    """Return where to go on, and the course around it."""
    rows, gone = recorded
    places = path(stops(course_index()), rows, gone)
    title = Prose(say("Back-propagation by hand"), Tone.TITLE)
    return (title, *home_page(places, gone, rows, datetime.now(UTC), program))


def next_stop(recorded: Recorded) -> ListedStop | None:
    """Return where a learner goes on in the course; None where all of it is done."""
    rows, gone = recorded
    place = next_place(path(stops(course_index()), rows, gone), gone)
    return None if place is None else place.stop


def course_place(recorded: Recorded, program: Program) -> tuple[Block, ...]:
    """Return the whole course."""
    rows, gone = recorded
    places = path(stops(course_index()), rows, gone)
    return (Prose(say("The course"), Tone.TITLE), *course_list(places, program))


def progress_place(recorded: Recorded, program: Program) -> tuple[Block, ...]:
    """Return what a learner knows, and what to do next."""
    from backprop_tutor.invocation import NETWORK
    from backprop_tutor.session.library import library
    from backprop_tutor.teaching.learner.progress_page import progress_page

    rows, gone = recorded
    sittings = tuple(one.sitting for one in gone)
    finished = frozenset(one.sitting.id for one in gone if one.finished)
    own = {one.scenario: one for one in sittings if NETWORK in one.options}
    there = library()

    def is_there(name: str, digest: str | None) -> bool:
        if name in own:  # All of it stands in the address that goes on with it.
            return digest in (None, own[name].digest)
        return there.is_there(name, digest)

    def title(name: str) -> str:
        return title_of(own[name].options[NETWORK], name) if name in own else visible(name)

    known = replace(there, is_there=is_there, title=title)
    return progress_page(tuple(rows), sittings, datetime.now(UTC), known, finished, program)


def glossary_place() -> tuple[Block, ...]:
    """Return every word of the field, with examples in the names of a bundled network."""
    from backprop_tutor.teaching.glossary.lookup import all_entries
    from backprop_tutor.teaching.learner.catalogue import FIRST_SCENARIO

    title = Prose(say("The glossary"), Tone.TITLE)
    return (title, *all_entries(load(FIRST_SCENARIO)))


def editor_place() -> tuple[Block, ...]:
    """Return what stands above the editor."""
    told = say(
        "Write your network here. What is wrong with it is said line by line, and the picture is "
        "drawn as you type. The address of the finished network holds all of it: who opens it has "
        "your network, and nothing is sent anywhere."
    )
    return (Prose(say("A network of your own"), Tone.TITLE), Prose(told))


def overview_place(scenario: Scenario, network: str, program: Program) -> tuple[Block, ...]:
    """Return a network of somebody's own, with what can be done with it."""
    from backprop_tutor.invocation import NETWORK

    whole = {NETWORK: network}
    verbs = ("walk", "quiz", "plot", *(["train"] if scenario.learning_rate is not None else []))
    commands = [program.command(verb, scenario.called, whole) for verb in verbs]
    return (
        *first_page.title(scenario),
        *picture_of(scenario),
        *first_page.values_given(scenario),
        Prose(("\n".join(commands),), Tone.COMMAND),
    )


def training_place(scenario: Scenario, rate: str | None) -> tuple[Block, ...]:
    """Return many updates: the curve of the loss, outputs before and after.

    Raises ``UsageError`` for what is no rate, or a network that cannot learn.
    """
    from backprop_tutor.teaching.subject.after_training import check_learns
    from backprop_tutor.teaching.subject.subject import subject_of
    from backprop_tutor.teaching.training import train_page
    from backprop_tutor.teaching.training.runs import training_of

    rates = [] if rate is None else [_rate(rate)]
    if rates and scenario.learning_rate is None:
        scenario = replace(scenario, learning_rate=Decimal(repr(rates[0])))
    subject = subject_of(scenario)
    check_learns(scenario, subject.tape)
    runner = training_of(subject)
    runs = [runner.at(one, _UPDATES) for one in runner.rates(rates)]
    return tuple(train_page.train_page(subject, runs, None))


def _rate(typed: str) -> float:
    try:
        rate = float(typed)
    except ValueError:
        rate = math.nan
    if not (math.isfinite(rate) and rate > 0):
        from backprop_tutor.untrusted import shown

        raise UsageError(
            text("{typed} is not a learning rate; give a number above 0", typed=shown(typed))
        )
    return rate


def slope_place(scenario: Scenario, weight: str, after: int, program: Program) -> tuple[Block, ...]:
    """Return the loss over one weight; without one, over one that the lesson is about."""
    from backprop_tutor.session.asked_for import check_can_be_varied
    from backprop_tutor.teaching.subject.subject import subject_of
    from backprop_tutor.teaching.training import plot_page

    known = [name for name in scenario.movable if name not in scenario.biases]
    usual = next(iter((*scenario.focus, *reversed(known), *scenario.movable)))
    weight = weight or usual
    check_can_be_varied(weight, scenario, program)
    if weight in scenario.inputs and scenario.samples:
        raise UsageError(
            text(
                "{weight} is another number in each sample, so it cannot be varied for all of them "
                "at once; name a weight or bias",
                weight=weight,
            )
        )
    subject = subject_of(scenario, weight, after)
    around = plot_page.window(subject, weight)
    return plot_page.plot_page(subject, weight, *around, on_page=True)
