"""The picture of a derivative: the loss, or a node, as one number varies, and its tangent."""

from math import isfinite

from backprop_tutor.blocks.blocks import (
    Block,
    Curve,
    Curves,
    Equation,
    Figure,
    Inline,
    Mark,
    Prose,
    Table,
    Tone,
    WithNumbers,
    value_of,
)
from backprop_tutor.errors import UsageError
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, Product, Sum, difference
from backprop_tutor.maths import figures
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.training.kink_remark import bend_at, on_the_bend
from backprop_tutor.teaching.training.outcome import brief
from backprop_tutor.teaching.training.plot_subject import about_the_plotted, plotted_subject
from backprop_tutor.teaching.training.runs import aim_in_words
from backprop_tutor.teaching.training.step_remark import on_the_step

_POINTS = 160
_TOLD = 9
_STEPS_ACROSS = 24
"""The usual picture reaches so many steps to either side: the step is seen, and what it follows."""

_STRAIGHT = 0.02
"""A curve that leaves its tangent by less than this share of the height looks straight."""

_ROUNDING = 1e-12
"""By so small a share of its terms a straight line differs from its tangent in floats."""


def window(subject: Subject, weight: str) -> tuple[float, float]:
    """Return from where to where a weight is varied so that curve, tangent and step are seen."""
    subject = plotted_subject(subject, weight)
    now = subject.values[weight]
    new = names.updated(weight)
    step = abs(subject.values[new] - now) if new in subject.tape else 0.0
    half = _STEPS_ACROSS * step or 1.0
    if half > 2:  # A long step: the picture ends not far behind it.
        half = max(2.0, 1.5 * step)
    half = max(half, 1e-6 * max(1.0, abs(now)))  # Nearer, the rounding of floats would be seen.
    return now - half, now + half


def plot_page(subject: Subject, weight: str, low: float, high: float) -> tuple[Block, ...]:
    """Return the picture with its tangent as an equation, the step, and what it all says.

    What is drawn is the aim, the loss or the node whose derivatives are wanted, over a parameter;
    without a loss also over an input, as ``plotted_subject`` makes it. Raises ``UsageError`` if the
    aim has no derivative by that name, or no value between the ends, and ``OutOfRange`` if it has
    one only with the given values.
    """
    lesson, subject = subject, plotted_subject(subject, weight)
    tape, aim = subject.tape, subject.aim
    gradient, new = subject.gradient(weight), names.updated(weight)
    if weight not in subject.scenario.movable or gradient not in tape:
        raise UsageError(f"{aim_in_words(subject)} does not depend on {weight}")
    subject.check_finite((aim, gradient))
    now, height, slope = (subject.values[name] for name in (weight, aim, gradient))
    points = _points(subject, weight, low, high)
    if len(points) < 2:
        raise UsageError(
            f"{aim_in_words(subject)} is not a number between {weight} = {figures.spelled(low)} "
            f"and {figures.spelled(high)}; choose --from and --to nearer to {figures.spelled(now)}"
        )
    marks = []
    if low <= now <= high:
        marks.append(Mark(("now: ", *_at(subject, weight, height)), (now, height)))
    landing = subject.values[new] if new in tape else None
    after = None if landing is None else _height_at(subject, weight, landing)
    if landing not in (None, now) and after is not None and low <= landing <= high:
        marks.append(Mark(("after the step: ", *_at(subject, new, after)), (landing, after)))
    tangent = tuple((x, height + slope * (x - now)) for x in (low, high))
    bend = bend_at(subject, weight)
    meant = "gradient" if subject.scenario.has_loss else "derivative"
    picture = Curves(
        across=Name(weight),
        up=Name(aim),
        curves=(
            Curve((Name(aim), " as ", Name(weight), " varies and all else stays the same"), points),
            Curve(
                (f"the tangent: its slope is the {meant} ", Name(gradient)), tangent, dotted=True
            ),
        ),
        told=_told(subject, weight, points, slope),
        marks=tuple(marks),
    )
    return (
        Prose(("How ", subject.goal, " depends on ", Name(weight)), Tone.TITLE),
        Figure(picture),
        _equation(subject, weight, gradient),
        _on_the_slope(subject, weight, points, slope)
        if bend is None
        else on_the_bend(subject, weight, bend),
        *on_the_step(subject, weight, landing, after, kinked=bend is not None),
        *about_the_plotted(lesson, weight),
    )


