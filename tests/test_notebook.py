"""Notebooks for Jupyter: their code runs in plain Python, and their checks know what is right."""

import json
import math
import re
import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from banks import TRAP, bank_of, in_french, seen, trapped
from program import Run

from backprop_tutor.blocks.notebook import Notebook
from backprop_tutor.formula.expression import Call, Name
from backprop_tutor.loader.files import load
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.teaching.bank.notebooks import notebook_to_fill_in, worked_notebook
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.systems.notebook import jupyter_notebook
from backprop_tutor.views.systems.python_code import (
    DEFINED,
    definitions,
    identifiers,
    python_expression,
)
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of


def cells(notebook: Notebook) -> list[dict[str, Any]]:
    whole = json.loads(jupyter_notebook(notebook))
    assert (whole["nbformat"], whole["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in whole["cells"]]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[\w-]{1,64}", one) for one in ids)
    assert whole["cells"][0]["cell_type"] == "markdown"
    return list(whole["cells"])


def code(notebook: Notebook) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(notebook) if cell["cell_type"] == "code"]


def ran(sources: list[str]) -> None:
    """Run cells as a kernel would, in a process of their own."""
    whole = "\n".join(sources)
    subprocess.run([sys.executable, "-I", "-c", whole], check=True, capture_output=True)


@cache
def worked(name: str, only: str | None = None, after: int = 0) -> Notebook:
    return worked_notebook(Lesson(subject_of(load(name), only, after), None, only))


@pytest.mark.parametrize(
    ("name", "only", "after"),
    [("softmax", "w1", 0), ("adam", None, 3), ("batch-norm", None, 0), ("relu", None, 0)],
)
def test_a_worked_notebook_runs_and_asserts_every_value(
    name: str, only: str | None, after: int
) -> None:
    sources = code(worked(name, only, after))
    ran(sources)
    lesson = Lesson(subject_of(load(name), only, after), None, only)
    asserted = [one for one in sources if "assert math.isclose(" in one]
    assert len(asserted) >= len(lesson)
    broken = [re.sub(r"isclose\((\w+), ", r"isclose(\1 + 1e-4, ", one) for one in sources]
    with pytest.raises(subprocess.CalledProcessError):
        ran(broken)
    assert re.findall(r"^import (\w+)", "\n".join(sources), re.MULTILINE) == ["math"]


@cache
def asked(*, solved: bool) -> Notebook:
    return notebook_to_fill_in(bank_of("mazur", "w5"), solved=solved)


def test_a_key_passes_its_own_checks() -> None:
    ran(code(asked(solved=True)))


def test_a_check_knows_what_is_right_and_what_is_a_wrong_idea() -> None:
    first, *rest = code(asked(solved=False))
    answers, checks = rest[::2], rest[1::2]
    bank = bank_of("mazur", "w5")
    known: dict[str, Any] = {}
    exec(first, known)  # The code is ours: what stands in the notebook.
    recognised = 0
    for question, answer, check in zip(bank.questions, answers, checks, strict=True):
        (name,) = re.findall(r"^(\w+) = \.\.\.$", answer, re.MULTILINE)
        assert question.typed not in check and repr(question.value) not in check
        for number in (float(question.typed), question.value):
            exec(check, {**known, name: number})
        for nothing in (..., None, "0.5", math.nan):
            with pytest.raises(AssertionError, match=r"Not yet\."):
                exec(check, {**known, name: nothing})
        for one in [each for each in question.foreseen if each.typed][:5]:
            with pytest.raises(AssertionError) as refused:
                exec(check, {**known, name: float(one.typed)})
            told = [line for block in one.feedback for line in lines_of(block, UNICODE)]
            assert str(refused.value) == " ".join(told)
            recognised += 1
    assert recognised > 20


