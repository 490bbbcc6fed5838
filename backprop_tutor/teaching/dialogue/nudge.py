"""The word ``nudge``: a number of the network is moved a little, and what the loss does is told."""

import math
from decimal import Decimal

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone, Value
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.nudge import USUAL_SIZE, Nudge, after_nudge
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.reading import Refused, as_written_here, read
from backprop_tutor.scenario.scenario import Part, Update
from backprop_tutor.teaching.dialogue.calculator import names_told
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import AtHand, known
from backprop_tutor.teaching.subject.given_numbers import given_values
from backprop_tutor.teaching.subject.subject import Subject

_STILL = frozenset({Role.RATE, Role.MOMENTUM, Role.VELOCITY})
"""Roles of given numbers that no loss depends on before the update."""
_FIGURES, _LEAST_FIGURES = 4, 2
_SURE = 1e-6
"""Beside a number, a nudge of this size is no rounding: what does not move then is still."""


def nudge(typed: str, at_hand: AtHand, carried: Carried) -> tuple[Block, ...]:
    """Return what a nudge does, by the name and the size that were typed: ``w5 0.001``."""
    subject = at_hand.subject
    first, _, size_typed = typed.partition(" ")
    size_typed = size_typed.strip().removeprefix("by ").removeprefix("+") or f"{USUAL_SIZE}"
    if not first:
        example = next(iter(subject.scenario.movable), "w1")
        return _refused(f"Type nudge, a name and how far: nudge {example} {USUAL_SIZE}")
    vocabulary = names_told(at_hand)
    comma = as_written_here(carried.comma)
    what, size = read(first, vocabulary, comma), read(size_typed, vocabulary, comma)
    if isinstance(what, Refused):
        return _refused(f"Cannot be nudged: {what.reason}")
    if isinstance(size, Refused):
        return _refused(f"The size of the nudge cannot be read: {size.reason}")
    if not isinstance(what.expression, Name):
        return _refused("Only one number at a time can be nudged: give its name.")
    name = what.expression.id
    if (reason := _not_to_be_moved(name, subject)) is not None:
        return _refused(reason)
    far = float_value(size.expression, subject.values.__getitem__)
    if not far or not math.isfinite(far):
        return _refused("A nudge needs a size that is a number other than 0.")
    came = after_nudge(
        subject.tape, given_values(subject.scenario), name, far, moved_by(name, subject)
    )
    if not math.isfinite(came.per_unit):
        return _refused("So far out nothing has a finite value. Try a smaller nudge.")
    return nudge_told(came, subject, loss_known=came.aim in known(at_hand))


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


def _not_to_be_moved(name: str, subject: Subject) -> str | None:
    """Return why a nudge of a quantity says nothing, or None if it does."""
    line = subject[name]
    if names.fraction(name) is not None:
        return f"{name} is a slope: it says what a nudge does. Nudge {line.by} instead."
    if line.part not in (None, Part.FORWARD, Part.ERROR):
        return f"{name} is worked out after the slopes. Nudge a number of the first pass."
    if line.role in _STILL:
        return f"{name} says how far the weights move. The loss of now does not depend on it."
    if name == moved_by(name, subject):
        return f"{name} is what a nudge is looked at for. Nudge a number that it depends on."
    return None


def nudge_told(came: Nudge, subject: Subject, *, loss_known: bool) -> tuple[Block, ...]:
    """Return the numbers of a nudge: before, after, change, and the change per unit of it.

    Where the loss is still to be worked out, only its change is told.
    """
    aim = Name(came.aim)
    size, shown = figures.spelled(came.size), min(_FIGURES, came.figures)
    up, old = came.size > 0, subject.spelled(came.name)
    moved = Prose(
        (
            Name(came.name),
            f" goes up by {size}, from " if up else f" goes down by {size[1:]}, from ",
            Value(old),
            " to ",
            Value(f"{Decimal(old) + Decimal(size):f}"),
            "; nothing else is touched.",
        )
    )
    if not came.change and abs(came.size) >= _SURE * abs(came.old):
        return (moved, Prose((aim, " does not move at all.")))
    if shown < _LEAST_FIGURES:
        said = " moves so little that its change is lost in rounding. Try a larger nudge."
        return (moved, Prose((aim, said), Tone.HINT))
    change = figures.spelled(came.change, shown)
    last = figures.place_of(came.change, shown)
    per_unit = Value(figures.spelled(came.per_unit, shown), exact=False)
    values: tuple[Inline, ...] = ()
    if loss_known:
        values = (
            ", from ",
            Value(figures.spelled_to(came.before, last)),
            " to ",
            Value(figures.spelled_to(came.after, last)),
        )
    return (
        moved,
        Prose(
            (
                aim,
                f" rises by {change}" if came.change > 0 else f" falls by {change[1:]}",
                *values,
                ".",
            )
        ),
        Table(
            ("change of the loss" if subject.scenario.has_loss else "change", "nudge", "per unit"),
            ((Value(change), Value(size), per_unit),),
        ),
    )
