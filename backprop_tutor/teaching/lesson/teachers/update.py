"""The teacher of the update: one step against the gradient."""

from backprop_tutor.blocks.blocks import Equation
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.lesson.teachers.words import Words, say
from backprop_tutor.teaching.subject.subject import Subject


def teach_update(line: Line, subject: Subject) -> Words:
    """w_new = w − η · dE_total/dw; with momentum w − η · v_new."""
    scenario = subject.scenario
    climbs = scenario.direction is Direction.ASCENT
    push = "gradient" if scenario.momentum is None else "new velocity"
    step = Name(line.uses[-1])
    return Words(
        (
            Name(line.name),
            " is ",
            Name(line.of),
            f" after one step {'uphill' if climbs else 'downhill'}: the learning rate ",
            Name(names.RATE),
            f" times the {push}.",
        ),
        (
            f"The gradient points uphill, and this network climbs: add the learning rate times the "
            f"{push}."
            if climbs
            else "The gradient points uphill. Go the other way: subtract the learning rate times "
            "the {push}.",
        ),
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
