"""The nudge before the first slope: what a slope is, in numbers, before it has a name.

A number of the network moves a little, and the loss is worked out anew; the learner says how much
it changes per unit of the nudge. Nothing else is asked to have been read, and it can be skipped.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from backprop_tutor.blocks.blocks import (
    Block,
    Equation,
    Figure,
    Inline,
    Prose,
    Table,
    Tone,
    Value,
    value_of,
)
from backprop_tutor.blocks.curves import Curve, Curves, Mark
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, Name, difference, number
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.nudge import USUAL_SIZE, Nudge, after_nudge, is_straight
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.progress.rows import Event
from backprop_tutor.reading import Comma, Refused, Vocabulary, as_written_here, read
from backprop_tutor.teaching.dialogue.reply import Came
from backprop_tutor.teaching.judging.feedback import nothing_answered
from backprop_tutor.teaching.subject.given_numbers import given_values
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import as_number, say, text_in

_FIGURES, _LEAST_FIGURES = 4, 3
_MOST_USED = 4
"""So many numbers a short formula is worked out from at most."""
_NEAR = 0.01
"""So near, relatively, an answer has to come: the slope itself is right too."""
_POINTS, _REACH, _MOST_LINES = 40, 1.0, 1_000
"""Of the picture: its points, how far it reaches to each side, and how long a tape may be."""
SKILL = "nudge"
"""What the record calls the skill; it is none of those that are mastered."""


@dataclass(frozen=True, slots=True)
class NudgeQuestion:
    """A nudge whose effect per unit is asked."""

    came: Nudge
    old: str
    new: str
    before: str
    after: str
    loss_is_new: bool = False
    """Whether the lesson has not said yet what the loss is: a walk to one weight."""
    loss: Expr | None = None
    """Its formula, where it is short."""

    @property
    def called(self) -> str:
        """What the record calls the question."""
        return f"nudge {self.came.name}"


def first_nudge(
    parameter: str | None,
    sample: int,
    known: Collection[str],
    subject: Subject,
    worked_out: Collection[str],
) -> NudgeQuestion | None:
    """Return the nudge that is asked before the first slope of a sample, if there is a fit one.

    Not all that is ``known`` has to be ``worked_out`` in the lesson.

    It is of the ``parameter`` in focus, or the first number that moves the loss so much that its
    change can be seen. None where the loss has not been worked out.
    """
    aim = names.at_sample(subject.aim, sample)
    if aim not in known:
        return None
    wished = [] if parameter is None else [parameter]
    for name in (*wished, *subject.scenario.movable):
        if name not in subject.tape:
            continue
        came = after_nudge(
            subject.tape, given_values(subject.scenario), name, float(USUAL_SIZE), aim
        )
        if math.isfinite(came.per_unit) and came.figures >= _LEAST_FIGURES and came.change:
            place = figures.place_of(came.change, min(_FIGURES, came.figures))
            old = subject.spelled(name)
            return NudgeQuestion(
                came,
                old,
                f"{Decimal(old) + USUAL_SIZE:f}",
                figures.spelled_to(came.before, place),
                figures.spelled_to(came.after, place),
                loss_is_new=subject.scenario.has_loss and aim not in worked_out,
                loss=_short_formula(subject[aim]),
            )
    return None


def _short_formula(loss: Line) -> Expr | None:
    return loss.formula if len(loss.uses) <= _MOST_USED else None


def nudge_presented(asked: NudgeQuestion) -> tuple[Block, ...]:
    """Return the question as it is shown."""
    aim = Name(asked.came.aim)
    moved: tuple[Inline, ...] = say(
        "Move {number} up by {nudge}, from {old} to {new}, and touch nothing else. Everything "
        "after it is worked out anew: {loss} was {before} and is {after} now.",
        number=Name(asked.came.name),
        nudge=f"{USUAL_SIZE}",
        old=Value(asked.old),
        new=Value(asked.new),
        loss=aim,
        before=Value(asked.before),
        after=Value(asked.after),
    )
    asks: tuple[Inline, ...] = say(
        "By how much has {loss} changed, per unit of the nudge? To go straight to the slopes, type "
        "skip.",
        loss=aim,
    )
    what_it_is: tuple[Inline, ...] = say(
        "{loss} is the loss: one number that says how wrong the answer of the network is.", loss=aim
    )
    formula = () if asked.loss is None else (Equation(aim, (asked.loss,)),)
    return (
        Prose(say("Between the steps · a nudge"), Tone.SUBHEADING),
        *((Prose(what_it_is), *formula) if asked.loss_is_new else ()),
        Prose(moved),
        Prose(asks),
    )


def _divided(asked: NudgeQuestion) -> tuple[Inline, ...]:
    change = difference(number(asked.after), number(asked.before))
    return ("(", change, f") / {as_number(f'{USUAL_SIZE}')}")


def nudge_hint(asked: NudgeQuestion) -> tuple[Block, ...]:
    """Return the hint."""
    said: tuple[Inline, ...] = say(
        "Per unit means: the change of {loss}, now minus before, divided by the nudge: {quotient}.",
        loss=Name(asked.came.aim),
        quotient=_divided(asked),
    )
    return (Prose(said, Tone.HINT),)


def nudge_skipped(asked: NudgeQuestion) -> tuple[Block, ...]:
    """Return what is said to who skips it: what would have come out."""
    came = asked.came
    said: tuple[Inline, ...] = say(
        "Skipped. Per unit of the nudge, {loss} changes by {times}. Now we work out the slopes "
        "themselves, without moving anything.",
        loss=Name(came.aim),
        times=_per_unit(asked),
    )
    return (Prose(said),)


def _per_unit(asked: NudgeQuestion) -> Value:
    came = asked.came
    return Value(figures.spelled(came.per_unit, min(_FIGURES, came.figures)))


def nudge_answer(asked: NudgeQuestion, subject: Subject) -> tuple[Block, ...]:
    """Return the answer with its working, the same as a picture, and what it is good for."""
    came = asked.came
    shown = _per_unit(asked)
    loss, moved = Name(came.aim), Name(came.name)
    straight = is_straight(came, subject.tape, given_values(subject.scenario))
    told: tuple[Inline, ...] = (
        say(
            "{loss} moves {times} times as far as {number} does. That is a slope already, and not "
            "only nearly: as {number} varies, {loss} runs along a straight line here. Now we work "
            "out the slopes themselves, without moving anything.",
            loss=loss,
            times=shown,
            number=moved,
        )
        if straight
        else say(
            "{loss} moves about {times} times as far as {number} does. That is nearly a slope: "
            "the smaller the nudge, the nearer. Now we work out the slopes themselves, without "
            "moving anything.",
            loss=loss,
            times=shown,
            number=moved,
        )
    )
    is_all = straight and math.isclose(float(shown.text), came.per_unit, rel_tol=1e-9)
    return (
        Prose((*_divided(asked), " = " if is_all else " ≈ ", shown, ".")),
        Prose(told),
        *_picture(asked, subject),
    )


def _picture(asked: NudgeQuestion, subject: Subject) -> Iterator[Block]:
    """Yield the loss as the one number varies, with the straight line of the answer's slope.

    Of a large network it would keep the learner waiting: a point is a whole pass.
    """
    if len(subject.tape) > _MOST_LINES:
        return
    came, given = asked.came, given_values(subject.scenario)
    places = [came.old + _REACH * (2 * k / _POINTS - 1) for k in range(_POINTS + 1)]
    heights = ((x, subject.tape.at({**given, came.name: x})[came.aim]) for x in places)
    points = tuple((x, height) for x, height in heights if math.isfinite(height))
    if len(points) < 2:
        return
    aim, name = Name(came.aim), Name(came.name)

    def straight(x: float) -> float:
        return came.before + came.per_unit * (x - came.old)

    ends = tuple((x, straight(x)) for x in (points[0][0], points[-1][0]))
    yield Figure(
        Curves(
            across=name,
            up=aim,
            curves=(
                Curve(
                    say(
                        "{aim} as {weight} varies and all else stays the same", aim=aim, weight=name
                    ),
                    points,
                ),
                Curve(say("the straight line with that slope"), ends, dotted=True),
            ),
            told=Table(
                (name, aim, text_in("a column of a table", "straight line")),
                tuple(
                    (value_of(x), value_of(height), value_of(straight(x)))
                    for x, height in points[:: _POINTS // 4]
                ),
            ),
            marks=(Mark(say("now"), (came.old, came.before)),),
            small=True,
        )
    )


def nudge_judged(
    typed: str,
    asked: NudgeQuestion,
    vocabulary: Vocabulary,
    comma: Comma,
    subject: Subject,
    attempt: int,
) -> Came:
    """Return what comes of an answer, that ``attempt``; a right one has its working."""
    answer = read(typed, vocabulary, as_written_here(comma))
    if isinstance(answer, Refused):
        told = Prose(say("Cannot be read as an answer: {reason}", reason=answer.reason), Tone.HINT)
        return Came((told if typed.strip() else nothing_answered(),), Event.INVALID)
    value = float_value(answer.expression, subject.values.__getitem__)
    came, comma_typed = asked.came, answer.decimal_comma
    if _is_near(value, came.per_unit):
        right = (Prose(say("Right."), Tone.RIGHT), *nudge_answer(asked, subject))
        return Came(right, Event.RIGHT, final=True, attempt=attempt, decimal_comma=comma_typed)
    wrong = (Prose(_what_is_wrong(value, came), Tone.WRONG),)
    return Came(wrong, Event.WRONG, attempt=attempt, decimal_comma=comma_typed)


def _what_is_wrong(value: float, came: Nudge) -> tuple[Inline, ...]:
    loss, nudge = Name(came.aim), f"{USUAL_SIZE}"
    if _is_near(value, came.change):
        return say(
            "Not yet. That is the change itself; per unit of the nudge, divide it by {nudge}.",
            nudge=nudge,
        )
    if _is_near(value, -came.per_unit):
        if came.change > 0:
            return say(
                "Not yet. The size is right, and the sign is not: {loss} has risen.", loss=loss
            )
        return say("Not yet. The size is right, and the sign is not: {loss} has fallen.", loss=loss)
    if _is_near(value, 1 / came.per_unit):
        return say(
            "Not yet. It is the other way round: the change of {loss}, divided by the nudge.",
            loss=loss,
        )
    return say(
        "Not yet. Take what {loss} is now, minus what it was, and divide by the nudge, {nudge}.",
        loss=loss,
        nudge=nudge,
    )


def _is_near(value: float, right: float) -> bool:
    return math.isclose(value, right, rel_tol=_NEAR)
