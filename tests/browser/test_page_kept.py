"""What the page has acknowledged is kept: over a reload, a closed tab, a killed browser."""

import json
import os
import random
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from program import Run, run
from tab import FLAGS, Tab, numbers

from backprop_tutor.progress.store import open_record

__all__ = ["run"]

LIVES = 20
_AWAIT_PYTHON = """async () => {
    const name = "backprop-tutor start";
    for (;;) {
        await new Promise((later) => setTimeout(later, 100));
        if (!(await indexedDB.databases()).some((each) => each.name === name)) continue;
        const asked = indexedDB.open(name);
        const database = await new Promise((have) => (asked.onsuccess = () => have(asked.result)));
        const all = database.transaction("python").objectStore("python").getAll();
        const [kept] = await new Promise((have) => (all.onsuccess = () => have(all.result)));
        database.close();
        if (kept && kept.memory.size > 1e7) return kept;
    }
}"""
"""Returns what is kept of Python, as soon as that is more than a broken piece."""
_BREAK_PYTHON = """async () => {
    const asked = indexedDB.open("backprop-tutor start");
    const database = await new Promise((have) => (asked.onsuccess = () => have(asked.result)));
    const opened = database.transaction("python", "readwrite"), kept = opened.objectStore("python");
    const names = kept.getAllKeys();
    names.onsuccess = () => kept.put({ memory: new Blob(["none".repeat(9)]) }, names.result[0]);
    await new Promise((done) => (opened.oncomplete = done));
    database.close();
}"""
_PORT = re.compile(r"ws://[^\s]+")


def _typed_in(path: Path) -> list[str]:
    with open_record(path) as record:
        return [row.heard.typed for row in record.rows()]


