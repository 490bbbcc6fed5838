"""Puts the archives of the site where Python finds them; the first that runs of ours on a page.

It lies in the archive of Python's own library, so it imports nothing of this package.
"""

import io
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
    with zipfile.ZipFile(io.BytesIO(packed)) as outer:
        (held,) = outer.namelist()
        archive.write_bytes(outer.read(held))
    if unpacked is not None:
        with zipfile.ZipFile(archive) as opened:
            inside = [each for each in opened.namelist() if each.startswith(f"{unpacked}/")]
            opened.extractall(_UNPACKED, inside)
        sys.path.append(str(_UNPACKED))
    sys.path.append(str(archive))


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
