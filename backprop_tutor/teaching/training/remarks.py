"""Remarks below a training: which values its first pass has, and which weights a sample meets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone
from backprop_tutor.blocks.sentences import filled_in
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.scenario.scenario import Update
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.training.outcome import brief, counted
from backprop_tutor.teaching.training.runs import Run


def about_the_pass(subject: Subject, runs: Sequence[Run]) -> Iterator[Block]:
    """Yield what has to be known of the numbers of a training, if there is something."""
    scenario = subject.scenario
    if scenario.given:
        yield _about_given(subject, runs)
    if scenario.update is Update.ONLINE and len(scenario.samples) > 1:
        yield _about_online(subject, runs)


def _about_given(subject: Subject, runs: Sequence[Run]) -> Block:
    """Say where the values hold that a scenario gives in place of computed ones."""
    without = subject.tape.at({names.RATE: runs[0].rate})[subject.aim]
    text = "The values given in the file hold for the first pass only: the first update is made "
    text += "with them, and no other."
    if isfinite(without):
        text += (
            " Without them {it} at the start is {without}; what is said about a rate begins there."
        )
    parts: dict[str, Inline] = {"it": subject.goal, "without": brief(without, 6)}
    return Prose(filled_in(text, parts), Tone.REMARK)


def _about_online(subject: Subject, runs: Sequence[Run]) -> Block:
    """Say whose weights the loss is at: ``E_total`` is Σ E[k], each at the weights k meets."""
    text = (
        "{aim} is what the samples lose on their way through the next epoch, each with the weights "
        "that it meets."
    )
    parts: dict[str, Inline] = {"aim": Name(subject.aim)}
    history = runs[0].history
    if len(runs) == 1 and history.broke is None:
        at_once = tape_of(replace(subject.scenario, update=Update.BATCH_SUM, given={}), ())
        numbers = {name: value for name, value in history.numbers.items() if name in at_once}
        value = at_once.at(numbers)[names.TOTAL]
        made = counted(history.updates).replace("update", "epoch")
        if isfinite(value):
            parts["value"] = brief(value, 6)
            text += f" With the weights after {made} for all of them, it is {{value}}."
    return Prose(filled_in(text, parts), Tone.REMARK)
