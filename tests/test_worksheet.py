"""Worksheets: every question, with nothing that answers it; and the keys to them."""

from collections.abc import Iterator

import pytest
from program import Run

from backprop_tutor.blocks.blocks import Blank, Block, Figure, Prose, Table
from backprop_tutor.formula.expression import Name
from backprop_tutor.loader.files import bundled, load
from backprop_tutor.teaching.lesson.documents.sheet_line import check_word, line_of
from backprop_tutor.teaching.lesson.documents.worksheet import answer_key, sheet_to_fill_in
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz.disclosure import disclosed
from backprop_tutor.teaching.subject.subject import subject_of


def blanks(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Prose):
            yield from (part.quantity for part in block.parts if isinstance(part, Blank))


@pytest.mark.parametrize("name", bundled())
def test_a_sheet_asks_all_and_answers_nothing(name: str) -> None:
    subject = subject_of(load(name))
    lesson = Lesson(subject)
    sheet = list(sheet_to_fill_in(lesson, line_of(subject.scenario)))
    assert [*blanks(sheet)] == ["", *lesson.asked()]
    told = disclosed(sheet, subject)
    leaks = [one for one in lesson.asked() if told.tells_number(one, subject.values[one])]
    assert leaks == []
    assert any(isinstance(block, Figure) for block in sheet)


def test_the_key_has_every_answer() -> None:
    subject = subject_of(load("house"))
    lesson = Lesson(subject)
    *_, table = answer_key(lesson, line_of(subject.scenario))
    assert isinstance(table, Table)
    rows = [(number, quantity) for number, quantity, _ in table.rows]
    assert rows == [(str(k), Name(one)) for k, one in enumerate(lesson.asked(), start=1)]
    assert [value for *_, value in table.rows] == [subject.value(one) for one in lesson.asked()]


def test_the_number_of_a_variant_stands_on_sheet_and_key(run: Run) -> None:
    drawn = ("--variant", "--seed", "7")
    _, sheet, _ = run("export", "house", "--worksheet", *drawn)
    _, key, _ = run("export", "house", "--key", *drawn)
    which = f"\n> Sheet house · 7 · {check_word(load('house'), 7)}\n"
    assert which in sheet and which in key
    _, own, _ = run("export", "house", "--worksheet")
    assert which not in own and f"\n> Sheet house · – · {check_word(load('house'))}\n" in own


def test_a_page_has_a_line_to_write_on(run: Run) -> None:
    _, page, _ = run("export", "house", "--worksheet", "--to", "html")
    lesson = Lesson(subject_of(load("house")))
    assert page.count('<span class="blank"') == len(lesson.asked()) + 1
    assert "<details><summary>The answer" not in page


@pytest.mark.parametrize(
    "options", [("--worksheet", "--key"), ("--worksheet", "--matrix"), ("--key", "--matrix")]
)
def test_what_does_not_go_together(options: tuple[str, str], run: Run) -> None:
    code, printed, remarked = run("export", "mazur", *options)
    assert code == 2 and not printed
    assert options[0] in remarked or options[1] in remarked
