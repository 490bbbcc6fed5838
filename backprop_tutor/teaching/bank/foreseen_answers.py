"""The numbers that a question is answered with, as spans that a system can compare with.

The right answer's span is what the judge takes for right: up to a unit of the last figure asked
for, and nearer to the value than to what any wrong idea leads to. A wrong idea's is what is typed
for its value in the figures asked for, without what is right.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, groupby, islice
from math import inf, isfinite, nextafter

from backprop_tutor.blocks.question_bank import Foreseen, Span
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.teaching.judging import feedback
from backprop_tutor.teaching.judging.findings import Recognised, RoundedEarly, Slipped
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.slips import Slip, of_number
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict

MOST_FORESEEN = 40
"""Of one question: whoever looks through a bank has to see the end of each, and past these the
ideas are less and less likely."""
_NOTHING = 1e-12
"""What a computer may leave of a value that is 0."""
_ALL_BUT = 1 - 1e-9
"""Of a unit: a whole unit off is wrong, and of 0.88 floats leave a little more or less."""
_MOST_STEPS = 60
"""So many numbers on each side of the right one are judged, to know what is rounding."""
_LONGEST = 7
"""So many digits before or behind its point a number may have and still be read at a glance."""


def typed_as(value: float, judge: Judge) -> Decimal:
    """Return a value in the figures asked for: of an updated weight, down to its last decimal.

    Of 0, which has no figures, down to where the right one ends.
    """
    asked, numbers = judge.question.quantity, judge.numbers
    if 0 < _NOTHING * abs(judge.subject.values[asked]) >= abs(value):
        return figures.rounded(0.0, numbers.place)
    updated = judge.subject[asked].role is Role.UPDATE
    place = numbers.place if updated else figures.place_of(value, numbers.digits)
    return figures.rounded(value, place) + 0  # Never −0.


def right_span(judge: Judge) -> Span:
    """Return what is right: within a unit of the last figure, and nearer than any wrong idea's."""
    value = judge.subject.values[judge.question.quantity]
    if value == 0:
        return Span(-_NOTHING, _NOTHING)
    unit = _ALL_BUT * 10.0**judge.numbers.place
    low, high = value - unit, value + unit
    right = typed_as(value, judge)
    for _, wrong in judge.numbers.wrong.by_ideas:
        # What is typed alike is told by nobody.
        if abs(wrong - value) < 2 * unit and typed_as(wrong, judge) != right:
            middle = (wrong + value) / 2
            low, high = (max(low, middle), high) if wrong < value else (low, min(high, middle))
    # Of what ends with its figures, as 0.88, the next number is a whole unit off, and forgiven.
    step = Decimal(1).scaleb(judge.numbers.place)
    forgiven = [
        float(typed)
        for typed in (right - step, right + step)
        if judge.judge(str(typed)).kind is Correctness.RIGHT
    ]
    return Span(min(low, *forgiven, low), max(high, *forgiven, high))


def foreseen_answers(judge: Judge) -> tuple[Foreseen, ...]:
    """Return the numbers that are not right and that the judge knows the reason of.

    First what wrong ideas and slips lead to, the likelier first; then all that is so near that it
    may be rounded on the way, from the lowest to the highest.
    """
    right = right_span(judge)
    near = Span(*_near(judge))
    far = (one for one in _by_ideas(judge, right) if float(one.typed) not in near)
    return (*islice(far, MOST_FORESEEN), *_rounded_or_not(judge, right, near))


def _by_ideas(judge: Judge, right: Span) -> Iterator[Foreseen]:
    for typed in _numbers(judge):
        verdict = judge.judge(str(typed))
        if (span := _beside(right, typed)) and _is_explained(verdict):
            yield _foreseen(verdict, typed, span, judge)


def _near(judge: Judge) -> tuple[float, float]:
    """Return how far below and above the value rounding on the way is believed to lead."""
    value = judge.subject.values[judge.question.quantity]
    unit = 10.0**judge.numbers.place
    reach = min(judge.numbers.rounding_reach, _MOST_STEPS * unit)
    return value - reach, value + reach


def _rounded_or_not(judge: Judge, right: Span, near: Span) -> Iterator[Foreseen]:
    """Yield what the judge says of each number near the value; of equal verdicts, a span of all."""
    value = judge.subject.values[judge.question.quantity]
    centre, unit = typed_as(value, judge), Decimal(1).scaleb(judge.numbers.place)
    steps = int((near.high - near.low) / 2 / float(unit)) + 1
    for side in (range(-steps, 0), range(1, steps + 1)):
        numbers = [centre + step * unit for step in side]
        judged = [(typed, judge.judge(str(typed))) for typed in numbers if float(typed) in near]
        for _, group in groupby(judged, key=lambda one: (one[1].kind, one[1].misconceptions)):
            alike = list(group)
            first, last = (_beside(right, alike[end][0]) for end in (0, -1))
            (typed, verdict), *others = alike
            if first and last and value and (_is_explained(verdict) or _is_rounded(verdict)):
                span = Span(first.low, last.high)
                yield _foreseen(verdict, None if others else typed, span, judge)


def _numbers(judge: Judge) -> Iterator[Decimal]:
    """Yield what wrong ideas and slips lead to, as it is typed, each once; the likelier first."""
    asked, subject, wrong = judge.question.quantity, judge.subject, judge.numbers.wrong
    here = (value for _, value in wrong.made_here)
    slips = (slip.value for slip in of_number(asked, subject))
    ideas = (value for _, value in wrong.by_ideas)
    seen = {typed_as(subject.values[asked], judge)}
    for value in chain(here, slips, ideas):
        if not isfinite(value):
            continue
        typed = typed_as(value, judge)
        if typed not in seen:
            seen.add(typed)
            yield typed


def _is_explained(verdict: Verdict) -> bool:
    match verdict.finding:
        case Recognised():
            return True
        case Slipped(slips):
            return isinstance(slips[0], Slip)
        case _:
            return False


def _beside(right: Span, typed: Decimal) -> Span | None:
    """Return what is rounded to a number, without what is right; None if that is the number."""
    centre = float(typed)
    if centre in right:
        return None
    half = 0.5 * 10.0 ** figures.place(typed)
    if centre > right.high:
        return Span(max(centre - half, _above(right)), centre + half)
    return Span(centre - half, min(centre + half, _below(right)))


def _above(right: Span) -> float:
    return nextafter(right.high, inf)


def _below(right: Span) -> float:
    return nextafter(right.low, -inf)


def _is_rounded(verdict: Verdict) -> bool:
    return isinstance(verdict.finding, RoundedEarly)


def _foreseen(verdict: Verdict, typed: Decimal | None, span: Span, judge: Judge) -> Foreseen:
    said = feedback.said(verdict, judge.question, judge.subject, helped=False)
    shown = "" if typed is None else in_figures(typed)
    return Foreseen(verdict.kind.value, verdict.misconceptions, shown, span, said)


def in_figures(number: Decimal) -> str:
    """Return a number as it is typed into a field: with all its digits, unless they are zeros."""
    if not number:
        return "0"
    return f"{number:f}" if -_LONGEST < number.adjusted() < _LONGEST else str(number)
