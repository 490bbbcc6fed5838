"""Marks the answers of one sheet: each by itself, and by what the student wrote before it.

An answer is judged at the numbers of the sheet, as any typed answer is. One that is not right there
is judged once more at the student's own numbers: what was wrong before stays wrong, all that
follows from it is worked out again, and who goes on rightly from a wrong number, or from any that
rounds to what was written, is right.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import assert_never

from backprop_tutor.formula.expression import names_in
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.reading import Comma
from backprop_tutor.teaching.grading.on_paper import plainly
from backprop_tutor.teaching.grading.papers import Paper
from backprop_tutor.teaching.judging.findings import Recognised, Right, RightAs, TooFew
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict
from backprop_tutor.teaching.subject.given_numbers import given_values
from backprop_tutor.teaching.subject.subject import Subject

_LINE = "_ \t\n"
"""What is left at the ends of an answer of the line that it was written on."""
_NEAR, _NOTHING = 0.2, 1e-9
"""A number that is farther off is none that rounding leads to."""
_FEW = 3
"""So many blanks may well have one number."""


class AnswerMark(StrEnum):
    """What an answer counts as."""

    RIGHT = "right"
    FOLLOWS = "follows"
    """Right, for what the student wrote before: the mistake is an earlier one."""
    CLOSE = "close"
    """In too few figures, or with numbers rounded too early."""
    WRONG = "wrong"
    UNREAD = "unread"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """An answer with what the judge says of it."""

    quantity: str
    typed: str
    verdict: Verdict | None
    """None where nothing was written."""
    at: Subject
    """The numbers at which it was judged."""
    follows: bool = False
    """Whether those are the student's own earlier numbers."""

    @property
    def value(self) -> float | None:
        """The number that was read, if one was."""
        return None if self.verdict is None else _number(self.verdict, self.at)

    @property
    def mark(self) -> AnswerMark:
        """What the answer counts as."""
        if self.verdict is None:
            return AnswerMark.BLANK
        kind = self.verdict.kind
        match kind:
            case Correctness.RIGHT:
                return AnswerMark.FOLLOWS if self.follows else AnswerMark.RIGHT
            case Correctness.PRECISION | Correctness.EARLY_ROUNDING:
                return AnswerMark.CLOSE
            case Correctness.WRONG:
                return AnswerMark.WRONG
            case Correctness.INVALID:
                return AnswerMark.UNREAD
            case _:
                assert_never(kind)

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """The ids of the wrong ideas recognised, the likelier first."""
        return () if self.verdict is None else self.verdict.misconceptions


def marked_answers(paper: Paper, answers: Mapping[str, str]) -> tuple[MarkedAnswer, ...]:
    """Return the answers to a paper, each with its mark, in their own order.

    All are of quantities of the paper. Who writes a decimal comma once means one by ``1,476`` too.
    """
    marked = {one.quantity: one for one in _marked(paper, answers, Comma.UNKNOWN)}
    verdicts = (one.verdict for one in marked.values())
    if any(verdict is not None and verdict.decimal_comma for verdict in verdicts):
        marked = {one.quantity: one for one in _marked(paper, answers, Comma.DECIMAL)}
    return tuple(marked[quantity] for quantity in answers)


def _marked(paper: Paper, answers: Mapping[str, str], comma: Comma) -> Iterator[MarkedAnswer]:
    """Yield the answers with their marks, each after all that it may follow from."""
    position, own = paper.subject.tape.position, _OwnNumbers(paper)
    said = {name: answers[name].strip(_LINE) for name in sorted(answers, key=position)}
    written = [one for one in said.values() if one]
    is_one_number = len(written) > _FEW and len(set(written)) == 1  # It follows from no work.
    for quantity, text in said.items():
        if not any(map(str.isalnum, text)):  # A dash or a question mark is no answer.
            yield MarkedAnswer(quantity, text, None, paper.subject)
            continue
        one = replace(_judged(paper, quantity, text, comma, own), typed=answers[quantity])
        if not is_one_number:
            own.note(one)
        yield one


