"""What follows from a wrong idea at a question: the answer of a learner who holds it.

It follows by calculation: the changed lines take the place of the right ones, and all that is
computed from them is computed again. So nothing here is a number, and every scenario has its own.
"""

from collections.abc import Callable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field
from math import nan

from backprop_tutor.formula.expression import Expr, Negative, names_in
from backprop_tutor.maths.compiled import LineFunction
from backprop_tutor.maths.tape.tape import Pass
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.misconceptions.dependencies import Assignment, Dependencies
from backprop_tutor.teaching.misconceptions.idea import Idea
from backprop_tutor.teaching.subject.subject import Subject

_MOST_TURNED = 64
"""Of what is worked out in more lines than these, the sign is not turned as well."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an idea makes of a question: which lines are wrong, with their wrong formulas."""

    idea: Idea
    asked: str
    changed: Mapping[str, Expr]
    _way: Dependencies = field(repr=False, compare=False)
    _again: tuple[str, ...] = field(repr=False, compare=False)
    """The lines to calculate again, in order."""

    @property
    def amiss(self) -> tuple[str, ...]:
        """The quantities that the wrong formulas leave out; of one that leaves out none, its line.

        ``out_h1`` for a weight's gradient without the input of the weight, ``b1`` for a net input
        without its bias, ``dout_o1/dnet_o1`` where that was taken for 1.
        """
        tape = self._way.subject.tape
        found: dict[str, None] = {}
        for name, wrong in self.changed.items():
            used = set(names_in(wrong))
            left_out = [part for part in names_in(tape[name].formula) if part not in used]
            # Of a line of its own that came to something else, the line is what went wrong.
            whole = name != self.asked or not left_out
            found.update(dict.fromkeys([name] if whole else left_out))
        return tuple(found)

    def turned(self) -> "Consequence | None":
        """Return the same with the sign of the answer turned round.

        None where that is no slip: a loss and a slope have a sign to be lost, while a sum before an
        activation, or a weight after its step, has not. None, too, where a slip runs through a
        whole wide network, which nobody works out by hand.
        """
        asked = self._way.asked
        if asked.part not in (Part.ERROR, Part.BACKWARD) or len(self._again) > _MOST_TURNED:
            return None
        changed = {
            **self.changed,
            asked.name: Negative(self.changed.get(asked.name, asked.formula)),
        }
        return Consequence(self.idea, self.asked, changed, self._way, self._way.after(changed))

    def joined(self, other: "Consequence") -> "Consequence":
        """Return what follows from this and another slip, in other lines, both at once."""
        changed = {**self.changed, **other.changed}
        return Consequence(self.idea, self.asked, changed, self._way, self._way.after(changed))

    def worked(self, subject: Subject) -> tuple[tuple[str, Expr], ...]:
        """Return the lines that are calculated again, in order, each with its formula."""
        tape, changed = subject.tape, self.changed
        return tuple((name, changed.get(name) or tape[name].formula) for name in self._again)

    def value(self, right: Pass) -> float:
        """Return the answer that follows, at the numbers of a pass; nan where there is none.

        Lines that use a changed line are calculated again; all others are taken from ``right``.
        """
        # First all formulas: with each new one the values may become more.
        follows = self.as_function()
        return follows(self._way.values(right))

    def as_function(self) -> LineFunction:
        """Return ``value`` as a function of what the lines on this way read, for several passes."""
        lines = self._lines(self._way.wrong_function)
        return lambda values: _followed(lines, values)

    def function(self, subject: Subject) -> LineFunction:
        """Return ``value`` as a function of the values of all lines by slot, for many passes."""
        lines = self._lines(subject.tape.compiled)
        return lambda values: _followed(lines, values)

    def _lines(self, wrong: Callable[[Expr], LineFunction]) -> list[Assignment]:
        """Return the lines to calculate again, each as its slot and what is calculated there."""
        again = self._way.recalculation(frozenset(self.changed))
        lines = list(again.assignments)
        for place, name in again.changed:
            lines[place] = (lines[place][0], wrong(self.changed[name]))
        return lines


def _followed(lines: Sequence[Assignment], values: MutableSequence[float]) -> float:
    """Return the value of the last line, once all have been calculated; leave the values alone."""
    value = nan
    kept = [values[slot] for slot, _ in lines]
    try:
        for slot, function in lines:
            try:
                value = float(function(values))
            except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
                value = nan
            values[slot] = value
    finally:  # Put back: to copy the values of a large network would take most of the time.
        for (slot, _), right_value in zip(lines, kept, strict=True):
            values[slot] = right_value
    return value


def consequence(idea: Idea, way: Dependencies, changed: Mapping[str, Expr]) -> Consequence:
    """Return what follows at a question when an idea changes some lines on the way to it."""
    return Consequence(idea, way.asked.name, changed, way, way.after(changed))
