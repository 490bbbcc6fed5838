"""What ``progress`` says to do next: it can be done, and who does it gets to the end."""

import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from learners import DIGEST, EVERYWHERE, START, Record, written
from program import Run
from students import always_right, lessons_of, precisely
from together import together
from tried import TRIED

from backprop_tutor.blocks.blocks import Prose
from backprop_tutor.loader import bundled, is_there, load
from backprop_tutor.progress.place import place_of_record
from backprop_tutor.progress.rows import Event, Mode, Sitting
from backprop_tutor.progress.store import open_record
from backprop_tutor.session import loop
from backprop_tutor.session.library import library
from backprop_tutor.session.requests import Ask, Session
from backprop_tutor.session.sitting import Kept
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.learner.catalogue import Library, skills_of
from backprop_tutor.teaching.learner.mastery import masteries
from backprop_tutor.teaching.learner.misconceptions_met import ideas_met
from backprop_tutor.teaching.learner.progress_page import progress_page
from backprop_tutor.teaching.learner.recommendation import MENDED_BY, next_thing
from backprop_tutor.teaching.learner.sittings import LAST, courses
from backprop_tutor.teaching.learner.skills import ALL, Skill, topic_of
from backprop_tutor.teaching.quiz.deck import Rules
from backprop_tutor.teaching.quiz.quiz import Quiz

pytestmark = pytest.mark.slow

E = Event
MOST_QUIZZES = 8
"""Of ten questions, the one that the student begins with included: eighty questions."""


@pytest.fixture
def _always_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is asked answers right."""
    converse = loop.converse

    def answers(talk: Walk | Quiz) -> Iterator[str]:
        while True:
            if isinstance(talk, Quiz):
                yield always_right(talk)
            else:
                yield precisely(talk.subject.values[talk.step.name])

    def answered(talk: Walk | Quiz, kept: Kept | None = None) -> Session[None]:
        typed, session, answer = answers(talk), converse(talk, kept), None
        with suppress(StopIteration):
            while True:
                request = session.send(answer)
                answer = next(typed) if isinstance(request, Ask) else (yield request)

    monkeypatch.setattr(loop, "converse", answered)


def advised(run: Run) -> tuple[str, ...]:
    """Return the words of the command that ``progress`` says to type next."""
    code, out, err = run("progress", "--plain")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    commands = [line for line in lines if line.startswith("backprop-tutor ")]
    program, *words = shlex.split(commands[0])
    assert program == "backprop-tutor"
    return tuple(words)


def mastered() -> int:
    with open_record(place_of_record(None)) as record:
        known = masteries(record.rows())
    return sum(known[skill].mastered for skill in ALL)


@pytest.mark.usefixtures("_always_right")
@pytest.mark.parametrize("source", ["mazur", "circuit"])
def test_who_is_always_right_and_does_what_is_said_masters_everything(
    source: str, run: Run
) -> None:
    words: tuple[str, ...] = ("quiz", source)
    for _ in range(MOST_QUIZZES):
        code, _, err = run(*words, "--plain")
        assert (code, err) == (0, ""), words
        words = advised(run)
        if mastered() == len(ALL):
            break
    assert mastered() == len(ALL), words
    assert words[0] == "walk", "what is left is to try them elsewhere"
    assert run(*words, "--plain")[0] == 0


@pytest.mark.usefixtures("_always_right")
def test_what_is_due_comes_to_an_end_too(run: Run) -> None:
    """All thirteen are due: where one scenario does not ask them all, another one does."""
    began = datetime.now(UTC) - timedelta(days=3)
    with open_record(place_of_record(None)) as record:
        record.begin(Sitting("s1", Mode.QUIZ, "mazur", DIGEST, {}, written(began)))
        rows = Record(began)
        for skill in ALL:
            for seed in range(3):
                record.add(rows.add(E.RIGHT, skill, skill, seed=seed))
    told = []
    for _ in range(6):
        words = advised(run)
        if words[0] == "walk":
            break
        told.append(words[:3])
        assert run(*words, "--plain")[0] == 0
    assert words[0] == "walk", told
    assert ("quiz", "siraj-xor", "--variant") in told


START_TEXT = written(START)


@cache
def skills_in(source: str) -> frozenset[Skill]:
    return skills_of(load(source))


@pytest.mark.parametrize("skill", Skill)
def test_a_bundled_scenario_asks_each_skill(skill: Skill) -> None:
    there = library()
    where = there.asking(skill, None)
    assert where in there.bundled
    assert skill in skills_in(where)


@together("source", TRIED)
@together("skill", Skill)
def test_the_last_scenario_is_gone_on_with_only_where_it_asks_that(
    source: str, skill: Skill
) -> None:
    there = library()
    where = there.asking(skill, source)
    assert skill in skills_in(where)
    assert (where == source) is (skill in skills_in(source) or where == source)


def test_a_topic_is_advised_where_there_are_questions_on_it(run: Run) -> None:
    first = ("quiz", "house", "--topic", "bias", "--questions", "1", "--seed", "2")
    run(*first, "--answers", "-", typed="99\nshow\n")
    rules = Rules(questions=1, topic="forward", seed=6)
    right = always_right(Quiz(lessons_of(load("siraj-xor")), rules, START))
    other = ("quiz", "siraj-xor", "--topic", "forward", "--questions", "1", "--seed", "6")
    assert "1 of 1 right" in run(*other, "--answers", "-", typed=right)[1]
    words = advised(run)
    assert (words[0], *words[2:]) == ("quiz", "--variant", "--topic", "bias", "--plain")
    assert "bias" not in {topic_of(skill) for skill in skills_of(load("siraj-xor"))}
    assert run(*words, "--answers", "-")[0] == 0


# What nobody can go back to

NEURON = """\
version: 1
title: One neuron
inputs:  {x1: 0.5, x2: -1}
targets: {y: 1}
layers:
  - neurons: [y]
    activation: sigmoid
    weights:
      - {w1: 0.4, w2: 0.3}
    bias: {b: 0.1}
