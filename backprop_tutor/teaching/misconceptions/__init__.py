"""The wrong ideas that are recognised, in the order in which they are tried.

The order is the order of likelihood, by this rule:

1. A slip in the very line asked comes before a slip in a line behind it (``candidates``).
2. Among each of these, an idea about one kind of line only comes first (biases, ReLU, batches),
   then a slip near the answer before one farther back, since what is farther back has been
   answered before: the update, the factors of a weight's gradient, what comes back to a hidden
   neuron. The error comes before the slopes it is multiplied by: a wrong sign or factor is more
   often the error's. The forward pass comes last. After the update, a slip made in all lines alike
   comes before one made in a single line.
3. Within one of these, first what leaves something out, then what is taken from the wrong place,
   then what follows a wrong rule.

To add one: write a function from a line to its wrong formulas in the module of its subject, under
``@idea`` with its id and its sentence, name it in the tuple of its subject (one of those that
``IDEAS`` joins), and add its row to the table in ``tests/test_misconceptions.py``. If it is a lost
sign, ``pairs`` has to know. What it is called in a list says ``in_words``.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from math import isclose, isfinite

from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.misconceptions.consequence import Consequence
from backprop_tutor.teaching.misconceptions.dependencies import Dependencies
from backprop_tutor.teaching.misconceptions.idea import Idea
from backprop_tutor.teaching.misconceptions.ideas.activation_slopes import ACTIVATION_SLOPE_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.activations import ACTIVATION_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.batches import BATCH_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.biases import BIAS_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.error_split import ERROR_SPLIT_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.graphs.node_slopes import NODE_SLOPE_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.graphs.node_values import NODE_VALUE_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.graphs.norms import NORM_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.graphs.steps import GRAPH_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.hidden_layers import HIDDEN_LAYER_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.kinks import KINK_IDEAS, relu_slope
from backprop_tutor.teaching.misconceptions.ideas.losses.huber_and_scores import (
    HUBER_AND_SCORE_IDEAS,
)
from backprop_tutor.teaching.misconceptions.ideas.losses.loss_slopes import LOSS_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.losses.loss_values import LOSS_VALUE_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.optimizers import OPTIMIZER_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.updates import UPDATE_IDEAS
from backprop_tutor.teaching.misconceptions.ideas.weights import WEIGHT_IDEAS
from backprop_tutor.teaching.misconceptions.in_one_step import made_in
from backprop_tutor.teaching.misconceptions.pairs import Pair, pairs
from backprop_tutor.teaching.misconceptions.propagation import consequences, direct, indirect
from backprop_tutor.teaching.subject.subject import Subject

__all__ = [
    "IDEAS",
    "Consequence",
    "Idea",
    "Pair",
    "candidates",
    "consequences",
    "made_here",
    "pairs",
    "shows_at",
]

IDEAS: tuple[Idea, ...] = (
    *BIAS_IDEAS,
    relu_slope,
    *BATCH_IDEAS,
    *OPTIMIZER_IDEAS,
    *UPDATE_IDEAS,
    *WEIGHT_IDEAS,
    *HIDDEN_LAYER_IDEAS,
    *ERROR_SPLIT_IDEAS,
    *HUBER_AND_SCORE_IDEAS,
    *LOSS_IDEAS,
    *LOSS_VALUE_IDEAS,
    *ACTIVATION_SLOPE_IDEAS,
    *KINK_IDEAS,
    *NORM_IDEAS,
    *NODE_SLOPE_IDEAS,
    *GRAPH_IDEAS,
    *NODE_VALUE_IDEAS,
    *ACTIVATION_IDEAS,
)
"""Likelier first; where two lead to one number, the earlier is named first."""


@lru_cache(maxsize=64)
def _way_to(asked: str, subject: Subject) -> Dependencies:
    """Many ideas are tried at one line, one after the other."""
    return Dependencies(asked, subject)


def shows_at(id_: str, asked: str, subject: Subject) -> bool:
    """Whether who makes this slip in the very line asked comes to another number than the right."""
    right = subject.values[asked]
    way = _way_to(asked, subject)
    wrong = (
        one.value(subject.values) for idea in IDEAS if idea.id == id_ for one in direct(idea, way)
    )
    return any(isfinite(value) and not isclose(value, right) for value in wrong)


def candidates(
    asked: str, subject: Subject, way: Dependencies | None = None
) -> Iterator[Consequence]:
    """Yield what all ideas make of a question, the likelier first; no id twice with one change."""
    way = way or Dependencies(asked, subject)
    for one in IDEAS:
        yield from direct(one, way)
    behind = list(IDEAS)
    if way.asked.part is Part.AGAIN:  # A slip in one weight of many is less likely than in all.
        behind.sort(key=lambda one: not one.everywhere)
    for one in behind:
        yield from indirect(one, way)


def made_here(
    asked: str, terms: Collection[str], subject: Subject, way: Dependencies | None = None
) -> list[Consequence]:
    """Return what all ideas make of a question by slips in its own line and in its terms.

    Likelier first, as ``candidates`` has it. ``way`` is that to the question with no lines but
    the terms.
    """
    found = made_in(terms, IDEAS, way or Dependencies(asked, subject, near=terms))
    return sorted(found, key=lambda one: asked not in one.changed)
