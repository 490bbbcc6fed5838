"""The page of a class: each student, then the questions and the wrong ideas that cost most."""

from collections.abc import Iterator, Mapping, Sequence

from backprop_tutor.blocks.blocks import Block, Bullets, Inline, Prose, Table, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.teaching.grading.marking import AnswerMark
from backprop_tutor.teaching.grading.results import (
    FULL,
    Alike,
    ClassResults,
    IdeaCost,
    QuestionCost,
    Repeated,
    Shared,
    SheetResult,
    Taken,
)
from backprop_tutor.teaching.misconceptions.in_words import in_words
from backprop_tutor.untrusted import on_one_line, quoted_path, visible
from backprop_tutor.wording import say, say_so_many, text, text_in, text_so_many, text_with_commas

_MOST_ROWS = 12
"""Questions, ideas and groups that are listed; a table for other programs has all of them."""
_MOST_NAMES = 8


def class_page(results: ClassResults) -> Iterator[Block]:
    """Yield the page of a class whose sheets were marked."""
    yield Prose(say("The class"), Tone.TITLE)
    yield Prose(_summary(results))
    blank = sum(one.count(AnswerMark.BLANK) for one in results.counted)
    if 0 < blank < _asked(results):
        yield Prose(_blank(blank))
    repeated = results.repeated()
    if repeated:
        yield Prose(_left_out(sum(len(one.left_out) for one in repeated)))
    if results.counted:
        times = {(one.student, one.counted): 1 + len(one.left_out) for one in repeated}
        yield _students(results.counted, times)
    if repeated:
        yield Prose(say("Sheets that came more than once"), Tone.HEADING)
        yield Bullets(tuple((_repeated(one),) for one in repeated))
    lost = [_line(one) for one in results.troubles if not one.is_marked]
    if lines := lost + _feedback(results.feedback):
        yield Prose(say("What could not be marked"), Tone.HEADING)
        yield Bullets(tuple((line,) for line in lines))
    if lines := [_line(one) for one in results.troubles if one.is_marked]:
        yield Prose(say("What was marked, and needs a look"), Tone.HEADING)
        yield Bullets(tuple((line,) for line in lines))
    if questions := results.questions()[:_MOST_ROWS]:
        several = len({one.scenario for one in questions}) > 1
        yield Prose(say("The questions that cost most"), Tone.HEADING)
        yield Table(
            (
                text_in("a column of a table", "question"),
                text_in("a column of a table", "not right"),
                text_in("a column of a table", "blank"),
                text_in("a column of a table", "most often"),
            ),
            tuple(_question(one, several=several) for one in questions),
        )
    if ideas := results.ideas():
        yield Prose(say("The ideas that cost most"), Tone.HEADING)
        yield ideas_table(ideas)
    if alike := results.alike()[:_MOST_ROWS]:
        yield Prose(say("Students whose wrong numbers are all the same"), Tone.HEADING)
        yield Bullets(tuple((_alike(one),) for one in alike))
    if taken := results.taken()[:_MOST_ROWS]:
        yield Prose(say("Wrong numbers that are right on another's sheet"), Tone.HEADING)
        yield Bullets(tuple((_taken(one),) for one in taken))
    if shared := results.shared()[:_MOST_ROWS]:
        yield Prose(say("Sheets that more than one student handed in"), Tone.HEADING)
        yield Bullets(tuple((_shared(one),) for one in shared))


def ideas_table(ideas: Sequence[IdeaCost]) -> Table:
    """Return the wrong ideas that cost most, the first ones of a list."""
    return Table(
        (
            text_in("a column of a table", "idea"),
            text_in("a column of a table", "answers"),
            text_in("a column of a table", "students"),
        ),
        tuple(
            (in_words(one.misconception), str(one.answers), str(one.students))
            for one in ideas[:_MOST_ROWS]
        ),
    )


def _summary(results: ClassResults) -> tuple[Inline, ...]:
    counted = results.counted
    asked = _asked(results)
    if not counted:
        return say("Nothing could be marked.")
    if asked == sum(one.count(AnswerMark.BLANK) for one in counted):
        return say_so_many(
            "{n} sheet, without an answer.", "{n} sheets, without an answer.", len(counted)
        )
    full = sum(one.count(*FULL) for one in counted)
    return say_so_many(
        "{n} sheet. Right answers: {right} of {asked}, which is {share} %.",
        "{n} sheets. Right answers: {right} of {asked}, which is {share} %.",
        len(counted),
        right=full,
        asked=asked,
        share=round(100 * full / asked),
    )


def _asked(results: ClassResults) -> int:
    return sum(len(one.answers) for one in results.counted)


def _blank(count: int) -> tuple[Inline, ...]:
    return say_so_many(
        "{n} of the questions has no answer, and counts as not right.",
        "{n} of the questions have no answer, and count as not right.",
        count,
    )


