"""Teachers of free graphs: nodes that are plain formulas, their slopes, and what comes back."""

from backprop_tutor.blocks.blocks import Equation, Inline, Prose
from backprop_tutor.formula.expression import Name, terms_of
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.lesson.derivation_in_words import explained
from backprop_tutor.teaching.lesson.teachers.shortcut import shortcut
from backprop_tutor.teaching.lesson.teachers.words import Words, along_paths, nudged_by_name
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import listed_and, say, say_so_many


def teach_node(line: Line, _subject: Subject) -> Words:
    """q = a formula over what was worked out before."""
    node = Name(line.name)
    return Words(
        say(
            "{quantity} is worked out from {names}.",
            quantity=node,
            names=listed_and([Name(name) for name in line.uses]),
        ),
        say("Put the numbers into the formula of {quantity}.", quantity=node),
        (
            Prose(
                say(
                    "A network is a chain of small formulas. Each has a name, so that we can stop "
                    "at each of them on the way back."
                )
            ),
            Equation(node, (line.formula,)),
        ),
        (Equation(node, (line.formula,)),),
    )


def teach_node_slope(line: Line, subject: Subject) -> Words:
    """dq/dx: one formula, differentiated with respect to one of its names."""
    source = subject[line.of]
    return Words(
        _alone(line, [Name(name) for name in source.uses if name != line.by]),
        say(
            "Look at this one formula only: all names but {name} are plain numbers here. "
            "Differentiate with respect to {name}.",
            name=Name(line.by),
        ),
        explained(source.formula, line.by, line.formula),
        (Equation(Name(source.name), (source.formula,)),),
    )


def _alone(line: Line, others: list[Name]) -> tuple[Inline, ...]:
    slope, value, name = Name(line.name), Name(line.of), Name(line.by)
    if not others:
        return say(
            "{slope} is how fast {value} changes when {name} alone changes a little.",
            slope=slope,
            value=value,
            name=name,
        )
    return say_so_many(
        "{slope} is how fast {value} changes when {name} alone changes a little; {others} stays "
        "as it is.",
        "{slope} is how fast {value} changes when {name} alone changes a little; {others} stay as "
        "they are.",
        len(others),
        slope=slope,
        value=value,
        name=name,
        others=listed_and(others),
    )


def teach_adjoint(line: Line, subject: Subject) -> Words:
    """dE/dq = Σ over the users u of q of dE/du · du/dq."""
    return Words(
        say(
            "{slope} is how fast {loss} changes when {quantity} changes, whichever path the "
            "change takes.",
            slope=Name(line.name),
            loss=Name(line.of),
            quantity=Name(line.by),
        ),
        along_paths(line.by, len(terms_of(line.formula))),
        (
            nudged_by_name(line),
            Equation(Name(line.name), (line.formula,)),
        ),
        after=shortcut(line, subject),
    )
