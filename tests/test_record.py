"""The learner's record: what is added is there, whoever else adds, and however it ends."""

import os
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from killing import killed, writer
from progress_rows import AT, DIGEST, ONE, TWO, row, sitting
from thorough import some

from backprop_tutor.errors import FileError
from backprop_tutor.progress import schema
from backprop_tutor.progress.columns import LONGEST_KEPT
from backprop_tutor.progress.place import place_of_record
from backprop_tutor.progress.recorder import Recorder
from backprop_tutor.progress.rows import Event, Heard, Mode, Row, Sitting
from backprop_tutor.progress.store import Record, open_record


@pytest.fixture
def quick() -> Iterator[Path]:
    """A folder in memory where there is one: what a killed process leaves is the same there."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def path(quick: Path) -> Path:
    return quick / "progress.sqlite"


# Where it is

PLACES: tuple[tuple[str | None, Mapping[str, str], str], ...] = (
    ("/x/mine.db", {"BACKPROP_TUTOR_HOME": "/y"}, "/x/mine.db"),
    (None, {"BACKPROP_TUTOR_HOME": "/y"}, "/y/progress.sqlite"),
    ("", {"BACKPROP_TUTOR_HOME": "/y"}, "/y/progress.sqlite"),
    ("~/mine.db", {}, str(Path.home() / "mine.db")),
    (None, {"BACKPROP_TUTOR_HOME": "~/tutor"}, str(Path.home() / "tutor" / "progress.sqlite")),
    ("mine.db", {}, "mine.db"),
)


@pytest.mark.skipif(os.name != "posix", reason="paths of a Unix system")
@pytest.mark.parametrize(("given_file", "environment", "expected"), PLACES)
def test_where_the_record_is(
    given_file: str | None, environment: Mapping[str, str], expected: str
) -> None:
    assert place_of_record(given_file, environment) == Path.cwd() / expected


@pytest.mark.parametrize("environment", [{}, {"BACKPROP_TUTOR_HOME": ""}])
def test_else_it_is_in_the_folder_of_the_platform(environment: Mapping[str, str]) -> None:
    folder = platformdirs.user_data_path("backprop-tutor", appauthor=False)
    assert place_of_record(None, environment) == folder / "progress.sqlite"


def test_the_home_of_nobody() -> None:
    with pytest.raises(FileError, match=r"^~no-such-user/x: cannot be found"):
        place_of_record("~no-such-user/x", {})


@pytest.mark.skipif(os.name != "posix", reason="permissions of a Unix system")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    new = tmp_path / "a" / "b" / "progress.sqlite"
    before = os.umask(0)
    try:
        with open_record(new) as record:
            record.begin(sitting())
            copy = record.reset()
    finally:
        os.umask(before)
    assert copy is not None
    assert [stat.S_IMODE(p.stat().st_mode) for p in (new.parent, new, copy)] == [
        0o700,
        0o600,
        0o600,
    ]


# What is added is there


def test_what_was_added_is_there_at_once_and_later(path: Path) -> None:
    added = (
        row(1, "0.38", event=Event.PRECISION),
        row(2, read_as=None, misconceptions=("a", "b")),
        row(3, seed=2**80),
    )
    with open_record(path) as record:
        record.begin(sitting(part="forward"))
        assert [record.add(each) for each in added] == [1, 2, 3]
        with open_record(path) as other:
            assert other.rows() == record.rows() == added
    with open_record(path) as record:
        assert record.rows(ONE) == added
        assert record.rows(TWO) == ()
        assert record.sittings() == (sitting(part="forward"),)


OLD_SITTING = (ONE, "quiz", "mazur", DIGEST, '{"seed": "5"}', AT)
OLD_ROW = (
    ONE, 3, AT, 1234, "out_h1", "activation", "0.5", "wrong", None, '["sign", "neighbour"]', 2, 1,
    "mazur", DIGEST, str(2**80),
)  # fmt: skip
"""As they lie in the files of the first version, column by column."""


def test_what_learners_have_on_their_disks_is_read_as_it_was(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        for statement in schema.STEPS[0]:
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {schema.APPLICATION}")
        db.execute("PRAGMA user_version = 1")
        for table, cells in (("sittings", OLD_SITTING), ("answers", OLD_ROW)):
            db.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(cells))})", cells)
        db.commit()
    with open_record(path) as record:
        assert record.sittings() == (Sitting(ONE, Mode.QUIZ, "mazur", DIGEST, {"seed": "5"}, AT),)
        (kept,) = record.rows()
        heard = Heard(
            quantity="out_h1", skill="activation", typed="0.5", event=Event.WRONG, read_as=None,
            misconceptions=("sign", "neighbour"), hints=2, attempt=1, scenario="mazur",
            digest=DIGEST, seed=2**80,
        )  # fmt: skip
        assert kept == Row(ONE, 3, AT, 1234, heard)
        record.begin(Sitting(TWO, Mode.QUIZ, "mazur", DIGEST, {"seed": "5"}, AT))
        record.add(replace(kept, number=4))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT * FROM answers ORDER BY number").fetchall() == [
            (*OLD_ROW, 0), (ONE, 4, *OLD_ROW[2:], 0),
        ]  # fmt: skip
        assert db.execute("SELECT * FROM sittings WHERE id = ?", (TWO,)).fetchall() == [
            (TWO, *OLD_SITTING[1:])
        ]


def test_what_was_added_is_on_the_disk_before_the_next_question(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes the power away: SQLite's own caution, which other tests do without."""
    monkeypatch.setattr(sqlite3, "connect", sqlite3.dbapi2.connect)
    with open_record(path) as record:
        full = 2
        assert record._connection.execute("PRAGMA synchronous").fetchone() == (full,)
        assert record._connection.execute("PRAGMA journal_mode").fetchone() == (b"delete",)


