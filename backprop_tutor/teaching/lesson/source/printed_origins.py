"""Where a printed number comes from that is not the value: from rounding, a wrong idea, or both.

The source's own numbers, as it prints them, are put in the place of the exact ones, and the line is
worked out from there. If that gives the printed number to its last figure, it follows from the
numbers as the source rounds them. A source does not print all that it works with: so lines in
between are rounded too, one at a time, those of a kind, or all. What is found so is kept for the
numbers after it. The same with the formula of a wrong idea; an idea that explains more of a source
comes first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from math import isfinite, nan

from backprop_tutor.formula.expression import Expr, Name, names_in
from backprop_tutor.maths import figures
from backprop_tutor.maths.figures import Grid
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import GIVEN
from backprop_tutor.teaching.misconceptions import IDEAS, Consequence, candidates, consequences
from backprop_tutor.teaching.subject.subject import Subject

_NOISE = Decimal("1e-13")
"""What floats may be off, next to their size: a printed half is a half, 0.1 + 0.2 is 0.3."""
_MOST_LINES = 200
"""No source works out more lines than these by hand between two numbers that it prints."""
_MOST_ALONE = 40
"""Of more lines than these none is tried as the only one that is rounded."""
_GRIDS = (
    Grid(5),
    Grid(5, decimals=True),
    Grid(4),
    Grid(4, decimals=True),
    Grid(3),
    Grid(3, decimals=True),
    Grid(2),
    Grid(2, decimals=True),
)
"""What sources round to on the way, from the finest on."""
_FAR = 0.1
"""An idea whose exact value is farther off, next to the number, is not tried with rounded ones."""
_BARELY = 2
"""Off by less than so many units of its last figure, a number is rounded sooner than mistaken."""


class Agreement(StrEnum):
    """How a printed number stands to the value."""

    SAME = "same"
    """The value, rounded at the last figure printed."""
    CUT_OFF = "cut_off"
    """Its figures, with the rest left out, where rounding gives another last one."""
    ROUNDED = "rounded"
    """What follows from the numbers on the way as the source rounds them."""
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    """There is no such quantity in this scenario, or it has no finite value."""


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


_FIT = (Agreement.SAME, Agreement.CUT_OFF)


@dataclass(frozen=True, slots=True)
class Origin:
    """How a source comes to a number that is not the value."""

    because: Consequence | None = None
    """The wrong idea behind it; None if it is rounding alone."""
    worked_with: Mapping[str, str] = field(default_factory=dict)
    """The numbers that it goes on with in place of the exact ones, as it rounds them."""

    @property
    def rounded(self) -> bool:
        """Whether numbers rounded on the way play a part."""
        return bool(self.worked_with)


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number that a source prints for a quantity, and the idea that its author names for it."""

    quantity: str
    published: Decimal
    misconception: str | None = None


def origins(subject: Subject) -> Mapping[PrintedNumber, Origin]:
    """Return the origin of each number that the source prints and that is not the value.

    What nobody can explain has none.
    """
    return _Source(subject).origins()


@dataclass(frozen=True, slots=True)
class _Worked:
    """What comes out of the lines of a number, and what they were worked out with."""

    value: float
    read: Mapping[str, float]
    """The source's own numbers that they read."""
    rounded: Mapping[str, float]
    """What they were rounded to in between."""


