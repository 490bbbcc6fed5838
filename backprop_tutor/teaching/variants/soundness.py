"""Whether a network's numbers make a good lesson, for many sets of numbers of one network.

The questions, and what each wrong idea makes of them, depend on the formulas alone. They are
collected once; for each set of numbers only the values are calculated, and the first fault ends it.
"""

from collections.abc import Iterable, Iterator, MutableSequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import isfinite

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Call, subexpressions
from backprop_tutor.maths import figures
from backprop_tutor.maths.compiled import LineFunction
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import FUNCTIONS, KINKED, SATURATING
from backprop_tutor.maths.tape.tape import Pass, Role
from backprop_tutor.scenario.scenario import Part, Scenario
from backprop_tutor.teaching.judging.equivalence import agree
from backprop_tutor.teaching.lesson.plan import left_out
from backprop_tutor.teaching.misconceptions import made_here
from backprop_tutor.teaching.subject.given_numbers import stated
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.teaching.subject.taught_rules import memory_of

_SATURATED = 3.0
"""Past this net input a sigmoid is so flat that little is learnt."""
_OPEN = 0.5
"""With no smaller slope a neuron that bends passes a signal on."""
_LEAST_MISS = 0.05
_LEAST, _MOST = 1e-5, 1e5
"""How small and how large an answer may be."""
_LEAST_SQUARE = 1e-13
"""How small a mean of squares may be, of which a thousandth is new."""

_NUDGE = 23
"""One in so many, and then in one more for each number."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what wrong ideas of the step itself make of it."""

    name: str
    wrong: tuple[LineFunction, ...]


