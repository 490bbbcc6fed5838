"""The page's Python side, driven by messages as the page drives it; it never sees a browser."""

import html
import json
import random
import re
import subprocess
import sys
import zlib
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from french import faults
from program import Run
from students import always_right, precisely
from test_architecture import MODULES, imports_of
from tried import QUICK, slow_but
from walks import right_letter

from backprop_tutor.formula.expression import Name
from backprop_tutor.invocation import Program
from backprop_tutor.loader import bundled
from backprop_tutor.page import messages
from backprop_tutor.page.engine import Engine
from backprop_tutor.page.own_network import packed, unpacked
from backprop_tutor.page.routes import Destination, Route, route_of
from backprop_tutor.progress.rows import Row
from backprop_tutor.progress.store import open_record
from backprop_tutor.teaching.dialogue.asked_nudge import AskedNudge
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.quiz.quiz import Quiz
from backprop_tutor.wording import speak

Reply = dict[str, Any]


class Browser:
    """Sends what a page sends, and keeps what it would show."""

    def __init__(self, record: Path | None = None) -> None:
        self.engine = Engine(record)
        self.column: list[str] = []

    def ask(self, do: str, **said: Any) -> Reply:
        reply = json.loads(self.engine.hear(json.dumps({"do": do, **said})))
        if reply["reply"] == "page":
            self.column = [] if reply["replace"] else self.column
            self.column += [piece["html"] for piece in reply["main"]]
        return reply

    def open(self, route: str, lang: str = "en", **said: Any) -> Reply:
        return self.ask("open", route=route, lang=lang, **said)

    def type(self, text: str) -> Reply:
        return self.ask("type", text=text)

    @property
    def conversation(self) -> Walk | Quiz | None:
        under_way = self.engine._under_way
        return None if under_way is None else under_way.conversation


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak("en")


