"""The static site: what is in it, how it is put into a folder, and how it is served here."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import pytest

from backprop_tutor.errors import FileError
from backprop_tutor.page.site.build import LIST, VERSION, check_tools
from backprop_tutor.page.site.folder import put
from backprop_tutor.page.site.serve import server_of

FIRST = {"index.html": b"one", "pyodide/pyodide.mjs": b"python", "old.js": b"gone"}
SECOND = {"index.html": b"two", "pyodide/pyodide.mjs": b"python"}


def listed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {**files, LIST: json.dumps({"build": "1", "files": [*files]}).encode()}


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_page_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    assert put(listed(FIRST), site, force=False) is None
    assert held(site) == listed(FIRST)
    assert put(listed(SECOND), site, force=False) is None
    assert held(site) == listed(SECOND)
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_an_empty_folder_is_as_good_as_none(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    put(listed(FIRST), site, force=False)
    assert held(site) == listed(FIRST)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "thesis.txt").write_text("mine")
    with pytest.raises(FileError, match=r"holds 'thesis.txt', .*--force"):
        put(listed(FIRST), site, force=False)
    assert held(site) == {"thesis.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_is_kept_beside_the_page_stays_over_many_pages(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / ".git").mkdir(parents=True)
    (site / ".git" / "HEAD").write_text("main")
    (site / "CNAME").symlink_to(tmp_path / "nowhere")
    for files in (FIRST, SECOND, FIRST):
        assert put(listed(files), site, force=True) is None
        assert held(site) == listed(files) | {".git/HEAD": b"main"}
        assert (site / "CNAME").is_symlink()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_is_in_the_way_is_kept_elsewhere(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("my home page")
    kept = put(listed(FIRST), site, force=True)
    assert kept is not None
    assert held(kept) == {"index.html": b"my home page"}
    assert held(site) == listed(FIRST)


@pytest.mark.parametrize("names", [["../outside"], ["/etc"], "index.html", [1], [""], None])
def test_a_list_that_somebody_made_leads_to_no_other_file(tmp_path: Path, names: object) -> None:
    (tmp_path / "outside").write_text("mine")
    site = tmp_path / "site"
    site.mkdir()
    (site / LIST).write_text(json.dumps({"files": names}))
    put(listed(FIRST), site, force=True)
    assert (tmp_path / "outside").read_text() == "mine"


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "site"
    link.symlink_to(tmp_path / "real")
    put(listed(FIRST), link, force=False)
    assert link.is_symlink()
    assert held(tmp_path / "real") == listed(FIRST)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(FileError, match="is a file"):
        put(listed(FIRST), tmp_path / "site", force=True)
    with pytest.raises(FileError, match="cannot be written"):
        put(listed(FIRST), tmp_path / "site" / "deeper", force=True)
    assert (tmp_path / "site").read_text() == "mine"


def _made_pyodide(folder: Path, version: str) -> Path:
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"name": "pyodide", "version": version}))
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"):
        (folder / name).touch()
    return folder


def test_what_it_is_built_with_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    command = f"npm install --prefix build pyodide@{VERSION}"
    with pytest.raises(FileError, match=f"Pyodide is not there; get it: {command}"):
        check_tools(tmp_path)
    with pytest.raises(FileError, match=f"is Pyodide 0, and {VERSION} is needed; .*{command}"):
        check_tools(_made_pyodide(tmp_path / "old", "0.29.3"))
    good = _made_pyodide(tmp_path / "good", f"{VERSION}.0.7")
    check_tools(good)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(FileError, match="node is not there"):
        check_tools(good)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HTTPConnection]:
    site = tmp_path_factory.mktemp("served") / "site"
    files = {"index.html": b"<p>", "a.mjs": b"1", "a.wasm": b"2", "a.zip": b"3", "sub/b.js": b"4"}
    put(listed(files), site, force=False)
    with server_of(site, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        yield connection
        connection.close()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/a.mjs", "text/javascript"),
        ("/sub/b.js", "text/javascript"),
        ("/a.wasm", "application/wasm"),
        ("/a.zip", "application/zip"),
        ("/build.json?x", "application/json"),
    ],
)
def test_files_are_served_as_what_they_are(served: HTTPConnection, path: str, kind: str) -> None:
    served.request("GET", path)
    answer = served.getresponse()
    assert answer.read()
    assert (answer.status, answer.headers.get_content_type()) == (200, kind)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; script-src 'self' 'wasm-unsafe-eval';")
    served.request("GET", path, headers={"If-Modified-Since": answer.headers["Last-Modified"]})
    again = served.getresponse()
    assert (again.status, again.read()) == (304, b"")


@pytest.mark.parametrize("path", ["/sub/", "/../test_site.py", "/%2e%2e/x", "/none"])
def test_nothing_else_is_served(served: HTTPConnection, path: str) -> None:
    served.request("GET", path)
    answer = served.getresponse()
    answer.read()
    assert answer.status == 404


def test_a_port_in_use_and_a_folder_without_a_page_are_told(
    served: HTTPConnection, tmp_path: Path
) -> None:
    with pytest.raises(FileError, match="there is no page in it"):
        server_of(tmp_path, 0)
    put(listed(FIRST), tmp_path / "site", force=False)
    with pytest.raises(FileError, match=f"port {served.port} is in use.*--port"):
        server_of(tmp_path / "site", served.port)


SITE = Path(os.environ["SITE"]).absolute() if "SITE" in os.environ else None
"""A folder with the site, made from this checkout just now; else it is made here."""
PYODIDE = Path(__file__).parents[1] / "build" / "node_modules" / "pyodide"
"""Where the README's command puts it."""


