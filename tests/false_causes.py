"""Answers every question with random numbers: how many are given a cause, or called rounding?

``python tests/false_causes.py [NUMBERS] [FIGURES]`` prints a row for each bundled scenario; without
FIGURES numbers have as many as the question asks for, but at least four. Numbers
are log-uniform within a factor of three of the right value, one in ten with the other sign.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator

from backprop_tutor.loader import bundled, load
from backprop_tutor.maths import figures
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Form
from backprop_tutor.teaching.subject.subject import subject_of

MOST_CAUSES, MOST_ROUNDING = 0.05, 0.01
FACTOR = 3.0
OTHER_SIGN = 0.1


def judges(name: str) -> Iterator[Judge]:
    """Yield a judge for every question of a scenario, and for every term it steps over."""
    subject = subject_of(load(name))
    lesson = Lesson(subject, frozenset(Part))
    for quantity in lesson.quantities(len(lesson)):
        question = lesson.question(quantity)
        if question.form is not Form.FORMULA:
            yield Judge(question, subject)


def drawn(right: float, chance: random.Random) -> float:
    """Return a number around the right one."""
    sign = -1 if chance.random() < OTHER_SIGN else 1
    return float(sign * (right or 1.0) * FACTOR ** chance.uniform(-1, 1))


def counted(of: Judge, numbers: int, digits: int, chance: random.Random) -> Counter[str]:
    """Return what was said of so many random numbers, and faults: what cannot be right."""
    said: Counter[str] = Counter()
    right = of.subject.values[of.question.quantity]
    for _ in range(numbers):
        typed = drawn(right, chance)
        place = figures.place_of(typed, digits or of.numbers.digits)
        verdict = of.judge(f"{figures.rounded(typed, place):f}")
        said[verdict.kind.value] += 1
        said["cause"] += verdict.kind is Correctness.WRONG and bool(verdict.misconceptions)
        unit = 10.0**of.numbers.place
        said["fault"] += verdict.kind is Correctness.RIGHT and abs(typed - right) > 1.5 * unit
        said["numbers"] += 1
    return said


def main() -> None:
    """Print the rows and the whole."""
    numbers = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    digits = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    asked = {name: list(judges(name)) for name in bundled()}
    each = -(-numbers // sum(map(len, asked.values())))
    chance = random.Random(1)
    whole: Counter[str] = Counter()
    for name, questions in asked.items():
        said: Counter[str] = Counter()
        for one in questions:
            said += counted(one, each, digits, chance)
        print(_row(name, said), flush=True)
        whole += said
    print(_row("all", whole))


def _row(name: str, said: Counter[str]) -> str:
    of = said["numbers"] or 1
    shares = {what: f"{said[what] / of:7.2%}" for what in ("cause", "early_rounding", "right")}
    return f"{name:20} {of:6} numbers  {shares}  {said['fault']} right that are not"


if __name__ == "__main__":
    main()