def _judged(
    paper: Paper, quantity: str, typed: str, comma: Comma, own: "_OwnNumbers"
) -> MarkedAnswer:
    typed, judged = _read(paper, quantity, typed, own.leading_to(quantity), comma)
    verdict = _as_asked(judged, paper, paper.subject, quantity)
    follows = verdict.finding == Right(RightAs.FOLLOWING)
    found = MarkedAnswer(quantity, typed, verdict, paper.subject, follows=follows)
    if verdict.kind in (Correctness.RIGHT, Correctness.INVALID) or not own.is_astray(quantity):
        return found
    in_full, as_written = own.numbers()
    near = [at for at in (in_full, as_written) if _is_near(found.value, at.values[quantity])]
    others = {id(at): _judged_at(paper, at, quantity, typed, comma) for at in near}
    for one in others.values():
        if one.verdict is not None and one.verdict.kind is Correctness.RIGHT:
            return _following(one.verdict, one, one.at)
    has_figures = _has_figures(typed, paper.question(quantity).digits)
    if near and has_figures and own.may_lead_to(found.value, quantity, as_written):
        return _following(verdict, found, as_written)
    if verdict.kind is not Correctness.WRONG:
        return found
    for one in others.values():
        if one.mark is AnswerMark.CLOSE:
            return one
    takes_two = isinstance(verdict.finding, Recognised) and verdict.finding.at_once
    if found.misconceptions and not takes_two:
        return found
    # Not by what is written: that was rounded, and next to it an idea may lead to what is right.
    if id(in_full) not in others:
        others[id(in_full)] = _judged_at(paper, in_full, quantity, typed, comma)
    # One mistake after an earlier one is likelier than two at once.
    return others[id(in_full)] if others[id(in_full)].misconceptions else found


def _read(
    paper: Paper, quantity: str, typed: str, own: Mapping[str, float], comma: Comma
) -> tuple[str, Verdict]:
    """Return an answer as the judge can read it, if it can, and what it says of it."""
    judge = paper.judge(quantity)
    verdict = judge.judge(typed, own, comma)
    plain = plainly(typed, paper.subject.tape.__contains__)
    if verdict.kind is not Correctness.INVALID or plain == typed:
        return typed, verdict
    again = judge.judge(plain, own, comma)
    return (typed, verdict) if again.kind is Correctness.INVALID else (plain, again)


def _following(verdict: Verdict, one: MarkedAnswer, at: Subject) -> MarkedAnswer:
    """Return an answer as right at the student's own numbers."""
    right = replace(verdict, finding=Right(RightAs.FOLLOWING))
    return replace(one, verdict=right, at=at, follows=True)


def _judged_at(paper: Paper, at: Subject, quantity: str, typed: str, comma: Comma) -> MarkedAnswer:
    """Return an answer as it is judged at the student's own numbers."""
    judged = paper.judge_at(at)(quantity).judge(typed, {}, comma)
    verdict = _as_asked(judged, paper, at, quantity)
    return MarkedAnswer(quantity, typed, verdict, at, follows=True)


def _as_asked(verdict: Verdict, paper: Paper, at: Subject, quantity: str) -> Verdict:
    """Return the verdict on an answer on paper, right if it is so to the last figure asked for.

    Nobody is there to ask for more: neither where it takes more to tell the right number from a
    wrong idea's, nor where calculators leave out the zeros at the end, 0.881 for 0.8810.
    """
    number = _number(verdict, at)
    match verdict.finding:
        case TooFew():
            pass
        case Recognised() if not _has_figures(verdict.typed, paper.question(quantity).digits):
            pass  # Of fewer figures it may be what an idea leads to as well.
        case _:
            return verdict
    if number is None:
        return verdict
    off = abs(number - at.values[quantity])
    is_right = off <= _half_unit(_place_asked(paper, at, quantity))
    return replace(verdict, finding=Right()) if is_right else verdict


