"""The bundled scenarios that a costly test takes, where all of them would teach it nothing more.

What is cheap takes all of them, by ``bundled()``; so does ``test_library_walks.py``, which walks
each with right answers.
"""

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
