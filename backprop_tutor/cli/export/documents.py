"""What ``export`` writes of one network: a solution, a sheet to fill in, or the key to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never

from backprop_tutor.cli.program import program
from backprop_tutor.errors import UsageError
from backprop_tutor.session.asked_for import check_asks_something, check_has_layers, parts_of
from backprop_tutor.wording import text

if TYPE_CHECKING:
    from backprop_tutor.blocks.blocks import Block
    from backprop_tutor.blocks.notebook import Notebook
    from backprop_tutor.scenario.scenario import Scenario
    from backprop_tutor.teaching.lesson.documents.sheet_line import SheetLine
    from backprop_tutor.teaching.lesson.lesson import Lesson


class DocumentKind(Enum):
    """Which document."""

    SOLUTION = auto()
    SHORT = auto()
    WORKSHEET = auto()
    KEY = auto()


def kind_asked(*, worksheet: bool, key: bool, short: bool, matrix: bool) -> DocumentKind:
    """Return the document that the options name; raises ``UsageError`` where they name two."""
    if short and (worksheet or key or matrix):
        raise UsageError(
            text("--short is a solution of its own; leave out --worksheet, --key and --matrix")
        )
    if short:
        return DocumentKind.SHORT
    if worksheet and key:
        raise UsageError(text("--worksheet and --key are two documents; ask for one at a time"))
    if matrix and (worksheet or key):
        raise UsageError(text("--matrix shows what is worked out; leave it out of a worksheet"))
    if worksheet:
        return DocumentKind.WORKSHEET
    return DocumentKind.KEY if key else DocumentKind.SOLUTION


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which document of which part of a lesson."""

    kind: DocumentKind
    part: str | None = None
    only: str | None = None
    after: int = 0
    matrix: bool = False

    def lesson(self, scenario: "Scenario") -> "Lesson":
        """Return what is asked; raises ``UsageError`` if nothing is."""
        from backprop_tutor.teaching.lesson.lesson import Lesson
        from backprop_tutor.teaching.subject.subject import subject_of

        subject = subject_of(scenario, self.only, self.after)
        if self.matrix:
            check_has_layers(subject, program())
        lesson = Lesson(subject, parts_of(self.part), self.only, matrix=self.matrix)
        if self.part is not None:
            check_asks_something(lesson, program())
        return lesson

    def notebook(self, scenario: "Scenario") -> "Notebook":
        """Return the same as a notebook."""
        from backprop_tutor.teaching.bank.bank import question_bank
        from backprop_tutor.teaching.bank.notebooks import notebook_to_fill_in, worked_notebook

        lesson = self.lesson(scenario)
        if self.kind is DocumentKind.SOLUTION:
            return worked_notebook(lesson)
        return notebook_to_fill_in(question_bank(lesson), solved=self.kind is DocumentKind.KEY)

    def line(self, scenario: "Scenario", seed: int | None) -> "SheetLine":
        """Return the line by which a sheet is found again."""
        from backprop_tutor.scenario.scenario import Part
        from backprop_tutor.teaching.lesson.documents.sheet_line import line_of

        part = None if self.part is None else Part(self.part)
        return line_of(scenario, seed, part, self.only, self.after)

    def blocks(
        self, scenario: "Scenario", seed: int | None = None, student: str | None = None
    ) -> "Iterator[Block]":
        """Return the document on a scenario, or on its variant of that seed."""
        from backprop_tutor.blocks.renaming import in_notation

        return in_notation(self._made(self.lesson(scenario), scenario, seed, student), scenario)

    def _made(
        self, lesson: "Lesson", scenario: "Scenario", seed: int | None, student: str | None
    ) -> "Iterator[Block]":
        match self.kind:
            case DocumentKind.SOLUTION:
                from backprop_tutor.teaching.lesson.documents.worked_solution import (
                    worked_solution,
                )

                return worked_solution(lesson)
            case DocumentKind.SHORT:
                from backprop_tutor.teaching.lesson.documents.worked_solution import (
                    short_solution,
                )

                return short_solution(lesson)
            case DocumentKind.WORKSHEET:
                from backprop_tutor.teaching.lesson.documents.worksheet import sheet_to_fill_in

                return sheet_to_fill_in(lesson, self.line(scenario, seed), student)
            case DocumentKind.KEY:
                from backprop_tutor.teaching.lesson.documents.worksheet import answer_key

                return answer_key(lesson, self.line(scenario, seed), student)
            case _:
                assert_never(self.kind)
