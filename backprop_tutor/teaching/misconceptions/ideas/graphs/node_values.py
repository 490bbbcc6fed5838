"""Wrong ideas about what a node of a graph is worked out as: its operation, its factors and terms.

Slips in the line at hand, each in one place of its formula.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from itertools import pairwise

from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    in_each_place,
    names_in,
    number,
    product,
    rename,
    shape_of,
    subexpressions,
    terms_of,
    total,
)
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.misconceptions.idea import idea
from backprop_tutor.teaching.misconceptions.ideas.graphs.norms import is_mean, is_variance, scaled
from backprop_tutor.teaching.misconceptions.ideas.neighbourhood import bare, nearest_first
from backprop_tutor.teaching.misconceptions.telling_values import is_zero
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked

_MOST_PARTS = 4
"""Of a longer sum or product no part is taken to be forgotten: there would be too many."""
_NEIGHBOURS = 2
_SPECKS = 100
"""A number of which it takes more than so many to make 1 is too small to be missed."""

_slip = partial(idea, everywhere=False, behind=False, telling=False)
"""An idea about the line at hand alone; no question asks for more figures because of it."""


@_slip(
    "operation-mistaken",
    Role.NODE,
    say=marked(
        "Look at the sign between the two numbers: it says whether they are added, subtracted, "
        "multiplied or divided."
    ),
)
def operation_mistaken(line: Line, subject: Subject) -> Iterator[Expr]:
    """x·y = x + y → x·y; x + y = x·y → x + y."""

    def other(part: Expr) -> Iterator[Expr]:
        match part:
            case Product((one, second)) if names_in(second):
                yield Sum((one, second))
                if not (isinstance(second, Name) and is_zero(second.id, subject)):
                    yield Quotient(one, second)
            case Sum((Name() as one, second)) if isinstance(bare(second), Name):
                yield Product((one, bare(second)))
            case _:
                pass

    yield from in_each_place(line.formula, other)


@_slip(
    "factor-left-out",
    Role.NODE,
    Role.NET,
    say=marked("A product takes all of its factors: here one has been left out."),
)
def factor_left_out(line: Line, _subject: Subject) -> Iterator[Expr]:
    """x·y = x → x·y; z = x1 + w2·x2 + b → w1·x1 + w2·x2 + b."""
    if len(terms_of(line.formula)) > _MOST_PARTS:
        return

    def shorter(part: Expr) -> Iterator[Expr]:
        if isinstance(part, Product) and len(part.factors) <= _MOST_PARTS:
            for place in range(len(part.factors)):
                yield product(*part.factors[:place], *part.factors[place + 1 :])

    yield from in_each_place(line.formula, shorter)


@_slip(
    "term-left-out",
    Role.NODE,
    say=marked("A sum takes all of its terms: here one has been left out."),
)
def term_left_out(line: Line, _subject: Subject) -> Iterator[Expr]:
    """(x + y + z)/3, as (x + y)/3 → (x + y + z)/3; x² + 1, as x² → x² + 1."""

    def shorter(part: Expr) -> Iterator[Expr]:
        if isinstance(part, Sum) and len(part.terms) <= _MOST_PARTS:
            for place, term in enumerate(part.terms):
                # Of a line that is a sum itself, the name that is missing is told
                # (``partial_credit``).
                if part != line.formula if names_in(term) else _is_missed(term):
                    yield total(*part.terms[:place], *part.terms[place + 1 :])

    yield from in_each_place(line.formula, shorter)


def _is_missed(term: Expr) -> bool:
    """Whether a number is no speck that only keeps a root or a fraction away from 0."""
    match term:
        case Number(value) | Negative(Number(value)):
            return abs(value) * _SPECKS >= 1
        case _:
            return False


@_slip(
    "factors-swapped",
    Role.NODE,
    say=marked(
        "Each factor belongs to the one that stands beside it: here two of them have changed "
        "places."
    ),
)
def factors_swapped(line: Line, _subject: Subject) -> Iterator[Expr]:
    """x1·y2 + x2·y1 → x1·y1 + x2·y2."""

    def swapped(part: Expr) -> Iterator[Expr]:
        if isinstance(part, Sum) and len(part.terms) <= _MOST_PARTS:
            for place, (one, other) in enumerate(pairwise(part.terms)):
                match one, other:
                    case Product((a, b)), Product((c, d)):
                        crossed = (Product((a, d)), Product((c, b)))
                        yield Sum((*part.terms[:place], *crossed, *part.terms[place + 2 :]))
                    case _:
                        pass

    yield from in_each_place(line.formula, swapped)


@_slip(
    "fraction-mistaken",
    Role.NODE,
    say=marked(
        "What stands above the line is divided by what stands below it: it does not stay as it is, "
        "nor is it multiplied, nor is the fraction turned round."
    ),
)
def fraction_mistaken(line: Line, _subject: Subject) -> Iterator[Expr]:
    """x/y = x, x·y, or y/x → x/y."""

    def other(part: Expr) -> Iterator[Expr]:
        if isinstance(part, Quotient) and names_in(part.denominator):
            yield part.numerator
            yield product(part.numerator, part.denominator)
            yield Quotient(part.denominator, part.numerator)

    yield from in_each_place(line.formula, other)


@_slip(
    "mean-not-divided",
    Role.NODE,
    say=marked(
        "A mean is the whole sum, divided by how many numbers there are: add all of them up first, "
        "and then divide."
    ),
)
def mean_not_divided(line: Line, _subject: Subject) -> Iterator[Expr]:
    """x + y + z, or x + y + z/3 → (x + y + z)/3; for a variance of n, 1/(n − 1) → 1/n."""

    def undivided(part: Expr) -> Iterator[Expr]:
        if isinstance(part, Quotient) and is_mean(part):
            assert isinstance(part.numerator, Sum)
            *others, last = part.numerator.terms
            yield part.numerator
            yield Sum((*others, Quotient(last, part.denominator)))
            if is_variance(part):  # As statistics estimate it from a sample.
                yield Quotient(part.numerator, number(len(others)))

    yield from in_each_place(line.formula, undivided)


@_slip(
    "scale-mistaken",
    Role.NODE,
    say=marked("The number below the line divides: here it has been turned into a factor."),
)
def scale_mistaken(line: Line, _subject: Subject) -> Iterator[Expr]:
    """q·k·√d → q·k/√d."""

    def multiplied(part: Expr) -> Iterator[Expr]:
        if (scale := scaled(part)) is not None:
            yield product(scale.numerator, scale.denominator)

    yield from in_each_place(line.formula, multiplied)


@_slip(
    "square-mistaken",
    Role.NODE,
    say=marked(
        "A square is a number times itself: it is neither left as it is nor multiplied by 2."
    ),
)
def square_mistaken(line: Line, _subject: Subject) -> Iterator[Expr]:
    """x², as x or 2·x → x·x."""

    def other(part: Expr) -> Iterator[Expr]:
        if isinstance(part, Power) and part.exponent == number(2):
            yield part.base
            yield product(number(2), part.base)

    yield from in_each_place(line.formula, other)


@_slip(
    "root-mistaken",
    Role.NODE,
    say=marked(
        "The square root of a number, times itself, is that number: it is neither the number as it "
        "is nor one half of it."
    ),
)
def root_mistaken(line: Line, subject: Subject) -> Iterator[Expr]:
    """√x, as x or x/2 → √x; x/√y, as x/y → x/√y."""

    def other(part: Expr) -> Iterator[Expr]:
        match part:
            case Call("sqrt", (inner,)) if names_in(inner):
                yield inner
                yield Quotient(inner, number(2))
            case Name(id=name):
                match subject[name].formula if name in subject.tape else None:
                    case Call("sqrt", (inner,)):
                        yield inner
                    case _:
                        pass
            case _:
                pass

    yield from in_each_place(line.formula, other)


_OF_OTHER_IDEAS = frozenset({"sqrt", "max", "min", "where", "softmax"})


@_slip(
    "function-left-out",
    Role.NODE,
    say=marked(
        "A function is applied here: what counts is what comes out of it, not what goes into it."
    ),
)
def function_left_out(line: Line, _subject: Subject) -> Iterator[Expr]:
    """x·y → x·tanh(y)."""

    def bare_argument(part: Expr) -> Iterator[Expr]:
        match part:
            case Call(function, (inner,)) if function not in _OF_OTHER_IDEAS and names_in(inner):
                yield inner
            case _:
                pass

    yield from in_each_place(line.formula, bare_argument)


@_slip(
    "choice-mistaken",
    Role.NODE,
    say=marked(
        "A maximum is the largest of its numbers and a minimum the smallest: it is not the other "
        "one, nor their sum, nor their mean."
    ),
)
def choice_mistaken(line: Line, _subject: Subject) -> Iterator[Expr]:
    """max(x, y), as min(x, y), x + y, or (x + y)/2 → max(x, y)."""

    def other(part: Expr) -> Iterator[Expr]:
        match part:
            case Call(("max" | "min") as function, arguments) if len(arguments) > 1:
                yield Call("min" if function == "max" else "max", arguments)
                yield Sum(arguments)
                yield Quotient(Sum(arguments), number(len(arguments)))
            case _:
                pass

    yield from in_each_place(line.formula, other)


@_slip(
    "neighbour-for-node",
    Role.NODE,
    say=marked(
        "Check each name again: here the number of a neighbour has been taken in place of the one "
        "that belongs there."
    ),
)
def neighbour_for_node(line: Line, subject: Subject) -> Iterator[Expr]:
    """v2 = w·x1 → w·x2."""
    if any(isinstance(one, Call) for one in subexpressions(line.formula)):
        return  # Of a maximum, one of the two alone holds for some numbers only.
    for name in names_in(line.formula):
        for other in _siblings(name, subject)[:_NEIGHBOURS]:
            yield rename(line.formula, {name: other})


def _siblings(name: str, subject: Subject) -> tuple[str, ...]:
    """Return what a name may be mistaken for, the nearest first.

    Another input, for an input; for a node, one that is worked out alike.
    """
    if name in subject.scenario.inputs:
        row = [*subject.scenario.inputs]
        return nearest_first(row, row.index(name))
    line = subject[name]
    if line.role not in (Role.NODE, Role.OUT):
        return ()
    alike = _alike(subject)[line.role, line.part, shape_of(line.formula)]
    row = [one.name for one in alike if one is line or one.formula != line.formula]
    return nearest_first(row, row.index(name))


@lru_cache(maxsize=2)
def _alike(subject: Subject) -> Mapping[tuple[Role, Part | None, Expr], list[Line]]:
    """Return the lines that are worked out alike, in order; found once for all nodes."""
    found: dict[tuple[Role, Part | None, Expr], list[Line]] = {}
    for line in subject.tape.values():
        if line.role in (Role.NODE, Role.OUT):
            found.setdefault((line.role, line.part, shape_of(line.formula)), []).append(line)
    return found


@_slip(
    "square-of-sum",
    Role.NODE,
    say=marked("Each number is squared by itself, and then they are added: not the other way."),
)
def square_of_sum(line: Line, _subject: Subject) -> Iterator[Expr]:
    """(x + y)² → x² + y²."""

    def whole(part: Expr) -> Iterator[Expr]:
        if isinstance(part, Sum) and len(part.terms) > 1:
            squares = [one for one in part.terms if isinstance(one, Power)]
            if len(squares) == len(part.terms) and {one.exponent for one in squares} == {number(2)}:
                yield Power(Sum(tuple(one.base for one in squares)), number(2))

    yield from in_each_place(line.formula, whole)


NODE_VALUE_IDEAS = (
    mean_not_divided,
    scale_mistaken,
    fraction_mistaken,
    root_mistaken,
    square_mistaken,
    square_of_sum,
    function_left_out,
    choice_mistaken,
    operation_mistaken,
    factors_swapped,
    factor_left_out,
    term_left_out,
    neighbour_for_node,
)
