"""Teachers of what joins several samples: their loss, and their gradients."""

from backprop_tutor.blocks.blocks import Block, Equation, Table
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, names_in
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.scenario import Direction, Update
from backprop_tutor.teaching.lesson.teachers.words import Words, say
from backprop_tutor.teaching.subject.subject import Subject


def teach_batch_total(line: Line, subject: Subject) -> Words:
    """E = Σ over samples E[k], or the mean."""
    how, count = _how(subject), len(subject.scenario.samples)
    return Words(
        (Name(line.name), f" is the loss of all {count} samples together: the {how} of theirs."),
        (_principle(subject, "losses"),),
        (
            say(
                "A network has to do well on all samples at once. One number says how well: the "
                f"{how} of their losses."
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def teach_batch_gradient(line: Line, subject: Subject) -> Words:
    """dE/dw = Σ over samples dE[k]/dw, or the mean."""
    how = _how(subject)
    return Words(
        (
            Name(line.name),
            " is the gradient of ",
            Name(line.by),
            f" over all samples: the {how} of the gradients for each sample.",
        ),
        (_principle(subject, "gradients"),),
        (
            say(
                f"The loss of all samples is the {how} of theirs, and so is its slope: each sample "
                "pulls at ",
                Name(line.by),
                " in its own direction, and the pulls are combined before the weight moves.",
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
        (_pulls(line, subject),),
    )


def _pulls(line: Line, subject: Subject) -> Block:
    """Show what each sample says about one parameter, and which way it would move it."""
    ways = ("up", "down", "nowhere")
    if subject.scenario.direction is Direction.ASCENT:
        ways = ("down", "up", "nowhere")

    def way(name: str) -> str:
        slope = subject.values[name]
        return ways[2] if slope == 0 else ways[slope > 0]

    return Table(
        ("sample", "gradient", "value", f"it would move {line.by}"),
        tuple(
            (str(names.of_sample(name)[1]), Name(name), subject.value(name), way(name))
            for name in names_in(line.formula)
        ),
    )


def _how(subject: Subject) -> str:
    return "mean" if subject.scenario.update is Update.BATCH_MEAN else "sum"


def _principle(subject: Subject, what: str) -> str:
    count = len(subject.scenario.samples)
    if _how(subject) == "mean":
        return f"Add the {what} of all samples, then divide by their number, {count}."
    return f"Add the {what} of all samples."
