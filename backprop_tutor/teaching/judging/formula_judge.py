"""Judges a typed formula by its values at random consistent passes; a mismatch is final."""

from decimal import Decimal
from functools import cached_property
from math import isfinite

from backprop_tutor.formula.expression import Expr, Number, names_in, subexpressions
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import Pass
from backprop_tutor.teaching.judging.equivalence import (
    AtEachPass,
    DiffersAt,
    Points,
    Same,
    Undecided,
    agree,
    has_kink,
    remembered,
)
from backprop_tutor.teaching.judging.findings import (
    Differs,
    EqualOnlyHere,
    Finding,
    NotFinite,
    Recognised,
    Right,
    Slipped,
)
from backprop_tutor.teaching.judging.number_judge import MOST_NAMED, Numbers
from backprop_tutor.teaching.judging.partial_credit import partial
from backprop_tutor.teaching.judging.slips import Slip, slips
from backprop_tutor.teaching.judging.typed_number import typed_value
from backprop_tutor.teaching.misconceptions import Consequence, Pair, candidates, pairs
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject


class Formulas:
    """The formulas that answer one question, and those that do not, with the reason."""

    def __init__(self, question: Question, subject: Subject, numbers: Numbers) -> None:
        self._question = question
        self._asked = question.quantity
        self._subject = subject
        self._numbers = numbers
        self._points = Points(question.quantity, subject)

    def judge(self, expression: Expr) -> Finding:
        """Return what a formula is worth."""
        typed = remembered(lambda point: float_value(expression, point.__getitem__))
        match self._points.compare(typed, kinked=has_kink(expression)):
            case Same():
                return Right()
            case Undecided():
                return NotFinite()
            case DiffersAt(point):
                return self._wrong_for(expression, typed, point)

    def _wrong_for(self, expression: Expr, typed: AtEachPass, point: Pass) -> Finding:
        """Return why a formula that differs at a point is wrong."""
        if recognised := self._recognised(typed):
            return Recognised(recognised)
        if self._is_equal_only_here(expression):
            return EqualOnlyHere()
        for slip in slips(self._asked, self._subject, of_formula=True):
            if self._is_the_same(typed, self._value_of_slip(slip)):
                return Slipped((slip,))
        if pair := self._two_at_once(typed):
            return Recognised((pair.one, pair.other), at_once=True)
        return Differs(
            {name: point[name] for name in self._shown_names(expression)},
            typed(point),
            point[self._asked],
            partial(expression, self._asked, self._subject, self._points),
        )

    def _shown_names(self, expression: Expr) -> tuple[str, ...]:
        """Return the names to show numbers of: the learner's, then the right formula's."""
        return tuple(dict.fromkeys((*names_in(expression), *self._subject[self._asked].uses)))

    @cached_property
    def _candidates(self) -> tuple[tuple[Consequence, AtEachPass], ...]:
        # What was answered before is on the screen: a slip of this step is likelier.
        found = sorted(
            candidates(self._asked, self._subject),
            key=lambda one: not self._question.is_made_here(one.changed),
        )
        return tuple((candidate, self._value_of(candidate)) for candidate in found)

    @cached_property
    def _pairs(self) -> tuple[tuple[Pair, AtEachPass], ...]:
        found = pairs(candidate for candidate, _ in self._candidates)
        return tuple((pair, self._value_of(pair.both)) for pair in found)

    def _value_of(self, candidate: Consequence) -> AtEachPass:
        return remembered(lambda point: candidate.value(point, self._subject))

    def _value_of_slip(self, slip: Slip) -> AtEachPass:
        if slip.quantity is not None:
            other = slip.quantity
            return lambda point: point[other]
        return lambda point: slip.factor * point[self._asked]

    def _is_the_same(self, typed: AtEachPass, wrong: AtEachPass) -> bool:
        return isinstance(self._points.compare(typed, wrong), Same)

    def _recognised(self, typed: AtEachPass) -> tuple[Consequence, ...]:
        """Return the wrong ideas that lead to the formula, the likelier first."""
        found: dict[str, Consequence] = {}
        for candidate, wrong in self._candidates:
            if candidate.idea.id not in found and self._is_the_same(typed, wrong):
                found[candidate.idea.id] = candidate
                if len(found) == MOST_NAMED:
                    break
        return tuple(found.values())

    def _two_at_once(self, typed: AtEachPass) -> Pair | None:
        """Return two wrong ideas that together lead to the formula."""
        return next((pair for pair, wrong in self._pairs if self._is_the_same(typed, wrong)), None)

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
        place = self._numbers.place
        off = typed_value(value, place).distance(self._subject.values[self._asked])
        return off < Decimal(5).scaleb(place - 1)