@pytest.fixture(scope="module")
def site() -> Mapping[str, bytes]:
    from backprop_tutor.page.site.build import make_site

    if SITE is not None:
        return held(SITE)
    if shutil.which("node") is None or not PYODIDE.is_dir():
        pytest.skip("needs node, and: npm install --prefix build pyodide@314")
    return make_site(PYODIDE)


@pytest.mark.slow
def test_what_is_sent_at_the_first_visit_is_small(site: Mapping[str, bytes]) -> None:
    from gzip import compress

    sent = {
        name: len(compress(held)) for name, held in site.items() if not name.startswith("fragments")
    }
    assert sum(sent.values()) < 12_000_000, sent
    written = {name for name in site if name.endswith((".html", ".css", ".js"))}
    assert sum(len(site[name]) for name in written) < 80_000, written


@pytest.mark.slow
def test_every_file_is_listed_with_its_digest(site: Mapping[str, bytes]) -> None:
    worker = site["service_worker.js"].decode()
    found = re.search(r"const FILES = (\{.*?\});", worker, re.DOTALL)
    assert found
    digests = json.loads(found[1])
    assert {*digests} == {*site} - {"service_worker.js", LIST}
    assert all(sha256(site[name]).hexdigest() == digest for name, digest in digests.items())
    assert {*json.loads(site[LIST])["files"]} == {*site} - {LIST}
    assert {"index.html", "page.css", "page.js", "worker.js", "icon.svg"} <= {*site}
    assert "$" not in re.sub(r"\$\{", "", site["index.html"].decode())
    start = site["start.js"].decode()
    assert "$" not in start
    archives = dict(re.findall(r'"(\S+\.zip)": "(\w+)"', start))
    assert archives == {name: digests[name] for name in archives}
    assert len(archives) == 2


@pytest.mark.slow
def test_the_first_page_is_there_in_each_language(site: Mapping[str, bytes]) -> None:
    home = site["index.html"].decode()
    assert '<section lang="en"' in home
    assert '<section lang="fr"' in home
    assert "Apprenez la rétropropagation" in home
    assert json.loads(site["fragments/fr/walk/mazur.json"])["lang"] == "fr"


ALL_THAT_A_PAGE_MAY_NEED = """
import json
import sys

from backprop_tutor.formula.expression import Call, Name, Number, Power, Quotient, product, total
from backprop_tutor.loader import bundled
from backprop_tutor.maths.calculus.slopes import NotShown, expression_slope
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.page.engine import Engine

engine = Engine()
told = {"first": engine.hear('{"do": "open", "route": "walk/mazur"}')}
assert "sympy" not in sys.modules  # It would be waited for.
routes = [
    "", "course", "progress", "glossary", "editor", "train/mazur", "plot/mazur/w5",
    "quiz/softmax?seed=7", "walk/mazur?auto", *(f"walk/{name}" for name in bundled()),
]
for lang in ("en", "fr"):
    for route in routes:
        asked = {"do": "open", "route": route, "lang": lang}
        told[f"{lang} {route}"] = engine.hear(json.dumps(asked))

a, b = Name("s0000"), Name("s0001")
for name, function in FUNCTIONS.items():
    for count in {function.least, min(function.most, function.least + 1)}:
        for inner in (a, product(a, b), total(a, b)):
            one = Call(name, (inner, b, a, b)[:count])
            whole = Quotient(product(one, Power(one, Number(2)), b), total(one, a))
            try:
                told[f"{name} {count} {inner}"] = str(expression_slope(whole, "s0000"))
            except NotShown:
                told[f"{name} {count} {inner}"] = "no real number"
assert "sympy" in sys.modules
print(json.dumps(told))
"""


@pytest.mark.slow
def test_what_is_left_out_of_the_site_is_not_missed(
    site: Mapping[str, bytes], tmp_path: Path
) -> None:
    """Every function of the format is differentiated, with what sympy imports late for it, and all
    first pages are shown, by the archives of the site alone as by all that is installed here."""
    put(site, tmp_path / "site", force=False)
    program = tmp_path / "program.py"
    program.write_text(ALL_THAT_A_PAGE_MAY_NEED)
    there = Path(__file__).with_name("in_the_site.mjs")
    said = [
        subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        for command in (
            ["node", there, tmp_path / "site", program],
            [sys.executable, program],
        )
    ]
    in_site, here = said
    assert in_site.returncode == 0, in_site.stderr[-2_000:]
    assert json.loads(in_site.stdout) == json.loads(here.stdout)
    assert len(json.loads(here.stdout)) > 150
