"""Reads scenario files: YAML in, a ``Scenario`` out, or every problem of the file at once."""

from backprop_tutor.loader.files import (
    bundled,
    digest_of,
    load,
    load_text,
    schema_address,
    schema_text,
    title_of,
)

__all__ = ["bundled", "digest_of", "load", "load_text", "schema_address", "schema_text", "title_of"]
