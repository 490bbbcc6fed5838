"""The pages of ``train`` and ``plot``: many updates, and the slope of a curve."""
