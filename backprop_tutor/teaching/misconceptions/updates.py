"""Wrong ideas about the update: the step, its direction, and the learning rate."""

from collections.abc import Iterator

from backprop_tutor.expression import Expr, Name, Negative, difference, product, total
from backprop_tutor.maths import names
from backprop_tutor.maths.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.subject import Subject

_RATE = Name(names.RATE)


def _gradient(line: Line) -> Name:
    """Return the gradient that an update steps along."""
    return Name(names.derivative(names.TOTAL, line.of))


@idea(
    "rate-in-gradient",
    Role.GRADIENT,
    say="The learning rate scales the step, not the slope; the gradient is there before it.",
    behind=False,
)
def rate_in_gradient(line: Line, subject: Subject) -> Iterator[Expr]:
    """η·g where g is asked."""
    if names.RATE in subject.tape:
        yield product(_RATE, line.formula)


@idea(
    "no-learning-rate",
    Role.UPDATE,
    say="The step is the gradient scaled by the learning rate, not the whole gradient.",
)
def no_learning_rate(line: Line, _subject: Subject) -> Iterator[Expr]:
    """w − g → w − η·g."""
    yield difference(Name(line.of), _gradient(line))


@idea(
    "uphill",
    Role.UPDATE,
    say="The gradient points uphill: to make the loss smaller, step the other way.",
)
def uphill(line: Line, _subject: Subject) -> Iterator[Expr]:
    """w + η·g → w − η·g."""
    yield total(Name(line.of), product(_RATE, _gradient(line)))


@idea(
    "step-for-weight",
    Role.UPDATE,
    say="This is the step alone: it starts from the old weight.",
)
def step_for_weight(line: Line, _subject: Subject) -> Iterator[Expr]:
    """−η·g → w − η·g."""
    step = product(_RATE, _gradient(line))
    yield Negative(step)
    yield step


@idea(
    "no-update",
    Role.UPDATE,
    say="This is still the old value: the step is to be taken from it.",
)
def no_update(line: Line, _subject: Subject) -> Iterator[Expr]:
    """w → w − η·g."""
    yield Name(line.of)


@idea(
    "rate-twice",
    Role.UPDATE,
    say="Multiply by the learning rate once; the gradient itself does not hold it.",
)
def rate_twice(line: Line, _subject: Subject) -> Iterator[Expr]:
    """w − η²·g → w − η·g."""
    yield difference(Name(line.of), product(_RATE, _RATE, _gradient(line)))


UPDATES = (
    rate_in_gradient,
    no_learning_rate,
    uphill,
    step_for_weight,
    no_update,
    rate_twice,
)