class _Source:
    """What a source prints, read in the order of the lines."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        scenario, tape = subject.scenario, subject.tape
        every = [
            *(PrintedNumber(name, published) for name, published in scenario.published.items()),
            *(
                PrintedNumber(one.quantity, one.published, one.misconception)
                for one in scenario.errata
            ),
        ]
        known = [
            one for one in every if one.quantity in tape and isfinite(subject.values[one.quantity])
        ]
        self._printed = sorted(known, key=lambda one: tape.position(one.quantity))
        self._own: dict[str, float] = {}
        """The numbers that are right, or rounded only."""
        self._between: dict[str, float] = {}
        """What is not printed, but rounded on the way as printed numbers show."""
        self._mistaken: dict[str, dict[str, float]] = {}
        """By the id of an idea the numbers that follow from it."""
        self._only_rounded: set[str] = set()
        self._valued: dict[PrintedNumber, tuple[tuple[Consequence, float], ...]] = {}

    def origins(self) -> dict[PrintedNumber, Origin]:
        """Return the origins of what is not the value.

        First what rounding explains, for an idea may read numbers that were rounded before.
        """
        found: dict[PrintedNumber, Origin] = {}
        waiting: list[PrintedNumber] = []
        for one in self._printed:
            if self._stands(one) in _FIT:
                self._go_on_with(one, self._own)
            elif one.misconception is None and (origin := self._by_rounding(one)) is not None:
                found[one] = origin
                self._go_on_with(one, self._own)
                self._only_rounded.add(one.quantity)
            else:
                waiting.append(one)
        for one in waiting:
            if (origin := self._by_an_idea(one)) is not None and origin.because is not None:
                found[one] = origin
                self._go_on_with(one, self._mistaken.setdefault(origin.because.idea.id, {}))
        return found

    def _stands(self, one: PrintedNumber) -> Agreement:
        return agreement(self._subject.values[one.quantity], one.published)

    def _go_on_with(self, one: PrintedNumber, numbers: dict[str, float]) -> None:
        numbers[one.quantity] = float(one.published)

    def _by_rounding(self, one: PrintedNumber) -> Origin | None:
        if (direct := self._from_its_numbers(one)) is not None:
            return direct
        exactly = self._exactly.get(one, ())
        if any(self._often[id_] > 1 for id_ in exactly):
            return None
        return None if exactly and not self._is_barely_off(one) else self._in_between(one)

    def _is_barely_off(self, one: PrintedNumber) -> bool:
        unit = Decimal(1).scaleb(figures.place(one.published))
        return abs(Decimal(self._subject.values[one.quantity]) - one.published) < _BARELY * unit

    # Rounding alone.

    def _from_its_numbers(self, one: PrintedNumber) -> Origin | None:
        """Return what follows from the source's own numbers, nothing else rounded."""
        for how in _FIT:
            for own in ({**self._between, **self._own}, self._own):
                worked = self._worked(one.quantity, {}, own, {})
                rounded = self._as_it_rounds(worked)
                if rounded and agreement(worked.value, one.published) is how:
                    return Origin(None, rounded)
        return None

    def _in_between(self, one: PrintedNumber) -> Origin | None:
        """Return what follows from the source's own numbers and from lines rounded in between."""
        name = one.quantity
        lines = self._lines(name, {}, self._own)
        for together in _together([line for line in lines if line != name], self._subject):
            for grid in _GRIDS:
                worked = self._worked(name, {}, self._own, dict.fromkeys(together, grid), lines)
                if agreement(worked.value, one.published) is Agreement.SAME and (
                    rounded := self._as_it_rounds(worked)
                ):
                    self._between.update(worked.rounded)
                    return Origin(None, rounded)
        return None

    # A wrong idea, with exact numbers or with the source's.

    @cached_property
    def _exactly(self) -> Mapping[PrintedNumber, frozenset[str]]:
        """The ideas that lead to a printed number, worked out exactly; none of those that hold."""
        return {
            one: frozenset(
                found.idea.id
                for found, value in self._consequences(one)
                if agreement(value, one.published) in _FIT
            )
            for one in self._printed
            if self._stands(one) not in _FIT
        }

    @cached_property
    def _often(self) -> Counter[str]:
        """How many printed numbers each idea leads to."""
        return Counter(chain.from_iterable(self._exactly.values()))

    def _by_an_idea(self, one: PrintedNumber) -> Origin | None:
        """Return the idea that leads to a number; the one that explains most of the source."""
        published = one.published
        reach = _FAR * abs(float(published))
        fitting: list[tuple[tuple[int, bool, bool, int], Origin]] = []
        for order, (found, value) in enumerate(self._consequences(one)):
            if abs(value - float(published)) > reach:
                continue
            for how, worked_with in self._ways_to(published, found, value):
                if how in _FIT:
                    cut = how is Agreement.CUT_OFF
                    key = (-self._often[found.idea.id], cut, bool(worked_with), order)
                    fitting.append((key, Origin(found, worked_with)))
                    break
        return min(fitting, key=lambda fit: fit[0])[1] if fitting else None

    def _ways_to(
        self, published: Decimal, found: Consequence, value: float
    ) -> Iterator[tuple[Agreement, Mapping[str, str]]]:
        """Yield how a number stands to what an idea leads to, and to what else it leads to.

        An idea that reads a number which the source has rounded was worked out with it; else it is
        first worked out exactly.
        """
        with_its_numbers = [
            (agreement(worked.value, published), self._as_it_rounds(worked))
            for worked in self._with_its_numbers(found)
        ]
        for how, worked_with in with_its_numbers:
            if worked_with.keys() & (self._only_rounded | self._between.keys()):
                yield how, worked_with
        yield agreement(value, published), {}
        yield from with_its_numbers

    def _with_its_numbers(self, found: Consequence) -> Iterator[_Worked]:
        """Yield what an idea leads to with the source's own numbers."""
        again = {name for name, _ in found.worked(self._subject)}
        followed = self._mistaken.get(found.idea.id, {})
        for own in ({**self._between, **self._own}, self._own):
            kept = {name: value for name, value in own.items() if name not in again}
            yield self._worked(found.asked, found.changed, {**kept, **followed}, {})

    def _consequences(self, one: PrintedNumber) -> tuple[tuple[Consequence, float], ...]:
        """Return what wrong ideas make of a quantity: all of them, or the one that is named."""
        if one not in self._valued:
            name, named, subject = one.quantity, one.misconception, self._subject
            made = (
                candidates(name, subject)
                if named is None
                else chain.from_iterable(
                    consequences(idea, name, subject) for idea in IDEAS if idea.id == named
                )
            )
            valued = ((found, found.value(subject.values)) for found in made)
            self._valued[one] = tuple(each for each in valued if isfinite(each[1]))
        return self._valued[one]

    # Lines worked out with other numbers.

    def _lines(
        self, asked: str, changed: Mapping[str, Expr], own: Mapping[str, float]
    ) -> tuple[str, ...]:
        """Return the lines from the source's own numbers to a quantity, in order; () if too many.

        A wrong formula may read what stands behind it on the tape; none if it reads itself.
        """
        tape, given = self._subject.tape, self._subject.scenario.given
        uses: dict[str, list[str]] = {}
        waiting = [asked]
        while waiting and len(uses) <= _MOST_LINES:
            name = waiting.pop()
            if name not in uses:
                read = names_in(changed.get(name) or tape[name].formula)
                uses[name] = [
                    used
                    for used in read
                    if used not in own and used not in given and tape[used].role not in GIVEN
                ]
                waiting += uses[name]
        if waiting:
            return ()
        try:
            return tuple(TopologicalSorter(uses).static_order())
        except CycleError:
            return ()

    def _worked(
        self,
        asked: str,
        changed: Mapping[str, Expr],
        own: Mapping[str, float],
        grids: Mapping[str, Grid],
        lines: tuple[str, ...] = (),
    ) -> _Worked:
        tape, exact = self._subject.tape, self._subject.values
        own = {name: value for name, value in own.items() if name != asked}
        values: dict[str, float] = {}
        read: dict[str, float] = {}
        rounded: dict[str, float] = {}

        def value_of(name: str) -> float:
            if name in values:
                return values[name]
            if name in own:
                read[name] = own[name]
                return own[name]
            return exact[name]

        for name in lines or self._lines(asked, changed, own):
            values[name] = float_value(changed.get(name) or tape[name].formula, value_of)
            if name in grids and isfinite(values[name]):
                rounded[name] = values[name] = grids[name].rounded(values[name])
        return _Worked(values.get(asked, nan), read, rounded)

    def _as_it_rounds(self, worked: _Worked) -> dict[str, str]:
        """Return the numbers that are not the exact ones, spelled as the source has them."""
        exact = self._subject.values
        numbers = {**worked.read, **worked.rounded}
        return {
            name: self._as_printed(name, value)
            for name in sorted(numbers, key=self._subject.tape.position)
            if abs((value := numbers[name]) - exact[name]) > float(_NOISE) * abs(exact[name])
        }

    def _as_printed(self, name: str, value: float) -> str:
        printed = (one.published for one in self._printed if one.quantity == name)
        return next((f"{one:f}" for one in printed if float(one) == value), f"{value:.12g}")


def _together(lines: list[str], subject: Subject) -> Iterator[tuple[str, ...]]:
    """Yield lines that may be rounded together: each alone, those of a kind, all of them."""
    worked = [name for name in lines if not isinstance(subject.tape[name].formula, Name)]
    if len(worked) <= _MOST_ALONE:
        yield from ((name,) for name in worked)
    by_role: dict[str, list[str]] = {}
    for name in worked:
        by_role.setdefault(subject.tape[name].role, []).append(name)
    yield from (tuple(alike) for alike in by_role.values() if len(alike) > 1)
    if len(by_role) > 1:
        yield tuple(worked)
