"""Which way a weight will move at its update, and because of which sign."""

from math import isfinite

from backprop_tutor.blocks.blocks import Inline, Prose
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.learner.skills import skill_of
from backprop_tutor.teaching.reasons.beliefs import wrong_choices
from backprop_tutor.teaching.reasons.question import Belief, Choice, Kind, ReasonQuestion
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say

_KNOWN = marked("Known: {weight} = {old}, {gradient} = {slope}.")
_STEM = marked("Which way will {weight} move at its update, and why?")
_HINT = marked(
    "The sign of a gradient says whether {aim} rises or falls when the weight goes up. Which way "
    "should {aim} go?"
)
_HINT_IN_GRAPH = marked(
    "The sign of a gradient says whether {aim} rises or falls when {weight} goes up. Which way "
    "should {aim} go?"
)
_DOWN_AGAINST = marked("Down: {gradient} is positive, and the step goes against the gradient.")
_UP_AGAINST = marked("Up: {gradient} is negative, and the step goes against the gradient.")
_UP_ALONG = marked("Up: {gradient} is positive, and the step goes along the gradient.")
_DOWN_ALONG = marked("Down: {gradient} is negative, and the step goes along the gradient.")
_RISES = marked(
    "{gradient} is positive, so {aim} rises with {weight}: a lower {weight} makes it smaller."
)
_FALLS = marked(
    "{gradient} is negative, so {aim} falls as {weight} rises: a higher one makes it smaller."
)
_CLIMBS = marked(
    "{gradient} is positive, so {aim} rises with {weight}: a higher {weight} makes it larger."
)
_SINKS = marked(
    "{gradient} is negative, so {aim} falls as {weight} rises: a lower one makes it larger."
)
_LOOK_AGAIN = marked("Look at the sign again: {gradient} is {slope}.")
_ALL_FALL = Belief(
    None,
    marked("Down: {aim} is to become smaller, so the weights have to become smaller."),
    marked(
        "A smaller weight does not always make the loss smaller: the sign of its gradient tells."
    ),
)
_ALL_RISE = Belief(
    None,
    marked("Up: {aim} is to become larger, so the weights have to become larger."),
    marked("A larger weight does not always make {aim} larger: the sign of its gradient tells."),
)
_IT_FALLS = Belief(
    None,
    marked("Down: {aim} is to become smaller, so {weight} has to become smaller."),
    marked(
        "A smaller {weight} does not always make {aim} smaller: the sign of its gradient tells."
    ),
)
_IT_RISES = Belief(
    None,
    marked("Up: {aim} is to become larger, so {weight} has to become larger."),
    marked("A larger {weight} does not always make {aim} larger: the sign of its gradient tells."),
)


def which_way(line: Line, subject: Subject) -> ReasonQuestion | None:
    """Return which way the parameter of an update moves: against dE/dw, or along it to climb.

    None where it does not move, or where what momentum remembers turns the step round.
    """
    gradient = subject.gradient(line.of)
    if line.role is not Role.UPDATE or gradient not in subject.tape:
        return None
    slope, moved = subject.values[gradient], subject.values[line.name] - subject.values[line.of]
    climbs = subject.scenario.direction is Direction.ASCENT
    if not (isfinite(moved) and moved * slope * (1 if climbs else -1) > 0):
        return None
    parts: dict[str, Inline] = {
        "weight": Name(line.of),
        "old": subject.value(line.of),
        "gradient": Name(gradient),
        "slope": subject.value(gradient),
        "aim": Name(subject.aim),
    }
    positive = slope > 0
    against, along = (_DOWN_AGAINST, _UP_ALONG) if positive else (_UP_AGAINST, _DOWN_ALONG)
    misread = (
        (_DOWN_ALONG if climbs else _UP_AGAINST)
        if positive
        else (_UP_ALONG if climbs else _DOWN_AGAINST)
    )
    why = (_CLIMBS if positive else _SINKS) if climbs else (_RISES if positive else _FALLS)
    weighs = subject.scenario.is_of_neurons
    same_way = (
        (_ALL_RISE if weighs else _IT_RISES) if climbs else (_ALL_FALL if weighs else _IT_FALLS)
    )
    beliefs = (
        Belief("uphill", against if climbs else along),
        Belief(None, misread, _LOOK_AGAIN),
        same_way,
    )
    wrong = tuple(wrong_choices(beliefs, (line.name,), parts, subject))
    right = Choice(say(along if climbs else against, **parts), say(why, **parts))
    return ReasonQuestion(
        Kind.DIRECTION,
        line.name,
        skill_of(line, subject),
        (Prose(say(_KNOWN, **parts)),),
        say(_STEM, **parts),
        (right, *wrong),
        0,
        say(_HINT if weighs else _HINT_IN_GRAPH, **parts),
        tells=(line.name,),
    )
