"""Reads the keys that say how the parameters learn: rate, direction, update."""

from decimal import Decimal
from typing import NamedTuple

from backprop_tutor.loader.yaml import values
from backprop_tutor.loader.yaml.fields import Fields, fields
from backprop_tutor.loader.yaml.nodes import MappingNode, YamlNode
from backprop_tutor.loader.yaml.problems import Problems
from backprop_tutor.loader.yaml.words_elsewhere import RATE_KEY_MEANT, UPDATE_MEANT
from backprop_tutor.scenario.scenario import Direction, RateSteps, Update
from backprop_tutor.wording import Marked, marked, text, text_with_commas

# Translators: the numbers here are examples of what a file holds, with points.
_RATE_ABOVE_ZERO = marked("learning_rate must be above 0, such as 0.5; found {found}")
_START_ABOVE_ZERO = marked("learning_rate.start must be above 0, such as 0.5; found {found}")


class ReadRate(NamedTuple):
    """A learning rate, and how it falls if it does."""

    start: Decimal | None
    steps: RateSteps | None = None


def learning_rate(keys: Fields, problems: Problems) -> ReadRate:
    """Return the learning rate, if there is one: a number, or how it begins and falls."""
    if "learning_rate" not in keys:
        return ReadRate(None)
    match keys["learning_rate"][1]:
        case MappingNode() as falling:
            return _falling(falling, problems)
        case _:
            return ReadRate(_above_zero(keys, "learning_rate", _RATE_ABOVE_ZERO, problems))


_RATE = "learning_rate"
_START, _TIMES, _EVERY = "start", "times", "every"
_FALLING = {_START: "start: 0.5", _TIMES: "times: 0.9", _EVERY: "every: 10"}
_MOST_UPDATES = 1_000_000


def _falling(node: MappingNode, problems: Problems) -> ReadRate:
    """Return a rate that is multiplied by a number after every so many updates."""
    example = f"{{{text_with_commas(tuple(_FALLING.values()))}}}"
    if values.mapping(node, _RATE, example, problems) is None:
        return ReadRate(None)
    its = fields(node, tuple(_FALLING), _FALLING, problems, where=_RATE, elsewhere=RATE_KEY_MEANT)
    start = times = every = None
    if _START in its:
        start = _number_above_zero(its[_START][1], f"{_RATE}.{_START}", _START_ABOVE_ZERO, problems)
    if _TIMES in its:
        times = values.read_number(its[_TIMES][1], f"{_RATE}.{_TIMES}", problems)
        if times is not None and not 0 < times < 1:
            problems.at(
                its[_TIMES][1],
                # Translators: the numbers here are examples of what a file holds, with points.
                text(
                    "learning_rate.times must be above 0 and below 1, such as 0.9, for the rate "
                    "falls; found {found}",
                    found=values.node_described(its[_TIMES][1]),
                ),
            )
    if _EVERY in its:
        place = f"{_RATE}.{_EVERY}"
        every = values.whole_number(its[_EVERY][1], place, 1, _MOST_UPDATES, problems)
    if times is None or every is None:
        return ReadRate(start)
    return ReadRate(start, RateSteps(times, every))


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
        chosen = values.choice(node, "update", tuple(Update), problems, elsewhere=UPDATE_MEANT)
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


def _above_zero(keys: Fields, key: str, refusal: Marked, problems: Problems) -> Decimal | None:
    return _number_above_zero(keys[key][1], key, refusal, problems) if key in keys else None


def _number_above_zero(
    node: YamlNode, key: str, refusal: Marked, problems: Problems
) -> Decimal | None:
    value = values.read_number(node, key, problems)
    if value is not None and value <= 0:
        problems.at(node, text(refusal, found=values.node_described(node)))
    return value
