"""Teachers of the losses: the error of one output, the loss of all, and its slope ∂E/∂o."""

from backprop_tutor.blocks.blocks import Block, Equation, Inline, Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.losses import LOSSES, is_joint
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.lesson.derivation_in_words import explained
from backprop_tutor.teaching.lesson.teachers.words import Words
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_losses import loss_taught
from backprop_tutor.wording import listed_and, marked, say


def teach_error(line: Line, subject: Subject) -> Words:
    """One output's term of the loss."""
    taught = loss_taught(subject)
    why = (Prose(say(taught.reason)), Equation(Name(line.name), (line.formula,)))
    return Words(_part_of_loss(line, subject), say(taught.principle), why)


def _part_of_loss(line: Line, subject: Subject) -> tuple[Inline, ...]:
    """Say what the term of one output measures."""
    error, output = Name(line.name), line.of
    loss, out = LOSSES.get(subject.scenario.loss), _output_judged(line, line.of, subject)
    if loss is None:
        return say(
            "{error} is output {output}'s part of the loss, from {names}.",
            error=error,
            output=output,
            names=listed_and([Name(name) for name in line.uses]),
        )
    if loss.beside is not None:
        (right,) = (name for name in line.uses if name != out.id)
        return say(
            "{error} is what the wrong output {output} adds to the loss: how much too close {out} "
            "comes to the right output {right}.",
            error=error,
            output=output,
            out=out,
            right=Name(right),
        )
    target = Name(names.target(output))
    if loss.of_scores:
        return say(
            "{error} is output {output}'s part of the loss: how far the sigmoid of the score {out} "
            "is from its target {target}.",
            error=error,
            output=output,
            out=out,
            target=target,
        )
    if loss.counts_by_target:
        return say(
            "{error} is output {output}'s part of the loss: it grows as {out} falls, in proportion "
            "to the target {target}.",
            error=error,
            output=output,
            out=out,
            target=target,
        )
    return say(
        "{error} is output {output}'s part of the loss: how far {out} is from its target {target}.",
        error=error,
        output=output,
        out=out,
        target=target,
    )


def _output_judged(line: Line, output: str, subject: Subject) -> Name:
    """Return the value of an output that an error is about: after the update the new one."""
    value = subject.scenario.value_of(output)
    new = names.updated(value)
    return Name(new if new in line.uses else value)


def teach_total(line: Line, subject: Subject) -> Words:
    """The loss: the sum over the outputs."""
    outputs = subject.scenario.outputs
    if len(outputs) == 1 or is_joint(subject.scenario.loss):
        taught = loss_taught(subject)
        return Words(
            _of_scores(line, subject) or _of_one_output(line, subject),
            say(taught.principle),
            (Prose(say(taught.reason)), Equation(Name(line.name), (line.formula,))),
        )
    sentence: tuple[Inline, ...] = (
        say(
            "{loss} is the loss of the whole network: the errors of all outputs, added. Training "
            "makes this one number larger.",
            loss=Name(line.name),
        )
        if subject.scenario.direction is Direction.ASCENT
        else say(
            "{loss} is the loss of the whole network: the errors of all outputs, added. Training "
            "makes this one number smaller.",
            loss=Name(line.name),
        )
    )
    return Words(
        sentence,
        say("Add the errors of all outputs."),
        (
            Prose(
                say("One number is needed to say whether a change of a weight was good: the sum.")
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
    )


def _of_scores(line: Line, subject: Subject) -> tuple[Inline, ...]:
    """Say what a loss of scores measures, and which way training moves it; () of any other."""
    scenario, loss = subject.scenario, Name(line.name)
    if not (scenario.loss and LOSSES[scenario.loss].of_scores):
        return ()
    outs = listed_and([_output_judged(line, output, subject) for output in scenario.outputs])
    targets = listed_and([Name(names.target(output)) for output in scenario.outputs])
    joint, climbs = is_joint(scenario.loss), scenario.direction is Direction.ASCENT
    message = {
        (True, False): _SHARES_SMALLER,
        (True, True): _SHARES_LARGER,
        (False, False): _SHARE_SMALLER,
        (False, True): _SHARE_LARGER,
    }[joint, climbs]
    return say(message, loss=loss, outs=outs, targets=targets)


_SHARES_SMALLER = marked(
    "{loss} is the loss: one number for how far the softmax of the scores {outs} is from "
    "{targets}. Training makes it smaller."
)
_SHARES_LARGER = marked(
    "{loss} is the loss: one number for how far the softmax of the scores {outs} is from "
    "{targets}. Training makes it larger."
)
_SHARE_SMALLER = marked(
    "{loss} is the loss: one number for how far the sigmoid of the score {outs} is from "
    "{targets}. Training makes it smaller."
)
_SHARE_LARGER = marked(
    "{loss} is the loss: one number for how far the sigmoid of the score {outs} is from "
    "{targets}. Training makes it larger."
)


def _of_one_output(line: Line, subject: Subject) -> tuple[Inline, ...]:
    """Say what the loss measures where there is one output, and which way training moves it."""
    scenario, loss = subject.scenario, Name(line.name)
    (only,) = scenario.outputs
    out, target = _output_judged(line, only, subject), Name(names.target(only))
    used = listed_and([Name(name) for name in line.uses])
    match bool(scenario.loss), scenario.direction:
        case True, Direction.DESCENT:
            return say(
                "{loss} is the loss: one number for how far {out} is from {target}. Training makes "
                "it smaller.",
                loss=loss,
                out=out,
                target=target,
            )
        case True, Direction.ASCENT:
            return say(
                "{loss} is the loss: one number for how far {out} is from {target}. Training makes "
                "it larger.",
                loss=loss,
                out=out,
                target=target,
            )
        case False, Direction.DESCENT:
            return say(
                "{loss} is the loss: one number, from {names}. Training makes it smaller.",
                loss=loss,
                names=used,
            )
        case _:
            return say(
                "{loss} is the loss: one number, from {names}. Training makes it larger.",
                loss=loss,
                names=used,
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
    out, total = Name(line.by), Name(names.TOTAL)
    sentence = say(
        "{slope} is the slope of the loss: how fast {loss} changes when {out} changes a little and "
        "all else stays.",
        slope=Name(line.name),
        loss=total,
        out=out,
    )
    if len(users) > 1:
        return Words(
            sentence,
            say(
                "{out} is part of {n} errors. Take the slope of each, and add them.",
                out=out,
                n=len(users),
            ),
            (
                Prose(
                    say(
                        "The loss is a sum of errors. When {out} moves, {errors} move with it, and "
                        "their changes add.",
                        out=out,
                        errors=listed_and([Name(user) for user in users]),
                    )
                ),
                Equation(Name(line.name), (line.formula,)),
            ),
            tuple(Equation(Name(user), (subject[user].formula,)) for user in users),
        )
    source = subject[users[0]]
    alone: tuple[Block, ...] = (
        Prose(
            say(
                "Of all the errors in {loss} only {error} contains {out}; the others do not change "
                "with it.",
                loss=total,
                error=Name(source.name),
                out=out,
            )
        ),
    )
    return Words(
        sentence,
        say(loss_taught(subject).slope),
        (
            *(alone if source.name != names.TOTAL else ()),
            *explained(source.formula, line.by, line.formula),
        ),
        (Equation(Name(source.name), (source.formula,)),),
    )
