"""The picture of a derivative: the loss as one weight varies, its tangent, and the next step."""

from math import isfinite

from backprop_tutor.errors import UsageError
from backprop_tutor.expression import Name, Product, Sum, difference
from backprop_tutor.maths import figures, names
from backprop_tutor.teaching.later import check_has_loss
from backprop_tutor.teaching.step import (
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
)
from backprop_tutor.teaching.subject import Subject, is_parameter
from backprop_tutor.teaching.training import value_of

_POINTS = 160
_TOLD = 9
_STEPS_ACROSS = 24
"""The usual picture reaches so many steps to either side: the step is seen, and what it follows."""

_STRAIGHT = 0.02
"""A curve that leaves its tangent by less than this share of the height looks straight."""


def window(subject: Subject, weight: str) -> tuple[float, float]:
    """Return from where to where a weight is varied so that curve, tangent and step are seen."""
    now = subject.values[weight]
    new = names.new(weight)
    step = abs(subject.values[new] - now) if new in subject.tape else 0.0
    half = _STEPS_ACROSS * step or 1.0
    if half > 2:  # A long step: the picture ends not far behind it.
        half = max(2.0, 1.5 * step)
    half = max(half, 1e-6 * max(1.0, abs(now)))  # Nearer, the rounding of floats would be seen.
    return now - half, now + half


def page(subject: Subject, weight: str, low: float, high: float) -> tuple[Block, ...]:
    """Return the picture with its tangent as an equation, the step, and what it all says.

    Raises ``UsageError`` if there is no loss, or no such weight, or nothing between the ends.
    """
    tape = subject.tape
    check_has_loss(subject.scenario, tape)
    gradient, new = names.derivative(names.TOTAL, weight), names.new(weight)
    if weight not in tape or not is_parameter(tape[weight]) or gradient not in tape:
        raise UsageError(f"{weight} is not a weight or bias that the loss depends on")
    now, loss, slope = (subject.values[name] for name in (weight, names.TOTAL, gradient))
    points = _points(subject, weight, low, high)
    if len(points) < 2:
        raise UsageError(
            f"the loss is not a number between {weight} = {figures.spelled(low)} and "
            f"{figures.spelled(high)}; choose --from and --to nearer to {figures.spelled(now)}"
        )
    marks = []
    if low <= now <= high:
        marks.append(Mark(("now: ", *_at(subject, weight, loss)), (now, loss)))
    landing = subject.values[new] if new in tape else None
    after = None if landing is None else _loss_at(subject, weight, landing)
    if landing not in (None, now) and after is not None and low <= landing <= high:
        marks.append(Mark(("after the step: ", *_at(subject, new, after)), (landing, after)))
    tangent = tuple((x, loss + slope * (x - now)) for x in (low, high))
    picture = Curves(
        across=Name(weight),
        up=Name(names.TOTAL),
        curves=(
            Curve((Name(names.TOTAL), " as ", Name(weight), " varies, all else as it is"), points),
            Curve(
                ("the tangent: its slope is the gradient ", Name(gradient)), tangent, dotted=True
            ),
        ),
        told=_told(weight, points, (now, loss, slope)),
        marks=tuple(marks),
    )
    return (
        Prose(("How the loss depends on ", Name(weight)), Tone.TITLE),
        Figure(picture),
        _equation(subject, weight, gradient),
        *_on_the_slope(weight, gradient, slope, points, loss, now),
        *_on_the_step(subject, weight, landing, after),
    )


def _points(
    subject: Subject, weight: str, low: float, high: float
) -> tuple[tuple[float, float], ...]:
    places = {low + (high - low) * k / _POINTS for k in range(_POINTS + 1)}
    now = subject.values[weight]
    places |= {now} if low <= now <= high else set()
    losses = ((x, _loss_at(subject, weight, x)) for x in sorted(places))
    return tuple((x, loss) for x, loss in losses if loss is not None)


def _loss_at(subject: Subject, weight: str, value: float) -> float | None:
    """Return the loss with one weight changed and all else as it is; None if it has no value."""
    loss = subject.tape.at({weight: value})[names.TOTAL]
    return loss if isfinite(loss) else None


