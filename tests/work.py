"""Work, counted in calls: a measure that a busy machine does not change."""

import cProfile
from collections.abc import Callable


def calls(action: Callable[[], object]) -> int:
    """Return how many functions an action calls, those of Python and those written in C.

    What takes time inside one call in C, as a long search does, is not seen: ``benchmarks/``
    measures seconds.
    """
    profile = cProfile.Profile()
    profile.runcall(action)
    return sum(entry.callcount for entry in profile.getstats())
