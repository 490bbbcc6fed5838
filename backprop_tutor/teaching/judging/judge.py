"""Judges a typed answer: reads it, judges it as a number or as a formula, says what was found."""

from collections.abc import Mapping
from functools import cached_property
from typing import assert_never

from backprop_tutor.formula.expression import Expr, names_in
from backprop_tutor.reading import Read, Refused, Vocabulary, read
from backprop_tutor.teaching.judging import feedback
from backprop_tutor.teaching.judging.findings import (
    Differs,
    EqualOnlyHere,
    Finding,
    NotFinite,
    Recognised,
    Right,
    RoundedEarly,
    Slipped,
    TooFew,
    Unexplained,
    Unread,
    ValueForFormula,
)
from backprop_tutor.teaching.judging.formula_judge import Formulas
from backprop_tutor.teaching.judging.number_judge import Numbers
from backprop_tutor.teaching.judging.verdict import Kind, Verdict
from backprop_tutor.teaching.judging.vocabulary import vocabulary
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject


class Judge:
    """Judges answers to one question; what it works out for one answer serves the next."""

    def __init__(self, question: Question, subject: Subject) -> None:
        self.question = question
        self.subject = subject

    def judge(self, text: str, own: Mapping[str, float] | None = None) -> Verdict:
        """Return the verdict on a typed text.

        ``own`` are the learner's own earlier values; an answer that follows from them is right.
        """
        answer = read(text, self._vocabulary)
        if isinstance(answer, Refused):
            return self._verdict(Unread(answer), text, None)
        return self._verdict(self._finding(answer, own or {}), text, answer)

    def _finding(self, answer: Read, own: Mapping[str, float]) -> Finding:
        if names_in(answer.expression) and self.question.form is not Form.NUMBER:
            return self._formulas.judge(answer.expression)
        if self.question.form is Form.FORMULA and names_in(self._formula):
            return ValueForFormula()
        return self.numbers.judge(answer, own)

    def _verdict(self, finding: Finding, text: str, answer: Read | None) -> Verdict:
        return Verdict(
            kind=verdict_kind(finding),
            typed=text,
            read_as=None if answer is None else answer.expression,
            message=feedback.said(finding, text, answer, self.question, self.subject),
            misconceptions=ids_of(finding),
            column=finding.refused.column if isinstance(finding, Unread) else None,
            figures=finding.figures if isinstance(finding, TooFew) else None,
        )

    @property
    def _formula(self) -> Expr:
        return self.subject[self.question.quantity].formula

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return vocabulary(self.question, self.subject)

    @cached_property
    def numbers(self) -> Numbers:
        """The judge of numbers."""
        return Numbers(self.question, self.subject)

    @cached_property
    def _formulas(self) -> Formulas:
        return Formulas(self.question, self.subject, self.numbers)


def verdict_kind(finding: Finding) -> Kind:
    """Return what a finding is worth."""
    match finding:
        case Right():
            return Kind.RIGHT
        case TooFew():
            return Kind.PRECISION
        case RoundedEarly():
            return Kind.EARLY_ROUNDING
        case Unread() | NotFinite():
            return Kind.INVALID
        case (
            Recognised()
            | Slipped()
            | EqualOnlyHere()
            | ValueForFormula()
            | Differs()
            | Unexplained()
        ):
            return Kind.WRONG
        case _:
            assert_never(finding)


def ids_of(finding: Finding) -> tuple[str, ...]:
    """Return the ids of the misconceptions that a finding names."""
    match finding:
        case Recognised(consequences):
            return tuple(consequence.idea.id for consequence in consequences)
        case Slipped(slips):
            return tuple(slip.id for slip in slips)
        case EqualOnlyHere():
            return ("only-equal-at-these-numbers",)
        case ValueForFormula():
            return ("value-for-formula",)
        case _:
            return ()
