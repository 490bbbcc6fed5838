"""What one student is told of a filled sheet: every answer with its mark, and what to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Table, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.teaching.grading.marking import AnswerMark, MarkedAnswer
from backprop_tutor.teaching.grading.papers import Paper
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.lesson import first_page
from backprop_tutor.teaching.lesson.documents.sheet_line import SheetLine, line_as_text
from backprop_tutor.untrusted import on_one_line, visible
from backprop_tutor.wording import (
    Marked,
    listed_and,
    marked_in,
    say,
    say_so_many,
    text,
    text_in,
)

_IN_WORDS: dict[AnswerMark, Marked] = {
    AnswerMark.RIGHT: marked_in("the mark of an answer", "right"),
    AnswerMark.FOLLOWS: marked_in("the mark of an answer", "right, from your own numbers"),
    AnswerMark.CLOSE: marked_in("the mark of an answer", "nearly"),
    AnswerMark.WRONG: marked_in("the mark of an answer", "not yet"),
    AnswerMark.UNREAD: marked_in("the mark of an answer", "cannot be read"),
    AnswerMark.BLANK: marked_in("the mark of an answer", "no answer"),
}
_LONGEST = 60


def feedback(
    student: str,
    line: SheetLine,
    paper: Paper,
    answers: Sequence[MarkedAnswer],
    trouble: str = "",
) -> Iterator[Block]:
    """Yield the page for one student, of the sheet with a line; it gives no answer away."""
    title, *about = first_page.title(paper.subject.scenario)
    yield title
    which = line_as_text(replace(line, marked=True))
    yield Prose(say("Sheet {line}", line=which), Tone.REMARK)
    yield Prose(say("Name: {student}", student=visible(on_one_line(student))))
    yield from about
    yield from first_page.note_on_updates(paper.subject.after, paper.subject.scenario)
    full = sum(one.mark in (AnswerMark.RIGHT, AnswerMark.FOLLOWS) for one in answers)
    yield Prose(say("Right answers: {right} of {all}.", right=full, all=len(answers)))
    if trouble:
        yield Prose((trouble,), Tone.WRONG)
    yield Table(
        (
            text_in("a column of a table", "question"),
            text_in("a column of a table", "quantity"),
            text_in("a column of a table", "your answer"),
            text_in("a column of a table", "mark"),
        ),
        tuple(
            (str(number), Name(one.quantity), _shown(one.typed), text(_IN_WORDS[one.mark]))
            for number, one in enumerate(answers, start=1)
        ),
    )
    told = [
        (number, one)
        for number, one in enumerate(answers, start=1)
        if one.mark not in (AnswerMark.RIGHT, AnswerMark.BLANK)
    ]
    looked_at: list[Block] = []
    following: list[str] = []
    for number, one in told:
        assert one.verdict is not None, "a blank is not told of"
        words = said(one.verdict, paper.question(one.quantity), one.at, helped=False)
        if one.mark is AnswerMark.FOLLOWS and len(words) == 1:
            following.append(str(number))
        else:
            heading = (f"{number}. ", Name(one.quantity), " = ", _shown(one.typed))
            looked_at += [Prose(heading, Tone.SUBHEADING), *words]
    if told:
        yield Prose(say("What to look at"), Tone.HEADING)
    yield from looked_at
    if following:
        yield Prose(_following(following), Tone.RIGHT)


def _following(numbers: Sequence[str]) -> tuple[Inline, ...]:
    return say_so_many(
        "Answer {numbers} is right, following your own earlier values.",
        "Answers {numbers} are right, following your own earlier values.",
        len(numbers),
        numbers=listed_and(numbers),
    )


def _shown(typed: str) -> str:
    shown = visible(on_one_line(typed))
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
