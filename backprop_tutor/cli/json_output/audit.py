"""What ``check --json`` prints."""

from math import isfinite
from typing import Any

from backprop_tutor.maths.oracle.finite_differences import Compared
from backprop_tutor.teaching.authoring.audit import Audit


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
