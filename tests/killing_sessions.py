"""Kills a walk and a quiz in the middle of their answers, and starts them again.

``python tests/killing_sessions.py 200`` does it two hundred times at a pseudo-terminal and prints
the counts: each answer whose verdict was on the screen has to be in the record, the record sound,
and a fresh start has to ask the question that the record leads to.
"""

import random
import re
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terminals import at_a_terminal, pexpect
from walks import right_letter

from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import load
from backprop_tutor.maths import figures
from backprop_tutor.progress.recorder import Recorder
from backprop_tutor.progress.rows import Event, Mode
from backprop_tutor.session.loop import hear_again
from backprop_tutor.session.sitting import Kept
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz.deck import Rules
from backprop_tutor.teaching.quiz.lessons import Lessons
from backprop_tutor.teaching.quiz.quiz import Quiz
from backprop_tutor.teaching.reasons.question import CHOICE_LETTERS
from backprop_tutor.teaching.subject.step import Form
from backprop_tutor.teaching.subject.subject import subject_of

ROOT = Path(__file__).parent.parent
PATIENCE = 120
"""Seconds that a machine may be busy with something else."""
_MOST_ANSWERS = 20
VERDICT = re.compile(r"Correct\.|Not yet\.|Right\.|Right: it is line")
COMMANDS = {
    Mode.WALK: ["walk", "mazur", "--plain"],
    Mode.QUIZ: ["quiz", "mazur", "--seed", "5", "--questions", "40", "--plain"],
}


@dataclass
class Counts:
    """What came of the killings."""

    kills: int = 0
    sent: int = 0
    acknowledged: int = 0
    there: int = 0
    lost: int = 0
    unsound: int = 0
    gone_on: int = 0
    not_gone_on: int = 0


def answer(talk: Walk | Quiz) -> str:
    """Return a right answer to the question at hand."""
    if isinstance(talk, Walk) and (letter := right_letter(talk)) is not None:
        return letter
    if isinstance(talk, Quiz) and talk.now.reason is not None:
        return CHOICE_LETTERS[talk.now.reason.right]
    if isinstance(talk, Quiz) and isinstance(talk.prompt(), str):
        assert talk.now.mistake is not None
        return str(talk.now.mistake.wrong)
    question = talk.now.question if isinstance(talk, Quiz) else talk.step.question
    name = question.quantity
    if question.form is Form.FORMULA:
        return typed(talk.subject.typeable(name))
    value = talk.subject.values[name]
    return figures.spelled_to(value, figures.place_of(value, 9)) if value else "0"


def restored(mode: Mode, record: Recorder) -> Walk | Quiz:
    """Return the conversation that the newest sitting of the record leads to."""
    scenario = load("mazur")
    found = record.sittings(mode=mode)
    sitting = found[0] if found and not record.finished(found[0].id) else None
    talk: Walk | Quiz
    if mode is Mode.WALK:
        talk = Walk(Lesson(subject_of(scenario)))
    else:
        began = sitting.began if sitting else "2026-11-22T19:55:00.123Z"
        earlier = record.rows() if sitting is None else Kept(sitting, record).earlier
        rules = Rules(questions=40, seed=5)
        talk = Quiz(Lessons(scenario), rules, datetime.fromisoformat(began), earlier)
    if sitting is not None:
        hear_again(talk, record.rows(sitting.id))
    return talk


def started(mode: Mode, path: Path) -> "pexpect.spawn[str]":
    """Start a session at a pseudo-terminal."""
    return at_a_terminal(
        *COMMANDS[mode], "--progress-file", str(path),
        environment={"LC_ALL": "C.UTF-8", "TERM": "dumb"}, echo=False,
    )  # fmt: skip


def verdicts(child: "pexpect.spawn[str]", most: int | None = None) -> int:
    """Read until so many verdicts were shown, or until there is nothing more to come."""
    count = 0
    while count != most and child.expect([VERDICT, pexpect.EOF], timeout=PATIENCE) == 0:
        count += 1
    return count


def asked(talk: Walk | Quiz) -> str:
    """Return how the question at hand is headed."""
    if isinstance(talk, Quiz):
        return f"Question {len(talk.asked)} of"
    if right_letter(talk) is not None:
        return "a question without a calculator"
    return f"Step {talk.position + 1} of"


def killed(path: Path, times: int, seed: int = 1) -> Counts:
    """Kill so many sessions of one record, walk and quiz in turn, each while it is answering.

    It is killed after a random number of the verdicts on what it was sent, whenever that is.
    """
    moments = random.Random(seed)
    counts = Counts()
    for turn in range(times):
        mode = (Mode.WALK, Mode.QUIZ)[turn % 2]
        with Recorder(path, lambda line: sys.exit(line)) as record:
            before = len(record.rows())
            talk = restored(mode, record)
        if talk.finished:  # It is begun anew.
            with Recorder(path, lambda line: sys.exit(line)) as record:
                (newest, *_) = record.sittings(mode=mode)
                record.finish(newest.id, newest.began)
                talk = restored(mode, record)
        child = started(mode, path)
        said_all: list[str] = []
        rights = 0
        try:
            child.expect_exact(asked(talk), timeout=PATIENCE)
            counts.gone_on += 1
        except (pexpect.TIMEOUT, pexpect.EOF):
            counts.not_gone_on += 1
        for _ in range(moments.randint(1, _MOST_ANSWERS)):
            if talk.finished:
                break
            chance = moments.random()
            said = "hint" if chance < 0.1 else "77777.7" if chance < 0.25 else answer(talk)
            rights += chance >= 0.25
            child.sendline(said)
            said_all.append(said)
            talk.hear(said)
        acknowledged = verdicts(child, moments.randint(0, rights))
        child.kill(9)
        acknowledged += verdicts(child)
        child.close(force=True)
        with sqlite3.connect(path) as db:
            counts.unsound += db.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
        db.close()
        with Recorder(path, lambda line: sys.exit(line)) as record:
            rows = record.rows()[before:]
        # A named line is no verdict on a number, but it is told right or wrong all the same.
        there = sum(row.heard.event in (Event.RIGHT, Event.WRONG, Event.OTHER) for row in rows)
        assert [row.heard.typed for row in rows] == said_all[: len(rows)], (
            "in the order they were typed"
        )
        counts.kills += 1
        counts.sent += len(said_all)
        counts.acknowledged += acknowledged
        counts.there += there
        counts.lost += max(0, acknowledged - there)
    return counts


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(killed(Path(folder) / "progress.sqlite", int(sys.argv[1]), seed=2026))
