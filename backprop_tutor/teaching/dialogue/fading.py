"""Fading: where a skill is known, the first lines of a working are given, and its value is asked.

What is known is estimated by knowledge tracing, from the record before the walk and from what was
right at the first try in it; who then misses one is asked in full again. Fading that follows the
learner in this way led to more than fading at fixed places, and than none: Salden, Aleven, Renkl
and Schwonke (2008, "Worked examples and tutored problem solving: redundant or synergistic forms of
support?", Proceedings of the 30th Annual Conference of the Cognitive Science Society, 589-594).

A function that a scenario chose, of an activation, a loss or a node, is asked in full once in each
walk: the skill may be known from another one.
"""

from collections.abc import Iterator, Mapping
from math import isclose

from backprop_tutor.blocks.blocks import Block, Equation, Prose, WithNumbers
from backprop_tutor.formula.expression import Expr, Name, Negative, Number, names_in
from backprop_tutor.maths.losses import is_joint
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.learner.mastery import MASTERED, Mastery, traced
from backprop_tutor.teaching.learner.skills import Skill, skill_of
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.line_kinds import kind_of
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import marked, say

_FIRST = marked(
    "You know how to set this up, so the first lines of the working are given, here and at other "
    "steps like it. Type why for the reasons. What is the value?"
)
_LATER = marked("The first lines of the working are given. What is the value?")
_CHOSEN = frozenset(
    {
        Role.OUT,
        Role.ACTIVATION_SLOPE,
        Role.NODE,
        Role.NODE_SLOPE,
        Role.ERROR,
        Role.ERROR_SLOPE,
        Role.LOSS_SLOPE,
    }
)
"""So does the loss of a network with one output: its error is the whole of it."""
_SAME = 1e-3
"""Numbers nearer than this, relatively, look alike on the screen."""


class Fading:
    """What a learner knows, skill by skill, and what is given for it."""

    def __init__(self, lesson: Lesson, known: Mapping[Skill, Mastery]) -> None:
        self._lesson = lesson
        self._probability = {skill: one.probability for skill, one in known.items()}
        self._worked_out: set[tuple[object, ...]] = set()
        """The chosen functions of which a line was worked out in this walk."""
        self._missed: set[Skill] = set()
        """The skills that were missed since they were last right: they are asked in full."""
        self._first: int | None = None
        """The first step of which lines were given."""

    def given(self, position: int) -> tuple[Block, ...]:
        """Return the first lines of a step's working; nothing where the step is asked in full.

        All that it takes has to be known, its terms too. Their numbers are listed where a line
        cannot show them: behind the terms.
        """
        lines = self._lines(position)
        if lines[-1].part is Part.AGAIN or not all(map(self._is_known, lines)):
            return ()
        step = self._lesson[position]
        found = tuple(first_lines(step, self._lesson.subject))
        if not found:
            return ()
        if self._first is None:
            self._first = position
        said = _FIRST if position == self._first else _LATER
        known = step.known if step.question.terms else ()
        return (*known, Prose(say(said)), *found)

    def count(self, position: int, *, faded: bool, right: bool, missed: bool) -> None:
        """Count a step that was left: right at the first try, missed, or neither.

        Who was only asked for the value has not shown that the rest is known, or that it is not.
        """
        lines = self._lines(position)
        self._worked_out |= {self._function(line) for line in lines if self._is_chosen(line)}
        skill = skill_of(lines[-1], self._lesson.subject)
        if missed:
            self._missed.add(skill)
        elif right and not faded:
            self._missed.discard(skill)
        if missed or (right and not faded):
            self._probability[skill] = traced(self._probability[skill], right=right)

    def _lines(self, position: int) -> list[Line]:
        question = self._lesson.question_at(position)
        return [self._lesson.subject[name] for name in (*question.terms, question.quantity)]

    def _is_known(self, line: Line) -> bool:
        skill = skill_of(line, self._lesson.subject)
        known = self._probability[skill] >= MASTERED and skill not in self._missed
        return known and (not self._is_chosen(line) or self._function(line) in self._worked_out)

    def _is_chosen(self, line: Line) -> bool:
        """Whether a line's formula follows from a function that the scenario chose."""
        scenario = self._lesson.subject.scenario
        alone = len(scenario.outputs) == 1 or is_joint(scenario.loss)
        return line.role in _CHOSEN or (line.role is Role.TOTAL and alone)

    def _function(self, line: Line) -> tuple[object, ...]:
        subject = self._lesson.subject
        if line.role is Role.OUT:
            return (line.role, subject.activation(line.of))
        return kind_of(line, subject)


def first_lines(step: Step, subject: Subject) -> Iterator[Equation]:
    """Yield the working of a step without any value: formulas, with the numbers that are known.

    Nothing where that would be the answer: where the formula is a single number, or the answer one
    of the numbers in it.
    """
    _, formulas, *with_numbers_put_in = step.hints
    if not with_numbers_put_in:
        return
    (numbers,) = with_numbers_put_in
    value = subject.values[step.question.quantity]
    worked_out: set[str] = set()
    found = []
    for formula, put_in in zip(formulas, numbers, strict=True):
        assert isinstance(formula, Equation)
        assert isinstance(put_in, Equation)
        assert isinstance(formula.left, Name)
        (with_numbers,) = put_in.right
        assert isinstance(with_numbers, WithNumbers)
        names = {*names_in(with_numbers.formula)}
        is_bare = _is_bare(with_numbers.formula)
        known = [float(with_numbers.numbers[name]) for name in names - worked_out]
        if formula is formulas[-1] and (is_bare or any(_is_like(one, value) for one in known)):
            return
        shown = (with_numbers,) if not is_bare and not names & worked_out else ()
        found.append(Equation(formula.left, (*formula.right, *shown)))
        worked_out.add(formula.left.id)
    yield from found


def _is_bare(formula: Expr) -> bool:
    """Whether there is nothing to work out in a formula."""
    if isinstance(formula, Negative):
        return _is_bare(formula.operand)
    return isinstance(formula, Name | Number) or not names_in(formula)


def _is_like(one: float, value: float) -> bool:
    return isclose(abs(one), abs(value), rel_tol=_SAME)
