"""Draws other numbers for a scenario: as friendly as its own, and in a fair range.

All chance comes from ``random.Random(text).random()`` and integer arithmetic written out here.
Python promises that this one method, seeded alike, gives the same sequence in every version;
``randrange``, ``choice`` and ``shuffle`` may change how they make use of it, so they are not used.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from backprop_tutor.maths.functions import BETWEEN_0_AND_1, SATURATING
from backprop_tutor.maths.losses import FROM_SCORES, LOSSES, is_joint
from backprop_tutor.scenario.graph import Softmax
from backprop_tutor.scenario.scenario import Sample, Scenario
from backprop_tutor.teaching.variants.dice import Dice

MOST_PLACES = 2
"""No number has more decimals than this."""
_LEAST, _MOST = Decimal("0.1"), Decimal("0.95")
"""Sizes of numbers that are at most 1 in the original: large enough to matter in a sum."""
_NET = 3
"""What the weights of a wide layer may add up to."""
_LOW = (Decimal("0.01"), Decimal("0.4"))
_HIGH = (Decimal("0.6"), Decimal("0.99"))
"""Where the targets of outputs between 0 and 1 lie: away from the middle, so that outputs miss."""
_TRIES = 20
"""Draws of one number until it is none of its kind's; some kinds have more numbers than values."""
_MOST_TO_ADD = 3
"""By how much a whole number may be larger than the original."""
_LEAST_RANGE = 5
_LARGE = 10
"""Where an input is larger than this, the weights stay about as large as they are."""


def redrawn(scenario: Scenario, dice: Dice) -> Scenario:
    """Return the scenario with other inputs, targets, weights and biases; the rates stay."""
    used: set[Decimal] = set()
    large = any(abs(value) > _LARGE for value in scenario.inputs.values())
    reach = None if large else _reach(scenario)
    parameters = {
        name: _other(value, dice, used, reach, either_sign=not scenario.has_loss)
        for name, value in scenario.parameters.items()
    }
    if not scenario.samples:
        one = _sample(Sample(scenario.inputs, scenario.targets), scenario, dice)
        return replace(scenario, inputs=one.inputs, targets=one.targets, parameters=parameters)
    if _is_table(scenario):
        return replace(scenario, parameters=parameters)
    samples = tuple(_sample(sample, scenario, dice) for sample in scenario.samples)
    first = samples[0]
    return replace(
        scenario,
        inputs=first.inputs,
        targets=first.targets,
        samples=samples,
        parameters=parameters,
    )


def can_vary(scenario: Scenario) -> bool:
    """Whether any number of a scenario may be another one."""
    inputs = () if _is_table(scenario) else scenario.inputs.values()
    loose = (value for value in inputs if not _is_switch(value, scenario))
    return any(value for value in (*scenario.parameters.values(), *loose))


def _is_table(scenario: Scenario) -> bool:
    """Whether the samples are a truth table: what goes in is 0 or 1, or −1 and 1."""
    numbers = [value for sample in scenario.samples for value in sample.inputs.values()]
    return bool(numbers) and all(_is_switch(value, scenario) for value in numbers)


def _is_switch(value: Decimal, scenario: Scenario) -> bool:
    return scenario.has_loss and value in (-1, 0, 1)


def _sample(sample: Sample, scenario: Scenario, dice: Dice) -> Sample:
    used: set[Decimal] = set()
    inputs = {
        name: value
        if _is_switch(value, scenario)
        else _other(value, dice, used, _MOST, either_sign=not scenario.has_loss)
        for name, value in sample.inputs.items()
    }
    return Sample(inputs, dict(_targets(sample.targets, scenario, dice)))


def _targets(
    targets: Mapping[str, Decimal], scenario: Scenario, dice: Dice
) -> Iterator[tuple[str, Decimal]]:
    """Yield targets that the outputs can reach: classes stay classes, shares add up to 1."""
    values = tuple(targets.values())
    loss = LOSSES.get(scenario.loss)
    if loss is not None and loss.beside is not None:
        yield from targets.items()  # Which class is right is written in the formulas themselves.
    elif all(value in (0, 1) for value in values) and len(values) == 1:
        yield from ((name, Decimal(dice.below(2))) for name in targets)
    elif all(value in (0, 1) for value in values) or _is_shared_out(targets, scenario):
        yield from zip(targets, dice.mixed(values), strict=True)
    else:
        used: set[Decimal] = set()
        for name, value in targets.items():
            yield name, _target(name, value, scenario, dice, used)


def _is_shared_out(targets: Mapping[str, Decimal], scenario: Scenario) -> bool:
    if is_joint(scenario.loss):
        return True
    softmax = (node for node in scenario.nodes if isinstance(node, Softmax))
    return any(set(node.names) == set(targets) for node in softmax)


def _target(
    name: str, value: Decimal, scenario: Scenario, dice: Dice, used: set[Decimal]
) -> Decimal:
    layers = (layer for layer in scenario.layers for unit in layer.neurons if unit.name == name)
    activation = next((layer.activation for layer in layers), "")
    of_scores = scenario.loss in FROM_SCORES.values()
    if activation not in SATURATING and not of_scores:
        return _other(value, dice, used, _MOST)
    if not _places(value):  # 0 and 1 are where such an output ends.
        return value
    if activation not in BETWEEN_0_AND_1 and not of_scores:
        return _other(value, dice, used, _MOST)
    ends = _LOW if value < Decimal("0.5") else _HIGH
    return _new(lambda: dice.between(*ends, _places(value)), used)


def _reach(scenario: Scenario) -> Decimal:
    """Return how large a weight may be: where many are added, smaller."""
    widest = max((len(layer.senders) for layer in scenario.layers), default=0)
    return min(_MOST, Decimal(_NET) / max(1, widest))


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(MOST_PLACES, max(0, -exponent)) if isinstance(exponent, int) else 0


def _other(
    value: Decimal,
    dice: Dice,
    used: set[Decimal],
    most: Decimal | None,
    *,
    either_sign: bool = False,
) -> Decimal:
    """Return another number of no more digits; a 0 is meant, and stays.

    A number that is at most 1 becomes one up to ``most``; without it, one about as large.

    With the signs a network that learns keeps its manners: what was held down is still held down.
    A circuit that nothing is expected of has its numbers of either sign.
    """
    if not value:
        return value
    size, places = abs(value), _places(value)
    if not places:
        ends = (Decimal(1), max(Decimal(_LEAST_RANGE), size + _MOST_TO_ADD))
    elif size <= 1 and most is not None:
        ends = (min(_LEAST, most), most)
    else:
        ends = (size / 2, size * 3 / 2)
    sign = (Decimal(1), Decimal(-1))[dice.below(2)] if either_sign else value
    return _new(lambda: dice.between(*ends, places).copy_sign(sign), used)


def _new(draw: Callable[[], Decimal], used: set[Decimal]) -> Decimal:
    """Return a number that is none of those used, unless that is hard to find."""
    number = draw()
    for _ in range(_TRIES):
        if number not in used:
            break
        number = draw()
    used.add(number)
    return number
