"""Teachers of the losses: the error of one output, the loss of all, and its slope by an output.

To add a loss, add its entry to ``maths.losses`` and what is said about it to ``_SAID``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backprop_tutor.blocks.blocks import Equation, Inline
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.lesson.derivation_in_words import explained
from backprop_tutor.teaching.lesson.teachers.words import Words, joined_names, say
from backprop_tutor.teaching.subject.subject import Subject


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about one loss."""

    principle: str
    """How it is worked out."""
    reason: str
    """Why it is like that."""
    slope: str
    """What to look at when it is differentiated by an output."""


_SQUARES = "The square makes every miss count as positive, and large misses more than small ones. "
_BEHIND_A_MINUS = (
    "Differentiate the error by the output. Mind the inner derivative: the output stands behind a "
    "minus sign."
)

_SAID: Mapping[str, Said] = {
    "half_squared_error": Said(
        "Take the difference between target and output, square it, halve it.",
        f"{_SQUARES}The ½ is there to cancel the 2 that the square leaves behind when it is "
        "differentiated.",
        _BEHIND_A_MINUS,
    ),
    "squared_error": Said(
        "Take the difference between target and output and square it.",
        _SQUARES.rstrip(),
        _BEHIND_A_MINUS,
    ),
    "mean_squared_error": Said(
        "Take the difference between target and output and square it. Where there are several "
        "outputs, divide by their number.",
        f"{_SQUARES}Divided by the number of outputs, the errors add up to a mean: a network with "
        "more outputs does not look worse for that alone.",
        _BEHIND_A_MINUS,
    ),
    "absolute_error": Said(
        "Take the difference between target and output, without its sign.",
        "Every miss counts by its size, whichever way it goes. A miss twice as large costs twice "
        "as much, not four times as with a square, so one wild example pulls less.",
        "The error is the distance to the target. Is the output below its target or above it? "
        "When the output grows by 1, does the distance shrink by 1 or grow by 1?",
    ),
    "binary_cross_entropy": Said(
        "Take the natural logarithm of the output, times the target. Add the logarithm of 1 minus "
        "the output, times 1 minus the target. Change the sign of the sum.",
        "The output is read as a probability: how sure the network is of a yes. With target 1 only "
        "the first logarithm counts, with target 0 only the second. To be sure and right costs "
        "next to nothing; to be sure and wrong costs most.",
        "Differentiate each logarithm on its own. The slope of ln x is 1/x. In the second one the "
        "output stands behind a minus sign.",
    ),
    "cross_entropy": Said(
        "Take the natural logarithm of the output, times the target, times −1.",
        "The logarithm of a share near 1 is near 0: no loss. Near 0 it runs off to −∞: a confident "
        "wrong answer costs most. Only outputs whose target is not 0 count.",
        "Differentiate the error by the output. The slope of ln x is 1/x.",
    ),
    "hinge": Said(
        "Take this output, minus the right one, plus the margin. If that is below 0, take 0.",
        "The right output has to win, and by at least the margin. A wrong output that stays so far "
        "behind costs nothing. One that comes closer costs as much as it is too close.",
        "Is the error above 0? Then it grows by 1 when the wrong output grows by 1, and falls by 1 "
        "when the right one grows by 1. If it is 0, a small change leaves it at 0.",
    ),
}
"""By the name of the loss."""

_OWN = Said(
    "Put the numbers into the formula of this error.",
    "This network has a loss of its own. Any formula can be a loss, as long as one number comes "
    "out that says how well the network does.",
    "Look at the formula of this error only: every other name in it is a plain number here.",
)
"""Of a loss that the author of the network wrote out."""


def said_of(subject: Subject) -> Said:
    """Return what is said about the loss of a network."""
    return _SAID.get(subject.scenario.loss, _OWN)


def teach_error(line: Line, subject: Subject) -> Words:
    """One output's term of the loss."""
    said, loss = said_of(subject), LOSSES.get(subject.scenario.loss)
    out = Name(subject.scenario.value_of(line.of))
    sentence: tuple[Inline, ...]
    if loss is None:
        sentence = (
            f" is output {line.of}'s part of the loss, from ",
            *joined_names(line.uses),
            ".",
        )
    elif loss.beside is not None:
        (right,) = (name for name in line.uses if name != out.id)
        sentence = (
            f" is what the wrong output {line.of} adds to the loss: how much too close ",
            out,
            " comes to the right output ",
            Name(right),
            ".",
        )
    else:
        target = Name(names.target(line.of))
        sentence = (
            f" is output {line.of}'s part of the loss: how far ",
            out,
            " is from its target ",
            target,
            ".",
        )
    why = (say(said.reason), Equation(Name(line.name), (line.formula,)))
    return Words((Name(line.name), *sentence), (said.principle,), why)


def teach_total(line: Line, subject: Subject) -> Words:
    """The loss: the sum over the outputs."""
    scenario = subject.scenario
    better = "larger" if scenario.direction is Direction.ASCENT else "smaller"
    if len(scenario.outputs) == 1:
        (only,) = scenario.outputs
        target = names.target(only)
        from_what: tuple[Inline, ...] = (
            (
                " is the loss: one number for how far ",
                Name(scenario.value_of(only)),
                " is from ",
                Name(target),
                ".",
            )
            if scenario.loss
            else (" is the loss: one number, from ", *joined_names(line.uses), ".")
        )
        said = said_of(subject)
        return Words(
            (Name(line.name), *from_what, f" Training makes it {better}."),
            (said.principle,),
            (say(said.reason), Equation(Name(line.name), (line.formula,))),
        )
    return Words(
        (
            Name(line.name),
            " is the loss of the whole network: the errors of all outputs, added. "
            f"Training makes this one number {better}.",
        ),
        ("Add the errors of all outputs.",),
        (
            say("One number is needed to say whether a change of a weight was good: the sum."),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def teach_loss_slope(line: Line, subject: Subject) -> Words:
    """dE_total/dout of an output: of its error, or of all the errors that it is part of."""
    users = [
        user.name
        for user in subject.tape.values()
        if user.role in (Role.ERROR, Role.TOTAL)
        and user.part is subject[names.TOTAL].part
        and line.by in user.uses
    ]
    sentence: tuple[Inline, ...] = (
        Name(line.name),
        " is the slope of the loss: how fast ",
        Name(names.TOTAL),
        " changes when ",
        Name(line.by),
        " changes a little and all else stays.",
    )
    if len(users) > 1:
        return Words(
            sentence,
            (
                Name(line.by),
                f" is part of {len(users)} errors. Take the slope of each, and add them.",
            ),
            (
                say(
                    "The loss is a sum of errors. When ",
                    Name(line.by),
                    " moves, ",
                    *joined_names(users),
                    " move with it, and their changes add.",
                ),
                Equation(Name(line.name), (line.formula,)),
            ),
            tuple(Equation(Name(user), (subject[user].formula,)) for user in users),
        )
    source = subject[users[0]]
    alone = (
        say(
            "Of all the errors in ",
            Name(names.TOTAL),
            " only ",
            Name(source.name),
            " contains ",
            Name(line.by),
            "; the others do not change with it.",
        ),
    )
    return Words(
        sentence,
        (said_of(subject).slope,),
        (
            *(alone if source.name != names.TOTAL else ()),
            *explained(source.formula, line.by, line.formula),
        ),
        (Equation(Name(source.name), (source.formula,)),),
    )