def test_sittings_newest_first_and_chosen(path: Path) -> None:
    walk, quiz = sitting(ONE), sitting(TWO, Mode.QUIZ)
    other = Sitting("3", Mode.WALK, "house", "00", {}, AT)
    with open_record(path) as record:
        for each in (walk, quiz, other):
            record.begin(each)
        assert record.sittings() == (other, quiz, walk)
        assert record.sittings(mode=Mode.WALK) == (other, walk)
        assert record.sittings(mode=Mode.WALK, scenario="mazur") == (walk,)
        assert record.sittings(digest="00") == (other,)
        assert record.sittings(scenario="mazur", digest="00") == ()


def test_a_sitting_is_begun_and_finished_once(path: Path) -> None:
    with open_record(path) as record:
        record.begin(sitting())
        record.begin(sitting(mode=Mode.QUIZ))
        assert record.sittings() == (sitting(),)
        assert not record.finished(ONE)
        record.finish(ONE, AT)
        record.finish(ONE, "later")
        assert record.finished(ONE)
        assert not record.finished(TWO)


def test_two_terminals_in_one_sitting_keep_both_answers(path: Path) -> None:
    with open_record(path) as one, open_record(path) as two:
        one.begin(sitting())
        assert one.add(row(1, "first")) == 1
        assert two.add(row(1, "second")) == 2
        assert one.add(row(2, "third")) == 3
        assert [each.heard.typed for each in two.rows(ONE)] == ["first", "second", "third"]


def test_long_texts_are_cut_visibly(path: Path) -> None:
    with open_record(path) as record:
        for number, length in enumerate((LONGEST_KEPT, LONGEST_KEPT + 1, 10**6), 1):
            record.add(row(number, "7" * length))
        whole, cut, much = record.rows()
    assert whole.heard.typed == "7" * 400
    assert cut == row(2, "7" * 399 + "…")
    assert much.heard.typed == cut.heard.typed


def test_a_clock_that_was_set_back_costs_no_answer(path: Path) -> None:
    with open_record(path) as record:
        record.add(row(1, milliseconds=-5))
        record.add(row(2, milliseconds=10**30))
        assert [each.milliseconds for each in record.rows()] == [0, 2**53]


TEXT = st.text(st.characters() | st.characters(categories=["Cs"]), max_size=LONGEST_KEPT).map(
    # Halves of a character that meet are that character, wherever a text comes from.
    lambda text: text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
)
FIRST, LAST = map(datetime.fromisoformat, ("1970-01-02", "2999-12-30"))
TIMES = st.datetimes(FIRST, LAST, timezones=st.timezones()).map(datetime.isoformat)
HEARD = st.builds(
    Heard,
    quantity=TEXT, skill=TEXT, typed=TEXT, event=st.sampled_from(Event), read_as=st.none() | TEXT,
    misconceptions=st.lists(TEXT, max_size=3).map(tuple), hints=st.integers(0, 99),
    attempt=st.integers(0, 99), scenario=TEXT, digest=TEXT, seed=st.none() | st.integers(),
)  # fmt: skip
ROWS = st.builds(
    Row, sitting=TEXT, number=st.integers(1, 2**40), at=TIMES, milliseconds=st.integers(0, 2**53),
    heard=HEARD,
)  # fmt: skip
SITTINGS = st.builds(
    Sitting, id=TEXT, mode=st.sampled_from(Mode), scenario=TEXT, digest=TEXT,
    options=st.dictionaries(TEXT, TEXT, max_size=3), began=TIMES,
)  # fmt: skip


