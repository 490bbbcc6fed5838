"""Moodle XML, read as Moodle reads it: in order, the first answer that is near enough counts."""

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import pytest
from banks import TRAP, bank_of, seen, trapped

from backprop_tutor.blocks.question_bank import BankQuestion
from backprop_tutor.views.systems.fragment import TEX, fragment
from backprop_tutor.views.systems.moodle import moodle_xml

SLACK = 1e-14
"""Moodle widens each tolerance by so much of the number, for what floats leave."""


BANKS = (("mazur", "w5"), ("relu", "w5"), ("adam", None))


@cache
def imported(name: str, only: str | None) -> tuple[ET.Element, ...]:
    return tuple(ET.fromstring(moodle_xml(bank_of(name, only))))


def text(element: ET.Element, path: str) -> str:
    return element.findtext(f"{path}/text") or ""


def met(question: ET.Element, number: float) -> ET.Element | None:
    """Return the answer that Moodle would take for a number."""
    for answer in question.findall("answer"):
        value, tolerance = (float(answer.findtext(tag) or "") for tag in ("text", "tolerance"))
        if abs(number - value) <= tolerance + SLACK * max(abs(tolerance), abs(value)):
            return answer
    return None


def judged(number: float, question: BankQuestion, told: ET.Element) -> None:
    answer = met(told, number)
    assert answer is not None, (question.id, number)
    if number in question.right:
        assert answer.get("fraction") == "100"
        return
    assert answer.get("fraction") == "0", (question.id, number)
    first = next(one for one in question.foreseen if number in one.span)
    assert text(answer, "feedback") == fragment(first.feedback, TEX)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "only"), BANKS)
def test_answers_are_taken_for_what_they_are(name: str, only: str | None) -> None:
    bank, (category, *questions) = bank_of(name, only), imported(name, only)
    assert category.get("type") == "category"
    numerical = [one for one in questions if one.get("type") == "numerical"]
    assert len(numerical) == len(bank.questions)
    for question, told in zip(bank.questions, numerical, strict=True):
        assert told.findtext("idnumber") == question.id
        right = question.right
        for number in (float(question.typed), question.value):
            judged(number, question, told)
        inside = right.low + 1e-5 * (right.high - right.low)
        assert met(told, inside).get("fraction") == "100"  # type: ignore[union-attr]
        for one in question.foreseen:
            judged(float(one.typed or (one.span.low + one.span.high) / 2), question, told)


@pytest.mark.parametrize(("name", "only"), BANKS)
def test_no_wrong_range_reaches_into_the_right_one(name: str, only: str | None) -> None:
    for told in imported(name, only):
        spans: dict[str, list[tuple[float, float]]] = {"100": [], "0": []}
        for answer in told.findall("answer"):
            value, reach = (float(answer.findtext(tag) or "") for tag in ("text", "tolerance"))
            spans[answer.get("fraction") or ""].append((value - reach, value + reach))
        for low, high in spans["0"]:
            assert not any(low <= top and bottom <= high for bottom, top in spans["100"])


def gaps(told: str) -> list[list[tuple[str, str, str]]]:
    """Return the answers of each gap: what they are worth, what they are, what is said to them."""
    found = []
    for inside in re.findall(r"\{1:NUMERICAL:(.*?)(?<!\\)\}", told):
        answers = [re.fullmatch(r"(=|%0%)([^#]*)(?:#(.*))?", one) for one in inside.split("~")]
        assert all(answers)
        found.append([(a[1], a[2], html.unescape(a[3] or "")) for a in answers if a])
    return found


def test_a_chain_is_a_text_with_gaps() -> None:
    bank = bank_of("mazur", "w5")
    (chain,) = bank.chains()
    (told,) = [one for one in imported("mazur", "w5") if one.get("type") == "cloze"]
    found = gaps(text(told, "questiontext"))
    assert len(found) == len(chain) >= 4
    for question, gap in zip(chain, found, strict=True):
        (_, right, _), *others = gap
        assert right.partition(":")[0] == question.typed
        wrong = [told for worth, _, told in others if worth == "%0%"]
        assert len(wrong) >= 10 and all(one.startswith(("Not yet.", "Close.")) for one in wrong)


@pytest.mark.parametrize("title", ["/a", "a/b", "a/", "//", "a" * 241 + "/b", "a" * 240 + "/b"])
def test_a_category_is_one_whatever_slashes_its_name_has(title: str) -> None:
    root = ET.fromstring(moodle_xml(replace(trapped(), title=title)))
    path = root.findtext("question/category/text") or ""
    course, top, category = re.split(r"(?<!/)/(?!/)", path)  # As Moodle splits it.
    assert (course, top) == ("$course$", "top")
    assert title.startswith(category.replace("//", "/").strip())


def test_traps_of_a_title_are_text() -> None:
    category, *questions = ET.fromstring(moodle_xml(trapped()))
    literal = TRAP.replace("\u202e", "U+202E")
    path = html.unescape(category.findtext("category/text") or "")
    assert path == f"$course$/top/{literal.replace('/', '//')}"[: len(path)] and len(path) > 100
    for question in questions:
        told = text(question, "questiontext")
        assert seen(told).count(literal) == 3
        assert "<b>" not in told and "@@PLUGIN" not in told and "{1:" not in told
        assert "$$" not in told and "[sound:" not in told and "{{" not in told
        # What is left between these signs is ours.
        formulas = re.findall(r"\\\((.*?)\\\)", told)
        assert formulas and "q" not in formulas and "\\[q" not in told
