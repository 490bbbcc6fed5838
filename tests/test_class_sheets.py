"""Sheets and keys for a class, each with numbers, a name and a check word of its own."""

import os
import stat
from pathlib import Path

import pytest
from program import Run

from backprop_tutor.cli.export.class_sheets import students_in
from backprop_tutor.errors import FileError
from backprop_tutor.loader.files import load
from backprop_tutor.teaching.lesson.documents.filled_sheet import FilledSheet, read_sheet
from backprop_tutor.teaching.lesson.documents.sheet_line import check_word
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.variants.variants import variant

NET = "micrograd-neuron"
STUDENTS = ["Ada Lovelace", "Zoé *b* <i>_</i>", "ada  lovelace!", "=1+1", "../../etc/passwd"]
FILES = ["ada-lovelace", "zoe-b-i-i", "ada-lovelace-2", "1-1", "etc-passwd"]


@pytest.fixture
def names(tmp_path: Path) -> str:
    file = tmp_path / "class.txt"
    file.write_text("\ufeff" + "\r\n\r\n".join(STUDENTS) + "\r\n", "utf-8", newline="")
    return str(file)


def read(file: Path) -> FilledSheet:
    sheet = read_sheet(file.read_bytes())
    assert isinstance(sheet, FilledSheet), sheet
    return sheet


@pytest.mark.parametrize(("to", "ending"), [("markdown", "md"), ("html", "html")])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_for_each_student(
    to: str, ending: str, language: str, names: str, tmp_path: Path, run: Run
) -> None:
    folder = tmp_path / "out" / "sheets"
    said = ("export", NET, "--to", to, "--seed", "40", "--lang", language, "-o", str(folder))
    code, out, err = run(*said, "--worksheet", "--students", names)
    assert (code, out) == (0, "")
    assert err.startswith("5 ")
    assert {file.name for file in folder.iterdir()} == {f"{name}.{ending}" for name in FILES}
    seen, first = set(), "<h2>" if to == "html" else "## "
    for k, name in enumerate(FILES):
        sheet = read(folder / f"{name}.{ending}")
        assert sheet.student == " ".join(STUDENTS[k].split())
        assert (sheet.scenario, sheet.seed) == (NET, 40 + k)
        assert sheet.check == check_word(load(NET), 40 + k)
        assert not any(sheet.answers.values())
        seen.add((folder / f"{name}.{ending}").read_text("utf-8").partition(first)[2])
    assert len(seen) == len(FILES), "each has other numbers"


def test_one_for_each_seed_is_that_of_the_seed(tmp_path: Path, run: Run) -> None:
    folder = str(tmp_path / "out")
    assert run("export", NET, "--worksheet", "--variants", "3", "--seed", "7", "-o", folder)[0] == 0
    assert {file.name for file in Path(folder).iterdir()} == {f"{NET}-{k}.md" for k in (7, 8, 9)}
    alone = run("export", NET, "--worksheet", "--variant", "--seed", "8")[1]
    assert (Path(folder) / f"{NET}-8.md").read_text("utf-8") == alone


