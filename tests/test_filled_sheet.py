"""Sheets that come back: filled in by hand in some editor, saved as it pleased, or damaged."""

import html
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from together import together
from tried import slow_but

from backprop_tutor.loader.files import load
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.lesson.documents.filled_sheet import (
    MOST_IN_A_SHEET,
    Damaged,
    FilledSheet,
    read_sheet,
)
from backprop_tutor.teaching.lesson.documents.sheet_line import check_word, line_as_text, line_of
from backprop_tutor.teaching.lesson.documents.worksheet import sheet_to_fill_in
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.html.page import html_page
from backprop_tutor.views.markdown.markdown import document, document_with_dollars
from backprop_tutor.wording import speak

HOUSE = load("house")
LESSON = Lesson(subject_of(HOUSE))
ASKED = LESSON.asked()
FIRST, SECOND, THIRD = ASKED[:3]
LINE = "_" * 20
SHEET = document(sheet_to_fill_in(LESSON, line_of(HOUSE)))
PAGE = html_page(sheet_to_fill_in(LESSON, line_of(HOUSE)))


def blank(quantity: str) -> str:
    return f"`{quantity}` = {LINE}"


def read(contents: bytes | str) -> FilledSheet:
    sheet = read_sheet(contents)
    assert isinstance(sheet, FilledSheet), sheet
    return sheet


def filled(quantity: str, answer: str) -> str:
    """Return the sheet with what now stands where one blank was."""
    assert SHEET.count(blank(quantity)) == 1
    return SHEET.replace(blank(quantity), answer)


@pytest.mark.parametrize("contents", [SHEET, PAGE])
def test_a_sheet_as_it_was_given_out(contents: str) -> None:
    sheet = read(contents.encode())
    assert sheet.answers == dict.fromkeys(ASKED, "")
    assert tuple(sheet.answers) == tuple(ASKED)
    assert (sheet.scenario, sheet.seed, sheet.student) == ("house", None, None)
    assert (sheet.part, sheet.only, sheet.after) == (None, None, 0)
    assert sheet.check == check_word(HOUSE)


BLANK = blank(FIRST)
ANSWERS = [
    (f"`{FIRST}` = 0.3775", "0.3775"),
    (f"`{FIRST}` =0,3775", "0,3775"),
    (f"`{FIRST}`=0.3775  ", "0.3775"),
    (f"{BLANK}0.3775", "0.3775"),
    (f"`{FIRST}` = 0.3775{LINE[4:]}", "0.3775"),
    (f"`{FIRST}` = _____ 0.3775 _____", "0.3775"),
    (f"`{FIRST}` = _0.3775_", "_0.3775_"),
    (rf"`{FIRST}` = \_\_\_\_ 0.3775 \_\_\_\_", "0.3775"),
    (f"`{FIRST}` = **0.3775**", "0.3775"),
    (f"`{FIRST}` = `w1*i1`", "w1*i1"),
    (f"`{FIRST}` = 0.15*0.05 + 0.2*0.1 + 0.35", "0.15*0.05 + 0.2*0.1 + 0.35"),
    (f"`{FIRST}` = __w1*i1 + b1___", "__w1*i1 + b1"),
    (f"`{FIRST}` = __init__", "__init__"),
    (f"`{FIRST}` = __", ""),
    (rf"`{FIRST}` = out\_h1\*w5", "out_h1*w5"),
    (f"`{FIRST}` = 0.15*0.05 +\n   0.35", "0.15*0.05 + 0.35"),
    (f"{BLANK}\n0.3775", "0.3775"),
    (f"`{FIRST}` =\n\n0.3775", "0.3775"),
    (f"`{FIRST}` =\n\nI do not know", ""),
    (f"{BLANK}\n\n0.3775", "0.3775"),
    (rf"`{FIRST}` = {chr(92)}_{chr(92)}_{chr(92)}_" + "\n0.3775", "0.3775"),
    (f"`{FIRST}` =\n\n2\\. what comes next", ""),
    (f"- `{FIRST}` = 0.3775", "0.3775"),
    (rf"* `{FIRST}` \= 0.3775", "0.3775"),
    (f"`{FIRST}` = x = 0.3775", "x = 0.3775"),
    (f"‘{FIRST}’ = 0.3775", "0.3775"),
    (f"“{FIRST}” = –0.3775", "–0.3775"),
    (f"1\\. `{FIRST}` = 0.3775", "0.3775"),
    (f"   3. `{FIRST}` = 0.3775", "0.3775"),
    (f"`{FIRST}` = 0.1\n\n`{FIRST}` = 0.2", "0.2"),
    (f"`{FIRST}` = 0.1\n\n`{FIRST}` =", "0.1"),
    (f"`{FIRST}` = ~~0.4~~ 0.3775", "0.3775"),
    (f"`{FIRST}` = ~~0.4~~\n0.3775", "0.3775"),
    (f"`{FIRST}` = ~~0.4~~\n\n0.3775", "0.3775"),
    (f"`{FIRST}` = ~~0.4~~ ____", ""),
    (f"`{FIRST}` = ~0.3775", "~0.3775"),
    (f"`{FIRST}` = <s>0.4</s> 0.3775 <DEL>0.5</DEL>", "0.3775"),
    (f"`{FIRST}` = 0\u0336.\u03364\u0336 0.3775", "0.3775"),
    (f"`{FIRST}` = $(touch x) `ls` <b>1</b>", "$(touch x) `ls` <b>1</b>"),
]


