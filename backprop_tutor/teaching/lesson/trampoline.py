"""Recursion without Python's limit: 512 nodes in a row make chains three times as long."""

from collections.abc import Generator
from typing import Any, TypeVar

_Result = TypeVar("_Result")
Deep = Generator["Deep[Any]", Any, _Result]
"""Work that yields the work it waits for, and is sent the result of that."""


def done(work: "Deep[_Result]") -> _Result:
    """Return the result of some work, after all that it waits for."""
    waiting: list[Deep[Any]] = [work]
    result: Any = None
    while waiting:
        try:
            inner = waiting[-1].send(result)
        except StopIteration as end:
            waiting.pop()
            result = end.value
        else:
            waiting.append(inner)
            result = None
    finished: _Result = result
    return finished
