"""Makes all files of the site: what is copied, what is rendered, what Pyodide compiles.

The same installation and the same Pyodide give the same bytes.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextvars import copy_context
from hashlib import sha256
from html import escape
from importlib.resources import files as resources
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import Any

from backprop_tutor.errors import FileError
from backprop_tutor.loader import bundled
from backprop_tutor.page.engine import Engine
from backprop_tutor.page.site.sources import copy_sources
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import languages, speak, text

VERSION = "314"
"""Of Pyodide: which Python is in it, and so which the modules are compiled for."""
_COMMENT = re.compile(rb"^ *//.*\n", re.MULTILINE)
"""A line of a script that is for who reads the source: a visitor need not wait for it."""
_OF_PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
_ARCHIVES = {
    "python_stdlib.zip": "pyodide/python_stdlib.zip",
    "package.zip": "package.zip",
    "sympy.zip": "sympy.zip",
}
"""What is made in Pyodide, and where it lies in the site."""
_STARTED_FROM = ("package.zip", "pyodide/python_stdlib.zip")
"""The archives that Python is started from."""
_STYLE = "page.css"
_WITH_HOLES = ("index.html", "start.js", "service_worker.js")
LIST = "build.json"
"""The file that lists all files of a site with their digests."""

Site = Mapping[str, bytes]
"""What is in each file of a site, by its name."""


def make_site(pyodide: Path) -> Site:
    """Return the files of the site, made with Pyodide as npm installs it.

    Raises ``FileError`` if it is not there, is of another version, or there is no node to run it.
    """
    check_tools(pyodide)
    made = dict(_copied(pyodide))
    made |= _archives(pyodide)
    made |= _fragments()
    made["index.html"] = _filled("index.html", _first_page())
    made["start.js"] = (_static() / "start.js").read_bytes()  # Its holes do not tell builds apart.
    build = sha256(json.dumps(_digests(made)).encode()).hexdigest()[:16]
    archives = json.dumps(_digests({name: made[name] for name in _STARTED_FROM}))
    made["start.js"] = _filled("start.js", {"build": build, "archives": archives})
    digests = _digests(made)
    said = {"build": build, "files": json.dumps(digests, indent=1)}
    made["service_worker.js"] = _filled("service_worker.js", said)
    made[LIST] = json.dumps({"build": build, "files": [*digests, "service_worker.js"]}).encode()
    return made


def _digests(made: Site) -> dict[str, str]:
    return {name: sha256(held).hexdigest() for name, held in sorted(made.items())}


def check_tools(pyodide: Path) -> None:
    """Raise ``FileError`` unless there is node, and Pyodide in that folder."""
    if _node() is None:
        raise FileError(
            text(
                "node is not there; the page is built with Node.js 20 or later: "
                "install it from https://nodejs.org"
            )
        )
    found = _version_of(pyodide)
    if found == VERSION and all((pyodide / name).is_file() for name in _OF_PYODIDE):
        return
    advice = f"npm install --prefix build pyodide@{VERSION}"
    folder = visible(str(pyodide))
    if found is None or found == VERSION:
        raise FileError(
            text("{folder}: Pyodide is not there; get it: {command}", folder=folder, command=advice)
        )
    raise FileError(
        text(
            "{folder}: is Pyodide {found}, and {needed} is needed; get it: {command}",
            folder=folder,
            found=found,
            needed=VERSION,
            command=advice,
        )
    )


def _node() -> str | None:
    return shutil.which("node")


def _version_of(pyodide: Path) -> str | None:
    """Return the first number of its version; None if that is not Pyodide."""
    try:
        package = json.loads((pyodide / "package.json").read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(package, dict) or package.get("name") != "pyodide":
        return None
    return visible(str(package.get("version")).partition(".")[0])


def _copied(pyodide: Path) -> Iterator[tuple[str, bytes]]:
    for path in _static().iterdir():
        if path.is_file() and path.name not in _WITH_HOLES:
            held = path.read_bytes()
            yield path.name, _COMMENT.sub(b"", held) if path.suffix == ".js" else held
    pages = resources("backprop_tutor.views.html").joinpath(_STYLE).read_bytes()
    yield _STYLE, pages + b"\n" + (_static() / _STYLE).read_bytes()
    for name in _OF_PYODIDE:
        yield f"pyodide/{name}", (pyodide / name).read_bytes()
    # The packages that come with Pyodide: none is used.
    lock = json.loads((pyodide / "pyodide-lock.json").read_bytes())
    yield "pyodide/pyodide-lock.json", json.dumps(lock | {"packages": {}}).encode()


def _archives(pyodide: Path) -> Iterator[tuple[str, bytes]]:
    with TemporaryDirectory() as folder:
        work = Path(folder)
        copy_sources(work)
        for name in ("archive.mjs", "archive.py", "mounting.py"):
            here = resources("backprop_tutor.page.site").joinpath(name)
            (work / name).write_bytes(here.read_bytes())
        done = subprocess.run(  # noqa: S603 - our own script
            [_node() or "node", work / "archive.mjs", pyodide, work],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            said = visible(done.stderr.decode(errors="replace")[-_MOST_SAID:], keep_lines=True)
            raise FileError(text("the page could not be built; node says:\n{said}", said=said))
        for made, name in _ARCHIVES.items():
            yield name, (work / made).read_bytes()


_MOST_SAID = 2_000
"""Characters of what went wrong in node that are told: the last ones say it."""


def _static() -> Path:
    return Path(__file__).parents[1] / "static"


def _filled(name: str, holes: Mapping[str, str]) -> bytes:
    return Template((_static() / name).read_text(encoding="utf-8")).substitute(holes).encode()


def _opened(route: str, language: str) -> dict[str, Any]:
    """Return what the page shows at a route to somebody who comes for the first time."""
    asked = json.dumps({"do": "open", "route": route, "lang": language})
    # In a context of its own: the language of the command stays as it is.
    page = json.loads(copy_context().run(Engine().hear, asked))
    assert page["reply"] == "page", page
    return dict(page)


_ALIKE_FOR_ALL = ("course", "glossary", "editor")
"""Pages that are the same for who comes for the first time, but for how far one has come."""


def _fragments() -> Iterator[tuple[str, bytes]]:
    for language in languages():
        for route in (*_ALIKE_FOR_ALL, *(f"walk/{scenario}" for scenario in bundled())):
            yield (
                f"fragments/{language}/{route}.json",
                json.dumps(_opened(route, language)).encode(),
            )


def _first_page() -> Mapping[str, str]:
    """Return what is in the holes of ``index.html``."""
    homes = {language: _opened("", language) for language in languages()}
    return {
        "homes": "\n".join(
            f'<section lang="{language}" data-title="{escape(page["title"])}" '
            f'data-labels="{escape(json.dumps(page["labels"]))}">'
            f"{''.join(piece['html'] for piece in page['main'])}</section>"
            for language, page in homes.items()
        ),
        "needs": "\n".join(
            f'<p lang="{language}">{escape(copy_context().run(_needs, language))}</p>'
            for language in languages()
        ),
    }


def _needs(language: str) -> str:
    speak(language)
    return text(
        "This page works in a browser of today, with JavaScript: "
        "Chrome or Edge from 109, Firefox from 121, Safari from 17."
    )
