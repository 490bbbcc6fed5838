"""The worked solution: a whole lesson as a text to read, with every step answered; and in short."""

from collections.abc import Iterable, Iterator

from backprop_tutor.blocks.blocks import Block, Equation, Figure, Folded, Prose, Table, Tone
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.scenario import Method, Part
from backprop_tutor.teaching.lesson import first_page, network_picture, pages
from backprop_tutor.teaching.lesson.chain_picture import chain_of
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.source.published_numbers import comparison
from backprop_tutor.teaching.subject.step import Step
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import as_number, say, text_in


def worked_solution(lesson: Lesson) -> Iterator[Block]:
    """Yield the document: the network, what is given, each step worked out, what came out.

    What a lesson of some parts does not come to is not told at its end.
    """
    subject = lesson.subject
    scenario = subject.scenario
    yield from first_page.title(scenario)
    yield from first_page.note_on_updates(subject.after, subject.scenario)
    yield from network_picture.picture_of(subject.pictured)
    yield Prose(say("What is given"), Tone.HEADING)
    yield Table(
        (text_in("a column of a table", "quantity"), text_in("a column of a table", "value")),
        tuple((Name(name), as_number(subject.spelled(name))) for name in subject.stated),
    )
    yield from first_page.notes_on_given(scenario)
    explained: set[str] = set()
    defined: set[tuple[Block, Part]] = set()
    for places in lesson.stretches():
        if lesson.is_told(places.start):
            yield from lesson.table(places.start, places.stop)
        else:
            yield from _worked(lesson[places.start], lesson, explained, defined)
    yield from _end(lesson)


def _worked(
    step: Step, lesson: Lesson, explained: set[str], defined: set[tuple[Block, Part]]
) -> Iterator[Block]:
    """A step with its working; the rules behind it are given for the first of each role."""
    role = lesson.subject[step.name].role.value
    yield from step.opening
    yield Prose((Name(step.name),), Tone.SUBHEADING)
    yield from step.setting
    yield from (one for one in step.definitions if (one, step.part) not in defined)
    defined.update((one, step.part) for one in step.definitions)
    if role not in explained:
        explained.add(role)
        formula = Name(step.name)
        for block in step.why:  # The working below begins with the formula anyway.
            if not (isinstance(block, Equation) and block.left == formula):
                yield block
    yield Folded(say("The answer, worked out"), tuple(step.working))


def short_solution(lesson: Lesson) -> Iterator[Block]:
    """Yield what comes out and how it hangs together: each part as one table, no step explained.

    Before the slopes stands the chain of each that is wanted. It ends as the worked one does.
    """
    subject = lesson.subject
    title, *_ = first_page.title(subject.scenario)
    yield title
    yield from first_page.note_on_updates(subject.after, subject.scenario)
    yield from network_picture.picture_of(subject.pictured)
    worked_out = lesson.quantities(len(lesson))
    subject.check_finite(worked_out)
    for part in Part:
        here = [name for name in worked_out if subject[name].part is part]
        begins = next((k for k, name in enumerate(lesson.asked()) if name in here), None)
        if begins is None:
            continue
        heading = (one for one in lesson.begun_at(begins) if isinstance(one, Prose))
        yield from (one for one in heading if one.tone is Tone.HEADING)
        yield from _chains(here, subject)
        yield pages.solution_table(subject, here)
    yield from _end(lesson)


def _end(lesson: Lesson) -> Iterator[Block]:
    subject, worked_out = lesson.subject, lesson.quantities(len(lesson))
    if _is_to_the_end(worked_out, subject):
        yield from pages.end(subject, worked_out)
    else:
        yield from comparison(worked_out, subject)


def _is_to_the_end(worked_out: Iterable[str], subject: Subject) -> bool:
    """Whether what was worked out goes to the updates or, where nothing learns, to the slopes."""
    if subject.scenario.method is Method.ERROR_SPLIT:
        return True
    learns = any(line.role is Role.UPDATE for line in subject.tape.values())
    last = Part.UPDATE if learns else Part.BACKWARD
    order = tuple(Part)
    return any(order.index(subject[name].part) >= order.index(last) for name in worked_out)


def _chains(names: Iterable[str], subject: Subject) -> Iterator[Block]:
    for line in map(subject.__getitem__, names):
        if line.role is Role.GRADIENT and not line.sample:
            chain = chain_of(line, subject, line.by)
            yield from () if chain is None else (Figure(chain),)
