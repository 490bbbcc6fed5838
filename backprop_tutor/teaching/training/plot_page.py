"""The picture of a derivative: the loss, or a node, as one number varies, and its tangent."""

from functools import lru_cache
from math import isfinite

from backprop_tutor.blocks.blocks import (
    Block,
    Equation,
    Figure,
    Inline,
    Prose,
    Table,
    Tone,
    WithNumbers,
    value_of,
)
from backprop_tutor.blocks.curves import Curve, Curves, Mark
from backprop_tutor.errors import UsageError
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, Product, Sum, difference
from backprop_tutor.maths import figures
from backprop_tutor.maths.oracle.cancellation import closer_look
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.training.kink_remark import bend_at, on_the_bend
from backprop_tutor.teaching.training.outcome import brief
from backprop_tutor.teaching.training.plot_subject import about_the_plotted, plotted_subject
from backprop_tutor.teaching.training.runs import aim_in_words
from backprop_tutor.teaching.training.step_remark import on_the_step
from backprop_tutor.wording import marked, say, text, text_in

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


def plot_page(
    subject: Subject, weight: str, low: float, high: float, *, on_page: bool = False
) -> tuple[Block, ...]:
    """Return the picture with its tangent as an equation, the step, and what it all says.

    What is drawn is the aim, the loss or the node whose derivatives are wanted, over a parameter;
    without a loss also over an input, as ``plotted_subject`` makes it. ``on_page`` it is not told
    which options show more. Raises ``UsageError`` if the
    aim has no derivative by that name, or no value between the ends, and ``OutOfRange`` if it has
    one only with the given values.
    """
    lesson, subject = subject, plotted_subject(subject, weight)
    tape, aim = subject.tape, subject.aim
    gradient, new = subject.gradient(weight), names.updated(weight)
    if gradient not in tape:
        raise UsageError(
            text("{aim} does not depend on {weight}", aim=aim_in_words(subject), weight=weight)
        )
    subject.check_finite((aim, gradient))
    now, height, slope = (subject.values[name] for name in (weight, aim, gradient))
    points = _points(subject, weight, low, high)
    if len(points) < 2:
        raise UsageError(
            text(
                "{aim} is not a number between {weight} = {low} and {high}; choose --from and --to "
                "nearer to {now}",
                aim=aim_in_words(subject),
                weight=weight,
                low=figures.spelled(low),
                high=figures.spelled(high),
                now=figures.spelled(now),
            )
        )
    marks = []
    if low <= now <= high:
        at: tuple[Inline, ...] = say(
            "now: {weight} = {value}, {aim} = {height}",
            weight=Name(weight),
            value=subject.value(weight),
            aim=Name(aim),
            height=value_of(height),
        )
        marks.append(Mark(at, (now, height)))
    landing = subject.values[new] if new in tape else None
    after = None if landing is None else _height_at(subject, weight, landing)
    if landing not in (None, now) and after is not None and low <= landing <= high:
        at = say(
            "after the step: {weight} = {value}, {aim} = {height}",
            weight=Name(new),
            value=subject.value(new),
            aim=Name(aim),
            height=value_of(after),
        )
        marks.append(Mark(at, (landing, after)))
    tangent = tuple((x, height + slope * (x - now)) for x in (low, high))
    bend = bend_at(subject, weight)
    picture = Curves(
        across=Name(weight),
        up=Name(aim),
        curves=(
            Curve(_as_it_varies(aim, weight), points),
            Curve(_of_tangent(subject, gradient), tangent, dotted=True),
        ),
        told=_told(subject, weight, points, slope),
        marks=tuple(marks),
    )
    return (
        Prose(
            say("How {aim} depends on {weight}", aim=subject.goal, weight=Name(weight)), Tone.TITLE
        ),
        Figure(picture),
        _equation(subject, weight, gradient),
        _on_the_slope(subject, weight, points, slope, on_page=on_page)
        if bend is None
        else on_the_bend(subject, weight, bend),
        *on_the_step(subject, weight, landing, after, kinked=bend is not None),
        *about_the_plotted(lesson, weight),
    )


def moved_picture(subject: Subject, weight: str, by: float) -> Curves:
    """Return the curve with its tangent, and where a number stands now and after a move.

    Raises ``UsageError`` where there is nothing to draw.
    """
    subject, points = _curve_around(subject, weight)
    aim, gradient = subject.aim, subject.gradient(weight)
    if gradient not in subject.tape or len(points) < 2:
        raise UsageError(
            text("{aim} does not depend on {weight}", aim=aim_in_words(subject), weight=weight)
        )
    now, height, slope = (subject.values[name] for name in (weight, aim, gradient))
    tangent = tuple((x, height + slope * (x - now)) for x in (points[0][0], points[-1][0]))
    here: tuple[Inline, ...] = say(
        "now: {weight} = {value}", weight=Name(weight), value=value_of(now)
    )
    marks = [Mark(here, (now, height))]
    moved = _height_at(subject, weight, now + by) if by else None
    if moved is not None:
        there: tuple[Inline, ...] = say(
            "moved: {weight} = {value}", weight=Name(weight), value=value_of(now + by)
        )
        marks.append(Mark(there, (now + by, moved)))
    return Curves(
        across=Name(weight),
        up=Name(aim),
        curves=(
            Curve(_as_it_varies(aim, weight), points),
            Curve(say("the tangent"), tangent, dotted=True),
        ),
        told=_told(subject, weight, points, slope),
        marks=tuple(marks),
        small=True,
    )


