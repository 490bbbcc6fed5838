"""Reads the keys that say how the parameters learn: rate, momentum, direction, update, margin."""

from decimal import Decimal

from backprop_tutor.formula.names import MOMENTUM, velocity
from backprop_tutor.loader.names_in_use import Names
from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.fields import Fields
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.scenario.scenario import Direction, Update
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import Marked, marked, text, text_listed_or

_MARGIN = Decimal(1)

# Translators: the numbers here are examples of what a file holds, with points.
_RATE_ABOVE_ZERO = marked("learning_rate must be above 0, such as 0.5; found {found}")
_MARGIN_ABOVE_ZERO = marked("margin must be above 0, such as 1; found {found}")


def learning_rate(keys: Fields, problems: Problems) -> Decimal | None:
    """Return the learning rate, if there is one."""
    return _above_zero(keys, "learning_rate", _RATE_ABOVE_ZERO, problems)


def momentum(keys: Fields, names: Names, problems: Problems) -> Decimal | None:
    """Return the momentum, having seen that nothing has the names that come with it."""
    if "momentum" not in keys:
        return None
    key, node = keys["momentum"]
    if "learning_rate" not in keys:
        problems.at(key, text("momentum needs a learning rate; add 'learning_rate: 0.5'"))
    value = values.read_number(node, "momentum", problems)
    if value is not None and not 0 <= value < 1:
        problems.at(
            node,
            text(
                "momentum must be at least 0 and below 1, such as 0.9; found {found}",
                found=values.node_described(node),
            ),
        )
    velocities = {velocity(name): name for name in names.parameters}
    for name, place in names.places.items():
        if name in velocities:
            problems.at(
                place,
                text(
                    "the name {name} is that of the velocity of {parameter}; choose another name",
                    name=quoted(name),
                    parameter=velocities[name],
                ),
            )
        elif name == MOMENTUM:
            problems.at(
                place,
                text(
                    "the name {name} is that of the momentum; choose another name",
                    name=quoted(name),
                ),
            )
    return value


def direction(keys: Fields, problems: Problems) -> Direction:
    """Return which way the parameters move."""
    if "direction" not in keys:
        return Direction.DESCENT
    chosen = values.choice(keys["direction"][1], "direction", tuple(Direction), problems)
    return Direction(chosen or Direction.DESCENT)


def read_update(keys: Fields, samples: int, problems: Problems) -> Update:
    """Return when the parameters learn, which has to be said where there are several samples."""
    if "update" in keys:
        key, node = keys["update"]
        if "samples" not in keys:
            problems.at(
                key,
                text(
                    "update says when the parameters learn from several samples, and this file has "
                    "no 'samples'; remove it"
                ),
            )
        chosen = values.choice(node, "update", tuple(Update), problems)
        return Update(chosen or Update.BATCH_SUM)
    if samples > 1:
        problems.at(
            keys["samples"][0],
            text(
                "the file has {samples} samples and no 'update'; add 'update: online' to learn "
                "after each, 'update: batch_sum' or 'update: batch_mean' to learn from all at once",
                samples=samples,
            ),
        )
    return Update.BATCH_SUM


def margin(keys: Fields, loss: str, problems: Problems) -> Decimal:
    """Return by how much the right output has to win, for the losses that ask it."""
    if "margin" not in keys:
        return _MARGIN
    with_margin = [name for name in LOSSES if LOSSES[name].beside is not None]
    if loss not in with_margin:
        wanted = text_listed_or([f"'loss: {name}'" for name in with_margin])
        problems.at(
            keys["margin"][0], text("margin is for {losses} only; remove it", losses=wanted)
        )
    return _above_zero(keys, "margin", _MARGIN_ABOVE_ZERO, problems) or _MARGIN


def _above_zero(keys: Fields, key: str, refusal: Marked, problems: Problems) -> Decimal | None:
    if key not in keys:
        return None
    node = keys[key][1]
    value = values.read_number(node, key, problems)
    if value is not None and value <= 0:
        problems.at(node, text(refusal, found=values.node_described(node)))
    return value
