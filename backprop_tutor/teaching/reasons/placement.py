"""Where a walk asks for a reason: at most once in each section, each kind of reason once."""

from collections.abc import Iterator

from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.reasons.pool import reason_about
from backprop_tutor.teaching.reasons.question import Kind, ReasonQuestion, mixed
from backprop_tutor.teaching.variants.dice import Dice

_MOST_STEPS = 60
"""So many steps of a section are looked at for a place."""
_STEPS_BETWEEN = 2
"""So many steps are asked between two of them at the least."""


class Placement:
    """The questions of a walk, each at the step that it is asked before.

    Which they are follows from the lesson alone, so that a walk that is heard again has them again.
    A section begins with a part of the lesson, with a parameter in focus or with a sample.
    """

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._used: set[Kind] = set()
        self._places: dict[int, ReasonQuestion] = {}
        self._looked_at = 0
        self._earliest = 1

    def before(self, position: int) -> ReasonQuestion | None:
        """Return what is asked before the step at a position, if anything is."""
        if self._lesson.is_round or not 0 < position < len(self._lesson):
            return None
        while self._looked_at <= position:
            section = self._lesson.section(self._looked_at)
            self._choose(section)
            self._looked_at = section.stop
        return self._places.get(position)

    def _choose(self, section: range) -> None:
        """Choose the question of a section: of the first kind that was not asked yet."""
        fitting = sorted(self._fitting(section), key=lambda one: tuple(Kind).index(one[0]))
        for kind, place, about in fitting:
            if kind in self._used:
                continue
            question = reason_about(kind, about, self._lesson.subject)
            if question is not None and not self._is_answered(question, place):
                self._used.add(kind)
                self._earliest = place + _STEPS_BETWEEN
                self._places[place] = mixed(question, Dice(f"{question.called}/{place}"))
                return

    def _fitting(self, section: range) -> Iterator[tuple[Kind, int, str]]:
        """Yield what may be asked: which kind, before which step, about which line.

        Before a step, what it will lead to; behind one, why it was so.
        """
        lesson, subject = self._lesson, self._lesson.subject
        for place in section[:_MOST_STEPS]:
            if place < self._earliest or lesson.is_told(place) or lesson.is_told(place - 1):
                continue
            step, last = lesson.quantity(place), lesson.quantity(place - 1)
            match subject[step].role:
                case Role.UPDATE:
                    yield Kind.DIRECTION, place, step
                case Role.GRADIENT:
                    yield Kind.LARGEST, place, step
                    yield Kind.SUM, place, step
                    yield Kind.CHAIN, place, step
                case Role.PATHS | Role.ADJOINT:
                    yield Kind.SUM, place, step
                    yield Kind.CHAIN, place, step
                case _:
                    pass
            match subject[last].role:
                case Role.DELTA:
                    yield Kind.SATURATED, place, last
                    yield Kind.FACTOR, place, last
                case Role.GRADIENT:
                    yield Kind.FACTOR, place, last
                case _:
                    pass

    def _is_answered(self, question: ReasonQuestion, place: int) -> bool:
        """Whether what answers a question was worked out before it would be asked."""
        return not {*question.tells}.isdisjoint(self._lesson.quantities(place))
