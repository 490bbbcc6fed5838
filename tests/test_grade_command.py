"""The command that marks a class: what it reads, what it writes, how it goes on."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from class_of import sheet, student
from program import Run

from backprop_tutor.cli.grading import marking
from backprop_tutor.errors import FileError
from backprop_tutor.parallel import workers as at_work
from backprop_tutor.parallel.on_scheduler import check_program
from backprop_tutor.parallel.workers import Workers

WORKERS = at_work.workers
ANSWERS = """student;quantity;answer;scenario
Ana;net_h1;0,3775;mazur
Ana;out_h1;0,5933;mazur
"=cmd|'/C calc'!A0";net_h1;0,0275;mazur
"""


class Here(Executor):
    """Calls a function at once."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    @contextmanager
    def here(things: int, **_: object) -> Iterator[Workers]:
        yield Workers(Here(), 5, 2)

    if request.function is not test_processes_make_the_same:
        monkeypatch.setattr(at_work, "workers", here)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sheets of two students, a list of answers, and two files that are neither."""
    handed_in = tmp_path / "sheets"
    handed_in.mkdir()
    for number in (1, 2):
        one, scenario = student(number, 4)
        (handed_in / f"{number}.md").write_text(sheet(one, scenario), encoding="utf-8")
    (handed_in / "list.csv").write_text(ANSWERS, encoding="utf-8")
    (handed_in / "empty.md").write_bytes(b"")
    (handed_in / "letter.pdf").write_bytes(b"%PDF")
    (handed_in / ".DS_Store").write_bytes(b"\0")
    return handed_in


def test_every_file_has_its_rows(run: Run, folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "class.csv"
    code, printed, _ = run("grade", str(folder), "--csv", str(table))
    assert code == 1
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert [row["student"] for row in rows] == [
        "Student 1",
        "Student 2",
        "",
        "",
        "Ana",
        "'=cmd|'/C calc'!A0",
    ]
    assert [bool(row["trouble"]) for row in rows] == [False, False, True, True, False, False]
    assert rows[-1]["misconceptions"] == "bias-forgotten"
    assert rows[4]["right"] == "2"
    assert "it is empty" in printed
    assert "it ends in '.pdf'" in printed
    code, _, said = run("grade", str(folder), "--csv", str(table))
    assert code == 4
    assert "--force" in said


def test_the_table_of_a_folder_is_renewed_and_no_other(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    marks, table = tmp_path / "marks", tmp_path / "class.csv"
    command = ("grade", str(folder / "list.csv"), "-o", str(marks), "--csv", str(table))
    assert run(*command)[0] == 0
    first = table.read_text("utf-8")
    corrected = ANSWERS.replace("0,0275", "0,3775")
    (folder / "list.csv").write_text(corrected, "utf-8")
    assert run(*command)[0] == 0
    assert table.read_text("utf-8") != first
    other = tmp_path / "other.csv"
    other.write_text(table.read_text("utf-8"), "utf-8")
    assert run(*command[:-1], str(other))[0] == 4
    table.write_text("changed by hand", "utf-8")
    assert run(*command)[0] == 4
    assert table.read_text("utf-8") == "changed by hand"


def test_a_folder_without_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for command in ("grade", "class"):
        code, _, said = run(command, str(tmp_path / "empty"), "--csv", str(tmp_path / "c.csv"))
        assert code == 1
        assert "there is no file in '" in said
        assert not (tmp_path / "c.csv").exists()


TWICE = {
    "m.csv": "student,quantity,answer,scenario\nMia,net_h1,0.5,mazur\nmia,net_h1,0.3775,mazur\n"
    "Mia,net_h1,,mazur\nMia,out_h1,0.5933,mazur\nMia,out_h1,0.5933,mazur\n",
    "m.json": '{"student": "Mia", "scenario": "mazur", "answers": {"net_h1": "0.5", '
    '"net_h1": 0.3775, "net_h1": null, "out_h1": "0.5933", "out_h1": "0.5933"}}',
}


@pytest.mark.parametrize(("name", "rows"), TWICE.items(), ids=TWICE)
def test_of_an_answer_that_stands_twice_in_a_list_the_last_one_counts(
    run: Run, tmp_path: Path, name: str, rows: str
) -> None:
    listed = tmp_path / name
    listed.write_text(rows, encoding="utf-8")
    code, printed, _ = run("grade", str(listed), "--json")
    assert code == 1
    (one,) = json.loads(printed)["sheets"]
    assert [(each["typed"], each["mark"]) for each in one["answers"]] == [
        ("0.3775", "right"),
        ("0.5933", "right"),
    ]
    assert one["trouble"] == "1 question has more than one answer ('net_h1'): the last one counts"


def test_a_dash_is_no_seed(run: Run, tmp_path: Path) -> None:
    rows = (
        "student,quantity,answer,scenario,seed\nM,net_h1,0.3775,mazur,-\nM,out_h1,0.5933,mazur,–\n"
    )
    (tmp_path / "m.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "k.json").write_text(
        '{"student": "K", "scenario": "mazur", "answers": {}}', "utf-8"
    )
    code, printed, _ = run("grade", str(tmp_path), "--json")
    assert code == 1
    empty, both = json.loads(printed)["sheets"]
    assert empty["trouble"] == "there is no answer in it"
    assert [one["mark"] for one in both["answers"]] == ["right", "right"]


def test_a_seed_below_zero_is_none(run: Run, tmp_path: Path) -> None:
    listed = tmp_path / "m.csv"
    listed.write_text("student,quantity,answer,scenario,seed\nM,net_h1,0.3775,mazur,-3\n", "utf-8")
    _, printed, _ = run("grade", str(listed), "--json")
    (one,) = json.loads(printed)["sheets"]
    assert one["trouble"] == "'-3' is no seed: that is a whole number"


def test_a_sheet_of_which_a_part_was_torn_off(run: Run, folder: Path) -> None:
    first = folder / "1.md"
    whole = first.read_text("utf-8")
    first.write_text(whole[: whole.index("\n", whole.index("`out_h1` = "))], "utf-8")
    (folder / "1.docx").write_bytes(b"PK")
    code, printed, _ = run("grade", str(first), str(folder / "1.docx"), "--json")
    assert code == 1
    torn, letter = json.loads(printed)["sheets"]
    assert len(torn["answers"]) == whole.count("` = ")
    assert re.fullmatch(r"\d+ blanks of \d+ are not in it, and count .*", torn["trouble"])
    assert "save it as a web page (HTML) or as plain text" in letter["trouble"]


def test_a_check_word_that_was_damaged(run: Run, folder: Path) -> None:
    first, second = folder / "1.md", folder / "2.md"
    line = next(each for each in first.read_text("utf-8").splitlines() if "mazur · " in each)
    small, wrong = line[:-4] + line[-4:].lower(), line[:-4] + "AAAA"
    first.write_text(first.read_text("utf-8").replace(line, small), "utf-8")
    other = second.read_text("utf-8")
    second.write_text(
        other.replace(other[other.index("> Sheet") :].splitlines()[0], wrong), "utf-8"
    )
    _, printed, _ = run("grade", str(first), str(second), "--json")
    as_given, damaged = json.loads(printed)["sheets"]
    assert as_given["trouble"] == ""
    assert "its check word is not that of this sheet" in damaged["trouble"]


def test_a_table_that_is_there_is_refused_before_anything_is_marked(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_work, "workers", None)
    table = tmp_path / "marks.csv"
    table.write_text("kept", "utf-8")
    code, printed, said = run("grade", str(folder), "--csv", str(table))
    assert (code, printed, table.read_text("utf-8")) == (4, "", "kept")
    assert "exists already" in said


def test_json_has_every_answer(run: Run, folder: Path) -> None:
    code, printed, _ = run("grade", str(folder / "list.csv"), "--json")
    assert code == 0
    told = json.loads(printed)
    assert [one["mark"] for one in told["sheets"][0]["answers"]] == ["right", "right"]
    assert told["misconceptions"] == [
        {"misconception": "bias-forgotten", "answers": 1, "students": 1}
    ]


def test_going_on_marks_nothing_again(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked: list[int] = []
    before = marking.marked_answers
    monkeypatch.setattr(
        marking, "marked_answers", lambda *given: marked.append(1) or before(*given)
    )
    output = folder / "marks"  # Within what is read: its files are no sheets.
    first = run("grade", str(folder), "-o", str(output))
    assert len(marked) == 4
    assert sorted(one.name for one in output.iterdir()) == [
        "ana.md",
        "cmd-c-calc-a0.md",
        "marks.jsonl",
        "student-1.md",
        "student-2.md",
    ]
    assert run("grade", str(folder), "-o", str(output)) == first
    assert len(marked) == 4
    # A line that was cut off, and a page that was taken away: these two are marked again.
    kept = (output / "marks.jsonl").read_text(encoding="utf-8")
    (output / "marks.jsonl").write_text(kept[:-20], encoding="utf-8")
    (output / "student-1.md").unlink()
    assert run("grade", str(folder), "-o", str(output)) == first
    assert len(marked) == 6
    # What has changed is marked again, too.
    one, scenario = student(2, 3)
    (folder / "2.md").write_text(sheet(one, scenario), encoding="utf-8")
    run("grade", str(folder), "-o", str(output))
    assert len(marked) == 7


def test_a_page_that_others_have_made_is_not_written_over(run: Run, folder: Path) -> None:
    output = folder.parent / "marks"
    output.mkdir()
    (output / "ana.md").write_text("mine", encoding="utf-8")
    code, _, said = run("grade", str(folder / "list.csv"), "-o", str(output))
    assert (code, (output / "ana.md").read_text(encoding="utf-8")) == (4, "mine")
    assert "ana.md' exists already" in said
    assert run("grade", str(folder / "list.csv"), "-o", str(output), "--force")[0] == 0
    assert "Ana" in (output / "ana.md").read_text(encoding="utf-8")


def _pages(folder: Path) -> dict[str, str]:
    return {
        one.relative_to(folder).as_posix(): one.read_text("utf-8")
        for one in folder.rglob("*.*")
        if one.name != "marks.jsonl"
    }


def test_no_page_is_left_that_is_no_longer_true(run: Run, folder: Path) -> None:
    """A sheet that comes twice, one that is corrected, and a page into which a teacher wrote."""
    sheets, output = folder.parent / "s", folder.parent / "marks"
    sheets.mkdir()
    first = (folder / "1.md").read_text("utf-8")
    worse = re.sub("` = .*", "` = 77777", first)
    (sheets / "a.md").write_text(worse, "utf-8")
    (sheets / "b.md").write_text(first, "utf-8")
    _, said, _ = run("grade", str(sheets), "-o", str(output))
    assert "1 more is left out here" in said
    both = _pages(output)
    assert list(both) == ["student-1.md"]
    assert "77777" not in both["student-1.md"]
    assert run("grade", f"{sheets}/b.md", f"{sheets}/a.md", "-o", str(output))[0] == 0
    assert _pages(output) == both
    # The teacher takes the better one away: the other's page is there again.
    (sheets / "b.md").unlink()
    _, _, told = run("grade", str(sheets), "-o", str(output))
    assert "The page of 1 student was written anew" in told
    (only,) = _pages(output).items()
    assert only[0] == "student-1.md"
    assert "77777" in only[1]
    # A corrected one, once more; what a teacher wrote into the page is kept, and not handed out.
    mine = output / "student-1.md"
    mine.write_text(only[1] + "See me.", "utf-8")
    (sheets / "a.md").write_text(worse.replace("77777", "78787"), "utf-8")
    _, _, told = run("grade", str(sheets), "-o", str(output), "--force")
    pages = _pages(output)
    assert list(pages) == ["student-1.md", "replaced/student-1.md"]
    assert "78787" in pages["student-1.md"]
    assert pages["replaced/student-1.md"].endswith("See me.")
    assert "was changed by hand" in told
    # As a page of HTML too: the one of Markdown stays, as long as it is true.
    run("grade", str(sheets), "-o", str(output), "--to", "html")
    assert {"student-1.md", "student-1.html"} <= set(_pages(output))


def test_the_folder_of_feedback_is_no_folder_of_sheets(run: Run, folder: Path) -> None:
    for kind in ("markdown", "html"):
        output = folder.parent / kind
        run("grade", str(folder), "-o", str(output), "--to", kind)
        code, said, _ = run("grade", str(output))
        assert code == 1
        assert said.count("are what students were told of their sheets") == 1
        assert said.count("student-1") == 0
        assert "damaged" not in said


def test_a_file_is_no_folder(run: Run, folder: Path) -> None:
    for more in ((), ("--force",)):
        code, _, said = run("grade", str(folder), "-o", str(folder / "1.md"), *more)
        assert code == 4
        assert "1.md' is a file; name a folder with -o" in said
        assert "--force" not in said


def test_a_network_of_ones_own(run: Run, tmp_path: Path) -> None:
    run("new", str(tmp_path / "own.yaml"), "--layers", "2,1")
    names = tmp_path / "names.txt"
    names.write_text("Ana\nBen\n", encoding="utf-8")
    own, sheets = str(tmp_path / "own.yaml"), str(tmp_path / "sheets")
    run("export", own, "--worksheet", "--students", str(names), "-o", sheets)
    code, printed, _ = run("grade", sheets)
    assert code == 1
    assert "which is no bundled scenario; give its file with --scenario" in printed
    assert run("grade", sheets, "--scenario", own)[0] == 0
    other = tmp_path / "other"
    other.mkdir()
    run("new", str(other / "own.yaml"), "--layers", "2,1", "--seed", "5")
    _, printed, _ = run("grade", sheets, "--scenario", str(other / "own.yaml"))
    assert "its check word is not that of this sheet" in printed
    before = Path(own).read_bytes()
    assert run("grade", sheets, "--scenario", own, "--csv", own, "--force")[0] == 4
    assert Path(own).read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", "--csv", "-"),
        ("--jobs", "2", "--on", "tcp://127.0.0.1:1"),
        ("--seed", "7"),
        ("--to", "json"),
    ],
)
def test_what_does_not_go_together(run: Run, folder: Path, arguments: tuple[str, ...]) -> None:
    code, printed, said = run("grade", str(folder), *arguments)
    assert (code, printed) == (2, "")
    assert said


@pytest.mark.parametrize(
    "address",
    [
        *("", "127.0.0.1", "127.0.0.1:8786", "http://127.0.0.1:8786", "tcp://", "tcp://a:b"),
        *("tcp://127.0.0.1:99999", "tcp://ada:secret@127.0.0.1:8786"),
    ],
)
def test_what_is_no_address_of_a_scheduler(
    run: Run, folder: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_work, "workers", WORKERS)
    code, printed, said = run("grade", str(folder), "--on", address)
    assert (code, printed, said.count("\n")) == (2, "", 1)
    assert "scheduler" in said
    assert "secret" not in said


class _Client:
    """A cluster of which one computer may lack what it is asked for."""

    scheduler = SimpleNamespace(address="tcp://here:1")

    def __init__(self, lacking: str) -> None:
        self._lacking = lacking

    def run_on_scheduler(self, find: Callable[[str], object], name: str) -> object:
        return self._found(find, name, "tcp://here:1")

    def run(self, find: Callable[[str], object], name: str) -> dict[str, object]:
        return {place: self._found(find, name, place) for place in ("tcp://a:1", "tcp://b:1")}

    def _found(self, find: Callable[[str], object], name: str, place: str) -> object:
        return None if place == self._lacking else find(name)


@pytest.mark.parametrize("place", ["tcp://b:1", "tcp://here:1"])
def test_a_computer_without_the_program_is_named(place: str) -> None:
    check_program(_Client("none"))
    with pytest.raises(FileError, match=f"'{place}' does not have the package backprop_tutor"):
        check_program(_Client(place))


def test_what_is_read_is_not_written_to(run: Run, folder: Path) -> None:
    before = sorted(folder.iterdir())
    code, _, said = run("grade", str(folder), "-o", f"{folder}/../sheets")
    assert (code, sorted(folder.iterdir())) == (2, before)
    assert "name another one" in said


def test_what_is_not_there(run: Run, tmp_path: Path) -> None:
    code, _, said = run("grade", str(tmp_path / "nowhere"))
    assert code == 4
    assert "there is no such file" in said


def test_processes_make_the_same(run: Run, folder: Path) -> None:
    with_processes = run("grade", str(folder), "--jobs", "1", "--json")
    assert with_processes[0] == 1
    assert json.loads(with_processes[1])["sheets"][0]["student"] == "Student 1"