@settings(max_examples=some(150))
@given(SITTINGS, ROWS)
def test_any_text_comes_back(begun: Sitting, added: Row) -> None:
    with open_record(None) as record:
        record.begin(begun)
        assert record.sittings(mode=begun.mode, scenario=begun.scenario) == (begun,)
        assert record.add(added) == added.number
        assert record.rows() == record.rows(added.sitting) == (added,)
        record.finish(begun.id, AT)
        assert record.finished(begun.id)


STRANGE = (
    ("answers", "event", "perhaps"),
    ("answers", "misconceptions", "{}"),
    ("answers", "misconceptions", "[" * 100_000),
    ("answers", "misconceptions", "[1]"),
    ("answers", "number", "many"),
    ("answers", "hints", -1),
    ("answers", "hints", 0.5),
    ("answers", "typed", b"\xff\xfe"),
    ("answers", "seed", "x"),
    ("answers", "at", "garbage"),
    ("answers", "at", ""),
    ("answers", "at", "2026-11-22T22:45:00"),
    ("answers", "at", "9999-12-31T23:59:59.999Z"),
    ("answers", "at", "0001-01-01T00:00:00+14:00"),
    ("answers", "milliseconds", 2**62),
    ("sittings", "mode", "nap"),
    ("sittings", "began", "x"),
    ("sittings", "options", '{"seed": "x"}'),
    ("sittings", "options", '{"questions": "-1"}'),
    ("sittings", "options", '{"seed": "%s"}' % ("9" * 5000)),
    ("sittings", "options", "[]"),
    ("sittings", "options", '{"a": 1}'),
)


@pytest.mark.parametrize(("table", "column", "value"), STRANGE)
def test_what_makes_no_sense_is_left_out_and_counted(
    path: Path, table: str, column: str, value: object
) -> None:
    with open_record(path) as record:
        for name in (ONE, TWO):
            record.begin(sitting(name))
            record.add(row(1, in_=name))
    with sqlite3.connect(path) as db:
        where = "sitting" if table == "answers" else "id"
        db.execute(f"UPDATE {table} SET {column} = ? WHERE {where} = ?", (value, ONE))
    db.close()
    with open_record(path) as record:
        read = record.rows() if table == "answers" else record.sittings()
        assert read == ((row(1, in_=TWO),) if table == "answers" else (sitting(TWO),))
        assert record.unreadable == 1
        assert (record.rows(), record.sittings()) == (record.rows(), record.sittings())
        assert record.unreadable == 1, "each is counted once, however often it is read"


# A reset


def test_a_reset_keeps_a_copy_and_does_not_disturb_another_terminal(path: Path) -> None:
    with open_record(path) as record, open_record(path) as other:
        other.begin(sitting())
        other.add(row(1, "before"))
        copy = record.reset()
        assert (record.rows(), record.sittings()) == ((), ())
        other.add(row(2, "after"))
        assert [each.heard.typed for each in record.rows()] == ["after"]
        assert record.sittings() == (sitting(),)  # Its sitting came along again.
    assert copy is not None
    assert copy.name.startswith("progress.sqlite.before-reset-")
    with open_record(copy) as kept:
        assert [each.heard.typed for each in kept.rows()] == ["before"]
        assert kept.sittings() == (sitting(),)


def test_one_scenario_is_reset_and_the_others_stay(path: Path) -> None:
    with open_record(path) as record:
        for name, scenario in (("one", "mazur"), ("two", "house"), ("moved", "/old/mazur.yaml")):
            record.begin(replace(sitting(name), scenario=scenario))
        record.add(row(1, "1", "one", scenario="mazur"))
        record.add(row(1, "2", "two", scenario="house"))
        record.add(row(1, "3", "moved", scenario="mazur"))
        record.add(row(1, "4", "without a sitting", scenario="mazur"))
        record.finish("one", AT)
        copy = record.reset_scenario("mazur")
        assert [one.id for one in record.sittings()] == ["two"]
        assert [each.heard.typed for each in record.rows()] == ["2"]
        assert not record.finished("one")
    assert copy is not None
    with open_record(copy) as kept:
        assert len(kept.rows()) == 4


def test_one_sitting_is_dropped_and_the_others_stay(path: Path) -> None:
    with open_record(path) as record:
        for name in ("one", "two"):
            record.begin(sitting(name))
            record.add(row(1, name, name))
        copy = record.drop("two")
        assert [one.id for one in record.sittings()] == ["one"]
        assert [each.heard.typed for each in record.rows()] == ["one"]
    assert copy is not None
    with open_record(copy) as kept:
        assert len(kept.rows()) == 2