@together(("typed", "answer"), ANSWERS)
def test_what_was_typed(typed: str, answer: str) -> None:
    sheet = read(filled(FIRST, typed))
    assert sheet.answers == {**dict.fromkeys(ASKED, ""), FIRST: answer}


SAVED: list[Callable[[str], bytes]] = [
    lambda said: said.encode(),
    lambda said: said.replace("\n", "\r\n").encode(),
    lambda said: said.replace("\n", "\r").encode(),
    lambda said: said.encode("utf-8-sig"),
    lambda said: said.encode("utf-16"),
    lambda said: said.encode("cp1252", "replace"),
    lambda said: said.replace("\n", "   \n").encode(),
    lambda said: said.replace("`", "´").encode("cp1252", "replace"),
    lambda said: said.replace(">", " >").encode(),
    lambda said: said.replace("> ", "").encode(),
    lambda said: said.replace(" – ", " -- ").encode(),
    lambda said: said.replace("_" * 4, r"\_" * 4).encode(),
]


@pytest.mark.parametrize("saved", SAVED)
def test_however_an_editor_saves_it(saved: Callable[[str], bytes]) -> None:
    said = filled(FIRST, f"`{FIRST}` = 0,3775").replace(f"Name: {LINE}", "Name: Zoé Müller ____")
    sheet = read(saved(said))
    assert sheet.answers == {**dict.fromkeys(ASKED, ""), FIRST: "0,3775"}
    assert (sheet.scenario, sheet.check, sheet.student) == (
        "house",
        check_word(HOUSE),
        "Zoé Müller",
    )


def test_a_bold_word_before_the_name() -> None:
    assert read(SHEET.replace(f"Name: {LINE}", "**Name:** Zoé M.")).student == "Zoé M."


def _as_plain_text(said: str) -> str:
    return re.sub(r"^#+ ", "", said.replace("`", ""), flags=re.MULTILINE)


def _as_page_of_a_program_for_letters(said: str) -> str:
    told = html.escape(said, quote=False)
    told = re.sub(r"(?<!`)`([^`\n]+)`", r"<code class='w'>\1</code>", told)
    paragraphs = "".join(f"<p>{one}</p>" for one in told.split("\n\n"))
    return f"<html><body>{paragraphs}</body></html>"


@pytest.mark.parametrize("saved", [_as_plain_text, _as_page_of_a_program_for_letters])
def test_whatever_program_for_letters_has_saved_it(saved: Callable[[str], str]) -> None:
    """The first is filled in and the others are not; nothing else on the sheet is an answer."""
    said = filled(FIRST, f"`{FIRST}` = 0.3775").replace(f"Name: {LINE}", "Name: Zoé")
    sheet = read(saved(said))
    assert {name: typed for name, typed in sheet.answers.items() if typed} == {FIRST: "0.3775"}
    assert set(sheet.answers) == set(ASKED)
    assert sheet.student == "Zoé"


def test_in_french() -> None:
    speak("fr")
    try:
        said = document(sheet_to_fill_in(LESSON, line_of(HOUSE, 12)))
    finally:
        speak("en")
    sheet = read(said.replace(f"Nom\N{NO-BREAK SPACE}: {LINE}", "Nom\N{NO-BREAK SPACE}: Zoé"))
    assert (sheet.scenario, sheet.seed, sheet.student) == ("house", 12, "Zoé")
    assert tuple(sheet.answers) == tuple(ASKED)


TYPED = [
    ("0.3775", "0.3775"),
    ("<b>0</b>.3<span style='x'>77</span>5", "0.3775"),
    ("<div>0.1 +<br/>0.2</div>", "0.1 + 0.2"),
    ("a &lt; b", "a < b"),
    ("<s>0.<b>4</b></s> 0.3775", "0.3775"),
    ("<strike>0.4</strike>", ""),
    ("<span style='text-decoration: line-through'>0.<span>4</span>1</span>0.3775", "0.3775"),
    ("<del>0.4<div>0.3775</div>", "0.3775"),
    ("&nbsp;", ""),
]


