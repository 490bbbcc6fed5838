"""What ``check --json`` prints."""

from math import isfinite
from typing import Any

from backprop_tutor.maths.oracle.finite_differences import Compared
from backprop_tutor.teaching.authoring.audit import Audit
from backprop_tutor.teaching.authoring.audit_page import WHY_NOT
from backprop_tutor.teaching.authoring.oversights_page import sentence
from backprop_tutor.teaching.lesson.source.printed_origins import Origin
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of


def report(audit: Audit) -> dict[str, Any]:
    """Return what ``check`` found about one scenario."""
    found = audit.report
    return {
        "scenario": audit.subject.scenario.name,
        "questions": found.questions,
        "questions_in_all": found.of,
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
                "misconception": None if one.because is None else one.because.idea.id,
                "worked_with": _worked_with(one.origin),
            }
            for one in audit.source.printed
        ],
        "errata": [
            {
                "quantity": one.erratum.quantity,
                "published": f"{one.erratum.published:f}",
                "value": one.value,
                "misconception": one.erratum.misconception,
                "worked_with": _worked_with(one.origin),
                "fault": None if one.fault is None else one.fault.value,
            }
            for one in audit.source.misprints
        ],
        "gradients": _gradients(audit.slopes),
        "warnings": [
            {
                "id": one.id,
                "names": list(one.names),
                "message": " ".join(lines_of(sentence(one), UNICODE)),
            }
            for one in audit.oversights
        ],
    }


def _worked_with(origin: Origin | None) -> dict[str, str]:
    """Return the numbers that a source goes on with in place of the exact ones."""
    return {} if origin is None else dict(origin.worked_with)


def _gradients(slopes: Compared) -> dict[str, Any]:
    return {
        "applies": slopes.why_not is None,
        "why_not": None if slopes.why_not is None else WHY_NOT[slopes.why_not].english,
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
