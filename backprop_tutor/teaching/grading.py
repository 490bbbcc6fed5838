"""Judges a typed answer: reads it, compares it with the quantity, and finds why it is wrong.

The order is the order of the rules: right, too few figures, a recognised wrong idea, what follows
from the learner's own numbers, a plain slip, early rounding, wrong. What is said about a verdict is
``feedback``'s.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from math import isfinite

from backprop_tutor.expression import Expr, Number, names_in, walk
from backprop_tutor.maths import figures, names
from backprop_tutor.maths.tape import Role
from backprop_tutor.teaching import feedback
from backprop_tutor.teaching.misconceptions import Consequence, candidates
from backprop_tutor.teaching.misconceptions.idea import number
from backprop_tutor.teaching.nearness import Typed, typed_value
from backprop_tutor.teaching.points import Points, agree
from backprop_tutor.teaching.reading import Read, Refused, read
from backprop_tutor.teaching.slips import Slip, early_rounding, slips
from backprop_tutor.teaching.step import Form, Question
from backprop_tutor.teaching.subject import Subject
from backprop_tutor.teaching.verdict import Kind, Verdict
from backprop_tutor.teaching.vocabulary import vocabulary

_MOST_NAMED = 2


class Judge:
    """Judges answers to one question; what it works out for one answer serves the next."""

    def __init__(self, question: Question, subject: Subject) -> None:
        self.question = question
        self.subject = subject
        self._value = subject.values[question.quantity]

    def judge(self, text: str, own: Mapping[str, float] | None = None) -> Verdict:
        """Return the verdict on a typed text.

        ``own`` are the learner's own earlier values; an answer that follows from them is right.
        """
        answer = read(text, self._vocabulary)
        if isinstance(answer, Refused):
            return Verdict(
                Kind.INVALID,
                text,
                None,
                feedback.refused(text, answer),
                column=answer.column,
            )
        if names_in(answer.expression) and self.question.form is not Form.NUMBER:
            return self._judge_formula(text, answer)
        if self.question.form is Form.FORMULA and not self._is_constant:
            return Verdict(
                Kind.WRONG,
                text,
                answer.expression,
                feedback.value_for_formula(answer),
                ("value-for-formula",),
            )
        return self._judge_number(text, answer, own or {})

    @cached_property
    def _vocabulary(self) -> "object":
        return vocabulary(self.question, self.subject)

    @property
    def _is_constant(self) -> bool:
        return not names_in(self.subject[self.question.quantity].formula)

    # Numbers

    @cached_property
    def place(self) -> int:
        """The power of ten of the last figure asked for.

        An updated weight is judged by its change: "no update at all" may be only 0.15 % off.
        """
        line = self.subject[self.question.quantity]
        judged = self._value
        if line.role is Role.UPDATE:
            judged = self._value - self.subject.values[line.of] or self._value
        return figures.place_of(judged, self.question.digits)

    @cached_property
    def _wrong_values(self) -> tuple[tuple[Consequence, float], ...]:
        """What every recognised wrong idea leads to, the likelier first, never the right value."""
        valued = (
            (candidate, candidate.value(self.subject.values, self.subject))
            for candidate in candidates(self.question.quantity, self.subject)
        )
        return tuple(
            (candidate, value)
            for candidate, value in valued
            if isfinite(value) and not agree(value, self._value)
        )

    def _judge_number(self, text: str, answer: Read, own: Mapping[str, float]) -> Verdict:
        typed = self._typed(answer)
        if typed is None:
            return self._verdict(Kind.WRONG, text, answer, feedback.not_finite())
        if typed.equals(self._value):
            if typed.place <= self.place or typed.exact or typed.is_exactly(self._value):
                return self._verdict(Kind.RIGHT, text, answer, feedback.right(answer))
            if typed.number:  # "0.0" has no figures at all.
                return self._too_few(text, answer)
        recognised = self._recognised(typed)
        near = typed.distance(self._value) < Decimal(1).scaleb(self.place)
        if near and typed.place <= self.place and not self._nearer_to_a_wrong_idea(typed):
            return self._verdict(Kind.RIGHT, text, answer, feedback.right_nearly(answer, self))
        if recognised:
            return self._diagnosed(text, answer, recognised)
        if self._follows_from(typed, own):
            return self._verdict(Kind.RIGHT, text, answer, feedback.following(answer))
        return self._slipped(text, answer, typed)

    def _typed(self, answer: Read) -> Typed | None:
        if answer.literal is not None:
            return Typed(answer.literal)
        value = number(answer.expression, self.subject.values.__getitem__)
        return typed_value(value, self.place) if isfinite(value) else None

    def _too_few(self, text: str, answer: Read) -> Verdict:
        return Verdict(
            Kind.PRECISION,
            text,
            answer.expression,
            feedback.too_few(answer, self),
            figures=self.figures_wanted,
        )

    @property
    def figures_wanted(self) -> int:
        """How many figures the value needs, so that its last one stands at ``place``."""
        return max(1, figures.magnitude(self._value) - self.place + 1)

    def _recognised(self, typed: Typed) -> list[Consequence]:
        """Return the wrong ideas that lead to the typed number, none farther than the value."""
        off = typed.distance(self._value)
        found: dict[str, Consequence] = {}
        for fits in (Typed.equals, Typed.is_cut_from):
            for candidate, value in self._wrong_values:
                if fits(typed, value) and typed.distance(value) <= off:
                    found.setdefault(candidate.idea.id, candidate)
            if found:
                break
        return list(found.values())[:_MOST_NAMED]

    def _nearer_to_a_wrong_idea(self, typed: Typed) -> bool:
        """Whether forgiving the last figure would forgive a wrong idea."""
        off = typed.distance(self._value)
        return any(
            typed.distance(value) < off or typed.equals(value) for _, value in self._wrong_values
        )

    def _follows_from(self, typed: Typed, own: Mapping[str, float]) -> bool:
        """Whether the number is what the learner's own earlier values lead to."""
        formula = self.subject[self.question.quantity].formula
        used = [name for name in names_in(formula) if name in own]
        if not used or typed.place > self.place:
            return False
        values = {name: own.get(name, self.subject.values[name]) for name in names_in(formula)}
        return typed.equals(number(formula, values.__getitem__))

    def _slipped(self, text: str, answer: Read, typed: Typed) -> Verdict:
        found: list[Slip] = []
        for slip in slips(self.question.quantity, self.subject):
            if typed.equals(slip.value) and typed.distance(slip.value) <= typed.distance(
                self._value
            ):
                found.append(slip)
        if found:
            named = found[:_MOST_NAMED]
            return self._verdict(
                Kind.WRONG,
                text,
                answer,
                feedback.slipped(named, self),
                tuple(dict.fromkeys(slip.id for slip in named)),
            )
        decimals = early_rounding(self.question.quantity, self.subject, typed)
        if decimals is not None:
            return self._verdict(Kind.EARLY_ROUNDING, text, answer, feedback.rounded(decimals))
        return self._verdict(Kind.WRONG, text, answer, feedback.wrong(self))

    # Formulas

    @cached_property
    def _points(self) -> Points:
        return Points(self.question.quantity, self.subject)

    def _judge_formula(self, text: str, answer: Read) -> Verdict:
        expression = answer.expression
        difference = self._points.first_difference(
            lambda point: number(expression, point.__getitem__),
        )
        if difference is True:
            return self._verdict(Kind.RIGHT, text, answer, feedback.right(answer))
        if difference is False:
            return Verdict(Kind.INVALID, text, expression, feedback.undecided(answer))
        if recognised := self._recognised_formulas(expression):
            return self._diagnosed(text, answer, recognised)
        if self._equal_only_here(expression):
            return self._verdict(
                Kind.WRONG,
                text,
                answer,
                feedback.equal_only_here(),
                ("only-equal-at-these-numbers",),
            )
        for slip in slips(self.question.quantity, self.subject, of_formula=True):
            if self._same(expression, slip.factor):
                return self._verdict(
                    Kind.WRONG, text, answer, feedback.slipped([slip], self), (slip.id,)
                )
        message = feedback.wrong_formula(expression, difference, self)
        return self._verdict(Kind.WRONG, text, answer, message)

    def _recognised_formulas(self, expression: Expr) -> list[Consequence]:
        """Return the wrong ideas whose formula the typed one is, at random points."""
        found: dict[str, Consequence] = {}
        for candidate, _ in self._wrong_formulas:
            if candidate.idea.id not in found and self._is_consequence(expression, candidate):
                found[candidate.idea.id] = candidate
                if len(found) == _MOST_NAMED:
                    break
        return list(found.values())

    @cached_property
    def _wrong_formulas(self) -> tuple[tuple[Consequence, dict[int, float]], ...]:
        """Every candidate with its values at the points looked at so far."""
        return tuple(
            (candidate, {}) for candidate in candidates(self.question.quantity, self.subject)
        )

    def _is_consequence(self, expression: Expr, candidate: Consequence) -> bool:
        agreed = 0
        for point in self._points:
            wrong = candidate.value(point, self.subject)
            value = number(expression, point.__getitem__)
            if not (isfinite(wrong) and isfinite(value)):
                continue
            if not agree(value, wrong):
                return False
            agreed += 1
            if agreed == 3:  # Random reals: three agreements are no accident.
                return True
        return False

    def _same(self, expression: Expr, factor: float) -> bool:
        quantity = self.question.quantity
        return all(
            agree(number(expression, point.__getitem__), factor * point[quantity])
            for _, point in zip(range(3), self._points, strict=False)
        )

    def _equal_only_here(self, expression: Expr) -> bool:
        """Whether numbers stand in the place of symbols: right here, wrong in general."""
        value = number(expression, self.subject.values.__getitem__)
        holds_numbers = any(isinstance(part, Number) for part in walk(expression))
        return (
            holds_numbers
            and isfinite(value)
            and (
                typed_value(value, self.place).distance(self._value)
                < Decimal(5).scaleb(self.place - 1)
            )
        )

    # Verdicts

    def _diagnosed(self, text: str, answer: Read, found: list[Consequence]) -> Verdict:
        return self._verdict(
            Kind.WRONG,
            text,
            answer,
            feedback.diagnosed(found, self),
            tuple(candidate.idea.id for candidate in found),
        )

    def _verdict(
        self,
        kind: Kind,
        text: str,
        answer: Read,
        message: feedback.Message,
        misconceptions: tuple[str, ...] = (),
    ) -> Verdict:
        return Verdict(kind, text, answer.expression, message, misconceptions)


def rate_or_one(subject: Subject) -> float:
    """Return the learning rate, or 1 where a scenario has none."""
    return subject.values[names.RATE] if names.RATE in subject.tape else 1.0
