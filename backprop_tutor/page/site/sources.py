"""What of this installation the page needs: this package and the packages it imports there.

Of sympy that is what ``import sympy`` loads, and the whole of the parts that differentiation and
simplification may lead into: sympy imports some of their modules only when a function needs them.
"""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import backprop_tutor
from backprop_tutor.errors import FileError
from backprop_tutor.loader import scenario_files
from backprop_tutor.wording import ENGLISH, languages, text

_OWN = "backprop_tutor"
_NOT_ON_A_PAGE = ("cli", "page/site", "page/static", "__main__")
"""Parts of this package: what needs a terminal, and what makes the site."""
_PARSERS = ("lark", "yaml")
_NOT_OF_THEM = ("lark/tools", "lark/__pyinstaller")
_WIDTHS = ("rich/__init__", "rich/_extension", "rich/cells", "rich/_unicode_data/")
"""Of rich what measures a text: a picture is laid out in the columns of a terminal first."""
_SYMPY = ("sympy", "mpmath")
_WHOLE_PARTS_OF_SYMPY = (
    "sympy/assumptions", "sympy/calculus", "sympy/combinatorics", "sympy/concrete", "sympy/core",
    "sympy/discrete", "sympy/external", "sympy/functions", "sympy/logic",
    "sympy/matrices/expressions", "sympy/multipledispatch", "sympy/ntheory",
    "sympy/physics/__init__", "sympy/physics/matrices", "sympy/physics/units", "sympy/polys",
    "sympy/series", "sympy/sets", "sympy/simplify", "sympy/solvers", "sympy/tensor", "mpmath",
)  # fmt: skip
_TESTS = frozenset({"tests", "benchmarks", "__pycache__"})


def copy_sources(work: Path) -> None:
    """Copy the sources into ``package`` and ``sympy`` of a folder, as ``archive`` expects them.

    Raises ``FileError`` if a catalogue of this package was not built.
    """
    for name, source in _own_files():
        _copied(source, work / "package" / name)
    for name, source in _files_of(_PARSERS, "*"):
        if not name.startswith(_NOT_OF_THEM) and source.suffix in {".py", ".lark"}:
            _copied(source, work / "package" / name)
    for name, source in _files_of(("rich",), "*.py"):
        if name.startswith(_WIDTHS):
            _copied(source, work / "package" / name)
    loaded = _loaded_with_sympy()
    for name, source in _files_of(_SYMPY, "*.py"):
        if name.startswith(_WHOLE_PARTS_OF_SYMPY) or name in loaded:
            _copied(source, work / "sympy" / name)


def _copied(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)


def _own_files() -> Iterator[tuple[str, Path]]:
    package = Path(backprop_tutor.__file__).parent
    found = 0
    for path in package.rglob("*"):
        name = path.relative_to(package).as_posix()
        if name.startswith(_NOT_ON_A_PAGE) or _TESTS & {*path.parts} or not path.is_file():
            continue
        if path.suffix not in {".po", ".pyc"}:
            found += path.suffix == ".mo"
            yield f"{_OWN}/{name}", path
    if found < len(languages()) - len((ENGLISH,)):
        raise FileError(
            text(
                "the translations of this installation were not built; "
                "install backprop-tutor again, or run its tests"
            )
        )
    for path in scenario_files():
        yield f"{_OWN}/scenarios/{path.name}", path


def _files_of(packages: tuple[str, ...], pattern: str) -> Iterator[tuple[str, Path]]:
    for package in packages:
        found = importlib.util.find_spec(package)
        assert found is not None  # This package needs it.
        assert found.origin is not None
        folder = Path(found.origin).parent
        for path in folder.rglob(pattern):
            if path.is_file() and not _TESTS & {*path.relative_to(folder).parts}:
                yield path.relative_to(folder.parent).as_posix(), path


def _loaded_with_sympy() -> frozenset[str]:
    """Return the files that ``import sympy`` reads, below the folder that sympy is in."""
    # Another process: this one may have imported more of it.
    code = """
import sys, sympy
from pathlib import Path
home = Path(sympy.__file__).parents[1]
for module in list(sys.modules.values()):
    file = getattr(module, "__file__", None)
    if file and Path(file).is_relative_to(home):
        print(Path(file).relative_to(home).as_posix())
"""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return frozenset(done.stdout.splitlines())