def words(markup: str) -> str:
    """Return what stands on the screen, mathematics and pictures left out."""
    bare = re.sub(r"<(svg|math)\b.*?</\1>", " ∎ ", markup, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", bare))


def right_answer(talk: Walk | Quiz) -> str:
    if isinstance(talk, Quiz):
        return always_right(talk)
    if isinstance(talk._asking, AskedNudge):
        return "skip"
    return right_letter(talk) or precisely(talk.subject.values[talk.step.name])


def walked(browser: Browser, begun: Reply) -> Iterator[Reply]:
    """Answer all that is asked, right."""
    reply = begun
    while reply["ask"] is not None and browser.conversation is not None:
        reply = browser.type(right_answer(browser.conversation))
        yield reply


def is_well_formed(markup: str) -> bool:
    try:
        ElementTree.fromstring(f"<div>{markup}</div>")
    except ElementTree.ParseError:
        return False
    return True


# Whole walks


@pytest.mark.parametrize(
    "name", ["mazur", pytest.param("softmax", marks=pytest.mark.slow), "computation-graph"]
)
def test_a_whole_walk(name: str, tmp_path: Path) -> None:
    browser = Browser(tmp_path / "record.sqlite")
    begun = browser.open(f"walk/{name}")
    assert (begun["route"], begun["begins"], begun["replace"]) == (f"walk/{name}", True, True)
    assert begun["picture"].startswith("<figure>")
    replies = list(walked(browser, begun))
    folded = [reply["fold"] for reply in replies if reply["fold"] is not None]
    assert len(folded) == len(replies), "each right answer ends a question"
    assert sum("✓" in line for line in folded) >= len(folded) - 3
    assert all(reply["saved"] for reply in replies), "each is written down before it is shown"
    assert replies[-1]["ask"] is None or browser.conversation is None
    pieces = [piece for reply in (begun, *replies) for piece in reply["main"]]
    assert all(is_well_formed(piece["html"]) for piece in pieces)
    column = "\n".join(browser.column)
    assert column.count("<h1>") == 1
    assert "backprop-tutor" not in words(column), "no command of a shell"
    for link in re.findall(r'href="([^"]*)"', column):
        assert link.startswith("#")
        assert browser.open(link)["main"][0]["html"].find('class="wrong"') < 0, link


def test_a_whole_walk_in_french(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "record.sqlite")
    begun = browser.open("walk/mazur", "fr")
    assert (begun["lang"], begun["labels"]["language"]) == ("fr", "English")
    for word in ("indice", "pourquoi", "aide", "valeurs", "0,123", "net_h1*", "quoi"):
        assert browser.type(word)["reply"] == "page"
    replies = list(walked(browser, browser.type("encore")))
    assert [*faults(words("\n".join(browser.column)))] == []
    assert any(re.search(r"≈ .*>[0-9]+,[0-9]+<", one["fold"] or "") for one in replies)
    for place in ("", "course", "progress", "glossary", "editor", "plot/mazur/w5", "train/mazur"):
        browser.open(place, "fr")
        # What a scenario is called is in no language.
        column = re.sub(r"<td><a [^>]*>[^<]*</a></td>", "", "\n".join(browser.column))
        assert [*faults(words(column))] == [], place


# The same judge


WRONG = ["0.4398", "out_h1", "0.0822", "0.5", "w5*", "dE_total/dout_o1", "-0.082167041", "1,5"]


@pytest.mark.parametrize("typed", WRONG)
def test_a_verdict_is_that_of_the_command(typed: str, run: Run, tmp_path: Path) -> None:
    _, out, _ = run("answer", "mazur", "dE_total/dw5", typed, "--json")
    told = json.loads(out)
    record = tmp_path / "record.sqlite"
    browser = Browser(record)
    browser.open("walk/mazur?from=dE_total/dw5")
    browser.type(typed)
    (row,) = rows_of(record)
    assert row.heard.misconceptions == tuple(told["misconceptions"])
    assert row.heard.event.value == told["verdict"]


def rows_of(path: Path) -> tuple[Row, ...]:
    with open_record(path) as record:
        return record.rows()


# A quiz, and an exam


def test_a_quiz_with_a_seed_asks_what_the_terminal_asks(run: Run, tmp_path: Path) -> None:
    browser, asked = Browser(tmp_path / "page.sqlite"), []
    reply = browser.open("quiz/mazur?seed=7&questions=5")
    while reply["ask"] is not None:
        talk = browser.conversation
        assert isinstance(talk, Quiz)
        asked.append((talk.now.called, right_answer(talk)))
        reply = browser.type(asked[-1][1])
    answers = tmp_path / "answers.txt"
    answers.write_text("\n".join(typed for _, typed in asked))
    command = ("quiz", "mazur", "--seed", "7", "--questions", "5", "--answers", str(answers))
    code, out, _ = run(*command, "--json", "--no-save")
    assert code == 0
    answers_there = [(one["quantity"], one["typed"]) for one in json.loads(out)["answers"]]
    assert answers_there == asked
    assert "The score" in words("".join(browser.column))
    assert browser.open("quiz")["route"] == "quiz/mazur"


def test_an_exam_tells_nothing_before_its_end(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "page.sqlite")
    reply = browser.open("quiz/mazur?seed=3&questions=3&exam")
    while reply["ask"] is not None:
        talk = browser.conversation
        assert isinstance(talk, Quiz)
        assert reply["ask"]["slide"] is None
        assert not {"hint", "show", "why"} & {word["text"] for word in reply["ask"]["words"]}
        assert browser.ask("slide", quantity="w5", by=0.1)["reply"] == "refused"
        reply = browser.type("0.123456" if talk.prompt() == Name("net_h1") else right_answer(talk))
        assert not any(sign in (reply["fold"] or "") for sign in "✓✗")
        assert "amiss" not in (reply["picture"] or "")
    assert "The score" in words("".join(browser.column))


# What was typed is kept


def test_a_link_to_an_exam_leaves_the_course_where_it_is(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "record.sqlite")
    browser.open("walk/circuit")
    assert browser.conversation is not None
    browser.type(right_answer(browser.conversation))
    home = words("".join(piece["html"] for piece in browser.open("")["main"]))
    assert "circuit is next" in home
    for options in ("seed=7&questions=5&exam", "questions=5", "topic=update&variant", ""):
        browser.open(f"quiz/mazur?{options}")
        browser.type("1")
        home = words("".join(piece["html"] for piece in browser.open("")["main"]))
        assert "circuit is next" in home
        assert "computation-graph" in home, "what is before it is not left out"
        assert "Or go on with the " + ("exam" if "exam" in options else "quiz") in home
        assert home.count("begun") == (1 if options else 2), "circuit, and the quiz of the course"
    browser.open("walk/mazur/w5")
    browser.type("skip")
    assert "mazur, w5 is next" in words(browser.open("")["main"][0]["html"]), "one may walk ahead"


def test_a_walk_goes_on_after_a_reload_and_in_another_browser(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "record.sqlite"
    browser = Browser(record)
    browser.open("walk/mazur")
    browser.type("0.3775")
    again = browser.ask("reload")
    assert "Step 2" in words(again["main"][-1]["html"])
    assert not again["saved"], "what another tab has stored is not stored once more"
    other = Browser(record)
    other.open("walk/mazur")
    other.type("0.5933")
    kept = other.ask("record")
    assert kept["reply"] == "file"
    (tmp_path / kept["name"]).write_bytes(b64decode(kept["base64"]))
    code, out, _ = run("progress", "--progress-file", str(tmp_path / kept["name"]), "--plain")
    assert (code, "2 of 2 questions right at the first try" in out) == (0, True)
    table = b64decode(other.ask("csv")["base64"]).decode()
    assert table.count("\n") == 3
    fresh = Browser(tmp_path / "fresh.sqlite")
    fresh.open("progress")
    taken = fresh.ask("take", base64=kept["base64"])
    assert (taken["reply"], taken["saved"]) == ("page", True)
    assert len(rows_of(tmp_path / "fresh.sqlite")) == 2
    asked = fresh.ask("take", base64=kept["base64"])
    assert asked["reply"] == "to replace"
    assert words(asked["html"]).startswith(
        " Your record here holds 2 answers, the file holds 2 answers."
    )
    sure = fresh.ask("take", base64=kept["base64"], sure=True)
    assert sure["saved"], "though its count is the same"
    assert "Step 3" in words(fresh.open("walk/mazur")["main"][-1]["html"])


@pytest.mark.parametrize("data", [b"", b"no record", b"SQLite format 3\0" + bytes(100)])
def test_what_is_no_record_changes_nothing(data: bytes, tmp_path: Path) -> None:
    browser = Browser(tmp_path / "record.sqlite")
    browser.open("walk/mazur")
    browser.type("0.3775")
    before = (tmp_path / "record.sqlite").read_bytes()
    taken = browser.ask("take", base64=b64encode(data).decode(), sure=True)
    assert taken["reply"] == "refused"
    other = Browser(tmp_path / "other.sqlite").ask("record")["base64"]
    assert browser.ask("take", base64=other)["reply"] == "to replace"
    (tmp_path / "other.sqlite").unlink()
    assert browser.ask("take", base64="☃")["reply"] == "refused"
    assert (tmp_path / "record.sqlite").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["record.sqlite"]
    assert browser.type("0.5933")["fold"] is not None


def test_a_language_stays_with_what_was_begun_in_it(tmp_path: Path) -> None:
    record = tmp_path / "record.sqlite"
    browser = Browser(record)
    browser.open("walk/mazur", "fr")
    browser.type("0,3775")
    later = Browser(record)
    assert later.open("walk/mazur", "en")["lang"] == "fr"
    assert later.open("walk/mazur", "en", chosen=True)["lang"] == "en"
    assert "Step 2" in words(later.column[-1])


# Its own network, within an address


def own(title: str = "T") -> str:
    browser = Browser()
    made = browser.ask("template", layers="2,2,1", activation="tanh", seed=4)["yaml"]
    assert "backprop-tutor" not in made
    own_title = f"title: {json.dumps(title)}"
    return re.sub(r"^title:.*", lambda _: own_title, made, flags=re.MULTILINE)


def test_a_network_of_ones_own(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "record.sqlite")
    drafted = browser.ask("draft", yaml=own("<b>mine</b>"))
    assert (drafted["faults"], drafted["picture"][:8]) == ([], "<figure>")
    page = browser.open(drafted["route"])
    assert "&lt;b&gt;mine&lt;/b&gt;" in browser.column[0]
    walk = next(link for link in re.findall(r'href="#([^"]*)"', browser.column[0]))
    begun = browser.open(walk.replace("&amp;", "&"))
    assert begun["ask"] is not None
    browser.type(right_answer(browser.conversation))  # type: ignore[arg-type]
    later = Browser(tmp_path / "record.sqlite")
    assert "Step 2" in words(later.open(begun["route"])["main"][-1]["html"])
    later.open("progress")
    assert begun["route"].partition("?")[0] in later.column[0]
    assert later.open("walk/own")["route"] == begun["route"]
    assert page["title"] == "<b>mine</b>"


def test_a_network_of_ones_own_is_called_by_its_title(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "record.sqlite")
    overview = browser.open(browser.ask("draft", yaml=own("My first"))["route"])
    shown = [overview["main"][0]["html"]]
    reply = browser.open("walk/own")
    while reply["ask"] is not None and browser.conversation is not None:
        reply = browser.type("skip")
    shown += [browser.column[-1], browser.open("progress")["main"][0]["html"]]
    for page in shown:
        assert "My first" in words(page)
        assert "own-" not in words(page)
    ways = re.findall(r'href="#([^"]*own-[^"]*)"', shown[1])
    assert {way.partition("/")[0] for way in ways} == {"plot", "quiz", "train", "walk"}
    for way in map(html.unescape, ways):  # A tab that knows of no network gets it from the address.
        assert Browser().open(way)["route"] == way


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("walk/mazur/nosuch", "'nosuch' is not a weight, bias or input of mazur."),
        ("quiz/mazur?seed=x", "The address says seed 'x'; that has to be a whole number."),
        ("quiz/mazur?questions=0", "The address says questions '0'; that has to be from 1 to 200."),
        ("quiz/mazur?topic=x", "The address says topic 'x', which this program does not know."),
        ("train/mazur?rate=-1", "'-1' is not a learning rate; give a number above 0."),
    ],
)
def test_what_is_wrong_with_an_address_is_a_sentence(address: str, said: str) -> None:
    assert words(Browser().open(address)["main"][0]["html"]).strip() == said