@pytest.mark.skipif(os.name != "posix", reason="an open file can be renamed on Unix alone")
@pytest.mark.parametrize("removed", [True, False])
def test_a_file_that_is_taken_away_is_begun_anew(path: Path, removed: bool) -> None:
    with open_record(path) as record:
        record.begin(sitting())
        record.add(row(1, "before"))
        path.unlink() if removed else path.rename(path.with_name("elsewhere"))
        record.add(row(2, "after"))
    with open_record(path) as record:
        assert [each.heard.typed for each in record.rows()] == ["after"]
        assert record.sittings() == (sitting(),)


# Versions

MOOD = ("ALTER TABLE answers ADD COLUMN mood TEXT", "CREATE TABLE moods (name TEXT)")


def _version(path: Path) -> int:
    with sqlite3.connect(path) as db:
        version: int = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    return version


def test_an_older_file_is_copied_and_brought_up_to_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_record(path) as record:
        record.add(row(1))
    now = len(schema.STEPS)
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, MOOD))
    told: list[str] = []
    with Recorder(path, told.append) as recorder:
        assert recorder.add(row(2))
        assert recorder.rows() == (row(1), row(2))
    (copy,) = path.parent.glob(f"*.version-{now}-*")
    assert told == [f"{path}: is now of version {now + 1}; as it was, it is kept as '{copy.name}'"]
    assert (_version(path), _version(copy)) == (now + 1, now)
    with open_record(path) as record:
        assert record.remark is None
        assert len(list(path.parent.iterdir())) == 2, "once is enough"
    with open_record(copy) as kept:
        assert kept.rows() == (row(1),)


def test_a_step_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_record(path) as record:
        record.add(row(1))
        record.add(row(2))
    old = path.read_bytes()
    refused = "CREATE UNIQUE INDEX one_of_each ON answers (skill)"
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, (*MOOD, refused)))
    told: list[str] = []
    with Recorder(path, told.append) as recorder:
        assert not recorder.saves
    (line,) = told
    assert line.startswith(
        f"{path}: cannot be used (its database gives the error SQLITE_CONSTRAINT_UNIQUE"
    )
    assert line.endswith("; this session goes on unsaved")
    assert path.read_bytes() == old


# Several at once, and sudden ends


def test_two_processes_lose_nothing(path: Path) -> None:
    two = [writer(path, name, 500) for name in (ONE, TWO)]
    said = [process.communicate()[0].split() for process in two]
    assert [process.returncode for process in two] == [0, 0]
    assert [len(each) for each in said] == [500, 500]
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM answers").fetchone() == (1000,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    with open_record(path) as record:
        for name in (ONE, TWO):
            assert [each.number for each in record.rows(name)] == list(range(1, 501))


def test_two_that_find_the_same_damage_do_not_carry_off_each_others_rows(path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)
    several = [writer(path, f"{number}", 20) for number in range(4)]
    for process in several:
        process.communicate()
    with open_record(path) as record:
        rows = record.rows()
    kept = list(path.parent.glob("*.damaged-*"))
    # Each of them says that it set a file aside or found a new one; only one file was damaged.
    assert [file.read_bytes()[:14] for file in kept] == [b"not a database"]
    assert len(rows) >= 60, [process.returncode for process in several]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_what_was_acknowledged_outlasts_a_kill(path: Path) -> None:
    counts = killed(path, 20)
    assert counts.kills == 20
    assert counts.acknowledged > 100
    assert (counts.lost, counts.unsound) == (0, 0)
    assert counts.there >= counts.acknowledged


# A session that is not saved, and the sums


def test_a_session_that_is_not_to_be_saved_remembers_until_its_end() -> None:
    told: list[str] = []
    with Recorder(None, told.append) as recorder:
        assert not recorder.saves
        assert not recorder.begin(sitting())
        assert not recorder.add(row(1))
        assert not recorder.finish(ONE, AT)
        assert recorder.rows(ONE) == (row(1),)
        assert recorder.sittings(mode=Mode.WALK) == (sitting(),)
        assert recorder.finished(ONE)
    assert told == []


def test_a_recorder_saves(path: Path) -> None:
    told: list[str] = []
    with Recorder(path, told.append) as recorder:
        assert recorder.begin(sitting())
        assert recorder.add(row(1))
        assert recorder.finish(ONE, AT)
        assert recorder.saves
        assert recorder.sittings() == (sitting(),)
    with Record(path, 1) as record:
        assert (record.rows(), record.finished(ONE)) == ((row(1),), True)
    assert told == []
