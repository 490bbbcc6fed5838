"""Where each student of a class is, who is stuck, and which wrong ideas cost most: from records."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from backprop_tutor.progress.handed_in import HandedIn
from backprop_tutor.progress.rows import Event, Row
from backprop_tutor.teaching.grading.results import IdeaCost
from backprop_tutor.teaching.learner.mastery import masteries
from backprop_tutor.teaching.learner.question_outcomes import Outcome, outcomes
from backprop_tutor.teaching.learner.sittings import SittingProgress, courses

_STUCK = 2
"""So many wrong answers at the question that was looked at last, and none that was right."""


@dataclass(frozen=True, slots=True)
class StudentProgress:
    """Where one student is."""

    student: str
    file: str
    answered: int = 0
    """Questions to which the right answer was given."""
    mastered: int = 0
    """Skills that are mastered."""
    skills: int = 0
    """Skills that were asked."""
    last: datetime | None = None
    """When something was typed last."""
    at: SittingProgress | None = None
    """The sitting in which it was."""
    stuck_at: str = ""
    """The quantity that is answered wrongly again and again; empty if there is none."""
    misconceptions: tuple[tuple[str, int], ...] = ()
    """The wrong ideas met, each with how many answers came from it, the most first."""
    trouble: str = ""
    """Why nothing, or not all, could be read; empty if all is well."""
    also: tuple[str, ...] = ()
    """The other files of the same student, all of which are taken together here."""


def student_progress(
    student: str, file: str, given: HandedIn, trouble: str = ""
) -> StudentProgress:
    """Return where a student is, from all that was handed in of this student."""
    gone = courses(given.rows, given.sittings, given.finished)
    ended = outcomes(given.rows)
    known = masteries(given.rows).values()
    met = Counter(_ideas(given.rows))
    begun = [one for one in gone if one.seen]
    return StudentProgress(
        student,
        file,
        sum(one.answered for one in ended),
        sum(one.mastered for one in known),
        sum(one.seen > 0 for one in known),
        max((one.at for one in ended), default=None),
        begun[-1] if begun else None,
        _stuck_at(ended),
        tuple(sorted(met.items(), key=lambda one: (-one[1], one[0]))),
        trouble,
    )


def _ideas(rows: Iterable[Row]) -> Iterable[str]:
    """Yield the likeliest idea behind each wrong answer."""
    return (
        row.heard.misconceptions[0]
        for row in rows
        if row.heard.event is Event.WRONG and row.heard.misconceptions
    )


def _stuck_at(ended: Sequence[Outcome]) -> str:
    if not ended:
        return ""
    latest = ended[-1]
    wrong = sum(row.heard.event is Event.WRONG for row in latest.rows)
    return latest.rows[0].heard.quantity if wrong >= _STUCK and not latest.answered else ""


def ideas_of_class(students: Iterable[StudentProgress]) -> list[IdeaCost]:
    """Return the wrong ideas that were met, those that cost most answers first."""
    answers: Counter[str] = Counter()
    holders: Counter[str] = Counter()
    for one in students:
        for id_, count in one.misconceptions:
            answers[id_] += count
            holders[id_] += 1
    found = [IdeaCost(id_, count, holders[id_]) for id_, count in answers.items()]
    return sorted(found, key=lambda one: (-one.answers, one.misconception))
