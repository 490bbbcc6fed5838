"""The rooms of the design: who may import whom, what is imported late, what is never called."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

from backprop_tutor.formula import names

ROOT = Path(__file__).parent.parent
PACKAGE = "backprop_tutor"
MOST_FILES = 15
"""In one folder; beyond that it holds two rooms."""

TYPES_ALONE, AT_ONCE, LATE = "for types alone", "at once", "late"


@dataclass(frozen=True, order=True)
class Import:
    """One import: of what, and when it happens."""

    what: str
    when: str
    line: int


def _modules() -> dict[str, Path]:
    """Return every module of the package by its name within it; ``""`` is the package itself."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT / PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


@cache
def tree_of(name: str) -> ast.Module:
    """Return what a module says; each is read once, and only where something is asked of it."""
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _imports_in(node: ast.AST, when: str) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            continue  # In an expression nothing is imported.
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, when, child.lineno) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            assert child.module is not None
            for alias in child.names:
                # ``from package import module`` is of the module, ``… import name`` of the package.
                whole = f"{child.module}.{alias.name}"
                inside = whole.removeprefix(f"{PACKAGE}.") in MODULES
                yield Import(whole if inside else child.module, when, child.lineno)
        elif _is_for_types(child):
            assert isinstance(child, ast.If)
            for inner in child.body:
                yield from _imports_in(ast.Module([inner], []), TYPES_ALONE)
            yield from _imports_in(ast.Module(child.orelse, []), when)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _imports_in(child, LATE)
        else:
            yield from _imports_in(child, when)


def _lists_names(name: str) -> bool:
    """Whether a module says in ``__all__`` what it offers."""
    return any(
        isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        for node in tree_of(name).body
    )


@cache
def imports_of(name: str) -> tuple[Import, ...]:
    """Return all that a module imports."""
    return tuple(sorted(_imports_in(tree_of(name), AT_ONCE)))


def _inside(name: str) -> list[tuple[str, Import]]:
    """Return what a module imports of the package, by names within the package."""
    return [
        (each.what.removeprefix(PACKAGE).removeprefix("."), each)
        for each in imports_of(name)
        if each.what.split(".")[0] == PACKAGE
    ]


def _outside(name: str) -> list[tuple[str, Import]]:
    """Return what a module imports of other distributions, by their first names."""
    return [
        (first, each)
        for each in imports_of(name)
        if (first := each.what.split(".")[0]) not in {PACKAGE, *sys.stdlib_module_names}
    ]