@contextmanager
def _life(playwright: Any, chromium: str, folder: Path, site: str) -> Iterator[tuple[Tab, int]]:
    """A browser with its own process group, so that it can be killed whole."""
    process = subprocess.Popen(
        [chromium, *FLAGS, "--headless=new", "--remote-debugging-port=0",
         f"--user-data-dir={folder}", "about:blank"],
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        said = next(found for line in process.stderr if (found := _PORT.search(line)))
        browser = playwright.chromium.connect_over_cdp(said.group())
        yield Tab(browser.contexts[0].new_page(), site), process.pid
    finally:
        _kill(process.pid)
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def _kill(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_browser_is_killed(
    playwright: Any, chromium: str, site: str, tmp_path: Path, run: Run
) -> None:
    from playwright.sync_api import Error

    chance = random.Random(15)
    to_type = numbers()
    acknowledged: list[str] = []
    for _ in range(LIVES):
        with _life(playwright, chromium, tmp_path / "profile", site) as (tab, group):
            tab.open("walk/mazur")
            tab.type(text := next(to_type))
            acknowledged.append(text)
            death = threading.Timer(chance.uniform(0, 0.3), _kill, (group,))
            death.start()
            try:
                while True:
                    tab.type(text := next(to_type))
                    acknowledged.append(text)
            except Error:
                death.join()
    with _life(playwright, chromium, tmp_path / "profile", site) as (tab, _):
        path = tab.record(tmp_path)
    kept = _typed_in(path)
    assert len(acknowledged) >= LIVES
    assert set(acknowledged) <= set(kept)
    assert len(kept) - len(acknowledged) <= LIVES, "one text a life may be kept unacknowledged"
    assert kept == sorted(kept, key=float)
    code, printed, _ = run("progress", "--progress-file", str(path))
    assert code == 0
    assert "mazur" in printed


def test_it_goes_on_after_a_reload_and_a_closed_tab(tab: Tab, tmp_path: Path) -> None:
    tab.open("walk/mazur")
    assert tab.type("0.3775").startswith("✓")
    asked = tab.prompt
    tab.page.reload()
    tab.wait()
    assert tab.prompt == asked
    assert tab.type("0.59327").startswith("✓")
    asked = tab.prompt
    again = tab.another()
    again.open("walk/mazur")
    assert again.prompt == asked
    assert again.type("0.8").startswith("✗")
    # The first tab was left behind: it goes on with what the other has written.
    tab.page.bring_to_front()
    tab.type("0.1")
    assert _typed_in(again.record(tmp_path)) == ["0.3775", "0.59327", "0.8", "0.1"]


def test_an_answer_in_one_tab_is_no_answer_to_the_question_of_another(
    tab: Tab, tmp_path: Path
) -> None:
    tab.open("walk/mazur")
    tab.type("0.3775")
    other = tab.another()
    other.open("walk/mazur")
    assert other.type("0.8").startswith("✗")
    tab.page.bring_to_front()
    assert tab.type("0.9").startswith("✗"), "the same is asked: it is heard"
    assert "0.9" in tab.words_of("#column .typed:last-of-type")
    assert "in another tab" in tab.words_of("#state")
    assert tab.page.evaluate("document.activeElement.id") == "answer"
    asked = tab.prompt
    other.page.bring_to_front()
    while other.prompt == asked:
        other.type("show")
    tab.page.bring_to_front()
    tab.type("0.7")
    assert tab.prompt == other.prompt
    assert tab.page.input_value("#answer") == ""
    assert tab.page.evaluate("document.activeElement.id") == "answer"
    assert "0.7" not in _typed_in(tab.record(tmp_path))
    assert "0.9" in _typed_in(tab.record(tmp_path))


def test_what_is_typed_while_python_loads_is_for_the_same_question_only(tab: Tab) -> None:
    page = tab.page
    # What a service worker has stored cannot be held back.
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    with tab.held_back("**/pyodide.mjs"):
        page.goto(f"{tab.site}#walk/mazur")
        page.fill("#answer", "0.3775")
        asked = tab.prompt
    tab.wait()
    page.locator("#line button:enabled").wait_for()
    assert (tab.prompt, page.input_value("#answer")) == (asked, "0.3775")
    page.press("#answer", "Enter")
    tab.wait()
    assert tab.heard().startswith("✓")
    later = tab.prompt
    assert later != asked
    with tab.held_back("**/pyodide.mjs"):
        # Who has begun does not see the first question again.
        page.reload()
        page.locator("#column h1").wait_for()
        page.locator("#picture svg").wait_for()
        assert "as soon as Python is loaded" in tab.words_of("#column")
        assert not tab.is_asked
        # Where that is not known, what is typed at the first question is no answer to a later one.
        page.evaluate("localStorage.clear()")
        page.reload()
        page.fill("#answer", "0.3775")
        assert tab.prompt == asked
    tab.wait()
    page.locator("#line button:enabled").wait_for()
    assert (tab.prompt, page.input_value("#answer")) == (later, "")


def test_where_nothing_may_be_stored_it_works_and_says_so(
    playwright: Any, chromium: str, site: str, tmp_path: Path
) -> None:
    """Chromium's setting that keeps all sites from storing anything."""
    refused = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default/Preferences").write_text(json.dumps(refused))
    context = playwright.chromium.launch_persistent_context(
        str(tmp_path), executable_path=chromium, args=FLAGS, locale="en-US"
    )
    tab = Tab(context.pages[0], site)
    tab.open("walk/mazur")
    with pytest.raises(Exception, match="denied"):
        tab.page.evaluate("localStorage.length")
    for typed, mark in (("0.9", "✗"), ("0.3775", "✓"), ("0.59327", "✓")):
        assert tab.type(typed).startswith(mark)
        assert "cannot be kept in this browser" in tab.words_of("#state")
    tab.page.evaluate("scrollTo(0, 0)")
    words, state = (tab.page.locator(each).bounding_box() for each in ("#words", "#state"))
    assert words["y"] + words["height"] <= state["y"], "it hides nothing that stays"
    context.close()
    assert tab.complaints == []


def test_a_store_that_was_removed_is_written_anew(tab: Tab, tmp_path: Path) -> None:
    tab.open("walk/mazur")
    tab.type("0.3775")
    remove = """new Promise((done, failed) => {
        const asked = indexedDB.deleteDatabase("backprop-tutor");
        asked.onsuccess = done;
        asked.onerror = asked.onblocked = failed;
    }).then(() => true)"""
    tab.page.evaluate(remove)
    assert tab.type("0.59327").startswith("✓")
    assert not tab.page.locator("#state").is_visible()
    asked = tab.prompt
    tab.page.reload()
    tab.wait()
    assert tab.prompt == asked
    # While it cannot be written that is said; as soon as it can be, all of it is.
    worker = tab.page.workers[-1]
    worker.evaluate(
        "{ self.before = indexedDB.open; IDBFactory.prototype.open = () => { throw 0 }; 0 }"
    )
    tab.page.evaluate(remove)
    for _ in range(2):
        tab.type("0.1")
        assert "cannot be kept in this browser" in tab.words_of("#state")
    worker.evaluate("{ IDBFactory.prototype.open = before; 0 }")
    tab.page.fill("#answer", "0.5968")  # To look at it is enough.
    tab.page.locator("#state").wait_for(state="hidden")
    tab.page.reload()
    tab.wait()
    assert _typed_in(tab.record(tmp_path)) == ["0.3775", "0.59327", "0.1", "0.1"]


def test_a_record_is_taken_over(tab: Tab, tmp_path: Path) -> None:
    tab.open("walk/mazur")
    tab.type("0.3775")
    path = tab.record(tmp_path / "first")
    tab.open("walk/mazur")
    tab.type("0.59327")
    tab.open("progress")
    for button, left in ((2, ["0.3775", "0.59327"]), (1, ["0.3775"])):  # Keep it; then replace it.
        tab.page.set_input_files("#files input", str(path))
        tab.page.locator("#refused p").wait_for()  # The file is read first.
        assert "holds 2 answers, the file holds 1 answer" in tab.words_of("#refused")
        tab.page.locator("#replacing button").nth(button).click()
        tab.wait()
        assert not tab.page.locator("#replacing").is_visible()
        assert _typed_in(tab.record(tmp_path)) == left
    other = tmp_path / "no-record.sqlite"
    other.write_text("<b>no</b>")
    tab.page.set_input_files("#files input", str(other))
    tab.page.locator("#refused p").wait_for()
    assert tab.words_of("#refused")
    assert _typed_in(tab.record(tmp_path)) == ["0.3775"]


def test_it_works_without_a_network(tab: Tab) -> None:
    tab.open()
    tab.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.page.context.set_offline(True)
    tab.page.reload()
    tab.wait()
    tab.open("walk/mazur")
    assert tab.type("0.3775").startswith("✓")
    tab.page.context.set_offline(False)


def test_a_lost_worker_is_told_and_started_again(tab: Tab) -> None:
    tab.open("walk/mazur")
    tab.type("0.3775")
    asked = tab.prompt
    worker = tab.page.workers[-1]
    worker.evaluate("setTimeout(() => { throw new Error('lost') })")
    tab.page.locator("#state button").click()
    tab.wait()
    assert tab.prompt == asked
    assert tab.type("0.59327").startswith("✓")
    tab.complaints.clear()  # What the worker said when it was lost.


def test_a_later_start_goes_on_with_python_as_it_was(tab: Tab) -> None:
    def begins_anew() -> bool:
        tab.asked.clear()
        tab.page.reload()
        tab.wait()
        return any(each.endswith("package.zip") for each in tab.asked)

    tab.open("walk/mazur")
    tab.type("0.3775")
    tab.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.page.evaluate(f"({_AWAIT_PYTHON})().then(() => true)")
    asked = tab.prompt
    assert not begins_anew()
    assert tab.prompt == asked
    typed = "0.31415926535"
    assert tab.type(typed).startswith("✗")
    assert tab.type("0.59327").startswith("✓")
    # What cannot be used is not, and then Python is kept once more: without what was typed.
    asked = tab.prompt
    tab.page.evaluate(f"({_BREAK_PYTHON})()")
    assert begins_anew()
    assert tab.prompt == asked
    found = tab.page.evaluate(
        f"""async (typed) => {{
            const {{ memory, files }} = await ({_AWAIT_PYTHON})();
            const latin = new TextDecoder("latin1");
            const held = await Promise.all([memory, files].map((each) => each.arrayBuffer()));
            const texts = held.map((each) => latin.decode(each));
            return [typed, "walk_session"].map((word) => texts.some((each) => each.includes(word)));
        }}""",
        typed,
    )
    assert found == [False, True]
