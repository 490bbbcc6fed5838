"""Wrong ideas about a graph of formulas: the slope of one step, and how steps are joined."""

from collections.abc import Iterator, Mapping

from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    children,
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
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import bare, weights_in
from backprop_tutor.teaching.misconceptions.telling_values import is_zero
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_MOST_TERMS = 4
"""In a longer sum, no sign is taken to be lost: there would be too many."""


@idea(
    "local-slope-only",
    Role.ADJOINT,
    Role.GRADIENT,
    of_terms=True,
    say=marked(
        "This is the slope of a single step: multiply it by what has come back to that step from "
        "the end."
    ),
)
def local_slope_only(line: Line, subject: Subject) -> Iterator[Expr]:
    """df/dx = dq/dx → df/dq·dq/dx."""
    if _steps(line, subject):
        yield total(*(_kept(term, 1, subject) for term in terms_of(line.formula)))


_NET_SLOPES = (Role.NET_BY_WEIGHT, Role.NET_BY_OUT, Role.NET_BY_BIAS)


_CHOOSING = ("relu", "leaky_relu", "max", "min")
"""Functions whose slopes are taken for others in ways of their own (``kinks``)."""


@idea(
    "slope-passed-on",
    Role.ADJOINT,
    Role.GRADIENT,
    of_terms=True,
    say=marked(
        "What comes back is multiplied by the slope of each step that it passes, also of this one."
    ),
)
def slope_passed_on(line: Line, subject: Subject) -> Iterator[Expr]:
    """df/dx = df/dq → df/dq·dq/dx."""
    steps = _steps(line, subject)
    # What a weight gets, what passes a weight, and what a maximum passes are ideas of their own.
    others = any(_has_idea_of_its_own(subject[step], subject) for step in steps)
    if steps and not others and subject[line.by].role is not Role.WEIGHT:
        yield total(*(_kept(term, 0, subject) for term in terms_of(line.formula)))


def _has_idea_of_its_own(slope: Line, subject: Subject) -> bool:
    by_cases = _calls(slope.formula, "where") and _calls(subject[slope.of].formula, *_CHOOSING)
    return by_cases or bool(weights_in(slope.formula, subject))


def _calls(formula: Expr, *functions: str) -> bool:
    return any(
        isinstance(part, Call) and part.function in functions for part in subexpressions(formula)
    )


def _steps(line: Line, subject: Subject) -> tuple[str, ...]:
    """Return the slopes of single steps in a sum of dE/du · du/dx; none if it is another sum.

    Of neurons that a loss is behind, deltas are taught, and there are ideas about these.
    """
    roles = (Role.NODE_SLOPE,) if subject.scenario.has_loss else (Role.NODE_SLOPE, *_NET_SLOPES)
    found: list[str] = []
    for term in terms_of(line.formula):
        match term:
            case Product((Name(), Name(id=step))) if subject[step].role in roles:
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


_SLOPES = (
    Role.ACTIVATION_SLOPE,
    Role.NODE_SLOPE,
    *_NET_SLOPES,
)
"""Roles of the slopes of a single step."""


@idea(
    "slopes-added",
    Role.ADJOINT,
    Role.GRADIENT,
    Role.DELTA,
    everywhere=False,
    behind=False,
    telling=False,
    say=marked(
        "Steps that follow each other multiply; what comes back along several paths adds up."
    ),
)
def slopes_added(line: Line, subject: Subject) -> Iterator[Expr]:
    """df/dx = df/dq + dq/dx, or df/dq/(dq/dx) → df/dq·dq/dx."""
    match line.formula:
        case Product((back, Name(id=step) as slope)) if subject[step].role in _SLOPES:
            if isinstance(back, Name):
                yield Sum((back, slope))
                # To divide by 1 is to multiply by it, and nobody divides by 0.
                # Of an activation there are ideas enough, and a ReLU has no slope but 1 and 0.
                of_gate = subject[step].role is not Role.ACTIVATION_SLOPE
                if of_gate and bare(subject[step].formula) != ONE and not is_zero(step, subject):
                    yield Quotient(back, slope)
        case _:
            pass


@idea(
    "value-for-slope",
    Role.NODE_SLOPE,
    Role.ADJOINT,
    Role.NET_BY_WEIGHT,
    Role.NET_BY_OUT,
    everywhere=False,
    behind=False,
    telling=False,
    say=marked(
        "This is a number of the forward pass, and not how fast one changes when another does."
    ),
)
def value_for_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """f, or x → df/dx; w·x → ∂(w·x + b)/∂w."""
    if line.role in (Role.NET_BY_WEIGHT, Role.NET_BY_OUT):
        yield product(Name(line.by), line.formula)
        return  # The whole sum is another quantity, and so told.
    formula = subject[line.of].formula
    if line.role is Role.NODE_SLOPE:
        for term in map(bare, terms_of(formula)):
            if isinstance(term, Product) and term != formula and line.by in names_in(term):
                yield term
    yield Name(line.of)
    if Name(line.by) in terms_of(subject[line.of].formula):  # Of a product, a wrong factor.
        yield Name(line.by)


