"""Numbers read as what they are: ``0.7414*0.5933`` is ``dE_total/dout_o1 * out_h1``.

A number in a typed formula may stand for a known quantity that it is at its figures: one that the
file states, that the screen shows, or that the learner has answered. So arithmetic says which
factors somebody has multiplied, and a formula with some numbers in it is one with names.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import isclose, isfinite, prod

from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    names_in,
    transform,
    with_parts,
)
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import GIVEN
from backprop_tutor.teaching.judging.typed_number import Typed
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject

MOST = 64
"""Readings of one formula; the likeliest are kept."""
_SINGLED_OUT, _FEW = 3, 2
"""So many figures tell which quantity a number is; with fewer it may be a number all the same, and
has to be a quantity that the question is about."""
_MOST_PLACES = 30
_LONGEST_PERIOD = 10**_MOST_PLACES


@dataclass(frozen=True, slots=True)
class _Known:
    """A quantity with its size, as numbers are looked up."""

    size: float
    name: str
    value: float


class Readings:
    """What the numbers in answers to one question may stand for."""

    def __init__(self, question: Question, subject: Subject) -> None:
        self._asked = question.quantity
        self._near = {question.quantity, *question.terms}
        self._near |= {used for name in self._near for used in subject[name].uses}
        self._subject = subject

    def of(self, formula: Expr, own: Mapping[str, float]) -> Iterator[Expr]:
        """Yield the readings of a formula in which some number is a quantity."""
        options: list[tuple[Expr, ...]] = []

        def noted(number: Number) -> Expr:
            options.append(self._options(number, own))
            return number

        whole = _with_numbers(_with_fractions(formula), noted)
        while prod(map(len, options)) > MOST:
            longest = max(range(len(options)), key=lambda index: len(options[index]))
            options[longest] = options[longest][:-1]
        for chosen in product(*options):
            if any(not isinstance(one, Number) for one in chosen):
                parts = iter(chosen)
                read = _with_numbers(whole, lambda _, parts=parts: next(parts))  # type: ignore[misc]
                yield transform(read, _with_signs_in_front)

    def _options(self, number: Number, own: Mapping[str, float]) -> tuple[Expr, ...]:
        """Return what a number may stand for, itself included where it has few figures."""
        typed = _decimal(number)
        if typed is None:
            return (number,)
        count = figures.significant_figures(typed.number.normalize())
        found = sorted(self._fitting(typed, count, own), key=self._rank)
        names: list[Expr] = [
            Name(one.name) if one.value > 0 or not typed.number else Negative(Name(one.name))
            for one in found
        ]
        itself = [number] if count < _SINGLED_OUT or not names else []
        return (*itself, *names)

    def _fitting(self, typed: Typed, count: int, own: Mapping[str, float]) -> Iterator[_Known]:
        size, unit = float(typed.number), 10.0**typed.place
        low, high = bisect_left(self._sizes, size - unit), bisect_right(self._sizes, size + unit)
        for known in self._known[low:high]:
            exact = isclose(known.size, size, rel_tol=1e-12)
            telling = count >= _SINGLED_OUT or (count >= _FEW and known.name in self._near)
            if exact or (telling and (typed.equals(known.size) or typed.is_cut_from(known.size))):
                yield known
        for name, value in own.items():
            if name in self._near and typed.equals(abs(value)) and count >= _FEW:
                yield _Known(abs(value), name, value)

    def _rank(self, known: _Known) -> tuple[bool, int]:
        """Return how likely a quantity is: those that the question is about, then the nearest."""
        position = self._subject.tape.position
        return known.name not in self._near, abs(position(known.name) - position(self._asked))

    @cached_property
    def _known(self) -> list[_Known]:
        """What is known before the question, by size; of several names of one number, the first."""
        tape, values = self._subject.tape, self._subject.values
        before = tape.position(self._asked)
        found = []
        for name, line in tape.items():
            if tape.position(name) >= before:
                break
            is_slope_of_1 = not line.uses and values[name].is_integer()
            is_another = isinstance(line.formula, Name) or is_slope_of_1
            if (line.role in GIVEN or not is_another) and isfinite(values[name]):
                found.append(_Known(abs(values[name]), name, values[name]))
        return sorted(found, key=lambda known: known.size)

    @cached_property
    def _sizes(self) -> list[float]:
        return [known.size for known in self._known]


def _decimal(number: Number) -> Typed | None:
    """Return a number with its figures; None for one that no decimal is, such as 1/3."""
    below = number.value.denominator
    if number.value < 0 or _LONGEST_PERIOD % below:
        return None
    exact = Decimal(number.value.numerator) / Decimal(below)
    return Typed(exact)


def _with_fractions(formula: Expr) -> Expr:
    """Return a formula in which 1/100 is one number; 1/0.536849 stays two."""
    match formula:
        case Quotient(Number(above), Number(below)) if below and _are_whole(above, below):
            return Number(above / below)
        case _:
            return with_parts(formula, _with_fractions)


def _with_signs_in_front(part: Expr) -> Expr:
    """Return a part in which minus of minus is plus, and the sign of a factor is the product's.

    ``−(−x)`` → ``x``; ``a·(−b)`` → ``−(a·b)``. A negative number stands for minus a quantity that
    may be negative itself, so signs meet where nobody has typed two.
    """
    match part:
        case Negative(Negative(operand)):
            return operand
        case Product(factors):
            minus = sum(isinstance(factor, Negative) for factor in factors)
            bare = tuple(one.operand if isinstance(one, Negative) else one for one in factors)
            if not minus:
                return part
            return Negative(Product(bare)) if minus % 2 else Product(bare)
        case _:
            return part


def _are_whole(*numbers: Fraction) -> bool:
    return all(number.denominator == 1 for number in numbers)


def _with_numbers(formula: Expr, read: Callable[[Number], Expr]) -> Expr:
    """Return a formula with its numbers read, from left to right; exponents stay numbers.

    So does the 0 that a choice compares with: no quantity that happens to be 0 is meant there.
    """
    match formula:
        case Call("where", (condition, *cases)):
            compared = _with_numbers(condition, lambda one: read(one) if one.value else one)
            return Call("where", (compared, *(_with_numbers(case, read) for case in cases)))
        case Number():
            return read(formula)
        case Power(base, exponent) if not names_in(exponent):
            return Power(_with_numbers(base, read), exponent)
        case _:
            return with_parts(formula, lambda part: _with_numbers(part, read))