def test_a_key_for_each_and_one_page_with_all(names: str, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "keys"
    code, _, err = run("export", NET, "--key", "--students", names, "-o", str(folder))
    assert code == 0
    assert err.startswith(f"{len(list(folder.iterdir()))} files are written")
    expected = {*(f"{name}-key.md" for name in FILES), f"{NET}-keys.md"}
    assert {file.name for file in folder.iterdir()} == expected
    whole = (folder / f"{NET}-keys.md").read_text("utf-8")
    assert [line[:2] for line in whole.splitlines() if line.startswith("#")] == ["# "] + ["##"] * 5
    for k, name in enumerate(FILES):
        key = (folder / f"{name}-key.md").read_text("utf-8")
        rows = [line for line in key.splitlines() if line.startswith("|")]
        assert "\n".join(rows) in whole
        subject = subject_of(variant(load(NET), k + 1))
        for asked in Lesson(subject).asked():
            assert any(subject.value(asked).text in row.replace("−", "-") for row in rows)


def test_a_sheet_of_one_part_gives_what_comes_before(run: Run) -> None:
    code, sheet, _ = run("export", "house", "--worksheet", "--part", "backward")
    assert code == 0
    found = read_sheet(sheet)
    assert isinstance(found, FilledSheet) and found.part == "backward"
    lesson = Lesson(subject_of(load("house")))
    earlier = [one for one in lesson.asked() if lesson.subject[one].part in ("forward", "error")]
    given = sheet.partition("## ")[2].partition("\n\n## ")[0]
    assert all(lesson.subject.value(one).text in given for one in earlier)
    assert not set(found.answers) & set(earlier)
    assert set(found.answers) == {
        one for one in lesson.asked() if lesson.subject[one].part == "backward"
    }


REFUSED = [
    (("--variants", "2", "-o", "{}/x"), 2, "add --worksheet or --key"),
    (("--worksheet", "--variants", "2"), 2, "name a folder for them with -o"),
    (("--worksheet", "--variants", "0", "-o", "{}/x"), 2, "--variants"),
    (
        ("--worksheet", "--variants", "2", "--students", "x", "-o", "{}/x"),
        2,
        "leave out --variants",
    ),
    (("--worksheet", "--variants", "2", "--variant", "-o", "{}/x"), 2, "leave out --variant"),
    (("--worksheet", "--students", "{}/no", "-o", "{}/x"), 4, "there is no such file"),
    (("--worksheet", "--students", "{}", "-o", "{}/x"), 4, "it is a folder"),
    (("--worksheet", "--variants", "2", "-o", "{}/class.txt"), 4, "name a folder with -o"),
    (("--to", "json", "--variants", "2", "-o", "{}/x"), 2, "leave out --variants"),
]


@pytest.mark.parametrize(("options", "code", "why"), REFUSED)
def test_what_does_not_go(
    options: tuple[str, ...], code: int, why: str, names: str, tmp_path: Path, run: Run
) -> None:
    before = Path(names).read_bytes()
    found, out, err = run("export", NET, *(option.format(tmp_path) for option in options))
    assert (found, out) == (code, "")
    assert why in err
    assert not (tmp_path / "x").exists()
    assert Path(names).read_bytes() == before


def test_nothing_is_written_where_one_file_is_in_the_way(tmp_path: Path, run: Run) -> None:
    there = tmp_path / f"{NET}-3.md"
    there.write_text("mine")
    said = ("export", NET, "--worksheet", "--variants", "3", "-o", str(tmp_path))
    code, _, err = run(*said)
    assert code == 4
    assert "exists already; name another folder with -o, or add --force" in err
    assert [file.read_text() for file in tmp_path.iterdir()] == ["mine"]
    assert run(*said, "--force")[0] == 0
    assert len(list(tmp_path.iterdir())) == 3


def test_the_names_are_not_written_over(tmp_path: Path, run: Run) -> None:
    names = tmp_path / "ada.md"
    names.write_text("Ada\n")
    said = ("export", NET, "--worksheet", "--students", str(names), "--force", "-o", str(tmp_path))
    code, _, err = run(*said)
    assert code == 4
    assert "it is read here, and would be lost" in err
    assert names.read_text() == "Ada\n"


LISTS = [
    (b"", "there is no name in it"),
    (b" \n\n", "there is no name in it"),
    (b"\x00\x01", "it is not text"),
    (b"PK\x03\x04", "it is a file of the kind docx/odt/xlsx"),
    (b"Ada\nBob\nADA\n", ":3: 'ADA' stands in line 1 already"),
    ("Zo\u00e9\nZoe\nZoe\u0301\n".encode(), ":3: 'Zoe\u0301' stands in line 1 already"),
    (b"x" * 300, ":1: "),
    (b"".join(b"%d\n" % k for k in range(10_001)), "10,001 names"),
]


@pytest.mark.parametrize(("contents", "why"), LISTS)
def test_a_list_that_is_none(contents: bytes, why: str, tmp_path: Path) -> None:
    file = tmp_path / "names"
    file.write_bytes(contents)
    with pytest.raises(FileError) as refused:
        students_in(str(file))
    assert why in str(refused.value)
    assert str(refused.value).count("\n") == 0


TABLES = [
    ('\ufeffNom\r\n"Müller, Zoé"\r\n\r\nAda\r\n', ("Müller, Zoé", "Ada")),
    ("Zoé\nAda\n", ("Zoé", "Ada")),
    ('Nom;Prénom;Student\nA;B;"s;1"\n\nC;D;s2\nE\n', ("s;1", "s2")),
    ("student\tclass\nAna\t11b\n", ("Ana",)),
    ("Nom;Prénom\nA;B\n", ": its columns are 'Nom', 'Prénom'; call the one that tells the"),
    ("student\nA\nB\na\nb\n", ":4: 'a' stands in line 2 already; add what tells the two apart\n"),
    ("student\n", "there is no name in it"),
]


@pytest.mark.parametrize(("said", "found"), TABLES)
def test_a_table_from_the_system_of_a_school(
    said: str, found: tuple[str, ...] | str, tmp_path: Path
) -> None:
    file = tmp_path / "class.csv"
    file.write_bytes(said.encode())
    if isinstance(found, tuple):
        assert students_in(str(file)) == found
        return
    with pytest.raises(FileError) as refused:
        students_in(str(file))
    assert found in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "names"
    file.write_bytes("# 3b\r\nZoé\r\n\tLi\xa0Wei \r\n\x1b[31m".encode(encoding))
    assert students_in(str(file)) == ("Zoé", "Li Wei", "U+001B[31m")


@pytest.mark.skipif(os.name != "posix" or not os.geteuid(), reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path, run: Run) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    code, _, err = run("export", NET, "--worksheet", "--variants", "1", "-o", str(tmp_path))
    tmp_path.chmod(stat.S_IRWXU)
    assert code == 4
    assert "you do not have permission" in err
