"""The page of a class whose records were handed in: who is where, who is stuck, what costs most."""

from collections.abc import Iterator, Sequence

from backprop_tutor.blocks.blocks import Block, Bullets, Prose, Table, Tone
from backprop_tutor.progress.xapi import name_of_scenario
from backprop_tutor.teaching.grading.class_page import ideas_table
from backprop_tutor.teaching.grading.class_progress import (
    StudentProgress,
    ideas_of_class,
)
from backprop_tutor.untrusted import on_one_line, quoted_path, visible
from backprop_tutor.wording import say, say_so_many, text, text_in, text_with_commas


def class_progress_page(students: Sequence[StudentProgress]) -> Iterator[Block]:
    """Yield the page."""
    yield Prose(say("The class"), Tone.TITLE)
    known = [one for one in students if one.last is not None]
    stuck = sum(bool(one.stuck_at) for one in known)
    if not known:
        yield Prose(say("No answer was found."))
    else:
        yield Prose(
            say_so_many(
                "{n} student. Stuck: {stuck}.",
                "{n} students. Stuck: {stuck}.",
                len(known),
                stuck=stuck,
            )
        )
        yield Table(
            (
                text_in("a column of a table", "student"),
                text_in("a column of a table", "last seen"),
                text_in("a column of a table", "at"),
                text_in("a column of a table", "right answers"),
                text_in("a column of a table", "skills mastered"),
                text_in("a column of a table", "stuck at"),
            ),
            tuple(
                (
                    _name(one),
                    f"{one.last:%Y-%m-%d}",
                    _where(one),
                    str(one.answered),
                    text("{lost} of {all}", lost=one.mastered, all=one.skills),
                    visible(one.stuck_at),
                )
                for one in known
            ),
        )
    if several := [one for one in students if one.also]:
        yield Prose(say("Students with several files, which are taken together"), Tone.HEADING)
        yield Bullets(tuple((_files(one),) for one in several))
    if troubles := [one for one in students if one.trouble]:
        yield Prose(say("What could not be read"), Tone.HEADING)
        yield Bullets(
            tuple(
                (text("{student}: {trouble}", student=_name(one), trouble=one.trouble),)
                for one in troubles
            )
        )
    if ideas := ideas_of_class(students):
        yield Prose(say("The ideas that cost most"), Tone.HEADING)
        yield ideas_table(ideas)


def _files(one: StudentProgress) -> str:
    files = text_with_commas([quoted_path(each) for each in (one.file, *one.also)])
    # Translators: the names of files.
    return text("{student}: {files}", student=_name(one), files=files)


def _name(one: StudentProgress) -> str:
    return visible(on_one_line(one.student or one.file))


def _where(one: StudentProgress) -> str:
    if one.at is None:
        return ""
    scenario = visible(on_one_line(name_of_scenario(one.at.sitting.scenario)))
    if one.at.finished:
        return text("{kind} of {scenario}, finished", kind=one.at.called, scenario=scenario)
    return text(
        "{kind} of {scenario}, question {number}",
        kind=one.at.called,
        scenario=scenario,
        number=one.at.passed + 1,
    )
