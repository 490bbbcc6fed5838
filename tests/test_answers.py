"""One table judges the judging: ``answers.yaml``, which is also the page ``docs/answers.md``.

To add a row, add it to ``answers.yaml`` and run ``DOCS=write pytest tests/test_answers.py``.
"""

import ast
import math
import operator
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from together import together

from backprop_tutor.loader import load, load_text
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict
from backprop_tutor.teaching.misconceptions import IDEAS
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.untrusted import visible

TABLE = Path(__file__).parent / "answers.yaml"
PAGE = Path(__file__).parents[1] / "docs" / "answers.md"

SLIPS = {
    "sign",
    "decimal-point",
    "factor-2",
    "factor-half",
    "other-quantity",
    "only-equal-at-these-numbers",
    "value-for-formula",
}
LEAST_ROWS = 300
LEAST_ONE_SLIP = 65

DATA = yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@dataclass(frozen=True)
class Row:
    """One row of the table, with the question it answers and the number it works out."""

    section: str
    scenario: str
    quantity: str
    form: str
    digits: int | None
    typed: str
    worked: str | None
    times: int
    verdict: str
    ids: tuple[str, ...]
    column: int | None
    figures_wanted: int | None
    one_slip: bool
    known_failure: str | None
    why: str

    @property
    def question(self) -> tuple[str, str, str, int]:
        """The question as it is asked."""
        asked = subject(self.scenario).scenario
        return self.scenario, self.quantity, self.form, self.digits or asked.digits


@cache
def subject(name: str) -> Subject:
    """Return a bundled scenario, or one of those at the end of the table."""
    text = DATA["scenarios"].get(name)
    return subject_of(load(name) if text is None else load_text(text, f"{name}.yaml"))


@cache
def judge(scenario: str, quantity: str, form: str, digits: int) -> Judge:
    """Return the judge of a question; rows that ask the same share it, as in a lesson."""
    return Judge(Question(quantity, Form(form), digits), subject(scenario))


# The table's own arithmetic, which shares nothing with the program's.

_OPERATIONS: Mapping[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "exp": math.exp,
    "log": math.log,
    "abs": abs,
    "max": max,
}


def worked_out(text: str, values: Mapping[str, float]) -> float:
    """Return the value of an expression in numbers, names, + - * / ** and functions."""

    def value(node: ast.AST) -> float:
        match node:
            case ast.Constant(float() | int() as number):
                return float(number)
            case ast.Name(name):
                return values[name]
            case ast.UnaryOp(sign, operand):
                return _OPERATIONS[type(sign)](value(operand))
            case ast.BinOp(left, sign, right):
                return _OPERATIONS[type(sign)](value(left), value(right))
            case ast.Call(ast.Name(name), arguments, []):
                return _FUNCTIONS[name](*map(value, arguments))
            case _:
                raise ValueError(text)

    return value(ast.parse(text, mode="eval").body)


@cache
def numbers(scenario: str) -> Mapping[str, float]:
    """Return the numbers that the rows of a scenario reckon with."""
    values: dict[str, float] = {}
    for name, text in DATA["numbers"][scenario].items():
        values[name] = worked_out(str(text), values)
    return values


def in_figures(value: float, figures: int) -> str:
    """Return a value with so many significant figures, without an exponent."""
    return f"{Decimal(f'{value:.{figures - 1}e}'):f}"


def _rows() -> Iterator[Row]:
    for section in DATA["sections"]:
        for asked in section["questions"]:
            for given in asked["answers"]:
                yield _row(section, asked, given)


def _row(section: dict[str, Any], asked: dict[str, Any], given: dict[str, Any]) -> Row:
    worked = given.get("worked")
    typed = given.get("typed")
    if worked is not None:
        typed = in_figures(worked_out(worked, numbers(asked["scenario"])), given["figures"])
    times = given.get("times", 1)
    return Row(
        section=section["section"],
        scenario=asked["scenario"],
        quantity=asked["quantity"],
        form=asked.get("form", "either"),
        digits=asked.get("digits"),
        typed=typed * times,
        worked=worked,
        times=times,
        verdict=given["verdict"],
        ids=tuple(given.get("ids", ())),
        column=given.get("column"),
        figures_wanted=given.get("figures_wanted"),
        one_slip=section.get("one_slip", False),
        known_failure=given.get("known_failure"),
        why=given["why"],
    )


