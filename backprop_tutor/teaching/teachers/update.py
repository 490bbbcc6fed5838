"""The teacher of the update: one step against the gradient."""

from backprop_tutor.expression import Name
from backprop_tutor.maths import names
from backprop_tutor.maths.tape import Line
from backprop_tutor.teaching.step import Equation
from backprop_tutor.teaching.subject import Subject
from backprop_tutor.teaching.teachers.words import Words, say


def update(line: Line, subject: Subject) -> Words:
    """w_new = w − η · dE_total/dw."""
    gradient = Name(names.derivative(names.TOTAL, line.of))
    return Words(
        (
            Name(line.name),
            " is ",
            Name(line.of),
            " after one step downhill, of the learning rate ",
            Name(names.RATE),
            " times the gradient.",
        ),
        ("The gradient points uphill. Go the other way, by the learning rate times the gradient.",),
        (
            say(
                "A positive gradient means: a larger ",
                Name(line.of),
                " makes a larger loss. So ",
                Name(line.of),
                " has to fall, and the other way round. That is the minus sign.",
            ),
            Equation(Name(line.name), (line.formula,)),
            say("Every gradient belongs to the old weights: update all of them at the end."),
            Equation(gradient, (subject.value(gradient.id),)),
        ),
    )
