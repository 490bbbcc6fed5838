"""A quiz from what is asked for to its score: which questions, and what was answered before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from backprop_tutor.invocation import NETWORK, Program
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.session import loop, sitting
from backprop_tutor.session.asked_for import drawn_seed
from backprop_tutor.session.requests import Session
from backprop_tutor.teaching.learner.recommendation import MENDED_BY
from backprop_tutor.teaching.quiz.deck import Rules
from backprop_tutor.teaching.quiz.lessons import Lessons
from backprop_tutor.teaching.quiz.quiz import Quiz

if TYPE_CHECKING:
    from backprop_tutor.progress.recorder import Recorder

_QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class QuizWanted:
    """What is asked for of a quiz, as the options of the command say it."""

    questions: int | None = None
    topic: str | None = None
    mend: str | None = None
    """The one wrong idea that all is about, at other numbers."""
    seed: int | None = None
    after: int = 0
    variant: bool = False
    exam: bool = False
    restart: bool = False
    network: str | None = None
    """The whole network, of one that came in an address: with it the record leads there again."""

    def options(self) -> Mapping[str, str]:
        """Return the options that decide what is asked, as they are recorded."""
        usual = _QUESTIONS if self.mend is None else MENDED_BY
        flags = {"exam": self.exam, "variant": self.variant or self.mend is not None}
        said = {"questions": str(usual if self.questions is None else self.questions)}
        said |= {} if self.mend is None else {"mend": self.mend}
        said |= {} if self.topic is None else {"topic": self.topic}
        said |= {word: "true" for word, wanted in flags.items() if wanted}
        said |= {"after": str(self.after)} if self.after else {}
        said |= {} if self.seed is None else {sitting.SEED: str(self.seed)}
        return said if self.network is None else {**said, NETWORK: self.network}


def quiz_session(
    loaded: Scenario,
    wanted: QuizWanted,
    record: "Recorder",
    program: Program,
    *,
    scripted: bool = False,
) -> Session[Quiz]:
    """Ask the questions of a quiz, and return it."""
    from backprop_tutor.progress.rows import Mode

    said = dict(wanted.options())
    resume = not wanted.restart and not scripted
    kept = sitting.begun(Mode.QUIZ, loaded, said, record, resume=resume, program=program)
    kept.speak()
    if not kept.rows:  # What decides its questions is written down when it begins.
        # Whoever is given a seed is asked the same, whatever they were asked before.
        known = len(record.rows()) if wanted.seed is None else 0
        drawn = {sitting.SEED: str(drawn_seed()), sitting.KNOWN: str(known)}
        said = dict(kept.sitting.options)
        kept = kept.with_options({**said, **drawn, **said})
    lessons = Lessons(loaded, wanted.after)
    talk = Quiz(lessons, _rules(kept), _began(kept), kept.earlier, program=program)
    yield from loop.run_quiz(talk, kept)
    return talk


def _began(kept: sitting.Kept) -> datetime:
    """Return when a sitting began; not before what came before it, where a clock was set back."""
    return max(
        datetime.fromisoformat(at) for at in (kept.sitting.began, *(row.at for row in kept.earlier))
    )


def _rules(kept: sitting.Kept) -> Rules:
    """Return the rules that a sitting was begun with."""
    said = kept.sitting.options
    return Rules(
        questions=int(said["questions"]),
        topic=said.get("topic"),
        mend=said.get("mend"),
        seed=int(said[sitting.SEED]),
        exam="exam" in said,
        variant="variant" in said,
    )
