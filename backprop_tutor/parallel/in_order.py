"""A map over independent things that outlives its workers, on any ``concurrent.futures.Executor``.

Results come in the order of the things, whoever makes them and however often one has to be made
again. What is in a worker's hands when it dies is given out again, one thing at a time, and what
dies then is tried once more, with nothing else of its batch about: one which kills whoever takes it
is found out so, and costs no other thing its result, and who was only near a death gets over it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from itertools import islice, repeat
from typing import Generic, TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")

_GROWTH = 4
_LOOK = 5.0
"""Seconds: so often somebody looks whether it is any use to go on waiting."""


class InOrder(Generic[_T, _R]):
    """A function from several things to a result for each, and who carries it out."""

    def __init__(
        self,
        function: Callable[[Sequence[_T]], Sequence[_R]],
        executor: Executor,
        lost: Callable[[_T], _R],
        *,
        size: int,
        at_once: int,
        first: int | None = None,
        deaths: tuple[type[Exception], ...] = (BrokenExecutor,),
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """``size`` things are given out together, and ``at_once`` so many times that are out.

        The ``first`` batches may be smaller: then something is made soon, whoever stops early. What
        is given out grows from there, four times with each round.

        ``lost`` makes the result of a thing that kills its workers; by ``deaths`` an executor tells
        that one has died, or several if it has tried again by itself. ``look`` is called again and
        again while a result is waited for, and raises where none can come any more. Whatever else
        the function raises is raised.
        """
        self._function = function
        self._executor = executor
        self._lost = lost
        self._size = size
        self._first = size if first is None else min(first, size)
        self._at_once = at_once
        self._deaths = deaths
        self._look = look

    def results(self, things: Iterable[_T]) -> Iterator[_R]:
        """Yield a result for each thing; things are taken up as they can be given out."""
        left = iter(things)
        out: deque[tuple[Sequence[_T], Future[Sequence[_R]]]] = deque()
        sizes = self._sizes()
        try:
            while True:
                while len(out) < self._at_once and (batch := tuple(islice(left, next(sizes)))):
                    out.append((batch, self._given_out(batch)))
                if not out:
                    return
                yield from self._made(*out.popleft())
        finally:
            for _, future in out:
                future.cancel()

    def _sizes(self) -> Iterator[int]:
        size = self._first
        while True:
            yield from repeat(size, self._at_once)
            size = min(self._size, size * _GROWTH)

    def _given_out(self, batch: Sequence[_T]) -> "Future[Sequence[_R]]":
        return self._executor.submit(self._function, batch)

    def _made(self, batch: Sequence[_T], future: "Future[Sequence[_R]]") -> Sequence[_R]:
        """Return the results of a batch, or of its things one by one where a worker has died."""
        try:
            return self._waited_for(future)
        except self._deaths:
            pass
        each = [(thing, self._given_out((thing,))) for thing in batch]
        try:
            found = [(thing, self._survived(future)) for thing, future in each]
            return [
                one
                for thing, made in found
                for one in (self._tried_again(thing) if made is None else made)
            ]
        finally:
            for _, one in each:
                one.cancel()

    def _survived(self, future: "Future[Sequence[_R]]") -> Sequence[_R] | None:
        try:
            return self._waited_for(future)
        except self._deaths:
            return None

    def _tried_again(self, thing: _T) -> Sequence[_R]:
        """Return the result of a thing at which workers have died twice, or that it is lost."""
        try:
            return self._waited_for(self._given_out((thing,)))
        except self._deaths:
            return (self._lost(thing),)

    def _waited_for(self, future: "Future[Sequence[_R]]") -> Sequence[_R]:
        while True:
            done, _ = wait((future,), _LOOK)
            if done:
                return future.result()
            self._look()
