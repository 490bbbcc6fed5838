"""Reads scenario files: YAML in, a ``Scenario`` out, or every problem of the file at once."""

from backprop_tutor.loader.files import bundled, load, load_text, title_of

__all__ = ["bundled", "load", "load_text", "title_of"]
