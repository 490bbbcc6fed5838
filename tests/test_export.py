"""The record as CSV, JSON and xAPI, and the command ``progress``."""

import csv
import io
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from progress_rows import ONE, TWO, row, sitting
from terminals import at_a_terminal, pexpect

from backprop_tutor.cli.progress import ExportOption
from backprop_tutor.progress.export import FORMATS
from backprop_tutor.progress.rows import Event, Mode
from backprop_tutor.progress.store import open_record

GOLDEN = Path(__file__).parent / "golden" / "progress"
REPOSITORY = Path(__file__).parent.parent
SITTINGS = {ONE: sitting(part="forward"), "quiz-1": sitting("quiz-1", Mode.QUIZ)}
ROWS = (
    row(1, "0.38", event=Event.PRECISION, milliseconds=12_345),
    row(2, "-0.3775", event=Event.WRONG, misconceptions=("sign", "neighbour"), attempt=2),
    row(3, "hint", event=Event.HINT, read_as=None, attempt=0),
    row(4, '=HYPERLINK("http://x")', event=Event.INVALID, read_as=None, hints=1, attempt=0),
    row(5, "−w1·i1,\n\u202e\x1b[2J\udcff\0", event=Event.WRONG, hints=1, attempt=3),
    row(6, "show", event=Event.SHOWN, read_as=None, hints=1, attempt=0),
    row(1, "@x", "quiz-1", quantity="dE_total/dw5", seed=7, scenario="/home/ada/my net.yaml"),
    row(2, "skip", "quiz-1", event=Event.SKIPPED, read_as=None, attempt=0, seed=7),
    row(1, "why", TWO, event=Event.OTHER, read_as=None, attempt=0),  # Its sitting is not known.
)


@pytest.mark.parametrize("name", FORMATS)
def test_the_exports(name: str) -> None:
    text = FORMATS[name](SITTINGS, ROWS)
    file = GOLDEN / f"rows.{name}"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
    assert not set(text) & {"\x1b", "\u202e", "\0"}


def test_every_format_is_an_option() -> None:
    assert set(FORMATS) == {each.value for each in ExportOption}


CELLS = (
    ("-0.5", "-0.5"),
    ("+1e-3", "+1e-3"),
    ("=1+1", "'=1+1"),
    ("  =1", "'  =1"),
    ("-w1*i1", "'-w1*i1"),
    ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("+x", "'+x"),
    ("＝1", "'＝1"),
    ("\t=1", "U+0009=1"),
    ("a\nb", "aU+000Ab"),
    ('say "x", y', 'say "x", y'),
)


@pytest.mark.parametrize(("typed", "cell"), CELLS)
def test_a_cell_does_nothing_in_a_spreadsheet(typed: str, cell: str) -> None:
    (line,) = csv.DictReader(io.StringIO(FORMATS["csv"]({}, [row(1, typed)])))
    assert line["typed"] == cell


def test_json_gives_everything_back() -> None:
    data = json.loads(FORMATS["json"](SITTINGS, ROWS))
    assert [each["typed"] for each in data["answers"]] == [each.heard.typed for each in ROWS]
    assert data["sittings"][0]["options"] == {"part": "forward"}


def test_the_statements_are_as_the_standard_wants_them() -> None:
    told = json.loads(FORMATS["xapi"](SITTINGS, ROWS))
    assert len({uuid.UUID(each["id"]) for each in told}) == len(ROWS)
    for each in told:
        assert set(each) == {"id", "actor", "verb", "object", "result", "context", "timestamp"}
        uuid.UUID(each["context"]["registration"])
        assert each["actor"]["account"]["name"] == "anonymous"
    assert told[0]["context"]["registration"] == ONE
    assert [each["result"]["duration"] for each in told[:2]] == ["PT12.345S", "PT5S"]
    success = [each["result"].get("success") for each in told]
    assert success == [False, False, None, False, False, None, True, None, None]
    assert "ada" not in json.dumps(told), "where a file lies says who somebody is"


# The command


def run(*arguments: str, home: Path) -> tuple[int, str, str]:
    ran = subprocess.run(
        [sys.executable, "-m", "backprop_tutor", "progress", *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "BACKPROP_TUTOR_HOME": str(home)},
    )
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stdout, ran.stderr


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_record(tmp_path / "progress.sqlite") as record:
        for each in SITTINGS.values():
            record.begin(each)
        for answer in ROWS[:4]:
            record.add(answer)
    return tmp_path


