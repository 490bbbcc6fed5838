"""Files that are written whole or not at all, and never over what somebody needs.

What is new is written beside its place, to the disk, and takes its name at the end: a full disk, a
power cut or Ctrl-C leave what was there before, and nothing half.
"""

import contextlib
import errno
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import TypeAlias

from backprop_tutor.system_errors import ObstacleError
from backprop_tutor.wording import text

FileIdentity: TypeAlias = tuple[int, int]
"""What one file alone has, by whatever path it is called: its device, and its number there."""

_LONGEST_NAME = 60
"""Characters, so that every file system takes it, with an ending too."""
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
"""What Windows takes for a device, whatever its ending."""
_UNNAMED = "_"
_TOKEN = 8
_HALF = re.compile(rf"\.[0-9a-f]{{{2 * _TOKEN}}}\.part")
"""The names of files that are being written, or were when somebody killed who wrote them."""
_EXISTS = (errno.EEXIST, os.strerror(errno.EEXIST))


def file_identities(files: Iterable[Path]) -> frozenset[FileIdentity]:
    """Return those of some files; what is not there has none."""
    return frozenset(_identities(files))


def _identities(files: Iterable[Path]) -> Iterator[FileIdentity]:
    for one in files:
        with contextlib.suppress(OSError, ValueError):
            yield _identity(one.stat())


def _identity(found: os.stat_result) -> FileIdentity:
    return found.st_dev, found.st_ino


def write_whole(
    path: Path, contents: bytes, *, over: bool = False, spared: Collection[FileIdentity] = ()
) -> None:
    """Write a file, over one that is there only if that is wanted.

    Never over one of the ``spared``: those that are read meanwhile, by whatever path they are
    called here. A device or a pipe is written to as it is. Raises ``OSError``:
    ``FileExistsError`` where something is there and it is not to be written ``over``.
    """
    found = check_free(path, over=over, spared=spared)
    if _is_no_place(path, found):
        with path.open("wb") as file:
            file.write(contents)
        return
    place = path.resolve()  # A link goes on leading to the file.
    _cleared(place.parent)
    beside = place.with_name(f".{token_hex(_TOKEN)}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - by number
            _hold(descriptor)
            file.write(contents)
            file.flush()
            if found is not None:
                with contextlib.suppress(OSError):  # A share without permissions.
                    os.chmod(beside, stat.S_IMODE(found.st_mode))  # noqa: PTH101 - as os.open
            os.fsync(descriptor)
        if found is None:
            _named_anew(beside, place)
        else:
            beside.replace(place)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
    _kept(place.parent)


@lru_cache(maxsize=64)
def _cleared(folder: Path) -> None:
    """Remove from a folder, once, what a run that was killed has left half written there."""
    with contextlib.suppress(OSError):
        for one in folder.iterdir():
            if _HALF.fullmatch(one.name):
                with contextlib.suppress(OSError):  # One that is open, where the system says so.
                    _remove_if_left(one)


def _remove_if_left(half: Path) -> None:
    with half.open("rb") as file:
        is_left = _hold(file.fileno())
    if is_left:
        half.unlink()


def _hold(descriptor: int) -> bool:
    """Hold a file for as long as it is open, and return whether nobody else does."""
    try:
        import fcntl
    except ImportError:  # Windows, where a file that is open cannot be removed anyway.
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # Somebody does; or it is a network drive without locks.
        return False
    return True


def check_free(
    path: Path, *, over: bool = False, spared: Collection[FileIdentity] = ()
) -> os.stat_result | None:
    """Return what there is at a path, if it may be written over; else raise as ``write_whole``."""
    found = _found(path)
    if found is not None and _identity(found) in spared:
        raise ObstacleError(text("it is read here, and would be lost"))
    if found is not None and not over and not _is_no_place(path, found):
        raise FileExistsError(*_EXISTS)
    return found


def _found(path: Path) -> os.stat_result | None:
    """Return what there is at the end of a path's links, if anything; raises ``OSError``."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _is_no_place(path: Path, found: os.stat_result | None) -> bool:
    """Whether nothing can be put in the place of what is there: a terminal, a pipe, a folder."""
    is_stream = path.is_absolute() and path.parts[1:2] in (("dev",), ("proc",))
    return is_stream or (found is not None and not stat.S_ISREG(found.st_mode))


def _named_anew(beside: Path, place: Path) -> None:
    """Give a new file its name, unless somebody else has taken it meanwhile."""
    try:
        place.hardlink_to(beside)  # Of all that names a file, this alone never takes the place.
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # A file system without links.
        if place.exists():
            raise FileExistsError(*_EXISTS) from None
        beside.rename(place)


def _kept(folder: Path) -> None:
    """Have a folder's names on the disk too, where the system has a way to."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def file_name(title: str) -> str:
    """Return a name for a file, from whatever somebody is called: ``zoe-muller``.

    It has small letters and digits of any script with hyphens between, and no sign that a shell, a
    spreadsheet or a file system acts on.
    """
    # Signs such as ℌ become letters, and large ones, only when they are taken apart.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", title).casefold())
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", bare))
    name = "-".join(words)[:_LONGEST_NAME].strip("-")
    while len(name.encode()) > 3 * _LONGEST_NAME:
        name = name[:-1]
    return f"{name}-" if name in _RESERVED else name or _UNNAMED


def file_names(titles: Iterable[str]) -> tuple[str, ...]:
    """Return a name for each, in order; of several that would have one name, each its own."""
    taken: set[str] = set()
    names = []
    for title in titles:
        name = first = file_name(title)
        count = 1
        while name in taken:
            count += 1
            name = f"{first}-{count}"
        taken.add(name)
        names.append(name)
    return tuple(names)
