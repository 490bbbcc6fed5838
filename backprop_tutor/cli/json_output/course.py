"""The course as JSON data."""

from collections.abc import Iterable
from typing import Any

from backprop_tutor.invocation import Program
from backprop_tutor.teaching.learner.course import Place
from backprop_tutor.teaching.subject.authors_words import in_learners_language


def course_records(places: Iterable[Place], program: Program) -> list[dict[str, Any]]:
    """Return an object for each stop of the course; ``seconds`` is what the record says it took."""
    return [
        {
            "scenario": place.stop.scenario,
            "only": place.stop.only,
            "quiz": place.stop.is_quiz,
            "title": in_learners_language(place.stop.title),
            "teaches": in_learners_language(place.stop.teaches),
            "level": place.stop.level,
            "topics": list(place.stop.topics),
            "steps": place.stop.steps,
            "seconds": round(place.spent.total_seconds()) if place.spent else None,
            "reached": place.reached.value or None,
            "command": place.stop.command(program),
        }
        for place in places
    ]
