"""The option ``--csv`` of the commands for classes: a table beside what is shown, or instead."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from backprop_tutor.cli.options import check_can_be_written
from backprop_tutor.errors import UsageError
from backprop_tutor.wording import marked, text

TableOption = Annotated[
    str | None,
    typer.Option(
        "--csv",
        metavar="FILE",
        help=marked("Also write a table of the students; - is stdout.").english,
    ),
]


def check_streams(table: str | None, *, as_json: bool) -> None:
    """Raise ``UsageError`` where table and JSON both want standard output."""
    if as_json and table == "-":
        raise UsageError(
            text("--json and --csv - both want standard output; leave out one of them")
        )


def check_table(table: str | None, *, force: bool, spared: Collection[Path]) -> None:
    """Raise ``FileError`` for a table that could not be written, before anything is read."""
    if table is not None:
        check_can_be_written(table, force=force, spared=spared)