def _at(subject: Subject, weight: str, loss: float) -> tuple[Inline, ...]:
    here, total = f" = {subject.spelled(weight)}, ", Name(names.TOTAL)
    return Name(weight), here, total, f" = {figures.spelled(loss)}"


def _told(
    weight: str, points: tuple[tuple[float, float], ...], touching: tuple[float, float, float]
) -> Table:
    now, loss, slope = touching
    chosen = {points[round(k * (len(points) - 1) / (_TOLD - 1))] for k in range(_TOLD)}
    chosen |= {point for point in points if point[0] == now}
    return Table(
        (Name(weight), Name(names.TOTAL), "tangent"),
        tuple(
            (value_of(x), value_of(y), value_of(loss + slope * (x - now)))
            for x, y in sorted(chosen)
        ),
    )


def _equation(subject: Subject, weight: str, gradient: str) -> Equation:
    """The tangent: E_total + dE_total/dw · (w − w now), with the numbers put in."""
    here = f"{weight}_now"
    line = Sum(
        (
            Name(names.TOTAL),
            Product((Name(gradient), difference(Name(weight), Name(here)))),
        )
    )
    numbers = {
        names.TOTAL: subject.spelled(names.TOTAL),
        gradient: subject.spelled(gradient),
        weight: weight,
        here: subject.spelled(weight),
    }
    return Equation(Name("tangent"), (WithNumbers(line, numbers),))


def _on_the_slope(
    weight: str,
    gradient: str,
    slope: float,
    points: tuple[tuple[float, float], ...],
    loss: float,
    now: float,
) -> tuple[Block, ...]:
    if slope == 0:
        return (
            Prose(
                (
                    "The dotted line touches the curve at the point of now, and it is level: ",
                    Name(gradient),
                    " is 0. A little more or less of ",
                    Name(weight),
                    " changes nothing.",
                )
            ),
        )
    way = "rises" if slope > 0 else "falls"
    parts: list[Inline] = [
        "The dotted line touches the curve at the point of now and goes on straight. For each 0.01 "
        "that ",
        Name(weight),
        f" grows, it {way} by {figures.spelled(abs(slope) / 100, 3)}: its slope is ",
        value_of(slope),
        ", and this is what ",
        Name(gradient),
        " means.",
    ]
    heights = [y for _, y in points]
    gap = max(abs(y - loss - slope * (x - now)) for x, y in points)
    if gap < _STRAIGHT * (max(heights) - min(heights)):
        parts.append(
            " So close by, the curve itself is nearly straight; --from and --to show more of it."
        )
    return (Prose(tuple(parts)),)


def _on_the_step(
    subject: Subject, weight: str, landing: float | None, after: float | None
) -> tuple[Block, ...]:
    if landing is None:
        frozen = weight in subject.scenario.frozen
        why = " is frozen: it does not learn" if frozen else " has no learning rate to learn by"
        return (Prose((Name(weight), f"{why}, so no step is taken.")),)
    worked = subject.worked(names.new(weight))
    now, loss = subject.values[weight], subject.values[names.TOTAL]
    if landing == now:
        return (worked, Prose(("So the step is 0: it stays where it is.",)))
    slope = subject.values[names.derivative(names.TOTAL, weight)]
    if slope and (landing < now) == (slope > 0):
        uphill, back = ("right", "left") if slope > 0 else ("left", "right")
        parts: list[Inline] = [f"Uphill is to the {uphill}, so the step goes to the {back}: "]
    else:
        parts = ["The step goes "]
    parts += [
        "from ",
        Name(weight),
        " = ",
        subject.value(weight),
        " to ",
        subject.value(names.new(weight)),
        ". ",
    ]
    if after is None:
        parts.append("There the loss has no value: the step is far too long.")
    elif after < loss:
        parts += ["There the loss is ", value_of(after), f", less by {_off(loss - after)}."]
    else:
        parts += [
            "There the loss is ",
            value_of(after),
            ", no less than before: the step jumped over the valley. A smaller learning rate "
            "would land in it.",
        ]
    return (worked, Prose(tuple(parts)))


def _off(amount: float) -> str:
    return figures.spelled(amount, 3)
