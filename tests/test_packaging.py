"""The package as it is installed: its version, its files, and no need of a checkout."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest

from backprop_tutor import __version__
from backprop_tutor.loader import bundled

REPOSITORY = Path(__file__).parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def isolated(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the package that lies in a folder, from there, with no checkout near."""
    given = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=given,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package laid out as the wheel lays it out."""
    folder = tmp_path_factory.mktemp("site")
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "backprop_tutor", folder / "backprop_tutor", ignore=leave)
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    for source, inside in wheel["force-include"].items():
        shutil.copytree(REPOSITORY / source, folder / inside, ignore=leave)
    return folder


def test_the_wheel_carries_the_scenarios() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["backprop_tutor"]
    assert wheel["force-include"] == {"scenarios": "backprop_tutor/scenarios"}
    on_disk = {path.stem for path in (REPOSITORY / "scenarios").glob("*.yaml")}
    assert set(bundled()) == on_disk >= {"mazur", "defend-intelligence"}


def test_the_source_archive_holds_what_the_readme_links_and_the_tests_read() -> None:
    held = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    for folder in ("backprop_tutor", "scenarios", "tests", "benchmarks", "docs"):
        assert f"/{folder}" in held
    for linked in re.findall(r"\]\(([^):#]+)\)", (REPOSITORY / "README.md").read_text("utf-8")):
        assert (REPOSITORY / linked).exists(), linked


def test_what_is_not_python_lies_inside_the_package() -> None:
    package = REPOSITORY / "backprop_tutor"
    assert (package / "py.typed").is_file()
    others = {
        path.name
        for path in package.rglob("*")
        if path.is_file()
        and path.suffix not in (".py", ".pyc")
        and path.parent != package / "page" / "static"  # Handed out as it is.
    }
    known = {"py.typed", "grammar.lark", "known_slopes.tsv", "page.css", "archive.mjs"}
    known |= {"question_bank.schema.json", "backprop_tutor.po", "backprop_tutor.mo"}
    assert others <= known, "is it in the wheel, and why is it there?"


@pytest.mark.slow
def test_what_is_built_carries_the_catalogues(tmp_path: Path) -> None:
    """They are no part of the repository: what builds the package makes them, from its sources."""

    def build(what: str, folder: Path) -> None:
        command = [sys.executable, "-m", "hatchling", "build", "-t", what, "-d", str(tmp_path)]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)

    build("sdist", REPOSITORY)
    (archive,) = tmp_path.glob("*.tar.gz")
    shutil.unpack_archive(archive, tmp_path, filter="data")
    source = tmp_path / archive.name.removesuffix(".tar.gz")
    assert list(source.rglob("*.po"))
    assert not list(source.rglob("*.mo"))
    build("wheel", source)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    shutil.unpack_archive(wheel, site, "zip")
    assert not list(site.rglob("*.po"))
    code = "from backprop_tutor.wording import *; speak('fr'); print(languages(), spoken())"
    assert isolated(site, "-c", code).stdout == "('en', 'fr') fr\n"


@pytest.mark.slow
def test_it_runs_without_a_checkout(installed: Path) -> None:
    listed = isolated(installed, "-m", "backprop_tutor", "list")
    assert (listed.returncode, listed.stderr) == (0, "")
    for name in bundled():
        assert f"scenario: {name}" in listed.stdout
    printed = isolated(installed, "-m", "backprop_tutor", "schema")
    assert (printed.returncode, printed.stderr) == (0, "")
    assert json.loads(printed.stdout)["title"] == "A scenario of backprop-tutor"
    printed = isolated(installed, "-m", "backprop_tutor", "schema", "--bank")
    assert "questions" in json.loads(printed.stdout)["properties"]
    first = isolated(installed, "-m", "backprop_tutor", "new").stdout.splitlines()[0]
    address = (installed / "backprop_tutor" / "scenarios" / "scenario.schema.json").as_uri()
    assert first == f"# yaml-language-server: $schema={address}"
    walked = isolated(installed, "-m", "backprop_tutor", "walk", "mazur", "--auto")
    assert (walked.returncode, walked.stderr) == (0, "")
    assert "and is now 0.291028" in walked.stdout
    where = isolated(installed, "-c", "import backprop_tutor; print(backprop_tutor.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(installed)


def test_without_scenarios_it_says_so(tmp_path: Path) -> None:
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "backprop_tutor", tmp_path / "backprop_tutor", ignore=leave)
    result = isolated(tmp_path, "-m", "backprop_tutor", "walk")
    assert result.returncode == 4
    assert "cannot read the course" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_version_is_said_once() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "backprop_tutor/__init__.py"
    assert "version" not in PROJECT["project"]
    try:
        assert version("backprop-tutor") == __version__
    except PackageNotFoundError:  # Tested from the checkout, not installed.
        return
    assert requires("backprop-tutor")


def test_the_entry_point_leads_to_the_command_line() -> None:
    module, _, function = PROJECT["project"]["scripts"]["backprop-tutor"].partition(":")
    assert callable(getattr(import_module(module), function))


IMPORTED_AS = {"pyyaml": "yaml"}


@pytest.mark.slow
def test_what_is_imported_is_what_is_required() -> None:
    project = PROJECT["project"]
    required = (*project["dependencies"], *project["optional-dependencies"]["class"])
    declared = {re.split(r"[<>=!~ ]", text)[0] for text in required}
    modules = {IMPORTED_AS.get(name, name) for name in declared}
    imported: set[str] = set()
    for path in (REPOSITORY / "backprop_tutor").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(str(node.module).partition(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - {"backprop_tutor"}
    assert foreign == modules


def test_the_metadata_the_issue_asks_for() -> None:
    project = PROJECT["project"]
    assert project["requires-python"] == ">=3.11"
    assert {"test", "dev"} <= set(project["optional-dependencies"])
    assert project["license"] == "MIT"
    for name in (*project["license-files"], project["readme"]):
        assert (REPOSITORY / name).is_file(), name
    assert PROJECT["build-system"]["build-backend"] == "hatchling.build"
