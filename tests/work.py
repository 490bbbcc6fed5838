"""Work, counted in calls: a measure that a busy machine does not change."""

import sys
from collections.abc import Callable
from types import FrameType


def calls(action: Callable[[], object]) -> int:
    """Return how many functions an action calls, those of Python and those written in C.

    What takes time inside one call in C, as a long search does, is not seen: ``benchmarks/``
    measures seconds.
    """
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count
