"""Questions for other systems: their spans against the judge, what they tell, their JSON."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from banks import in_french
from program import Run

from backprop_tutor.blocks.question_bank import BankQuestion, Foreseen, QuestionBank
from backprop_tutor.loader.files import load
from backprop_tutor.maths.figures import place
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.bank.bank import question_bank
from backprop_tutor.teaching.judging import feedback
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz.disclosure import disclosed
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.variants.variants import variant
from backprop_tutor.views.systems.bank_json import bank_schema

SCHEMA = json.loads(bank_schema())
NETWORKS = ("slow-neuron", "relu", "adam")
"""A sigmoid, closed ReLUs with answers of 0, and updates that are judged by their decimals."""


@cache
def lesson_of(name: str) -> Lesson:
    return Lesson(subject_of(load(name)))


@cache
def bank_of(name: str) -> QuestionBank:
    return question_bank(lesson_of(name))


def met(question: BankQuestion, number: float) -> Foreseen | None:
    """Return what a system that compares in order finds of a number that is not right."""
    return next((one for one in question.foreseen if number in one.span), None)


@pytest.mark.slow
def test_a_wrong_0_is_written_so_and_reaches_no_farther_than_a_figure() -> None:
    """Nor does what floats leave of it, as 2.8·10⁻¹⁷, stand in a bank."""
    zeros = 0
    for question in bank_of("relu").questions:
        if not question.value:
            continue
        unit = 10.0 ** place(Decimal(question.typed))
        for one in question.foreseen:
            if one.typed and abs(float(one.typed)) < 1e-12:
                assert one.typed == "0"
                assert one.span.high - one.span.low <= 1.001 * unit, question.id
                zeros += 1
    assert zeros > 5


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_right_for_the_judge_is_right_in_a_bank(name: str) -> None:
    """Of the numbers around the value too, in the figures asked for."""
    lesson, rounded = lesson_of(name), 0
    for question in bank_of(name).questions:
        judge = Judge(lesson.question(question.quantity), lesson.subject)
        centre = Decimal(question.typed)
        unit = Decimal(1).scaleb(judge.numbers.place)
        assert question.value in question.right
        for step in (-7, -3, -2, -1, 0, 1, 2, 3, 7):
            typed = centre + step * unit
            kind = judge.judge(str(typed)).kind.value
            found = met(question, float(typed))
            assert (float(typed) in question.right) == (kind == "right"), (question.id, typed)
            if found is not None and kind != "right":
                rounded += 1
                assert found.verdict == kind, (question.id, typed)
    assert rounded > 20


@pytest.mark.parametrize("name", NETWORKS)
def test_a_wrong_idea_is_told_as_the_judge_tells_it(name: str) -> None:
    lesson, ideas = lesson_of(name), set()
    for question in bank_of(name).questions:
        judge = Judge(lesson.question(question.quantity), lesson.subject)
        for one in question.foreseen:
            assert one.span.low <= one.span.high
            assert one.span.low not in question.right and one.span.high not in question.right
            if not one.typed:
                continue
            verdict = judge.judge(one.typed)
            assert met(question, float(one.typed)) is not None
            assert one.ideas == verdict.misconceptions
            said = feedback.said(verdict, judge.question, lesson.subject, helped=False)
            assert one.feedback == said
            ideas.update(one.ideas)
    assert len(ideas) > 20


@pytest.mark.parametrize("name", NETWORKS)
def test_a_prompt_answers_no_question(name: str) -> None:
    lesson, bank = lesson_of(name), bank_of(name)
    assert [one.quantity for one in bank.questions] == list(lesson.asked())
    shown = [*bank.network, *(block for one in bank.questions for block in one.prompt)]
    told = disclosed(shown, lesson.subject)
    values = lesson.subject.values
    assert [one for one in lesson.asked() if told.tells_number(one, values[one])] == []


def test_ids_stay_and_are_of_one_question() -> None:
    ids = [one.id for one in bank_of("slow-neuron").questions]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"slow-neuron-en\.[A-Za-z0-9_-]+\.[0-9a-f]{8}", one) for one in ids)
    drawn = variant(load("slow-neuron"), 7)
    others = question_bank(Lesson(subject_of(drawn, "w", 2), None, "w"))
    assert others.scenario == "slow-neuron" and others.seed == 7 and others.after == 2
    assert others.id == "slow-neuron-variant-7-after-2-en"
    assert not {one.id for one in others.questions} & set(ids)


def test_a_part_gives_what_comes_before() -> None:
    subject = subject_of(load("slow-neuron"))
    bank = question_bank(Lesson(subject, [Part.BACKWARD]))
    told = disclosed(bank.network, subject)
    (first, *_) = bank.questions
    assert subject[first.quantity].part is Part.BACKWARD
    assert told.tells_number("E_total", subject.values["E_total"])
    asked = {one.quantity for one in bank.questions}
    assert [one for one in asked if told.tells_number(one, subject.values[one])] == []


def faults(told: Any, schema: Any, where: str = "") -> Iterator[str]:
    """Yield where data is not as a schema says, of the few words that ours uses."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    kinds["number"] = (int, float)
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted and not any(isinstance(told, kinds[kind]) for kind in wanted):
        yield f"{where}: {told!r} is not {wanted}"
    elif ("enum" in schema and told not in schema["enum"]) or told != schema.get("const", told):
        yield f"{where}: {told!r}"
    elif "pattern" in schema and not re.search(schema["pattern"], told):
        yield f"{where}: {told!r} does not fit"
    elif isinstance(told, dict):
        if set(told) != set(schema["properties"]) or set(told) != set(schema["required"]):
            yield f"{where} has {sorted(told)}"
        for key, its in told.items():
            yield from faults(its, schema["properties"][key], f"{where}.{key}")
    elif isinstance(told, list):
        for k, one in enumerate(told):
            yield from faults(one, schema["items"], f"{where}[{k}]")


def test_json_is_as_its_schema_says(run: Run) -> None:
    assert json.loads(run("schema", "--bank")[1]) == SCHEMA
    asked = ("export", "parabola", "--to", "json")
    first = run(*asked)
    told = json.loads(first[1])
    assert first[0] == 0 and list(faults(told, SCHEMA)) == []
    assert first == run(*asked)
    broken = json.loads(first[1])
    broken["questions"][0]["answer"]["from"] = "0"
    del broken["network"]["text"]
    assert len(list(faults(broken, SCHEMA))) == 2


@pytest.mark.usefixtures(in_french.__name__)
def test_numbers_of_a_french_bank_keep_their_point(run: Run) -> None:
    _, out, _ = run("export", "parabola", "--to", "json", "--lang", "fr")
    told = json.loads(out)
    answers = [one["answer"] for one in told["questions"]]
    assert told["language"] == "fr" and told["id"] == "parabola-fr"
    assert [place(Decimal(one["typed"])) for one in answers]
    texts = told["questions"][-1]
    assert "chiffres significatifs" in texts["prompt"]["text"]
    assert re.search(r"\d,\d", texts["prompt"]["text"] + texts["solution"]["text"])


@pytest.mark.parametrize("option", ["--worksheet", "--key", "--matrix"])
def test_a_bank_has_no_sheets(run: Run, option: str) -> None:
    code, out, err = run("export", "mazur", "--to", "json", option)
    assert (code, out) == (2, "")
    assert f"leave out {option}" in err
