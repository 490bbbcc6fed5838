"""Find the mistake: a few worked lines of a lesson, one of which follows a wrong idea.

The learner names the line and then gives its right value. What a scenario's source prints wrongly
(``errata``) comes first; the others are made from the ideas of ``misconceptions``.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import isclose, isfinite

from backprop_tutor.blocks.blocks import Equation, Prose, Tone, Value
from backprop_tutor.formula.expression import names_in
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import Tape, constantly
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.source.published_numbers import Misprint, source_of
from backprop_tutor.teaching.misconceptions import Consequence, made_here
from backprop_tutor.teaching.quiz.erroneous_example import (
    Mistake,
    chain_to,
    equation,
    lines_with_numbers,
)
from backprop_tutor.teaching.subject.authors_words import in_learners_language
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.variants.dice import Dice
from backprop_tutor.wording import say


def erroneous_examples(lesson: Lesson, dice: Dice) -> Iterator[Mistake]:
    """Yield the source's own mistakes, then one for each step, in an order that the dice choose.

    Ideas that have not been met yet come before others.
    """
    for misprint in source_of(lesson.subject).misprints:
        if (found := _printed(misprint, lesson)) is not None:
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
    value = float_value(formula, subject.values.__getitem__)
    if not isfinite(value) or not _is_apart(value, place, lesson.question(place).digits, subject):
        return False
    if any(place in tape.behind(name) for name in names_in(formula)):
        return False
    return all(
        used in names
        for name in _following(place, names, subject)
        for used in tape[name].uses
        if place in tape.behind(used)
    )


def _is_apart(value: float, name: str, digits: int, subject: Subject) -> bool:
    told = figures.spelled(value) != figures.spelled(subject.values[name])
    return told and _rounds_apart(value, name, digits, subject)


def _following(place: str, names: tuple[str, ...], subject: Subject) -> tuple[str, ...]:
    tape = subject.tape
    return tuple(name for name in names if name != place and place in tape.behind(name))


def _made(slip: Consequence, shown: Subject, names: tuple[str, ...], lesson: Lesson) -> Mistake:
    """Return the lines with a slip in one of them, and all after it worked out from there."""
    subject, place = lesson.subject, slip.asked
    task = say("One of these lines is wrong. Which one? Type its number.")
    return Mistake(
        blocks=(Prose(task), *lines_with_numbers(names, shown)),
        lines=names,
        wrong=names.index(place) + 1,
        follows=frozenset(names.index(name) + 1 for name in _following(place, names, subject)),
        misconception=slip.idea.id,
        question=lesson.question(place),
        explanation=(Prose(say(slip.idea.say), Tone.REMARK), subject.worked(place)),
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


def _printed(misprint: Misprint, lesson: Lesson) -> Mistake | None:
    """Return what a source prints wrongly at the end of the lines before it, if it can be seen.

    None where ``check`` would report the erratum itself, or where nobody can say why it is wrong.
    """
    subject, erratum, because = lesson.subject, misprint.erratum, misprint.because
    place, published = erratum.quantity, erratum.published
    if misprint.fault is not None or because is None or not subject.taught(place):
        return None
    if misprint.origin is not None and misprint.origin.rounded:
        return None  # It does not follow from the numbers of the other lines.
    digits = _digits_to_see(float(published), place, figures.significant_figures(published), lesson)
    if digits is None:
        return None
    names = chain_to(place, lesson)
    names = names[: names.index(place) + 1]
    question = lesson.question(place)
    task = say("These lines are as a source prints them. One is wrong. Which one? Type its number.")
    count = figures.significant_figures(published)
    return Mistake(
        blocks=(
            Prose(task),
            *lines_with_numbers(names, subject, count, _as_printed(misprint, because, subject)),
        ),
        lines=names,
        wrong=names.index(place) + 1,
        follows=frozenset(),
        misconception=because.idea.id,
        question=replace(question, digits=digits, up_to=max(digits, question.up_to)),
        explanation=(
            Prose((in_learners_language(erratum.note),), Tone.REMARK),
            Prose(say(because.idea.say), Tone.REMARK),
            equation(place, subject[place].formula, subject, count),
        ),
    )


def _digits_to_see(printed: float, name: str, count: int, lesson: Lesson) -> int | None:
    """Return how many figures show that a printed number is wrong; None if too many.

    What is wrong in the seventh figure only is not to be found by working it out.
    """
    subject = lesson.subject
    for digits in range(lesson.question(name).digits, min(count, figures.SHOWN) + 1):
        if _rounds_apart(printed, name, digits, subject):
            return digits
    return None


def _as_printed(misprint: Misprint, because: Consequence, subject: Subject) -> Equation:
    """Return the wrong line with the number that is printed in place of its own."""
    place, published = misprint.erratum.quantity, misprint.erratum.published
    formula = because.changed.get(place, subject[place].formula)
    printed = float(published)
    exact = isclose(float_value(formula, subject.values.__getitem__), printed, rel_tol=1e-12)
    wrong = equation(place, formula, subject, figures.significant_figures(published))
    return replace(wrong, right=(*wrong.right[:-1], Value(f"{published:f}", exact)))


def _rounds_apart(value: float, name: str, digits: int, subject: Subject) -> bool:
    at = subject.change_place(name, digits)
    return figures.rounded(value, at) != figures.rounded(subject.values[name], at)
