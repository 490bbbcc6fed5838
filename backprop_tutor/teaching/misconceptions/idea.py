"""A wrong idea, as the wrong formula it puts in the place of a right one; and what follows from it.

An ``Idea`` changes lines of some roles. What a learner who holds it would answer to *any* question
follows by calculation: the changed lines take the place of the right ones, and all that is computed
from them is computed again. So nothing here is a number, and every scenario has its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import nan

from backprop_tutor.expression import Expr, calculate, names_in
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.tape import Line, Pass, Role
from backprop_tutor.scenario import Part
from backprop_tutor.teaching.subject import Subject

WrongFormulas = Callable[[Line, Subject], Iterator[Expr]]
"""From a line to the wrong right-hand sides that an idea leads to; none where it does not apply."""

_MOST_LINES = 2_000
"""Past so many lines behind a question, only the ideas about its own line are followed up."""
_MOST_SINGLE = 24
"""An idea with several wrong formulas is tried in one line at a time, in so many at the most."""


@dataclass(frozen=True, slots=True)
class Idea:
    """One way to be wrong, after ``id`` as files, JSON and the documentation call it."""

    id: str
    example: str
    """Wrong → right, in a few signs; for the documentation."""
    say: str
    """The one sentence that a learner who holds it needs."""
    roles: frozenset[Role]
    wrong: WrongFormulas
    everywhere: bool = True
    """Whether who holds it makes the slip in all lines alike, or once, in the line at hand."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an idea makes of a question: which lines are wrong, with their wrong formulas."""

    idea: Idea
    asked: str
    changed: Mapping[str, Expr]

    def value(self, right: Pass, subject: Subject) -> float:
        """Return the answer that follows, at the numbers of a pass; nan where there is none.

        Lines that use a changed line are calculated again; all others are taken from ``right``.
        """
        values: dict[str, float] = {}

        def value_of(name: str) -> float:
            return values[name] if name in values else right[name]

        for name in subject.tape.needed_for(self.asked):
            line = subject.tape[name]
            formula = self.changed.get(name)
            if formula is None and not any(used in values for used in names_in(line.formula)):
                continue
            values[name] = number(line.formula if formula is None else formula, value_of)
        return value_of(self.asked)


def number(formula: Expr, value_of: Callable[[str], float]) -> float:
    """Return the value of a formula in floats; nan where it has none."""
    try:
        return float(
            calculate(
                formula,
                name=value_of,
                number=float,
                call=lambda function, arguments: FUNCTIONS[function].value(*arguments),
            ),
        )
    except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
        return nan


def consequences(idea: Idea, asked: str, subject: Subject) -> Iterator[Consequence]:
    """Yield what an idea makes of a question: first in its own line, then in those behind it."""
    line = subject.tape[asked]
    if line.role in idea.roles:
        for formula in idea.wrong(line, subject):
            if formula != line.formula:
                yield Consequence(idea, asked, {asked: formula})
    behind = [
        needed
        for name in _behind(line, subject)
        if (needed := subject.tape[name]).role in idea.roles
    ]
    if idea.everywhere:
        changed = {
            needed.name: formula
            for needed in behind
            for formula in _first(idea.wrong(needed, subject), needed.formula)
        }
        if changed:
            yield Consequence(idea, asked, changed)
        return
    for needed in behind[-_MOST_SINGLE:][::-1]:  # The nearest line first.
        for formula in idea.wrong(needed, subject):
            if formula != needed.formula:
                yield Consequence(idea, asked, {needed.name: formula})


def _first(formulas: Iterator[Expr], right: Expr) -> Iterator[Expr]:
    for formula in formulas:
        if formula != right:
            yield formula
            return


_PARTS_BEHIND: Mapping[Part, frozenset[Part]] = {
    Part.FORWARD: frozenset({Part.FORWARD}),
    Part.ERROR: frozenset({Part.ERROR}),
    Part.BACKWARD: frozenset({Part.BACKWARD}),
    Part.UPDATE: frozenset({Part.BACKWARD}),
    Part.AGAIN: frozenset({Part.BACKWARD, Part.UPDATE, Part.AGAIN}),
}
"""Where the lines lie that a learner works out on the way to an answer of each part; what earlier
parts found is on the screen by then."""


def _behind(line: Line, subject: Subject) -> tuple[str, ...]:
    """Return the lines a learner works out on the way, from the first to the nearest."""
    assert line.part is not None
    tape, parts = subject.tape, _PARTS_BEHIND[line.part]
    needed = tape.needed_for(line.name)
    if len(needed) > _MOST_LINES:
        return ()
    depth_first = [name for name in needed if tape[name].part in parts and name != line.name]
    if line.part is Part.FORWARD:  # Only the neuron's own sum; the layer before is known.
        return tuple(name for name in depth_first if tape[name].of == line.of)
    return tuple(depth_first)
