"""Which steps of a walk are told and not asked, and the way through those that are asked for.

Told is what the lesson plans so, and what repeats a kind of which three in a row were right at the
first try. ``do`` asks what was told last, and then the walk goes on where it was.
"""

from dataclasses import dataclass, field

from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.line_kinds import kind_of

_IN_A_ROW = 3
"""So many of a kind are right at the first try, and the rest of that kind is told."""


@dataclass(slots=True)
class Told:
    """What was told so far; ``last`` are the steps that were told last, and can be asked for."""

    lesson: Lesson
    last: range | None = None
    _right: dict[tuple[object, ...], set[int]] = field(default_factory=dict)
    """By kind, the steps that were right at the first try, each since the last that was not."""
    _steps: set[int] = field(default_factory=set)
    _wanted: set[int] = field(default_factory=set)
    """The steps that are asked all the same."""
    _detour: tuple[int, int] | None = None
    """Where steps that were asked for end, and where the walk goes on then."""

    def count(self, position: int, *, at_first_try: bool) -> None:
        """Count a step that was left, each once."""
        kind = self._kind(position)
        if not at_first_try:
            self._right[kind] = set()
        else:
            self._right.setdefault(kind, set()).add(position)

    def way_back(self, position: int) -> int | None:
        """Return where the walk goes on behind a step that ends what was asked for; else None."""
        if self._detour is None or position + 1 != self._detour[0]:
            return None
        _, onward = self._detour
        self._detour = None
        return onward

    def tell_from(self, position: int) -> range:
        """Tell the steps from a position on that are not asked, and return them."""
        end = position
        while end < len(self.lesson) and self._is_told(end):
            end += 1
        found = range(position, end)
        if found:
            self._steps |= {*found}
            self.last = found
        return found

    def ask_last(self, position: int) -> int | None:
        """Ask what was told last, and return its first step; the walk is at a position now.

        None if nothing was told.
        """
        if self.last is None:
            return None
        self._wanted |= {*self.last}
        self._steps -= {*self.last}
        self._detour = (self.last.stop, position)
        start, self.last = self.last.start, None
        return start

    def asked_before(self, position: int) -> int | None:
        """Return the step that was asked before one; those that were told are none."""
        before = position - 1
        while before in self._steps:
            before -= 1
        return before if before >= 0 else None

    def is_asked_for(self, position: int) -> bool:
        """Whether a step was told, and the learner wished to be asked."""
        return position in self._wanted

    def step_of(self, position: int) -> tuple[int, int]:
        """Return which step one is, and of how many; those that were told count no more."""
        told = [place for place in self._steps if not self.lesson.is_told(place)]
        before = sum(place < position for place in told)
        return self.lesson.number(position) - before, self.lesson.questions - len(told)

    def _is_told(self, position: int) -> bool:
        if position in self._wanted:
            return False
        right = self._right.get(self._kind(position), ())
        return self.lesson.is_told(position) or len(right) >= _IN_A_ROW

    def _kind(self, position: int) -> tuple[object, ...]:
        """Return what makes a step like another; each sample begins anew."""
        subject = self.lesson.subject
        line = subject[self.lesson.quantity(position)]
        return (line.sample, *kind_of(line, subject))