GROUND = ("errors", "system_errors", "untrusted", "wording")
MATHS = ("maths.*", "scenario.*", "formula.*")
TEACHING = (*MATHS, "blocks.*", "errors", "untrusted", "wording")
"""What every room of teaching may lean on."""
MAY_IMPORT: Mapping[str, tuple[str, ...]] = {
    # Who (the first row that fits), and of whom; deeper rooms stand lower.
    "": ("loader", "scenario.*", "maths.tape.*", "teaching.judging.*", "teaching.lesson.*",
         "teaching.subject.*"),
    "__main__": ("cli",),
    "cli*": ("", "cli.*", *GROUND, "whole_files", "loader*", "page.site.*", "session.*",
             "progress*", "teaching.*", "views.*", "blocks.*", "maths.*", "scenario.*", "formula.*",
             "invocation", "parallel.*"),
    # In a browser, so it imports nothing of ours.
    "page.site.archive": (),
    "page.site.mounting": (),
    "page.site*": ("", "page.*", "errors", "system_errors", "loader", "untrusted", "wording"),
    "parallel*": ("parallel.*", "errors", "untrusted", "wording"),
    "page*": ("page.*", "errors", "untrusted", "wording", "invocation", "loader*", "session.*",
              "progress.*", "teaching.*", "views.html.*", "views.notation", "blocks.*",
              "scenario.*", "formula.*"),
    "session*": ("session.*", "errors", "untrusted", "invocation", "loader*", "progress.*",
                 "teaching.dialogue.*", "teaching.judging.vocabulary", "teaching.learner.*",
                 "teaching.lesson.*", "teaching.quiz.*", "teaching.subject.*",
                 "teaching.variants.*", "reading.grammar", "views.*", "blocks.*", "wording",
                 *MATHS),
    "progress*": ("progress.*", *GROUND),
    "invocation": (),
    "loader*": (*GROUND, "loader*", "reading", "maths.functions", "maths.losses",
                "maths.update_rules", "scenario.*", "formula.*"),
    "views*": ("views.*", "blocks.*", "formula.*", "untrusted", "wording"),
    # Inside teaching arrows run one way too.
    "teaching.glossary*": ("teaching.glossary.*", "teaching.lesson.teachers", "teaching.subject.*",
                           *TEACHING),
    "teaching.reasons*": ("teaching.reasons.*", "teaching.learner.*", "teaching.variants.*",
                          "teaching.lesson.*", "teaching.misconceptions*", "teaching.subject.*",
                          *TEACHING),
    "teaching.quiz*": ("teaching.quiz.*", "teaching.dialogue.*", "teaching.glossary.*",
                        "teaching.reasons.*", "teaching.variants.*",
                       "teaching.learner.*", "teaching.lesson*", "teaching.judging.*",
                       "teaching.misconceptions*", "teaching.subject.*", "progress.*",
                       "invocation", "reading", *TEACHING),
    "teaching.dialogue*": ("teaching.dialogue.*", "teaching.glossary.*", "teaching.reasons.*",
                           "teaching.learner.*", "teaching.lesson.*",
                           "teaching.judging.*", "teaching.subject.*", "progress.*",
                           "invocation", "reading", *TEACHING),
    "teaching.bank*": ("teaching.bank.*", "teaching.lesson.*", "teaching.judging.*",
                       "teaching.subject.*", *TEACHING),
    "teaching.grading*": ("teaching.grading.*", "teaching.lesson.*", "teaching.variants.*",
                          "teaching.learner.*", "progress.*",
                          "teaching.judging.*", "teaching.misconceptions*", "teaching.subject.*",
                          "reading", *TEACHING),
    "teaching.authoring*": ("teaching.authoring.*", "teaching.lesson.*", "teaching.judging.*",
                            "teaching.misconceptions*", "teaching.subject.*", "invocation",
                            *TEACHING),
    "teaching.variants*": ("teaching.variants.*", "teaching.lesson.*", "teaching.judging.*",
                           "teaching.misconceptions*", "teaching.subject.*", *TEACHING),
    "teaching.learner*": ("teaching.learner.*", "teaching.lesson.*", "teaching.misconceptions*",
                          "teaching.subject.*", "progress.*", "invocation", *TEACHING),
    "teaching.judging.feedback": ("teaching.judging.*", "teaching.subject.*", "reading", *TEACHING),
    # A verdict is data: only feedback makes blocks of it.
    "teaching.judging*": ("teaching.judging.*", "teaching.misconceptions*", "teaching.subject.*",
                          "reading", "wording", *MATHS),
    "teaching.lesson*": ("teaching.lesson*", "teaching.misconceptions*", "teaching.subject.*",
                         "invocation", *TEACHING),
    "teaching.training*": ("teaching.training.*", "teaching.subject.*", *TEACHING),
    "teaching.misconceptions*": ("teaching.misconceptions*", "teaching.subject.*", "wording",
                                 *MATHS),
    "teaching.subject*": ("teaching.subject.*", *TEACHING),
    "teaching": (),
    "blocks*": ("blocks.*", "maths.*", "scenario.*", "formula.*"),
    "reading*": ("reading*", "maths.functions", "formula.*", "untrusted", "wording"),
    "maths.training*": ("maths.training.*", "maths.tape.*", "maths.compiled",
                        "maths.rounding_error", "formula.*"),
    "maths.oracle*": ("maths.oracle.*", "maths.tape.*", "maths.functions", "maths.rounding_error",
                      "scenario.*", "formula.*"),
    "maths.tape*": ("maths.tape.*", "maths.calculus.*", "maths.losses", "maths.update_rules",
                    "maths.compiled", "maths.floats", "maths.saturation", "scenario.*",
                    "formula.*"),
    "maths.calculus*": ("maths.calculus.*", "maths.functions", "maths.floats", "formula.*"),
    "maths*": ("maths.functions", "maths.floats", "maths.saturation", "scenario.*", "formula.*"),
    "scenario*": ("scenario.*", "formula.*"),
    "formula*": ("formula.*", "wording"),
    "wording*": ("wording.*",),
    "untrusted": ("wording",),
    "whole_files": ("system_errors", "wording"),
    "errors": (),
    "system_errors": ("wording",),
}  # fmt: skip

