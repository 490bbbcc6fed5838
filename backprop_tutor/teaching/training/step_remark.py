"""Where one step leads: what is said below the picture of a derivative."""

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Value
from backprop_tutor.blocks.sentences import filled_in
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.training.outcome import brief


def on_the_step(
    subject: Subject,
    weight: str,
    landing: float | None,
    after: float | None,
    *,
    kinked: bool = False,
) -> tuple[Block, ...]:
    """Say where the step of one parameter goes, and whether it helps.

    ``landing`` is the parameter after the step, None without one; ``after`` the aim there, None if
    it has no value. ``kinked`` says that the slope may be that of one side only.
    """
    if landing is None:
        return (Prose((Name(weight), f"{_why_not(subject, weight)}, so no step is taken.")),)
    worked = subject.worked(names.updated(weight))
    now = subject.values[weight]
    if landing == now:
        return (worked, Prose(("So the step is 0: it stays where it is.",)))
    parts: dict[str, Inline] = {
        "weight": Name(weight),
        "now": subject.value(weight),
        "new": subject.value(names.updated(weight)),
        "aim": subject.goal,
    }
    slope = subject.values[subject.gradient(weight)]
    climbs = subject.scenario.direction is Direction.ASCENT
    to_right = landing > now
    follows = slope != 0 and (to_right == (slope > 0)) == climbs
    velocity = names.updated(names.velocity(weight))
    carried = not follows and velocity in subject.tape
    if carried:
        parts |= {"velocity": Name(velocity), "speed": subject.value(velocity)}
    goes = _carried(slope, to_right=to_right) if carried else _by_slope(slope, climbs, follows)
    text = f"{goes}from {{weight}} = {{now}} to {{new}}. There {{aim}} "
    if after is None:
        text += "has no value: the step is far too long."
        return (worked, Prose(filled_in(text, parts)))
    before = subject.values[subject.aim]
    parts["after"] = Value(figures.spelled(after), figures.is_exact(after))
    gain = after - before if climbs else before - after
    better = "higher" if climbs else "lower"
    if gain > 0:
        parts["gain"] = brief(gain)
        text += f"is {{after}}, {better} by {{gain}}."
    elif follows and kinked:
        text += (
            f"is {{after}}, no {better} than before: at a kink the slope may say nothing about "
            "the side to which the step goes."
        )
    elif follows:
        place, reach = ("hill", "land on") if climbs else ("valley", "land in")
        text += (
            f"is {{after}}, no {better} than before: the step jumped over the {place}. "
            f"A smaller learning rate would {reach} it."
        )
    else:
        text += f"is {{after}}, no {better} than before."
    return (worked, Prose(filled_in(text, parts)))


def _by_slope(slope: float, climbs: bool, follows: bool) -> str:
    """Return the beginning of the sentence on a step that goes where the slope leads."""
    uphill, back = ("right", "left") if slope > 0 else ("left", "right")
    if not follows:
        return "The step goes "
    if climbs:
        return f"Uphill is to the {uphill}, and there the step goes: "
    return f"Uphill is to the {uphill}, so the step goes to the {back}: "


def _carried(slope: float, *, to_right: bool) -> str:
    """Return the beginning of the sentence on a step that momentum takes, whatever the slope."""
    kept = "the velocity {velocity} = {speed}, kept from the earlier steps, carries it "
    if slope == 0:
        return f"It is level here, but {kept}on: "
    hill = "Uphill" if to_right == (slope > 0) else "Downhill"
    side = "right" if to_right else "left"
    return f"{hill} is to the {side}, and yet the step goes there: {kept}on against the slope, "


def _why_not(subject: Subject, weight: str) -> str:
    if subject[weight].role is Role.INPUT:
        return " is an input: it does not learn"
    if weight in subject.scenario.frozen:
        return " is frozen: it does not learn"
    return " has no learning rate to learn with"
