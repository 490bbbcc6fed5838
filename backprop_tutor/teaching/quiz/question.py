"""One question of a quiz, as it is drawn, and what the record keeps of a text typed at it."""

from dataclasses import dataclass, replace

from backprop_tutor.blocks.blocks import Prose, Tone
from backprop_tutor.progress.rows import Heard
from backprop_tutor.teaching.dialogue.reply import Came
from backprop_tutor.teaching.learner.skills import Skill, kind_in_words
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz.erroneous_example import Mistake
from backprop_tutor.teaching.reasons.question import ReasonQuestion
from backprop_tutor.teaching.subject.step import Question, Step
from backprop_tutor.wording import say


def noted() -> tuple[Prose]:
    """Return what an exam says to an answer."""
    return (Prose(say("Noted."), Tone.REMARK),)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a step of a lesson, in a form; a mistake to find; or a reason to choose."""

    recorded_name: str
    """What the record calls the scenario."""
    lesson: Lesson
    position: int
    step: Step
    question: Question
    skill: Skill
    seed: int | None = None
    """Of the variant whose numbers are asked; None for the scenario's own."""
    mistake: Mistake | None = None
    reason: ReasonQuestion | None = None

    @property
    def called(self) -> str:
        """What the record calls the question."""
        return self.question.quantity if self.reason is None else self.reason.called

    @property
    def kind(self) -> str:
        """What is asked, as it stands above the question."""
        subject = self.lesson.subject
        return kind_in_words(self.skill, subject[self.question.quantity], subject)


def with_mistake(asked: Asked, mistake: Mistake) -> Asked:
    """Return a question whose answer is a mistake to find: its working names the wrong line."""
    line = Prose(say("The wrong line is line {line}.", line=mistake.wrong))
    step = replace(asked.step, working=(line, *mistake.explanation))
    return replace(asked, step=step, mistake=mistake)


def with_reason(asked: Asked, reason: ReasonQuestion) -> Asked:
    """Return a question whose answer is a reason: what help shows is about the reason."""
    at_once = say("This question is the why. Type hint for a hint, or show for the answer.")
    step = replace(
        asked.step,
        hints=((Prose(reason.hint, Tone.HINT),),),
        why=(Prose(at_once, Tone.HINT),),
        working=reason.explained(),
    )
    return replace(asked, step=step, skill=reason.skill, reason=reason)


def heard(asked: Asked, typed: str, came: Came, hints: int = 0) -> Heard:
    """Return what the record keeps of a text, typed when so many hints had been seen."""
    return Heard(
        quantity=asked.called,
        skill=asked.skill.value,
        typed=typed,
        event=came.event,
        read_as=came.read_as,
        misconceptions=came.misconceptions,
        hints=hints,
        attempt=came.attempt,
        scenario=asked.recorded_name,
        digest=asked.lesson.subject.scenario.digest,
        seed=asked.seed,
    )
