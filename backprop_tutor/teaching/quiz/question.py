"""One question of a quiz: what it is, how it is shown, what is told where it is passed over."""

from dataclasses import dataclass, replace

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.formula.spelling import typed
from backprop_tutor.progress.rows import Event, Heard
from backprop_tutor.teaching.judging.number_judge import Numbers
from backprop_tutor.teaching.judging.verdict import Verdict
from backprop_tutor.teaching.learner.sittings import recorded_name
from backprop_tutor.teaching.learner.skills import SAID, Skill
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz.erroneous_example import Mistake
from backprop_tutor.teaching.subject.step import Form, Question, Step


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a step of a lesson, in a form; or a mistake to find."""

    lesson: Lesson
    position: int
    step: Step
    question: Question
    skill: Skill
    seed: int | None = None
    """Of the variant whose numbers are asked; None for the scenario's own."""
    mistake: Mistake | None = None
    looking: "Asked | None" = None
    """Where a mistake is to be found, what is asked first: which line it is in."""


def with_mistake(asked: Asked, mistake: Mistake) -> Asked:
    """Return a question whose answer is a mistake to find: its working names the wrong line."""
    line = Prose((f"The wrong line is line {mistake.wrong}.",))
    step = replace(asked.step, working=(line, *mistake.explanation))
    return replace(asked, step=step, mistake=mistake, looking=_looking(asked, step, mistake))


def _looking(asked: Asked, step: Step, mistake: Mistake) -> Asked:
    """Return what is asked before the line is found: nothing in it is about that line alone."""
    lesson, (first, *_, last) = asked.lesson, mistake.lines
    part = lesson.subject[first].part
    assert part is not None, "given numbers are not taught"
    place = lesson.find(first)
    step = replace(
        step,
        name=last,
        part=part,
        question=lesson.question(first),
        hints=_hints(mistake),
        why=(Prose(("First find the line. Then why explains it.",), Tone.HINT),),
    )
    position = asked.position if place is None else min(place, asked.position)
    return replace(asked, position=position, step=step, question=step.question)


def _hints(mistake: Mistake) -> tuple[tuple[Block, ...], ...]:
    """Lead to the wrong line: how to look for it, between which two it is, which it is."""
    count, wrong = len(mistake.lines), mistake.wrong
    both = f"{wrong - 1} or line {wrong}" if wrong == count else f"{wrong} or line {wrong + 1}"
    said = [
        "Work out each line again, from the first on. Is its formula the right one, and does its "
        "number follow from the numbers in it? A line that only goes on with a wrong number is not "
        "the wrong one.",
        *([f"It is line {both}."] if count > _FEWEST_TO_NARROW else []),
        f"It is line {wrong}. Type {wrong}; then say what it should be.",
    ]
    return tuple((Prose((text,), Tone.HINT),) for text in said)


_FEWEST_TO_NARROW = 2
"""Of two lines it is one or the other anyway."""


def heard(
    asked: Asked,
    text: str,
    event: Event,
    hints: int = 0,
    attempt: int = 0,
    verdict: Verdict | None = None,
    read: str | None = None,
) -> Heard:
    """Return what came of a text at a question, for the record."""
    if verdict is not None and verdict.read_as is not None:
        read = typed(verdict.read_as)
    scenario = asked.lesson.subject.scenario
    return Heard(
        quantity=asked.question.quantity,
        skill=asked.skill.value,
        typed=text,
        event=event,
        read_as=read,
        misconceptions=() if verdict is None else verdict.misconceptions,
        hints=hints,
        attempt=attempt,
        scenario=recorded_name(scenario),
        digest=scenario.digest,
        seed=asked.seed,
    )


def presented(asked: Asked, number: int, questions: int) -> tuple[Block, ...]:
    """Return a question, the so-manieth of so many, as it is shown."""
    head = f"Question {number} of {questions} · {SAID[asked.skill]}"
    if asked.mistake is not None:
        return (Prose((head,), Tone.SUBHEADING), *asked.mistake.blocks)
    wanted = "Answer with a formula."
    if asked.question.form is Form.NUMBER:
        numbers = Numbers(asked.question, asked.lesson.subject)
        places = f"{numbers.digits} significant figures"
        if numbers.decimals is not None:
            places = f"{numbers.decimals} decimals"
        wanted = f"Answer with a number, to {places}."
    other = Prose(("The same network with other numbers.",), Tone.REMARK)
    return (
        Prose((head,), Tone.SUBHEADING),
        *((other,) if asked.seed is not None else ()),
        *asked.step.setting,
        *asked.step.known,
        Prose((wanted,), Tone.REMARK),
    )


def passed_over(asked: Asked) -> tuple[Block, ...]:
    """Return what is told of a question that is skipped: its answer, or the wrong line."""
    if asked.mistake is not None:
        return (Prose(("Skipped.",)), *asked.step.working)
    name, subject = asked.question.quantity, asked.lesson.subject
    formula: tuple[Inline, ...] = ()
    if asked.question.form is Form.FORMULA:
        formula = (subject.ways(name)[-1], " = ")
    return (Prose(("Skipped. ", Name(name), " = ", *formula, subject.value(name), ".")),)
