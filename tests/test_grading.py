"""Filled sheets are marked by the judge, and by what the student wrote before."""

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import class_of
import pytest
from networks import mazur

from backprop_tutor.blocks.blocks import Prose, Table
from backprop_tutor.cli.grading.marking import Instructions, marked_batch
from backprop_tutor.cli.grading.submissions import AnswerList, SheetFile
from backprop_tutor.cli.grading.tables import class_record, students_as_csv
from backprop_tutor.loader import load, load_text
from backprop_tutor.maths import figures
from backprop_tutor.teaching.grading.class_page import class_page
from backprop_tutor.teaching.grading.feedback_page import feedback
from backprop_tutor.teaching.grading.marking import AnswerMark, marked_answers
from backprop_tutor.teaching.grading.papers import Paper, Papers
from backprop_tutor.teaching.grading.results import (
    AnswerResult,
    ClassResults,
    Repeated,
    SheetResult,
    answer_result,
)
from backprop_tutor.teaching.lesson.documents.filled_sheet import Feedback, read_sheet
from backprop_tutor.teaching.lesson.documents.sheet_line import line_of
from backprop_tutor.teaching.lesson.documents.worksheet import sheet_to_fill_in
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.html.page import html_page
from backprop_tutor.views.markdown import markdown
from backprop_tutor.wording import speak


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers(load("mazur"))


def marks(paper: Paper, answers: Mapping[str, str]) -> dict[str, str]:
    return {
        one.quantity: " ".join((one.mark.value, *one.misconceptions[:1]))
        for one in marked_answers(paper, answers)
    }


# net_h1 without its bias is 0.0275; sigmoid(0.0275) = 0.50687; with that and out_h2 0.59688,
# net_o1 = 0.4·0.50687 + 0.45·0.59688 + 0.6 = 1.07135; sigmoid of it 0.74484.
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"net_h1": "0.3775", "out_h1": "0.5933"}, {"net_h1": "right", "out_h1": "right"}),
        ({"net_h1": "0.0275"}, {"net_h1": "wrong bias-forgotten"}),
        (
            {"net_h1": "0.0275", "out_h1": "0.5069", "net_o1": "1.071", "out_o1": "0.7448"},
            {
                "net_h1": "wrong bias-forgotten",
                "out_h1": "follows",
                "net_o1": "follows",
                "out_o1": "follows",
            },
        ),
        # Right in itself is right, whatever was written before.
        (
            {"net_h1": "0.0275", "out_h1": "0.5933"},
            {"net_h1": "wrong bias-forgotten", "out_h1": "right"},
        ),
        # A number from nowhere is gone on with too.
        ({"net_h1": "0.9", "out_h1": "0.7109"}, {"net_h1": "wrong", "out_h1": "follows"}),
        # From a wrong number a wrong idea is still one.
        (
            {"net_h1": "0.9", "out_h1": "0.7109", "dout_h1/dnet_h1": "0.2891"},
            {"net_h1": "wrong", "out_h1": "follows", "dout_h1/dnet_h1": "wrong half-the-slope"},
        ),
        ({"net_h1": "", "out_h1": "  "}, {"net_h1": "blank", "out_h1": "blank"}),
        ({"net_h1": "__import__('os')"}, {"net_h1": "unread"}),
        ({"net_h1": "?", "out_h1": " - "}, {"net_h1": "blank", "out_h1": "blank"}),
        ({"net_h1": "0.38"}, {"net_h1": "close"}),
        # A sign or two of the line that it was written on.
        ({"net_h1": "__0.3775_", "out_h1": "_"}, {"net_h1": "right", "out_h1": "blank"}),
        # The sheet asks for 7 decimals, whatever the own gradient is.
        (
            {"dE_total/dw1": "0.000004386", "w1_new": "0.1499978"},
            {"dE_total/dw1": "wrong decimal-point", "w1_new": "follows"},
        ),
        # Lines that no question asks for are worked out again: net_h2, from nothing wrong.
        ({"out_h2": "0.5969", "net_h1": "0.3775"}, {"out_h2": "right", "net_h1": "right"}),
        # Who writes a comma once means one everywhere.
        (
            {"net_h1": "0,3775", "out_h1": "", "net_o1": "1,106", "net_o2": "1,476"},
            {"net_h1": "right", "out_h1": "blank", "net_o1": "right", "net_o2": "wrong"},
        ),
    ],
)
def test_marks(papers: Papers, answers: Mapping[str, str], expected: Mapping[str, str]) -> None:
    assert marks(papers.paper(), answers) == expected


