"""Teachers of what joins several samples: their loss, and their gradients."""

from backprop_tutor.blocks.blocks import Block, Equation, Inline, Prose, Table
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, names_in
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.scenario import Direction, Update
from backprop_tutor.teaching.lesson.teachers.words import Words
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say, text_in


def teach_batch_total(line: Line, subject: Subject) -> Words:
    """E = Σ over samples E[k], or the mean."""
    if not subject.scenario.has_loss:
        return _of_a_node(line, subject)
    loss, count = Name(line.name), len(subject.scenario.samples)
    if _is_mean(subject):
        return Words(
            say(
                "{loss} is the loss of all {n} samples together: the mean of theirs.",
                loss=loss,
                n=count,
            ),
            say("Add the losses of all samples, then divide by their number, {n}.", n=count),
            (
                Prose(
                    say(
                        "A network has to do well on all samples at once. One number says how "
                        "well: the mean of their losses."
                    )
                ),
                Equation(loss, (line.formula,)),
            ),
        )
    return Words(
        say(
            "{loss} is the loss of all {n} samples together: the sum of theirs.", loss=loss, n=count
        ),
        say("Add the losses of all samples."),
        (
            Prose(
                say(
                    "A network has to do well on all samples at once. One number says how well: "
                    "the sum of their losses."
                )
            ),
            Equation(loss, (line.formula,)),
        ),
    )


def _of_a_node(line: Line, subject: Subject) -> Words:
    """f = Σ over samples f[k], or the mean."""
    node, count = Name(line.name), len(subject.scenario.samples)
    if _is_mean(subject):
        return Words(
            say(
                "{node} without a number in brackets is that of all {n} samples together: the mean "
                "of theirs.",
                node=node,
                n=count,
            ),
            say("Add those of all samples, then divide by their number, {n}.", n=count),
            (
                Prose(
                    say(
                        "The same parameters serve all samples. What they do to all of them is "
                        "one number: the mean."
                    )
                ),
                Equation(node, (line.formula,)),
            ),
        )
    return Words(
        say(
            "{node} without a number in brackets is that of all {n} samples together: the sum of "
            "theirs.",
            node=node,
            n=count,
        ),
        say("Add those of all samples."),
        (
            Prose(
                say(
                    "The same parameters serve all samples. What they do to all of them is one "
                    "number: the sum."
                )
            ),
            Equation(node, (line.formula,)),
        ),
    )


def teach_batch_gradient(line: Line, subject: Subject) -> Words:
    """dE/dw = Σ over samples dE[k]/dw, or the mean."""
    gradient, number = Name(line.name), Name(line.by)
    if _is_mean(subject):
        return Words(
            say(
                "{gradient} is the gradient of {number} over all samples: the mean of the "
                "gradients for each sample.",
                gradient=gradient,
                number=number,
            ),
            say(
                "Add the gradients of all samples, then divide by their number, {n}.",
                n=len(subject.scenario.samples),
            ),
            (
                Prose(
                    subject.said_of_goal(
                        marked(
                            "The loss of all samples is the mean of theirs, and so is its slope: "
                            "each sample pulls at {number} in its own direction, and the pulls are "
                            "combined before the weight moves."
                        ),
                        marked(
                            "{aim} of all samples is the mean of theirs, and so is its slope: each "
                            "sample pulls at {number} in its own direction, and the pulls are "
                            "combined before {number} moves."
                        ),
                        number=number,
                    )
                ),
                Equation(gradient, (line.formula,)),
            ),
            (_pulls(line, subject),),
        )
    return Words(
        say(
            "{gradient} is the gradient of {number} over all samples: the sum of the gradients for "
            "each sample.",
            gradient=gradient,
            number=number,
        ),
        say("Add the gradients of all samples."),
        (
            Prose(
                subject.said_of_goal(
                    marked(
                        "The loss of all samples is the sum of theirs, and so is its slope: each "
                        "sample pulls at {number} in its own direction, and the pulls are combined "
                        "before the weight moves."
                    ),
                    marked(
                        "{aim} of all samples is the sum of theirs, and so is its slope: each "
                        "sample pulls at {number} in its own direction, and the pulls are combined "
                        "before {number} moves."
                    ),
                    number=number,
                )
            ),
            Equation(gradient, (line.formula,)),
        ),
        (_pulls(line, subject),),
    )


def _pulls(line: Line, subject: Subject) -> Block:
    """Show what each sample says about one parameter, and which way it would move it."""
    climbs = subject.scenario.direction is Direction.ASCENT

    def way(name: str) -> str:
        slope = subject.values[name]
        if slope == 0:
            return text_in("where a weight moves", "nowhere")
        return (
            text_in("where a weight moves", "up")
            if (slope > 0) is climbs
            else text_in("where a weight moves", "down")
        )

    heads: tuple[Inline, ...] = (
        text_in("a column of a table", "sample"),
        text_in("a column of a table", "gradient"),
        text_in("a column of a table", "value"),
        text_in("a column of a table", "it would move {number}", number=line.by),
    )
    return Table(
        heads,
        tuple(
            (str(names.of_sample(name)[1]), Name(name), subject.value(name), way(name))
            for name in names_in(line.formula)
        ),
    )


def _is_mean(subject: Subject) -> bool:
    return subject.scenario.update is Update.BATCH_MEAN