HOMES: Mapping[str, tuple[str, ...]] = {
    # Each distribution that is needed, and the only modules that know it.
    "typer": ("cli", "cli.*"),
    "yaml": ("loader.yaml.document",),
    "rich": (
        "views.text.layout",
        "views.text.painting",
        "views.text.terminal",
        "views.text.progress_bar",
    ),
    "plotille": ("views.text.drawing.curves",),
    "platformdirs": ("progress.place",),
    "lark": ("reading*",),
    "sympy": ("maths.calculus.slopes", "session.ready"),
    "mpmath": ("maths.oracle.*",),
    "distributed": ("parallel.on_scheduler",),
}
LATE_ONLY = ("sympy", "mpmath", "rich", "plotille", "platformdirs", "distributed")
"""Never imported when a module is: they are slow, and much is done without them."""


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def test_the_package_is_found() -> None:
    assert {"", "cli.app", "errors", "maths.tape.tape", "teaching.lesson.lesson"} <= set(MODULES)
    assert len(MODULES) > 40
    assert any(
        each.what == f"{PACKAGE}.formula.expression" for each in imports_of("maths.tape.tape")
    )
    assert any(
        each.when == LATE and each.what == "sympy" for each in imports_of("maths.calculus.slopes")
    )
    assert any(each.when == TYPES_ALONE for each in imports_of("cli.options"))


_OWN_ERRORS = {
    "TutorError",
    "UsageError",
    "FileError",
    "NoSuchScenarioError",
    "ScenarioError",
    "RecordError",
}
_WORDS = {"strerror", "args", "msg", "problem", "context", "message", "format_message"}
"""What holds the sentence of an exception of another library."""
_MAY_KNOW_WORDS = {"loader.yaml.document": "told again in plain words by ``syntax_errors``"}


