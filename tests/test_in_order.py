"""A map that outlives its workers: in order, each thing once, whoever dies."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from functools import partial

import pytest

from backprop_tutor.errors import FileError
from backprop_tutor.parallel.in_order import InOrder
from backprop_tutor.parallel.on_scheduler import StillThere
from backprop_tutor.parallel.processes import Processes


class Here(Executor):
    """Calls a function at once, unless it is told that a worker has died at it."""

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.calls += 1
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except (BrokenExecutor, ZeroDivisionError) as error:
            future.set_exception(error)
        return future


def doubled(things: Sequence[int], deadly: Callable[[int], bool] = lambda _: False) -> list[int]:
    if any(map(deadly, things)):
        raise BrokenExecutor
    return [2 * one for one in things]


def in_order(
    function: Callable[..., list[int]], executor: Executor, **how: int
) -> InOrder[int, int]:
    return InOrder(function, executor, lambda _: -1, **({"size": 5, "at_once": 3} | how))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1, 5, 100])
def test_results_come_in_order(size: int) -> None:
    with ThreadPoolExecutor(3) as threads:
        made = list(in_order(doubled, threads, size=size).results(range(23)))
    assert made == [2 * one for one in range(23)]


def test_the_first_batches_are_small_and_the_others_grow() -> None:
    sizes: list[int] = []

    def noted(things: Sequence[int]) -> list[int]:
        sizes.append(len(things))
        return doubled(things)

    made = list(in_order(noted, Here(), size=5, first=1).results(range(30)))
    assert made == [2 * one for one in range(30)]
    assert sizes == [1, 1, 1, 4, 4, 4, 5, 5, 5]


def test_what_kills_three_workers_is_lost_and_costs_nothing_else() -> None:
    deaths: list[int] = []

    def deadly(one: int) -> bool:
        if one == 7:
            deaths.append(one)
        return one == 7

    here = Here()
    made = list(in_order(partial(doubled, deadly=deadly), here).results(range(12)))
    assert made == [-1 if one == 7 else 2 * one for one in range(12)]
    assert len(deaths) == 3
    # Twelve things in three batches; the five of the second one by one, the deadly one twice.
    assert here.calls == 3 + 6


def test_what_was_only_there_when_a_worker_died_is_made_again() -> None:
    seen: set[int] = set()

    def at_first(one: int) -> bool:
        first = one not in seen
        seen.add(one)
        return first and one % 4 == 0

    made = list(in_order(partial(doubled, deadly=at_first), Here()).results(range(12)))
    assert made == [2 * one for one in range(12)]


def test_what_was_only_there_when_two_have_died_is_made_again() -> None:
    seen: Counter[int] = Counter()

    def at_first(one: int) -> bool:
        seen[one] += 1
        return one == 3 and seen[one] <= 2

    made = list(in_order(partial(doubled, deadly=at_first), Here()).results(range(12)))
    assert made == [2 * one for one in range(12)]
    assert seen[3] == 3


def test_nobody_is_waited_for_who_cannot_come(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nobody(Executor):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            return Future()

    looks: list[int] = []

    def look() -> None:
        looks.append(1)
        if len(looks) == 3:
            raise FileError("all have gone")

    monkeypatch.setattr("backprop_tutor.parallel.in_order._LOOK", 0.01)
    waiting = InOrder(doubled, Nobody(), lambda _: -1, size=5, at_once=3, look=look)
    with pytest.raises(FileError, match="all have gone"):
        list(waiting.results(range(12)))


def test_a_scheduler_may_lose_its_workers_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    class Client:
        status = "running"
        cores: Mapping[str, int] = {}

        def ncores(self) -> Mapping[str, int]:
            return self.cores

    now, client = [0.0], Client()
    monkeypatch.setattr("backprop_tutor.parallel.on_scheduler.monotonic", lambda: now[0])
    look = StillThere(client, "tcp://here:1")
    for now[0], cores in ((110.0, {}), (120.0, {"a": 1}), (230.0, {})):
        client.cores = cores
        look()
    now[0] = 241.0
    with pytest.raises(FileError, match="has lost all its workers"):
        look()
    client.status = "connecting"
    with pytest.raises(FileError, match="does not answer any more"):
        look()


def test_things_are_taken_up_as_they_can_be_given_out() -> None:
    taken: list[int] = []

    def things():  # type: ignore[no-untyped-def]
        for one in range(1000):
            taken.append(one)
            yield one

    results = in_order(doubled, Here(), size=10, at_once=2).results(things())
    assert next(results) == 0
    assert len(taken) <= 30


def test_a_mistake_in_the_function_is_raised() -> None:
    def fails(_: Sequence[int]) -> list[int]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(in_order(fails, Here()).results(range(3)))


def killed_by(things: Sequence[int], deadly: int) -> list[int]:
    if deadly in things:
        os.kill(os.getpid(), signal.SIGKILL)
    print("what a call prints is no answer")
    return [2 * one for one in things]


def failing(things: Sequence[int]) -> list[int]:
    return [1 // one for one in things]


@pytest.mark.slow
def test_processes_are_made_anew_when_they_die() -> None:
    processes = Processes(2)
    try:
        made = list(in_order(partial(killed_by, deadly=3), processes).results(range(12)))
        assert made == [-1 if one == 3 else 2 * one for one in range(12)]
        with pytest.raises(ZeroDivisionError):
            list(in_order(failing, processes).results([1, 0]))
    finally:
        processes.shutdown()
