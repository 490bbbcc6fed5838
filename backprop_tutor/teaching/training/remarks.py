"""Remarks below a training: which values its first pass has, and which weights a sample meets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite
from typing import assert_never

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.scenario.scenario import Update
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.target_reach import (
    AtTheEdge,
    OutOfReach,
    missed_targets,
    out_of_reach_said,
)
from backprop_tutor.teaching.training.outcome import brief
from backprop_tutor.teaching.training.runs import Run
from backprop_tutor.wording import grouped, marked, say, say_so_many


def about_the_pass(subject: Subject, runs: Sequence[Run]) -> Iterator[Block]:
    """Yield what has to be known of the numbers of a training, if there is something."""
    scenario = subject.scenario
    for missed in missed_targets(scenario):
        match missed:
            case OutOfReach():
                yield Prose(out_of_reach_said(missed), Tone.REMARK)
            case AtTheEdge():  # As near as one likes: it is worth training for.
                pass
            case _:
                assert_never(missed)
    if scenario.given:
        yield _about_given(subject, runs)
    if scenario.update is Update.ONLINE and len(scenario.samples) > 1:
        yield _about_online(subject, runs)


def _about_given(subject: Subject, runs: Sequence[Run]) -> Block:
    """Say where the values hold that a scenario gives in place of computed ones."""
    without = subject.tape.at({subject.tape.rate: runs[0].rate})[subject.aim]
    if not isfinite(without):
        told: tuple[Inline, ...] = say(
            "The values given in the file hold for the first pass only: the first update is made "
            "with them, and no other."
        )
    else:
        told = say(
            "The values given in the file hold for the first pass only: the first update is made "
            "with them, and no other. Without them {it} at the start is {without}; what is said "
            "about a rate begins there.",
            it=subject.goal,
            without=brief(without, 6),
        )
    return Prose(told, Tone.REMARK)


def _about_online(subject: Subject, runs: Sequence[Run]) -> Block:
    """Say whose weights the loss is at: ``E_total`` is Σ E[k], each at the weights k meets."""
    told = subject.said_of_goal(
        marked(
            "{aim} is what the samples lose on their way through the next epoch, each with the "
            "weights that it meets."
        ),
        marked(
            "{aim} is added up on the way through the next epoch, each sample's with the "
            "parameters that it meets."
        ),
    )
    history = runs[0].history
    if len(runs) == 1 and history.broke is None:
        at_once = tape_of(replace(subject.scenario, update=Update.BATCH_SUM, given={}), ())
        numbers = {name: value for name, value in history.numbers.items() if name in at_once}
        value = at_once.at(numbers)[subject.aim]
        if isfinite(value):
            then = say_so_many(
                "With the weights after {n} epoch for all of them, it is {value}.",
                "With the weights after {n} epochs for all of them, it is {value}.",
                history.updates,
                n=grouped(history.updates),
                value=brief(value, 6),
            )
            told = (*told, " ", *then)
    return Prose(told, Tone.REMARK)
