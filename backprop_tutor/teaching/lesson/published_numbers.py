"""What the source of a scenario prints, rightly or wrongly, beside what comes out here.

A printed number is right if it is the value rounded, or cut off, at its own last figure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import isfinite

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Side, Table, Tone, Value
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths import figures
from backprop_tutor.scenario.scenario import Erratum
from backprop_tutor.teaching.misconceptions import IDEAS, Consequence, consequences
from backprop_tutor.teaching.subject.subject import Subject

_NOISE = Decimal("1e-13")
"""What floats may be off, next to their size: a printed half is a half, 0.1 + 0.2 is 0.3."""


class Agreement(StrEnum):
    """How a printed number stands to the value."""

    SAME = "same"
    """The value, rounded at the last figure printed."""
    CUT_OFF = "cut_off"
    """Its figures, with the rest left out, where rounding gives another last one."""
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    """There is no such quantity in this scenario, or it has no finite value."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A number that the source prints, and how it stands to the value here."""

    quantity: str
    published: Decimal
    value: float | None
    agreement: Agreement

    @property
    def holds(self) -> bool:
        """Whether the source is right."""
        return self.agreement in (Agreement.SAME, Agreement.CUT_OFF)


class Fault(StrEnum):
    """What can be wrong with an erratum."""

    NO_QUANTITY = "no_quantity"
    NOT_WRONG = "not_wrong"
    NO_SUCH_IDEA = "no_such_idea"
    NOT_LED_TO = "not_led_to"
    """The wrong idea that it names leads to other numbers."""


@dataclass(frozen=True, slots=True)
class Misprint:
    """An erratum, what the wrong idea behind it leads to, and what is wrong with it itself."""

    erratum: Erratum
    value: float | None
    because: Consequence | None
    leads_to: tuple[float, ...]
    """What the idea gives instead, where it does not lead to the number printed."""
    fault: Fault | None


def agreement(value: float, published: Decimal) -> Agreement:
    """Return how a printed number stands to a value, at its own last figure."""
    if not isfinite(value):
        return Agreement.UNKNOWN
    unit = Decimal(1).scaleb(figures.place(published))
    exact = Decimal(value)
    noise = abs(exact) * _NOISE
    if abs(exact - published) <= unit / 2 + noise:
        return Agreement.SAME
    further = abs(exact) - abs(published)
    same_side = exact * published >= 0
    is_cut = same_side and -noise <= further < unit
    return Agreement.CUT_OFF if is_cut else Agreement.DIFFERENT


def printed(subject: Subject) -> tuple[Printed, ...]:
    """Return all numbers that the source prints, each beside its value."""
    return tuple(_printed(name, subject) for name in subject.scenario.published)


def _printed(quantity: str, subject: Subject) -> Printed:
    published = subject.scenario.published[quantity]
    if quantity not in subject.tape:
        return Printed(quantity, published, None, Agreement.UNKNOWN)
    value = subject.values[quantity]
    return Printed(quantity, published, value, agreement(value, published))


def misprints(subject: Subject) -> tuple[Misprint, ...]:
    """Return all errata, each held against the value and against the wrong idea that it names."""
    return tuple(_misprint(erratum, subject) for erratum in subject.scenario.errata)


def _misprint(erratum: Erratum, subject: Subject) -> Misprint:
    if erratum.quantity not in subject.tape or not isfinite(subject.values[erratum.quantity]):
        return Misprint(erratum, None, None, (), Fault.NO_QUANTITY)
    value = subject.values[erratum.quantity]
    because, leads_to = _reason(erratum, subject)
    fault = None
    if agreement(value, erratum.published) is not Agreement.DIFFERENT:
        fault = Fault.NOT_WRONG
    elif erratum.misconception is not None and because is None:
        known = any(idea.id == erratum.misconception for idea in IDEAS)
        fault = Fault.NOT_LED_TO if known else Fault.NO_SUCH_IDEA
    return Misprint(erratum, value, because, leads_to, fault)


def _reason(erratum: Erratum, subject: Subject) -> tuple[Consequence | None, tuple[float, ...]]:
    """Return what of the idea named leads to the number printed; or what it leads to instead."""
    others: dict[float, None] = {}
    for idea in IDEAS:
        if idea.id == erratum.misconception:
            for found in consequences(idea, erratum.quantity, subject):
                value = found.value(subject.values, subject)
                # A wrong value is printed rounded; to cut it off too would be a second reason.
                if agreement(value, erratum.published) is Agreement.SAME:
                    return found, ()
                if isfinite(value):
                    others[value] = None
    return None, tuple(others)


def remarks(quantities: tuple[str, ...], subject: Subject) -> Iterator[Block]:
    """Yield what a step says of its source where it errs: what it prints instead, and why.

    What ``check`` would report is not said.
    """
    for name in quantities:
        for found in _misprinted(name, subject):
            number = Value(f"{found.erratum.published:f}")
            parts: list[Inline] = ["The source prints ", *_called(name, quantities), number]
            parts.append(f" here. {found.erratum.note.strip()}")
            if found.because is not None:
                parts.append(f" {found.because.idea.say}")
            yield Prose(tuple(parts), Tone.REMARK)


def printed_there(quantities: tuple[str, ...], subject: Subject) -> tuple[Block, ...]:
    """Return what the source prints of some quantities, rightly or wrongly."""
    right = [
        Prose(("The source prints ", Name(one.quantity), " = ", _number(one), "."))
        for one in _right(quantities, subject)
    ]
    return (*right, *remarks(quantities, subject))


def comparison(quantities: Sequence[str], subject: Subject) -> tuple[Block, ...]:
    """Return all that the source prints of some quantities beside their values, as one table."""
    rows: list[tuple[Inline, ...]] = []
    wrong = {name: [found.erratum for found in _misprinted(name, subject)] for name in quantities}
    right = {one.quantity: one for one in _right(quantities, subject)}
    for name in quantities:
        if name in right:
            cut = right[name].agreement is Agreement.CUT_OFF
            rows.append(
                (Name(name), subject.value(name), _number(right[name]), _CUT if cut else "")
            )
        for erratum in wrong[name]:
            number = Value(f"{erratum.published:f}")
            rows.append((Name(name), subject.value(name), number, "differs"))
    if not rows:
        return ()
    heads: tuple[Inline, ...] = ("quantity", "here", "in the source", "")
    if not any(row[-1] for row in rows):
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    return (Prose(("Beside the source",), Tone.HEADING), Table(heads, tuple(rows)))


_CUT = "cut off, not rounded"


def _right(quantities: Iterable[str], subject: Subject) -> Iterator[Printed]:
    """Yield what the source prints rightly."""
    for name in quantities:
        if name in subject.scenario.published and (one := _printed(name, subject)).holds:
            yield one


def _misprinted(name: str, subject: Subject) -> Iterator[Misprint]:
    """Yield what the source prints wrongly of a quantity."""
    for erratum in subject.scenario.errata:
        if erratum.quantity == name and (found := _misprint(erratum, subject)).fault is None:
            yield found


def _number(one: Printed) -> Value:
    return Value(f"{one.published:f}")


def _called(name: str, quantities: tuple[str, ...]) -> tuple[Inline, ...]:
    """Return what a number is of, where a step has several."""
    named: Side = Name(name)
    return (named, " = ") if len(quantities) > 1 else ()
