"""A learner at the page gets what a learner at the terminal gets."""

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from french import faults
from ideas_table import tried_at
from program import Run, run
from students import precisely
from tab import Tab

from backprop_tutor.errors import TutorError
from backprop_tutor.formula.names import command_in
from backprop_tutor.invocation import AS_INSTALLED
from backprop_tutor.loader import load
from backprop_tutor.page.engine import Engine
from backprop_tutor.progress.rows import Event, Heard
from backprop_tutor.progress.store import open_record
from backprop_tutor.session.asked_for import named_quantity
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.reasons.question import CHOICE_LETTERS
from backprop_tutor.teaching.subject.subject import Subject, subject_of

__all__ = ["run"]

_GARBAGE = ("w5 +", "(((", "🦆", "__proto__", "<b>1</b>")
_WORDS = {
    "en": ("hint", "why", "back", "values", "what is net input", "nudge w5 0.01", "apart", "back"),
    "fr": ("indice", "pourquoi", "retour", "valeurs", "variation w5 0,01", "décomposer", "retour"),
}
_NAMES = {"target", "net", "out", "total"}
"""Of quantities: they are the same in every language."""
_IDEAS = 5
_MOST = 400
"""Texts that are typed in one walk, at most."""
_ANSWERS = {Event.RIGHT, Event.PRECISION, Event.EARLY_ROUNDING, Event.WRONG, Event.INVALID}


def _wrong(name: str, subject: Subject, seen: set[str]) -> Iterator[str]:
    """Yield what comes of a wrong idea that was not seen yet, if there is one at a line."""
    judge = Judge(Lesson(subject).question(name), subject)
    for consequence in tried_at(name, subject).values():
        typed = precisely(consequence.value(subject.values))
        ideas = judge.judge(typed).misconceptions
        if ideas and not seen.issuperset(ideas):
            seen.update(ideas)
            yield typed
            return


def _walked(tab: Tab, subject: Subject) -> Iterator[str]:
    """Walk to the end, with something wrong at each question first; yield each text typed."""
    language = tab.page.get_attribute("html", "lang")
    others = iter((*_GARBAGE, *_WORDS[language]))
    seen: set[str] = set()
    met: set[str] = set()
    guesses = cycle((*CHOICE_LETTERS[:3], command_in(language, "show")))

    def written(number: str) -> str:
        return number.replace(".", "," if language == "fr" else ".")

    for _ in range(_MOST):
        if not tab.is_asked or tab.is_offered_more:
            return
        try:
            name = named_quantity(tab.prompt, subject, AS_INSTALLED)
        except TutorError:  # A reason to choose, or a nudge to foretell.
            texts = [next(guesses)]
        else:
            texts = [written(precisely(subject.values[name]))]
            if name not in met:
                met.add(name)
                wrong = list(_wrong(name, subject, seen)) if len(seen) < _IDEAS else []
                texts = [*map(written, wrong), *(each for each in [next(others, None)] if each)]
        for text in texts:
            tab.type(text)
            yield text
    pytest.fail(f"the walk does not end: {tab.prompt}")


def _heard(path: Path) -> list[Heard]:
    with open_record(path) as record:
        return [row.heard for row in record.rows()]


def _is_finished(path: Path) -> bool:
    """Whether the walk that is recorded came to its end."""
    with open_record(path) as record:
        return all(record.finished(sitting.id) for sitting in record.sittings())


def _without_a_browser(
    path: Path, route: str, typed: list[str], language: str = "en"
) -> list[Heard]:
    engine = Engine(path)
    engine.hear(json.dumps({"do": "open", "route": route, "lang": language}))
    for text in typed:
        engine.hear(json.dumps({"do": "type", "text": text}))
    return _heard(path)


@pytest.mark.parametrize("name", ["mazur", "softmax"])
def test_a_whole_walk_is_judged_as_in_the_terminal(tab: Tab, tmp_path: Path, name: str) -> None:
    subject = subject_of(load(name))
    tab.open(f"walk/{name}")
    typed = list(_walked(tab, subject))
    exported = tab.record(tmp_path)
    assert _is_finished(exported)
    rows = _heard(exported)
    lesson = Lesson(subject)
    assert rows == _without_a_browser(tmp_path / "other.sqlite", f"walk/{name}", typed)
    answers = [row for row in rows if row.event in _ANSWERS and row.quantity in lesson.asked()]
    assert len({row.quantity for row in answers}) >= len(lesson.asked()) // 2, "others are told"
    for row in answers:
        verdict = Judge(lesson.question(row.quantity), subject).judge(row.typed)
        assert (row.event, row.misconceptions) == (verdict.kind, verdict.misconceptions), row
    assert len({idea for row in rows for idea in row.misconceptions}) >= _IDEAS


