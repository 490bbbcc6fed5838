"""Wrong ideas about the slope of a node: by the rule of its fraction, its root, its function."""

from collections.abc import Iterator

from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    in_each_place,
    names_in,
    number,
    product,
    rename,
    subexpressions,
    substitute,
    terms_of,
    with_parts,
)
from backprop_tutor.maths.calculus.slopes import differentiate
from backprop_tutor.maths.tape.roles import PARAMETERS
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.graphs.steps import with_slopes
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import is_score
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_TWO = number(2)
_CHOOSING = ("max", "min", "where", "softmax")


@idea(
    "keys-for-queries",
    Role.NODE_SLOPE,
    say=marked(
        "A score multiplies queries by keys: with respect to a query the key is left, and with "
        "respect to a key the query."
    ),
)
def keys_for_queries(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂s/∂q = q → k; ∂s/∂k = k → q, for a score s of q and k."""
    node = subject[line.of]
    if not is_score(node, subject):
        return
    own = Name(line.by)
    pairs = [
        part.factors
        for part in subexpressions(node.formula)
        if isinstance(part, Product) and own in part.factors
    ]
    match pairs:
        case [(Name(id=one), Name(id=other))] if one != other:
            beside = other if one == line.by else one
            if subject[line.by].role not in PARAMETERS and subject[beside].role not in PARAMETERS:
                yield rename(line.formula, {beside: line.by})
        case _:
            pass


@idea(
    "fraction-mistaken",
    Role.NODE_SLOPE,
    everywhere=False,
    behind=False,
    telling=False,
    say=marked(
        "What stands below the line divides the slope as well; with respect to the number below "
        "the line itself, the slope is minus the fraction, divided by that number once more."
    ),
)
def fraction_mistaken_in_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂(x/y)/∂x = 1 → 1/y; ∂(x/y)/∂y = x/y², −x/y, or 1/y → −x/y²."""
    formula = subject[line.of].formula
    for part in dict.fromkeys(subexpressions(formula)):
        match part:
            case Quotient(above, below) if below == Name(line.by) and line.by not in names_in(
                above
            ):
                for slope in (
                    Quotient(above, Power(below, _TWO)),
                    Negative(part),
                    Quotient(ONE, below),
                ):
                    yield _through(formula, part, slope)
            case Quotient(above, below) if line.by in names_in(above) and names_in(below):
                yield _through(formula, part, differentiate(above, line.by))
            case _:
                pass


_HELD = "held"
"""What a part of a formula is called while the rest is differentiated."""


def _through(formula: Expr, part: Expr, slope: Expr) -> Expr:
    """Return the slope of a formula by the way through one of its parts, whose slope is given."""

    def held(one: Expr) -> Iterator[Expr]:
        if one == part:
            yield Name(_HELD)

    outer = differentiate(next(in_each_place(formula, held)), _HELD)
    return product(substitute(outer, {_HELD: part}), slope)


@idea(
    "root-mistaken",
    Role.NODE_SLOPE,
    everywhere=False,
    behind=False,
    say=marked("The slope of a square root is 1 divided by twice the root."),
)
def root_mistaken_in_slope(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂√x/∂x = 1/√x, or √x/2 → 1/(2·√x)."""
    formula = subject[line.of].formula
    roots = [
        part
        for part in dict.fromkeys(subexpressions(formula))
        if isinstance(part, Call) and part.function == "sqrt" and line.by in names_in(part)
    ]
    if len(roots) == 1:
        (root,) = roots
        yield with_slopes(formula, {root: Quotient(ONE, root)}, line.by)
        yield with_slopes(formula, {root: Quotient(root, _TWO)}, line.by)


@idea(
    "function-slope-forgotten",
    Role.NODE_SLOPE,
    everywhere=False,
    say=marked("The function that is applied here has a slope of its own, and it is a factor."),
)
def function_slope_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂(y·tanh(x))/∂x = y → y·(1 − tanh²(x))."""
    formula = subject[line.of].formula
    for call in _calls_of(formula, line.by):
        yield with_slopes(formula, {call: ONE}, line.by)


@idea(
    "inner-slope-forgotten",
    Role.NODE_SLOPE,
    everywhere=False,
    behind=False,
    say=marked(
        "What is put into the function or the power has a slope, too: multiply by it as well."
    ),
)
def inner_slope_forgotten(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂tanh(2x)/∂x = 1 − tanh²(2x) → 2·(1 − tanh²(2x))."""
    formula = subject[line.of].formula
    for part in dict.fromkeys(subexpressions(formula)):
        inner = _put_in(part)
        if inner is None or line.by not in names_in(inner) or inner == Name(line.by):
            continue
        if differentiate(inner, line.by) != ONE:
            slope = substitute(differentiate(_of_held(part), _HELD), {_HELD: inner})
            yield with_slopes(formula, {part: slope}, line.by, inner_counts=False)


def _of_held(part: Expr) -> Expr:
    """Return a power or a function of a name, in the place of what it is applied to."""
    held = Name(_HELD)
    return (
        Power(held, part.exponent) if isinstance(part, Power) else with_parts(part, lambda _: held)
    )


def _put_in(part: Expr) -> Expr | None:
    """Return what a power of a number, or a function of one number, is applied to."""
    match part:
        case Power(base, Number()):
            return base
        case Call(function, (inner,)) if function not in _CHOOSING:
            return inner
        case _:
            return None


def _calls_of(formula: Expr, name: str) -> Iterator[Call]:
    """Yield the functions in a formula that depend on a name; those with rules of their own not."""
    for part in dict.fromkeys(subexpressions(formula)):
        match part:
            case Call(function, (inner,)) if function not in (*_CHOOSING, "sqrt"):
                if name in names_in(inner):
                    yield part
            case _:
                pass


@idea(
    "minus-lost",
    Role.NODE_SLOPE,
    everywhere=False,
    behind=False,
    telling=False,
    say=marked("What is taken away has the slope −1: the more of it, the less is left."),
)
def minus_lost(line: Line, subject: Subject) -> Iterator[Expr]:
    """∂(x − y)/∂y = 1 → −1."""
    for term in terms_of(subject[line.of].formula):
        if isinstance(term, Negative) and line.by in names_in(term):
            yield Negative(line.formula)
            return


NODE_SLOPE_IDEAS = (
    keys_for_queries,
    minus_lost,
    fraction_mistaken_in_slope,
    root_mistaken_in_slope,
    function_slope_forgotten,
    inner_slope_forgotten,
)