TANH_NETWORK = """
version: 1
title: Umbrella or not
inputs: {cloud: 0.7, wind: -0.3}
targets: {umbrella: 1}
layers:
  - neurons: [h1, h2]
    activation: tanh
    weights: [{w1: 0.35, w2: -0.6}, {w3: 0.8, w4: 0.25}]
    biases: [{b1: 0.15}, {b2: -0.2}]
  - neurons: [umbrella]
    activation: sigmoid
    weights: [{w5: 0.55, w6: -0.45}]
    bias: {b3: 0.3}
loss: half_squared_error
learning_rate: 0.4
"""


def test_whoever_keeps_all_figures_after_a_mistake_is_right_from_there() -> None:
    """Both activations' slopes are forgotten; else all is right, and written in four figures."""
    paper = Papers(load_text(TANH_NETWORK, "umbrella")).paper()
    out_h1, out_h2 = (
        math.tanh(0.7 * 0.35 + 0.3 * 0.6 + 0.15),
        math.tanh(0.7 * 0.8 - 0.3 * 0.25 - 0.2),
    )
    out = 1 / (1 + math.exp(-(0.55 * out_h1 - 0.45 * out_h2 + 0.3)))
    delta = out - 1
    at_h1, at_h2 = delta * 0.55, delta * -0.45
    gradients = {
        "dE_total/dnet_umbrella": delta,
        "dE_total/dout_h1": at_h1,
        "dE_total/dnet_h1": at_h1,
        "dE_total/dnet_h2": at_h2,
        "dE_total/dw1": at_h1 * 0.7,
        "dE_total/dw2": at_h1 * -0.3,
        "dE_total/dw3": at_h2 * 0.7,
        "dE_total/dw4": at_h2 * -0.3,
        "dE_total/db1": at_h1,
        "dE_total/dw5": delta * out_h1,
    }
    new = {"w1": 0.35, "w2": -0.6, "w3": 0.8, "w4": 0.25, "b1": 0.15, "w5": 0.55}
    answers = {name: f"{value:.4g}" for name, value in gradients.items()}
    answers |= {
        f"{w}_new": f"{at - 0.4 * gradients[f'dE_total/d{w}']:.6f}" for w, at in new.items()
    }
    found = marks(paper, answers)
    assert {name for name, mark in found.items() if mark != "follows"} == {
        "dE_total/dnet_umbrella",
        "dE_total/dnet_h1",
        "dE_total/dnet_h2",
    }
    assert found["dE_total/dnet_umbrella"] == "wrong no-output-activation-slope"
    assert found["dE_total/dnet_h1"] == "wrong no-hidden-activation-slope"


def test_what_follows_from_what_was_written_has_an_end() -> None:
    """Rounding explains the last figure of a number that is gone on with, and no more."""
    paper = Papers(load_text(TANH_NETWORK, "umbrella")).paper()
    wrong = {"dE_total/dnet_umbrella": "-0.3868", "dE_total/dnet_h1": "-0.2128"}
    for typed, mark in (("-0.1489", "follows"), ("-0.1490", "follows"), ("-0.1494", "close")):
        assert marks(paper, wrong | {"dE_total/dw1": typed})["dE_total/dw1"].startswith(mark)


@pytest.mark.slow
def test_one_number_in_all_blanks_follows_from_nothing(papers: Papers) -> None:
    paper = papers.paper()
    for number in ("0", "1"):
        found = marks(paper, dict.fromkeys(paper.asked, number))
        assert not [mark for mark in found.values() if mark in ("follows", "right")]


def test_a_sheet_asks_for_as_many_figures_as_it_says() -> None:
    """Four are right on paper, where a fifth tells the right number from a wrong idea's."""
    paper = Papers(load_text(TANH_NETWORK, "good")).paper(29)
    before = {"out_h2": "0.1214", "dE_total/dnet_umbrella": "0.1471"}  # The inputs are swapped.
    found = marks(paper, before | {"dE_total/dnet_h2": "-0.1319"})
    assert found["out_h2"] == "wrong inputs-swapped"
    assert found["dE_total/dnet_h2"] == "follows"
    assert marks(paper, before | {"dE_total/dnet_h2": "-0.132"})["dE_total/dnet_h2"] == "close"


