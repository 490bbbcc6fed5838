"""Wrong ideas about the update: the step, its direction, the learning rate, and momentum."""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Expr,
    Name,
    Negative,
    Sum,
    difference,
    product,
)
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import stepped
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_RATE = Name(names.RATE)


def _push(line: Line, subject: Subject) -> Name | None:
    """Return what an update steps along: the gradient, or with momentum the new velocity.

    None where there is no step: what the last of several samples left behind, or what moves
    nothing.
    """
    whole = subject.gradient(line.of)
    if not isinstance(line.formula, Sum) or subject[whole].formula == ZERO:
        return None
    velocity = names.updated(names.velocity(line.of))
    return Name(velocity if velocity in subject.tape else whole)


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
        yield stepped(Name(line.of), push, subject)


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
        step, weight = product(_RATE, push), Name(line.of)
        yield difference(weight, step) if climbs else Sum((weight, step))


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
        yield stepped(Name(line.of), product(_RATE, _RATE, push), subject)


@idea(
    "velocity-forgotten",
    Role.UPDATE,
    Role.VELOCITY_UPDATE,
    say=marked(
        "With momentum a step follows the velocity, which combines what is left of earlier "
        "gradients with this one."
    ),
)
def velocity_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """w − η·g → w − η·v⁺; v⁺ = g → μ·v + g."""
    whole = Name(subject.gradient(line.of))
    if line.role is Role.VELOCITY_UPDATE:
        yield whole
    elif (push := _push(line, subject)) is not None and push != whole:
        yield stepped(Name(line.of), product(_RATE, whole), subject)


@idea(
    "velocity-convention",
    Role.VELOCITY_UPDATE,
    say=marked(
        "Books differ in what momentum remembers; here the velocity is what is left of the old one "
        "with the whole gradient added, and the learning rate comes later."
    ),
)
def velocity_convention(line: Line, subject: Subject) -> Iterator[Expr]:
    """v⁺ = μ·v + (1 − μ)·g, μ·v − η·g or μ·v + η·g → μ·v + g."""
    gradient = Name(subject.gradient(line.of))
    if subject[gradient.id].formula == ZERO:
        return
    momentum, rate = Name(names.MOMENTUM), Name(names.RATE)
    kept = product(momentum, Name(names.velocity(line.of)))
    yield Sum((kept, product(difference(ONE, momentum), gradient)))
    yield difference(kept, product(rate, gradient))
    yield Sum((kept, product(rate, gradient)))


UPDATE_IDEAS = (
    rate_in_gradient,
    no_learning_rate,
    uphill,
    step_for_weight,
    no_update,
    rate_twice,
    velocity_forgotten,
    velocity_convention,
)
