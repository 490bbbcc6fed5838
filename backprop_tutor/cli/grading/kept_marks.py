"""The marks that a folder of feedback keeps, so that going on does not mark again what is marked.

A line of JSON for each sheet, added as soon as it is marked. A last line that was cut off, where
the computer was turned off, counts for nothing: that sheet is marked again.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from backprop_tutor import __version__
from backprop_tutor.cli.grading.marking import Instructions
from backprop_tutor.cli.grading.submissions import Submission
from backprop_tutor.teaching.grading.marking import AnswerMark
from backprop_tutor.teaching.grading.results import AnswerResult, SheetResult

_FILE = "marks.jsonl"


def key_of(submission: Submission, instructions: Instructions) -> str:
    """Return what tells a submission from all others, and from itself under other instructions."""
    said = repr((__version__, instructions, submission))
    return sha256(said.encode(errors="surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class KeptMark:
    """What came of a sheet, and the name of the file with its feedback; empty if there is none."""

    result: SheetResult
    feedback: str


class KeptMarks:
    """The marks in a folder, to be read once and added to."""

    def __init__(self, folder: Path) -> None:
        """Read what is there; raises ``OSError``."""
        self._path = folder / _FILE
        self._file: IO[str] | None = None
        self.marks: Mapping[str, KeptMark] = dict(self._read(folder))

    def _read(self, folder: Path) -> "list[tuple[str, KeptMark]]":
        if not self._path.exists():
            return []
        found = []
        with self._path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    said = json.loads(line)
                    kept = KeptMark(_result(said["result"]), str(said["feedback"]))
                    if not kept.feedback or (folder / Path(kept.feedback).name).is_file():
                        found.append((str(said["key"]), kept))
        return found

    def add(self, key: str, kept: KeptMark) -> None:
        """Add the marks of a sheet; raises ``OSError``."""
        if self._file is None:
            self._file = self._path.open("a", encoding="utf-8", errors="surrogatepass")
            if self._file.tell():
                self._file.write("\n")  # The last line may have been cut off.
        said = {"key": key, "feedback": kept.feedback, "result": sheet_record(kept.result)}
        self._file.write(json.dumps(said) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def sheet_record(result: SheetResult) -> dict[str, Any]:
    """Return what came of a sheet as plain data."""
    return {
        "student": result.student,
        "file": result.file,
        "scenario": result.scenario,
        "seed": result.seed,
        "trouble": result.trouble,
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
    )
