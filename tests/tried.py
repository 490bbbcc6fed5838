"""The bundled scenarios that a costly test takes, where all of them would teach it nothing more.

What is cheap takes all of them, by ``bundled()``; so does ``test_library_walks.py``, which walks
each with right answers.
"""

TRIED = (
    *("circuit", "coding-train", "course-w5", "defend-intelligence", "house", "mazur"),
    *("micrograd", "sigmoid-circuit", "siraj-xor", "skip", "softmax"),
    *("attention", "recurrent"),
)
"""Layers and graphs, one sample and several, each kind of loss; and two with shared weights."""
