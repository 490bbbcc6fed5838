"""Worksheets: every question, with nothing that answers it; and the keys to them."""

import re
from collections.abc import Iterator

import pytest
from program import Run
from tried import QUICK, slow_but

from backprop_tutor.blocks.blocks import Blank, Block, Figure, Prose, Table
from backprop_tutor.formula.expression import Name
from backprop_tutor.loader.files import bundled, load
from backprop_tutor.teaching.grading.marking import AnswerMark, marked_answers
from backprop_tutor.teaching.grading.papers import Papers
from backprop_tutor.teaching.lesson.documents.sheet_line import check_word, line_of
from backprop_tutor.teaching.lesson.documents.worksheet import answer_key, sheet_to_fill_in
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.quiz.disclosure import disclosed
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.markdown.markdown import document


def blanks(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Prose):
            yield from (part.quantity for part in block.parts if isinstance(part, Blank))


@pytest.mark.parametrize("name", slow_but(QUICK, bundled()))
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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["house", "mazur", "adam"])
def test_whoever_gives_the_figures_that_a_sheet_asks_for_is_right(name: str) -> None:
    """An updated weight in four significant figures would be one of them short, or of two."""
    paper = Papers(load(name)).paper(7)
    sheet = document(sheet_to_fill_in(Lesson(paper.subject), line_of(load(name), 7)))
    asked = re.findall(r"to (\d+) decimal.*\n\n`(.+)` =", sheet)
    wanted = {quantity: int(decimals) for decimals, quantity in asked}
    judged = {one: paper.judge(one).numbers.decimals for one in paper.asked}
    assert wanted == {one: decimals for one, decimals in judged.items() if decimals is not None}
    typed = {
        one: f"{value:.{wanted[one]}f}" if one in wanted else f"{value:#.4g}"
        for one, value in ((one, paper.subject.values[one]) for one in paper.asked)
    }
    marks = {one.quantity: one.mark for one in marked_answers(paper, typed)}
    assert set(marks.values()) == {AnswerMark.RIGHT}, (marks, typed)


@pytest.mark.slow
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
