"""Puts the archives of the site where Python finds them; the first that runs of ours on a page.

It lies in the archive of Python's own library, so it imports nothing of this package.
"""

import io
import shutil
import sys
import zipfile
from collections.abc import Callable, Container, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

_ARCHIVES = Path("/archives")
_UNPACKED = _ARCHIVES / "unpacked"


def mount(name: str, packed: bytes, *, unpacked: str | None = None) -> None:
    """Make what is in an archive importable.

    The package ``unpacked`` is laid out as files, for it reads some of its own.
    """
    _UNPACKED.mkdir(parents=True, exist_ok=True)
    archive = _ARCHIVES / name
    with zipfile.ZipFile(io.BytesIO(packed)) as outer, archive.open("wb") as taken_out:
        (held,) = outer.namelist()
        with outer.open(held) as inside:
            shutil.copyfileobj(inside, taken_out, _AT_ONCE)
    if unpacked is not None:
        _lay_out(archive, f"{unpacked}/")
        sys.path.append(str(_UNPACKED))
    sys.path.append(str(archive))


_AT_ONCE = 1_000_000
"""Bytes that are taken out at once: memory that was ever used is kept with the rest of it."""


def _lay_out(archive: Path, folder: str) -> None:
    """Copy a folder of an archive in which nothing is compressed, in half of ``zipfile``'s time."""
    with zipfile.ZipFile(archive) as opened, archive.open("rb") as held:
        made = None
        for entry in opened.infolist():
            if entry.filename.startswith(folder):
                place = _UNPACKED / entry.filename
                if place.parent != made:
                    made = place.parent
                    made.mkdir(parents=True, exist_ok=True)
                # As ``archive`` writes it: a head of its name, and no more.
                held.seek(entry.header_offset + _HEAD + len(entry.filename.encode()))
                with place.open("wb", buffering=0) as file:
                    file.write(held.read(entry.file_size))


_HEAD = 30
"""Bytes before the name of a file in an archive."""


class _OnFirstImport:
    """Mounts an archive when one of its packages is first imported, whoever wants it."""

    def __init__(self, packages: Container[str], name: str, packed: Callable[[], bytes]) -> None:
        self._packages = packages
        self._name = name
        self._packed = packed

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the signature is Python's
        target: ModuleType | None = None,  # noqa: ARG002 - as above
    ) -> ModuleSpec | None:
        """Return nothing: who is asked next finds it."""
        if fullname in self._packages:
            sys.meta_path.remove(self)
            mount(self._name, self._packed())
        return None


def mount_on_first_import(packages: Container[str], name: str, packed: Callable[[], bytes]) -> None:
    """Have an archive mounted by the first import of one of its packages."""
    sys.meta_path.insert(0, _OnFirstImport(packages, name, packed))
