"""Learn back-propagation by doing it."""

__version__ = "0.1.0"
