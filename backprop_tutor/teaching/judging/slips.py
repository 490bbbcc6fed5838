"""Plain slips: the right number with a wrong sign, place or factor, or another quantity.

They are tried after every wrong idea; another quantity last of all, for whoever types one has
rarely mistaken it for the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import ClassVar

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.losses import LOSSES, Loss
from backprop_tutor.maths.tape.tape import GIVEN, OF_UPDATES, SPLIT, Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import Marked, marked

_MOST_QUANTITIES = 150
"""In a large network a number is looked up among so many quantities around the one asked."""
_MOST_FORMULAS = 24
"""A formula is held against so many others: each costs a comparison."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip with the value it leads to; ``factor`` is what the right value was multiplied by.

    What is said of it may have a hole ``{outputs}``, for how many outputs the network has.
    """

    id: str
    value: float
    say: Marked
    factor: float


@dataclass(frozen=True, slots=True)
class OtherQuantity:
    """Another quantity, which was given instead of the right one."""

    quantity: str
    value: float
    id: ClassVar[str] = "other-quantity"


def of_formula(asked: str, subject: Subject) -> Iterator[Slip | OtherQuantity]:
    """Yield the slips that could have been made in a formula, the likelier first."""
    yield from islice(other_quantities(asked, subject), _MOST_FORMULAS)
    if right := subject.values[asked]:
        yield _turned(right)
        yield from _doubled(right)


def of_number(asked: str, subject: Subject) -> Iterator[Slip]:
    """Yield the slips that could have been made in a number, the likelier first."""
    right = subject.values[asked]
    if right == 0:
        return
    yield _turned(right)
    yield from _misplaced(right)
    yield from _doubled(right)
    if subject[asked].role not in SPLIT:  # No rate and no loss is in a share.
        yield from _scaled(asked, right, subject)


def other_quantities(asked: str, subject: Subject) -> Iterator[OtherQuantity]:
    """Yield other quantities that a learner has met, which may have been given instead."""
    for other in _others(asked, subject):
        yield OtherQuantity(other, subject.values[other])


def _turned(right: float) -> Slip:
    return Slip("sign", -right, marked("Only the sign is wrong."), -1.0)


def _misplaced(right: float) -> Iterator[Slip]:
    say = marked("The figures are right; the decimal point is not.")
    for power in (1, -1, 2, -2, 3, -3):
        yield Slip("decimal-point", right * 10.0**power, say, 10.0**power)


def _doubled(right: float) -> Iterator[Slip]:
    yield Slip("factor-2", right * 2, marked("That is twice the right answer."), 2.0)
    yield Slip("factor-half", right / 2, marked("That is half the right answer."), 0.5)


def _scaled(asked: str, right: float, subject: Subject) -> Iterator[Slip]:
    if names.RATE in subject.tape and names.RATE not in subject[asked].uses:
        rate = subject.values[names.RATE]
        if rate not in (0, 1):
            say = marked("The learning rate has slipped in; it does not belong here.")
            yield Slip("rate-in-gradient", right * rate, say, rate)
            yield Slip("rate-in-gradient", right / rate, say, 1 / rate)
    count = len(subject.scenario.outputs)
    if count > 1:
        say = _off_by_outputs(LOSSES.get(subject.scenario.loss))
        yield Slip("mean-for-sum", right / count, say, 1 / count)
        yield Slip("mean-for-sum", right * count, say, float(count))


def _off_by_outputs(loss: Loss | None) -> Marked:
    if loss is None:
        return marked("That is off by a factor of {outputs}, the number of outputs.")
    if loss.averages:
        return marked(
            "That is off by a factor of {outputs}, the number of outputs; this loss is their mean."
        )
    return marked(
        "That is off by a factor of {outputs}, the number of outputs; this loss is a sum."
    )


def _others(asked: str, subject: Subject) -> Iterator[str]:
    """Yield other quantities that a learner has met, of no later sample.

    What comes later in the lesson is of the same role: another neuron's, another weight's. Those of
    the same role come first, and of these those of the same sample; a corrected moment, which a
    learner may not have worked out yet, comes after the gradient that it equals at first.
    """
    tape = subject.tape
    here, own = tape.position(asked), tape[asked]
    met = _MET_BEFORE[own.part]
    unthought = _UNTHOUGHT_OF.get(own.part, frozenset())
    # In the order of these: in a large network those of the same role are enough.
    near: dict[tuple[bool, bool, bool], list[tuple[int, str]]] = {}
    for place, (name, line) in enumerate(tape.items()):
        if (
            (line.role in GIVEN or line.part in met)
            and (place < here or line.role is own.role)
            and not (own.role in SPLIT and line.part in _AFTER and line.role not in SPLIT)
            and line.role not in unthought
            and not 0 < own.sample < line.sample
        ):
            group = (
                line.role is not own.role,
                line.sample not in (0, own.sample),
                line.role is Role.CORRECTED_MOMENT,
            )
            near.setdefault(group, []).append((abs(place - here), name))
    in_order = (
        name for group in sorted(near) for _, name in sorted(near[group], key=itemgetter(0))
    )
    right = subject.values[asked]
    # In this order, for a derivative is derived when its formula is looked at.
    telling = (name for name in in_order if tape[name].role in GIVEN or _has_a_value(tape[name]))
    for name in islice(telling, _MOST_QUANTITIES):
        if subject.values[name] != right:
            yield name


def _has_a_value(line: Line) -> bool:
    """Whether a quantity is worth naming for its number.

    A slope that is always 1 is nobody's answer to something else, and a slope that is w7 is w7.
    """
    return bool(line.uses) and not (isinstance(line.formula, Name) and "/" in line.name)


_UNTHOUGHT_OF: Mapping[Part | None, frozenset[Role]] = {
    Part.FORWARD: OF_UPDATES | {Role.TARGET},
    Part.ERROR: OF_UPDATES,
    Part.BACKWARD: OF_UPDATES,
}
"""Given numbers that have no part in it yet."""
_AFTER = frozenset({Part.ERROR, Part.BACKWARD})
"""Where a lesson on shares of the error has not met the loss and its derivatives."""
_PARTS = tuple(Part)
_MET_BEFORE: Mapping[Part | None, frozenset[Part]] = {
    part: frozenset(_PARTS[: index + 1]) for index, part in enumerate(_PARTS)
}