def _points(
    subject: Subject, weight: str, low: float, high: float
) -> tuple[tuple[float, float], ...]:
    places = {low + (high - low) * k / _POINTS for k in range(_POINTS + 1)}
    now = subject.values[weight]
    if low <= now <= high:  # Exactly, and not also the float beside it.
        places = {x for x in places if abs(x - now) > 1e-9 * (high - low)} | {now}
    heights = ((x, _height_at(subject, weight, x)) for x in sorted(places))
    return tuple((x, height) for x, height in heights if height is not None)


def _height_at(subject: Subject, weight: str, value: float) -> float | None:
    """Return the aim with one number changed and all else as it is; None if it has no value."""
    height = subject.tape.at({weight: value})[subject.aim]
    return height if isfinite(height) else None


def _at(subject: Subject, weight: str, height: float) -> tuple[Inline, ...]:
    return (
        Name(weight),
        " = ",
        subject.value(weight),
        ", ",
        Name(subject.aim),
        " = ",
        value_of(height),
    )


def _told(
    subject: Subject, weight: str, points: tuple[tuple[float, float], ...], slope: float
) -> Table:
    now, height = subject.values[weight], subject.values[subject.aim]
    chosen = {points[round(k * (len(points) - 1) / (_TOLD - 1))] for k in range(_TOLD)}
    chosen |= {point for point in points if point[0] == now}
    return Table(
        (Name(weight), Name(subject.aim), "tangent"),
        tuple(
            (value_of(x), value_of(y), value_of(height + slope * (x - now)))
            for x, y in sorted(chosen)
        ),
    )


def _equation(subject: Subject, weight: str, gradient: str) -> Equation:
    """The tangent: f + df/dw · (w − w now), with the numbers put in."""
    aim, here = subject.aim, f"{weight}_now"
    line = Sum((Name(aim), Product((Name(gradient), difference(Name(weight), Name(here))))))
    numbers = {
        aim: subject.spelled(aim),
        gradient: subject.spelled(gradient),
        weight: weight,
        here: subject.spelled(weight),
    }
    return Equation(Name("tangent"), (WithNumbers(line, numbers),))


def _on_the_slope(
    subject: Subject, weight: str, points: tuple[tuple[float, float], ...], slope: float
) -> Prose:
    now, height = subject.values[weight], subject.values[subject.aim]
    gradient = subject.gradient(weight)
    if slope == 0:
        flat = all(abs(y - height) <= _ROUNDING * abs(height) for _, y in points)
        told = " makes no difference." if flat else " makes almost no difference."
        return Prose(
            (
                "The dotted line touches the curve at the current point, and it is level: ",
                Name(gradient),
                " is 0. A little more or less of ",
                Name(weight),
                told,
            )
        )
    way = "rises" if slope > 0 else "falls"
    parts: list[Inline] = [
        "The dotted line touches the curve at the current point and goes straight on. For each "
        "0.01 that ",
        Name(weight),
        f" grows, it {way} by ",
        brief(abs(slope) / 100),
        ": its slope is ",
        value_of(slope),
        ", and this is what ",
        Name(gradient),
        " means.",
    ]
    heights = [y for _, y in points]
    gap = max(abs(y - height - slope * (x - now)) for x, y in points)
    if gap <= _ROUNDING * max(abs(height), abs(slope * now)):
        parts.append(" The curve is a straight line here, so the two are one.")
    elif gap < _STRAIGHT * (max(heights) - min(heights)):
        parts.append(
            " This close, the curve itself is nearly straight; --from and --to show more of it."
        )
    return Prose(tuple(parts))
