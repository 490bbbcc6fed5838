"""Whoever holds a wrong idea and types its formula, or its number, is told which idea it is."""

import pytest
from ideas_table import Table, counted, recognised, tried_at
from tried import TRIED

from backprop_tutor.loader import load
from backprop_tutor.teaching.misconceptions import IDEAS
from backprop_tutor.teaching.misconceptions.ideas.optimizers import OPTIMIZER_IDEAS
from backprop_tutor.teaching.subject.subject import subject_of

pytestmark = pytest.mark.slow

OF_A_KIND = 2
"""At so many lines of a kind ideas are tried; ``python tests/ideas_table.py`` tries them at all."""
ELSEWHERE = {
    "bce-one-half": "binary cross-entropy",
    "bce-sign": "binary cross-entropy",
    "errors-averaged-first": "a batch",
    "half-the-activation": "an activation of several parts",
    "huber-as-line": "the Huber loss",
    "huber-as-square": "the Huber loss",
    "huber-delta-left-out": "the Huber loss",
    "one-sample-only": "a batch",
    "power-rule-on-exp": "an exponential",
    "score-for-share": "a loss from scores",
    "slope-kept-with-scores": "a loss from scores",
    "sum-for-mean-over-samples": "a batch",
    "target-left-out": "a loss from scores",
    "updated-inside-batch": "a batch",
    **{one.id: "an optimizer" for one in OPTIMIZER_IDEAS},
}
"""Ideas about what few bundled scenarios have; their rows are in ``test_misconceptions.py``."""


@pytest.fixture(scope="module", params=["coding-train", "micrograd"])
def table(request: pytest.FixtureRequest) -> Table:
    return counted([request.param], OF_A_KIND)


def test_every_formula_of_an_idea_is_named(table: Table) -> None:
    assert sum(table.tried.values()) > 40
    wrong = {key: count for key, count in table.typed.items() if table.named[key] < count}
    assert {key for key in wrong if key[1] == "formula"} == set()


def test_exact_numbers_of_ideas_are_named(table: Table) -> None:
    """All but those of which a likelier two lead to the same."""
    exact = [key for key in table.typed if key[1] == "exact number"]
    named, of = (sum(counts[key] for key in exact) for counts in (table.named, table.typed))
    assert named >= 0.95 * of


def test_no_wrong_idea_passes(table: Table) -> None:
    assert table.passed == []


def test_every_idea_is_tried_on_some_bundled_scenario() -> None:
    ids: set[str] = set()
    for name in (*TRIED, "convolution", "dropout", "layer-norm"):
        subject = subject_of(load(name))
        if not subject.scenario.samples:
            for asked in filter(subject.taught, subject.tape):
                ids.update(tried_at(asked, subject))
    assert {one.id for one in IDEAS} - ids <= set(ELSEWHERE)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        *(("mazur", 8.0), ("micrograd", 4.5), ("softmax", 6.0), ("house", 8.0)),
        *(("attention", 5.5), ("layer-norm", 7.0), ("dropout", 4.5)),
    ],
)
def test_so_many_wrong_answers_to_a_question_are_recognised(name: str, least: float) -> None:
    questions, wrong = recognised(name)
    assert wrong / questions >= least
