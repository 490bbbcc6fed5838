"""What holds for all tests."""

from hypothesis import settings

# A busy machine makes single examples slow; how long a whole file takes is what matters.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
