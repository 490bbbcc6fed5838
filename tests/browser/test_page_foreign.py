"""What others have written is text, whatever it is; what we have written can be seen by all."""

import json
from typing import Any

import pytest
from program import Run, run
from tab import AXE, Tab

from backprop_tutor.loader import bundled
from backprop_tutor.page.engine import Engine

__all__ = ["run"]

_MARKS = (
    "<img src=x onerror=window.foreign=1>",
    "<script>window.foreign = 1</script>",
    "<math><mtext><style><img src=x onerror=window.foreign=1></style></mtext></math>",
    "<svg><animate onbegin=window.foreign=1 attributeName=x dur=1s></svg>",
    "javascript:window.foreign=1",
    '{"__proto__": {"foreign": 1}}',
    "__proto__",
    "constructor",
    "\u202e\U0001f986\u200f",
)
_LARGE = 10**6
_NETWORK = """\
version: 1
loss: half_squared_error
title: {title}
inputs: {{i1: 0.05}}
layers:
  - neurons: [h1]
    activation: sigmoid
    weights: [{{w1: 0.15}}]
    biases: [{{b1: 0.35}}]
targets: {{h1: 0.01}}
about: {about}
"""


def _is_clean(tab: Tab) -> bool:
    """Whether nothing that was handed in acts: no element of it, no effect of it."""
    return bool(
        tab.page.evaluate(
            "window.foreign === undefined && ({}).foreign === undefined"
            " && !document.querySelector('body img, body script, body animate, body style')"
        )
    )


def test_an_answer_is_text(tab: Tab) -> None:
    tab.open("walk/mazur")
    for mark in (*_MARKS, "9" * _LARGE, "(" * _LARGE, "ou " * (_LARGE // 3)):
        tab.page.fill("#answer", mark)
        assert _is_clean(tab), mark[:80]
        tab.type(mark)
        assert _is_clean(tab), mark[:80]
        assert tab.page.locator("#column .typed").last.inner_text(), mark[:80]
    assert tab.type("0.3775").startswith("✓")


def test_a_link_is_text(tab: Tab) -> None:
    tab.open()
    routes = (
        "walk/<b>x",
        "walk/mazur/<i>x",
        "walk/mazur?seed=<b>",
        "net/%00",
        "%E0%A4",
        "plot/mazur",
    )
    for mark in (*_MARKS, *(f"walk/{mark}" for mark in _MARKS), *routes, "net/" + "A" * _LARGE):
        tab.open(mark)
        assert tab.words_of("#column"), mark[:80]
        assert _is_clean(tab), mark[:80]


def test_a_network_is_text(tab: Tab) -> None:
    engine = Engine()
    tab.open("editor")
    tab.page.locator("#lead").wait_for()  # A network to begin with is there.
    for mark in _MARKS[:4]:
        yaml = _NETWORK.format(title=json.dumps(mark), about=json.dumps(mark))
        drafted = json.loads(engine.hear(json.dumps({"do": "draft", "yaml": yaml})))
        assert not drafted["faults"], drafted
        tab.open(drafted["route"])
        assert _is_clean(tab), mark
        assert mark in tab.page.locator("#column").inner_text()
        tab.open("editor")
        tab.page.fill("#yaml", yaml + mark)
        tab.page.locator("#faults button").first.wait_for()
        assert _is_clean(tab), mark


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not there: npm install axe-core")
def test_axe_finds_nothing(tab: Tab) -> None:
    found = {}
    for route in ("", "walk/mazur", "quiz/mazur", "progress", "editor", "course", "plot/mazur/w5"):
        tab.open(route)
        if route.startswith("walk"):
            tab.type("0.9")
            tab.type("0.3775")
        found[route] = tab.violations()
    assert {route: wrong for route, wrong in found.items() if wrong} == {}


def test_the_keyboard_does_all(tab: Tab) -> None:
    """From the top of the page to the answer, a hint by its button, and the network's values."""
    page = tab.page
    tab.open("walk/mazur")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # The first link leads to the answer.
    page.keyboard.type("0.3775")
    page.keyboard.press("Enter")
    tab.wait()
    assert tab.heard().startswith("✓")
    assert page.evaluate("document.activeElement.id") == "answer"
    page.keyboard.press("Tab")  # The button that sends it, and then the words.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab.wait()
    assert tab.heard().startswith("→")
    assert page.evaluate("document.activeElement.id") == "answer"
    page.keyboard.press("ArrowUp")
    assert page.input_value("#answer") == "0.3775"


def test_names_are_completed_and_a_weight_is_moved_by_keyboard(tab: Tab) -> None:
    page = tab.page
    tab.open("walk/mazur?from=dE_total/dw5")
    page.focus("#answer")
    page.keyboard.type("w5*out_h")
    offered = page.locator("#names button")
    assert offered.all_inner_texts()[:2] == ["out_h1", "out_h2"]
    offered.nth(1).press("Enter")
    assert page.input_value("#answer") == "w5*out_h2"
    assert page.evaluate("document.activeElement.id") == "answer"
    assert not page.locator("#names").is_visible(), "it is a whole name now"
    page.locator("#opener").press("Enter")
    page.keyboard.press("PageUp")
    page.locator("#nudge [role=status] p").first.wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "opener"
    assert not page.locator("#nudge").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    order = "h1 => Boolean(h1.compareDocumentPosition(document.querySelector('aside')) & 4)"
    assert page.locator("#column h1").evaluate(order), "on paper the picture comes after the title"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator("#column h1").evaluate(order)
    page.locator("#opener").press("Enter")
    tab.open("walk/mazur/w1")
    assert page.locator("#opener").is_visible()
    assert not page.locator("#nudge").is_visible(), "it was about another weight"


@pytest.mark.parametrize(
    ("route", "title"),
    [
        ("quiz/mazur?seed=7", "A step by step"),
        ("progress", "Your progress"),
        ("course", "The course"),
    ],
)
def test_before_python_is_there_something_is(tab: Tab, route: str, title: str) -> None:
    tab.page.route("**/pyodide/**", lambda route: None)  # It never arrives.
    tab.page.goto(f"{tab.site}#{route}")
    assert tab.page.locator("#column h1").inner_text().startswith(title)
    assert tab.page.locator("#picture svg").count() == (1 if route.startswith("quiz") else 0)


def test_every_formula_of_an_export_has_a_size(browser: Any, run: Run) -> None:
    context = browser.new_context()
    page = context.new_page()
    for name in ("mazur", "softmax", "micrograd-neuron", "house"):
        assert name in bundled()
        page.set_content(run("export", name, "--to", "html")[1])
        empty = page.evaluate(
            "Array.from(document.querySelectorAll('details'), (each) => each.open = true),"
            "Array.from(document.querySelectorAll('math'), (each) => each.getBoundingClientRect())"
            ".filter((each) => each.width < 4 || each.height < 4).length"
        )
        assert page.locator("math").count() > 50
        assert empty == 0, name
    context.close()
