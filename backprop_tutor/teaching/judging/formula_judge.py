"""Judges a typed formula by its values at random consistent passes; a mismatch is final."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import islice
from math import isfinite, nan
from typing import assert_never

from backprop_tutor.formula.expression import (
    Expr,
    Name,
    Number,
    Product,
    names_in,
    subexpressions,
)
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.rounding_error import with_error
from backprop_tutor.maths.tape.tape import GIVEN, Pass, Role
from backprop_tutor.teaching.judging.bends import bends_of
from backprop_tutor.teaching.judging.equivalence import (
    AtEachPass,
    DiffersAt,
    Points,
    Same,
    Undecided,
    agree,
    remembered,
)
from backprop_tutor.teaching.judging.findings import (
    Differs,
    EqualOnlyHere,
    Finding,
    NotFinite,
    PartlyRight,
    Recognised,
    Right,
    RightAs,
    RoundedEarly,
    Slipped,
    ValueForFormula,
)
from backprop_tutor.teaching.judging.number_judge import Numbers
from backprop_tutor.teaching.judging.partial_credit import Partial, partial
from backprop_tutor.teaching.judging.readings import Readings
from backprop_tutor.teaching.judging.slips import OtherQuantity, Slip, of_formula
from backprop_tutor.teaching.judging.typed_number import typed_value
from backprop_tutor.teaching.judging.wrong_answers import MOST_NAMED, ONE_FORMULA
from backprop_tutor.teaching.misconceptions import Consequence, Pair
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject

_MOST_PARTED = 8
"""So many readings of numbers are taken apart, to see which factors are right."""
_MOST_SHOWN = 6
"""Numbers shown with a formula that differs."""
_MOST_ALIKE = 8
"""Slips that lead to one formula: the likeliest of them are looked at closely."""
_TELLING_POINTS = 3
"""At so many points a part of a formula is compared with a wrong line."""


class Formulas:
    """The formulas that answer one question, and those that do not, with the reason."""

    def __init__(self, question: Question, subject: Subject, numbers: Numbers) -> None:
        self._question = question
        self._asked = question.quantity
        self._subject = subject
        self._numbers = numbers
        self._wrong = numbers.wrong
        self._points = Points(question.quantity, subject)
        self._points_with: dict[frozenset[str], Points] = {}
        """The same with some of the scenario's own targets."""
        self._values_at: dict[int, AtEachPass] = {}

    def judge(self, expression: Expr, own: Mapping[str, float]) -> Finding:
        """Return what a formula is worth; ``own`` are the learner's own earlier values."""
        match self._points.compare_formula(expression):
            case Same():
                return Right()
            case Undecided():
                return NotFinite()
            case DiffersAt(point):
                if self._is_right_for_these_targets(expression):
                    return Right(RightAs.OF_TARGETS)
                return self._wrong_for(expression, own, point)

    def meant(self, arithmetic: Expr, own: Mapping[str, float]) -> Finding | None:
        """Return what is behind a wrong number, by what its numbers stand for; or None."""
        readings = tuple(self._readings.of(arithmetic, own))
        if self._has_right_one(readings):
            return RoundedEarly()
        return self._recognised_in(readings)

    def partly_meant(self, arithmetic: Expr, own: Mapping[str, float]) -> PartlyRight | None:
        """Return which factors or terms of a wrong number are right, by what its numbers are."""
        return self._best_partly_right(self._readings.of(arithmetic, own))

    def _best_partly_right(self, readings: Iterable[Expr]) -> PartlyRight | None:
        found = [
            PartlyRight(reading, partly)
            for reading in islice(readings, _MOST_PARTED)
            if (partly := self._partly_right(reading)) is not None
        ]
        return min(found, key=lambda one: len(one.partial.wrong), default=None)

    def _partly_right(self, expression: Expr) -> Partial | None:
        """Return what is right in a wrong formula, for any targets or for the scenario's own."""
        points = [self._points]
        if held := self._held_for(expression):
            points.append(self._points_holding(held))
        found = [partial(expression, self._asked, self._subject, each) for each in points]
        return min(filter(None, found), key=lambda one: len(one.wrong), default=None)

    def _wrong_for(self, expression: Expr, own: Mapping[str, float], point: Pass) -> Finding:
        """Return why a formula that differs at a point is wrong, or how it is right after all."""
        typed = _value_of(expression)
        asks_for_names = self._question.form is Form.FORMULA
        readings = tuple(self._readings.of(expression, own))
        if self._has_right_one(readings):
            return ValueForFormula(partly=True) if asks_for_names else Right(RightAs.WITH_NUMBERS)
        if recognised := self._recognised(expression, typed):
            return Recognised(recognised)
        if meant := self._recognised_in(readings):
            return ValueForFormula(partly=True) if asks_for_names else meant
        if self._is_equal_only_here(expression):
            return EqualOnlyHere()
        for slip in self._slips:
            if self._is_the_same(typed, self._value_of_slip(slip)):
                return Slipped((slip,))
        if pair := self._two_at_once(expression, typed):
            return Recognised((pair.one, pair.other), at_once=True)
        partly = self._partly_right(expression)
        if partly is None and not asks_for_names and (found := self._best_partly_right(readings)):
            return found
        return Differs(
            {name: point[name] for name in self._shown_names(expression)},
            typed(point),
            point[self._asked],
            partly,
        )

    def _has_right_one(self, readings: Sequence[Expr]) -> bool:
        """Whether one of the readings is the quantity asked."""
        right = self._subject.values[self._asked]
        return any(
            self._wrong.may_be_one(self._here(reading), right)
            and isinstance(self._points.compare_formula(reading), Same)
            for reading in readings
        )

    def _recognised_in(self, readings: Sequence[Expr]) -> Recognised | None:
        """Return the likeliest wrong idea that one of the readings is the formula of."""
        best: tuple[int, Recognised] | None = None
        for reading in readings:
            found = self._ideas_like(_value_of(reading))
            if found and (best is None or found[0][0] < best[0]):
                ideas = self._likeliest(reading, [candidate for _, candidate in found])
                best = found[0][0], Recognised(ideas, reading=reading)
        return None if best is None else best[1]

    def _ideas_like(self, typed: AtEachPass) -> list[tuple[int, Consequence]]:
        """Return the ideas that a formula is, with their places in the order of likelihood.

        Looked up by their values at the scenario's own numbers, then held against it at others.
        """
        return [
            (order, candidate)
            for order, candidate in self._wrong.ideas_at(typed(self._subject.values))
            if self._is_the_same(typed, self._value_at(candidate))
        ]

    @cached_property
    def _readings(self) -> Readings:
        return Readings(self._question, self._subject)

    def _is_right_for_these_targets(self, expression: Expr) -> bool:
        """Whether a formula is the textbook's for targets of 0 and 1: ``y1`` or ``-ln(y)``.

        It leaves out all that is 0 by a target: whoever names such a quantity means every network,
        and there 0 would hide any factor. A target that is 1 may be any number where it is named,
        and so may one on which a bend depends: |y3 − t3| is y3 − t3 where t3 is 0.
        """
        held = self._held_for(expression)
        if not held:
            return False
        return isinstance(self._points_holding(held).compare_formula(expression), Same)

    def _held_for(self, expression: Expr) -> Mapping[str, float]:
        """The targets that a textbook's formula leaves out; none if it is none of a textbook."""
        named = names_in(expression)
        if not self._targets or any(self._subject.values[name] == 0 for name in named):
            return {}
        bent = {name for bend in bends_of(expression) for name in names_in(bend)}
        free = {*named, *self._subject.tape.needed_for(*bent)}
        return {name: value for name, value in self._targets.items() if name not in free}

    def _points_holding(self, held: Mapping[str, float]) -> Points:
        key = frozenset(held)
        if key not in self._points_with:
            self._points_with[key] = Points(self._asked, self._subject, held)
        return self._points_with[key]

    @cached_property
    def _targets(self) -> Mapping[str, float]:
        """The targets behind the question, if a textbook leaves them out: each is 0 or 1."""
        tape, loss = self._subject.tape, LOSSES.get(self._subject.scenario.loss)
        if loss is None:
            return {}
        behind = (name for name in tape.needed_for(self._asked) if tape[name].role is Role.TARGET)
        targets = {name: self._subject.values[name] for name in behind}
        return targets if set(targets.values()) <= {0, 1} else {}

    def _shown_names(self, expression: Expr) -> tuple[str, ...]:
        """Return the names to show numbers of: the learner's, then the right formula's.

        Without those that follow from the others. Of many, those that only one of the two formulas
        reads come before the others: there the two differ.
        """
        theirs, right = names_in(expression), self._subject[self._asked].uses
        shown = list(theirs)
        shown += (name for name in right if name not in theirs and not self._is_told(name, theirs))
        if len(shown) > _MOST_SHOWN:
            first = sorted(shown, key=lambda name: name in theirs and name in right)[:_MOST_SHOWN]
            shown = [name for name in shown if name in first]
        return tuple(shown)

    def _is_told(self, name: str, shown: Sequence[str]) -> bool:
        """Whether a quantity is worked out from numbers that are shown, and from nothing else."""
        tape = self._subject.tape
        given = (one for one in tape.needed_for(name) if tape[one].role in GIVEN)
        return all(one in shown for one in given)

    @cached_property
    def _slips(self) -> tuple[Slip | OtherQuantity, ...]:
        return tuple(of_formula(self._asked, self._subject))

    def _value_at(self, candidate: Consequence) -> AtEachPass:
        key = id(candidate)  # Candidates live as long as their judge.
        if key not in self._values_at:
            self._values_at[key] = remembered(candidate.value)
        return self._values_at[key]

    def _value_of_slip(self, slip: Slip | OtherQuantity) -> AtEachPass:
        match slip:
            case Slip(factor=factor):
                return lambda point: factor * point[self._asked]
            case OtherQuantity(quantity):
                return lambda point: point[quantity]
            case _:
                assert_never(slip)

    def _is_the_same(self, typed: AtEachPass, wrong: AtEachPass) -> bool:
        return isinstance(self._points.compare(typed, wrong), Same)

    def _recognised(self, expression: Expr, typed: AtEachPass) -> tuple[Consequence, ...]:
        """Return the wrong ideas that lead to the formula, the likelier first."""
        possible = self._wrong.possible_at(self._here(expression))
        alike = (one for one in possible if self._is_the_same(typed, self._value_at(one)))
        return self._likeliest(expression, list(islice(alike, _MOST_ALIKE)))

    def _likeliest(self, formula: Expr, found: Sequence[Consequence]) -> tuple[Consequence, ...]:
        """Return which of the ideas that lead to a formula it shows, as many as are named.

        A line that it names was not worked out in it: no idea about that line, or one behind it,
        is told beside another. Of two places where a sign may have been lost, it is the one that is
        written so.
        """
        if len(found) < 2:
            return tuple(found)
        possible = [one for one in found if self._works_out(one, formula)]
        if not possible:
            return (found[0],)
        written = [one for one in possible if self._is_written(one, formula)]
        here = [one for one in possible if self._question.is_made_here(one.changed)]
        named: dict[str, Consequence] = {}
        for one in written or here or possible:
            named.setdefault(one.idea.id, one)
        return tuple(named.values())[:MOST_NAMED]

    def _works_out(self, candidate: Consequence, formula: Expr) -> bool:
        """Whether a formula works out all lines of a slip itself: none stands behind its names."""
        known = set(names_in(formula))
        again = {name for name, _ in candidate.worked(self._subject)}
        reached = {self._asked}
        waiting = [self._asked]
        while waiting:
            for used in self._subject[waiting.pop()].uses:
                if used in again and used not in known and used not in reached:
                    reached.add(used)
                    waiting.append(used)
        return reached.issuperset(candidate.changed)

    def _is_written(self, candidate: Consequence, formula: Expr) -> bool:
        """Whether the wrong formulas of a slip stand in a formula, each as a part of it."""
        points = tuple(islice(self._points, _TELLING_POINTS))
        parts = [_value_of(part) for part in _parts(formula)]
        return all(
            any(
                all(agree(part(at), float_value(wrong, at.__getitem__)) for at in points)
                for part in parts
            )
            for wrong in candidate.changed.values()
        )

    def _two_at_once(self, expression: Expr, typed: AtEachPass) -> Pair | None:
        """Return two wrong ideas that together lead to the formula."""
        possible = self._wrong.pairs_possible_at(self._here(expression))
        alike = (pair for pair in possible if self._is_the_same(typed, self._value_at(pair.both)))
        return next(alike, None)

    def _here(self, expression: Expr) -> float:
        """Return what a formula comes to at the scenario's own numbers.

        Nan where its terms nearly cancel: its value says little of the formula then.
        """
        value, doubt = with_error(expression, self._subject.values.__getitem__)
        return nan if doubt > ONE_FORMULA * abs(value) else value

    def _is_equal_only_here(self, expression: Expr) -> bool:
        """Whether a formula is right here and wrong in general.

        With numbers in the place of symbols it may be right to the figures asked for; without, it
        has to give the very value.
        """
        value = float_value(expression, self._subject.values.__getitem__)
        if not isfinite(value):
            return False
        if not any(isinstance(part, Number) for part in subexpressions(expression)):
            return agree(value, self._subject.values[self._asked])
        right = self._subject.values[self._asked]
        if abs(value - right) > 10.0**self._numbers.coarsest_place:
            return False  # However many figures are asked for: to find out how many takes long.
        place = self._numbers.place
        return typed_value(value, place).distance(right) < Decimal(5).scaleb(place - 1)


def _value_of(expression: Expr) -> AtEachPass:
    return remembered(lambda point: float_value(expression, point.__getitem__))


def _parts(formula: Expr) -> Iterator[Expr]:
    """Yield what a formula is made of: its parts, and the products of factors side by side."""
    for part in subexpressions(formula):
        if isinstance(part, Name | Number):
            continue
        yield part
        if isinstance(part, Product):
            count = len(part.factors)
            for length in range(2, count):
                for start in range(count - length + 1):
                    yield Product(part.factors[start : start + length])
