"""What ``solve --json`` prints."""

from collections.abc import Iterable
from typing import Any

from backprop_tutor.formula.spelling import typed
from backprop_tutor.teaching.subject.subject import Subject


def solution(subject: Subject, wanted: Iterable[str]) -> dict[str, Any]:
    """Return values (all digits of a float), formulas and roles by quantity."""
    return {
        "scenario": subject.scenario.name,
        "after": subject.after,
        "quantities": {
            name: {
                "value": subject.values[name],
                "formula": typed(subject.typeable(name)) if subject.taught(name) else None,
                "role": subject[name].role.value,
            }
            for name in wanted
        },
    }