@idea(
    "gates-confused",
    Role.NODE_SLOPE,
    say=marked(
        "A sum hands on what comes back as it is; a product multiplies it by the other factor."
    ),
)
def gates_confused(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂(x + y)/∂x = y → 1; ∂(x·y)/∂x = 1 → y."""
    own = Name(line.by)
    match subject[line.of].formula:
        case Sum((one, other)) if own in (one, other) and one != other:
            beside = bare(other if one == own else one)
            if isinstance(beside, Name):
                yield beside
        case Product((one, other)) if own in (one, other) and one != other:
            yield ONE
        case _:
            pass


@idea(
    "power-rule-half-done",
    Role.NODE_SLOPE,
    say=marked(
        "Of a power two things change: the exponent comes down as a factor, and is one less above."
    ),
)
def power_rule_half_done(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂x³/∂x = 3·x³, or x² → 3·x²."""
    formula = subject[line.of].formula
    powers = dict.fromkeys(part for part in subexpressions(formula) if isinstance(part, Power))
    wanted = [one for one in powers if line.by in names_in(one.base) and _is_plain(one)]
    if not wanted:
        return
    whole: dict[Expr, Expr] = {one: product(one.exponent, one) for one in wanted}
    lowered: dict[Expr, Expr] = {one: _lowered(one) for one in wanted}
    yield with_slopes(formula, whole, line.by)
    yield with_slopes(formula, lowered, line.by)


def _is_plain(power: Power) -> bool:
    """Whether a power has a number above that the rule changes, and no other power below."""
    inner = subexpressions(power.base)
    changes = isinstance(power.exponent, Number) and power.exponent not in (ZERO, ONE)
    return changes and not any(isinstance(one, Power) for one in inner)


def _lowered(power: Power) -> Expr:
    assert isinstance(power.exponent, Number)
    less = Number(power.exponent.value - 1)
    return power.base if less == ONE else Power(power.base, less)


@idea(
    "power-rule-on-exp",
    Role.NODE_SLOPE,
    say=marked(
        "The power rule is for a number in the exponent; here the exponent itself changes, and the "
        "exponential is its own slope."
    ),
)
def power_rule_on_exp(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂e^x/∂x = x·e^(x − 1) → e^x."""
    formula = subject[line.of].formula
    inner = [one for one in _exponents(formula) if line.by in names_in(one)]
    if inner and not any(_exponents(one) for one in inner):
        slopes: dict[Expr, Expr] = {
            Call("exp", (one,)): product(one, Call("exp", (difference(one, ONE),))) for one in inner
        }
        yield with_slopes(formula, slopes, line.by)


def _exponents(formula: Expr) -> list[Expr]:
    """Return what stands in the exponents of e in a formula, each once."""
    calls = (part for part in subexpressions(formula) if isinstance(part, Call))
    return list(dict.fromkeys(one.arguments[0] for one in calls if one.function == "exp"))


def with_slopes(
    formula: Expr, slopes: Mapping[Expr, Expr], by: str, *, inner_counts: bool = True
) -> Expr:
    """Return the slope of a formula, where some of its parts have other slopes than their own.

    A part is a function of one z, such as e^z or z to the power of a number, and ``slopes`` says
    its derivatives in z. These are multiplied by the slope of z, if that counts.
    """
    called = {part: f"part{place}" for place, part in enumerate(slopes)}
    held = transform(formula, lambda part: Name(called[part]) if part in called else part)
    found = [differentiate(held, by)]
    for part, slope in slopes.items():
        inner, *_ = children(part)
        within = differentiate(inner, by) if inner_counts else ONE
        found.append(product(differentiate(held, called[part]), slope, within))
    return substitute(total(*found), {name: part for part, name in called.items()})


@idea(
    "sign-of-a-term",
    Role.NODE,
    Role.NET,
    Role.PATHS,
    Role.ADJOINT,
    everywhere=False,
    behind=False,
    say=marked(
        "One of the terms has the wrong sign: look at the sign of each number before you add."
    ),
)
def sign_of_a_term(line: Line, _subject: Subject) -> Iterator[Expr]:
    """q = x − y → x + y."""
    if not (isinstance(line.formula, Sum) and len(line.formula.terms) <= _MOST_TERMS):
        return
    terms = line.formula.terms
    for place, term in enumerate(terms):
        turned = term.operand if isinstance(term, Negative) else Negative(term)
        yield Sum((*terms[:place], turned, *terms[place + 1 :]))


GRAPH_IDEAS = (
    local_slope_only,
    slope_passed_on,
    slopes_added,
    value_for_slope,
    gates_confused,
    power_rule_half_done,
    power_rule_on_exp,
    sign_of_a_term,
)
