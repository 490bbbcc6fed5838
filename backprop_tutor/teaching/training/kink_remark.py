"""Where a curve has a kink just at the point of now: which function bends there, and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from backprop_tutor.blocks.blocks import Block, Inline, Prose, value_of
from backprop_tutor.formula.expression import Call, Expr, Name, subexpressions
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import added, float_value
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_FUNCTIONS
from backprop_tutor.wording import marked, say, text

_NEAR = 1e-6
_ROUNDING = 1e-7

# Translators: {choice} is a sentence of its own, which says what is taken for the slope there.
_ONE_IS_THERE = marked(
    "The curve has a kink at the current point: {function} bends there, because {argument} is "
    "{place}. To the left of it the slope is {left}, to the right {right}. {choice} So {gradient} "
    "is {value}, and this is the slope of the dotted line."
)
# Translators: {choice} is a sentence of its own, which says what is taken for the slope there.
_TWO_ARE_EQUAL = marked(
    "The curve has a kink at the current point: {function} bends there, because two of its "
    "arguments are equal. To the left of it the slope is {left}, to the right {right}. {choice} So "
    "{gradient} is {value}, and this is the slope of the dotted line."
)


@dataclass(frozen=True, slots=True)
class AimKink:
    """A kink of the aim as one number varies: its cause, and the slopes to both sides."""

    cause: Call
    left: float
    right: float


def bend_at(subject: Subject, weight: str) -> AimKink | None:
    """Return the kink at the numbers of now, if there is one.

    A function on the way is at its kink, and the difference quotients to the left and to the right
    stay apart as the nudge gets smaller.
    """
    cause = next(_bending(subject, weight), None)
    if cause is None:
        return None
    step = _NEAR * max(1.0, abs(subject.values[weight]))
    (left, right), (nearer_left, nearer_right) = (
        _sides(subject, weight, h) for h in (step, step / 10)
    )
    jump, size = abs(right - left), max(abs(left), abs(right))
    noise = _ROUNDING * (size + abs(subject.values[subject.aim]))
    if isfinite(jump) and jump > noise and abs(nearer_right - nearer_left) > jump / 2:
        return AimKink(cause, left, right)
    return None


def on_the_bend(subject: Subject, weight: str, bend: AimKink) -> Block:
    """Say where the kink comes from, and which slope the dotted line has."""
    gradient = subject.gradient(weight)
    argument, *others = bend.cause.arguments
    told: tuple[Inline, ...] = say(
        _TWO_ARE_EQUAL if others else _ONE_IS_THERE,
        function=bend.cause,
        argument=argument,
        place=value_of(float_value(argument, subject.values.__getitem__)),
        left=value_of(_shown(bend.left)),
        right=value_of(_shown(bend.right)),
        choice=_choice(bend.cause.function),
        gradient=Name(gradient),
        value=subject.value(gradient),
    )
    return Prose(told)


def _choice(function: str) -> str:
    """Return which slope is taken at a kink, as a sentence."""
    said = TAUGHT_FUNCTIONS[function].at_kink
    assert said is not None, "only what has a sentence is taken for a kink"
    return text(said)


def _bending(subject: Subject, weight: str) -> Iterator[Call]:
    """Yield the calls that move with a number and are at their kink."""
    tape, moving = subject.tape, {weight}
    for name in tape.needed_for(subject.aim):
        line = tape[name]
        if moving.isdisjoint(line.uses):
            continue
        moving.add(name)
        if line.part in (Part.FORWARD, Part.ERROR):
            for part in subexpressions(line.formula):
                if isinstance(part, Call) and _is_at_kink(part, subject) and _names(part) & moving:
                    yield part


def _is_at_kink(call: Call, subject: Subject) -> bool:
    if TAUGHT_FUNCTIONS[call.function].at_kink is None:
        return False
    values = [float_value(argument, subject.values.__getitem__) for argument in call.arguments]
    if len(values) == 1:
        return values[0] in FUNCTIONS[call.function].kinks
    taken = max(values) if call.function == "max" else min(values)
    return sum(added(value, -taken) == 0 for value in values) > 1


def _names(part: Expr) -> set[str]:
    return {each.id for each in subexpressions(part) if isinstance(each, Name)}


def _sides(subject: Subject, weight: str, step: float) -> tuple[float, float]:
    now, aim = subject.values[weight], subject.aim
    low, here, high = (subject.tape.at({weight: now + way * step})[aim] for way in (-1, 0, 1))
    return (here - low) / step, (high - here) / step


def _shown(slope: float) -> float:
    """Return a slope to as many figures as a difference quotient has; 0 for what is rounding."""
    return 0.0 if abs(slope) < _ROUNDING else figures.rounded_to_figures(slope, 3)