def _foreign_exceptions(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Return the names that hold an exception that is not ours, each with where it holds it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.name and node.type:
            caught = {ast.unparse(each) for each in getattr(node.type, "elts", [node.type])}
            if not caught <= _OWN_ERRORS:
                yield node, node.name
        elif isinstance(node, ast.FunctionDef):
            for each in node.args.args:
                kinds = set(ast.unparse(each.annotation).split(" | ")) if each.annotation else set()
                if {kind for kind in kinds if kind.endswith("Error")} - _OWN_ERRORS:
                    yield node, each.arg


def _words_of(where: ast.AST, name: str) -> Iterator[int]:
    """Return the lines at which the sentence of an exception is read."""

    def is_it(node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id == name

    for node in ast.walk(where):
        match node:
            case ast.FormattedValue(value=value) if is_it(value):
                yield node.lineno
            case ast.Call(func=ast.Name(id="str" | "repr" | "print"), args=[value, *_]):
                if is_it(value):
                    yield node.lineno
            case ast.Attribute(value=value, attr=attr) if is_it(value) and attr in _WORDS:
                yield node.lineno


def test_no_sentence_of_another_library_is_shown() -> None:
    """Their words change with every release, and cannot be translated."""
    found = {
        name: lines
        for name in MODULES
        if (
            lines := [
                line for each in _foreign_exceptions(tree_of(name)) for line in _words_of(*each)
            ]
        )
    }
    assert set(found) == set(_MAY_KNOW_WORDS), found


def test_sentences_of_other_libraries_are_found() -> None:
    told = ast.parse("try: f()\nexcept OSError as e: print(f'{e}', str(e), e.strerror, e.errno)")
    ours = ast.parse("try: f()\nexcept (TutorError, UsageError) as e: print(str(e))")
    found = [list(_words_of(*each)) for each in _foreign_exceptions(told)]
    assert found == [[2, 2, 2]]
    assert not list(_foreign_exceptions(ours))


def test_every_module_is_in_a_room() -> None:
    homeless = [name for name in MODULES if _room(name) is None]
    assert homeless == [], "say in MAY_IMPORT what they may import"


def test_imports_run_one_way() -> None:
    upward = [
        f"{name}:{each.line} imports {what}"
        for name in MODULES
        for what, each in _inside(name)
        if not _fits(what, MAY_IMPORT.get(_room(name) or "", ()))
    ]
    assert upward == []


def _room(name: str) -> str | None:
    """Return the room of a module: its row in the table."""
    return next((row for row in MAY_IMPORT if fnmatchcase(name, row)), None)


def test_every_row_of_the_table_is_in_use() -> None:
    """What may be imported is imported somewhere: the table allows no more than is needed."""
    for row, patterns in MAY_IMPORT.items():
        members = [name for name in MODULES if _room(name) == row]
        assert members, f"nothing is in the room {row!r}"
        imported = {what for name in members for what, _ in _inside(name)}
        for pattern in patterns:
            used = any(fnmatchcase(what, pattern) for what in imported)
            assert used or pattern in {*TEACHING, "wording"}, (row, pattern)


def test_no_room_leans_on_one_that_leans_on_it() -> None:
    rooms: dict[str, set[str]] = {row: set() for row in MAY_IMPORT}
    for name in MODULES:
        row, used = _room(name), {_room(what) for what, _ in _inside(name)}
        assert row is not None
        rooms[row] |= {other for other in used if other is not None} - {row}
    TopologicalSorter(rooms).prepare()  # Raises CycleError, which names the circle.


def test_each_dependency_has_one_home() -> None:
    outside = [(name, first, each) for name in MODULES for first, each in _outside(name)]
    elsewhere = [
        f"{name}:{each.line} imports {first}"
        for name, first, each in outside
        if not _fits(name, HOMES.get(first, ()))
    ]
    early = [
        f"{name}:{each.line} imports {first} before it is needed"
        for name, first, each in outside
        if first in LATE_ONLY and each.when == AT_ONCE
    ]
    assert elsewhere + early == []


def test_every_home_is_one() -> None:
    for first, homes in HOMES.items():
        for home in homes:
            rooms = [name for name in MODULES if fnmatchcase(name, home)]
            assert first in {what for name in rooms for what, _ in _outside(name)}, (first, home)


def test_no_import_goes_round_in_a_circle() -> None:
    graph = {
        name: {what for what, each in _inside(name) if each.when != TYPES_ALONE and what != name}
        for name in MODULES
    }
    assert all(what in MODULES for used in graph.values() for what in used)
    TopologicalSorter(graph).prepare()  # Raises CycleError, which names the circle.


def test_what_a_module_offers_is_there() -> None:
    offering = [name for name in MODULES if name and _lists_names(name)]
    assert offering
    modules = [import_module(f"{PACKAGE}.{name}") for name in offering]
    missing = [
        f"{module.__name__}.{one}"
        for module in modules
        for one in module.__all__
        if not hasattr(module, one)
    ]
    assert missing == []


def test_a_module_says_what_it_is() -> None:
    first = {
        name: (ast.get_docstring(tree_of(name)) or "").split("\n\n")[0].rstrip() for name in MODULES
    }
    assert [name for name, said in first.items() if not said.endswith((".", ":"))] == []


def test_no_folder_holds_two_rooms() -> None:
    files = Counter(path.parent for path in MODULES.values() if path.name != "__init__.py")
    assert {folder: most for folder, most in files.items() if most > MOST_FILES} == {}


def _defined(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield what a module defines for all to see, under whatever condition."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                parts = (part for target in targets for part in ast.walk(target))
                yield from (part.id for part in parts if isinstance(part, ast.Name))
            case ast.If(body=inner, orelse=other):
                yield from _defined([*inner, *other])
            case ast.Try(body=inner, handlers=handlers, orelse=other):
                rest = (step for handler in handlers for step in handler.body)
                yield from _defined([*inner, *rest, *other])
            case _:
                pass


def test_no_public_name_is_defined_twice() -> None:
    """A name means one thing in the whole package, whichever room one reads it in."""
    homes: dict[str, set[str]] = {}
    for name in MODULES:
        for what in _defined(tree_of(name).body):
            if not what.startswith("_"):
                homes.setdefault(what, set()).add(name)
    assert len(homes) > 500
    assert {what: sorted(where) for what, where in homes.items() if len(where) > 1} == {}


def test_a_module_is_called_by_its_name() -> None:
    """Nothing of the package is imported under another name, but where one place loads several."""
    renamed = [
        f"{name}: {alias.name} as {alias.asname}"
        for name in MODULES
        for node in ast.walk(tree_of(name))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE)
        for alias in node.names
        if alias.asname and name
    ]
    assert renamed == []


BEGINNINGS = ("net_", "out_", "target_", "miss_", "share_", "blame_", "delta_", "E_", "dE_")
SHORT = ("t_", "z_", "a_", "v_", "_new")


def test_names_of_quantities_are_spelled_in_one_place() -> None:
    spelled = [
        f"{name}:{node.lineno} spells {node.value}"
        for name in MODULES
        if name != "formula.names"
        for node in ast.walk(tree_of(name))  # The pieces of f-strings too.
        if isinstance(node, ast.Constant) and node.value in {*BEGINNINGS, *SHORT}
    ]
    assert spelled == []


def test_the_beginnings_are_those_of_quantities() -> None:
    made = {names.net("h1"), names.out("h1"), names.target("h1"), names.error("h1")}
    made |= {names.miss("h1"), names.share("w5"), names.blame("h1", "o1")}
    assert all(name.startswith(BEGINNINGS) for name in made)
    assert names.updated("w5").endswith(SHORT)


FORBIDDEN = ("eval", "exec", "compile", "sympify", "parse_expr", "lambdify", "__import__", "S")
ALLOWED_CALLS = {
    "maths.compiled": ["compile", "compile", "eval", "exec"],  # Of our own slots and constants.
    # What the page is built from, for the Python that runs it.
    "page.site.archive": ["compile"],
    # readline acts by being imported, and is not on every machine.
    "views.completion": ["import_module"],
}


def _called(name: str) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute) and ast.unparse(node.func) != "re.compile":
                yield node.func.attr, node


def test_no_text_is_ever_run() -> None:
    dangerous: dict[str, list[str]] = {}
    passed_on: list[str] = []  # Under another name.
    for name in MODULES:
        calls = list(_called(name))
        found = sorted(what for what, _ in calls if what in {*FORBIDDEN, "import_module"})
        if found:
            dangerous[name] = found
        called = {id(node.func) for _, node in calls}
        passed_on += [
            f"{name}:{node.lineno} names {node.id}"
            for node in ast.walk(tree_of(name))
            if isinstance(node, ast.Name) and node.id in FORBIDDEN and id(node) not in called
        ]
    assert dangerous == ALLOWED_CALLS
    assert passed_on == []


def test_what_is_imported_by_name_is_named_in_the_code() -> None:
    for name in MODULES:
        for what, node in _called(name):
            if what == "import_module":
                (argument,) = node.args
                assert isinstance(argument, ast.Constant)
                assert argument.value == "readline"


@pytest.mark.parametrize(
    "name", [name for name in MODULES if name.startswith("teaching.misconceptions")]
)
def test_wrong_numbers_are_computed_and_never_typed_in(name: str) -> None:
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            assert node.value == 0, f"{name}:{node.lineno} holds {node.value}"
    for what, node in _called(name):
        if what in {"Decimal", "Fraction", "number", "float"}:
            for argument in node.args:
                text = argument.value if isinstance(argument, ast.Constant) else ""
                assert not (isinstance(text, str) and "." in text), f"{name}:{node.lineno}"


SLOW = {"sympy", "mpmath", "yaml", "rich", "lark", "plotille"}
UNASKED = {"random", "csv", "importlib.resources", "tempfile", "zipfile"}
"""Of the standard library, what few commands need."""
NODES = f"{PACKAGE}.loader.yaml.nodes"
PICTURES = f"{PACKAGE}.blocks.pictures"
DRAWN = f"{PACKAGE}.views.text.drawing.boxes"
PAINTED = f"{PACKAGE}.views.text.page"
MATRICES = f"{PACKAGE}.teaching.lesson.matrices"
TRAINING = f"{PACKAGE}.maths.training.training"
TEACHERS = f"{PACKAGE}.teaching.lesson.teachers"
FORMULAS = f"{PACKAGE}.teaching.judging.formula_judge"
SCENARIOS = f"{PACKAGE}.scenario.scenario"
SUBJECT = f"{PACKAGE}.teaching.subject.subject"
FUNCTIONS = f"{PACKAGE}.teaching.subject.taught_functions"
CURVES = f"{PACKAGE}.blocks.curves"


def _loaded_by(code: str) -> set[str]:
    """Return all that is loaded once a piece of code has run."""
    return set(_printed_by(f"{code}\nimport sys\nprint(*sys.modules)").splitlines()[-1].split())


def _printed_by(code: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


COMMAND = """
import sys
from backprop_tutor.cli import main
sys.argv = ["backprop-tutor", *{arguments}]
try:
    main()
except SystemExit as left:
    assert not left.code, left.code
"""
FIRST_PAGE = f"""
import os, sys
from {PACKAGE}.session import at_the_terminal
at_the_terminal._begin_loading = lambda _: sys.exit()
sys.stdout.isatty = lambda: True
os.environ["TERM"] = "xterm"
{COMMAND.format(arguments=["walk", "mazur", "--no-save"])}
"""
"""The first page of a walk, in boxes and colours, and nothing of what is loaded behind it."""


@pytest.mark.parametrize(
    "code",
    [f"import {PACKAGE}", f"import {PACKAGE}.cli", f"import {PACKAGE}.teaching.lesson.lesson"],
)
def test_importing_costs_little(code: str) -> None:
    assert _loaded_by(code) & SLOW == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "does_without"),
    [
        ([], {*UNASKED, *SLOW - {"rich"}, SCENARIOS, PICTURES, PAINTED, NODES}),
        (["list"], {*UNASKED, *SLOW - {"rich"}, SCENARIOS, PICTURES, PAINTED, NODES}),
        (["--lang", "fr", "list"], {f"{PACKAGE}.cli.learn", f"{PACKAGE}.cli.read"}),
        (["list", "--plain"], {*UNASKED, *SLOW - {"rich"}, SCENARIOS, PICTURES, PAINTED, NODES}),
        (
            ["show", "mazur"],
            {*UNASKED, *SLOW - {"yaml"}, SUBJECT, PAINTED, DRAWN, FUNCTIONS},
        ),
        (
            ["solve", "mazur"],
            {"sympy", "mpmath", "lark", PICTURES, PAINTED, MATRICES, TRAINING},
        ),
        (["train", "mazur"], {"sympy", "mpmath", "lark", PICTURES, PAINTED, MATRICES}),
        (["plot", "mazur", "--weight", "w5"], {"sympy", "mpmath", "lark", PICTURES, MATRICES}),
        (
            ["answer", "mazur", "dE_total/dw5", "0.08217"],
            {"sympy", "mpmath", "lark", PICTURES, PAINTED, MATRICES, TRAINING, TEACHERS, FORMULAS},
        ),
        (["--help"], {*UNASKED, *SLOW}),
        (["walk", "--help"], {*UNASKED, *SLOW}),
        (["--version"], {*UNASKED, *SLOW}),
    ],
)
def test_commands_that_do_without(arguments: list[str], does_without: set[str]) -> None:
    assert _loaded_by(COMMAND.format(arguments=arguments)) & does_without == set()


