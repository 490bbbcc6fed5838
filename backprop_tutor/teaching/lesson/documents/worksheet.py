"""The lesson on paper: its questions with blanks, and the key to them.

Nothing on a sheet gives an answer away: no number that is worked out, no author's note, nothing
that the source prints.
"""

from collections.abc import Iterator

from backprop_tutor.blocks.blocks import Blank, Block, Prose, Table, Tone, Value
from backprop_tutor.formula.expression import Name
from backprop_tutor.teaching.lesson import first_page, network_picture
from backprop_tutor.teaching.lesson.documents.sheet_line import SheetLine, line_as_text
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.authors_words import in_learners_language
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import as_number, say, say_so_many, text_in


def sheet_to_fill_in(
    lesson: Lesson, line: SheetLine, student: str | None = None
) -> Iterator[Block]:
    """Yield the sheet: the network, what is given, and a blank for each step of the lesson.

    Its ``line`` says which one it is, so that it is found again when it comes back.
    """
    subject = lesson.subject
    title, *about = first_page.title(subject.scenario)
    yield title
    yield _which(line)
    yield Prose((*say("Name:"), " ", Blank("") if student is None else student))
    yield from about
    yield from first_page.note_on_updates(subject.after, subject.scenario)
    yield from network_picture.picture_of(subject.pictured)
    yield Prose(say("What is given"), Tone.HEADING)
    yield Table(
        (text_in("a column of a table", "quantity"), text_in("a column of a table", "value")),
        (
            *((Name(name), as_number(subject.spelled(name))) for name in subject.stated),
            *((Name(name), subject.value(name)) for name in lesson.come_before()),
        ),
    )
    yield Prose(
        say(
            "Give each number to {digits} significant figures. Work on with all the figures that "
            "your calculator has.",
            digits=subject.scenario.digits,
        )
    )
    defined: set[Block] = set()
    for number, index in enumerate(range(len(lesson)), start=1):
        yield from lesson.begun_at(index)
        if lesson.is_told(index):
            yield from _decimals(subject, lesson.quantity(index))
            yield Prose((f"{number}. ", _blank(lesson.quantity(index))))
            continue
        step = lesson[index]
        yield Prose((f"{number}. ", Name(step.name)), Tone.SUBHEADING)
        yield from step.setting
        yield from (one for one in step.definitions if one not in defined)
        defined.update(step.definitions)
        yield from _decimals(subject, step.name)
        yield Prose((_blank(step.name),))


def _decimals(subject: Subject, quantity: str) -> Iterator[Block]:
    """Say how many decimals an updated weight is judged by: significant figures hide its change."""
    decimals = subject.decimals_of_change(quantity, subject.scenario.digits)
    if decimals is not None:
        yield Prose(
            say_so_many(
                "Give it to {n} decimal: what matters is how much {weight} has changed.",
                "Give it to {n} decimals: what matters is how much {weight} has changed.",
                decimals,
                weight=Name(subject[quantity].of),
            )
        )


def _blank(quantity: str) -> Blank:
    return Blank(quantity, Name(quantity))


def _which(line: SheetLine) -> Block:
    return Prose(say("Sheet {line}", line=line_as_text(line)), Tone.REMARK)


def answer_key(lesson: Lesson, line: SheetLine, student: str | None = None) -> Iterator[Block]:
    """Yield the answers of a sheet, by the numbers of its questions."""
    subject = lesson.subject
    title = in_learners_language(subject.scenario.title)
    yield Prose(say("Answers: {title}", title=title), Tone.TITLE)
    yield _which(line)
    if student is not None:
        yield Prose((*say("Name:"), " ", student))
    yield from first_page.note_on_updates(subject.after, subject.scenario)
    rows: list[tuple[str, Name, Value]] = []
    for number, name in enumerate(lesson.asked(), start=1):
        subject.check_finite((name,))
        rows.append((str(number), Name(name), subject.value(name)))
    yield Table(
        (
            text_in("a column of a table", "question"),
            text_in("a column of a table", "quantity"),
            text_in("a column of a table", "value"),
        ),
        tuple(rows),
    )
