"""What blocks tell of quantities, number by number and formula by formula.

A quiz that has to keep answers to itself looks at what it is about to show. For a new kind of
block, or of picture, add a case.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from math import isclose
from typing import assert_never

from backprop_tutor.blocks.blocks import (
    Bar,
    Blank,
    Block,
    Bullets,
    Equation,
    Figure,
    Folded,
    Inline,
    Link,
    MatrixEquation,
    Prose,
    Table,
    Value,
    WithNumbers,
)
from backprop_tutor.blocks.curves import Curves
from backprop_tutor.blocks.matrices import Entry, Matrix
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, Name, names_in
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import GIVEN
from backprop_tutor.teaching.subject.subject import Subject

_ALIKE = 1e-3
"""Two numbers that differ by less, relatively, are one number to few figures."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What was told: of which quantities which numbers, and of which quantities the formula.

    Formulas are the same for every sample, so those of all samples go by one name.
    """

    numbers: frozenset[tuple[str, str]] = frozenset()
    formulas: frozenset[str] = frozenset()

    def __or__(self, other: "Disclosed") -> "Disclosed":
        return Disclosed(self.numbers | other.numbers, self.formulas | other.formulas)

    def tells_number(self, quantity: str, value: float) -> bool:
        """Whether the number of a quantity was told, if only to three figures."""
        return any(name == quantity and _is_near(text, value) for name, text in self.numbers)

    def tells_formula(self, quantity: str) -> bool:
        """Whether the formula of a quantity was told, of whichever sample."""
        return names.of_sample(quantity)[0] in self.formulas


def disclosed(blocks: Iterable[Block], subject: Subject) -> Disclosed:
    """Return what blocks tell.

    A number belongs to the name that stands before it. Where a quantity is another one by
    definition, as ∂net_o1/∂w5 is out_h1, the number of the one is that of the other; and beside
    what is new stands what it was before.
    """
    numbers: set[tuple[str, str]] = set()
    formulas: set[str] = set()
    for name, told in _told(blocks):
        if isinstance(told, str):
            numbers.add((name, told))
        else:
            formulas.add(names.of_sample(name)[0])
    for name, text in list(numbers):
        numbers.add((names.before_update(name), text))
        if name in subject.tape and subject.taught(name):
            formula = subject[name].formula
            if isinstance(formula, Name):
                numbers.add((formula.id, text))
    return Disclosed(frozenset(numbers), frozenset(formulas))


def numbers_to_go_on(
    asked: Iterable[str], blocks: Iterable[Block], subject: Subject
) -> frozenset[str]:
    """Return the quantities that an answer is worked out from, besides those that are asked.

    These are the given ones, those in the formulas of what is asked, and those that ``blocks``,
    which the question is shown with, tell.
    """
    asked = [*asked]
    given = {name for name, line in subject.tape.items() if line.role in GIVEN}
    used = {used for name in asked for used in subject[name].uses}
    told = {name for name, _ in disclosed(blocks, subject).numbers if name in subject.tape}
    return frozenset((given | used | told).difference(asked))


def _is_near(text: str, value: float) -> bool:
    try:
        number = float(text.replace("−", "-"))
    except ValueError:
        return False  # Two names that stand side by side in a picture.
    return isclose(number, value, rel_tol=_ALIKE)


def _told(blocks: Iterable[Block]) -> Iterator[tuple[str, str | Expr]]:
    """Yield each name with a number or a formula that is told of it."""
    for block in blocks:
        match block:
            case Prose(parts):
                yield from _in_a_row(parts)
            case Bullets(items):
                for item in items:
                    yield from _in_a_row(item)
            case Equation(left, right):
                yield from _in_a_row((left, *(part for side in right for part in (" = ", side))))
            case MatrixEquation(left, right):
                for term in (left, *right):
                    yield from _in_a_matrix(term)
            case Table(heads, rows):
                for row in rows:
                    yield from _in_a_row(row)
                    for head, cell in zip(heads, row, strict=True):
                        yield from _in_a_row((head, cell))
            case Figure(Curves() as curves):
                yield from _told((curves.told,))
            case Figure(picture):
                yield from _in_a_picture(picture)
            case Folded(summary, within):
                yield from _in_a_row(summary)
                yield from _told(within)
            case _:
                assert_never(block)


def _in_a_row(parts: Iterable[Inline]) -> Iterator[tuple[str, str | Expr]]:
    """Yield what is told in a run of text: a name, and after it its number or its formula."""
    of: str | None = None
    is_equal = False
    for part in parts:
        match part:
            case str():
                is_equal = part.strip() == "="
                continue
            case Bar() | Blank() | Link():
                pass
            case Name(name) if of is None or not is_equal:
                of = name
            case Value(text):
                if of is not None:
                    yield of, text
            case WithNumbers(formula, numbers):
                yield from numbers.items()
                if of is not None:
                    yield of, formula
            case _:
                if of is not None and names_in(part):
                    yield of, part
                elif of is not None:  # A number that is written out.
                    yield of, str(float_value(part, dict[str, float]().__getitem__))
        is_equal = False


def _in_a_matrix(term: object) -> Iterator[tuple[str, str | Expr]]:
    match term:
        case Entry(named, number):
            yield from _in_a_row((named, *(() if number is None else (" = ", number))))
        case Matrix(rows=rows):
            for row in rows:
                for entry in row:
                    yield from _in_a_matrix(entry)


def _in_a_picture(picture: object) -> Iterator[tuple[str, str | Expr]]:
    """Yield the pairs of a name and what is told of it that a picture holds, however deep."""
    match picture:
        case (str() as name, told) if isinstance(told, str | Expr):
            yield name, told
        case tuple():
            for part in picture:
                yield from _in_a_picture(part)
        case _ if is_dataclass(picture):
            for field in fields(picture):
                yield from _in_a_picture(getattr(picture, field.name))
