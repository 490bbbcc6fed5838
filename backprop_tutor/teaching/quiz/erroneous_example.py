"""One mistake to find: the record of it, its lines, and how they are shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from backprop_tutor.blocks.blocks import Block, Equation, Prose, Side, Tone, Value, WithNumbers
from backprop_tutor.formula.expression import Expr, Name, names_in
from backprop_tutor.maths import figures
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say

MOST_LINES = 5
_SHORT = 4
"""Lines of a chain that is put together here, where the lesson asks for one line alone."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Worked lines with one wrong among them; lines are counted from 1."""

    blocks: tuple[Block, ...]
    """What to show: the task and the numbered lines."""
    lines: tuple[str, ...]
    """The quantity of each line."""
    wrong: int
    follows: frozenset[int]
    """The lines that only go on with the wrong line's number."""
    misconception: str | None
    """None where a source prints what no known idea leads to."""
    question: Question
    """Asks for the right value of the wrong line, for ``teaching.judging.judge.Judge``."""
    explanation: tuple[Block, ...]
    """What is said in the end: why it is wrong, and the line as it should be."""

    @property
    def quantity(self) -> str:
        """The quantity that the wrong line is about."""
        return self.lines[self.wrong - 1]


def chain_to(quantity: str, lesson: Lesson) -> tuple[str, ...]:
    """Return the lines on the way to a quantity: those of its question, or the nearest."""
    subject = lesson.subject
    terms = lesson.question(quantity).terms
    if 1 <= len(terms) < MOST_LINES:
        return (*terms, quantity)
    found = {quantity: None}
    for name in list(_nearest(quantity, subject)):
        if len(found) < _SHORT:
            found[name] = None
    if len(found) == 1:  # It is worked out from given numbers: the next line goes on with it.
        users = (name for name in subject.tape if quantity in subject.tape[name].uses)
        found |= dict.fromkeys([name for name in users if subject.taught(name)][:1])
    return tuple(sorted(found, key=subject.tape.position))


def _nearest(quantity: str, subject: Subject) -> Iterator[str]:
    """Yield the worked lines behind a quantity, layer by layer."""
    layer = [quantity]
    while layer:
        used = dict.fromkeys(used for name in layer for used in subject[name].uses)
        layer = [name for name in used if subject.taught(name)]
        yield from layer


def lines_with_numbers(
    names: tuple[str, ...],
    shown: Subject,
    count: int = figures.SHOWN,
    printed: Equation | None = None,
) -> Iterator[Block]:
    """Yield the lines with their numbers; the last may be one that is printed otherwise."""
    for index, name in enumerate(names, start=1):
        yield Prose(say("Line {number}", number=index), Tone.SUBHEADING)
        if printed is not None and index == len(names):
            yield printed
        elif count > figures.SHOWN:
            yield equation(name, shown[name].formula, shown, count)
        else:
            yield shown.worked(name)


def equation(name: str, formula: Expr, shown: Subject, count: int = figures.SHOWN) -> Equation:
    """Return a line as formula, the same with numbers put in, and value, to so many figures."""

    def spelled(used: str) -> str:
        few = used in shown.written or count <= figures.SHOWN
        return shown.spelled(used) if few else figures.spelled(shown.values[used], count)

    right: list[Side] = [formula]
    if names_in(formula) and not isinstance(formula, Name):
        held = shown.decided(formula)
        numbers = {used: spelled(used) for used in held.numbers}
        right.append(WithNumbers(held.formula, numbers, held.because))
    exact = figures.is_exact(shown.values[name], count)
    right.append(Value(spelled(name), exact))
    return Equation(Name(name), tuple(right))
