"""Wrong ideas about norms, scales and masks: what divides, what moves all values at once, and what
switches a value off.

A norm is known by its formulas: a mean divides a sum of values by their number, a variance divides
a sum of squares so.
"""

from collections.abc import Iterator

from backprop_tutor.formula.expression import (
    Expr,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    in_each_place,
    names_in,
    number,
    subexpressions,
)
from backprop_tutor.maths.calculus.slopes import differentiate
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import without
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_WORKED_OUT = (Role.OUT, Role.NODE)


def is_mean(formula: Expr) -> bool:
    """Whether a formula is a sum of values, or of their squares, divided by how many they are."""
    match formula:
        case Quotient(Sum(terms), Number() as count):
            return count in (number(len(terms)), number(len(terms) - 1)) and len(terms) > 1
        case _:
            return False


def is_variance(formula: Expr) -> bool:
    """Whether a formula is a mean of squares."""
    match formula:
        case Quotient(Sum(terms), _) if is_mean(formula):
            return all(isinstance(one, Power) and one.exponent == number(2) for one in terms)
        case _:
            return False


def scaled(formula: Expr) -> Quotient | None:
    """Return a formula that is divided by a constant, unless it is a mean; else None."""
    match formula:
        case Quotient(above, below) if names_in(above) and not names_in(below):
            return None if is_mean(formula) else formula
        case _:
            return None


@idea(
    "scale-forgotten",
    Role.NODE,
    say=marked("The result is divided by a constant: here it has not been divided."),
)
def scale_forgotten(line: Line, _subject: Subject) -> Iterator[Expr]:
    """q·k → q·k/√d."""
    yield from in_each_place(line.formula, _unscaled)


@idea(
    "scale-forgotten",
    Role.NODE_SLOPE,
    say=marked("The constant that divides a value divides its slope as well."),
)
def scale_forgotten_in_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂(q·k/√d)/∂q = k → k/√d."""
    for formula in in_each_place(subject[line.of].formula, _unscaled):
        yield differentiate(formula, line.by)


def _unscaled(part: Expr) -> Iterator[Expr]:
    if (scale := scaled(part)) is not None:
        yield scale.numerator


@idea(
    "mean-not-divided",
    Role.NODE_SLOPE,
    everywhere=False,
    say=marked(
        "A mean moves only by a fraction of what one of its numbers moves: it is divided by how "
        "many there are."
    ),
)
def mean_not_divided_in_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂m/∂x1 = 1 → 1/n, for a mean m of n numbers."""

    def undivided(part: Expr) -> Iterator[Expr]:
        if isinstance(part, Quotient) and is_mean(part):
            yield part.numerator

    for formula in in_each_place(subject[line.of].formula, undivided):
        yield differentiate(formula, line.by)


@idea(
    "mask-forgotten",
    Role.NODE,
    say=marked("What the mask switches off sends 0 on: multiply by the mask."),
)
def mask_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """h/p → h·m/p, for a mask m of 0 and 1."""
    if masks := _masks(line.formula, subject):
        yield without(line.formula, masks)


@idea(
    "mask-forgotten",
    Role.NODE_SLOPE,
    say=marked("What is switched off on the way out is off on the way back, too."),
)
def mask_forgotten_in_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂(h·m/p)/∂h = 1/p → m/p, for a mask m of 0 and 1."""
    masks = _masks(subject[line.of].formula, subject)
    if masks and line.by not in masks:
        yield without(line.formula, masks)


def _masks(formula: Expr, subject: Subject) -> tuple[str, ...]:
    """Return the inputs of 0 or 1 in a formula that multiply what has been worked out."""
    inputs = subject.scenario.inputs
    return tuple(
        name
        for part in subexpressions(formula)
        if isinstance(part, Product)
        and any(subject[other].role in _WORKED_OUT for other in names_in(part))
        for name in names_in(part)
        if name in inputs and inputs[name] in (0, 1)
    )


NORM_IDEAS = (
    scale_forgotten,
    scale_forgotten_in_slope,
    mean_not_divided_in_slope,
    mask_forgotten,
    mask_forgotten_in_slope,
)