def test_looking_begins_no_record(tmp_path: Path) -> None:
    new = tmp_path / "new"
    code, page, err = run(home=new)
    assert (code, err) == (0, "")
    assert "Nothing is recorded yet." in page
    assert run("--export", "json", home=new)[:2] == (
        0,
        '{\n "sittings": [],\n "answers": []\n}\n',
    )
    assert run("--reset", home=new)[0] == 0
    assert not new.exists()


def test_the_page(home: Path) -> None:
    code, page, err = run(home=home)
    assert (code, err) == (0, "")
    assert "Your progress" in page
    assert "skills mastered" in page
    named = f" --progress-file {home / 'progress.sqlite'}"
    code, elsewhere, err = run(*named.split(), home=home / "x")
    assert (code, err) == (0, "")
    assert elsewhere.replace(named, "") == page, "what is said to type leads back to that file"


@pytest.mark.parametrize("name", FORMATS)
def test_export_of_the_record(home: Path, name: str) -> None:
    assert run("--export", name, home=home) == (0, FORMATS[name](SITTINGS, ROWS[:4]), "")


def _is_full(home: Path, *arguments: str) -> bool:
    return "Nothing is recorded yet." not in run(*arguments, home=home)[1]


@pytest.mark.slow
def test_a_reset_needs_a_yes(home: Path) -> None:
    code, out, err = run("--reset", home=home)
    assert (code, out) == (2, "")
    assert err == "this asks first, and there is nobody here to ask; add --yes\n"
    assert _is_full(home)
    code, out, _ = run("--reset", "--yes", home=home)
    (copy,) = home.glob("*.before-reset-*")
    assert code == 0
    assert out == f"The record is empty now. What was in it is kept in '{copy}'.\n"
    assert not _is_full(home)
    assert _is_full(home, "--progress-file", str(copy))


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "left"), [("", 3), ("n", 3), ("yes", 0), ("Y", 0)])
def test_a_reset_asks_at_a_terminal(home: Path, answer: str, left: int) -> None:
    child = at_a_terminal("progress", "--reset", environment={"BACKPROP_TUTOR_HOME": str(home)})
    child.expect_exact("[y/N] ")
    child.sendline(answer)
    child.expect_exact("The record is empty now." if not left else "Nothing was changed.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert _is_full(home) == bool(left)


@pytest.mark.slow
def test_one_scenario_is_reset_or_what_was_left_is_dropped(home: Path) -> None:
    code, out, _ = run("--reset", "nonesuch", "--yes", home=home)
    assert (code, out) == (0, "Nothing is recorded of nonesuch, so there is nothing to reset.\n")
    assert _is_full(home)
    for what in ("quiz", "walk"):
        code, out, _ = run("--drop", "mazur", "--yes", home=home)
        assert code == 0
        assert out.startswith(f"Dropped: the {what} of mazur of 2026-11-22. ")
    code, out, _ = run("--drop", "mazur", "--yes", home=home)
    said = "No walk or quiz of mazur was left in the middle, so there is nothing to drop.\n"
    assert (code, out) == (0, said)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--reset", "--export", "csv"),
        ("--reset", "--drop"),
        ("--yes",),
        ("mazur",),
    ],
)
def test_what_does_not_go_together(home: Path, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments, home=home)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize("option", [(), ("--export", "csv"), ("--reset", "--yes")])
def test_a_record_that_cannot_be_read_is_exit_code_4(
    tmp_path: Path, option: tuple[str, ...]
) -> None:
    (tmp_path / "progress.sqlite").mkdir()
    code, out, err = run(*option, home=tmp_path)
    said = f"{tmp_path / 'progress.sqlite'}: cannot be opened (it is a folder)\n"
    assert (code, out, err) == (4, "", said)


def test_a_damaged_record_is_set_aside_and_told(home: Path) -> None:
    (home / "progress.sqlite").write_text("Dear diary")
    code, out, err = run(home=home)
    assert (code, out) == (4, "")
    assert "was damaged; it is kept as 'progress.sqlite.damaged-" in err
    (kept,) = home.glob("*.damaged-*")
    assert kept.read_text() == "Dear diary"
    assert run(home=home)[0] == 0
