"""Makes the step of one line: setting, what is known, question, hints, working."""

from collections.abc import Callable, Iterator, Sequence

from backprop_tutor.blocks.blocks import Block, Equation, Figure, Inline, Prose, Table, Tone
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, names_in
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.lesson.chain_picture import chain_of
from backprop_tutor.teaching.lesson.known_numbers import known_numbers
from backprop_tutor.teaching.lesson.planner import PlannedStep
from backprop_tutor.teaching.lesson.teachers import TEACHERS, Words
from backprop_tutor.teaching.subject.step import Form, Question, Step
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say, say_so_many, text_in, with_commas

_MOST_KNOWN = 24
"""How many known numbers a step lists; the command ``values`` has all."""


def made(item: PlannedStep, subject: Subject, worked_out: Callable[[str], bool]) -> Step:
    """Return the step of a line, without what is said before it.

    ``worked_out`` says of a quantity whether it is given, or was worked out before this step.
    """
    line = subject[item.name]
    part = line.part
    assert part is not None, "given numbers are not taught"
    words = TEACHERS[line.role](line, subject)
    # The table of the samples is what a joined gradient starts from.
    joined = line.role is Role.BATCH_GRADIENT
    return Step(
        name=item.name,
        part=part,
        opening=(),
        setting=(
            *_where(line, subject, item.parameter),
            Prose(words.sentence),
            *(() if joined else words.before),
            *_differentiated(item, subject, words.before),
        ),
        known=words.before if joined else _known(item, line, subject, worked_out),
        question=Question(item.name, Form.EITHER, subject.scenario.digits, item.terms),
        hints=_hints(item, subject, words),
        why=words.why,
        working=(*_working(item, subject), *words.after),
    )


def _differentiated(item: PlannedStep, subject: Subject, shown: Sequence[Block]) -> Iterator[Block]:
    """The formulas of nodes whose slopes are worked out on the way: each has to be in sight."""
    slopes = (line for line in map(subject.__getitem__, item.terms) if line.role is Role.NODE_SLOPE)
    for name in dict.fromkeys(line.of for line in slopes):
        formula = Equation(Name(name), (subject[name].formula,))
        if formula not in shown:
            yield formula


def _where(line: Line, subject: Subject, parameter: str | None) -> tuple[Block, ...]:
    chain = chain_of(line, subject, parameter)
    return () if chain is None else (Figure(chain),)


def _known(
    item: PlannedStep, line: Line, subject: Subject, worked_out: Callable[[str], bool]
) -> tuple[Block, ...]:
    """List the numbers that the question starts from, among others that were worked out by now."""
    if line.part is Part.AGAIN:
        worked = (_listed(item.worked, subject),) if item.worked else ()
        return (_new_pass(subject), *_beside_the_pass(line, subject), *worked)
    listed = known_numbers(item, line, subject, worked_out)
    return (_listed(listed, subject),) if listed else ()


def _listed(known: Sequence[str], subject: Subject) -> Prose:
    shown: list[tuple[Inline, ...]] = [
        (Name(name), " = ", subject.value(name)) for name in known[:_MOST_KNOWN]
    ]
    numbers: tuple[Inline, ...] = with_commas(shown)
    more = len(known) - len(shown)
    if more:
        return Prose(
            say_so_many(
                "Known: {numbers} and {n} more (type: values).",
                "Known: {numbers} and {n} more (type: values).",
                more,
                numbers=numbers,
            )
        )
    return Prose(say("Known: {numbers}.", numbers=numbers))


def _new_pass(subject: Subject) -> Table:
    """The forward pass at the new weights, told; of several samples, what comes out in the end."""
    scenario = subject.scenario
    outputs = scenario.outputs or scenario.depth_of.keys() - {scenario.differentiate}
    several = bool(subject.scenario.samples)
    told = (Role.OUT, Role.NODE) if several else (Role.NET, Role.OUT, Role.NODE)
    return Table(
        (
            text_in("a column of a table", "quantity"),
            text_in("a column of a table", "before"),
            text_in("a column of a table", "now"),
        ),
        tuple(
            (
                Name(line.name),
                subject.value(names.before_update(line.name)),
                subject.value(line.name),
            )
            for line in subject.tape.values()
            if line.part is Part.AGAIN and line.role in told and (line.of in outputs or not several)
        ),
    )


def _beside_the_pass(line: Line, subject: Subject) -> Iterator[Block]:
    """The length of the step, and what the new loss is worked out from besides the new pass."""
    if names.RATE in subject.tape:
        said: tuple[Inline, ...] = say(
            "The step was taken with the learning rate {name} = {rate}.",
            name=Name(names.RATE),
            rate=subject.value(names.RATE),
        )
        yield Prose(said, Tone.REMARK)
    lines = (subject[name] for name in subject.tape.needed_for(line.name))
    losses = [one for one in lines if one.part is Part.AGAIN and one.role in _OF_THE_LOSS]
    used = dict.fromkeys(name for one in losses for name in one.uses)
    if known := [name for name in used if subject[name].part is not Part.AGAIN]:
        yield _listed(known, subject)


_OF_THE_LOSS = frozenset({Role.ERROR, Role.TOTAL, Role.BATCH_TOTAL})


def _hints(item: PlannedStep, subject: Subject, words: Words) -> tuple[tuple[Block, ...], ...]:
    ways = {name: subject.ways(name) for name in (*item.terms, item.name)}
    principle = (Prose(words.principle, Tone.HINT),)
    formulas = tuple(Equation(Name(name), way) for name, way in ways.items())
    if not any(names_in(way[-1]) for way in ways.values()):
        return (principle, formulas)  # ∂q/∂x = 1: there is no number to put in.
    numbers = (Equation(Name(name), (subject.with_numbers(way[-1]),)) for name, way in ways.items())
    return (principle, formulas, tuple(numbers))


def _working(item: PlannedStep, subject: Subject) -> tuple[Block, ...]:
    return tuple(subject.worked(name) for name in (*item.terms, item.name))
