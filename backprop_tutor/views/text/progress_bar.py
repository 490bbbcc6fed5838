"""A bar that tells how far work has come, for as long as it lasts; only at a real terminal."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from backprop_tutor.wording import as_number, grouped, text

_ROOMY = 60


@contextmanager
def bar(label: str, updates: int, watched: str) -> Iterator[Callable[[int, float], None]]:
    """Show a bar on stderr and give what to call with the updates made and a value."""
    with _bar(label, updates, watched) as told:

        def tell(made: int, value: float) -> None:
            told(made, as_number(f"{value:.4g}"))

        yield tell


@contextmanager
def counting_bar(label: str, things: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on stderr and give what to call with how many things are done."""
    with _bar(label, things, "") as told:
        yield lambda done: told(done, "")


@contextmanager
def _bar(label: str, total: int, watched: str) -> Iterator[Callable[[int, str], None]]:
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _made, _value: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn
    from rich.table import Column

    console = Console(stderr=True)
    console.width -= 3  # Ctrl-C is echoed as ^C: it must not begin a row that nobody clears.
    texts = ["{task.description}", "{task.fields[made]}"]
    if watched and console.width >= _ROOMY:
        texts.append("{task.fields[watched]} {task.fields[value]}")
    # Cropped, not ended by a sign that the terminal may not have.
    first, *others = (
        TextColumn(each, markup=False, table_column=Column(no_wrap=True, overflow="crop"))
        for each in texts
    )
    columns = (first, BarColumn(bar_width=None), *others)
    with Progress(*columns, console=console, transient=True) as progress:

        def so_far(made: int) -> str:
            return text("{made} of {all}", made=grouped(made), all=grouped(total))

        task = progress.add_task(label, total=total, watched=watched, value="", made=so_far(0))
        yield lambda made, value: progress.update(
            task, completed=made, value=value, made=so_far(made)
        )
