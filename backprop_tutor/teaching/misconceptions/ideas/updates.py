"""Wrong ideas about the update: the step, its direction, and the learning rate."""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ZERO,
    Expr,
    Name,
    Negative,
    Sum,
    product,
    terms_of,
    total,
)
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.maths.update_rules import at, rule_of
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import pushing, stepped
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_RATE = Name(names.RATE)


def _push(line: Line, subject: Subject) -> Expr | None:
    """Return what the learning rate scales in an update.

    None where there is no step: what the last of several samples left behind, or what moves
    nothing.
    """
    still = subject[subject.gradient(line.of)].formula == ZERO
    decays = line.of in subject.scenario.decaying
    if not isinstance(line.formula, Sum) or (still and not decays):
        return None
    rule = rule_of(subject.scenario)
    return at(rule.push, rule, line.of, pushing(line.of, subject))


def _start(line: Line) -> Expr:
    """Return what a step is taken from: the parameter, with what decays apart taken off."""
    return total(*terms_of(line.formula)[:-1])


@idea(
    "rate-in-gradient",
    Role.GRADIENT,
    Role.BATCH_GRADIENT,
    say=marked(
        "The learning rate scales the step, not the slope; the gradient does not depend on it."
    ),
    behind=False,
)
def rate_in_gradient(line: Line, subject: Subject) -> Iterator[Expr]:
    """η·g where g is asked."""
    if names.RATE in subject.tape:
        yield product(_RATE, line.formula)


@idea(
    "no-learning-rate",
    Role.UPDATE,
    say=marked("The step is the gradient scaled by the learning rate, not the whole gradient."),
)
def no_learning_rate(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − g → w − η·g."""
    if push := _push(line, subject):
        yield stepped(_start(line), push, subject)


@idea(
    "uphill",
    Role.UPDATE,
    say=marked(
        "The gradient points uphill: step against it to make the loss smaller, and along it only "
        "to climb."
    ),
)
def uphill(line: Line, subject: Subject) -> Iterator[Expr]:
    """w + η·g → w − η·g."""
    if push := _push(line, subject):
        climbs = subject.scenario.direction is Direction.ASCENT
        step = product(_RATE, push)
        yield Sum((*terms_of(_start(line)), Negative(step) if climbs else step))


@idea(
    "step-for-weight",
    Role.UPDATE,
    say=marked("This is only the step: it still has to be taken from the old weight."),
)
def step_for_weight(line: Line, subject: Subject) -> Iterator[Expr]:
    """−η·g → w − η·g."""
    if push := _push(line, subject):
        step = product(_RATE, push)
        yield Negative(step)
        yield step


@idea(
    "no-update",
    Role.UPDATE,
    say=marked("This is still the old value: the step has yet to be taken from it."),
)
def no_update(line: Line, subject: Subject) -> Iterator[Expr]:
    """w → w − η·g."""
    if _push(line, subject) is not None:
        yield Name(line.of)


@idea(
    "rate-twice",
    Role.UPDATE,
    say=marked("Multiply by the learning rate only once; the gradient itself does not contain it."),
)
def rate_twice(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − η²·g → w − η·g."""
    if push := _push(line, subject):
        yield stepped(_start(line), product(_RATE, _RATE, push), subject)


UPDATE_IDEAS = (
    rate_in_gradient,
    no_learning_rate,
    uphill,
    step_for_weight,
    no_update,
    rate_twice,
)
