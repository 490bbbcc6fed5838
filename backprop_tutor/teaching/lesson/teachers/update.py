"""The teacher of the update: one step against the gradient."""

from backprop_tutor.blocks.blocks import Equation
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.lesson.teachers.words import Words, say
from backprop_tutor.teaching.subject.subject import Subject

# Whether it climbs, and whether by a velocity: the sentence around the rate, and the first hint.
_SAID = {
    (False, False): (
        " after one step downhill. The step is the learning rate ",
        " times the gradient.",
        "The gradient points uphill. Go the other way: subtract the learning rate times the "
        "gradient.",
    ),
    (False, True): (
        " after one step downhill. The step is the learning rate ",
        " times the new velocity.",
        "The gradient points uphill. Go the other way: subtract the learning rate times the new "
        "velocity.",
    ),
    (True, False): (
        " after one step uphill. The step is the learning rate ",
        " times the gradient.",
        "The gradient points uphill, and this network climbs: add the learning rate times the "
        "gradient.",
    ),
    (True, True): (
        " after one step uphill. The step is the learning rate ",
        " times the new velocity.",
        "The gradient points uphill, and this network climbs: add the learning rate times the new "
        "velocity.",
    ),
}


def teach_update(line: Line, subject: Subject) -> Words:
    """w_new = w − η · dE_total/dw; with momentum w − η · v_new."""
    scenario = subject.scenario
    climbs = scenario.direction is Direction.ASCENT
    before, after, hint = _SAID[climbs, scenario.momentum is not None]
    step = Name(line.uses[-1])
    return Words(
        (
            Name(line.name),
            " is ",
            Name(line.of),
            before,
            Name(names.RATE),
            after,
        ),
        (hint,),
        (
            say(
                "A positive gradient means that a larger ",
                Name(line.of),
                " makes a larger value. That is wanted here, so ",
                Name(line.of),
                " rises with it.",
            )
            if climbs
            else say(
                "A positive gradient means that a larger ",
                Name(line.of),
                " makes a larger loss. So ",
                Name(line.of),
                " has to fall, and the other way round. That is the minus sign.",
            ),
            Equation(Name(line.name), (line.formula,)),
            say("Every gradient belongs to the old weights: update all of them at the end."),
            Equation(step, (subject.value(step.id),)),
        ),
    )


def teach_velocity(line: Line, _subject: Subject) -> Words:
    """v_new = μ·v + dE_total/dw."""
    before = Name(names.velocity(line.of))
    return Words(
        (
            Name(line.name),
            " is the velocity of ",
            Name(line.of),
            ": the part of the old velocity that the momentum ",
            Name(names.MOMENTUM),
            " keeps, plus the present gradient.",
        ),
        ("Multiply the old velocity by the momentum. Add the gradient.",),
        (
            say(
                "A ball that rolls downhill keeps some of its speed. Gradients that point the same "
                "way again and again add up; those that change their sign cancel."
            ),
            Equation(Name(line.name), (line.formula,)),
            say(before, " is 0 before the first step: nothing has moved yet."),
        ),
    )