@pytest.mark.parametrize("route", ["walk/mazur", "walk/mazur/w5", "quiz/mazur?seed=7&exam"])
def test_an_empty_line_is_nothing_wrong(route: str) -> None:
    browser = Browser()
    browser.open(route)
    said = words(browser.type(" ")["main"][1]["html"])
    assert said.split()[:3] == ["→", "Nothing", "was"]


def test_what_is_wrong_with_a_draft_is_said_where_it_is() -> None:
    browser = Browser()
    broken = own().replace("activation: tanh", "activation: tahn", 1)
    (fault,) = browser.ask("draft", yaml=broken)["faults"]
    line = broken.split("\n")[fault["line"] - 1]
    assert line[fault["column"] - 1 :].startswith("tahn")
    assert "tanh" in fault["text"]
    assert browser.ask("template", layers="0", activation="x", seed=1)["yaml"] == ""


def test_an_address_that_unfolds_too_far_is_refused() -> None:
    bomb = zlib.compressobj(9, wbits=-15)
    data = bomb.compress(b"a" * 20_000_000) + bomb.flush()
    payload = urlsafe_b64encode(data).decode().rstrip("=")
    browser = Browser()
    for wrong in (payload[:190_000], payload, "A", "%%%", packed(own())[:-9], packed("]")):
        reply = browser.open(f"net/{wrong}")
        assert (reply["route"], reply["main"][0]["told"]) == ("", reply["main"][0]["html"])


