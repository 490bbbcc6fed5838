"""Wrong ideas about the slope of the loss, or about the loss and its slope alike."""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Product,
    Quotient,
    Sum,
    difference,
    number,
    product,
    rename,
    total,
)
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import at_the_time, nearest_first
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

SQUARES = ("half_squared_error", "squared_error", "mean_squared_error")
"""The losses that square the errors."""


@idea(
    "other-outputs-error",
    Role.LOSS_SLOPE,
    say=marked(
        "Each output answers for its own error alone: check which output this slope belongs to."
    ),
)
def other_outputs_error(line: Line, subject: Subject) -> Iterator[Expr]:
    """dE/do1 = o2 − t2, t2 − o2, Σ(o − t), or o1 − t2 → o1 − t1."""
    own = subject[line.by].of
    others, mixed = of_other_outputs(line, own, subject)
    if others:
        yield others[0]
        if not _is_softmax(line, subject):
            yield total(line.formula, *others)
        yield Negative(others[0])
        yield from others[1:]
    yield from mixed


def of_other_outputs(line: Line, own: str, subject: Subject) -> tuple[list[Expr], list[Expr]]:
    """Return a line about one output as it would be for the others, the nearest first.

    Then the same with only the target, or only the output, taken from another one.
    """
    scenario, now = subject.scenario, at_the_time(line, subject)
    if names.target(own) not in line.uses:
        return [], []
    out, target = now(scenario.value_of(own)), names.target(own)
    others: list[Expr] = []
    mixed: list[Expr] = []
    for other in nearest_first(scenario.outputs, scenario.outputs.index(own)):
        value, aim = now(scenario.value_of(other)), names.target(other)
        # Renamed, not by name: the slope at another output may have no line of its own. Where a
        # line holds both outputs, they change places.
        swapped = {out: value, value: out}
        others.append(rename(line.formula, {**swapped, target: aim, aim: target}))
        mixed += [rename(line.formula, {target: aim}), rename(line.formula, swapped)]
    return others, mixed


@idea(
    "error-sign",
    Role.LOSS_SLOPE,
    say=marked(
        "The sign is the wrong way round: the slope of the loss is negative where the output is "
        "too small, and positive where it is too large."
    ),
)
def error_sign(line: Line, _subject: Subject) -> Iterator[Expr]:
    """dE/do = t − o → o − t."""
    yield Negative(line.formula)


@idea(
    "inner-derivative",
    Role.LOSS_SLOPE,
    say=marked(
        "The inner derivative of target − output with respect to the output is −1: an output that "
        "is not squared itself does not come out as a factor."
    ),
)
def inner_derivative(line: Line, subject: Subject) -> Iterator[Expr]:
    """2(t − o)·o → −2(t − o)."""
    own = subject[line.by].of
    if subject.scenario.loss in SQUARES and own in subject.scenario.outputs:
        yield Product((Negative(line.formula), Name(line.by)))


@idea(
    "half-lost",
    Role.LOSS_SLOPE,
    say=marked(
        "Check whether this loss has a ½ in front: with it, the 2 of the derivative cancels; "
        "without it, the 2 stays."
    ),
)
def half_lost(line: Line, subject: Subject) -> Iterator[Expr]:
    """dE/do = 2(o − t) → o − t; where the loss has no ½, o − t → 2(o − t)."""
    scenario, own = subject.scenario, subject[line.by].of
    if scenario.loss not in SQUARES:
        return
    slope = difference(Name(scenario.value_of(own)), Name(names.target(own)))
    if scenario.loss == "mean_squared_error":
        yield Quotient(slope, number(len(scenario.outputs)))
    else:
        yield product(number(2), slope) if scenario.loss == "half_squared_error" else slope


@idea(
    "two-not-brought-down",
    Role.LOSS_SLOPE,
    say=marked(
        "The slope of a square brings its 2 down as a factor, and that 2 cancels the ½ of this "
        "loss."
    ),
)
def two_not_brought_down(line: Line, subject: Subject) -> Iterator[Expr]:
    """dE/do = ½(o − t) → o − t, for a loss with a ½."""
    if subject.scenario.loss == "half_squared_error":
        own = subject[line.by].of
        if subject.is_output(own):
            slope = difference(Name(subject.scenario.value_of(own)), Name(names.target(own)))
            yield Product((number("1/2"), slope))


