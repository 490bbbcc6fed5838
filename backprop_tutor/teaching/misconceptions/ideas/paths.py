"""Wrong ideas about what reaches the loss on several paths."""

from collections.abc import Iterator

from backprop_tutor.formula.expression import Expr, Product, Quotient, Sum, names_in, number
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.subject.subject import Subject

_ADDED_UP = (Role.PATHS, Role.ADJOINT, Role.GRADIENT, Role.LOSS_SLOPE)
"""Roles of lines that may add up several paths to the loss."""


@idea(
    "one-path-only",
    *_ADDED_UP,
    say="What is used in several places reaches the loss through each of them: count the paths.",
)
def one_path_only(line: Line, subject: Subject) -> Iterator[Expr]:
    """δ1·w5 → δ1·w5 + δ2·w7."""
    yield from _paths(line, subject)


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
    say="Paths add up: nothing in the loss divides by their number.",
)
def paths_averaged(line: Line, subject: Subject) -> Iterator[Expr]:
    """(δ1·w5 + δ2·w7)/2 → δ1·w5 + δ2·w7."""
    if paths := _paths(line, subject):
        yield Quotient(line.formula, number(len(paths)))


@idea(
    "paths-multiplied",
    *_ADDED_UP,
    say="Multiply along a path, but add across paths.",
)
def paths_multiplied(line: Line, subject: Subject) -> Iterator[Expr]:
    """(δ1·w5)·(δ2·w7) → δ1·w5 + δ2·w7."""
    if paths := _paths(line, subject):
        yield Product(paths)
