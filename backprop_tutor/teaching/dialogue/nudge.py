"""The word ``nudge``: a number of the network is moved a little, and what the loss does is told."""

import math
from decimal import Decimal

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, Value
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.notation import naming
from backprop_tutor.maths.tape.nudge import USUAL_SIZE, Nudge, after_nudge
from backprop_tutor.maths.tape.tape import OF_UPDATES
from backprop_tutor.reading import Refused, as_written_here, read
from backprop_tutor.scenario.scenario import Part, Update
from backprop_tutor.teaching.dialogue.calculator import names_told
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import AtHand, known
from backprop_tutor.teaching.subject.given_numbers import given_values
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say, text, text_in

_FIGURES, _LEAST_FIGURES = 4, 2
_SURE = 1e-6
"""Beside a number, a nudge of this size is no rounding: what does not move then is still."""


def nudge(typed: str, at_hand: AtHand, carried: Carried) -> tuple[Block, ...]:
    """Return what a nudge does, by the name and the size that were typed: ``w5 0.001``."""
    subject = at_hand.subject
    first, _, size_typed = typed.partition(" ")
    bare = size_typed.strip().removeprefix("by ").removeprefix("de ")
    size_typed = bare.removeprefix("+") or f"{USUAL_SIZE}"
    if not first:
        example = naming(subject.scenario)(_worth_a_nudge(at_hand))
        return _refused(
            # Translators: what stands after nudge is typed, and read with points as with commas.
            text(
                "Type nudge, a name and how far: nudge {weight} {size}",
                weight=example,
                size=f"{USUAL_SIZE}",
            )
        )
    vocabulary = names_told(at_hand)
    comma = as_written_here(carried.comma)
    what, size = read(first, vocabulary, comma), read(size_typed, vocabulary, comma)
    if isinstance(what, Refused):
        return _refused(text("Cannot be nudged: {reason}", reason=what.reason))
    if isinstance(size, Refused):
        return _refused(text("The size of the nudge cannot be read: {reason}", reason=size.reason))
    if not isinstance(what.expression, Name):
        return _refused(text("Only one number at a time can be nudged: give its name."))
    name = what.expression.id
    if (reason := _not_to_be_moved(name, subject)) is not None:
        return (Prose(reason, Tone.HINT),)
    far = float_value(size.expression, subject.values.__getitem__)
    if not far or not math.isfinite(far):
        return _refused(text("A nudge needs a size that is a number other than 0."))
    came = after_nudge(
        subject.tape, given_values(subject.scenario), name, far, moved_by(name, subject)
    )
    if not math.isfinite(came.per_unit):
        return _refused(text("So far out nothing has a finite value. Try a smaller nudge."))
    return nudge_told(came, subject, loss_known=came.aim in known(at_hand))


def _worth_a_nudge(at_hand: AtHand) -> str:
    """Return the number that a nudge tells most of at a step: what its slope is by, or itself."""
    subject, asked = at_hand.subject, at_hand.step.name
    line = subject[asked]
    for name in (line.by, asked, *subject.scenario.movable):
        if name and name in subject.tape and _not_to_be_moved(name, subject) is None:
            return name
    return "w1"


def _refused(reason: str) -> tuple[Block, ...]:
    return (Prose((reason,), Tone.HINT),)


def moved_by(name: str, subject: Subject) -> str:
    """Return what a nudge of a number is looked at for: the loss, of its own sample if it has one.

    Where each sample moves the weights, that is the loss of the first: later ones start elsewhere.
    """
    scenario = subject.scenario
    sample = subject[name].sample
    if not sample and len(scenario.samples) > 1 and scenario.update is Update.ONLINE:
        sample = 1
    return names.at_sample(subject.aim, sample)


def _not_to_be_moved(name: str, subject: Subject) -> tuple[Inline, ...] | None:
    """Return why a nudge of a quantity says nothing, or None if it does."""
    line = subject[name]
    if names.fraction(name) is not None:
        return say(
            "{quantity} is a slope: it says what a nudge does. Nudge {number} instead.",
            quantity=Name(name),
            number=Name(line.by),
        )
    if line.part not in (None, Part.FORWARD, Part.ERROR):
        return say(
            "{quantity} is worked out after the slopes. Nudge a number of the first pass.",
            quantity=Name(name),
        )
    if line.role in OF_UPDATES:
        return say(
            "{quantity} says how far the weights move. The loss of now does not depend on it.",
            quantity=Name(name),
        )
    if name == moved_by(name, subject):
        return say(
            "{quantity} is what a nudge is looked at for. Nudge a number that it depends on.",
            quantity=Name(name),
        )
    return None


def nudge_told(came: Nudge, subject: Subject, *, loss_known: bool) -> tuple[Block, ...]:
    """Return the numbers of a nudge: before, after, change, and the change per unit of it.

    Where the loss is still to be worked out, only its change is told.
    """
    aim = Name(came.aim)
    size, shown = figures.spelled(came.size), min(_FIGURES, came.figures)
    up, old = came.size > 0, subject.spelled(came.name)
    new = f"{Decimal(old) + Decimal(size):f}"
    moved = Prose(
        say(
            _UP if up else _DOWN,
            number=Name(came.name),
            size=size.removeprefix("-"),
            old=Value(old),
            new=Value(new),
        )
    )
    if not came.change and abs(came.size) >= _SURE * abs(came.old):
        return (moved, Prose(say("{loss} does not move at all.", loss=aim)))
    if shown < _LEAST_FIGURES:
        lost: tuple[Inline, ...] = say(
            "{loss} moves so little that its change is lost in rounding. Try a larger nudge.",
            loss=aim,
        )
        return (moved, Prose(lost, Tone.HINT))
    change = figures.spelled(came.change, shown)
    last = figures.place_of(came.change, shown)
    per_unit = Value(figures.spelled(came.per_unit, shown), exact=False)
    if loss_known:
        message = _RISES_FROM if came.change > 0 else _FALLS_FROM
    else:
        message = _RISES if came.change > 0 else _FALLS
    told: tuple[Inline, ...] = say(
        message,
        loss=aim,
        change=change.removeprefix("-"),
        before=Value(figures.spelled_to(came.before, last)),
        after=Value(figures.spelled_to(came.after, last)),
    )
    what = (
        text_in("a column of a table", "change of the loss")
        if subject.scenario.has_loss
        else text_in("a column of a table", "change")
    )
    return (
        moved,
        Prose(told),
        Table(
            (
                what,
                text_in("a column of a table", "nudge"),
                text_in("a column of a table", "per unit"),
            ),
            ((Value(change), Value(size), per_unit),),
        ),
    )


_UP = marked("{number} goes up by {size}, from {old} to {new}; nothing else is touched.")
_DOWN = marked("{number} goes down by {size}, from {old} to {new}; nothing else is touched.")
_RISES = marked("{loss} rises by {change}.")
_FALLS = marked("{loss} falls by {change}.")
_RISES_FROM = marked("{loss} rises by {change}, from {before} to {after}.")
_FALLS_FROM = marked("{loss} falls by {change}, from {before} to {after}.")