def test_what_is_packed_is_unpacked() -> None:
    for text in ("", "x", own(), "é☃" * 1000):
        assert unpacked(packed(text)) == text


# What is shown on the way


def test_a_wrong_answer_is_marked_where_it_went_wrong() -> None:
    browser = Browser()
    begun = browser.open("walk/mazur?from=dE_total/dw5")
    assert "amiss" not in begun["picture"]
    reply = browser.type("0.4398")  # Without the slope of the output's activation.
    (node,) = re.findall(r'<g class="node[^"]* amiss">.*?</g>', reply["picture"])
    assert re.sub(r"<[^>]+>", "", node).startswith("o1")
    assert browser.type("hint")["picture"] is None, "it stays as it is"
    right = browser.type("0.08217")
    assert ("amiss" in right["picture"], right["chain"]) == (False, None), "the next has its own"


def test_the_chain_is_marked_where_it_was_left(tmp_path: Path) -> None:
    browser = Browser()
    begun = browser.open("walk/mazur?from=dE_total/dw5")
    shown = re.findall(r'<div class="formula chain">.*?</div>', begun["main"][-1]["html"])
    assert ("amiss" in shown[-1], begun["chain"]) == (False, None)
    arrows = re.findall(r"<mo[^>]*>←", browser.type("0.4398")["chain"])
    assert ["amiss" in arrow for arrow in arrows] == [False, True, False]
    assert browser.type("hint")["chain"] is None, "it stays as it is"
    # The delta in place of the gradient: what the weight multiplies was left out.
    arrows = re.findall(r"<mo[^>]*>←", browser.type("0.1385")["chain"])
    assert ["amiss" in arrow for arrow in arrows] == [False, False, True]
    assert "amiss" not in browser.type("123.456")["chain"]


