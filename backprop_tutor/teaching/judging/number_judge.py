"""Judges a typed number, in this order: right, too few figures, a wrong idea, what follows from the
learner's own values, a plain slip, early rounding, wrong. Diagnosis comes before forgiving."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from math import isfinite

from backprop_tutor.formula.expression import names_in
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.reading import Read
from backprop_tutor.teaching.judging.equivalence import agree
from backprop_tutor.teaching.judging.findings import (
    Finding,
    NotFinite,
    Recognised,
    Right,
    RoundedEarly,
    Slipped,
    TooFew,
    Unexplained,
)
from backprop_tutor.teaching.judging.slips import Slip, rounded_early, slips
from backprop_tutor.teaching.judging.typed_number import Nearby, Typed, typed_value
from backprop_tutor.teaching.misconceptions import Consequence, Pair, candidates, made_here, pairs
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject

MOST_NAMED = 2
"""Wrong ideas named at the most: more than two help nobody."""

_TELLING_TWO = 4
"""Two ideas at once are named only for a number of so many figures."""
_ROUGHLY = Decimal("0.1")
"""A number of few figures is right as far as it goes if it is at most so far off."""

_LEAST, _TELLING = 2, 3
"""Of fewer figures than these a number agrees with too many wrong ideas, and too many slips, to say
which one it is, unless it is one of them exactly."""


class Numbers:
    """The numbers that answer one question, and those that do not, with the reason."""

    def __init__(self, question: Question, subject: Subject) -> None:
        self._question = question
        self._subject = subject
        self._value = subject.values[question.quantity]

    def judge(self, answer: Read, own: Mapping[str, float]) -> Finding:
        """Return what a number is worth; ``own`` are the learner's own earlier values."""
        typed = self._typed(answer)
        if typed is None:
            return NotFinite()
        enough = typed.exact or typed.place <= self.place
        if typed.equals(self._value) and (enough or typed.is_exactly(self._value)):
            return Right()
        if named := self._ideas(typed, Typed.is_exactly):
            return Recognised(named)  # 0.15 is no update at all, not too few figures of 0.1498.
        if typed.equals(self._value) and self._is_rough(typed):
            return self._too_few()
        if enough and self._is_forgiven(typed):
            past = typed.place < self.place
            return Right(nearly=not (typed.exact or past), past=past and not typed.exact)
        return self._explained(typed, own, enough=enough)

    def _explained(self, typed: Typed, own: Mapping[str, float], *, enough: bool) -> Finding:
        """Return why a number is not the value, the simplest reason that fits."""
        telling = self._is_telling(typed)
        if not enough and self._is_rough(typed) and typed.is_cut_from(self._value):
            return self._too_few()  # Cut off, not rounded; but as far as it goes it is the value.
        if telling and (named := self._ideas(typed, Typed.equals)):
            return Recognised(named)
        if enough and self._follows_from(typed, own):
            return Right(following=True)
        if slipped := self._slips(typed):
            return Slipped(slipped)
        for decimals, value in self._rounded_early:
            if typed.is_exactly(value) or (telling and typed.equals(value)):
                return RoundedEarly(decimals)
        # Last: 0.0826 is 0.14·0.59 sooner than the neighbour's 0.08267 with a figure cut off.
        if telling and (named := self._ideas(typed, Typed.is_cut_from)):
            return Recognised(named)
        if pair := self._two_at_once(typed):
            return Recognised((pair.one, pair.other), at_once=True)
        return Unexplained()

    @cached_property
    def digits(self) -> int:
        """The significant figures asked for: as many as the question says, or as it takes.

        Where so many cannot tell the value from what a wrong idea leads to here, a figure more is
        asked for, as long as the question allows it.
        """
        question = self._question
        values = (
            candidate.value(self._subject.values, self._subject)
            for candidate in made_here(question.quantity, question.terms, self._subject)
            if candidate.idea.telling
        )
        wrong = [value for value in values if not agree(value, self._value)]
        for digits in range(question.digits, question.up_to + 1):
            place = self._subject.change_place(question.quantity, digits)
            right = figures.rounded(self._value, place)
            if all(figures.rounded(value, place) != right for value in wrong):
                return digits
        return question.digits

    @cached_property
    def place(self) -> int:
        """The power of ten of the last figure asked for."""
        return self._subject.change_place(self._question.quantity, self.digits)

    @property
    def decimals(self) -> int | None:
        """How many decimals show the change of an updated weight; None for all else."""
        updated = self._subject[self._question.quantity].role is Role.UPDATE
        return max(1, -self.place) if updated else None

    @cached_property
    def wrong_values(self) -> tuple[tuple[Consequence, float], ...]:
        """What every wrong idea leads to, the likelier first; never the right value."""
        valued = (
            (candidate, candidate.value(self._subject.values, self._subject))
            for candidate in candidates(self._question.quantity, self._subject)
        )
        wrong = [
            (candidate, value)
            for candidate, value in valued
            if isfinite(value) and not agree(value, self._value)
        ]
        # What was answered before is on the screen: a slip of this step is likelier.
        return tuple(sorted(wrong, key=lambda one: not self._question.is_made_here(one[0].changed)))

    @cached_property
    def _wrong_nearby(self) -> Nearby[Consequence]:
        return Nearby(self.wrong_values)

    @cached_property
    def _slips_nearby(self) -> Nearby[Slip]:
        possible = slips(self._question.quantity, self._subject)
        return Nearby((slip, slip.value) for slip in possible if isfinite(slip.value))

    @cached_property
    def _rounded_early(self) -> tuple[tuple[int, float], ...]:
        return tuple(rounded_early(self._question.quantity, self._subject))

    def _typed(self, answer: Read) -> Typed | None:
        if answer.literal is not None:
            return Typed(answer.literal)
        value = float_value(answer.expression, self._subject.values.__getitem__)
        return typed_value(value, self.place) if isfinite(value) else None

    def _too_few(self) -> TooFew:
        wanted = max(1, figures.magnitude(self._value) - self.place + 1)
        return TooFew(wanted, self.decimals, telling=self.digits > self._question.digits)

    def _is_rough(self, typed: Typed) -> bool:
        """Whether a number of too few figures says something: 1 says nothing about 0.597."""
        return typed.distance(self._value) <= _ROUGHLY * abs(Decimal(self._value))

    def _is_forgiven(self, typed: Typed) -> bool:
        """Whether a number is right but for figures past those asked for, or the last of them.

        Not if every figure is a wrong idea's; nor, where the last figure asked for is off by one,
        if a wrong idea's value is nearer.
        """
        off = typed.distance(self._value)
        if self._value == 0 or off >= Decimal(1).scaleb(self.place):  # Nothing is nearly 0.
            return False
        if any(typed.equals(value) for _, value in self._wrong_nearby.fitting(typed)):
            return False
        if figures.rounded(float(typed.number), self.place) == self._rounded:
            return True
        nearby = self._wrong_nearby.within(float(off), typed)
        return all(typed.distance(value) >= off for _, value in nearby)

    @cached_property
    def _rounded(self) -> Decimal:
        return figures.rounded(self._value, self.place)

    def _is_telling(self, typed: Typed) -> bool:
        """Whether a number has figures enough to say which idea it comes from."""
        return self._figures(typed) >= _LEAST

    def _figures(self, typed: Typed) -> int:
        """Return how many figures say anything: of an updated weight, those that have changed."""
        line = self._subject[self._question.quantity]
        if line.role is not Role.UPDATE:
            return figures.significant_figures(typed.number)
        change = float(typed.number) - self._subject.values[line.of]
        return figures.magnitude(change) - typed.place + 1

    def _ideas(self, typed: Typed, fits: Callable[[Typed, float], bool]) -> tuple[Consequence, ...]:
        """Return the wrong ideas that lead to the number, none farther from it than the value."""
        off = typed.distance(self._value)
        found: dict[str, Consequence] = {}
        for candidate, value in self._wrong_nearby.fitting(typed):
            if fits(typed, value) and typed.distance(value) <= off:
                found.setdefault(candidate.idea.id, candidate)
        return tuple(found.values())[:MOST_NAMED]

    def _two_at_once(self, typed: Typed) -> Pair | None:
        """Return two wrong ideas that together lead to a number, typed in figures enough."""
        if self._figures(typed) < _TELLING_TWO:
            return None
        fitting = (pair for pair, value in self._pairs_nearby.fitting(typed) if typed.equals(value))
        return next(fitting, None)

    @cached_property
    def _pairs_nearby(self) -> Nearby[Pair]:
        values = self._subject.values
        found = pairs(candidate for candidate, _ in self.wrong_values)
        valued = ((pair, pair.both.value(values, self._subject)) for pair in found)
        return Nearby((pair, value) for pair, value in valued if isfinite(value))

    def _follows_from(self, typed: Typed, own: Mapping[str, float]) -> bool:
        """Whether the number is what the learner's own earlier values lead to."""
        formula = self._subject[self._question.quantity].formula
        used = names_in(formula)
        if not any(name in own for name in used):
            return False
        values = {name: own.get(name, self._subject.values[name]) for name in used}
        return typed.equals(float_value(formula, values.__getitem__))

    def _slips(self, typed: Typed) -> tuple[Slip, ...]:
        """Return the slips that lead to the number: of one kind, the likeliest."""
        off = typed.distance(self._value)
        fitting = [
            slip
            for slip, _ in self._slips_nearby.fitting(typed)
            if (
                typed.is_exactly(slip.value)
                or (
                    figures.significant_figures(typed.number) >= _TELLING
                    and typed.equals(slip.value)
                )
            )
            and typed.distance(slip.value) <= off
        ]
        by_id = {slip.id: slip for slip in reversed(fitting)}
        return tuple(reversed(by_id.values()))[:MOST_NAMED]
