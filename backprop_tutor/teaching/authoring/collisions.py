"""Wrong ideas that a scenario's numbers cannot tell from the right answer, or from each other.

A teacher who chooses numbers wants to know: an idea whose answer rounds to the right one goes
unseen, and two ideas that round to one number are both named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from backprop_tutor.maths import figures
from backprop_tutor.maths.oracle.finite_differences import evenly
from backprop_tutor.teaching.judging.equivalence import Points, Same, agree
from backprop_tutor.teaching.judging.number_judge import Numbers
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.misconceptions import Consequence, Idea

MOST_QUESTIONS = 5_000
"""So many questions are looked at, evenly chosen: of more, nobody reads what is found."""


@dataclass(frozen=True, slots=True)
class Collision:
    """Ideas that lead to one number at a question.

    ``unseen`` if that is the right answer too; ``always`` if they lead to one formula, so that no
    numbers could tell them apart; ``forgiven`` if it is the right answer, and no more figures are
    asked for, because two slips would have to cancel.
    """

    quantity: str
    typed: Decimal
    ideas: tuple[Idea, ...]
    unseen: bool = False
    always: bool = False
    forgiven: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """What the ideas are called."""
        return tuple(one.id for one in self.ideas)


@dataclass(frozen=True, slots=True)
class Report:
    """What the numbers of a scenario can and cannot tell apart."""

    questions: int
    of: int
    """How many there are; where these are more, only some were looked at."""
    wrong_answers: int
    collisions: tuple[Collision, ...]
    closer: tuple[tuple[str, int], ...]
    """Questions that ask for more figures than the scenario does, with how many."""

    @property
    def unseen(self) -> tuple[Collision, ...]:
        """The collisions with a right answer."""
        return tuple(collision for collision in self.collisions if collision.unseen)


def collisions(lesson: Lesson) -> Report:
    """Look at every question of a lesson, and at the terms it steps over, at the figures asked.

    Only slips of the step itself count: what was asked before is on the screen by then, and a wrong
    idea about it shows there.
    """
    every = lesson.quantities(len(lesson))
    names = [every[index] for index in sorted(evenly(range(len(every)), MOST_QUESTIONS))]
    # Drawn only if ideas are compared, and then once for all.
    points = Points(lesson.subject.aim, lesson.subject)
    found: list[Collision] = []
    closer: list[tuple[str, int]] = []
    count = 0
    for name in names:
        question = lesson.question(name)
        numbers = Numbers(question, lesson.subject)
        if numbers.digits > question.digits:
            closer.append((name, numbers.digits))
        for collision in _at(numbers, name, lesson, points):
            count += len(collision.ids)
            if collision.unseen or collision.forgiven or len(collision.ids) > 1:
                found.append(collision)
    return Report(len(names), len(every), count, tuple(found), tuple(closer))


def _at(numbers: Numbers, name: str, lesson: Lesson, points: Points) -> Iterator[Collision]:
    """Yield the numbers that wrong ideas lead to at a question, each with its ideas."""
    subject, place = lesson.subject, numbers.place
    right = figures.rounded(subject.values[name], place)
    by_number: dict[Decimal, dict[str, Consequence]] = {}
    for candidate, value in numbers.wrong.made_here:
        if isfinite(value):
            # Nothing is added but a sign: what rounds to nothing is 0, and not −0.
            ideas = by_number.setdefault(figures.rounded(value, place) + 0, {})
            ideas.setdefault(candidate.idea.id, candidate)
    for typed, ideas in by_number.items():
        if typed != right:
            always = len(ideas) > 1 and _is_one_formula(tuple(ideas.values()), points, name)
            its = tuple(one.idea for one in ideas.values())
            yield Collision(name, typed, its, always=always)
            continue
        # What gives the very same value here is no mistake here.
        wrong = [one.idea for one in ideas.values() if not _is_right(one, name, lesson)]
        for telling in (True, False):
            if its := tuple(idea for idea in wrong if idea.telling is telling):
                yield Collision(name, typed, its, unseen=telling, forgiven=not telling)


def _is_one_formula(ideas: tuple[Consequence, ...], points: Points, name: str) -> bool:
    """Whether ideas agree at random numbers too."""
    first, *others = ideas
    return all(
        isinstance(points.compare(first.value, other.value, of=name), Same) for other in others
    )


def _is_right(candidate: Consequence, name: str, lesson: Lesson) -> bool:
    """Whether an idea leads to the right value itself: |o − t| where o is above t."""
    values = lesson.subject.values
    return agree(candidate.value(values), values[name])
