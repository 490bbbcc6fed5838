"""When the record cannot be kept: what is said, in one line, and what is left on the disk."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from progress_rows import AT, ONE, row, sitting

from backprop_tutor.progress.failures import what_failed
from backprop_tutor.progress.recorder import Recorder
from backprop_tutor.progress.schema import APPLICATION, STEPS
from backprop_tutor.progress.store import open_record
from backprop_tutor.system_errors import TOO_MANY_FILES

resource = pytest.importorskip("resource", reason="limits of Unix")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="folders, limits and locks of Unix"),
]

REPOSITORY = Path(__file__).parent.parent
SESSION = """
import os, sys
from backprop_tutor.progress.recorder import Recorder
from pathlib import Path
from progress_rows import AT, ONE, row, sitting
import fcntl, string  # What is imported late.
if sys.argv[2] == "drops" and os.geteuid() == 0:
    os.setuid(65534)  # Nobody; after the imports, which may lie in root's home.
with Recorder(Path(sys.argv[1]), print, patience=0.2) as recorder:
    recorder.begin(sitting())
    saved = [recorder.add(row(n, "x" * 300)) for n in range(1, 301)]
    recorder.finish(ONE, AT)
    assert len(recorder.rows(ONE)) >= 300, "what is not saved is remembered"
    print("END", sum(saved), recorder.saves)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    memory = Path("/dev/shm")
    # Where nobody may look, unlike pytest's own folder.
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "progress.sqlite"


@dataclass(frozen=True)
class Session:
    """What a session of 300 answers told the learner."""

    told: tuple[str, ...]
    saved: int


def session(path: Path, *, drops: bool = False, limit: int | None = None) -> Session:
    """Play a session in a process of its own; ``drops`` root's rights, ``limit`` bytes a file."""

    def limited() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    ran = subprocess.run(
        [sys.executable, "-c", SESSION, str(path), "drops" if drops else ""],
        capture_output=True,
        text=True,
        check=False,
        # What Python compiles would be cut off as well, and it stumbles over that ever after.
        env={
            **os.environ,
            "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'tests'}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        preexec_fn=limited,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    *told, end = ran.stdout.splitlines()
    _, saved, saves = end.split()
    assert (saves == "True") == (int(saved) == 300)
    return Session(tuple(told), int(saved))


def a_record(path: Path, rows: int = 40) -> bytes:
    """Make a record of several pages and return its bytes."""
    with open_record(path) as record:
        record.begin(sitting())
        for number in range(1, rows + 1):
            record.add(row(number, "y" * 350))
    return path.read_bytes()


def told_by(path: Path) -> list[str]:
    """Begin a session and answer once; return what was told."""
    told: list[str] = []
    with Recorder(path, told.append, patience=0.1) as recorder:
        recorder.begin(sitting())
        saved = recorder.add(row(1))
        assert saved == recorder.saves
        assert row(1).heard.typed in {each.heard.typed for each in recorder.rows()}
    return told


def kept_bytes(folder: Path) -> set[bytes]:
    return {file.read_bytes() for file in folder.iterdir() if file.is_file()}


SET_ASIDE = re.compile(
    r"(?P<path>.*): was damaged; it is kept as "
    r"'(?P<new>progress\.sqlite\.damaged-[0-9]{8}-[0-9]+)',"
    r" and a new record is begun"
)


def is_set_aside(path: Path, old: bytes, told: list[str]) -> None:
    (line,) = told
    said = SET_ASIDE.fullmatch(line)
    assert said, line
    assert said["path"] == str(path)
    assert (path.parent / said["new"]).read_bytes() == old
    with open_record(path) as record:
        assert record.remark is None
        assert record.rows() == (row(1),)


# Damage


def test_a_file_cut_off_at_any_512_bytes_is_set_aside(path: Path) -> None:
    whole = a_record(path)
    assert len(whole) >= 5 * 4096
    for length in range(512, len(whole), 512):
        path.write_bytes(whole[:length])
        is_set_aside(path, whole[:length], told_by(path))
        path.unlink()
    kept = list(path.parent.glob("*.damaged-*"))
    assert len(kept) == len(whole) // 512 - 1


def test_an_empty_file_is_a_fresh_one(path: Path) -> None:
    path.write_bytes(b"")
    assert told_by(path) == []
    assert list(path.parent.iterdir()) == [path]
    with open_record(path) as record:
        assert record.rows() == (row(1),)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a text": lambda _: b"Dear diary,\n" * 50,
    "a short text": lambda _: b"x",
    "zeros": lambda old: bytes(len(old)),
    "the first bytes": lambda old: b"garbage!" + old[8:],
    "the whole header": lambda old: b"\xa5" * 100 + old[100:],
    "the page of tables": lambda old: old[:100] + b"\xa5" * 400 + old[500:],
    "a page in the middle": lambda old: old[:8192] + b"\xa5" * 64 + old[8256:],
    "a page of zeros": lambda old: old[:8192] + bytes(4096) + old[12288:],
}


@pytest.mark.parametrize("which", DAMAGES)
def test_a_damaged_file_is_set_aside(path: Path, which: str) -> None:
    damaged = DAMAGES[which](a_record(path))
    path.write_bytes(damaged)
    is_set_aside(path, damaged, told_by(path))


@pytest.mark.parametrize("which", DAMAGES)
def test_a_file_that_was_never_a_record_is_left_alone(folder: Path, which: str) -> None:
    """Named by mistake; a record keeps its header, or at least the mark of the program in it."""
    path = folder / "notes.txt"
    old = DAMAGES[which](a_record(path))
    path.write_bytes(old)
    (line,) = told_by(path)
    if which in ("a text", "a short text", "zeros", "the whole header"):
        assert line == (
            f"{path}: is not a record and stays as it is; name another file; "
            "this session goes on unsaved"
        )
        assert kept_bytes(folder) == {old}
    else:
        assert "was damaged; it is kept as 'notes.txt.damaged-" in line


@pytest.mark.parametrize("length", [1, 15, 16, 40])
def test_a_record_cut_off_within_its_header_is_set_aside(folder: Path, length: int) -> None:
    path = folder / "mine.db"
    path.write_bytes(a_record(path)[:length])
    assert "was damaged; it is kept as 'mine.db.damaged-" in told_by(path)[0]


def test_a_named_file_that_is_empty_is_a_fresh_record(folder: Path) -> None:
    path = folder / "notes.txt"
    path.write_bytes(b"")
    assert told_by(path) == []
    assert list(folder.iterdir()) == [path]


def test_a_record_without_its_tables_is_damaged(path: Path) -> None:
    a_record(path, 1)
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE answers")
    db.close()
    is_set_aside(path, path.read_bytes(), told_by(path))


def test_names_are_not_used_twice_and_a_link_stays_one(path: Path, folder: Path) -> None:
    link = folder / "link.sqlite"
    link.symlink_to(path)
    for count in (1, 2):
        path.write_bytes(b"damage %d" % count)
        (line,) = told_by(link)
        assert re.search(rf"progress\.sqlite\.damaged-[0-9]{{8}}-{count}',", line)
    assert link.is_symlink()
    assert {b"damage 1", b"damage 2"} < kept_bytes(folder)


def test_a_journal_goes_with_its_damaged_file(path: Path) -> None:
    path.write_bytes(b"damage")
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"\0journal")
    told_by(path)
    assert not journal.exists()
    (kept,) = path.parent.glob("*-journal")
    assert kept.read_bytes() == b"\0journal"


