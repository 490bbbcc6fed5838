"""Marks submissions, a batch at a time: what a worker does, here or on another computer.

All that it needs comes with the batch: a worker has the program, and none of our files.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from backprop_tutor import __version__
from backprop_tutor.cli.grading.submissions import AnswerList, SheetFile, Submission, Unreadable
from backprop_tutor.errors import FileError, TutorError
from backprop_tutor.loader import bundled, load, load_text
from backprop_tutor.teaching.grading.marking import MarkedAnswer, marked_answers
from backprop_tutor.teaching.grading.papers import Paper, Papers
from backprop_tutor.teaching.grading.results import SheetResult, answer_result
from backprop_tutor.teaching.lesson.documents.filled_sheet import (
    Damaged,
    Feedback,
    FilledSheet,
    read_sheet,
)
from backprop_tutor.teaching.lesson.documents.sheet_line import SheetLine, check_word, line_of
from backprop_tutor.untrusted import quoted, shortened
from backprop_tutor.views.markdown.dialects import without_formulas
from backprop_tutor.wording import grouped, speak, text, text_so_many, text_with_commas

if TYPE_CHECKING:
    from backprop_tutor.blocks.blocks import Block

_SCENARIOS_KEPT = 16
_MOST_UPDATES = 1_000_000
"""Training for a sheet takes a second at the most; nobody hands in sheets to keep us busy."""
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Instructions:
    """How all submissions of a class are marked."""

    version: str = __version__
    """That of the program: marks of two versions do not belong into one class."""
    scenarios: tuple[tuple[str, bytes], ...] = ()
    """The name and the contents of each scenario that is no bundled one."""
    scenario: str = ""
    """That of a list which says none."""
    seed: int | None = None
    """That of a list which says none, if its scenario is this one."""
    language: str = "en"
    view: str = ""
    """The format of the feedback; empty if none is wanted."""


@dataclass(frozen=True, slots=True)
class MarkedSubmission:
    """What came of a submission, and what its student is told."""

    result: SheetResult
    feedback: str = ""


def marked_batch(instructions: Instructions, batch: Sequence[Submission]) -> list[MarkedSubmission]:
    """Return what came of some submissions, each by itself.

    Raises ``FileError`` where the program of whoever asks is of another version than this one.
    """
    if instructions.version != __version__:
        raise FileError(
            text(
                "a worker has version {found} of this program, and here it is version {wanted}; "
                "install the same one",
                found=__version__,
                wanted=shortened(instructions.version),
            )
        )
    speak(instructions.language)
    return [_marked(one, instructions) for one in batch]


def _marked(submission: Submission, instructions: Instructions) -> MarkedSubmission:
    try:
        match submission:
            case SheetFile(file, contents):
                return _of_sheet(file, contents, instructions)
            case AnswerList():
                return _of_list(submission, instructions)
            case Unreadable(file, reason):
                return MarkedSubmission(SheetResult("", file, trouble=reason))
            case _:
                assert_never(submission)
    except Exception as error:  # noqa: BLE001 - what we get wrong must not cost the others theirs.
        return MarkedSubmission(SheetResult("", submission.file, trouble=_our_fault(error)))


def _our_fault(error: Exception) -> str:
    return text(
        "it could not be marked, which is a mistake of the program: {error}",
        error=shortened(f"{type(error).__name__} {error}"),
    )


def lost(submission: Submission) -> MarkedSubmission:
    """Return what is said of a submission that no worker survives."""
    return MarkedSubmission(
        SheetResult(
            submission.student if isinstance(submission, AnswerList) else "",
            submission.file,
            trouble=text("each of the processes that tried to mark it has died"),
        )
    )


def _of_sheet(file: str, contents: bytes, instructions: Instructions) -> MarkedSubmission:
    sheet = read_sheet(contents)
    match sheet:
        case Damaged(reason):
            return MarkedSubmission(SheetResult("", file, trouble=reason))
        case Feedback(student):
            trouble = text("it is what a student was told of a sheet, and no sheet")
            told = SheetResult(student or "", file, trouble=trouble, is_feedback=True)
            return MarkedSubmission(told)
        case FilledSheet():
            pass
        case _:
            assert_never(sheet)
    paper = _paper_of(sheet, instructions)
    student = without_formulas(sheet.student or "")
    named = SheetResult(student, file, sheet.scenario, sheet.seed, after=sheet.after)
    if isinstance(paper, str):
        return MarkedSubmission(replace(named, trouble=paper))
    line = SheetLine(sheet.scenario, sheet.seed, sheet.part, sheet.only, sheet.after, sheet.check)
    torn_off = [name for name in paper.asked if name not in sheet.answers]
    answers = {**sheet.answers, **dict.fromkeys(torn_off, "")}
    named = replace(named, trouble=_of_torn_off(len(torn_off), len(paper.asked)))
    return _answered(named, paper, tuple(answers.items()), line, instructions)


def _of_torn_off(count: int, of: int) -> str:
    if not count:
        return ""
    return text_so_many(
        "{n} blank of {all} is not in it, and counts as having no answer",
        "{n} blanks of {all} are not in it, and count as having no answer",
        count,
        all=of,
    )


def _paper_of(sheet: FilledSheet, instructions: Instructions) -> Paper | str:
    """Return the paper that a sheet is of, or why there is none."""
    papers = _papers_called(sheet.scenario, instructions)
    if isinstance(papers, str):
        return papers
    if sheet.after > _MOST_UPDATES:
        return text(
            "it asks about the pass after more than {most} updates", most=grouped(_MOST_UPDATES)
        )
    if sheet.only is not None and sheet.only not in papers.scenario.variables:
        return _foreign(sheet.scenario)
    try:
        parts = () if sheet.part is None else (sheet.part,)
        numbers = papers.scenario_of(sheet.seed)
        if sheet.check != check_word(numbers, sheet.seed, sheet.part, sheet.only, sheet.after):
            return _foreign(sheet.scenario)
        return papers.paper(sheet.seed, parts, sheet.only, sheet.after)
    except TutorError as error:
        return str(error)


def _foreign(scenario: str) -> str:
    return text(
        "its check word is not that of this sheet: it was made from another file called "
        "{scenario}, or the line was changed",
        scenario=quoted(scenario),
    )


def _of_list(given: AnswerList, instructions: Instructions) -> MarkedSubmission:
    scenario = given.scenario or instructions.scenario
    named = SheetResult(given.student, given.file, scenario)
    if not scenario:
        return MarkedSubmission(replace(named, trouble=_no_scenario()))
    seed = instructions.seed if not given.seed and scenario == instructions.scenario else None
    if given.seed:
        if not (given.seed.isdecimal() and len(given.seed) <= 20):
            trouble = text("{seed} is no seed: that is a whole number", seed=quoted(given.seed))
            return MarkedSubmission(replace(named, trouble=trouble))
        seed = int(given.seed)
    named = SheetResult(given.student, given.file, scenario, seed)
    papers = _papers_called(scenario, instructions)
    if isinstance(papers, str):
        return MarkedSubmission(replace(named, trouble=papers))
    try:
        paper = papers.paper(seed)
    except TutorError as error:
        return MarkedSubmission(replace(named, trouble=str(error)))
    line = line_of(paper.subject.scenario, seed)
    return _answered(named, paper, given.answers, line, instructions)


def _no_scenario() -> str:
    return text("it does not say of which scenario it is; add a column 'scenario', or --scenario")


def _answered(
    named: SheetResult,
    paper: Paper,
    typed: Sequence[tuple[str, str]],
    line: SheetLine,
    instructions: Instructions,
) -> MarkedSubmission:
    answers: dict[str, str] = {}
    unknown: dict[str, None] = {}
    again: dict[str, None] = {}
    for name, answer in typed:
        quantity = paper.quantity(name)
        if quantity is None:
            unknown[name] = None
        elif not answers.get(quantity):
            answers[quantity] = answer
        elif answer and answer != answers[quantity]:  # A row that was left blank takes none back.
            again[quantity] = None
            answers[quantity] = answer
    marked = marked_answers(paper, answers)
    troubles = [named.trouble] if named.trouble else []
    if unknown:
        troubles.append(_of_unknown(tuple(unknown), named.scenario))
    if again:
        troubles.append(_of_twice(tuple(again)))
    if not typed:
        troubles.append(text("there is no answer in it"))
    trouble = "; ".join(troubles)
    result = replace(named, answers=tuple(map(answer_result, marked)), trouble=trouble)
    if not instructions.view:
        return MarkedSubmission(result)
    return MarkedSubmission(result, _feedback(result, paper, marked, line, instructions.view))


def _of_unknown(names: Sequence[str], scenario: str) -> str:
    listed = text_with_commas([quoted(one) for one in names[:_MOST_SHOWN]])
    return text(
        "{names} cannot be asked of {scenario}: left out", names=listed, scenario=quoted(scenario)
    )


def _of_twice(quantities: Sequence[str]) -> str:
    listed = text_with_commas([quoted(one) for one in quantities[:_MOST_SHOWN]])
    return text_so_many(
        "{n} question has more than one answer ({quantities}): the last one counts",
        "{n} questions have more than one answer ({quantities}): the last one of each counts",
        len(quantities),
        quantities=listed if len(quantities) <= _MOST_SHOWN else f"{listed}, …",
    )


def _feedback(
    result: SheetResult,
    paper: Paper,
    marked: Sequence[MarkedAnswer],
    line: SheetLine,
    view: str,
) -> str:
    from backprop_tutor.blocks import renaming
    from backprop_tutor.teaching.grading.feedback_page import feedback

    page = feedback(result.student, line, paper, marked, result.trouble)
    return _shown(renaming.in_notation(page, paper.subject.scenario), view)


def _shown(blocks: "Iterable[Block]", view: str) -> str:
    if view == "html":
        from backprop_tutor.views.html import page

        return page.html_page(blocks)
    from backprop_tutor.views.markdown import markdown

    return markdown.document(blocks)


def _papers_called(name: str, instructions: Instructions) -> Papers | str:
    """Return the papers of a scenario: one that was given, or a bundled one; never of a path."""
    contents = dict(instructions.scenarios).get(name)
    if contents is None and name not in bundled():
        return text(
            "it is a sheet of {scenario}, which is no bundled scenario; give its file with "
            "--scenario",
            scenario=quoted(name),
        )
    return _papers(name, contents)


@lru_cache(_SCENARIOS_KEPT)
def _papers(name: str, contents: bytes | None) -> Papers:
    return Papers(load(name) if contents is None else load_text(contents, f"{name}.yaml"))