def test_the_whole_answer_is_no_equation_for_a_part() -> None:
    browser = Browser()
    browser.open("walk/mazur")
    talk = browser.conversation
    assert isinstance(talk, Walk)
    talk.go_to(next(k for k in range(len(talk.lesson)) if talk.lesson[k].question.terms))
    assert talk.step.name == "out_h2"
    browser.type("apart")
    assert talk.step.name == "net_h2"
    assert browser.ask("preview", text="sigma(net_h2)")["html"], "it is read as the whole"
    echo, verdict, *_ = browser.type("sigma(net_h2)")["main"]
    assert "<mi>out</mi>" in echo["html"].split("\N{NO-BREAK SPACE}=")[0]
    assert "already, the whole answer." in words(verdict["html"])


def test_only_the_verdict_and_why_are_read_out() -> None:
    browser = Browser()
    browser.open("walk/mazur")
    (echo, right, following) = browser.type("0.3775")["main"]
    assert echo["told"] == ""
    assert words(right["told"]).split("\n")[0].strip() == "✓  Correct."
    assert "formula" not in right["told"]
    assert words(following["told"]).split() == ["Step", "2", "of", "38", "·", "forward", "∎", "="]
    (_, wrong) = browser.type("0.4")["main"]
    assert wrong["told"] == wrong["html"], "all of it is the verdict and why"
    (_, values) = browser.type("values")["main"]
    assert "<table>" in values["told"], "that was asked for"


def test_how_it_went_is_read_out() -> None:
    browser = Browser()
    browser.open("walk/parabola")
    while browser.conversation is not None:
        reply = browser.type("skip")
    told = words(reply["main"][-1]["told"]).strip()
    assert told.startswith("How it went")
    assert "skipped" in told
    assert "What came out" not in told


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("out_h1*2", "<mi>out</mi>"), ("1/3", "<mfrac>"), ("hint", ""), ("w5*", ""), ("", "")],
)
def test_what_a_text_would_be_read_as(typed: str, shown: str) -> None:
    browser = Browser()
    browser.open("walk/mazur?from=dE_total/dw5")
    html_of_it = browser.ask("preview", text=typed)["html"]
    assert (shown in html_of_it) if shown else html_of_it == ""