@lru_cache(maxsize=4)
def _curve_around(subject: Subject, weight: str) -> tuple[Subject, tuple[tuple[float, float], ...]]:
    """Return what is drawn and its curve; while a number is moved they stay."""
    plotted = plotted_subject(subject, weight)
    return plotted, _points(plotted, weight, *window(subject, weight))


def _as_it_varies(aim: str, weight: str) -> tuple[Inline, ...]:
    """Return what a curve of the aim over one number is called."""
    return say(
        "{aim} as {weight} varies and all else stays the same",
        aim=Name(aim),
        weight=Name(weight),
    )


def _of_tangent(subject: Subject, gradient: str) -> tuple[Inline, ...]:
    if subject.scenario.has_loss:
        return say("the tangent: its slope is the gradient {gradient}", gradient=Name(gradient))
    return say("the tangent: its slope is the derivative {gradient}", gradient=Name(gradient))


def _points(
    subject: Subject, weight: str, low: float, high: float
) -> tuple[tuple[float, float], ...]:
    places = {low + (high - low) * k / _POINTS for k in range(_POINTS + 1)}
    now = subject.values[weight]
    if low <= now <= high:  # Exactly, and not also the float beside it.
        places = {x for x in places if abs(x - now) > 1e-9 * (high - low)} | {now}
    heights = ((x, _height_at(subject, weight, x)) for x in sorted(places) if x != now)
    found = [(x, height) for x, height in heights if height is not None]
    if now in places and isfinite(subject.values[subject.aim]):
        found.append((now, subject.values[subject.aim]))
    return tuple(sorted(found))


def _height_at(subject: Subject, weight: str, value: float) -> float | None:
    """Return the aim with one number changed and all else as it is; None if it has no value."""
    # Near what was trained to, rounding may be all that is left.
    closer = closer_look(subject.tape, {}, subject.after) if subject.after else None
    height = subject.tape.at({weight: value}, closer)[subject.aim]
    return height if isfinite(height) else None


def _told(
    subject: Subject, weight: str, points: tuple[tuple[float, float], ...], slope: float
) -> Table:
    now, height = subject.values[weight], subject.values[subject.aim]
    chosen = {points[round(k * (len(points) - 1) / (_TOLD - 1))] for k in range(_TOLD)}
    chosen |= {point for point in points if point[0] == now}
    return Table(
        (Name(weight), Name(subject.aim), text_in("a column of a table", "tangent")),
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
        here: subject.spelled(weight),
    }
    return Equation(Name(text("tangent")), (WithNumbers(line, numbers),))


def _on_the_slope(
    subject: Subject,
    weight: str,
    points: tuple[tuple[float, float], ...],
    slope: float,
    *,
    on_page: bool,
) -> Prose:
    now, height = subject.values[weight], subject.values[subject.aim]
    gradient = subject.gradient(weight)
    if slope == 0:
        flat = all(abs(y - height) <= _ROUNDING * abs(height) for _, y in points)
        return Prose(
            say(_FLAT if flat else _LEVEL, gradient=Name(gradient), weight=Name(weight)),
        )
    told: tuple[Inline, ...] = say(
        _RISES if slope > 0 else _FALLS,
        weight=Name(weight),
        change=brief(abs(slope) / 100),
        slope=value_of(slope),
        gradient=Name(gradient),
    )
    heights = [y for _, y in points]
    gap = max(abs(y - height - slope * (x - now)) for x, y in points)
    if gap <= _ROUNDING * max(abs(height), abs(slope * now)):
        straight = say("The curve is a straight line here, so the two are one.")
        return Prose((*told, " ", *straight))
    if gap < _STRAIGHT * (max(heights) - min(heights)):
        nearly = say(
            "This close, the curve itself is nearly straight; --from and --to show more of it."
        )
        if on_page:
            nearly = say("This close, the curve itself is nearly straight.")
        return Prose((*told, " ", *nearly))
    return Prose(told)


_FLAT = marked(
    "The dotted line touches the curve at the current point, and it is level: {gradient} is 0. A "
    "little more or less of {weight} makes no difference."
)
_LEVEL = marked(
    "The dotted line touches the curve at the current point, and it is level: {gradient} is 0. A "
    "little more or less of {weight} makes almost no difference."
)
_RISES = marked(
    "The dotted line touches the curve at the current point and goes straight on. For each 0.01 "
    "that {weight} grows, it rises by {change}: its slope is {slope}, and this is what {gradient} "
    "means."
)
_FALLS = marked(
    "The dotted line touches the curve at the current point and goes straight on. For each 0.01 "
    "that {weight} grows, it falls by {change}: its slope is {slope}, and this is what {gradient} "
    "means."
)
