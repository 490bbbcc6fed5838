"""Wrong ideas about functions with a kink: ReLU, and the maximum and minimum of several."""

from collections.abc import Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.cases import where
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    subexpressions,
    transform,
)
from backprop_tutor.maths.calculus.on_paper import negative
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import slope_of
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_RELUS = ("relu", "leaky_relu")
_SLOPES = (Role.NODE_SLOPE, Role.ERROR_SLOPE, Role.LOSS_SLOPE)


@idea(
    "relu-slope",
    Role.ACTIVATION_SLOPE,
    Role.NODE_SLOPE,
    say=marked(
        "The slope of a ReLU is 1 where what goes into it is positive and 0 elsewhere (0.01 if it "
        "is leaky): an open ReLU passes the signal as it is, a closed one passes none."
    ),
)
def relu_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """z, o, or 1 everywhere → 1 if z > 0, else 0."""
    if line.role is Role.NODE_SLOPE:
        if any(_is_call(part, *_RELUS) for part in subexpressions(subject[line.of].formula)):
            yield transform(line.formula, _first_case)
    elif (neuron := slope_of(line, subject, *_RELUS)) is not None:
        yield Name(names.net(neuron))
        yield Name(names.out(neuron))
        yield ONE


def _first_case(part: Expr) -> Expr:
    """Return what a choice is where its condition holds."""
    return part.arguments[1] if isinstance(part, Call) and _is_call(part, "where") else part


def _is_call(part: Expr, *functions: str) -> bool:
    return isinstance(part, Call) and part.function in functions


@idea(
    "max-slope-to-both",
    *_SLOPES,
    say=marked(
        "A max or a min passes the gradient to the one argument that it has picked, and none to "
        "the others."
    ),
)
def max_slope_to_both(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂max(x, y)/∂y = 1 everywhere → 1 if y is the larger one, else 0."""

    def passed(part: Expr) -> Expr:
        match part:
            case Call("where", (_, first, second)):
                return second if first == ZERO else first
            case _:
                return part

    if _chooses(line, subject):
        yield transform(line.formula, passed)


@idea(
    "max-slope-to-loser",
    *_SLOPES,
    say=marked(
        "The gradient belongs to the argument that the max or the min has picked: here it is given "
        "to the one that lost."
    ),
)
def max_slope_to_loser(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂max(x, y)/∂y = 0 → 1 where y is the larger one."""

    def turned(part: Expr) -> Expr:
        match part:
            case Call("where", (condition, first, second)):
                return where(negative(condition), first, second)
            case _:
                return part

    if _chooses(line, subject):
        yield transform(line.formula, turned)


def _chooses(line: Line, subject: Subject) -> bool:
    """Whether a slope is of a max or a min; the hinge loss is a max with 0."""
    formula, loss = subject[line.of].formula, LOSSES.get(subject.scenario.loss)
    if line.role is not Role.NODE_SLOPE and loss is not None:
        formula = loss.formula  # The total only adds up the errors, each of which holds it.
    return any(_is_call(part, "max", "min") for part in subexpressions(formula))


KINK_IDEAS = (max_slope_to_both, max_slope_to_loser)
