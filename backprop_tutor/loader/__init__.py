"""Reads scenario files: YAML in, a ``Scenario`` out, or every problem of the file at once."""

from backprop_tutor.loader.files import (
    bundled,
    course_index,
    file_of,
    is_there,
    load,
    load_text,
    scenario_files,
    schema_address,
    schema_text,
)

__all__ = [
    "bundled",
    "course_index",
    "file_of",
    "is_there",
    "load",
    "load_text",
    "scenario_files",
    "schema_address",
    "schema_text",
]