def test_nbgrader_finds_answers_and_checks_alike_in_sheet_and_key() -> None:
    sheet, key = (
        [cell["metadata"] for cell in cells(asked(solved=solved)) if cell["metadata"]]
        for solved in (False, True)
    )
    assert sheet == key
    graded = [one["nbgrader"] for one in sheet]
    assert [(one["solution"], one["grade"]) for one in graded[:2]] == [(True, False), (False, True)]
    assert len({one["grade_id"] for one in graded}) == len(graded)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one["grade_id"]) for one in graded)


def test_a_sheet_shows_no_answer() -> None:
    texts = ["".join(cell["source"]) for cell in cells(asked(solved=False))]
    for question in bank_of("mazur", "w5").questions:
        assert not any(question.typed in one for one in texts)


@pytest.mark.parametrize("function", sorted(DEFINED))
def test_functions_are_what_they_are_called(function: str) -> None:
    """Each is held against the table of functions, far out and at its kinks too."""
    for z in (-800.0, -6.5, -1.0, -0.3, 0.0, 0.3, 1.0, 2.0, 6.0, 6.5, 30.0):
        arguments = (z, 0.5, z, -1.0) if function == "softmax" else (z,)
        if abs(z) > 100 and function in ("softmax", "mish"):
            continue
        names = tuple(f"a{k}" for k in range(len(arguments)))
        call = Call(function, tuple(map(Name, names)))
        known: dict[str, Any] = dict(zip(names, arguments, strict=True))
        exec("\n".join(("import math", *definitions([call]))), known)
        found = eval(python_expression(call, {name: name for name in names}), known)
        assert math.isclose(found, FUNCTIONS[function].value(*arguments), abs_tol=1e-12), z


def test_every_function_is_in_python() -> None:
    names = {f"a{k}": f"a{k}" for k in range(3)}
    for name, function in FUNCTIONS.items():
        if name == "where":
            continue
        arguments = tuple(Name(f"a{k}") for k in range(max(function.least, 0)))
        call = Call(name, arguments)
        known: dict[str, Any] = {"a0": 0.3, "a1": 0.7, "a2": 0.3}
        exec("\n".join(("import math", *definitions([call]))), known)
        value = eval(python_expression(call, names), known)
        assert math.isclose(value, function.value(*(known[one.id] for one in arguments)))


def test_names_are_those_of_python_and_differ() -> None:
    quantities = ("dE/dw", "dE_dw", "lambda", "max", "w[2]", "w_2", "3", "sigmoid", "mark")
    names = identifiers(quantities, ["mark"])
    assert len(set(names.values())) == len(quantities)
    assert names["dE/dw"] == "dE_dw" and names["lambda"] == "lambda_" and names["mark"] == "mark_"
    assert all(one.isidentifier() for one in names.values())


def test_traps_of_a_title_are_text() -> None:
    first = "".join(cells(notebook_to_fill_in(trapped(), solved=False))[0]["source"])
    assert seen(first).count(TRAP.replace("\u202e", "U+202E")) == 3
    head = first.partition("<ul>")[0]  # Before all formulas.
    assert "$" not in head and "\\" not in head and "<b>" not in head


@pytest.mark.usefixtures(in_french.__name__)
def test_a_french_notebook_keeps_the_point_in_its_code(run: Run) -> None:
    _, out, _ = run("--lang", "fr", "export", "parabola", "--to", "notebook", "--key")
    sources = ["".join(one["source"]) for one in json.loads(out)["cells"]]
    told = [one for one in sources if one.startswith("told")]
    assert told and not any(re.search(r"= -?\d+,\d", one) for one in sources if "SOLUTION" in one)
    assert any("chiffres significatifs" in one for one in sources)


@pytest.mark.parametrize(
    "options", [("--matrix",), ("--short",), ("--worksheet", "--variants", "3", "-o", "x")]
)
def test_what_a_notebook_is_not_is_refused(run: Run, options: tuple[str, ...]) -> None:
    code, out, err = run("export", "mazur", "--to", "notebook", *options)
    assert (code, out) == (2, "") and "notebook" in err
