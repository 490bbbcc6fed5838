"""Where one step leads: what is said below the picture of a derivative."""

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Value
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.training.outcome import brief
from backprop_tutor.wording import Marked, marked, say


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
        return (Prose(say(_why_not(subject, weight), number=Name(weight))),)
    worked = subject.worked(names.updated(weight))
    now = subject.values[weight]
    if landing == now:
        return (worked, Prose(say("So the step is 0: it stays where it is.")))
    slope = subject.values[subject.gradient(weight)]
    climbs = subject.scenario.direction is Direction.ASCENT
    to_right = landing > now
    follows = slope != 0 and (to_right == (slope > 0)) == climbs
    kept = _first_moment(subject, weight)
    from_to: dict[str, Inline] = {
        "weight": Name(weight),
        "now": subject.value(weight),
        "new": subject.value(names.updated(weight)),
    }
    goes: tuple[Inline, ...]
    if not follows and kept is not None:
        goes = say(
            _carried(slope, to_right=to_right),
            kept=Name(kept),
            value=subject.value(kept),
            **from_to,
        )
    else:
        goes = say(_by_slope(slope, climbs, follows), **from_to)
    before = subject.values[subject.aim]
    gain = 0.0 if after is None else after - before if climbs else before - after
    came: tuple[Inline, ...] = say(
        _what_came(after, gain, climbs, follows, kinked),
        aim=subject.goal,
        after="" if after is None else Value(figures.spelled(after), figures.is_exact(after)),
        gain=brief(gain),
    )
    return (worked, Prose((*goes, " ", *came)))


def _first_moment(subject: Subject, weight: str) -> str | None:
    """Return what the optimizer remembers of the gradients of a parameter, after its update."""
    lines = (line for line in subject.tape.values() if line.role is Role.MOMENT_UPDATE)
    return next((line.name for line in lines if line.of == weight), None)


def _by_slope(slope: float, climbs: bool, follows: bool) -> Marked:
    """Return the sentence on a step that goes where the slope leads."""
    if not follows:
        return marked("The step goes from {weight} = {now} to {new}.")
    if climbs:
        return (
            marked(
                "Uphill is to the right, and there the step goes: from {weight} = {now} to {new}."
            )
            if slope > 0
            else marked(
                "Uphill is to the left, and there the step goes: from {weight} = {now} to {new}."
            )
        )
    return (
        marked(
            "Uphill is to the right, so the step goes to the left: from {weight} = {now} to {new}."
        )
        if slope > 0
        else marked(
            "Uphill is to the left, so the step goes to the right: from {weight} = {now} to {new}."
        )
    )


def _carried(slope: float, *, to_right: bool) -> Marked:
    """Return the sentence on a step that the memory of earlier ones takes, whatever the slope."""
    if slope == 0:
        return marked(
            "It is level here, but {kept} = {value}, which is kept from the earlier steps, carries "
            "it on: from {weight} = {now} to {new}."
        )
    match slope > 0, to_right:
        case True, True:
            return marked(
                "Uphill is to the right, and yet the step goes there: {kept} = {value}, which is "
                "kept from the earlier steps, carries it on against the slope, from {weight} = "
                "{now} to {new}."
            )
        case True, False:
            return marked(
                "Downhill is to the left, and yet the step goes there: {kept} = {value}, which is "
                "kept from the earlier steps, carries it on against the slope, from {weight} = "
                "{now} to {new}."
            )
        case False, True:
            return marked(
                "Downhill is to the right, and yet the step goes there: {kept} = {value}, which is "
                "kept from the earlier steps, carries it on against the slope, from {weight} = "
                "{now} to {new}."
            )
        case _:
            return marked(
                "Uphill is to the left, and yet the step goes there: {kept} = {value}, which is "
                "kept from the earlier steps, carries it on against the slope, from {weight} = "
                "{now} to {new}."
            )


def _what_came(
    after: float | None, gain: float, climbs: bool, follows: bool, kinked: bool
) -> Marked:
    """Return the sentence on the value where a step ends."""
    if after is None:
        return marked("There {aim} has no value: the step is far too long.")
    if gain > 0:
        return (
            marked("There {aim} is {after}, higher by {gain}.")
            if climbs
            else marked("There {aim} is {after}, lower by {gain}.")
        )
    if follows and kinked:
        return (
            marked(
                "There {aim} is {after}, no higher than before: at a kink the slope may say "
                "nothing about the side to which the step goes."
            )
            if climbs
            else marked(
                "There {aim} is {after}, no lower than before: at a kink the slope may say "
                "nothing about the side to which the step goes."
            )
        )
    if follows:
        return (
            marked(
                "There {aim} is {after}, no higher than before: the step jumped over the hill. A "
                "smaller learning rate would land on it."
            )
            if climbs
            else marked(
                "There {aim} is {after}, no lower than before: the step jumped over the valley. A "
                "smaller learning rate would land in it."
            )
        )
    return (
        marked("There {aim} is {after}, no higher than before.")
        if climbs
        else marked("There {aim} is {after}, no lower than before.")
    )


def _why_not(subject: Subject, weight: str) -> Marked:
    if subject[weight].role is Role.INPUT:
        return marked("{number} is an input: it does not learn, so no step is taken.")
    if weight in subject.scenario.frozen:
        return marked("{number} is frozen: it does not learn, so no step is taken.")
    return marked("{number} has no learning rate to learn with, so no step is taken.")