@pytest.mark.parametrize(
    "written",
    [
        "~0.3775",
        "~ 0,3775",
        '"0.3775"',
        "0.3775 ✓",
        "≈ 0.3775 (rounded)",
        "0.15 x 0.05 + 0.20 X 0.10 + 0.35",
        "0.05x0.15+0.1x0.2+0.35 = 0.3775",
        "net = 0.3775",
        "dN/dx ≈ 0.3775",
    ],
)
def test_what_is_written_on_paper_and_at_no_prompt_is_read(papers: Papers, written: str) -> None:
    (one,) = marked_answers(papers.paper(), {"net_h1": written})
    assert (one.mark, one.typed) == (AnswerMark.RIGHT, written)


def test_a_name_that_is_meant_in_short_is_no_other_quantity(papers: Papers) -> None:
    assert marks(papers.paper(), {"E_o1": "E = 0.2748"}) == {"E_o1": "right"}


@pytest.mark.parametrize(
    "written", ["net_h2 = 0.3775", "0.3775 or 0.4", "0.3775 0.4", "0.3775; 0.4", "no idea"]
)
def test_what_says_something_else_or_two_things_is_not_read(papers: Papers, written: str) -> None:
    assert marks(papers.paper(), {"net_h1": written}) == {"net_h1": "unread"}


def test_zeros_that_a_calculator_leaves_out_are_not_missing(papers: Papers) -> None:
    left_out = 0
    for seed in range(1, 5):
        paper = papers.paper(seed)
        answers = {}
        for quantity in paper.asked:
            place = paper.subject.change_place(quantity, paper.question(quantity).digits)
            rounded = figures.rounded(paper.subject.values[quantity], place)
            answers[quantity] = f"{rounded.normalize():f}"
            left_out += answers[quantity] != f"{rounded:f}"
        assert set(marks(paper, answers).values()) == {"right"}
    assert left_out > 3


def test_what_was_typed_is_kept_as_it_was_typed(papers: Papers) -> None:
    typed = "__init__"
    (one,) = marked_answers(papers.paper(), {"net_h1": typed})
    assert one.typed == typed
    line = line_of(papers.scenario)
    for written, shown in ((markdown.document, r"\_\_init\_\_"), (html_page, typed)):
        page = written(feedback("Ana", line, papers.paper(), [one]))
        assert page.count(shown) >= 2, "in the table, and where it is told of"


def test_the_order_of_answers_changes_nothing(papers: Papers) -> None:
    answers = {"net_h1": "0.0275", "out_h1": "0.5069", "net_o1": "1.071"}
    backwards = dict(reversed(answers.items()))
    assert list(marks(papers.paper(), backwards)) == list(backwards)
    assert marks(papers.paper(), backwards) == marks(papers.paper(), answers)


def test_what_follows_is_worked_out_again_through_lines_that_are_not_asked(papers: Papers) -> None:
    """dE_total/dw1 reads two lines of which neither is on the sheet; both follow from out_h1."""
    paper = papers.paper(3)
    given = class_of.given_of(paper.subject.scenario)
    mine = class_of.worked_out(given, "bias-forgotten", lambda value: value)
    answers = {
        name: class_of.as_typed(name, mine[name], given, 5, comma=False) for name in paper.asked
    }
    found = marks(paper, answers)
    assert {found["net_h1"], found["net_o1"]} == {"wrong bias-forgotten"}
    others = {name: mark for name, mark in found.items() if name not in ("net_h1", "net_o1")}
    # net_h2 is worked out within out_h2, so the idea shows there as well, as in net_o2.
    assert others.pop("out_h2").startswith("wrong bias-forgotten")
    assert others.pop("out_o2").startswith("wrong bias-forgotten")
    assert others.pop("E_total_new").startswith("wrong bias-forgotten")
    assert set(others.values()) <= {"follows", "right"}


