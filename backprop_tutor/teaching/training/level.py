"""Why a training does not move, or went the wrong way, where its learning rate is not to blame."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from backprop_tutor.formula import names
from backprop_tutor.maths.tape.tape import Pass, Role
from backprop_tutor.maths.training.training import History
from backprop_tutor.teaching.subject.subject import Subject

_NOTHING = 1e-13
"""A gradient that is smaller than this is 0, but for the rounding of floats."""


class Why(Enum):
    """Why all gradients are 0."""

    AT_TARGET = auto()
    """The loss is 0: nothing is left to learn."""
    DEAD = auto()
    """Nothing comes back through some neurons, on any sample."""
    LEVEL = auto()
    """What is asked for cancels: all weights alike, the top or the bottom of a curve."""


@dataclass(frozen=True, slots=True)
class Still:
    """That all gradients are 0, and why."""

    why: Why
    neurons: tuple[str, ...] = ()
    """Those that are dead."""


def why_still(subject: Subject, numbers: Mapping[str, float]) -> Still | None:
    """Return why all gradients are 0 at these numbers; None if one is not."""
    at = subject.tape.at(numbers)
    if not all(abs(at[name]) < _NOTHING for name in _gradients(subject)):
        return None
    if subject.scenario.has_loss and abs(at[subject.aim]) < _NOTHING:
        return Still(Why.AT_TARGET)
    dead = tuple(_dead(subject, at))
    return Still(Why.DEAD, dead) if dead else Still(Why.LEVEL)


def _gradients(subject: Subject) -> Iterator[str]:
    """Yield the gradients of what learns: where each sample moves it, those of each sample."""
    for parameter in subject.scenario.parameters:
        if names.updated(parameter) not in subject.tape:
            continue
        gradient = subject.gradient(parameter)
        if names.at_sample(names.updated(parameter), 1) not in subject.tape:
            yield gradient
            continue
        for sample in range(1, len(subject.scenario.samples) + 1):
            yield names.at_sample(gradient, sample)


def _dead(subject: Subject, at: Pass) -> Iterator[str]:
    """Yield the neurons whose activation has the slope 0 on every sample."""
    slopes: dict[str, list[float]] = {}
    for name, line in subject.tape.items():
        if line.role is Role.ACTIVATION_SLOPE:
            neuron = names.sender_of(names.of_sample(line.of)[0])
            slopes.setdefault(neuron, []).append(at[name])
    for neuron, found in slopes.items():
        if not any(found):
            yield neuron


def pulled_by_decay(subject: Subject, history: History, kept: Sequence[str]) -> bool:
    """Whether a loss rose by the weight decay alone: with ½λ·Σ w² it never did."""
    scenario = subject.scenario
    decaying = [place for place, name in enumerate(kept) if name in scenario.decaying]
    if not history.rises or not decaying or len(decaying) < len(scenario.decaying):
        return False
    half = subject.values[names.DECAY] / 2
    whole = [
        value + half * sum(numbers[place] ** 2 for place in decaying)
        for (_, value), numbers in zip(history.points, history.kept, strict=True)
    ]
    least = 1e-9 * abs(whole[0])
    return all(after <= before + least for before, after in pairwise(whole))
