"""Whole lessons as they are read: golden pages of the scenarios, their widths and fences.

``GOLDEN=write pytest tests/test_lesson_golden.py`` writes them anew, for a reader to judge.
"""

import io
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from tried import QUICK, TRIED, slow_but
from views_pages import expect_golden

from backprop_tutor.blocks.blocks import Prose, Tone
from backprop_tutor.loader import load
from backprop_tutor.session import at_the_terminal, loop
from backprop_tutor.teaching.lesson.documents.worked_solution import worked_solution
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.authors_words import in_learners_language
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.markdown import markdown
from backprop_tutor.views.text.terminal import Terminal
from backprop_tutor.wording import speak

SOFTMAX = str(Path(__file__).parent / "data" / "softmax.yaml")
SOURCES = (*TRIED, SOFTMAX)


def stem(source: str) -> str:
    return Path(source).stem


@cache
def lesson(source: str) -> Lesson:
    return Lesson(subject_of(load(source)))


@cache
def read_along(source: str, *, plain: bool = False, width: int = 80) -> str:
    """The first page and the whole lesson, as ``walk --auto`` shows them."""
    return page_of(lesson(source), plain=plain, width=width)


def page_of(of: Lesson, *, plain: bool, width: int = 80) -> str:
    file = io.StringIO()
    screen = Terminal(plain=plain, width=width, colour=False, file=file)
    at_the_terminal.run(loop.greet(of.subject.scenario), screen)
    at_the_terminal.run(loop.read_along(of), screen)
    return file.getvalue()


@cache
def what_is_said_when_asked(source: str) -> str:
    """The hints and whys of a lesson, those of its terms included; of the same words, one.

    What has a digit in it is a number or a name that counts: it makes no other words.
    """
    of = lesson(source)
    said: dict[str, str] = {}
    for index, asked in enumerate(of):
        for step in (*(of.term(term, index) for term in asked.question.terms), asked):
            file = io.StringIO()
            screen = Terminal(plain=True, width=80, colour=False, file=file)
            for number, hint in enumerate(step.hints, start=1):
                screen.show(Prose((f"{step.name}, hint {number}",), Tone.HEADING), *hint)
            screen.show(Prose((f"{step.name}, why",), Tone.HEADING), *step.why)
            words = re.sub(r"\S*\d\S*", "#", file.getvalue())
            said.setdefault(re.sub(r"# ([·+−] #)+", "#", words), file.getvalue())
    return "\n".join(said.values())


@cache
def document(source: str) -> str:
    return markdown.document(worked_solution(lesson(source)))


@cache
def columns_of(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def columns(line: str) -> int:
    return sum(map(columns_of, line))


@pytest.mark.parametrize("source", slow_but(QUICK, TRIED))
def test_terminal_golden(source: str) -> None:
    expect_golden(f"../lesson/{source}.txt", read_along(source))


@pytest.mark.slow
@pytest.mark.parametrize("source", TRIED)
def test_no_sentence_has_a_gap_that_was_not_filled_in(source: str) -> None:
    text = read_along(source, plain=True) + what_is_said_when_asked(source)
    assert not re.search(r"\{\w", text)
    counted = [name for name in load(source).neurons if re.search(r"\d", name)]
    glued = [name for name in counted if re.search(rf"\b[a-z]{{2,}}{name}\b", text)]
    assert glued == [], "a space is missing"


@pytest.mark.parametrize("source", TRIED)
def test_plain_golden(source: str) -> None:
    expect_golden(f"../lesson/{source}-plain.txt", read_along(source, plain=True))


@pytest.mark.parametrize("source", TRIED)
def test_golden_hints_and_whys(source: str) -> None:
    expect_golden(f"../lesson/{source}-hints.txt", what_is_said_when_asked(source))


@pytest.mark.parametrize("source", TRIED)
def test_markdown_golden(source: str) -> None:
    expect_golden(f"../markdown/{source}.md", document(source))


@pytest.mark.slow
@pytest.mark.parametrize(
    "source", ["mazur", "house", "softmax", "siraj-xor", "coding-train", "micrograd"]
)
def test_french_golden(source: str) -> None:
    """``test_french.py`` reads these pages too."""
    of = Lesson(lesson(source).subject)  # Its sentences are made anew, its numbers are not.
    speak("fr")
    try:
        drawn, plain = page_of(of, plain=False), page_of(of, plain=True)
    finally:
        speak("en")
    expect_golden(f"../lesson/fr/{source}.txt", drawn)
    expect_golden(f"../lesson/fr/{source}-plain.txt", plain)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "width"),
    [
        *((source, 80) for source in SOURCES),
        *((source, 40) for source in SOURCES[::2]),
        ("house", 120),
    ],
    ids=lambda one: stem(str(one)),
)
def test_no_line_is_wider_than_the_screen(source: str, width: int) -> None:
    text = read_along(source, width=width)
    wide = [line.strip() for line in text.split("\n") if columns(line) > width]
    # A command is one row, to be pasted: the terminal alone breaks it.
    assert [line for line in wide if not line.startswith("backprop-tutor ")] == []
    assert not re.search(r"[ \t]$", text, re.MULTILINE), "nothing trails"
    assert "\n\n\n" not in text, "one empty line parts, never two"
    assert text.endswith("\n")
    assert not text.startswith("\n")


@pytest.mark.parametrize("source", SOURCES, ids=stem)
def test_plain_lines_hold_no_drawing_and_nothing_trails(source: str) -> None:
    text = read_along(source, plain=True)
    assert not any("\u2500" <= character <= "\u25ff" for character in text)
    assert "\x1b" not in text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert "\n\n\n" not in text


def braces_balance(formula: str) -> bool:
    depth = 0
    for sign in re.sub(r"\\[{}\\]", "", formula):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("source", SOURCES, ids=stem)
def test_markdown_fences_and_braces_balance(source: str) -> None:
    text = document(source)
    inside: str | None = None
    fenced: list[str] = []
    prose: list[str] = []
    for line in text.split("\n"):
        if inside is None and line.startswith("```"):
            inside, current = line.removeprefix("```"), []
            assert inside in ("math", "mermaid", "text"), line
        elif inside is not None and line == "```":
            if inside == "math":
                fenced.append("\n".join(current))
            inside = None
        elif inside is not None:
            assert "```" not in line
            current.append(line)
        else:
            prose.append(line)
    assert inside is None, "the last fence is closed"
    assert fenced
    for formula in fenced:
        assert braces_balance(formula), formula
        assert formula.count(r"\begin{aligned}") == formula.count(r"\end{aligned}")
        assert "$" not in formula
    for line in prose:
        assert line.count("$`") == line.count("`$"), line
        spans = re.findall(r"\$`(.*?)`\$", line)
        assert len(spans) == line.count("$`"), line
        for span in spans:
            assert span
            assert braces_balance(span), span
        bare = re.sub(r"\$`.*?`\$", "", line)
        assert not re.search(r"(?<!\\)[$`]", bare), line
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("source", SOURCES, ids=stem)
def test_the_document_holds_every_question_with_its_value(source: str) -> None:
    text = document(source)
    whole = lesson(source)
    for step in whole:
        assert whole.subject.spelled(step.name).split("e")[0] in text, step.name
    assert text.count("\n### ") == whole.questions
    title = in_learners_language(whole.subject.scenario.title)
    assert text.startswith(f"# {title}\n")
