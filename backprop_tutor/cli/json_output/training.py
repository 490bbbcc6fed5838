"""What ``train --json`` prints."""

from collections.abc import Sequence
from typing import Any

from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.training.runs import Run, learning_of


def training(subject: Subject, runs: Sequence[Run]) -> dict[str, Any]:
    """Return what came of training, a run per learning rate.

    What is watched is ``quantity``; its last value is ``loss`` if it is one, else ``value``.
    ``falls`` are counted only where it should climb. ``parameters`` are what was learnt.
    """
    learning = learning_of(subject)
    return {
        "scenario": subject.scenario.name,
        "quantity": subject.aim,
        "parameters": {name: subject.values[name] for name in learning},
        "runs": [
            {
                "rate": run.rate,
                "updates": run.history.updates,
                "loss" if run.is_of_loss else "value": run.history.last,
                "rises": run.history.rises,
                **({"falls": run.history.falls} if run.climbs else {}),
                "diverged_at": run.history.broke,
                "reached": run.history.reached,
                "parameters": {name: run.history.numbers[name] for name in learning},
                "history": [list(point) for point in run.history.points],
            }
            for run in runs
        ],
    }