@pytest.mark.slow
def test_the_first_page_does_without() -> None:
    """It is painted without ``rich.console``, which takes as long as all that is told on it."""
    loaded = _loaded_by(FIRST_PAGE)
    assert PAINTED in loaded
    assert loaded & {"rich.cells", "rich.style", "rich.console"} == {"rich.cells", "rich.style"}
    without = {*UNASKED, *SLOW - {"rich", "yaml"}, SUBJECT, FUNCTIONS, CURVES}
    assert loaded & without == {"random"}, "which rich.style imports"


RECORDS = f"""
import sys
from dataclasses import is_dataclass
own = [module for name, module in sys.modules.items() if name.startswith("{PACKAGE}")]
classes = {{each for module in own for each in vars(module).values() if isinstance(each, type)}}
print(len(own), sum(map(is_dataclass, classes)))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "modules", "records"),
    [
        (COMMAND.format(arguments=["--version"]), 30, 2),
        (COMMAND.format(arguments=["list"]), 66, 30),
        (COMMAND.format(arguments=["show", "mazur"]), 99, 45),
        (FIRST_PAGE, 107, 51),
        (COMMAND.format(arguments=["solve", "mazur"]), 162, 64),
        (COMMAND.format(arguments=["answer", "mazur", "dE_total/dw5", "0.08217"]), 183, 87),
    ],
    ids=["version", "list", "show", "first page", "solve", "answer"],
)
def test_a_command_loads_few_modules(code: str, modules: int, records: int) -> None:
    """A class of records takes longer to make than most commands take to answer.

    A dataclass in Python 3.11 half a millisecond; a named tuple, which is none, a fifth of that.
    """
    own, made = map(int, _printed_by(code + RECORDS).splitlines()[-1].split())
    assert own <= modules
    assert made <= records


@pytest.mark.slow
def test_every_command_is_in_the_module_that_registers_it() -> None:
    """What is asked for alone is there, as it is when all modules are."""
    code = """
import sys
from backprop_tutor.cli import register
from backprop_tutor.cli.app import app
register({command!r})
print(*(each.name or each.callback.__name__ for each in app.registered_commands))
"""
    everything = _printed_by(code.format(command="--help")).split()
    assert len(everything) == 16
    for command in everything:
        few = _printed_by(code.format(command=command)).split()
        assert command in few
        assert len(few) <= 5, few


def test_the_oracle_sees_what_is_loaded() -> None:
    loaded = _loaded_by(COMMAND.format(arguments=["solve", "softmax", "--matrix", "--after", "1"]))
    assert loaded >= {"sympy", "yaml", SCENARIOS, SUBJECT, MATRICES, TRAINING}


def test_every_module_that_a_command_does_without_is_one() -> None:
    own = {
        PICTURES,
        PAINTED,
        DRAWN,
        MATRICES,
        TRAINING,
        TEACHERS,
        FORMULAS,
        SCENARIOS,
        SUBJECT,
        FUNCTIONS,
        CURVES,
        NODES,
    }
    assert {each.removeprefix(f"{PACKAGE}.") for each in own} <= set(MODULES)
