"""Wrong ideas about the loss itself: what an error adds to it, and how the errors join."""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    number,
    transform,
)
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.losses.loss_slopes import (
    SQUARES,
    judged,
    of_other_outputs,
)
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import at_the_time
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_OTHER_BASES = (10, 2)


@idea(
    "half-lost",
    Role.ERROR,
    Role.TOTAL,
    say=marked("Check whether this loss has a ½ in front of the square."),
)
def half_of_loss_lost(line: Line, subject: Subject) -> Iterator[Expr]:
    """E = (t − o)² → ½(t − o)²; where the loss has no ½, ½(t − o)² → (t − o)²."""
    scenario, own = subject.scenario, judged(line, subject)
    if scenario.loss not in SQUARES or own is None:
        return
    if scenario.loss == "mean_squared_error":
        yield Quotient(line.formula, number(2))
        return
    halved, out = scenario.loss == "half_squared_error", scenario.value_of(own)
    other = LOSSES["squared_error" if halved else "half_squared_error"]
    yield other.term_of(names.target(own), at_the_time(line, subject)(out))


@idea(
    "only-one-output",
    Role.TOTAL,
    say=marked("The total is the sum of the errors of all outputs; this is only a part of it."),
    everywhere=False,
)
def only_one_output(line: Line, subject: Subject) -> Iterator[Expr]:
    """E_total = E_o1 → E_o1 + E_o2."""
    loss = LOSSES.get(subject.scenario.loss)
    if isinstance(line.formula, Sum) and not (loss is not None and loss.of_scores):
        yield from line.formula.terms


@idea(
    "other-outputs-error",
    Role.ERROR,
    say=marked("Each output is held against its own target, and adds its own error to the loss."),
    everywhere=False,  # Where two outputs have changed places, the sum is right.
)
def other_outputs_loss(line: Line, subject: Subject) -> Iterator[Expr]:
    """E_o1 with o2, with t2, or with both → E_o1 with o1 and t1."""
    others, mixed = of_other_outputs(line, line.of, subject)
    yield from (*others, *mixed)


@idea(
    "error-for-loss",
    Role.ERROR,
    Role.TOTAL,
    say=marked("The loss squares how far the output is off: here the square is missing."),
)
def error_for_loss(line: Line, subject: Subject) -> Iterator[Expr]:
    """E = t − o, |t − o|, or ½(t − o) → ½(t − o)²."""
    own = judged(line, subject)
    if own is not None and subject.scenario.loss in SQUARES:
        out = at_the_time(line, subject)(subject.scenario.value_of(own))
        error = difference(Name(names.target(own)), Name(out))
        yield error
        yield Call("abs", (error,))
        yield difference(Name(out), Name(names.target(own)))
        if subject.scenario.loss == "half_squared_error":
            half = number("1/2")
            yield Product((half, error))
            yield Product((half, Call("abs", (error,))))


@idea(
    "half-in-the-square",
    Role.ERROR,
    Role.TOTAL,
    say=marked(
        "The ½ stands before the square and is not squared with the error: square first, then "
        "halve."
    ),
)
def half_in_the_square(line: Line, subject: Subject) -> Iterator[Expr]:
    """E = (½(t − o))² → ½(t − o)²."""
    own = judged(line, subject)
    if own is not None and subject.scenario.loss == "half_squared_error":
        out = at_the_time(line, subject)(subject.scenario.value_of(own))
        error = difference(Name(names.target(own)), Name(out))
        yield Power(Product((number("1/2"), error)), number(2))


@idea(
    "squares-apart",
    Role.ERROR,
    Role.TOTAL,
    Role.NODE,
    say=marked(
        "Subtract or add first, and square what comes out: the square of a difference is not the "
        "difference of the squares."
    ),
)
def squares_apart(line: Line, _subject: Subject) -> Iterator[Expr]:
    """½(t² − o²) → ½(t − o)²."""
    yield transform(line.formula, _squared_apart)


def _squared_apart(part: Expr) -> Expr:
    match part:
        case Power(Sum(terms), exponent) if exponent == number(2):
            return Sum(
                tuple(
                    Negative(Power(term.operand, exponent))
                    if isinstance(term, Negative)
                    else Power(term, exponent)
                    for term in terms
                )
            )
        case _:
            return part


@idea(
    "log-base",
    Role.ERROR,
    Role.TOTAL,
    Role.NODE,
    say=marked(
        "The logarithm here is the natural one, which a calculator calls ln: its log goes by 10."
    ),
)
def log_base(line: Line, _subject: Subject) -> Iterator[Expr]:
    """log10, or log2 → ln."""
    for base in _OTHER_BASES:

        def to_base(part: Expr, base: int = base) -> Expr:
            if isinstance(part, Call) and part.function == "log":
                return Quotient(part, Call("log", (number(base),)))
            return part

        yield transform(line.formula, to_base)


@idea(
    "bce-one-half",
    Role.ERROR,
    Role.TOTAL,
    Role.LOSS_SLOPE,
    say=marked(
        "This is one half of the loss: the class that is not meant counts too, with 1 − target and "
        "1 − output."
    ),
)
def bce_one_half(line: Line, subject: Subject) -> Iterator[Expr]:
    """E = −t·ln o → −(t·ln o + (1 − t)·ln(1 − o)); dE/do = −t/o → −t/o + (1 − t)/(1 − o)."""
    own = subject[line.by].of if line.role is Role.LOSS_SLOPE else judged(line, subject)
    if subject.scenario.loss != "binary_cross_entropy" or own is None:
        return
    out = Name(at_the_time(line, subject)(subject.scenario.value_of(own)))
    meant = Name(names.target(own))
    for share, value, sign in ((meant, out, -1), (difference(ONE, meant), difference(ONE, out), 1)):
        if line.role is not Role.LOSS_SLOPE:
            yield Negative(Product((share, Call("log", (value,)))))
        else:
            slope = Quotient(share, value)
            yield Negative(slope) if sign < 0 else slope


LOSS_VALUE_IDEAS = (
    half_of_loss_lost,
    only_one_output,
    other_outputs_loss,
    error_for_loss,
    half_in_the_square,
    squares_apart,
    log_base,
    bce_one_half,
)