class Soundness:
    """Judges sets of numbers for the network of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        """Collect the questions, and what wrong ideas make of them."""
        self._subject = subject_of(scenario)
        questions = _questions(self._subject)
        self._asked = [
            _Asked(
                one,
                tuple(
                    wrong.function(self._subject) for wrong in made_here(one, terms, self._subject)
                ),
            )
            for one, terms in questions
        ]
        self._suspects = list(self._asked)
        self._ahead = [
            line for line in self._subject.tape.values() if line.part in (Part.FORWARD, Part.ERROR)
        ]
        self._bends = [
            (line, part)
            for line in self._ahead
            for part in subexpressions(line.formula)
            if isinstance(part, Call) and part.function in KINKED
        ]
        own = self._subject.values  # A lesson about a neuron that is saturated stays one.
        self._nets = {
            line.name: max(_SATURATED, abs(own[line.name]))
            for line in self._ahead
            if line.role is Role.NET and self._subject.activation(line.of) in SATURATING
        }
        self._gradients = [self._subject.gradient(name) for name in scenario.movable]

    def values(self, scenario: Scenario) -> Pass:
        """Return the values of the network at the numbers of another scenario."""
        given = {name: float(value) for name, value in stated(scenario).items()}
        return self._subject.tape.at(given)

    def is_fit(self, scenario: Scenario) -> bool:
        """Whether the network is alive at its numbers: finite, not saturated, not closed, wrong."""
        values = self.values(scenario)
        if not all(isfinite(values[line.name]) for line in self._ahead):
            return False
        return (
            all(abs(values[name]) < most for name, most in self._nets.items())
            and self._is_off(scenario, values)
            and self._is_bent_clearly(values)
            and all(
                self._least(one.name) <= abs(values[one.name] or 1.0) <= _MOST
                for one in self._asked
            )
            and any(values[name] for name in self._gradients)
        )

    def _least(self, name: str) -> float:
        """Return how small an answer may be; what is made of squares may be smaller."""
        line = self._subject[name]
        remembered = line.role in (Role.SECOND_MOMENT_UPDATE, Role.CORRECTED_MOMENT)
        return _LEAST_SQUARE if remembered and memory_of(line, self._subject).squares else _LEAST

    def faults(self, scenario: Scenario) -> Iterator[str]:
        """Yield the questions whose answer is a wrong idea's too, or another question's.

        0 and 1 are the answer to many questions. Circuits of whole numbers have few numbers to go
        round: there whole answers have to differ only from those of one kind, and slopes need not.
        """
        values = self.values(scenario)
        subject = replace(self._subject, scenario=scenario, values=values)
        nudged = self._subject.tape.at(_nudged(scenario))
        met: dict[tuple[Role | None, Decimal], str] = {}
        places: dict[str, int] = {}
        for one in self._asked:
            place = places[one.name] = subject.change_place(one.name, scenario.digits)
            answer = figures.rounded(values[one.name], place)
            loose = not scenario.has_loss and answer % 1 == 0
            role = subject[one.name].role if loose else None
            before = met.setdefault((role, answer), one.name)
            many = abs(answer) in (0, 1) or role is Role.NODE_SLOPE
            if before == one.name or many:
                continue
            if not agree(nudged[before], nudged[one.name]):
                yield one.name
        numbers = [values[name] for name in subject.tape]
        for one in tuple(self._suspects):
            if _is_met(one.wrong, values[one.name], numbers, places[one.name]):
                # What was a fault once is one again sooner than others: it is looked at first.
                self._suspects.remove(one)
                self._suspects.insert(0, one)
                yield one.name

    def _is_off(self, scenario: Scenario, values: Pass) -> bool:
        """Whether each output misses its target by something."""
        samples = range(1, len(scenario.samples) + 1) or (0,)
        return all(
            abs(
                values[names.at_sample(scenario.value_of(node), sample)]
                - values[names.at_sample(names.target(node), sample)]
            )
            >= _LEAST_MISS
            for node in scenario.targets
            for sample in samples
        )

    def _is_bent_clearly(self, values: Pass) -> bool:
        """Whether no function is at its kink, and of neurons that may be closed some are open."""
        open_ones: dict[object, bool] = {}
        for line, call in self._bends:
            function = FUNCTIONS[call.function]
            bends = (
                float_value(bend, values.__getitem__) for bend in function.bends_at(call.arguments)
            )
            if any(agree(bend, 0.0) for bend in bends):
                return False
            if function.activation:
                where = (self._subject.layer_of.get(line.of), line.sample)
                slope = function.slope_at(call.arguments[0], call)
                is_open = float_value(slope, values.__getitem__) >= _OPEN
                open_ones[where] = open_ones.get(where, False) or is_open
        return all(open_ones.values())


def _questions(subject: Subject) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield all that can be asked about a network, each with the lines that it may step over.

    That follows from its lines alone. What a lesson leaves out, or asks in one question, may change
    from version to version; the numbers of a seed must not.
    """
    left = left_out(subject, frozenset(Part))
    for name, line in subject.tape.items():
        later = line.part is Part.AGAIN and line.role not in (Role.ERROR, Role.TOTAL)
        if subject.taught(name) and name not in left and not later:
            yield name, tuple(used for used in line.uses if subject[used].part is line.part)


def _nudged(scenario: Scenario) -> dict[str, float]:
    """Return the numbers a little off, each by another factor; 0 and 1 may be meant, and stay.

    Two answers that are one here too have to be: they are no coincidence of the numbers.
    """
    return {
        name: float(value) * (1 if scenario.has_loss and abs(value) in (0, 1) else 1 + 1 / place)
        for place, (name, value) in enumerate(stated(scenario).items(), start=_NUDGE)
    }


def _is_met(
    wrong: Iterable[LineFunction], right: float, numbers: MutableSequence[float], place: int
) -> bool:
    """Whether what a wrong idea leads to is the right answer at the figures asked."""
    rounded, reach = figures.rounded(right, place), 10.0**place
    return any(
        abs(value - right) <= reach  # Sooner said than a value is rounded.
        and not agree(value, right)
        and figures.rounded(value, place) == rounded
        for value in (follows(numbers) for follows in wrong)
    )