ROWS = list(_rows())


def judged(row: Row) -> Verdict:
    """Return what the program says about a row."""
    return judge(*row.question).judge(row.typed)


def _named(row: Row) -> str:
    return ascii(f"{row.scenario} {row.quantity} {row.typed[:40]}")


@together("row", ROWS, ids=_named)
def test_row(row: Row) -> None:
    if row.known_failure is None:
        is_judged_as_the_table_says(row)
    else:
        with pytest.raises(AssertionError):
            is_judged_as_the_table_says(row)


def is_judged_as_the_table_says(row: Row) -> None:
    verdict = judged(row)
    assert (verdict.kind.value, verdict.misconceptions) == (row.verdict, row.ids), row.why
    if row.column is not None:
        assert verdict.column == row.column, row.why
    if row.figures_wanted is not None:
        assert verdict.figures == row.figures_wanted, row.why
    assert said(verdict, judge(*row.question).question, subject(row.scenario)), (
        "every verdict is said in words"
    )
    counts = row.verdict in ("right", "wrong") and "value-for-formula" not in row.ids
    assert verdict.counts_as_attempt == counts


def test_the_table_is_large_and_says_nothing_twice() -> None:
    assert len(ROWS) >= LEAST_ROWS
    seen = Counter((row.question, row.typed) for row in ROWS)
    assert [row for row, count in seen.items() if count > 1] == []


def test_every_row_is_well_formed() -> None:
    known = SLIPS | {one.id for one in IDEAS}
    for row in ROWS:
        assert row.verdict in {kind.value for kind in Correctness}, row
        assert set(row.ids) <= known, row
        assert not row.ids or row.verdict == "wrong", row
        assert len(row.ids) <= 2, row
        assert row.why.endswith("."), row
        assert re.search(r"[.?!\n]\s", row.why) is None, "one sentence"
        assert (row.column is None) == (row.verdict != "invalid" or not row.typed.strip()), row


def test_every_id_stands_in_the_table() -> None:
    named = {one for row in ROWS for one in row.ids}
    assert named == SLIPS | {one.id for one in IDEAS}


def test_no_single_slip_passes_and_each_is_named() -> None:
    rows = [row for row in ROWS if row.one_slip]
    assert len(rows) >= LEAST_ONE_SLIP
    assert len({row.quantity for row in rows}) >= 14
    for row in rows:
        verdict = judged(row)
        if row.known_failure is None:
            assert verdict.kind is Correctness.WRONG, row
            assert verdict.misconceptions, row


def test_no_idea_is_named_that_is_farther_away_than_the_right_value() -> None:
    """As the table's own rows, and for numbers all around the right one."""
    about = judge("mazur", "dE_total/dw5", "either", 4)
    right = Decimal(about.subject.values["dE_total/dw5"])
    wrong: dict[str, list[Decimal]] = {}
    for one, value in about.numbers.wrong.by_ideas:
        wrong.setdefault(one.idea.id, []).append(Decimal(value))
    for figures in (2, 3, 4, 5):
        for step in range(-60, 61):
            unit = Decimal(1).scaleb(-figures - 1)
            typed = right.quantize(unit) + step * unit
            verdict = about.judge(f"{typed:f}")
            for one_id in set(verdict.misconceptions) & wrong.keys():
                nearest = min(abs(value - typed) for value in wrong[one_id])
                assert nearest <= abs(right - typed), (typed, one_id)


# The page.


