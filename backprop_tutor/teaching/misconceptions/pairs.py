"""Two wrong ideas at once: tried only when nothing simpler explains an answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from backprop_tutor.teaching.misconceptions.consequence import Consequence

COMMON = frozenset(
    {
        "bias-forgotten",
        "delta-for-gradient",
        "error-sign",
        "half-lost",
        "input-for-weight",
        "loss-for-derivative",
        "no-hidden-activation-slope",
        "no-learning-rate",
        "no-output-activation-slope",
        "one-path-only",
        "raw-errors-back",
        "uphill",
        "weight-for-input",
    }
)
"""Ideas common enough to meet another. With all of them, one number in ten would be explained by
accident."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two consequences, and what follows from both."""

    one: Consequence
    other: Consequence
    both: Consequence


def pairs(candidates: Iterable[Consequence]) -> Iterator[Pair]:
    """Yield the common ideas two by two, each at its likeliest, where they change other lines."""
    first: dict[str, Consequence] = {}
    for candidate in candidates:
        if candidate.idea.id in COMMON:
            first.setdefault(candidate.idea.id, candidate)
    for one, other in combinations(first.values(), 2):
        if not one.changed.keys() & other.changed.keys():
            yield Pair(one, other, one.joined(other))
