"""Wrong ideas about what reaches the loss on several paths.

They are named among ``HIDDEN_LAYER_IDEAS``, for that is where they come in the order of likelihood.
"""

from collections.abc import Iterator

from backprop_tutor.formula.expression import (
    Expr,
    Name,
    Product,
    Quotient,
    Sum,
    names_in,
    number,
    rename,
    subexpressions,
    transform,
)
from backprop_tutor.maths.calculus.slopes import differentiate
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_ADDED_UP = (Role.PATHS, Role.ADJOINT, Role.GRADIENT, Role.LOSS_SLOPE)
"""Roles of lines that may add up several paths to the loss."""


@idea(
    "one-path-only",
    *_ADDED_UP,
    Role.NODE_SLOPE,
    say=marked(
        "What is used in several places has its effect through each of them: count the paths."
    ),
)
def one_path_only(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ1·w5 → δ1·w5 + δ2·w7; ∂(a + a)/∂a = 1 → 2."""
    if line.role is Role.NODE_SLOPE:
        yield from _slopes_by_one_use(line, subject)
        return
    paths = _paths(line, subject)
    yield from paths
    if len(paths) > 2:
        for place in range(len(paths)):  # One path is forgotten, of several.
            yield Sum((*paths[:place], *paths[place + 1 :]))


_MOST_USES = 4
_ONCE = "once"
"""What one use of a name is called, while a formula is differentiated for that use alone."""


def _slopes_by_one_use(line: Line, subject: Subject) -> Iterator[Expr]:
    """Yield the slope of a formula for each single use of a name that it uses several times.

    All of them together are the slope with respect to that name.
    """
    formula = subject[line.of].formula
    uses = sum(part == Name(line.by) for part in subexpressions(formula))
    if not 2 <= uses <= _MOST_USES:
        return
    for place in range(uses):
        passed = iter(range(uses))

        def one(part: Expr, place: int = place, passed: Iterator[int] = passed) -> Expr:
            return Name(_ONCE) if part == Name(line.by) and next(passed) == place else part

        yield rename(differentiate(transform(formula, one), _ONCE), {_ONCE: line.by})


def _paths(line: Line, subject: Subject) -> tuple[Expr, ...]:
    """Return the terms of a sum over paths; none where there is only one path."""
    if not isinstance(line.formula, Sum) or subject[line.by].role is Role.BIAS:
        return ()  # A bias has an idea of its own.
    paths = line.formula.terms
    if line.role not in (Role.PATHS, Role.ADJOINT) and not all(
        "/" in name for name in names_in(line.formula)
    ):
        return ()  # The slope of the loss itself, o − t.
    return paths


@idea(
    "paths-averaged",
    *_ADDED_UP,
    say=marked("Paths add up: nothing divides them by their number."),
)
def paths_averaged(line: Line, subject: Subject) -> Iterator[Expr]:
    """(δ1·w5 + δ2·w7)/2 → δ1·w5 + δ2·w7."""
    if paths := _paths(line, subject):
        yield Quotient(line.formula, number(len(paths)))


@idea(
    "paths-multiplied",
    *_ADDED_UP,
    say=marked("Multiply along a path, but add across paths."),
)
def paths_multiplied(line: Line, subject: Subject) -> Iterator[Expr]:
    """(δ1·w5)·(δ2·w7) → δ1·w5 + δ2·w7."""
    if paths := _paths(line, subject):
        yield Product(paths)


@idea(
    "path-counted-twice",
    *_ADDED_UP,
    say=marked(
        "Each path counts once: this one has been added already, as a part of another term."
    ),
    everywhere=False,
)
def path_counted_twice(line: Line, subject: Subject) -> Iterator[Expr]:
    """7 → 6, where two paths share a part."""
    paths = _paths(line, subject)
    if not subject.scenario.is_layered:  # In layers, paths have no part in common but the end.
        for path in paths:
            yield Sum((*paths, path))
