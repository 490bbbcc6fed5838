"""What developers are told of the code is so: the names, the files, the rooms and their arrows."""

import ast
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
from documents import ALL_LINKS, ROOT, Link, blocks, prose_of, section, text_of
from test_architecture import MODULES, PACKAGE, _inside, tree_of
from together import together

HOW = ROOT / "docs" / "how-it-works.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
TO_CODE = [link for link in ALL_LINKS if link.target.endswith(".py")]


def _defined_in(path: Path) -> Iterator[str]:
    """Yield what a module defines at its top, and members of classes as ``Class.member``."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}"
                if isinstance(inner, ast.AnnAssign | ast.Assign):
                    for target in _targets(inner):
                        yield f"{node.name}.{target}"
        if isinstance(node, ast.AnnAssign | ast.Assign):
            yield from _targets(node)


def _targets(node: ast.AnnAssign | ast.Assign) -> Iterator[str]:
    for target in [node.target] if isinstance(node, ast.AnnAssign) else node.targets:
        yield ast.unparse(target)


def test_there_is_something_to_follow() -> None:
    assert sum(link.document == HOW for link in TO_CODE) >= 30


@together("link", TO_CODE, ids=str)
def test_a_name_stands_in_the_file_that_it_leads_to(link: Link) -> None:
    names = re.findall(r"`([\w.]+)`", link.text)
    assert names, f"{link.text} names nothing"
    defined = set(_defined_in((link.document.parent / link.target).resolve()))
    assert set(names) <= defined


def test_where_things_go_the_file_says_how_to_add_one() -> None:
    files = re.findall(r"\]\(\.\./([\w/]+\.py)\)", section(HOW, "Where would it go?"))
    assert len(files) >= 5
    for file in files:
        head = ast.get_docstring(ast.parse((ROOT / file).read_text(encoding="utf-8"))) or ""
        assert re.search(r"\bTo (?:add|read one more)\b", head), file


def test_a_name_that_moved_would_be_missed() -> None:
    defined = set(_defined_in(ROOT / PACKAGE / "maths" / "tape" / "tape.py"))
    assert {"Line", "Tape", "Tape.at", "Role.NET", "GIVEN"} <= defined
    assert "differentiate" not in defined, "it is imported from elsewhere or not there"


@cache
def _rooms() -> list[tuple[str, ...]]:
    """Return the rooms of the table, row by row, as names of modules with ``*``."""
    rows = re.findall(r"^\| (`[^|]+`) \|", section(HOW, "The rooms"), re.MULTILINE)
    return [tuple(re.findall(r"`([\w/]+)`", row)) for row in rows]


@cache
def _row_of(module: str) -> int | None:
    for place, rooms in enumerate(_rooms()):
        for room in rooms:
            name = room.replace("/", ".")
            if fnmatchcase(module, name) or fnmatchcase(module, f"{name}.*"):
                return place
    return None


def test_every_room_is_in_the_table() -> None:
    told = {room for rooms in _rooms() for room in rooms}
    folders = {path.name for path in (ROOT / PACKAGE).iterdir() if (path / "__init__.py").is_file()}
    inner = {
        f"teaching/{path.name}"
        for path in (ROOT / PACKAGE / "teaching").iterdir()
        if (path / "__init__.py").is_file()
    }
    assert told == (folders - {"teaching"}) | inner


def test_imports_run_from_the_bottom_of_the_table_to_the_top() -> None:
    for module in MODULES:
        place = _row_of(module)
        for what, each in _inside(module):
            other = _row_of(what)
            if place is not None and other is not None:
                assert other <= place, f"{module}:{each.line} imports {what}"


def _dotted() -> Iterator[tuple[str, str]]:
    """Yield every module, or name in a module, that a docstring speaks of in full."""
    rooms = {name.partition(".")[0] for name in MODULES} - {""}
    for module in MODULES:
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                for name in re.findall(r"``([a-z_]+(?:\.\w+)+)``", str(node.value.value)):
                    if name.partition(".")[0] in rooms and name != "grammar.lark":
                        yield module, name


def test_a_docstring_speaks_of_what_is_there() -> None:
    """Each says at its head how to add to it, and where else."""
    spoken_of = sorted(set(_dotted()))
    assert len(spoken_of) > 10
    assert [one for one in spoken_of if not _is_there(one[1])] == []


def _is_there(name: str) -> bool:
    home, _, inner = name.rpartition(".")
    return name in MODULES or (home in MODULES and inner in set(_defined_in(MODULES[home])))


def _named_paths() -> Iterator[str]:
    yield from re.findall(r"`([\w./-]+\.(?:py|md|yaml|json|lark)|[\w.-]+/[\w./-]*)`", _told())


def _told() -> str:
    return prose_of(CONTRIBUTING) + prose_of(HOW)


@together("path", sorted(set(_named_paths())))
def test_a_file_or_folder_that_is_named_is_there(path: str) -> None:
    if re.fullmatch(r"d\w+/d\w+", path):
        return  # A derivative.
    homes = (ROOT, ROOT / PACKAGE)
    assert any((home / path).exists() for home in homes), path


@pytest.mark.parametrize(
    ("name", "path"),
    sorted(set(re.findall(r"`(\w+)` (?:in|of) `([\w/]+\.py)`", prose_of(CONTRIBUTING)))),
)
def test_a_name_that_is_told_of_a_file_is_in_it(name: str, path: str) -> None:
    homes = [home / path for home in (ROOT, ROOT / PACKAGE) if (home / path).exists()]
    defined = set(_defined_in(homes[0]))
    assert name in defined or any(one.endswith(f".{name}") for one in defined)


def test_the_commands_of_development_have_what_they_need() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    (block,) = [block for block in blocks(CONTRIBUTING) if block.purpose == "development"]
    (extra,) = re.findall(r"'\.\[(\w+)\]'", block.text)
    needed = " ".join(extras[extra])
    assert f"{project['name']}[test]" in needed
    tools = re.findall(r"\.venv/bin/(?:python -m )?(\w+)", block.text)
    assert set(tools) == {"pip", "pytest", "ruff", "mypy"}
    for tool in set(tools) - {"pip"}:
        assert re.search(rf"\b{tool}\b", f"{needed} {' '.join(extras['test'])}"), tool


def test_nouns_of_the_picture_are_classes() -> None:
    (drawn,) = re.findall(r"<!-- names -->\n```text\n(.*?)```", text_of(CONTRIBUTING), re.DOTALL)
    classes = {
        name for path in MODULES.values() for name in _defined_in(path) if name[:1].isupper()
    }
    for noun in re.findall(r"\b[A-Z][a-z]+\b", drawn):
        assert noun in classes or noun.removesuffix("s") in classes or noun == "Markdown", noun
