"""What becomes of a delta where the activation is flat, and which of its factors does it."""

from math import copysign, isfinite

from backprop_tutor.blocks.blocks import Inline, Value
from backprop_tutor.formula.expression import Name, Product
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.teaching.learner.skills import Skill
from backprop_tutor.teaching.reasons.beliefs import wrong_choices
from backprop_tutor.teaching.reasons.question import FEWEST, Belief, Choice, Kind, ReasonQuestion
from backprop_tutor.teaching.subject.given_numbers import given_values
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say

_FAR = 20.0
"""A net input at which a sigmoid or a tanh is flat to eight figures."""
_SHUT, _OPEN = 1e-6, 1e-2
"""A factor that is smaller shuts the way; one that is larger does not."""
_MOST_LINES = 1_000
"""Of a larger network a pass at another net input would keep the learner waiting."""
_STEM = marked(
    "{delta} = {formula}. Suppose {net} were {far}, and not {now}. What would become of {delta}, "
    "and why?"
)
_HINT = marked("How steep is the activation at {far}: does {out} still move there when {net} does?")
_SAID = marked("It would be almost 0: {slope} is, because the activation is flat there.")
_REMARK = marked(
    "A neuron whose activation is flat is called saturated: {out} hardly moves there, so {aim} "
    "does not either, and the weights before it learn almost nothing."
)
_BELIEFS = (
    Belief(
        "slope-of-error",
        marked("It would be almost 0: {back} is, because {out} has come to the end of its range."),
        marked(
            "The end of the range is not the target: {back} is not small there. It is {slope} "
            "that is."
        ),
    ),
    Belief(
        "slope-of-net",
        marked("It would be larger in size: {slope} grows as {net} goes away from 0."),
    ),
    Belief(
        "no-output-activation-slope",
        marked("It would be about the same: what comes back depends on {back} alone."),
    ),
    Belief(
        "no-hidden-activation-slope",
        marked("It would be about the same: what comes back depends on {back} alone."),
    ),
)


def what_shuts_the_way(line: Line, subject: Subject) -> ReasonQuestion | None:
    """Return what becomes of δ = dE/dout · dout/dnet far out, where dout/dnet is almost 0.

    None where another factor is almost 0 there too, where the slope stays, as that of a ReLU at
    one end, and where the way is shut as it is.
    """
    match line.formula:
        case Product((Name(id=back), Name(id=slope))) if (
            line.role is Role.DELTA and subject[slope].role is Role.ACTIVATION_SLOPE
        ):
            pass
        case _:
            return None
    net, values = line.by, subject.values
    if len(subject.tape) > _MOST_LINES or abs(values[line.name]) < 100 * _SHUT:
        return None
    if not abs(values[slope]) >= _OPEN:
        return None
    given = given_values(subject.scenario)
    for far in (copysign(_FAR, values[net]), -copysign(_FAR, values[net])):
        there = subject.tape.at({**given, net: far})
        found = (there[slope], there[back], there[line.name])
        if all(map(isfinite, found)) and _shuts(*found):
            return _asked(line, back, slope, far, subject)
    return None


def _shuts(slope: float, back: float, delta: float) -> bool:
    """Whether it is the slope that makes a delta vanish, and nothing but the slope."""
    return 0 < abs(slope) < _SHUT and abs(back) > _OPEN and abs(delta) < _SHUT


def _asked(
    line: Line, back: str, slope: str, far: float, subject: Subject
) -> ReasonQuestion | None:
    parts: dict[str, Inline] = {
        "delta": Name(line.name),
        "formula": line.formula,
        "net": Name(line.by),
        "now": subject.value(line.by),
        "far": Value(figures.spelled(far)),
        "out": Name(subject[slope].of),
        "slope": Name(slope),
        "back": Name(back),
        "aim": Name(subject.aim),
    }
    wrong = tuple(wrong_choices(_BELIEFS, (line.name, slope), parts, subject))
    if len(wrong) + 1 < FEWEST:
        return None
    return ReasonQuestion(
        Kind.SATURATED,
        line.name,
        Skill.ACTIVATION_SLOPE,
        (),
        say(_STEM, **parts),
        (Choice(say(_SAID, **parts), say(_REMARK, **parts)), *wrong),
        0,
        say(_HINT, **parts),
    )
