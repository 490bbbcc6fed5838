"""Judges a typed formula by its values at random consistent passes; a mismatch is final."""

from decimal import Decimal
from functools import cached_property
from itertools import islice
from math import isfinite

from backprop_tutor.expression import Expr, Number, names_in, walk
from backprop_tutor.maths.floats import number
from backprop_tutor.maths.tape import Pass
from backprop_tutor.teaching.findings import (
    Differs,
    EqualOnlyHere,
    Finding,
    NotFinite,
    Recognised,
    Right,
    Slipped,
)
from backprop_tutor.teaching.misconceptions import Consequence, Pair, candidates, pairs
from backprop_tutor.teaching.nearness import typed_value
from backprop_tutor.teaching.numbers import MOST_NAMED, Numbers
from backprop_tutor.teaching.partial import partial
from backprop_tutor.teaching.points import LEAST, Points, agree
from backprop_tutor.teaching.slips import slips
from backprop_tutor.teaching.step import Question
from backprop_tutor.teaching.subject import Subject

_ENOUGH = 3
"""Agreements that settle which wrong formula it is: at random reals they are no accident."""


class Formulas:
    """The formulas that answer one question, and those that do not, with the reason."""

    def __init__(self, question: Question, subject: Subject, numbers: Numbers) -> None:
        self._asked = question.quantity
        self._subject = subject
        self._numbers = numbers
        self._points = Points(question.quantity, subject)
        self._wrong: dict[tuple[int, int], float] = {}

    def judge(self, expression: Expr) -> Finding:
        """Return what a formula is worth."""
        difference = self._points.first_difference(
            lambda point: number(expression, point.__getitem__),
        )
        if difference is True:
            return Right()
        if difference is False:
            return NotFinite()
        if recognised := self._recognised(expression):
            return Recognised(recognised)
        if self._is_equal_only_here(expression):
            return EqualOnlyHere()
        if pair := self._two_at_once(expression):
            return Recognised((pair.one, pair.other), at_once=True)
        for slip in slips(self._asked, self._subject, of_formula=True):
            if self._is_multiple(expression, slip.factor):
                return Slipped((slip,))
        return Differs(
            {name: difference[name] for name in self._shown_names(expression)},
            number(expression, difference.__getitem__),
            difference[self._asked],
            partial(expression, self._asked, self._subject, self._points),
        )

    def _shown_names(self, expression: Expr) -> tuple[str, ...]:
        """Return the names to show numbers of: the learner's, then the right formula's."""
        return tuple(dict.fromkeys((*names_in(expression), *self._subject[self._asked].uses)))

    @cached_property
    def _candidates(self) -> tuple[Consequence, ...]:
        return tuple(candidates(self._asked, self._subject))

    def _recognised(self, expression: Expr) -> tuple[Consequence, ...]:
        """Return the wrong ideas that lead to the formula, the likelier first."""
        points = list(islice(self._points, LEAST))
        values = [number(expression, point.__getitem__) for point in points]
        found: dict[str, Consequence] = {}
        for index, candidate in enumerate(self._candidates):
            if candidate.idea.id not in found and self._leads_to(index, candidate, points, values):
                found[candidate.idea.id] = candidate
                if len(found) == MOST_NAMED:
                    break
        return tuple(found.values())

    def _leads_to(
        self, index: int, candidate: Consequence, points: list[Pass], values: list[float]
    ) -> bool:
        agreed = 0
        for place, (point, value) in enumerate(zip(points, values, strict=True)):
            key = (index, place)
            if key not in self._wrong:
                self._wrong[key] = candidate.value(point, self._subject)
            if not (isfinite(self._wrong[key]) and isfinite(value)):
                continue
            if not agree(value, self._wrong[key]):
                return False
            agreed += 1
            if agreed == _ENOUGH:
                return True
        return False

    def _two_at_once(self, expression: Expr) -> Pair | None:
        """Return two wrong ideas that together lead to the formula."""
        points = list(islice(self._points, LEAST))
        values = [number(expression, point.__getitem__) for point in points]
        for index, pair in enumerate(self._pairs):
            # Pairs are counted on below zero, apart from the single ideas.
            if self._leads_to(-1 - index, pair.both, points, values):
                return pair
        return None

    @cached_property
    def _pairs(self) -> tuple[Pair, ...]:
        return tuple(pairs(self._candidates))

    def _is_multiple(self, expression: Expr, factor: float) -> bool:
        return all(
            agree(number(expression, point.__getitem__), factor * point[self._asked])
            for _, point in zip(range(_ENOUGH), self._points, strict=False)
        )

    def _is_equal_only_here(self, expression: Expr) -> bool:
        """Whether a formula is right here and wrong in general.

        With numbers in the place of symbols it may be right to the figures asked for; without, it
        has to give the very value.
        """
        value = number(expression, self._subject.values.__getitem__)
        if not isfinite(value):
            return False
        if not any(isinstance(part, Number) for part in walk(expression)):
            return agree(value, self._subject.values[self._asked])
        place = self._numbers.place
        off = typed_value(value, place).distance(self._subject.values[self._asked])
        return off < Decimal(5).scaleb(place - 1)
