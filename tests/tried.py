"""The bundled scenarios that a costly test takes, where all of them would teach it nothing more.

What is cheap takes all of them, by ``bundled()``; so does ``test_library_walks.py``, which walks
each with right answers.
"""

from collections.abc import Collection, Iterable
from typing import Any

import pytest
from thorough import IS_THOROUGH

TRIED = (
    *("circuit", "coding-train", "course-w5", "defend-intelligence", "house", "mazur"),
    *("micrograd", "sigmoid-circuit", "siraj-xor", "skip", "softmax"),
    *("attention", "recurrent"),
)
"""Layers and graphs, one sample and several, each kind of loss; and two with shared weights."""

FEW = (
    TRIED
    if IS_THOROUGH
    else (
        *("circuit", "coding-train", "course-w5", "mazur"),
        *("siraj-xor", "skip", "softmax", "attention"),
    )
)
"""One of each kind, for what costs most; all of them where time is not short."""

QUICK = ("mazur", "circuit", "softmax", "siraj-xor")
"""Layers, a graph, a softmax and several samples: of what is tried with every scenario, these are
tried by ``-m "not slow"`` too."""


def slow_but(quick: Collection[Any], cases: Iterable[Any]) -> list[Any]:
    """Return the cases for ``parametrize``, of which all are slow but the quick ones.

    Each is cheap, and so many together are not.
    """
    cases = list(cases)
    assert all(case in cases for case in quick)
    return [case if case in quick else pytest.param(case, marks=pytest.mark.slow) for case in cases]
