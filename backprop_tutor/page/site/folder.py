"""Puts a site into a folder: beside it first, then in its place; no file of anybody else is lost.

Files that lie in the folder and that no site put there are somebody's: a folder with such is
refused, or, if that is said, they are kept.
"""

import json
import os
import shutil
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from backprop_tutor.errors import FileError
from backprop_tutor.page.site.build import LIST, Site
from backprop_tutor.system_errors import reason_of
from backprop_tutor.untrusted import quoted_path, visible
from backprop_tutor.wording import text

_ALL_MAY_READ = 0o755


def check_folder(folder: Path, *, force: bool) -> None:
    """Raise ``FileError`` if a site cannot be put there: before the work is done."""
    if folder.exists() and not folder.is_dir():
        raise FileError(text("{folder}: is a file; name a folder", folder=visible(str(folder))))
    others = _others(folder)
    if others and not force:
        raise FileError(
            text(
                "{folder}: holds {file}, which is of no page made before; name another folder, "
                "or add --force to keep it beside the page",
                folder=visible(str(folder)),
                file=quoted_path(min(others)),
            )
        )


def put(site: Site, folder: Path, *, force: bool) -> Path | None:
    """Write a site and put it in the place of a folder; return where files are that are in its way.

    Raises ``FileError`` if the folder holds what no site put there, unless ``force`` is said, or
    cannot be written.
    """
    check_folder(folder, force=force)
    folder = folder.resolve()  # A link stays, and leads to the new site.
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        try:
            for name, held in site.items():
                place = beside / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(held)
            beside.chmod(_ALL_MAY_READ)
            return _exchanged(beside, folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)  # Made here, a moment ago.
            raise
    except OSError as error:
        said, reason = visible(str(folder)), reason_of(error)
        raise FileError(
            text("{file}: cannot be written ({reason})", file=said, reason=reason)
        ) from None


def _exchanged(beside: Path, folder: Path) -> Path | None:
    """Put one folder in the place of another, with all in that which is somebody's."""
    if not folder.exists():
        beside.rename(folder)
        return None
    others, ours = _others(folder), _made_before(folder)
    before = _free_name(folder)
    folder.rename(before)
    beside.rename(folder)
    for name in others:
        place = folder / name
        if not os.path.lexists(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            (before / name).rename(place)
    for name in ours:
        (before / name).unlink(missing_ok=True)
    _remove_empty(before)
    return before if before.exists() else None


def _free_name(folder: Path) -> Path:
    count = 1
    while os.path.lexists(name := folder.with_name(f"{folder.name}.before-{count}")):
        count += 1
    return name


def _remove_empty(folder: Path) -> None:
    for path, _, _ in os.walk(folder, topdown=False):
        if not any(Path(path).iterdir()):
            Path(path).rmdir()


def _others(folder: Path) -> Collection[str]:
    """Return the files of a folder that no site put there."""
    ours = frozenset(_made_before(folder))
    found = []
    for path, folders, files in os.walk(folder):
        links = (name for name in folders if (Path(path) / name).is_symlink())
        for name in (*files, *links):
            inside = (Path(path) / name).relative_to(folder).as_posix()
            if inside not in ours:
                found.append(inside)
    return found


def _made_before(folder: Path) -> Collection[str]:
    """Return the files of the site that was put into a folder last."""
    try:
        listed = json.loads((folder / LIST).read_bytes())["files"]
    except (OSError, ValueError, LookupError, TypeError):
        return ()
    if not isinstance(listed, list):
        return ()
    return (LIST, *(name for name in listed if isinstance(name, str) and _is_inside(name)))


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts
