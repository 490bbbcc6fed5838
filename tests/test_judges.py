"""The judges of many variants of one network say what a judge of one variant alone says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from thorough import IS_THOROUGH
from tried import FEW, slow_but

from backprop_tutor.loader import load
from backprop_tutor.maths import figures
from backprop_tutor.teaching.judging.judge import Judge, Judges
from backprop_tutor.teaching.judging.wrong_answers import Mistakes
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.misconceptions.telling_values import telling_values
from backprop_tutor.teaching.subject.subject import Subject, at_numbers_of, subject_of
from backprop_tutor.teaching.variants.variants import CannotVary, Variants

IDEAS = Path(__file__).parent.parent / "backprop_tutor" / "teaching" / "misconceptions"
OFTEN = ("mazur", "softmax")
# Of several samples a small network suffices: four samples of siraj-xor take as long as all others.
OTHERS = (
    (*FEW, "adam", "batch-norm", "lstm", "relu")
    if IS_THOROUGH
    else ("linear-regression", "attention", "skip", "adam", "batch-norm", "lstm")
)


def _variants(name: str, count: int) -> tuple[Subject, list[tuple[Subject, Subject]]]:
    """Return a network, and variants of it: each alone, and as one of the network."""
    variants = Variants(load(name))
    network = subject_of(variants.bare)
    drawn = [variants.draw(seed) for seed in range(count)]
    return network, [(subject_of(one), at_numbers_of(one, network)) for one in drawn]


def _answers(lesson: Lesson, quantity: str, before: str) -> Iterator[str]:
    values = lesson.subject.values
    for value in (values[quantity], -values[quantity], 1.234 * values[quantity], values[before]):
        yield figures.spelled(value, 4)


@pytest.mark.parametrize("name", slow_but(["mazur"], ["mazur", "house"]))
def test_verdicts_are_those_of_a_judge_alone(name: str) -> None:
    network, variants = _variants(name, 2)
    judges = Judges(network)
    for alone, shared in variants:
        lesson = Lesson(alone)
        judge = judges.at(shared)
        asked = lesson.asked()
        assert [Lesson(network).question(one) for one in asked] == list(map(lesson.question, asked))
        for before, quantity in zip(asked, asked[1:7] + asked[-4:], strict=False):
            question = lesson.question(quantity)
            for typed in _answers(lesson, quantity, before):
                one, other = Judge(question, alone).judge(typed), judge(question).judge(typed)
                assert repr(one.finding) == repr(other.finding), (quantity, typed)
                assert one == other or one.misconceptions == other.misconceptions


@pytest.mark.parametrize(
    "name",
    [
        *OFTEN,
        *(pytest.param(one, marks=pytest.mark.slow) for one in OTHERS if one not in OFTEN),
    ],
)
def test_a_variant_has_the_lines_and_the_wrong_formulas_of_its_network(name: str) -> None:
    try:
        network, variants = _variants(name, 2)
    except CannotVary:
        pytest.skip("has no variants")
    known: dict[object, list[object]] = {}
    for alone, shared in (*variants, (network, network)):
        assert [*alone.tape] == [*shared.tape]
        for quantity, line in alone.tape.items():
            assert line.formula == shared.tape[quantity].formula
            assert alone.values[quantity] == pytest.approx(
                shared.values[quantity], rel=0, abs=0, nan_ok=True
            )
        telling, lesson = telling_values(shared), Lesson(alone)
        for quantity in lesson.asked():
            question = lesson.question(quantity)
            assert question == Lesson(network).question(quantity)
            found = [
                (one.idea.id, one.changed) for one in Mistakes(question, alone).candidates[:400]
            ]
            assert known.setdefault((quantity, telling), found) == found


def test_ideas_look_at_no_values_but_the_telling_ones() -> None:
    looking = [
        str(path.relative_to(IDEAS))
        for path in (IDEAS / "ideas").rglob("*.py")
        if re.search(r"subject\.values|\.stated|\.written", path.read_text(encoding="utf-8"))
    ]
    assert looking == []
