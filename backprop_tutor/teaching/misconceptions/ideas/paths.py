"""Wrong ideas about what reaches the loss on several paths: of a neuron, a shared weight, a norm,
a short cut.

They are named among ``HIDDEN_LAYER_IDEAS``, for that is where they come in the order of likelihood.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Product,
    Quotient,
    Sum,
    names_in,
    number,
    rename,
    subexpressions,
    terms_of,
    total,
    transform,
)
from backprop_tutor.maths.calculus.slopes import differentiate
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.tape.roles import PARAMETERS
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.graphs.norms import is_mean, is_variance
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import bare
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_ADDED_UP = (Role.PATHS, Role.ADJOINT, Role.GRADIENT, Role.LOSS_SLOPE)
"""Roles of lines that may add up several paths to the loss."""


@idea(
    "shared-weight-one-use",
    Role.GRADIENT,
    say=marked(
        "What is used in several places acts in each of them: add up what comes back from all of "
        "its uses."
    ),
)
def shared_weight_one_use(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂w = what one step of time, or one place of a kernel, says → the sum over all of them."""
    if subject[line.by].role is Role.WEIGHT:
        yield from _paths(line, subject)


_BACK = (Role.ADJOINT, Role.GRADIENT, Role.PATHS)


@idea(
    "mean-path-forgotten",
    *_BACK,
    say=marked(
        "A value moves the mean as well, and the mean moves all the others: that path has been "
        "forgotten."
    ),
)
def mean_path_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂x = ∂E/∂d → ∂E/∂d + ∂E/∂m·1/n, for a mean m."""
    yield from _without(line, subject, _is_mean_of_values)


def _is_mean_of_values(node: Line, _by: str, _others: tuple[Line, ...], _subject: Subject) -> bool:
    return is_mean(node.formula) and not is_variance(node.formula)


@idea(
    "variance-path-forgotten",
    *_BACK,
    say=marked(
        "A value moves the variance as well, by which all of them are divided: that path has been "
        "forgotten."
    ),
)
def variance_path_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂d = ∂E/∂n·1/s → ∂E/∂n·1/s + ∂E/∂v·2d/n, for a variance v."""
    yield from _without(line, subject, _has_variance)


def _has_variance(node: Line, _by: str, _others: tuple[Line, ...], _subject: Subject) -> bool:
    return any(map(is_variance, subexpressions(node.formula)))


@idea(
    "skip-path-forgotten",
    *_BACK,
    say=marked(
        "The short cut carries what comes back, too: add its part to what comes through the steps "
        "that it passes by."
    ),
)
def skip_path_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂E/∂x = ∂E/∂y·f′ → ∂E/∂y·(1 + f′), for y = x + f(x)."""
    yield from _without(line, subject, _ends_a_short_cut)


def _ends_a_short_cut(node: Line, by: str, others: tuple[Line, ...], subject: Subject) -> bool:
    """Whether a node adds a value that has come to it through another of its users as well."""
    if not any(_adds(term, by, subject) for term in terms_of(node.formula)):
        return False
    layers = [one for one in others if not any(map(is_mean, subexpressions(one.formula)))]
    return any(_leads_to(one.name, node, subject) for one in layers)


def _adds(term: Expr, by: str, subject: Subject) -> bool:
    """Whether a term is a value itself, or times a parameter."""
    match bare(term):
        case Name(id=one):
            return one == by
        case Product((Name(id=one), Name(id=other))):
            beside = other if one == by else one
            return by in (one, other) and subject[beside].role in PARAMETERS
        case _:
            return False


_MOST_PATHS = 12
"""Of more paths nobody forgets just the one through a mean, a variance or a short cut."""
_MOST_STEPS = 200
"""So far a path is followed to where it meets a short cut again."""


def _leads_to(name: str, node: Line, subject: Subject) -> bool:
    """Whether a node is worked out from a quantity, over so many steps at the most."""
    waiting, seen = [*node.uses], set[str]()
    while waiting and len(seen) < _MOST_STEPS:
        one = waiting.pop()
        if one == name:
            return True
        if one not in seen:
            seen.add(one)
            waiting.extend(subject[one].uses)
    return False


_Found: TypeAlias = Callable[[Line, str, tuple[Line, ...], Subject], bool]
"""Whether a node, among those that use a quantity, is the one whose path is forgotten."""


def _without(line: Line, subject: Subject, is_forgotten: _Found) -> Iterator[Expr]:
    """Yield a sum over paths without those that begin with a node of a kind."""
    paths = () if subject.scenario.is_layered else _paths(line, subject)
    if len(paths) > _MOST_PATHS:
        return
    steps = [_first_step(path, subject) for path in paths]
    users = tuple(step for step in steps if step is not None)
    if len(users) < len(paths) or len(users) < 2:
        return
    kept = [
        path
        for path, user in zip(paths, users, strict=True)
        if not is_forgotten(user, line.by, tuple(o for o in users if o is not user), subject)
    ]
    if 0 < len(kept) < len(paths):
        yield total(*kept)


def _first_step(path: Expr, subject: Subject) -> Line | None:
    """Return the node that a path back to a quantity passes first: u of ∂E/∂u·∂u/∂x."""
    match path:
        case Product((Name(), Name(id=step))):
            return subject[subject[step].of]
        case _:
            return None


_FORGOTTEN = (mean_path_forgotten, variance_path_forgotten, skip_path_forgotten)


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
    of_other_ideas = {
        wrong
        for one in (shared_weight_one_use, *_FORGOTTEN)
        if line.role in one.roles
        for wrong in one.wrong(line, subject)
    }
    for path in paths:
        if path not in of_other_ideas:
            yield path
    if len(paths) > 2:
        for wrong in _without_one(paths):
            if wrong not in of_other_ideas:
                yield wrong


def _without_one(paths: tuple[Expr, ...]) -> Iterator[Expr]:
    """Yield the sum of all paths but one, for each."""
    for place in range(len(paths)):
        yield total(*paths[:place], *paths[place + 1 :])


_MOST_USES = 4
_ONCE = "once"
"""What one use of a name is called, while a formula is differentiated for that use alone."""


def _slopes_by_one_use(line: Line, subject: Subject) -> Iterator[Expr]:
    """Yield the slope of a formula for each single use of a name that it uses several times.

    All of them together are the slope with respect to that name. Of uses that a choice keeps apart
    only one counts: there is no other to forget.
    """
    formula = subject[line.of].formula
    if any(map(_chooses, subexpressions(formula))):
        return
    uses = sum(part == Name(line.by) for part in subexpressions(formula))
    if not 2 <= uses <= _MOST_USES:
        return
    for place in range(uses):
        passed = iter(range(uses))

        def one(part: Expr, place: int = place, passed: Iterator[int] = passed) -> Expr:
            return Name(_ONCE) if part == Name(line.by) and next(passed) == place else part

        yield rename(differentiate(transform(formula, one), _ONCE), {_ONCE: line.by})


def _chooses(part: Expr) -> bool:
    """Whether a formula passes on one of several arguments, as max does, or one of two cases."""
    return isinstance(part, Call) and FUNCTIONS[part.function].slope_by is not None


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
