"""Wrong ideas about the Huber loss, and about losses that are taken from scores."""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.cases import where
from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Product,
    Quotient,
    Sum,
    constant_number,
    difference,
    number,
)
from backprop_tutor.maths.calculus.on_paper import times
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.losses.loss_slopes import judged
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import at_the_time, sigmoid_slope
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_OF_THE_LOSS = (Role.ERROR, Role.TOTAL, Role.LOSS_SLOPE)


def _output_and_target(line: Line, subject: Subject) -> tuple[Expr, Expr] | None:
    """Return the output that a line of the loss is about, with its target; None of several."""
    own = subject[line.by].of if line.role is Role.LOSS_SLOPE else judged(line, subject)
    if own is None or own not in subject.scenario.outputs:
        return None
    out = at_the_time(line, subject)(subject.scenario.value_of(own))
    return Name(out), Name(names.target(own))


def _of_huber(line: Line, subject: Subject) -> tuple[Expr, Expr, Number] | None:
    """Return output, target and δ where the loss is Huber's."""
    found = _output_and_target(line, subject)
    if subject.scenario.loss != "huber" or found is None:
        return None
    return (*found, constant_number(subject.scenario.delta))


@idea(
    "huber-as-square",
    *_OF_THE_LOSS,
    say=marked(
        "From δ on the Huber loss is a straight line: it no longer grows with the square of the "
        "error."
    ),
)
def huber_as_square(line: Line, subject: Subject) -> Iterator[Expr]:
    """E = ½(t − o)², dE/do = o − t everywhere → from δ on δ·(|t − o| − ½δ), and ±δ."""
    if (found := _of_huber(line, subject)) is not None:
        out, target, _ = found
        if line.role is Role.LOSS_SLOPE:
            yield difference(out, target)
        else:
            yield LOSSES["half_squared_error"].term_of(_id(target), _id(out))


@idea(
    "huber-as-line",
    *_OF_THE_LOSS,
    say=marked(
        "Nearer to the target than δ the Huber loss is half of a square, and no straight line."
    ),
)
def huber_as_line(line: Line, subject: Subject) -> Iterator[Expr]:
    """E = δ·(|t − o| − ½δ), dE/do = ±δ everywhere → ½(t − o)², and o − t, nearer than δ."""
    if (found := _of_huber(line, subject)) is not None:
        out, target, delta = found
        miss = difference(out, target)
        if line.role is Role.LOSS_SLOPE:
            yield where(miss, delta, Negative(delta))
        else:
            half = times(number("1/2"), delta)
            yield Product((delta, difference(Call("abs", (miss,)), half)))
            yield Call("abs", (miss,))


@idea(
    "huber-delta-left-out",
    *_OF_THE_LOSS,
    say=marked(
        "From δ on the line rises δ times as fast as the error, and half of δ is taken off, so "
        "that it meets the square."
    ),
)
def huber_delta_left_out(line: Line, subject: Subject) -> Iterator[Expr]:
    """From δ on |t − o|, δ·|t − o| or |t − o| − ½δ, and ±1 → δ·(|t − o| − ½δ), and ±δ."""
    if (found := _of_huber(line, subject)) is None:
        return
    out, target, delta = found
    miss = difference(target, out)
    size = Call("abs", (miss,))
    near = difference(delta, size)
    if line.role is Role.LOSS_SLOPE:
        yield where(near, difference(out, target), where(miss, Negative(ONE), ONE))
        return
    square = LOSSES["half_squared_error"].term_of(_id(target), _id(out))
    half = times(number("1/2"), delta)
    for beyond in (size, Product((delta, size)), difference(size, half)):
        yield where(near, square, beyond)


def _id(name: Expr) -> str:
    assert isinstance(name, Name)
    return name.id


def _share(line: Line, subject: Subject) -> Expr | None:
    """Return what becomes of the score that a slope is by: a sigmoid, or a share of a softmax."""
    loss = LOSSES.get(subject.scenario.loss)
    own = subject[line.by].of
    if loss is None or not loss.of_scores or own not in subject.scenario.outputs:
        return None
    out = Name(subject.scenario.value_of(own))
    if not loss.joint:
        return Call("sigmoid", (out,))
    scores = (Name(subject.scenario.value_of(one)) for one in subject.scenario.outputs)
    return Quotient(Call("exp", (out,)), Sum(tuple(Call("exp", (score,)) for score in scores)))


@idea(
    "score-for-share",
    Role.LOSS_SLOPE,
    say=marked(
        "The output here is a score, not a share yet: the sigmoid or the softmax stands within "
        "this loss, so the target is taken away from what they make of the score."
    ),
)
def score_for_share(line: Line, subject: Subject) -> Iterator[Expr]:
    """dE/do = o − t, e^o − t, or −t/o + (1 − t)/(1 − o) → σ(o) − t, or softmax(o) − t."""
    found = _output_and_target(line, subject)
    if found is None or _share(line, subject) is None:
        return
    out, target = found
    yield difference(out, target)
    yield difference(Call("exp", (out,)), target)
    if subject.scenario.loss == "binary_cross_entropy_from_scores":
        yes, no = Quotient(target, out), Quotient(difference(ONE, target), difference(ONE, out))
        yield difference(no, yes)


@idea(
    "slope-kept-with-scores",
    Role.LOSS_SLOPE,
    say=marked(
        "Within this loss the slope of the sigmoid or the softmax cancels: what is left is the "
        "share minus the target."
    ),
)
def slope_kept_with_scores(line: Line, subject: Subject) -> Iterator[Expr]:
    """dE/do = (σ − t)·σ·(1 − σ) → σ − t with σ = σ(o)."""
    found, share = _output_and_target(line, subject), _share(line, subject)
    if found is not None and share is not None:
        yield Product((difference(share, found[1]), sigmoid_slope(share)))


@idea(
    "target-left-out",
    *_OF_THE_LOSS,
    say=marked(
        "The target is left out here: from the logarithm the score times its target is taken "
        "away, and from the share the target."
    ),
)
def target_left_out(line: Line, subject: Subject) -> Iterator[Expr]:
    """E = ln(1 + e^o) → ln(1 + e^o) − t·o; dE/do = σ(o) → σ(o) − t."""
    loss = LOSSES.get(subject.scenario.loss)
    if loss is None or not loss.of_scores:
        return
    match line.formula:
        case Sum((kept, Negative())) if not isinstance(kept, Name):
            yield kept


HUBER_AND_SCORE_IDEAS = (
    huber_as_square,
    huber_as_line,
    huber_delta_left_out,
    score_for_share,
    slope_kept_with_scores,
    target_left_out,
)
