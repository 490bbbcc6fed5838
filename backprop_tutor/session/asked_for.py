"""What is asked for by name, a parameter or a quantity; and what is said where it is not there.

On the command line a sentence ends with the command that shows what there is.
"""

from typing import TYPE_CHECKING

from backprop_tutor.errors import UsageError
from backprop_tutor.invocation import Program, number_options
from backprop_tutor.untrusted import shown
from backprop_tutor.wording import grouped, text

if TYPE_CHECKING:
    from backprop_tutor.scenario.scenario import Part, Scenario
    from backprop_tutor.teaching.lesson.lesson import Lesson
    from backprop_tutor.teaching.subject.subject import Subject

MOST_IN_A_WHOLE_LESSON = 10_000
"""Weights and biases: of more, nobody reads the working of all."""


def drawn_seed() -> int:
    """Return a seed that nobody has chosen."""
    from random import SystemRandom

    return SystemRandom().randrange(10_000)


def check_can_be_varied(only: str, scenario: "Scenario", program: Program) -> None:
    """Raise ``UsageError`` unless something that can be varied is called so."""
    if only in scenario.variables:
        return
    from backprop_tutor.formula.nearest import nearest
    from backprop_tutor.teaching.subject.authors_words import name_shown

    near = nearest(only, scenario.variables)
    command = program.command("show", scenario.called, number_options(scenario.variant))
    typed, called = shown(only), name_shown(scenario)
    if program.on_page:
        said = text(
            "{name} is not a weight, bias or input of {scenario}", name=typed, scenario=called
        )
    elif near is None:
        said = text(
            "{name} is not a weight, bias or input of {scenario}; '{command}' shows them all",
            name=typed,
            scenario=called,
            command=command,
        )
    else:
        said = text(
            "{name} is not a weight, bias or input of {scenario} (did you mean {near}?); "
            "'{command}' shows them all",
            name=typed,
            scenario=called,
            near=near,
            command=command,
        )
    raise UsageError(said)


def named_quantity(typed: str, subject: "Subject", program: Program) -> str:
    """Return the quantity meant by a spelling; raises ``UsageError`` with the nearest one."""
    from backprop_tutor.formula.names import fraction, sampled_last
    from backprop_tutor.formula.nearest import nearest
    from backprop_tutor.teaching.judging.vocabulary import everything

    spellings = everything(subject).names
    meant = typed
    if (parts := fraction(typed)) is not None:
        # ``df/dw0`` for a neuron f means its output, ``dE_total[2]/dw5`` what sample 2 says.
        meant = sampled_last(*(spellings.get(part, part) for part in parts))
    for spelling in (typed, meant):
        if spelling in spellings:
            return spellings[spelling]
    first = f"{meant}[1]"  # Of several samples, and it is not said of which.
    near = first if first in spellings else nearest(typed, spellings)
    raise UsageError(_no_quantity(shown(typed), near, subject.scenario, program))


def _no_quantity(typed: str, near: str | None, scenario: "Scenario", program: Program) -> str:
    from backprop_tutor.teaching.subject.authors_words import name_shown

    command = program.command("solve", scenario.called, number_options(scenario.variant))
    called = name_shown(scenario)
    if program.on_page:
        return text("{scenario} has no quantity {typed}", scenario=called, typed=typed)
    if near is None:
        return text(
            "{scenario} has no quantity {typed}; '{command}' lists them all",
            scenario=called,
            typed=typed,
            command=command,
        )
    return text(
        "{scenario} has no quantity {typed} (did you mean {near}?); '{command}' lists them all",
        scenario=called,
        typed=typed,
        near=near,
        command=command,
    )


def check_can_be_read(verb: str, scenario: "Scenario", program: Program) -> None:
    """Raise ``UsageError`` if all that a command would show of a network is too much.

    It is said at once: to work it out would take minutes.
    """
    count = len(scenario.parameters)
    if count <= MOST_IN_A_WHOLE_LESSON:
        return
    only = next(iter(scenario.movable))
    command = program.command(verb, scenario.called, {"only": only})
    called, many, most = scenario.name, grouped(count), grouped(MOST_IN_A_WHOLE_LESSON)
    if program.on_page:
        said = text(
            "{scenario} has {count} parameters, and with more than {most} the whole lesson is too "
            "long",
            scenario=called,
            count=many,
            most=most,
        )
    else:
        said = text(
            "{scenario} has {count} parameters, and with more than {most} the whole lesson is "
            "too long; take what one of them needs: {command}",
            scenario=called,
            count=many,
            most=most,
            command=command,
        )
    raise UsageError(said)


def check_has_layers(subject: "Subject", program: Program) -> None:
    """Raise ``UsageError`` if a network has no layers that could be shown as matrices."""
    from backprop_tutor.teaching.lesson.matrices import matrix_layers
    from backprop_tutor.teaching.subject.authors_words import name_shown

    if matrix_layers(subject):
        return
    called = name_shown(subject.scenario)
    if program.on_page:
        said = text(
            "{scenario} cannot be written as matrices: that needs layers, each fed by the whole "
            "layer before it, a loss and no 'given' values",
            scenario=called,
        )
    else:
        said = text(
            "{scenario} cannot be written as matrices: that needs layers, each fed by the "
            "whole layer before it, a loss and no 'given' values; leave out --matrix",
            scenario=called,
        )
    raise UsageError(said)


def parts_of(part: str | None) -> "frozenset[Part] | None":
    """Return the parts of a lesson that one part is asked with; None for all."""
    from backprop_tutor.scenario.scenario import Part

    if part is None:
        return None
    chosen = Part(part)
    # The pass after the update belongs to the update: it shows what that was good for.
    return frozenset({chosen, Part.AGAIN} if chosen is Part.UPDATE else {chosen})


def check_asks_something(lesson: "Lesson", program: Program) -> None:
    """Raise ``UsageError`` if a lesson has no step."""
    if lesson:
        return
    if program.on_page:
        raise UsageError(text("there is nothing to ask in this part of the lesson"))
    raise UsageError(text("there is nothing to ask in this part of the lesson; leave out --part"))


def step_that_asks(quantity: str, lesson: "Lesson", program: Program) -> int:
    """Return the step that asks for a quantity; raises ``UsageError`` if none does."""
    from backprop_tutor.maths.notation import naming

    name = named_quantity(quantity, lesson.subject, program)
    found = lesson.find(name)
    if found is not None:
        return found
    called = naming(lesson.subject.scenario)(name)
    if program.on_page:
        raise UsageError(text("{quantity} is not asked for in this walk", quantity=called))
    raise UsageError(
        text(
            "{quantity} is not asked for in this walk; leave out --from to see what is",
            quantity=called,
        )
    )
