"""Takes exams and reads every screen for the answers, as text: to come, at hand, and given already.

``python tests/exam_leaks.py [SEEDS] [SCENARIO …]`` prints what leaked, of every bundled scenario.
"""

import re
import sys
from math import isclose

from students import BEGAN, always_right, lessons_of
from test_walk import words

from backprop_tutor.blocks.blocks import Prose
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import bundled, load
from backprop_tutor.teaching.quiz.deck import Rules
from backprop_tutor.teaching.quiz.pages import greeting
from backprop_tutor.teaching.quiz.question import Asked
from backprop_tutor.teaching.quiz.quiz import Quiz
from backprop_tutor.teaching.subject.step import Form

_NUMBER = r"(−?\d[\d.]*(?:e−?\d+)?)(?![\d.]| ?[·+−/]| if )"
"""A number alone: neither the beginning of a formula, 3·v, nor one of its cases, 1 if net > 0."""


def spoken(name: str) -> str:
    """A name as the plain screen has it."""
    return words((Prose((Name(name),)),))


def tells(screen: str, name: str, value: float) -> bool:
    """Whether a screen gives a quantity's number: after its name, or before the update."""
    alone = rf"(?<![\w∂/])(?<!slope of ){re.escape(spoken(name))}"
    for pattern in (
        rf"{alone}(?: = | is about |; value: |; now: |: ){_NUMBER}",
        rf"{alone}_new; before: {_NUMBER}",
    ):
        for found in re.findall(pattern, screen):
            if isclose(float(found.rstrip(".").replace("−", "-")), value, rel_tol=1e-3):
                return True
    return False


def tells_formula(screen: str, name: str) -> bool:
    """Whether a screen gives a quantity's formula: a name behind its ``=``, not a number alone."""
    plain = spoken(names.of_sample(name)[0])
    alone = rf"(?<![\w∂/]){re.escape(plain)}(?:\[\d+\])? = (.+)"
    sides = (re.split(r", (?=\S+ = )", side)[0] for side in re.findall(alone, screen))
    return any(re.search(r"[^\W\d]\w*", side) for side in sides)


def taken_exam(source: str, seed: int, questions: int = 10, **rules: object) -> Quiz:
    """Take an exam to its end, and return it with every screen in ``screens``."""
    of = Rules(questions=questions, seed=seed, exam=True, **rules)  # type: ignore[arg-type]
    return Quiz(lessons_of(load(source)), of, BEGAN)


def screens(talk: Quiz) -> list[str]:
    """Return what each question shows and what can be called up at it, the first page in front."""
    seen = [words(greeting(talk))]
    while not talk.finished:
        number, shown = len(talk.asked), [words(talk.presented())]
        while not talk.finished and len(talk.asked) == number:
            if number > 1 or isinstance(talk.prompt(), Name):
                shown += [words(talk.hear(word).blocks) for word in ("values", "net", "again")]
            shown += [
                words(talk.hear(f"calc {typed(Name(name))}").blocks)
                for name in {one.question.quantity for one in talk.asked}
            ]
            shown.append(words(talk.hear(always_right(talk)).blocks))
        seen.append("\n".join(shown))
    return seen


def leaks(source: str, seed: int, questions: int = 10, **rules: object) -> list[str]:
    """Return each screen of an exam that tells an answer, as a line."""
    talk = taken_exam(source, seed, questions, **rules)
    seen = screens(talk)
    found = []
    for number, one in enumerate(talk.asked, 1):
        for place, screen in enumerate(seen):
            if _answered(one, screen, own=place == number):
                what = f"{one.called} of question {number}"
                found.append(f"{source}, seed {seed}: screen {place} tells {what}")
    return found


def _answered(one: Asked, screen: str, *, own: bool) -> bool:
    name, subject = one.question.quantity, one.lesson.subject
    if one.reason is not None:
        if one.reason.is_told_by_formula and tells_formula(screen, name):
            return True
        return any(tells(screen, told, subject.values[told]) for told in one.reason.tells)
    if one.mistake is not None:
        return tells(screen, name, subject.values[name])
    if one.question.form is Form.FORMULA:
        return tells_formula(screen, name)
    alike = [
        other
        for other, line in subject.tape.items()
        if not own and subject.taught(other) and line.formula == Name(name)
    ]
    return any(tells(screen, other, subject.values[name]) for other in (name, *alike))


def main() -> None:
    """Print a row for each scenario, and each leak."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for source in sys.argv[2:] or bundled():
        found = [leak for seed in range(count) for leak in leaks(source, seed)]
        print(f"{source}: {count} exams of ten questions, {len(found)} leaks", flush=True)
        print(*found, sep="\n", end="\n" if found else "")


if __name__ == "__main__":
    main()
