"""What wrong answers to one question come to: by wrong ideas, by slips, by taking another quantity.

All are worked out at the scenario's own numbers, once for a question and when they are first
wanted, and are looked up by value: whether a number or a formula is typed, of hundreds of ideas a
few come to the same. Which formulas they follow is the same for other numbers: ``Mistakes``.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from math import isfinite

from backprop_tutor.maths.compiled import LineFunction
from backprop_tutor.maths.tape.tape import Pass, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.judging.equivalence import agree
from backprop_tutor.teaching.judging.slips import OtherQuantity, Slip, of_number, other_quantities
from backprop_tutor.teaching.judging.typed_number import Nearby, Typed
from backprop_tutor.teaching.misconceptions import Consequence, Pair, candidates, made_here, pairs
from backprop_tutor.teaching.misconceptions.dependencies import Dependencies
from backprop_tutor.teaching.misconceptions.pairs import sign
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject

MOST_NAMED = 2
"""Wrong ideas named at the most: more than two help nobody."""

_ONE_VALUE = 1e-8
"""So near two values may be one but for the rounding of floats."""
ONE_FORMULA, _NOTHING = 1e-6, 1e-12
"""So near, relatively or next to 0, are the values of one formula written in two ways, if floats
have figures left of it."""
_SATURATED = 1e-9
"""An output as near to 1 as this leaves floats few figures of 1 − o."""
_MUCH_LARGER = 30
"""So many times larger or smaller, a number is another number: of 1.476 and 1476 at most one is
within reach of a value."""


class Mistakes:
    """What wrong ideas make of one question: wrong formulas, whatever the numbers.

    They serve all subjects of one network whose ``telling_values`` are the same.
    """

    def __init__(self, question: Question, subject: Subject) -> None:
        self._question = question
        self._asked = question.quantity
        self._subject = subject

    @cached_property
    def candidates(self) -> tuple[Consequence, ...]:
        """What every wrong idea makes of the question, the likelier first."""
        # What was answered before is on the screen: a slip of this step is likelier.
        found = candidates(self._asked, self._subject, self._way)
        return tuple(sorted(found, key=lambda one: not self._question.is_made_here(one.changed)))

    @cached_property
    def made_here(self) -> list[Consequence]:
        """What the ideas make of it by slips in this very step, without the cost of all others."""
        return made_here(self._asked, self._question.terms, self._subject, self._step)

    @cached_property
    def _way(self) -> Dependencies:
        return Dependencies(self._asked, self._subject)

    @cached_property
    def _step(self) -> Dependencies:
        return Dependencies(self._asked, self._subject, near=self._question.terms)

    def values(self, right: Pass) -> tuple[tuple[Consequence, float], ...]:
        """Return the candidates with what they come to at the numbers of a pass."""
        functions = self._functions
        values = self._way.values(right)
        return tuple((one, follows(values)) for one, follows in functions)

    def values_made_here(self, right: Pass) -> tuple[tuple[Consequence, float], ...]:
        """Return those made in this very step with what they come to at the numbers of a pass."""
        functions = self._functions_made_here
        values = self._step.values(right)
        return tuple((one, follows(values)) for one, follows in functions)

    # All functions come before the values: with each new one these may become more.

    @cached_property
    def _functions(self) -> list[tuple[Consequence, LineFunction]]:
        return [(one, one.as_function()) for one in self.candidates]

    @cached_property
    def _functions_made_here(self) -> list[tuple[Consequence, LineFunction]]:
        return [(one, one.as_function()) for one in self.made_here]


class WrongAnswers:
    """The wrong answers to one question, each with its value at the scenario's numbers."""

    def __init__(
        self, question: Question, subject: Subject, mistakes: Mistakes | None = None
    ) -> None:
        self._question = question
        self._asked = question.quantity
        self._subject = subject
        self._mistakes = mistakes or Mistakes(question, subject)
        self._values_of_pairs: dict[tuple[int, int | None], float] = {}

    @property
    def candidates(self) -> tuple[Consequence, ...]:
        """What every wrong idea makes of the question, the likelier first."""
        return self._mistakes.candidates

    @cached_property
    def made_here(self) -> tuple[tuple[Consequence, float], ...]:
        """What the ideas lead to by slips in this very step, without the cost of all others."""
        return self._mistakes.values_made_here(self._subject.values)

    @cached_property
    def _values(self) -> tuple[tuple[Consequence, float], ...]:
        return self._mistakes.values(self._subject.values)

    @cached_property
    def by_ideas(self) -> tuple[tuple[Consequence, float], ...]:
        """What every wrong idea leads to, the likelier first; never the right value."""
        right = self._subject.values[self._asked]
        return tuple(
            (candidate, value)
            for candidate, value in self._values
            if isfinite(value) and not agree(value, right)
        )

    def expects(self, value: float) -> bool:
        """Whether a value is about as large as the right one or as a wrong idea's, of any sign.

        Plain slips do not count: a sum in place of a product may be of any size.
        """
        right = self._subject.values[self._asked]
        ideas = (wrong for one, wrong in self.by_ideas if one.idea.telling)
        return any(
            abs(one) <= _MUCH_LARGER * abs(value) and abs(value) <= _MUCH_LARGER * abs(one)
            for one in (right, *ideas)
            if one
        )

    def ideas_at(self, value: float) -> list[tuple[int, Consequence]]:
        """Return the wrong ideas that lead to just this value, with their places in the order."""
        if not isfinite(value):
            return []
        reach = _ONE_VALUE * abs(value)
        near = self._ordered_nearby.within(reach, Typed(Decimal(value)))
        return [one for one, other in near if agree(value, other)]

    def possible_at(self, value: float) -> Iterator[Consequence]:
        """Yield the ideas whose formula one may be that has a value here, the likelier first.

        Those that come to about the same, or to nothing finite; all, where floats tell too little.
        """
        return (candidate for candidate, other in self._values if self.may_be_one(value, other))

    def pairs_possible_at(self, value: float) -> Iterator[Pair]:
        """Yield the pairs of ideas whose formula one may be that has a value here, likewise."""
        return (pair for pair in self._pairs if self.may_be_one(value, self._value_of(pair)))

    def may_be_one(self, value: float, other: float) -> bool:
        """Whether two formulas that have these values here may be one; nan says nothing."""
        near = abs(value - other) <= ONE_FORMULA * abs(value) + _NOTHING
        return near or not (isfinite(value) and isfinite(other)) or self._is_saturated

    @cached_property
    def _is_saturated(self) -> bool:
        values, tape = self._subject.values, self._subject.tape
        return any(
            abs(1 - abs(values[name])) < _SATURATED
            for name, line in tape.items()
            if line.role is Role.OUT and line.part is Part.FORWARD
        )

    @cached_property
    def _ordered_nearby(self) -> Nearby[tuple[int, Consequence]]:
        listed = enumerate(self.by_ideas)
        return Nearby(((order, candidate), value) for order, (candidate, value) in listed)

    @cached_property
    def ideas_nearby(self) -> Nearby[Consequence]:
        """What the wrong ideas lead to, by value."""
        return Nearby(self.by_ideas)

    @cached_property
    def slips_nearby(self) -> Nearby[Slip]:
        """What plain slips lead to, by value."""
        possible = of_number(self._asked, self._subject)
        return Nearby((slip, slip.value) for slip in possible if isfinite(slip.value))

    @cached_property
    def others_nearby(self) -> Nearby[OtherQuantity]:
        """Other quantities, by value."""
        possible = other_quantities(self._asked, self._subject)
        return Nearby((slip, slip.value) for slip in possible if isfinite(slip.value))

    @cached_property
    def pairs_nearby(self) -> Nearby[Pair]:
        """What two wrong ideas at once lead to, by value."""
        found = pairs(candidate for candidate, _ in self.by_ideas)
        valued = ((pair, self._value_of(pair)) for pair in found)
        return Nearby((pair, value) for pair, value in valued if isfinite(value))

    @cached_property
    def _pairs(self) -> tuple[Pair, ...]:
        return tuple(pairs(self.candidates))

    def _value_of(self, pair: Pair) -> float:
        """Return what two ideas lead to; the same two are met among numbers and formulas."""
        # Candidates live as long as this; one with its sign turned is made anew each time.
        key = (id(pair.one), None if pair.other.idea is sign else id(pair.other))
        if key not in self._values_of_pairs:
            value = pair.both.value(self._subject.values)
            self._values_of_pairs[key] = value
        return self._values_of_pairs[key]

    def likeliest(self, found: Iterable[Consequence]) -> tuple[Consequence, ...]:
        """Return the first of each idea, as many as are named; they come with the likelier first.

        Where the likeliest is a slip of this step, no idea about an earlier one is named beside it:
        what was found there stands on the screen.
        """
        first: dict[str, Consequence] = {}
        for candidate in found:
            first.setdefault(candidate.idea.id, candidate)
        named = tuple(first.values())
        if named and self._question.is_made_here(named[0].changed):
            named = tuple(one for one in named if self._question.is_made_here(one.changed))
        return named[:MOST_NAMED]