def test_feedback_gives_no_answer_away(papers: Papers) -> None:
    paper = papers.paper(7)
    value = paper.subject.values
    answers = {name: figures.spelled(1.7 * value[name], 4) for name in paper.asked[:12]}
    page = markdown.document(
        feedback(
            "Zoë <b>", line_of(paper.subject.scenario, 7), paper, marked_answers(paper, answers)
        )
    )
    for name in paper.asked[:12]:
        assert figures.spelled(value[name], 4) not in page
    assert "<b>" not in page
    assert re.search(r"Right answers: \d+ of 12\.", page)
    told = read_sheet(page)
    assert told == Feedback("Zoë <b>"), "no sheet of a student is taken for it"


@pytest.mark.parametrize(
    ("language", "line", "gathered"),
    [
        ("en", "· marked", "Answers 2 and 3 are right, following your own earlier values."),
        ("fr", "· corrigée", "Les réponses 2 et 3 sont justes, à partir de vos propres valeurs"),
    ],
)
def test_feedback_gathers_what_follows_rightly(
    papers: Papers, language: str, line: str, gathered: str
) -> None:
    paper = papers.paper(None)
    answers = {"net_h1": "0.0275", "out_h1": "0.5069", "net_o1": "1.0714"}
    speak(language)
    try:
        about = line_of(paper.subject.scenario)
        page = markdown.document(feedback("Zoé", about, paper, marked_answers(paper, answers)))
    finally:
        speak("en")
    assert line in page
    assert gathered in page
    assert page.count("#### ") + page.count("### ") == 1
    assert read_sheet(page) == Feedback("Zoé")


def test_a_name_that_is_a_sign_comes_back_from_every_sheet() -> None:
    """A sheet with dollar signs has a formula in place of such a sign."""
    network = load("parabola")
    lesson, line = Lesson(subject_of(network)), line_of(network)
    names = ["$", "\\(", "∂", "σ", "Ω. Nikoláou", "√", "ᵀ", "x²", "a − b", "$x$", "{x}^2~#"]
    for written in (markdown.document, markdown.document_with_dollars, html_page):
        sheets = [
            SheetFile(f"{k}.{'html' if written is html_page else 'md'}", said.encode())
            for k, name in enumerate(names)
            for said in (written(sheet_to_fill_in(lesson, line, name)),)
        ]
        marked = marked_batch(Instructions(), sheets)
        assert [one.result.student for one in marked] == names, written


def test_a_list_is_marked_like_a_sheet() -> None:
    answers = (("net_h1", "0.0275"), ("∂E_total/∂w5", "0.08217"), ("nonsense", "1"))
    (one,) = marked_batch(Instructions(), [AnswerList("a.csv", "Ana", "mazur", "", answers)])
    result = one.result
    assert [(each.quantity, each.mark) for each in result.answers] == [
        ("net_h1", AnswerMark.WRONG),
        ("dE_total/dw5", AnswerMark.RIGHT),
    ]
    assert "'nonsense' cannot be asked of 'mazur'" in result.trouble


@pytest.mark.parametrize(
    ("scenario", "seed", "trouble"),
    [
        ("", "", "it does not say of which scenario it is"),
        ("../scenarios/mazur.yaml", "", "which is no bundled scenario"),
        ("/etc/passwd", "", "which is no bundled scenario"),
        ("mazur", "-1", "'-1' is no seed"),
        ("mazur", "1.5", "'1.5' is no seed"),
        ("mazur", "9" * 400, "is no seed"),
    ],
)
def test_a_list_that_cannot_be_marked_says_why(scenario: str, seed: str, trouble: str) -> None:
    given = AnswerList("a.csv", "Ana", scenario, seed, (("net_h1", "1"),))
    (one,) = marked_batch(Instructions(), [given])
    assert trouble in one.result.trouble
    assert one.result.student == "Ana"


def test_a_sheet_of_other_numbers_is_foreign() -> None:
    student, scenario = class_of.student(5)
    said = class_of.sheet(student, scenario).replace("mazur · 5 ·", "mazur · 6 ·")
    (one,) = marked_batch(Instructions(), [SheetFile("a.md", said.encode())])
    assert "its check word is not that of this sheet" in one.result.trouble
    assert not one.result.answers
    assert one.result.student == "Student 5"


