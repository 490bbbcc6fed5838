"""Plain slips: the right number with a wrong sign, place or factor, another quantity, or numbers
rounded on the way. They are tried last, after every wrong idea."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import isfinite

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import GIVEN, SPLIT, Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.subject.subject import Subject

_MOST_QUANTITIES = 400
"""In a large network a number is looked up among so many quantities around the one asked."""
_MOST_FORMULAS = 24
"""A formula is held against so many others: each costs a comparison."""
_DECIMALS = (4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip with the value it leads to; ``factor`` is what the right value was multiplied by."""

    id: str
    value: float
    say: str
    factor: float = 1.0
    quantity: str | None = None
    """The other quantity that was given instead."""


def slips(asked: str, subject: Subject, *, of_formula: bool = False) -> Iterator[Slip]:
    """Yield the slips that could have been made, the likelier first."""
    right = subject.values[asked]
    others = _others(asked, subject)
    for other in islice(others, _MOST_FORMULAS) if of_formula else others:
        yield Slip("other-quantity", subject.values[other], "", quantity=other)
    if right == 0:
        return
    yield Slip("sign", -right, "Only the sign is wrong.", -1.0)
    if not of_formula:
        for power in (1, -1, 2, -2, 3, -3):
            yield Slip(
                "decimal-point",
                right * 10.0**power,
                "The figures are right; the decimal point is not.",
                10.0**power,
            )
    yield Slip("factor-2", right * 2, "That is twice the right answer.", 2.0)
    yield Slip("factor-half", right / 2, "That is half the right answer.", 0.5)
    if not of_formula and subject[asked].role not in SPLIT:  # No rate and no loss is in a share.
        yield from _scaled(asked, right, subject)


def _scaled(asked: str, right: float, subject: Subject) -> Iterator[Slip]:
    if names.RATE in subject.tape and names.RATE not in subject[asked].uses:
        rate = subject.values[names.RATE]
        if rate not in (0, 1):
            say = "The learning rate has slipped in; it does not belong here."
            yield Slip("rate-in-gradient", right * rate, say, rate)
            yield Slip("rate-in-gradient", right / rate, say, 1 / rate)
    count = len(subject.scenario.outputs)
    if count > 1:
        say = f"That is off by a factor of {count}, the number of outputs; this loss is a sum."
        yield Slip("mean-for-sum", right / count, say, 1 / count)
        yield Slip("mean-for-sum", right * count, say, float(count))


def _others(asked: str, subject: Subject) -> Iterator[str]:
    """Yield other quantities that a learner has met, of no later sample.

    Those of the same role come first, and of these those of the same sample.
    """
    tape = subject.tape
    here, own = tape.position(asked), tape[asked]
    met = _MET_BEFORE[own.part]
    unthought = _UNTHOUGHT_OF.get(own.part, frozenset())
    near = sorted(
        (
            name
            for name, line in tape.items()
            if name != asked
            and (line.role in GIVEN or (line.part in met and _has_a_value(line)))
            and not (own.role in SPLIT and line.part in _AFTER and line.role not in SPLIT)
            and line.role not in unthought
            and not 0 < own.sample < line.sample
        ),
        key=lambda name: (
            tape[name].role is not own.role,
            tape[name].sample not in (0, own.sample),
            abs(tape.position(name) - here),
        ),
    )
    right = subject.values[asked]
    yield from (name for name in near[:_MOST_QUANTITIES] if subject.values[name] != right)


def _has_a_value(line: Line) -> bool:
    """Whether a quantity is worth naming for its number.

    A slope that is always 1 is nobody's answer to something else, and a slope that is w7 is w7.
    """
    return bool(line.uses) and not (isinstance(line.formula, Name) and "/" in line.name)


_OF_UPDATES = frozenset({Role.RATE, Role.MOMENTUM, Role.VELOCITY})
_UNTHOUGHT_OF: Mapping[Part | None, frozenset[Role]] = {
    Part.FORWARD: _OF_UPDATES | {Role.TARGET},
    Part.ERROR: _OF_UPDATES,
    Part.BACKWARD: _OF_UPDATES,
}
"""Given numbers that have no part in it yet."""
_AFTER = frozenset({Part.ERROR, Part.BACKWARD})
"""Where a lesson on shares of the error has not met the loss and its derivatives."""
_PARTS = tuple(Part)
_MET_BEFORE: Mapping[Part | None, frozenset[Part]] = {
    part: frozenset(_PARTS[: index + 1]) for index, part in enumerate(_PARTS)
}


def rounded_early(asked: str, subject: Subject) -> Iterator[tuple[int, float]]:
    """Yield what comes out when the numbers on the way are rounded to 4, 3, 2 or 1 decimals.

    Either only the numbers that enter the asked line are rounded, or all on the way to it, or the
    slopes of a chain, whose product is then carried on whole: 0.74·0.19·0.59.
    """
    for decimals in _DECIMALS:
        for value in (
            _rounded_once(asked, subject, decimals),
            _rounded_all(asked, subject, decimals),
            _rounded_factors(asked, subject, decimals),
        ):
            if isfinite(value):
                yield decimals, value


def _rounded_once(asked: str, subject: Subject, decimals: int) -> float:
    def value_of(name: str) -> float:
        value = subject.values[name]
        return value if subject[name].role in GIVEN else round(value, decimals)

    return float_value(subject[asked].formula, value_of)


def _rounded_all(asked: str, subject: Subject, decimals: int) -> float:
    needed = subject.tape.needed_for(asked)
    if len(needed) > _MOST_QUANTITIES:
        return subject.values[asked]
    values: dict[str, float] = {}
    for name in needed:
        if subject[name].role in GIVEN:
            values[name] = subject.values[name]
        else:
            value = float_value(subject[name].formula, values.__getitem__)
            values[name] = value if name == asked or not isfinite(value) else round(value, decimals)
    return values[asked]


def _rounded_factors(asked: str, subject: Subject, decimals: int) -> float:
    def value_of(name: str) -> float:
        line = subject[name]
        if line.role in (Role.DELTA, Role.GRADIENT):
            return float_value(line.formula, value_of)
        value = subject.values[name]
        return value if line.role in GIVEN else round(value, decimals)

    return float_value(subject[asked].formula, value_of)
