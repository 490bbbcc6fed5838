"""Find the mistake: a few worked lines of a lesson, one of which follows a wrong idea.

The learner names the line and then gives its right value. What a scenario's source prints wrongly
(``errata``) comes first; the others are made from the ideas of ``misconceptions``.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import isclose, isfinite

from backprop_tutor.expression import names_in
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import number
from backprop_tutor.maths.tape import Tape, constantly
from backprop_tutor.scenario import Erratum
from backprop_tutor.teaching.lesson import Lesson
from backprop_tutor.teaching.misconceptions import IDEAS, Consequence, made_here
from backprop_tutor.teaching.mistake import Mistake, chain_to, equation, numbered
from backprop_tutor.teaching.redrawing import Dice
from backprop_tutor.teaching.step import Prose, Tone, Value
from backprop_tutor.teaching.subject import Subject


def mistakes(lesson: Lesson, dice: Dice) -> Iterator[Mistake]:
    """Yield the source's own mistakes, then one for each step, in an order that the dice choose.

    Ideas that have not been met yet come before others.
    """
    for erratum in lesson.subject.scenario.errata:
        if (found := _printed(erratum, lesson)) is not None:
            yield found
    met: set[str | None] = set()
    for quantity in dice.mixed(lesson.quantities(len(lesson))):
        names = chain_to(quantity, lesson)
        slips = [slip for slip in _slips(names, lesson) if _shows(slip, names, lesson)]
        fresh = [slip for slip in slips if slip.idea.id not in met] or slips
        found = _chosen(fresh, names, lesson, dice) if len(names) > 1 else None
        if found is not None:
            met.add(found.misconception)
            yield found


def _chosen(
    slips: list[Consequence], names: tuple[str, ...], lesson: Lesson, dice: Dice
) -> Mistake | None:
    """Return the lines with one of the slips; None if all of them end where there is no number.

    First the idea is chosen, then where: one that fits in many places is not met more often.
    """
    for chosen in dice.mixed(tuple(dict.fromkeys(slip.idea.id for slip in slips))):
        for slip in dice.mixed([slip for slip in slips if slip.idea.id == chosen]):
            shown = _slipped(slip, lesson.subject)
            if all(isfinite(shown.values[name]) for name in names):
                return _made(slip, shown, names, lesson)
    return None


def _slips(names: tuple[str, ...], lesson: Lesson) -> Iterator[Consequence]:
    """Yield what wrong ideas make of each line alone."""
    for name in names:
        yield from made_here(name, (), lesson.subject)


def _shows(slip: Consequence, names: tuple[str, ...], lesson: Lesson) -> bool:
    """Whether a slip shows at the figures asked, and only in lines that are there.

    A line that goes on with its number may do so by no way that is not to be seen.
    """
    subject, tape, place = lesson.subject, lesson.subject.tape, slip.asked
    formula = slip.changed[place]
    value = number(formula, subject.values.__getitem__)
    if not isfinite(value) or not _is_apart(value, place, lesson.question(place).digits, subject):
        return False
    if any(place in tape.needed_for(name) for name in names_in(formula)):
        return False
    return all(
        used in names
        for name in _following(place, names, subject)
        for used in tape[name].uses
        if place in tape.needed_for(used)
    )


def _is_apart(value: float, name: str, digits: int, subject: Subject) -> bool:
    at = subject.change_place(name, digits)
    right = subject.values[name]
    told = figures.spelled(value) != figures.spelled(right)
    return told and figures.rounded(value, at) != figures.rounded(right, at)


def _following(place: str, names: tuple[str, ...], subject: Subject) -> tuple[str, ...]:
    tape = subject.tape
    return tuple(name for name in names if name != place and place in tape.needed_for(name))


def _made(slip: Consequence, shown: Subject, names: tuple[str, ...], lesson: Lesson) -> Mistake:
    """Return the lines with a slip in one of them, and all after it worked out from there."""
    subject, place = lesson.subject, slip.asked
    task = "One of these lines is wrong. Which one? Type its number."
    return Mistake(
        blocks=(Prose((task,)), *numbered(names, shown)),
        lines=names,
        wrong=names.index(place) + 1,
        follows=frozenset(names.index(name) + 1 for name in _following(place, names, subject)),
        misconception=slip.idea.id,
        question=lesson.question(place),
        explanation=(Prose((slip.idea.say,), Tone.REMARK), subject.worked(place)),
    )


def _slipped(slip: Consequence, subject: Subject) -> Subject:
    """Return a subject whose line is the wrong one; what the wrong formula uses keeps its value."""
    formula = slip.changed[slip.asked]
    lines = subject.tape.values()
    tape = Tape(
        replace(line, derive=constantly(formula)) if line.name == slip.asked else line
        for line in lines
    )
    known = {name: float(value) for name, value in subject.scenario.given.items()}
    known |= {name: subject.values[name] for name in names_in(formula)}
    return replace(subject, tape=tape, values=tape.at(known))


def _printed(erratum: Erratum, lesson: Lesson) -> Mistake | None:
    """Return what a source prints wrongly at the end of the lines before it, if it can be seen."""
    subject, place = lesson.subject, erratum.quantity
    if place not in subject.tape or not subject.taught(place):
        return None
    if erratum.misconception is None:
        return None  # Why it is wrong nobody can say.
    last = figures.place(erratum.published)
    if figures.rounded(subject.values[place], last) == erratum.published:
        return None  # It is right as far as it is printed.
    printed, count = float(erratum.published), figures.count(erratum.published)
    question = lesson.question(place)
    digits = next(
        (
            digits
            # What is wrong in the seventh figure only is not to be found by working it out.
            for digits in range(question.digits, min(count, figures.SHOWN) + 1)
            if _differs(printed, place, digits, subject)
        ),
        None,
    )
    if digits is None:
        return None
    names = chain_to(place, lesson)
    names = names[: names.index(place) + 1]
    formula = next(
        (
            slip.changed[place]
            for slip in made_here(place, (), subject)
            if slip.idea.id == erratum.misconception
            and figures.rounded(
                slip.value(subject.values, subject), figures.place(erratum.published)
            )
            == erratum.published
        ),
        subject[place].formula,
    )
    exact = isclose(number(formula, subject.values.__getitem__), printed, rel_tol=1e-12)
    wrong = equation(place, formula, subject, count)
    wrong = replace(wrong, right=(*wrong.right[:-1], Value(f"{erratum.published:f}", exact)))
    task = "These lines are as a source prints them. One is wrong. Which one? Type its number."
    says = [idea.say for idea in IDEAS if idea.id == erratum.misconception][:1]
    return Mistake(
        blocks=(Prose((task,)), *numbered(names, subject, count, wrong)),
        lines=names,
        wrong=names.index(place) + 1,
        follows=frozenset(),
        misconception=erratum.misconception,
        question=replace(question, digits=digits, up_to=max(digits, question.up_to)),
        explanation=(
            Prose((erratum.note,), Tone.REMARK),
            *(Prose((say,), Tone.REMARK) for say in says),
            equation(place, subject[place].formula, subject, count),
        ),
    )


def _differs(printed: float, name: str, digits: int, subject: Subject) -> bool:
    at = subject.change_place(name, digits)
    return figures.rounded(printed, at) != figures.rounded(subject.values[name], at)