@pytest.mark.slow
def test_a_small_class_is_marked_as_it_was_planted() -> None:
    """No student without a row, every planted idea named, no right answer marked wrong."""
    given = class_of.a_class(34)
    marked = [one.result for one in marked_batch(Instructions(), given.submissions)]
    counts = class_of.counted(given, marked)
    assert counts.rows == 34
    assert counts.planted > 12
    assert counts.named == counts.planted, counts.faults
    assert counts.right > 500
    assert counts.marked_wrong == 0, counts.faults
    assert counts.following > 50


def _sheet(student: str, *answers: AnswerResult) -> SheetResult:
    return SheetResult(student, f"{student}.md", "mazur", 7, answers)


WRONG = AnswerResult("net_h1", "0.0275", AnswerMark.WRONG, ("bias-forgotten",), "0.0275")
ODD = AnswerResult("out_h1", "0.123", AnswerMark.WRONG, (), "0.123")
ODD_TOO = AnswerResult("out_h1", ".1230", AnswerMark.WRONG, (), "0.123")
RIGHT = AnswerResult("net_o1", "1.106", AnswerMark.RIGHT, (), "1.106")
BLANK = AnswerResult("net_o1", "", AnswerMark.BLANK)


@pytest.mark.parametrize("whole", [True, False])
def test_what_a_class_has_not_got(whole: bool) -> None:
    results = ClassResults(
        [
            _sheet("Ana", WRONG, ODD, RIGHT),
            _sheet("Ben", WRONG, ODD_TOO, BLANK),
            _sheet("Cleo", WRONG, RIGHT),
            SheetResult("", "d.pdf", trouble="it is a file of the kind PDF"),
        ],
        whole=whole,
    )
    assert bool(results.sheets[0].answers[0].typed) is whole
    costs = [(one.quantity, one.asked, one.lost, one.blank) for one in results.questions()]
    assert costs == [("net_h1", 3, 3, 0), ("out_h1", 2, 2, 0), ("net_o1", 3, 0, 1)]
    assert results.questions()[0].misconception == "bias-forgotten"
    assert [(one.misconception, one.answers, one.students) for one in results.ideas()] == [
        ("bias-forgotten", 3, 3)
    ]
    (alike,) = results.alike()
    assert (alike.students, alike.numbers, alike.unexplained) == (("Ana", "Ben"), 2, 1)
    page = list(class_page(results))
    tables = [one for one in page if isinstance(one, Table)]
    assert [row[0] for row in tables[0].rows] == ["Ana", "Ben", "Cleo"]
    said = markdown.document(page)
    assert "d.pdf: it is a file of the kind PDF" in said
    assert "Ana, Ben: 2 wrong numbers, 1 of them from no idea that is known" in said


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
def test_a_sheet_that_is_sent_twice_counts_once(order: tuple[int, ...]) -> None:
    """The best of them, in whatever order they come, and the page says so."""
    sent = [
        SheetResult("Zoé  M", "z (1).md", "mazur", 7, (WRONG, ODD, BLANK)),
        SheetResult("zoe\u0301 m", "z.md", "mazur", 7, (WRONG, ODD_TOO, RIGHT)),
        SheetResult("Zoé M", "z-8.md", "mazur", 8, (WRONG,)),
        SheetResult("Zoé M", "z-part.md", "mazur", 7, (replace(WRONG, quantity="net_h2"),)),
        SheetResult("Zoe M", "other.md", "mazur", 7, (WRONG, RIGHT)),
    ]
    results = ClassResults(sent[at] for at in order)
    assert results.repeated() == [Repeated("zoe\u0301 m", "z.md", ("z (1).md",))]
    assert {one.file for one in results.counted} == {"z.md", "z-8.md", "z-part.md", "other.md"}
    assert {one.quantity: one.asked for one in results.questions()} == {
        "net_h1": 3,
        "net_h2": 1,
        "out_h1": 1,
    }
    assert [(one.answers, one.students) for one in results.ideas()] == [(4, 2)]
    said = markdown.document(class_page(results))
    assert "4 sheets. Right answers: 2 of 7, which is 29 %." in said
    assert "1 more is left out here" in said
    assert "'z.md' counts, and not 'z (1).md'" in said
    assert said.count("(handed in 2 times)") == 1
    rows = list(csv.DictReader(students_as_csv(results).splitlines()))
    assert {row["file"]: row["superseded_by"] for row in rows if row["superseded_by"]} == {
        "z (1).md": "z.md"
    }