def _number(verdict: Verdict, at: Subject) -> float | None:
    """Return the number that was read, if one was."""
    if verdict.read_as is None:
        return None
    value = float_value(verdict.read_as, at.values.__getitem__)
    return value if isfinite(value) else None


def _place_asked(paper: Paper, at: Subject, quantity: str) -> int:
    """Return the power of ten of the last figure asked for of a quantity that has a value there.

    The decimals of an updated weight are printed on the sheet, whatever its change is elsewhere.
    """
    digits = paper.question(quantity).digits
    place = at.change_place(quantity, digits)
    if at.decimals_of_change(quantity, digits) is None:
        return place
    return max(place, paper.subject.change_place(quantity, digits))


def _has_figures(text: str, digits: int) -> bool:
    """Whether a number was typed in so many significant figures."""
    try:
        return figures.significant_figures(Decimal(text.replace(",", "."))) >= digits
    except ArithmeticError:
        return False


def _is_near(value: float | None, right: float) -> bool:
    """Whether a number may be right, or right as far as it goes, where this is the right one."""
    return value is not None and abs(value - right) <= _NEAR * abs(right) + _NOTHING


class _OwnNumbers:
    """What a student has written so far, and where it first went astray."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._written: dict[str, float] = {}
        self._wrong: dict[str, float] = {}
        self._astray: set[str] = set()

    def note(self, one: MarkedAnswer) -> None:
        """Remember an answer for those that follow from it."""
        value = one.value
        if value is None:
            return
        self._written[one.quantity] = value
        if one.mark is AnswerMark.WRONG:
            self._wrong[one.quantity] = _in_full(one, value)
        if one.mark in (AnswerMark.WRONG, AnswerMark.CLOSE):
            self._astray.add(one.quantity)

    def is_astray(self, quantity: str) -> bool:
        """Whether something that a quantity is worked out from was wrong, or not quite right."""
        needed = self._paper.subject.tape.needed_for
        return bool(self._astray) and not self._astray.isdisjoint(needed(quantity))

    def leading_to(self, quantity: str) -> Mapping[str, float]:
        """Return what was written, and what follows from it of all that a quantity reads."""
        if not self._written:
            return {}
        reads = names_in(self._paper.subject[quantity].formula)
        values = self._at(self._written).values
        return self._written | {name: values[name] for name in reads}

    def may_lead_to(self, value: float | None, quantity: str, as_written: Subject) -> bool:
        """Whether a value follows from numbers that are what was written, once they are rounded.

        Who goes on with all the figures of a calculator writes down fewer of each. What half a unit
        of the last figure asked for makes of the quantity is added up over all that it needs.
        """
        if value is None:
            return False
        paper, right = self._paper, as_written.values[quantity]
        reach = _half_unit(_place_asked(paper, as_written, quantity))
        for name in paper.subject.tape.needed_for(quantity):
            if written := self._written.get(name):
                half = _half_unit(figures.place_of(written, paper.question(name).digits))
                moved = self._at(self._written | {name: written + half}).values[quantity]
                reach += abs(moved - right)
        return abs(value - right) <= reach

    def numbers(self) -> tuple[Subject, Subject]:
        """Return the network at the student's own numbers.

        First with just what was wrong, for who goes on with all the figures of a calculator; then
        with all that was written, for who goes on with what stands on the sheet.
        """
        return self._at(self._wrong), self._at(self._written)

    def _at(self, numbers: Mapping[str, float]) -> Subject:
        subject = self._paper.subject
        given = given_values(subject.scenario)
        return replace(subject, values=subject.tape.at({**given, **numbers}))


def _half_unit(place: int) -> float:
    """Return half a unit of a place: so much is lost when a number ends there."""
    return 10.0**place / 2


def _in_full(one: MarkedAnswer, written: float) -> float:
    """Return a wrong number with all its figures, where the idea that leads to it is known."""
    match one.verdict:
        case Verdict(finding=Recognised((first, *_), at_once=False, rounded=False)):
            return first.value(one.at.values)
        case _:
            return written