def _left_out(count: int) -> tuple[Inline, ...]:
    return say_so_many(
        "{n} more is left out here: its student handed in the same sheet more than once. The one "
        "with the most right answers counts.",
        "{n} more are left out here, of students who handed in the same sheet more than once. The "
        "one with the most right answers counts.",
        count,
    )


def _repeated(one: Repeated) -> str:
    return text(
        "{student}: {file} counts, and not {others}",
        student=visible(on_one_line(one.student)),
        file=quoted_path(one.counted),
        others=text_with_commas([quoted_path(each) for each in one.left_out]),
    )


def _feedback(pages: Sequence[SheetResult]) -> list[str]:
    """Say once what happened where a folder of ours was given in place of that of the class."""
    if not pages:
        return []
    return [
        text_so_many(
            "{file} is what a student was told of a sheet; name what the class handed in",
            "{file} and others, {n} files in all, are what students were told of their sheets; "
            "name the folder that the class handed in",
            len(pages),
            file=quoted_path(pages[0].file),
        )
    ]


def _students(sheets: Sequence[SheetResult], times: Mapping[tuple[str, str], int]) -> Table:
    unread = any(one.count(AnswerMark.UNREAD) for one in sheets)
    return Table(
        (
            text_in("a column of a table", "student"),
            text_in("a column of a table", "right"),
            text_in("a column of a table", "follows"),
            text_in("a column of a table", "nearly"),
            text_in("a column of a table", "not yet"),
            *((text_in("a column of a table", "unreadable"),) if unread else ()),
            text_in("a column of a table", "blank"),
            text_in("a column of a table", "ideas"),
        ),
        tuple(
            (
                _with_times(one, times.get((one.holder, one.file), 1)),
                str(one.count(AnswerMark.RIGHT)),
                str(one.count(AnswerMark.FOLLOWS)),
                str(one.count(AnswerMark.CLOSE)),
                str(one.count(AnswerMark.WRONG)),
                *((str(one.count(AnswerMark.UNREAD)),) if unread else ()),
                str(one.count(AnswerMark.BLANK)),
                _ideas_of(one),
            )
            for one in sheets
        ),
    )


def _ideas_of(sheet: SheetResult) -> str:
    met = (one.misconceptions[0] for one in sheet.answers if one.misconceptions)
    return text_with_commas([in_words(id_) for id_ in dict.fromkeys(met)])


def _name(sheet: SheetResult) -> str:
    return visible(on_one_line(sheet.student or sheet.file))


def _with_times(sheet: SheetResult, times: int) -> str:
    if times == 1:
        return _name(sheet)
    return text_so_many(
        "{student} (handed in once)",
        "{student} (handed in {n} times)",
        times,
        student=_name(sheet),
    )


def _line(sheet: SheetResult) -> str:
    # Translators: {trouble} is a sentence about the sheet of a student.
    return text("{student}: {trouble}", student=_name(sheet), trouble=sheet.trouble)


def _question(one: QuestionCost, *, several: bool) -> tuple[Inline, ...]:
    lost = text("{lost} of {all}", lost=one.lost, all=one.asked)
    most = "" if one.misconception is None else in_words(one.misconception)
    question: Inline = _of(one) if several else Name(one.quantity)
    return (question, lost, str(one.blank), most)


def _of(one: QuestionCost) -> str:
    return f"{visible(one.scenario)}: {one.quantity}"


def _listed(students: Sequence[str]) -> str:
    shown = [visible(on_one_line(each)) for each in students[:_MOST_NAMES]]
    more = len(students) - len(shown)
    listed = text_with_commas(shown)
    if not more:
        return listed
    return text_so_many("{students} and {n} more", "{students} and {n} more", more, students=listed)


def _taken(one: Taken) -> str:
    return text_so_many(
        "{student}: {n} wrong number, right on the sheet of {others}",
        "{student}: {n} wrong numbers, right on the sheet of {others}",
        one.numbers,
        student=visible(on_one_line(one.student)),
        others=_listed(one.others),
    )


def _shared(one: Shared) -> str:
    # Translators: {sheet} is as in "Sheet mazur · 7", {students} are names.
    return text(
        "{sheet}: {students}",
        sheet=f"{visible(one.scenario)} · {one.seed}",
        students=_listed(one.students),
    )


def _alike(one: Alike) -> str:
    listed = _listed(one.students)
    if not one.unexplained:
        return text_so_many(
            "{students}: {n} wrong number, which known ideas explain",
            "{students}: {n} wrong numbers, which known ideas explain",
            one.numbers,
            students=listed,
        )
    return text_so_many(
        "{students}: {n} wrong number, {unexplained} of them from no idea that is known",
        "{students}: {n} wrong numbers, {unexplained} of them from no idea that is known",
        one.numbers,
        students=listed,
        unexplained=one.unexplained,
    )
