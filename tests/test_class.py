"""The records of a class, handed in as files and as exports, and what is said of them together."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from program import Run
from progress_rows import ONE, row, sitting

from backprop_tutor.progress.export import FORMATS, without_paths
from backprop_tutor.progress.handed_in import handed_in
from backprop_tutor.progress.rows import Event, Row, Sitting
from backprop_tutor.progress.store import open_record
from backprop_tutor.teaching.grading.class_progress import ideas_of_class, student_progress

EXAM = sitting("e", exam="true", questions="3")


def rows(*events: Event, ideas: Sequence[str] = ("bias-forgotten",)) -> list[Row]:
    found = []
    for number, event in enumerate(events, start=1):
        wrong = tuple(ideas) if event is Event.WRONG else ()
        found.append(row(number, "0.5", event=event, misconceptions=wrong))
    return found


def record(path: Path, *events: Event) -> Path:
    with open_record(path) as opened:
        opened.begin(sitting(ONE))
        for one in rows(*events):
            opened.add(one)
    return path


def exported(kind: str, *events: Event, student: str = "Ana") -> bytes:
    return FORMATS[kind]({ONE: sitting(ONE)}, rows(*events), student).encode()


STUCK = (Event.WRONG, Event.WRONG)
THERE = (Event.WRONG, Event.RIGHT)


@pytest.mark.parametrize("kind", ["sqlite", "json", "csv"])
@pytest.mark.parametrize(("events", "stuck"), [(STUCK, True), (THERE, False)])
def test_a_record_says_the_same_in_each_form(
    kind: str, events: tuple[Event, ...], stuck: bool, tmp_path: Path
) -> None:
    if kind == "sqlite":
        contents = record(tmp_path / "p.sqlite", *events).read_bytes()
    else:
        contents = exported(kind, *events)
    found = handed_in(contents)
    assert not isinstance(found, str), found
    (one,) = found
    assert one.student == ("" if kind == "sqlite" else "Ana")
    assert [each.heard.event for each in one.rows] == list(events)
    assert one.senseless == 0
    told = student_progress("Ana", "p", one)
    assert bool(told.stuck_at) is stuck
    assert told.answered == (0 if stuck else 1)
    assert told.at is not None
    assert told.misconceptions == (("bias-forgotten", events.count(Event.WRONG)),)


def test_the_file_that_is_handed_in_stays_as_it_is(tmp_path: Path) -> None:
    path = record(tmp_path / "p.sqlite", *STUCK)
    before = path.read_bytes()
    handed_in(before[:-7])  # Damaged: its copy is set aside, and not the file.
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["p.sqlite"]


def _hostile(tmp_path: Path) -> bytes:
    """A database in which whoever reads the answers would wait for ever."""
    path = record(tmp_path / "h.sqlite", Event.RIGHT)
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE answers RENAME TO others")
        database.execute(
            "CREATE VIEW answers AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT x FROM n"
        )
    database.close()
    return path.read_bytes()


def test_what_is_no_record_is_a_sentence(tmp_path: Path) -> None:
    for contents in (
        b"",
        b"hello",
        b"{}",
        b"[1, 2]",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b"a,b\n1,2\n",
        b"SQLite format 3\x00" + b"x" * 5000,
        _hostile(tmp_path),
    ):
        assert isinstance(handed_in(contents), str), contents[:40]


def test_a_senseless_answer_is_left_out_and_counted() -> None:
    data = json.loads(exported("json", *THERE))
    data["answers"] += [1, {}, {**data["answers"][0], "number": "x"}]
    found = handed_in(json.dumps(data).encode())
    assert not isinstance(found, str)
    assert len(found[0].rows) == 2
    assert found[0].senseless == 3


def test_a_wrong_answer_in_an_exam_puts_its_question_behind() -> None:
    found = handed_in(FORMATS["json"]({ONE: sitting(ONE, exam="1")}, rows(Event.WRONG)).encode())
    assert not isinstance(found, str), found
    (one,) = found
    at = student_progress("Ana", "p", one).at
    assert at is not None and at.is_exam and at.passed == 1


def test_ideas_are_counted_over_the_class() -> None:
    students = [
        student_progress(name, name, found[0])
        for name, events in (("Ana", STUCK), ("Ben", THERE))
        if not isinstance(found := handed_in(exported("json", *events, student=name)), str)
    ]
    (idea,) = ideas_of_class(students)
    assert (idea.misconception, idea.answers, idea.students) == ("bias-forgotten", 3, 2)


@pytest.mark.parametrize("name", ["=Bob", "'Bob", "-", "＝x", "__B__", 'Ann, "A"; b', "$"])
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_name_is_the_same_in_each_form(kind: str, name: str) -> None:
    found = handed_in(exported(kind, *THERE, student=name))
    assert not isinstance(found, str)
    assert [one.student for one in found] == [name]


def test_several_files_of_one_student_are_taken_together(run: Run, tmp_path: Path) -> None:
    """An earlier export, a later one, and another computer; a file without a name is nobody's."""
    (tmp_path / "monday.json").write_bytes(exported("json", Event.WRONG, student="Zo\u00e9"))
    (tmp_path / "friday.csv").write_bytes(exported("csv", *THERE, student="zoe\u0301"))
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        record(tmp_path / folder / "progress.sqlite", *STUCK)
    code, printed, _ = run("class", str(tmp_path), "--json")
    assert code == 0
    told = json.loads(printed)["students"]
    zoe = [one for one in told if one["also"]]
    assert [(one["right"], one["misconceptions"]) for one in zoe] == [(1, {"bias-forgotten": 1})]
    nameless = {one["student"] for one in told if one not in zoe}
    assert nameless == {str(tmp_path / one / "progress.sqlite") for one in ("a", "b")}
    _, page, _ = run("class", str(tmp_path), "--plain")
    assert "3 students. Stuck: 2." in page
    assert "friday.csv', '" in page and "monday.json'" in page


