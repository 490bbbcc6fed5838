"""The teacher of the update: one step against the gradient."""

from backprop_tutor.blocks.blocks import Equation, Inline, Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.lesson.teachers.words import Words
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say

# Whether it climbs, and whether by a velocity: the sentence, and the first hint.
_SAID = {
    (False, False): (
        marked(
            "{new} is {old} after one step downhill. The step is the learning rate {rate} times "
            "the gradient."
        ),
        marked(
            "The gradient points uphill. Go the other way: subtract the learning rate times the "
            "gradient."
        ),
    ),
    (False, True): (
        marked(
            "{new} is {old} after one step downhill. The step is the learning rate {rate} times "
            "the new velocity."
        ),
        marked(
            "The gradient points uphill. Go the other way: subtract the learning rate times the "
            "new velocity."
        ),
    ),
    (True, False): (
        marked(
            "{new} is {old} after one step uphill. The step is the learning rate {rate} times the "
            "gradient."
        ),
        marked(
            "The gradient points uphill, and this network climbs: add the learning rate times the "
            "gradient."
        ),
    ),
    (True, True): (
        marked(
            "{new} is {old} after one step uphill. The step is the learning rate {rate} times the "
            "new velocity."
        ),
        marked(
            "The gradient points uphill, and this network climbs: add the learning rate times the "
            "new velocity."
        ),
    ),
}


def teach_update(line: Line, subject: Subject) -> Words:
    """w_new = w − η · dE_total/dw; with momentum w − η · v_new."""
    scenario = subject.scenario
    climbs = scenario.direction is Direction.ASCENT
    sentence, hint = _SAID[climbs, scenario.momentum is not None]
    old, step = Name(line.of), Name(line.uses[-1])
    sign: tuple[Inline, ...] = (
        say(
            "A positive gradient means that a larger {number} makes a larger value. That is wanted "
            "here, so {number} rises with it.",
            number=old,
        )
        if climbs
        else say(
            "A positive gradient means that a larger {number} makes a larger loss. So {number} has "
            "to fall, and the other way round. That is the minus sign.",
            number=old,
        )
    )
    return Words(
        say(sentence, new=Name(line.name), old=old, rate=Name(names.RATE)),
        say(hint),
        (
            Prose(sign),
            Equation(Name(line.name), (line.formula,)),
            Prose(say("Every gradient belongs to the old weights: update all of them at the end.")),
            Equation(step, (subject.value(step.id),)),
        ),
    )


def teach_velocity(line: Line, _subject: Subject) -> Words:
    """v_new = μ·v + dE_total/dw."""
    return Words(
        say(
            "{new} is the velocity of {number}: the part of the old velocity that the momentum "
            "{momentum} keeps, plus the present gradient.",
            new=Name(line.name),
            number=Name(line.of),
            momentum=Name(names.MOMENTUM),
        ),
        say("Multiply the old velocity by the momentum. Add the gradient."),
        (
            Prose(
                say(
                    "A ball that rolls downhill keeps some of its speed. Gradients that point the "
                    "same way again and again add up; those that change their sign cancel."
                )
            ),
            Equation(Name(line.name), (line.formula,)),
            Prose(
                say(
                    "{velocity} is 0 before the first step: nothing has moved yet.",
                    velocity=Name(names.velocity(line.of)),
                )
            ),
        ),
    )
