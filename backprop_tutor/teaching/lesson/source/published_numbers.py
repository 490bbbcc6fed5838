"""What the source of a scenario prints, rightly or wrongly, beside what comes out here.

A printed number is right if it is the value rounded, or cut off, at its own last figure, or if it
follows from the numbers on the way as the source rounds them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from math import isfinite

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, Value
from backprop_tutor.formula.expression import Name
from backprop_tutor.scenario.scenario import Erratum
from backprop_tutor.teaching.lesson.source.printed_origins import (
    Agreement,
    Origin,
    PrintedNumber,
    agreement,
    origins,
)
from backprop_tutor.teaching.misconceptions import IDEAS, Consequence, consequences
from backprop_tutor.teaching.subject.authors_words import in_learners_language
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say, text, text_in, with_commas

_MOST_LISTED = 4
"""Of more numbers than these that a source goes on with, the others are not listed."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A number that the source prints, and how it stands to the value here."""

    quantity: str
    published: Decimal
    value: float | None
    agreement: Agreement
    origin: Origin | None = None
    """How the source comes to it, where it is not the value."""

    @property
    def holds(self) -> bool:
        """Whether the source is right."""
        return self.agreement not in (Agreement.DIFFERENT, Agreement.UNKNOWN)

    @property
    def because(self) -> Consequence | None:
        """The wrong idea that leads to the number printed."""
        return None if self.origin is None else self.origin.because


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
    origin: Origin | None
    """How the source comes to it."""
    leads_to: tuple[float, ...]
    """What the idea gives instead, where it does not lead to the number printed."""
    fault: Fault | None

    @property
    def because(self) -> Consequence | None:
        """The wrong idea that leads to the number printed."""
        return None if self.origin is None else self.origin.because


@dataclass(frozen=True, slots=True)
class Source:
    """All that the source of a scenario prints, beside what comes out here."""

    printed: tuple[Printed, ...]
    misprints: tuple[Misprint, ...]
    """All errata, each held against the value and against the wrong idea that it names."""


@lru_cache(maxsize=4)
def source_of(subject: Subject) -> Source:
    """Return what the source of a scenario prints, each number beside its value.

    A lesson asks at each of its steps, so it is worked out once.
    """
    found, scenario = origins(subject), subject.scenario
    return Source(
        tuple(_printed(name, found, subject) for name in scenario.published),
        tuple(_misprint(erratum, found, subject) for erratum in scenario.errata),
    )


def _printed(quantity: str, found: Mapping[PrintedNumber, Origin], subject: Subject) -> Printed:
    published = subject.scenario.published[quantity]
    if quantity not in subject.tape:
        return Printed(quantity, published, None, Agreement.UNKNOWN)
    value = subject.values[quantity]
    stands, origin = agreement(value, published), found.get(PrintedNumber(quantity, published))
    if stands is Agreement.DIFFERENT and origin is not None and origin.because is None:
        stands = Agreement.ROUNDED
    return Printed(quantity, published, value, stands, origin)


def _misprint(
    erratum: Erratum, found: Mapping[PrintedNumber, Origin], subject: Subject
) -> Misprint:
    quantity, named = erratum.quantity, erratum.misconception
    if quantity not in subject.tape or not isfinite(subject.values[quantity]):
        return Misprint(erratum, None, None, (), Fault.NO_QUANTITY)
    value = subject.values[quantity]
    if agreement(value, erratum.published) is not Agreement.DIFFERENT:
        return Misprint(erratum, value, None, (), Fault.NOT_WRONG)
    origin = found.get(PrintedNumber(quantity, erratum.published, named))
    if named is None:  # Whoever names no idea is told of none.
        rounded = origin is not None and origin.because is None
        return Misprint(erratum, value, origin if rounded else None, (), None)
    if origin is not None:
        return Misprint(erratum, value, origin, (), None)
    known = any(idea.id == named for idea in IDEAS)
    fault = Fault.NOT_LED_TO if known else Fault.NO_SUCH_IDEA
    return Misprint(erratum, value, None, tuple(_led_to(named, quantity, subject)), fault)


def _led_to(named: str, quantity: str, subject: Subject) -> Iterator[float]:
    """Yield what an idea leads to instead, each value once."""
    seen: set[float] = set()
    for idea in IDEAS:
        if idea.id == named:
            for one in consequences(idea, quantity, subject):
                value = one.value(subject.values)
                if isfinite(value) and value not in seen:
                    seen.add(value)
                    yield value


