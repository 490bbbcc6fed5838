"""A map over independent things that outlives its workers, on any ``concurrent.futures.Executor``.

Results come in the order of the things, whoever makes them and however often one has to be made
again. What is in a worker's hands when it dies is given out again, one thing at a time, so that one
which kills whoever takes it is found out, and costs no other thing its result.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import islice
from typing import Generic, TypeVar

_T = TypeVar("_T")
_R = TypeVar("_R")

_ALONE = 2
"""So often a thing is given out alone, after a worker has died at it among others: whatever has
killed three is not given out again."""


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
        deaths: tuple[type[Exception], ...] = (BrokenExecutor,),
        alone: int = _ALONE,
    ) -> None:
        """``size`` things are given out together, and ``at_once`` so many times that are out.

        ``lost`` makes the result of a thing that kills its workers; by ``deaths`` an executor tells
        that one has died, or several if it has tried again by itself. Whatever else the function
        raises is raised.
        """
        self._function = function
        self._executor = executor
        self._lost = lost
        self._size = size
        self._at_once = at_once
        self._deaths = deaths
        self._alone = alone

    def results(self, things: Iterable[_T]) -> Iterator[_R]:
        """Yield a result for each thing; things are taken up as they can be given out."""
        left = iter(things)
        out: deque[tuple[Sequence[_T], Future[Sequence[_R]]]] = deque()
        try:
            while True:
                while len(out) < self._at_once and (batch := tuple(islice(left, self._size))):
                    out.append((batch, self._given_out(batch)))
                if not out:
                    return
                yield from self._made(*out.popleft())
        finally:
            for _, future in out:
                future.cancel()

    def _given_out(self, batch: Sequence[_T]) -> "Future[Sequence[_R]]":
        return self._executor.submit(self._function, batch)

    def _made(self, batch: Sequence[_T], future: "Future[Sequence[_R]]") -> Sequence[_R]:
        try:
            return future.result()
        except self._deaths:
            pass
        return [one for thing in batch for one in self._made_alone(thing)]

    def _made_alone(self, thing: _T) -> Sequence[_R]:
        """Return the result of a thing in whose company a worker has died once."""
        for _ in range(self._alone):
            try:
                return self._given_out((thing,)).result()
            except self._deaths:
                continue
        return (self._lost(thing),)
