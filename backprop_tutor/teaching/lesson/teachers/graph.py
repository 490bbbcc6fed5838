"""Teachers of free graphs: nodes that are plain formulas, their slopes, and what comes back."""

from backprop_tutor.blocks.blocks import Equation, Inline, Prose
from backprop_tutor.formula.expression import Call, Name, Number, Quotient, Sum, terms_of
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.scenario.graph import Unit
from backprop_tutor.teaching.lesson.derivation_in_words import explained
from backprop_tutor.teaching.lesson.teachers.shortcut import shortcut
from backprop_tutor.teaching.lesson.teachers.words import (
    Words,
    along_paths,
    how_to_weigh,
    nudged_by_name,
)
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import listed_and, marked, say, say_so_many


def teach_node(line: Line, subject: Subject) -> Words:
    """q = a formula over what was worked out before."""
    unit = subject.scenario.weighted_sums.get(line.of)
    if unit is not None and len(terms_of(line.formula)) > 1:
        return _weighted_sum(line, unit)
    node = Name(line.name)
    return Words(
        _what_it_is(line),
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


def _what_it_is(line: Line) -> tuple[Inline, ...]:
    """Say what a formula does, where one word says it; else from what it is worked out."""
    node = Name(line.name)
    match line.formula:
        case Call(function="max", arguments=among):
            return say(
                _LARGER if len(among) == 2 else _LARGEST, quantity=node, values=listed_and(among)
            )
        case Call(function="min", arguments=among):
            return say(
                _SMALLER if len(among) == 2 else _SMALLEST, quantity=node, values=listed_and(among)
            )
        case Quotient(Sum(among), Number(many)) if many == len(among):
            return say(
                "{quantity} is the mean of {values}.", quantity=node, values=listed_and(among)
            )
        case _:
            return say(
                "{quantity} is worked out from {names}.",
                quantity=node,
                names=listed_and([Name(name) for name in line.uses]),
            )


_LARGER = marked("{quantity} is the larger of {values}.")
_LARGEST = marked("{quantity} is the largest of {values}.")
_SMALLER = marked("{quantity} is the smaller of {values}.")
_SMALLEST = marked("{quantity} is the smallest of {values}.")


def _weighted_sum(line: Line, unit: Unit) -> Words:
    """A weighted sum that is sent on as it is: a linear neuron, whatever it is called."""
    total = Name(line.name)
    return Words(
        _what_is_added(line, unit),
        how_to_weigh(unit),
        (
            Prose(
                say(
                    "A weight says how much one value counts in the sum. A neuron without an "
                    "activation, a linear one, sends on such a sum as it is."
                )
            ),
            Equation(total, (line.formula,)),
        ),
        (Equation(total, (line.formula,)),),
    )


def _what_is_added(line: Line, unit: Unit) -> tuple[Inline, ...]:
    total, bias = Name(line.name), unit.bias
    if bias is None:
        return say(
            "{sum} is a weighted sum: each value is multiplied by its weight, and the products are "
            "added.",
            sum=total,
        )
    if len(unit.weights) == 1:
        return say(
            "{sum} is a weighted sum of one value: it is multiplied by its weight, and the bias "
            "{bias} is added.",
            sum=total,
            bias=Name(bias),
        )
    return say(
        "{sum} is a weighted sum: each value is multiplied by its weight, and the products and the "
        "bias {bias} are added.",
        sum=total,
        bias=Name(bias),
    )


def teach_node_slope(line: Line, subject: Subject) -> Words:
    """dq/dx: one formula, differentiated with respect to one of its names."""
    source = subject[line.of]
    return Words(
        _alone(line, [Name(name) for name in source.uses if name != line.by]),
        say(
            "Look at this one formula only: all names but {name} are plain numbers here. How fast "
            "does it change when {name} grows a little?",
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
        along_paths(line, subject, len(terms_of(line.formula))),
        (
            nudged_by_name(line, subject),
            Equation(Name(line.name), (line.formula,)),
        ),
        after=shortcut(line, subject),
    )
