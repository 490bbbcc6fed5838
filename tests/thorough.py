"""Which examples hypothesis tries: a quarter, always the same; that finds what is plainly wrong.

``HYPOTHESIS_PROFILE=thorough python -m pytest`` tries all of them, and others each time. What that
finds becomes a case of its own: a change is never refused for a text that nobody had thought of.
"""

import os

from hypothesis import settings

IS_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def some(count: int) -> int:
    """Return so many, or a quarter of it where time is short."""
    return count if IS_THOROUGH else -(-count // 4)


# A busy machine makes single examples slow; how long a whole file takes is what matters.
settings.register_profile(
    "some", deadline=None, max_examples=some(100), derandomize=not IS_THOROUGH
)
settings.load_profile("some")
