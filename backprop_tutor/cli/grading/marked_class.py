"""Marks all submissions of a class in order, and keeps what is marked as soon as it is."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from backprop_tutor.cli.grading.kept_marks import KeptMark, key_of
from backprop_tutor.cli.grading.marking import Instructions, MarkedSubmission, lost, marked_batch
from backprop_tutor.cli.grading.submissions import Submission
from backprop_tutor.parallel.in_order import InOrder
from backprop_tutor.parallel.workers import Workers


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission with its marks; ``kept`` if they were there before."""

    key: str
    marked: MarkedSubmission
    kept: KeptMark | None = None


def graded(
    submissions: Iterable[Submission],
    instructions: Instructions,
    workers: Workers,
    kept: Mapping[str, KeptMark] | None = None,
) -> Iterator[Graded]:
    """Yield what came of each submission, in their order, whoever marks it."""
    known = kept or {}
    waiting: deque[tuple[str, KeptMark | None]] = deque()

    def fresh() -> Iterator[Submission]:
        for one in submissions:
            key = key_of(one, instructions)
            waiting.append((key, known.get(key)))
            if key not in known:
                yield one

    made: Iterator[MarkedSubmission] = InOrder(
        partial(marked_batch, instructions),
        workers.executor,
        lost,
        size=workers.batch,
        at_once=workers.at_once,
        first=1,
        deaths=workers.deaths,
        look=workers.look,
    ).results(fresh())
    for marked in made:
        while (first := waiting.popleft())[1] is not None:
            yield _kept(*first)
        yield Graded(first[0], marked)
    for key, before in waiting:
        yield _kept(key, before)


def _kept(key: str, before: KeptMark | None) -> Graded:
    assert before is not None, "all others were marked"
    return Graded(key, MarkedSubmission(before.result), before)
