"""A learner who knows only what the screen has said so far: has each question been told?

``python tests/first_evening.py`` plays ``circuit``, ``mazur --only w5`` and then every bundled
scenario, and prints how many questions each asks, and the minutes at 20 seconds a question.
"""

import io
import sys
from dataclasses import dataclass

from walks import right_letter

from backprop_tutor.blocks.blocks import Block, Prose
from backprop_tutor.formula.expression import Name, names_in
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.progress.rows import Event
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson import first_page
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.reasons.placement import Placement
from backprop_tutor.teaching.subject.definitions import definition, needed
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.terminal import Terminal

SECONDS = 20


def plain(*blocks: Block) -> str:
    file = io.StringIO()
    Terminal(plain=True, width=80, colour=False, file=file).show(*blocks)
    return file.getvalue()


@dataclass
class Evening:
    """What came of a walk: how many questions were answered, and what had not been shown."""

    questions: int
    missing: list[str]

    @property
    def minutes(self) -> float:
        return self.questions * SECONDS / 60


def played(source: str, only: str | None = None) -> Evening:
    """Walk to the end by answers worked out from the numbers on the screen alone."""
    scenario = load(source)
    subject = subject_of(scenario, only)
    walk = Walk(Lesson(subject, only=only))
    screen = plain(*first_page.intro(scenario), *walk.presented())
    asked, missing = 0, []
    while not walk.finished:
        asked += 1
        if (letter := right_letter(walk)) is not None:
            missing += [f"a reason: the number of {name}" for name in untold(walk, screen)]
            reply = walk.hear(letter)
            if reply.heard is None or reply.heard.event is not Event.RIGHT:
                missing.append("a reason that is right")
                reply = walk.hear("skip")
        elif not isinstance(walk.prompt(), Name):
            reply = walk.hear("skip")
        else:
            step = walk.step
            inside = {*step.question.terms, step.name}
            missing += [
                f"{step.name}: the formula of {what}"
                for what in needed(inside, subject)
                if plain(definition(what, subject)).strip() not in screen
            ]
            numbers: dict[str, float] = {}
            for term in (*step.question.terms, step.name):
                for name in names_in(subject[term].formula):
                    if name in numbers or name in inside:
                        continue
                    number = subject.spelled(name)
                    sample = subject[step.name].sample
                    if sample and not subject[name].sample:  # A sample shows what it shares so.
                        number = subject.alone[sample - 1].subject.spelled(name)
                    if figures_on_screen(number) not in screen:
                        missing.append(f"{step.name}: the number of {name}")
                    numbers[name] = float(number)
                formula = subject[term].formula
                numbers[term] = float_value(formula, numbers.__getitem__)
            reply = walk.hear(figures.spelled(numbers[step.name], figures.MOST_SHOWN))
            if reply.heard is None or reply.heard.event is not Event.RIGHT:
                missing.append(f"{step.name}: figures, to be right")
                reply = walk.hear("skip")
        screen += plain(*reply.blocks)
        if not walk.finished:
            screen += plain(*walk.presented())
    return Evening(asked, missing)


def untold(walk: Walk, screen: str) -> list[str]:
    """Return the quantities of a question about a reason whose names the screen has not shown."""
    question = Placement(walk.lesson).before(walk.position)
    assert question is not None
    parts = (*question.stem, *(part for choice in question.choices for part in choice.said))
    called = {part.id for part in parts if isinstance(part, Name)} - {question.quantity}
    return [name for name in called if plain(Prose((Name(name),))).strip() not in screen]


def figures_on_screen(number: str) -> str:
    """Return a number as the screen shows it, with its own minus sign."""
    return plain(Prose((number.replace("-", "−"),))).strip()


def main() -> int:
    faults = 0
    for source, only in (("circuit", None), ("mazur", "w5"), *((name, None) for name in bundled())):
        evening = played(source, only)
        faults += len(evening.missing)
        called = source if only is None else f"{source} --only {only}"
        print(f"{called}: {evening.questions} questions, {evening.minutes:.0f} minutes")
        for missing in evening.missing:
            print(f"  not shown: {missing}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
