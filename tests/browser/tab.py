"""A tab of the browser, as a learner uses it."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
"""As root in a closed network."""
PATIENCE = 60_000
"""Milliseconds: Python may have to be loaded, on a machine with more to do."""
AXE = Path(__file__).parents[2] / "build/node_modules/axe-core/axe.min.js"


def numbers() -> Iterator[str]:
    """Yield numbers to type, each another one, rising."""
    return (f"{k / 10_000:.4f}" for k in count(1))


_GO = """route => new Promise((gone) => {
    if (location.hash === `#${route}` || (!location.hash && !route)) gone();
    addEventListener("hashchange", () => setTimeout(gone), { once: true });
    location.hash = route;
})"""


class Tab:
    """A page of a browser, and what it complained of and asked the network for."""

    def __init__(self, page: Any, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        self.asked: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._complained)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.context.on("request", lambda request: self.asked.append(request.url))

    def _complained(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def open(self, route: str = "") -> None:
        """Go to a route, and wait until Python has shown it."""
        if self.page.url.startswith(self.site):
            self.page.evaluate(_GO, route)
        else:
            self.page.goto(f"{self.site}#{route}")
        self.wait()

    def wait(self) -> None:
        """Wait until nothing is awaited."""
        self.page.locator("main:not([aria-busy])").wait_for()

    @contextmanager
    def held_back(self, pattern: str) -> Iterator[None]:
        """Let nothing arrive of what is asked for within, however late it is asked for."""
        waiting: list[Any] | None = []

        def decide(route: Any) -> None:
            if waiting is None:
                route.continue_()
            else:
                waiting.append(route)

        self.page.route(pattern, decide)
        yield
        held, waiting = waiting, None
        for route in held:
            route.continue_()
        self.page.unroute(pattern)

    def type(self, text: str) -> str:
        """Type a text at the prompt, and return what is read out of the reply."""
        self.page.fill("#answer", text)
        self.page.press("#answer", "Enter")
        self.wait()
        return self.heard()

    def heard(self) -> str:
        """What a screen reader was given to say last."""
        return self.words_of("#told")

    def words_of(self, selector: str) -> str:
        """The visible words of an element, with single spaces."""
        return " ".join(self.page.locator(selector).inner_text().split())

    @property
    def is_asked(self) -> bool:
        return bool(self.page.locator("#asked").is_visible())

    @property
    def is_offered_more(self) -> bool:
        """Whether all that is asked is to go through something once more: one can only leave."""
        return self.page.locator("#words button:not(#opener)").count() == 1

    @property
    def prompt(self) -> str:
        """What is asked for, as it is read out."""
        return str(self.page.get_attribute("#answer", "aria-label"))

    def another(self) -> "Tab":
        """Another tab of the same browser."""
        return Tab(self.page.context.new_page(), self.site)

    def record(self, folder: Path) -> Path:
        """Save the record as a file, as the button does."""
        self.open("progress")
        with self.page.expect_download() as saving:
            self.page.locator("#files button").first.click()
        path = folder / "exported.sqlite"
        saving.value.save_as(path)
        return path

    def violations(self) -> list[str]:
        """What axe finds wrong, with where."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run()")["violations"]
        return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]