def judged(line: Line, subject: Subject) -> str | None:
    """Return the one output that a line of the loss is about, or None for the sum of several."""
    if line.role is Role.ERROR:
        return line.of
    outputs = subject.scenario.outputs
    return outputs[0] if len(outputs) == 1 else None


@idea(
    "mean-for-sum",
    Role.LOSS_SLOPE,
    Role.TOTAL,
    say=marked(
        "There is a 1/n only where the loss averages over its outputs: check whether this loss "
        "adds them or averages them."
    ),
)
def mean_for_sum(line: Line, subject: Subject) -> Iterator[Expr]:
    """dE/do = (o − t)/n → o − t, for a loss that adds its n outputs; and the reverse."""
    count, loss = len(subject.scenario.outputs), subject.scenario.loss
    if count < 2 or subject.scenario.own_loss:
        return
    if line.role is Role.LOSS_SLOPE and count == 2 and loss == "half_squared_error":
        return  # A half of this slope is the ½ that was kept, sooner than a mean.
    outputs = number(count)
    yield (
        Product((outputs, line.formula))
        if LOSSES[loss].averages
        else Quotient(line.formula, outputs)
    )


@idea(
    "loss-for-derivative",
    Role.LOSS_SLOPE,
    say=marked("The error signal is the slope of the loss, not its height."),
)
def loss_for_derivative(line: Line, subject: Subject) -> Iterator[Expr]:
    """dE/do = E → o − t."""
    own = names.error(subject[line.by].of)
    if own in subject.tape:
        yield Name(own)
    if not _is_softmax(line, subject):
        yield Name(names.TOTAL)


@idea(
    "absolute-error",
    Role.LOSS_SLOPE,
    say=marked("Keep the sign of the error: without it a weight cannot know which way to move."),
)
def absolute_error(line: Line, subject: Subject) -> Iterator[Expr]:
    """dE/do = |o − t| → o − t."""
    if names.target(subject[line.by].of) in line.uses:
        yield Call("abs", (line.formula,))


@idea(
    "bce-sign",
    Role.LOSS_SLOPE,
    say=marked(
        "The derivative of ln(1 − a) is −1/(1 − a): its minus sign meets the one before the loss."
    ),
)
def bce_sign(line: Line, subject: Subject) -> Iterator[Expr]:
    """−(y/a + (1 − y)/(1 − a)) → −y/a + (1 − y)/(1 − a)."""
    own = subject[line.by].of
    if subject.scenario.loss == "binary_cross_entropy" and subject.is_output(own):
        out, target = Name(subject.scenario.value_of(own)), Name(names.target(own))
        one = Quotient(target, out)
        other = Quotient(difference(ONE, target), difference(ONE, out))
        yield Negative(Sum((one, other)))


@idea(
    "no-error-term",
    Role.LOSS_SLOPE,
    Role.PATHS,
    say=marked(
        "The chain starts at the loss: without the error as its first factor, there is nothing to "
        "pass back."
    ),
    itself=False,
)
def no_error_term(line: Line, subject: Subject) -> Iterator[Expr]:
    """o(1 − o)·h → (o − t)·o(1 − o)·h; at a hidden neuron h(1 − h)·i → (Σ δ·w)·h(1 − h)·i."""
    if subject.scenario.has_loss and not _is_softmax(line, subject):
        yield ONE


def _is_softmax(line: Line, subject: Subject) -> bool:
    """Whether a slope is by an output of a softmax.

    There one error for all outputs leads to 0, since what the outputs gain and lose adds up to 0.
    """
    return subject.activation(subject[line.by].of) == "softmax"


LOSS_IDEAS = (
    no_error_term,
    error_sign,
    inner_derivative,
    other_outputs_error,
    half_lost,
    two_not_brought_down,
    mean_for_sum,
    loss_for_derivative,
    absolute_error,
    bce_sign,
)
