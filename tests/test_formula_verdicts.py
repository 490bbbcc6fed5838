"""No right formula is refused and no wrong one accepted, of some that are drawn."""

import random
from collections.abc import Callable, Mapping
from functools import partial

import pytest
from formula_verdicts import Oracle, asked_in, judged
from free_graphs import random_graph
from graphs import drawn

from backprop_tutor.loader import load
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.subject.subject import subject_of

QUESTIONS, EACH = 5, 2


SCENARIOS: Mapping[str, Callable[[], Scenario]] = {
    **{
        name: partial(load, name)
        for name in ("mazur", "micrograd", "skip", "softmax", "coding-train")
    },
    **{f"graph {seed}": partial(random_graph, seed) for seed in (2, 5, 10)},
    **{f"drawn {seed}": lambda seed=seed: drawn(seed).scenario for seed in (3, 9, 13)},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_formulas_are_judged_by_what_they_are(name: str) -> None:
    subject, chance = subject_of(SCENARIOS[name]()), random.Random(name)
    oracle = Oracle(subject, chance)
    found = asked_in(subject)
    for asked in chance.sample(found, min(len(found), QUESTIONS)):
        count = judged(subject, asked, EACH, oracle, chance)
        assert not count.faults
        assert count.said["right ones"] == EACH
        assert count.said["wrong ones"] == EACH