@pytest.mark.parametrize(("typed", "answer"), TYPED)
def test_a_page_that_was_typed_in(typed: str, answer: str) -> None:
    start = f'data-quantity="{FIRST}"'
    head, _, rest = PAGE.partition(start)
    tag, _, rest = rest.partition(">")
    page = f"{head}{start}{tag}>{typed}{rest}"
    page = page.replace('data-quantity=""', 'data-quantity="" id="me"')
    sheet = read(page.encode())
    assert sheet.answers == {**dict.fromkeys(ASKED, ""), FIRST: answer}


TRAPS = [
    "Ada Lovelace",
    "*b* _i_ `c` [l](u) <script>&amp; $x$ |",
    "Sheet mazur · 7 · K3QF",
    "__init__",
    "$",
    r"\(",
    "_",
    "> # =1+1",
    r"a\_b \\ {x}",
    "O’Neill: the 2nd",
]


@pytest.mark.parametrize("view", slow_but([document], [document, document_with_dollars, html_page]))
@pytest.mark.parametrize("name", TRAPS)
def test_a_name_comes_back_as_it_was_given(name: str, view: Callable[..., str]) -> None:
    sheet = read(view(sheet_to_fill_in(LESSON, line_of(HOUSE, 7), name)))
    assert (sheet.student, sheet.seed, sheet.scenario) == (name, 7, "house")


@pytest.mark.parametrize(
    ("part", "only", "after"), [(Part.ERROR, None, 0), (None, "w1", 12), (Part.UPDATE, "w1", 3)]
)
def test_what_of_the_lesson_was_asked(part: Part | None, only: str | None, after: int) -> None:
    line = line_of(HOUSE, 3, part, only, after)
    sheet = read(document(sheet_to_fill_in(LESSON, line)))
    assert (sheet.part, sheet.only, sheet.after, sheet.check) == (part, only, after, line.check)


def test_no_two_sheets_have_one_check_word() -> None:
    mazur = load("mazur")
    words = {
        check_word(one, seed, part, only, after)
        for one in (HOUSE, mazur)
        for seed in (None, *range(20))
        for part in (None, Part.ERROR)
        for only in (None, "w5")
        for after in (0, 1)
    }
    assert len(words) == 2 * 21 * 2 * 2 * 2


WHICH = f"> Sheet {line_as_text(line_of(HOUSE))}"
DAMAGED = [
    (b"", "it is empty"),
    (b"\xef\xbb\xbf \r\n", "it is empty"),
    (b"\x00\x01\x02", "it is not text"),
    (b"caf\x81\x8d", "it is not text"),
    (b"\xff\xfe\x00", "it is not text"),
    (b"PK\x03\x04 and more", "it is a file of the kind docx/odt/xlsx; save it as plain text"),
    (b"%PDF-1.7", "it is a file of the kind PDF; save it as plain text"),
    (b"x" * (MOST_IN_A_SHEET + 1), "it is larger than 4,000,000 bytes"),
    (b"Dear diary", "the line that says which sheet it is"),
    (SHEET.replace(" · ", " ? ").encode(), "the line that says which sheet it is"),
    (WHICH.encode(), "there is no blank of a sheet in it"),
    ((SHEET + SHEET.replace(WHICH, "> Sheet house · 8 · BBBB")).encode(), "several sheets"),
    (b"<html><body>no sheet</body></html>", "the line that says which sheet it is"),
]


@pytest.mark.parametrize(("contents", "reason"), DAMAGED)
def test_what_is_no_sheet_is_said_in_a_sentence(contents: bytes, reason: str) -> None:
    found = read_sheet(contents)
    assert isinstance(found, Damaged)
    assert reason in found.reason
    assert "\n" not in found.reason


PIECES = (
    "`a` = ",
    "\\",
    "_",
    "<!--",
    "<span class=blank>",
    " ",
    "> Sheet a · 1 · ",
    "&#x",
    "1. ",
    "~~a",
    "<s>",
)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("head", [WHICH + "\n\n`a` = 1\n", "<!doctype html>"])
def test_no_file_takes_long(piece: str, head: str) -> None:
    start = time.process_time()
    read_sheet(head + piece * (300_000 // len(piece)))
    assert time.process_time() - start < 2


@given(st.text(max_size=60), st.integers(0, len(SHEET)))
def test_whatever_stands_in_it(written: str, at: int) -> None:
    assert isinstance(read_sheet(SHEET[:at] + written + SHEET[at:]), FilledSheet | Damaged)


@given(st.binary(max_size=60), st.sampled_from([b"", b"<html>", SHEET.encode()]))
def test_whatever_bytes_there_are(written: bytes, head: bytes) -> None:
    assert isinstance(read_sheet(head + written), FilledSheet | Damaged)