def test_a_weight_is_moved_by_hand() -> None:
    browser = Browser()
    slide = browser.open("walk/mazur?from=dE_total/dw5")["ask"]["slide"]
    assert slide["quantity"] == "w5"
    still = browser.ask("slide", quantity="w5", by=0)
    moved = browser.ask("slide", quantity="w5", by=slide["most"] / 2)
    assert (still["html"].count("<circle"), moved["html"].count("<circle")) == (1, 2)
    assert (still["told"], "rises by" in words(moved["told"])) == ("", True)
    assert is_well_formed(moved)
    assert browser.ask("slide", quantity="w6", by=1)["reply"] == "refused"


@pytest.mark.parametrize("name", slow_but(QUICK, bundled()))
def test_every_scenario_begins(name: str) -> None:
    browser = Browser()
    for place in ("walk", "plot"):
        reply = browser.open(f"{place}/{name}")
        assert reply["route"] == f"{place}/{name}", words(reply["main"][0]["html"])
        told = (*browser.column, reply["picture"])
        assert all(map(is_well_formed, told))
        assert "backprop-tutor" not in words("".join(told)), "no command of a shell"


# Whatever is sent

HOSTILE = [
    "x" * 1_000_000,
    "<img src=x onerror=alert(1)>",
    "</details><script>alert(1)</script>",
    "<math><mtext></mtext></math><svg onload=alert(1)>",
    "__proto__",
    "\ud800\udfff\ud800",
    "\u202e\u0000\x1b[31m",
    "((((" * 50_000,
    "'; DROP TABLE answers; --",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str, tmp_path: Path) -> None:
    browser = Browser(tmp_path / "record.sqlite")
    browser.open("walk/mazur")
    replies = [
        browser.type(text),
        browser.ask("preview", text=text),
        browser.ask("slide", quantity=text, by=1),
        browser.ask("draft", yaml=text),
        browser.ask("draft", yaml=own(text) if len(text) < 1000 else text),
        browser.ask("template", layers=text, activation=text, seed=1),
        browser.ask("take", base64=text),
        browser.open(text),
        browser.open(f"walk/{text}"),
        browser.open(f"walk/mazur/{text}"),
        browser.open(f"walk/mazur?part={text}&{text}={text}"),
        browser.open("quiz/mazur", text),
    ]
    for reply in replies:
        told = [piece[key] for piece in reply.get("main", []) for key in ("html", "told")]
        keys = ("html", "told", "picture", "chain", "fold")
        told += [reply[key] for key in keys if reply.get(key)]
        for markup in told:
            assert is_well_formed(markup)
            tags = set(re.findall(r"<([a-z]+)", markup))
            assert not tags & {"script", "img", "iframe", "style", "link", "object"}
            assert not re.search(r"<[^>]* on\w+=", markup)
            assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\u202e]", markup)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "1", '"open"', "[" * 100_000, '{"do": "type"}', '{"do": null}',
        '{"do": "type", "text": 1}', '{"do": "slide", "quantity": "w5", "by": NaN}',
        '{"do": "slide", "quantity": "w5", "by": "1"}', '{"__proto__": {"do": "open"}}',
        '{"do": "open", "route": null}', '{"do": "template", "seed": true}', "9" * 5000,
        '{"do": "__class__"}',
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(text: str) -> None:
    assert json.loads(Engine().hear(text))["reply"] == "refused"


def test_every_message_has_a_reply_at_any_time(tmp_path: Path) -> None:
    said: dict[str, dict[str, Any]] = {
        "open": {}, "type": {"text": "1"}, "preview": {"text": "1"},
        "slide": {"quantity": "w5", "by": 1}, "draft": {"yaml": ""}, "template": {}, "record": {},
        "take": {"base64": ""}, "csv": {}, "reload": {},
    }  # fmt: skip
    assert set(said) == set(messages.MESSAGES)
    draw = random.Random(1)
    places = ["", "walk/circuit", "quiz/circuit?seed=1", "plot/circuit", "progress"]
    browser = Browser(tmp_path / "record.sqlite")
    for _ in range(30):
        browser.open(draw.choice(places))
        do = draw.choice([*said])
        assert browser.ask(do, **said[do])["reply"] in set(messages.REPLIES.values())


# Addresses


@pytest.mark.parametrize(
    ("command", "address"),
    [
        (("walk", "mazur", {"only": "w5"}), "#walk/mazur/w5"),
        (("walk", "mazur", {"variant": "true", "seed": "3"}), "#walk/mazur?variant&seed=3"),
        (("quiz", "mazur", {"exam": "true", "questions": "5"}), "#quiz/mazur?exam&questions=5"),
        (("plot", "mazur", {"weight": "w5"}), "#plot/mazur/w5"),
        (("walk", "", {}), "#walk"),
        (("list", "", {}), "#course"),
        (("solve", "mazur", {}), "#walk/mazur?auto"),
        (("export", "mazur", {}), ""),
        (("--help", "", {}), ""),
        (("walk", "'a b/c'", {}), "#walk/a%20b%2Fc"),
    ],
)
def test_a_command_is_an_address(command: tuple[str, str, dict[str, str]], address: str) -> None:
    assert Program(on_page=True).command(*command) == address
    if address:
        route = route_of(address)
        assert route is not None
        assert f"#{route.address}" == address


def test_what_is_no_address_is_none() -> None:
    for wrong in ("x", "walk/a/b/c", "a" * 300_000, "WALK"):
        assert route_of(wrong) is None
    assert route_of("") == Route(Destination.HOME)


# What it leans on


@cache
def _needed(module: str) -> frozenset[str]:
    """Return all modules that one imports, early or late, and those that these do."""
    seen, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for each in imports_of(name):
            inside = each.what.removeprefix("backprop_tutor.")
            if each.when != "for types alone" and inside in MODULES and inside != name:
                waiting.append(inside)
    return frozenset(seen)


def test_the_engine_needs_neither_a_thread_nor_a_terminal() -> None:
    needed = _needed("page.engine")
    assert len(needed) > 150
    outside = {each.what.split(".")[0] for name in needed for each in imports_of(name)}
    assert not outside & {"typer", "threading", "plotille", "multiprocessing", "subprocess"}
    assert not [name for name in needed if name.startswith(("cli", "views.text.terminal"))]


def test_the_engine_runs_where_there_is_no_terminal_library() -> None:
    asked = [
        {"do": "open", "route": "walk/mazur"}, {"do": "type", "text": "0.3775"},
        {"do": "open", "route": "train/mazur"}, {"do": "open", "route": "plot/lstm"},
        {"do": "open", "route": "progress"}, {"do": "open", "route": "glossary"},
    ]  # fmt: skip
    code = (
        "import sys, json, threading\n"
        "for name in ('typer', 'rich', 'plotille', 'click', 'platformdirs'): "
        "sys.modules[name] = None\n"
        'def no(*_): raise RuntimeError("can\'t start new thread")\n'
        "threading.Thread.start = no\n"
        "from backprop_tutor.page.engine import Engine\n"
        "engine = Engine()\n"
        f"replies = [json.loads(engine.hear(json.dumps(one))) for one in {asked!r}]\n"
        "list(engine.get_ready())\n"
        "print([(one['reply'], one.get('route')) for one in replies])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    routes = ["walk/mazur", "walk/mazur", "train/mazur", "plot/lstm", "progress", "glossary"]
    assert done.stdout.strip() == str([("page", route) for route in routes])
