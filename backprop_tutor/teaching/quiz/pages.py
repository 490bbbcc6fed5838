"""The pages around the questions of a quiz: what it is like, where it goes on, the score."""

from collections.abc import Iterable

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.progress.rows import Row
from backprop_tutor.teaching.misconceptions.in_words import in_words
from backprop_tutor.teaching.quiz.deck import Rules
from backprop_tutor.teaching.quiz.introduction import introduction
from backprop_tutor.teaching.quiz.question import Asked
from backprop_tutor.teaching.quiz.quiz import Quiz
from backprop_tutor.teaching.quiz.score_page import score_page
from backprop_tutor.teaching.subject.authors_words import in_learners_language, name_shown
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import say, say_so_many


def greeting(quiz: Quiz, *, changed: bool = False) -> tuple[Block, ...]:
    """Return the first page: the network, how many questions, and what may be typed."""
    rules = quiz.rules
    scenario = quiz.lessons.scenario
    manner = (
        say(
            "One attempt each, with all the figures asked for; no hints. What was wrong is said at "
            "the end."
        )
        if rules.exam
        else say("Type hint when you are stuck, show for the answer, skip to go on, quit to leave.")
    )
    anew = say(
        "{scenario} has changed since you left it, so the quiz starts over.",
        scenario=name_shown(scenario),
    )
    return (
        Prose(say("Quiz: {title}", title=in_learners_language(scenario.title)), Tone.TITLE),
        *((Prose(anew, Tone.REMARK),) if changed else ()),
        *introduction(quiz.lessons),
        Prose((*_how_many(rules), " ", *manner)),
    )


def _how_many(rules: Rules) -> tuple[str, ...]:
    """Say how many questions there will be, on which topic, and the seed that draws them."""
    count, topic, seed = rules.questions, rules.topic, rules.seed
    if rules.mend is not None:
        return say_so_many(
            "One question to practise one thing, with other numbers: {idea} (seed {seed}).",
            "{n} questions to practise one thing, with other numbers: {idea} (seed {seed}).",
            count,
            idea=in_words(rules.mend),
            seed=seed,
        )
    if topic is None:
        return say_so_many(
            "One question (seed {seed}).", "{n} questions (seed {seed}).", count, seed=seed
        )
    return say_so_many(
        "One question on the topic {topic} (seed {seed}).",
        "{n} questions on the topic {topic} (seed {seed}).",
        count,
        topic=topic,
        seed=seed,
    )


def quiz_continues(quiz: Quiz, anew: str) -> tuple[Block, ...]:
    """Say that a quiz that was broken off goes on; ``anew`` is the command that starts it over."""
    said = say(
        "Continuing where you left off, at question {number} of {count}. To start over:",
        number=len(quiz.asked),
        count=quiz.rules.questions,
    )
    return Prose(said, Tone.REMARK), Prose((visible(anew),), Tone.COMMAND)


def score(quiz: Quiz, *, saved: bool) -> tuple[Block, ...]:
    """Return the score, and of each wrong answer what was behind it and the working.

    ``saved`` says whether the answers are kept in a record.
    """

    def question(row: Row) -> Asked | None:
        called = (row.heard.quantity, row.heard.seed)
        return next((one for one in quiz.asked if (one.called, one.seed) == called), None)

    def working(row: Row) -> Iterable[Block]:
        asked = question(row)
        if asked is None:
            return ()
        posed = () if asked.reason is None else asked.reason.presented()
        return (*posed, *asked.step.working)

    def kind(row: Row) -> str | None:
        asked = question(row)
        return None if asked is None else asked.kind

    count, program = quiz.rules.questions, quiz.program
    page = score_page(quiz.rows, asked=count, working=working, kind=kind, program=program)
    if not saved:  # Nothing is kept that could be looked at.
        return page
    progress = quiz.program.command("progress")
    said = say("What you know by now, and what to do next:")
    return (*page, Prose(said, Tone.HINT), Prose((progress,), Tone.COMMAND))
