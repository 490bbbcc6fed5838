"""Judges a typed answer: reads it, then judges it as a number or as a formula."""

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from math import isclose, isfinite
from typing import TYPE_CHECKING

from backprop_tutor.formula.expression import Expr, names_in
from backprop_tutor.maths.floats import float_value
from backprop_tutor.reading import Comma, Read, Refused, Vocabulary, as_written_here, read
from backprop_tutor.teaching.judging.findings import (
    Finding,
    NotFinite,
    Right,
    RoundedEarly,
    Unexplained,
    Unread,
    ValueForFormula,
)
from backprop_tutor.teaching.judging.number_judge import Numbers
from backprop_tutor.teaching.judging.verdict import Contradiction, Verdict
from backprop_tutor.teaching.judging.vocabulary import vocabulary
from backprop_tutor.teaching.judging.wrong_answers import Mistakes
from backprop_tutor.teaching.misconceptions.telling_values import telling_values
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject

if TYPE_CHECKING:  # Most numbers are judged without formulas.
    from backprop_tutor.teaching.judging.formula_judge import Formulas

_ROUNDED = 0.001
"""So far, relatively, the sides of a chain may be apart."""
_ONE_VALUE = 1e-12
"""So near two values are one but for the rounding of floats."""
_NOTHING_LEFT = RoundedEarly(nothing_left=True)
_MOST_KEPT = 2_000
"""So many questions' mistakes are kept by the judges of one network."""


class Judge:
    """Judges answers to one question; what it works out for one answer serves the next."""

    def __init__(
        self,
        question: Question,
        subject: Subject,
        mistakes: Mistakes | None = None,
        known: Vocabulary | None = None,
    ) -> None:
        """``mistakes`` and ``known`` names may be shared by the judges of a network."""
        self.question = question
        self.subject = subject
        self._mistakes = mistakes
        self._known = known

    def judge(
        self,
        text: str,
        own: Mapping[str, float] | None = None,
        comma: Comma = Comma.UNKNOWN,
    ) -> Verdict:
        """Return the verdict on a typed text.

        ``own`` are the learner's own earlier values; an answer that follows from them is right.
        ``comma`` is what is known of the learner's commas; else the values tell, or nothing does.
        """
        answer = read(text, self._vocabulary, comma)
        if isinstance(answer, Refused) and answer.ambiguous:
            answer = self._read_by_value(text) or self.read_plainly(text, comma)
        if isinstance(answer, Refused):
            return Verdict(text, Unread(answer), None)
        if not isfinite(self.subject.values[self.question.quantity]):
            return Verdict(text, NotFinite(asked=True), answer.expression, answer.echoed)
        finding = self._finding(answer, own or {})
        contradicted = self._contradicted(answer)
        return Verdict(
            text,
            finding,
            answer.expression,
            answer.echoed,
            contradicted,
            decimal_comma=answer.decimal_comma,
        )

    def read_plainly(self, text: str, comma: Comma) -> Read | Refused:
        """Return what a text is read as while it is typed; what is right decides nothing there."""
        return read(text, self._vocabulary, as_written_here(comma))

    def _read_by_value(self, text: str) -> Read | None:
        """Return the one reading of a text with ``1,476`` in it that has a value to be expected.

        None if neither or both have, unless they are one value: then nothing is to be decided.
        """
        readings = [
            (one, float_value(one.expression, self.subject.values.__getitem__))
            for comma in (Comma.THOUSANDS, Comma.DECIMAL)
            if isinstance(one := read(text, self._vocabulary, comma), Read)
        ]
        expected = [one for one, value in readings if self.numbers.wrong.expects(value)]
        if len(expected) == 1:
            return expected[0]
        match readings:
            case [(thousands, value), (_, other)] if isclose(value, other, rel_tol=_ONE_VALUE):
                return thousands
            case _:
                return None

    def _contradicted(self, answer: Read) -> Contradiction | None:
        """Return the first side of a chain that comes to something else than its last.

        Numbers may be rounded on the way: a unit of the last figure, and a thousandth.
        """
        if not answer.sides:
            return None
        value = float_value(answer.expression, self.subject.values.__getitem__)
        exponent = None if answer.literal is None else answer.literal.as_tuple().exponent
        unit = 10.0**exponent if isinstance(exponent, int) else 0.0
        for side in answer.sides:
            other = float_value(side, self.subject.values.__getitem__)
            # Not a number is near nothing.
            if not abs(other - value) <= unit + _ROUNDED * abs(other):
                return Contradiction(side, other)
        return None

    def _finding(self, answer: Read, own: Mapping[str, float]) -> Finding:
        if names_in(answer.expression) and self.question.form is not Form.NUMBER:
            return self._formulas.judge(answer.expression, own)
        if self.question.form is Form.FORMULA and names_in(self._formula):
            return ValueForFormula()
        finding = self.numbers.judge(answer, own)
        settled = isinstance(finding, Right | NotFinite) or finding == _NOTHING_LEFT
        if settled or answer.literal is not None:
            return finding
        meant = self._formulas.meant(answer.expression, own)
        if meant is None and isinstance(finding, Unexplained):
            meant = self._formulas.partly_meant(answer.expression, own)
        return meant or finding

    @property
    def _formula(self) -> Expr:
        return self.subject[self.question.quantity].formula

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return self._known or vocabulary(self.question, self.subject)

    @cached_property
    def numbers(self) -> Numbers:
        """The judge of numbers."""
        return Numbers(self.question, self.subject, self._mistakes)

    @cached_property
    def _formulas(self) -> "Formulas":
        from backprop_tutor.teaching.judging.formula_judge import Formulas

        return Formulas(self.question, self.subject, self.numbers)


class Judges:
    """The judges of one network at many sets of numbers; what follows from its formulas is shared.

    They say what a ``Judge`` of its own says.
    """

    def __init__(self, network: Subject) -> None:
        self._network = network
        self._known: dict[Question, Vocabulary] = {}
        self._mistakes: dict[tuple[Question, Hashable], Mistakes] = {}

    def at(self, subject: Subject) -> Callable[[Question], Judge]:
        """Return what makes the judge of a question at the numbers of a subject of this network."""
        telling = telling_values(subject)

        def judge(question: Question) -> Judge:
            if question not in self._known:
                self._known[question] = vocabulary(question, self._network)
            mistakes = self._mistakes_at(question, telling, subject)
            return Judge(question, subject, mistakes, self._known[question])

        return judge

    def _mistakes_at(self, question: Question, telling: Hashable, subject: Subject) -> Mistakes:
        key = (question, telling)
        found = self._mistakes.pop(key, None) or Mistakes(question, subject)
        while len(self._mistakes) >= _MOST_KEPT:
            del self._mistakes[next(iter(self._mistakes))]  # The one that was not wanted longest.
        self._mistakes[key] = found
        return found
