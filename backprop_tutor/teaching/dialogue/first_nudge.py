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
    Curve,
    Curves,
    Figure,
    Inline,
    Mark,
    Prose,
    Table,
    Tone,
    Value,
    value_of,
)
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, difference, number
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.nudge import USUAL_SIZE, Nudge, after_nudge
from backprop_tutor.progress.rows import Event
from backprop_tutor.reading import Comma, Refused, Vocabulary, as_written_here, read
from backprop_tutor.teaching.dialogue.reply import Came
from backprop_tutor.teaching.subject.given_numbers import given_values
from backprop_tutor.teaching.subject.subject import Subject

_FIGURES, _LEAST_FIGURES = 4, 3
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

    @property
    def called(self) -> str:
        """What the record calls the question."""
        return f"nudge {self.came.name}"


def first_nudge(
    parameter: str | None, sample: int, known: Collection[str], subject: Subject
) -> NudgeQuestion | None:
    """Return the nudge that is asked before the first slope of a sample, if there is a fit one.

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
            )
    return None


def nudge_presented(asked: NudgeQuestion) -> tuple[Block, ...]:
    """Return the question as it is shown."""
    aim = Name(asked.came.aim)
    return (
        Prose(("Between the steps · a nudge",), Tone.SUBHEADING),
        Prose(
            (
                "Move ",
                Name(asked.came.name),
                f" up by {USUAL_SIZE}, from ",
                Value(asked.old),
                " to ",
                Value(asked.new),
                ", and touch nothing else. Everything after it is worked out anew: ",
                aim,
                " was ",
                Value(asked.before),
                " and is ",
                Value(asked.after),
                " now.",
            )
        ),
        Prose(
            (
                "By how much has ",
                aim,
                " changed, per unit of the nudge? To go straight to the slopes, type skip.",
            )
        ),
    )


def _divided(asked: NudgeQuestion) -> tuple[Inline, ...]:
    change = difference(number(asked.after), number(asked.before))
    return ("(", change, f") / {USUAL_SIZE}")


def nudge_hint(asked: NudgeQuestion) -> tuple[Block, ...]:
    """Return the hint."""
    aim = Name(asked.came.aim)
    said = (", now minus before, divided by the nudge: ", *_divided(asked), ".")
    return (Prose(("Per unit means: the change of ", aim, *said), Tone.HINT),)


def nudge_answer(asked: NudgeQuestion, subject: Subject) -> tuple[Block, ...]:
    """Return the answer with its working, the same as a picture, and what it is good for."""
    came = asked.came
    aim, name = Name(came.aim), Name(came.name)
    shown = figures.spelled(came.per_unit, min(_FIGURES, came.figures))
    return (
        Prose((*_divided(asked), " ≈ ", Value(shown), ".")),
        Prose(
            (
                aim,
                " moves about ",
                Value(shown),
                " times as far as ",
                name,
                " does. That is nearly a slope: the smaller the nudge, the nearer. Now we work out "
                "the slopes themselves, without moving anything.",
            )
        ),
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
                Curve((aim, " as ", name, " varies and all else stays the same"), points),
                Curve(("the straight line with that slope",), ends, dotted=True),
            ),
            told=Table(
                (name, aim, "straight line"),
                tuple(
                    (value_of(x), value_of(height), value_of(straight(x)))
                    for x, height in points[:: _POINTS // 4]
                ),
            ),
            marks=(Mark(("now",), (came.old, came.before)),),
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
        told = f"Cannot be read as an answer: {answer.reason}"
        return Came((Prose((told,), Tone.HINT),), Event.INVALID)
    value = float_value(answer.expression, subject.values.__getitem__)
    came, comma_typed = asked.came, answer.decimal_comma
    if _is_near(value, came.per_unit):
        right = (Prose(("Right.",), Tone.RIGHT), *nudge_answer(asked, subject))
        return Came(right, Event.RIGHT, final=True, attempt=attempt, decimal_comma=comma_typed)
    wrong = (Prose(tuple(_what_is_wrong(value, came)), Tone.WRONG),)
    return Came(wrong, Event.WRONG, attempt=attempt, decimal_comma=comma_typed)


def _what_is_wrong(value: float, came: Nudge) -> Iterator[Inline]:
    if _is_near(value, came.change):
        yield (
            f"Not yet. That is the change itself; per unit of the nudge, divide it by {USUAL_SIZE}."
        )
    elif _is_near(value, -came.per_unit):
        yield "Not yet. The size is right, and the sign is not: "
        yield Name(came.aim)
        yield " has risen." if came.change > 0 else " has fallen."
    elif _is_near(value, 1 / came.per_unit):
        yield "Not yet. It is the other way round: the change of "
        yield Name(came.aim)
        yield ", divided by the nudge."
    else:
        yield "Not yet. Take what "
        yield Name(came.aim)
        yield f" is now, minus what it was, and divide by the nudge, {USUAL_SIZE}."


def _is_near(value: float, right: float) -> bool:
    return math.isclose(value, right, rel_tol=_NEAR)
