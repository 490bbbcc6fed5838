"""The marks that a folder of feedback keeps, so that going on does not mark again what is marked.

A line of JSON for each sheet, added as soon as it is marked, and one more where its page moves. A
last line that was cut off, where the computer was turned off, counts for nothing: that sheet is
marked again.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from backprop_tutor import __version__
from backprop_tutor.cli.grading.marking import Instructions
from backprop_tutor.cli.grading.submissions import MARKS_FILE, Submission
from backprop_tutor.teaching.grading.marking import AnswerMark
from backprop_tutor.teaching.grading.results import AnswerResult, SheetResult

_TABLE = '{"table": '
"""So begins the line about a table of the class that was written elsewhere."""


def key_of(submission: Submission, instructions: Instructions) -> str:
    """Return what tells a submission from all others, and from itself under other instructions."""
    said = repr((__version__, instructions, submission))
    return sha256(said.encode(errors="surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class KeptMark:
    """What came of a sheet, and the page on it for its student."""

    result: SheetResult
    page: str
    """The name of its file; empty if there is none."""
    digest: str = ""
    """Of what was written into it, so that it is known whether somebody has changed it since."""


def is_table_of(folder: Path, table: Path) -> bool:
    """Whether a run that kept its marks in a folder wrote a table, and nobody has changed it since.

    Then the same run may write it anew. What cannot be read is none.
    """
    with suppress(OSError, ValueError):
        known = {"table": _place(table), "digest": contents_digest(table.read_bytes())}
        with (folder / MARKS_FILE).open(encoding="utf-8", errors="replace") as lines:
            return any(one.startswith(_TABLE) and json.loads(one) == known for one in lines)
    return False


def _place(table: Path) -> str:
    return str(table.resolve())


def contents_digest(contents: bytes) -> str:
    """Return what tells the contents of a file from all others."""
    return sha256(contents).hexdigest()[:32]


class KeptMarks:
    """The marks in a folder, to be read once and added to."""

    def __init__(self, folder: Path) -> None:
        """Read what is there; raises ``OSError``."""
        self._path = folder / MARKS_FILE
        self._file: IO[str] | None = None
        self.marks: Mapping[str, KeptMark] = self._read(folder)

    def _read(self, folder: Path) -> dict[str, KeptMark]:
        found: dict[str, KeptMark] = {}
        if not self._path.exists():
            return found
        with self._path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    said = json.loads(line)
                    key, page = str(said["key"]), Path(said["page"]).name
                    if "result" in said:
                        found[key] = KeptMark(_result(said["result"]), page, str(said["digest"]))
                    else:
                        found[key] = replace(found[key], page=page)
        return {key: one for key, one in found.items() if self._is_whole(folder, one)}

    @staticmethod
    def _is_whole(folder: Path, one: KeptMark) -> bool:
        """Whether its page is there, if there is something to tell."""
        return (folder / one.page).is_file() if one.page else not one.result.is_marked

    def add(self, key: str, kept: KeptMark) -> None:
        """Add the marks of a sheet; raises ``OSError``."""
        said = {"key": key, "page": kept.page, "digest": kept.digest}
        self._write({**said, "result": sheet_record(kept.result)})

    def move(self, key: str, page: str) -> None:
        """Add that the page on a sheet has another name, or is no more; raises ``OSError``."""
        self._write({"key": key, "page": page})

    def add_table(self, table: Path, contents: bytes) -> None:
        """Add that a table is about to be written; raises ``OSError``."""
        self._write({"table": _place(table), "digest": contents_digest(contents)})

    def _write(self, said: Mapping[str, Any]) -> None:
        if self._file is None:
            self._file = self._path.open("a", encoding="utf-8", errors="surrogatepass")
            if self._file.tell():
                self._file.write("\n")  # The last line may have been cut off.
        self._file.write(json.dumps(said) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def sheet_record(result: SheetResult) -> dict[str, Any]:
    """Return what came of a sheet as plain data."""
    return {
        "student": result.student,
        "file": result.file,
        "scenario": result.scenario,
        "seed": result.seed,
        "after": result.after,
        "trouble": result.trouble,
        "is_feedback": result.is_feedback,
        "answers": [
            {
                "quantity": one.quantity,
                "typed": one.typed,
                "mark": one.mark.value,
                "misconceptions": list(one.misconceptions),
                "value": one.value,
            }
            for one in result.answers
        ],
    }


def _result(said: Mapping[str, Any]) -> SheetResult:
    """Return what plain data says came of a sheet; raises what wrong data leads to."""
    seed = said["seed"]
    return SheetResult(
        str(said["student"]),
        str(said["file"]),
        str(said["scenario"]),
        None if seed is None else int(seed),
        tuple(
            AnswerResult(
                str(one["quantity"]),
                str(one["typed"]),
                AnswerMark(one["mark"]),
                tuple(map(str, one["misconceptions"])),
                str(one["value"]),
            )
            for one in said["answers"]
        ),
        str(said["trouble"]),
        int(said["after"]),
        bool(said["is_feedback"]),
    )
