"""Wrong ideas about a graph of formulas: the slope of one step, and how steps are joined."""

from collections.abc import Iterator

from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Product,
    difference,
    names_in,
    product,
    subexpressions,
    substitute,
    terms_of,
    total,
    transform,
)
from backprop_tutor.maths.calculus.slopes import differentiate
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import weights_in
from backprop_tutor.teaching.subject.subject import Subject


@idea(
    "local-slope-only",
    Role.ADJOINT,
    Role.GRADIENT,
    of_terms=True,
    say="This is the slope of a single step: multiply it by what has come back to that step from "
    "the end.",
)
def local_slope_only(line: Line, subject: Subject) -> Iterator[Expr]:
    """df/dx = dq/dx → df/dq·dq/dx."""
    if _steps(line, subject):
        yield total(*(_kept(term, 1, subject) for term in terms_of(line.formula)))


@idea(
    "slope-passed-on",
    Role.ADJOINT,
    Role.GRADIENT,
    of_terms=True,
    say="What comes back is multiplied by the slope of each step that it passes, also of this one.",
)
def slope_passed_on(line: Line, subject: Subject) -> Iterator[Expr]:
    """df/dx = df/dq → df/dq·dq/dx."""
    steps = _steps(line, subject)
    # What a weight gets, what passes a weight, and what a maximum passes are ideas of their own.
    others = any(_has_idea_of_its_own(subject[step].formula, subject) for step in steps)
    if steps and not others and subject[line.by].role is not Role.WEIGHT:
        yield total(*(_kept(term, 0, subject) for term in terms_of(line.formula)))


def _has_idea_of_its_own(slope: Expr, subject: Subject) -> bool:
    chooses = any(
        isinstance(part, Call) and part.function == "step" for part in subexpressions(slope)
    )
    return chooses or bool(weights_in(slope, subject))


def _steps(line: Line, subject: Subject) -> tuple[str, ...]:
    """Return the slopes of single steps in a sum of dE/du · du/dx; none if it is another sum."""
    found: list[str] = []
    for term in terms_of(line.formula):
        match term:
            case Product((Name(), Name(id=step))) if subject[step].role is Role.NODE_SLOPE:
                found.append(step)
            case _:
                return ()
    return tuple(found)


def _kept(term: Expr, place: int, subject: Subject) -> Expr:
    """Return one factor of dE/du · du/dx; or both, where the other one is 1 whatever happens."""
    assert isinstance(term, Product)
    other = term.factors[1 - place]
    assert isinstance(other, Name)
    return term if subject[other.id].formula == ONE else term.factors[place]


@idea(
    "power-rule-on-exp",
    Role.NODE_SLOPE,
    say="The power rule is for x to the power of a number; here x is the exponent, and the "
    "exponential is its own slope.",
)
def power_rule_on_exp(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂e^x/∂x = x·e^(x − 1) → e^x."""
    formula = subject[line.of].formula
    inner = [one for one in _exponents(formula) if line.by in names_in(one)]
    if not inner or any(_exponents(one) for one in inner):
        return
    called = {Call("exp", (one,)): f"power{place}" for place, one in enumerate(inner)}
    held = transform(
        formula,
        lambda part: Name(called[part]) if isinstance(part, Call) and part in called else part,
    )
    slopes = [differentiate(held, line.by)]
    for call, name in called.items():
        (exponent,) = call.arguments
        lowered = Call("exp", (difference(exponent, ONE),))
        outer = differentiate(held, name)
        slopes.append(product(outer, exponent, lowered, differentiate(exponent, line.by)))
    yield substitute(total(*slopes), {name: call for call, name in called.items()})


def _exponents(formula: Expr) -> list[Expr]:
    """Return what stands in the exponents of e in a formula, each once."""
    calls = (part for part in subexpressions(formula) if isinstance(part, Call))
    return list(dict.fromkeys(one.arguments[0] for one in calls if one.function == "exp"))


GRAPH_IDEAS = (
    local_slope_only,
    slope_passed_on,
    power_rule_on_exp,
)
