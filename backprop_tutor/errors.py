"""The one family of errors that the command line prints as a sentence, each with its exit code."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


class TutorError(Exception):
    """What a user can mend. Its text says what was found, where, and what to do."""

    exit_code: ClassVar[int] = 1


class UsageError(TutorError):
    """The command line asks for something that is not there."""

    exit_code = 2


class FileError(TutorError):
    """A file could not be read or written."""

    exit_code = 4


class NoSuchScenarioError(FileError):
    """Neither a scenario that comes with the program nor a file is called so."""


class Problem(NamedTuple):
    """One thing wrong in a scenario file; lines and columns count from 1."""

    line: int
    column: int
    text: str


class ScenarioError(TutorError):
    """A scenario is not valid: every problem of the file, in order of line."""

    exit_code = 3

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems))
        super().__init__(
            "\n".join(f"{file}:{p.line}:{p.column}: {p.text}" for p in self.problems),
        )