def test_the_command(run: Run, tmp_path: Path) -> None:
    record(tmp_path / "ben.sqlite", *THERE)
    (tmp_path / "ana.json").write_bytes(exported("json", *STUCK))
    (tmp_path / "note.txt").write_text("hello", encoding="utf-8")
    code, printed, _ = run("class", str(tmp_path), "--json")
    assert code == 1
    told = json.loads(printed)
    by_name = {one["student"]: one for one in told["students"]}
    assert by_name["Ana"]["stuck_at"] and not by_name["ben"]["stuck_at"]
    assert "no progress file" in by_name[""]["trouble"]
    code, printed, _ = run("class", str(tmp_path / "ana.json"), "--csv", "-")
    assert code == 0
    assert printed.splitlines()[1].startswith("Ana,")


PATH = "/home/ana/secret/page.yaml"


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_with_a_name_tells_no_folder_and_what_was_an_exam(kind: str) -> None:
    heard = row(1, "0.5", in_="e", scenario=PATH)
    exam = Sitting(**{name: getattr(EXAM, name) for name in EXAM.__slots__} | {"scenario": PATH})
    told = FORMATS[kind](*without_paths({"e": exam}, [heard]), "Ana Roth")
    assert "secret" not in told
    assert "page" in told
    assert "Ana Roth" in told
    assert "exam" in told
    if kind == "xapi":
        (statement,) = json.loads(told)
        assert statement["actor"]["name"] == statement["actor"]["account"]["name"] == "Ana Roth"
        assert statement["context"]["extensions"]["https://backprop-tutor.invalid/exam"] is True


def test_a_name_goes_with_an_export(run: Run) -> None:
    assert run("progress", "--as", "Ana")[0] == 2
    assert run("progress", "--as", " ", "--export", "json")[0] == 2
