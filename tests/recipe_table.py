"""How much of a walk is a recipe: ``python tests/recipe_table.py [SCENARIO …]`` prints the counts.

A question is a recipe where the numbers shown with it are two, and their sum or product is the
answer. Of each walk: the steps that are asked, those of a learner who is always right, the recipes
among the backward steps, and the longest working that is asked as one number, in lines of the tape
and in lines on the screen.
"""

import io
import math
import sys
from collections.abc import Iterator

from backprop_tutor.blocks.blocks import Prose, Value
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths import figures
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.views.text.terminal import Terminal


def is_recipe(step: Step, of: Subject) -> bool:
    """Whether two numbers stand there, and their sum or product is the answer."""
    shown = [float(value.text) for value in _values(step)]
    answer = of.values[step.name]
    if len(shown) != 2:
        return False
    one, other = shown
    return any(math.isclose(made, answer, rel_tol=1e-4) for made in (one + other, one * other))


def _values(step: Step) -> Iterator[Value]:
    for block in step.known:
        if isinstance(block, Prose):
            yield from (part for part in block.parts if isinstance(part, Value))


def asked_of_who_is_right(lesson: Lesson) -> list[Step]:
    """The questions that a learner gets who answers each rightly."""
    walk, asked = Walk(lesson), list[Step]()
    while not walk.finished:
        step = walk.step
        asked.append(step)
        place = Judge(step.question, lesson.subject).numbers.place
        walk.hear(f"{figures.rounded(lesson.subject.values[step.name], place):f}")
    return asked


def rows_of_working(step: Step) -> int:
    """How many lines the working of a step takes at 80 columns."""
    file = io.StringIO()
    Terminal(width=80, colour=False, file=file).show(*step.working)
    return len(file.getvalue().strip("\n").splitlines())


def main() -> None:
    """Print a row for each scenario."""
    print("scenario             asked  if right  backward  recipes  longest: lines  rows")
    for source in sys.argv[1:] or bundled():
        lesson = Lesson(subject_of(load(source)))
        asked = asked_of_who_is_right(lesson)
        backward = [step for step in asked if step.part is Part.BACKWARD]
        recipes = sum(is_recipe(step, lesson.subject) for step in backward)
        longest = max(asked, key=rows_of_working)
        print(
            f"{source:20} {lesson.questions:5} {len(asked):9} {len(backward):9} {recipes:8}"
            f" {len(longest.question.terms) + 1:15} {rows_of_working(longest):5}  {longest.name}"
        )


if __name__ == "__main__":
    main()
