"""Who carries out a map: processes of this computer, or the workers of a scheduler."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from dataclasses import dataclass

_BATCH = 50
"""Things are given out so many at a time at the most: what one message costs is then nothing."""
_EACH = 4
"""So many batches at least for each worker, so that all end at about the same time."""
_EACH_FAR = 16
"""And for one on another computer, where a death costs more and is blamed on what waits as well."""


@dataclass(frozen=True, slots=True)
class Workers:
    """An executor, and how work is given out to it."""

    executor: Executor
    batch: int
    at_once: int
    deaths: tuple[type[Exception], ...] = (BrokenExecutor,)
    look: Callable[[], None] = lambda: None
    """Raises where none is left that could work."""


@contextmanager
def workers(things: int, *, jobs: int | None = None, on: str | None = None) -> Iterator[Workers]:
    """Give workers for so many things: ``jobs`` processes, or those ``on`` a scheduler.

    Raises ``TutorError`` as ``scheduler_at`` does.
    """
    if on is not None:
        from backprop_tutor.parallel.on_scheduler import scheduler_at

        with scheduler_at(on) as scheduler:
            size = _size(things, _EACH_FAR * scheduler.cores)
            yield Workers(
                scheduler.executor, size, 2 * scheduler.cores, scheduler.deaths, scheduler.look
            )
        return
    from backprop_tutor.parallel.processes import Processes

    count = jobs or _cores()
    processes = Processes(count)
    try:
        yield Workers(processes, _size(things, _EACH * count), 2 * count)
    except BaseException:
        processes.shutdown(cancel_futures=True)
        raise
    processes.shutdown()


def _size(things: int, batches: int) -> int:
    return max(1, min(_BATCH, things // batches))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
