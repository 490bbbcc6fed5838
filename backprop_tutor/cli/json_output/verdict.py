"""What ``answer --json`` prints."""

from typing import Any

from backprop_tutor.formula.spelling import typed
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.judging.verdict import Verdict
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of


def verdict_record(given: Verdict, question: Question, subject: Subject) -> dict[str, Any]:
    """Return a verdict as plain data, with what it says as one text."""
    message = said(given, question, subject)
    return {
        "quantity": question.quantity,
        "typed": given.typed,
        "verdict": given.kind.value,
        "misconceptions": list(given.misconceptions),
        "read_as": None if given.read_as is None else typed(given.read_as),
        "column": given.column,
        "figures": given.figures,
        "message": " ".join(line.strip() for block in message for line in lines_of(block, UNICODE)),
        "counts_as_attempt": given.counts_as_attempt,
    }