def page() -> str:
    """Return the table as a page of documentation."""
    lines = [
        "# How answers are judged",
        "",
        "This page is made from the table that tests the judging, `tests/answers.yaml`, by",
        "`DOCS=write pytest tests/test_answers.py`. Every row is tried whenever the tests run.",
        "",
        _counted(),
        "",
        "Verdicts: **right**; **precision**, right as far as it goes, with too few figures; "
        "**early_rounding**, what follows from numbers rounded on the way; **wrong**; **invalid**, "
        "refused with a reason. Only right and wrong count as attempts, but for a number where a "
        "formula is asked for.",
        "A typed text in *slanted* letters says how it was worked out; the numbers are in the "
        "table.",
    ]
    section, asked = None, None
    for row in ROWS:
        if row.section != section:
            (about,) = (one["about"] for one in DATA["sections"] if one["section"] == row.section)
            lines += ["", f"## {row.section}", "", about]
            section, asked = row.section, None
        if row.question != asked:
            asked = row.question
            scenario, quantity, form, digits = asked
            form = "" if form == "either" else f", asked as a {form}"
            lines += ["", f"**{scenario}, `{quantity}`**, {digits} figures{form}", ""]
            lines += ["| typed | verdict | named | why |", "|---|---|---|---|"]
        lines.append(_cells(row))
    return "\n".join(lines) + "\n"


def _counted() -> str:
    count = Counter(row.verdict for row in ROWS)
    each = ", ".join(f"{count[kind.value]} {kind.value}" for kind in Correctness)
    return f"{len(ROWS)} answers: {each}."


def _cells(row: Row) -> str:
    typed = _code(row.typed[: len(row.typed) // row.times])
    if row.times > 1:
        typed += f", {row.times} times"
    if row.worked is not None:
        typed += f" *{_text(row.worked)}*"
    named = ", ".join(f"`{one}`" for one in row.ids)
    why = _text(row.why)
    if row.known_failure is not None:
        why += f" **Not yet so:** {_text(row.known_failure)}"
    return f"| {typed} | {row.verdict} | {named} | {why} |"


def _code(text: str) -> str:
    """Return what was typed, so that a table of Markdown shows it letter for letter."""
    if not text.strip():
        return "(spaces)" if text else "(nothing)"
    shown = visible(text).replace("|", r"\|")
    return f"``{shown}``" if "`" in shown else f"`{shown}`"


def _text(text: str) -> str:
    """Return a text in which Markdown finds nothing to format."""
    for sign in "\\*_|<[":
        text = text.replace(sign, f"\\{sign}")
    return text


def test_the_page_is_up_to_date() -> None:
    if os.environ.get("DOCS") == "write":
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "run DOCS=write pytest tests/test_answers.py"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0.7514*(1-0.7514) = 0.1868", None),
        ("out_o1*(1-out_o1) = 0.75137*0.24863 = 0.1868", None),
        ("0.75*(1-0.75) = 0.1868", 0.1875),
        ("0.7514*0.7514 = 0.1868", 0.56460196),
        ("log(out_o1-1) = 0.1868", math.nan),
    ],
)
def test_working_that_comes_to_something_else_is_told(typed: str, told: float | None) -> None:
    about = judge("mazur", "dout_o1/dnet_o1", "either", 4)
    verdict = about.judge(typed)
    assert verdict.kind is Correctness.RIGHT
    words = str(said(verdict, about.question, about.subject))
    if told is None:
        assert verdict.contradicted is None
        assert "But " not in words
    else:
        assert verdict.contradicted is not None
        assert verdict.contradicted.value == pytest.approx(told, nan_ok=True)
        assert ("not what stands at the end" in words) == math.isfinite(told)
        assert ("has no finite value" in words) != math.isfinite(told)


def test_a_quantity_of_a_later_sample_is_not_thought_of() -> None:
    """x3 is 1 in all samples; asked about the second, the learner has met the second."""
    of = subject("siraj-xor")
    question = Question("net_h1[2]", Form.NUMBER, 4, ())
    verdict = Judge(question, of).judge("1")
    assert verdict.misconceptions == ("other-quantity",)
    assert re.search(r"x[23]\[2\]", str(said(verdict, question, of)))


def test_of_a_loss_that_was_averaged_nothing_is_said_about_gradients() -> None:
    about = judge("mazur", "E_total", "either", 4)
    words = str(said(about.judge("0.1492"), about.question, about.subject))
    assert "adds them or averages them" in words
    assert not re.search("gradient|slope|derivative", words)