loss: half_squared_error
learning_rate: 0.5
"""


@pytest.mark.parametrize("how", ["removed", "moved", "changed", "broken"])
@pytest.mark.parametrize("command", ["walk", "quiz"])
def test_a_file_that_is_gone_is_not_advised(
    command: str, how: str, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "my neuron.yaml"
    file.write_text(NEURON, encoding="utf-8")
    run(command, str(file), "--answers", "-", typed="77777.5\n")
    assert advised(run)[:2] == (command, str(file))
    match how:
        case "removed":
            file.unlink()
        case "moved":
            file.rename(tmp_path / "elsewhere.yaml")
        case "changed":
            file.write_text(NEURON.replace("0.4", "0.5"), encoding="utf-8")
        case _:
            file.write_text("version: 1\n", encoding="utf-8")
    words = advised(run)
    assert words[0] == "quiz"
    # The quiz drew its question: one about a bias is asked by skip, all others by mazur.
    assert words[1] in ({str(file)} if how == "changed" else {"mazur", "skip"})
    assert run(*words, "--answers", "-")[0] == 0


NOWHERE = Library((), lambda *_: None, lambda _: frozenset(), lambda *_: False, "circuit")
"""A machine on which nothing can be found, and nothing is asked."""


def told(record: Record, sittings: list[Sitting], there: Library) -> str:
    page = progress_page(record.rows, sittings, record.now, there)
    return "\n".join(str(block.parts[0]) for block in page if isinstance(block, Prose))


def test_a_nameless_scenario_is_neither_advised_nor_listed() -> None:
    record = Record(scenario="-")
    for seed in range(2):
        record.add(E.WRONG, "w5_new", Skill.UPDATE, seed=seed, ideas=("uphill",))
    record.add(E.RIGHT, "E_total_new", Skill.LEARNING_RATE)
    walk = Sitting("s1", Mode.WALK, "-", DIGEST, {LAST: "E_total_new"}, START_TEXT)
    there = replace(
        NOWHERE,
        bundled=("mazur",),
        is_there=lambda name, digest: name != "-" and digest in (None, DIGEST),
    )
    page = told(record, [walk], there)
    assert "Walked through" not in page
    assert "Begun" not in page
    assert "To fix it:\nbackprop-tutor quiz mazur --variant --topic update" in page
    quiz = Sitting("s1", Mode.QUIZ, "-", DIGEST, {}, START_TEXT)
    assert " - " not in told(record, [quiz], there)


def test_what_comes_from_standard_input_is_not_advised(run: Run) -> None:
    answers = ("--answers", "answers.txt")
    Path("answers.txt").write_text("show\n" * 3, encoding="utf-8")
    for command in ("quiz", "walk"):
        run(command, "-", *answers, typed=NEURON)
        assert "-" not in advised(run)


def test_what_an_older_version_knew_has_no_remedy() -> None:
    record = Record(scenario="gone.yaml")
    for seed in range(2):
        record.add(E.WRONG, "x", "telepathy", seed=seed, ideas=("uphill",))
    page = told(record, [], NOWHERE)
    assert "1. A step uphill (uphill)" in page
    assert "To fix it" not in page


@pytest.mark.parametrize(
    ("idea", "options"),
    [
        ("weights-left-out", "--mend weights-left-out"),
        ("x", f"--variant --topic chain --questions {MENDED_BY}"),  # Of a newer version.
    ],
)
def test_what_was_asked_of_one_parameter_is_practised_there(idea: str, options: str) -> None:
    """Of one parameter of several samples more is asked than in the whole lesson."""
    record = Record(scenario="siraj-xor")
    for seed in range(2):
        record.add(E.WRONG, "dnet_o1/dout_h2[1]", Skill.NET_SLOPES, seed=seed, ideas=(idea,))
    walk = Sitting("s1", Mode.WALK, "siraj-xor", DIGEST, {"only": "w4"}, START_TEXT)
    gone = courses(record.rows, [walk])
    met = ideas_met(record.rows, record.now)
    thing = next_thing(masteries(record.rows), met, gone, record.now, EVERYWHERE)
    assert thing.command == f"backprop-tutor quiz siraj-xor {options}"


def test_a_scenario_is_there_while_its_network_is_the_one_of_then(tmp_path: Path) -> None:
    for name in bundled():
        loaded = load(name)
        assert is_there(name, loaded.digest)
        assert is_there(name, loaded.file_digest)
        assert not is_there(name, "00")
    file = tmp_path / "n.yaml"
    file.write_text(NEURON, encoding="utf-8")
    before = load(str(file))
    file.write_text("# A comment\n" + NEURON, encoding="utf-8")
    assert is_there(str(file), before.digest)
    assert not is_there(str(file), before.file_digest)
    file.write_text(NEURON.replace("w1: 0.4", "w1: 0.5"), encoding="utf-8")
    assert is_there(str(file))
    assert not is_there(str(file), before.digest)
    file.write_text("title: spoilt", encoding="utf-8")
    assert not is_there(str(file), before.digest)
    for nothing in ("-", "", "n.yaml", "no-such", str(tmp_path), "/\0", "/" + "x" * 5000):
        assert not is_there(nothing)