def test_damage_while_the_session_runs(path: Path) -> None:
    told: list[str] = []
    with Recorder(path, told.append) as recorder:
        recorder.begin(sitting())
        path.write_bytes(b"garbage!" * 2000)
        assert not recorder.add(row(1))
        assert not recorder.add(row(2))
        assert recorder.rows() == (row(1), row(2))
    assert told == [f"{path}: is damaged; this session goes on unsaved"]
    assert path.read_bytes() == b"garbage!" * 2000


# Not to be written to


def test_a_newer_file_is_left_alone(path: Path) -> None:
    a_record(path, 3)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    db.close()
    old = path.read_bytes()
    assert told_by(path) == [
        f"{path}: was written by a newer backprop-tutor (version {len(STEPS) + 1}, this one knows "
        f"{len(STEPS)}) and stays as it is; update it; this session goes on unsaved"
    ]
    assert kept_bytes(path.parent) == {old}


@pytest.mark.parametrize("pragma", ["user_version = 0", "user_version = 7", "application_id = 1"])
def test_the_database_of_another_program_is_left_alone(path: Path, pragma: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE bookmarks (x)")
        db.execute(f"PRAGMA {pragma}")
    db.close()
    old = path.read_bytes()
    assert told_by(path) == [
        f"{path}: is the database of another program and stays as it is; "
        "this session goes on unsaved"
    ]
    assert kept_bytes(path.parent) == {old}
    assert APPLICATION != 1


def test_a_folder_in_its_place(path: Path) -> None:
    path.mkdir()
    assert told_by(path) == [
        f"{path}: cannot be opened (it is a folder); this session goes on unsaved"
    ]


def test_a_pipe_or_a_device_in_its_place(path: Path) -> None:
    os.mkfifo(path)
    for place in (path, Path("/dev/null")):
        assert told_by(place) == [
            f"{place}: cannot be opened (it is not a regular file); this session goes on unsaved"
        ]


def test_a_file_in_the_place_of_its_folder(folder: Path) -> None:
    (folder / "home").write_text("a file")
    path = folder / "home" / "progress.sqlite"
    assert told_by(path) == [
        f"{path}: cannot be opened (its folder is a file); this session goes on unsaved"
    ]


def test_a_read_only_file_is_still_read(path: Path) -> None:
    old = a_record(path)
    path.chmod(0o444)
    path.parent.chmod(0o777)
    assert session(path, drops=True) == Session(
        (f"{path}: cannot be written (it is read-only); this session goes on unsaved",), 0
    )
    assert kept_bytes(path.parent) == {old}


def test_a_read_only_folder(path: Path) -> None:
    path.parent.chmod(0o555)
    try:
        refused = "cannot be opened (you do not have permission); this session goes on unsaved"
        assert session(path, drops=True) == Session((f"{path}: {refused}",), 0)
        assert list(path.parent.iterdir()) == []
        new = path.parent / "new" / "progress.sqlite"
        assert session(new, drops=True).told == (
            f"{new}: cannot be opened (you do not have permission); this session goes on unsaved",
        )
    finally:
        path.parent.chmod(0o755)


def test_a_file_that_can_be_written_in_a_folder_that_cannot(path: Path) -> None:
    old = a_record(path)
    path.chmod(0o666)
    path.parent.chmod(0o555)
    try:
        assert session(path, drops=True) == Session(
            (f"{path}: cannot be written (its folder is read-only); this session goes on unsaved",),
            0,
        )
        path.write_bytes(b"damage")
        assert session(path, drops=True).told == (
            f"{path}: is damaged and cannot be set aside (you do not have permission); "
            "this session goes on unsaved",
        )
    finally:
        path.parent.chmod(0o755)
    assert kept_bytes(path.parent) == {b"damage"}
    assert old


def test_a_file_that_may_not_be_read(path: Path) -> None:
    old = a_record(path)
    path.chmod(0)
    path.parent.chmod(0o777)
    told = session(path, drops=True).told
    path.chmod(0o600)
    assert told == (
        f"{path}: cannot be opened (you may not read it, or not write to its folder); "
        "this session goes on unsaved",
    )
    assert kept_bytes(path.parent) == {old}


# Locked, and full


def test_a_file_that_another_program_does_not_let_go(path: Path) -> None:
    old = a_record(path)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        line = f"{path}: is locked by another program (waited 0.1 s); this session goes on unsaved"
        assert told_by(path) == [line]
        other.execute("ROLLBACK")
        other.execute("BEGIN IMMEDIATE")  # It can be read, at least.
        assert told_by(path) == [line]
        other.execute("ROLLBACK")
    other.close()
    assert path.read_bytes() == old
    assert told_by(path) == []


@pytest.mark.parametrize("limit", [0, 1024, 8192, 40_000, 60_000])
def test_a_file_that_cannot_grow(path: Path, limit: int) -> None:
    played = session(path, limit=limit)
    (line,) = played.told
    assert line.endswith(
        "cannot be read or written (the disk may be full or gone); this session goes on unsaved"
    )
    assert played.saved < 300
    with open_record(path) as record:  # What was said to be saved is, and no more.
        assert record.remark is None
        assert len(record.rows()) == played.saved
    assert (played.saved > 0) == (limit >= 40_000)


def test_a_full_disk(folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be made here")
    path = disk / "progress.sqlite"
    try:
        played = session(path)
        assert played.told == (
            f"{path}: cannot be written (the disk is full); this session goes on unsaved",
        )
        assert 0 < played.saved < 300
        with open_record(path) as record:
            assert len(record.rows(ONE)) == played.saved
            assert not record.finished(ONE)
            assert record.sittings()[0].began == AT
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("free", [0, 1])
def test_too_few_file_handles(path: Path, free: int) -> None:
    """SQLite says of this only that it cannot open a file."""
    old = a_record(path)
    told: list[str] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.open(os.devnull, os.O_RDONLY)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + free, hard))
    try:
        with Recorder(path, told.append) as recorder:
            recorder.begin(sitting())
            assert not recorder.add(row(1))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    reason = TOO_MANY_FILES.english
    assert told == [f"{path}: cannot be opened ({reason}); this session goes on unsaved"]
    assert kept_bytes(path.parent) == {old}


PRIMARY = {
    name: code
    for name in dir(sqlite3)
    if name.startswith("SQLITE_") and isinstance(code := getattr(sqlite3, name), int)
}


def test_no_sentence_of_sqlite_is_shown() -> None:
    for name, code in PRIMARY.items():
        error = sqlite3.OperationalError("its own words")
        error.sqlite_errorcode, error.sqlite_errorname = code, name
        told = what_failed(error, 10)
        assert told.startswith(("cannot be ", "is "))
        assert "its own words" not in told


def test_what_the_module_of_sqlite_finds_by_itself() -> None:
    assert what_failed(sqlite3.ProgrammingError("its own words"), 10) == (
        "cannot be used (its database gives the error ProgrammingError)"
    )


def test_a_line_shows_what_a_path_would_do_to_the_screen(folder: Path) -> None:
    path = folder / "\x1b[31m\nred"
    path.mkdir()
    (line,) = told_by(path)
    assert "U+001B[31mU+000Ared: cannot be opened" in line
