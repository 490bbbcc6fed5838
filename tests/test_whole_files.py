"""Files are written whole or not at all, and never over what somebody needs."""

import contextlib
import csv
import io
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program import Run

from backprop_tutor.loader.files import load
from backprop_tutor.system_errors import ObstacleError
from backprop_tutor.untrusted import as_cell
from backprop_tutor.whole_files import file_identities, file_name, file_names, write_whole

resource = pytest.importorskip("resource")
fcntl = pytest.importorskip("fcntl")

OLD, NEW = "what was there\n", "né(w)\n"


@contextlib.contextmanager
def disk_for(size: int) -> Iterator[None]:
    """Let the system take no file of more bytes, as a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_new(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    write_whole(file, NEW.encode())
    assert file.read_bytes() == NEW.encode()
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~mask
    assert list(tmp_path.iterdir()) == [file]


def test_what_is_there_stays_unless_it_is_to_go(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(OLD)
    file.chmod(0o640)
    with pytest.raises(FileExistsError):
        write_whole(file, NEW.encode())
    assert file.read_text() == OLD
    write_whole(file, NEW.encode(), over=True)
    assert file.read_text("utf-8") == NEW
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("over", [False, True])
def test_a_full_disk_leaves_the_old_and_nothing_half(tmp_path: Path, over: bool) -> None:
    file = tmp_path / "a.md"
    if over:
        file.write_text(OLD)
    with disk_for(1_000), pytest.raises(OSError, match=r"large|big"):
        write_whole(file, b"x" * 100_000, over=over)
    assert [one.read_text() for one in tmp_path.iterdir()] == [OLD] * over


def test_ctrl_c_leaves_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.md"
    file.write_text(OLD)

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, NEW.encode(), over=True)
    assert [one.read_text() for one in tmp_path.iterdir()] == [OLD]


SPELLINGS: list[Callable[[Path], Path]] = [
    lambda file: file,
    lambda file: file.parent / "." / ".." / file.parent.name / file.name,
    lambda file: file.parent / "folder" / ".." / file.name,
    lambda file: Path(os.path.relpath(file)),
    lambda file: _linked(file, os.symlink),
    lambda file: _linked(file, os.link),
]


def _linked(file: Path, link: Callable[[Path, Path], None]) -> Path:
    other = file.with_name("other.yaml")
    link(file, other)
    return other


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_what_is_read_is_never_written_over(
    tmp_path: Path, spelled: Callable[[Path], Path], run: Run
) -> None:
    (tmp_path / "folder").mkdir()
    file = tmp_path / "net.yaml"
    contents = load("parabola").contents
    file.write_bytes(contents)
    other = spelled(file)
    with pytest.raises(ObstacleError):
        write_whole(
            other, NEW.encode(), over=True, spared=file_identities([file, tmp_path / "gone"])
        )
    for command in (
        ("export", str(file), "--force", "-o", str(other)),
        ("train", str(file), "--after", "2", "--force", "--csv", str(other)),
    ):
        code, out, err = run(*command)
        assert (code, out) == (4, "")
        assert "cannot be written (it is read here, and would be lost)" in err
    assert file.read_bytes() == contents


def test_a_link_goes_on_leading_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(OLD)
    link = tmp_path / "link"
    link.symlink_to("a.md")
    write_whole(link, NEW.encode(), over=True)
    assert link.is_symlink()
    assert file.read_text("utf-8") == NEW
    nowhere = tmp_path / "nowhere"
    nowhere.symlink_to("b.md")
    write_whole(nowhere, NEW.encode())
    assert (tmp_path / "b.md").read_text("utf-8") == NEW


def test_a_device_is_written_to_as_it_is(tmp_path: Path) -> None:
    write_whole(Path(os.devnull), NEW.encode())
    assert Path(os.devnull).is_char_device()
    with pytest.raises(OSError, match="space"):
        write_whole(Path("/dev/full"), NEW.encode())
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, NEW.encode(), over=True)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match="symbolic"):
        write_whole(tmp_path / "loop", NEW.encode())


def test_a_name_that_is_taken_meanwhile_stays_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.md"

    def slowly(_: int) -> None:
        file.write_text(OLD)

    monkeypatch.setattr(os, "fsync", slowly)
    with pytest.raises(FileExistsError):
        write_whole(file, NEW.encode())
    assert [one.read_text() for one in tmp_path.iterdir()] == [OLD]


def test_what_was_left_half_written_is_removed(tmp_path: Path) -> None:
    """Where somebody was killed meanwhile, and not where somebody is writing."""
    left, held, other = (tmp_path / f".{name}.part" for name in ("0a" * 8, "1b" * 8, "x"))
    for one in (left, held, other):
        one.write_text(OLD)
    with held.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write_whole(tmp_path / "new", NEW.encode())
    assert {one.name for one in tmp_path.iterdir()} == {held.name, other.name, "new"}


COMMANDS = [
    ("export", "parabola", "-o"),
    ("export", "parabola", "--worksheet", "--to", "html", "-o"),
    ("train", "parabola", "--after", "2", "--csv"),
    ("schema", "-o"),
    ("new",),
    ("progress", "--export", "csv", "-o"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_writes_over_a_file_unasked(
    command: tuple[str, ...], tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKPROP_TUTOR_HOME", str(tmp_path / "home"))
    file = tmp_path / "a file"
    assert run(*command, str(file))[0] == 0
    made = file.read_text("utf-8")
    file.write_text(OLD)
    code, _, err = run(*command, str(file))
    assert code == 4
    assert "exists already; choose another name, or add --force to write over it" in err
    assert file.read_text() == OLD
    assert run(*command, str(file), "--force")[0] == 0
    assert file.read_text("utf-8") == made


NAMES = [
    ("Zoé Müller", "zoe-muller"),
    ("../../etc/passwd", "etc-passwd"),
    ("a\x1b[31m/b\n", "a-31m-b"),
    ("CON", "con-"),
    ("LPT1", "lpt1-"),
    ("", "_"),
    ("…", "_"),
    ("--force", "force"),
    ("李明", "李明"),
    ("=1+1", "1-1"),
    ("O’Neill, Jr.", "o-neill-jr"),
    ("x" * 500, "x" * 60),
    ("ᾳ" * 500, None),
]


@pytest.mark.parametrize(("title", "name"), NAMES)
def test_names_of_files(title: str, name: str | None, tmp_path: Path) -> None:
    assert name in {None, file_name(title)}
    write_whole(tmp_path / f"{file_name(title)}.md", NEW.encode())
    assert len(list(tmp_path.iterdir())) == 1


@given(st.text(max_size=80))
def test_every_name_is_one(title: str) -> None:
    name = file_name(title)
    assert name.replace("-", "").isalnum() or name == "_"
    assert len(name.encode()) <= 181
    assert not name.startswith("-")


def test_two_of_one_name_have_a_file_each() -> None:
    names = [
        "con",
        "COM¹",
        "com1",
        ".",
        "..",
        "\u202eann",
        "ANN",
        "Zoé",
        "Zoe\u0301",
        "😀",
        "ℌans",
        "hans",
    ]
    made = file_names([*names, "x" * 300, "x" * 301])
    known = {unicodedata.normalize("NFD", name).casefold() for name in made}
    assert len(known) == len(made), "one on a disk that takes large letters for small ones"
    assert all(name == name.lower() and not name.endswith((".", " ")) for name in made)
    assert not {"con", "com1"} & known
    assert file_names(["Ada", "ada!", "Ada 2", "Bob", "ADA"]) == (
        "ada", "ada-2", "ada-2-2", "bob", "ada-3",
    )  # fmt: skip


def test_numbers_stay_numbers_and_formulas_are_text() -> None:
    assert [as_cell(one) for one in ("-0.5", "=1", "-x", 3, None, -0.5)] == [
        "-0.5", "'=1", "'-x", 3, None, -0.5,
    ]  # fmt: skip


def test_a_curve_has_no_formula_in_its_head(run: Run) -> None:
    rows = list(csv.reader(io.StringIO(run("train", "parabola", "--after", "2", "--csv", "-")[1])))
    assert rows[0][0] == "update"
    assert all(float(cell) == float(cell) for row in rows[1:] for cell in row)
