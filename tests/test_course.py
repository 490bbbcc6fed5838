"""The course: the index of it is what the files say, and the path shows how far one has come.

``GOLDEN=write pytest tests/test_course.py`` writes the index anew, where steps have changed.
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from program import Run, run  # noqa: F401 - a fixture
from walks import right_answers

from backprop_tutor.blocks.blocks import Table
from backprop_tutor.loader import bundled, course_index, load
from backprop_tutor.scenario.course import CourseStop, Level
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.learner.course import Place, Reached, next_place, path, stops
from backprop_tutor.teaching.learner.home_page import home_page
from backprop_tutor.teaching.learner.skills import TOPICS, skill_of
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of

INDEX = Path(__file__).parent.parent / "scenarios" / "course.json"
COURSE = stops(course_index())


def _indexed(scenario: Scenario, stop: CourseStop) -> dict[str, Any]:
    lesson = Lesson(subject_of(scenario, stop.only), None, stop.only)
    skills = {skill_of(lesson.subject[name], lesson.subject) for name in lesson.asked()}
    return {
        "scenario": scenario.name,
        "title": scenario.title.texts,
        "level": stop.level.value,
        "teaches": stop.teaches.texts,
        "steps": stop.quiz or lesson.questions,
        "topics": [topic for topic, among in TOPICS.items() if skills & {*among}],
        "only": stop.only,
        "is_quiz": stop.quiz is not None,
    }


def _of_the_files() -> Iterator[tuple[int, dict[str, Any]]]:
    for scenario in map(load, bundled()):
        assert scenario.course, f"{scenario.name} has no place in the course"
        for stop in scenario.course:
            yield stop.place, _indexed(scenario, stop)


def test_the_index_is_what_the_files_say() -> None:
    found = sorted(_of_the_files(), key=lambda each: each[0])
    places = [place for place, _ in found]
    assert len(set(places)) == len(places), "two stops at one place"
    written = json.dumps([each for _, each in found], ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("GOLDEN") == "write":
        INDEX.write_text(written, encoding="utf-8")
    assert course_index() == written, "write it anew, as said above"


def test_the_course_begins_small_and_gets_harder() -> None:
    first = [stop.called for stop in COURSE if stop.level == Level.BEGINNER]
    assert first[:2] == ["circuit", "computation-graph"]
    assert first[-5:-2] == ["mazur, w5", "mazur, w1", "mazur, quiz"]
    assert first[-2:] == ["linear-regression", "logistic-regression"]
    assert COURSE[0].steps <= 8
    levels = [stop.level for stop in COURSE]
    assert levels == sorted(levels, key=["beginner", "intermediate", "advanced"].index)
    assert {stop.scenario for stop in COURSE} == {*bundled()}


@pytest.fixture
def answered(run: Run) -> Any:  # noqa: F811
    """Walk through a stop with the right answers, or with a word in place of each."""

    def walked(scenario: str, only: str | None = None, word: str | None = None) -> str:
        lesson = Lesson(subject_of(load(scenario), only), None, only)
        typed = [word or one for one in right_answers(lesson)]
        options = () if only is None else ("--only", only)
        code, out, _ = run(
            "walk", scenario, *options, "--answers", "-", "--plain", typed="\n".join(typed)
        )
        assert code == 0
        return out

    return walked


def _reached(run: Run) -> dict[str, str | None]:  # noqa: F811
    listed = json.loads(run("list", "--json")[1])
    names = [stop.called for stop in COURSE]
    return dict(zip(names, (each["reached"] for each in listed), strict=True))


def test_what_is_skipped_is_not_done(run: Run, answered: Any) -> None:  # noqa: F811
    assert set(_reached(run).values()) == {None}
    answered("circuit", word="skip")
    assert _reached(run)["circuit"] == "begun"
    assert "circuit" in run()[1].split("Type:")[0]
    answered("circuit")
    reached = _reached(run)
    assert reached.pop("circuit") == "done"
    assert set(reached.values()) == {None}
    assert "Go on with the course: computation-graph is next. Type:" in run()[1]
    out = run("walk", "--plain", typed="0.1\n")[1]
    assert "A small computation graph" in out, "walk goes on with the course"
    answered("mazur", "w5")
    assert _reached(run)["mazur, w5"] == "done"
    assert _reached(run)["mazur, w1"] is None
    assert "computation-graph" in run()[1].split("Type:")[0], "what is left out stays to be done"


def _done(*called: str) -> tuple[Place, ...]:
    return tuple(
        Place(stop, Reached.DONE if stop.called in called else Reached.AHEAD) for stop in COURSE
    )


def test_where_the_course_goes_on() -> None:
    assert next_place(path(COURSE)) == Place(COURSE[0])
    called = [stop.called for stop in COURSE]
    ahead = next_place(_done(*called[: called.index("mazur, w1")]))
    assert ahead is not None
    assert ahead.stop.called == "mazur, w1"
    assert next_place(_done(*(stop.called for stop in COURSE))) is None


def test_minutes_are_the_records_where_there_are_some() -> None:
    assert Place(COURSE[0]).minutes == "about 2"
    assert Place(COURSE[0], spent=timedelta(seconds=250)).minutes == "4"


def test_a_quiz_of_the_course_is_asked_by_walk(run: Run, answered: Any) -> None:  # noqa: F811
    for stop in COURSE[: [stop.called for stop in COURSE].index("mazur, quiz")]:
        answered(stop.scenario, stop.only)
    out = run("walk", "--plain", typed="quit\n")[1]
    assert "10 questions" in out


def test_the_list_can_be_cut(run: Run) -> None:  # noqa: F811
    beginners = json.loads(run("list", "--level", "beginner", "--json")[1])
    assert {each["level"] for each in beginners} == {"beginner"}
    assert len(beginners) == sum(stop.level == Level.BEGINNER for stop in COURSE)
    batches = json.loads(run("list", "--topic", "learning-rate", "--json")[1])
    assert 0 < len(batches) < len(COURSE)
    assert all("learning-rate" in each["topics"] for each in batches)
    commands = [each["command"] for each in beginners]
    assert "backprop-tutor walk mazur --only w5" in commands
    assert run("list", "--level", "nosuch")[0] == 2


def test_an_option_of_the_home_page_is_not_lost_before_a_command(run: Run) -> None:  # noqa: F811
    code, out, said = run("--plain", "list")
    assert (code, out) == (2, "")
    assert "behind the command" in said


def test_the_home_page_fits(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    lines = run()[1].splitlines()
    assert len(lines) <= 23, "and the prompt below it"
    told = [text for stop in COURSE for text in stop.teaches.texts.values()]
    assert all(len(text) <= 31 for text in told), "a line for each"


def test_the_home_page_shows_where_one_is_in_the_course() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def shown(*called: str) -> list[str]:
        (table,) = (
            block for block in home_page(_done(*called), (), (), now) if isinstance(block, Table)
        )
        return [str(row[0]) for row in table.rows]

    called = [stop.called for stop in COURSE]
    assert shown() == called[:9]
    assert shown(*called[:12]) == called[11:20], "the last one and what follows"
    assert shown(*called) == called[-9:]
