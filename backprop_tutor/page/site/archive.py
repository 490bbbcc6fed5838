"""Makes the archives of the site. Runs inside Pyodide, whose Python will import what is in them.

| archive | holds | is read |
|---|---|---|
| `python_stdlib.zip` | of Python's library what Pyodide imports | by Pyodide |
| `package.zip` | the rest of it, this package, what it imports | before the first question |
| `sympy.zip` | sympy and mpmath | when they are first imported |

All modules are compiled, which is three quarters of the time that Python takes to start. The same
sources give the same bytes: files in order of their names, one date for all, nothing of a source's
own date, constants in one order (``PYTHONHASHSEED``).
"""

import ast
import importlib.util
import io
import marshal
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

_LIBRARY = "python314.zip"
_ABOUT_ITSELF = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_KEEP_ABOUT = frozenset({"_pyodide", "pyodide"})
"""Packages that read what their functions say about themselves."""
_FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest date that an archive can hold."""
_UNCHECKED = (1).to_bytes(4, "little")
"""Marks a compiled module that is never compared with its source."""
_ZSTANDARD, _LEVEL = 93, 19
"""The method, which has a name in ``zipfile`` only since Python 3.14; and a level beyond which a
reader needs more memory than a phone may have."""

_NEVER_WANTED = frozenset(
    {
        "_pyrepl", "bdb", "cProfile", "cmd", "code", "compileall", "doctest", "ensurepip",
        "ftplib", "http", "idlelib", "imaplib", "lib2to3", "mailbox", "mimetypes",
        "modulefinder", "multiprocessing", "netrc", "nntplib", "optparse", "pdb", "pickletools",
        "plistlib", "poplib", "profile", "pstats", "pty", "py_compile", "pyclbr", "pydoc",
        "pydoc_data", "rlcompleter", "smtplib", "socketserver", "tabnanny", "tkinter",
        "trace", "turtle", "turtledemo", "unittest", "venv", "wave", "webbrowser", "wsgiref", "xml",
        "xmlrpc", "zipapp",
    }
)  # fmt: skip
"""Packages of the library that nothing on a page uses: terminals, processes, servers, mail, XML,
debuggers."""

Files = list[tuple[str, bytes]]
"""Names within an archive, each with what the file holds."""


def make_archives(work: Path) -> None:
    """Write the archives into a folder, of the sources in its folders ``package`` and ``sympy``."""
    at_start = _loaded_at_start()
    standard = _library()
    mounting = ("mounting.py", (work / "mounting.py").read_bytes())
    first = [mounting, *(file for file in standard if _package_of(file[0]) in at_start)]
    rest = [file for file in standard if _package_of(file[0]) not in at_start | _NEVER_WANTED]
    (work / "python_stdlib.zip").write_bytes(archive_of(first))
    package = [*rest, *_files_in(work / "package")]
    (work / "package.zip").write_bytes(archive_of(package, packed=True))
    (work / "sympy.zip").write_bytes(archive_of(_files_in(work / "sympy"), packed=True))


def _loaded_at_start() -> frozenset[str]:
    """Return the packages of the library that are loaded now, each by its first name."""
    return frozenset(
        name.partition(".")[0]
        for name, module in list(sys.modules.items())
        if _LIBRARY in (getattr(module, "__file__", None) or "")
    )


def _library() -> Files:
    """Return the sources of Python's library, as Pyodide has it."""
    (place,) = (path for path in sys.path if path.endswith(_LIBRARY))
    with zipfile.ZipFile(place) as opened:
        return [(each, opened.read(each)) for each in opened.namelist() if not each.endswith("/")]


def _files_in(folder: Path) -> Files:
    """Return all files below a folder."""
    return [
        (path.relative_to(folder).as_posix(), path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    ]


def archive_of(files: Files, *, packed: bool = False) -> bytes:
    """Return an archive of compiled modules and other files.

    One that is ``packed`` lies in another archive, compressed as a whole, which makes it smaller by
    a third: Python imports from it when it is taken out.
    """
    made = io.BytesIO()
    method = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(made, "w") as archive:
        for name, held in sorted(_compiled_files(files)):
            entry = zipfile.ZipInfo(name, _FIRST)
            entry.compress_type, entry.external_attr = method, 0o644 << 16
            archive.writestr(entry, held, compresslevel=9)
    return _packed(made.getvalue()) if packed else made.getvalue()


def _packed(archive: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as outer:
        entry = zipfile.ZipInfo("archive.zip", _FIRST)
        entry.compress_type = _ZSTANDARD
        outer.writestr(entry, archive, compresslevel=_LEVEL)
    return made.getvalue()


def _compiled_files(files: Files) -> Iterator[tuple[str, bytes]]:
    for name, held in files:
        if name.endswith(".py"):
            yield f"{name}c", compiled(held, name)
        else:
            yield name, held


def compiled(source: bytes, name: str) -> bytes:
    """Return what a ``.pyc`` of a source holds.

    What modules, classes and functions say about themselves is left out: nobody asks for it on a
    page, and it is half of sympy.
    """
    tree = ast.parse(source, name)
    if _package_of(name) not in _KEEP_ABOUT:
        for node in ast.walk(tree):
            if isinstance(node, _ABOUT_ITSELF) and ast.get_docstring(node, clean=False) is not None:
                said = node.body[0]
                # Empty, and not gone: sympy adds to what some of its functions say.
                node.body[0] = ast.copy_location(ast.Expr(ast.Constant("")), said)
                ast.fix_missing_locations(node.body[0])
    code = compile(tree, name, "exec", dont_inherit=True)
    return importlib.util.MAGIC_NUMBER + _UNCHECKED + bytes(8) + marshal.dumps(code)


def _package_of(name: str) -> str:
    return name.partition("/")[0].removesuffix(".py")