@pytest.mark.parametrize("whole", [True, False])
def test_who_takes_the_numbers_of_another_sheet_is_named(papers: Papers, *, whole: bool) -> None:
    def sheet(student: str, seed: int, of: int) -> SheetResult:
        values = papers.paper(of).subject.values
        said = {name: f"{values[name]:.8f}" for name in papers.paper(of).asked}
        marked = marked_answers(papers.paper(seed), said)
        answers = tuple(map(answer_result, marked))
        return SheetResult(student, f"{student}.md", "mazur", seed, answers)

    results = ClassResults([sheet("Ada", 1, 1), sheet("Bo", 2, 1), sheet("Cy", 3, 3)], whole=whole)
    (taken,) = results.taken()
    assert (taken.student, taken.others) == ("Bo", ("Ada",))
    said = markdown.document(class_page(results))
    assert f"Bo: {taken.numbers} wrong numbers, right on the sheet of Ada" in said


def test_what_follows_for_one_and_not_for_another_was_not_taken(papers: Papers) -> None:
    """Both have forgotten the bias; one has left out where that is seen."""
    paper = papers.paper(1)
    astray = subject_of(mazur(parameters={**paper.subject.scenario.parameters, "b1": Decimal(0)}))
    told = ("dout_h1/dnet_h1", "dout_h2/dnet_h2", "net_o1")
    names = ("net_h1", "net_h2", "out_h1", "out_h2", *told)
    said = {name: f"{astray.values[name]:.8f}" for name in names}

    def sheet(student: str, answers: Mapping[str, str]) -> SheetResult:
        marked = tuple(map(answer_result, marked_answers(paper, answers)))
        return SheetResult(student, f"{student}.md", "mazur", 1, marked)

    seen = sheet("Ada", said)
    unseen = sheet("Bo", {name: said[name] for name in told})
    assert seen.answers[-1].mark is AnswerMark.FOLLOWS
    assert {one.mark for one in unseen.answers} == {AnswerMark.WRONG}
    assert ClassResults([seen, unseen]).taken() == []


def test_who_hands_in_the_sheet_of_another_is_named() -> None:
    """Not where several have been given one sheet."""
    of_own = [SheetResult(f"S{k}", f"{k}.md", "mazur", k, (RIGHT,)) for k in range(4)]
    taken = SheetResult("Ünal", "u.md", "mazur", 2, (RIGHT,))
    assert "S2, Ünal" not in markdown.document(class_page(ClassResults([*of_own[1:3], taken])))
    results = ClassResults([*of_own, taken, replace(of_own[1], file="again.md")])
    assert "mazur · 2: S2, Ünal" in markdown.document(class_page(results))
    assert class_record(results)["shared"] == [
        {"scenario": "mazur", "seed": 2, "students": ["S2", "Ünal"]}
    ]


def test_a_class_counts_what_was_asked_and_names_what_was_left_blank_or_unread() -> None:
    sheets = [
        _sheet(
            "Ana", RIGHT, replace(BLANK, quantity="out_o1"), replace(WRONG, mark=AnswerMark.UNREAD)
        ),
        replace(_sheet("Ben", RIGHT, BLANK), trouble="1 blank of 2 is not in it"),
    ]
    said = markdown.document(class_page(ClassResults(sheets)))
    assert "2 sheets. Right answers: 2 of 5, which is 40 %." in said
    assert "2 of the questions have no answer, and count as not right." in said
    assert "| student | right | follows | nearly | not yet | unreadable | blank | ideas |" in said
    assert "What could not be marked" not in said
    assert "## What was marked, and needs a look" in said
    nothing = markdown.document(class_page(ClassResults([_sheet("Ana", BLANK)])))
    assert "1 sheet, without an answer." in nothing
    assert "counts as not right" not in nothing


def test_a_class_without_a_sheet_that_can_be_marked_has_a_page() -> None:
    page = list(class_page(ClassResults([SheetResult("", "a.md", trouble="it is empty")])))
    assert any(isinstance(one, Prose) and "Nothing could be marked." in one.parts for one in page)
