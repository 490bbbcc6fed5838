"""A browser and a built site for the tests of the page.

They run where there is Chromium, playwright, and in ``SITE`` the folder of a site
that ``backprop-tutor page`` has made; elsewhere they are skipped.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tab import FLAGS, Tab


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("there is no chromium")
    return found


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the site."""
    built = os.environ.get("SITE")
    if not built:
        pytest.skip("SITE names no folder of a built site")
    pytest.importorskip("playwright")
    from backprop_tutor.page.site.serve import server_of

    with server_of(Path(built), 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def playwright(site: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Any, chromium: str) -> Iterator[Any]:
    started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def tab(browser: Any, site: str) -> Iterator[Tab]:
    """A tab with nothing kept. It asks no other site for anything, and complains of nothing."""
    yield from a_tab(browser, site, "en-US")


@pytest.fixture
def french_tab(browser: Any, site: str) -> Iterator[Tab]:
    yield from a_tab(browser, site, "fr-FR")


def a_tab(browser: Any, site: str, language: str) -> Iterator[Tab]:
    context = browser.new_context(locale=language, viewport={"width": 1280, "height": 860})
    one = Tab(context.new_page(), site)
    yield one
    context.close()
    assert one.complaints == []
    assert {each for each in one.asked if not each.startswith(site)} == set()
    assert one.asked, "a tab asks for the page at least"
