"""What ``plot`` draws of a subject: the aim as a function of one number, with a true tangent."""

from collections.abc import Iterator
from dataclasses import replace

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone, value_of
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.oracle.cancellation import closer_look
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.scenario.scenario import Update
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say


def plotted_subject(subject: Subject, weight: str) -> Subject:
    """Return the same numbers without given values, and with the same weights for all samples.

    A given value stands still when the weight moves. Where each sample moves the weights,
    ``dE_total/dw`` is Σ dE[k]/dw at the weights that k meets; those hang on ``w`` in a way of their
    own, so that it is not the slope of ``E_total`` over ``w``.
    """
    scenario, tape = replace(subject.scenario, given={}), subject.tape
    if _is_online(subject):
        scenario = replace(scenario, update=Update.BATCH_SUM)
        tape = tape_of(scenario, (weight,)).starting_from(tape.given())
    elif not subject.scenario.given:
        return subject
    values = tape.at(None, closer_look(tape, {}, subject.after))
    return replace(subject, scenario=scenario, tape=tape, values=values, only=weight)


def about_the_plotted(lesson: Subject, weight: str) -> Iterator[Block]:
    """Yield what is left out of the picture, and what the lesson has instead."""
    gradient = Name(lesson.gradient(weight))
    value = value_of(lesson.values[lesson.gradient(weight)])
    if _is_online(lesson):
        # Translators: 'update: online' stands in a file, and stays as it is.
        online: tuple[Inline, ...] = say(
            "With 'update: online' each sample moves the weights for the next one. The picture "
            "is of the loss with the same weights for all samples, and its step is the one "
            "that they would take together. The lesson goes sample by sample: there {gradient} is "
            "{value}.",
            gradient=gradient,
            value=value,
        )
        yield Prose(online, Tone.REMARK)
    if lesson.scenario.given:
        left_out: tuple[Inline, ...] = say(
            "The file gives values in place of computed ones. They stay the same when {weight} "
            "moves, so this picture leaves them out. The lesson has them in its first pass: there "
            "{gradient} is {value}.",
            weight=Name(weight),
            gradient=gradient,
            value=value,
        )
        yield Prose(left_out, Tone.REMARK)


def _is_online(subject: Subject) -> bool:
    return subject.scenario.update is Update.ONLINE and len(subject.scenario.samples) > 1
