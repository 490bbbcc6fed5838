"""A record with one odd cell: whatever it holds, every command goes on without a traceback."""

import io
import json
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import IS_THOROUGH

from backprop_tutor.cli import main
from backprop_tutor.progress import columns
from backprop_tutor.progress.place import place_of_record

pytestmark = pytest.mark.slow

LISTS = (
    ("progress", "--plain"),
    ("progress", "--export", "csv"),
    ("progress", "--export", "xapi"),
    ("list", "--plain"),
)
SITTINGS = (
    ("walk", "mazur", "--plain"),
    ("walk", "mazur", "--variant", "--plain"),
    ("quiz", "mazur", "--questions", "3", "--plain"),
)
CELLS = tuple(
    (table, column)
    for table, names in (
        ("answers", columns.ROW),
        ("sittings", columns.SITTING),
        ("finished", ("sitting", "at")),
    )
    for column in names
)
TIMES = ("garbage", "", "2026-11-22T22:45:00", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00+01:00")
OPTIONS = tuple(
    json.dumps({"questions": "3", "seed": "5", option: value})
    for option in ("seed", "questions", "after", "last", "only", "topic", "variant")
    for value in ("x", "", "-1", "1e9", "²", "9" * 4300, "99999999999")
)
NUMBERS = (0, -1, 1, 2, 10**6, 2**53, 2**63 - 1, -(2**63), 0.5, 1e300)
TEXTS = ("x", "[]", "{}", "null", "[" * 5000, "\0", "../..", "-", "quit", "9" * 5000, "\x1b[2J")
ODD = st.one_of(
    st.sampled_from((*TIMES, *OPTIONS, *NUMBERS, *TEXTS, None, b"\xff\xfe", b"")),
    st.text(max_size=20),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.binary(max_size=20),
)


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    """Run the program; return its exit code and what it said to stderr."""
    said, code = io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["backprop-tutor", *arguments]),
        patch.object(sys, "stdin", io.StringIO(typed)),
        redirect_stdout(io.StringIO()),
        redirect_stderr(said),
    ):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return code, said.getvalue()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A good record: two walks and a quiz, all of them left in the middle."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BACKPROP_TUTOR_HOME", str(folder))
        run("walk", "mazur", "--plain", typed="0.3775\n99\nhint\n")
        run("walk", "mazur", "--variant", "--seed", "4", "--plain", typed="99\nshow\nhint\n")
        run("quiz", "mazur", "--questions", "3", "--plain", typed="99\nshow\nhint\n")
        run("walk", "coding-train", "--plain", typed="show\n" * 99)
        yield place_of_record(None)


def changed(whole: Path, table: str, column: str, row: int, value: object) -> bool:
    """Put a copy of a record with one other cell in place; False where SQLite refuses it."""
    path = place_of_record(None)
    path.parent.mkdir(exist_ok=True)
    shutil.copy(whole, path)
    db = sqlite3.connect(path)
    try:
        which = f"SELECT rowid FROM {table} ORDER BY rowid LIMIT 1 OFFSET {row}"
        count = db.execute(
            f"UPDATE {table} SET {column} = ? WHERE rowid = ({which})", (value,)
        ).rowcount
        db.commit()
    except (sqlite3.IntegrityError, UnicodeEncodeError):
        return False
    finally:
        db.close()
    return count == 1


def all_go_on(sittings: Iterable[tuple[str, ...]] = SITTINGS) -> None:
    for command in (*LISTS, *sittings):
        code, said = run(*command, typed="0.1\nskip\n")
        assert code == 0, (command, said)
        assert "Traceback" not in said


@pytest.mark.parametrize(("table", "column"), CELLS)
def test_one_odd_cell_stops_nothing(whole: Path, table: str, column: str) -> None:
    there = []

    @settings(max_examples=2)
    @given(row=st.integers(0, 9 if table == "answers" else 3), value=ODD)
    def goes_on(row: int, value: object) -> None:
        if changed(whole, table, column, row, value):
            there.append(value)
            # Sittings take longest: each cell meets two of them, and all if there is time.
            turn = (CELLS.index((table, column)) + len(there)) % len(SITTINGS)
            all_go_on(SITTINGS if IS_THOROUGH else SITTINGS[turn : turn + 1])

    goes_on()
    assert there


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        *(("answers", "at", value) for value in TIMES),
        *(("sittings", "began", value) for value in TIMES),
        *(("sittings", "options", value) for value in OPTIONS[::8]),
        ("answers", "number", "many"),
        ("answers", "number", 2**63 - 1),
    ],
)
def test_the_oddest_cells(whole: Path, table: str, column: str, value: object) -> None:
    if changed(whole, table, column, 4 if table == "answers" else 2, value):
        all_go_on()


def test_what_is_left_out_is_counted_and_said(whole: Path) -> None:
    place = place_of_record(None)
    assert changed(whole, "answers", "at", 0, "garbage")
    assert run("progress")[1] == f"{place}: 1 entry makes no sense and is left out\n"
    with sqlite3.connect(place) as db:
        db.execute("UPDATE sittings SET began = 'x' WHERE rowid = 1")
        db.execute("UPDATE answers SET hints = -1 WHERE rowid < 3")
    db.close()
    for command in LISTS[:3]:
        assert run(*command)[1] == f"{place}: 3 entries make no sense and are left out\n"
