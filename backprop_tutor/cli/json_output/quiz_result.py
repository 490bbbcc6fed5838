"""What ``quiz --json`` prints."""

from typing import Any

from backprop_tutor.teaching.quiz.quiz import Quiz
from backprop_tutor.teaching.quiz.score_page import results_counted


def quiz_result(quiz: Quiz) -> dict[str, Any]:
    """Return the questions of a quiz with what was typed, and the score."""
    return {
        "scenario": quiz.lessons.scenario.name,
        "seed": quiz.rules.seed,
        "topic": quiz.rules.topic,
        "exam": quiz.rules.exam,
        "asked": len(quiz.asked),
        "questions": quiz.rules.questions,
        "score": {
            result.name.lower(): count for result, count in results_counted(quiz.rows).items()
        },
        "answers": [
            {
                "quantity": heard.quantity,
                "skill": heard.skill,
                "seed": heard.seed,
                "typed": heard.typed,
                "verdict": heard.event.value,
                "misconceptions": list(heard.misconceptions),
                "hints": heard.hints,
                "attempt": heard.attempt,
            }
            for heard in (row.heard for row in quiz.rows)
        ],
    }
