"""The wrong ideas that are recognised, in the order in which they are tried.

To add one: write a function from a line to its wrong formula in the module of its subject, name it
in that module's tuple, and add its row to the table of answers in the tests.
"""

from backprop_tutor.teaching.misconceptions.activations import ACTIVATIONS
from backprop_tutor.teaching.misconceptions.idea import Consequence, Idea, consequences
from backprop_tutor.teaching.misconceptions.weights import WEIGHTS

__all__ = ["IDEAS", "Consequence", "Idea", "consequences"]

IDEAS: tuple[Idea, ...] = (*ACTIVATIONS, *WEIGHTS)
"""Likelier before simpler; where two lead to one number, the earlier is named first."""
