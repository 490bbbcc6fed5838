"""Reads scenario files: YAML in, a ``Scenario`` out, or every problem of the file at once."""

from backprop_tutor.loader.files import bundled, load, load_text

__all__ = ["bundled", "load", "load_text"]
