"""What ``--json`` prints: keys that other programs rely on."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

from backprop_tutor.maths.differences import Compared
from backprop_tutor.spelling import typed
from backprop_tutor.teaching.audit import Audit
from backprop_tutor.teaching.quiz import Quiz
from backprop_tutor.teaching.runs import Run
from backprop_tutor.teaching.score import score
from backprop_tutor.teaching.subject import Subject
from backprop_tutor.teaching.verdict import Verdict
from backprop_tutor.views.layout import UNICODE
from backprop_tutor.views.spoken import lines_of


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


def training(subject: Subject, runs: Sequence[Run]) -> dict[str, Any]:
    """Return what came of training, a run per learning rate.

    What is watched is ``quantity``; its last value is ``loss`` if it is one, else ``value``.
    ``falls`` are counted only where it should climb.
    """
    return {
        "scenario": subject.scenario.name,
        "quantity": subject.aim,
        "runs": [
            {
                "rate": run.rate,
                "updates": run.history.updates,
                "loss" if run.is_of_loss else "value": run.history.last,
                "rises": run.history.rises,
                **({"falls": run.history.falls} if run.climbs else {}),
                "diverged_at": run.history.broke,
                "reached": run.history.reached,
                "history": [list(point) for point in run.history.points],
            }
            for run in runs
        ],
    }


def verdict(quantity: str, given: Verdict) -> dict[str, Any]:
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


def report(audit: Audit) -> dict[str, Any]:
    """Return what ``check`` found about one scenario."""
    found = audit.report
    return {
        "scenario": audit.subject.scenario.name,
        "questions": found.questions,
        "wrong_answers": found.wrong_answers,
        "collisions": [
            {
                "quantity": collision.quantity,
                "typed": f"{collision.typed:f}",
                "misconceptions": list(collision.ids),
                "looks_right": collision.unseen,
                "always": collision.always,
                "forgiven": collision.forgiven,
            }
            for collision in found.collisions
        ],
        "more_figures": dict(found.closer),
        "lost_notes": list(audit.lost_notes),
        "published": [
            {
                "quantity": one.quantity,
                "published": f"{one.published:f}",
                "value": _finite(one.value),
                "agreement": one.agreement.value,
                "holds": one.holds,
            }
            for one in audit.published
        ],
        "errata": [
            {
                "quantity": one.erratum.quantity,
                "published": f"{one.erratum.published:f}",
                "value": one.value,
                "misconception": one.erratum.misconception,
                "fault": None if one.fault is None else one.fault.value,
            }
            for one in audit.errata
        ],
        "gradients": _gradients(audit.slopes),
    }


def quiz_result(quiz: Quiz) -> dict[str, Any]:
    """Return the questions of a quiz with what was typed, and the score."""
    return {
        "scenario": quiz.scenario.name,
        "seed": quiz.rules.seed,
        "topic": quiz.rules.topic,
        "exam": quiz.rules.exam,
        "asked": len(quiz.asked),
        "questions": quiz.rules.questions,
        "score": {result.name.lower(): count for result, count in score(quiz.rows).items()},
        "answers": [
            {
                "quantity": row.quantity,
                "skill": row.skill,
                "seed": row.seed,
                "typed": row.typed,
                "verdict": row.event.value,
                "misconceptions": list(row.misconceptions),
                "hints": row.hints,
                "attempt": row.attempt,
            }
            for row in quiz.rows
        ],
    }


def _gradients(slopes: Compared) -> dict[str, Any]:
    return {
        "applies": not slopes.why_not,
        "why_not": slopes.why_not or None,
        "of": slopes.of,
        "compared": len(slopes.differences),
        "unmeasured": [slope.name for slope in slopes.unmeasured],
        "worst": _finite(slopes.worst),
        "wrong": {
            one.slope.name: {"value": _finite(one.value), "differences": _finite(one.central)}
            for one in slopes.wrong
        },
    }


def _finite(value: float | None) -> float | None:
    """Return a number as JSON knows them: none that is not finite."""
    return value if value is not None and isfinite(value) else None
