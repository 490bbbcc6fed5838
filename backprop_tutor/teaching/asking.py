"""One question of a quiz: what it is, how it is shown, what is told where it is passed over."""

from dataclasses import dataclass, replace

from backprop_tutor.expression import Name
from backprop_tutor.teaching.lesson import Lesson
from backprop_tutor.teaching.mistake import Mistake
from backprop_tutor.teaching.numbers import Numbers
from backprop_tutor.teaching.skills import SAID, Skill
from backprop_tutor.teaching.step import Block, Form, Inline, Prose, Question, Step, Tone


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


def with_mistake(asked: Asked, mistake: Mistake) -> Asked:
    """Return a question whose answer is a mistake to find: its working names the wrong line."""
    line = Prose((f"The wrong line is line {mistake.wrong}.",))
    step = replace(asked.step, working=(line, *mistake.explanation))
    return replace(asked, step=step, mistake=mistake)


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
