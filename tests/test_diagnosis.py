"""Whoever is right is told so; whoever holds one wrong idea is told which, and never "right"."""

import pytest
from diagnosis import diagnosed, new_kinds, random_scenarios
from thorough import IS_THOROUGH, some
from tried import FEW

from backprop_tutor.loader import load

pytestmark = pytest.mark.slow

BUNDLED, OTHERS = 3, 2 if IS_THOROUGH else 1
"""So many questions of a kind are asked; ``python tests/diagnosis.py`` asks them all."""
RANDOM = list(random_scenarios(some(16)))
LEAST = {
    "circuit": 5,
    "micrograd": 20,
    "sigmoid-circuit": 50,
    "coding-train": 50,
    "course-w5": 250,
    "skip": 400,
    "attention": 250,
    "recurrent": 400,
}
"""Networks with few or short questions have few ways to be wrong."""
NEW = {scenario.name: scenario for scenario in new_kinds()}


@pytest.mark.parametrize("name", FEW)
def test_every_wrong_idea_is_named_on_a_bundled_network(name: str) -> None:
    counts, faults = diagnosed(load(name), BUNDLED)
    assert not faults
    named = sum(count for said, count in counts.items() if said.endswith(": named"))
    others = sum(count for said, count in counts.items() if said.endswith("another named"))
    assert named > LEAST.get(name, 500)
    assert others <= 0.02 * named, "ideas that give one number are named two at a time"


@pytest.mark.parametrize("place", range(len(RANDOM)))
def test_nothing_wrong_passes_on_a_random_network(place: int) -> None:
    counts, faults = diagnosed(RANDOM[place], OTHERS)
    assert not faults
    assert counts["right number: right"] > 0


@pytest.mark.parametrize("name", NEW)
def test_every_wrong_idea_is_named_on_other_kinds_of_network(name: str) -> None:
    counts, faults = diagnosed(NEW[name], OTHERS)
    assert not faults
    named = sum(count for said, count in counts.items() if said.endswith(": named"))
    others = sum(count for said, count in counts.items() if said.endswith("another named"))
    assert named > 0
    assert others <= 0.02 * named, "ideas that give one number are named two at a time"