def remarks(
    quantities: tuple[str, ...], subject: Subject, *, named: bool = False
) -> Iterator[Block]:
    """Yield what a step says of its source where it prints another number, and why it does.

    What ``check`` would report is not said. A number is ``named`` where there are several.
    """
    named = named or len(quantities) > 1
    for name in quantities:
        for found in _misprinted(name, subject):
            yield Prose(_errs(found, named=named), Tone.REMARK)
        for one in _right((name,), subject):
            if one.agreement is Agreement.ROUNDED:
                printed = _printed_number(name, one.published, named=named)
                numbers = worked_with(one.origin)
                yield Prose(
                    say(
                        "The source prints {printed} here. That follows from the numbers as it "
                        "rounds them: {numbers}.",
                        printed=printed,
                        numbers=numbers,
                    )
                    if numbers
                    else say(
                        "The source prints {printed} here. That follows from the numbers as it "
                        "rounds them.",
                        printed=printed,
                    ),
                    Tone.REMARK,
                )


def printed_there(quantities: tuple[str, ...], subject: Subject) -> tuple[Block, ...]:
    """Return what the source prints of some quantities, rightly or wrongly."""
    right = [
        Prose(
            say(
                "The source prints {quantity} = {number}.",
                quantity=Name(one.quantity),
                number=_number(one),
            )
        )
        for one in _right(quantities, subject)
        if one.agreement is not Agreement.ROUNDED
    ]
    return (*right, *remarks(quantities, subject))


def comparison(quantities: Sequence[str], subject: Subject) -> tuple[Block, ...]:
    """Return all that the source prints of some quantities beside their values, as one table."""
    rows: list[tuple[Inline, ...]] = []
    wrong = {name: [found.erratum for found in _misprinted(name, subject)] for name in quantities}
    right = {one.quantity: one for one in _right(quantities, subject)}
    for name in quantities:
        if name in right:
            said = _REMARKS.get(right[name].agreement)
            remark = "" if said is None else text(said)
            rows.append((Name(name), subject.value(name), _number(right[name]), remark))
        for erratum in wrong[name]:
            number = Value(f"{erratum.published:f}")
            rows.append((Name(name), subject.value(name), number, text("differs")))
    if not rows:
        return ()
    heads: tuple[Inline, ...] = (
        text_in("a column of a table", "quantity"),
        text_in("a column of a table", "here"),
        text_in("a column of a table", "in the source"),
        "",
    )
    if not any(row[-1] for row in rows):
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    return (Prose(say("Beside the source"), Tone.HEADING), Table(heads, tuple(rows)))


_REMARKS = {
    Agreement.CUT_OFF: marked("cut off, not rounded"),
    Agreement.ROUNDED: marked("from rounded numbers"),
}


def _right(quantities: Iterable[str], subject: Subject) -> Iterator[Printed]:
    """Yield what the source prints rightly.

    Whether others were rounded on the way is asked only of a number that is not the value: with all
    that the source prints before it, that takes every derivative.
    """
    for name in quantities:
        if name in subject.scenario.published:
            one = _printed(name, {}, subject)
            if one.agreement is Agreement.DIFFERENT:
                printed = source_of(subject).printed
                one = next(found for found in printed if found.quantity == name)
            if one.holds:
                yield one


def _misprinted(name: str, subject: Subject) -> Iterator[Misprint]:
    """Yield what the source prints wrongly of a quantity."""
    if all(erratum.quantity != name for erratum in subject.scenario.errata):
        return
    for found in source_of(subject).misprints:
        if found.erratum.quantity == name and found.fault is None:
            yield found


def _number(one: Printed) -> Value:
    return Value(f"{one.published:f}")


def _errs(one: Misprint, *, named: bool) -> tuple[Inline, ...]:
    erratum = one.erratum
    printed = _printed_number(erratum.quantity, erratum.published, named=named)
    note = in_learners_language(erratum.note).strip()
    # The note stands even if it is empty: the space before it then ends the paragraph.
    here: tuple[Inline, ...] = say("The source prints {printed} here.", printed=printed)
    said = (*here, f" {note}")
    if one.origin is None or one.because is None:  # The author's note says all.
        return said
    said = (*said, f" {text(one.because.idea.say)}")
    if not one.origin.rounded:
        return said
    numbers = worked_with(one.origin)
    rounded: tuple[Inline, ...] = (
        say("The numbers that it goes on with are rounded: {numbers}.", numbers=numbers)
        if numbers
        else say("The numbers that it goes on with are rounded.")
    )
    return (*said, " ", *rounded)


def worked_with(origin: Origin | None) -> tuple[Inline, ...]:
    """Return the numbers that a source goes on with, the first few: ``out_h1 = 0.68``."""
    numbers = () if origin is None else tuple(origin.worked_with.items())[:_MOST_LISTED]
    shown: list[tuple[Inline, ...]] = [
        (Name(name), " = ", Value(number)) for name, number in numbers
    ]
    return with_commas(shown) if shown else ()


def _printed_number(name: str, number: Decimal, *, named: bool) -> tuple[Inline, ...]:
    """Return a printed number, with what it is of where that has to be said."""
    value = Value(f"{number:f}")
    return (Name(name), " = ", value) if named else (value,)