def test_a_whole_walk_in_french_is_french(french_tab: Tab, tmp_path: Path) -> None:
    tab, subject = french_tab, subject_of(load("mazur"))
    tab.open("walk/mazur")
    assert tab.page.get_attribute("html", "lang") == "fr"
    screens = {tab.words_of("body")}
    for _ in _walked(tab, subject):
        screens.add(tab.words_of("body"))
    found = {fault for screen in screens for fault in faults(screen) if fault[2] not in _NAMES}
    assert found == set()
    assert _is_finished(tab.record(tmp_path))


def test_a_quiz_asks_what_the_terminal_asks(tab: Tab, tmp_path: Path, run: Run) -> None:
    tab.open("quiz/mazur?seed=7&questions=5")
    typed = []
    while tab.is_asked and not tab.is_offered_more:
        typed.append("1.5" if len(typed) % 2 else "skip")
        tab.type(typed[-1])
        assert len(typed) < 40, tab.prompt
    answers = tmp_path / "answers.txt"
    answers.write_text("\n".join(typed))
    record = tmp_path / "terminal.sqlite"
    run("quiz", "mazur", "--seed", "7", "--questions", "5", "--answers", str(answers),
        "--progress-file", str(record))  # fmt: skip
    assert len(_heard(record)) >= 5
    assert _heard(tab.record(tmp_path)) == _heard(record)


def test_a_network_of_ones_own_is_not_lost(tab: Tab) -> None:
    page = tab.page
    tab.open("editor")
    page.locator("#lead").wait_for()
    begun = page.input_value("#yaml")
    page.focus("#yaml")
    page.keyboard.press("Control+End")
    page.keyboard.type("# mine")
    mine = page.input_value("#yaml")
    assert mine.endswith("# mine")
    page.fill("#template [name=layers]", "1,1")
    page.click("#template button")
    page.wait_for_function("before => document.querySelector('#yaml').value !== before", arg=mine)
    assert page.input_value("#yaml") not in {begun, mine}
    page.keyboard.press("Control+z")
    assert page.input_value("#yaml") == mine
    page.reload()
    tab.wait()
    page.locator("#lead").wait_for()
    assert page.input_value("#yaml") == mine


def test_two_tabs_have_a_draft_each_that_stays_with_its_own_page(tab: Tab) -> None:
    other = tab.another()
    for each, mine in ((tab, "# first"), (other, "# second")):
        each.open("editor")
        each.page.locator("#lead").wait_for()
        each.page.focus("#yaml")
        each.page.keyboard.press("Control+End")
        each.page.keyboard.type(mine)
    tab.page.reload()
    tab.wait()
    tab.page.locator("#lead").wait_for()
    assert tab.page.input_value("#yaml").endswith("# first")
    tab.page.keyboard.type(" again")
    tab.open("glossary")
    tab.open("course")
    assert not tab.page.locator("#picture").is_visible(), "the draft's picture came along"


def test_on_a_phone_a_lesson_goes_on_at_its_question(tab: Tab) -> None:
    tab.page.set_viewport_size({"width": 360, "height": 740})
    tab.open("walk/sigmoid-circuit")
    assert tab.page.evaluate("scrollY") == 0, "it begins with its title"
    fits = "document.querySelector('.drawn').scrollWidth <= 360"
    assert tab.page.evaluate(fits), "a picture of a few nodes is seen whole"
    tab.type("1")
    tab.page.reload()
    tab.wait()
    tab.page.wait_for_function("scrollY > 0")
    place = "document.querySelector('.step h2, .step h3').getBoundingClientRect().top"
    strip = "document.querySelector('aside').getBoundingClientRect().bottom"
    assert tab.page.evaluate(f"{strip} <= {place} && {place} < innerHeight")
    tab.page.click("#language")
    tab.page.wait_for_function("location.search === '?lang=fr'")


def test_on_a_phone_the_legend_stays_beside_a_picture_that_is_scrolled(tab: Tab) -> None:
    tab.page.set_viewport_size({"width": 320, "height": 740})
    tab.open("plot/mazur")
    legend = tab.page.locator("main figure .legend")
    before = legend.bounding_box()
    scrolled = "figure => { figure.scrollLeft = 400; return figure.scrollLeft; }"
    assert tab.page.locator("main figure").first.evaluate(scrolled) > 50
    assert legend.bounding_box() == before
