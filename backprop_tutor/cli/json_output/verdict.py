"""What ``answer --json`` prints."""

from typing import Any

from backprop_tutor.formula.spelling import typed
from backprop_tutor.teaching.judging.verdict import Verdict
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken import lines_of


def verdict_record(quantity: str, given: Verdict) -> dict[str, Any]:
    """Return a verdict as plain data; its message as one text."""
    return {
        "quantity": quantity,
        "typed": given.typed,
        "verdict": given.kind.value,
        "misconceptions": list(given.misconceptions),
        "read_as": None if given.read_as is None else typed(given.read_as),
        "column": given.column,
        "figures": given.figures,
        "message": " ".join(
            line.strip() for block in given.message for line in lines_of(block, UNICODE)
        ),
        "counts_as_attempt": given.counts_as_attempt,
    }
