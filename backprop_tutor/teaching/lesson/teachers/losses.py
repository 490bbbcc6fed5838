"""Teachers of the losses: the error of one output, the loss of all, and its slope ∂E/∂o."""

from backprop_tutor.blocks.blocks import Equation, Inline
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.lesson.derivation_in_words import explained
from backprop_tutor.teaching.lesson.teachers.words import Words, joined_names, say
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_losses import loss_taught


def teach_error(line: Line, subject: Subject) -> Words:
    """One output's term of the loss."""
    said, loss = loss_taught(subject), LOSSES.get(subject.scenario.loss)
    out = _output_judged(line, line.of, subject)
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
    elif loss.counts_by_target:
        sentence = (
            f" is output {line.of}'s part of the loss: it grows as ",
            out,
            " falls, in proportion to the target ",
            Name(names.target(line.of)),
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


def _output_judged(line: Line, output: str, subject: Subject) -> Name:
    """Return the value of an output that an error is about: after the update the new one."""
    value = subject.scenario.value_of(output)
    new = names.updated(value)
    return Name(new if new in line.uses else value)


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
                _output_judged(line, only, subject),
                " is from ",
                Name(target),
                ".",
            )
            if scenario.loss
            else (" is the loss: one number, from ", *joined_names(line.uses), ".")
        )
        said = loss_taught(subject)
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
        (loss_taught(subject).slope,),
        (
            *(alone if source.name != names.TOTAL else ()),
            *explained(source.formula, line.by, line.formula),
        ),
        (Equation(Name(source.name), (source.formula,)),),
    )
